"""The Markdown appendix: what was translated by what, every term, every finding, every score."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from translate.exporters import tables
from translate.exporters.inline import cell, code, escape
from translate.outcomes import count, terms
from translate.report import findings_by_severity, findings_phrase, origins, origins_phrase
from translate.terminal import plural

if TYPE_CHECKING:
    from collections.abc import Collection

    from translate.bitext import Bitext
    from translate.exporters.tables import Table

HEADING = "About this translation"


def anchor(segment_id: str, text: str) -> str:
    """Return a raised mark behind a sentence, to which the appendix can link."""
    return f'<sup id="{segment_id}">{text}</sup>'


def appendix(bitext: Bitext, anchors: Collection[str]) -> str:
    """Return the appendix as Markdown, from its rule to its last table, without a final newline.

    Args:
        bitext: the result.
        anchors: the ids of sentences that have an anchor to link to.
    """
    parts = ["---", f"## {HEADING}", _facts(bitext)]
    for make in (tables.term_report, tables.findings, tables.scores):
        table = make(bitext)
        if table.rows:
            parts += [f"### {table.title}", _markdown(table, anchors)]
    return "\n\n".join(parts)


def _facts(bitext: Bitext) -> str:
    """Say in a list what was translated with what."""
    source = code(PurePath(bitext.document.path).name)
    facts = [f"Source: {source}, {plural(len(bitext.document.segments), 'sentence')}"]
    if bitext.model:
        facts.append(f"Model: {code(bitext.model)}")
    if bitext.outcomes:
        entries = plural(len(terms(bitext)), "entry", "entries")
        name = f"{code(bitext.termbase)}, " if bitext.termbase else ""
        facts.append(f"Glossary: {name}{entries} found in the text")
        facts.append(f"Terminology: {count(bitext.outcomes)}")
    if phrase := origins_phrase(origins(bitext.pairs)):
        facts.append(f"Not by the model: {phrase} (✓ human, ≈ adapted, = English already)")
    facts.append(f"Findings: {findings_phrase(findings_by_severity(bitext.violations))}")
    return "\n".join(f"- {fact}" for fact in facts)


def _markdown(table: Table, anchors: Collection[str]) -> str:
    """Write a table; ids of sentences become links, signatures code."""
    flush_right = [":--"] * (len(table.header) - table.numbers) + ["--:"] * table.numbers
    lines = [table.header, flush_right]
    for row in table.rows:
        written = zip(table.header, row, strict=True)
        lines.append([cell(_cell(name, text, anchors)) for name, text in written])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(column: str, text: str, anchors: Collection[str]) -> str:
    """Write a cell as its column asks."""
    if column == "Signature":
        return code(text)
    if column == "Sentence" and text in anchors:
        return f"[{text}](#{text})"
    return escape(text)
