"""The rows of the page: a sentence in both languages, its state, its findings, similar ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from translate.bitext import GERMAN_ENGLISH, BlockKind, Origin, Severity
from translate.documents import format_in
from translate.exporters import prose, tables
from translate.exporters.prose import append
from translate.layout import LOW_CONFIDENCE, differing
from translate.outcomes import TRANSLATOR, fate

if TYPE_CHECKING:
    from translate.bitext import AlignedPair, Bitext, Languages, NearMatch, TermOutcome, Violation
    from translate.layout import Row, Section

LEGEND = {
    "model": "kept by the model",
    "constraint": "kept by constraint",
    "repair": "kept by repair",
    TRANSLATOR: "kept by the translator",
    "missed": "missed",
}

# Who made the English, if no engine did.
ORIGINS = {
    Origin.HUMAN: ("✓", "approved", "by a person"),
    Origin.ADAPTED: ("≈", "adapted", "by a person, with numbers or code exchanged"),
    Origin.KEPT: ("=", "English already", "English already"),
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """How rows are drawn: ``env`` holds the links of a Markdown document, None for plain text.

    ``text`` is the document's; ``live`` rows can be edited; ``languages`` are those of the sides.
    """

    text: str
    env: dict[str, Any] | None
    live: bool = False
    languages: Languages = GERMAN_ENGLISH

    @classmethod
    def of(cls, bitext: Bitext, *, live: bool = False) -> Drawing:
        """Return how the rows of a bitext are drawn."""
        markdown = format_in(bitext.document).markdown
        source = bitext.document.text
        env = prose.references(source) if markdown else None
        return cls(source, env, live, bitext.languages)


def element(section: Section, row: Row, drawing: Drawing) -> ET.Element:
    """Return German left, English right, the state beside them, the findings below."""
    pair = ET.Element("div", {"class": "pair", "role": "group"})
    _describe(pair, row, drawing)
    numbers = _numbers(row)
    german, english = prose.words(row.pair)
    describe = _attributes
    first = bool(section.rows) and section.rows[0].pair.id == row.pair.id
    source = _side(pair, section, drawing.languages.source, first=first)
    spelled = _spelled(row.pair)
    prose.draw(source, prose.Sentence(row.source, german, numbers, describe, spelled), drawing.env)
    target = _side(pair, section, drawing.languages.target, first=first)
    prose.draw(target, prose.Sentence(row.target, english, numbers, describe), drawing.env)
    _state(pair, row)
    if drawing.live and row.pair.id:
        _actions(pair, row.pair)
    for violation in row.violations:
        finding(pair, violation)
    for near in row.pair.near:
        _near(pair, row, near, drawing.languages)
    if row.pair.note:
        text(pair, "div", row.pair.note, {"class": "note"})
    return pair


def _describe(element: ET.Element, row: Row, drawing: Drawing) -> None:
    """Say in attributes what the filters and the editor want to know."""
    pair = row.pair
    if pair.id:
        element.set("id", pair.id)
        element.set("tabindex", "0")
        element.set("aria-label", f"Sentence {pair.id}")
    worst = max((violation.severity.rank for violation in row.violations), default=0)
    shown = [v for v in row.violations if v.check != LOW_CONFIDENCE]
    states = {
        "flagged": worst >= Severity.WARNING.rank and bool(shown),
        "unsure": row.unsure,
        "open": pair.origin not in {Origin.HUMAN, Origin.KEPT} and bool(pair.source),
        "human": pair.origin is Origin.HUMAN,
    }
    element.set("class", " ".join(["pair", *(name for name, holds in states.items() if holds)]))
    if drawing.live:
        element.set("data-english", pair.target_text)


def _numbers(row: Row) -> dict[int, int]:
    """Number the terms of a row, the same on both sides."""
    outcomes = [mark.outcome for side in (row.source, row.target) for mark in side.marks]
    numbers: dict[int, int] = {}
    for outcome in outcomes:
        numbers.setdefault(id(outcome), len(numbers))
    return numbers


def _spelled(pair: AlignedPair) -> tuple[tuple[int, str], ...]:
    """Return the characters of the joined German that the source writes otherwise."""
    found, at = [], 0
    for segment in pair.source:
        found += [(at + one.at, one.written) for one in segment.spelled]
        at += len(segment.text) + 1
    return tuple(found)


def _side(pair: ET.Element, section: Section, language: str, *, first: bool) -> ET.Element:
    """Append the element of one language; the first one of a list item shows its marker."""
    block = section.block
    name = f"h{min(max(block.level, 1), 6)}" if block.kind is BlockKind.HEADING else "p"
    side = ET.SubElement(pair, name, lang=language)
    if first and block.kind is BlockKind.LIST_ITEM:
        marker = block.prefix.strip()
        sign = "•" if marker in {"-", "*", "+"} else marker
        text(side, "span", f"{sign} ", {"class": "marker"})
    return side


def _state(parent: ET.Element, row: Row) -> None:
    """Write who made the English, or how sure the model was."""
    line = ET.SubElement(parent, "div", {"class": "state"})
    if row.pair.origin in ORIGINS:
        sign, word, meaning = ORIGINS[row.pair.origin]
        text(line, "span", f"{sign} {word}", {"class": "origin", "title": meaning})
    elif row.pair.confidence is not None:
        kind = "confidence unsure" if row.unsure else "confidence"
        percent = f"{row.pair.confidence:.0%}"
        title = f"confidence {percent}"
        label = f"◦ draft {percent}" if row.unsure else percent
        text(line, "span", label, {"class": kind, "title": title})


def _actions(parent: ET.Element, pair: AlignedPair) -> None:
    """Write the buttons of a row; their keys stand in their titles."""
    line = ET.SubElement(parent, "div", {"class": "actions"})
    wanted = [("edit", "Edit", "e"), ("approve", "Approve", "a")]
    if pair.origin is not Origin.ALIGNER and len(pair.source) == 1:
        wanted.append(("again", "Again", "t"))
    for action, label, key in wanted:
        title = "Translate again with the glossary" if action == "again" else label
        attributes = {"type": "button", "data-do": action, "title": f"{title} ({key})"}
        attributes["aria-label"] = f"{title}: sentence {pair.id}"
        text(line, "button", label, attributes)


def finding(parent: ET.Element, violation: Violation) -> None:
    """Write a finding on its own line."""
    line = ET.SubElement(parent, "div", {"class": f"finding {violation.severity}"})
    text(line, "b", violation.check)
    text(line, "span", f" {tables.advice(violation)}")


def _near(parent: ET.Element, row: Row, near: NearMatch, languages: Languages) -> None:
    """Write a similar sentence that a person translated, with the words that differ marked."""
    line = ET.SubElement(parent, "div", {"class": "near"})
    text(line, "b", f"{near.similarity:.0%} alike")
    german = ET.SubElement(line, "span", lang=languages.source)
    append(german, " ")
    for stretch, differs in differing(row.pair.source_text, near.source):
        if differs:
            text(german, "u", stretch)
        else:
            append(german, stretch)
    text(line, "span", f" → {near.target}", {"lang": languages.target})


def _attributes(outcome: TermOutcome) -> dict[str, str]:
    """Say in one line what the termbase asks and what became of an occurrence."""
    term = outcome.match.term
    name = fate(outcome)
    became = f"missed: {outcome.reason}" if name == "missed" else LEGEND[name]
    if outcome.remarked:
        became += f", but {outcome.reason}"
    if outcome.price:
        became += f" at {outcome.price:.2f} nats a token"
    asked = f"{term.source} → {' / '.join(term.targets)}"
    return {"class": name, "title": f"{asked} · {became} · found as {outcome.match.how}"}


def text(
    parent: ET.Element, name: str, content: str, attributes: dict[str, str] | None = None
) -> ET.Element:
    """Append an element that holds a text."""
    element = ET.SubElement(parent, name, attributes or {})
    element.text = content
    return element
