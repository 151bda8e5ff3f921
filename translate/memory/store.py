"""What makes runs resumable and repeats free, and keeps what people wrote.

Hypotheses are kept as they are made, so that a killed run goes on where it stopped; finished
results are kept whole, so that repeating a run needs no model at all; human translations are kept
until somebody forgets them.
"""

from __future__ import annotations

import hashlib
import json
import math
from typing import TYPE_CHECKING, NamedTuple, Self

from translate.bitext import Hypothesis, Origin, Span, WordLink
from translate.errors import InputError
from translate.memory.database import Database, checksum
from translate.memory.translations import Translations

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from translate.bitext import Request

_POISONED = "'termtreu memory clear' forgets what engines made, and the run makes it anew"
_KEYS_A_QUERY = 500  # SQLite allows 999 variables in its oldest supported builds


class MemoryStats(NamedTuple):
    """How much a memory holds: rows, distinct engine fingerprints, file size in bytes."""

    hypotheses: int
    engines: int
    results: int
    human: int
    bytes: int


def default_path() -> Path:
    """Return the memory file in the user's cache folder."""
    from platformdirs import user_cache_path

    return user_cache_path("termtreu") / "memory.sqlite3"


def key_of(fingerprint: str, request: Request) -> str:
    """Digest an engine's fingerprint and all of a request but its id.

    Args:
        fingerprint: ``Engine.fingerprint``.
        request: what is asked; two requests that differ only in their id share a key.

    Returns:
        A SHA-256 digest in hexadecimal.
    """
    content = (
        fingerprint,
        request.text,
        request.target,
        [(clause.alternatives, clause.span) for clause in request.clauses],
        request.forbidden,
        [(*hint.span, hint.target) for hint in request.hints],
        request.prefix,
    )
    # Lone surrogates are legal in Python strings, and escaped they are legal in JSON too.
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


class Memory:
    """A store of hypotheses by request key; a context manager.

    ``translations`` are the sentences in both languages, by people and by engines.

    Args:
        path: the SQLite file; it and its folders are made when missing.

    Raises:
        InputError: the file is not a memory, or is damaged.
        OutputError: the file cannot be opened or made.
    """

    def __init__(self, path: Path) -> None:
        self._database = Database(path)
        self._connection = self._database.connection
        self.path = path
        self.translations = Translations(self._database)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the memory is of no use afterwards."""
        self._connection.close()

    def get(self, keys: Iterable[str]) -> dict[str, Hypothesis]:
        """Return the hypotheses known for ``keys``.

        Args:
            keys: digests by ``key_of``.

        Returns:
            A hypothesis for every known key; its ``segment_id`` is empty.

        Raises:
            InputError: the file is damaged.
        """
        distinct = sorted(set(keys))
        found: dict[str, Hypothesis] = {}
        with self._database.reading():
            for start in range(0, len(distinct), _KEYS_A_QUERY):
                chunk = distinct[start : start + _KEYS_A_QUERY]
                marks = ",".join("?" * len(chunk))
                query = f"SELECT key, value, checksum FROM hypotheses WHERE key IN ({marks})"  # noqa: S608 - only marks
                for key, value, given in self._connection.execute(query, chunk):
                    self._verify(key, value, given)
                    found[key] = self._parse(value)
        return found

    def put(self, hypotheses: Mapping[str, Hypothesis], fingerprint: str) -> None:
        """Store hypotheses, all or none of them.

        Args:
            hypotheses: by key; a key that is known already gets the new value.
            fingerprint: of the engine that made them, for ``stats``.

        Raises:
            InputError: the file is damaged.
            OutputError: the file cannot be written.
        """
        rows = [(key, fingerprint, _to_json(value)) for key, value in hypotheses.items()]
        with self._database.writing():
            self._connection.executemany(
                "INSERT OR REPLACE INTO hypotheses (key, fingerprint, value, checksum)"
                " VALUES (?1, ?2, ?3, checksum(?1, ?3))",
                rows,
            )

    def result(self, key: str) -> str | None:
        """Return the finished result kept under a key, or None.

        Raises:
            InputError: the file is damaged.
        """
        with self._database.reading():
            query = "SELECT value, checksum FROM results WHERE key = ?"
            row = self._connection.execute(query, (key,)).fetchone()
        if row is None:
            return None
        self._verify(key, *row)
        return str(row[0])

    def keep_result(self, key: str, value: str) -> None:
        """Keep a finished result.

        Args:
            key: a digest of all that the result depends on.
            value: the result in the JSON of the exporters.

        Raises:
            InputError: the file is damaged.
            OutputError: the file cannot be written.
        """
        with self._database.writing():
            self._connection.execute(
                "INSERT OR REPLACE INTO results VALUES (?1, ?2, checksum(?1, ?2))", (key, value)
            )

    def clear(self) -> int:
        """Forget what engines made; what people wrote stays.

        Returns:
            The number of hypotheses forgotten.

        Raises:
            InputError: the file is damaged.
            OutputError: the file cannot be written.
        """
        with self._database.writing():
            self._connection.execute("DELETE FROM results")
            return self._connection.execute("DELETE FROM hypotheses").rowcount

    def stats(self) -> MemoryStats:
        """Count what the memory holds.

        Raises:
            InputError: the file is damaged.
        """
        query = "SELECT count(*), count(DISTINCT fingerprint) FROM hypotheses"
        with self._database.reading():
            rows, engines = self._connection.execute(query).fetchone()
            (results,) = self._connection.execute("SELECT count(*) FROM results").fetchone()
        human = self.translations.count(Origin.HUMAN)
        return MemoryStats(rows, engines, results, human, self.path.stat().st_size)

    def _verify(self, key: str, value: object, given: object) -> None:
        if given != checksum(key, value):
            raise InputError(f"{self.path} holds a row that was changed; {_POISONED}")

    def _parse(self, value: str) -> Hypothesis:
        try:
            return _from_json(value)
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            raise InputError(f"{self.path} holds a damaged row: {error}; {_POISONED}") from error


def _to_json(hypothesis: Hypothesis) -> str:
    links = [(*link.source, *link.target, link.weight) for link in hypothesis.word_links]
    return json.dumps([hypothesis.text, hypothesis.log_prob, links, hypothesis.unmet])


def _from_json(value: str) -> Hypothesis:
    """Read a hypothesis.

    Raises:
        ValueError or TypeError: it is none, or holds values of another type.
    """
    text, log_prob, links, unmet = json.loads(value)
    numbers = [log_prob, *(weight for *_, weight in links)]
    places = [*unmet, *(place for *places, _ in links for place in places)]
    if not (
        isinstance(text, str)
        and all(type(number) in {int, float} and math.isfinite(number) for number in numbers)
        and all(type(place) is int and place >= 0 for place in places)
    ):
        raise TypeError("a value of another type")
    return Hypothesis(
        segment_id="",
        text=text,
        log_prob=log_prob,
        word_links=tuple(WordLink(Span(a, b), Span(c, d), weight) for a, b, c, d, weight in links),
        unmet=tuple(unmet),
    )
