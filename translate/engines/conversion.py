"""Marian folders in the form that CTranslate2 runs, made once and kept in the user's cache."""

from __future__ import annotations

import hashlib
import importlib
import json
import math
import shutil
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from translate.engines import catalogue, weights
from translate.errors import EngineError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from translate.engines.subwords import Subwords
    from translate.engines.weights import Shape, Weights

_VERSION = 1  # to be raised whenever the same files are converted to something else
_NEVER = -100.0  # the bias of what is never written: e**-100 is nothing, and scores stay finite
_ACTIVATIONS = {"silu": "SWISH", "relu": "RELU", "gelu": "GELU"}
_DONE = "source.json"


@dataclass(frozen=True, slots=True)
class Converted:
    """A converted model in the cache: where it lies, what it was made of, its size in bytes."""

    folder: Path
    source: str
    bytes: int


def cache_folder() -> Path:
    """Return where converted models are kept."""
    from platformdirs import user_cache_path

    return user_cache_path("termtreu") / "models"


def digest_of(folder: Path) -> str:
    """Digest the files of a model folder that decide what it translates to."""
    digest = hashlib.sha256()
    for path in catalogue.model_files(folder):
        digest.update(f"{path.name} {path.stat().st_size} ".encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def converted(folder: Path, digest: str, subwords: Subwords, precision: str) -> Path:
    """Return the model of a folder in CTranslate2's form, converting it if that is yet to be done.

    It is made beside its place and moved there when it is whole: a killed run leaves no half of
    it, and of two processes that convert at once one finds the other's work. Where the cache
    cannot be written, a folder for temporary files is used, for this process alone.

    Args:
        folder: of the model.
        digest: of its files, by ``digest_of``.
        subwords: of the model.
        precision: of the weights, as CTranslate2 names it.

    Raises:
        EngineError: the model is damaged or of a kind that CTranslate2 cannot run.
    """
    place = cache_folder() / f"{digest[:32]}-{precision}-{_VERSION}"
    if (place / _DONE).is_file():
        return place
    try:
        cache_folder().mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".making-", dir=cache_folder()))
    except OSError:
        return _temporary(folder, subwords, precision)
    try:
        _convert(folder, scratch, subwords, precision)
        try:
            scratch.rename(place)
        except OSError:
            if not (place / _DONE).is_file():
                raise
    except OSError:  # such as a full disk
        return _temporary(folder, subwords, precision)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return place


def listing() -> list[Converted]:
    """Return the converted models in the cache."""
    folders = sorted(done.parent for done in cache_folder().glob(f"*/{_DONE}"))
    return [
        Converted(
            folder,
            str(json.loads((folder / _DONE).read_text(encoding="utf-8"))["folder"]),
            sum(path.stat().st_size for path in folder.iterdir()),
        )
        for folder in folders
    ]


def clear() -> int:
    """Remove every converted model from the cache; return how many there were.

    Raises:
        OutputError: one cannot be removed.
    """
    found = listing()
    try:
        if cache_folder().is_dir():
            shutil.rmtree(cache_folder())
    except OSError as error:
        raise OutputError(f"cannot remove {cache_folder()}: {error.strerror}") from error
    return len(found)


def _temporary(folder: Path, subwords: Subwords, precision: str) -> Path:
    """Convert to a folder that lasts as long as this process."""
    import atexit

    scratch = Path(tempfile.mkdtemp(prefix="termtreu-"))
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)
    try:
        _convert(folder, scratch, subwords, precision)
    except OSError as error:
        raise EngineError(
            f"cannot convert the model {folder}: {error.strerror}; make room in {scratch.parent} "
            "or use --engine torch"
        ) from error
    return scratch


def _convert(folder: Path, into: Path, subwords: Subwords, precision: str) -> None:
    """Write the model in CTranslate2's form, and what it was made of once that is done."""
    shape = weights.shape_of(folder)
    tensors = weights.load(folder, shape)
    with _without_torch():
        transformer = importlib.import_module("ctranslate2.specs")
    spec = _spec(transformer, shape, tensors, subwords)
    spec.validate()
    spec.optimize(quantization=precision)
    spec.save(str(into))
    # The last file written says that all are there.
    done = into / f"{_DONE}.part"
    done.write_text(json.dumps({"folder": str(folder)}), encoding="utf-8")
    done.replace(into / _DONE)


@contextmanager
def _without_torch() -> Iterator[None]:
    """Hide torch: ctranslate2.specs would load it, for seconds, to know tensors if it met some."""
    if "torch" in sys.modules:
        yield
        return
    # None is the documented way to say that a module is not here.
    sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["torch"]


def _spec(specs: Any, shape: Shape, tensors: Weights, subwords: Subwords) -> Any:
    """Describe the model to CTranslate2; the head that aligns becomes the first of its layer."""
    if shape.encoder[1] != shape.decoder[1]:
        raise EngineError(
            "CTranslate2 runs no model with a different number of heads in encoder and decoder; "
            "use --engine torch"
        )
    layer, head = shape.aligning or (-1, None)
    spec = specs.TransformerSpec.from_config(
        (shape.encoder[0], shape.decoder[0]),
        shape.encoder[1],
        pre_norm=False,
        activation=specs.Activation[_ACTIVATIONS[shape.activation]],
        alignment_layer=layer,
        alignment_heads=0 if head is None else 1,
    )
    if head is not None:
        _bring_to_front(tensors, f"model.decoder.layers.{layer}.encoder_attn", head, shape)
    for side, part in (("encoder", spec.encoder), ("decoder", spec.decoder)):
        part.scale_embeddings = math.sqrt(shape.width) if shape.scales_embedding else 1.0
        part.position_encodings.encodings = weights.positions(shape)
        for number, one in enumerate(part.layer):
            _fill(one, f"model.{side}.layers.{number}", tensors)
    spec.encoder.embeddings[0].weight = tensors[weights.SOURCE]
    spec.decoder.embeddings.weight = tensors[weights.TARGET]
    spec.decoder.projection.weight = tensors[weights.TARGET]
    bias = tensors[weights.BIAS].clip(min=_NEVER)
    bias[[shape.pad, *subwords.markers()]] = _NEVER
    spec.decoder.projection.bias = bias
    _name_tokens(spec, shape, tensors, subwords)
    return spec


def _name_tokens(spec: Any, shape: Shape, tensors: Weights, subwords: Subwords) -> None:
    """Give CTranslate2 the vocabularies; ids without a piece get a name that no text has."""
    source = _named(subwords.source_ids, len(tensors[weights.SOURCE]))
    target = _named(subwords.target_ids, len(tensors[weights.TARGET]))
    spec.register_source_vocabulary(source)
    spec.register_target_vocabulary(target)
    spec.config.unk_token = target[subwords.unknown]
    spec.config.eos_token = target[shape.end]
    spec.config.bos_token = target[shape.end]
    spec.config.decoder_start_token = target[shape.start]


def _named(ids: dict[str, int], size: int) -> list[str]:
    names = [f"<{index}>\0" for index in range(size)]
    for piece, index in ids.items():
        if index < size:
            names[index] = piece
    return names


def _bring_to_front(tensors: Weights, attention: str, head: int, shape: Shape) -> None:
    """Make a head the first of its attention: heads are independent, their order is free."""
    heads = shape.decoder[1]
    order = [head, *(other for other in range(heads) if other != head)]
    rows = np.arange(shape.width).reshape(heads, -1)[order].reshape(-1)
    for projection in ("q_proj", "k_proj", "v_proj"):
        for part in ("weight", "bias"):
            name = f"{attention}.{projection}.{part}"
            tensors[name] = tensors[name][rows]
    name = f"{attention}.out_proj.weight"
    tensors[name] = tensors[name][:, rows]


def _fill(layer: Any, name: str, tensors: Weights) -> None:
    """Set the weights of an encoder or decoder layer."""
    own = f"{name}.self_attn"
    _linear(layer.self_attention.linear[0], tensors, [f"{own}.{p}_proj" for p in "qkv"])
    _linear(layer.self_attention.linear[1], tensors, [f"{own}.out_proj"])
    _norm(layer.self_attention.layer_norm, tensors, f"{name}.self_attn_layer_norm")
    if hasattr(layer, "attention"):
        cross = f"{name}.encoder_attn"
        _linear(layer.attention.linear[0], tensors, [f"{cross}.q_proj"])
        _linear(layer.attention.linear[1], tensors, [f"{cross}.k_proj", f"{cross}.v_proj"])
        _linear(layer.attention.linear[2], tensors, [f"{cross}.out_proj"])
        _norm(layer.attention.layer_norm, tensors, f"{name}.encoder_attn_layer_norm")
    _linear(layer.ffn.linear_0, tensors, [f"{name}.fc1"])
    _linear(layer.ffn.linear_1, tensors, [f"{name}.fc2"])
    _norm(layer.ffn.layer_norm, tensors, f"{name}.final_layer_norm")


def _linear(spec: Any, tensors: Weights, names: Sequence[str]) -> None:
    spec.weight = _joined(tensors, names, "weight")
    spec.bias = _joined(tensors, names, "bias")


def _joined(tensors: Weights, names: Sequence[str], part: str) -> NDArray[np.float32]:
    return np.concatenate([tensors[f"{name}.{part}"] for name in names])


def _norm(spec: Any, tensors: Weights, name: str) -> None:
    spec.gamma, spec.beta = tensors[f"{name}.weight"], tensors[f"{name}.bias"]
