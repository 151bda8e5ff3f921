"""Time a memory of human translations: import, exact look-ups, similar sentences.

The sentences are made of German words with the frequencies that words have (Zipf), so that the
index has common and rare trigrams as it would have in life. Usage:

    python -m benchmarks.memory [ENTRIES]
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from translate.memory import Memory, Translation
from translate.memory.translations import LEAST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENTRIES = 100_000
LOOKUPS = 500
WORDS = Path(__file__).parent / "data"


def main(entries: int = ENTRIES) -> None:
    """Print seconds for the import and milliseconds for look-ups."""
    made = list(sentences(entries))
    chosen = random.Random(2).sample(made, LOOKUPS)  # noqa: S311 - no secret
    with tempfile.TemporaryDirectory() as folder, Memory(Path(folder) / "memory") as memory:
        store = memory.translations
        started = time.perf_counter()
        store.keep(Translation(german, german.upper()) for german in made)
        print(f"import of {entries:,} entries: {time.perf_counter() - started:.1f} s")
        _report("exact", chosen, lambda one: store.exact(one) is not None)
        _report("unknown", [f"{one} x" for one in chosen], lambda one: store.exact(one) is None)
        pairs = ((_changed(one), one) for one in chosen)
        originals = {new: old for new, old in pairs if fuzz.ratio(new, old) >= 100 * LEAST}
        _report(
            "similar",
            list(originals),
            lambda one: any(near.source == originals[one] for near in store.near(one)),
        )
        print(f"file: {memory.path.stat().st_size / 1e6:.0f} MB")


def sentences(count: int) -> Iterator[str]:
    """Yield sentences of 4 to 24 words, with the words of the segmentation benchmark and more."""
    chance = random.Random(1)  # noqa: S311 - no secret
    words = sorted({word for file in WORDS.glob("*.de.txt") for word in file.read_text().split()})
    chance.shuffle(words)
    # Text has more words than a benchmark: compounds of two make up the rest.
    words += [chance.choice(words) + chance.choice(words).lower() for _ in range(40_000)]
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    for _ in range(count):
        yield " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(4, 24))) + "."


def _changed(sentence: str) -> str:
    """Return the sentence with one word exchanged."""
    words = sentence.split()
    words[len(words) // 2] = "Änderung"
    return " ".join(words)


def _report(name: str, queries: list[str], found: Callable[[str], bool]) -> None:
    times, hits = [], 0
    for query in queries:
        started = time.perf_counter()
        hits += found(query)
        times.append(1000 * (time.perf_counter() - started))
    times.sort()
    print(
        f"{name}: {hits} of {len(queries)} right; mean {sum(times) / len(times):.2f} ms, "
        f"median {times[len(times) // 2]:.2f} ms, 95% under {times[len(times) * 19 // 20]:.2f} ms"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
