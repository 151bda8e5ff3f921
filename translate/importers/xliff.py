"""Reviewed XLIFF, 1.2 or 2.0, whatever attributes, order and splits a tool gave it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translate import codes
from translate.errors import InputError
from translate.importers import xml
from translate.importers.reviewed import Reviewed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from xml.etree import ElementTree as ET

    from translate.bitext import Bitext

TOOL = "termtreu"
APPROVED = frozenset({"final", "signed-off", "reviewed"})
# How the elements for codes read: around text, first halves, second halves, alone.
AROUND = frozenset({"g", "pc"})
OPENING = frozenset({"bpt", "bx", "sc"})
CLOSING = frozenset({"ept", "ex", "ec"})
ALONE = frozenset({"ph", "x", "it"})


def read(text: str, path: str, _: Bitext) -> list[Reviewed]:
    """Return the units of a file in their order.

    Args:
        text: the file.
        path: names it in messages.

    Raises:
        InputError: not XML, or no XLIFF.
    """
    root = xml.parse(text, path)
    if xml.name(root) != "xliff":
        raise InputError(f"{path}: no XLIFF but <{xml.name(root)}>; name the file that you saved")
    found = []
    for node in root.iter():
        if xml.name(node) == "trans-unit":
            found.append(_old(node))
        elif xml.name(node) == "unit":
            found.append(_new(node))
    return found


def _old(unit: ET.Element) -> Reviewed:
    """Read a unit of XLIFF 1.2."""
    source, target = xml.child(unit, "source"), xml.child(unit, "target")
    state = target.get("state", "") if target is not None else ""
    notes = [note for note in xml.children(unit, "note") if note.get("from") != TOOL]
    return Reviewed(
        unit.get("id", ""),
        codes.plain(_parts([source])),
        _parts([target]),
        approved=unit.get("approved") == "yes" or state in APPROVED,
        note=_noted(notes),
    )


def _new(unit: ET.Element) -> Reviewed:
    """Read a unit of XLIFF 2.0; the targets of its segments may be in an order of their own."""
    segments = [node for node in unit if xml.name(node) in {"segment", "ignorable"}]
    sources = [xml.child(node, "source") for node in segments]
    placed = []
    for place, node in enumerate(segments, start=1):
        target = xml.child(node, "target")
        if target is None and xml.name(node) == "ignorable":
            target = xml.child(node, "source")
        if target is not None:
            placed.append((xml.number(target, "order") or place, place, target))
    states = [node.get("state", "") for node in segments if xml.name(node) == "segment"]
    holder = xml.child(unit, "notes")
    notes = [] if holder is None else list(xml.children(holder, "note"))
    return Reviewed(
        unit.get("id", ""),
        codes.plain(_parts(sources)),
        _parts([target for *_, target in sorted(placed, key=lambda one: one[:2])]),
        approved=bool(states) and APPROVED.issuperset(states),
        note=_noted([note for note in notes if note.get("category") != TOOL]),
    )


def _noted(notes: Sequence[ET.Element]) -> str:
    texts = (" ".join("".join(note.itertext()).split()) for note in notes)
    return "; ".join(dict.fromkeys(filter(None, texts)))


def _parts(nodes: Sequence[ET.Element | None]) -> codes.Coded:
    """Return the text of some elements with codes; pieces of a split text get a blank between."""
    parts: list[str | int] = []
    for node in nodes:
        if node is not None:
            _separate(parts)
            parts += _content(node)
    return codes.tidy(parts)


def _content(node: ET.Element) -> Iterator[str | int]:
    """Yield what stands in an element: its text, and the codes among it."""
    yield node.text or ""
    split = False
    for child in node:
        kind = xml.name(child)
        number = xml.number(child, "id", "startRef", "rid")
        if kind in AROUND:
            yield from (number, *_content(child), -number)
        elif kind in CLOSING:
            first = xml.number(child, "startRef", "rid")
            yield from _closing(child, first)
        elif kind in OPENING | ALONE:
            yield number
        elif kind != "note":  # mrk, seg and what else only marks text
            piece = child.get("mtype") == "seg"
            yield from (" " if split and piece else "", *_content(child))
            split = piece
        yield child.tail or ""


def _closing(code: ET.Element, first: int) -> Iterator[int]:
    """Yield the second half of a pair: named by its first, or, where it is alone, by itself."""
    own = xml.number(code, "id")
    if code.get("isolated") == "yes":
        yield own
    else:
        yield -(first or own)


def _separate(parts: list[str | int]) -> None:
    """Put a blank behind a piece of text that has none."""
    if parts and isinstance(parts[-1], str) and not parts[-1].endswith(" "):
        parts.append(" ")
