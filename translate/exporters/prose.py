"""A sentence as elements of a page: its Markdown drawn, its terms and linked words marked.

Where terms and words begin and end is written into the text as private characters before the
Markdown is parsed, and read off its tokens again. Elements are built here from tokens and escaped
by the serializer; HTML in a sentence is shown as text and never becomes HTML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET

from translate.documents import syntax

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from translate.bitext import AlignedPair, Span, TermOutcome
    from translate.layout import Side

_FIRST = 0xF0000  # of the private characters that stand for a change of style
_MOST = 0xFFFD  # of them
_PRIVATE = re.compile(f"([{chr(_FIRST)}-{chr(_FIRST + _MOST)}])")
_LEAST_WEIGHT = 0.1  # of a word link that is shown
_ELEMENTS = {"strong": "strong", "em": "em", "s": "s"}


class Style(NamedTuple):
    """What a stretch of text belongs to: a term by number, a word by its name on the page."""

    term: int | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The linked words of one side: their spans by name, and the names that each is linked to."""

    spans: dict[Span, str]
    partners: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is drawn of one side of a row.

    ``spelled`` are characters that the source writes otherwise; ``numbers`` number the terms, and
    ``describe`` gives the class and the title of one.
    """

    side: Side
    words: Words
    numbers: Mapping[int, int]
    describe: Callable[[TermOutcome], dict[str, str]]
    spelled: tuple[tuple[int, str], ...] = ()


class _References(dict[str, Any]):
    """Definitions of links, found by labels that have private characters in them too."""

    def __contains__(self, label: object) -> bool:
        return super().__contains__(_PRIVATE.sub("", str(label)))

    def __getitem__(self, label: str) -> Any:
        return super().__getitem__(_PRIVATE.sub("", label))


def references(text: str) -> dict[str, Any]:
    """Return the definitions of links in a Markdown document, as the parser wants them."""
    env: dict[str, Any] = {}
    syntax.parser().parse(text, env)
    return {**env, "references": _References(env.get("references", {}))}


def words(pair: AlignedPair) -> tuple[Words, Words]:
    """Name the linked words of a pair and say which belong together."""
    links = [link for link in pair.links if link.weight >= _LEAST_WEIGHT]
    german = {span: f"s{n}" for n, span in enumerate(sorted({link.source for link in links}))}
    english = {span: f"t{n}" for n, span in enumerate(sorted({link.target for link in links}))}
    found: dict[str, list[str]] = {}
    for link in links:
        found.setdefault(german[link.source], []).append(english[link.target])
        found.setdefault(english[link.target], []).append(german[link.source])
    partners = {name: " ".join(sorted(set(others))) for name, others in found.items()}
    return Words(german, partners), Words(english, partners)


def draw(parent: ET.Element, sentence: Sentence, env: dict[str, Any] | None) -> None:
    """Append a sentence to an element.

    Args:
        parent: its element.
        sentence: what to draw.
        env: the definitions of a Markdown document; None draws plain text.
    """
    text, styles = _annotated(sentence)
    writer = _Writer(parent, sentence, styles)
    if env is None:
        writer.text(text)
        return
    for token in syntax.parser().parseInline(text, env):
        writer.tokens(token.children or ())


def _annotated(sentence: Sentence) -> tuple[str, list[Style]]:
    """Return the text with a private character where the style changes, and the styles."""
    side = sentence.side
    spans = [mark.span for mark in side.marks] + list(sentence.words.spans)
    places = {place for span in spans for place in span}
    places = {p for p in places if not any(s.start < p < s.end for s in side.verbatim)}
    places = {p for p in places if side.text[p - 1 : p] != "\\"}  # it belongs to what follows
    styles = [_style(sentence, place) for place in sorted(places)[:_MOST]]
    edits = [(place, place, chr(_FIRST + n)) for n, place in enumerate(sorted(places)[:_MOST])]
    edits += [(at, at + 1, written) for at, written in sentence.spelled]
    edits += [(half.start, half.end, "") for half in side.halves]
    parts, at = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        parts += [_PRIVATE.sub("\ufffd", side.text[at:start]), new]
        at = max(at, end)
    return "".join([*parts, _PRIVATE.sub("\ufffd", side.text[at:])]), styles


def _style(sentence: Sentence, place: int) -> Style:
    """Return what the character at a place belongs to."""
    marks, spans = sentence.side.marks, sentence.words.spans
    term = next((n for n, m in enumerate(marks) if m.span.start <= place < m.span.end), None)
    word = next((name for s, name in spans.items() if s.start <= place < s.end), "")
    return Style(term, word)


class _Writer:
    """Builds the elements of a sentence from its tokens."""

    def __init__(self, parent: ET.Element, sentence: Sentence, styles: Sequence[Style]) -> None:
        self._open = [parent]
        self._sentence = sentence
        self._styles = styles
        self._style = Style()

    def tokens(self, tokens: Sequence[Any]) -> None:
        """Write the inline tokens of markdown-it."""
        for token in tokens:
            name = token.type.removesuffix("_open").removesuffix("_close")
            if token.nesting > 0:
                self._begin(token, name)
            elif token.nesting < 0:
                self._open.pop()
            elif name in {"text", "text_special"}:
                self.text(token.content)
            elif name == "softbreak":
                self.text(" ")
            elif name == "hardbreak":
                ET.SubElement(self._open[-1], "br")
            else:
                self._atom(token, name)

    def text(self, text: str) -> None:
        """Write text, changing the style where a private character says so."""
        for part in _PRIVATE.split(text):
            if _PRIVATE.fullmatch(part):
                number = ord(part) - _FIRST
                self._style = self._styles[number] if number < len(self._styles) else Style()
            elif part:
                self._stretch(part)

    def _begin(self, token: Any, name: str) -> None:
        """Open an element; links don't lead away from the page, their title says where to."""
        if name in _ELEMENTS:
            self._open.append(ET.SubElement(self._open[-1], _ELEMENTS[name]))
            return
        title = _PRIVATE.sub("", str(token.attrs.get("href", name)))
        self._open.append(ET.SubElement(self._open[-1], "span", {"class": "link", "title": title}))

    def _atom(self, token: Any, name: str) -> None:
        """Write what stands in the sentence like a word."""
        if name == "code_inline":
            self._within("code", {}, token.content)
        elif name == "image":
            title = _PRIVATE.sub("", str(token.attrs.get("src", "")))
            self._within("span", {"class": "image", "title": title}, token.content or title)
        elif name.startswith("footnote"):
            label = str((token.meta or {}).get("label") or token.content)
            self._within("sup", {}, f"[{label}]")
        else:
            kind = "math" if name.startswith("math") else "tag"
            self._within("span", {"class": kind}, token.content)

    def _within(self, name: str, attributes: dict[str, str], text: str) -> None:
        self._open.append(ET.SubElement(self._open[-1], name, attributes))
        self.text(text)
        self._open.pop()

    def _stretch(self, text: str) -> None:
        """Write text of one style; a term that goes on stays one element."""
        parent, term = self._open[-1], self._style.term
        if term is not None:
            parent = self._mark(parent, term)
        if self._style.word:
            name = self._style.word
            partners = self._sentence.words.partners[name]
            element = ET.SubElement(parent, "span", {"data-w": name, "data-l": partners})
            element.text = text
        else:
            append(parent, text)

    def _mark(self, parent: ET.Element, term: int) -> ET.Element:
        """Return the element of a term, which is the last one where the term goes on."""
        outcome = self._sentence.side.marks[term].outcome
        number = str(self._sentence.numbers[id(outcome)])
        last = parent[-1] if len(parent) else None
        if last is not None and last.get("data-term") == number and not last.tail:
            return last
        attributes = self._sentence.describe(outcome)
        return ET.SubElement(parent, "mark", {**attributes, "data-term": number})


def append(parent: ET.Element, text: str) -> None:
    """Append text behind the last child."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
