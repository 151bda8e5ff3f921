"""Reviewed files: what people made of a result, in any format that it was written in.

Every reader returns ``Reviewed`` units; ``corrections`` finds their sentences in the result and
tells what a person changed or approved.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import InputError, UsageError
from translate.importers import markdown, result, table, tmx, xliff
from translate.importers.reviewed import Reviewed, corrections

if TYPE_CHECKING:
    from collections.abc import Callable

    from translate.bitext import Bitext

__all__ = ["Reviewed", "corrections", "read"]

READERS: dict[str, Callable[[str, str, Bitext], list[Reviewed]]] = {
    ".xlf": xliff.read,
    ".xliff": xliff.read,
    ".tmx": tmx.read,
    ".tsv": table.read,
    ".json": result.read,
    ".md": markdown.read,
}


def read(path: str, bitext: Bitext) -> list[Reviewed]:
    """Read a reviewed file; its ending tells the format.

    Args:
        path: XLIFF 1.2 or 2.0, TMX, TSV, a saved result, or bilingual Markdown.
        bitext: the result that was reviewed.

    Raises:
        InputError: the file cannot be read, or is not of its format.
        UsageError: no format has this ending.
    """
    reader = READERS.get(Path(path).suffix.lower())
    if reader is None:
        raise UsageError(
            f"{path}: no reviewed file by its name; known endings: {', '.join(READERS)}"
        )
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}); save it as UTF-8") from error
    return reader(text, path, bitext)
