"""The folder of a translated corpus: blocks written whole, what was tried, what failed, and why.

- ``corpus.json``: the settings that all blocks were made with
- ``rows/KEY.jsonl`` or ``.parquet``: the translated rows of a block
- ``blocks/KEY.json``: what the report counts of it
- ``failed/KEY.json``: a block that was given up, with the reason
- ``attempts/RUN/KEY.N``: a block was begun for the Nth time; removed at the end of a run
- ``report.json``: the sum of all
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from translate.corpus import places, tables
from translate.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from translate.corpus.rows import Block

MOST_ATTEMPTS = 3
PARQUET, JSONL = "parquet", "jsonl"
DIED = "the process that translated it died each time, probably for memory"
_MANIFEST = "corpus.json"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The output of a run; ``run`` tells its attempts from those of others."""

    folder: str
    format: str = JSONL
    run: str = "run"

    def start(self, settings: dict[str, Any], *, resume: bool) -> None:
        """Note the settings of a corpus, or compare them with those that it was begun with.

        Raises:
            InputError: the note is damaged.
            OutputError: the folder cannot be written.
            UsageError: a corpus is there and not to be resumed, or has other settings.
        """
        noted = self._json(_MANIFEST)
        if noted is None:
            self._put(_MANIFEST, settings)
            return
        if not resume:
            raise UsageError(
                f"{self.folder}: holds a corpus; --resume goes on with it, or name another --output"
            )
        others = [name for name in settings if settings[name] != noted.get(name)]
        if others:
            raise UsageError(
                f"{self.folder}: was begun with another {', '.join(others)}; name another --output"
            )

    def finished(self, blocks: Iterable[Block]) -> set[str]:
        """Return the keys of the blocks that are done.

        Raises:
            UsageError: blocks are there that the corpus does not have (any more).
        """
        there = {name.rpartition(".")[0] for name in places.names(self._path("rows"))}
        noted = {name.rpartition(".")[0] for name in places.names(self._path("blocks"))}
        strange = there - {block.key for block in blocks} - {""}
        if any(not key.startswith(".") for key in strange):
            raise UsageError(
                f"{self.folder}: holds {len(strange)} blocks that the input does not have, so it "
                "has changed; name another --output"
            )
        return there & noted

    def note(self, block: Block) -> dict[str, Any] | None:
        """Return what was noted of a finished block, or None if it is not finished."""
        if places.read(self._rows(block)) is None:
            return None
        return self._json("blocks", f"{block.key}.json")

    def attempt(self, block: Block) -> int:
        """Begin a block, and return for which time in this run; see ``MOST_ATTEMPTS``."""
        number = 1
        while places.read(self._attempt(block, number)) is not None:
            number += 1
        if number <= MOST_ATTEMPTS:
            places.write(self._attempt(block, number), b"")
        return number

    def failed_attempt(self, block: Block, number: int, reason: str) -> None:
        """Note why an attempt failed."""
        places.write(self._attempt(block, number), reason.encode("utf-8", "replace"))

    def give_up(self, block: Block) -> str:
        """Write a block to the failed ones and return the reason of its last attempt."""
        last = places.read(self._attempt(block, MOST_ATTEMPTS)) or b""
        reason = last.decode("utf-8", "replace") or DIED
        place = {"file": block.name, "first": block.first, "rows": block.rows, "reason": reason}
        self._put("failed", f"{block.key}.json", place)
        return reason

    def finish(self, block: Block, records: Sequence[dict[str, Any]], note: dict[str, Any]) -> None:
        """Write a block: the note first, so that rows are never there without it."""
        self._put("blocks", f"{block.key}.json", note)
        data = tables.render(records) if self.format == PARQUET else _lines(records)
        places.write(self._rows(block), data)
        places.remove(self._path("failed", f"{block.key}.json"))

    def end(self, report: dict[str, Any]) -> None:
        """Write the report, and forget the attempts."""
        self._put("report.json", report)
        places.remove(self._path("attempts", self.run))

    def _rows(self, block: Block) -> str:
        return self._path("rows", f"{block.key}.{self.format}")

    def _attempt(self, block: Block, number: int) -> str:
        return self._path("attempts", self.run, f"{block.key}.{number}")

    def _path(self, *names: str) -> str:
        return places.join(self.folder, *names)

    def _put(self, *names_and_value: Any) -> None:
        *names, value = names_and_value
        text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
        places.write(self._path(*names), text.encode("utf-8", "replace"))

    def _json(self, *names: str) -> dict[str, Any] | None:
        """Read a note of ours."""
        path = self._path(*names)
        data = places.read(path)
        if data is None:
            return None
        try:
            value = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{path}: damaged ({error}); remove it") from error
        if not isinstance(value, dict):
            raise InputError(f"{path}: damaged (no object); remove it")
        return value


def _lines(records: Sequence[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records).encode()
