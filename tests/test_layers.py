"""The house rules that a machine can check: one-way imports, lazy heavy libraries, quick help."""

from __future__ import annotations

import ast
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "translate"
MODULES = {
    ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(ROOT.rglob("*.py"))
}
# Who may be imported by everybody: plain data, numbers, words, errors, and the engine contract.
CORE = {
    *(
        "translate",
        "translate.collision",
        "translate.version",
        "translate.bitext",
        "translate.errors",
        "translate.engines.base",
    ),
    *("translate.limits", "translate.terminal"),  # what all that read files or speak must keep to
    "translate.naming",  # one rule says what an article is called
    "translate.repetition",  # a rule over words that the search and the checks share
    *("translate.vocabulary", "translate.wordlists"),
} | {m for m in MODULES if m.startswith(("translate.numbers", "translate.languages"))}
# What Python users see hands on the names of what stands behind it, for their types alone.
FACE = {"translate"}
# Outer layers import what they need; they are imported by nobody further in.
OUTER = (
    "translate.cli",
    "translate.commands",
    "translate.corpus",
    "translate.evaluation",
    "translate.existing",
    "translate.human",
    "translate.jobs",
    "translate.pairing",
    "translate.pipeline",
    "translate.results",
    "translate.translator",  # what Python users see
    "translate.review",  # a server does what commands do, for a browser
    "translate.workshop",
    "translate.__main__",
)
# The exceptions between steps, each with its reason.
ALLOWED = {
    "translate.engines": {
        "translate.alignment.words",  # attention becomes links where it arises
        "translate.memory",  # the cached engine is an engine with a memory
    },
    "translate.checks": {
        "translate.outcomes",  # a pure view of a bitext: what became of each term
        "translate.terminology.counting",  # one rule says what is forbidden
    },
    # pure views of a bitext: what stands where on a page, what became of each term
    "translate.exporters": {
        "translate.documents",
        "translate.documents.syntax",  # one rule says what Markdown is, on the page too
        "translate.layout",
        "translate.outcomes",
        "translate.report",
        "translate.codes",  # a pure view of a pair: its markup as numbered codes
        "translate.memory",  # the type of what a memory hands out to be exchanged
    },
    # what was exported is read back by the same views; TMX is read into memories too
    "translate.importers": {
        "translate.codes",
        "translate.exporters",
        "translate.exporters.inline",
        "translate.exporters.json",
        "translate.exporters.markdown",
        "translate.exporters.markup",
        "translate.layout",  # the type of what stands on a page that is read back
        "translate.memory",
    },
    "translate.layout": {"translate.documents"},  # a format says whether its sentences have markup
    "translate.preview": {"translate.layout", "translate.outcomes", "translate.report"},
    "translate.report": {"translate.outcomes"},  # of the counts of a run, those of the terms
}
OWNERS = {
    "torch": {
        "translate.engines.marian_network",
        "translate.engines.search",
        "translate.engines.weights",  # some files of weights have no other reader
    },
    "transformers": set(),
    "ctranslate2": {"translate.engines.fast", "translate.engines.conversion"},
    "sacrebleu": {"translate.scoring"},
    "rich": {"translate.cli", "translate.commands", "translate.preview"},
    "starlette": {"translate.review"},
    "uvicorn": {"translate.review"},
    "msgspec": {"translate.exporters.strict"},
    "click": {"translate.cli", "translate.commands"},
    "ray": {"translate.corpus.cluster"},
    "pyarrow": {"translate.corpus.places", "translate.corpus.tables"},
}


def imports(path: Path, *, for_types: bool = False) -> set[str]:
    """Return the absolute names of what a file imports at run time, or for its types as well."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    typing_only = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test) and not for_types
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def package(module: str) -> str:
    """Return the step that a module belongs to: its first two name parts."""
    return ".".join(module.split(".")[:2])


def graph() -> dict[str, set[str]]:
    """Return which module imports which, for types as well; "from a import b" is b, if a module."""
    found = {}
    for module, path in MODULES.items():
        named = {name for name in imports(path, for_types=True) if name in MODULES} - {module}
        found[module] = {
            name for name in named if not any(other.startswith(f"{name}.") for other in named)
        }
    return found


def circle(edges: dict[str, set[str]]) -> list[str]:
    """Return what is left when all that imports nothing of the rest is taken away, again and again.

    The rest is what stands in a circle, or leads into one.
    """
    left = dict(edges)
    while free := [name for name, to in left.items() if not to & left.keys()]:
        for name in free:
            del left[name]
    return sorted(left)


def test_files_import_in_no_circle() -> None:
    """No file imports, not even for its types, what imports it in the end."""
    assert circle(graph()) == []


def test_folders_import_in_no_circle() -> None:
    """No step needs, not even for its types, what needs it in the end."""
    edges: dict[str, set[str]] = {}
    for module, names in graph().items():
        edges.setdefault(package(module), set()).update(map(package, names))
    assert circle({one: others - {one} for one, others in edges.items()}) == []


@pytest.mark.parametrize(
    "module", [m for m in MODULES if m not in FACE and not m.startswith(OUTER)]
)
def test_steps_do_not_import_each_other(module: str) -> None:
    """A step imports, for types too, the core, its package, and the exceptions with reasons."""
    named = imports(MODULES[module], for_types=True)
    ours = {name for name in named if name in MODULES} - CORE
    foreign = {name for name in ours if package(name) != package(module)}
    assert foreign <= ALLOWED.get(package(module), set())


@pytest.mark.parametrize(("library", "owners"), OWNERS.items())
def test_each_library_has_its_owners(library: str, owners: set[str]) -> None:
    """torch, sacrebleu, rich and click are imported by the modules that own them alone."""
    users = {
        module
        for module, path in MODULES.items()
        if any(name.split(".")[0] == library for name in imports(path))
    }
    assert {user for user in users if package(user) not in owners} <= owners


def test_help_answers_at_once() -> None:
    """``termtreu --help`` loads neither torch nor any other heavy library."""
    heavy = {"torch", "transformers", "sacrebleu", "numpy", "rich", "lemminflect", "simplemma"}
    heavy |= {"starlette", "uvicorn"}
    probe = (
        "import sys; from translate.cli import main\n"
        "try: main(['--help'])\n"
        f"finally: print(sorted({heavy!r} & set(sys.modules)), file=sys.stderr)"
    )
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == "[]"
    assert time.perf_counter() - started < 2
