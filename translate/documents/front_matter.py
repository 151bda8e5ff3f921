"""Front matter: the values of named keys as blocks, found by parsers, at their exact places."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, NamedTuple

from translate.bitext import Span
from translate.documents import values
from translate.documents.lines import line_starts
from translate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate.bitext import Block

_FENCE = re.compile(r"(?:---|\+\+\+)[ \t]*(?:\r\n|\r|\n)")
_CLOSING = re.compile(r"(?:\r\n|\r|\n)(?:---|\+\+\+|\.\.\.)[ \t]*[\r\n]*\Z")
_HEADER = re.compile(r"[|>][^\r\n]*[\r\n]+")
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)+")
_TOML_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?!")'
    r"|'''.*?'''(?!')"
    r'|"(?:[^"\\\r\n]|\\.)*"|'
    r"'[^'\r\n]*'",
    re.DOTALL,
)
_TOML_KEY = re.compile(r"^[ \t]*(?P<key>[\w.\"' -]+?)[ \t]*=[ \t]*", re.MULTILINE)
_LIST = re.compile(r"\[\s*")
_COMMA = re.compile(r"\s*,\s*")
_PROBE = "termtreuprobe"


class _Value(NamedTuple):
    """A text under a key: its place without quotes, its syntax, and the quote before it."""

    span: Span
    syntax: str
    prefix: str


def blocks(text: str, matter: Span, keys: Sequence[str], path: str) -> list[Block]:
    """Return the values of some keys as blocks without ids, in order.

    Args:
        text: the document's.
        matter: its front matter, fences included.
        keys: names, with dots for keys below keys; the items of a list are values of its key.
        path: names the file in messages.

    Raises:
        InputError: the front matter is neither YAML nor TOML.
    """
    opening = _FENCE.match(text, matter.start)
    closing = _CLOSING.search(text, matter.start, matter.end)
    if not opening or not closing or opening.end() > closing.start():
        return []
    inside = Span(opening.end(), closing.start())
    is_toml = opening[0].startswith("+")
    found = (_toml if is_toml else _yaml)(text, inside, frozenset(keys), path)
    lines = line_starts(text)
    made = (
        values.make(text, one.span, one.syntax, one.prefix, bisect_right(lines, one.span.start))
        for one in sorted(found)
    )
    return [block for block in made if block]


def _yaml(text: str, inside: Span, keys: frozenset[str], path: str) -> list[_Value]:
    import yaml

    try:
        root = yaml.compose(inside.of(text), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InputError(
            f"{path}:{_line(text, inside, error)}: the front matter is no YAML; mend it, or leave "
            "--front-matter out"
        ) from None
    return list(_nodes(root, keys, text, inside.start))


def _line(text: str, inside: Span, error: Exception) -> int:
    """Return the line of the document that a YAML error speaks of."""
    mark = getattr(error, "problem_mark", None)
    first = bisect_right(line_starts(text), inside.start)
    return first + (mark.line if mark else 0)


class _Below(NamedTuple):
    """A node of YAML, the name of its key, and whether it stands in brackets."""

    node: Any
    name: str
    flow: bool = False


def _nodes(root: Any, keys: frozenset[str], text: str, shift: int) -> Iterator[_Value]:
    """Yield the wanted texts of YAML, each once, however many aliases name it."""
    import yaml

    waiting, seen = [_Below(root, "")], set[int]()
    while waiting:
        node, name, flow = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            flow = flow or node.flow_style
            pairs = ((k.value, v) for k, v in node.value if isinstance(k, yaml.ScalarNode))
            waiting += [_Below(value, f"{name}.{key}".lstrip("."), flow) for key, value in pairs]
        elif isinstance(node, yaml.SequenceNode):
            waiting += [_Below(item, name, flow or node.flow_style) for item in node.value]
        elif name in keys and node is not None and node.tag == "tag:yaml.org,2002:str":
            yield _scalar(node, text, shift, flow=flow)


def _scalar(node: Any, text: str, shift: int, *, flow: bool) -> _Value:
    span = Span(shift + node.start_mark.index, shift + node.end_mark.index)
    named = _PROPERTIES.match(text, *span)
    span = Span(named.end(), span.end) if named else span
    if node.style in {"'", '"'}:
        return _Value(Span(span.start + 1, span.end - 1), "yaml", node.style)
    if node.style in {"|", ">"}:
        header = _HEADER.match(text, *span)
        start = header.end() if header else span.end
        return _Value(Span(start, span.end), "yaml-block", "|" if node.style == "|" else "")
    return _Value(span, "yaml-flow" if flow else "yaml", "")


def _toml(text: str, inside: Span, keys: frozenset[str], path: str) -> list[_Value]:
    """Find strings by pattern, and prove by the parser which key each belongs to."""
    content = inside.of(text)
    try:
        known = dict(_texts(tomllib.loads(content)))
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{path}: the front matter is no TOML ({error}); mend it, or leave --front-matter out"
        ) from None
    found = []
    for span in _candidates(content, keys):
        quote = _quote(span.of(content))
        inner = Span(span.start + len(quote), span.end - len(quote))
        probed = content[: inner.start] + _PROBE + content[inner.end :]
        if _PROBE not in content and _is_below(probed, known, keys):
            moved = Span(inner.start + inside.start, inner.end + inside.start)
            found.append(_Value(moved, "toml", quote))
    return found


def _candidates(content: str, keys: frozenset[str]) -> Iterator[Span]:
    """Yield the strings, and those of lists, that stand behind the last part of a wanted key."""
    ends = {key.rpartition(".")[2] for key in keys}
    for match in _TOML_KEY.finditer(content):
        if match["key"].rpartition(".")[2].strip(" \"'") not in ends:
            continue
        in_list = _LIST.match(content, match.end())
        at = in_list.end() if in_list else match.end()
        while string := _TOML_STRING.match(content, at):
            yield Span(*string.span())
            comma = _COMMA.match(content, string.end())
            if not in_list or not comma:
                break
            at = comma.end()


def _quote(string: str) -> str:
    return string[:3] if string[:3] in {'"""', "'''"} else string[0]


def _is_below(probed: str, known: dict[str, str], keys: frozenset[str]) -> bool:
    """Tell whether the text that has become another one belongs to a wanted key."""
    try:
        now = dict(_texts(tomllib.loads(probed)))
    except (ValueError, RecursionError):
        return False
    changed = [place for place, value in now.items() if value == _PROBE]
    return len(changed) == 1 and changed[0] in known and _key_of(changed[0]) in keys


def _key_of(place: str) -> str:
    return re.sub(r"\[\d+\]", "", place)


def _texts(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield the strings of parsed TOML with their places, as in ``params.tags[2]``."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _texts(below, f"{place}.{key}".lstrip("."))
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from _texts(item, f"{place}[{n}]")
    elif isinstance(value, str):
        yield place, value
