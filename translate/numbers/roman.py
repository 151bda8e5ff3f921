"""Roman numerals."""

from __future__ import annotations

import re

ROMAN = re.compile(r"(?=[IVX]{2})(X{0,3})(IX|IV|V?I{0,3})")
ROMAN_UNITS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


def roman_numeral(word: str) -> int | None:
    """Return the value of a Roman numeral from II to XXXIX, else None."""
    match = ROMAN.fullmatch(word)
    return 10 * len(match[1]) + ROMAN_UNITS.index(match[2]) if match else None
