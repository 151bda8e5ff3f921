"""Find what stands in running text like a noun but must not be translated: URLs, tags, {names}."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from translate.bitext import Fold, Placeable, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

# The order is the order of precedence where two kinds could start at the same character.
_PATTERNS = {
    "placeholder": r"\{\{.{1,80}?\}\}|\{%.{1,80}?%\}|\$\{[^{}\s]{1,80}\}|\{[\w.:!-]{0,40}\}"
    r"|%\([\w.]+\)[sdif]|%(?:\d+\$)?[-+0#]?(?:\d+|\.\d+)?[sdfi@](?![^\W\d_])|%%\w+%%",
    "url": r"(?:https?|ftp)://[^\s<>\"„“”»«]+|www\.[^\s<>\"„“”»«]+\.[^\s<>\"„“”»«]+",
    "email": r"(?<![\w.+-])(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "tag": r"<!--.*?-->|</?[A-Za-z][A-Za-z0-9:-]*(?:\s[^<>]*|/)?>",
    "footnote": r"\[\^[^\]\s]+\]",
}
_ATOM = re.compile("|".join(f"(?P<{kind}>{regex})" for kind, regex in _PATTERNS.items()), re.DOTALL)
_TAG_NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*)")
_BREAK = re.compile(
    r"</?(?:br|hr|p|div|ul|ol|li|dl|dt|dd|table|tr|th|td|h[1-6]|blockquote|pre)\b[^<>]*>",
    re.IGNORECASE,
)
_RAISED = frozenset({"sub", "sup"})
# What is written to a base: indices and charges to elements, powers to numbers, units, letters.
_ELEMENTS = r"(?:[A-Z][a-z]?){1,4}"
_CHARGE = re.compile(r"<sub|<sup[^<>]*>\d*[-+−]", re.IGNORECASE)
_CHARGED = re.compile(rf"(?<!\w)(?:{_ELEMENTS}|[a-z])$")
_POWERED = re.compile(r"(?<!\w)(?:[\d.,]*\d|[kcdmµn]?m|mc|[A-Za-z])$")
_REST = re.compile(rf"{_ELEMENTS}(?!\w)")
_VERBATIM = frozenset({"code", "kbd", "samp", "tt", "var"})
_VOID = frozenset(
    {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)


def find(text: str, span: Span) -> tuple[Placeable, ...]:
    """Find the placeables that every format knows, in reading order.

    Args:
        text: the text of a document.
        span: the part of it to look at, in character offsets.

    Returns:
        Placeables with offsets in ``text``. A tag that is opened and closed is a pair of markup,
        a lonely one stands for itself; the content of ``<code>`` belongs to its atom.
    """
    found = []
    for match in _ATOM.finditer(text, span.start, span.end):
        kind = next(name for name in _PATTERNS if match[name] is not None)
        end = _without_sentence_end(match) if kind == "url" else match.end()
        found.append(
            Placeable(
                kind,
                Span(match.start(), end),
                text[match.start() : end],
                markup=kind in {"tag", "footnote"},
            )
        )
    return settle_tags(text, found)


def is_break(placeable: Placeable) -> bool:
    """Tell whether a tag parts what stands before it from what follows, as ``<br>`` does."""
    return placeable.kind == "tag" and _BREAK.fullmatch(placeable.surface) is not None


def breaks(placeables: Iterable[Placeable]) -> list[Fold]:
    """Return a fold for each tag that reads as the end of a line."""
    return [Fold(placeable.span, "\n") for placeable in placeables if is_break(placeable)]


def settle_tags(text: str, placeables: Iterable[Placeable]) -> tuple[Placeable, ...]:
    """Join opening and closing HTML tags; those around code become one atom with their content.

    So do ``<sub>`` and ``<sup>`` with what they are written to: CO<sub>2</sub>. Behind a word they
    are a footnote's number, and stand alone.

    Args:
        text: the text of a document.
        placeables: in reading order; other kinds pass through, other pairs are respected.

    Returns:
        The placeables, properly nested; crossed or lonely tags stand for themselves.
    """
    settled: list[Placeable] = []
    open_: list[tuple[str, int]] = []
    for placeable in placeables:
        settled.append(placeable)
        if placeable.side == "open":
            open_.append(("", len(settled) - 1))
        elif placeable.side == "close":
            while open_.pop()[0]:
                pass
        elif placeable.kind == "tag":
            _settle(text, settled, open_)
    return tuple(settled)


def _settle(text: str, settled: list[Placeable], open_: list[tuple[str, int]]) -> None:
    """Remember the last tag as open, or join it with the tag that it closes."""
    tag = settled[-1]
    name = _TAG_NAME.match(tag.surface)
    if not name or name[2].lower() in _VOID or tag.surface.endswith("/>"):
        return
    if not name[1]:
        open_.append((name[2].lower(), len(settled) - 1))
        return
    depth = _innermost(open_, name[2].lower())
    if depth is None:
        return
    opening = open_[depth][1]
    del open_[depth:]
    if name[2].lower() in _VERBATIM:
        span = Span(settled[opening].span.start, tag.span.end)
        settled[opening:] = [Placeable("code", span, span.of(text))]
    elif name[2].lower() in _RAISED:
        span = Span(settled[opening].span.start, tag.span.end)
        del settled[opening:]
        _settle_raised(text, span, settled)
    else:
        settled[opening] = replace(settled[opening], side="open")
        settled[-1] = replace(tag, side="close")


def _settle_raised(text: str, span: Span, settled: list[Placeable]) -> None:
    """Append a raised or lowered stretch, as one atom with the formula that it belongs to."""
    pattern = _CHARGED if _CHARGE.match(text, span.start) else _POWERED
    base = pattern.search(text, max(0, span.start - 20), span.start)
    start = base.start() if base else span.start
    if settled and settled[-1].kind == "formula" and start <= settled[-1].span.end:
        start = settled.pop().span.start  # H<sub>2</sub>SO<sub>4</sub>
    elif base is None:
        settled.append(Placeable("footnote", span, span.of(text), markup=True))
        return
    rest = _REST.match(text, span.end)
    whole = Span(start, rest.end() if rest else span.end)
    settled.append(Placeable("formula", whole, whole.of(text)))


def _innermost(open_: list[tuple[str, int]], name: str) -> int | None:
    """Find the last open tag of that name that no other pair separates from here."""
    for depth in reversed(range(len(open_))):
        if open_[depth][0] in {name, ""}:
            return depth if open_[depth][0] else None
    return None


def _without_sentence_end(match: re.Match[str]) -> int:
    """Leave the stop after a URL, and a bracket that opened before it, to the sentence."""
    url = match.group()
    while True:
        shorter = url.rstrip(".,;:!?*_'’‘…|")
        if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
            shorter = shorter[:-1]
        if shorter.endswith("]") and shorter.count("]") > shorter.count("["):
            shorter = shorter[:-1]
        if shorter == url:
            return match.start() + len(url)
        url = shorter
