"""Between text and the pieces of a Marian vocabulary, with character spans both ways.

Cut by sentencepiece alone, as transformers' MarianTokenizer does it, which needs a library of a
thousand modules around the same call.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Any, NamedTuple

from translate.bitext import Span
from translate.engines.automaton import Rendition, Vocabulary
from translate.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

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
_MARKER = re.compile(r"<t\d>|>>\w+<<")
_LANGUAGE = ">>eng<<"


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
        folder: of the model.
        end: id of the end token.

    Raises:
        EngineError: a file is damaged.
    """

    def __init__(self, folder: Path, end: int) -> None:
        try:
            settings = _settings(folder)
            self._source, self._target = _model(folder, "source"), _model(folder, "target")
            self.source_ids = _ids(folder / "vocab.json")
            separate = settings.get("separate_vocabs", False)
            self.target_ids = _ids(folder / "target_vocab.json") if separate else self.source_ids
            self._unknown = self.source_ids[_text(settings.get("unk_token", "<unk>"))]
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise EngineError(
                f"cannot load the model {folder}: {reason}; fetch it again"
            ) from error
        self._pieces = {index: piece for piece, index in self.target_ids.items()}
        self._end = end
        self._language = self.source_ids.get(_LANGUAGE)

    @property
    def unknown(self) -> int:
        """The id of the unknown token."""
        return self._unknown

    def markers(self) -> list[int]:
        """Return the ids of markers and of language codes, which no translation holds."""
        return [index for piece, index in self.target_ids.items() if _MARKER.fullmatch(piece)]

    def source(self, text: str) -> Pieces:
        """Cut a source sentence; the end token is added, and the language token if there is one."""
        pieces = self._cut(self._source, self.source_ids, text)
        ids, spans = (*pieces.ids, self._end), (*pieces.spans, _NOWHERE)
        if self._language is None:
            return Pieces(ids, spans)
        return Pieces((self._language, *ids), (_NOWHERE, *spans))

    def fits(self, text: str, most: int) -> bool:
        """Tell whether a source sentence has at most so many pieces."""
        return len(text.encode()) + 4 <= most or len(self.source(text).ids) <= most

    def target(self, text: str) -> Pieces:
        """Cut a target sentence; no end token."""
        return self._cut(self._target, self.target_ids, text)

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
            ids = tuple(self.target_ids.get(piece, self._unknown) for piece in pieces)
            if ids and self._unknown not in ids:
                spellings.append(ids)
        if not spellings:
            return None
        surface = "".join(_surface(self._pieces[index]) for index in spellings[0]).strip()
        return Rendition(surface, tuple(spellings)) if surface else None

    def _cut(self, model: Any, ids: Mapping[str, int], text: str) -> Pieces:
        cut = model.encode_as_offset_mapping(text)
        return Pieces(
            tuple(ids.get(piece, self._unknown) for piece in cut["pieces"]),
            _visible(cut["pieces"], cut["offsets"], text),
        )


def _settings(folder: Path) -> dict[str, Any]:
    path = folder / "tokenizer_config.json"
    settings = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return settings if isinstance(settings, dict) else {}


def _text(token: Any) -> str:
    """Return a special token, which older files describe by an object."""
    return str(token["content"] if isinstance(token, dict) else token)


def _model(folder: Path, side: str) -> Any:
    from sentencepiece import SentencePieceProcessor

    model = SentencePieceProcessor()
    model.load(str(folder / f"{side}.spm"))
    return model


def _ids(path: Path) -> dict[str, int]:
    ids = json.loads(path.read_text(encoding="utf-8"))
    return {str(piece): int(index) for piece, index in ids.items()}


def _visible(
    pieces: Sequence[str], offsets: Sequence[tuple[int, int]], text: str
) -> tuple[Span, ...]:
    """Return what each piece shows of the text, without the blanks before it.

    Pieces that share a character (its bytes, or what normalising makes of it) have it all; by
    sentencepiece's own account only the last one does.
    """
    spans: list[Span] = []
    following = len(text)
    for piece, (start, end) in zip(reversed(pieces), reversed(offsets), strict=True):
        span = Span(start, end).stripped(text)
        if span.start == span.end:
            span = _NOWHERE if piece == _BLANK else Span(min(end, following), following)
        if span != _NOWHERE:
            following = span.end
        spans.append(span)
    return tuple(reversed(spans))


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
