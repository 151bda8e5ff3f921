"""Hide from the engine what must not be translated, and put each of it back exactly once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import count, pairwise, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from translate.bitext import Placeable, Segment, Span, WordLink

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate.bitext import Document

_UNIT = re.compile(r"#*\w+(?:[-'’./]\w+)*")
_CLOSING_PUNCTUATION = ".,;:!?…)]}”“’»\"'"
_CERTAIN = 2.0  # outweighs any link that an engine reports


@dataclass(frozen=True, slots=True)
class Masked:
    """A segment as the engine sees it.

    ``tokens`` stand for the segment's atoms, in order. ``offsets`` leads from every index of
    ``text``, its end included, to ``segment.text``. ``marks`` are the pieces of markup with the
    index in ``text`` where they stood.
    """

    segment: Segment
    text: str
    tokens: tuple[str, ...]
    offsets: tuple[int, ...]
    marks: tuple[tuple[int, Placeable], ...] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """A finished translation; ``offsets`` leads from every index of the target to ``text``."""

    text: str
    offsets: tuple[int, ...]


def carry(span: Span, offsets: Sequence[int]) -> Span:
    """Take a span through the offsets of a mask or a restoration.

    Args:
        span: a span that is not empty, in the text that the offsets lead from.
        offsets: of ``Masked`` or ``Restored``.

    Returns:
        The span in the text that they lead to, without markup that follows it.
    """
    return Span(offsets[span.start], offsets[span.end - 1] + 1)


def mask(segment: Segment) -> Masked:
    """Replace atoms by tokens that an engine copies, and take markup out.

    Args:
        segment: with placeables that do not overlap.

    Returns:
        What the engine is given; no token occurs elsewhere in its text.
    """
    edges = [Span(0, 0), *(p.span for p in segment.placeables), Span(len(segment.text), 0)]
    between = [Span(left.end, right.start) for left, right in pairwise(edges)]
    names = _tokens(segment, "".join(span.of(segment.text) for span in between))
    text, tokens, marks = between[0].of(segment.text), [], []
    offsets = [*range(between[0].end)]
    for placeable, rest in zip(segment.placeables, between[1:], strict=True):
        if placeable.markup:
            marks.append((len(text), placeable))
        else:
            tokens.append(next(names))
            text += tokens[-1]
            offsets += _spread(placeable.span, len(tokens[-1]))
        words = rest.of(segment.text)
        if words[:1].isdigit() and text.endswith(tuple(tokens)):  # keep the token's number apart
            text += " "
            offsets.append(rest.start)
        text += words
        offsets += range(*rest)
    offsets.append(len(segment.text))
    return _tidied(Masked(segment, text, tuple(tokens), tuple(offsets), tuple(marks)))


def bare(segment: Segment) -> str:
    """Return a segment's text without its markup, but with its code and addresses."""
    text = segment.text
    for placeable in reversed(segment.placeables):
        if placeable.markup:
            text = text[: placeable.span.start] + text[placeable.span.end :]
    return " ".join(text.split())


def plain(document: Document) -> list[str]:
    """Return the masked texts of all segments: what an aligner should compare."""
    return [mask(segment).text for segment in document.segments]


def restore(masked: Masked, target: str, links: Sequence[WordLink] = ()) -> Restored:
    """Put every placeable back exactly once.

    A token that the engine lost goes where the word links, or else the order of the words, put
    it; a doubled one is dropped. A pair of markup goes around the smallest stretch that holds
    the words linked to the words inside; pairs stay nested.

    Args:
        masked: what the engine was given.
        target: what it made of it.
        links: from words of ``masked.text`` to words of ``target``.

    Returns:
        The translation with all placeables of the segment.
    """
    draft = _with_each_token_once(masked, target, links)
    root = _tree(masked)
    _settle(root, Span(0, len(draft.text)), masked, draft)
    return _written(masked, draft, list(_insertions(root, masked, draft.text)))


def _tokens(segment: Segment, words: str) -> Iterator[str]:
    """Name tokens like "X1" that do not occur in the segment.

    Any capital would do: a model copied X1, F1 and M1 alike. A segment without words of its own
    gets tokens without letters, because engines leave alone what has none.
    """
    letters = "XFMQ" if any(map(str.isalpha, words)) else "#"
    stems = (letter * length for length in count(1) for letter in letters)
    stem = next(s for s in stems if not re.search(rf"{s}\d", segment.text, re.IGNORECASE))
    return (f"{stem}{number}" for number in count(1))


def _spread(span: Span, length: int) -> Iterator[int]:
    """Lead the characters of a token into its atom, the last one to the last one."""
    for index in range(length - 1):
        yield min(span.start + index, span.end - 1)
    yield span.end - 1


def _tidied(masked: Masked) -> Masked:
    """Drop the blanks that markup leaves behind: doubled, leading, or before punctuation."""
    drop = set()
    for index, _ in masked.marks:
        before, after = masked.text[:index][-1:], masked.text[index:][:1]
        if after == " " and before in {"", " "}:
            drop.add(index)
        elif before == " " and after and after in ".,;:!?":
            drop.add(index - 1)
    kept = [index for index in range(len(masked.text) + 1) if index not in drop]
    moved = {index: len([k for k in kept if k < index]) for index, _ in masked.marks}
    return replace(
        masked,
        text="".join(masked.text[index] for index in kept[:-1]),
        offsets=tuple(masked.offsets[index] for index in kept),
        marks=tuple((moved[index], placeable) for index, placeable in masked.marks),
    )


class _Draft(NamedTuple):
    """A target in the making; ``offsets`` leads to its ``text`` from the engine's target."""

    text: str
    offsets: tuple[int, ...]
    links: tuple[WordLink, ...]

    def replaced(self, span: Span, new: str) -> _Draft:
        """Write ``new`` over a span; what stood behind it moves."""
        shift = len(new) - (span.end - span.start)

        def moved(at: int) -> int:
            if at >= span.end:
                return at + shift
            return min(at, span.start + len(new))

        links = [
            link._replace(target=Span(moved(link.target.start), moved(link.target.end - 1) + 1))
            for link in self.links
        ]
        text = self.text[: span.start] + new + self.text[span.end :]
        return _Draft(text, tuple(map(moved, self.offsets)), tuple(links))

    def renditions(self, source: Span) -> list[Span]:
        """Return the words whose strongest link leads into a stretch of the source."""
        found = []
        for unit in _units(self.text):
            own = [link for link in self.links if link.target.overlaps(unit)]
            if own and max(own, key=lambda link: link.weight).source.overlaps(source):
                found.append(unit)
        return found


def _units(text: str) -> list[Span]:
    return [Span(*match.span()) for match in _UNIT.finditer(text)]


def _with_each_token_once(masked: Masked, target: str, links: Sequence[WordLink]) -> _Draft:
    """Drop doubled tokens, add lost ones, and link every token with its source."""
    draft = _Draft(target, tuple(range(len(target) + 1)), tuple(links))
    for token in masked.tokens:
        source = _find(token, masked.text)[0]
        if not _find(token, draft.text):
            home = _home(masked.text, source, draft)
            draft = draft.replaced(Span(home, home), _spaced(draft.text, home, token))
        found = _find(token, draft.text)
        kept = max(found, key=lambda span: _support(source, span, draft.links))
        draft = draft.replaced(kept, token)  # an engine may change its case
        for span in reversed(found):
            if span != kept:
                draft = draft.replaced(_with_blank(draft.text, span), "")
        place = _find(token, draft.text)[0]
        draft = draft._replace(links=(*draft.links, WordLink(source, place, _CERTAIN)))
    return draft


def _find(token: str, text: str) -> list[Span]:
    """Find a token in a text, glued to a word or not, in any case."""
    matches = re.finditer(rf"{token}(?!\d)", text, re.IGNORECASE)
    return [Span(*match.span()) for match in matches]


def _support(source: Span, target: Span, links: Sequence[WordLink]) -> float:
    """Return the weight of the links between two stretches."""
    return sum(
        link.weight
        for link in links
        if link.source.overlaps(source) and link.target.overlaps(target)
    )


def _with_blank(text: str, span: Span) -> Span:
    """Widen a span that will be deleted to the blank before it."""
    return Span(span.start - text[: span.start].endswith(" "), span.end)


def _spaced(text: str, position: int, new: str) -> str:
    """Add the blanks that a word needs at a position."""
    before, after = text[:position][-1:], text[position:][:1]
    left = " " if before and not before.isspace() and before not in "([{„‚" else ""
    right = " " if after and (after.isalnum() or after in "([{„‚") else ""
    return left + new + right


def _home(source_text: str, source: Span, draft: _Draft) -> int:
    """Find where something belongs that has no word of its own in the target.

    That is behind (or before) the words that render its nearest neighbours, or else as far into
    the target as it stood in the source.
    """
    units, targets = _units(source_text), _units(draft.text)
    left = [unit for unit in units if unit.end <= source.start]
    right = [unit for unit in units if unit.start >= source.end]
    for near_left, near_right in zip_longest(reversed(left), right):
        if near_left and (found := draft.renditions(near_left)):
            return _past(draft.text, found[-1].end, source_text[near_left.end : source.start])
        if near_right and (found := draft.renditions(near_right)):
            return found[0].start
    place = round(len(left) / max(1, len(left) + len(right)) * len(targets))
    if not place:
        return targets[0].start if targets and right else len(draft.text)
    passed = source_text[left[-1].end : source.start]
    return _past(draft.text, targets[place - 1].end, passed)


def _past(text: str, position: int, passed: str) -> int:
    """Step over punctuation in the target if the source had some there."""
    if passed.strip():
        while position < len(text) and text[position] in _CLOSING_PUNCTUATION:
            position += 1
    return position


@dataclass(slots=True)
class _Node:
    """Markup: a pair around ``inside`` (in the masked text), or a lonely piece where it is empty.

    A pair that begins or ends in another sentence lacks that half.
    """

    inside: Span
    opening: Placeable | None = None
    closing: Placeable | None = None
    children: list[_Node] = field(default_factory=list)
    place: Span = field(default_factory=lambda: Span(0, 0))  # in the draft


def _tree(masked: Masked) -> _Node:
    """Nest the markup of a segment."""
    root = _Node(Span(0, len(masked.text)))
    path = [root]
    for index, mark in masked.marks:
        if mark.side == "open":
            node = _Node(Span(index, len(masked.text)), opening=mark)
            path[-1].children.append(node)
            path.append(node)
        elif mark.side == "close" and len(path) > 1:
            node = path.pop()
            node.inside, node.closing = Span(node.inside.start, index), mark
        elif mark.side == "close":
            root.children = [_Node(Span(0, index), closing=mark, children=root.children)]
        else:
            path[-1].children.append(_Node(Span(index, index), opening=mark))
    return root


def _wanted(node: _Node, masked: Masked, draft: _Draft) -> Span:
    """Return the smallest stretch of the draft that holds all that a node was around."""
    units = _units(masked.text)
    inner = [unit for unit in units if unit.overlaps(node.inside)]
    if not inner or not draft.text or node.inside.start == node.inside.end:
        home = _home(masked.text, node.inside, draft)
        return Span(home, home)
    spans = draft.renditions(node.inside) or _guessed(inner, masked, draft)
    spans += [_wanted(child, masked, draft) for child in node.children]
    whole = len(inner) == len(units)
    start = min((span.start for span in spans), default=0)
    end = max((span.end for span in spans), default=len(draft.text))
    return Span(
        0 if whole or not node.opening else start,
        len(draft.text) if whole or not node.closing else end,
    )


def _guessed(inner: Sequence[Span], masked: Masked, draft: _Draft) -> list[Span]:
    """Choose words for some that none renders: as many, proportionally, where they belong."""
    targets = _units(draft.text)
    home = _home(masked.text, Span(inner[0].start, inner[0].start), draft)
    following = [unit for unit in targets if unit.start >= home] or targets[-1:]
    return following[: max(1, round(len(inner) / len(_units(masked.text)) * len(targets)))]


def _settle(node: _Node, place: Span, masked: Masked, draft: _Draft) -> None:
    """Give a node its place, and its children disjoint places inside of it."""
    node.place = place
    wanted = [(_wanted(child, masked, draft), child) for child in node.children]
    node.children, cursor = [], place.start
    for want, child in sorted(wanted, key=lambda pair: pair[0]):
        free = [u for u in _units(draft.text) if cursor <= u.start and u.end <= place.end]
        chosen = [unit for unit in free if unit.overlaps(want)] or free[:1]
        elder = node.children[-1] if node.children else None
        if want.start == want.end:
            home = min(max(cursor, want.start), place.end)
            _settle(child, Span(home, home), masked, draft)
        elif chosen:
            start = want.start if cursor <= want.start <= chosen[0].start else chosen[0].start
            end = min(max(want.end, chosen[-1].end), place.end)
            _settle(child, Span(start, end), masked, draft)
        elif (
            elder
            and elder.place.start < elder.place.end
            and not (_has_link(elder) and _has_link(child))
        ):
            # Two pairs want one word: the later one goes inside, but no link into another.
            elder.children.append(child)
            _settle(elder, elder.place, masked, draft)
            continue
        else:
            _settle(child, Span(cursor, cursor), masked, draft)
        node.children.append(child)
        cursor = child.place.end


def _has_link(node: _Node) -> bool:
    marks = [mark for mark in (node.opening, node.closing) if mark]
    return any(mark.kind == "link" for mark in marks) or any(map(_has_link, node.children))


def _insertions(node: _Node, masked: Masked, draft: str) -> Iterator[tuple[int, str]]:
    """Yield the markup below a node with its places in the draft, in writing order."""
    for child in node.children:
        if child.opening and not child.opening.side:
            yield (
                child.place.start,
                _lonely(child.opening, masked.segment.text, draft, child.place.start),
            )
            continue
        if child.opening:
            yield child.place.start, child.opening.surface
        yield from _insertions(child, masked, draft)
        if child.closing:
            yield child.place.end, _closing(child, child.closing, masked.text, draft)


def _closing(node: _Node, mark: Placeable, words: str, draft: str) -> str:
    """Close a pair; a link that its own words named has to name its target now."""
    same = node.inside.of(words) == node.place.of(draft)
    return mark.surface if same or not mark.changed else mark.changed


def _lonely(mark: Placeable, source: str, draft: str, position: int) -> str:
    """Give a lonely piece of markup the blanks around it that it had in the source."""
    before, after = draft[:position][-1:], draft[position:][:1]
    left = source[: mark.span.start].endswith(" ") and before.strip()
    right = source[mark.span.end :].startswith(" ") and after.isalnum()
    return f"{' ' if left else ''}{mark.surface}{' ' if right else ''}"


def _written(masked: Masked, draft: _Draft, insertions: Sequence[tuple[int, str]]) -> Restored:
    """Write the draft with markup inserted, tokens replaced and special characters escaped."""
    atoms = [p.surface for p in masked.segment.placeables if not p.markup]
    places = {_find(t, draft.text)[0]: a for t, a in zip(masked.tokens, atoms, strict=True)}
    starts = {span.start: span for span in places}
    final: list[int] = []
    out, position, pending = "", 0, list(insertions)
    while position <= len(draft.text):
        while pending and pending[0][0] <= position:
            out += pending.pop(0)[1]
        span = starts.get(position)
        if span:
            final += _spread(Span(len(out), len(out) + len(places[span])), span.end - span.start)
            out += places[span]
            position = span.end
            continue
        character = draft.text[position : position + 1]
        out += "\\" if character and character in masked.segment.escaped else ""
        final.append(len(out))
        out += character
        position += 1
    return Restored(out, tuple(final[at] for at in draft.offsets))
