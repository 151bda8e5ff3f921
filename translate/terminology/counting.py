"""Count which term occurrences stand in the English, by the strict rule.

A rendition is a token-anchored stretch whose words equal those of an accepted target, in surface
or in lemma space. Renditions are exclusive: n occurrences need n of them, and no two may overlap.
Of all assignments one that satisfies the most occurrences is taken, never a greedy one (the rule
of the WMT terminology evaluations); among those, preferred targets and exact forms win.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from translate.bitext import GERMAN_ENGLISH, KeptBy, Span, TermOutcome, TermStatus
from translate.languages import of
from translate.languages.base import is_acronym

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate.bitext import GlossaryTerm, Languages, TermMatch

_WORD = re.compile(r"[^\W_]+")
_SOFT_GLUE = re.compile(r"[\s\"“”„‘’'`*_\u00ad-]*[\u2010\u2011]?[\s\"“”„‘’'`*_]*")
_SENTENCE_END = re.compile(r"(^|[.!?:\n])[\s\"“”‘’'(*]*$")


class _Word(NamedTuple):
    text: str
    span: Span


class _Rendition(NamedTuple):
    """A stretch of the English that could render a group of occurrences; lower cost is better."""

    span: Span
    group: int
    cost: int


class _Chosen(NamedTuple):
    """A partial assignment; ``rank`` orders by renditions kept, then cost, then earliness."""

    rank: tuple[int, int, int] = (0, 0, 0)
    renditions: tuple[_Rendition, ...] = ()

    def plus(self, rendition: _Rendition) -> _Chosen:
        kept, cheapness, earliness = self.rank
        rank = (kept + 1, cheapness - rendition.cost, earliness - rendition.span.start)
        return _Chosen(rank, (*self.renditions, rendition))


def assign(
    matches: Sequence[TermMatch], target: str, languages: Languages = GERMAN_ENGLISH
) -> tuple[TermOutcome, ...]:
    """Give each occurrence a rendition of its own, as many as can have one.

    Args:
        matches: the occurrences of one segment.
        target: the English of that segment.
        languages: whose lemmas count.

    Returns:
        One outcome a match, in their order. Kept ones carry the span and surface in ``target``
        and are ascribed to the model; missed ones have no reason yet.
    """
    groups: dict[tuple[tuple[str, ...], bool], list[int]] = defaultdict(list)
    for index, match in enumerate(matches):
        groups[match.term.targets, match.term.case_sensitive].append(index)
    members = list(groups.values())
    words, code = _words(target), languages.target
    renditions = [
        rendition
        for group, indices in enumerate(members)
        for rendition in _renditions(matches[indices[0]].term, group, words, target, code)
    ]
    found: dict[int, Span] = {}
    for component in _components(renditions):
        present = {rendition.group for rendition in component}
        chosen = _best(component, [len(m) * (g in present) for g, m in enumerate(members)])
        free = {group: iter(members[group]) for group in {r.group for r in chosen.renditions}}
        found |= {next(free[r.group]): r.span for r in chosen.renditions}
    return tuple(_outcome(match, found.get(index), target) for index, match in enumerate(matches))


def forbidden(
    matches: Sequence[TermMatch], target: str, languages: Languages = GERMAN_ENGLISH
) -> tuple[tuple[TermMatch, Span], ...]:
    """Find forbidden renderings of the terms that occur in the source.

    Args:
        matches: the occurrences of one segment.
        target: the English of that segment.
        languages: whose lemmas count.

    Returns:
        Each forbidden stretch with the first occurrence of the term that forbids it, in order of
        the stretches; what is part of an accepted rendering is no offence.
    """
    if not any(match.term.forbidden for match in matches):
        return ()
    words, code = _words(target), languages.target
    accepted = [r.span for m in matches for r in _renditions(m.term, 0, words, target, code)]
    found: dict[tuple[GlossaryTerm, Span], TermMatch] = {}
    for match in matches:
        for rendering in match.term.forbidden:
            for span, _ in _stretches(rendering, words, target, match.term.case_sensitive, code):
                inside = any(a.start <= span.start and span.end <= a.end for a in accepted)
                if not inside:
                    found.setdefault((match.term, span), match)
    return tuple(
        sorted(((match, span) for (_, span), match in found.items()), key=lambda pair: pair[1])
    )


def renderings(term: GlossaryTerm, languages: Languages = GERMAN_ENGLISH) -> tuple[str, ...]:
    """List the strings that a decoder may produce for an entry, best first.

    Args:
        term: the entry; a kept name has no other form, and an infinitive asks for a verb.
        languages: of its source and its targets.

    Returns:
        The alternatives of its targets, those of preferred targets first.
    """
    if term.keep:
        return term.targets
    verb = of(languages.source).forms.is_verb(term.source.split()[-1])
    alternatives = of(languages.target).inflection.alternatives
    return tuple(
        dict.fromkeys(form for target in term.targets for form in alternatives(target, verb=verb))
    )


def _outcome(match: TermMatch, span: Span | None, target: str) -> TermOutcome:
    if span is None:
        return TermOutcome(match, TermStatus.MISSED)
    return TermOutcome(match, TermStatus.KEPT, span.of(target), span, KeptBy.MODEL)


# --- renditions ----------------------------------------------------------------------


def _renditions(
    term: GlossaryTerm, group: int, words: Sequence[_Word], text: str, code: str
) -> Iterator[_Rendition]:
    for rank, wording in enumerate(term.targets):
        for span, exact in _stretches(wording, words, text, term.case_sensitive, code):
            yield _Rendition(span, group, 2 * rank + (not exact))


def _stretches(
    wording: str, words: Sequence[_Word], text: str, case_sensitive: bool, code: str
) -> Iterator[tuple[Span, bool]]:
    """Yield each stretch of the text that is this wording, and whether its surface is equal."""
    wanted = _words(wording)
    for start in range(len(words) - len(wanted) + 1) if wanted else ():
        stretch = words[start : start + len(wanted)]
        levels = [
            _agree(word, model, text, case_sensitive, code)
            for word, model in zip(stretch, wanted, strict=True)
        ]
        if all(levels) and _same_glue(stretch, text, wanted, wording):
            span = Span(stretch[0].span.start, stretch[-1].span.end)
            if _anchored(span, text):
                yield span, all(level == 2 for level in levels)


def _agree(word: _Word, model: _Word, text: str, case_sensitive: bool, code: str) -> int:
    """2: same surface; 1: same lemma; 0: another word."""
    if word.text == model.text:
        return 2
    lower, wanted = word.text.lower(), model.text.lower()
    if lower[0] != wanted[0]:
        return 0
    if case_sensitive and word.text[0] != model.text[0]:
        raised = model.text[0].islower() and _SENTENCE_END.search(text[: word.span.start])
        if not raised:
            return 0
    if lower == wanted:
        return 0 if case_sensitive and word.text[1:] != model.text[1:] else 2
    if is_acronym(model.text):
        return int(lower == wanted + "s")
    return int(_share_lemma(lower, wanted, code))


@lru_cache(maxsize=65536)
def _share_lemma(word: str, other: str, code: str) -> bool:
    lemmas = of(code).inflection.lemmas
    return not lemmas(word).isdisjoint(lemmas(other))


def _same_glue(stretch: Sequence[_Word], text: str, wanted: Sequence[_Word], wording: str) -> bool:
    """Between words stand blanks, hyphens and quotes, or what the wording itself has there."""
    for (a, b), (c, d) in zip(pairwise(stretch), pairwise(wanted), strict=True):
        glue = text[a.span.end : b.span.start]
        model = wording[c.span.end : d.span.start]
        both_soft = _SOFT_GLUE.fullmatch(glue) and _SOFT_GLUE.fullmatch(model)
        if not both_soft and glue.strip() != model.strip():
            return False
    return True


def _anchored(span: Span, text: str) -> bool:
    """Refuse parts of names and addresses that a full stop holds together: 01.AI, AI.com."""
    before, after = text[max(0, span.start - 2) : span.start], text[span.end : span.end + 2]
    inside_left = len(before) == 2 and before[1] == "." and before[0].isdigit()
    inside_right = (
        len(after) == 2 and after[0] == "." and (after[1].islower() or after[1].isdigit())
    )
    return not (inside_left or inside_right)


def _words(text: str) -> list[_Word]:
    return [_Word(match.group(), Span(*match.span())) for match in _WORD.finditer(text)]


# --- assignment ----------------------------------------------------------------------


def _components(renditions: Sequence[_Rendition]) -> Iterator[list[_Rendition]]:
    """Split renditions so that neither a span nor a group reaches from one part into another."""
    rest = sorted(set(renditions))
    while rest:
        component, frontier = [], [rest.pop(0)]
        while frontier:
            current = frontier.pop()
            component.append(current)
            linked = [r for r in rest if r.group == current.group or r.span.overlaps(current.span)]
            rest = [r for r in rest if r not in linked]
            frontier += linked
        yield sorted(component)


def _best(renditions: Sequence[_Rendition], demand: Sequence[int]) -> _Chosen:
    """Choose disjoint renditions, no group beyond its demand: exact, by dynamic programming.

    From every rendition on there is one best choice for each rest of the demand, however that
    rest came about.
    """
    starts = [rendition.span.start for rendition in renditions]
    best: list[dict[tuple[int, ...], _Chosen]] = [{} for _ in range(len(renditions) + 1)]
    best[0][tuple(demand)] = _Chosen()
    for position, rendition in enumerate(renditions):
        beyond = bisect_left(starts, rendition.span.end)
        for left, chosen in best[position].items():
            _offer(best[position + 1], left, chosen)
            if left[rendition.group]:
                spent = tuple(n - (group == rendition.group) for group, n in enumerate(left))
                _offer(best[beyond], spent, chosen.plus(rendition))
    return max(best[-1].values(), key=lambda chosen: chosen.rank)


def _offer(best: dict[tuple[int, ...], _Chosen], left: tuple[int, ...], chosen: _Chosen) -> None:
    if left not in best or chosen.rank > best[left].rank:
        best[left] = chosen
