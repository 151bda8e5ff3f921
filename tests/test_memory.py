"""The memory keeps what was stored, says what is wrong with a file, and survives a kill."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate.bitext import Clause, Hypothesis, Request, Span, TermHint, WordLink
from translate.errors import InputError, OutputError
from translate.memory import Memory, Translation, default_path, key_of
from translate.memory.database import checksum

if TYPE_CHECKING:
    from pathlib import Path

LINK = WordLink(Span(0, 3), Span(0, 5), 0.5)
HYPOTHESIS = Hypothesis("", "A test.", -0.25, (LINK,), (1,))


def test_what_was_put_is_got_back(tmp_path: Path) -> None:
    """A hypothesis comes back with its links and unmet clauses; an unknown key does not."""
    with Memory(tmp_path / "deep" / "memory.sqlite3") as memory:
        memory.put({"key": HYPOTHESIS}, "engine")
        assert memory.get(["key", "other"]) == {"key": HYPOTHESIS}


def test_memory_outlives_its_process_object(tmp_path: Path) -> None:
    """What one memory stored, the next one of the same file knows."""
    with Memory(tmp_path / "m") as memory:
        memory.put({"key": HYPOTHESIS}, "engine")
    with Memory(tmp_path / "m") as memory:
        assert memory.get(["key"]) == {"key": HYPOTHESIS}


def test_two_memories_share_a_file(tmp_path: Path) -> None:
    """Two open memories of one file see each other's rows."""
    with Memory(tmp_path / "m") as one, Memory(tmp_path / "m") as other:
        one.put({"a": HYPOTHESIS}, "engine")
        other.put({"b": HYPOTHESIS}, "engine")
        assert set(one.get(["a", "b"])) == set(other.get(["a", "b"])) == {"a", "b"}


def test_many_keys_are_looked_up(tmp_path: Path) -> None:
    """A look-up may have more keys than SQLite takes variables in one query."""
    keys = [f"key{number}" for number in range(2500)]
    with Memory(tmp_path / "m") as memory:
        memory.put(dict.fromkeys(keys, HYPOTHESIS), "engine")
        assert memory.get(keys).keys() == set(keys)


def test_stats_and_clear(tmp_path: Path) -> None:
    """Rows and engines are counted, and all can be forgotten."""
    with Memory(tmp_path / "m") as memory:
        memory.put({"a": HYPOTHESIS, "b": HYPOTHESIS}, "new")
        memory.put({"c": HYPOTHESIS}, "old")
        assert memory.stats()[:2] == (3, 2)
        assert memory.clear() == 3
        assert memory.stats()[:2] == (0, 0)


def test_key_ignores_the_id_alone() -> None:
    """Requests that differ in their id share a key; any other difference makes another."""
    base = Request("a", "Text")
    others = [
        Request("a", "Text."),
        Request("a", "Text", target="text"),
        Request("a", "Text", clauses=(Clause(("x", "y")),)),
        Request("a", "Text", clauses=(Clause(("x",)), Clause(("y",)))),
        Request("a", "Text", forbidden=("x",)),
        Request("a", "Text", hints=(TermHint(Span(0, 4), "x"),)),
    ]
    assert key_of("f", base) == key_of("f", Request("b", "Text"))
    keys = [key_of("f", base), key_of("g", base), *(key_of("f", other) for other in others)]
    assert len(set(keys)) == len(keys)


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_has_a_key_and_is_kept(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    """Every string, lone surrogates included, can be a source and a translation."""
    hypothesis = Hypothesis("", text, 0.0)
    with Memory(tmp_path_factory.mktemp("memory") / "m") as memory:
        key = key_of("engine", Request("a", text))
        memory.put({key: hypothesis}, "engine")
        assert memory.get([key]) == {key: hypothesis}


@pytest.mark.parametrize("content", [b"not a database " * 100, b"SQLite format 3\0" + b"x" * 2000])
def test_a_foreign_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """A file that is no database is one clear error, and is left as it is."""
    path = tmp_path / "m"
    path.write_bytes(content)
    with pytest.raises(InputError, match="--no-memory"):
        Memory(path)
    assert path.read_bytes() == content


def test_a_foreign_database_is_refused(tmp_path: Path) -> None:
    """Somebody else's database is not written to."""
    path = tmp_path / "m"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(InputError, match="not a memory"):
        Memory(path)


@pytest.mark.parametrize(
    "value",
    [
        "[1",
        '["A test.", "x", [], []]',
        "[5, 0.5, [], []]",
        '["a", NaN, [], []]',
        '["a", 0.5, [[0, 1, -2, 1, 0.5]], []]',
        '["a", 0.5, [["0", 1, 0, 1, 0.5]], []]',
        "[" * 20000,
        b"\xff\xfe",
    ],
)
@pytest.mark.parametrize("with_checksum", [False, True])
def test_a_damaged_row_is_named(tmp_path: Path, value: str | bytes, with_checksum: bool) -> None:
    """A row that holds something else than was stored is an error that names the file."""
    path = tmp_path / "m"
    with Memory(path) as memory:
        memory.put({"key": HYPOTHESIS}, "engine")
        memory.keep_result("key", "{}")
    connection = sqlite3.connect(path)
    given = checksum("key", value) if with_checksum else 1
    for table in ("hypotheses", "results"):
        connection.execute(f"UPDATE {table} SET value = ?, checksum = ?", (value, given))
    connection.commit()
    connection.close()
    with Memory(path) as memory:
        with pytest.raises(InputError, match=r"(damaged|changed).*memory clear"):
            memory.get(["key"])
        if not with_checksum:
            with pytest.raises(InputError, match="changed"):
                memory.result("key")
        memory.clear()
        assert memory.get(["key"]) == {}


def test_a_human_translation_that_was_changed_is_named(tmp_path: Path) -> None:
    """What people wrote is not used when something else wrote over it, and the place is said."""
    path = tmp_path / "m"
    with Memory(path) as memory:
        memory.translations.keep([Translation("Satz eins.", "One.", document="a", segment="b1.s1")])
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE translations SET target = 'Evil.'")
        connection.commit()
    with Memory(path) as memory:
        for look_up in (memory.translations.exact, memory.translations.near):
            with pytest.raises(InputError, match=r"a, b1\.s1.*forget"):
                look_up("Satz eins.")


def _error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("of SQLite")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "error", "advice"),
    [
        (sqlite3.SQLITE_BUSY, OutputError, "another process .* wait"),
        (sqlite3.SQLITE_FULL, OutputError, "no space .* free"),
        (sqlite3.SQLITE_IOERR, OutputError, "its disk fails"),
        (sqlite3.SQLITE_READONLY, OutputError, "change its permissions"),
        (sqlite3.SQLITE_CORRUPT, InputError, "damaged.*move it away"),
    ],
)
def test_the_cause_of_a_failure_is_advised_on(tmp_path: Path, code, error, advice) -> None:
    """What helps depends on what is wrong; to move a file away helps where it is damaged alone."""
    with Memory(tmp_path / "m") as memory:
        with pytest.raises(error, match=advice) as caught, memory._database.writing():
            raise _error(code)
        assert ("move it away" in str(caught.value)) == (code == sqlite3.SQLITE_CORRUPT)
        memory.put({"key": HYPOTHESIS}, "engine")  # the transaction that failed is closed


def test_a_locked_memory_is_waited_for_and_named(tmp_path: Path) -> None:
    """A file that another process holds is said to be just that."""
    path = tmp_path / "m"
    with Memory(path) as memory, contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        memory._connection.execute("PRAGMA busy_timeout = 1")
        with pytest.raises(OutputError, match="another process"):
            memory.put({"key": HYPOTHESIS}, "engine")


def test_a_place_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A path below a file cannot be opened, and the message says how to go on."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot open the memory"):
        Memory(tmp_path / "file" / "m")


def test_default_path_is_in_the_cache_folder() -> None:
    """The memory of a user who names none lies in the user's cache."""
    assert default_path().parts[-2:] == ("termtreu", "memory.sqlite3")


RUN = """
import sys
from pathlib import Path
from translate.bitext import Request
from translate.engines.cached import CachedEngine
from translate.engines.phrasebook import PhrasebookEngine
from translate.memory import Memory

engine = PhrasebookEngine({"Satz 7": "Sentence 7"}, batch=2, delay=float(sys.argv[2]))
requests = [Request(f"b{number}", f"Satz {number}") for number in range(30)]
with Memory(Path(sys.argv[1])) as memory:
    batches = CachedEngine(engine, memory).translate(requests)
    texts = {one.segment_id: one.text for batch in batches for one in batch}
print(sorted(texts.items()))
"""


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """After SIGKILL the stored batches are whole, and the next run gives the same output."""
    path = tmp_path / "m"
    command = [sys.executable, "-c", RUN, str(path)]
    killed = subprocess.Popen([*command, "0.05"], stdout=subprocess.DEVNULL)
    while not (path.exists() and _rows(path) >= 4):
        assert killed.poll() is None
        time.sleep(0.01)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    stored = _rows(path)
    assert 4 <= stored < 30
    assert stored % 2 == 0
    resumed = subprocess.run([*command, "0"], capture_output=True, check=True).stdout
    other = tmp_path / "other"
    whole = subprocess.run(
        [sys.executable, "-c", RUN, str(other), "0"], capture_output=True, check=True
    ).stdout
    assert resumed == whole
    assert b"Sentence 7" in whole


def _rows(path: Path) -> int:
    connection = sqlite3.connect(path, timeout=10)
    try:
        return int(connection.execute("SELECT count(*) FROM hypotheses").fetchone()[0])
    except sqlite3.OperationalError:  # not made yet
        return 0
    finally:
        connection.close()
