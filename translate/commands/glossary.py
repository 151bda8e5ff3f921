"""``termtreu glossary``: check, list, convert a termbase, and show where its terms occur."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from translate.bitext import Severity
from translate.commands import settings, sources
from translate.errors import GlossaryError, UsageError
from translate.terminal import one_line, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate.bitext import GlossaryTerm, TermMatch, Violation
    from translate.terminology.termbase import Termbase

FEW = 5


@click.group()
def glossary() -> None:
    """Check, list and convert a termbase; find its terms."""


def _load(path: str | None) -> Termbase:
    """Load the named termbase, or the one of the configuration."""
    from translate.terminology import termbase

    path = path or settings.options_from({}).glossary_path
    if path is None:
        raise GlossaryError("there is no glossary.yaml here; name a termbase")
    return termbase.load(path)


@glossary.command("check")
@click.argument("file", required=False)
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    default=Severity.ERROR.value,
    show_default=True,
    help="Exit with 1 from this severity on.",
)
@click.option("--all", "every", is_flag=True, help="List every note, also where there are many.")
@settings.as_json
def check(file: str | None, *, fail_on: str, every: bool, as_json: bool) -> None:
    """Look for conflicts, duplicates, and entries that match too much or never.

    What matters most comes first; notes of one kind are summed up where there are many.
    """
    from translate import report
    from translate.terminology import lint

    findings = lint.check(_load(file))
    if as_json:
        settings.echo_json([asdict(finding) for finding in findings])
    else:
        for finding in _worst_first(findings, every=every):
            advice = f"; {finding.suggestion}" if finding.suggestion else ""
            where = f"{finding.segment_id}: {finding.severity}"
            click.echo(one_line(f"{where}: {finding.message}{advice} [{finding.check}]"))
    sys.exit(report.exit_code(report.findings_by_severity(findings), Severity(fail_on)))


def _worst_first(findings: Sequence[Violation], *, every: bool) -> Iterator[Violation]:
    """Yield findings by severity; of many notes of one kind the first, with their number."""
    many = {name for name, count in Counter(f.check for f in findings).items() if count > FEW}
    seen: set[str] = set()
    for finding in sorted(findings, key=lambda finding: -finding.severity.rank):
        if every or finding.severity is not Severity.INFO or finding.check not in many:
            yield finding
        elif finding.check not in seen:
            seen.add(finding.check)
            count = sum(other.check == finding.check for other in findings) - 1
            yield replace(finding, suggestion=f"and {count} more like it: --all lists them")


@glossary.command("list")
@click.argument("file", required=False)
@settings.as_json
def list_terms(file: str | None, *, as_json: bool) -> None:
    """List the entries of a termbase."""
    terms = _load(file).terms
    if as_json:
        settings.echo_json([asdict(term) for term in terms])
        return
    width = max((len(term.source) for term in terms), default=0)
    for term in terms:
        click.echo(printable(f"{term.source:{width}}  {_rendering(term)}"))


def _rendering(term: GlossaryTerm) -> str:
    """Return the English side of an entry in one line."""
    english = "(stays)" if term.keep else " | ".join(term.targets)
    forbidden = f"  not: {', '.join(term.forbidden)}" if term.forbidden else ""
    return english + forbidden


@glossary.command("hits")
@click.argument("file", metavar="FILE")
@settings.glossary
@settings.encoding
@settings.as_json
def hits(file: str, *, glossary: str | None, encoding: str | None, as_json: bool) -> None:
    """Show where terms occur: in a German FILE, or what became of them in a saved FILE.json."""
    rows = _outcomes(file) if file.endswith(".json") else _occurrences(file, glossary, encoding)
    if as_json:
        settings.echo_json(rows)
        return
    for row in rows:
        click.echo(printable("\t".join(str(value) for value in row.values())))


def _occurrences(file: str, glossary: str | None, encoding: str | None) -> list[dict[str, Any]]:
    """Return one row an occurrence in a German source."""
    from translate.terminology import matching
    from translate.workshop import terms_in

    options = settings.options_from({"glossary": glossary, "encoding": encoding})
    matcher = matching.compile(_load(glossary))
    segments = sources.read(file, options).segments
    return [_row(match) for segment in segments for match in terms_in(segment, matcher)]


def _row(match: TermMatch) -> dict[str, Any]:
    return {
        "segment": match.segment_id,
        "surface": match.surface,
        "term": match.term.source,
        "target": match.term.targets[0],
        "how": match.how,
    }


def _outcomes(file: str) -> list[dict[str, Any]]:
    """Return one row an occurrence in a saved result, with its fate."""
    from translate.commands.preview import load

    return [
        _row(outcome.match)
        | {
            "status": outcome.status.value,
            "by": outcome.by.value if outcome.by else "",
            "english": outcome.surface or "",
            "reason": outcome.reason,
        }
        for outcome in load(file).outcomes
    ]


@glossary.command("import")
@click.argument("file", metavar="FILE")
@click.option("-o", "--output", metavar="FILE.yaml", help="Default: standard output.")
@settings.force
def import_terms(file: str, *, output: str | None, force: bool) -> None:
    """Turn a CSV, TSV or TBX file into the home format."""
    from translate.terminology import termbase

    _deliver(termbase.FORMATS[".yaml"].write(termbase.load(file)), output, force=force)


@glossary.command("export")
@click.argument("file", metavar="FILE.csv|tsv|tbx")
@click.option("--tbx-version", type=click.IntRange(2, 3), default=3, show_default=True)
@settings.glossary
@settings.force
def export_terms(file: str, *, tbx_version: int, glossary: str | None, force: bool) -> None:
    """Write a termbase as CSV, TSV or TBX, as FILE's ending says."""
    from translate.terminology import tbx, termbase

    writers = {ending: known.write for ending, known in termbase.FORMATS.items()}
    writers[".tbx"] = partial(tbx.write, version=tbx_version)
    suffix = Path(file).suffix.lower()
    if suffix not in writers:
        raise UsageError(f"{file}: cannot export to {suffix!r}; known are {', '.join(writers)}")
    _deliver(writers[suffix](_load(glossary)), file, force=force)


def _deliver(text: str, output: str | None, *, force: bool) -> None:
    if output is None:
        click.echo(text, nl=False)
    else:
        settings.write_file(output, text, force=force)
