"""Text made fit for a translation model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate.bitext import Span
from translate.languages.base import is_acronym
from translate.languages.german import SMALL_WORDS
from translate.vocabulary import LETTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_TOKEN = re.compile(r"\S+")
# The best places to cut first: ends of sentences, clauses, then any blank.
_CUTS = (re.compile(r"[.!?…][\"“”'’)»]*\s+"), re.compile(r"[;:–—]\s+"), re.compile(r",\s+"))
_BLANK = re.compile(r"\s+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LONGEST_ACRONYM = 3  # letters of a word in a text of capitals that may be one: KI, EU, USA


def is_translatable(text: str) -> bool:
    """Tell whether there is anything to translate: a letter.

    Models answer blanks, numbers and symbols with made-up sentences.
    """
    return any(character.isalpha() for character in text)


def without(text: str, literals: Sequence[str]) -> str:
    """Break up what would be read as a control symbol, keeping the length.

    Args:
        text: any string, lone surrogates included.
        literals: of the symbols, such as "<t0>".
    """
    text = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    for literal in literals:
        text = text.replace(literal, f"‹{literal[1:]}")
    return text


def is_all_caps(text: str) -> bool:
    """Tell whether a text shouts: every word in capitals, and not just acronyms."""
    words = [word for token in _TOKEN.findall(text) for word in _plain_words(token)]
    return all(word.isupper() for word in words) and any(
        len(word) > _LONGEST_ACRONYM for word in words
    )


def fold_caps(text: str) -> str:
    """Write an all-caps text as German is written: nouns and names may keep their capital.

    Models read "DER WETTLAUF INS ALL" best as "Der Wettlauf ins All". Short words that are no
    common small words are taken for acronyms. The length stays the same.
    """
    return _TOKEN.sub(lambda match: _by_word(match[0], _fold_word), text)


def raise_caps(text: str, source: str) -> str:
    """Write a translation in capitals, but for tokens that stand in the source just so.

    The length stays the same.

    Args:
        text: the translation of a folded text.
        source: the original all-caps text.
    """
    kept = set(source.split())
    return _TOKEN.sub(
        lambda match: match[0] if match[0] in kept else _by_word(match[0], _upper), text
    )


def split_long(text: str, fits: Callable[[str], bool]) -> list[Span]:
    """Cut a text into parts that fit, at sentence ends, else clause ends, else blanks.

    Args:
        text: of any length.
        fits: whether a stretch is short enough.

    Returns:
        Spans that leave out only the blanks between them; a single word that does not fit is
        cut in halves.
    """
    done: list[Span] = []
    todo = [Span(0, len(text))]
    while todo:
        span = todo.pop()
        if span.end - span.start <= 1 or fits(span.of(text)):
            done.append(span)
        else:
            left, right = _halves(text, span)
            todo += [right, left]
    return done


def _halves(text: str, span: Span) -> tuple[Span, Span]:
    """Cut a span near its middle at the best kind of place."""
    middle = (span.start + span.end) // 2
    for pattern in (*_CUTS, _BLANK):
        cuts = [
            match
            for match in pattern.finditer(text, span.start, span.end)
            if span.start < match.start() and match.end() < span.end
        ]
        if cuts:
            cut = min(cuts, key=lambda match: abs(match.end() - middle))
            start = cut.end() - len(cut[0]) + len(cut[0].rstrip())
            return Span(span.start, start), Span(cut.end(), span.end)
    return Span(span.start, middle), Span(middle, span.end)


def _plain_words(token: str) -> list[str]:
    """Return the words of a token; none of a name with digits, a URL or a placeholder."""
    if re.search(r"[\d_@/{}<>\\]|\w\.\w", token):
        return []
    return LETTERS.findall(token)


def _by_word(token: str, change: Callable[[str], str]) -> str:
    if not _plain_words(token):
        return token
    return LETTERS.sub(lambda match: change(match[0]), token)


def _fold_word(word: str) -> str:
    if SMALL_WORDS.fullmatch(word):
        return word.lower()
    if is_acronym(word, _LONGEST_ACRONYM):
        return word
    return word[0] + "".join(_same_length(letter, letter.lower()) for letter in word[1:])


def _upper(word: str) -> str:
    return "".join(_same_length(letter, letter.upper()) for letter in word)


def _same_length(letter: str, changed: str) -> str:
    return changed if len(changed) == 1 else letter
