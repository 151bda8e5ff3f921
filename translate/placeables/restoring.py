"""Put placeables back: tokens become atoms, markup goes around the words that it was around."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from translate.bitext import Half, Placeable, Span
from translate.placeables.drafts import Rendered, drafted
from translate.placeables.masking import Mark, Masked, spread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from translate.bitext import Segment, WordLink
    from translate.placeables.drafts import Draft

_DEEPEST = 40  # pairs within pairs; no text has more, and hostile ones would exhaust the stack


@dataclass(frozen=True, slots=True)
class Restored:
    """A finished translation; ``offsets`` leads from every index of the target to ``text``."""

    text: str
    offsets: tuple[int, ...]


@dataclass(slots=True)
class _Node:
    """Markup: a pair around ``inside`` (in the masked text), or a lonely piece where it is empty.

    A pair that begins or ends in another sentence lacks that half.
    """

    inside: Span
    opening: Mark | None = None
    closing: Mark | None = None
    children: list[_Node] = field(default_factory=list)
    place: Span = field(default_factory=lambda: Span(0, 0))  # in the draft
    want: Span | None = None


def restore(masked: Masked, target: str, links: Sequence[WordLink] = ()) -> Restored:
    """Put every placeable back exactly once.

    A token that the engine lost goes where the word links, or else the order of the words, put
    it; a doubled one is dropped. A pair of markup goes around the smallest stretch that holds
    the words linked to the words inside, with the punctuation that it was around; pairs stay
    nested. What the source writes with a backslash or a character reference is written so again.

    Args:
        masked: what the engine was given.
        target: what it made of it.
        links: from words of ``masked.text`` to words of ``target``.

    Returns:
        The translation with all placeables of the segment.
    """
    draft = drafted(masked, target, links)
    root = _tree(masked)
    if root.children:
        rendered = Rendered(masked.text, draft)
        _settle(root, Span(0, len(draft.text)), rendered, 0)
    return _written(masked, draft, list(_insertions(root, masked, draft.text)))


def _tree(masked: Masked) -> _Node:
    """Nest the markup of a segment."""
    root = _Node(Span(0, len(masked.text)))
    path, too_deep = [root], 0
    for mark in masked.marks:
        side, at = mark.placeable.side, mark.at
        if (side == Half.OPEN and len(path) > _DEEPEST) or (side == Half.CLOSE and too_deep):
            too_deep += 1 if side == Half.OPEN else -1
            alone = replace(mark.placeable, side=Half.NONE)
            path[-1].children.append(_Node(Span(at, at), mark._replace(placeable=alone)))
        elif side == Half.OPEN:
            node = _Node(Span(at, len(masked.text)), opening=mark)
            path[-1].children.append(node)
            path.append(node)
        elif side == Half.CLOSE and len(path) > 1:
            node = path.pop()
            node.inside, node.closing = Span(node.inside.start, at), mark
        elif side == Half.CLOSE:
            root.children = [_Node(Span(0, at), closing=mark, children=root.children)]
        else:
            path[-1].children.append(_Node(Span(at, at), opening=mark))
    return root


def _wanted(node: _Node, rendered: Rendered) -> Span:
    """Return the smallest stretch of the draft that holds all that a node was around."""
    if node.want is None:
        node.want = _stretch(node, rendered)
    return node.want


def _stretch(node: _Node, rendered: Rendered) -> Span:
    inner = rendered.inside(node.inside)
    if not inner or not rendered.target or node.inside.start == node.inside.end:
        home = rendered.home(node.inside)
        return Span(home, home)
    spans = rendered.of(node.inside) or _guessed(inner, rendered)
    start = min((span.start for span in spans), default=0)
    end = max((span.end for span in spans), default=len(rendered.target))
    all_inside = node.inside.start <= inner[0].start and inner[-1].end <= node.inside.end
    if all_inside and len(inner) == len(rendered.source_units):
        start, end = 0, len(rendered.target)
    start = _start(node, start, inner[0], rendered) if node.opening else 0
    end = _end(node, end, inner[-1], rendered) if node.closing else len(rendered.target)
    within = [_wanted(child, rendered) for child in node.children]
    return Span(
        min([start, *(span.start for span in within)]), max([end, *(span.end for span in within)])
    )


def _start(node: _Node, start: int, first: Span, rendered: Rendered) -> int:
    """Move the start of a stretch to where it stood: before a bracket, or inside of a word."""
    target, outside = rendered.target, rendered.source[: node.inside.start]
    if start == 0 and first.start >= node.inside.start:
        return len(outside) if outside and target.startswith(outside) else 0
    if first.start < node.inside.start:
        word = first.of(rendered.source)
        return start + node.inside.start - first.start if target.startswith(word, start) else start
    lead = rendered.source[node.inside.start : first.start]
    while lead and not target.endswith(lead, 0, start):
        lead = lead[1:]
    return start - len(lead)


def _end(node: _Node, end: int, last: Span, rendered: Rendered) -> int:
    """Move the end of a stretch to where it stood: behind a bracket, or inside of a word."""
    target, outside = rendered.target, rendered.source[node.inside.end :]
    if end == len(target) and last.end <= node.inside.end:
        return end - len(outside) if outside and target.endswith(outside) else end
    if last.end > node.inside.end:
        word = last.of(rendered.source)
        same = target.endswith(word, 0, end)
        return end - (last.end - node.inside.end) if same else end
    tail = rendered.source[last.end : node.inside.end]
    while tail and not target.startswith(tail, end):
        tail = tail[:-1]
    return end + len(tail)


def _guessed(inner: Sequence[Span], rendered: Rendered) -> list[Span]:
    """Choose words for some that none renders: as many, proportionally, where they belong."""
    home = rendered.home(Span(inner[0].start, inner[0].start))
    following = rendered.free(home, len(rendered.target)) or rendered.units[-1:]
    share = len(inner) / len(rendered.source_units) * len(rendered.units)
    return list(following[: max(1, round(share))])


def _settle(node: _Node, place: Span, rendered: Rendered, depth: int) -> None:
    """Give a node its place, and its children disjoint places inside of it."""
    node.place = place
    wanted = [(_wanted(child, rendered), child) for child in node.children]
    node.children, cursor = [], place.start
    for want, child in sorted(wanted, key=lambda pair: pair[0]):
        elder = node.children[-1] if node.children else None
        stretch = _free_stretch(want, Span(cursor, place.end), rendered)
        if (
            stretch.start == stretch.end
            and want.start < want.end
            and elder
            and elder.place.start < elder.place.end
            and depth < 2 * _DEEPEST
            and not (_has_link(elder) and _has_link(child))
        ):
            # Two pairs want one word: the later one goes inside, but no link into another.
            elder.children.append(child)
            _settle(elder, elder.place, rendered, depth + 1)
            continue
        _settle(child, stretch, rendered, depth + 1)
        node.children.append(child)
        cursor = child.place.end


def _free_stretch(want: Span, room: Span, rendered: Rendered) -> Span:
    """Return what a pair may have of a stretch that it wants; at least a word if one is free."""
    if want.start == want.end:
        home = min(max(room.start, want.start), room.end)
        return Span(home, home)
    start, end = max(want.start, room.start), min(want.end, room.end)
    if start < end and rendered.free(start, end):
        return Span(start, end)
    whole = [unit for unit in rendered.free(*room)[:2] if room.start <= unit.start]
    if whole and whole[0].end <= room.end:
        return whole[0]
    return Span(room.start, room.start)


def _has_link(node: _Node) -> bool:
    marks = [mark for mark in (node.opening, node.closing) if mark]
    return any(mark.placeable.kind == "link" for mark in marks) or any(
        map(_has_link, node.children)
    )


def _insertions(node: _Node, masked: Masked, draft: str) -> Iterator[tuple[int, str]]:
    """Yield the markup below a node with its places in the draft, in writing order."""
    for child in node.children:
        at, end = child.place
        if child.opening:
            yield at, _spaced(child.opening, masked, draft, at)
        yield from _insertions(child, masked, draft)
        if child.closing:
            surface = _closing(child, child.closing.placeable, masked.text, draft)
            yield end, _blank(child.closing, masked, draft, end, -1) + surface


def _closing(node: _Node, mark: Placeable, words: str, draft: str) -> str:
    """Close a pair; a link that its own words named has to name its target now."""
    same = node.inside.of(words) == node.place.of(draft)
    return mark.surface if same or not mark.changed else mark.changed


def _spaced(mark: Mark, masked: Masked, draft: str, position: int) -> str:
    """Give markup the blanks around it that it had in the source."""
    source, placeable = masked.segment.text, mark.placeable
    before, after = draft[:position][-1:], draft[position:][:1]
    left = _blank(mark, masked, draft, position, -1)
    right = _blank(mark, masked, draft, position, 1)
    if not placeable.side and source[: placeable.span.start].endswith(" ") and before.strip():
        left = " "
    if not placeable.side and source[placeable.span.end :].startswith(" ") and after.isalnum():
        right = " "
    return f"{left}{placeable.surface}{right}"


def _blank(mark: Mark, masked: Masked, draft: str, position: int, side: int) -> str:
    """Return the blank that was dropped on a side of markup, where it is missed."""
    here = position + min(side, 0)
    there = mark.at + min(side, 0)
    beside = draft[here : here + 1] if here >= 0 else ""
    doubled = beside == " " and masked.text[there : there + 1] == " " and there >= 0
    return " " if mark.dropped == side and (beside.strip() or doubled) else ""


class _Spellings:
    """How the characters of a target are written: as their counterparts in the source are.

    A character that the source writes in several ways is written like its n-th counterpart where
    both texts have it as often, else in the first way that is not plain.
    """

    def __init__(self, segment: Segment, target: str) -> None:
        special = dict(segment.spelled)
        forms: Mapping[str, list[str]] = defaultdict(list)
        hidden = {i for p in segment.placeables for i in range(*p.span)}
        marked = {segment.text[at] for at in special}
        for at, character in enumerate(segment.text):
            if character in marked and at not in hidden:
                forms[character].append(special.get(at, character))
        counts = Counter(character for character in target if character in marked)
        self._forms = {c: f if len(f) == counts[c] else [_telling(c, f)] for c, f in forms.items()}
        self._seen = Counter[str]()

    def next(self, character: str) -> str:
        """Return how the next occurrence of a character is written."""
        forms = self._forms.get(character)
        if forms is None:
            return character
        self._seen[character] += 1
        return forms[min(self._seen[character], len(forms)) - 1]


def _telling(character: str, forms: Sequence[str]) -> str:
    return next(form for form in forms if form != character)


def _written(masked: Masked, draft: Draft, insertions: Sequence[tuple[int, str]]) -> Restored:
    """Write the draft with markup inserted, tokens replaced and special characters escaped."""
    atoms = [p for p in masked.segment.placeables if not p.markup]
    places = dict(zip(draft.places, atoms, strict=True))
    starts = {span.start: span for span in places}
    words, end = [], 0
    for place in sorted(places):
        words.append(draft.text[end : place.start])
        end = place.end
    spellings = _Spellings(masked.segment, "".join([*words, draft.text[end:]]))
    final: list[int] = []
    out: list[str] = []
    length, position, pending = 0, 0, iter([*insertions, (len(draft.text) + 1, "")])
    at, mark = next(pending)
    while position <= len(draft.text):
        while at <= position:
            out.append(mark)
            length += len(mark)
            at, mark = next(pending)
        if span := starts.get(position):
            surface = places[span].surface
            final += spread(Span(length, length + len(surface)), span.end - span.start)
            position = span.end
            if _is_kept_apart(places[span], masked.segment.text, draft.text, position):
                final.append(length + len(surface))
                position += 1
        else:
            surface = spellings.next(draft.text[position : position + 1])
            final.append(length + (len(surface) == 2 and surface[0] == "\\"))
            position += 1
        out.append(surface)
        length += len(surface)
    return Restored("".join(out), tuple(final[index] for index in draft.offsets))


def _is_kept_apart(atom: Placeable, source: str, draft: str, end: int) -> bool:
    """Tell whether a blank was written behind a token only for a number that follows it."""
    numbered = source[atom.span.end : atom.span.end + 1].isdigit()
    return numbered and draft[end : end + 1] == " " and draft[end + 1 : end + 2].isdigit()
