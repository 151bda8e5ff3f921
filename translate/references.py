"""Find and read reference translations.

Four formats are told apart by their content:

- snippets as TSV: ``line<TAB>English`` or ``article<TAB>line<TAB>English``, where the line is
  the 1-based line of a paragraph in the article;
- snippets as YAML (``.yaml``, ``.yml``): ``article: {line: English}``, or ``line: English``;
- pairs as TSV: ``German<TAB>English``, where the German is one or several whole segments;
- anything else is plain text of any segmentation, which is aligned before it is scored.

An article is named by its file name, with or without its endings (``news``, ``news.de.txt``).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate import limits, naming
from translate.bitext import GERMAN_ENGLISH
from translate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ENDINGS = (".en.tsv", ".en.yaml", ".en.yml", ".en.txt", ".en.md")
"""What ``find`` looks for after the article's stem, in this order."""


class ReferenceKind(StrEnum):
    """What a reference is keyed to."""

    LINES = "lines"
    PAIRS = "pairs"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Reference:
    """One English text; ``line`` is in the article, ``at`` in the reference file, both 1-based."""

    text: str
    at: int
    line: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class References:
    """A reference file: what it is keyed to, and its entries in order."""

    path: str
    kind: ReferenceKind
    entries: tuple[Reference, ...]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The English of all entries, in order."""
        return tuple(entry.text for entry in self.entries)


def find(article: str | Path) -> Path | None:
    """Look for the reference of an article where a project keeps it.

    Args:
        article: path of the German file, such as ``articles/news.de.txt``.

    Returns:
        ``references/news.en.tsv`` (or another of ``ENDINGS``) beside the article's folder or in
        it; None where there is none. Files beside the article don't count: our own English of
        it may lie there.
    """
    path = Path(article)
    stem = article_stem(path.name)
    folders = (path.parent / "references", path.parent / ".." / "references")
    candidates = (
        Path(os.path.normpath(folder / (stem + ending))) for folder in folders for ending in ENDINGS
    )
    return next((candidate for candidate in candidates if candidate.is_file()), None)


def article_stem(name: str) -> str:
    """Return the article that a file, or a key of a file, names: ``news`` for ``news.en.tsv``."""
    return naming.stem(name, *GERMAN_ENGLISH)


def read(path: str | Path, article: str = "") -> References:
    """Read a reference file; the module's docstring lists the formats.

    Args:
        path: the reference file, UTF-8.
        article: name or path of the article; entries keyed to another one are left out.

    Raises:
        InputError: the file cannot be read, is empty, or a line is malformed.
    """
    try:
        text = limits.read(Path(path)).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path}: cannot read the reference ({error}); check its name and save it as UTF-8"
        ) from error
    stem = article_stem(Path(article).name)
    if Path(path).suffix.lower() in {".yaml", ".yml"}:
        kind, entries = ReferenceKind.LINES, _from_yaml(text, path, stem)
    else:
        kind, entries = _from_lines(text, path, stem)
    if not entries:
        wanted = f" for the article {stem!r}" if stem else ""
        raise InputError(f"{path}: no reference{wanted} in this file; check its keys")
    return References(str(path), kind, tuple(entries))


# --- reading -------------------------------------------------------------------------


def _from_lines(text: str, path: str | Path, stem: str) -> tuple[ReferenceKind, list[Reference]]:
    """Read TSV or plain text; a file is TSV when it ends in .tsv or every line has a tab."""
    rows = [
        (at, line.strip("\r\n").split("\t"))
        for at, line in enumerate(text.split("\n"), 1)
        if line.strip()
    ]
    tabbed = bool(rows) and all(len(cells) > 1 for _, cells in rows)
    if Path(path).suffix.lower() != ".tsv" and not tabbed:
        return ReferenceKind.TEXT, [
            Reference(" ".join(" ".join(cells).split()), at) for at, cells in rows
        ]
    keyed = [(at, cells) for at, cells in rows if cells[-2:-1] and cells[-2].strip().isdecimal()]
    if keyed and 2 * len(keyed) >= len(rows):
        return ReferenceKind.LINES, list(_snippets(rows, path, stem))
    return ReferenceKind.PAIRS, list(_pairs(rows, path))


def _snippets(
    rows: Sequence[tuple[int, list[str]]], path: str | Path, stem: str
) -> Iterator[Reference]:
    for at, cells in rows:
        if len(cells) not in {2, 3} or not cells[-2].strip().isdecimal() or not cells[-1].strip():
            found = "\t".join(cells)[:40]
            raise InputError(f"{path}:{at}: expected 'line<TAB>English', found {found!r}")
        if len(cells) == 2 or not stem or article_stem(cells[0].strip()) == stem:
            yield Reference(cells[-1].strip(), at, line=int(cells[-2]))


def _pairs(rows: Sequence[tuple[int, list[str]]], path: str | Path) -> Iterator[Reference]:
    for at, cells in rows:
        if len(cells) != 2 or not all(cell.strip() for cell in cells):
            raise InputError(
                f"{path}:{at}: expected 'German<TAB>English', found {len(cells)} cells"
            )
        yield Reference(cells[1].strip(), at, source=" ".join(cells[0].split()))


def _from_yaml(text: str, path: str | Path, stem: str) -> list[Reference]:
    import yaml

    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise InputError(f"{path}: not YAML ({reason}); write 'line: English'") from error
    return list(_entries(root, path, stem)) if root is not None else []


def _entries(
    node: Any, path: str | Path, stem: str, *, inside: bool = False
) -> Iterator[Reference]:
    """Walk YAML's own nodes rather than its values, because they know their line."""
    import yaml

    if not isinstance(node, yaml.MappingNode):
        raise InputError(f"{path}:{node.start_mark.line + 1}: expected 'line: English'")
    for key, value in node.value:
        at = key.start_mark.line + 1
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        if name.isdecimal() and isinstance(value, yaml.ScalarNode) and value.value.strip():
            yield Reference(" ".join(value.value.split()), at, line=int(name))
        elif name and not name.isdecimal() and not inside and isinstance(value, yaml.MappingNode):
            if not stem or article_stem(name) == stem:
                yield from _entries(value, path, "", inside=True)
        else:
            raise InputError(f"{path}:{at}: expected 'article: {{line: English}}'")
