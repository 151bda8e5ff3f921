"""The cascade: translate freely, decode the misses under constraint, repair what is left, tell all.

Placeable tokens and numbers are kept by the same constraints as terms. Constraining only the
misses keeps the model's own wording wherever it already keeps the terms; a needless constraint
costs quality and time (Post & Vilar 2018; Dinu et al. 2019).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from translate import numbers
from translate.bitext import (
    Clause,
    Enforcement,
    Hypothesis,
    KeptBy,
    Request,
    Span,
    TermHint,
    TermMatch,
    TermOutcome,
    TermStatus,
)
from translate.terminology import counting, inflection
from translate.terminology.repair import repair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from translate.engines.base import Engine

# Nats per token that a constrained or repaired sentence may lose against the free one before the
# report says so and the other candidates are tried.
TOLERATED_LOSS = 0.5
# A candidate with fewer words than this share of the free hypothesis has dropped content.
SHORTEST_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Task:
    """One sentence with the terms found in it and the placeable tokens that it must keep.

    The request's own hints are for words that are no terms.
    """

    request: Request
    matches: tuple[TermMatch, ...] = ()
    tokens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Enforced:
    """The chosen hypothesis and the fate of every occurrence in it."""

    hypothesis: Hypothesis
    outcomes: tuple[TermOutcome, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A hypothesis on trial: what it keeps, what it damages, and which step made it."""

    hypothesis: Hypothesis
    outcomes: tuple[TermOutcome, ...]
    by: KeptBy
    lost_tokens: int
    forbidden: int
    wrong_numbers: int
    damage: str = ""

    @property
    def missed(self) -> int:
        return sum(outcome.status is TermStatus.MISSED for outcome in self.outcomes)

    @property
    def clean(self) -> bool:
        return not any(self.rank[:5])

    @property
    def rank(self) -> tuple[int, int, int, int, bool, float]:
        """Order candidates, best first: terms, then intact content, then the model's opinion."""
        return (
            self.missed,
            self.lost_tokens,
            self.forbidden,
            self.wrong_numbers,
            bool(self.damage),
            -self.hypothesis.log_prob,
        )


def apply(
    tasks: Sequence[Task],
    engine: Engine,
    mode: Enforcement = Enforcement.CASCADE,
    on_done: Callable[[int], None] = lambda _: None,
) -> tuple[Enforced, ...]:
    """Translate every task and make its terms hold.

    Args:
        tasks: sentences with unique request ids.
        engine: translates freely, under clauses, and scores given sentences.
        mode: how hard terms are enforced.
        on_done: called with the number of sentences after each batch of the first search.

    Returns:
        One result a task, in order; kept and missed occurrences add up to those found.

    Raises:
        EngineError: as the engine says.
    """
    first_request, first_by = _FIRST[mode]
    first = {
        task.request.id: _judge(task, hypothesis, first_by)
        for task, hypothesis in _ask(engine, tasks, first_request, on_done)
    }
    trials = {key: [candidate] for key, candidate in first.items()}
    if mode is Enforcement.CASCADE:
        _retry(tasks, engine, trials)
    if mode in (Enforcement.CASCADE, Enforcement.ALWAYS):
        _repair_all(tasks, engine, trials)
    return tuple(_conclude(task, trials[task.request.id]) for task in tasks)


def _ask(
    engine: Engine,
    tasks: Sequence[Task],
    request_of: Callable[[Task], Request],
    on_done: Callable[[int], None] = lambda _: None,
) -> Iterable[tuple[Task, Hypothesis]]:
    by_id = {task.request.id: task for task in tasks}
    for batch in engine.translate([request_of(task) for task in tasks]):
        yield from ((by_id[hypothesis.segment_id], hypothesis) for hypothesis in batch)
        on_done(len(batch))


def _free(task: Task) -> Request:
    return task.request


def _hinted(task: Task) -> Request:
    """Return the request with its terms offered as hints, which engines may ignore."""
    terms = (TermHint(match.span, match.term.targets[0]) for match in task.matches)
    return replace(task.request, hints=(*task.request.hints, *terms))


def _constrained(task: Task) -> Request:
    """Return the request with one clause for every term, placeable token and number."""
    text = task.request.text
    terms = tuple(Clause(_alternatives(match), match.span) for match in task.matches)
    tokens = tuple(Clause((token,), _place(token, text)) for token in task.tokens)
    figures = _number_clauses(text, [clause.span for clause in terms + tokens if clause.span])
    forbidden = {form: None for match in task.matches for form in match.term.forbidden}
    return replace(_hinted(task), clauses=terms + tokens + figures, forbidden=tuple(forbidden))


def _number_clauses(text: str, taken: Sequence[Span]) -> tuple[Clause, ...]:
    """Return one clause for every different number outside of terms and tokens."""
    for span in taken:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    found = {
        numbers.ways_in_english(number): number.span
        for number in numbers.numbers(text, numbers.GERMAN)
        if number.required
    }
    return tuple(Clause(ways, span) for ways, span in found.items())


def _place(token: str, text: str) -> Span:
    start = text.index(token)
    return Span(start, start + len(token))


_FIRST = {
    Enforcement.OFF: (_free, KeptBy.MODEL),
    Enforcement.HINTS: (_hinted, KeptBy.MODEL),
    Enforcement.CASCADE: (_hinted, KeptBy.MODEL),
    Enforcement.ALWAYS: (_constrained, KeptBy.CONSTRAINT),
}


def _alternatives(match: TermMatch) -> tuple[str, ...]:
    """Return the English forms that count for this occurrence, best first."""
    return inflection.renderings(match.term)


def _retry(tasks: Sequence[Task], engine: Engine, trials: dict[str, list[_Candidate]]) -> None:
    """Search once more, under constraint, wherever the first hypothesis isn't good enough."""
    open_tasks = [task for task in tasks if not _settled(trials[task.request.id])]
    for task, hypothesis in _ask(engine, open_tasks, _constrained):
        trial = trials[task.request.id]
        trial.append(_judge(task, hypothesis, KeptBy.CONSTRAINT, trial[0]))


def _settled(trial: Sequence[_Candidate]) -> bool:
    """Tell whether some candidate is clean at a tolerable loss against the first."""
    floor = trial[0].hypothesis.log_prob - TOLERATED_LOSS
    return any(candidate.clean and candidate.hypothesis.log_prob >= floor for candidate in trial)


def _repair_all(tasks: Sequence[Task], engine: Engine, trials: dict[str, list[_Candidate]]) -> None:
    """Try the repair of every candidate's misses, scored by the engine like any other."""
    repaired: dict[str, str] = {}
    for task in tasks:
        trial = trials[task.request.id]
        text = None if _settled(trial) else _repaired(task, trial[0])
        if text is not None:
            repaired[task.request.id] = text
    subset = [task for task in tasks if task.request.id in repaired]
    for task, hypothesis in _ask(
        engine, subset, lambda task: replace(_hinted(task), target=repaired[task.request.id])
    ):
        trial = trials[task.request.id]
        trial.append(_judge(task, hypothesis, KeptBy.REPAIR, trial[0]))


def _repaired(task: Task, candidate: _Candidate) -> str | None:
    """Return the candidate's text with missed terms and changed numbers put in, or None."""
    text = candidate.hypothesis.text
    taken = [outcome.span for outcome in candidate.outcomes if outcome.span is not None]
    missed = [o.match for o in candidate.outcomes if o.status is TermStatus.MISSED]
    links = candidate.hypothesis.word_links
    for match in sorted(missed, key=lambda match: _first_link(match, candidate), reverse=True):
        text = repair(text, match, links, _alternatives(match), taken) or text
    text = _with_numbers(task.request.text, text)
    return None if text == candidate.hypothesis.text else text


def _with_numbers(source: str, text: str) -> str:
    """Return the text with every number that another one took the place of."""
    swapped = [
        (change.target.span, numbers.in_english(change.source))
        for change in numbers.differences(source, text)
        if change.source and change.target
    ]
    for span, number in sorted(swapped, reverse=True):
        text = text[: span.start] + number + text[span.end :]
    return text


def _first_link(match: TermMatch, candidate: _Candidate) -> int:
    """Return where the English of ``match`` begins, so that repairs go from right to left."""
    links = candidate.hypothesis.word_links
    return min((link.target.start for link in links if link.source.overlaps(match.span)), default=0)


def _judge(
    task: Task, hypothesis: Hypothesis, by: KeptBy, first: _Candidate | None = None
) -> _Candidate:
    """Count what the hypothesis keeps, and see what it damaged against the first candidate."""
    return _Candidate(
        hypothesis=hypothesis,
        outcomes=counting.assign(task.matches, hypothesis.text),
        by=by,
        lost_tokens=sum(_count(token, hypothesis.text) != 1 for token in task.tokens),
        forbidden=len(counting.forbidden(task.matches, hypothesis.text)),
        wrong_numbers=len(numbers.differences(task.request.text, hypothesis.text)),
        damage=_damage(hypothesis.text, first.hypothesis.text) if first else "",
    )


def _count(token: str, text: str) -> int:
    """Count a placeable token; "X1" is no part of "X10"."""
    return len(re.findall(rf"{re.escape(token)}(?!\d)", text))


def _damage(text: str, free: str) -> str:
    """Say what a forced sentence did to its content, against the free one; "" if nothing."""
    stutter = _stutter(text)
    if stutter and not _stutter(free):
        return f"it repeats “{stutter}”"
    words, free_words = text.split(), free.split()
    if len(words) < SHORTEST_SHARE * len(free_words):
        return f"it is down to {len(words)} words from {len(free_words)}"
    return ""


def _stutter(text: str) -> str:
    """Return one to four words that are said twice in a row, or ""."""
    match = re.search(r"\b(\w[\w'-]*(?:\W+\w[\w'-]*){0,3})\W+\1\b", text, re.IGNORECASE)
    return match[1] if match else ""


def _conclude(task: Task, trial: Sequence[_Candidate]) -> Enforced:
    """Choose the best candidate and name, occurrence by occurrence, who kept the term."""
    best, first = min(trial, key=lambda candidate: candidate.rank), trial[0]
    cost = first.hypothesis.log_prob - best.hypothesis.log_prob
    price = f"kept, but {best.damage}" if best.damage else ""
    if not price and cost > TOLERATED_LOSS:
        price = f"kept, but the model rates the sentence {cost:.1f} nats a token below its own"
    outcomes = []
    for outcome, before in zip(best.outcomes, first.outcomes, strict=True):
        if outcome.status is TermStatus.MISSED:
            outcomes.append(replace(outcome, reason=_reason(trial)))
        elif before.status is TermStatus.KEPT:
            outcomes.append(replace(outcome, by=first.by))
        else:
            outcomes.append(replace(outcome, by=best.by, reason=price))
    return Enforced(replace(best.hypothesis, segment_id=task.request.id), tuple(outcomes))


def _reason(trial: Sequence[_Candidate]) -> str:
    """Say how far the cascade got with a term that it could not keep."""
    tried = {candidate.by for candidate in trial[1:]}
    if KeptBy.REPAIR in tried:
        return "no search within the beam and no repair by word links could place it"
    if KeptBy.CONSTRAINT in tried or trial[0].by is KeptBy.CONSTRAINT:
        return "no search within the beam could place it, and no English word is linked to it"
    return "enforcement was off or by hints alone"
