"""What is translated on demand: front matter, descriptions, titles, and text in HTML.

The blocks that a format found stay as they are. What is wanted beside them is more blocks, with a
``syntax`` each, whose spans may lie inside of a block's: of its front matter, of its links.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

from translate.bitext import Block, BlockKind, Span
from translate.documents import front_matter, html, values
from translate.documents.lines import line_starts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from translate.bitext import Placeable

_TITLE = re.compile(
    r"[ \t\r\n](?P<title>\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|\((?:\\.|[^()\\])*\))[ \t]*\)$",
    re.DOTALL,
)
_DEFINITION = re.compile(
    r"^[ ]{0,3}\[(?!\^)[^\]\r\n]+\]:[ \t]*\S+[ \t]+"
    r"(?P<title>\"[^\"\r\n]*\"|'[^'\r\n]*'|\([^()\r\n]*\))[ \t]*$",
    re.MULTILINE,
)
_IMAGE = re.compile(r"(?<!\\)!\[")
_TARGET = re.compile(r"\]\(|\]\[(?!\])")
_ATTRIBUTE = (
    r"(?<=[\s\"'])(?:{names})\s*=\s*"
    r"(?:(?P<quote>[\"'])(?P<text>.*?)(?P=quote)|(?P<bare>[^\s\"'=<>`]+))"
)
_OPAQUE_KINDS = frozenset({"code", "url", "math", "placeholder"})


@dataclass(frozen=True, slots=True)
class Extras:
    """What is wanted: keys of the front matter, descriptions of images, titles, text in HTML."""

    front_matter: tuple[str, ...] = ()
    alt_text: bool = False
    titles: bool = False
    html_text: bool = False


NONE = Extras()


def added(
    text: str, found: Sequence[Block], wanted: Extras, path: str, *, html_page: bool
) -> tuple[Block, ...]:
    """Return the blocks of a document with those that are wanted beside them.

    Args:
        text: the document's.
        found: its blocks.
        wanted: what else is to be translated.
        path: names the file in messages.
        html_page: whether all of the text is HTML.

    Returns:
        Blocks in order; a new one stands behind the block that its span lies in, and is called
        after it (``b3x1``), so that the ids of the others stay.

    Raises:
        InputError: the front matter is neither YAML nor TOML.
    """
    if wanted == NONE:
        return tuple(found)
    more = sorted(_more(text, found, wanted, path, html_page=html_page), key=lambda b: b.span)
    starts = [block.span.start for block in found]
    homes: dict[int, list[Block]] = {}
    for block in more:
        homes.setdefault(bisect_right(starts, block.span.start) - 1, []).append(block)
    result = _named("b0", homes.get(-1, ()))
    for number, block in enumerate(found):
        result += [block, *_named(block.id, homes.get(number, ()))]
    return tuple(result)


def _named(home: str, blocks: Iterable[Block]) -> list[Block]:
    return [replace(block, id=f"{home}x{n}") for n, block in zip(count(1), blocks, strict=False)]


def _more(
    text: str, found: Sequence[Block], wanted: Extras, path: str, *, html_page: bool
) -> Iterator[Block]:
    place = _Place(text, line_starts(text))
    for block in found:
        if block.kind is BlockKind.FRONT_MATTER and wanted.front_matter:
            yield from front_matter.blocks(text, block.span, wanted.front_matter, path)
        elif block.kind is BlockKind.HTML and wanted.html_text:
            yield from (replace(one, syntax="html") for one in html.texts(text, block.span))
        if not html_page:
            for placeable in block.placeables:
                yield from _inside(placeable, place, wanted)
    if wanted.titles and not html_page:
        yield from _definitions(place, found)
    pages = [block.span for block in found if block.kind is BlockKind.HTML]
    for span in [Span(0, len(text))] if html_page else pages:
        yield from _attributes(place, span, wanted)


@dataclass(frozen=True, slots=True)
class _Place:
    """A text and where its lines start: makes blocks of stretches of it."""

    text: str
    lines: Sequence[int]

    def block(self, span: Span, syntax: str, prefix: str) -> Iterator[Block]:
        """Yield the block of a text in quotes, if there are words in it."""
        line = bisect_right(self.lines, span.start)
        made = values.make(self.text, span, syntax, prefix, line)
        if made:
            yield made

    def quoted(self, span: Span, syntax: str) -> Iterator[Block]:
        """Yield the block of a text whose quotes are part of the span."""
        yield from self.block(Span(span.start + 1, span.end - 1), syntax, self.text[span.start])


def _inside(placeable: Placeable, place: _Place, wanted: Extras) -> Iterator[Block]:
    """Yield the descriptions and titles in a link, an image or a tag."""
    if placeable.kind in _OPAQUE_KINDS:
        return
    if placeable.kind == "tag":
        yield from _attributes(place, placeable.span, wanted)
        return
    ends = []
    for match in _IMAGE.finditer(place.text, *placeable.span):
        label = _label(place.text, Span(match.end(), placeable.span.end))
        if label and wanted.alt_text:
            yield from place.block(label, "alt", "")
        if label and label.end + 1 < placeable.span.end:
            ends.append(_link_end(place.text, label.end + 1, placeable.span.end))
    if wanted.titles:
        for end in {*ends, placeable.span.end}:
            title = _TITLE.search(place.text, placeable.span.start, end)
            if title:
                yield from place.quoted(Span(*title.span("title")), "title")


def _label(text: str, rest: Span) -> Span | None:
    """Return the description of an image that has a target of its own; ``rest`` begins with it."""
    depth = 1
    for match in re.finditer(r"\\.|[\[\]]", rest.of(text), re.DOTALL):
        depth += {"[": 1, "]": -1}.get(match[0], 0)
        if not depth:
            end = rest.start + match.start()
            return Span(rest.start, end) if _TARGET.match(text, end, rest.end) else None
    return None


def _link_end(text: str, start: int, end: int) -> int:
    """Return where the target of an image ends that begins with a bracket at ``start``."""
    depth = 0
    for match in re.finditer(r"\\.|\"(?:\\.|[^\"\\])*\"|[()]", text[start:end], re.DOTALL):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if not depth:
            return start + match.end()
    return end


def _definitions(place: _Place, found: Sequence[Block]) -> Iterator[Block]:
    """Yield the titles of link definitions, which stand outside of all blocks."""
    starts = [block.span.start for block in found]
    for match in _DEFINITION.finditer(place.text):
        before = bisect_right(starts, match.start()) - 1
        if before < 0 or found[before].span.end <= match.start():
            yield from place.quoted(Span(*match.span("title")), "title")


def _attributes(place: _Place, span: Span, wanted: Extras) -> Iterator[Block]:
    """Yield the ``alt`` and ``title`` of tags."""
    names = [name for name, on in (("alt", wanted.alt_text), ("title", wanted.titles)) if on]
    if not names:
        return
    pattern = _attribute("|".join(names))
    for tag in html.start_tags(place.text, span):
        for match in pattern.finditer(place.text, *tag):
            if match["quote"]:
                yield from place.block(Span(*match.span("text")), "attribute", match["quote"])
            else:
                yield from place.block(Span(*match.span("bare")), "attribute", "")


def _attribute(names: str) -> re.Pattern[str]:
    return re.compile(_ATTRIBUTE.format(names=names), re.IGNORECASE | re.DOTALL)
