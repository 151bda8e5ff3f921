"""Beside the Translate Toolkit, whose package has the same name, nothing breaks in silence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from translate import collision
from translate.version import VERSION

ROOT = Path(__file__).parents[1]
TOOLKIT = "translate-toolkit==3.20.4"
LARGEST = 2_000_000  # bytes of a file that is worth installing: the model is not


def test_alone_there_is_nothing_to_say():
    """Where only termtreu is installed, no warning is given."""
    assert collision.message() == ""


def small(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if (Path(folder) / name).stat().st_size > LARGEST]


class Environment:
    """A throw-away environment that borrows this one's libraries, but for termtreu."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        scripts = "Scripts" if os.name == "nt" else "bin"
        self.python = str(folder / scripts / "python")
        base = {"base": str(folder), "platbase": str(folder)}
        self.site = Path(sysconfig.get_path("purelib", "venv", vars=base))
        self.borrow("libraries", sysconfig.get_path("purelib"))

    def borrow(self, name: str, path: str | Path) -> None:
        (self.site / f"{name}.pth").write_text(f"{path}\n", encoding="utf-8")

    def pip(self, *arguments: str | Path) -> None:
        command = [
            self.python,
            "-m",
            "pip",
            "--disable-pip-version-check",
            "-q",
            *map(str, arguments),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"pip cannot install here: {done.stderr.strip()[-200:]}")

    def run(self, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [self.python, "-c", code, *arguments]
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        return subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=self.folder, env=environment
        )


COMMAND = "import sys, termtreu; sys.argv = ['termtreu', *sys.argv[1:]]; termtreu.main()"


@pytest.mark.slow
def test_beside_the_toolkit_both_work_and_say_so(tmp_path):
    """Whichever is installed last, the command works and tells; so does the toolkit."""
    source = tmp_path / "source"
    shutil.copytree(ROOT / "translate", source / "translate", ignore=small)
    for name in ("pyproject.toml", "README.md", "LICENSE", "termtreu.py"):
        shutil.copy(ROOT / name, source / name)
    both = Environment(tmp_path / "both")

    both.pip("install", "--no-deps", TOOLKIT, source)
    (both.site / "translate" / "__init__.py").write_bytes(
        (ROOT / "translate" / "__init__.py").read_bytes()
    )
    done = both.run("import translate; print(translate.Options().beam)")
    assert done.stdout == "4\n"
    assert "translate-toolkit is installed in the same folder; uninstalling" in done.stderr
    done = both.run(COMMAND, "--version")
    assert done.stdout.startswith(f"termtreu, version {VERSION}\ntranslate-toolkit is installed")
    theirs = "from translate import __version__; print(__version__.sver)"
    assert both.run(theirs).stdout == "3.20.4\n"

    both.pip("install", "--no-deps", "--force-reinstall", TOOLKIT)
    done = both.run(COMMAND, "--version")
    assert "has overwritten translate/__init__.py" in done.stdout
    assert both.run(theirs).stdout == "3.20.4\n"

    both.pip("uninstall", "-y", "translate-toolkit")
    done = both.run(COMMAND, "--version")
    assert "install termtreu again" in done.stdout


@pytest.mark.slow
def test_behind_the_toolkit_the_command_says_what_is_in_the_way(tmp_path):
    """Where the toolkit's package is found first, the command is a line, no traceback."""
    behind = Environment(tmp_path / "behind")
    behind.pip("install", "--no-deps", TOOLKIT)
    behind.borrow("termtreu", ROOT)  # as an editable installation does
    done = behind.run(COMMAND, "--version")
    assert done.returncode == 2
    assert done.stderr.startswith("termtreu: 'translate' is another package here")
    assert len(done.stderr.splitlines()) == 1
