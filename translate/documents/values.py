"""Texts in quotes: values of YAML and TOML, attributes, titles of links, descriptions of images.

Each is a block with a ``syntax``; its ``prefix`` is the quote before it. They are read by their
own rules of escaping, and a translation is made right to stand between the quotes again.
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Any

from translate.bitext import Block, BlockKind, Fold, Span
from translate.documents import atoms, html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BACKSLASH = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[^\r\n])", re.DOTALL)
_PUNCTUATION = re.compile(r"\\[!-/:-@\[-`{-~]")
_LINE_ENDS = re.compile(r"(?:[ \t]*(?:\r\n|\r|\n)[ \t>]*)+")
_CONTINUED = re.compile(r"\\[ \t]*[\r\n]")
_UNESCAPED = r"(?<!\\)((?:\\\\)*)"
_BARE = re.compile(r"[^\s\"'`=<>]+")


def make(text: str, span: Span, syntax: str, prefix: str, line: int) -> Block | None:
    """Return the block of a text in quotes, without an id; None if there are no words in it.

    Args:
        text: the document's.
        span: what stands between the quotes.
        syntax: one of ``SYNTAXES``.
        prefix: the quote before it, empty if there is none; "|" where lines are kept.
            A text that goes on behind a backslash at the end of a line is left alone.
        line: its number.
    """
    span = span.stripped(text)
    is_continued = prefix[:1] == '"' and _CONTINUED.search(text, *span)
    if not any(map(str.isalpha, span.of(text))) or is_continued:
        return None
    characters = list(_characters(text, span, syntax, prefix))
    cut = {at for fold in characters for at in range(fold.span.start + 1, fold.span.end)}
    found = [p for p in atoms.find(text, span) if not cut & {p.span.start, p.span.end}]
    placeables = tuple(placeable for placeable in found if not atoms.is_break(placeable))
    folds = [*_line_ends(text, span, prefix), *atoms.breaks(found), *characters]
    return Block(
        "",
        BlockKind.PARAGRAPH,
        span,
        line,
        prefix=prefix,
        folds=tuple(sorted(atoms.outside(folds, placeables))),
        placeables=placeables,
        syntax=syntax,
    )


def whole(block: Block, text: str) -> Span:
    """Return the place of a block with its quotes and the blanks between them and it."""
    if block.prefix not in {"|", ""}:
        closing = ")" if block.prefix == "(" else block.prefix
        start = text.rindex(block.prefix, 0, block.span.start)
        return Span(start, text.index(closing, block.span.end) + len(closing))
    return block.span


def finished(target: str, block: Block, text: str) -> str:
    """Return what stands in place of ``whole(block)``: a translation in quotes that fit it.

    Args:
        target: the translation of a block, as its syntax writes it.
        block: what is replaced.
        text: the document's.
    """
    place = whole(block, text)
    before = text[place.start : block.span.start]
    after = text[block.span.end : place.end]
    return SYNTAXES[block.syntax](target, before, after)


def _line_ends(text: str, span: Span, prefix: str) -> Iterator[Fold]:
    """Yield a fold for every line end; where lines are kept, and at empty ones, a sentence ends."""
    for match in _LINE_ENDS.finditer(text, *span):
        is_end = prefix == "|" or len(re.findall(r"\r\n|\r|\n", match[0])) > 1
        yield Fold(Span(*match.span()), "\n" if is_end else " ")


def _characters(text: str, span: Span, syntax: str, prefix: str) -> Iterator[Fold]:
    """Yield a fold for each character that is escaped, by the rules of a syntax."""
    if syntax in {"attribute", "alt", "title"}:
        yield from html.references(text, span)
    if syntax in {"alt", "title"}:
        for match in _PUNCTUATION.finditer(text, *span):
            yield Fold(Span(*match.span()), match[0][1])
    elif prefix[:1] == '"' and syntax != "attribute":
        for match in _BACKSLASH.finditer(text, *span):
            yield Fold(Span(*match.span()), _reading(match[0], syntax))
    elif prefix == "'" and syntax.startswith("yaml"):
        for match in re.finditer("''", text[span.start : span.end]):
            yield Fold(Span(span.start + match.start(), span.start + match.end()), "'")


def _reading(escape: str, syntax: str) -> str:
    """Return what an escape of a double-quoted text stands for; control characters as blanks."""
    import yaml

    try:
        if syntax == "toml":
            read = tomllib.loads(f'a = "{escape}"')["a"]
        else:
            read = yaml.safe_load(f'"{escape}"')
    except (ValueError, yaml.YAMLError):
        return escape
    if read in {"\n", "\u2028", "\u2029"}:
        return "\n"
    return str(read) if str(read).isprintable() else " "


# --- a translation between quotes ----------------------------------------------------


def _alt(target: str, before: str, after: str) -> str:
    """Escape brackets that are not in pairs, which would end the description."""
    bare = re.sub(r"\\.", "", target)
    depths, depth = [], 0
    for character in bare:
        depth += {"[": 1, "]": -1}.get(character, 0)
        depths.append(depth)
    if depth or min(depths, default=0) < 0:
        target = re.sub(_UNESCAPED + r"([\[\]])", r"\1\\\2", target)
    return before + _closed(target) + after


def _title(target: str, before: str, after: str) -> str:
    """Escape the quotes around a title of Markdown."""
    signs = "()" if before[:1] == "(" else before[:1]
    return before + _closed(_escaped(target, signs)) + after


def _attribute(target: str, before: str, after: str) -> str:
    """Write an attribute of HTML: in its quotes, or in new ones where it needs some."""
    if before:
        reference = "&quot;" if before[0] == '"' else "&#39;"
        return before + target.replace(before[0], reference) + after
    return target if _BARE.fullmatch(target) else '"' + target.replace('"', "&quot;") + '"'


def _yaml(target: str, before: str, after: str, *, flow: bool = False) -> str:
    """Write a value of YAML: in its own quotes; a plain one in quotes if it needs them now."""
    if before[:1] == '"':
        valid = re.sub(r'\\(?![0abtnvfre "/\\N_LPxuU\r\n])', r"\\\\", target)
        return before + _closed(_escaped(valid, '"')) + after
    if before[:1] == "'":
        return before + re.sub("(?<!')'('')*(?!')", r"\g<0>'", target) + after
    return target if _is_plain(target, flow=flow) else _quoted(target)


def _yaml_flow(target: str, before: str, after: str) -> str:
    return _yaml(target, before, after, flow=True)


def _lines(target: str, before: str, after: str) -> str:
    """Write lines that YAML keeps as they are."""
    return before + target + after


def _toml(target: str, before: str, after: str) -> str:
    """Write a string of TOML; a literal one with an apostrophe becomes a basic one."""
    if before[:1] == '"':
        valid = re.sub(r'\\(?![btnfruU"\\\r\n])', r"\\\\", target)
        return before + _closed(_escaped(valid, '"')) + after
    triple = before.startswith("'''")
    if "'''" in target or target.endswith("'") or ("'" in target and not triple):
        return _quoted(before.strip("'") + target + after.strip("'"))
    return before + target + after


SYNTAXES: dict[str, Callable[[str, str, str], str]] = {
    "alt": _alt,
    "attribute": _attribute,
    "title": _title,
    "toml": _toml,
    "yaml": _yaml,
    "yaml-flow": _yaml_flow,
    "yaml-block": _lines,
}
"""How a translation is written between what stands before and behind it in the source."""


def _quoted(target: str) -> str:
    """Write a text in double quotes, on one line, as YAML and TOML both read it."""
    return json.dumps(" ".join(target.split()), ensure_ascii=False).replace("\x7f", "\\u007f")


def _closed(target: str) -> str:
    """Keep a backslash at the end from escaping what follows."""
    return target + "\\" if re.search(r"(?<!\\)(?:\\\\)*\\$", target) else target


def _escaped(target: str, signs: str) -> str:
    return re.sub(f"{_UNESCAPED}([{re.escape(signs)}])", r"\1\\\2", target)


def _is_plain(target: str, *, flow: bool) -> bool:
    """Tell whether YAML reads a text without quotes as this text."""
    import yaml

    written = f"a: [{target}]" if flow else f"a: {target}"
    try:
        node: Any = yaml.compose(written, Loader=yaml.SafeLoader)
        value = node.value[0][1].value[0] if flow else node.value[0][1]
    except (yaml.YAMLError, IndexError, TypeError, AttributeError, ValueError):
        return False
    is_text = isinstance(value, yaml.ScalarNode) and value.tag == "tag:yaml.org,2002:str"
    return is_text and value.value == " ".join(target.split())
