"""Turn corpora into tokenised training data: `python -m training.prepare`."""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from training import augment, corpora, filters, markers, shards, vocabulary, word_tables
from training.alignment import Links, OneWay, spans, symmetrise
from training.bitexts import Linked
from training.buckets import LENGTHS
from training.overlap import HeldOut, read_held_out
from training.vocabulary import Vocabulary, words_of_pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from training.corpora import Corpus, Pair

WORST: Final = 0.04
"""Share of each corpus dropped for the lowest lexical score: about what a look at the tail of
the news corpora showed to be misaligned or very free."""

LONGEST: Final = 80
"""Words a side. Pairs above would not fit the longest bucket, and alignment is quadratic."""

DEV_PAIRS: Final = 1000


@dataclass
class Source:
    """The clean pairs of one corpus, and how many each filter dropped."""

    corpus: Corpus
    pairs: list[Pair]
    dropped: Counter[str] = field(default_factory=Counter)


def collect(
    table: Iterable[Corpus], folder: Path, held_out: HeldOut, rng: random.Random
) -> list[Source]:
    """Read, filter and thin out the corpora.

    Args:
        table: the corpora; a weight below one keeps that share of the pairs.
        folder: where their files lie.
        held_out: text whose near-copies are dropped.
        rng: source of chance.
    """
    sources = []
    for corpus in table:
        dropped: Counter[str] = Counter()
        kept = []
        for pair in filters.clean(corpora.read_pairs(corpora.find(folder, corpus.file)), dropped):
            if corpus.weight < 1 and rng.random() >= corpus.weight:
                continue
            if max(len(spans(pair.source)), len(spans(pair.target))) > LONGEST:
                dropped["too_long"] += 1
            elif held_out.copies(pair):
                dropped["held_out"] += 1
            else:
                kept.append(pair)
        sources.append(Source(corpus, kept, dropped))
        _say(f"{corpus.file}: {len(kept)} pairs kept, dropped {dict(dropped)}")
    return sources


@dataclass(frozen=True)
class Aligned:
    """Pairs of one corpus whose words are linked one after the other, as they are asked for."""

    pairs: Sequence[Pair]
    rows: Sequence[int]
    first: int
    forward: OneWay
    backward: OneWay

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Linked]:
        for row in self.rows:
            line = self.first + row
            links = _symmetric(self.forward.best(line), self.backward.best(line))
            yield Linked.of(self.pairs[row], links)

    def only(self, rows: Sequence[int]) -> Aligned:
        """Return some of the pairs, by their numbers in the corpus."""
        return replace(self, rows=rows)


def align(sources: Sequence[Source], tables: Path | None = None) -> list[Aligned]:
    """Link the words of all pairs and drop the worst-scoring pairs of each corpus.

    Args:
        sources: the corpora.
        tables: folder of the word tables; they are fitted and kept there unless they exist.
    """
    pairs = [pair for source in sources for pair in source.pairs]
    _say(f"aligning {len(pairs)} pairs")
    forward, backward = word_tables.link(pairs, tables)
    scores = forward.scores() + backward.scores()
    aligned, first = [], 0
    for source in sources:
        own = scores[first : first + len(source.pairs)]
        limit = np.quantile(own, WORST) if len(own) else 0.0
        source.dropped["lexical_score"] = int((own < limit).sum())
        rows = np.flatnonzero(own >= limit).tolist()
        aligned.append(Aligned(source.pairs, rows, first, forward, backward))
        first += len(source.pairs)
    return aligned


def _symmetric(forward: list[int], backward: list[int]) -> Links:
    return symmetrise(
        [(i, j) for j, i in enumerate(forward) if i >= 0],
        [(i, j) for i, j in enumerate(backward) if j >= 0],
    )


def mix(
    linked: Sequence[Iterable[Linked]],
    weights: Sequence[float],
    lexicon: markers.TargetWords | None,
    rng: random.Random,
) -> Iterator[Linked]:
    """Yield every pair as often as its corpus weighs, each time varied and marked anew.

    Args:
        linked: the aligned pairs of each corpus.
        weights: expected copies of each pair, a number a corpus.
        lexicon: words for term hints; none leaves hints out.
        rng: source of chance.
    """
    for pairs, weight in zip(linked, weights, strict=True):
        previous = None
        for pair in pairs:
            for _ in range(int(weight) + (rng.random() < weight % 1)):
                varied = augment.vary(pair, previous, rng)
                if lexicon is not None and rng.random() < markers.MARKED:
                    varied = markers.mark(varied, lexicon, rng)
                yield varied
            previous = pair


def tokenise(pair: Linked, pieces: Vocabulary) -> shards.Example:
    """Encode a pair and carry its word links over to the pieces."""
    source, source_pieces = pieces.encode_spans(pair.source)
    target, target_pieces = pieces.encode_spans(pair.target)
    pieces_of: dict[int, list[int]] = {}
    for piece, words in enumerate(words_of_pieces(source_pieces, pair.source_spans)):
        for word in words:
            pieces_of.setdefault(word, []).append(piece)
    partners: dict[int, list[int]] = {}
    for i, j in pair.links:
        partners.setdefault(j, []).extend(pieces_of.get(i, ()))
    links = {
        (piece, other)
        for piece, words in enumerate(words_of_pieces(target_pieces, pair.target_spans))
        for word in words
        for other in partners.get(word, ())
    }
    links.add((len(target) - 1, len(source) - 1))
    return shards.Example(source, target, sorted(links))


def write(
    folder: Path, pairs: Iterable[Linked], pieces: Vocabulary, rng: random.Random
) -> dict[str, int]:
    """Tokenise, shuffle and store pairs; return how many and how long they are."""
    marker, counts = pieces.id_of(markers.OPEN), Counter[str]()

    def fitting() -> Iterator[shards.Example]:
        for pair in pairs:
            example = tokenise(pair, pieces)
            if max(len(example.source), len(example.target)) > LENGTHS[-1]:
                counts["too_long"] += 1
                continue
            counts["pairs"] += 1
            counts["source_tokens"] += len(example.source)
            counts["target_tokens"] += len(example.target)
            counts["with_hints"] += marker in example.source
            yield example

    shards.write(folder, fitting(), rng)
    return dict(counts)


def prepare(options: argparse.Namespace) -> dict[str, Any]:
    """Run all steps and return the report that is written beside the data."""
    rng = random.Random(options.seed)  # noqa: S311 - repeatable, not secret
    mixes = {name: corpora.read_table(options.table, name) for name in options.mix}
    table = _union(mixes.values())
    sources = collect(table, options.corpora, read_held_out(options.held_out), rng)
    pieces = _vocabulary(options, sources)
    linked, dev = _split_dev(align(sources, options.tables), rng)
    lexicon = markers.TargetWords(p for pairs in linked for p in pairs) if options.hints else None
    report: dict[str, Any] = {
        source.corpus.file: {"pairs": len(pairs), "dropped": dict(source.dropped)}
        for source, pairs in zip(sources, linked, strict=True)
    }
    report["dev"] = write(options.out / "dev", dev, pieces, rng)
    for name, weighted in mixes.items():
        copies = _copies(table, weighted)
        folder = options.out / name
        report[name] = write(folder, mix(linked, copies, lexicon, rng), pieces, rng)
        vocabulary.copy(options.out, folder)
    (options.out / "report.json").write_text(json.dumps(report, indent=1), "utf-8")
    return report


def _union(mixes: Iterable[list[Corpus]]) -> list[Corpus]:
    """Return each corpus of any mix once, with its largest weight."""
    best: dict[str, Corpus] = {}
    for corpus in (corpus for table in mixes for corpus in table):
        known = best.get(corpus.file)
        if known is None or known.weight < corpus.weight:
            best[corpus.file] = corpus
    return list(best.values())


def _copies(table: Sequence[Corpus], weighted: Sequence[Corpus]) -> list[float]:
    """Return each corpus's weight in a mix, given that `collect` has thinned it out already."""
    weights = {corpus.file: corpus.weight for corpus in weighted}
    return [weights.get(corpus.file, 0.0) / min(1.0, corpus.weight) for corpus in table]


def _split_dev(linked: Sequence[Aligned], rng: random.Random) -> tuple[list[Aligned], list[Linked]]:
    """Take pairs out for validation, from every corpus by its size."""
    total = sum(map(len, linked))
    share = min(0.05, DEV_PAIRS / max(1, total))
    rest, dev = [], []
    for corpus in linked:
        chosen = set(rng.sample(corpus.rows, int(len(corpus) * share)))
        dev += list(corpus.only(sorted(chosen)))
        rest.append(corpus.only([row for row in corpus.rows if row not in chosen]))
    return rest, dev


def _vocabulary(options: argparse.Namespace, sources: Sequence[Source]) -> Vocabulary:
    """Copy the vocabulary of a model folder, or train one on the filtered corpora."""
    if options.vocabulary is not None:
        vocabulary.copy(options.vocabulary, options.out)
    else:
        texts = (text for source in sources for pair in source.pairs for text in pair)
        vocabulary.train(texts, options.out, options.pieces, tuple(options.languages))
    return Vocabulary(options.out)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="python -m training.prepare", description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("corpora"), help="folder of the TSVs")
    parser.add_argument("--out", type=Path, required=True, help="folder for the training data")
    parser.add_argument("--table", type=Path, default=corpora.TABLE, help="table of the corpora")
    parser.add_argument("--mix", nargs="+", default=["main", "final"], help="weight columns")
    parser.add_argument(
        "--held-out", nargs="*", type=Path, default=[], help="files or folders never to train on"
    )
    parser.add_argument("--vocabulary", type=Path, help="model folder whose vocabulary to use")
    parser.add_argument(
        "--tables", type=Path, help="folder of word tables: made once, then read; see README.md"
    )
    parser.add_argument("--pieces", type=int, default=8000, help="size of a new vocabulary")
    parser.add_argument("--languages", nargs=2, default=["de", "en"], help="of a new vocabulary")
    parser.add_argument("--no-hints", dest="hints", action="store_false", help="no term markers")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    print(json.dumps(prepare(parse(arguments)), indent=1))


if __name__ == "__main__":
    main()
