"""``--version`` says which termtreu this is; with ``--verbose`` what a report of a fault needs."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from translate.cli import main
from translate.version import VERSION


def test_the_version_is_one_line():
    """Alone, ``--version`` prints name and version."""
    result = CliRunner().invoke(main, ["--version"])
    assert (result.exit_code, result.output) == (0, f"termtreu, version {VERSION}\n")


@pytest.mark.parametrize("order", [["--version", "--verbose"], ["--verbose", "--version"]])
def test_verbose_tells_the_surroundings(order):
    """In either order Python, folders and the version of every library are listed."""
    result = CliRunner().invoke(main, order)
    names = [line.partition(": ")[0] for line in result.output.splitlines()[1:]]
    assert result.exit_code == 0
    assert {"Python", "system", "program", "memory", "ctranslate2", "sacrebleu"} <= set(names)
