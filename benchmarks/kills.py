"""Kill runs at moments all through them: the same command must then end as if nobody had.

Usage: ``python -m benchmarks.kills [--seconds 300]``. A phrasebook stands in for the model, so that
most of a run is what kills can hurt: the memory, the files, the lists. After each kill every result
must be whole or not there; after the second run all results must have the bytes of a run that
nobody killed, and nothing else may lie beside them.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM = """
from translate.cli import main
from translate.engines import registry
from translate.engines.phrasebook import PhrasebookEngine

registry.open_engine = lambda *_, **__: PhrasebookEngine({}, batch=2, delay=0.02)
main()
"""
ROOT = Path(__file__).parents[1]
DOCUMENTS = 3
SENTENCES = 12
COMMAND = ("translate", "texts", "-o", "out", "--memory", "memory.sqlite3", "--no-glossary")


class Killed(NamedTuple):
    """How many runs were killed, how many of them had written something, and what was damaged."""

    runs: int
    begun: int
    damaged: tuple[str, ...]


def matrix(seconds: float, seed: int = 1) -> Killed:
    """Kill runs at random moments until the time is over.

    Args:
        seconds: how long; at least one run is killed.
        seed: of the moments.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret is made
    with tempfile.TemporaryDirectory() as name:
        started = time.monotonic()
        expected = Path(name) / "whole"
        code = _start(expected).wait()
        whole = _results(expected)
        longest = time.monotonic() - started
        runs, begun, damaged = 0, 0, list[str]()
        while not runs or time.monotonic() < started + longest + seconds:
            runs += 1
            moment = chance.uniform(0.2, 1.1) * longest
            folder = Path(name) / str(runs)
            something, faults = _killed(folder, moment, whole, code)
            begun += something
            damaged += [f"killed after {moment:.3f} s: {fault}" for fault in faults]
    return Killed(runs, begun, tuple(damaged))


def _killed(
    folder: Path, moment: float, whole: dict[str, bytes], code: int
) -> tuple[bool, list[str]]:
    """Kill one run; tell whether it had begun to write, and what was wrong then or afterwards."""
    victim = _start(folder)
    time.sleep(moment)
    victim.kill()
    victim.wait()
    left = {name: data for name, data in _results(folder).items() if not name.endswith(".tmp")}
    faults = [f"{name} is half-written" for name in left if left[name] != whole.get(name)]
    again = _start(folder).wait()
    if again != code:
        faults.append(f"the same command then ends with {again}, not {code}")
    if _results(folder) != whole:
        faults.append("the same command then ends with other results")
    return bool(left) or (folder / "memory.sqlite3").is_file(), faults


def _start(folder: Path) -> subprocess.Popen[bytes]:
    """Start a run in a folder with texts."""
    (folder / "texts").mkdir(parents=True, exist_ok=True)
    for document in range(DOCUMENTS):
        sentences = (f"Dies ist Satz {number} von {document}." for number in range(SENTENCES))
        (folder / "texts" / f"{document}.de.md").write_text("\n\n".join(sentences), "utf-8")
    return subprocess.Popen(  # noqa: S603 - this program itself
        [sys.executable, "-c", PROGRAM, *COMMAND],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder / "cache")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _results(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "out").glob("*")}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print what came of the kills."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    killed = matrix(options.seconds, options.seed)
    print(f"{killed.runs} runs killed, {killed.begun} after their first writing")
    print(f"{len(killed.damaged)} faults")
    for fault in killed.damaged:
        print(f"  {fault}")


if __name__ == "__main__":
    main()
