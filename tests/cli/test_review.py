"""A translator's loop: what a person corrects comes back in every later run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import ClassVar

import pytest
from click.testing import CliRunner

from translate.cli import main
from translate.engines.phrasebook import PhrasebookEngine

ARTICLE = """# Der Leitartikel

Dieser **Leitartikel** kritisiert die KI. Die [Börse](https://a.de/x_y) fällt um 5 \\* 3 Punkte.

- Der Code `x = 1` läuft schnell.
- This sentence is already in English and it stays.
- Am Ende bleibt alles, wie es gewesen ist, sagt der Minister im Jahr 2023 in Berlin.
"""
ENGLISH = {
    "Der Leitartikel": "The editorial",
    "Dieser Leitartikel kritisiert die KI.": "This editorial criticizes AI.",
    "Die Börse fällt um 5 * 3 Punkte.": "The stock market falls by 5 * 3 points.",
    "Der Code X1 läuft schnell.": "The code X1 runs fast.",
}
GLOSSARY = """version: 1
terms:
  - {source: Leitartikel, target: editorial, forbidden: [leader]}
  - {source: KI, target: AI}
"""
LAYOUTS = ["xliff", "xliff2", "tmx", "tsv", "json", "md", "md-table"]


class Fake(PhrasebookEngine):
    asked: ClassVar[list[str]] = []

    def __init__(self, *_: object, **__: object) -> None:
        super().__init__(ENGLISH)

    def translate(self, requests):
        self.asked.extend(request.text for request in requests)
        return super().translate(requests)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Run in an empty folder with an article and a glossary, the model replaced."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("translate.engines.registry.open_engine", Fake)
    monkeypatch.setattr("translate.memory.default_path", lambda: tmp_path / "memory.sqlite3")
    Fake.asked.clear()
    Path("news.de.md").write_text(ARTICLE, encoding="utf-8")
    Path("glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    return tmp_path


def run(*arguments: str):
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def translate(*more: str):
    return run("translate", "news.de.md", "-o", "out", "--fail-on", "error", *more)


def saved() -> dict[str, dict]:
    pairs = json.loads(Path("out/news.de-en.json").read_text())["pairs"]
    return {pair["source"][0]["id"]: pair for pair in pairs}


def exported(name: str) -> Path:
    """Export the result in a format, and return the file."""
    before = set(Path("review").glob("*")) if Path("review").exists() else set()
    run("export", "out/news.de-en.json", "--format", name, "-o", "review")
    (path,) = set(Path("review").glob("*")) - before
    return path


@pytest.mark.parametrize("name", LAYOUTS)
def test_what_nobody_changed_changes_nothing(name):
    """An export that is applied as it is corrects no sentence."""
    translate()
    before = Path("out/news.de-en.json").read_bytes()
    result = run("apply", "out/news.de-en.json", str(exported(name)))
    assert result.stderr.startswith("0 sentences corrected · 0 approved"), result.stderr
    assert Path("out/news.de-en.json").read_bytes() == before


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_correction_comes_back_in_every_later_run(name):
    """The person's words stand in the result and in the next run, before an engine is asked."""
    translate()
    path = exported(name)
    text = path.read_text(encoding="utf-8")
    assert text.count("runs fast") == 1
    path.write_text(text.replace("runs fast", "is quick").replace("falls by", "drops by"))
    result = run("apply", "out/news.de-en.json", str(path))
    assert "2 sentences corrected" in result.stderr, result.stderr
    assert saved()["b3.s1"]["target"] == ["The code `x = 1` is quick."]
    market = "The [stock](https://a.de/x_y) market drops by 5 \\* 3 points."
    assert saved()["b2.s2"]["target"] == [market]
    Fake.asked.clear()
    result = translate("--format", "md-en,json")
    assert "2 human" in result.stderr
    assert "Der Code X1 läuft schnell." not in Fake.asked
    assert {k: p["origin"] for k, p in saved().items() if p["origin"] == "human"}.keys() == {
        "b2.s2",
        "b3.s1",
    }
    english = Path("out/news.en.md").read_text()
    assert f"criticizes AI. {market}" in english
    assert "- The code `x = 1` is quick.\n- This sentence is already in English and" in english


def test_english_is_left_alone():
    """A sentence that is English already is not translated, and counted as such."""
    result = translate()
    assert "1 English already" in result.stderr
    assert saved()["b4.s1"]["origin"] == "kept"
    assert not any("already in English" in text for text in Fake.asked)


def test_a_broken_term_is_reported_and_stays():
    """A person may break a term: the finding says so, the words are theirs."""
    translate()
    path = exported("tsv")
    path.write_text(path.read_text().replace("The editorial", "The leader"))
    run("apply", "out/news.de-en.json", str(path))
    result = translate()
    assert result.exit_code == 1
    assert saved()["b1.s1"]["target"] == ["The leader"]
    findings = json.loads(Path("out/news.de-en.json").read_text())["violations"]
    found = {finding["check"] for finding in findings if finding["segment_id"] == "b1.s1"}
    assert {"missed-term", "forbidden-term"} <= found


def change(old: str, new: str) -> None:
    Path("news.de.md").write_text(ARTICLE.replace(old, new), encoding="utf-8")


def correct(old: str, new: str) -> None:
    """Correct one sentence of the saved result, through TSV."""
    path = exported("tsv")
    path.write_text(path.read_text().replace(old, new))
    assert "1 sentence corrected" in run("apply", "out/news.de-en.json", str(path)).stderr


def test_changed_german_shows_what_the_person_wrote():
    """Where the German has changed, the person's English stands beside the machine's."""
    translate()
    correct("\tAm Ende bleibt alles, wie es gewesen ist", "\tIn the end nothing changes")
    change("im Jahr 2023 in Berlin", "im Jahr 2024 in Bonn")
    result = translate("--preview")
    assert "% alike" in result.stdout
    assert "[2023]" in result.stdout
    near = saved()["b5.s1"]["near"][0]
    assert near[1].startswith("In the end")
    assert near[4]
    assert "german-changed" in result.stdout


def test_adapted_sentences_differ_in_numbers_alone():
    """``--adapt`` exchanges the number in the person's sentence; without it the engine is asked."""
    german = "Am Ende bleibt alles, wie es gewesen ist, sagt der Minister im Jahr 2023 in Berlin."
    english = "In the end all stays as it was, the minister said in Berlin in 2023."
    translate()
    correct(f"\t{german}", f"\t{english}")
    change("Jahr 2023", "Jahr 1999")
    translate("--adapt")
    assert saved()["b5.s1"]["target"] == [english.replace("2023", "1999")]
    assert saved()["b5.s1"]["origin"] == "adapted"
    translate()
    assert saved()["b5.s1"]["origin"] == "engine"


def test_a_memory_survives_as_tmx():
    """Exported, deleted and imported, the memory gives the same result."""
    translate()
    correct("runs fast", "is quick")
    translate()
    before = Path("out/news.de-en.json").read_bytes()
    run("memory", "export", "mine.tmx")
    for file in Path().glob("memory.sqlite3*"):
        file.unlink()
    assert "took over 1 human" in run("memory", "import", "mine.tmx").stderr
    translate()
    assert Path("out/news.de-en.json").read_bytes() == before


def test_a_memory_is_searched_and_forgets():
    """``search`` finds words and similar sentences, ``forget`` takes a sentence out."""
    translate()
    correct("runs fast", "is quick")
    german = "Der Code `x = 1` läuft schnell."
    assert "is quick" in run("memory", "search", "läuft").stdout
    assert "alike" in run("memory", "search", "Der Code `x = 1` lief schnell.").stdout
    assert "forgot 1" in run("memory", "forget", german).stderr
    assert "human" not in run("memory", "search", "läuft").stdout
    translate()
    assert saved()["b3.s1"]["target"] == ["The code `x = 1` runs fast."]


def test_a_file_for_another_result_is_refused_by_sentence():
    """Sentences that the result has not are named, the others are taken."""
    translate()
    path = exported("tsv")
    path.write_text("Ganz anderes.\tSomething else.\n" + path.read_text())
    result = run("apply", "out/news.de-en.json", str(path))
    assert result.exit_code == 1
    assert "the result has no such German" in result.stderr


@pytest.mark.parametrize(
    "text", ["<xliff", '<!DOCTYPE a [<!ENTITY b "c">]><xliff>&b;</xliff>', "<a/>"]
)
def test_hostile_and_broken_xliff_is_one_line(text):
    """What is no XLIFF, or wants entities, is refused in one line."""
    translate()
    Path("bad.xlf").write_text(text)
    result = run("apply", "out/news.de-en.json", "bad.xlf")
    assert result.exit_code == 3
    assert result.stderr.count("\n") == 1
