"""A paragraph of an office document as a line of HTML, and a line of HTML as a paragraph again.

What most of a paragraph's text looks like has no tag; every other look is a pair of tags with a
number, ``<b id="1">``. Wrappers (links, tracked insertions) are pairs around what they hold. All
else (pictures, fields, footnote marks) is a lonely ``<img id="2">`` that stands for its elements.
Line breaks and tabs are ``<br id="3">``: a sentence ends there.
"""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from html import escape, unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TAG = re.compile(r"<(/?)(b|i|u|span|a|img|br)(?: id=\"(\d+)\")?>")
_WRAPPERS = frozenset({f"{W}hyperlink", f"{W}ins", f"{W}smartTag", f"{W}moveTo"})
# What marks a place between words and holds none; it moves to the ends of its paragraph.
_STARTS = frozenset({f"{W}bookmarkStart", f"{W}commentRangeStart", f"{W}permStart"})
_ENDS = frozenset({f"{W}bookmarkEnd", f"{W}commentRangeEnd", f"{W}permEnd"})
_NOISE = frozenset({f"{W}proofErr", f"{W}lastRenderedPageBreak"})
_BREAKS = frozenset({f"{W}br", f"{W}tab", f"{W}cr"})
_LETTERS = {f"{W}noBreakHyphen": "\u2011", f"{W}softHyphen": ""}
# Of a look: what spell checkers note down, which splits words into runs.
_NO_LOOK = frozenset({f"{W}lang", f"{W}noProof"})
_NO_XML = re.compile("[^\t\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OFF = frozenset({"0", "false", "none"})


@dataclass(frozen=True, slots=True)
class _Text:
    """Characters of one look; ``look`` is its properties as XML."""

    text: str
    look: bytes


@dataclass(frozen=True, slots=True)
class _Atom:
    """Elements without words of their own; ``breaks`` where a line ends."""

    elements: tuple[Any, ...]
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class _Wrapper:
    """An element around pieces."""

    element: Any
    pieces: tuple[_Piece, ...]


_Piece = _Text | _Atom | _Wrapper


@dataclass(slots=True)
class _Numbered:
    """What the numbers of a line stand for."""

    looks: dict[bytes, int] = field(default_factory=dict)
    atoms: dict[int, _Atom] = field(default_factory=dict)
    wrappers: dict[int, Any] = field(default_factory=dict)
    count: int = 0

    def next(self) -> int:
        """Return the next free number."""
        self.count += 1
        return self.count


def line(paragraph: Any) -> str:
    """Return the content of a paragraph element as HTML on one line.

    Args:
        paragraph: a ``w:p`` of lxml.
    """
    pieces = _pieces(paragraph)
    return "".join(_html(pieces, _main_look(pieces), _Numbered()))


def rewrite(paragraph: Any, html: str) -> None:
    """Put a translation into a paragraph, in the looks of its source.

    Args:
        paragraph: a ``w:p`` of lxml, changed in place; its properties stay.
        html: its content as ``line`` writes it. Tags that it has not are dropped; elements that the
            translation lost stand at the end.
    """
    pieces = _pieces(paragraph)
    main, numbered = _main_look(pieces), _Numbered()
    list(_html(pieces, main, numbered))
    inner = [child for child in paragraph if child.tag != f"{W}pPr"]
    starts, ends = (list(_own(paragraph, tags)) for tags in (_STARTS, _ENDS))
    for child in inner:
        paragraph.remove(child)
    paragraph.extend(starts)
    _Writer(paragraph, main, numbered).write(html)
    paragraph.extend(ends)


def _own(paragraph: Any, tags: Iterable[str]) -> Iterator[Any]:
    """Yield the marks of places in a paragraph and its wrappers, not in its text boxes."""
    for mark in paragraph.iter(*tags):
        parent = mark.getparent()
        if parent is paragraph or parent.tag in _WRAPPERS:
            yield mark


class _Writer:
    """Writes tags and text as runs into a paragraph."""

    def __init__(self, paragraph: Any, main: bytes, numbered: _Numbered) -> None:
        self.looks = {number: look for look, number in numbered.looks.items()}
        self.numbered, self.main = numbered, main
        self.within = [(0, paragraph)]
        self.open: list[int] = []
        self.left = dict(numbered.atoms)

    def write(self, html: str) -> None:
        """Write a line; what it has not used stands behind it."""
        position = 0
        for tag in _TAG.finditer(html):
            self._text(html[position : tag.start()])
            self._tag(int(tag[3] or 0), closing=bool(tag[1]))
            position = tag.end()
        self._text(html[position:])
        self.within = self.within[:1]
        for atom in self.left.values():
            self._atom(atom)

    def _tag(self, number: int, *, closing: bool) -> None:
        if closing:
            self._close()
        elif number in self.left:
            self._atom(self.left.pop(number))
        elif number in self.looks:
            self.open.append(number)
        elif number in self.numbered.wrappers:
            shell = deepcopy(self.numbered.wrappers[number])
            for child in [*shell]:
                shell.remove(child)
            self.within[-1][1].append(shell)
            self.within.append((len(self.open), shell))
            self.open.append(number)

    def _close(self) -> None:
        if self.open:
            self.open.pop()
            if self.within[-1][0] == len(self.open) and len(self.within) > 1:
                self.within.pop()

    def _atom(self, atom: _Atom) -> None:
        self.within[-1][1].extend(atom.elements)

    def _text(self, html: str) -> None:
        if html:
            look = next((self.looks[n] for n in reversed(self.open) if n in self.looks), self.main)
            self.within[-1][1].append(_run(unescape(html), look))


def _run(text: str, look: bytes) -> Any:
    """Make a run of a text in a look."""
    from lxml import etree

    run = etree.Element(f"{W}r", nsmap={"w": W[1:-1]})
    if look:
        run.append(etree.fromstring(look, etree.XMLParser(resolve_entities=False)))
    node = etree.SubElement(run, f"{W}t")
    node.text = _NO_XML.sub("", text)
    node.set(SPACE, "preserve")
    return run


# --- a paragraph as pieces ------------------------------------------------------------


def _pieces(parent: Any) -> tuple[_Piece, ...]:
    """Take a paragraph or wrapper apart; neighbouring texts of one look are one."""
    joined: list[_Piece] = []
    for piece in _fields(list(_flat(parent))):
        last = joined[-1] if joined else None
        if isinstance(piece, _Text) and isinstance(last, _Text) and _is_one(last, piece):
            joined[-1] = _Text(last.text + piece.text, last.look)
        else:
            joined.append(piece)
    return tuple(joined)


def _is_one(text: _Text, following: _Text) -> bool:
    """Tell whether two texts look alike; blanks look like what they follow."""
    return text.look == following.look or not following.text.strip()


def _flat(parent: Any) -> Iterator[_Piece]:
    for child in parent:
        if child.tag in _WRAPPERS:
            yield _Wrapper(child, _pieces(child))
        elif child.tag == f"{W}r":
            yield from _of_run(child)
        elif child.tag not in {f"{W}pPr", *_NOISE, *_STARTS, *_ENDS}:
            yield _Atom((child,))


def _of_run(run: Any) -> Iterator[_Piece]:
    """Yield the pieces of a run: its text, and each other child in a run of its own."""
    properties = run.find(f"{W}rPr")
    look = _look(properties)
    for child in run:
        if child.tag == f"{W}t":
            yield _Text(re.sub(r"[\r\n\t]", " ", child.text or ""), look)
        elif child.tag in _LETTERS:
            yield _Text(_LETTERS[child.tag], look)
        elif child.tag not in {f"{W}rPr", *_NOISE}:
            yield _Atom((_alone(run, properties, child),), child.tag in _BREAKS)


def _alone(run: Any, properties: Any, child: Any) -> Any:
    """Return the run if a child is all that it holds, else a copy of it for that child alone."""
    if len(run) == (1 if properties is None else 2):
        return run
    shell = run.makeelement(run.tag, run.attrib, run.nsmap)
    if properties is not None:
        shell.append(deepcopy(properties))
    shell.append(deepcopy(child))
    return shell


def _look(properties: Any) -> bytes:
    """Return run properties as XML, without what is no look."""
    from lxml import etree

    if properties is None:
        return b""
    kept = deepcopy(properties)
    for child in [child for child in kept if child.tag in _NO_LOOK]:
        kept.remove(child)
    etree.cleanup_namespaces(kept)
    return bytes(etree.tostring(kept, with_tail=False)) if len(kept) else b""


def _fields(pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """Make one atom of each field: its code and what it shows belong together, in their order.

    A field that ends in another paragraph is one up to what it shows.
    """
    at = 0
    while at < len(pieces):
        end = _field_end(pieces, at)
        if end > at + 1:
            yield _Atom(tuple(e for piece in pieces[at:end] for e in _elements(piece)))
        else:
            yield pieces[at]
        at = end


def _field_end(pieces: Sequence[_Piece], at: int) -> int:
    """Return the index behind a field that begins at an index, or behind that piece."""
    depth, shown = 0, 0
    for index in range(at, len(pieces)):
        kind = _field_mark(pieces[index])
        depth += {"begin": 1, "end": -1}.get(kind, 0)
        if index == at and kind != "begin":
            return at + 1
        if kind == "separate" and depth == 1:
            shown = index + 1
        if depth == 0:
            return index + 1
    return shown or len(pieces)


def _field_mark(piece: _Piece) -> str:
    if isinstance(piece, _Atom):
        for element in piece.elements:
            mark = element.find(f"{W}fldChar")
            if mark is not None:
                return str(mark.get(f"{W}fldCharType", ""))
    return ""


def _elements(piece: _Piece) -> Iterable[Any]:
    if isinstance(piece, _Atom):
        return piece.elements
    if isinstance(piece, _Wrapper):
        return (piece.element,)
    return (_run(piece.text, piece.look),)


def _main_look(pieces: Iterable[_Piece]) -> bytes:
    """Return the look of most characters."""
    lengths = Counter[bytes]()
    waiting = list(pieces)
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, _Text):
            lengths[piece.look] += len(piece.text)
        elif isinstance(piece, _Wrapper):
            waiting += piece.pieces
    return max(sorted(lengths), key=lengths.__getitem__, default=b"")


def _html(pieces: Iterable[_Piece], main: bytes, numbered: _Numbered) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, _Text):
            yield _marked(piece, main, numbered)
        elif isinstance(piece, _Atom):
            number = numbered.next()
            numbered.atoms[number] = piece
            yield f'<{"br" if piece.breaks else "img"} id="{number}">'
        else:
            number = numbered.next()
            numbered.wrappers[number] = piece.element
            yield f'<a id="{number}">'
            yield from _html(piece.pieces, main, numbered)
            yield "</a>"


def _marked(piece: _Text, main: bytes, numbered: _Numbered) -> str:
    """Return a text between the tags of its look."""
    text = escape(piece.text, quote=False)
    if piece.look == main or not piece.text:
        return text
    if piece.look not in numbered.looks:
        numbered.looks[piece.look] = numbered.next()
    name = _name(piece.look)
    return f'<{name} id="{numbered.looks[piece.look]}">{text}</{name}>'


def _name(look: bytes) -> str:
    """Return the HTML element that shows a look best."""
    for name in ("b", "i", "u"):
        found = re.search(rf'<w:{name}(?:\s+w:val="(\w+)")?\s*/>'.encode(), look)
        if found and (found[1] or b"").decode() not in _OFF:
            return name
    return "span"
