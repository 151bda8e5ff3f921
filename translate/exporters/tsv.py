r"""Tab-separated pairs: German, tab, English, one pair a line, no header.

Backslash, tab, line feed and carriage return are written ``\\``, ``\t``, ``\n`` and ``\r``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from translate.bitext import Bitext

ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def render(bitext: Bitext) -> str:
    """Return one line a pair; an insertion or omission leaves its side empty."""
    return "".join(
        f"{pair.source_text.translate(ESCAPES)}\t{pair.target_text.translate(ESCAPES)}\n"
        for pair in bitext.pairs
    )
