"""Translate a test set and measure quality, speed and memory."""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from translate import scoring
from translate.bitext import Request
from translate.engines import catalogue, registry
from translate.terminology import dictionary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate.bitext import Hypothesis, Score
    from translate.terminology.dictionary import Dictionary

_WARM_UP = "Das ist ein Satz."


@dataclass(frozen=True, slots=True)
class How:
    """How to translate: the model, the width of the beam, who searches, hints for rare words."""

    model: str = catalogue.EMBEDDED
    beam: int = 4
    engine: str = registry.AUTO
    words: Dictionary | None = None


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a model did on a test set.

    ``load_seconds`` go from nothing to the first short sentence; ``words_per_second`` counts
    German words after that; ``peak_megabytes`` is the resident memory of its largest process.
    """

    model: str
    sentences: int
    beam: int
    scores: tuple[Score, ...]
    load_seconds: float
    seconds: float
    words_per_second: float
    peak_megabytes: float


def read_pairs(path: str | Path, limit: int | None = None) -> list[tuple[str, str]]:
    """Read ``German<TAB>English`` lines.

    Args:
        path: the file, UTF-8.
        limit: read no more lines than this.
    """
    lines = Path(path).read_text(encoding="utf-8").splitlines()[:limit]
    pairs = [line.split("\t") for line in lines]
    return [(german, english) for german, english in pairs]


def translate(texts: Sequence[str], how: How) -> tuple[list[Hypothesis], float, float]:
    """Translate sentences with the neural engine, without memory, glossary or masking.

    Args:
        texts: German sentences.
        how: to translate them.

    Returns:
        The hypotheses in the order of the texts, the seconds for loading and those for the rest.
    """
    start = time.perf_counter()
    engine = registry.open_engine(how.engine, how.model, beam=how.beam)
    list(engine.translate([Request("warm-up", _WARM_UP)]))
    loaded = time.perf_counter()
    requests = [
        Request(str(number), text, hints=how.words.hints(text) if how.words else ())
        for number, text in enumerate(texts)
    ]
    made = {one.segment_id: one for batch in engine.translate(requests) for one in batch}
    return [made[request.id] for request in requests], loaded - start, time.perf_counter() - loaded


def measure(path: str, how: How, limit: int | None = None) -> Measurement:
    """Translate a test set and score it.

    Args:
        path: German<TAB>English lines.
        how: to translate them.
        limit: use no more lines than this.
    """
    pairs = read_pairs(path, limit)
    texts = [german for german, _ in pairs]
    hypotheses, loading, seconds = translate(texts, how)
    scores = scoring.score([one.text for one in hypotheses], [[english for _, english in pairs]])
    return Measurement(
        model=how.model,
        sentences=len(pairs),
        beam=how.beam,
        scores=scores,
        load_seconds=loading,
        seconds=seconds,
        words_per_second=sum(len(text.split()) for text in texts) / seconds,
        peak_megabytes=_peak_megabytes(),
    )


def _peak_megabytes() -> float:
    """Ask the system for the largest resident size; macOS counts bytes, Linux kilobytes."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peak = max(resource.getrusage(one).ru_maxrss for one in whose)
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the measurement of one or several test sets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", metavar="FILE.tsv", help="German<TAB>English lines")
    parser.add_argument("--model", default=catalogue.EMBEDDED, help="alias, folder or hub name")
    parser.add_argument("--engine", default=registry.AUTO, choices=registry.NAMES)
    parser.add_argument("--limit", type=int, help="use no more lines of a file than this")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--dictionary", action="store_true", help="with dictionary hints")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    words = dictionary.load() if options.dictionary else None
    how = How(options.model, options.beam, options.engine, words)
    results = {path: measure(path, how, options.limit) for path in options.files}
    if options.json:
        print(json.dumps({path: asdict(result) for path, result in results.items()}, indent=2))
    else:
        print("\n".join(line for path, result in results.items() for line in _rows(path, result)))


def _rows(path: str, result: Measurement) -> Iterator[str]:
    yield f"{path}: {result.sentences} sentences, {result.model}, beam {result.beam}"
    for score in result.scores:
        interval = f" [{score.interval[0]:.1f}, {score.interval[1]:.1f}]" if score.interval else ""
        yield f"  {score.metric:6}{score.value:5.1f}{interval}  {score.signature}"
    yield (
        f"  {result.words_per_second:.0f} words/s, loaded in {result.load_seconds:.1f} s, "
        f"peak memory {result.peak_megabytes:.0f} MB"
    )


if __name__ == "__main__":
    main()
