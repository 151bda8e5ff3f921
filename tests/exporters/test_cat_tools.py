"""Our files in the hands of another tool: translate-toolkit, in an environment of its own.

It installs a package ``translate`` as we do, so that it can never be installed beside us. Name a
Python that has it in ``TRANSLATE_TOOLKIT_PYTHON``; without one these tests are skipped::

    python -m venv toolkit && toolkit/bin/pip install translate-toolkit
    TRANSLATE_TOOLKIT_PYTHON=toolkit/bin/python python -m pytest tests/exporters/test_cat_tools.py
"""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from cat_pages import marked_up

from translate import exporters, importers
from translate.importers import tmx

if TYPE_CHECKING:
    from pathlib import Path

PYTHON = os.environ.get("TRANSLATE_TOOLKIT_PYTHON", "")
pytestmark = pytest.mark.skipif(not PYTHON, reason="no Python with translate-toolkit is named")

# Reads a file, reports sources, targets, notes and approval, changes one target, writes it back.
PROGRAM = """
import json, sys
from translate.storage import factory, xliff2
path, name = sys.argv[1:]
store = xliff2.Xliff2File.parsefile(path) if name == "xliff2" else factory.getobject(path)
units = [unit for unit in store.units if not unit.isheader()]
seen = [[str(unit.source), str(unit.target), unit.getnotes()] for unit in units]
last = units[-1]
last.target = "Written in another tool."
if hasattr(last, "markapproved"):
    last.markapproved()
last.addnote("Checked.", origin="translator")
store.save()
print(json.dumps(seen))
"""
SUFFIXES = {"xliff": ".xlf", "xliff2": ".xlf", "tmx": ".tmx"}


def in_toolkit(path: Path, name: str) -> list[list[str]]:
    done = subprocess.run(
        [PYTHON, "-P", "-c", PROGRAM, str(path), name], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    rows: list[list[str]] = json.loads(done.stdout)
    return rows


@pytest.mark.parametrize("name", SUFFIXES)
def test_another_tool_reads_and_writes_our_files(tmp_path, name):
    """Every sentence is read with its text; what is changed and noted there comes back."""
    bitext = marked_up()
    path = tmp_path / f"page{SUFFIXES[name]}"
    exporters.write(path, exporters.render(name, bitext))
    seen = in_toolkit(path, name)
    assert len(seen) == len(bitext.pairs)
    assert "Börse" in seen[0][0]
    assert "stock market" in seen[0][1].replace("*", "")  # TMX shows native codes
    verdict = importers.corrections(bitext, importers.read(str(path), bitext))
    assert [one.segment_id for one in verdict.corrections] == [bitext.pairs[-1].id]
    assert verdict.corrections[0].english == "Written in another tool."
    assert verdict.refused == ()


def test_another_tools_memory_is_read(tmp_path):
    """A memory that another tool wrote anew gives the same translations."""
    path = tmp_path / "memory.tmx"
    bitext = marked_up()
    exporters.write(path, exporters.render("tmx", bitext))
    in_toolkit(path, "tmx")
    found = tmx.read_memory(path.read_text("utf-8"), str(path))
    assert len(found) == len(bitext.pairs)
    assert found[-1].target == "Written in another tool."
