"""The review page in a real browser: edit, approve, undo, filter, restart, translate again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="needs Chromium; name it in CHROMIUM"),
    pytest.mark.filterwarnings("ignore"),
]
ARTICLE = """# Der Leitartikel

Dieser **Leitartikel** kritisiert die KI. Die Börse fällt.

- Am Ende bleibt alles, wie es ist.
"""
GLOSSARY = "version: 1\nterms:\n  - {source: Leitartikel, target: editorial}\n"
WAIT = 120_000  # milliseconds; a busy machine starts browsers slowly


def termtreu(folder, *arguments):
    command = [sys.executable, "-m", "translate", *arguments]
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": root, "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def folder(tmp_path):
    """Return a folder with an article and its translation."""
    (tmp_path / "news.de.md").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    assert translated(tmp_path) in {0, 1}
    return tmp_path


def translated(folder):
    arguments = ("translate", "news.de.md", "-o", "out", "--memory", "m.sqlite3")
    return termtreu(folder, *arguments, "--format", "json,md-en").wait()


class Review:
    """A running server."""

    def __init__(self, folder) -> None:
        arguments = ("review", "out/news.de-en.json", "--no-browser", "--memory", "m.sqlite3")
        self.process = termtreu(folder, *arguments)
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(60) == 0
        self.process.stdout.close()


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        flags = ["--headless", "--no-sandbox", "--disable-gpu"]
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=flags, timeout=WAIT)
        yield found
        found.close()


def opened(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(WAIT)
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda m: page.faults.append(m.text) if "Content Security" in m.text else 0)
    page.goto(address)
    return page


def said(page, text):
    page.wait_for_function(
        "t => document.querySelector('.message').textContent.includes(t)", arg=text
    )


def test_a_correction_lives_on(browser, folder):
    """Edited by keyboard, it is there after a reload, after a restart, and in the next run."""
    with Review(folder) as review:
        page = opened(browser, review.address)
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("e")
        page.keyboard.press("Control+a")
        page.keyboard.type("This **editorial** scolds AI.")
        page.keyboard.press("Control+s")
        said(page, "Saved.")
        assert page.locator("[id='b2.s1'] [lang=en] strong mark").inner_text() == "editorial"
        page.reload()
        assert "scolds AI" in page.locator("[id='b2.s1']").inner_text()
        assert page.locator("header .done").inner_text().startswith("1 of 4")
        assert page.faults == []
        page.close()
    with Review(folder) as review:
        page = opened(browser, review.address)
        assert "scolds AI" in page.locator("[id='b2.s1']").inner_text()
        page.close()
    translated(folder)
    assert "This **editorial** scolds AI." in (folder / "out/news.en.md").read_text()


def test_keys_filters_and_two_tabs(browser, folder):
    """Approve and undo, filter what is open, be refused where another tab was quicker."""
    with Review(folder) as review:
        page, other = (opened(browser, review.address) for _ in range(2))
        page.keyboard.press("j")
        page.keyboard.press("a")
        said(page, "Approved.")
        page.wait_for_selector("[id='b1.s1'].human")
        assert page.locator(".pair.current").get_attribute("id") == "b2.s1"
        page.locator("[data-filter=open]").check()
        assert page.locator(".pair:visible").count() == 3
        page.keyboard.press("u")
        said(page, "Undone")
        assert page.locator(".pair:visible").count() == 4
        page.locator("[id='b2.s2']").click()
        page.keyboard.press("a")
        said(page, "Approved.")
        other.locator("[id='b2.s2']").click()
        other.keyboard.press("e")
        other.keyboard.type("Mine: ")
        other.keyboard.press("Control+s")
        said(other, "changed elsewhere")
        assert "Mine: " in other.locator("textarea").input_value()
        other.keyboard.press("Control+s")
        said(other, "Saved.")
        page.keyboard.press("?")
        assert page.locator("dialog").is_visible()
        page.keyboard.press("Escape")
        assert page.locator("dialog").count() == 0
        assert page.faults == other.faults == []
        page.close()
        other.close()


def test_a_term_from_a_selection(browser, folder):
    """Selected German goes into the dialog, and with its English into the glossary."""
    with Review(folder) as review:
        page = opened(browser, review.address)
        page.locator("[id='b2.s2'] [lang=de] >> text=Börse").first.dblclick()
        page.keyboard.press("g")
        assert page.locator("dialog input").first.input_value() == "Börse"
        page.locator("dialog input").last.fill("stock market")
        page.keyboard.press("Enter")
        said(page, "glossary.yaml")
        assert "source: Börse" in (folder / "glossary.yaml").read_text()
        page.close()
