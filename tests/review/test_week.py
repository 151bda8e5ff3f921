"""A translator's week, played with a part of an article, in a real browser."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from benchmarks import week

pytest.importorskip("playwright.sync_api")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium; name it in CHROMIUM")
@pytest.mark.filterwarnings("ignore")
def test_what_was_corrected_once_is_never_corrected_again(tmp_path):
    """Five corrections live on, through another run, a changed word, and a memory moved by TMX."""
    lines = (ROOT / "articles" / "ki-weltraumrennen.de.txt").read_text("utf-8").splitlines(True)
    (tmp_path / "news.de.txt").write_text("".join(lines[5:16]), encoding="utf-8")
    shutil.copy(ROOT / "glossary.yaml", tmp_path)
    told = list(week.play(week.Desk(tmp_path, "news.de.txt"), CHROMIUM))
    assert told[3] == "translated again: 5 human, nothing else changed"
    assert "1 similar sentence shown" in told[4]
    assert told[5].endswith("4 human, the same result")
