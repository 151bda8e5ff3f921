"""What an article is called: its file name without the endings of its format and its language."""

from __future__ import annotations

import re
from pathlib import Path

_ENDING = re.compile(r"\.[a-z][a-z0-9]{0,9}$", re.IGNORECASE)


def stem(path: str, *codes: str) -> str:
    """Return what an article is called: ``NEWS`` for ``texts/NEWS.DE.TXT`` with "de".

    Args:
        path: of a file; what follows the last point is an ending if it looks like one ("txt", not
            "2" or "2024").
        codes: of languages that may stand before the ending; each is taken off once.
    """
    name = _ENDING.sub("", Path(path).name)
    for code in codes:
        before, point, language = name.rpartition(".")
        if point and before and language.lower() == code:
            name = before
    return name
