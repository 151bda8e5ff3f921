"""Corpora in files, translated by a phrasebook in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from translate.corpus import run
from translate.engines.phrasebook import PhrasebookEngine
from translate.options import Options

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from translate.corpus.tally import Totals

ENGLISH = {"Guten Tag.": "Hello.", "Die Börse fällt.": "The stock market falls."}


@pytest.fixture
def translated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Totals]:
    """Return a function that translates a corpus into ``out``, blocks of three rows."""
    monkeypatch.chdir(tmp_path)

    def translate(
        source: str, output: str = "out", on_begin: Any = lambda _: None, **members: Any
    ) -> Totals:
        members.setdefault("engine", PhrasebookEngine(ENGLISH))
        order = run.Order(source, Options(output=output), most=3, **members)
        return run.translate(order, on_begin)

    return translate
