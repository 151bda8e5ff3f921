"""Cut a sentence into words and the punctuation that keeps words apart.

Blanks, single hyphens and quotation marks between words are only glue: „Open“ Source, Open-Source
and Open Source are the same two words. Every other mark is a token, so that no term reaches over
a full stop or a comma, and 01.AI is found where it stands.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from translate.bitext import Span

if TYPE_CHECKING:
    from collections.abc import Callable

_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u00ad])+")
_QUOTES = r"[\s\"“”„‚‘’'«»‹›*_`]*"
_HYPHEN = "[-\u2010\u2011]"
_SOFT = re.compile(rf"(?!\s{_HYPHEN}\s){_QUOTES}{_HYPHEN}?{_QUOTES}")
_JOINING = re.compile(_HYPHEN)
_SUSPENDED_AFTER = re.compile(rf"{_HYPHEN}\W")
_SUSPENDED_BEFORE = re.compile(rf".*\s{_HYPHEN}", re.DOTALL)


class Token(NamedTuple):
    """A word, or a punctuation mark; ``before`` and ``after`` is the glue around a word."""

    text: str
    folded: str
    span: Span
    before: str
    after: str

    @property
    def is_word(self) -> bool:
        """Whether this is a word and not a mark."""
        return self.text[0].isalnum()

    @property
    def is_joined(self) -> bool:
        """Whether a hyphen joins it to a neighbour: "KI" in "KI-Modelle"."""
        return self.is_joined_before or self.is_joined_after

    @property
    def is_joined_before(self) -> bool:
        """Whether a hyphen joins it to the word before."""
        return _JOINING.fullmatch(self.before) is not None

    @property
    def is_joined_after(self) -> bool:
        """Whether a hyphen joins it to the word after."""
        return _JOINING.fullmatch(self.after) is not None

    @property
    def is_suspended_before(self) -> bool:
        """Whether its beginning is left out: "und -Initiativen"."""
        return _SUSPENDED_BEFORE.fullmatch(self.before) is not None

    @property
    def is_suspended_after(self) -> bool:
        """Whether its end is left out: "Kraftstoff- und"."""
        return _SUSPENDED_AFTER.match(self.after) is not None


def tokenise(text: str, fold: Callable[[str], str]) -> list[Token]:
    """Cut a sentence into words and separating marks.

    Args:
        text: one sentence.
        fold: brings a word of its language to the spelling in which it is compared.

    Returns:
        The tokens in order; their spans never overlap.
    """
    words = list(_WORD.finditer(text))
    starts = [match.start() for match in words]
    ends = [match.end() for match in words]
    glue = [text[a:b] for a, b in zip([0, *ends], [*starts, len(text)], strict=True)]
    tokens = _marks(glue[0], 0)
    glue[0] = "\n" + glue[0]  # the ends of a sentence are as good as blanks
    glue[-1] += "\n"
    for match, start, end, before, after in zip(words, starts, ends, glue, glue[1:], strict=False):
        word = match.group()
        tokens.append(Token(word, fold(word), Span(start, end), before, after))
        if after != " ":
            tokens += _marks(after, end)
    return tokens


def _marks(glue: str, start: int) -> list[Token]:
    return [
        Token(mark, mark, Span(start + offset, start + offset + 1), "", "")
        for offset, mark in _separating(glue)
    ]


@lru_cache(maxsize=4096)
def _separating(glue: str) -> tuple[tuple[int, str], ...]:
    """What stands between two words and keeps them from forming a term together."""
    if _SOFT.fullmatch(glue):
        return ()
    return tuple((offset, mark) for offset, mark in enumerate(glue) if not mark.isspace())
