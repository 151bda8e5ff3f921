"""The Marian decoder as the search needs it: one step for all hypotheses, nothing computed twice.

The weights and the encoder are those of a transformers ``MarianMTModel``. Its decoder is run by the
few lines below, because its general one costs more than the arithmetic at these sizes. Shapes:
B sentences, K hypotheses (or target positions) each, H heads, S source pieces, D head width.
"""

from __future__ import annotations

import math
import re
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch.nn import functional

from translate.errors import EngineError
from translate.terminology.decoding import search

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from translate.terminology.decoding import Found, Problem, SearchSettings

# Weights that a folder may leave out: computed, shared or zero.
_DERIVED = re.compile("embed_positions|final_logits_bias|lm_head")
_MARKER = re.compile(r"<t\d>|>>\w+<<")


class Encoded(NamedTuple):
    """Encoder output [B, S, width] and what of it is padding [B, S] (True where it is)."""

    states: torch.Tensor
    padding: torch.Tensor


class Scored(NamedTuple):
    """A given translation: the sum of its log-probabilities, end token included, and attention.

    ``attention`` [target pieces, source pieces] is that of the head that aligns words, or the mean
    over the heads of the last layer.
    """

    log_prob: float
    attention: NDArray[np.float32]


class MarianNetwork:
    """A Marian model in inference mode, in fp32, with its tokenizer.

    Args:
        folder: of the model.
        threads: CPU threads of a step.

    Raises:
        EngineError: the files are damaged or do not belong together.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        torch.set_num_threads(threads)
        model, self.tokenizer = _load(folder)
        config = model.config
        self._encoder = model.get_encoder()
        decoder = model.get_decoder()
        self._embedding = decoder.embed_tokens.weight
        self._scale = math.sqrt(config.d_model) if config.scale_embedding else 1.0
        self._positions = decoder.embed_positions.weight
        self._output = model.get_output_embeddings().weight
        self._bias = model.final_logits_bias.reshape(-1).clone()
        self._search_bias = self._bias.clone()
        self._search_bias[[config.pad_token_id, *self.never_written()]] = -torch.inf
        self._alignment_head: list[int] | None = getattr(config, "alignment_head", None)
        self.written_head: list[int] | None = getattr(config, "alignment_head_written", None)
        self.layers = [_Layer(layer) for layer in decoder.layers]
        self.max_positions: int = self._positions.shape[0]
        self.start: int = config.decoder_start_token_id
        self.end: int = config.eos_token_id

    def search(
        self,
        sources: Sequence[Sequence[int]],
        problems: Sequence[Problem],
        settings: SearchSettings,
    ) -> list[Found]:
        """Find the best translations of a batch.

        Args:
            sources: token ids with their end token.
            problems: one a source: how long its translation may be, what it must contain.
            settings: of the search.
        """
        if not sources:
            return []
        with torch.inference_mode():
            decoding = Decoding(self, self.encode(sources))
            return search(decoding, problems, settings, start=self.start, end=self.end)

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
        longest = max(len(target) for target in targets) + 1
        shifted = torch.full((len(targets), longest), self.end)
        shifted[:, 0] = self.start
        wanted = torch.full((len(targets), longest), self.end)
        for row, target in enumerate(targets):
            shifted[row, 1 : len(target) + 1] = torch.tensor(target, dtype=torch.long)
            wanted[row, : len(target)] = torch.tensor(target, dtype=torch.long)
        with torch.inference_mode():
            hidden, attention = Decoding(self, self.encode(sources)).force(shifted)
            logits = functional.linear(hidden, self._output, self._bias)
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
        if self.written_head is not None:
            layer, head = self.written_head
            return attention[:, layer, head, 1:]
        if self._alignment_head is not None:
            layer, head = self._alignment_head
            return attention[:, layer, head]
        return attention[:, -1].mean(dim=1)

    def never_written(self) -> list[int]:
        """Return the ids of the unknown token, of markers and of language codes."""
        return [
            index
            for piece, index in self.tokenizer.encoder.items()
            if piece == self.tokenizer.unk_token or _MARKER.fullmatch(piece)
        ]

    def encode(self, sources: Sequence[Sequence[int]]) -> Encoded:
        """Run the encoder over sentences of token ids, each with its end token."""
        length = max(len(source) for source in sources)
        tokens = torch.zeros(len(sources), length, dtype=torch.long)
        padding = torch.ones(len(sources), length, dtype=torch.bool)
        for row, source in enumerate(sources):
            tokens[row, : len(source)] = torch.tensor(source)
            padding[row, : len(source)] = False
        output = self._encoder(input_ids=tokens, attention_mask=(~padding).long())
        return Encoded(output.last_hidden_state, padding)

    def embed(self, tokens: torch.Tensor, positions: torch.Tensor) -> torch.Tensor:
        """Embed target tokens [B, K] at positions [K] or [1]."""
        return self._embedding[tokens] * self._scale + self._positions[positions]

    def logits(self, hidden: torch.Tensor) -> torch.Tensor:
        """Project hidden states [..., width] to the vocabulary, minus what is never written."""
        return functional.linear(hidden, self._output, self._search_bias)


class Decoding:
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
        head = self._network.written_head
        if head is not None and self._step:
            self._covered = self._covered + attention[head[0]][:, head[1]]
        self._step += 1
        return self._network.logits(hidden)

    def missed(self) -> torch.Tensor:
        """Return how many source pieces [B, K] each hypothesis has not rendered yet.

        A piece counts as rendered by the attention that it has had from the pieces written, as in
        Wu et al. (2016, "Google's Neural Machine Translation System"), but from the one head that
        was trained to align. With a model that has no such head, nothing is ever missed.
        """
        if self._network.written_head is None:
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
    """One decoder layer, its three self-attention projections fused into one."""

    def __init__(self, layer: Any) -> None:
        own = (layer.self_attn.q_proj, layer.self_attn.k_proj, layer.self_attn.v_proj)
        self._own_weight = torch.cat([projection.weight for projection in own])
        self._own_bias = torch.cat([projection.bias for projection in own])
        self._layer = layer
        self.heads: int = layer.self_attn.num_heads
        self.head_width: int = layer.self_attn.head_dim

    def attend_self(
        self, hidden: torch.Tensor, cache: _Cache, masked: torch.Tensor
    ) -> torch.Tensor:
        """Attend to the earlier target positions and to itself."""
        projected = functional.linear(hidden, self._own_weight, self._own_bias)
        queries, keys, values = (self._split(part) for part in projected.chunk(3, dim=-1))
        context, _ = self._attend(queries, cache.extend(keys, values), masked)
        added = hidden + self._layer.self_attn.out_proj(context)
        return self._layer.self_attn_layer_norm(added)

    def cross_keys_values(self, states: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Project the encoder's output once for all steps."""
        source = self._layer.encoder_attn
        return self._split(source.k_proj(states)), self._split(source.v_proj(states))

    def attend_source(
        self,
        hidden: torch.Tensor,
        keys_values: tuple[torch.Tensor, torch.Tensor],
        masked: torch.Tensor,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Attend to the source; hypotheses of a sentence share its keys and values."""
        source = self._layer.encoder_attn
        queries = self._split(source.q_proj(hidden))
        context, weights = self._attend(queries, keys_values, masked)
        added = hidden + source.out_proj(context)
        return self._layer.encoder_attn_layer_norm(added), weights

    def feed_forward(self, hidden: torch.Tensor) -> torch.Tensor:
        layer = self._layer
        return layer.final_layer_norm(hidden + layer.fc2(layer.activation_fn(layer.fc1(hidden))))

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


def _load(folder: Path) -> tuple[Any, Any]:
    """Load model and tokenizer in silence and offline; explain what goes wrong."""
    import transformers

    verbosity = transformers.logging.get_verbosity()
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tokenizer = transformers.MarianTokenizer.from_pretrained(folder, local_files_only=True)
            model, report = transformers.MarianMTModel.from_pretrained(
                folder, local_files_only=True, output_loading_info=True
            )
    except Exception as error:  # a damaged file surfaces as any of a dozen kinds
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise EngineError(f"cannot load the model {folder}: {reason}; fetch it again") from error
    finally:
        transformers.logging.set_verbosity(verbosity)
    lacking = [name for name in report["missing_keys"] if not _DERIVED.search(name)]
    if lacking or report.get("mismatched_keys"):
        raise EngineError(f"the weights of {folder} do not fit its config.json; fetch it again")
    return model.float().eval(), tokenizer
