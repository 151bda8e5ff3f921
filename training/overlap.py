"""Prove that no training pair copies, or nearly copies, a held-out sentence."""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from training import corpora, shards
from training.corpora import Pair
from training.markers import CLOSE, OPEN
from training.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ORDER: Final = 5
"""Words in a shared n-gram: short enough to see edited copies, long enough to pass idioms."""

SHARE: Final = 0.4
"""Share of its n-grams found in held-out text from which a side counts as a near-copy."""

_WORD = re.compile(r"\w+")
_HINT = re.compile(f" ?{OPEN}.*?{CLOSE}")


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, lower-case and without punctuation."""
    return tuple(_WORD.findall(text.lower()))


def ngrams(text: str) -> list[tuple[str, ...]]:
    """Return the word n-grams of a text; a shorter text is one n-gram by itself."""
    tokens = words(text)
    if len(tokens) < ORDER:
        return [tokens] if tokens else []
    return [tokens[i : i + ORDER] for i in range(len(tokens) - ORDER + 1)]


class HeldOut:
    """The n-grams of all texts that training must not see."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Index the texts: one sentence or paragraph each, of either language."""
        self._ngrams = {gram for text in texts for gram in ngrams(text)}

    def __len__(self) -> int:
        return len(self._ngrams)

    def share(self, text: str) -> float:
        """Return the share of the n-grams of a text that held-out texts contain, 0 to 1."""
        grams = ngrams(text)
        return sum(gram in self._ngrams for gram in grams) / len(grams) if grams else 0.0

    def copies(self, pair: Pair) -> bool:
        """Tell whether either side of a pair is a near-copy of held-out text."""
        return any(self.share(side) >= SHARE for side in pair)


def read_held_out(paths: Iterable[Path]) -> HeldOut:
    """Index every column of every line of text files, or of all `.tsv` and `.txt` in folders."""
    texts: list[str] = []
    for path in paths:
        names = (*path.rglob("*.tsv"), *path.rglob("*.txt")) if path.is_dir() else (path,)
        for name in sorted(names):
            with corpora.open_text(name) as stream:
                texts.extend(text for line in stream for text in line.rstrip("\n").split("\t"))
    return HeldOut(texts)


def decode(folder: Path) -> Iterator[Pair]:
    """Yield the pairs of tokenised training data as text again, without term hints."""
    shard, pieces = shards.read(folder), Vocabulary(folder)
    for index in range(len(shard)):
        source, target = (pieces.decode(ids.tolist()) for ids in shard.ids(index))
        yield Pair(_HINT.sub("", source), target)


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="python -m training.overlap", description=__doc__)
    parser.add_argument("data", nargs="+", type=Path, help="data folders of training.prepare")
    parser.add_argument(
        "--held-out", nargs="+", type=Path, required=True, help="files or folders of test sets"
    )
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; exit 1 and list the copies if there are any."""
    options = parse(arguments)
    held_out = read_held_out(options.held_out)
    found = 0
    for folder in options.data:
        count = 0
        for count, pair in enumerate(decode(folder), start=1):  # noqa: B007 - the last is used
            if held_out.copies(pair):
                found += 1
                sys.stderr.write(f"{folder}: {pair.source}\t{pair.target}\n")
        report = {"data": str(folder), "pairs": count, "ngrams": len(held_out), "copies": found}
        sys.stdout.write(json.dumps(report) + "\n")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main())
