"""The library's face: what its pages show is what it does, and importing it costs nothing."""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

import translate
from translate.engines.phrasebook import PhrasebookEngine
from translate.errors import UsageError

ROOT = Path(__file__).parents[1]
ENGLISH = {
    "Märkte": "Markets",
    "Die KI wächst.": "AI is growing.",
    "Der Markt fällt.": "The market is falling.",
}
GLOSSARY = """version: 1
terms:
  - source: KI
    target: AI
  - source: Markt
    target: market
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Run in a folder with a glossary and an article, a phrasebook in the model's place."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        "translate.engines.registry.open_engine", lambda *_, **__: PhrasebookEngine(ENGLISH)
    )
    monkeypatch.setattr("translate.memory.default_path", lambda: tmp_path / "memory.sqlite3")
    Path("glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    Path("news.de.md").write_text("# Märkte\n\nDer **Markt** fällt.\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("page", ["README.md", "docs/library.md"])
def test_the_examples_of_a_page_say_what_comes_out(page):
    """Every example in README and docs/library.md gives just what stands below it."""
    text = (ROOT / page).read_text(encoding="utf-8")
    examples = doctest.DocTestParser().get_doctest(text, {}, page, page, 0)
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.REPORT_NDIFF)
    said: list[str] = []
    runner.run(examples, out=said.append)
    assert runner.summarize(verbose=False).attempted >= 3
    assert not said, "".join(said)


def test_importing_it_loads_nothing():
    """``import translate`` loads no step and no library; a name loads its home alone."""
    probe = (
        "import sys, translate; before = {m for m in sys.modules if m.startswith('translate.')};"
        "translate.Options; print(sorted(before), 'translate.pipeline' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout == "['translate.collision'] False\n"


@pytest.mark.parametrize("name", translate.__all__)
def test_every_name_of_the_face_is_there(name):
    """What the package lists can be had, and is listed by ``dir``."""
    assert getattr(translate, name).__name__ == name
    assert name in dir(translate)


def test_an_unknown_name_is_an_attribute_error():
    """A misspelled name fails as it does in any module."""
    with pytest.raises(AttributeError, match="has no attribute 'Translater'"):
        _ = translate.Translater


def test_a_translator_that_is_not_open_says_so():
    """Outside of its block a translator refuses to work, before and after."""
    translator = translate.Translator(use_memory=False)
    with pytest.raises(UsageError, match="'with' block"):
        translator.translate("Ja.")
    with translator:
        assert translator.translate("Ja.").english == "Ja."
    with pytest.raises(UsageError, match="'with' block"):
        translator.translate("Ja.")


def test_an_engine_of_ones_own_translates():
    """Any engine may be given in place of a name."""
    engine = PhrasebookEngine({"Ja.": "Yes."})
    with translate.Translator(engine=engine, use_memory=False) as translator:
        result = translator.translate("Ja.")
    assert (result.german, result.english, result.model) == ("Ja.", "Yes.", "phrasebook")


def test_the_english_of_an_aligned_text_is_the_english_that_was_given():
    """Sentences that one English sentence renders together leave nothing German behind."""
    with translate.Translator(use_memory=False) as translator:
        result = translator.align("Der Markt fällt. Sehr.", "The market is falling much.")
    assert result.english == "The market is falling much."
