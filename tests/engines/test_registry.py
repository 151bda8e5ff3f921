"""Of two engines each gets what it is there for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from translate import existing, pipeline
from translate.bitext import Clause, Enforcement, Request
from translate.engines import registry
from translate.engines.phrasebook import PhrasebookEngine
from translate.errors import UsageError
from translate.options import ENGINES, Options
from translate.workshop import open_workshop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate.bitext import Hypothesis


class Spy(PhrasebookEngine):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def translate(self, requests: Sequence[Request]) -> Iterator[Sequence[Hypothesis]]:
        self.asked += [request.id for request in requests]
        return super().translate(requests)


def test_the_second_engine_gets_clauses_alone() -> None:
    """Free searches and scorings go to the first engine, constrained searches to the second."""
    first, second = Spy(), Spy()
    asked = [
        Request("free", "Ja."),
        Request("scored", "Ja.", target="Yes."),
        Request("bound", "Ja.", clauses=(Clause(("Yes",)),)),
        Request("barred", "Ja.", forbidden=("No",)),
    ]
    batches = list(registry.PairedEngine(first, second).translate(asked))
    assert first.asked == ["free", "scored"]
    assert second.asked == ["bound", "barred"]
    assert len([one for batch in batches for one in batch]) == len(asked)


def test_the_options_know_the_same_names() -> None:
    """What the command line offers is what the registry has."""
    assert ENGINES == registry.NAMES


def test_an_engine_without_clauses_cannot_enforce_always() -> None:
    """Asking CTranslate2 to constrain every search is refused with a way out."""
    options = Options(engine="ctranslate2", enforcement=Enforcement.ALWAYS, use_glossary=False)
    with (
        pytest.raises(UsageError, match="--engine torch or auto"),
        open_workshop(options),
    ):
        pass


def test_a_workshop_takes_any_engine() -> None:
    """A given engine is used in place of the one that the options name."""
    engine = PhrasebookEngine({"Ja.": "Yes."})
    options = Options(model="no-such-model", use_memory=False, use_glossary=False)
    with open_workshop(options, engine) as workshop:
        document = pipeline.read("a.txt", options, data=b"Ja.\n")
        assert existing.drafted(document, workshop) == ["Yes."]
