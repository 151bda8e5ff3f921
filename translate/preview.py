"""A bitext for the terminal: German left, English right, terms and findings marked, a summary.

Colour only repeats what weight, underline and signs say: with NO_COLOR those remain, and a file or
pipe gets plain text with the terms in brackets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.panel import Panel
from rich.style import Style
from rich.text import Text

from translate.bitext import BlockKind, Origin, Severity
from translate.layout import differing, pieces, sections
from translate.outcomes import PHRASES, TRANSLATOR, count, fate, terms
from translate.report import findings_by_severity, findings_phrase, origins, origins_phrase
from translate.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from translate.bitext import Bitext, NearMatch, Score, Violation
    from translate.layout import Row, Section, Side

# On narrower terminals the two languages stand one above the other.
SIDE_BY_SIDE = 64
GAP = 3
# What a panel's border and padding take of a line.
PANEL = 4
MISSED = "missed"
STYLES = {
    "model": Style(color="green", bold=True),
    "constraint": Style(color="cyan", bold=True, underline=True),
    "repair": Style(color="yellow", bold=True, italic=True, underline=True),
    TRANSLATOR: Style(bold=True),
    MISSED: Style(color="red", bold=True, reverse=True),
}
SIGNS = {"model": "", "constraint": "⁺", "repair": "*", TRANSLATOR: "", MISSED: "!"}
SEVERITIES = {
    Severity.ERROR: ("✗", Style(color="red")),
    Severity.WARNING: ("!", Style(color="yellow")),
    Severity.INFO: ("·", Style(dim=True)),
}
QUIET = Style(dim=True)
DIFFERS = Style(underline=True)
# Who made the English, if no engine did: a person, a person but for numbers, nobody.
ORIGINS = {Origin.HUMAN: " ✓", Origin.ADAPTED: " ≈", Origin.KEPT: " ="}


@dataclass(frozen=True, slots=True)
class Preview:
    """A renderable of a bitext that fits the width and the abilities of its console."""

    bitext: Bitext

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        page = Page(console, options.max_width, plain=not options.is_terminal)
        for section in sections(self.bitext):
            yield from _section(page, section)
        if self.bitext.outcomes:
            yield from (*_terms(page, self.bitext), Text())
        yield from _summary(page, self.bitext)


@dataclass(frozen=True, slots=True)
class Page:
    """What a preview is drawn on: a console, its width in cells, and whether it shows styles."""

    console: Console
    width: int
    plain: bool


def render(bitext: Bitext) -> Preview:
    """Return the preview of a bitext, to be printed on any rich console."""
    return Preview(bitext)


# --- the text ------------------------------------------------------------------------


def _section(page: Page, section: Section) -> Iterator[Text]:
    """Draw a block: its pairs, or its source where nothing is translated, and an empty line."""
    if not section.rows:
        if section.block.segments or section.block.kind is BlockKind.FRONT_MATTER:
            return
        yield Text(printable(section.text), style=QUIET)
    for number, row in enumerate(section.rows):
        yield from _row(page, section, row, first=number == 0)
    yield Text()


def _row(page: Page, section: Section, row: Row, *, first: bool) -> Iterator[Text]:
    """Draw a pair, and its findings under it."""
    block = section.block
    style = Style(bold=block.kind is BlockKind.HEADING, dim=block.boilerplate)
    prefix = printable(" ".join(block.prefix.split()))
    marker = f"{prefix} " if block.kind is BlockKind.LIST_ITEM and first else ""
    source = _marked(page, marker, row.source)
    target = _marked(page, marker, row.target)
    if not row.pair.target_text.strip():
        target = Text("(no English)", style=QUIET)
    sign = " ◦ draft" if row.unsure else ORIGINS.get(row.pair.origin, "")
    target.append(sign, style=QUIET)
    for side in (source, target):
        side.stylize_before(style)
    if page.width < SIDE_BY_SIDE:
        yield from _hanging(page, ("", QUIET), source, page.width)
        yield from _hanging(page, ("  ", QUIET), target, page.width)
    else:
        yield from _beside(page, source, target)
    for violation in row.violations:
        yield from _finding(page, violation)
    for near in row.pair.near:
        yield from _near(page, row, near)


def _near(page: Page, row: Row, near: NearMatch) -> Iterator[Text]:
    """Draw a similar sentence that a person translated, with the words that differ marked."""
    text = Text(f"{near.similarity:.0%} alike  ")
    for stretch, differs in differing(row.pair.source_text, near.source):
        flat = printable(stretch)
        shown = f"[{flat}]" if page.plain and differs else flat
        text.append(shown, style=DIFFERS if differs else None)
    text.append(" → ", QUIET).append(printable(" ".join(near.target.split())))
    yield from _hanging(page, ("  ≈ ", QUIET), text, page.width)


def _marked(page: Page, marker: str, side: Side) -> Text:
    """Return one side of a pair with its terms marked."""
    text = Text(marker)
    for stretch, outcome in pieces(side):
        flat = printable(stretch)
        if outcome is None:
            text.append(flat)
        else:
            kind = fate(outcome)
            text.append(f"[{flat}]" if page.plain else flat, style=STYLES[kind])
            text.append(SIGNS[kind], style=QUIET)
    return text


def _beside(page: Page, left: Text, right: Text) -> Iterator[Text]:
    """Set two texts beside each other, broken at blanks, without blanks at the line ends."""
    width = (page.width - GAP) // 2
    lines = (side.wrap(page.console, width) for side in (left, right))
    for one, other in zip_longest(*lines, fillvalue=Text()):
        line = one.copy()
        line.rstrip()
        if other:
            line.pad_right(width + GAP - line.cell_len)
            line.append_text(other)
            line.rstrip()
        yield line


def _finding(page: Page, violation: Violation) -> Iterator[Text]:
    """Draw a finding: its sign, the sentence, the check, what was found, what helps."""
    sign, style = SEVERITIES[violation.severity]
    where = f"{violation.segment_id} " if violation.segment_id else ""
    text = Text.assemble(
        (printable(f"{where}{violation.check}"), style + Style(bold=True)),
        (printable(f"  {violation.message}"), style),
        (printable(f" → {violation.suggestion}") if violation.suggestion else "", QUIET),
    )
    yield from _hanging(page, (f"  {sign} ", style), text, page.width)


def _hanging(page: Page, label: tuple[str, Style], text: Text, width: int) -> Iterator[Text]:
    """Set a text behind a label, its further lines under its first, no blanks at the line ends."""
    indent = cell_len(label[0])
    for number, line in enumerate(text.wrap(page.console, width - indent)):
        line.rstrip()
        yield Text.assemble(" " * indent if number else label, line)


# --- the end -------------------------------------------------------------------------


def _terms(page: Page, bitext: Bitext) -> Iterator[Text]:
    """Draw the term report: a line a term, with its count, renderings and what became of it."""
    for summary in terms(bitext):
        counts = summary.counts
        several = len(summary.renderings) > 1
        forms = (f"{form} ({n})" if several else form for form, n in summary.renderings)
        fates = [(f"{n} {PHRASES[by]}", STYLES[by]) for by, n in counts.by.items() if n]
        if counts.missed:
            fates.append((f"{counts.missed} missed", STYLES[MISSED]))
        text = Text.assemble(
            printable(summary.term.source), (" → ", QUIET), printable(", ".join(forms)) or "—", "  "
        )
        text.append_text(Text(", ").join(Text(words, style) for words, style in fates))
        yield from _hanging(page, (f"{counts.found:>4}× ", QUIET), text, page.width)


def _summary(page: Page, bitext: Bitext) -> Iterator[RenderableType]:
    """Draw the counts and scores: in a panel on a terminal, under a title in a file."""
    inner = page.width - (0 if page.plain else PANEL)
    widest = max(map(len, ["Segments", *(score.metric for score in bitext.scores)]))
    facts = _facts(page, bitext, inner - widest - 2)
    lines = [
        line
        for name, value in facts
        for line in _hanging(page, (f"{name:{widest}}  ", QUIET), value, inner)
    ]
    if page.plain:
        yield Text("Summary")
        yield from lines
    else:
        body = Text("\n").join(lines)
        yield Panel(body, title="Summary", title_align="left", border_style=QUIET, width=page.width)
    for violation in bitext.violations:
        if not violation.segment_id:
            yield from _finding(page, violation)


def _facts(page: Page, bitext: Bitext, width: int) -> Iterator[tuple[str, Text]]:
    """Yield the lines of the summary: a name and what is known under it."""
    boilerplate = sum(len(block.segments) for block in bitext.document.blocks if block.boilerplate)
    note = f", {boilerplate} of them boilerplate" if boilerplate else ""
    people = origins_phrase(origins(bitext.pairs))
    yield "Segments", Text(f"{len(bitext.document.segments)}{note}{people and f', {people}'}")
    if bitext.outcomes:
        counts = count(bitext.outcomes)
        remarked = f", {counts.remarked} of the kept with a remark" if counts.remarked else ""
        fates = f"{counts.kept} kept + {counts.missed} missed"
        yield "Terms", Text(f"{counts.found} found = {fates}{remarked}")
        yield "Kept", _legend(page, bitext)
    for score in bitext.scores:
        yield score.metric, _score(score, width)
    yield "Findings", Text(findings_phrase(findings_by_severity(bitext.violations)))


def _legend(page: Page, bitext: Bitext) -> Text:
    """Return the kept terms by step, each in the style that marks it in the text."""
    counts = count(bitext.outcomes)
    ours = sum(counts.by.values())
    steps = [(number, PHRASES[by], by.value) for by, number in counts.by.items() if ours]
    if counts.kept > ours:
        steps.append((counts.kept - ours, "by the translator", TRANSLATOR))
    parts = Text(" · ").join(
        Text.assemble(
            f"{number} ",
            (f"[{phrase}]" if page.plain else phrase, STYLES[kind]),
            (SIGNS[kind], QUIET),
        )
        for number, phrase, kind in steps
    )
    if counts.missed:
        missed = "[missed]" if page.plain else "missed"
        parts.append_text(Text.assemble(" · ", (missed, STYLES[MISSED]), (SIGNS[MISSED], QUIET)))
    return parts


def _score(score: Score, width: int) -> Text:
    """Return a score with its interval, the number of items and the signature."""
    interval = f" [{score.interval[0]:.1f}, {score.interval[1]:.1f}]" if score.interval else ""
    text = Text.assemble((f"{score.value:.1f}", Style(bold=True)), f"{interval}, n = {score.n}  ")
    if text.cell_len + len(score.signature) > width:
        text.append("\n")
    return text.append("\n".join(_broken_at_bars(printable(score.signature), width)), QUIET)


def _broken_at_bars(signature: str, width: int) -> list[str]:
    """Cut a signature into lines at its bars, as it has no blanks."""
    lines = [""]
    for part in re.findall(r"[^|]+\|?|\|", signature):
        if lines[-1] and len(lines[-1]) + len(part) > width:
            lines.append("")
        lines[-1] += part
    return lines
