"""What a reviewed file says of a sentence, and whose sentence it is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from translate import codes
from translate.bitext import Correction
from translate.exporters.markup import legal

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from translate.bitext import AlignedPair, Bitext
    from translate.codes import Coded


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One sentence of a reviewed file.

    ``english`` is the text with the numbers of codes; a negative number is the other half of the
    pair that the positive one begins. Where it is ``raw``, it is one string as it stands in the
    source format. ``german`` is without codes, or raw too, and empty where the file does not tell.
    """

    id: str
    german: str
    english: Coded
    raw: bool = False
    approved: bool = False
    note: str = ""


class Verdict(NamedTuple):
    """What a review comes to.

    ``changed`` counts the corrections that are no mere approvals; ``refused`` are lines that say
    what could not be used, and why.
    """

    corrections: tuple[Correction, ...]
    changed: int
    refused: tuple[str, ...]


class _UnknownCodeError(Exception):
    """A code that the German has not; the message names it."""


def corrections(
    bitext: Bitext, reviewed: Iterable[Reviewed], *, approve_all: bool = False
) -> Verdict:
    """Tell what people changed or approved.

    A sentence is found by its id if the German is the same, else by its German.

    Args:
        bitext: the result that was reviewed.
        reviewed: what a reader returned.
        approve_all: whether unchanged sentences count as approved as well.
    """
    pairs = {pair.id: pair for pair in bitext.pairs if pair.source}
    found: dict[str, Correction] = {}
    refused: list[str] = []
    taken: set[str] = set()
    for unit in reviewed:
        pair = _home(unit, pairs, taken)
        if pair is None:
            named = unit.id or f"“{unit.german}”"
            refused.append(f"{named}: the result has no such German; translate the source anew")
            continue
        taken.add(pair.id)
        try:
            one = _correction(pair, unit, approve_all=approve_all)
        except _UnknownCodeError as error:
            refused.append(f"{pair.id}: the German has no code {error}; take it out or copy one")
        else:
            found |= {pair.id: one} if one else {}
    changed = sum(one.english != pairs[key].target_text for key, one in found.items())
    return Verdict(tuple(found.values()), changed, tuple(refused))


def _home(
    unit: Reviewed, pairs: Mapping[str, AlignedPair], taken: Container[str]
) -> AlignedPair | None:
    """Find the pair that a unit is about."""
    pair = pairs.get(unit.id)
    german = _folded(unit.german)
    if pair is not None and (not unit.german or german == _german(pair, raw=unit.raw)):
        return pair
    alike = [one for one in pairs.values() if _german(one, raw=unit.raw) == german]
    return next((one for one in alike if one.id not in taken), None)


def _correction(pair: AlignedPair, unit: Reviewed, *, approve_all: bool) -> Correction | None:
    """Return what a unit says of a pair; None where it says nothing new."""
    english = unit.english if unit.raw else _resolved(pair, unit.english)
    english = codes.tidy(english)
    if not english:
        return None  # not translated yet, or emptied: nothing that could be kept
    now: Coded = (pair.target_text,) if unit.raw else codes.target(pair)
    if _comparable(english) == _comparable(now):
        approved = unit.approved or approve_all or unit.note
        return Correction(pair.id, pair.target_text, unit.note) if approved else None
    written = str(english[0]) if unit.raw else codes.written(pair, english)
    return Correction(pair.id, written, unit.note)


def _resolved(pair: AlignedPair, coded: Coded) -> Coded:
    """Write the second halves of pairs with their own numbers."""
    known = codes.of(pair)
    parts: list[str | int] = []
    for part in coded:
        number = known.partner.get(-part, 0) if isinstance(part, int) and part < 0 else part
        if isinstance(number, int) and number not in known.placeables:
            raise _UnknownCodeError(str(abs(int(part))))
        parts.append(number)
    return tuple(parts)


def _comparable(coded: Coded) -> Coded:
    """Return a text as it comes back from XML."""
    return codes.tidy(legal(part) if isinstance(part, str) else part for part in coded)


def _german(pair: AlignedPair, *, raw: bool) -> str:
    return _folded(pair.source_text if raw else codes.plain(codes.source(pair)))


def _folded(text: str) -> str:
    """Return the letters and digits of a text: what tools do to blanks and codes is no change."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFC", legal(text))).strip()
