"""The SQLite file under a memory: its schema, its migrations, its errors in our words."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from translate.errors import InputError, OutputError, TranslateError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_APPLICATION_ID = 0x7465726D  # "term": how SQLite files say whose they are
# What leads from one version of the schema to the next; a new file takes all the steps.
_STEPS = {
    2: (
        (
            "CREATE TABLE hypotheses (key TEXT PRIMARY KEY, fingerprint TEXT, value TEXT)"
            " WITHOUT ROWID"
        ),
        "CREATE TABLE results (key TEXT PRIMARY KEY, value TEXT)",
    ),
    3: (
        (
            "CREATE TABLE translations (id INTEGER PRIMARY KEY, source TEXT NOT NULL,"
            " target TEXT NOT NULL, origin TEXT NOT NULL, document TEXT NOT NULL,"
            " segment TEXT NOT NULL, date TEXT NOT NULL,"
            " UNIQUE (source, origin, document, segment))"
        ),
        "CREATE INDEX translations_by_document ON translations (document, origin)",
        (
            "CREATE VIRTUAL TABLE grams USING fts5(source, content='translations',"
            " content_rowid='id', tokenize='trigram', detail='none')"
        ),
        "CREATE TABLE gram_counts (gram TEXT PRIMARY KEY, count INTEGER) WITHOUT ROWID",
    ),
    4: tuple(
        statement
        for table, columns in (
            ("hypotheses", "key, value"),
            ("results", "key, value"),
            ("translations", "source, target, origin, document, segment, date"),
        )
        for statement in (
            f"ALTER TABLE {table} ADD COLUMN checksum INTEGER",
            f"UPDATE {table} SET checksum = checksum({columns})",  # noqa: S608 - constants
        )
    ),
}
_VERSION = max(_STEPS)
ELSE = "name another with --memory PATH, or use --no-memory"
ADVICE = f"move it away, {ELSE}"
# What SQLite's primary codes say, and what helps; whatever else it reports is damage.
_CAUSES = {
    sqlite3.SQLITE_BUSY: "another process is writing to it; wait for it",
    sqlite3.SQLITE_LOCKED: "another process is writing to it; wait for it",
    sqlite3.SQLITE_FULL: "no space is left on the disk; free some",
    sqlite3.SQLITE_IOERR: "its disk fails or is full; free some space",
    sqlite3.SQLITE_READONLY: "it may not be written to; change its permissions",
    sqlite3.SQLITE_PERM: "it may not be written to; change its permissions",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; check that its folder may be written to",
    sqlite3.SQLITE_NOMEM: "the computer's memory is full; end other programs",
    sqlite3.SQLITE_INTERRUPT: "it was interrupted; try again",
}


def checksum(*values: object) -> int:
    """Return a checksum of the columns of a row: what was changed from outside has another."""
    return zlib.crc32("\x1f".join(map(str, values)).encode("utf-8", "surrogatepass"))


class Database:
    """An open file with the schema of this version.

    Every writing is one transaction in a write-ahead log, so that a killed process loses at most
    what it was about to store, and several processes may share the file. Memories of earlier
    versions are brought up to date and lose nothing.

    Args:
        path: the SQLite file; it and its folders are made when missing.

    Raises:
        InputError: the file is not a memory, or is damaged.
        OutputError: the file cannot be opened or made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.connection = sqlite3.connect(path, timeout=30, isolation_level=None)
            self.connection.create_function("checksum", -1, checksum, deterministic=True)
        except OSError as error:
            raise OutputError(f"cannot open the memory {path}: {error.strerror}; {ELSE}") from error
        except sqlite3.Error as error:
            raise self._explained(error) from error
        try:
            with self.writing():
                self._prepare()
            with self.reading():
                self.connection.execute("PRAGMA journal_mode = WAL")
                self.connection.execute("PRAGMA synchronous = NORMAL")
        except BaseException:
            self.connection.close()
            raise

    def _prepare(self) -> None:
        """Make the schema in an empty file, bring an older one up to date, refuse a foreign one."""
        (application,) = self.connection.execute("PRAGMA application_id").fetchone()
        (version,) = self.connection.execute("PRAGMA user_version").fetchone()
        (tables,) = self.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        fresh = not tables and not application
        if not fresh and application != _APPLICATION_ID:
            raise InputError(f"{self.path} is not a memory but another program's file; {ELSE}")
        if not fresh and version not in _STEPS:
            raise InputError(f"{self.path} is not a memory of this version; {ELSE}")
        steps = [s for number, s in sorted(_STEPS.items()) if fresh or number > version]
        for statement in (statement for step in steps for statement in step):
            self.connection.execute(statement)
        if steps:
            self.connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            self.connection.execute(f"PRAGMA user_version = {_VERSION}")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Turn SQLite's errors into ours."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def _explained(self, error: sqlite3.Error) -> TranslateError:
        """Say what is wrong with the file by SQLite's code, and what helps."""
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if code in _CAUSES:
            return OutputError(f"cannot use the memory {self.path}: {_CAUSES[code]}, {ELSE}")
        if code == sqlite3.SQLITE_NOTADB:
            return InputError(f"{self.path} is not a memory but another kind of file; {ELSE}")
        return InputError(f"the memory {self.path} is damaged: {error}; {ADVICE}")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Commit at the end, roll back on any exception; SQLite's errors become ours."""
        with self.reading():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:  # a full disk has rolled back already
                    self.connection.execute("ROLLBACK")
                raise
