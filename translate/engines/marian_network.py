"""A Marian model as the search needs it: one step for all hypotheses, nothing computed twice.

Run by the few lines below, because general code costs more than the arithmetic at these sizes, and
loading it more than the search. Shapes: B sentences, K hypotheses (or target positions) each,
H heads, S source pieces, D head width.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch.nn import functional

from translate.engines import weights
from translate.engines.backend import Found, Scored
from translate.engines.search import Problem, search

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from translate.engines.backend import SearchSettings
    from translate.engines.weights import Shape, Weights

_ACTIVATIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "silu": functional.silu,
    "relu": functional.relu,
    "gelu": functional.gelu,
}


class Encoded(NamedTuple):
    """Encoder output [B, S, width] and what of it is padding [B, S] (True where it is)."""

    states: torch.Tensor
    padding: torch.Tensor


class MarianNetwork:
    """A Marian model in inference mode, in fp32.

    Args:
        shape: of the model.
        tensors: its weights.
        never_written: ids that no translation holds.
        threads: CPU threads of a step.
    """

    def __init__(
        self, shape: Shape, tensors: Weights, never_written: Sequence[int], threads: int = 1
    ) -> None:
        torch.set_num_threads(threads)
        self._shape = shape
        named = {name: torch.from_numpy(tensor) for name, tensor in tensors.items()}
        self._source_embedding, self._embedding = named[weights.SOURCE], named[weights.TARGET]
        self._scale = math.sqrt(shape.width) if shape.scales_embedding else 1.0
        self._positions = torch.from_numpy(weights.positions(shape))
        self._bias = named[weights.BIAS]
        self._search_bias = self._bias.clone()
        self._search_bias[[shape.pad, *never_written]] = -torch.inf
        self.aligning, self.looks_back = shape.aligning, shape.looks_back
        self._encoder = [
            _Layer(named, f"model.encoder.layers.{number}", shape, shape.encoder[1])
            for number in range(shape.encoder[0])
        ]
        self.layers = [
            _Layer(named, f"model.decoder.layers.{number}", shape, shape.decoder[1])
            for number in range(shape.decoder[0])
        ]

    def search(
        self,
        sources: Sequence[Sequence[int]],
        problems: Sequence[Problem],
        settings: SearchSettings,
    ) -> list[Found]:
        """Find the best translations of a batch, and score them as any given ones.

        Args:
            sources: token ids with their end token.
            problems: one a source: how long its translation may be, what it must contain.
            settings: of the search.
        """
        if not sources:
            return []
        with torch.inference_mode():
            encoded = self.encode(sources)
            ends = {"start": self._shape.start, "end": self._shape.end}
            paths = search(MarianDecoding(self, encoded), problems, settings, **ends)
            scores = self._score(sources, [path.tokens for path in paths], encoded)
        return [
            Found(path.tokens, scored, path.unmet)
            for path, scored in zip(paths, scores, strict=True)
        ]

    def score(
        self, sources: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]
    ) -> list[Scored]:
        """Read given translations in one go (forced decoding).

        Args:
            sources: token ids with their end token.
            targets: token ids without end token.
        """
        if not sources:
            return []
        with torch.inference_mode():
            return self._score(sources, targets, self.encode(sources))

    def _score(
        self,
        sources: Sequence[Sequence[int]],
        targets: Sequence[Sequence[int]],
        encoded: Encoded,
    ) -> list[Scored]:
        longest = max(len(target) for target in targets) + 1
        shifted = torch.full((len(targets), longest), self._shape.end)
        shifted[:, 0] = self._shape.start
        wanted = torch.full((len(targets), longest), self._shape.end)
        for row, target in enumerate(targets):
            shifted[row, 1 : len(target) + 1] = torch.tensor(target, dtype=torch.long)
            wanted[row, : len(target)] = torch.tensor(target, dtype=torch.long)
        hidden, attention = MarianDecoding(self, encoded).force(shifted)
        logits = functional.linear(hidden, self._embedding, self._bias)
        log_probs = logits.gather(2, wanted[..., None])[..., 0] - logits.logsumexp(dim=-1)
        aligned = self._aligned(attention).numpy()
        return [
            Scored(
                float(log_probs[row, : len(target) + 1].sum()),
                aligned[row, : len(target), : len(source)],
            )
            for row, (source, target) in enumerate(zip(sources, targets, strict=True))
        ]

    def _aligned(self, attention: torch.Tensor) -> torch.Tensor:
        """Reduce [B, layers, H, T, S] to the attention of each target piece [B, T, S].

        A head that looks at the source of the piece written last does so one position later.
        """
        if self.aligning is None:
            return attention[:, -1].mean(dim=1)
        layer, head = self.aligning
        return attention[:, layer, head, int(self.looks_back) :]

    def encode(self, sources: Sequence[Sequence[int]]) -> Encoded:
        """Run the encoder over sentences of token ids, each with its end token."""
        length = max(len(source) for source in sources)
        tokens = torch.zeros(len(sources), length, dtype=torch.long)
        padding = torch.ones(len(sources), length, dtype=torch.bool)
        for row, source in enumerate(sources):
            tokens[row, : len(source)] = torch.tensor(source)
            padding[row, : len(source)] = False
        hidden = self._source_embedding[tokens] * self._scale + self._positions[:length]
        masked = padding[:, None, None, :]
        for layer in self._encoder:
            hidden = layer.feed_forward(layer.attend_self(hidden, None, masked))
        return Encoded(hidden, padding)

    def embed(self, tokens: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
        """Embed target tokens [B, K] at positions [K] or [1]."""
        return self._embedding[tokens] * self._scale + self._positions[positions]

    def logits(self, hidden: torch.Tensor) -> torch.Tensor:
        """Project hidden states [..., width] to the vocabulary, minus what is never written."""
        return functional.linear(hidden, self._embedding, self._search_bias)


class MarianDecoding:
    """The state of decoding a batch: what every hypothesis has seen.

    Keys and values of a target position are written once and stay where they are; which of
    them a hypothesis descends from is a boolean mask that the search reorders instead.

    Args:
        network: the model.
        encoded: its encoder's output.
    """

    def __init__(self, network: MarianNetwork, encoded: Encoded) -> None:
        self._network = network
        self._padding = encoded.padding[:, None, None, :]
        self._cross = [layer.cross_keys_values(encoded.states) for layer in network.layers]
        self._own = [_Cache(encoded.states.shape[0], layer) for layer in network.layers]
        self._ancestors = torch.zeros(encoded.states.shape[0], 1, 0, dtype=torch.bool)
        # The end token, the last one of a source, is nothing to translate.
        self._counted = (~encoded.padding).roll(-1, dims=1)[:, None] & ~encoded.padding[:, None]
        self._counted[..., -1] = False
        self._covered = torch.zeros(encoded.states.shape[0], 1, encoded.states.shape[1])
        self._step = 0

    def advance(self, tokens: torch.Tensor, parents: torch.Tensor) -> torch.Tensor:
        """Extend every hypothesis by one token.

        Args:
            tokens: the tokens [B, K] that were chosen last.
            parents: for each the index [B, K] of the hypothesis of the step before.

        Returns:
            Logits [B, K, vocabulary] for the next token.
        """
        sentences, width = tokens.shape
        old = self._ancestors.gather(1, parents[..., None].expand(-1, -1, self._ancestors.shape[2]))
        itself = torch.eye(width, dtype=torch.bool).expand(sentences, width, width)
        self._ancestors = torch.cat([old, itself], dim=2)
        hidden, attention = self._run(tokens, torch.tensor([self._step]), self._ancestors)
        self._covered = self._covered.gather(
            1, parents[..., None].expand(-1, -1, self._covered.shape[2])
        )
        head = self._network.aligning
        if head is not None and self._network.looks_back and self._step:
            self._covered = self._covered + attention[head[0]][:, head[1]]
        self._step += 1
        return self._network.logits(hidden)

    def missed(self) -> torch.Tensor:
        """Return how many source pieces [B, K] each hypothesis has not rendered yet.

        A piece counts as rendered by the attention that it has had from the pieces written, as in
        Wu et al. (2016, "Google's Neural Machine Translation System"), but from the one head that
        was trained to align. With a model that has no such head, nothing is ever missed.
        """
        if self._network.aligning is None or not self._network.looks_back:
            return self._covered.new_zeros(self._covered.shape[:2])
        return ((1 - self._covered).clamp_min(0) * self._counted).sum(dim=2)

    def force(self, tokens: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Read given target sentences [B, T] (start token first, padding last) in one go.

        Returns:
            Hidden states [B, T, width] and cross-attention [B, layers, H, T, S].
        """
        length = tokens.shape[1]
        causal = torch.ones(length, length, dtype=torch.bool).tril()[None]
        hidden, attention = self._run(tokens, torch.arange(length), causal)
        return hidden, torch.stack(attention, dim=1)

    def keep(self, sentences: torch.Tensor) -> None:
        """Go on with these sentences [B'] only."""
        self._padding = self._padding[sentences]
        self._cross = [(keys[sentences], values[sentences]) for keys, values in self._cross]
        self._ancestors = self._ancestors[sentences]
        self._counted = self._counted[sentences]
        self._covered = self._covered[sentences]
        for cache in self._own:
            cache.keep(sentences)

    def _run(
        self, tokens: torch.Tensor, positions: torch.Tensor, visible: torch.Tensor
    ) -> tuple[torch.Tensor, list[torch.Tensor]]:
        hidden = self._network.embed(tokens, positions)
        hidden_from_view = ~visible[:, None]
        attention = []
        for layer, own, cross in zip(self._network.layers, self._own, self._cross, strict=True):
            hidden = layer.attend_self(hidden, own, hidden_from_view)
            hidden, weights = layer.attend_source(hidden, cross, self._padding)
            hidden = layer.feed_forward(hidden)
            attention.append(weights)
        return hidden, attention


class _Cache:
    """Keys and values [B, H, slots, D] of one layer, with room to grow."""

    def __init__(self, sentences: int, layer: _Layer) -> None:
        self._keys = torch.empty(sentences, layer.heads, 0, layer.head_width)
        self._values = self._keys
        self._used = 0

    def extend(self, keys: torch.Tensor, values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Append the new slots and return all of them."""
        end = self._used + keys.shape[2]
        if end > self._keys.shape[2]:  # double, so that all copying together stays linear
            room = torch.empty(*keys.shape[:2], 2 * end - self._used, keys.shape[3])
            self._keys = torch.cat([self._keys[:, :, : self._used], room], dim=2)
            self._values = torch.cat([self._values[:, :, : self._used], room], dim=2)
        self._keys[:, :, self._used : end] = keys
        self._values[:, :, self._used : end] = values
        self._used = end
        return self._keys[:, :, :end], self._values[:, :, :end]

    def keep(self, sentences: torch.Tensor) -> None:
        self._keys, self._values = self._keys[sentences], self._values[sentences]


class _Layer:
    """An encoder or decoder layer, the three projections of its self-attention fused into one."""

    def __init__(
        self, tensors: dict[str, torch.Tensor], name: str, shape: Shape, heads: int
    ) -> None:
        self._parts = {
            key.removeprefix(f"{name}."): tensor
            for key, tensor in tensors.items()
            if key.startswith(f"{name}.")
        }
        own = [f"self_attn.{letter}_proj" for letter in "qkv"]
        self._own_weight = torch.cat([self._parts[f"{part}.weight"] for part in own])
        self._own_bias = torch.cat([self._parts[f"{part}.bias"] for part in own])
        self._activation = _ACTIVATIONS[shape.activation]
        self.heads = heads
        self.head_width = shape.width // heads

    def attend_self(
        self, hidden: torch.Tensor, cache: _Cache | None, masked: torch.Tensor
    ) -> torch.Tensor:
        """Attend to the earlier positions and to itself; without a cache, to all that is there."""
        projected = functional.linear(hidden, self._own_weight, self._own_bias)
        queries, keys, values = (self._split(part) for part in projected.chunk(3, dim=-1))
        if cache is not None:
            keys, values = cache.extend(keys, values)
        context, _ = self._attend(queries, (keys, values), masked)
        added = hidden + self._linear("self_attn.out_proj", context)
        return self._norm("self_attn_layer_norm", added)

    def cross_keys_values(self, states: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Project the encoder's output once for all steps."""
        keys, values = (self._linear(f"encoder_attn.{one}_proj", states) for one in "kv")
        return self._split(keys), self._split(values)

    def attend_source(
        self,
        hidden: torch.Tensor,
        keys_values: tuple[torch.Tensor, torch.Tensor],
        masked: torch.Tensor,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Attend to the source; hypotheses of a sentence share its keys and values."""
        queries = self._split(self._linear("encoder_attn.q_proj", hidden))
        context, weights = self._attend(queries, keys_values, masked)
        added = hidden + self._linear("encoder_attn.out_proj", context)
        return self._norm("encoder_attn_layer_norm", added), weights

    def feed_forward(self, hidden: torch.Tensor) -> torch.Tensor:
        inner = self._activation(self._linear("fc1", hidden))
        return self._norm("final_layer_norm", hidden + self._linear("fc2", inner))

    def _linear(self, name: str, hidden: torch.Tensor) -> torch.Tensor:
        return functional.linear(hidden, self._parts[f"{name}.weight"], self._parts[f"{name}.bias"])

    def _norm(self, name: str, hidden: torch.Tensor) -> torch.Tensor:
        weight, bias = self._parts[f"{name}.weight"], self._parts[f"{name}.bias"]
        return functional.layer_norm(hidden, weight.shape, weight, bias)

    def _attend(
        self,
        queries: torch.Tensor,
        keys_values: tuple[torch.Tensor, torch.Tensor],
        masked: torch.Tensor,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        keys, values = keys_values
        scores = queries @ keys.transpose(2, 3) * self.head_width**-0.5
        weights = scores.masked_fill(masked, -torch.inf).softmax(dim=-1)
        return (weights @ values).transpose(1, 2).flatten(2), weights

    def _split(self, states: torch.Tensor) -> torch.Tensor:
        """[B, K, width] to [B, H, K, D]."""
        return states.unflatten(-1, (self.heads, self.head_width)).transpose(1, 2)
