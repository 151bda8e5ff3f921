"""What a Marian folder holds: its shape by ``config.json``, its weights as plain arrays.

Read here once for every backend, without transformers, and without torch where the weights are
safetensors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from translate.engines import catalogue
from translate.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    Weights = dict[str, NDArray[np.float32]]

_ACTIVATIONS = {"swish": "silu", "silu": "silu", "relu": "relu", "gelu": "gelu"}
_MOST_POSITIONS = 1024  # Marian's own default
_PROJECTIONS = ("q_proj", "k_proj", "v_proj", "out_proj")
_NORMS = {"self_attn": "self_attn_layer_norm", "encoder_attn": "encoder_attn_layer_norm"}
SOURCE, TARGET = "model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight"
BIAS = "final_logits_bias"
_SHARED = "model.shared.weight"


@dataclass(frozen=True, slots=True)
class Shape:
    """The settings of a Marian model that decide how it computes.

    ``encoder`` and ``decoder`` are (layers, heads, width of the feed-forward part). ``start``,
    ``end`` and ``pad`` are token ids. ``aligning`` is (layer, head) of the cross-attention that
    links words, None for the mean of the last layer; ``looks_back``: that head looks at the source
    of the piece written last, so that its attention is read one step later.
    """

    width: int
    encoder: tuple[int, int, int]
    decoder: tuple[int, int, int]
    activation: str
    scales_embedding: bool
    positions: int
    start: int
    end: int
    pad: int
    vocabulary: int
    aligning: tuple[int, int] | None
    looks_back: bool


def shape_of(folder: Path) -> Shape:
    """Return the shape of the model in a folder.

    Raises:
        EngineError: config.json is missing, damaged, or lacks what a Marian model needs.
    """
    config: dict[str, Any] = catalogue.read_config(folder)
    try:
        back, ahead = config.get("alignment_head_written"), config.get("alignment_head")
        layer_head = back or ahead
        pad = int(config["pad_token_id"])
        return Shape(
            width=int(config["d_model"]),
            encoder=_stack(config, "encoder"),
            decoder=_stack(config, "decoder"),
            activation=_ACTIVATIONS[str(config.get("activation_function", "gelu"))],
            scales_embedding=bool(config.get("scale_embedding", False)),
            positions=int(config.get("max_position_embeddings", _MOST_POSITIONS)),
            start=int(config.get("decoder_start_token_id", pad)),
            end=int(config["eos_token_id"]),
            pad=pad,
            vocabulary=int(config.get("decoder_vocab_size") or config["vocab_size"]),
            aligning=(int(layer_head[0]), int(layer_head[1])) if layer_head else None,
            looks_back=bool(back),
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise _unloadable(folder, f"config.json: {error!r}") from error


def load(folder: Path, shape: Shape) -> Weights:
    """Return the weights of the model in a folder as fp32, under the names of transformers.

    The embeddings of both sides are there, whether the file shares them or not; the bias of the
    output [vocabulary] too, zero if the file has none.

    Raises:
        EngineError: the file is damaged, or its weights do not fit the shape.
    """
    path = next(folder / name for name in catalogue.WEIGHT_FILES if (folder / name).is_file())
    try:
        raw = _read(path)
    except Exception as error:  # a damaged file surfaces as any of a dozen kinds
        raise _unloadable(folder, str(error).strip() or type(error).__name__) from error
    for name in (SOURCE, TARGET):
        if name not in raw and _SHARED in raw:
            raw[name] = raw[_SHARED]
    raw.setdefault(BIAS, np.zeros(shape.vocabulary, np.float32))
    raw[BIAS] = raw[BIAS].reshape(-1)
    expected = dict(_expected(shape))
    for name, wanted in expected.items():
        if name not in raw or tuple(raw[name].shape[-len(wanted) :]) != wanted:
            raise EngineError(f"the weights of {folder} do not fit its config.json; fetch it again")
    # Tables that are one in the file stay one here.
    made = {id(raw[name]): raw[name].astype(np.float32, copy=False) for name in expected}
    return {name: made[id(raw[name])] for name in expected}


def positions(shape: Shape) -> NDArray[np.float32]:
    """Return Marian's position vectors [positions, width]: all sines, then all cosines."""
    half = (shape.width + 1) // 2
    rates = np.power(10000, 2 * np.arange(half) / shape.width)
    angles = np.arange(shape.positions)[:, None] / rates
    both = [np.sin(angles), np.cos(angles[:, : shape.width // 2])]
    return np.concatenate(both, axis=1).astype(np.float32)


def _stack(config: Mapping[str, Any], side: str) -> tuple[int, int, int]:
    parts = (f"{side}_layers", f"{side}_attention_heads", f"{side}_ffn_dim")
    layers, heads, inner = (int(config[part]) for part in parts)
    return layers, heads, inner


def _read(path: Path) -> dict[str, NDArray[Any]]:
    """Read a weight file; only what numpy has no type or reader for goes through torch."""
    if path.suffix == ".safetensors":
        from safetensors import safe_open

        with safe_open(path, "np") as file:
            try:
                return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            except TypeError:  # bfloat16
                pass
    return _read_by_torch(path)


def _read_by_torch(path: Path) -> dict[str, NDArray[Any]]:
    import torch

    if path.suffix == ".safetensors":
        from safetensors.torch import load_file

        tensors = load_file(path)
    else:
        tensors = torch.load(path, map_location="cpu", weights_only=True)
    # One array for one storage, so that shared tables stay shared.
    arrays: dict[int, NDArray[Any]] = {}
    return {
        name: arrays.setdefault(tensor.data_ptr(), tensor.float().numpy())
        for name, tensor in tensors.items()
    }


def _expected(shape: Shape) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the name and the dimensions of every weight that a model of this shape has."""
    yield SOURCE, (shape.width,)
    yield TARGET, (shape.vocabulary, shape.width)
    yield BIAS, (shape.vocabulary,)
    for side, (layers, _, inner) in (("encoder", shape.encoder), ("decoder", shape.decoder)):
        attentions = ("self_attn",) if side == "encoder" else ("self_attn", "encoder_attn")
        for number in range(layers):
            layer = f"model.{side}.layers.{number}"
            for attention in attentions:
                for projection in _PROJECTIONS:
                    yield from _affine(f"{layer}.{attention}.{projection}", shape.width)
                yield from _norm(f"{layer}.{_NORMS[attention]}", shape.width)
            yield from _affine(f"{layer}.fc1", inner, shape.width)
            yield from _affine(f"{layer}.fc2", shape.width, inner)
            yield from _norm(f"{layer}.final_layer_norm", shape.width)


def _affine(name: str, out: int, into: int | None = None) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield f"{name}.weight", (out, into or out)
    yield f"{name}.bias", (out,)


def _norm(name: str, width: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield f"{name}.weight", (width,)
    yield f"{name}.bias", (width,)


def _unloadable(folder: Path, reason: str) -> EngineError:
    return EngineError(f"cannot load the model {folder}: {reason.splitlines()[0]}; fetch it again")
