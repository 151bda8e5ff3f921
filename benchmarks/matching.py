"""Measure how well terms are found in German: share rendered, recall and speed, by match mode.

``python -m benchmarks.matching FILE.jsonl [--glossary FILE] [--unrendered] [--json]`` reads one
``{"de": ..., "en": ...}`` a line. Without a glossary each line brings its own terms
(``"proper": [[de, en], ...]``).

A reference need not render a term as the glossary does, so the *share rendered* (found
occurrences whose target stands in the reference) is a lower bound of precision; compare it with
exact matching's own share. *Recall* is against every term whose words all begin somewhere in the
German, even inside other words, and whose target stands in the reference.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from dataclasses import asdict, dataclass, replace
from itertools import islice, product
from pathlib import Path
from typing import TYPE_CHECKING

from translate.bitext import FoundAs, GlossaryTerm, MatchMode, Span, TermMatch, TermStatus
from translate.errors import TranslateError
from translate.languages.german_forms import fold
from translate.terminology import counting, matching, termbase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_STEM = 5  # letters of a word that must stand somewhere in the German for a loose occurrence


@dataclass(frozen=True, slots=True)
class Line:
    """A segment with its reference and the terms that may occur in it."""

    german: str
    english: str
    terms: termbase.Termbase


@dataclass(frozen=True, slots=True)
class Row:
    """What one mode found: ``rendered`` of ``found`` stand in the reference, of ``gold``."""

    mode: str
    found: int
    rendered: int
    gold: int

    @property
    def share(self) -> float:
        """Found occurrences whose target stands in the reference."""
        return self.rendered / max(1, self.found)

    @property
    def recall(self) -> float:
        """Rendered occurrences that were found."""
        return self.rendered / max(1, self.gold)


@dataclass(frozen=True, slots=True)
class Speed:
    """Milliseconds to build the matcher, and per 1,000 words: unseen, seen, and naively."""

    terms: int
    build_ms: float
    first_ms: float
    again_ms: float
    naive_ms: float


def read(path: str, glossary: str | None) -> Iterator[Line]:
    """Read the segments.

    Args:
        path: JSON lines with ``de`` and ``en``, and ``proper`` where there is no glossary.
        glossary: a termbase for all lines.

    Yields:
        Each segment with its terms.
    """
    shared = termbase.load(glossary) if glossary else None
    for text in Path(path).read_text(encoding="utf-8").splitlines():
        record = json.loads(text)
        terms = shared or termbase.build(_pairs(record["proper"]), path)
        yield Line(record["de"], record["en"], terms)


def measure(lines: Sequence[Line]) -> list[Row]:
    """Count found and rendered occurrences for each mode, mildest first.

    Args:
        lines: segments with references.

    Returns:
        One row a mode.
    """
    counts = {mode: [0, 0] for mode in _MODES}
    gold = 0
    for line, matchers in _compiled(lines):
        best = _rendered(list(_loose(line)), line.english)
        for mode, matcher in matchers.items():
            matches = matcher.find(line.german, "")
            rendered = _rendered(matches, line.english)
            counts[mode][0] += len(matches)
            counts[mode][1] += rendered
            best = max(best, rendered)
        gold += best
    return [Row(mode, found, rendered, gold) for mode, (found, rendered) in counts.items()]


def unrendered(lines: Sequence[Line]) -> Iterator[str]:
    """List the found occurrences whose target does not stand in the reference, to be read.

    Args:
        lines: segments with references.

    Yields:
        Surface, rule, entry and both texts of each.
    """
    for line, matchers in _compiled(lines):
        matches = matchers["+compound"].find(line.german, "")
        for outcome in counting.assign(matches, line.english):
            if outcome.status is TermStatus.MISSED:
                match = outcome.match
                target = " | ".join(match.term.targets)
                yield (
                    f"{match.surface} ({match.how}) -> {target}\n"
                    f"    {line.german}\n    {line.english}"
                )


def speed(lines: Sequence[Line], size: int = 0) -> Speed:
    """Time full matching against a naive search of every term in every segment.

    Args:
        lines: segments that share a termbase.
        size: pad the termbase to so many entries with compounds of its own words.

    Returns:
        The timings; process time, so that other work on the machine counts less.
    """
    words = sum(len(line.german.split()) for line in lines)
    terms = [*lines[0].terms.terms]
    pairs = ((a.source + b.source.lower()) for a, b in product(terms, terms))
    padding = (GlossaryTerm(source, ("x",)) for source in pairs)
    terms += islice(padding, max(0, size - len(terms)))
    started = time.process_time()
    matcher = matching.compile(termbase.build(terms, ""))
    built = time.process_time()
    for line in lines:
        matcher.find(line.german, "")
    matched = time.process_time()
    for line in lines:
        matcher.find(line.german, "")
    again = time.process_time()
    for line in lines:
        for term in terms:
            term.source in line.german  # noqa: B015 - only its time matters
    naive = time.process_time()
    scale = 1000 * 1000 / words
    return Speed(
        terms=len(terms),
        build_ms=round((built - started) * 1000, 1),
        first_ms=round((matched - built) * scale, 2),
        again_ms=round((again - matched) * scale, 2),
        naive_ms=round((naive - again) * scale, 2),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table (or JSON) for one file.

    Args:
        arguments: command-line arguments without the program name.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(prog="benchmarks.matching", description=__doc__)
    parser.add_argument("file", help="JSON lines with de and en")
    parser.add_argument("--glossary", help="one termbase for all lines")
    parser.add_argument("--unrendered", action="store_true", help="list matches to be read")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    try:
        lines = list(read(options.file, options.glossary))
    except TranslateError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    rows = measure(lines)
    speeds = [speed(lines), speed(lines, 10_000)] if options.glossary else []
    if options.json:
        modes = [asdict(row) | {"share": row.share, "recall": row.recall} for row in rows]
        timings = [asdict(timing) for timing in speeds]
        print(json.dumps({"segments": len(lines), "modes": modes, "speed": timings}, indent=2))
        return 0
    print(f"{'mode':<12}{'found':>8}{'rendered':>10}{'share':>8}{'recall':>8}")
    for row in rows:
        share, recall = f"{row.share:.1%}", f"{row.recall:.1%}"
        print(f"{row.mode:<12}{row.found:>8}{row.rendered:>10}{share:>8}{recall:>8}")
    for timing in speeds:
        print(timing)
    if options.unrendered:
        print(*unrendered(lines), sep="\n")
    return 0


def _exactly(term: GlossaryTerm) -> GlossaryTerm:
    return replace(term, match=MatchMode.EXACT, case_sensitive=True)


_MODES = {
    "exact": _exactly,
    "+case": lambda term: replace(term, match=MatchMode.EXACT),
    "+inflected": lambda term: replace(term, match=MatchMode.INFLECTED),
    "+compound": lambda term: replace(term, match=MatchMode.COMPOUND),
}


def _compiled(lines: Iterable[Line]) -> Iterator[tuple[Line, dict[str, matching.Matcher]]]:
    """Each line with a matcher a mode, compiled anew only where the termbase changes."""
    terms, matchers = None, {}
    for line in lines:
        if line.terms is not terms:
            terms = line.terms
            matchers = {
                mode: matching.compile(termbase.build(map(change, terms.terms), terms.path))
                for mode, change in _MODES.items()
            }
        yield line, matchers


def _pairs(pairs: Iterable[Sequence[str]]) -> Iterator[GlossaryTerm]:
    merged: dict[str, tuple[str, ...]] = {}
    for source, target in pairs:
        merged[source] = (*merged.get(source, ()), target)
    return (GlossaryTerm(source, targets) for source, targets in merged.items())


def _loose(line: Line) -> Iterator[TermMatch]:
    """Occurrences of a term by the beginnings of its words, wherever they stand."""
    german = fold(line.german)
    for term in line.terms.terms:
        stems = [fold(word)[:_STEM] for word in re.findall(r"\w+", term.source)]
        for _ in range(min((german.count(stem) for stem in stems), default=0)):
            yield TermMatch(term, "", Span(0, 0), "", FoundAs.EXACT)


def _rendered(matches: Sequence[TermMatch], english: str) -> int:
    """How many occurrences the reference renders; capitals never matter on this side."""
    plain = [replace(m, term=replace(m.term, case_sensitive=False)) for m in matches]
    outcomes = counting.assign(plain, english)
    return sum(outcome.status is TermStatus.KEPT for outcome in outcomes)


if __name__ == "__main__":
    sys.exit(main())
