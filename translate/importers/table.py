"""Reviewed TSV: German, tab, English, one pair a line, as the export writes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate.errors import InputError
from translate.importers.reviewed import Reviewed

if TYPE_CHECKING:
    from translate.bitext import Bitext

_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}


def read(text: str, path: str, _: Bitext) -> list[Reviewed]:
    """Return one unit a line that has German.

    Args:
        text: the file.
        path: names it in messages.

    Raises:
        InputError: a line has not two columns.
    """
    found = []
    for number, line in enumerate(re.split(r"\r?\n", text), start=1):
        cells = [_unescaped(cell) for cell in line.split("\t")]
        if not line.strip() or not cells[0].strip():
            continue
        if len(cells) < 2:
            raise InputError(f"{path}:{number}: no tab; write German, a tab, English")
        found.append(Reviewed("", cells[0], (cells[1],), raw=True))
    return found


def _unescaped(cell: str) -> str:
    return re.sub(r"\\([tnr\\])", lambda match: _ESCAPES[match[1]], cell)
