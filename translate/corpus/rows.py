"""Rows and blocks: what a corpus is cut into, by its own content alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

MOST_ROWS = 1000
"""Rows of a block: enough for batches of one length, few enough to lose little when killed."""

MOST_BYTES = 128 * 1024
"""A block is full with this much text: a block of long sentences takes no longer than another."""

LONGEST = 20_000
"""Characters of a row: far more than a sentence, little enough to be translated at all."""

# Line ends and tabs are blanks in a sentence; other control characters have no business there.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


class Columns(NamedTuple):
    """Which columns hold the German and the ids; without the latter, rows are numbered."""

    text: str = "german"
    id: str | None = None


class Row(NamedTuple):
    """A row as it was read; with a fault it is not translated but written with its reason."""

    id: str
    text: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that stand together in a file, from the 1-based row ``first`` on.

    ``start`` and ``end`` are bytes of the file where it has lines, and unused where it is Parquet.
    ``name`` is the file's, below the folder of the corpus. The digest is of the rows as they stand
    in the file and of all settings that their translation depends on.
    """

    number: int
    path: str
    name: str
    first: int
    rows: int
    digest: str
    start: int = 0
    end: int = 0
    header: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What its shard is called: in the order of the corpus, under its digest."""
        return f"{self.number:06}-{self.digest[:16]}"


def row_of(block_name: str, number: int, value: object, own_id: object = None) -> Row:
    """Return a row, with a fault if its text is none or cannot be translated.

    Args:
        block_name: of the file, for the id of a row without one.
        number: of the row in it, from 1.
        value: what stands in the column of the German.
        own_id: what stands in the column of ids, if there is one.
    """
    name = f"{block_name}:{number}" if own_id is None else str(own_id)
    if _SURROGATE.search(name):
        name = f"{block_name}:{number}"
    if value is None:
        return Row(name, "", "null")
    if isinstance(value, bytes):
        try:
            text = value.decode("utf-8")
        except UnicodeDecodeError as error:
            shown = value.decode("utf-8", "replace")
            return Row(name, shown, f"not UTF-8 at byte {error.start}")
        return Row(name, text, _fault(text))
    if not isinstance(value, str):
        return Row(name, str(value), f"no text but {type(value).__name__}")
    return Row(name, _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value), _fault(value))


def _fault(text: str) -> str:
    """Say why a text cannot be translated, or ""."""
    if len(text) > LONGEST:
        return f"{len(text)} characters, more than {LONGEST}"
    bad = _CONTROL.search(text) or _SURROGATE.search(text)
    if bad:
        return f"control character U+{ord(bad[0]):04X} at character {bad.start() + 1}"
    return ""
