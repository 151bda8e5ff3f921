"""Write a model folder that loads anywhere: `python -m training.export`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import torch
from torch import Tensor
from transformers import GenerationConfig, MarianMTModel

from training import architecture, checkpoints, markers, vocabulary
from training.objective import HEAD_WRITING, HEAD_WRITTEN, guided_layer

if TYPE_CHECKING:
    from collections.abc import Sequence

CAPABILITIES: Final = ("term_markers", "alignment_head", "alignment_head_written")
"""Keys of `config.json` beyond Marian's own: the markers of term hints; layer and head that look
at the source of the piece being written; and of the piece written last."""

LICENCE: Final = """\
The files of this folder (a translation model: weights, vocabulary, configuration) are licensed
under the Creative Commons Attribution-ShareAlike 4.0 International licence (CC-BY-SA 4.0):
https://creativecommons.org/licenses/by-sa/4.0/

The model was trained on texts of many authors, some of them under share-alike licences.
docs/model-card.md and training/corpora.tsv name every corpus with its licence.
"""


def export(
    paths: Sequence[Path], base: Path, out: Path, hints: bool, guided: bool
) -> MarianMTModel:
    """Average checkpoints and write them as a Marian folder in fp16.

    Args:
        paths: checkpoints of one run, usually the last three to five.
        base: folder with the vocabulary and, if it has a `config.json`, the architecture.
        out: the folder to write.
        hints: whether the model has learned term markers; noted in `config.json`.
        guided: whether decoder heads have learned word links; noted as well.

    Returns:
        The averaged model, in fp32.

    Raises:
        ValueError: if the checkpoints don't fit the architecture.
    """
    weights = checkpoints.average(paths)
    model = _model_for(weights, base)
    missing, unexpected = model.load_state_dict(weights, strict=False)
    if unexpected or any(name in weights for name in missing):
        raise ValueError(f"{paths[0]}: not a checkpoint of the model in {base}: {unexpected}")
    model.tie_weights()
    config: Any = model.config
    config.term_markers = [markers.OPEN, markers.CLOSE] if hints else None
    layer = guided_layer(config.decoder_layers)
    config.alignment_head = [layer, HEAD_WRITING] if guided else None
    config.alignment_head_written = [layer, HEAD_WRITTEN] if guided else None
    _write(model, base, out)
    return model


def _model_for(weights: dict[str, Tensor], base: Path) -> MarianMTModel:
    """Load the architecture of a folder, or infer it from the shapes of the weights."""
    if (base / "config.json").is_file():
        return architecture.load(base)
    vocabulary_size, width = weights["model.shared.weight"].shape
    layers = [
        1 + max(int(name.split(".")[3]) for name in weights if name.startswith(f"model.{side}.l"))
        for side in ("encoder", "decoder")
    ]
    return architecture.build(vocabulary_size, width, *layers)


def _write(model: MarianMTModel, base: Path, out: Path) -> None:
    config: Any = model.config
    model.generation_config = GenerationConfig(
        decoder_start_token_id=config.decoder_start_token_id,
        eos_token_id=config.eos_token_id,
        forced_eos_token_id=config.forced_eos_token_id,
        pad_token_id=config.pad_token_id,
        num_beams=4,
        max_length=config.max_position_embeddings,
    )
    vocabulary.copy(base, out)
    model.to(torch.float16).save_pretrained(out)
    (out / "LICENSE").write_text(LICENCE, encoding="utf-8")
    _drop_empty(out / "config.json", CAPABILITIES)
    model.float()


def _drop_empty(path: Path, keys: Sequence[str]) -> None:
    """Leave out settings without a value: a missing key says that the model can't do it."""
    config = json.loads(path.read_text("utf-8"))
    kept = {key: value for key, value in config.items() if key not in keys or value is not None}
    path.write_text(json.dumps(kept, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="python -m training.export", description=__doc__)
    parser.add_argument("checkpoints", nargs="+", type=Path, help="checkpoints to average")
    parser.add_argument("--base", type=Path, required=True, help="folder of the vocabulary")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    parser.add_argument("--hints", action="store_true", help="the model knows term markers")
    parser.add_argument("--guided", action="store_true", help="trained with guided attention")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    options = parse(arguments)
    export(options.checkpoints, options.base, options.out, options.hints, options.guided)


if __name__ == "__main__":
    main()
