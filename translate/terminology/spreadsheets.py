"""Termbases as tables: CSV and TSV as DeepL and Amazon write them.

The source stands first, the target second. A first row that names languages or columns (``de,en``
as Amazon Translate wants it, ``source,target``) is a header; further languages are passed over.
Without a header every row is a term, as DeepL writes them. Rows with the same source are one term
with several accepted targets; where they don't follow each other, that is noted. A status column
(preferred, admitted, deprecated) forbids what is deprecated; unknown columns are noted once. What
two columns can't hold goes into further named columns, written only where a term needs them.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeVar

from translate.bitext import GERMAN_ENGLISH, GlossaryTerm, MatchMode, Severity, Violation
from translate.errors import GlossaryError
from translate.terminology.columns import COLUMNS, FORBIDDEN_STATUS, READ_ONLY, header
from translate.terminology.entries import Faults, Termbase, build, merged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from translate.bitext import Languages

T = TypeVar("T")

_YES = {"": False, "false": False, "no": False, "0": False, "true": True, "yes": True, "1": True}
_CASES = {"": False, "insensitive": False, "sensitive": True}
_MODES = {"": MatchMode.COMPOUND, **{mode.value: mode for mode in MatchMode}}


def read_csv(text: str, path: str, languages: Languages = GERMAN_ENGLISH) -> Termbase:
    """Read comma-separated (or, as German spreadsheets write them, semicolon-separated) terms.

    Args:
        text: the table.
        path: the file name, for messages.
        languages: of sources and targets.

    Returns:
        The termbase.

    Raises:
        GlossaryError: a row lacks source or target, or a column holds an unknown value.
    """
    first_line = text.lstrip().partition("\n")[0]
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    return _read_table(text, path, delimiter, languages)


def read_tsv(text: str, path: str, languages: Languages = GERMAN_ENGLISH) -> Termbase:
    """Read tab-separated terms.

    Args:
        text: the table.
        path: the file name, for messages.
        languages: of sources and targets.

    Returns:
        The termbase.

    Raises:
        GlossaryError: a row lacks source or target, or a column holds an unknown value.
    """
    return _read_table(text, path, "\t", languages)


def write_csv(termbase: Termbase) -> str:
    """Write comma-separated terms under a header of language codes.

    Args:
        termbase: the terms.

    Returns:
        A table that ``read_csv`` reads back to the same terms.
    """
    return _write_table(termbase, ",")


def write_tsv(termbase: Termbase) -> str:
    """Write tab-separated terms under a header of language codes.

    Args:
        termbase: the terms.

    Returns:
        A table that ``read_tsv`` reads back to the same terms.
    """
    return _write_table(termbase, "\t")


def _read_table(text: str, path: str, delimiter: str, languages: Languages) -> Termbase:
    if not text.strip():
        example = ",".join(languages)
        raise GlossaryError(f"{path}:1: the table is empty; write '{example}' and a term a line")
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    columns: Sequence[str] = COLUMNS[:2]
    terms: list[GlossaryTerm] = []
    faults = Faults()
    remarks: list[Violation] = []
    try:
        rows = ([_without_apostrophe(" ".join(cell.split())) for cell in row] for row in reader)
        for number, cells in enumerate(cells for cells in rows if any(cells)):
            named = [] if number else header(cells, languages)
            if named:
                columns = named
                remarks += _unknown_columns(named, f"{path}:{reader.line_num}")
                continue
            with faults.gathered():
                row = dict(zip(columns, cells, strict=False))
                terms.append(_row_term(row, f"{path}:{reader.line_num}", reader.line_num))
    except csv.Error as error:
        raise GlossaryError(f"{path}:{reader.line_num}: {error}; check the quotes") from error
    remarks += _contradictions(terms, path)
    whole = list(merged(terms, path, faults))
    faults.report()
    return replace(build(whole, path, languages), remarks=tuple(remarks))


def _unknown_columns(names: Sequence[str], where: str) -> Iterator[Violation]:
    """Note once which columns are passed over."""
    known = (*COLUMNS, *READ_ONLY)
    unknown = [name for name in names if name and name not in known]
    if unknown:
        listed = ", ".join(f"“{name}”" for name in unknown)
        yield Violation(
            "unknown_column",
            Severity.INFO,
            where,
            f"ignored: {listed}; known are {', '.join(known)}",
        )


def _contradictions(terms: Sequence[GlossaryTerm], path: str) -> Iterator[Violation]:
    """Warn of rows that give one source several targets without following each other.

    Rows that follow each other list the accepted targets of a term, as our own export does.
    """
    last: dict[str, tuple[int, GlossaryTerm]] = {}
    for number, term in enumerate(terms):
        before, first = last.get(term.source, (number - 1, term))
        last[term.source] = number, term
        if before < number - 1 and term.targets and first.targets and term.targets != first.targets:
            yield Violation(
                "row_conflict",
                Severity.WARNING,
                f"{path}:{term.line}",
                f"“{term.source}” is “{term.targets[0]}” here but “{first.targets[0]}”"
                f" (line {first.line}); both are accepted",
                suggestion="drop one, or put the rows below each other if both are right",
            )


def _row_term(row: Mapping[str, str], where: str, line: int) -> GlossaryTerm:
    source, target, forbidden = (row.get(name, "") for name in COLUMNS[:3])
    if FORBIDDEN_STATUS.search(row.get("status", "")):
        target, forbidden = "", target or forbidden
    keep = _choice(row, "keep", _YES, where)
    if keep and target not in {"", source}:
        raise GlossaryError(f"{where}: '{source}' is kept, so it has no target; clear one of them")
    target = target or (source if keep else "")
    if not source or not (target or forbidden):
        raise GlossaryError(f"{where}: source or target is missing; give both, source first")
    return GlossaryTerm(
        source=source,
        targets=(target,) if target else (),
        forbidden=(forbidden,) if forbidden else (),
        match=_choice(row, "match", _MODES, where),
        case_sensitive=_choice(row, "case", _CASES, where),
        keep=keep,
        note="; ".join(filter(None, (row.get("note", ""), row.get("domain", "")))),
        line=line,
    )


def _choice(row: Mapping[str, str], column: str, known: Mapping[str, T], where: str) -> T:
    """Read a cell that holds one of a few words, in any case."""
    cell = row.get(column, "")
    if cell.casefold() not in known:
        words = ", ".join(word for word in known if word)
        raise GlossaryError(f"{where}: unknown {column} '{cell}'; one of: {words}")
    return known[cell.casefold()]


def _write_table(termbase: Termbase, delimiter: str) -> str:
    rows = [row for term in termbase.terms for row in _rows(term)]
    width = max((2, *(number + 1 for row in rows for number, cell in enumerate(row) if cell)))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow((*termbase.languages, *COLUMNS[2:width]))
    writer.writerows([_no_formula(cell) for cell in row[:width]] for row in rows)
    return out.getvalue()


def _no_formula(cell: str) -> str:
    """Write an apostrophe before what a spreadsheet would compute, or read as such a guard."""
    return f"'{cell}" if re.match(r"'*[=+@\t\r-]", cell) else cell


def _without_apostrophe(cell: str) -> str:
    return cell[1:] if re.match(r"'+[=+@-]", cell) else cell


def _rows(term: GlossaryTerm) -> Iterator[tuple[str, ...]]:
    """As many rows as there are targets, or bans; what belongs to the whole term in the first."""
    details: tuple[str, ...] = (
        "" if term.match is MatchMode.COMPOUND else term.match.value,
        "sensitive" if term.case_sensitive else "",
        "true" if term.keep else "",
        term.note,
    )
    for target, forbidden in zip_longest(term.targets, term.forbidden, fillvalue=""):
        yield (term.source, target, forbidden, *details)
        details = ("",) * len(details)
