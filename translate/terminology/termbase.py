"""The termbase: which terms there are and how they must be rendered; its formats, a line each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from translate import limits
from translate.bitext import GERMAN_ENGLISH
from translate.errors import GlossaryError
from translate.terminology import home, spreadsheets, tbx
from translate.terminology.entries import Termbase, build

if TYPE_CHECKING:
    from collections.abc import Callable

    from translate.bitext import Languages

__all__ = ["FORMATS", "Format", "Termbase", "build", "load"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of termbases: ``read`` is given a text, the name of its file, and the languages."""

    read: Callable[[str, str, Languages], Termbase]
    write: Callable[[Termbase], str]


_HOME = Format(home.parse, home.dump)
FORMATS = {
    ".yaml": _HOME,
    ".yml": _HOME,
    ".csv": Format(spreadsheets.read_csv, spreadsheets.write_csv),
    ".tsv": Format(spreadsheets.read_tsv, spreadsheets.write_tsv),
    ".tbx": Format(tbx.read, tbx.write),
}
"""By the ending of the file name, in small letters."""


def load(path: str, languages: Languages = GERMAN_ENGLISH) -> Termbase:
    """Read a termbase; the file name's ending tells its format.

    Args:
        path: a file whose name ends as one of ``FORMATS``.
        languages: those that the terms are of.

    Returns:
        The termbase, each term with the line it stands on where the format has lines.

    Raises:
        GlossaryError: the file cannot be read, is malformed, or contradicts itself.
    """
    known = FORMATS.get(Path(path).suffix.lower())
    if known is None:
        raise GlossaryError(
            f"{path}: not a termbase by its name; known endings: {', '.join(FORMATS)}"
        )
    return known.read(_read(path), path, languages)


def _read(path: str) -> str:
    try:
        data = limits.read(Path(path))
    except OSError as error:
        reason = error.strerror or str(error)
        raise GlossaryError(f"{path}: cannot be read ({reason}); check the path") from error
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise GlossaryError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from error
