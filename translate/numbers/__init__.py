"""Numbers in German and English text: reading them, comparing them, writing them in English."""

from translate.numbers.companions import Exchange, exchanges
from translate.numbers.values import (
    Difference,
    Number,
    Recount,
    differences,
    numbers,
    recounts,
    ways_to_write,
    written,
)

__all__ = [
    "Difference",
    "Exchange",
    "Number",
    "Recount",
    "differences",
    "exchanges",
    "numbers",
    "recounts",
    "ways_to_write",
    "written",
]
