"""What the review page does to a result: correct, approve, undo, each saved before it is answered.

Every change has a number. A request names the last one that its page has seen; a sentence that
has changed since then is not overwritten, whether another tab or another program changed it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, NamedTuple

from translate import evaluation, exporters, human, limits
from translate.bitext import Correction, Origin
from translate.errors import InputError, OutputError, UsageError
from translate.exporters import html
from translate.exporters import json as exchange
from translate.exporters.rows import Drawing
from translate.layout import sections

if TYPE_CHECKING:
    from collections.abc import Callable

    from translate.bitext import AlignedPair, Bitext
    from translate.layout import Row, Section
    from translate.memory import Memory, Translation
    from translate.options import Options


class StaleError(Exception):
    """A sentence has changed since the page saw it; the message says so to its reader."""


class _Done(NamedTuple):
    """A change that can be undone: its sentence, the result before it, what the memory held."""

    id: str
    before: Bitext
    after: AlignedPair
    kept: Translation | None


class Session:
    """A result under review; its methods may be called from several threads.

    Args:
        path: the JSON result.
        memory: opens what keeps people's English, for each change in its own thread; None keeps it
            in the result alone.
        options: where references and the glossary are.

    Raises:
        InputError: the file cannot be read or holds no result.
    """

    def __init__(self, path: str, memory: Callable[[], Memory] | None, options: Options) -> None:
        self.options = options
        self.version = 1
        self.bitext: Bitext
        self._path = path
        self._memory = memory
        self._lock = RLock()
        self._history: list[_Done] = []
        self._rows: dict[str, tuple[Section, Row]] = {}
        self._changed: dict[str, int] = {}
        self._written = ""
        self._unscored = False
        self._read()

    # --- what the page shows ---------------------------------------------------------

    def page(self) -> str:
        """Return the whole page."""
        with self._lock:
            self._refresh()
            return html.live(self.bitext, self.version)

    def changes(self, version: int) -> dict[str, Any]:
        """Return what has changed since a version: the rows anew, and the progress."""
        with self._lock:
            self._refresh()
            return self._answer(version)

    def _answer(self, version: int, **more: Any) -> dict[str, Any]:
        drawing = Drawing.of(self.bitext, live=True)
        changed = [id_ for id_, at in self._changed.items() if at > version and id_ in self._rows]
        done, total = html.progress(self.bitext)
        drawn = {id_: html.row(*self._rows[id_], drawing) for id_ in changed}
        return {"version": self.version, "rows": drawn, "done": done, "total": total, **more}

    # --- what a person does ----------------------------------------------------------

    def save(self, segment_id: str, english: str, version: int) -> dict[str, Any]:
        """Put English by a person into the result and the memory, and on the disk.

        Args:
            segment_id: of the sentence.
            english: as it has to stand in the source format.
            version: the last one that the page has seen.

        Raises:
            StaleError: the sentence has changed since.
            UsageError: there is no such sentence, or no English.
            OutputError: the result or the memory cannot be written; nothing has changed.
        """
        with self._lock:
            self._check(segment_id, version)
            if not english.strip():
                raise UsageError("there is no English to save; write some, or leave it as it was")
            corrected = human.correct(self.bitext, [Correction(segment_id, english)])
            self._commit(segment_id, corrected)
            return self._answer(version, message="Saved.")

    def approve(self, segment_id: str, version: int) -> dict[str, Any]:
        """Keep the English of a sentence as it is as a person's; raises what ``save`` does."""
        with self._lock:
            self._check(segment_id, version)
            english = self._pair(segment_id).target_text
            return self.save(segment_id, english, version) | {"message": "Approved."}

    def replace(self, segment_id: str, result: Bitext, version: int) -> dict[str, Any]:
        """Put a sentence that was translated again into the result; raises what ``save`` does."""
        with self._lock:
            self._check(segment_id, version)
            merged = human.exchanged(self.bitext, result, segment_id)
            self._commit(segment_id, merged)
            return self._answer(version, message="Translated again; undo brings the old one back.")

    def undo(self, version: int) -> dict[str, Any]:
        """Take the last change back.

        Raises:
            StaleError: its sentence has changed since.
            UsageError: there is none.
        """
        with self._lock:
            self._refresh()
            if not self._history:
                raise UsageError("there is nothing to undo")
            done = self._history[-1]
            if self._pair(done.id) != done.after:
                self._history.pop()
                raise StaleError(f"{done.id} has changed since; it was left as it is")
            bitext = human.exchanged(self.bitext, done.before, done.id)
            self._remember(bitext, done.id, done.kept)
            self._write(bitext)
            self._history.pop()
            return self._answer(version, id=done.id, message=f"Undone: {done.id}.")

    def finish(self) -> None:
        """Score the corrected result, and save it; raises what ``save`` does."""
        with self._lock:
            self._refresh()
            if self._unscored:
                self._write(evaluation.rescored(self.bitext, self.options))

    # --- keeping ---------------------------------------------------------------------

    def _commit(self, segment_id: str, bitext: Bitext) -> None:
        """Save a change: first in the memory, so that no later run can miss it."""
        before = self.bitext
        kept = self._kept(segment_id)
        # Scores are of the English that was; better none than wrong ones until the end.
        self._unscored = True
        self._remember(bitext, segment_id, None)
        try:
            self._write(replace(bitext, scores=()))
        except OutputError:
            self._remember(before, segment_id, kept)
            raise
        self._history.append(_Done(segment_id, before, self._pair(segment_id), kept))

    def _kept(self, segment_id: str) -> Translation | None:
        """Return what the memory holds of just this place."""
        if self._memory is None:
            return None
        path = self.bitext.document.path
        source = self._pair(segment_id).source_text
        with self._memory() as memory:
            known = memory.translations.exact(source, path, segment_id)
        return known if known and (known.document, known.segment) == (path, segment_id) else None

    def _remember(self, bitext: Bitext, segment_id: str, kept: Translation | None) -> None:
        """Keep the sentence as it is now if it is a person's, else what was kept before."""
        if self._memory is None:
            return
        pair = next(pair for pair in bitext.pairs if pair.id == segment_id)
        path = bitext.document.path
        with self._memory() as memory:
            if pair.origin is Origin.HUMAN:
                human.remember(bitext, [segment_id], memory)
            elif kept is not None:
                memory.translations.keep([kept])
            else:
                memory.translations.forget(
                    source=pair.source_text, document=path, segment=segment_id
                )

    def _write(self, bitext: Bitext) -> None:
        """Write the result, and number what it changed."""
        text = exchange.render(bitext)
        exporters.write(self._path, text)
        self._written = text
        self._take(bitext)

    # --- noticing --------------------------------------------------------------------

    def _check(self, segment_id: str, version: int) -> None:
        """Refuse a change of what is not there, or is not what its page shows."""
        self._refresh()
        if segment_id not in self._rows:
            raise UsageError(f"the result has no sentence {segment_id!r} any more; reload the page")
        if self._changed.get(segment_id, 0) > version:
            raise StaleError(
                f"{segment_id} was changed elsewhere meanwhile; look at it and save again"
            )

    def _refresh(self) -> None:
        """Read the file anew if another program wrote it."""
        text = _text(self._path)
        if text != self._written:
            self._read(text)

    def _read(self, text: str | None = None) -> None:
        text = _text(self._path) if text is None else text
        bitext = exchange.read(text, self._path)
        self._written = text
        self._take(bitext)

    def _take(self, bitext: Bitext) -> None:
        """Make a result the present one, and number the rows that differ."""
        self.bitext = bitext
        laid = sections(bitext)
        rows = {row.pair.id: (section, row) for section in laid for row in section.rows}
        rows = {id_: both for id_, both in rows.items() if id_ and both[1].pair.source}
        differ = [id_ for id_ in rows if id_ in self._rows and self._rows[id_][1] != rows[id_][1]]
        if differ or rows.keys() != self._rows.keys():
            self.version += 1
        self._changed |= dict.fromkeys(differ, self.version)
        self._rows = rows

    def _pair(self, segment_id: str) -> AlignedPair:
        return self._rows[segment_id][1].pair


def _text(path: str) -> str:
    try:
        return limits.read(Path(path)).decode()
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read ({error}); name a JSON result") from error
