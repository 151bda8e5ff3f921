"""Build a Marian model of a given size, or load one to go on from."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Final

import torch
from torch import Tensor
from transformers import MarianConfig, MarianMTModel

if TYPE_CHECKING:
    from pathlib import Path

IMPOSSIBLE: Final = -1e4
"""A logit that fp16 can hold and no beam search picks."""


def load(folder: Path) -> MarianMTModel:
    """Load a model folder in fp32, with attention weights that can be read."""
    model: MarianMTModel = MarianMTModel.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager"
    )
    return _normalised(model)


def _normalised(model: MarianMTModel) -> MarianMTModel:
    """Make the padding's embedding zero, its logit too low to be chosen, and fix the positions.

    Sinusoidal positions are not part of a saved model; `from_pretrained` returns them trainable.
    """
    pad = model.config.pad_token_id
    for side in (model.model.encoder, model.model.decoder):
        side.embed_positions.weight.requires_grad_(False)
    with torch.no_grad():
        model.model.shared.weight[pad] = 0.0
        model.final_logits_bias[:, pad] = IMPOSSIBLE
    return model


def deepen(
    model: MarianMTModel, encoder_layers: int | None = None, decoder_layers: int | None = None
) -> MarianMTModel:
    """Return a model with so many layers that starts out translating as the given one does.

    A new layer is a copy of the last one that adds nothing to what it gets: the projections that
    end its parts are zero, as in "Fixup Initialization" (Zhang et al. 2019), and its norms give
    back the mean and the spread that the last norm gave, so nearly the same states.

    Args:
        model: the model; it is not changed.
        encoder_layers: as many as it has, or more; none for as many.
        decoder_layers: likewise.
    """
    config, weights = copy.deepcopy(model.config), model.state_dict()
    for side, layers in (("encoder", encoder_layers), ("decoder", decoder_layers)):
        old = getattr(config, f"{side}_layers")
        new = max(old, layers or old)
        setattr(config, f"{side}_layers", new)
        weights |= _added(weights, f"model.{side}.layers", range(old, new))
    deeper = MarianMTModel(config)
    deeper.load_state_dict(weights)
    return _normalised(deeper)


def _added(weights: dict[str, Tensor], stack: str, layers: range) -> dict[str, Tensor]:
    """Return the weights of layers on top of a stack that add nothing to what they get."""
    top = f"{stack}.{layers.start - 1}."
    last = {name[len(top) :]: w for name, w in weights.items() if name.startswith(top)}
    shift = last["final_layer_norm.bias"]
    spread = (last["final_layer_norm.weight"].square().mean() + shift.var()).sqrt()
    return {
        f"{stack}.{number}.{name}": _neutral(name, weight, shift, spread)
        for number in layers
        for name, weight in last.items()
    }


def _neutral(name: str, weight: Tensor, shift: Tensor, spread: Tensor) -> Tensor:
    """Return a weight of a layer that adds nothing, given that of the layer below."""
    if "layer_norm" in name:
        return torch.full_like(weight, shift.mean() if name.endswith("bias") else spread)
    return torch.zeros_like(weight) if "out_proj" in name or "fc2" in name else weight.clone()


def build(
    vocabulary: int, width: int = 256, encoder_layers: int = 6, decoder_layers: int = 2
) -> MarianMTModel:
    """Build an untrained model.

    Args:
        vocabulary: number of pieces; the last id is the padding.
        width: d_model; heads are 64 wide, the feed-forward layer is 4 * width.
        encoder_layers: number of encoder layers.
        decoder_layers: number of decoder layers.
    """
    pad = vocabulary - 1
    config = MarianConfig(
        vocab_size=vocabulary,
        decoder_vocab_size=vocabulary,
        d_model=width,
        encoder_layers=encoder_layers,
        decoder_layers=decoder_layers,
        encoder_attention_heads=max(2, width // 64),
        decoder_attention_heads=max(2, width // 64),
        encoder_ffn_dim=4 * width,
        decoder_ffn_dim=4 * width,
        max_position_embeddings=512,
        activation_function="swish",
        dropout=0.0,
        attention_dropout=0.0,
        activation_dropout=0.0,
        scale_embedding=True,
        share_encoder_decoder_embeddings=True,
        tie_word_embeddings=True,
        init_std=width**-0.5,
        pad_token_id=pad,
        eos_token_id=0,
        forced_eos_token_id=0,
        decoder_start_token_id=pad,
        attn_implementation="eager",
    )
    return _normalised(MarianMTModel(config))
