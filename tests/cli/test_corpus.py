"""``termtreu corpus`` answers with an exit code, a summary and one clear line on failure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from translate.cli import main
from translate.corpus import cluster
from translate.engines.phrasebook import PhrasebookEngine


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    """Run in a folder with a corpus, the model replaced."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        "translate.engines.registry.open_engine", lambda *_, **__: PhrasebookEngine({})
    )
    Path("good.txt").write_text("Berlin 2018\n\n", encoding="utf-8")
    Path("bad.txt").write_bytes(b"Berlin 2018\na\xff\n")


def run(*arguments: str):
    return CliRunner().invoke(main, ["corpus", *arguments], catch_exceptions=False)


def test_a_clean_corpus_exits_with_0_and_a_failed_row_with_1():
    """The exit code tells whether a row failed; the summary says how many."""
    good = run("good.txt", "-o", "good", "--local", "--json")
    assert good.exit_code == 0, good.output
    assert json.loads(good.stdout)["rows"] == 2
    bad = run("bad.txt", "-o", "bad", "--local", "--json")
    assert bad.exit_code == 1
    assert json.loads(bad.stdout)["failed_rows"] == 1
    assert "2 rows · 1 row failed" in bad.stderr


def test_a_cluster_without_the_extra_is_one_clear_line(monkeypatch):
    """--workers and --address name the extra; without them the run is done in this process."""
    monkeypatch.setattr(cluster, "find_spec", lambda _: None)
    for asked in (("--workers", "2"), ("--address", "auto")):
        refused = run("good.txt", "-o", "out", *asked)
        assert refused.exit_code == 2
        assert refused.stderr.count("\n") == 1
        assert 'pip install "termtreu[cluster]"' in refused.stderr
    assert run("good.txt", "-o", "out").exit_code == 0


def test_one_process_takes_no_workers():
    """--local contradicts what is said of a cluster."""
    assert run("good.txt", "-o", "out", "--local", "--workers", "2").exit_code == 2


def test_addresses_and_parquet_without_the_extra_are_one_clear_line(monkeypatch):
    """What needs pyarrow says so."""
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    for source in ("s3://bucket/a.txt", "x.parquet"):
        Path("x.parquet").touch()
        refused = run(source, "-o", "out", "--local")
        assert refused.exit_code == 2
        assert 'pip install "termtreu[cluster]"' in refused.stderr


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_an_address_is_read_and_written_like_a_path(tmp_path, form):
    """What a file system of pyarrow reaches gives the same rows; Parquet says what JSON says."""
    pytest.importorskip("pyarrow")
    from pyarrow import parquet

    address = f"file://{tmp_path}"
    done = run(f"{address}/*.txt", "-o", f"{address}/out", "--local", "--format", form)
    assert done.exit_code == 1, done.output
    (shard, *_) = sorted((tmp_path / "out" / "rows").iterdir())
    if form == "parquet":
        (row, *_) = parquet.read_table(shard).to_pylist()
    else:
        row = json.loads(shard.read_text("utf-8").splitlines()[0])
    assert (row["id"], row["target"], row["error"]) == ("bad.txt:1", "Berlin 2018", None)
    again = run(f"{address}/*.txt", "-o", f"{address}/out", "--local", "--format", form, "--resume")
    assert "2 blocks from earlier" in again.stderr
