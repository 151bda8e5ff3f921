"""Texts with codes as XML: elements among text, nested where both halves of a pair are there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate import codes as inline

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree import ElementTree as ET

    from translate.bitext import Placeable
    from translate.codes import Coded, Codes

PAIR, OPEN, CLOSE, BEGIN, END, ALONE = "pair", "open", "close", "begin", "end", "alone"
ILLEGAL = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Return a text with XML line ends and without the characters that XML 1.0 forbids."""
    return ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", re.sub("\r\n?", "\n", text))


def fill(
    parent: ET.Element,
    coded: Coded,
    codes: Codes,
    make: Callable[[int, str], ET.Element],
    *,
    nested: bool,
) -> None:
    """Write a text with codes into an element.

    Args:
        parent: the element, still empty.
        coded: strings and numbers of codes.
        codes: what the numbers mean.
        make: returns the element of a number: of a whole "pair" (where ``nested``) or of its halves
            "open" and "close" (where not), of a half without the other one ("begin", "end"), or of
            what stands "alone".
        nested: whether a pair is one element around its content.
    """
    whole = inline.balanced(codes, coded)
    path = [parent]
    for part in coded:
        if isinstance(part, str):
            _append(path[-1], legal(part))
        elif nested and part in whole and codes.opens(part):
            path.append(_put(path[-1], make(part, PAIR)))
        elif nested and part in whole:
            path.pop()
        else:
            _put(path[-1], make(part, _half(part, codes, part in whole)))


def type_of(placeable: Placeable) -> str:
    """Name a code as XLIFF and TMX do: bold, italic, link, image, or its own kind."""
    if placeable.kind == "emphasis":
        return "bold" if len(placeable.surface) == 2 else "italic"
    return placeable.kind if placeable.kind in {"link", "image"} else f"x-{placeable.kind}"


def _half(number: int, codes: Codes, whole: bool) -> str:
    if codes.opens(number):
        return OPEN if whole else BEGIN
    if codes.closes(number):
        return CLOSE if whole else END
    return ALONE


def _put(parent: ET.Element, child: ET.Element) -> ET.Element:
    parent.append(child)
    return child


def _append(parent: ET.Element, text: str) -> None:
    """Append text behind the last child."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
