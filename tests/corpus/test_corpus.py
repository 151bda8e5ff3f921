"""A corpus comes back row by row, translated as an article would be, whatever is in it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from corpus_shards import files_of, rows_of

from translate import pipeline
from translate.corpus.rows import Columns
from translate.engines.phrasebook import PhrasebookEngine
from translate.errors import EngineError, InputError, UsageError
from translate.options import Options
from translate.workshop import open_workshop

GLOSSARY = """version: 1
terms:
  - source: Börse
    target: stock market
  - source: KI
    target: AI
"""


class Counting(PhrasebookEngine):
    """A phrasebook that remembers what it was asked, and fails at one sentence."""

    def __init__(self, failing: str = "") -> None:
        super().__init__({"Die Börse fällt.": "The stock market falls."})
        self.asked: list[str] = []
        self._failing = failing

    def translate(self, requests):
        texts = [request.text for request in requests if request.target is None]
        self.asked += texts
        if self._failing in texts:
            raise EngineError("no memory")
        return super().translate(requests)


def write(name: str, *lines: str | bytes) -> str:
    data = b"".join((one if isinstance(one, bytes) else one.encode()) + b"\n" for one in lines)
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return name


def test_rows_are_translated_in_order(translated, tmp_path):
    """Every row comes back under its file and number, a blank one blank, several blocks long."""
    source = write("news.txt", "Guten Tag.", "", "Die Börse fällt.", "Guten Tag.", "Wie?")
    totals = translated(source)
    assert [(row["id"], row["target"]) for row in rows_of(tmp_path / "out")] == [
        ("news.txt:1", "Hello."),
        ("news.txt:2", ""),
        ("news.txt:3", "The stock market falls."),
        ("news.txt:4", "Hello."),
        ("news.txt:5", "Wie?"),
    ]
    assert (totals.rows, totals.failed_rows, totals.blocks) == (5, 0, 2)


def test_a_row_is_translated_as_in_an_article(translated, tmp_path):
    """Target, terms and findings are those that the pipeline gives the sentence by itself."""
    Path("glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    sentence = "Die KI und die Börse fallen um 5 %."
    translated(write("one.txt", sentence))
    (row,) = rows_of(tmp_path / "out")
    options = Options(use_memory=False)
    document = pipeline.read("x.txt", options, data=sentence.encode())
    with open_workshop(options, PhrasebookEngine()) as workshop:
        bitext = pipeline.translate(document, workshop, options)
    assert row["target"] == bitext.pairs[0].target_text
    outcomes = [(t["term"], t["status"], t["rendering"], t["reason"]) for t in row["terms"]]
    assert outcomes == [
        (o.match.term.source, o.status, o.surface, o.reason) for o in bitext.outcomes
    ]
    assert [f["check"] for f in row["findings"]] == [v.check for v in bitext.violations]


def test_spans_point_into_the_row(translated, tmp_path):
    """Spans of terms are offsets in the row's own source and target, in each of its sentences."""
    Path("glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    translated(write("two.txt", "  Guten Tag.\tDie Börse fällt. **Die KI** auch."))
    (row,) = rows_of(tmp_path / "out")
    assert {term["term"] for term in row["terms"]} == {"Börse", "KI"}
    for term in row["terms"]:
        assert row["source"][slice(*term["span"])] == term["surface"]
        if term["rendering_span"] is not None:
            assert row["target"][slice(*term["rendering_span"])] == term["rendering"]


def test_what_a_block_says_twice_is_translated_once(translated):
    """The engine sees a sentence once a block."""
    engine = Counting()
    translated(write("a.txt", *["Die Börse fällt."] * 3, "Die Börse fällt."), engine=engine)
    assert engine.asked == ["Die Börse fällt."] * 2


HOSTILE = {
    "null": b'{"german": null}',
    "no 'german' in it": b'{"deutsch": "Guten Tag."}',
    "no text but int": b'{"german": 5}',
    "not JSON": b'{"german": ',
    "no JSON object": b'["german"]',
    "not UTF-8 at byte 13": b'{"german": "a\xff"}',
    "control character U+0007 at character 2": b'{"german": "a\\u0007"}',
    "control character U+D800 at character 1": b'{"german": "\\ud800"}',
    "100000 characters, more than 20000": b'{"german": "%s"}' % (b"x" * 100_000),
}


@pytest.mark.parametrize(("reason", "line"), HOSTILE.items())
def test_a_hostile_row_fails_with_its_reason_alone(translated, tmp_path, reason, line):
    """A row that cannot be translated is kept with the reason; its neighbours are translated."""
    good = '{"german": "Guten Tag."}'
    totals = translated(write("rows.jsonl", good, line, good))
    rows = rows_of(tmp_path / "out")
    assert [row["target"] for row in rows] == ["Hello.", None, "Hello."]
    assert rows[1]["error"] == reason
    assert totals.failed_rows == 1
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert report["faults"] == [{"row": "rows.jsonl:2", "reason": reason}]


def test_columns_are_named(translated, tmp_path):
    """CSV, with quotes and line ends in fields, and TSV, without, are read by their header."""
    columns = Columns("text", "key")
    translated(write("a.csv", "key,text", '7,"Guten Tag."', '8,"a ""b""\nc"', "9"), columns=columns)
    translated(write("a.tsv", "text\tkey", 'Guten "Tag\t1'), "tsv", columns=columns)
    rows = rows_of(tmp_path / "out")
    assert [(row["id"], row["source"]) for row in rows[:2]] == [
        ("7", "Guten Tag."),
        ("8", 'a "b"\nc'),
    ]
    assert rows[2]["error"] == "1 fields where the header has 2"
    assert [(row["id"], row["source"]) for row in rows_of(tmp_path / "tsv")] == [
        ("1", 'Guten "Tag')
    ]
    with pytest.raises(InputError, match="no column 'german'; there are key, text"):
        translated("a.csv", "other")


def test_a_folder_is_one_corpus(translated, tmp_path):
    """All files with a known ending are read, sorted; rows are called by their place below."""
    write("in/b/x.txt", "Eins.")
    write("in/a.jsonl", '{"german": "Zwei."}')
    write("in/readme.md", "Drei.")
    translated("in")
    assert [row["id"] for row in rows_of(tmp_path / "out")] == ["a.jsonl:1", "b/x.txt:1"]
    with pytest.raises(InputError, match="no such file, folder or pattern"):
        translated("nothing/*.txt", "other")
    with pytest.raises(InputError, match="has no known ending"):
        translated("in/readme.md", "other")
    with pytest.raises(InputError, match="no rows"):
        translated(write("void.txt"), "other")


def test_a_block_that_fails_three_times_is_put_aside(translated, tmp_path):
    """The others go on; the reason stands in failed/, and a later run tries the block again."""
    source = write("news.txt", "Eins.", "Zwei.", "Drei.", "Die Börse fällt.")
    engine = Counting(failing="Zwei.")
    totals = translated(source, engine=engine)
    assert engine.asked.count("Zwei.") == 3
    assert (totals.rows, totals.failed_rows) == (4, 3)
    (failed,) = (tmp_path / "out" / "failed").iterdir()
    assert json.loads(failed.read_text("utf-8")) == {
        "file": "news.txt",
        "first": 1,
        "rows": 3,
        "reason": "EngineError: no memory",
    }
    again = translated(source, resume=True, engine=Counting())
    assert (again.failed_rows, again.earlier_blocks) == (0, 1)
    assert not failed.exists()
    assert len(rows_of(tmp_path / "out")) == 4


def test_a_corpus_is_not_overwritten(translated):
    """A folder that holds a corpus wants --resume, the same settings and the same input."""
    source = write("news.txt", "Eins.", "Zwei.")
    translated(source)
    with pytest.raises(UsageError, match="--resume goes on with it"):
        translated(source)
    with pytest.raises(UsageError, match="was begun with another columns"):
        translated(source, resume=True, columns=Columns("text"))
    write("news.txt", "Eins.", "Drei.")
    with pytest.raises(UsageError, match="the input does not have"):
        translated(source, resume=True)


def test_a_finished_corpus_is_left_alone(translated, tmp_path):
    """Resuming asks nobody and keeps all bytes."""
    source = write("news.txt", *(f"Satz {n}." for n in range(7)))
    translated(source, engine=Counting())
    before, engine = files_of(tmp_path / "out"), Counting()
    totals = translated(source, resume=True, engine=engine)
    assert engine.asked == []
    assert totals.earlier_blocks == totals.blocks == 3
    assert files_of(tmp_path / "out") == before


def test_the_report_counts_what_the_rows_say(translated, tmp_path):
    """report.json sums terms, findings and workers over all blocks."""
    Path("glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    translated(write("news.txt", *["Die Börse fällt.", "Die KI steigt."] * 3))
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    rows = rows_of(tmp_path / "out")
    terms = [term for row in rows for term in row["terms"]]
    assert report["terms"]["found"] == len(terms) == 6
    assert {name: counts["found"] for name, counts in report["by_term"].items()} == {
        "Börse": 3,
        "KI": 3,
    }
    counted = sum(n for levels in report["by_check"].values() for n in levels.values())
    assert counted == sum(len(row["findings"]) for row in rows)
    (worker,) = report["by_worker"].values()
    assert (worker["rows"], worker["blocks"]) == (6, 2)


def test_a_file_that_changes_is_noticed(translated, tmp_path):
    """Rows that are not those that were cut fail with the reason, and nothing false is written."""
    source = write("news.txt", "Eins.", "Zwei.")

    def change(_: int) -> None:
        write("news.txt", "Eins!", "Zwei.")

    totals = translated(source, on_begin=change)
    assert totals.failed_rows == 2
    assert re.search("changed while it was translated", *totals.failed_blocks.values())
    assert not (tmp_path / "out" / "rows").exists()
