"""Beam search with lexical constraints, vectorised over the sentences of a batch.

Without clauses this is the usual beam search with length normalisation. With clauses it is a
form of dynamic beam allocation (Post and Vilar 2018, vectorised as by Hu et al. 2019). Hypotheses
are banked by the number of tokens that their missing renditions still take. Banks share the beam
by merit rather than in equal parts: a hypothesis is valued at its log-probability less what the
missing tokens will cost, and less something for each better one of its bank. Equal parts would
starve the hypotheses that wait for the right place, and renditions would pile up at the front.
"""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING, NamedTuple, Protocol

import torch

from translate.engines.automaton import DEAD, Automaton

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate.engines.backend import SearchSettings

_UNMET_COST = 1e4  # more than any log-probability: fewer unmet clauses always win


class Decoding(Protocol):
    """What the search needs of a network: see ``engines.marian_network.MarianDecoding``."""

    def advance(self, tokens: torch.Tensor, parents: torch.Tensor) -> torch.Tensor:
        """Extend hypotheses by ``tokens`` [B, K] and return the next logits [B, K, V]."""

    def missed(self) -> torch.Tensor:
        """Return how many source pieces [B, K] each hypothesis has not rendered yet."""

    def keep(self, sentences: torch.Tensor) -> None:
        """Go on with these sentences [B'] only."""


class Problem(NamedTuple):
    """A sentence to decode: at most so many tokens, end token included; its constraints."""

    max_length: int
    automaton: Automaton | None = None


class Path(NamedTuple):
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
) -> list[Path]:
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
        kept = beams.extend(logits, decoding.missed())
        if kept is not None:
            decoding.keep(kept)
    return beams.best()


class _Candidates(NamedTuple):
    """Continuations [B, K * C] of all hypotheses.

    ``missing`` counts the tokens that the unmet clauses still take.
    """

    tokens: torch.Tensor
    totals: torch.Tensor
    states: torch.Tensor
    missing: torch.Tensor


class _Beams:
    """The hypotheses of a batch; sentences that are done leave it now and then."""

    def __init__(
        self, problems: Sequence[Problem], settings: SearchSettings, *, start: int, end: int
    ) -> None:
        self._settings = settings
        self._end = end
        self._automata = [problem.automaton for problem in problems]
        clauses = any(one is not None and one.remaining(one.start) for one in self._automata)
        self._width = settings.beam * (settings.widening if clauses else 1)
        self._limits = torch.tensor([problem.max_length for problem in problems])
        self._best = [Path((), -torch.inf)] * len(problems)
        self._finished: list[list[float]] = [[] for _ in problems]  # negated scores, sorted
        self._bars = torch.full((len(problems),), -torch.inf)  # what is to be beaten
        self._rows = torch.arange(len(problems))  # which problem a row of the tensors belongs to
        self._running = torch.ones(len(problems), dtype=torch.bool)
        shape = (len(problems), self._width)
        self._totals = torch.full(shape, -torch.inf)
        self._totals[:, 0] = 0.0
        self._histories = torch.empty(*shape, 0, dtype=torch.long)
        self._states = torch.full(shape, Automaton.start)
        self.tokens = torch.full(shape, start)
        self.parents = torch.zeros(shape, dtype=torch.long)

    @property
    def running(self) -> bool:
        """Whether any sentence is not done yet."""
        return bool(self._running.any())

    def best(self) -> list[Path]:
        """Return the best finished hypothesis of every problem."""
        return self._best

    def extend(self, logits: torch.Tensor, missed: torch.Tensor) -> torch.Tensor | None:
        """Take every hypothesis one token further; return the rows that stay if some leave."""
        self._block_repetitions(logits)
        costs = self._settings.missed_cost * missed
        normaliser = logits.logsumexp(dim=-1, keepdim=True)
        # The end token is dealt with apart, so one more than the beam.
        likely = logits.topk(min(self._width + 1, logits.shape[2]))
        candidates = self._candidates(logits, likely.indices, normaliser)
        chosen = self._choose(candidates, costs)
        totals = candidates.totals.gather(1, chosen)
        ends = logits[..., self._end]
        endings = self._totals + ends - normaliser[..., 0]
        natural = (ends >= likely.values[..., -1]) & (endings > totals.amin(dim=1, keepdim=True))
        self._finish(endings - costs, natural)
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

    def _candidates(
        self, logits: torch.Tensor, likely: torch.Tensor, normaliser: torch.Tensor
    ) -> _Candidates:
        """Join the likely tokens of every hypothesis with those that its clauses ask for."""
        automata = [self._automata[row] for row in self._rows.tolist()]
        constrained = any(automata)
        tokens = likely
        if constrained:
            tokens = torch.cat([tokens, self._proposals(automata, tokens)], dim=2)
        totals = logits.gather(2, tokens) - normaliser + self._totals[..., None]
        totals = totals.masked_fill(tokens == self._end, -torch.inf)
        states = missing = torch.zeros_like(tokens)
        if constrained:
            states, missing = self._transitions(automata, tokens)
            totals = totals.masked_fill(states == DEAD, -torch.inf)
        return _Candidates(*(part.flatten(1) for part in (tokens, totals, states, missing)))

    def _proposals(
        self, automata: Sequence[Automaton | None], likely: torch.Tensor
    ) -> torch.Tensor:
        """Return [B, K, P] tokens that clauses ask for beside the likely ones; end fills up."""
        asked = [
            [
                [token for token in automaton.proposals(state) if token not in known]
                if automaton is not None
                else []
                for state, known in zip(states, tokens, strict=True)
            ]
            for automaton, states, tokens in zip(
                automata, self._states.tolist(), likely.tolist(), strict=True
            )
        ]
        most = max(len(tokens) for row in asked for tokens in row)
        filled = [[tokens + [self._end] * (most - len(tokens)) for tokens in row] for row in asked]
        return torch.tensor(filled, dtype=torch.long).reshape(*likely.shape[:2], most)

    def _transitions(
        self, automata: Sequence[Automaton | None], tokens: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the states [B, K, C] that tokens lead to, and the tokens missing in each."""
        states = torch.zeros_like(tokens)
        missing = torch.zeros_like(tokens)
        for row, automaton in enumerate(automata):
            if automaton is None:
                continue
            after = [
                [automaton.step(state, token) for token in some]
                for state, some in zip(
                    self._states[row].tolist(), tokens[row].tolist(), strict=True
                )
            ]
            states[row] = torch.tensor(after)
            missing[row] = torch.tensor(
                [[automaton.remaining(one) for one in some] for some in after]
            )
        return states, missing

    def _choose(self, candidates: _Candidates, costs: torch.Tensor) -> torch.Tensor:
        """Return the indices [B, K] of the candidates that go on."""
        missing = candidates.missing
        totals = candidates.totals - costs.repeat_interleave(missing.shape[1] // costs.shape[1], 1)
        if not missing.any():
            return totals.topk(self._width).indices
        order = totals.argsort(dim=1, descending=True, stable=True)
        order = order.gather(1, missing.gather(1, order).argsort(dim=1, stable=True))
        banks = missing.gather(1, order)
        place = torch.arange(banks.shape[1]) - torch.searchsorted(banks, banks)
        values = totals.gather(1, order)
        worth = values - self._settings.token_cost * banks - self._settings.crowding * place
        # Whoever is nearest to meeting all clauses always goes on: one will meet them.
        worth[:, 0] = torch.where(values[:, 0].isfinite(), torch.inf, worth[:, 0])
        return order.gather(1, worth.topk(self._width).indices)

    def _finish(self, endings: torch.Tensor, natural: torch.Tensor) -> None:
        """Note the hypotheses that may end here, where they beat what was found before."""
        length = self._histories.shape[2] + 1
        at_limit = length >= self._limits[self._rows]
        ends = (natural | at_limit[:, None]) & self._running[:, None] & endings.isfinite()
        scores = endings / length**self._settings.length_penalty
        for row, hypothesis in ends.nonzero().tolist():
            problem = int(self._rows[row])
            unmet = self._unmet(problem, int(self._states[row, hypothesis]))
            score = float(scores[row, hypothesis]) - _UNMET_COST * len(unmet)
            if score > self._best[problem].score:
                tokens = tuple(self._histories[row, hypothesis].tolist())
                self._best[problem] = Path(tokens, score, unmet)
            finished = self._finished[problem]
            insort(finished, -score)
            # Hypotheses that meet clauses are rare, and the first is seldom beaten by much.
            enough = self._settings.beam if self._automata[problem] is None else 1
            if len(finished) >= enough:
                self._bars[problem] = -finished[enough - 1]
        self._running &= ~at_limit

    def _unmet(self, problem: int, state: int) -> tuple[int, ...]:
        """Return the clauses that are unmet if a hypothesis ends in this state."""
        automaton = self._automata[problem]
        return () if automaton is None else automaton.unmet(state)

    def _follow(self, candidates: _Candidates, chosen: torch.Tensor, totals: torch.Tensor) -> None:
        """Make the chosen candidates the hypotheses of the next step; see who is done."""
        self.parents = chosen // (candidates.tokens.shape[1] // self._width)
        self.tokens = candidates.tokens.gather(1, chosen)
        self._states = candidates.states.gather(1, chosen)
        self._totals = totals
        old = self._histories
        old = old.gather(1, self.parents[..., None].expand(-1, -1, old.shape[2]))
        self._histories = torch.cat([old, self.tokens[..., None]], dim=2)
        missing = candidates.missing.gather(1, chosen)
        lengths = self._histories.shape[2] + missing
        hopes = totals - self._settings.token_cost * missing
        hopes = (hopes / lengths**self._settings.length_penalty).amax(dim=1)
        self._running &= hopes > self._bars[self._rows]

    def _prune(self) -> torch.Tensor | None:
        """Drop the sentences that are done once they are a quarter: copying has its price."""
        if int(self._running.sum()) * 4 > len(self._running) * 3:
            return None
        kept = self._running.nonzero()[:, 0]
        for name in ("_rows", "_running", "_totals", "_histories", "_states", "tokens", "parents"):
            setattr(self, name, getattr(self, name)[kept])
        return kept
