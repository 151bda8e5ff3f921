"""Score a model folder on test sets: `python -m training.evaluate`."""

from __future__ import annotations

import argparse
import json
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import torch
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from transformers import MarianMTModel, MarianTokenizer

from training import corpora

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BATCH: Final = 32


@dataclass(frozen=True)
class Result:
    """Scores of a model on one test set, each with its sacrebleu signature."""

    name: str
    lines: int
    bleu: float
    chrf: float
    signatures: tuple[str, str]
    words_per_second: float


def load_tokenizer(folder: Path) -> Any:
    """Load the tokenizer of a folder without its advice to install a punctuation normaliser."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Recommended: pip install sacremoses")
        return MarianTokenizer.from_pretrained(folder)


class Translator:
    """A model folder, ready to translate on the CPU or a GPU."""

    def __init__(self, folder: Path, precision: str = "fp32", device: str = "cpu") -> None:
        """Load a model folder.

        Args:
            folder: the model folder.
            precision: fp32, bf16, or int8 (dynamic quantisation of the linear layers, CPU).
            device: device name as torch has it.
        """
        self._tokenizer: Any = load_tokenizer(folder)
        dtype = torch.bfloat16 if precision == "bf16" else torch.float32
        model: Any = MarianMTModel.from_pretrained(folder, dtype=dtype).to(device).eval()
        if precision == "int8":
            model = torch.ao.quantization.quantize_dynamic(model, {torch.nn.Linear})
        self._model, self._device = model, device

    def translate(self, lines: Sequence[str], beams: int = 4) -> list[str]:
        """Translate lines, longest first, and return them in their own order."""
        order = sorted(range(len(lines)), key=lambda k: -len(lines[k]))
        outputs = [""] * len(lines)
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            for k, text in zip(chosen, self._batch([lines[k] for k in chosen], beams), strict=True):
                outputs[k] = text
        return outputs

    def _batch(self, lines: list[str], beams: int) -> list[str]:
        encoded = self._tokenizer(
            lines, return_tensors="pt", padding=True, truncation=True, max_length=512
        ).to(self._device)
        longest = min(512, 2 * encoded.input_ids.shape[1] + 10)
        with torch.inference_mode():
            ids = self._model.generate(**encoded, num_beams=beams, max_length=longest)
        texts: list[str] = self._tokenizer.batch_decode(ids, skip_special_tokens=True)
        return texts


def score(
    name: str, outputs: Sequence[str], references: Sequence[str], speed: float = 0.0
) -> Result:
    """Score outputs with the defaults of sacrebleu (BLEU with 13a tokens, chrF2)."""
    bleu, chrf = BLEU(), CHRF()
    first = bleu.corpus_score(outputs, [references]).score
    second = chrf.corpus_score(outputs, [references]).score
    signatures = (str(bleu.get_signature()), str(chrf.get_signature()))
    return Result(name, len(outputs), first, second, signatures, speed)


def evaluate(
    translator: Translator, files: Sequence[Path], limit: int | None, beams: int
) -> Iterator[tuple[Result, list[str]]]:
    """Yield the scores and outputs of each `source<TAB>reference` file."""
    for file in files:
        pairs = list(corpora.read_pairs(file))[:limit]
        start = time.monotonic()
        outputs = translator.translate([pair.source for pair in pairs], beams)
        words = sum(len(pair.source.split()) for pair in pairs)
        speed = words / (time.monotonic() - start)
        yield score(file.stem, outputs, [pair.target for pair in pairs], speed), outputs


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="python -m training.evaluate", description=__doc__)
    parser.add_argument("model", type=Path, help="model folder")
    parser.add_argument("sets", nargs="+", type=Path, help="test sets, source<TAB>reference")
    parser.add_argument("--lines", type=int, help="only the first lines of each set")
    parser.add_argument("--beams", type=int, default=4)
    parser.add_argument("--precision", choices=("fp32", "bf16", "int8"), default="fp32")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--outputs", type=Path, help="folder for the translations, one file a set")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line: one JSON line a test set."""
    options = parse(arguments)
    translator = Translator(options.model, options.precision, options.device)
    for result, outputs in evaluate(translator, options.sets, options.lines, options.beams):
        record = {
            "set": result.name,
            "lines": result.lines,
            "bleu": round(result.bleu, 2),
            "chrf2": round(result.chrf, 2),
            "words_per_second": round(result.words_per_second, 1),
            "signatures": result.signatures,
        }
        sys.stdout.write(json.dumps(record) + "\n")
        if options.outputs is not None:
            options.outputs.mkdir(parents=True, exist_ok=True)
            text = "\n".join(outputs) + "\n"
            (options.outputs / f"{result.name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
