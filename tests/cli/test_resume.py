"""A run that was killed goes on where it stopped and ends with the same bytes."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from benchmarks import kills

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import sys
from translate.cli import main
from translate.engines import registry
from translate.engines.phrasebook import PhrasebookEngine

DELAY = float(sys.argv.pop(1))

class Slow(PhrasebookEngine):
    def __init__(self, *_, **__):
        super().__init__({}, batch=2, delay=DELAY)

    def translate(self, requests):
        print(len(requests), file=sys.stderr)
        yield from super().translate(requests)

registry.open_engine = Slow
main()
"""
ARTICLE = "\n\n".join(f"Dies ist der {number}. Absatz über die KI." for number in range(40))


def start(folder: Path, delay: float) -> subprocess.Popen[str]:
    command = ["translate", "news.txt", "-o", "out", "--memory", "memory.sqlite3"]
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(delay), *command],
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
    )


def stored(memory: Path) -> int:
    try:
        with sqlite3.connect(f"file:{memory}?mode=ro", uri=True) as connection:
            return int(connection.execute("SELECT count(*) FROM hypotheses").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def results(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "out").iterdir())}


def test_a_killed_run_goes_on_where_it_stopped(tmp_path):
    """After SIGKILL the same command asks for the rest only; files equal those of one go."""
    broken, whole = tmp_path / "broken", tmp_path / "whole"
    for folder in (broken, whole):
        folder.mkdir()
        (folder / "news.txt").write_text(ARTICLE, encoding="utf-8")
    victim = start(broken, delay=0.3)
    while stored(broken / "memory.sqlite3") < 4:
        assert victim.poll() is None
        time.sleep(0.02)
    victim.send_signal(signal.SIGKILL)
    victim.communicate()
    assert not (broken / "out").exists()
    done = stored(broken / "memory.sqlite3")
    _, resumed = start(broken, delay=0).communicate()
    _, fresh = start(whole, delay=0).communicate()
    assert results(broken) == results(whole)
    assert int(resumed.split()[0]) == int(fresh.split()[0]) - done


def test_runs_killed_at_any_moment_end_the_same():
    """For ten seconds runs are killed at random moments; no result is ever half or another."""
    killed = kills.matrix(10)
    assert not killed.damaged
