"""A pair's texts with their markup and atoms as numbered codes, as translation tools want them.

Every placeable of a pair's German has a number, from 1 on in reading order. A text is a sequence
of strings and such numbers. Exporters and importers work on these, so that what one wrote the
other reads back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translate.bitext import Half

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from translate.bitext import AlignedPair, Placeable

Coded = tuple[str | int, ...]
_STEPS = 500  # of the search for codes in a text; Python allows about 1000 calls in each other


@dataclass(frozen=True, slots=True)
class Codes:
    """The placeables of a pair by number; ``partner`` leads from one half of a pair to the other.

    ``escaped`` are the characters that the source format wants a backslash before.
    """

    placeables: dict[int, Placeable]
    partner: dict[int, int]
    escaped: str

    def opens(self, number: int) -> bool:
        """Tell whether a code is the first half of a pair."""
        return number < self.partner.get(number, 0)

    def closes(self, number: int) -> bool:
        """Tell whether a code is the second half of a pair."""
        return 0 < self.partner.get(number, 0) < number

    def surfaces(self, number: int) -> tuple[str, ...]:
        """Return the ways in which a code may be written."""
        placeable = self.placeables[number]
        return tuple(filter(None, (placeable.surface, placeable.changed)))


def of(pair: AlignedPair) -> Codes:
    """Number the placeables of a pair."""
    every = [placeable for segment in pair.source for placeable in segment.placeables]
    partner: dict[int, int] = {}
    open_: list[int] = []
    for number, placeable in enumerate(every, start=1):
        if placeable.side == Half.OPEN:
            open_.append(number)
        elif placeable.side == Half.CLOSE and open_:
            partner[number] = open_.pop()
            partner[partner[number]] = number
    spelled = (spelling for segment in pair.source for spelling in segment.spelled)
    escaped = {one.written[1] for one in spelled if one.written.startswith("\\")}
    return Codes(dict(enumerate(every, start=1)), partner, "".join(sorted(escaped)))


def source(pair: AlignedPair) -> Coded:
    """Return the German of a pair with its placeables as codes."""
    parts: list[str | int] = []
    number = 0
    for count, segment in enumerate(pair.source):
        at = 0
        parts.append(" " if count else "")
        for placeable in segment.placeables:
            number += 1
            parts += [segment.text[at : placeable.span.start], number]
            at = placeable.span.end
        parts.append(segment.text[at:])
    return _joined(parts)


def target(pair: AlignedPair) -> Coded:
    """Return the English of a pair with the placeables that are found in it as codes.

    Characters that the source format escapes are without their backslash.
    """
    codes = of(pair)
    parts: list[str | int] = []
    at = 0
    for start, end, number in _Search(pair.target_text, codes).run():
        parts += [_unescaped(pair.target_text[at:start], codes.escaped), number]
        at = end
    return _joined([*parts, _unescaped(pair.target_text[at:], codes.escaped)])


def written(pair: AlignedPair, coded: Iterable[str | int]) -> str:
    """Return a text with codes as it has to stand in the source format.

    Args:
        pair: whose codes they are.
        coded: strings and numbers.

    Raises:
        KeyError: a number is no placeable's.
    """
    codes = of(pair)
    parts = _joined(coded)
    changed = _changed_links(codes, source(pair), parts)
    return "".join(
        _escaped(part, codes.escaped)
        if isinstance(part, str)
        else codes.placeables[part].changed
        if part in changed
        else codes.placeables[part].surface
        for part in parts
    )


def plain(coded: Iterable[str | int]) -> str:
    """Return the words of a text alone, with single blanks."""
    return " ".join("".join(part if isinstance(part, str) else " " for part in coded).split())


def balanced(codes: Codes, coded: Sequence[str | int]) -> frozenset[int]:
    """Return the numbers of the pairs of codes that are properly nested in a text."""
    whole: set[int] = set()
    open_: list[int] = []
    for part in coded:
        if isinstance(part, int) and codes.opens(part):
            open_.append(part)
        elif isinstance(part, int) and codes.partner.get(part) in open_:
            first = codes.partner[part]
            del open_[open_.index(first) + 1 :]  # what was opened inside is not closed there
            whole |= {open_.pop(), part}
    return frozenset(whole)


def tidy(coded: Iterable[str | int]) -> Coded:
    """Return a text with single blanks, and none at its ends; no-break spaces stay."""
    blanks = re.compile(r"[ \t\r\n]+")
    single = [blanks.sub(" ", p) if isinstance(p, str) else p for p in _joined(coded)]
    if single and isinstance(single[0], str):
        single[0] = single[0].lstrip(" ")
    if single and isinstance(single[-1], str):
        single[-1] = single[-1].rstrip(" ")
    return _joined(single)


def _joined(coded: Iterable[str | int]) -> Coded:
    """Join neighbouring strings and drop empty ones."""
    parts: list[str | int] = []
    for part in coded:
        last = parts[-1] if parts else None
        if isinstance(part, str) and isinstance(last, str):
            parts[-1] = last + part
        elif part != "":
            parts.append(part)
    return tuple(parts)


def _changed_links(codes: Codes, german: Coded, english: Coded) -> set[int]:
    """Return the ends of links that were named by their own words, which are others now."""
    return {
        number
        for number, placeable in codes.placeables.items()
        if placeable.changed
        and codes.closes(number)
        and _inside(codes, german, number) != _inside(codes, english, number)
    }


def _inside(codes: Codes, coded: Coded, closing: int) -> str:
    """Return the words between the two halves of a pair."""
    opening = codes.partner[closing]
    if opening not in coded or closing not in coded:
        return ""
    return plain(coded[coded.index(opening) + 1 : coded.index(closing)])


def _escaped(text: str, characters: str) -> str:
    return re.sub(f"[{re.escape(characters)}]", r"\\\g<0>", text) if characters else text


def _unescaped(text: str, characters: str) -> str:
    return re.sub(rf"\\([{re.escape(characters)}])", r"\1", text) if characters else text


class _Search:
    """Find the codes in a text: as many as can be, pairs properly nested.

    The same characters may open one pair and close another (``***``), so that the search goes
    back where it took the wrong one.
    """

    def __init__(self, text: str, codes: Codes) -> None:
        self.text = text
        self.codes = codes
        self.steps = 0
        self.best: tuple[tuple[int, int, int], ...] = ()

    def run(self) -> tuple[tuple[int, int, int], ...]:
        """Return start, end and number of every code that is found, in order."""
        self._from(0, (), (), frozenset(self.codes.placeables))
        return self.best

    def _from(
        self,
        at: int,
        taken: tuple[tuple[int, int, int], ...],
        open_: tuple[int, ...],
        left: frozenset[int],
    ) -> bool:
        """Go on from a place; tell whether all codes are found."""
        self.steps += 1
        if len(taken) > len(self.best):
            self.best = taken
        if not left or self.steps > _STEPS:
            return True
        place = self._next(at, left)
        if place is None:
            return False
        for length, number in self._candidates(place, open_, left):
            now = (*taken, (place, place + length, number))
            inner = open_
            if self.codes.opens(number):
                inner = (*open_, number)
            elif self.codes.closes(number):
                inner = open_[:-1]
            if self._from(place + length, now, inner, left - {number}):
                return True
        return self._from(place + 1, taken, open_, left)

    def _next(self, at: int, left: frozenset[int]) -> int | None:
        """Return where the next code could stand."""
        surfaces = {surface for number in left for surface in self.codes.surfaces(number)}
        found = (self.text.find(surface, at) for surface in surfaces)
        places = [place for place in found if place >= 0]
        while places:
            first = min(places)
            before = self.text[:first]
            backslashes = len(before) - len(before.rstrip("\\"))
            if not (self.codes.escaped and backslashes % 2):
                return first
            found = (self.text.find(surface, first + 1) for surface in surfaces)
            places = [place for place in found if place >= 0]
        return None

    def _candidates(
        self, place: int, open_: tuple[int, ...], left: frozenset[int]
    ) -> list[tuple[int, int]]:
        """Return the codes that may stand at a place: what closes first, then the longest."""
        ranked = []
        for number in left:
            closes = self.codes.closes(number)
            if closes and (not open_ or self.codes.partner[number] != open_[-1]):
                continue
            ranked += [
                (not closes, -len(surface), number)
                for surface in self.codes.surfaces(number)
                if self.text.startswith(surface, place)
            ]
        return [(-length, number) for _, length, number in sorted(ranked)]
