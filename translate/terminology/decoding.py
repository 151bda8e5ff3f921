"""Beam search with lexical constraints, vectorised over the sentences of a batch.

Without clauses this is the usual beam search with length normalisation. With clauses it is
dynamic beam allocation (Post and Vilar 2018, vectorised as by Hu et al. 2019): hypotheses are
banked by the number of clauses met, and the banks share the beam.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

import torch

from translate.terminology.constraints import DEAD, Automaton

if TYPE_CHECKING:
    from collections.abc import Sequence

_UNMET_COST = 1e4  # more than any log-probability: fewer unmet clauses always win


class Decoding(Protocol):
    """What the search needs of a network: see ``engines.marian_network.Decoding``."""

    def advance(self, tokens: torch.Tensor, parents: torch.Tensor) -> torch.Tensor:
        """Extend hypotheses by ``tokens`` [B, K] and return the next logits [B, K, V]."""

    def keep(self, sentences: torch.Tensor) -> None:
        """Go on with these sentences [B'] only."""


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How to search.

    ``beam`` hypotheses are kept; sums of log-probabilities are divided by
    length ** ``length_penalty``; no n-gram of ``no_repeat_ngram`` tokens comes twice (0: off).
    """

    beam: int = 4
    length_penalty: float = 1.0
    no_repeat_ngram: int = 0


class Problem(NamedTuple):
    """A sentence to decode: at most so many tokens, end token included; its constraints."""

    max_length: int
    automaton: Automaton | None = None


class Found(NamedTuple):
    """The best translation: tokens without the end token, its score, indices of unmet clauses."""

    tokens: tuple[int, ...]
    score: float
    unmet: tuple[int, ...] = ()


def search(
    decoding: Decoding,
    problems: Sequence[Problem],
    settings: SearchSettings,
    *,
    start: int,
    end: int,
) -> list[Found]:
    """Find the best translation of every sentence of a batch.

    Args:
        decoding: the network, set to the beginning of the sentences.
        problems: one for each sentence.
        settings: of the search.
        start: id of the token that stands before the first one.
        end: id of the end token.

    Returns:
        One result a problem, in order. A clause that no hypothesis could meet within the length
        is listed as unmet.
    """
    beams = _Beams(problems, settings, start=start, end=end)
    while beams.running:
        logits = decoding.advance(beams.tokens, beams.parents)
        kept = beams.extend(logits)
        if kept is not None:
            decoding.keep(kept)
    return beams.best()


class _Candidates(NamedTuple):
    """Continuations [B, K, C] of all hypotheses: tokens, total scores, automaton states, banks."""

    tokens: torch.Tensor
    scores: torch.Tensor
    states: torch.Tensor
    banks: torch.Tensor


class _Beams:
    """The hypotheses of a batch; sentences that are done leave it now and then."""

    def __init__(
        self, problems: Sequence[Problem], settings: SearchSettings, *, start: int, end: int
    ) -> None:
        self._settings = settings
        self._end = end
        sentences, width = len(problems), settings.beam
        self._automata = [problem.automaton for problem in problems]
        self._limits = torch.tensor([problem.max_length for problem in problems])
        self._best = [Found((), -torch.inf)] * sentences
        self._finished: list[list[float]] = [[] for _ in problems]  # their best scores, sorted
        self._bars = torch.full((sentences,), -torch.inf)  # what a hypothesis must hope to beat
        self._rows = torch.arange(sentences)  # which problem a row of the tensors belongs to
        self._running = torch.ones(sentences, dtype=torch.bool)
        self._totals = torch.full((sentences, width), -torch.inf)
        self._totals[:, 0] = 0.0
        self._histories = torch.empty(sentences, width, 0, dtype=torch.long)
        self._states = torch.zeros(sentences, width, dtype=torch.long)
        self.tokens = torch.full((sentences, width), start)
        self.parents = torch.zeros(sentences, width, dtype=torch.long)

    @property
    def running(self) -> bool:
        """Whether any sentence is not done yet."""
        return bool(self._running.any())

    def best(self) -> list[Found]:
        """Return the best finished hypothesis of every problem."""
        return self._best

    def extend(self, logits: torch.Tensor) -> torch.Tensor | None:
        """Take every hypothesis one token further; return the rows that stay if some leave."""
        self._block_repetitions(logits)
        normaliser = logits.logsumexp(dim=-1, keepdim=True)
        candidates = self._candidates(logits, normaliser)
        chosen = _choose(candidates, self._settings.beam)
        totals = candidates.scores.flatten(1).gather(1, chosen)
        ending = self._totals + (logits[..., self._end] - normaliser[..., 0])
        likely = (
            logits[..., self._end] >= logits.gather(2, candidates.tokens)[..., self._settings.beam]
        )
        self._finish(ending, likely & (ending > totals.amin(dim=1, keepdim=True)))
        self._follow(candidates, chosen, totals)
        return self._prune()

    def _block_repetitions(self, logits: torch.Tensor) -> None:
        """Rule out tokens that would complete an n-gram for the second time."""
        size, length = self._settings.no_repeat_ngram, self._histories.shape[2]
        if not size or length < size:
            return
        windows = self._histories.unfold(2, size, 1)
        latest = self._histories[:, :, None, length - size + 1 :]
        row, hypothesis, at = (windows[..., :-1] == latest).all(dim=-1).nonzero(as_tuple=True)
        logits[row, hypothesis, windows[row, hypothesis, at, -1]] = -torch.inf

    def _candidates(self, logits: torch.Tensor, normaliser: torch.Tensor) -> _Candidates:
        """Collect the best tokens of every hypothesis and those that its clauses ask for."""
        # One more than the beam: the end token is dealt with apart.
        tokens = logits.topk(self._settings.beam + 1).indices
        constrained = any(self._automata[row] is not None for row in self._rows.tolist())
        if constrained:
            tokens = torch.cat([tokens, self._proposals(tokens)], dim=2)
        scores = logits.gather(2, tokens) - normaliser + self._totals[..., None]
        scores = scores.masked_fill(tokens == self._end, -torch.inf)
        states = banks = torch.zeros_like(tokens)
        if constrained:
            states, banks = self._transitions(tokens)
            scores = scores.masked_fill(states == DEAD, -torch.inf)
        return _Candidates(tokens, scores, states, banks)

    def _proposals(self, tokens: torch.Tensor) -> torch.Tensor:
        """Return [B, K, P] tokens that clauses ask for; the end token fills up."""
        proposed = []
        for row, states, known in zip(
            self._rows.tolist(), self._states.tolist(), tokens.tolist(), strict=True
        ):
            automaton = self._automata[row]
            proposed.append(
                [
                    [token for token in automaton.proposals(state) if token not in best]
                    if automaton
                    else []
                    for state, best in zip(states, known, strict=True)
                ]
            )
        width = max(len(tokens) for row in proposed for tokens in row)
        return torch.tensor(
            [[some + [self._end] * (width - len(some)) for some in row] for row in proposed],
            dtype=torch.long,
        )

    def _transitions(self, tokens: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the automaton states [B, K, C] after the tokens, and their banks."""
        states, banks = [], []
        for row, before, after in zip(
            self._rows.tolist(), self._states.tolist(), tokens.tolist(), strict=True
        ):
            automaton = self._automata[row]
            if automaton is None:
                states.append([[0] * len(some) for some in after])
                banks.append(states[-1])
                continue
            steps = [
                [automaton.step(state, token) for token in some]
                for state, some in zip(before, after, strict=True)
            ]
            states.append(steps)
            banks.append([[automaton.met(state) for state in some] for some in steps])
        return torch.tensor(states), torch.tensor(banks)

    def _finish(self, ending: torch.Tensor, natural: torch.Tensor) -> None:
        """Note the hypotheses that may end here, where they beat what was found before."""
        length = self._histories.shape[2] + 1
        at_limit = length >= self._limits[self._rows]
        ends = (natural | at_limit[:, None]) & self._running[:, None] & ending.isfinite()
        scores = ending / length**self._settings.length_penalty
        for row, hypothesis in ends.nonzero().tolist():
            problem = int(self._rows[row])
            automaton = self._automata[problem]
            unmet = automaton.unmet(int(self._states[row, hypothesis])) if automaton else ()
            score = float(scores[row, hypothesis]) - _UNMET_COST * len(unmet)
            if score > self._best[problem].score:
                tokens = tuple(self._histories[row, hypothesis].tolist())
                self._best[problem] = Found(tokens, score, unmet)
            insort(self._finished[problem], -score)
            if len(self._finished[problem]) >= self._settings.beam:
                self._bars[problem] = -self._finished[problem][self._settings.beam - 1]
        self._running &= ~at_limit

    def _follow(self, candidates: _Candidates, chosen: torch.Tensor, totals: torch.Tensor) -> None:
        """Make the chosen candidates the hypotheses of the next step; see who is done."""
        self.parents = chosen // candidates.tokens.shape[2]
        self.tokens = candidates.tokens.flatten(1).gather(1, chosen)
        self._states = candidates.states.flatten(1).gather(1, chosen)
        self._totals = totals
        old = self._histories
        old = old.gather(1, self.parents[..., None].expand(-1, -1, old.shape[2]))
        self._histories = torch.cat([old, self.tokens[..., None]], dim=2)
        hope = totals.amax(dim=1) / self._histories.shape[2] ** self._settings.length_penalty
        self._running &= hope > self._bars[self._rows]

    def _prune(self) -> torch.Tensor | None:
        """Drop the sentences that are done once they are a quarter: copying has its price."""
        if int(self._running.sum()) * 4 > len(self._running) * 3:
            return None
        kept = self._running.nonzero()[:, 0]
        for name in ("_rows", "_running", "_totals", "_histories", "_states", "tokens", "parents"):
            setattr(self, name, getattr(self, name)[kept])
        return kept


def _choose(candidates: _Candidates, width: int) -> torch.Tensor:
    """Return the indices [B, K] of the candidates that go on, taken from all banks in turn."""
    scores, banks = candidates.scores.flatten(1), candidates.banks.flatten(1)
    if not banks.any():
        return scores.topk(width).indices
    by_score = scores.argsort(dim=1, descending=True, stable=True)
    by_bank = by_score.gather(
        1, banks.gather(1, by_score).argsort(dim=1, descending=True, stable=True)
    )
    ordered = banks.gather(1, by_bank)
    place = torch.arange(ordered.shape[1]).expand_as(ordered)
    first = torch.searchsorted(-ordered, -ordered)  # where the bank of each candidate begins
    turn = (place - first) * (int(banks.max()) + 1) - ordered
    turn = turn.masked_fill(scores.gather(1, by_bank).isinf(), ordered.shape[1] ** 2)
    return by_bank.gather(1, turn.topk(width, largest=False).indices)
