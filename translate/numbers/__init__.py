"""Numbers in German and English text: reading them, comparing them, writing them in English."""

from translate.numbers.notation import ENGLISH, GERMAN
from translate.numbers.values import (
    Difference,
    Number,
    Recount,
    differences,
    in_english,
    numbers,
    recounts,
    ways_in_english,
)

__all__ = [
    "ENGLISH",
    "GERMAN",
    "Difference",
    "Number",
    "Recount",
    "differences",
    "in_english",
    "numbers",
    "recounts",
    "ways_in_english",
]
