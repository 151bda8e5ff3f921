"""Compare German sentence splitters on texts of known sentences.

    python -m benchmarks.segmentation [GOLD ...] [--language LANG] [--json]

A gold file has one sentence a line. Blank lines end paragraphs. A paragraph is put together with
one blank between sentences, or with none after a line that ends in a backslash (which is not part
of the text). Only boundaries inside of paragraphs count, as offsets among the characters that are
not blank. Splitters that are not installed are named and passed over.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from translate import segmentation

Splitter = Callable[[str], Iterable[str]]

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Result:
    """Boundaries found, and found rightly, in one gold file."""

    splitter: str
    gold: str
    boundaries: int
    precision: float
    recall: float
    f1: float
    wrong_paragraphs: int


def read_gold(path: Path) -> list[list[str]]:
    """Read the paragraphs of a gold file; a backslash at a line's end stays."""
    paragraphs = path.read_text(encoding="utf-8").strip().split("\n\n")
    return [paragraph.split("\n") for paragraph in paragraphs]


def joined(sentences: Sequence[str]) -> str:
    """Put a paragraph together."""
    return "".join(
        line.removesuffix("\\") if line.endswith("\\") else f"{line} " for line in sentences
    ).rstrip()


def boundaries(sentences: Iterable[str]) -> set[int]:
    """Return where sentences end, counted in characters that are not blank, the last one aside."""
    ends, position = [], 0
    for sentence in sentences:
        position += len("".join(sentence.removesuffix("\\").split()))
        ends.append(position)
    return set(ends[:-1])


def measure(name: str, split: Splitter, gold: Path) -> Result:
    """Count right, wrong and missing boundaries."""
    right = found = known = wrong_paragraphs = 0
    for sentences in read_gold(gold):
        expected = boundaries(sentences)
        proposed = boundaries(split(joined(sentences)))
        right += len(expected & proposed)
        found += len(proposed)
        known += len(expected)
        wrong_paragraphs += expected != proposed
    precision = right / found if found else 1.0
    recall = right / known if known else 1.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Result(name, gold.name, known, precision, recall, f1, wrong_paragraphs)


def ours(language: str) -> Splitter:
    """Return the splitter of this package."""
    return lambda text: (span.of(text) for span in segmentation.cut(text, language))


def pysbd(language: str) -> Splitter:
    """Return pysbd 0.3's rules."""
    from pysbd import Segmenter

    return Segmenter(language=language, clean=False).segment  # type: ignore[no-any-return]


def syntok(language: str) -> Splitter:  # noqa: ARG001 (it serves English, German and Spanish at once)
    """Return syntok's token-based segmenter."""
    from syntok import segmenter

    def split(text: str) -> Iterable[str]:
        for paragraph in segmenter.analyze(text):
            for sentence in paragraph:
                yield "".join(token.spacing + token.value for token in sentence)

    return split


def simplemma(language: str) -> Splitter:
    """Return simplemma's sentence splitter."""
    from simplemma import split_sentences

    return lambda text: split_sentences(text, language)


def sentencex(language: str) -> Splitter:
    """Return Wikimedia's sentencex."""
    from sentencex import segment

    return lambda text: segment(language, text)


SPLITTERS: dict[str, Callable[[str], Splitter]] = {
    "ours": ours,
    "simplemma": simplemma,
    "syntok": syntok,
    "pysbd": pysbd,
    "sentencex": sentencex,
}


def compare(golds: Sequence[Path], language: str) -> tuple[list[Result], list[str]]:
    """Measure every splitter that is installed on every gold; name the others."""
    results, missing = [], []
    for name, load in SPLITTERS.items():
        try:
            split = load(language)
        except ImportError:
            missing.append(name)
            continue
        results += [measure(name, split, gold) for gold in golds]
    return results, missing


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="benchmarks.segmentation", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("gold", nargs="*", type=Path, help="default: the German files in data/")
    parser.add_argument("--language", default="de", choices=("de", "en"))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args(argv)
    golds = arguments.gold or sorted(DATA.glob(f"segmentation-*.{arguments.language}.txt"))
    results, missing = compare(golds, arguments.language)
    if arguments.json:
        print(json.dumps([asdict(result) for result in results], indent=2))
        return
    print("| gold | boundaries | splitter | precision | recall | F1 | paragraphs cut wrongly |")
    print("|---|---|---|---|---|---|---|")
    for result in sorted(results, key=lambda r: (r.gold, -r.f1)):
        scores = f"{result.precision:.3f} | {result.recall:.3f} | {result.f1:.3f}"
        print(
            f"| {result.gold} | {result.boundaries} | {result.splitter} | {scores} |"
            f" {result.wrong_paragraphs} |"
        )
    if missing:
        print(f"\nnot installed, not measured: {', '.join(missing)}")


if __name__ == "__main__":
    main()
