"""The SQLite file under a memory: its schema, its migrations, its errors in our words."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from translate.errors import InputError, OutputError

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
}
_VERSION = max(_STEPS)
ADVICE = "move it away, name another with --memory PATH, or use --no-memory"


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
        except (OSError, sqlite3.Error) as error:
            raise OutputError(f"cannot open the memory {path}: {error}; {ADVICE}") from error
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
        if not fresh and (application != _APPLICATION_ID or version not in _STEPS):
            raise InputError(f"{self.path} is not a memory of this termtreu; {ADVICE}")
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
        except sqlite3.OperationalError as error:  # locked, read-only, disk full
            raise OutputError(f"cannot use the memory {self.path}: {error}; {ADVICE}") from error
        except sqlite3.DatabaseError as error:
            raise InputError(
                f"{self.path} is no memory or is damaged: {error}; {ADVICE}"
            ) from error

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Commit at the end, roll back on any exception; SQLite's errors become ours."""
        with self.reading():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")
