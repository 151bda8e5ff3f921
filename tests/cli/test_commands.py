"""Every verb answers with the right output, one clear line on failure, and an exit code."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import pytest
from click.testing import CliRunner

from translate.cli import main
from translate.engines.phrasebook import PhrasebookEngine
from translate.errors import EngineError

ARTICLE = """Der Leitartikel

Dieser Leitartikel kritisiert die KI. Die Börse fällt.
"""
ENGLISH = {
    "Der Leitartikel": "The editorial",
    "Dieser Leitartikel kritisiert die KI.": "This editorial criticizes AI.",
    "Die Börse fällt.": "The stock market falls.",
}
GLOSSARY = """version: 1
terms:
  - source: Leitartikel
    target: editorial
  - source: KI
    target: AI
"""


class Fake(PhrasebookEngine):
    """A phrasebook in the place of the neural engine, which counts how often it is asked."""

    asked = 0
    phrases: ClassVar[dict[str, str]] = {}

    def __init__(self, _: str, model: str = "de-en", **__: object) -> None:
        if model == "no-such-model":
            raise EngineError(f"{model}: unknown model; known are de-en")
        super().__init__(ENGLISH | self.phrases)

    def translate(self, requests):
        type(self).asked += 1
        return super().translate(requests)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Run in an empty folder with an article and a glossary, the model replaced."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("translate.engines.registry.open_engine", Fake)
    monkeypatch.setattr("translate.memory.default_path", lambda: tmp_path / "memory.sqlite3")
    monkeypatch.setattr(Fake, "asked", 0)
    monkeypatch.setattr(Fake, "phrases", {})
    Path("news.de.txt").write_text(ARTICLE, encoding="utf-8")
    Path("glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    return tmp_path


def run(*arguments: str, stdin: str | bytes | None = None):
    return CliRunner().invoke(main, arguments, input=stdin, catch_exceptions=False)


def test_translate_writes_every_default_format():
    """Without options the result is two bilingual Markdowns, the English alone and JSON."""
    result = run("translate", "news.de.txt")
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in Path("outputs").iterdir()) == [
        "news.de-en.json",
        "news.de-en.md",
        "news.de-en.table.md",
        "news.en.md",
    ]
    assert "3 terms: 3 kept (3 by the model), 0 missed" in result.stderr
    assert result.stdout == ""


def test_standard_output_takes_one_format():
    """``-o -`` prints the one format asked for, and refuses two."""
    result = run("translate", "news.de.txt", "--format", "json", "-o", "-")
    saved = json.loads(result.stdout)
    assert len(saved["pairs"]) == 3
    assert len(saved["outcomes"]) == 3
    assert run("translate", "news.de.txt", "--format", "json,md", "-o", "-").exit_code == 2
    assert run("translate", "news.de.txt", "news.de.txt", "-o", "-").exit_code == 2


def test_standard_input_is_translated_to_standard_output():
    """``-`` reads the article from standard input and prints the English."""
    result = run("translate", "-", stdin="Die Börse fällt.\n".encode())
    assert result.stdout == "The stock market falls.\n"


def test_every_verb_that_takes_a_text_takes_standard_input():
    """``-`` names standard input in ``align`` and ``glossary hits`` too."""
    german = "Die KI fällt.\n".encode()
    Path("news.en.txt").write_text("AI is falling.\n")
    assert run("align", "-", "news.en.txt", "--lexical", stdin=german).stdout == "[0]:[0]\n"
    assert "b1.s1\tKI" in run("glossary", "hits", "-", stdin=german).stdout


def test_a_repeated_run_asks_nobody_and_gives_the_same_bytes():
    """The second run of a command is served from memory, byte by byte the same."""
    run("translate", "news.de.txt")
    first = {path: path.read_bytes() for path in Path("outputs").iterdir()}
    asked = Fake.asked
    result = run("translate", "news.de.txt")
    assert Fake.asked == asked
    assert {path: path.read_bytes() for path in Path("outputs").iterdir()} == first
    assert "from memory" in result.stderr


def test_without_memory_everybody_is_asked_again():
    """``--no-memory`` neither reads nor writes a memory."""
    run("translate", "news.de.txt", "--no-memory")
    assert not Path("memory.sqlite3").exists()


def test_findings_decide_the_exit_code():
    """A missed term is an error: exit code 1, unless --fail-on asks for worse."""
    Path("glossary.yaml").write_text(GLOSSARY + "  - source: Börse\n    target: bourse\n")
    result = run("translate", "news.de.txt", "--enforce", "off")
    assert result.exit_code == 1
    assert "1 missed" in result.stderr


def test_the_report_is_json_on_request():
    """``--json`` prints the counts of the run to standard output."""
    facts = json.loads(run("translate", "news.de.txt", "--json").stdout)
    assert facts["terms"]["found"] == facts["terms"]["kept"] == 3


def test_json_on_standard_output_stands_alone():
    """What ``--json`` prints parses: the preview gives way, English beside it is refused."""
    result = run("translate", "news.de.txt", "--json", "--preview")
    assert json.loads(result.stdout)["segments"] == 3
    assert "criticizes" in result.stderr
    assert run("translate", "-", "--json", stdin=b"Die KI").exit_code == 2


def test_preview_shows_both_sides():
    """``--preview`` and ``preview FILE.json`` draw the same German and English."""
    shown = run("translate", "news.de.txt", "--preview").stdout
    assert "kritisiert" in shown
    assert "criticizes" in shown
    assert "criticizes" in run("preview", "outputs/news.de-en.json", "--width", "100").stdout


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("missing.txt", None, 3, "missing.txt: no such file"),
        ("empty.txt", b"", 3, "empty.txt"),
        ("binary.txt", b"\x00\x01\x02\xff" * 99, 3, "binary.txt"),
        ("latin.txt", "Die Börse fällt über Bücher.".encode("latin-1"), 3, "--encoding"),
    ],
)
def test_unreadable_sources_are_named(name, content, code, words):
    """A source that cannot be read ends in one line that names it, and nothing is written."""
    if content is not None:
        Path(name).write_bytes(content)
    result = run("translate", name)
    assert result.exit_code == code
    assert words in result.stderr
    assert result.stderr.count("\n") == 1
    assert not Path("outputs").exists()


def test_a_directory_is_no_source():
    """A folder given as a source is one clear line."""
    Path("folder").mkdir()
    assert run("translate", "folder").exit_code == 3


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "name a FILE"),
        (("news.de.txt", "--format", "pdf"), 2, "unknown format 'pdf'"),
        (("news.de.txt", "--model", "no-such-model"), 4, "unknown model"),
        (("news.de.txt", "--reference", "nowhere.tsv"), 3, "nowhere.tsv"),
    ],
)
def test_wrong_requests_are_explained(arguments, code, words):
    """Unknown names and missing files end in one line with the known ones or the next step."""
    result = run("translate", *arguments)
    assert result.exit_code == code
    assert words in result.stderr


def test_a_broken_glossary_is_named_with_its_line():
    """A malformed termbase ends the run before anything is translated."""
    Path("glossary.yaml").write_text(GLOSSARY + "  - source: X\n    tarket: Y\n")
    result = run("translate", "news.de.txt")
    assert result.exit_code == 3
    assert "glossary.yaml:8" in result.stderr
    assert not Fake.asked


def test_a_full_disk_leaves_no_half_file(monkeypatch):
    """When the disk is full nothing half-written stays behind."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    result = run("translate", "news.de.txt")
    assert result.exit_code == 5
    assert "no space left" in result.stderr
    assert list(Path("outputs").iterdir()) == []


def test_an_interrupt_keeps_what_was_done(monkeypatch):
    """Ctrl-C ends with 130 and says that the run can go on."""

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Fake, "translate", interrupted)
    result = run("translate", "news.de.txt")
    assert result.exit_code == 130
    assert "goes on from there" in result.stderr


def test_settings_come_from_the_file_and_flags_win():
    """termtreu.toml sets what a flag does not; unknown settings are refused by name."""
    Path("termtreu.toml").write_text('output = "here"\nformats = ["tsv"]\n')
    run("translate", "news.de.txt")
    assert [path.name for path in Path("here").iterdir()] == ["news.de-en.tsv"]
    run("translate", "news.de.txt", "-o", "there")
    assert Path("there").is_dir()
    Path("termtreu.toml").write_text("colour = 1\n")
    result = run("translate", "news.de.txt")
    assert result.exit_code == 2
    assert "unknown setting 'colour'" in result.stderr
    Path("termtreu.toml").write_text("beam = 0\n")
    assert "beam takes a number from 1 to 32, not 0" in run("translate", "news.de.txt").stderr
    Path("termtreu.toml").write_text("beam = 100\n")
    assert (
        "termtreu.toml: beam takes a number from 1 to 32, not 100"
        in run("translate", "news.de.txt").stderr
    )


def test_a_reference_gives_scores():
    """Snippets keyed to lines are found beside the article and scored, with n."""
    Path("references").mkdir()
    Path("references/news.en.tsv").write_text(
        "1\tThe editorial\n3\tThis editorial criticizes AI. The stock market is falling.\n"
    )
    run("translate", "news.de.txt")
    result = run("score", "outputs/news.de-en.json", "--worst", "1", "--json")
    facts = json.loads(result.stdout)
    assert [score["metric"] for score in facts["scores"]] == ["chrF2", "BLEU", "TER", "terms"]
    assert facts["scores"][0]["n"] == 2
    assert facts["worst"][0]["id"] == "b2.s1"


def test_scores_compare_two_results():
    """``--baseline`` tests the difference of two results, paired."""
    Path("references").mkdir()
    Path("references/news.en.tsv").write_text("1\tThe editorial\n")
    run("translate", "news.de.txt")
    saved = "outputs/news.de-en.json"
    facts = json.loads(run("score", saved, "--baseline", saved, "--json").stdout)
    assert all(one["p_bootstrap"] == 1.0 for one in facts["comparison"])


def test_only_results_of_one_article_are_compared():
    """A baseline whose German is another is refused, though its lines are numbered alike."""
    Path("references").mkdir()
    Path("references/news.en.tsv").write_text("1\tThe editorial\n")
    Path("other.de.txt").write_text("Die Börse fällt.\n")
    run("translate", "news.de.txt", "other.de.txt")
    reference = ("--reference", "references/news.en.tsv")
    other = ("--baseline", "outputs/other.de-en.json")
    result = run("score", "outputs/news.de-en.json", *reference, *other)
    assert result.exit_code == 3
    assert "other.de.txt" in result.stderr


def test_align_prints_beads():
    """``align`` numbers the sentences of both files and prints which belong together."""
    Path("news.en.txt").write_text(
        "The editorial\n\nThis editorial criticizes AI. The stock market is falling.\n"
    )
    result = run("align", "news.de.txt", "news.en.txt")
    assert result.stdout.splitlines() == ["[0]:[0]", "[1]:[1]", "[2]:[2]"]
    assert run("align", "news.de.txt", "news.en.txt", "--lexical").exit_code == 0


@pytest.mark.parametrize("name", ["md", "json", "tsv", "tmx", "preview"])
def test_align_exports(name):
    """An alignment can be exported like a translation."""
    Path("news.en.txt").write_text("The editorial\n\nThis editorial criticizes AI.\n")
    result = run("align", "news.de.txt", "news.en.txt", "--format", name)
    assert "editorial" in result.stdout


def test_aligned_terms_are_kept_by_their_translator():
    """A term that an existing translation keeps is neither shown as missed nor as our work."""
    Path("news.en.txt").write_text("The editorial\n\nThis editorial criticizes AI.\n")
    shown = run("align", "news.de.txt", "news.en.txt", "--lexical", "--format", "preview").stdout
    assert "The [editorial]\n" in shown
    assert "3 [by the translator]" in shown
    page = run("align", "news.de.txt", "news.en.txt", "--lexical", "--format", "html").stdout
    assert '<mark class="translator"' in page
    assert "missed" not in page.split("</head>")[1].split("<footer>")[0]


def test_align_looks_for_terms_outside_of_code():
    """What stands in code is no term, in an aligned text as little as in a translated one."""
    Path("a.md").write_text("Der Leitartikel nennt `KI` hier.\n")
    Path("b.md").write_text("The editorial names `KI` here.\n")
    result = run("align", "a.md", "b.md", "--lexical", "--format", "json")
    assert [o["surface"] for o in json.loads(result.stdout)["outcomes"]] == ["Leitartikel"]


def test_align_counts_terms_in_words_alone():
    """A term that stands in a link's address alone is not kept, one across markup is."""
    Path("a.md").write_text("Die KI steht [hier](https://a.de/AI). Der **Leitartikel**.\n")
    Path("b.md").write_text("It is [here](https://a.de/AI). The **edi**torial.\n")
    result = run("align", "a.md", "b.md", "--lexical", "--format", "json")
    outcomes = json.loads(result.stdout)["outcomes"]
    assert [o["status"] for o in outcomes] == ["missed", "kept"]
    assert outcomes[1]["rendering"] == "edi**torial"
    assert result.exit_code == 1


def test_addresses_hold_no_forbidden_words():
    """A forbidden word in an address is nobody's translation."""
    glossary = GLOSSARY.replace("target: AI", "target: AI\n    forbidden: [ki]")
    Path("glossary.yaml").write_text(glossary)
    Path("a.md").write_text("Die KI ist [hier](https://a.de/ki).\n")
    Fake.phrases = {"Die KI ist hier.": "AI is here."}
    assert run("translate", "a.md").exit_code == 0


def test_markup_is_not_scored():
    """A perfect translation of marked-up text has the perfect score."""
    Path("a.md").write_text("Dieser **Leitartikel** [kritisiert](u) die KI.\n")
    Path("a.en.tsv").write_text("1\tThis editorial criticizes AI.\n")
    Fake.phrases = {"Dieser Leitartikel kritisiert die KI.": "This editorial criticizes AI."}
    run("translate", "a.md", "--reference", "a.en.tsv")
    facts = json.loads(
        run("score", "outputs/a.de-en.json", "--reference", "a.en.tsv", "--json").stdout
    )
    assert facts["scores"][0]["value"] == 100.0


def test_a_reference_in_markdown_is_read_for_its_words():
    """The tool's own English, taken for a reference, has the perfect score."""
    Path("a.md").write_text("# Der Leitartikel\n\n- Die **Börse** fällt.\n")
    Fake.phrases = {"Die Börse fällt.": "The stock market falls."}
    run("translate", "a.md")
    Path("ref.md").write_text(Path("outputs/a.en.md").read_text())
    result = run("score", "outputs/a.de-en.json", "--reference", "ref.md", "--json")
    assert json.loads(result.stdout)["scores"][0]["value"] == 100.0


def test_every_article_has_its_own_references():
    """A reference named after one of several articles is not used for the others."""
    Path("other.de.txt").write_text("Die Börse fällt.\n")
    Path("news.en.txt").write_text("The editorial\n\nThis editorial criticizes AI. It falls.\n")
    run("translate", "news.de.txt", "other.de.txt", "--reference", "news.en.txt")
    scored = [json.loads(Path(f"outputs/{n}.de-en.json").read_text()) for n in ("news", "other")]
    assert [len(one.get("scores", [])) for one in scored] == [4, 0]


def test_a_full_standard_output_is_one_clear_line():
    """What cannot be written to standard output ends in one line and exit code 5."""
    command = "import sys; from translate.cli import main; main(['glossary', 'list'])"
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-c", command],
            check=False,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert (done.returncode, done.stderr.count("\n")) == (5, 1)
    assert "No space left" in done.stderr


def test_glossary_verbs_answer():
    """The glossary is listed, checked, searched for, exported and imported again."""
    assert "editorial" in run("glossary", "list").stdout
    assert run("glossary", "check").exit_code == 0
    assert "b2.s1\tKI\tKI\tAI" in run("glossary", "hits", "news.de.txt").stdout
    assert run("glossary", "export", "terms.csv").exit_code == 0
    assert "Leitartikel" in run("glossary", "import", "terms.csv").stdout
    assert run("glossary", "export", "terms.doc").exit_code == 2
    run("translate", "news.de.txt")
    hits = json.loads(run("glossary", "hits", "outputs/news.de-en.json", "--json").stdout)
    assert {hit["status"] for hit in hits} == {"kept"}


def test_listings_answer():
    """Models, checks and the memory are listed."""
    assert "opus-mt" in run("models").stdout
    assert "missed-term" in run("translate", "--list-checks").stdout
    run("translate", "news.de.txt")
    assert json.loads(run("memory", "info", "--json").stdout)["hypotheses"] == 3
    assert run("memory", "clear").exit_code == 0
    assert json.loads(run("memory", "info", "--json").stdout)["hypotheses"] == 0


def test_many_notes_of_one_kind_are_summed_up():
    """``glossary check`` puts conflicts first and one line for many notes; --all lists them."""
    rows = [f"Name{number},Name{number}" for number in range(20)]
    Path("terms.csv").write_text("\n".join([*rows, "der Baum,tree", "KI,AI", "K.I.,A.I."]))
    lines = run("glossary", "check", "terms.csv").stdout.splitlines()
    assert "warning" in lines[0]
    assert len([line for line in lines if "kept_unmarked" in line]) == 1
    assert "and 19 more like it: --all lists them" in lines[-1]
    assert len(run("glossary", "check", "terms.csv", "--all").stdout.splitlines()) > 20
