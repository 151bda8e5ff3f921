"""The executor of many: Ray Data hands blocks to actors with an engine each.

Ray streams, balances, and replaces actors that die with what they were doing. It moves only the
descriptions of blocks and the notes of them: actors read and write the rows themselves.
"""

from __future__ import annotations

import json
import logging
import os
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from translate import errors
from translate.corpus.places import EXTRA
from translate.corpus.rows import Block
from translate.corpus.work import Job, Worker
from translate.errors import EngineError, TranslateError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE = "local"
"""The address of a cluster that is made of this machine alone, for this run alone."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """How many actors there shall be, each with a CPU core, and where; None takes every core."""

    workers: int | None = None
    address: str = HERE


def is_there() -> bool:
    """Tell whether Ray Data is installed."""
    return all(find_spec(name) is not None for name in ("ray", "pyarrow", "pandas"))


def require() -> None:
    """Make sure that Ray Data is installed.

    Raises:
        UsageError: it is not.
    """
    if not is_there():
        raise UsageError(
            f"--workers and --address need the extra: {EXTRA}; without it --cores says how many "
            "cores this process works on"
        )


def deliver(job: Job, blocks: Sequence[Block], cluster: Cluster) -> Iterator[dict[str, Any]]:
    """Yield the note of every block as soon as it is written, in any order.

    Args:
        job: what the actors must know; each has one core.
        blocks: what is to be done.
        cluster: where, and by how many.

    Raises:
        EngineError: the model cannot be used, or the actors cannot be started.
        OutputError: nothing can be written.
        UsageError: there is no such cluster.
    """
    with _connected(cluster) as cores:
        import ray
        from ray.exceptions import RayError

        single = replace(job, options=job.options.updated(cores=1))
        rows = [{"block": json.dumps(asdict(block))} for block in blocks]
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = context.print_on_execution_start = False
        notes = ray.data.from_items(rows, override_num_blocks=len(rows)).map_batches(
            _Actor,
            batch_size=1,
            num_cpus=1,
            compute=ray.data.ActorPoolStrategy(size=min(cluster.workers or cores, len(rows))),
            fn_constructor_args=(single,),
        )
        try:
            for row in notes.iter_rows():
                yield _received(row)
        except RayError as error:
            raise EngineError(f"the cluster failed: {_first_line(error)}") from error


class _Actor:
    """A worker on some machine; what ends a run is sent, not raised, lest Ray try it again."""

    def __init__(self, job: Job) -> None:
        self._job = job

    @cached_property
    def _worker(self) -> Worker:
        return Worker(self._job)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[str]]:
        """Deliver a batch of one block."""
        members = json.loads(batch["block"][0])
        block = Block(**{**members, "header": tuple(members["header"])})
        try:
            return {"note": [json.dumps(self._worker.deliver(block))], "error": [""]}
        except TranslateError as error:
            return {"note": [str(error)], "error": [type(error).__name__]}


@contextmanager
def _connected(cluster: Cluster) -> Iterator[int]:
    """Join or make a cluster; yield the number of its cores.

    Raises:
        UsageError: there is none at the address.
    """
    # Ray would report its use over the network, which nobody asked for, and its own log here.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    import ray
    import ray.data

    logging.getLogger("ray.data").setLevel(logging.ERROR)
    own: dict[str, Any] = {"num_cpus": cluster.workers, "include_dashboard": False}
    try:
        ray.init(
            address=cluster.address,
            logging_level=logging.ERROR,
            log_to_driver=False,
            **(own if cluster.address == HERE else {}),
        )
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise UsageError(
            f"no Ray cluster at {cluster.address} ({_first_line(error)}); start one with "
            "'ray start --head', or leave --address out"
        ) from error
    try:
        resources: dict[str, float] = ray.cluster_resources()
        yield max(1, int(resources.get("CPU", 1)))
    finally:
        ray.shutdown()


def _received(row: dict[str, Any]) -> dict[str, Any]:
    """Return the note that an actor sent, or raise the error that it sent instead."""
    if row["error"]:
        kind = getattr(errors, row["error"], TranslateError)
        raise kind(row["note"])
    note: dict[str, Any] = json.loads(row["note"])
    return note


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]
