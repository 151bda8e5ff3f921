"""The search finds what brute force finds, meets its clauses and keeps them."""

from __future__ import annotations

import itertools
import math
import random
from typing import TYPE_CHECKING, Any

import pytest

torch = pytest.importorskip("torch")

from hypothesis import given, settings  # noqa: E402 - torch may be missing
from hypothesis import strategies as st  # noqa: E402

from translate.engines.automaton import (  # noqa: E402
    DEAD,
    Automaton,
    Rendition,
    Vocabulary,
)
from translate.engines.backend import SearchSettings  # noqa: E402
from translate.engines.search import Path, Problem, search  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from torch import Tensor

SURFACES = (" a", " b", "a", "b", " ab", ".", "")
END = 6
START = 7
PIECES = 4
VOCABULARY = Vocabulary(SURFACES, END)
EXACT: dict[str, Any] = {
    "length_penalty": 0.0,
    "token_cost": 0.0,
    "crowding": 0.0,
    "missed_cost": 0.0,
}


class Toy:
    """A network whose next token depends on the two before, sentence by sentence.

    Every source has four pieces: a token renders the piece that has its number.
    """

    def __init__(self, sentences: int, seed: int) -> None:
        generator = torch.Generator().manual_seed(seed)
        shape = (sentences, len(SURFACES) + 1, len(SURFACES) + 1, len(SURFACES))
        self.table = torch.randn(shape, generator=generator) * 2
        self._rows = torch.arange(sentences)
        self._before: Tensor | None = None
        self._open: Tensor | None = None

    def advance(self, tokens: Tensor, parents: Tensor) -> Tensor:
        before = torch.full_like(tokens, START) if self._before is None else self._before
        older = before.gather(1, parents)
        self._before = tokens
        pieces = torch.arange(PIECES)
        still = torch.ones(*tokens.shape, PIECES) if self._open is None else self._open
        still = still.gather(1, parents[..., None].expand(-1, -1, PIECES))
        self._open = still * (tokens[..., None] != pieces)
        return self.table[self._rows[:, None], older, tokens].clone()

    def missed(self) -> Tensor:
        assert self._open is not None
        return self._open.sum(dim=2)

    def keep(self, sentences: Tensor) -> None:
        self._open = None if self._open is None else self._open[sentences]
        self._rows = self._rows[sentences]
        self._before = None if self._before is None else self._before[sentences]

    def score(self, sentence: int, tokens: Sequence[int]) -> float:
        total, history = 0.0, [START, START, *tokens, END]
        for older, last, token in zip(history, history[1:], history[2:], strict=False):
            total += float(self.table[sentence, older, last].log_softmax(dim=-1)[token])
        return total


def spell(tokens: Iterable[int]) -> str:
    return "".join(SURFACES[token] for token in tokens)


def stretches(text: str, alternatives: Iterable[str]) -> list[tuple[int, int]]:
    """All word-anchored places of any alternative, by definition."""
    padded = f" {text} "
    return [
        (start, start + len(one))
        for one in alternatives
        for start in range(1, len(padded))
        if padded.startswith(one, start)
        and not (padded[start - 1].isalnum() and one[0].isalnum())
        and not (padded[start + len(one)].isalnum() and one[-1].isalnum())
    ]


def most_met(text: str, clauses: Sequence[Sequence[str]]) -> int:
    """The largest number of clauses with disjoint renditions, by trying all assignments."""
    best = 0
    choices = [[None, *stretches(text, clause)] for clause in clauses]
    for chosen in itertools.product(*choices):
        taken = sorted(stretch for stretch in chosen if stretch is not None)
        if all(a[1] <= b[0] for a, b in itertools.pairwise(taken)):
            best = max(best, len(taken))
    return best


def renditions(clause: Sequence[str]) -> list[Rendition]:
    """Every way to write each alternative."""
    found = []
    for text in clause:
        spellings = [
            tokens
            for length in (1, 2, 3)
            for tokens in itertools.product(range(END), repeat=length)
            if spell(tokens).strip() == text and spell(tokens[:1]).strip()
        ]
        found.append(Rendition(text, tuple(spellings)))
    return found


def automaton(clauses: Sequence[Sequence[str]], forbidden: Sequence[str] = ()) -> Automaton:
    return Automaton([renditions(clause) for clause in clauses], forbidden, VOCABULARY)


def brute_force(
    toy: Toy, sentence: int, clauses: Sequence[Sequence[str]], longest: int
) -> tuple[float, tuple[int, ...]]:
    candidates = (
        tokens
        for length in range(longest)
        for tokens in itertools.product(range(END), repeat=length)
        if most_met(spell(tokens), clauses) == len(clauses)
    )
    return max(((toy.score(sentence, tokens), tokens) for tokens in candidates), default=(0.0, ()))


CLAUSES = [
    [],
    [("a",)],
    [("a",), ("b",)],
    [("a",), ("a",)],
    [("a b", "ab")],
    [("a b",), ("b",)],
    [("ab", "b"), ("b",)],
    [("b", "a"), ("a",)],
]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("clauses", CLAUSES, ids=str)
def test_a_wide_beam_finds_the_best_of_all(clauses: list[tuple[str, ...]], seed: int) -> None:
    """With room for every hypothesis, the result is the best one that meets all clauses."""
    toy = Toy(1, seed)
    problem = Problem(4, automaton(clauses) if clauses else None)
    (found,) = search(toy, [problem], SearchSettings(300, **EXACT), start=START, end=END)
    score, tokens = brute_force(toy, 0, clauses, 4)
    assert found.unmet == ()
    assert found.score == pytest.approx(score, abs=1e-4)
    assert found.tokens == tokens


texts = st.lists(st.integers(0, END - 1), max_size=7)
clause = st.lists(st.sampled_from(["a", "b", "ab", "a b", "b.a"]), min_size=1, max_size=2)


@given(texts, st.lists(clause, max_size=3))
def test_the_automaton_counts_the_best_assignment(
    tokens: list[int], clauses: list[list[str]]
) -> None:
    """Unmet clauses are those left over by the best assignment of disjoint word-anchored hits."""
    machine = automaton(clauses)
    state = machine.start
    for token in [*tokens, END]:
        state = machine.step(state, token)
    assert len(clauses) - len(machine.unmet(state)) == most_met(spell(tokens), clauses)


@given(texts, st.lists(clause, max_size=3))
def test_a_met_clause_stays_met(tokens: list[int], clauses: list[list[str]]) -> None:
    """Once a rendition has ended at a word boundary, whatever follows never takes it back."""
    machine = automaton(clauses)
    state, confirmed = machine.start, len(clauses)
    for token in tokens:
        if not SURFACES[token][0].isalnum():
            confirmed = len(machine.unmet(machine.step(state, END)))
        state = machine.step(state, token)
        assert len(machine.unmet(state)) <= confirmed


@given(texts, st.lists(st.sampled_from(["a", "ab", "a b"]), min_size=1, max_size=2))
def test_forbidden_texts_are_dead_ends(tokens: list[int], forbidden: list[str]) -> None:
    """Whatever survives holds no forbidden word."""
    machine = automaton([], forbidden)
    state = machine.start
    for token in tokens:
        state = machine.step(state, token)
        if state == DEAD:
            break
    else:
        assert not stretches(spell(tokens), forbidden)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.lists(clause, max_size=3), min_size=1, max_size=4))
def test_a_narrow_beam_meets_what_it_says(seed: int, batch: list[list[list[str]]]) -> None:
    """In a mixed batch every sentence meets all its clauses and holds nothing forbidden."""
    problems = [Problem(16, automaton(clauses, ["b b"]) if clauses else None) for clauses in batch]
    toy = Toy(len(batch), seed)
    results = search(toy, problems, SearchSettings(2), start=START, end=END)
    for clauses, found in zip(batch, results, strict=True):
        text = spell(found.tokens)
        assert most_met(text, clauses) == len(clauses) - len(found.unmet)
        assert found.unmet == ()
        assert not clauses or not stretches(text, ["b b"])


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_a_batch_gives_what_single_sentences_give(seed: int) -> None:
    """Sentences of a batch do not influence each other."""
    toy, chance = Toy(5, seed), random.Random(seed)
    machines = [None, automaton([("a b",)]), None, automaton([("a",), ("b",)]), None]
    problems = [Problem(chance.randint(1, 12), machine) for machine in machines]
    together = search(toy, problems, SearchSettings(3, widening=1), start=START, end=END)
    for row, problem in enumerate(problems):
        alone = Toy(5, seed)
        alone.keep(torch.tensor([row]))
        (single,) = search(alone, [problem], SearchSettings(3, widening=1), start=START, end=END)
        assert single.tokens == together[row].tokens


@pytest.mark.parametrize("price", [0.0, 0.5, 2.0, 10.0])
def test_source_pieces_not_rendered_have_their_price(price: float) -> None:
    """The result is the best one after the price of every source piece that it leaves out."""
    toy, wide = Toy(1, 7), SearchSettings(900, widening=1, **{**EXACT, "missed_cost": price})
    (found,) = search(_copy(toy), [Problem(5)], wide, start=START, end=END)
    every = (t for n in range(5) for t in itertools.product(range(END), repeat=n))

    def value(tokens: tuple[int, ...]) -> float:
        return toy.score(0, tokens) - price * len(set(range(PIECES)) - set(tokens))

    assert value(found.tokens) == pytest.approx(max(map(value, every)))
    assert price < 10 or set(found.tokens) == set(range(PIECES))


def test_a_clause_that_cannot_be_met_is_named() -> None:
    """Too short a limit, or a clause nobody can write, leaves the clause unmet and a result."""
    machine = Automaton([renditions(["a b"]), [], renditions(["b"])], (), VOCABULARY)
    (found,) = search(Toy(1, 1), [Problem(3, machine)], SearchSettings(4), start=START, end=END)
    assert 1 in found.unmet
    assert len(found.unmet) == 2


def test_no_ngram_comes_twice_when_told_so() -> None:
    """With ``no_repeat_ngram`` of 2 no pair of tokens is repeated."""
    toy = Toy(1, 5)
    toy.table[..., END] = -20.0
    toy.table[..., 0] = 10.0
    free, once = (
        search(
            toy_copy, [Problem(9)], SearchSettings(2, no_repeat_ngram=size), start=START, end=END
        )
        for size, toy_copy in ((0, _copy(toy)), (2, _copy(toy)))
    )
    assert free[0].tokens == (0,) * 8
    pairs = list(itertools.pairwise(once[0].tokens))
    assert len(pairs) == len(set(pairs))


def _copy(toy: Toy) -> Toy:
    other = Toy(1, 0)
    other.table = toy.table
    return other


def test_length_normalisation_prefers_the_better_mean() -> None:
    """A longer hypothesis wins if its mean is better and scores are divided by length."""
    toy = Toy(1, 0)
    toy.table[:] = -math.inf
    toy.table[..., END] = math.log(0.4)
    toy.table[..., 5] = math.log(0.6)
    results = [
        search(
            _copy(toy), [Problem(6)], SearchSettings(2, length_penalty=power), start=START, end=END
        )[0]
        for power in (0.0, 1.0)
    ]
    assert isinstance(results[0], Path)
    assert len(results[0].tokens) < len(results[1].tokens)
