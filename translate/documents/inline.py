"""Find inline Markdown with its exact place in the source, which markdown-it does not tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_SPAN = "span"
_BRACKETED = frozenset({"link", "image", "footnote_ref"})


@dataclass(frozen=True, slots=True)
class Mark:
    """Inline syntax at ``start``..``end`` of an inline token's content.

    ``kind`` is markdown-it's token type; ``reading`` is what a break, an escape or a character
    reference stands for.
    """

    kind: str
    start: int
    end: int
    reading: str = ""


def record_spans(parser: MarkdownIt) -> None:
    """Make every inline rule of a parser note where in the content its tokens came from.

    Args:
        parser: changed in place; its tokens then carry ``meta["span"]``.
    """
    # The helper tokens that these rules make and merge would lose their spans.
    parser.core.ruler.disable("text_join")
    for rule in parser.inline.ruler.__rules__:
        parser.inline.ruler.at(rule.name, _recording(rule.name, rule.fn))


def marks(children: Sequence[Token]) -> Iterator[Mark]:
    """Yield the marks of one inline token's children in reading order.

    Args:
        children: tokens of a parser prepared by ``record_spans``; text is passed over.
    """
    for token in children:
        if token.type == "text" or _SPAN not in token.meta:
            continue
        start, end = token.meta[_SPAN]
        if token.markup == "autolink":
            if token.type == "link_open":
                yield Mark("autolink", start, end)
            continue
        if token.type == "strong_open":  # markdown-it keeps the inner of the two characters
            start -= 1
        elif token.type == "strong_close":
            end += 1
        yield Mark(token.type, start, end, token.content if token.type == "text_special" else "")


def _recording(name: str, rule: Callable[[Any, bool], bool]) -> Callable[[Any, bool], bool]:
    def recorded(state: Any, silent: bool) -> bool:
        start, first, pending = state.pos, len(state.tokens), state.pending
        if name in _BRACKETED and state.src.find("]", start) < 0:
            return False  # before each "[" is followed to the end in vain
        is_label = name == "link" and not silent and state.src[start] == "["
        label_end = state.md.helpers.parseLinkLabel(state, start, True) if is_label else -1
        if not rule(state, silent):
            return False
        new = state.tokens[first:]
        if new and not silent:
            flushed = bool(pending) and new[0].type == "text"  # the text before this rule's own
            _note(new[flushed:], start, state.pos, label_end)
        return True

    return recorded


def _note(tokens: Sequence[Token], start: int, end: int, label_end: int) -> None:
    """Give a rule's new tokens their spans; delimiter runs are made of one token a character."""
    position = start
    for token in tokens:
        if _SPAN in token.meta:
            continue
        if token.type == "link_open" and token.markup != "autolink":
            token.meta[_SPAN] = (start, start + 1)
        elif token.type == "link_close" and token.markup != "autolink":
            token.meta[_SPAN] = (label_end, end)
        elif token.type == "text":
            token.meta[_SPAN] = (position, position + len(token.content))
            position += len(token.content)
        else:
            token.meta[_SPAN] = (start, end)
