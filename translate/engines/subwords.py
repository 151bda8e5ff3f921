"""Between text and the pieces of a Marian vocabulary, with character spans both ways."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from typing import TYPE_CHECKING, Any, NamedTuple

from translate.bitext import Span
from translate.terminology.constraints import Rendition, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLANK = "▁"
# What a model that copies and follows German order leaves behind: "( AI)", "20th. July".
_STRAY = re.compile(
    r"""(?<=[(\[{“„«])\ (?=\w) | (?:(?<=\s")|(?<=\A"))\ (?=\w)
      | (?<=\dst|\dnd|\drd|\dth)\.(?=\ (?:January|February|March|April|May|June|July|August
      | September|October|November|December)\b)""",
    re.VERBOSE,
)
_NOWHERE = Span(0, 0)
# Where byte pieces stand in a surface: a private-use character each, so that they compare.
_BYTES = 0xF0000


class Pieces(NamedTuple):
    """Token ids and, for each, the characters that it stands for; empty spans for inserted ones."""

    ids: tuple[int, ...]
    spans: tuple[Span, ...]

    def first(self, count: int) -> Pieces:
        """Return the first pieces only."""
        return Pieces(self.ids[:count], self.spans[:count])


class Subwords:
    """The two SentencePiece models and the vocabulary of a Marian model.

    Args:
        tokenizer: a loaded ``transformers.MarianTokenizer``.
        end: id of the end token.
    """

    def __init__(self, tokenizer: Any, end: int) -> None:
        self._source, self._target = tokenizer.spm_source, tokenizer.spm_target
        self._source_ids: dict[str, int] = tokenizer.encoder
        separate = getattr(tokenizer, "separate_vocabs", False)
        self._target_ids = tokenizer.target_encoder if separate else tokenizer.encoder
        self._pieces = {index: piece for piece, index in self._target_ids.items()}
        self._end = end
        self._unknown: int = self._source_ids[tokenizer.unk_token]
        self._language = self._source_ids.get(">>eng<<")

    def source(self, text: str) -> Pieces:
        """Cut a source sentence; the end token is added, and the language token if there is one."""
        pieces = self._cut(self._source, self._source_ids, text)
        ids, spans = (*pieces.ids, self._end), (*pieces.spans, _NOWHERE)
        if self._language is None:
            return Pieces(ids, spans)
        return Pieces((self._language, *ids), (_NOWHERE, *spans))

    def fits(self, text: str, most: int) -> bool:
        """Tell whether a source sentence has at most so many pieces."""
        return len(text.encode()) + 4 <= most or len(self.source(text).ids) <= most

    def target(self, text: str) -> Pieces:
        """Cut a target sentence; no end token."""
        return self._cut(self._target, self._target_ids, text)

    def join(self, ids: Sequence[int]) -> tuple[str, Pieces]:
        """Return the text of target tokens, and the tokens with their spans in it.

        Blanks after an opening bracket or quote and the German point of "20th. July" are left out.
        """
        text, spans = _tidied(*_spell([self._pieces[index] for index in ids]))
        lead, length = len(text) - len(text.lstrip()), len(text.strip())
        moved = (Span(*(min(max(at - lead, 0), length) for at in span)) for span in spans)
        return text.strip(), Pieces(tuple(ids), tuple(moved))

    def vocabulary(self) -> Vocabulary:
        """Return what every target token adds to the text."""
        size = max(self._pieces) + 1
        surfaces = [_surface(self._pieces.get(index, "")) for index in range(size)]
        return Vocabulary(surfaces, self._end)

    def rendition(self, text: str) -> Rendition | None:
        """Spell a text in target tokens, inside a sentence and after punctuation.

        Returns:
            None if the vocabulary cannot write it.
        """
        spellings = []
        for lead in ("", "("):
            pieces = self._target.encode(lead + text, out_type=str)
            if lead:
                pieces = pieces[1:] if pieces[:1] == [_BLANK + lead] else []
            ids = tuple(self._target_ids.get(piece, self._unknown) for piece in pieces)
            if ids and self._unknown not in ids:
                spellings.append(ids)
        if not spellings:
            return None
        surface = "".join(_surface(self._pieces[index]) for index in spellings[0]).strip()
        return Rendition(surface, tuple(spellings)) if surface else None

    def _cut(self, model: Any, ids: dict[str, int], text: str) -> Pieces:
        pieces = model.encode(text, out_type=str)
        spelled, spans = _spell(pieces)
        places = _places(spelled, text)
        return Pieces(
            tuple(ids.get(piece, self._unknown) for piece in pieces),
            tuple(_covered(places, span) for span in spans),
        )


def _surface(piece: str) -> str:
    byte = _byte(piece)
    return piece.replace(_BLANK, " ") if byte is None else chr(_BYTES + byte)


def _byte(piece: str) -> int | None:
    """Return the value of a byte-fallback piece such as "<0xC3>"."""
    is_byte = len(piece) == 6 and piece.startswith("<0x") and piece.endswith(">")
    return int(piece[3:5], 16) if is_byte else None


def _spell(pieces: Sequence[str]) -> tuple[str, list[Span]]:
    """Return the text that pieces spell and each one's span; bytes of a character share it."""
    text, spans, pending = "", [], b""
    for piece in pieces:
        byte = _byte(piece)
        if byte is None:
            start, pending = len(text), b""
            text += piece.replace(_BLANK, " ")
        else:
            if not 0x80 <= byte < 0xC0:  # the first byte of a character
                pending = b""
            start = len(text) - (len(pending) > 0)
            pending += bytes([byte])
            text = text[:start] + pending.decode(errors="replace")[:1]
        spans.append(Span(start, len(text)))
    return text, spans


def _tidied(text: str, spans: Sequence[Span]) -> tuple[str, list[Span]]:
    """Drop stray characters from a text and move the spans in it."""
    stray = [match.start() for match in _STRAY.finditer(text)]
    kept = "".join(character for at, character in enumerate(text) if at not in stray)
    return kept, [Span(*(at - bisect_left(stray, at) for at in span)) for span in spans]


def _places(spelled: str, text: str) -> list[int | None]:
    """Map each character of a spelling to the character of the text that it renders.

    SentencePiece normalises by NFKC and folds blanks; blanks map to nothing. Where that does not
    explain the spelling, places are interpolated.
    """
    normal = [
        (character, place)
        for place, original in enumerate(text)
        for character in unicodedata.normalize("NFKC", original)
        if not character.isspace()
    ]
    visible = [place for place, character in enumerate(spelled) if not character.isspace()]
    places: list[int | None] = [None] * len(spelled)
    exact = [character for character, _ in normal] == [spelled[place] for place in visible]
    for rank, place in enumerate(visible):
        if normal:
            scaled = rank if exact else rank * len(normal) // len(visible)
            places[place] = normal[scaled][1]
    return places


def _covered(places: Sequence[int | None], span: Span) -> Span:
    inside = [place for place in places[span.start : span.end] if place is not None]
    return Span(min(inside), max(inside) + 1) if inside else _NOWHERE
