"""Exchange termbases with other tools: CSV and TSV as DeepL and Amazon write them, and TBX.

CSV and TSV: source first, target second. A first row that names languages or columns (``de,en``
as Amazon Translate wants it, ``source,target``) is a header; further languages are passed over.
Without a header every row is a term, as DeepL writes them. Rows with the same source are one term
with several accepted targets; where they don't follow each other, that is noted. A status column
(preferred, admitted, deprecated) forbids what is deprecated; unknown columns are noted once. What
two columns can't hold goes into further named columns, written only where a term needs them.

TBX (ISO 30042): version 2 (``martif``) and version 3 (``tbx``) are read in DCA and DCT style;
each German term of a concept becomes an entry with the concept's English terms. Renderings whose
administrative status is deprecated, superseded, obsolete or forbidden become forbidden targets.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeVar
from xml.etree import ElementTree as ET

from translate.bitext import GlossaryTerm, MatchMode, Severity, Violation
from translate.errors import GlossaryError
from translate.terminology.columns import (
    COLUMNS,
    FORBIDDEN_STATUS,
    PREFERRED_STATUS,
    READ_ONLY,
    header,
)
from translate.terminology.termbase import Faults, Termbase, build, refuse_clash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

T = TypeVar("T")

_YES = {"": False, "false": False, "no": False, "0": False, "true": True, "yes": True, "1": True}
_CASES = {"": False, "insensitive": False, "sensitive": True}
_MODES = {"": MatchMode.COMPOUND, **{mode.value: mode for mode in MatchMode}}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TBX_NAMESPACE = "urn:iso:std:iso:30042:ed-2"


def read_csv(text: str, path: str) -> Termbase:
    """Read comma-separated (or, as German spreadsheets write them, semicolon-separated) terms.

    Args:
        text: the table.
        path: the file name, for messages.

    Returns:
        The termbase.

    Raises:
        GlossaryError: a row lacks source or target, or a column holds an unknown value.
    """
    first_line = text.lstrip().partition("\n")[0]
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    return _read_table(text, path, delimiter)


def read_tsv(text: str, path: str) -> Termbase:
    """Read tab-separated terms.

    Args:
        text: the table.
        path: the file name, for messages.

    Returns:
        The termbase.

    Raises:
        GlossaryError: a row lacks source or target, or a column holds an unknown value.
    """
    return _read_table(text, path, "\t")


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


def read_tbx(text: str, path: str) -> Termbase:
    """Read TBX, version 2 or 3; entities and external references are refused.

    Args:
        text: the XML.
        path: the file name, for messages.

    Returns:
        The termbase; TBX has no lines, so terms have line 0.

    Raises:
        GlossaryError: not XML, hostile XML, or without a German-English concept.
    """
    from defusedxml import ElementTree as SafeET
    from defusedxml.common import DefusedXmlException

    try:
        # An encoding declaration would contradict text that has been decoded already.
        root = SafeET.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), forbid_dtd=False)
    except ET.ParseError as error:
        line = error.position[0]
        raise GlossaryError(f"{path}:{line}: not valid XML ({error}); export it again") from error
    except DefusedXmlException as error:
        raise GlossaryError(
            f"{path}: entities and external references are refused; export it without them"
        ) from error
    concepts = [node for node in root.iter() if _name(node) in {"termEntry", "conceptEntry"}]
    terms = [term for concept in concepts for term in _concept_terms(concept)]
    if not terms:
        raise GlossaryError(f"{path}: no concept with German and English terms; check the export")
    faults = Faults()
    merged = list(_merge(terms, path, faults))
    faults.report()
    return build(merged, path)


def write_tbx(termbase: Termbase, version: int = 3) -> str:
    """Write TBX-Basic in DCA style.

    Args:
        termbase: the terms; each becomes one concept.
        version: 2 writes ``martif``, 3 writes ``tbx``.

    Returns:
        XML that ``read_tbx`` reads back to the same terms.
    """
    root, body = _martif() if version == 2 else _tbx()
    for number, term in enumerate(termbase.terms, 1):
        _write_concept(body, f"c{number}", term, version)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, "unicode") + "\n"


# --- tables --------------------------------------------------------------------------


def _read_table(text: str, path: str, delimiter: str) -> Termbase:
    if not text.strip():
        raise GlossaryError(f"{path}:1: the table is empty; write 'de,en' and a term a line")
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    columns: Sequence[str] = COLUMNS[:2]
    terms: list[GlossaryTerm] = []
    faults = Faults()
    remarks: list[Violation] = []
    try:
        rows = ([_without_apostrophe(" ".join(cell.split())) for cell in row] for row in reader)
        for number, cells in enumerate(cells for cells in rows if any(cells)):
            named = [] if number else header(cells)
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
    merged = list(_merge(terms, path, faults))
    faults.report()
    return replace(build(merged, path), remarks=tuple(remarks))


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


def _merge(terms: Iterable[GlossaryTerm], path: str, faults: Faults) -> Iterator[GlossaryTerm]:
    """One term a source; later rows add accepted and forbidden targets to the first."""
    merged: dict[str, GlossaryTerm] = {}
    in_any_case: dict[str, str] = {}
    for term in terms:
        key = term.source
        if key not in merged and not term.case_sensitive:
            key = in_any_case.setdefault(key.casefold(), key)
        first = merged.setdefault(key, term)
        merged[key] = replace(
            first,
            targets=tuple(dict.fromkeys(first.targets + term.targets)),
            forbidden=tuple(dict.fromkeys(first.forbidden + term.forbidden)),
        )
    for term in merged.values():
        with faults.gathered():
            if not term.targets:
                raise GlossaryError(f"{path}:{term.line}: '{term.source}' has no target; give one")
            refuse_clash(term.targets, term.forbidden, f"{path}:{term.line}")
    return iter(merged.values())


def _write_table(termbase: Termbase, delimiter: str) -> str:
    rows = [row for term in termbase.terms for row in _rows(term)]
    width = max((2, *(number + 1 for row in rows for number, cell in enumerate(row) if cell)))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(("de", "en", *COLUMNS[2:width]))
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


# --- TBX -----------------------------------------------------------------------------


def _concept_terms(concept: ET.Element) -> Iterator[GlossaryTerm]:
    german: list[str] = []
    ranked: list[tuple[int, str]] = []
    forbidden: list[str] = []
    for section in concept.iter():
        language = section.get(_XML_LANG, "")[:2].lower()
        if _name(section) not in {"langSet", "langSec"}:
            continue
        for term, status in _section_terms(section):
            if language == "de":
                german.append(term)
            elif language == "en" and FORBIDDEN_STATUS.search(status):
                forbidden.append(term)
            elif language == "en":
                ranked.append((0 if PREFERRED_STATUS.search(status) else 1, term))
    targets = tuple(term for _, term in sorted(ranked, key=lambda pair: pair[0]))
    details = {node.get("type", ""): _content(node) for node in concept if _name(node) == "admin"}
    note = next((_content(node) for node in concept if _name(node) == "note"), "")
    for source in german if targets else ():
        yield GlossaryTerm(
            source=source,
            targets=targets,
            forbidden=tuple(forbidden),
            match=_mode(details.get("match", "")),
            case_sensitive=details.get("case") == "sensitive",
            keep=details.get("keep") == "true",
            note=note,
        )


def _section_terms(section: ET.Element) -> Iterator[tuple[str, str]]:
    """Each term of a language section with its administrative status."""
    for group in section.iter():
        if _name(group) not in {"tig", "ntig", "termSec"}:
            continue
        term = next((_content(node) for node in group.iter() if _name(node) == "term"), "")
        status = " ".join(
            _content(node)
            for node in group.iter()
            if "administrativeStatus" in (_name(node), node.get("type"))
        )
        if term:
            yield term, status


def _in_xml(text: str) -> str:
    """Leave out the characters that XML has no way to write."""
    return _NOT_XML.sub("", text)


def _mode(name: str) -> MatchMode:
    return MatchMode(name) if name in list(MatchMode) else MatchMode.COMPOUND


def _name(node: ET.Element) -> str:
    return str(node.tag).rpartition("}")[2]


def _content(node: ET.Element) -> str:
    return " ".join("".join(node.itertext()).split())


def _martif() -> tuple[ET.Element, ET.Element]:
    root = ET.Element("martif", {"type": "TBX-Basic", _XML_LANG: "de"})
    header = ET.SubElement(root, "martifHeader")
    return root, _head_and_body(root, header)


def _tbx() -> tuple[ET.Element, ET.Element]:
    attributes = {"type": "TBX-Basic", "style": "dca", _XML_LANG: "de", "xmlns": _TBX_NAMESPACE}
    root = ET.Element("tbx", attributes)
    header = ET.SubElement(root, "tbxHeader")
    return root, _head_and_body(root, header)


def _head_and_body(root: ET.Element, header: ET.Element) -> ET.Element:
    description = ET.SubElement(ET.SubElement(header, "fileDesc"), "sourceDesc")
    ET.SubElement(description, "p").text = "German-English termbase, written by termtreu"
    return ET.SubElement(ET.SubElement(root, "text"), "body")


def _write_concept(body: ET.Element, identifier: str, term: GlossaryTerm, version: int) -> None:
    concept_tag, language_tag, term_tag = (
        ("termEntry", "langSet", "tig") if version == 2 else ("conceptEntry", "langSec", "termSec")
    )
    concept = ET.SubElement(body, concept_tag, {"id": identifier})
    details = {
        "match": "" if term.match is MatchMode.COMPOUND else term.match.value,
        "case": "sensitive" if term.case_sensitive else "",
        "keep": "true" if term.keep else "",
    }
    for kind, value in details.items():
        if value:
            ET.SubElement(concept, "admin", {"type": kind}).text = _in_xml(value)
    if term.note:
        ET.SubElement(concept, "note").text = _in_xml(term.note)
    german = ET.SubElement(concept, language_tag, {_XML_LANG: "de"})
    ET.SubElement(ET.SubElement(german, term_tag), "term").text = _in_xml(term.source)
    english = ET.SubElement(concept, language_tag, {_XML_LANG: "en"})
    statuses = ["preferredTerm-admn-sts", *["admittedTerm-admn-sts"] * (len(term.targets) - 1)]
    statuses += ["deprecatedTerm-admn-sts"] * len(term.forbidden)
    for target, status in zip(term.targets + term.forbidden, statuses, strict=True):
        section = ET.SubElement(english, term_tag)
        ET.SubElement(section, "term").text = _in_xml(target)
        ET.SubElement(section, "termNote", {"type": "administrativeStatus"}).text = status
