"""The matching benchmark runs on any file of its formats."""

from __future__ import annotations

import json

import pytest

from benchmarks import matching


@pytest.fixture
def lines(tmp_path):
    records = [
        {"de": "Die KI-Modelle wachsen.", "en": "AI models grow.", "proper": [["KI", "AI"]]},
        {"de": "Große Modelle.", "en": "Big ones.", "proper": [["Modell", "model"]]},
    ]
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, records)), "utf-8")
    return path


def test_pairs_of_the_lines(lines, capsys):
    """Without a glossary the pairs of each line are its terms; modes add up."""
    assert matching.main([str(lines), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    found = {row["mode"]: (row["found"], row["rendered"]) for row in result["modes"]}
    assert found == {"exact": (0, 0), "+case": (0, 0), "+inflected": (1, 0), "+compound": (2, 1)}


def test_one_glossary(lines, tmp_path, capsys):
    """With a glossary the table shows speed, and what is to be read."""
    glossary = tmp_path / "g.tsv"
    glossary.write_text("KI\tAI\nModell\tmodel\n", "utf-8")
    assert matching.main([str(lines), "--glossary", str(glossary), "--unrendered"]) == 0
    shown = capsys.readouterr().out
    assert "Speed(terms=2" in shown
    assert "Modelle (inflected) -> model" in shown


def test_a_missing_glossary_is_explained(lines, capsys):
    """A glossary that is not there ends with its message and exit code 3."""
    assert matching.main([str(lines), "--glossary", "none.tsv"]) == 3
    assert "none.tsv: cannot be read" in capsys.readouterr().err
