"""How German and English write numbers: the tokens of each language and the values of figures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from translate.numbers.numerals import (
    ENGLISH_LETTERS,
    ENGLISH_MONTHS,
    ENGLISH_SCALES,
    GERMAN_MONTHS,
    GERMAN_SCALES,
    english_numeral,
    german_numeral,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SPACES = " \u00a0\u2009\u202f'’"
# The order matters: a date is no version, a grouped figure no list of figures.
TOKENS = r"""
    (?P<code>(?<![^\W_])[^\W\d_]+\d\w*)
  | (?P<date>\d{{1,2}}\.\s?\d{{1,2}}\.\s?(?:\d{{4}}|\d{{2}})(?![\d.]){day})
  | (?P<time>\d{{1,2}}:\d{{2}}(?!\d) | \d{{1,2}}\.\d{{2}}(?=\s*(?:Uhr|[ap]\.?m\b)))
  | (?P<figure>\d{{1,3}}(?:[{group}]\d{{3}})+(?!\d)(?:{point}\d+)?(?![.,]\d) | \d+(?:[.,]\d+)*)
  | (?P<word>[^\W\d_]+(?:-[^\W\d_]+)?)
"""


@dataclass(frozen=True, slots=True)
class Notation:
    """The numbers of a language: patterns of its tokens, its words and its scales.

    ``powers`` are the powers of ten of the groups of ``scale``; ``letters`` those of letters that
    may stand for a scale; ``round_words`` are number words that name a magnitude only.
    """

    tokens: re.Pattern[str]
    scale: re.Pattern[str]
    powers: tuple[int, ...]
    percent: re.Pattern[str]
    numeral: Callable[[str], int | None]
    round_words: frozenset[str]
    months: Mapping[str, int]
    value: Callable[[str], Decimal | None]
    letters: Mapping[str, int] = field(default_factory=dict)


def _scale_pattern(scales: Mapping[str, int]) -> re.Pattern[str]:
    """Match a scale word behind a number; the number of its group is its place in the scales."""
    words = "|".join(f"({word})" for word in scales)
    return re.compile(rf"[-\s]*(?:{words})(?![^\W\d_])", re.IGNORECASE)


def _german_value(figure: str) -> Decimal | None:
    """Read "1.234,56"; a point before other than three digits is that of a version: "3.5"."""
    if re.fullmatch(rf"\d{{1,3}}(?:[.{SPACES}]\d{{3}})+(?:,\d+)?", figure):
        return Decimal(re.sub(f"[.{SPACES}]", "", figure).replace(",", "."))
    plain = re.fullmatch(r"\d+(?:[.,]\d+)?", figure)
    return Decimal(figure.replace(",", ".")) if plain else None


def _english_value(figure: str) -> Decimal | None:
    """Read "1,234.56"; a comma before other than three digits gives nothing: it is German."""
    if re.fullmatch(rf"\d{{1,3}}(?:[,{SPACES}]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?", figure):
        return Decimal(re.sub(f"[,{SPACES}]", "", figure))
    return None


GERMAN = Notation(
    tokens=re.compile(
        TOKENS.format(
            group="." + SPACES, point=",", day=r" | \d{1,2}\.\s?\d{1,2}\.(?=\s+[a-zäöü])"
        ),
        re.VERBOSE,
    ),
    scale=_scale_pattern(GERMAN_SCALES),
    powers=tuple(GERMAN_SCALES.values()),
    percent=re.compile(r"[-\s]*(?:%|prozent|v\.\s?H\.)", re.IGNORECASE),
    numeral=german_numeral,
    round_words=frozenset({"ein", "eine", "einer", "einem", "einen", "hundert", "tausend"}),
    months={month: number for number, month in enumerate(GERMAN_MONTHS, start=1)},
    value=_german_value,
)
ENGLISH = Notation(
    tokens=re.compile(TOKENS.format(group="," + SPACES, point=r"\.", day=""), re.VERBOSE),
    scale=_scale_pattern(ENGLISH_SCALES),
    powers=tuple(ENGLISH_SCALES.values()),
    percent=re.compile(r"[-\s]*(?:%|per\s?cent|pct\b)", re.IGNORECASE),
    numeral=english_numeral,
    round_words=frozenset({"a", "an"}),
    months={month: number for number, month in enumerate(ENGLISH_MONTHS, start=1)},
    value=_english_value,
    letters=ENGLISH_LETTERS,
)
