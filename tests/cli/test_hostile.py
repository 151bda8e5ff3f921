"""Hostile input and failing disks end in one clear line and the right code, files whole or not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from translate import exporters, limits, scoring
from translate.bitext import GlossaryTerm
from translate.cli import main
from translate.engines.phrasebook import PhrasebookEngine
from translate.errors import GlossaryError, InputError, UsageError
from translate.exporters import json as exchange
from translate.options import load
from translate.terminal import LONGEST_MESSAGE, one_line, printable
from translate.terminology import spreadsheets, tbx, termbase

ENGLISH = {"Das Haus ist groß.": "The house is big.", "Guten Morgen.": "Good morning."}


class Fake(PhrasebookEngine):
    """A phrasebook in the place of the neural engine."""

    def __init__(self, *_: object, **__: object) -> None:
        super().__init__(ENGLISH)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Run in an empty folder with an article, the model replaced."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("translate.engines.registry.open_engine", Fake)
    monkeypatch.setattr("translate.memory.default_path", lambda: tmp_path / "memory.sqlite3")
    Path("x.de.txt").write_text("Das Haus ist groß.\n\nGuten Morgen.\n", encoding="utf-8")
    return tmp_path


def run(*arguments: str, stdin: str | bytes | None = None):
    return CliRunner().invoke(main, arguments, input=stdin, catch_exceptions=False)


def is_one_line(text: str) -> bool:
    line = text.strip()
    return bool(line) and "\n" not in line and len(line) <= LONGEST_MESSAGE + 20


def test_units_without_a_common_character_are_scored():
    """A unit that shares no character with its reference costs the interval, not the score."""
    scores = scoring.score(["The house is big.", "Good morning."], [["The house is big.", "X"]])
    assert [score.metric for score in scores] == list(scoring.METRICS)


def test_such_references_do_not_cost_the_translation():
    """The run delivers all its files."""
    Path("r.en.tsv").write_text("1\tThe house is big.\n3\tX\n", encoding="utf-8")
    result = run("translate", "x.de.txt", "--reference", "r.en.tsv", "--no-memory")
    assert result.exit_code in {0, 1}
    assert len(list(Path("outputs").iterdir())) == 4


def test_a_failing_score_is_a_finding(monkeypatch):
    """Whatever scoring fails at, the result is written and says so."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError("no words")

    monkeypatch.setattr("translate.evaluation.scores", fail)
    assert run("translate", "x.de.txt", "--no-memory").exit_code in {0, 1}
    saved = exchange.read(Path("outputs/x.de-en.json").read_text("utf-8"))
    assert "could not be scored: no words" in [v.message for v in saved.violations]


@pytest.mark.parametrize("content", [None, "kaputt\tx\ty\tz\n", "99\tNo such line\n"])
def test_a_bad_reference_is_refused_before_any_work(content, monkeypatch):
    """Missing, malformed or for a line that is not there: the model is never asked."""
    monkeypatch.setattr(Fake, "translate", lambda *_: pytest.fail("translated first"))
    if content is not None:
        Path("r.en.tsv").write_text(content, encoding="utf-8")
    result = run("translate", "x.de.txt", "--reference", "r.en.tsv", "--no-memory")
    assert result.exit_code == 3
    assert is_one_line(result.stderr)


def test_standard_output_is_the_file():
    """``-o -`` writes the bytes that a file would hold, escapes and a missing line end included."""
    source = "Das Haus ist groß. \x1b[31m`a`"
    result = run("translate", "-", "-o", "-", "--no-memory", stdin=source.encode())
    assert b"\x1b[31m" in result.stdout_bytes
    assert not result.stdout_bytes.endswith(b"\n")


def test_nothing_steers_a_terminal():
    """Escapes in code, list markers, findings, terms and messages are shown, not obeyed."""
    Path("x.md").write_text("\x1b[31mDas Haus\n\n```\n\x1b]0;t\x07\n```\n", encoding="utf-8")
    Path("g.csv").write_text("Haus\x1b[2J,house\x1b[2J\n", encoding="utf-8")
    for arguments in (
        ("translate", "x.md", "--preview", "--no-memory", "-g", "g.csv"),
        ("glossary", "list", "g.csv"),
        ("glossary", "check", "g.csv"),
        ("glossary", "hits", "x.md", "-g", "g.csv"),
        ("preview", "no\x1b[31m.json"),
    ):
        result = run(*arguments)
        assert "\x1b" not in result.stdout + result.stderr, arguments
    assert printable("a\x1b\u202e\nb") == "a��\nb"


def test_messages_are_one_line():
    """However long and broken what they quote is."""
    assert is_one_line(one_line("x\n" * 5000))
    assert one_line("a\n b") == "a b"


def test_a_name_that_is_no_utf8_is_translated():
    """The file system's bytes come back in the names of the results."""
    name = b"h\xfctte.de.txt"
    Path(os.fsdecode(name)).write_text("Guten Morgen.", encoding="utf-8")
    assert run("translate", os.fsdecode(name), "--no-memory").exit_code in {0, 1}
    assert (Path("outputs") / os.fsdecode(b"h\xfctte.en.md")).is_file()
    saved = Path("outputs") / os.fsdecode(b"h\xfctte.de-en.json")
    assert exchange.read(saved.read_text("utf-8")).document.path == os.fsdecode(name)


@pytest.mark.parametrize("reader", ["translate", "preview", "score"])
def test_a_source_without_an_end_is_refused(reader, monkeypatch):
    """/dev/zero, as any other file that is too large, is refused with the limit."""
    monkeypatch.setattr(limits, "LARGEST", 2**16)
    result = run(reader, "/dev/zero")
    assert result.exit_code == 3
    assert "larger than" in result.stderr


@pytest.mark.parametrize("stream", [0, 1])
def test_closed_streams_are_explained(stream):
    """Without standard input or output there is one line and no traceback."""
    program = f"import os, sys; os.close({stream}); os.execv(sys.executable, sys.argv[1:])"
    command = [sys.executable, "-m", "translate", "translate", "-", "-o", "-", "--no-memory"]
    done = subprocess.run(
        [sys.executable, "-c", program, *command],
        input="" if stream else None,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(exporters.__file__).parents[2])},
    )
    assert done.returncode in {3, 5}
    assert is_one_line(done.stderr)


@pytest.mark.parametrize(
    "setting", ['enforcement = ["x"]', "beam = " + "9" * 5000, "a = [" * 3000, "\x00 = 1"]
)
def test_a_hostile_configuration_is_refused(setting):
    """Wrong types, numbers beyond bounds and nesting end in one of our errors."""
    Path("c.toml").write_text(setting, encoding="utf-8")
    with pytest.raises((InputError, UsageError)):
        load("c.toml")


@pytest.mark.parametrize("encoding", ["undefined", "hex", "a\x00b", "no-such"])
def test_an_encoding_that_decodes_nothing_is_refused(encoding):
    """It is wrong usage, whatever Python says about it."""
    result = run("translate", "x.de.txt", "--encoding", encoding)
    assert result.exit_code == 2
    assert is_one_line(result.stderr)


def test_halves_of_characters_are_refused_before_any_work():
    """A codec that yields lone surrogates was the wrong one."""
    Path("s.txt").write_bytes("Das Haus \ud800".encode("utf-16-le", "surrogatepass"))
    result = run("translate", "s.txt", "--encoding", "unicode_escape")
    assert result.exit_code in {2, 3}
    Path("u.txt").write_bytes(b"Das Haus \\ud800")
    assert run("translate", "u.txt", "--encoding", "unicode_escape").exit_code == 3


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["pairs"][0].update(confidence=10**400),
        lambda data: data["pairs"][0].update(confidence=float("nan")),
        lambda data: data.update(terms=[{"source": "x", "targets": []}]),
        lambda data: data["document"].update(blocks=None),
    ],
)
def test_a_hostile_result_is_refused(change):
    """Numbers beyond bounds and terms without targets are misfits, not crashes."""
    run("translate", "x.de.txt", "--no-memory")
    path = Path("outputs/x.de-en.json")
    data = json.loads(path.read_text("utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")
    for verb in ("preview", "score"):
        result = run(verb, str(path))
        assert result.exit_code == 3
        assert is_one_line(result.stderr)


def test_lone_surrogates_in_a_result_are_shown():
    """JSON may hold halves of characters; they are drawn as replacements."""
    run("translate", "x.de.txt", "--no-memory")
    path = Path("outputs/x.de-en.json")
    text = path.read_text("utf-8").replace("The house", "The \\ud800 house")
    path.write_text(text, encoding="utf-8")
    assert run("preview", str(path)).exit_code == 0


def test_tables_hold_no_formulas_and_read_back():
    """A cell that a spreadsheet would compute gets an apostrophe, which reading takes off."""
    terms = (GlossaryTerm("=1+1", ("@x",)), GlossaryTerm("'-a", ("+b", "c")))
    written = spreadsheets.write_csv(termbase.build(terms, "x"))
    assert not [
        cell for row in written.splitlines()[1:] for cell in row.split(",") if cell[0] in "=+-@"
    ]
    again = spreadsheets.read_csv(written, "x.csv").terms
    assert [(t.source, t.targets) for t in again] == [(t.source, t.targets) for t in terms]


def test_tbx_holds_only_what_xml_allows():
    """Characters that XML cannot write are left out, so that the file can be read."""
    terms = (GlossaryTerm("Haus\x0b\x00", ("house\x1b",), note="a\ufffe"),)
    written = tbx.write(termbase.build(terms, "x"))
    assert tbx.read(written, "x.tbx").terms[0].targets == ("house",)


def test_an_empty_table_says_so():
    """It is no termbase without terms but a mistake."""
    with pytest.raises(GlossaryError, match="empty"):
        spreadsheets.read_csv(" \n", "x.csv")


def test_what_a_killed_writer_left_is_swept():
    """The temporary file of a process that is gone goes with the next write, others stay."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = Path(f".x.md.{gone.pid}.tmp")
    alive = Path(f".x.md.{os.getppid()}.tmp")
    left.touch()
    alive.touch()
    exporters.write("x.md", "text")
    assert not left.exists()
    assert alive.exists()
    assert Path("x.md").read_text("utf-8") == "text"


def test_what_others_wrote_is_not_written_over():
    """A foreign or changed file is refused before any work, unless forced; ours is not."""
    arguments = ("translate", "x.de.txt", "--no-memory", "--format", "md-en", "-o", "out")
    english = Path("out/x.en.md")
    english.parent.mkdir()
    english.write_text("By hand.", encoding="utf-8")
    result = run(*arguments)
    assert (result.exit_code, english.read_text("utf-8")) == (5, "By hand.")
    assert is_one_line(result.stderr)
    assert "--force" in result.stderr
    assert run(*arguments, "--force").exit_code == 0
    Path("x.de.txt").write_text("Guten Morgen.\n", encoding="utf-8")
    assert run(*arguments).exit_code == 0
    assert english.read_text("utf-8") == "Good morning.\n"
    english.write_text("Good morning!\n", encoding="utf-8")
    assert run(*arguments).exit_code == 5


def test_results_beside_their_saved_result_are_ours(monkeypatch):
    """What was written on another machine is known by the saved result that it reads as."""
    arguments = ("translate", "x.de.txt", "--no-memory")
    assert run(*arguments).exit_code == 0
    monkeypatch.setattr(exporters.ledger, "is_known", lambda _: False)
    assert run(*arguments).exit_code == 0
    Path("outputs/x.en.md").write_text("By hand.", encoding="utf-8")
    assert run(*arguments).exit_code == 5


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "outputs/x.de-en.json", "--format", "tsv"),
        ("review", "outputs/x.de-en.json", "--static", "outputs/x.de-en.tsv"),
        ("align", "x.de.txt", "x.de.txt", "--lexical", "--format", "tsv", "-o", "outputs"),
        ("glossary", "import", "g.csv", "-o", "outputs/x.de-en.tsv"),
        ("glossary", "export", "outputs/x.de-en.tsv", "-g", "g.csv"),
        ("memory", "export", "outputs/x.de-en.tsv"),
    ],
)
def test_every_verb_asks_before_it_writes_over_a_file(arguments):
    """Whatever writes a file that was named leaves those of others alone unless forced."""
    run("translate", "x.de.txt", "--no-memory")
    Path("g.csv").write_text("Haus,house\n", encoding="utf-8")
    foreign = Path("outputs/x.de-en.tsv")
    foreign.write_text("By hand.", encoding="utf-8")
    assert run(*arguments).exit_code == 5
    assert foreign.read_text("utf-8") == "By hand."
    assert run(*arguments, "--force").exit_code in {0, 1}
    assert foreign.read_text("utf-8") != "By hand."
