"""A translator's week with the command line, the review page and a translation tool's files.

    python -m benchmarks.week articles/ki-weltraumrennen.de.txt

translates, corrects three sentences in the page (a real browser) and two in XLIFF, translates
again, changes a German word, moves the memory through TMX, and says after each step what it proved.
Any step that does not hold ends the week with an AssertionError. Needs Playwright and Chromium.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from defusedxml import ElementTree

from translate.bitext import Origin
from translate.exporters import json as exchange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from translate.bitext import AlignedPair, Bitext

ROOT = Path(__file__).parents[1]
IN_PAGE, IN_XLIFF = 3, 2
WAIT = 120_000  # milliseconds; a busy machine starts browsers slowly
XLIFF = "{urn:oasis:names:tc:xliff:document:1.2}"
INSTEAD = "vermutlich"  # stands in place of the German word that changes
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]


@dataclass(frozen=True, slots=True)
class Desk:
    """The folder that a translator works in: a copy of the article, a memory, results."""

    folder: Path
    article: str

    @property
    def stem(self) -> str:
        """The article's name without its endings."""
        return self.article.partition(".")[0]

    def run(self, *arguments: str) -> str:
        """Run termtreu; return its standard output.

        Raises:
            AssertionError: it ended with more than findings.
        """
        done = subprocess.run(  # noqa: S603 - our own program
            command(*arguments),
            cwd=self.folder,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in {0, 1}, done.stderr
        return done.stdout

    def translate(self, output: str) -> dict[str, Any]:
        """Translate the article into a folder; return the line of ``--json``."""
        options = ("--memory", "memory.sqlite3", "--format", "json,xliff", "--json")
        line = self.run("translate", self.article, "-o", output, *options)
        return dict(json.loads(line))

    def result(self, output: str) -> Bitext:
        """Return what a folder holds."""
        path = self.folder / output / f"{self.stem}.de-en.json"
        return exchange.read(path.read_text("utf-8"), str(path))


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def command(*arguments: str) -> list[str]:
    """Return the command line of termtreu."""
    return [sys.executable, "-m", "translate", *arguments]


def play(desk: Desk, chromium: str) -> Iterator[str]:
    """Play the week; yield a line for what each step proved.

    Args:
        desk: with the article in its folder, and a glossary if there is one.
        chromium: the browser's program.

    Raises:
        AssertionError: a step did not do what it should.
    """
    desk.translate("monday")
    first = desk.result("monday")
    yield f"translated: {len(first.pairs)} sentences by the engine"
    wanted = corrections(first)
    in_page, in_file = wanted[:IN_PAGE], wanted[IN_PAGE:]
    correct_in_page(desk, in_page, chromium)
    yield f"corrected in the page: {len(in_page)}"
    correct_in_xliff(desk, in_file)
    desk.run(
        "apply", f"monday/{desk.stem}.de-en.json", "reviewed.xlf", "--memory", "memory.sqlite3"
    )
    yield f"corrected in XLIFF and applied: {len(in_file)}"
    yield tuesday(desk, first, dict(wanted))
    yield wednesday(desk, dict(wanted))
    yield thursday(desk)


def corrections(bitext: Bitext) -> list[tuple[str, str]]:
    """Choose sentences without markup, each once, and write other English for them."""
    seen: set[str] = set()
    chosen = []
    for pair in bitext.pairs:
        words = pair.source_text.split()
        plain = not any(segment.placeables for segment in pair.source)
        if plain and len(words) >= 10 and pair.source_text not in seen:
            chosen.append((pair.id, f"Written by hand: {pair.target_text}"))
        seen.add(pair.source_text)
    assert len(chosen) >= IN_PAGE + IN_XLIFF, "the article has too few sentences to correct"
    return chosen[: IN_PAGE + IN_XLIFF]


def correct_in_page(desk: Desk, wanted: Sequence[tuple[str, str]], chromium: str) -> None:
    """Serve the review page, and type English into it as a person does."""
    options = ("--no-browser", "--memory", "memory.sqlite3")
    serving = command("review", f"monday/{desk.stem}.de-en.json", *options)
    with subprocess.Popen(  # noqa: S603 - our own program
        serving, cwd=desk.folder, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        try:
            with_page(chromium, server.stdout.readline().strip(), lambda page: edit(page, wanted))
        finally:
            server.send_signal(signal.SIGINT)


def with_page(chromium: str, address: str, act: Callable[[Any], None]) -> None:
    """Open an address in a browser without a window and act on the page."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS, timeout=WAIT)
        page = browser.new_page()
        page.set_default_timeout(WAIT)
        page.goto(address)
        act(page)
        browser.close()


def edit(page: Any, wanted: Sequence[tuple[str, str]]) -> None:
    """Correct sentences by keyboard."""
    for segment, english in wanted:
        page.locator(f"[id='{segment}']").click()
        page.keyboard.press("e")
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(english)
        page.keyboard.press("Control+s")
        page.wait_for_selector(f"[id='{segment}'].human")


def correct_in_xliff(desk: Desk, wanted: Sequence[tuple[str, str]]) -> None:
    """Write other targets into the XLIFF of the result, as a translation tool does."""
    desk.run("export", f"monday/{desk.stem}.de-en.json", "--format", "xliff")
    path = desk.folder / "monday" / f"{desk.stem}.de-en.xlf"
    tree = ElementTree.parse(path)
    units = {unit.get("id"): unit for unit in tree.iter(f"{XLIFF}trans-unit")}
    for segment, english in wanted:
        target = units[segment].find(f"{XLIFF}target")
        assert target is not None
        target.text = english
    tree.write(desk.folder / "reviewed.xlf", encoding="utf-8", xml_declaration=True)


def tuesday(desk: Desk, first: Bitext, wanted: dict[str, str]) -> str:
    """Translate again: what people wrote stands there, and all else is as it was."""
    line = desk.translate("tuesday")
    assert line["human"] == len(wanted), line
    for before, pair in zip(first.pairs, desk.result("tuesday").pairs, strict=True):
        assert (pair.origin is Origin.HUMAN) == (pair.id in wanted)
        assert pair.target_text == wanted.get(pair.id, before.target_text)
    return f"translated again: {line['human']} human, nothing else changed"


def wednesday(desk: Desk, wanted: dict[str, str]) -> str:
    """Change a word of a sentence that a person translated: theirs stands beside the engine's."""
    before = desk.result("tuesday")
    changed = next(pair for pair in before.pairs if pair.id in wanted and word_of(pair))
    span, word = changed.source[0].span, word_of(changed)
    german = span.of(before.document.text).replace(word, INSTEAD, 1)
    text = before.document.text[: span.start] + german + before.document.text[span.end :]
    (desk.folder / desk.article).write_text(text, encoding="utf-8")
    line = desk.translate("wednesday")
    after = desk.result("wednesday")
    near = {pair.id: pair.near for pair in after.pairs if pair.near}
    assert list(near) == [changed.id], near
    assert near[changed.id][0].target == wanted[changed.id]
    assert line["human"] == len(wanted) - 1, line
    others = [(a, b) for a, b in zip(before.pairs, after.pairs, strict=True) if a.id != changed.id]
    assert all(a.target_text == b.target_text and a.origin is b.origin for a, b in others)
    xliff = (desk.folder / "wednesday" / f"{desk.stem}.de-en.xlf").read_text("utf-8")
    assert xliff.count("<alt-trans") == 1
    return (
        f"one word changed: 1 similar sentence shown ({near[changed.id][0].similarity:.0%}), "
        f"{line['human']} human, {line['from_memory']} from memory, the rest unchanged"
    )


def word_of(pair: AlignedPair) -> str:
    """Return a long word in lower case that stands once in a sentence, if there is one."""
    words = re.findall(r"\b[a-zäöüß]{5,}\b", pair.source_text)
    return next((word for word in words if pair.source_text.count(word) == 1), "")


def thursday(desk: Desk) -> str:
    """Take the memory to another machine as TMX: the same result."""
    desk.run("memory", "export", "memory.tmx", "--memory", "memory.sqlite3")
    for path in desk.folder.glob("memory.sqlite3*"):
        path.unlink()
    desk.run("memory", "import", "memory.tmx", "--memory", "memory.sqlite3")
    line = desk.translate("thursday")
    assert shown(desk.result("thursday")) == shown(desk.result("wednesday"))
    return f"memory exported, deleted, imported: {line['human']} human, the same result"


def shown(bitext: Bitext) -> list[tuple[Any, ...]]:
    """Return what a reader sees of each sentence."""
    return [
        (pair.id, pair.target_text, pair.origin, [(n.source, n.target) for n in pair.near])
        for pair in bitext.pairs
    ]


@click.command()
@click.argument("article", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(article: Path) -> None:
    """Play the week with ARTICLE in a folder of its own."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
    if not chromium:
        raise click.ClickException("no Chromium found; name it in CHROMIUM")
    with tempfile.TemporaryDirectory() as name:
        shutil.copy(article, name)
        shutil.copy(ROOT / "glossary.yaml", name)
        for line in play(Desk(Path(name), article.name), chromium):
            click.echo(line)


if __name__ == "__main__":
    main()
