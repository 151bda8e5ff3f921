"""Work shared by processes comes back in order, with its errors, and leaves nobody behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from translate.engines import workers
from translate.errors import EngineError

pytestmark = pytest.mark.skipif(not workers.can_share(), reason="no processes to share with")


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_results_come_in_order(count):
    """However many processes there are, results stand in the order of the items."""
    assert list(workers.in_order(lambda n: n * n, range(7), count)) == [n * n for n in range(7)]


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_results_of_threads_come_in_order(count):
    """However many threads there are, results stand in the order of the items."""
    assert list(workers.in_threads(lambda n: n * n, range(20), count)) == [n * n for n in range(20)]


def test_few_results_of_threads_wait():
    """Who takes one result after the other holds up the work on those far behind."""
    begun: list[int] = []
    results = workers.in_threads(begun.append, range(100), 2)
    next(results)
    time.sleep(0.05)
    assert len(begun) < 10
    results.close()


def test_an_error_in_a_thread_is_raised_here():
    """What the work raises in a thread reaches the caller, after the results before it."""
    results = workers.in_threads(lambda n: 6 // n, [3, 2, 0, 1], 2)
    assert [next(results), next(results)] == [2, 3]
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_the_work_is_done_elsewhere():
    """Two processes other than this one do the work, each every second item."""
    done_by = list(workers.in_order(lambda _: os.getpid(), range(4), 2))
    assert done_by[:2] == done_by[2:]
    assert len({*done_by, os.getpid()}) == 3


def test_an_error_is_raised_here():
    """What the work raises reaches the caller, after the results before it."""
    results = workers.in_order(lambda n: 6 // n, [3, 2, 0, 1], 2)
    assert [next(results), next(results)] == [2, 3]
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_a_killed_process_is_one_clear_error():
    """A process that vanishes is reported with what to do about it."""
    with pytest.raises(EngineError, match="--cores 1"):
        list(workers.in_order(lambda _: os.kill(os.getpid(), signal.SIGKILL), range(2), 2))


def test_stopping_early_ends_the_processes():
    """Whoever takes only the first result leaves no process running."""
    results = workers.in_order(lambda n: time.sleep(n * 60), range(4), 2)
    next(results)
    results.close()
    assert multiprocessing.active_children() == []


def test_no_process_outlives_a_killed_parent():
    """After SIGKILL the processes end with their next result."""
    program = (
        "import os, time; from translate.engines import workers\n"
        "def work(n):\n    time.sleep(0.2 * (n > 1)); return os.getpid()\n"
        "for pid in workers.in_order(work, range(1000), 2): print(pid, flush=True)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pids = [int(parent.stdout.readline()) for _ in range(2)]
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 10
    while any(_is_running(pid) for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    parent.stdout.close()


def _is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
