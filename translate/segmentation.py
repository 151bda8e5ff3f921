"""Cut blocks into sentences by the rules of its language, markup kept whole."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from translate import languages
from translate.bitext import (
    GERMAN_ENGLISH,
    UNTRANSLATED,
    Block,
    Document,
    Fold,
    Half,
    Placeable,
    Segment,
    Span,
    Spelling,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate.languages.base import Borders

_CLOSERS = "\"'»«›‹“”’‘)]"
_DASHES = ("–", "—", "-")
_OPENERS = "\"'»«›‹„“”‚‘’([–—-"
_STOP = re.compile(
    rf"(?<![.!?…])(?P<stop>[.!?…]++(?:\s(?:\.{{3}}|…)(?=\s))?)(?P<closers>[{re.escape(_CLOSERS)}]*)"
    rf"(?P<gap>\s+|(?=[{re.escape(_OPENERS)}]*[A-ZÄÖÜ]))"
    rf"(?P<openers>(?:[{re.escape(_OPENERS)}]+\s*)*)(?P<next>\w*)"
)
_WORD_BEFORE = re.compile(r"((?:\b\w\.\s)*[\w.,:&/§-]*)\s*$")


# Initials and numerals whose point may or may not be a full stop.
_INITIALS = re.compile(r"(?:\w\.)*[^\W\d_]")
_ROMAN = re.compile(r"[IVXLC]+")
_ORDINAL = re.compile(r"(?:\d{1,2}\.[-–]?)*\d{1,2}|\d{3}")
_CAMEL = re.compile(r"[a-z]{1,2}[A-Z]")


def split(document: Document, language: str = GERMAN_ENGLISH.source) -> Document:
    """Fill every block's segments.

    Args:
        document: a document as a reader made it.
        language: its code.

    Returns:
        The document; segment ids are the block's id and ".s1", ".s2" ... Code, HTML and front
        matter have no segments. Markup at either end of a sentence stays outside of its span.
    """
    blocks = tuple(
        replace(block, segments=tuple(_segments(document.text, block, language)))
        for block in document.blocks
    )
    return replace(document, blocks=blocks)


def cut(text: str, language: str = GERMAN_ENGLISH.source) -> list[Span]:
    """Find the sentences of one paragraph.

    Args:
        text: running text.
        language: its code.

    Returns:
        Spans without outer blanks; together they hold every character that is not blank.
    """
    rules = languages.of(language).borders
    ends = [0]
    for match in _STOP.finditer(text):
        sentence = text[ends[-1] : match.start()]
        if _ends(_Stop.after_sentence(sentence, match), rules):
            ends.append(match.end("closers"))
    sentences = (Span(start, end) for start, end in pairwise([*ends, len(text)]))
    return [sentence.stripped(text) for sentence in sentences if sentence.of(text).strip()]


class _Stop(NamedTuple):
    """A stop and what stands around it."""

    word: str  # before it, without the blanks of "z. B"
    mark: str
    closers: str
    gap: str
    openers: str
    next: str
    quoted: bool  # whether a closing quote or bracket stands right before it
    labels: bool  # whether the word before it is all there is: "A." or "3."
    aside: bool  # whether it stands in a bracket that opened inside of the sentence

    @classmethod
    def after_sentence(cls, sentence: str, match: re.Match[str]) -> _Stop:
        """Look at the stop that a sentence so far is followed by."""
        before = _WORD_BEFORE.search(sentence, max(0, len(sentence) - 40))
        assert before is not None
        word = re.sub(r"\s", "", before[1])
        inside = sentence.count("(") > sentence.count(")") and not sentence.lstrip().startswith("(")
        return cls(
            word=word,
            mark=match["stop"],
            closers=match["closers"],
            gap=match["gap"],
            openers=match["openers"],
            next=match["next"],
            quoted=sentence.endswith(tuple(_CLOSERS)),
            labels=sentence.strip() == before[1],
            aside=inside and ")" in match.string[match.start() : match.end() + 200],
        )

    def is_followed_by(self, words: frozenset[str]) -> bool:
        """Tell whether one of the words follows, capitalised."""
        return self.next[:1].isupper() and self.next.lower() in words


def _ends(stop: _Stop, rules: Borders) -> bool:
    """Decide whether a stop ends a sentence."""
    if not stop.gap:
        return _lost_its_blank(stop, rules)
    goes_on = (
        stop.aside
        or (stop.next[:1].islower() and not _CAMEL.match(stop.next))
        or (stop.closers and stop.openers[:1] in _DASHES)  # „Halt!“ – „Warum?“
    )
    if goes_on:
        return False
    if stop.mark[0] in "!?":
        return True
    if stop.mark != ".":
        return stop.word.lower() not in rules.starters  # "die ... Katze" goes on
    return _full_stop_ends(stop, rules)


def _full_stop_ends(stop: _Stop, rules: Borders) -> bool:
    """Tell a full stop from the point of an abbreviation, an initial or an ordinal."""
    word = stop.word.lower().lstrip("-/&")
    is_counted = word in rules.counted or word.endswith(rules.endings)
    if word in rules.inner or (is_counted and stop.next[:1].isdigit()):
        return False
    doubtful = (
        word in rules.either
        or _INITIALS.fullmatch(word)
        or _ROMAN.fullmatch(stop.word)
        or (rules.ordinals and _ORDINAL.fullmatch(word))
    )
    if not doubtful:
        return True
    return not stop.labels and (stop.closers != "" or stop.is_followed_by(rules.starters))


def _lost_its_blank(stop: _Stop, rules: Borders) -> bool:
    """Tell "das Rennen.Mein Argument" from "01.AI" and "Node.JS"."""
    if len(stop.next) < 2 or not stop.next[1:].islower() or stop.word in rules.inner:
        return False
    if stop.quoted or stop.closers:
        return True
    # "im Netz.Das" lost it; "http.Agent" is a name
    return stop.word.islower() and len(stop.word) > 2 and stop.is_followed_by(rules.starters)


def _segments(text: str, block: Block, language: str) -> Iterator[Segment]:
    """Cut what a reader sees of a block, and find the sentences again in the source."""
    if block.kind in UNTRANSLATED:
        return
    shown = _show(text, block)
    bare, origin = _without_markup(shown)
    number = 0
    for line in re.finditer(r"[^\n]+", bare):
        for start, end in cut(line[0], language):
            inner = Span(origin[line.start() + start], origin[line.start() + end - 1] + 1)
            number += 1
            yield shown.segment(f"{block.id}.s{number}", _with_partners(shown.placeables, inner))


class _Shown(NamedTuple):
    """A block as a reader sees it; ``starts`` and ``ends`` lead from its characters to the source.

    ``spelled`` holds the characters that the source writes as escapes or references.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    placeables: Sequence[Placeable]
    spelled: Sequence[Spelling]

    def segment(self, segment_id: str, span: Span) -> Segment:
        """Make the segment of a span of the shown text."""
        inside = tuple(
            replace(p, span=Span(p.span.start - span.start, p.span.end - span.start))
            for p in self.placeables
            if span.start <= p.span.start and p.span.end <= span.end
        )
        spelled = tuple(
            Spelling(at - span.start, written)
            for at, written in self.spelled[
                bisect_left(self.spelled, (span.start,)) : bisect_left(self.spelled, (span.end,))
            ]
        )
        source = Span(self.starts[span.start], self.ends[span.end - 1])
        return Segment(segment_id, span.of(self.text), source, inside, spelled)


def _show(text: str, block: Block) -> _Shown:
    """Apply a block's folds."""
    reading = ""
    starts: list[int] = []
    ends: list[int] = []
    spelled = []
    position = block.span.start
    for span, instead in (*block.folds, Fold(Span(block.span.end, block.span.end), "")):
        if len(instead) == 1 and instead not in " \n":
            at = len(reading) + span.start - position
            spelled.append(Spelling(at, span.of(text)))
        reading += text[position : span.start] + instead
        starts += [*range(position, span.start), *[span.start] * len(instead)]
        ends += [*range(position + 1, span.start + 1), *[span.end] * len(instead)]
        position = span.end
    placeables = []
    for placeable in block.placeables:
        span = Span(*(bisect_left(starts, offset) for offset in placeable.span))
        placeables.append(replace(placeable, span=span, surface=span.of(reading)))
    return _Shown(reading, starts, ends, placeables, spelled)


def _without_markup(shown: _Shown) -> tuple[str, list[int]]:
    """Drop markup and write atoms as capitals, so that neither can be taken for punctuation."""
    bare = list(shown.text)
    for placeable in shown.placeables:
        start, end = placeable.span
        bare[start:end] = [("" if placeable.markup else "Z")] * (end - start)
    origin = [index for index, character in enumerate(bare) if character]
    return "".join(bare), origin


def _with_partners(placeables: Sequence[Placeable], inner: Span) -> Span:
    """Widen a sentence to the markup that touches it and whose partner stands inside of it."""
    start, end = touched_start, touched_end = inner
    for placeable in reversed(placeables):
        if placeable.markup and placeable.span.end == touched_start:
            touched_start = placeable.span.start
    open_: list[Placeable] = []
    for placeable in placeables:
        if placeable.markup and placeable.span.start == touched_end:
            touched_end = placeable.span.end
        if placeable.side == Half.OPEN:
            open_.append(placeable)
        elif placeable.side == Half.CLOSE:
            opening = open_.pop().span
            if touched_start <= opening.start and inner.start <= placeable.span.start < inner.end:
                start = min(start, opening.start)
            if placeable.span.end <= touched_end and inner.start <= opening.start < inner.end:
                end = max(end, placeable.span.end)
    return Span(start, end)
