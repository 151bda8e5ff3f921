"""A whole result is recalled for what it was made of, and for nothing else."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pytest

from translate import pipeline, results
from translate.engines.phrasebook import PhrasebookEngine
from translate.options import Options
from translate.workshop import open_workshop

GLOSSARY = "version: 1\nterms:\n  - source: KI\n    target: {target}\n"


@pytest.fixture
def translated(tmp_path, monkeypatch):
    """Translate one text with a memory; say whether the result was recalled, and give it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        "translate.engines.registry.open_engine",
        lambda *_, **__: PhrasebookEngine({"Die KI wächst.": "AI is growing."}),
    )
    Path("news.de.txt").write_text("Die KI wächst.\n", encoding="utf-8")
    Path("glossary.yaml").write_text(GLOSSARY.format(target="AI"), encoding="utf-8")
    Path("news.en.tsv").write_text("1\tAI grows.\n", encoding="utf-8")

    def run(**settings):
        options = Options(memory="memory.sqlite3", references=("news.en.tsv",)).updated(**settings)
        with open_workshop(options) as workshop:
            document = pipeline.read("news.de.txt", options)
            bitext = pipeline.translate(document, workshop, options)
            return workshop.recalled == 1, bitext

    return run


def test_the_same_again_is_recalled(translated):
    """Nothing has changed: the result is the kept one, equal in every part."""
    assert translated()[0] is False
    recalled, again = translated()
    assert recalled
    assert again == translated(use_memory=False)[1]


def test_another_glossary_gives_another_result(translated):
    """A changed target is in the next run's result."""
    translated()
    Path("glossary.yaml").write_text(GLOSSARY.format(target="machine mind"), encoding="utf-8")
    recalled, bitext = translated()
    assert not recalled
    assert [outcome.match.term.targets for outcome in bitext.outcomes] == [("machine mind",)]


def test_another_reference_gives_another_score(translated):
    """A changed reference is scored against anew."""
    before = translated()[1]
    Path("news.en.tsv").write_text("1\tAI is growing.\n", encoding="utf-8")
    recalled, bitext = translated()
    assert not recalled
    assert bitext.scores != before.scores


@pytest.mark.parametrize("change", [{"enforcement": "off"}, {"wrap": "none"}])
def test_another_mode_gives_another_result(translated, change):
    """A changed mode is noted in the next run's result."""
    before = translated()[1]
    recalled, bitext = translated(**change)
    assert not recalled
    assert bitext.properties != before.properties


@pytest.mark.parametrize("library", results.LIBRARIES)
def test_another_version_of_a_library_gives_another_result(translated, monkeypatch, library):
    """Whichever library has a say in a result, a new version of it makes a new result."""
    translated()
    known = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "0" if name == library else known(name))
    results._program_digest.cache_clear()
    assert translated()[0] is False
    results._program_digest.cache_clear()
