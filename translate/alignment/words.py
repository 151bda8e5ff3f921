"""Word links of a sentence and its translation, from the attention of the decoder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from translate.bitext import Span, WordLink

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
_WEAKEST = 0.1  # below this share of attention a link is noise


def words(text: str) -> tuple[Span, ...]:
    """Return the words and punctuation marks of a text in order.

    Args:
        text: in any language; words joined by a hyphen count apart, by an apostrophe as one.
    """
    return tuple(Span(*match.span()) for match in _WORD.finditer(text))


def link(
    attention: NDArray[np.float32],
    source: tuple[Sequence[Span], Sequence[Span]],
    target: tuple[Sequence[Span], Sequence[Span]],
) -> tuple[WordLink, ...]:
    """Link each target word to the source word that it attends to most.

    Args:
        attention: [target pieces, source pieces], rows sum to at most 1.
        source: the spans of the source pieces and of the source words.
        target: the spans of the target pieces and of the target words.

    Returns:
        At most one link for every target word, in target order; its weight is the share of the
        attention that the source word gets.
    """
    to_source, to_target = _membership(*source), _membership(*target)
    pieces = to_target.sum(axis=0, keepdims=True).clip(min=1)
    shares = (to_target / pieces).T @ attention @ to_source
    if not shares.size:
        return ()
    return tuple(
        WordLink(source[1][best], target[1][row], round(float(shares[row, best]), 4))
        for row, best in enumerate(shares.argmax(axis=1).tolist())
        if shares[row, best] >= _WEAKEST
    )


def _membership(pieces: Sequence[Span], of: Sequence[Span]) -> NDArray[np.float32]:
    """Return a 0/1 matrix [pieces, words]: whether the piece lies in the word."""
    matrix = np.zeros((len(pieces), len(of)), dtype=np.float32)
    for row, piece in enumerate(pieces):
        for column, word in enumerate(of):
            if piece.overlaps(word):
                matrix[row, column] = 1
                break
    return matrix
