"""Human translations in the memory: the right one first, similar ones found, old files kept."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate import adapting, language, segmentation
from translate.bitext import NearMatch, Origin
from translate.documents import parse
from translate.memory import Memory, Translation

if TYPE_CHECKING:
    from pathlib import Path

GERMAN = "Der Minister reist im Jahr 2023 mit 14 Begleitern nach Berlin."
ENGLISH = "In 2023, the minister travels to Berlin with 14 companions."
OLD = (
    "CREATE TABLE hypotheses (key TEXT PRIMARY KEY, fingerprint TEXT, value TEXT) WITHOUT ROWID",
    "CREATE TABLE results (key TEXT PRIMARY KEY, value TEXT)",
    "INSERT INTO hypotheses VALUES ('k', 'f', '[\"Text.\", -0.5, [], []]')",
    f"PRAGMA application_id = {0x7465726D}",
    "PRAGMA user_version = 2",
)


@pytest.fixture
def memory(tmp_path: Path):
    with Memory(tmp_path / "m") as opened:
        yield opened


def test_a_memory_of_before_is_brought_up_to_date(tmp_path: Path) -> None:
    """What a memory of the last version holds is there, and it takes human translations."""
    connection = sqlite3.connect(tmp_path / "old")
    for statement in OLD:
        connection.execute(statement)
    connection.commit()
    connection.close()
    for _ in range(2):
        with Memory(tmp_path / "old") as opened:
            assert opened.get(["k"])["k"].text == "Text."
            opened.translations.keep([Translation(GERMAN, ENGLISH)])
            assert opened.translations.exact(GERMAN) is not None


def test_the_translation_of_the_place_comes_first(memory: Memory) -> None:
    """Of several: this place, then this document, then the newest."""
    rows = [
        ("one", "a.md", "b1.s1", "2024"),
        ("two", "a.md", "b2.s1", "2025"),
        ("three", "b.md", "b1.s1", "2026"),
    ]
    memory.translations.keep(
        Translation("Beispiel", english, Origin.HUMAN, *place) for english, *place in rows
    )
    asked = [("a.md", "b1.s1"), ("a.md", "b9.s9"), ("c.md", "b1.s1")]
    found = [memory.translations.exact("Beispiel", *place) for place in asked]
    assert [one and one.target for one in found] == ["one", "two", "three"]


def test_engines_are_no_people(memory: Memory) -> None:
    """What an engine made is searched, but neither recalled nor similar; it is replaced whole."""
    made = [Translation(GERMAN, ENGLISH, Origin.ENGINE, "a.md", "b1.s1")]
    memory.translations.keep_engine("a.md", made)
    assert memory.translations.exact(GERMAN) is None
    assert memory.translations.near(GERMAN + " Ja.") == ()
    assert [one.origin for one in memory.translations.search("Minister")] == ["engine"]
    memory.translations.keep_engine("a.md", [])
    assert memory.translations.search("Minister") == []


def test_similar_sentences_are_found_until_they_are_forgotten(memory: Memory) -> None:
    """One changed word leaves a sentence similar; another sentence is not."""
    memory.translations.keep([Translation(GERMAN, ENGLISH), Translation("Etwas anderes.", "Else.")])
    changed = GERMAN.replace("Berlin", "Bonn")
    (near,) = memory.translations.near(changed)
    assert (near.source, near.target) == (GERMAN, ENGLISH)
    assert 0.9 < near.similarity < 1
    assert memory.translations.forget(source=GERMAN) == 1
    assert memory.translations.near(changed) == ()


@settings(max_examples=40)
@given(st.lists(st.text(st.characters(exclude_categories=[]), max_size=40), max_size=4))
def test_any_text_is_kept_and_looked_up(tmp_path_factory, texts: list[str]) -> None:
    """Quotes, controls, surrogates and short texts break neither the index nor a look-up."""
    with Memory(tmp_path_factory.mktemp("memory") / "m") as memory:
        memory.translations.keep(Translation(text, text) for text in texts)
        for text in texts:
            assert memory.translations.exact(text) is not None
            memory.translations.near(text + "?")
            memory.translations.search(text)
        memory.translations.forget()
        assert memory.translations.count(Origin.HUMAN) == 0


@pytest.mark.parametrize(
    ("german", "english"),
    [
        (GERMAN.replace("14", "1.400"), ENGLISH.replace("14", "1,400")),
        (
            GERMAN.replace("2023", "1999").replace("14", "8"),
            ENGLISH.replace("2023", "1999").replace("14", "8"),
        ),
        (GERMAN.replace("reist", "fährt"), None),
        (GERMAN.replace("14", "2023"), ENGLISH.replace("14", "2023")),
    ],
)
def test_numbers_are_exchanged_and_nothing_else(german: str, english: str | None) -> None:
    """A number is written as English does; another word is no number."""
    document = segmentation.split(parse(german, "a.txt"))
    near = NearMatch(GERMAN, ENGLISH, 0.96)
    assert adapting.adapted(document.segments[0], near) == english
    assert adapting.adapted(document.segments[0], near._replace(similarity=0.9)) is None


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("This is the first sentence of the new chapter.", True),
        ("„The Lord of the Rings“ ist ein Buch von Tolkien.", False),
        ("Read more", False),
        ("Das Update fixt den Bug im Backend.", False),
        ("Man in the Middle", False),
    ],
)
def test_english_is_told_by_its_function_words(text: str, english: bool) -> None:
    """German with English names in it is German; labels are left to the engine."""
    assert language.is_english(text) is english
