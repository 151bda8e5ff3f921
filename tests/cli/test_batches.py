"""Sites and batches: trees, patterns, bad files, unchanged files, one line of JSON a file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner

from translate.cli import main
from translate.engines.phrasebook import PhrasebookEngine

ROOT = Path(__file__).parents[2]
FILES = ("site/a/index.de.md", "site/b/index.de.md")


class Fake(PhrasebookEngine):
    def __init__(self, *_: object, **__: object) -> None:
        super().__init__({"Die KI fällt.": "AI is falling."})


@pytest.fixture(autouse=True)
def site(tmp_path, monkeypatch):
    """Run in a folder with a small site, the model replaced."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("translate.engines.registry.open_engine", Fake)
    monkeypatch.setattr("translate.memory.default_path", lambda: tmp_path / "memory.sqlite3")
    for name in FILES:
        Path(name).parent.mkdir(parents=True)
        Path(name).write_text("Die KI fällt.\n", encoding="utf-8")


def run(*arguments: str):
    return CliRunner().invoke(main, ("translate", *arguments), catch_exceptions=False)


def test_a_folder_is_a_tree_of_sources():
    """A folder stands for its texts, and the output mirrors it."""
    result = run("site", "-o", "out", "--format", "md-en")
    assert result.exit_code == 0, result.stderr
    assert Path("out/a/index.en.md").read_text() == "AI is falling.\n"
    assert Path("out/b/index.en.md").exists()
    assert "site/a/index.de.md: 1 segment" in result.stderr


def test_a_pattern_writes_beside_the_sources():
    """A pattern of one format needs no --format; unknown fields and clashes are refused."""
    assert run("site", "-o", "{dir}/{stem}.en.md").exit_code == 0
    assert Path("site/a/index.en.md").read_text() == "AI is falling.\n"
    assert "unknown field {name}" in run(*FILES, "-o", "{name}.md").stderr
    assert "would both be written" in run(*FILES, "-o", "{stem}.md").stderr
    assert "need {suffix}" in run(*FILES, "-o", "{dir}/{stem}.md", "--format", "md,tsv").stderr


def test_a_bad_file_is_one_line_and_the_rest_is_done():
    """With --keep-going the others are translated and the exit code is 1; without, none is."""
    Path(FILES[0]).write_bytes(b"")
    assert run(*FILES, "-o", "out").exit_code == 3
    assert not Path("out").exists()
    result = run(*FILES, "-o", "out", "--format", "md-en", "--keep-going", "--json")
    assert result.exit_code == 1
    bad, good = map(json.loads, result.stdout.splitlines())
    assert (bad["document"], bad["status"]) == (FILES[0], "error")
    assert (good["status"], good["outputs"]) == ("ok", [str(Path("out/b/index.en.md"))])
    assert "1 failed" in result.stderr


def test_every_line_has_what_the_schema_asks_for():
    """A line of --json has exactly the members that the schema describes."""
    schema = json.loads((ROOT / "translate/exporters/run.schema.json").read_text("utf-8"))
    lines = [json.loads(line) for line in run("site", "-o", "out", "--json").stdout.splitlines()]
    assert len(lines) == len(FILES)
    for line in lines:
        assert line.keys() == schema["properties"].keys() - {"error"}
        assert set(schema["required"]) <= line.keys()


def test_unchanged_sources_are_left_out():
    """--changed-only translates what is newer than its results, and says how many are left."""
    run("site", "-o", "out", "--format", "md-en")
    later = time.time() + 60
    os.utime(FILES[1], (later, later))
    result = run("site", "-o", "out", "--format", "md-en", "--changed-only")
    assert "1 article · 1 segment" in result.stderr
    assert "1 unchanged" in result.stderr


PROGRAM = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the tests ignore it
from translate.cli import main
from translate.engines import registry
from translate.engines.phrasebook import PhrasebookEngine
registry.open_engine = lambda *_, **__: PhrasebookEngine({"Die KI fällt.": "AI.", "Neu.": "New."})
main()
"""


def test_a_saved_source_is_translated_again():
    """--watch writes the results anew soon after a source is saved, and ends on an interrupt."""
    command = ["translate", FILES[0], "-o", "out", "--format", "md-en", "--memory", "m", "--watch"]
    watcher = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *command],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert watcher.stderr is not None
    try:
        while "watching 1 source" not in watcher.stderr.readline():
            assert watcher.poll() is None
        deadline = time.monotonic() + 20
        while "New." not in Path("out/index.en.md").read_text() and time.monotonic() < deadline:
            Path(FILES[0]).write_text("Neu.\n", encoding="utf-8")
            time.sleep(0.5)
        assert Path("out/index.en.md").read_text() == "New.\n"
    finally:
        watcher.send_signal(2)
        watcher.communicate(timeout=20)
    assert watcher.returncode == 0


def test_what_stands_beside_the_text_is_translated_on_demand():
    """Front matter, descriptions, HTML and links to headings, each by its option; terms count."""
    Path("glossary.yaml").write_text("version: 1\nterms:\n  - {source: KI, target: AI}\n")
    text = (
        "---\ntitle: Die KI fällt.\n---\n\n# Die KI fällt.\n\n![Die KI fällt.](a.png)\n\n"
        "<p>Die KI fällt.</p>\n\n[x](#die-ki-fällt) [y](#nichts)\n"
    )
    Path("x.de.md").write_text(text, encoding="utf-8")
    options = ("--front-matter", "title", "--alt-text", "--html-text", "--anchors", "rewrite")
    result = run("x.de.md", "--format", "md-en", "--json", *options)
    english = text.replace("Die KI fällt", "AI is falling").replace("die-ki-fällt", "ai-is-falling")
    assert Path("outputs/x.en.md").read_text(encoding="utf-8") == english
    line = json.loads(result.stdout)
    assert line["terms"]["kept"] == 4
    dead = [one for one in line["violations"] if one["check"] == "dead-anchor"]
    assert ["nichts" in one["message"] for one in dead] == [True]


def test_the_english_has_the_ending_of_its_source():
    """A page stays a page, and an office document one, with its looks; exports are as usual."""
    Path("x.de.html").write_text("<p>Die KI <b>fällt</b>.</p>\n", encoding="utf-8")
    document = docx.Document()
    document.add_paragraph("Die KI fällt.")
    document.save("y.de.docx")
    result = run("x.de.html", "y.de.docx", "-o", "out")
    assert result.exit_code == 0, result.stderr
    assert Path("out/x.en.html").read_text(encoding="utf-8") == "<p>AI is <b>falling</b>.</p>\n"
    assert docx.Document("out/y.en.docx").paragraphs[0].text == "AI is falling."
    assert {path.name for path in Path("out").glob("y*")} == {
        "y.de-en.json",
        "y.de-en.md",
        "y.de-en.table.md",
        "y.en.docx",
    }


def test_the_english_of_an_office_document_needs_the_german_one():
    """Without the file that was translated, an export says so in a line."""
    document = docx.Document()
    document.add_paragraph("Die KI fällt.")
    document.save("y.docx")
    assert run("y.docx", "-o", "out", "--format", "json").exit_code == 0
    Path("y.docx").unlink()
    arguments = ("export", "out/y.de-en.json", "--format", "md-en")
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 3
    assert result.stderr.startswith("termtreu: y.docx: cannot be read")
