"""The cached engine asks its memory first and stores each batch before it shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from translate.bitext import Hypothesis, Request
from translate.engines.cached import CachedEngine
from translate.engines.phrasebook import PhrasebookEngine
from translate.memory import Memory, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class Spy(PhrasebookEngine):
    """A phrasebook that notes what it is asked."""

    def __init__(self) -> None:
        super().__init__({"Ja.": "Yes."}, batch=2, supports_term_hints=True)
        self.asked: list[list[str]] = []

    def translate(self, requests: Sequence[Request]) -> Iterator[Sequence[Hypothesis]]:
        self.asked.append([request.text for request in requests])
        return super().translate(requests)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with Memory(tmp_path / "m") as memory:
        yield memory


def answers(engine: CachedEngine, requests: Sequence[Request]) -> dict[str, str]:
    return {one.segment_id: one.text for batch in engine.translate(requests) for one in batch}


def test_a_second_run_does_not_ask_the_engine(memory: Memory) -> None:
    """All is served from memory the second time, ids included."""
    spy = Spy()
    requests = [Request("a", "Ja."), Request("b", "Nein.")]
    assert answers(CachedEngine(spy, memory), requests) == {"a": "Yes.", "b": "Nein."}
    assert answers(CachedEngine(spy, memory), requests) == {"a": "Yes.", "b": "Nein."}
    assert spy.asked == [["Ja.", "Nein."]]


def test_same_requests_are_translated_once(memory: Memory) -> None:
    """Requests that differ only in their id are asked once and answered each."""
    spy = Spy()
    requests = [Request("a", "Ja."), Request("b", "Ja."), Request("c", "Nein.")]
    assert answers(CachedEngine(spy, memory), requests).keys() == {"a", "b", "c"}
    assert spy.asked == [["Ja.", "Nein."]]


def test_only_the_unknown_are_asked_in_one_call(memory: Memory) -> None:
    """Known answers come first, the rest goes to the engine in one call."""
    spy = Spy()
    engine = CachedEngine(spy, memory)
    answers(engine, [Request("a", "Ja.")])
    batches = list(engine.translate([Request("b", "Neu."), Request("a", "Ja.")]))
    assert [[one.segment_id for one in batch] for batch in batches] == [["a"], ["b"]]
    assert spy.asked == [["Ja."], ["Neu."]]


def test_a_batch_is_stored_before_it_is_shown(memory: Memory) -> None:
    """When a batch is handed out it is in the memory already, and the next one is not."""
    spy = Spy()
    requests = [Request(str(number), f"Satz {number}") for number in range(4)]
    keys = [key_of(spy.fingerprint, request) for request in requests]
    batches = CachedEngine(spy, memory).translate(requests)
    next(iter(batches))
    assert memory.get(keys).keys() == set(keys[:2])


def test_it_speaks_for_its_engine(memory: Memory) -> None:
    """Name, fingerprint and abilities are the inner engine's."""
    spy = Spy()
    engine = CachedEngine(spy, memory)
    assert (engine.name, engine.fingerprint) == (spy.name, spy.fingerprint)
    assert engine.supports_term_hints
