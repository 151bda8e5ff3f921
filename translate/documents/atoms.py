"""Find what stands in running text like a noun but must not be translated: URLs, tags, {names}."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING

from translate.bitext import Fold, Half, Placeable, Span
from translate.languages.german import DATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_EXTENSIONS = (
    "adoc|bash|bat|bib|bin|c|cc|cfg|cjs|cmd|conf|cpp|cs|css|csv|deb|dll|docx?|env|epub|exe|gif|go|gz"
    "|h|hpp|html?|ico|ini|ipynb|jar|java|jpe?g|jsx?|json5?|jsonl|kt|lock|log|lua|mdx?|mjs|mp[34]|odt"
    "|ogg|pdf|php|pl|png|pptx?|ps1|py|pyi|rb|rpm|rs|rst|rtf|scss|sh|sql|sqlite3?|svg|tar|tex|tgz|toml"
    "|tmx|tsv|tsx?|ttf|txt|vue|wasm|wav|webp|whl|woff2?|xlf|xlsx?|xml|yaml|yml|zip|zsh"
)
_PATH = r"[\w.@+%-]+"
# Laws are cited as they are: by their paragraphs, the gazette, the number of an act or a case.
_LAW = r"[A-ZÄÖÜ]\w*[A-ZÄÖÜ]\w*"
_PART = (
    r"\s?(?:(?:Abs|Nr|S|lit|Buchst|Hs|Halbs|Alt|Var|Ziff|Unterabs|UAbs)\."
    r"|(?:Absatz|Satz|Nummer|Buchstabe)\s)\s?(?:\d+[a-z]?|[a-z])\b"
    rf"|\s?ff?(?:\.(?=\s(?:{_LAW}|[a-zäöü(])|[,;)])|\b(?=\.))"
)
_CASE = r"(?:[IVX]+|\d{1,3})\s[A-Z][A-Za-z]{0,4}\s(?:\([A-Za-z]+\)\s)?\d{1,5}/\d{2}(?:\d{2})?"
# An emoji with its variation, skin tone, keycap or tag characters; joiners chain several to one.
_PICTURE = (
    r"(?:[\U0001F1E6-\U0001F1FF]{2}|[#*0-9]\uFE0F?\u20E3|[\w\W]\uFE0F"
    r"|[\u2300-\u23FF\u25A0-\u27BF\u2B05-\u2BFF\u3030\u303D"
    r"\u3297\u3299\U0001F000-\U0001F1E5\U0001F200-\U0001FAFF]\uFE0F?)"
    r"[\U0001F3FB-\U0001F3FF]?\u20E3?[\U000E0020-\U000E007F]*"
)
# What is no language. The order is the order of precedence where two could start at one character.
_PATTERNS = {
    "emoji": rf"{_PICTURE}(?:\u200D{_PICTURE})*|(?<![\w:]):(?![\d:])[a-z0-9_+-]{{2,40}}:(?!\w)",
    "arrow": r"[\u2190-\u21FF\u27F0-\u27FF\u2900-\u297F]+",
    "placeholder": r"\{\{.{1,80}?\}\}|\{%.{1,80}?%\}|\$\{[^{}\s]{1,80}\}"
    r"|\{[\w.!-][\w.:!-]{0,40}\}|\{\}"
    r"|</?[A-Za-z][^<>]{0,200}(?:\{\{|\{%)[^<>]{0,200}>"
    r"|%\([\w.]+\)[sdif]|%(?:\d+\$)?[-+0#]?(?:\d+|\.\d+)?[sdfi@](?![^\W\d_])|%%\w+%%",
    "attributes": r"\{:?\s*(?:[.#][\w:-]+|[\w-]+=(?:\"[^\"{}\n]*\"|[\w-]+))"
    r"(?:\s+(?:[.#][\w:-]+|[\w-]+=(?:\"[^\"{}\n]*\"|[\w-]+)))*\s*\}",
    "url": r"(?:https?|ftp)://[^\s<>\"„“”»«]+|www\.[^\s<>\"„“”»«]+\.[^\s<>\"„“”»«]+"
    r"|(?<![\w./])(?:doi:\s?)?10\.\d{4,9}/[^\s<>\"„“”»«]+",
    "email": r"(?<![\w.+-])(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "tag": r"<!--(?:(?!-->).){0,4000}-->|</?[A-Za-z][A-Za-z0-9:-]*(?:\s[^<>]*|/)?>",
    "footnote": r"\[\^[^\]\[\s]{1,80}\]",
    "wiki": r"!?\[\[[^\[\]\n]{1,200}\]\]",
    "formula": r"(?<!\w)[A-Za-z0-9]{1,6}(?:(?:~[\w+-]{1,4}~|\^[\w+-]{1,4}\^)[A-Za-z0-9]{0,3})+",
    "legal": rf"§§?\s?\d+[a-z]?\b(?:{_PART})*(?:\s?(?:,|-|–)\s?\d+[a-z]?\b(?:{_PART})*)*"
    rf"(?:\s{_LAW})?|(?<!\w)Art\.\s?\d+[a-z]?\b(?:(?:{_PART})+(?:\s{_LAW})?|\s{_LAW})"
    r"|(?<!\w)(?:BGBl|RGBl|BAnz|ABl)\.(?:\s(?:[IVX]+|[LC]))?(?:\s(?:S|Nr)\.\s?\d+[a-z]?\b)*"
    rf"|(?<!\w)(?:Az\.:?\s)?{_CASE}(?!\w)|(?<!\w)[CT]-\d{{1,4}}/\d{{2}}(?!\w)"
    r"|\((?:EU|EG|EWG)\)\s(?:Nr\.\s)?\d{1,4}/\d{1,4}",
    # paths and file names, versions, hashes, names in code
    "identifier": rf"(?<![\w./~-])(?:~|\.{{1,2}})?/(?:{_PATH}/)*{_PATH}/?(?<![.])"
    rf"|(?<![\w./-])(?:[A-Za-z]:\\)(?:[\w.-]+\\)*[\w.-]*\w"
    rf"|(?<![\w./@-])(?![A-Z]\w*\.jsx?\b)(?:{_PATH}/)*[\w@+-][\w.@+-]*\.(?:{_EXTENSIONS})\b(?![-/(]|\.\w)"
    r"|(?<![\w./-])\.[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*\b(?!-)"
    r"|(?<![\w.,])(?!\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})(?![\d.]))(?!\d{1,3}(?:\.\d{3})+(?![\d.]))"
    r"(?:v\d+(?:\.\d+)*|\d+(?:\.\d+){2,})(?:-(?:alpha|beta|rc|dev|pre)[\w.]*)?(?![\w])"
    r"|(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])"
    r"|(?<!\w)(?:0x[0-9A-Fa-f]+|(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,64})(?!\w)"
    r"|(?<![\w.])[A-Za-z_][\w.]*\(\)|(?<![\w.-])(?!\w+_in(?:nen)?\b)_*[A-Za-z0-9]+(?:_+[A-Za-z0-9]+)+_*\b"
    r"|(?<![\w.-])[a-z]{3,}(?:[A-Z][a-z0-9]+)+\b(?!-)|(?<![\w-])--[a-z][a-z0-9-]*\b"
    r"|(?<![\w@/.])@[\w-]+(?:/[\w.-]*\w)?|(?<![\w|\\])\w+(?:\\?\|\w+)+(?![\w|])",
}
_ATOM = re.compile("|".join(f"(?P<{kind}>{regex})" for kind, regex in _PATTERNS.items()), re.DOTALL)
# Kinds that are taken out of the sentence and put back, rather than read as nouns.
_MARKUP = frozenset({"tag", "footnote", "emoji", "attributes"})
HEADING_NUMBER = re.compile(
    rf"(?:\d{{1,3}}(?:\.\d{{1,3}})+\.?|\d{{1,3}}[.)]|[IVX]+\.|§§?\s?\d+[a-z]?\.?)"
    rf"[ \t]+(?!{DATED.pattern})(?=\S)"
)
"""The number of a heading, which is no part of its words."""

_HIGHLIGHT = re.compile(r"(?<!=)==(?!=)")
_NOTE = re.compile(r"\^\[|[\[\]]")
_LETTER = re.compile(r"\w")
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
    for match in _ATOM.finditer(span.of(text)):  # what stands before is markup, no letter
        kind = next(name for name in _PATTERNS if match[name] is not None)
        end = _without_sentence_end(match) if kind == "url" else match.end()
        place = Span(span.start + match.start(), span.start + end)
        found.append(Placeable(kind, place, place.of(text), markup=kind in _MARKUP))
    return tuple(fuse(text, settle_tags(text, found), (p.span for p in found if is_break(p))))


def is_break(placeable: Placeable) -> bool:
    """Tell whether a tag parts what stands before it from what follows, as ``<br>`` does."""
    return placeable.kind == "tag" and _BREAK.fullmatch(placeable.surface) is not None


def breaks(placeables: Iterable[Placeable]) -> list[Fold]:
    """Return a fold for each tag that reads as the end of a line."""
    return [Fold(placeable.span, "\n") for placeable in placeables if is_break(placeable)]


def with_highlights(
    text: str, gaps: Iterable[Span], placeables: Iterable[Placeable]
) -> list[Placeable]:
    """Add the pairs of "==" around marked words that are properly nested with the other pairs.

    Args:
        text: the text of a document.
        gaps: where no placeable stands, in order.
        placeables: in any order.

    Returns:
        All placeables in reading order.
    """
    found = sorted(placeables, key=lambda placeable: placeable.span)
    ends = [match.start() for gap in gaps for match in _HIGHLIGHT.finditer(text, *gap)]
    starts = [placeable.span.start for placeable in found]
    opened: int | None = None
    for at in ends:
        if opened is not None and not text[at - 1].isspace() and at > opened + 2:
            between = found[bisect_left(starts, opened) : bisect_left(starts, at)]
            if _is_balanced(between):
                for start, side in ((opened, Half.OPEN), (at, Half.CLOSE)):
                    span = Span(start, start + 2)
                    found.append(Placeable("emphasis", span, "==", markup=True, side=side))
                opened = None
                continue
        opened = at if text[at + 2 : at + 3].strip() else None
    return sorted(found, key=lambda placeable: placeable.span)


def notes(text: str, gaps: Iterable[Span]) -> list[Fold]:
    """Return folds for the brackets of notes in running text, ``^[a note]``, which end a line.

    Args:
        text: the text of a document.
        gaps: where no placeable stands, in order.
    """
    opened: list[Span] = []
    folds: list[Fold] = []
    for match in (match for gap in gaps for match in _NOTE.finditer(text, *gap)):
        if match[0] != "]":
            opened.append(Span(*match.span()))
        elif opened:
            start = opened.pop()
            if start.of(text) == "^[" and not any(o.of(text) == "^[" for o in opened):
                folds += [Fold(start, "\n"), Fold(Span(*match.span()), "\n")]
    return sorted(folds)


def _is_balanced(placeables: Iterable[Placeable]) -> bool:
    depth = 0
    for placeable in placeables:
        depth += {Half.OPEN: 1, Half.CLOSE: -1}.get(placeable.side, 0)
        if depth < 0:
            return False
    return depth == 0


def fuse(
    text: str, placeables: Iterable[Placeable], barriers: Iterable[Span] = ()
) -> list[Placeable]:
    """Make one of a pair and what it is around where that holds no words.

    There would be nothing to put such a pair around: ``**€**``, a link around an image. With a
    sign or an atom in it, it becomes an atom; an empty one becomes lonely markup.

    Args:
        text: the text of a document.
        placeables: in reading order, properly nested.
        barriers: what no placeable may reach over, such as the ends of lines.
    """
    fused: list[Placeable] = []
    opened: list[int] = []
    walls = sorted(barriers)
    for placeable in placeables:
        fused.append(placeable)
        if placeable.side == Half.OPEN:
            opened.append(len(fused) - 1)
        elif placeable.side == Half.CLOSE and opened:
            first = opened.pop()
            inner = fused[first + 1 : -1]
            span = Span(fused[first].span.start, placeable.span.end)
            words = _between(text, fused[first:])
            is_free = bisect_left(walls, span) == bisect_left(walls, Span(span.end, 0))
            if is_free and not _LETTER.search(words) and not any(p.side for p in inner):
                empty = not words.strip() and all(p.markup for p in inner)
                kind = fused[first].kind
                fused[first:] = [Placeable(kind, span, span.of(text), markup=empty)]
    return fused


def _between(text: str, placeables: Sequence[Placeable]) -> str:
    """Return what a reader sees between placeables."""
    return unescape("".join(text[a.span.end : b.span.start] for a, b in pairwise(placeables)))


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
        if placeable.side == Half.OPEN:
            open_.append(("", len(settled) - 1))
        elif placeable.side == Half.CLOSE:
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
        settled[opening] = replace(settled[opening], side=Half.OPEN)
        settled[-1] = replace(tag, side=Half.CLOSE)


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
