"""Work shared by workers, a CPU core each: small networks gain little from threads in a step.

Threads serve a library that lets go of Python while it works. What is Python all the way is shared
by forked processes, which have the loaded model at once and share its memory; where forking is not
safe (Windows, macOS) it is done here.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from translate.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from concurrent.futures import Future
    from multiprocessing.connection import Connection

Item = TypeVar("Item")
Result = TypeVar("Result")


def can_share() -> bool:
    """Tell whether this system forks processes safely."""
    return sys.platform == "linux"


def cores() -> int:
    """Return how many CPU cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_threads(
    work: Callable[[Item], Result], items: Sequence[Item], workers: int
) -> Generator[Result]:
    """Yield the result for every item, in order, as soon as it is there.

    Few results wait to be taken, so that the memory that a run takes does not grow with it.

    Args:
        work: done in the threads.
        items: what it is done to.
        workers: threads to share the items; with one, everything happens in this thread.

    Raises:
        Exception: whatever ``work`` raises.
    """
    if workers < 2 or len(items) < 2:
        yield from map(work, items)
        return
    crew = ThreadPoolExecutor(workers)
    waiting: deque[Future[Result]] = deque()
    try:
        for item in items:
            waiting.append(crew.submit(work, item))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        crew.shutdown(cancel_futures=True)


def in_order(
    work: Callable[[Item], Result], items: Sequence[Item], workers: int
) -> Generator[Result]:
    """Yield the result for every item, in order, as soon as it is there.

    Items are dealt out in turn, so similar ones should stand together. A process that outlives
    its parent ends with the next result, which nobody takes.

    Args:
        work: done in the processes; its result and its errors must be picklable.
        items: what it is done to.
        workers: processes to share the items; with one, everything happens in this process.

    Raises:
        EngineError: a process was killed.
        Exception: whatever ``work`` raises.
    """
    workers = min(workers, len(items)) if can_share() else 1
    if workers < 2:
        yield from map(work, items)
        return
    crew = _crew(work, [items[number::workers] for number in range(workers)])
    try:
        for index in range(len(items)):
            yield _received(crew[index % workers][1])
    finally:
        for process, connection in crew:
            connection.close()
            process.terminate()
            process.join()


def _crew(
    work: Callable[[Any], Any], shares: Sequence[Sequence[Any]]
) -> list[tuple[Any, Connection]]:
    """Start a process for every share; each sends its results through a pipe of its own."""
    context = multiprocessing.get_context("fork")
    crew: list[tuple[Any, Connection]] = []
    for share in shares:
        ours, theirs = context.Pipe(duplex=False)
        inherited = [ours, *(connection for _, connection in crew)]
        process = context.Process(target=_serve, args=(work, share, theirs, inherited), daemon=True)
        process.start()
        theirs.close()
        crew.append((process, ours))
    return crew


def _serve(
    work: Callable[[Any], Any],
    share: Sequence[Any],
    connection: Connection,
    inherited: Sequence[Connection],
) -> None:
    """Send the result of every item of a share, or the error that ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to deal with
    for other in inherited:
        other.close()  # or the pipe would never break when the parent dies
    try:
        for item in share:
            connection.send((work(item), None))
    except BrokenPipeError:
        return
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent raises it
        connection.send((None, error))


def _received(connection: Connection) -> Any:
    """Return the next result that a process sends, or raise its error."""
    try:
        result, error = connection.recv()
    except EOFError:
        raise EngineError(
            "a process that was translating has been killed, probably for memory; try --cores 1"
        ) from None
    if error is not None:
        raise error
    return result
