"""Numbers in German and English text, read into values that can be compared.

German writes 1.234,56 for English 1,234.56, "Billion" for trillion, "20." for the 20th. A number
is read into all values that it may stand for, so that only a real change is a difference.

Of 3,782 human translations (newstest2019 and 2020, FLORES dev) 28 have a difference: converted
units, added years and slips of the translators, among them "Bio." taken for billion. With one digit
of each English text changed at random, 980 of 984 changes are found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from translate import languages as known
from translate.bitext import GERMAN_ENGLISH, Span
from translate.numbers.roman import roman_numeral

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from translate.bitext import Languages
    from translate.languages.base import Notation

RANGE = re.compile(r"\s*(?:[-–—]|bis(?:\s+zu)?|to|und|and|oder|or)\s*[$€£]?\s*")
DECADE = re.compile(r"er\b|s\b")
CLOCK = re.compile(r"\s*(?:Uhr\b|[ap]\.?\s?m\b)", re.IGNORECASE)
LETTERS = re.compile(r"\s?([A-Za-z]{1,3})\b")
UNIT = re.compile(r"[kcmd]?m[23]")
LAST_DAY = 31  # of a month: up to there figures may be read as ordinals
TEENS = ("11", "12", "13")
EXPONENTS = str.maketrans("²³", "23")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands in a text.

    ``values`` are its possible readings, the likeliest first. A name with digits ("R1") has a
    ``code``, and its digits for a value, as it may be written "R 1". What is not ``required``
    (bare number words, months, Roman numerals) may account for a number on the other side, but
    needs no counterpart itself.
    """

    span: Span
    surface: str
    values: tuple[Decimal, ...] = ()
    code: str = ""
    percent: bool = False
    required: bool = True
    power: int = 0

    def agrees(self, other: Number) -> bool:
        """Tell whether two numbers have a reading in common; two codes must be the same."""
        if self.code and other.code:
            return self.code == other.code
        return not set(self.values).isdisjoint(other.values)


class Difference(NamedTuple):
    """A German number without counterpart, an English one without counterpart, or both."""

    source: Number | None
    target: Number | None


def differences(
    source: str, target: str, languages: Languages = GERMAN_ENGLISH
) -> tuple[Difference, ...]:
    """Compare the numbers of a text and its translation.

    Every number in figures, and every number word with a scale ("zwei Milliarden"), must have a
    counterpart of the same value on the other side, in figures or words; a percentage must stay
    one. How often a number is repeated does not matter.

    Returns:
        Lost and invented numbers in order of appearance; paired if there are as many of both.
    """
    here, there = _both(source, target, languages)
    lost = _at_once(n for n in here if n.required and not _has_counterpart(n, there))
    added = _at_once(n for n in there if n.required and not any(map(n.agrees, here)))
    if len(lost) == len(added):
        return tuple(map(Difference, lost, added))
    gone = tuple(Difference(number, None) for number in lost)
    return gone + tuple(Difference(None, number) for number in added)


def _both(
    source: str, target: str, languages: Languages
) -> tuple[tuple[Number, ...], tuple[Number, ...]]:
    """Return the numbers of a text and those of its translation."""
    here, there = (known.of(code).notation for code in languages)
    return numbers(source, here), numbers(target, there)


class Recount(NamedTuple):
    """A number in figures that the two texts have, but not equally often."""

    number: Number
    source: int
    target: int


def recounts(
    source: str, target: str, languages: Languages = GERMAN_ENGLISH
) -> tuple[Recount, ...]:
    """Compare how often a text and its translation say the numbers that both have.

    Of 3,782 human translations (newstest2019 and 2020, FLORES dev) six have such a number.

    Returns:
        Each number once, in the order of the translation, then of the text.
    """
    found: list[Recount] = []
    if not (_in_figures(source) or _in_figures(target)):
        return ()
    here, there = map(_at_once, _both(source, target, languages))
    for ours, theirs, extra in ((there, here, True), (here, there, False)):
        figures = [number for number in ours if number.required and _in_figures(number.surface)]
        for number in figures:
            more, less = sum(map(number.agrees, figures)), sum(map(number.agrees, theirs))
            if more > less >= 1 and not any(number.agrees(other.number) for other in found):
                counts = (less, more) if extra else (more, less)
                found.append(Recount(number, *counts))
    return tuple(found)


def _in_figures(text: str) -> bool:
    return any(map(str.isdigit, text))


def _at_once(found: Iterable[Number]) -> list[Number]:
    """Keep one number of each stretch of text: a time or score is said once."""
    return list({number.span: number for number in found}.values())


def written(number: Number, languages: Languages = GERMAN_ENGLISH) -> str:
    """Write the likeliest reading of a number as the target does: 1,234.56, 7 trillion, 70%."""
    if number.code or ":" in number.surface:
        return number.surface
    value, notation = number.values[0], known.of(languages.target).notation
    for unit, power in reversed(list(notation.units.items())):
        if number.power >= 6 and power <= number.power and value >= 10**power:
            return f"{notation.write(value / 10**power)} {unit}"
    plain = (
        f"{value:f}"
        if 1000 <= value < 10000 and number.surface.isdigit()
        else notation.write(value)
    )
    return f"{plain}%" if number.percent else plain


def ways_to_write(number: Number, languages: Languages = GERMAN_ENGLISH) -> tuple[str, ...]:
    """Return how the target may write a number, the likeliest way first: 70%, 70 percent; 20th."""
    first, notation = written(number, languages), known.of(languages.target).notation
    if number.percent:
        figure = first.removesuffix("%")
        return (first, *(f"{figure} {word}" for word in notation.percent_words))
    if not first.isdigit() or int(first) > LAST_DAY:
        return (first,)
    usual = notation.ordinals.get("", "")
    ending = usual if first in TEENS else notation.ordinals.get(first[-1], usual)
    word = next((word for word, value in notation.cardinals.items() if value == int(first)), "")
    return tuple(dict.fromkeys(filter(None, (first, first + ending, word))))


def _has_counterpart(number: Number, others: Sequence[Number]) -> bool:
    """Tell whether a number of the same value, and a percentage for a percentage, is there."""
    return any(number.agrees(o) and (o.percent or not number.percent) for o in others)


# --- reading ----------------------------------------------------------------------


def numbers(text: str, notation: Notation) -> tuple[Number, ...]:
    """Find the numbers of a text, with scale words, percent signs and ranges taken into account."""
    found: list[Number] = []
    at = 0
    text = text.translate(EXPONENTS)
    while match := notation.tokens.search(text, at):
        at = match.end()
        for number in READERS[match.lastgroup or ""](match, notation):
            found.append(number)
            at = max(at, number.span.end)
    return _shared_in_ranges(text, found)


def _read_code(match: re.Match[str], _: Notation) -> Iterator[Number]:
    """Read a name with digits, "R1" or "CO2", or figures that are no number, "1.2.3"."""
    digits = "".join(re.findall(r"\d+", match[0]))
    yield Number(
        Span(*match.span()),
        match[0],
        (Decimal(digits),),
        code=match[0].casefold(),
        required=not UNIT.fullmatch(match[0]),
    )


def _read_date(match: re.Match[str], _: Notation) -> Iterator[Number]:
    """Read "20.07.1969" or "20.7." as day, month and year."""
    for part in re.finditer(r"\d+", match[0]):
        span = Span(match.start() + part.start(), match.start() + part.end())
        value = int(part[0])
        year = part.start() > 2 and len(part[0]) == 2 and match[0].count(".") == 2
        last = part.end() == len(match[0])
        readings = (value, 1900 + value, 2000 + value) if year and last else (value,)
        yield Number(span, part[0], tuple(map(Decimal, readings)))


def _read_time(match: re.Match[str], _: Notation) -> Iterator[Number]:
    """Read "14:30" as two numbers: hours on either clock and minutes, or the two of a score.

    Both may also be run together, 14.30 or 1430; full hours need no minutes.
    """
    hour, minute = re.split(r"[:.]", match[0])
    span = Span(*match.span())
    together = tuple(
        Decimal(f"{on}{sign}{minute}") for on in _hours(int(hour)) for sign in (".", "")
    )
    yield Number(span, match[0], (*map(Decimal, _hours(int(hour))), *together))
    yield Number(span, match[0], (Decimal(minute), *together), required=int(minute) > 0)


def _read_figure(match: re.Match[str], notation: Notation) -> Iterator[Number]:
    """Read a number in figures and what follows it."""
    value = notation.value(match[0])
    if value is None:
        for code in _read_code(match, notation):
            whole = _completed(match, code.values, notation)
            yield replace(whole, code=code.code, required=code.required)
        return
    text, end = match.string, match.end()
    values = [value]
    if CLOCK.match(text, end):
        values = [Decimal(hour) for hour in _hours(int(value))]
    if DECADE.match(text, end) and value < 100:
        values.append(1900 + value)
    letters = LETTERS.match(text, end)
    power = notation.letters.get(letters[1].lower(), 0) if letters else 0
    if power:
        values.append(value * 10**power)
    if re.fullmatch(r"\d{1,3},000", match[0]):  # ten thousand, were the text English
        values.append(value * 1000)
    yield _completed(match, tuple(values), notation)


def _read_word(match: re.Match[str], notation: Notation) -> Iterator[Number]:
    """Read a number word; only with a scale from a million on does it need a counterpart."""
    word = match[0].lower()
    readings = (notation.months.get(word), notation.numeral(word), roman_numeral(match[0]))
    value = next((reading for reading in readings if reading is not None), None)
    scale = notation.scale.fullmatch(word)
    if value is None and scale:
        value = 10 ** notation.powers[(scale.lastindex or 1) - 1]
    if value is None:
        return
    values: tuple[Decimal, ...] = (Decimal(value),)
    if word.endswith(("er", "s")) and value in range(20, 100, 10):  # "in den dreißiger Jahren"
        values += (Decimal(1900 + value),)
    number = _completed(match, values, notation)
    required = number.power >= 6 and not scale and word not in notation.round_words
    yield replace(number, required=required)


def _completed(match: re.Match[str], values: tuple[Decimal, ...], notation: Notation) -> Number:
    """Take in the scale words and the percent sign behind a number."""
    text, end, power = match.string, match.end(), 0
    while scale := notation.scale.match(text, end):
        power += notation.powers[(scale.lastindex or 1) - 1]
        end = scale.end()
    percent = notation.percent.match(text, end)
    if percent:
        end = percent.end()
    return Number(
        Span(match.start(), end),
        text[match.start() : end],
        tuple(value * 10**power for value in values),
        percent=percent is not None,
        power=power,
    )


def _hours(hour: int) -> tuple[int, int]:
    """Return an hour on both clocks."""
    return (hour, hour - 12 if hour >= 12 else hour + 12)


def _shared_in_ranges(text: str, found: Sequence[Number]) -> tuple[Number, ...]:
    """Let the first number of "200 bis 300 Millionen" or "70 to 80 percent" share the ending."""
    shared = list(found)
    for n in range(len(shared) - 2, -1, -1):
        first, second = shared[n], shared[n + 1]
        between = text[first.span.end : second.span.start]
        if first.power or first.percent or not RANGE.fullmatch(between):
            continue
        scaled = tuple(value * 10**second.power for value in first.values if second.power)
        shared[n] = replace(first, values=first.values + scaled, percent=second.percent)
    return tuple(shared)


READERS: dict[str, Callable[[re.Match[str], Notation], Iterator[Number]]] = {
    "code": _read_code,
    "date": _read_date,
    "time": _read_time,
    "figure": _read_figure,
    "word": _read_word,
}
