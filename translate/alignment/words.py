"""Word links of a sentence and its translation, from the attention of the decoder."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from translate.bitext import Span, WordLink

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
# Found on the term pairs of a terminology test set by ``benchmarks.links``: with all three F1 is
# .73, with plain attention .58.
_LIKENESS = 0.5  # what two words that look the same get on top of their attention
_SHORTEST_BEGINNING = 3  # letters that words must share to be alike, unless they are the same
_WEAKEST = 0.1  # below this a link is noise
_STRONG = 0.5  # a link as strong as this stands even if the source word prefers another


class Pieced(NamedTuple):
    """One side of a sentence pair: its text and the characters of each of its pieces."""

    text: str
    pieces: Sequence[Span]


def words(text: str) -> tuple[Span, ...]:
    """Return the words and punctuation marks of a text in order.

    Args:
        text: in any language; words joined by a hyphen count apart, by an apostrophe as one.
    """
    return tuple(Span(*match.span()) for match in _WORD.finditer(text))


def link(
    attention: NDArray[np.floating[Any]], source: Pieced, target: Pieced
) -> tuple[WordLink, ...]:
    """Link the words that render each other.

    The attention of sub-words is merged to words, likeness is added (names and numbers keep
    their form), and a source word that many target words attend to is shared out among them.
    Each target word is then linked to its best source word if that is mutual, strong, or
    continues a mutual link to a neighbour. Punctuation is linked to punctuation only.

    Args:
        attention: [target pieces, source pieces], rows sum to at most 1.
        source: the German side.
        target: the English side.

    Returns:
        At most one link for every target word, in target order, with weights in 0..1.
    """
    source_words, target_words = words(source.text), words(target.text)
    if not source_words or not target_words:
        return ()
    to_target = _membership(target.pieces, target_words)
    to_target /= to_target.sum(axis=0).clip(min=1)
    strength = to_target.T @ attention @ _membership(source.pieces, source_words)
    german = [word.of(source.text).casefold() for word in source_words]
    english = [word.of(target.text).casefold() for word in target_words]
    strength += _LIKENESS * _likeness(english, german)
    strength *= np.equal.outer([w[0].isalnum() for w in english], [w[0].isalnum() for w in german])
    strength /= np.sqrt(strength.sum(axis=0, keepdims=True).clip(min=0.5))
    return tuple(
        WordLink(source_words[best], target_words[row], round(min(float(weight), 1.0), 4))
        for row, best, weight in _mutual(strength)
    )


def _membership(pieces: Sequence[Span], of: Sequence[Span]) -> NDArray[np.floating[Any]]:
    """Return a 0/1 matrix [pieces, words]: whether the piece lies in the word."""
    starts = np.array([[word.start for word in of]])
    ends = np.array([[word.end for word in of]])
    spans = np.array(pieces, dtype=np.int64).reshape(-1, 2)
    inside: NDArray[np.bool_] = (spans[:, :1] < ends) & (spans[:, 1:] > starts)
    return inside.astype(np.float32)


def _likeness(english: Sequence[str], german: Sequence[str]) -> NDArray[np.floating[Any]]:
    """Return how much of the longer word a common beginning covers, for every pair of words."""
    matrix = np.zeros((len(english), len(german)))
    columns: dict[str, list[int]] = {}
    for column, word in enumerate(german):
        columns.setdefault(word[:_SHORTEST_BEGINNING], []).append(column)
    for row, word in enumerate(english):
        for column in columns.get(word[:_SHORTEST_BEGINNING], ()):
            pairs = zip(word, german[column], strict=False)
            common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
            matrix[row, column] = common / max(len(word), len(german[column]))
    return matrix


def _mutual(strength: NDArray[np.floating[Any]]) -> list[tuple[int, int, float]]:
    """Pick row, column and weight of the links from [target words, source words]."""
    best = strength.argmax(axis=1)
    mutual = strength.argmax(axis=0)[best] == np.arange(len(best))
    picked = []
    for row, column in enumerate(best.tolist()):
        weight = float(strength[row, column])
        beside = any(
            mutual[other] and best[other] == column
            for other in (row - 1, row + 1)
            if 0 <= other < len(best)
        )
        if weight >= _WEAKEST and (mutual[row] or beside or weight >= _STRONG):
            picked.append((row, column, weight))
    return picked
