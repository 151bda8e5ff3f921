"""The Markdown that is understood: CommonMark, tables, footnotes, maths, what sites add to it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from translate.documents import inline

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt

VERBATIM = "verbatim_line"
"""The type of the token of a line that is no language: a shortcode, a list of attributes."""

FRONT_MATTER = "front_matter"

_INTERRUPTING: Any = {"alt": ["paragraph", "reference", "blockquote", "list", "footnote_def"]}
_VERBATIM_LINE = re.compile(
    r"""
      \{:.*\}                                # Jekyll's attributes
    | \{\s*[.#][\w-][^{}]*\}                 # those of others
    | (?:\{%(?:(?!%\}).)*%\}\s*)+            # Liquid, Jinja, Twig
    | (?:\{\{[<%](?:(?![>%]\}\}).)*[>%]\}\}\s*)+  # Hugo
    | \[\[?_?TOC_?\]\]? | \[\[toc\]\] | \{:?toc\}
    | <<<.*                                  # VitePress includes a file
    """,
    re.VERBOSE,
)
# The kind of an admonition is a word in lower case; more of the line is its title in quotes.
_ADMONITION = re.compile(r"(?:!!!|\?\?\?\+?) [a-z][\w-]*(?: [\w-]+)*(?: +\"[^\"]*\")?\s*")
# What follows the kind of a container is its title: as it is, in brackets, or in quotes. Other
# containers have arguments there.
_CONTAINER = re.compile(
    r":{3,}[ \t]*(?:tip|info|note|warning|danger|caution|important|details|success|hint|attention"
    r"|example|question|quote|summary|abstract|hinweis|tipp|warnung|achtung|wichtig|beispiel)"
    r"(?:\[(?P<bracketed>[^\[\]]+)\]|[ \t]+\"(?P<quoted>[^\"]+)\""
    r"|[ \t]+(?P<plain>[^\s\"{:\[][^{\n]*?))"
    r"[ \t]*:*[ \t]*(?:\{[^{}]*\})?[ \t]*",
    re.IGNORECASE,
)
CONTAINER_TITLE = "container_title_open"
"""The type of the token before the title of a container."""


@cache
def parser() -> MarkdownIt:
    """Return the parser; its tokens know where in the content they came from."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.admon import admon_plugin
    from mdit_py_plugins.container import container_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.front_matter import front_matter_plugin

    made = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    made.use(front_matter_plugin)
    made.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    made.use(dollarmath_plugin, allow_space=False, allow_digits=False)
    made.use(container_plugin, "any", validate=lambda *_: True)
    made.use(deflist_plugin)
    made.use(admon_plugin)
    _narrow(made, "admonition", _ADMONITION)
    made.block.ruler.before("table", "toml_front_matter", _toml_front_matter)
    made.block.ruler.before("table", VERBATIM, _verbatim_line, _INTERRUPTING)
    made.core.ruler.after("block", "container_titles", _container_titles)
    inline.record_spans(made)
    return made


def _narrow(made: MarkdownIt, name: str, pattern: re.Pattern[str]) -> None:
    """Let a block rule look only at lines of a shape."""
    rule = next(rule for rule in made.block.ruler.__rules__ if rule.name == name)
    wide: Callable[[Any, int, int, bool], bool] = rule.fn

    def narrow(state: Any, first: int, last: int, silent: bool) -> bool:
        return bool(pattern.fullmatch(_line(state, first))) and wide(state, first, last, silent)

    made.block.ruler.at(name, narrow, {"alt": rule.alt})


def _line(state: Any, number: int) -> str:
    """Return a line without its indent."""
    return str(state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]])


def _toml_front_matter(state: Any, first: int, last: int, silent: bool) -> bool:
    """Take what stands between two lines of +++ at the start of a file."""
    if first or silent or state.level or _line(state, 0).rstrip() != "+++":
        return False
    ends = (n for n in range(1, last) if _line(state, n).rstrip() == "+++")
    end = next(ends, None)
    if end is None:
        return False
    _push(state, FRONT_MATTER, 0, end + 1)
    return True


def _verbatim_line(state: Any, first: int, _: int, silent: bool) -> bool:
    """Take a line that holds no language."""
    if state.is_code_block(first) or not _VERBATIM_LINE.fullmatch(_line(state, first).rstrip()):
        return False
    if not silent:
        _push(state, VERBATIM, first, first + 1)
    return True


def _container_titles(state: Any) -> None:
    """Give containers their titles as tokens, as admonitions have them."""
    from markdown_it.token import Token

    lines = state.src.split("\n")
    tokens: list[Any] = []
    for token in state.tokens:
        tokens.append(token)
        opens = token.type == "container_any_open" and token.map
        line = lines[token.map[0]] if opens else ""
        found = _CONTAINER.fullmatch(line, max(line.find(":::"), 0))
        if found:
            words = found["bracketed"] or found["quoted"] or found["plain"]
            place = [token.map[0], token.map[0] + 1]
            inner = Token("inline", "", 0, map=place, content=words, children=[])
            tokens += [Token(CONTAINER_TITLE, "", 1, map=place), inner]
            tokens.append(Token("container_title_close", "", -1))
    state.tokens = tokens


def _push(state: Any, kind: str, first: int, end: int) -> None:
    token = state.push(kind, "", 0)
    token.map = [first, end]
    state.line = end
