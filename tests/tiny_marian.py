"""Tiny random Marian models: any Marian folder must work, not only ours."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SENTENCES = (
    "Das ist ein Haus.",
    "Die Stadt will ein neues Haus bauen.",
    "China will das Rennen um künstliche Intelligenz gewinnen.",
    "This is a house.",
    "The city wants to build a new house.",
    "China wants to win the race for artificial intelligence.",
)


def make_model(
    folder: Path,
    *,
    language_token: bool = False,
    end_in_the_middle: bool = False,
    **config: object,
) -> Path:
    """Write a random Marian model with a vocabulary of its own into ``folder``."""
    sentencepiece = pytest.importorskip("sentencepiece")
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    folder.mkdir(parents=True)
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(SENTENCES * 20),
        model_prefix=str(folder / "spm"),
        vocab_size=90,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / "spm.model"))
    for name in ("source.spm", "target.spm"):
        shutil.copy(folder / "spm.model", folder / name)
    pieces = [processor.id_to_piece(index) for index in range(3, processor.get_piece_size())]
    extra = [">>deu<<", ">>eng<<"] if language_token else []
    vocabulary = ["</s>", "<unk>", *extra, *pieces, "<pad>"]
    if end_in_the_middle:
        vocabulary.insert(20, vocabulary.pop(0))
    (folder / "vocab.json").write_text(
        json.dumps({piece: index for index, piece in enumerate(vocabulary)}), encoding="utf-8"
    )
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"source_lang": "de", "target_lang": "en"}), encoding="utf-8"
    )
    size = len(vocabulary)
    torch.manual_seed(0)
    settings = transformers.MarianConfig(
        vocab_size=size,
        decoder_vocab_size=size,
        d_model=16,
        encoder_layers=2,
        decoder_layers=2,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32,
        max_position_embeddings=64,
        pad_token_id=size - 1,
        decoder_start_token_id=size - 1,
        eos_token_id=vocabulary.index("</s>"),
        forced_eos_token_id=None,
        init_std=0.5,
        **config,
    )
    transformers.MarianMTModel(settings).save_pretrained(folder)
    return folder
