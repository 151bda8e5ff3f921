"""Where results go: into a folder that mirrors the tree of the sources, or beside them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

FIELDS = ("dir", "stem", "suffix", "format")


@dataclass(frozen=True, slots=True)
class Placing:
    """The places of all results of a run.

    ``output`` is a folder, or a pattern such as ``{dir}/{stem}.en.md``: ``dir`` is the source's
    folder, ``stem`` its name without endings, ``suffix`` the format's ending (".en.md"), ``format``
    its name. ``base`` is what all sources have in common; below a folder, their tree begins there.
    ``name_of`` returns a document's file name without endings, ``suffix_of`` a document's ending
    in a format.
    """

    output: str
    base: Path
    name_of: Callable[[str], str]
    suffix_of: Callable[[str, str], str]

    def path(self, document: str, name: str) -> Path:
        """Return where a document goes in a format."""
        folder, stem = Path(document).parent, self.name_of(document)
        suffix = self.suffix_of(document, name)
        if is_pattern(self.output):
            values = {"dir": folder, "stem": stem, "suffix": suffix, "format": name}
            return Path(re.sub(r"\{(\w+)\}", lambda field: str(values[field[1]]), self.output))
        inside = os.path.relpath(folder, self.base)
        below = Path() if inside.startswith("..") else Path(inside)
        return Path(self.output) / below / f"{stem}{suffix}"

    def check(self, documents: Iterable[str], names: Sequence[str]) -> None:
        """Make sure that no two results, and no result and a source, share a file.

        Raises:
            UsageError: two do.
        """
        sources = {Path(document).resolve(): document for document in documents}
        seen: dict[Path, str] = {}
        for document in sources.values():
            for name in names:
                path = self.path(document, name)
                if path.resolve() in sources:
                    raise UsageError(
                        f"{path} is a source and would be overwritten; choose another --output"
                    )
                first = seen.setdefault(path.resolve(), document)
                if first != document:
                    raise UsageError(
                        f"{first} and {document} would both be written to {path}; rename one, or "
                        "translate them one at a time with different --output"
                    )


def is_pattern(output: str) -> bool:
    """Tell whether an output is a pattern rather than a folder."""
    return "{" in output


def check_pattern(output: str, names: Sequence[str]) -> None:
    """Make sure that a pattern, if it is one, has known fields and tells several formats apart.

    Raises:
        UsageError: it does not.
    """
    for field in re.findall(r"\{([^{}]*)\}", output):
        if field not in FIELDS:
            raise UsageError(f"--output: unknown field {{{field}}}; known are {', '.join(FIELDS)}")
    if is_pattern(output) and len(names) > 1 and not re.search(r"\{(suffix|format)\}", output):
        raise UsageError("--output: several formats need {suffix} in the pattern; or name one")


def common_base(sources: Sequence[str]) -> Path:
    """Return the folder that all sources stand in."""
    return Path(os.path.commonpath([Path(source).parent.absolute() for source in sources]))
