"""The joint SentencePiece vocabulary: train one, encode text, know which words a piece covers."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any, Final

import sentencepiece

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from training.bitexts import Spans

EOS: Final = 0
MARKERS: Final = tuple(f"<t{number}>" for number in range(8))
WORD_START: Final = "\u2581"
FILES: Final = ("source.spm", "target.spm", "vocab.json", "tokenizer_config.json")

_WORD = re.compile(r"\S+")
_BYTE = re.compile(r"<0x([0-9A-F]{2})>")


class Vocabulary:
    """Encode text to the ids of a Marian model folder (`source.spm` and `vocab.json`)."""

    def __init__(self, folder: Path) -> None:
        """Load the vocabulary of a model folder.

        Raises:
            FileNotFoundError: if the folder has no vocabulary.
        """
        if not (folder / "source.spm").is_file():
            raise FileNotFoundError(f"{folder}: no source.spm; name a model folder or train one")
        self._processor: Any = sentencepiece.SentencePieceProcessor(
            model_file=str(folder / "source.spm")
        )
        self._ids: dict[str, int] = json.loads((folder / "vocab.json").read_text("utf-8"))
        self._pieces = sorted(self._ids, key=self._ids.__getitem__)
        self._words: dict[str, tuple[list[int], Spans]] = {}
        self._unknown = self._ids["<unk>"]
        self.pad = self._ids["<pad>"]

    def __len__(self) -> int:
        return len(self._ids)

    def id_of(self, piece: str) -> int:
        """Return the id of a piece, or that of the unknown one."""
        return int(self._ids.get(piece, self._unknown))

    def encode(self, text: str) -> list[int]:
        """Encode a text to piece ids, closed by the end-of-sentence id."""
        pieces = self._processor.encode(text, out_type=str)
        return [*(self._ids.get(piece, self._unknown) for piece in pieces), EOS]

    def decode(self, ids: list[int]) -> str:
        """Return the text of piece ids; the end of the sentence has none."""
        text: str = self._processor.decode([self._pieces[index] for index in ids if index != EOS])
        return text

    def encode_spans(self, text: str) -> tuple[list[int], Spans]:
        """Encode a text and tell which characters each piece covers.

        Pieces never cross a space, so each word is encoded by itself, once for all its occurrences.

        Returns:
            The ids, closed by the end-of-sentence id, and a character span for each but that.
        """
        ids: list[int] = []
        spans: Spans = []
        for match in _WORD.finditer(text):
            word, start = match.group(), match.start()
            if word not in self._words:
                pieces = self._processor.encode(word, out_type=str)
                known = [self._ids.get(piece, self._unknown) for piece in pieces]
                self._words[word] = (known, _piece_spans(pieces, len(word)))
            known, inside = self._words[word]
            ids += known
            spans += [(start + begin, start + end) for begin, end in inside]
        return [*ids, EOS], spans


def _piece_spans(pieces: list[str], length: int) -> Spans:
    """Return the characters of a word that each of its pieces covers."""
    spans: Spans = []
    place = 0
    for piece in pieces:
        byte = _BYTE.fullmatch(piece)
        size = len(piece.lstrip(WORD_START))
        if byte is not None:
            # Bytes 0x80 to 0xBF continue the character that a byte before them began.
            continues = 0x80 <= int(byte[1], 16) < 0xC0 and place > 0
            place, size = (place - 1, 1) if continues else (place, 1)
        spans.append((min(place, length), min(place + size, length)))
        place += size
    return spans


def words_of_pieces(pieces: Spans, words: Spans) -> list[list[int]]:
    """Return for each piece the indices of the words that share a character with it."""
    covered: list[list[int]] = []
    first = 0
    for begin, end in pieces:
        while first < len(words) and words[first][1] <= begin:
            first += 1
        last = first
        while last < len(words) and words[last][0] < end:
            last += 1
        covered.append(list(range(first, last)))
    return covered


def copy(source: Path, target: Path) -> None:
    """Copy the vocabulary files of one folder to another."""
    target.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copyfile(source / name, target / name)


def train(texts: Iterable[str], folder: Path, size: int, languages: tuple[str, str]) -> None:
    """Train a joint vocabulary with byte fallback and reserved markers.

    The padding gets the last id, as Marian models have it.

    Args:
        texts: sentences of both languages.
        folder: receives the files of a Marian tokenizer.
        size: number of pieces with the padding.
        languages: codes of source and target.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_prefix=str(folder / "source"),
        vocab_size=size - 1,
        character_coverage=0.9995,
        byte_fallback=True,
        split_digits=True,
        user_defined_symbols=list(MARKERS),
        bos_id=-1,
        pad_id=-1,
        eos_id=EOS,
        unk_id=1,
        normalization_rule_name="nmt_nfkc",
    )
    (folder / "source.model").replace(folder / "source.spm")
    shutil.copyfile(folder / "source.spm", folder / "target.spm")
    (folder / "source.vocab").unlink()
    _write_tokenizer(folder, languages)


def _write_tokenizer(folder: Path, languages: tuple[str, str]) -> None:
    processor: Any = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
    ids = {processor.id_to_piece(i): i for i in range(processor.get_piece_size())}
    ids["<pad>"] = len(ids)
    (folder / "vocab.json").write_text(json.dumps(ids, ensure_ascii=False, indent=0), "utf-8")
    settings = {
        "source_lang": languages[0],
        "target_lang": languages[1],
        "model_max_length": 512,
        "eos_token": "</s>",
        "unk_token": "<unk>",
        "pad_token": "<pad>",
        "tokenizer_class": "MarianTokenizer",
        "separate_vocabs": False,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=1), "utf-8")
