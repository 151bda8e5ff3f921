"""What a sentence must and must not contain, as a finite automaton over the tokens of a model.

A state is what all readings of a prefix have in common with the clauses: a reading says how many
renditions of each clause are complete and which one, if any, is under way. Renditions of a reading
never overlap, so n clauses need n disjoint renditions, and because every reading is kept, the best
assignment counts, never a greedy one. States and transitions are built when first met, as lazy
regular-expression engines do, and remembered.

Recognition is by characters, so that any tokenisation of a word counts and "AI" inside "said"
does not; proposals of what to write next are by tokens.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DEAD = -1
_NOTHING = ""


class Reading(NamedTuple):
    """One way to read a prefix: renditions done by clause, and the one begun.

    ``begun`` is the text of an unfinished (or just finished) rendition of the clause ``clause``.
    """

    done: tuple[int, ...]
    clause: int = -1
    begun: str = _NOTHING


class _State(NamedTuple):
    """All readings of a prefix, the forbidden texts begun, and whether it ends inside a word."""

    readings: frozenset[Reading]
    forbidden: frozenset[str] = frozenset()
    inside: bool = False

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        return not self.forbidden and all(reading.clause < 0 for reading in self.readings)


class Vocabulary:
    """The target side of a model's vocabulary.

    Args:
        surfaces: what each token id adds to the text (a blank before a word start).
        end: id of the end token.
    """

    def __init__(self, surfaces: Sequence[str], end: int) -> None:
        self.surfaces = surfaces
        self.end = end
        # The characters of each token at which a word may begin, given the right neighbour.
        self.openings = [
            frozenset(
                character
                for place, character in enumerate(surface)
                if place == 0 or not (surface[place - 1].isalnum() and character.isalnum())
            )
            for surface in surfaces
        ]


class Rendition(NamedTuple):
    """A text and the token sequences that write it, inside a sentence and after punctuation."""

    text: str
    spellings: tuple[tuple[int, ...], ...]


class _Branch(NamedTuple):
    """What may follow a rendition begun: the next tokens, and how many complete it at least."""

    tokens: frozenset[int]
    togo: int


_FINISHED = _Branch(frozenset(), 0)


class Automaton:
    """The clauses and forbidden texts of one sentence.

    Args:
        clauses: each a sequence of alternative renditions; equal clauses are counted, and one
            without any is unmet from the start.
        forbidden: texts that must not stand in the sentence as words.
        vocabulary: of the model.
    """

    start = 0

    def __init__(
        self,
        clauses: Sequence[Sequence[Rendition]],
        forbidden: Iterable[str],
        vocabulary: Vocabulary,
    ) -> None:
        self._vocabulary = vocabulary
        keys = [frozenset(rendition.text for rendition in clause) for clause in clauses]
        self._hopeless = {index for index, key in enumerate(keys) if not key}
        self._needed = Counter(key for key in keys if key)
        self._clauses = list(self._needed)
        self._members = [
            [index for index, key in enumerate(keys) if key == clause] for clause in self._clauses
        ]
        self._prefixes = [_prefixes(clause) for clause in self._clauses]
        self._branches = [_branches(clauses[m[0]], vocabulary.surfaces) for m in self._members]
        self._forbidden = frozenset(forbidden)
        self._forbidden_prefixes = _prefixes(self._forbidden)
        self._firsts = {text[0] for text in self._forbidden.union(*self._clauses)}
        self._steps: dict[tuple[int, int], int] = {}
        self._ids: dict[_State, int] = {}
        self._states: list[_State] = []
        self._remaining: list[int] = []
        self._id(_State(frozenset({Reading((0,) * len(self._clauses))})))

    def step(self, state: int, token: int) -> int:
        """Return the state after a token; ``DEAD`` if that completes something forbidden.

        The end token leads to a state too; ``unmet`` says whether it may be accepted.
        """
        known = self._steps.get((state, token))
        if known is None:
            known = self._steps[state, token] = self._make_step(self._states[state], token)
        return known

    def remaining(self, state: int) -> int:
        """Count the tokens that the missing renditions take at least; 0 in the dead state."""
        return 0 if state == DEAD else self._remaining[state]

    def unmet(self, state: int) -> tuple[int, ...]:
        """Return the indices of the clauses without a rendition, by the best reading."""
        # Among equals the counts decide, because a set has no order of its own.
        every = map(self._done, self._states[state].readings)
        done = max(every, key=lambda counts: (sum(counts), counts))
        open_ones = (m[count:] for m, count in zip(self._members, done, strict=True))
        return tuple(sorted(self._hopeless.union(*open_ones)))

    def proposals(self, state: int) -> tuple[int, ...]:
        """Return the tokens that begin a missing rendition or carry one on, sorted."""
        known = self._states[state]
        found: set[int] = set()
        for reading in known.readings:
            if reading.clause >= 0:
                branch = self._branches[reading.clause].get(reading.begun, _FINISHED)
                found |= branch.tokens
            for clause in self._missing(reading.done):
                found.update(
                    token
                    for token in self._branches[clause][_NOTHING].tokens
                    if not (known.inside and self._vocabulary.surfaces[token][0].isalnum())
                )
        return tuple(sorted(found))

    def _make_step(self, state: _State, token: int) -> int:
        if token == self._vocabulary.end:
            return self._id(self._read(state, " "))
        surface = self._vocabulary.surfaces[token]
        if state.is_idle and not self._firsts & self._vocabulary.openings[token]:
            return self._id(state._replace(inside=surface[-1:].isalnum()))
        for character in surface:
            if state.forbidden & self._forbidden and not (state.inside and character.isalnum()):
                return DEAD
            state = self._read(state, character)
        if state.forbidden & self._forbidden:
            return DEAD
        return self._id(state)

    def _read(self, state: _State, character: str) -> _State:
        inside = character.isalnum()
        opens = not (state.inside and inside)
        readings: set[Reading] = set()
        for reading in state.readings:
            self._carry_on(reading, character, opens, readings)
        begun = {text + character for text in state.forbidden} | ({character} if opens else set())
        return _State(_best(readings), frozenset(begun & self._forbidden_prefixes), inside)

    def _carry_on(self, reading: Reading, character: str, opens: bool, into: set[Reading]) -> None:
        """Add what a reading becomes: its rendition grows, ends or is given up, others open."""
        done = (reading.done,)
        if reading.clause >= 0:
            text = reading.begun + character
            if text in self._prefixes[reading.clause]:
                into.add(reading._replace(begun=text))
            if opens and reading.begun in self._clauses[reading.clause]:
                done = (self._done(reading),)
        for counts in done:
            into.add(Reading(counts))
            if opens:
                into.update(
                    Reading(counts, clause, character)
                    for clause in self._missing(counts)
                    if character in self._prefixes[clause]
                )

    def _done(self, reading: Reading) -> tuple[int, ...]:
        """Count the rendition under way as well if its text is complete."""
        if reading.clause < 0 or reading.begun not in self._clauses[reading.clause]:
            return reading.done
        done = list(reading.done)
        done[reading.clause] += 1
        return tuple(done)

    def _left(self, reading: Reading) -> int:
        """Count the tokens that a reading still needs."""
        whole = [branches[_NOTHING].togo for branches in self._branches]
        needed = self._needed.values()
        left = sum(
            (n - done) * togo for n, done, togo in zip(needed, reading.done, whole, strict=True)
        )
        if reading.clause < 0:
            return left
        begun = self._branches[reading.clause].get(reading.begun)
        return left if begun is None else left - whole[reading.clause] + begun.togo

    def _missing(self, done: tuple[int, ...]) -> list[int]:
        return [
            index
            for index, clause in enumerate(self._clauses)
            if done[index] < self._needed[clause]
        ]

    def _id(self, state: _State) -> int:
        if state not in self._ids:
            self._ids[state] = len(self._states)
            self._states.append(state)
            self._remaining.append(min(map(self._left, state.readings)))
        return self._ids[state]


def _prefixes(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(text[:end] for text in texts for end in range(1, len(text) + 1))


def _branches(renditions: Sequence[Rendition], surfaces: Sequence[str]) -> dict[str, _Branch]:
    """Map the text begun so far to the ways to go on with it."""
    branches: dict[str, _Branch] = {}
    for rendition in renditions:
        for spelling in rendition.spellings:
            begun = _NOTHING
            for written, token in enumerate(spelling):
                tokens, togo = branches.get(begun, _Branch(frozenset(), len(spelling)))
                left = len(spelling) - written
                branches[begun] = _Branch(tokens | {token}, min(togo, left))
                begun = (begun + surfaces[token]).lstrip()
            branches[begun] = _Branch(branches.get(begun, _FINISHED).tokens, 0)
    return branches


def _best(readings: set[Reading]) -> frozenset[Reading]:
    """Drop readings that another one beats: the same rendition under way, as much done or more."""
    if len(readings) == 1:
        return frozenset(readings)
    return frozenset(
        reading
        for reading in readings
        if not any(
            other != reading
            and other[1:] == reading[1:]
            and all(a >= b for a, b in zip(other.done, reading.done, strict=True))
            for other in readings
        )
    )
