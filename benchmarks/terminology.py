"""Measure term success and quality, free and enforced, on segments with terms or with a glossary.

    python -m benchmarks.terminology FILE.jsonl [--glossary TSV] [--model NAME] [--always] [--json]

FILE holds one JSON object a line: ``{"de": ..., "en": ..., "proper": [[de, en], ...]}``. Without
``--glossary`` the pairs of ``proper`` that stand literally in the segment are its terms (pairs with
one source are alternatives); with it the glossary's matches are. An occurrence counts as kept by
the strict rule: token-anchored spans in surface or lemma space, exclusive, n occurrences need n
renditions, the assignment that satisfies most. Enforced terms carry the reference's own words into
the output, so BLEU and chrF2 of the enforced text are flattered: both are shown side by side.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from translate import scoring
from translate.bitext import (
    Enforcement,
    FoundAs,
    GlossaryTerm,
    Request,
    Span,
    TermMatch,
    TermOutcome,
    TermStatus,
)
from translate.engines import registry
from translate.terminology import counting, enforcement, matching, termbase
from translate.terminology.enforcement import Task

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate.engines.base import Engine
    from translate.terminology.enforcement import Enforced


@dataclass(frozen=True, slots=True)
class Run:
    """One pass over the set: outcomes, scores, speed."""

    mode: str
    occurrences: int
    success: float
    by: dict[str, int]
    chrf2: float
    bleu: float
    intervals: dict[str, tuple[float, float] | None]
    seconds: float
    words_per_second: float


def read(path: str, limit: int | None) -> list[dict[str, Any]]:
    """Read the segments of a JSON Lines file."""
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()][:limit]


def tasks_of(records: Sequence[dict[str, Any]], glossary: str | None) -> list[Task]:
    """Make one task a segment, with the terms of its pairs or of the glossary."""
    matcher = matching.compile(termbase.load(glossary)) if glossary else None
    tasks = []
    for number, record in enumerate(records, 1):
        id_, text = f"line{number}", record["de"]
        matches = matcher.find(text, id_) if matcher else tuple(_literal(record, id_))
        tasks.append(Task(Request(id_, text), matches))
    return tasks


def _literal(record: dict[str, Any], segment_id: str) -> Iterator[TermMatch]:
    """Yield one match for every literal occurrence of a pair's source in its segment."""
    targets: dict[str, dict[str, None]] = defaultdict(dict)
    for source, target in record.get("proper", ()):
        targets[source][target] = None
    for source, renderings in targets.items():
        term = GlossaryTerm(source, tuple(renderings))
        for hit in _occurrences(source, record["de"]):
            yield TermMatch(term, segment_id, hit, source, FoundAs.EXACT)


def _occurrences(source: str, text: str) -> list[Span]:
    """Return whole-word occurrences; where there are none, the first one inside a word."""
    pattern = re.escape(source)
    whole = [Span(*hit.span()) for hit in re.finditer(rf"(?<!\w){pattern}(?!\w)", text)]
    inside = re.search(pattern, text)
    return whole or ([Span(*inside.span())] if inside else [])


def measure(
    tasks: Sequence[Task], references: Sequence[str], engine: Engine, mode: Enforcement
) -> tuple[Run, tuple[Enforced, ...]]:
    """Translate the set in one mode and score it."""
    started = time.perf_counter()
    results = enforcement.apply(tasks, engine, mode)
    seconds = time.perf_counter() - started
    outcomes = [outcome for result in results for outcome in result.outcomes]
    values = {s.metric: s for s in scoring.score(_texts(results), [list(references)])}
    words = sum(len(task.request.text.split()) for task in tasks)
    run = Run(
        mode=mode.value,
        occurrences=len(outcomes),
        success=_success(outcomes),
        by=dict(Counter(str(outcome.by or "missed") for outcome in outcomes)),
        chrf2=values["chrF2"].value,
        bleu=values["BLEU"].value,
        intervals={name: score.interval for name, score in values.items()},
        seconds=seconds,
        words_per_second=words / seconds,
    )
    return run, results


def _texts(results: Sequence[Enforced]) -> list[str]:
    return [result.hypothesis.text for result in results]


def _success(outcomes: Sequence[TermOutcome]) -> float:
    """Return the share of occurrences kept, in per cent."""
    kept = sum(outcome.status is TermStatus.KEPT for outcome in outcomes)
    return 100.0 * kept / len(outcomes) if outcomes else 100.0


def _show(facts: dict[str, Any], runs: Sequence[Run]) -> None:
    print(
        f"{facts['file']}: {facts['segments']} segments, {facts['occurrences']} term occurrences; "
        f"the reference itself keeps {facts['reference_success']:.1f}%"
    )
    for run in runs:
        shares = ", ".join(f"{count} {by}" for by, count in sorted(run.by.items()))
        print(
            f"{run.mode:8} terms {run.success:5.1f}%  chrF2 {run.chrf2:5.1f} {_pm(run, 'chrF2')}  "
            f"BLEU {run.bleu:5.1f} {_pm(run, 'BLEU')}  {run.words_per_second:6.1f} words/s  "
            f"({shares})"
        )
    for comparison in facts["comparisons"]:
        print(
            f"{comparison['metric']:6} enforced - free {comparison['difference']:+.2f}  "
            f"p={comparison['p_bootstrap']:.4f} (paired bootstrap)"
        )
    print(f"time: cascade {facts['cascade_cost']:.2f} x free")


def _pm(run: Run, metric: str) -> str:
    interval = run.intervals[metric]
    return f"[{interval[0]:.1f}, {interval[1]:.1f}]" if interval else ""


def compare(
    records: Sequence[dict[str, Any]], tasks: Sequence[Task], engine: Engine, *, always: bool
) -> tuple[dict[str, Any], list[Run]]:
    """Measure the set in every mode, and test the cascade against free translation.

    Args:
        records: the segments with their references.
        tasks: one a segment, in the same order.
        engine: translates; hints are measured where it reads them.
        always: also constrain every search.

    Returns:
        What holds for the set as a whole, and one run a mode, free and cascade first.
    """
    references = [record["en"] for record in records]
    modes = [Enforcement.OFF, Enforcement.CASCADE]
    modes += [Enforcement.HINTS] if engine.supports_term_hints else []
    modes += [Enforcement.ALWAYS] if always else []
    measured = [measure(tasks, references, engine, mode) for mode in modes]
    (free, free_results), (cascade, cascade_results) = measured[:2]
    comparisons = [
        scoring.compare(_texts(free_results), _texts(cascade_results), [references], metric)
        for metric in ("chrF2", "BLEU")
    ]
    in_references = [
        outcome
        for task, reference in zip(tasks, references, strict=True)
        for outcome in counting.assign(task.matches, reference)
    ]
    facts = {
        "model": engine.name,
        "segments": len(records),
        "occurrences": free.occurrences,
        "reference_success": _success(in_references),
        "comparisons": [asdict(one) | {"difference": one.difference} for one in comparisons],
        "cascade_cost": cascade.seconds / free.seconds,
        "hints": engine.supports_term_hints,
    }
    return facts, [run for run, _ in measured]


@click.command()
@click.argument("file")
@click.option("--glossary", help="One termbase for all segments: TSV, CSV, TBX or YAML.")
@click.option("--model", default="de-en", show_default=True)
@click.option("--engine", "engine_name", default=registry.AUTO, type=click.Choice(registry.NAMES))
@click.option("--limit", type=int, help="Only the first N segments.")
@click.option("--beam", default=4, show_default=True)
@click.option("--always", is_flag=True, help="Also constrain every search.")
@click.option("--json", "as_json", is_flag=True)
def main(  # noqa: PLR0913 - one parameter a flag
    *,
    file: str,
    glossary: str | None,
    model: str,
    engine_name: str,
    limit: int | None,
    beam: int,
    always: bool,
    as_json: bool,
) -> None:
    """Compare free and enforced translation of FILE."""
    records = read(file, limit)
    engine = registry.open_engine(engine_name, model, beam=beam)
    list(engine.translate([Request("warm-up", "Guten Tag.")]))
    facts, runs = compare(records, tasks_of(records, glossary), engine, always=always)
    facts = {"file": file} | facts
    if as_json:
        print(json.dumps(facts | {"runs": [asdict(run) for run in runs]}, indent=2))
    else:
        _show(facts, runs)


if __name__ == "__main__":
    main()
