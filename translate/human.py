"""What people wrote: found again before any engine is asked, corrected, and kept.

``correct`` is the heart of every way of reviewing: a result, the ids of sentences and the English
that a person gives them make a new result; ``remember`` keeps that English in a memory. Both are
quick and load no model.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from translate import adapting, checks, codes, language, placeables
from translate.bitext import GERMAN_ENGLISH, AlignedPair, NearMatch, Origin, TermStatus
from translate.checks.content import words_of
from translate.errors import UsageError
from translate.memory import Translation
from translate.memory.translations import key_text
from translate.terminology import counting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from translate.bitext import (
        Bitext,
        Correction,
        Document,
        Languages,
        Segment,
        TermMatch,
        TermOutcome,
    )
    from translate.memory import Memory

OTHERWISE = "the translator wrote it in another way"


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is known of a sentence before it is translated.

    ``english`` is None where an engine must be asked; ``near`` are similar sentences by people.
    """

    english: str | None = None
    origin: Origin = Origin.ENGINE
    near: tuple[NearMatch, ...] = ()


# --- before a run --------------------------------------------------------------------


def recall(
    document: Document,
    memory: Memory | None,
    *,
    adapt: bool = False,
    languages: Languages = GERMAN_ENGLISH,
) -> dict[str, Recalled]:
    """Find what people translated, and what is English already.

    Args:
        document: segmented.
        memory: what people wrote; None knows nothing.
        adapt: whether to take over sentences that differ in numbers or code alone.
        languages: others than German and English are told apart by nothing, and never adapted.

    Returns:
        What is known, by segment id; sentences of which nothing is known are left out.

    Raises:
        InputError: the memory is damaged.
        OutputError: the memory cannot be used.
    """
    both = languages == GERMAN_ENGLISH
    knows = memory is not None and memory.translations.count(Origin.HUMAN) > 0
    present = {key_text(segment.text) for segment in document.segments}
    found: dict[str, Recalled] = {}
    for segment in document.segments:
        known = Recalled()
        if memory is not None and knows:
            known = _remembered(segment, document.path, memory, adapt=adapt and both)
        if known.english is None and both and language.is_english(placeables.mask(segment).text):
            itself = AlignedPair((segment,), (), Origin.KEPT)
            known = Recalled(codes.written(itself, codes.source(itself)), Origin.KEPT)
        if known != Recalled():
            near = tuple(_dated(one, document.path, present) for one in known.near)
            found[segment.id] = replace(known, near=near)
    return found


def pair_of(segment: Segment, known: Recalled) -> AlignedPair:
    """Return the pair of a sentence whose English is known."""
    assert known.english is not None
    return AlignedPair((segment,), (known.english,), known.origin, near=known.near)


def outcomes(
    pair: AlignedPair, matches: Sequence[TermMatch], languages: Languages = GERMAN_ENGLISH
) -> tuple[TermOutcome, ...]:
    """Return what became of terms in English that a person wrote; nobody of ours kept them."""
    if pair.origin is Origin.KEPT:
        return ()
    counted = counting.assign(matches, words_of(pair, pair.target_text), languages)
    return tuple(
        replace(outcome, reason=OTHERWISE)
        if outcome.status is TermStatus.MISSED
        else replace(outcome, by=None)
        for outcome in counted
    )


def _remembered(segment: Segment, path: str, memory: Memory, *, adapt: bool) -> Recalled:
    """Ask the memory for a sentence, and for similar ones where it does not know it."""
    exact = memory.translations.exact(segment.text, path, segment.id)
    if exact is not None:
        return Recalled(exact.target, Origin.HUMAN)
    near = memory.translations.near(segment.text)
    adapted = next(filter(None, (adapting.adapted(segment, one) for one in near if adapt)), None)
    return Recalled(adapted, Origin.ADAPTED if adapted else Origin.ENGINE, near)


def _dated(near: NearMatch, path: str, present: Iterable[str]) -> NearMatch:
    """Mark a sentence of this document that does not stand there any more."""
    return near._replace(changed=near.document == path and near.source not in present)


# --- after a review ------------------------------------------------------------------


def correct(bitext: Bitext, corrections: Iterable[Correction]) -> Bitext:
    """Put the English of a person into a result, count its terms and check it.

    Args:
        bitext: the result; its scores stay, because they need references.
        corrections: at most one a sentence.

    Returns:
        The new result; a sentence that a person broke a term in is reported, never changed.

    Raises:
        UsageError: a correction is of no sentence of this result.
    """
    wanted = {one.segment_id: one for one in corrections}
    unknown = wanted.keys() - {pair.id for pair in bitext.pairs if pair.source}
    if unknown:
        raise UsageError(
            f"{bitext.document.path} has no sentence {min(unknown)!r}; "
            "name one by the id that the exports show"
        )
    matches: dict[str, list[TermMatch]] = defaultdict(list)
    for outcome in bitext.outcomes:
        matches[outcome.match.segment_id].append(outcome.match)
    old: dict[str, list[TermOutcome]] = defaultdict(list)
    for outcome in bitext.outcomes:
        old[outcome.match.segment_id].append(outcome)
    pairs = tuple(_corrected(pair, wanted) for pair in bitext.pairs)
    counted: list[TermOutcome] = []
    for pair in pairs:
        ids = [segment.id for segment in pair.source]
        if pair.id in wanted:
            counted += outcomes(
                pair, [match for each in ids for match in matches[each]], bitext.languages
            )
        else:
            counted += [outcome for each in ids for outcome in old[each]]
    changed = replace(bitext, pairs=pairs, outcomes=tuple(counted))
    return replace(changed, violations=checks.run(changed))


def exchanged(bitext: Bitext, other: Bitext, segment_id: str) -> Bitext:
    """Return a result with one sentence, and what became of its terms, as another result has it.

    Args:
        bitext: the result; its scores stay.
        other: a result of the same document, or of that sentence of it alone.
        segment_id: of a pair that both have.
    """
    pair = next(pair for pair in other.pairs if pair.id == segment_id)
    ids = {segment.id for segment in pair.source}
    theirs = [outcome for outcome in other.outcomes if outcome.match.segment_id in ids]
    ours = [outcome for outcome in bitext.outcomes if outcome.match.segment_id not in ids]
    order = {segment.id: n for n, segment in enumerate(bitext.document.segments)}
    outcomes = sorted([*ours, *theirs], key=lambda outcome: order[outcome.match.segment_id])
    pairs = tuple(pair if one.id == segment_id else one for one in bitext.pairs)
    changed = replace(bitext, pairs=pairs, outcomes=tuple(outcomes))
    return replace(changed, violations=checks.run(changed))


def remember(bitext: Bitext, segment_ids: Iterable[str], memory: Memory) -> int:
    """Keep the English of some sentences as written by a person.

    Args:
        bitext: the corrected result.
        segment_ids: of the pairs to keep.
        memory: where to.

    Returns:
        The number of sentences kept.

    Raises:
        OutputError: the memory cannot be written.
    """
    wanted = set(segment_ids)
    chosen = [pair for pair in bitext.pairs if pair.source and pair.id in wanted]
    return memory.translations.keep(translations(bitext, chosen))


def translations(bitext: Bitext, pairs: Iterable[AlignedPair]) -> list[Translation]:
    """Return pairs of a result as what a memory keeps, dated now."""
    path, date = bitext.document.path, now()
    return [
        Translation(pair.source_text, pair.target_text, pair.origin, path, pair.id, date)
        for pair in pairs
        if pair.target_text.strip()
    ]


def now() -> str:
    """Return the date and time in ISO 8601, UTC, in whole seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _corrected(pair: AlignedPair, wanted: Mapping[str, Correction]) -> AlignedPair:
    one = wanted.get(pair.id) if pair.source else None
    if one is None:
        return pair
    return replace(
        pair,
        target=(one.english.strip(),),
        origin=Origin.HUMAN,
        confidence=None,
        log_prob=None,
        links=pair.links if one.english == pair.target_text else (),
        note=one.note or pair.note,
    )
