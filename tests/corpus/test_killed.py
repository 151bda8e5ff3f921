"""However often a run is killed, wherever it is, the next one ends with the same rows and bytes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from corpus_shards import files_of, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from translate.corpus import run
from translate.engines.phrasebook import PhrasebookEngine
from translate.options import Options

ROOT = Path(__file__).parents[2]
# A sentence that kills whoever translates it: once, if it can leave a mark, or every time.
PROGRAM = """
import json, os, signal, sys, time
from pathlib import Path
from typing import Any
from translate.corpus import cluster, run
from translate.engines.phrasebook import PhrasebookEngine
from translate.options import Options

class Deadly(PhrasebookEngine):
    def __init__(self, folder):
        super().__init__({})
        self._mark = Path(folder) / "killed"

    def translate(self, requests):
        time.sleep(DELAY)
        texts = {request.text for request in requests}
        once = "Stirb einmal." in texts and not self._mark.exists()
        if once or "Stirb immer." in texts:
            self._mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().translate(requests)

folder, output, workers, DELAY = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
where = cluster.Cluster(workers) if workers else None
order = run.Order(
    f"{folder}/in", Options(output=output, glossary=None), resume=True, where=where,
    engine=Deadly(folder),
)
print(json.dumps(run.translate(order).report()))
"""


class Mortal(PhrasebookEngine):
    """Ends the process, as far as a test can, when it is asked for the nth time."""

    def __init__(self, life: int) -> None:
        super().__init__({})
        self._life = life

    def translate(self, requests):
        self._life -= 1
        if self._life < 0:
            raise SystemExit
        return super().translate(requests)


def start(folder: Path, output: str, workers: int, delay: float = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM, str(folder), str(folder / output)]
    return subprocess.Popen(
        [*command, str(workers), str(delay)],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(folder)},
        stdout=subprocess.PIPE,
        text=True,
    )


def report_of(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, _ = process.communicate(timeout=500)
    assert process.returncode == 0
    report: dict[str, Any] = json.loads(out.splitlines()[-1])
    return report


def corpus(folder: Path, *extra: str) -> list[str]:
    """Write two files of many blocks; return the ids of their rows."""
    (folder / "in").mkdir(parents=True)
    lines = [f"Satz {n}." + " Wort" * 30 for n in range(4000)] + list(extra)
    for name, part in (("a.txt", lines[:1500]), ("b.txt", lines[1500:])):
        (folder / "in" / name).write_text("".join(f"{one}\n" for one in part), encoding="utf-8")
    return [f"a.txt:{n + 1}" for n in range(1500)] + [
        f"b.txt:{n + 1}" for n in range(len(lines) - 1500)
    ]


@settings(max_examples=15)
@given(st.lists(st.integers(0, 5), max_size=4), st.integers(1, 12))
def test_no_row_is_lost_or_doubled(lives, rows):
    """Ended after any number of blocks, again and again, a corpus has every id exactly once."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.txt").write_text("".join(f"Satz {n}.\n" for n in range(rows)), "utf-8")
        broken, whole = (
            run.Order(
                str(folder / "a.txt"), Options(output=str(folder / output)), resume=True, most=2
            )
            for output in ("broken", "whole")
        )
        for life in lives:
            try:
                run.translate(_with(broken, Mortal(life)))
            except SystemExit:
                continue
        run.translate(_with(broken, Mortal(99)))
        run.translate(_with(whole, Mortal(99)))
        assert [row["id"] for row in rows_of(folder / "broken")] == [
            f"a.txt:{n + 1}" for n in range(rows)
        ]
        assert files_of(folder / "broken") == files_of(folder / "whole")


def _to(folder: Path) -> Options:
    return Options(output=str(folder))


def _with(order: run.Order, engine: PhrasebookEngine) -> run.Order:
    return replace(order, engine=engine)


def test_a_killed_process_loses_no_row(tmp_path):
    """After SIGKILL in the middle the next run does the rest; all is as if it had never been."""
    ids = corpus(tmp_path)
    victim = start(tmp_path, "broken", 0, delay=0.2)
    rows = tmp_path / "broken" / "rows"
    while not rows.is_dir() or len(list(rows.iterdir())) < 2:
        assert victim.poll() is None
        time.sleep(0.02)
    victim.send_signal(signal.SIGKILL)
    victim.communicate()
    done = len(list(rows.glob("*.jsonl")))
    report = report_of(start(tmp_path, "broken", 0))
    assert report["earlier_blocks"] == done < report["blocks"]
    report_of(start(tmp_path, "whole", 0))
    assert [row["id"] for row in rows_of(tmp_path / "broken")] == ids
    assert files_of(tmp_path / "broken") == files_of(tmp_path / "whole")


@pytest.mark.cluster
def test_a_killed_worker_is_replaced(tmp_path):
    """A block whose worker died is done by another; one that kills three is put aside alone."""
    pytest.importorskip("ray")
    filler = ["Satz."] * 1000
    ids = corpus(tmp_path, "Stirb einmal.", *filler, "Stirb immer.")
    report = report_of(start(tmp_path, "out", 2))
    (reason,) = report["failed"].values()
    assert "died each time" in reason
    rows = rows_of(tmp_path / "out")
    assert len(rows) == report["rows"] - report["failed_rows"] < len(ids)
    assert [row["id"] for row in rows] == ids[: len(rows)]
    assert (tmp_path / "killed").exists()


@pytest.mark.cluster
def test_a_killed_driver_loses_no_row(tmp_path):
    """After SIGKILL of the driver another number of workers ends with the bytes of one process."""
    pytest.importorskip("ray")
    ids = corpus(tmp_path)
    victim = start(tmp_path, "broken", 2, delay=1)
    rows = tmp_path / "broken" / "rows"
    while not rows.is_dir() or len(list(rows.iterdir())) < 2:
        assert victim.poll() is None
        time.sleep(0.05)
    victim.send_signal(signal.SIGKILL)
    victim.communicate()
    report_of(start(tmp_path, "broken", 1))
    report_of(start(tmp_path, "whole", 0))
    assert [row["id"] for row in rows_of(tmp_path / "broken")] == ids
    assert files_of(tmp_path / "broken") == files_of(tmp_path / "whole")
