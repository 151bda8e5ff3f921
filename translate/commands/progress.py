"""A progress bar on standard error where a person is looking; lines now and then, where asked."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Protocol, Self

import click

if TYPE_CHECKING:
    from collections.abc import Iterator


class Advance(Protocol):
    """Moves a bar on by a number of items; may say how it goes, and how many items there are."""

    def __call__(self, done: int, state: str = "", total: int | None = None) -> None:
        """Show it."""


@contextmanager
def progress(title: str, total: int | None, every: float = 0) -> Iterator[Advance]:
    """Yield a function that advances the bar by a number of items.

    Args:
        title: what is being done, to which file.
        total: the number of items to come; None while it is not known.
        every: seconds between lines where nobody is looking, for runs that take hours; 0 for none.
    """
    if not sys.stderr.isatty():
        yield _Lines(title, total, every)
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[state]}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(title, total=total, state="")

        def advance(done: int, state: str = "", total: int | None = None) -> None:
            bars.update(task, advance=done, state=state, total=total)

        yield advance


class Bars:
    """A bar for one item after the other: each is opened when something is first said of it."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._title = ""
        self._advance: Advance

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def advance(self, title: str, done: int, total: int) -> None:
        """Move the bar of that title on; the bar of another title is closed."""
        if title != self._title:
            self.close()
            self._title = title
            self._advance = self._open.enter_context(progress(title, total))
        self._advance(done)

    def close(self) -> None:
        """Take the bar away, if there is one."""
        self._title = ""
        self._open.close()


class _Lines:
    """Progress as lines of text, not more than one every so many seconds."""

    def __init__(self, title: str, total: int | None, every: float) -> None:
        self._title, self._total, self._every = title, total, every
        self._done = 0
        self._started = self._last = time.monotonic()

    def __call__(self, done: int, state: str = "", total: int | None = None) -> None:
        self._done += done
        self._total = total or self._total
        now = time.monotonic()
        if not self._every or now - self._last < self._every or not self._total:
            return
        self._last = now
        left = (now - self._started) * (self._total - self._done) / max(self._done, 1)
        click.echo(
            f"{self._title}: {self._done} of {self._total} · {left / 60:.0f} min left · {state}",
            err=True,
        )
