"""Links to headings: a heading is named after its words, so that a translation renames it.

A heading's name follows GitHub's rule (lower case, blanks as hyphens, punctuation dropped, the
second of two alike is ``-1``), unless the text gives it one with ``{#name}``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote

from translate.bitext import UNTRANSLATED, Block, BlockKind, Span
from translate.documents import html, markdown, syntax

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from markdown_it.token import Token

_EXPLICIT = re.compile(r"[ \t]*\{:?[ \t]*#(?P<name>[\w:.-]+)[^{}]*\}[ \t]*$")
_LINK = re.compile(r"\]\([ \t]*<?#(?P<name>[^)\s<>]+)")
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\]\r\n]+\]:[ \t]*<?#(?P<name>[^\s<>]+)", re.MULTILINE)
_HREF = re.compile(r"\shref\s*=\s*[\"']?#(?P<name>[^\"'\s>]+)", re.IGNORECASE)
_NAMED = re.compile(r"\s(?:id|name)\s*=\s*[\"']?(?P<name>[^\"'\s>]+)", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"\{:?[ \t]*#(?P<name>[\w:.-]+)[^{}]*\}")
_READ = {"text", "code_inline", "text_special", "math_inline"}
_TOP = frozenset({"", "top"})


class Heading(NamedTuple):
    """A heading: its name, its line (1-based), and whether the text gives it that name."""

    name: str
    line: int
    explicit: bool


class Link(NamedTuple):
    """A link to a place in the same text: where the name stands, and the name, decoded."""

    span: Span
    name: str


def headings(text: str) -> list[Heading]:
    """Return the headings of a Markdown text in order, with the names that links call them by."""
    tokens = syntax.parser().parse(text.removeprefix("\ufeff"))
    found, seen = [], Counter[str]()
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.map:
            given = _EXPLICIT.search(inline.content)
            name = given["name"] if given else _unique(slug(_words(inline)), seen)
            found.append(Heading(name, opening.map[0] + 1, bool(given)))
    return found


def slug(title: str) -> str:
    """Return what GitHub calls a heading of these words."""
    kept = (c for c in title.strip().lower() if c in " -" or _is_part(c))
    return "".join(kept).replace(" ", "-")


def links(text: str) -> list[Link]:
    """Return the links of a Markdown text to places in it, in order."""
    found = [_link(match) for block in markdown.blocks(text) for match in _in_block(text, block)]
    inside = [block.span for block in markdown.blocks(text) if block.kind in UNTRANSLATED]
    found += [
        _link(match)
        for match in _DEFINITION.finditer(text)
        if not any(span.start <= match.start() < span.end for span in inside)
    ]
    return sorted(set(found))


def dead(text: str) -> list[Link]:
    """Return the links that lead to no heading and no named place of a Markdown text."""
    known = {heading.name for heading in headings(text)} | _TOP
    known |= {match["name"] for match in _ATTRIBUTES.finditer(text)}
    for tag in html.start_tags(text, Span(0, len(text))):
        known |= {match["name"] for match in _NAMED.finditer(text, *tag)}
    return [link for link in links(text) if link.name not in known]


def rewritten(german: str, english: str) -> str:
    """Return a translation whose links lead to its own headings.

    Args:
        german: the Markdown source.
        english: its translation, which has the same headings in the same order.
    """
    names = {old.name: new.name for old, new in _renamed(german, english)}
    edits = [(link.span, _encoded(link, names, english)) for link in links(english)]
    return _applied(english, edits)


def kept(german: str, english: str) -> str:
    """Return a translation whose headings are called as those of the source are as well."""
    names = {new.line: old.name for old, new in _renamed(german, english)}
    edits = []
    for block in markdown.blocks(english):
        if block.kind is BlockKind.HEADING and block.line in names:
            start = Span(block.span.start, block.span.start)
            edits.append((start, f'<a id="{names[block.line]}"></a>'))
    return _applied(english, edits)


APPLY: dict[str, Callable[[str, str], str]] = {"rewrite": rewritten, "keep": kept}
"""The ways of keeping links to headings alive."""


def _renamed(german: str, english: str) -> list[tuple[Heading, Heading]]:
    """Pair the headings whose names differ; without their number nothing can be told."""
    old, new = headings(german), headings(english)
    if len(old) != len(new):
        return []
    return [(a, b) for a, b in zip(old, new, strict=True) if a.name != b.name]


def _in_block(text: str, block: Block) -> Iterator[re.Match[str]]:
    for placeable in block.placeables:
        if placeable.kind in {"link", "emphasis"}:
            yield from _LINK.finditer(text, *placeable.span)
        elif placeable.kind == "tag":
            yield from _HREF.finditer(text, *placeable.span)
    if block.kind is BlockKind.HTML:
        for tag in html.start_tags(text, block.span):
            yield from _HREF.finditer(text, *tag)


def _link(match: re.Match[str]) -> Link:
    return Link(Span(*match.span("name")), unquote(match["name"]))


def _encoded(link: Link, names: Mapping[str, str], text: str) -> str:
    """Return how a link is written now: encoded where it was."""
    written = link.span.of(text)
    new = names.get(link.name)
    return written if new is None else quote(new) if "%" in written else new


def _applied(text: str, edits: Iterable[tuple[Span, str]]) -> str:
    parts, position = [], 0
    for span, new in edits:
        parts += [text[position : span.start], new]
        position = span.end
    return "".join([*parts, text[position:]])


def _words(inline: Token) -> str:
    """Return what a reader sees of a heading."""
    children = inline.children or []
    return "".join(
        token.content if token.type in _READ else " " if token.type == "softbreak" else ""
        for token in children
    )


def _unique(name: str, seen: Counter[str]) -> str:
    """Number a name that other headings have already."""
    number = seen[name]
    seen[name] += 1
    return f"{name}-{number}" if number else name


def _is_part(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LMN" or category == "Pc"
