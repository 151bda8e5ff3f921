"""The memory keeps what was stored, says what is wrong with a file, and survives a kill."""

from __future__ import annotations

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
from translate.memory import Memory, default_path, key_of

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


def test_a_damaged_row_is_named(tmp_path: Path) -> None:
    """A row that cannot be read is an error that names the file."""
    path = tmp_path / "m"
    with Memory(path) as memory:
        memory.put({"key": HYPOTHESIS}, "engine")
    connection = sqlite3.connect(path)
    connection.execute("UPDATE hypotheses SET value = '[1'")
    connection.commit()
    connection.close()
    with Memory(path) as memory, pytest.raises(InputError, match="damaged row"):
        memory.get(["key"])


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
