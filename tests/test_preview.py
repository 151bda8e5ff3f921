"""The preview fits its console: width, colour, no colour, file."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import arbitrary
import bitexts
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from translate import preview
from translate.bitext import Block, BlockKind, Span

GOLDEN = Path(__file__).parent / "golden" / "ki-beispiel.preview.txt"
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def draw(bitext, width=100, *, terminal=False, **options) -> str:
    file = io.StringIO()
    console = Console(file=file, width=width, force_terminal=terminal, **options)
    console.print(preview.render(bitext))
    return file.getvalue()


def test_golden():
    """At width 100, in a file, the preview of the article is the golden text."""
    assert draw(bitexts.article()) == GOLDEN.read_text("utf-8")


@pytest.mark.parametrize("width", [40, 63, 64, 80, 100, 120])
@pytest.mark.parametrize("terminal", [False, True])
def test_every_width_holds_every_word(width, terminal):
    """No line is wider than the console, no word of either language is cut."""
    shown = ESCAPE.sub("", draw(bitexts.article(), width, terminal=terminal))
    assert max(map(cell_len, shown.splitlines())) <= width
    words = set(re.findall(r"\w+", shown))
    for pair in bitexts.article().pairs:
        assert set(re.findall(r"\w+", f"{pair.source_text} {pair.target_text}")) <= words
    for score in bitexts.article().scores:
        assert set(re.findall(r"\w+", score.signature)) <= words


def test_a_file_gets_plain_text():
    """Without a terminal there are no escape codes, no boxes, no blanks at line ends."""
    shown = draw(bitexts.article())
    assert "\x1b" not in shown
    assert not re.search("[╭╮╰╯│─━┃]", shown)
    assert not re.search(r"[ \t]$", shown, re.MULTILINE)
    assert "[Weltraumrennen]⁺" in shown
    assert "[Voreingenommenheit]!" in shown
    assert "[Datenschutz]*" in shown


def test_no_color_keeps_weight_and_underline():
    """With NO_COLOR the four fates still differ: in style and by sign."""
    plain = draw(bitexts.article(), terminal=True, no_color=True)
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", plain)
    assert "\x1b[1mAI\x1b[0m" in plain
    assert "\x1b[1;4mWeltraumrennen\x1b[0m" in plain
    assert "\x1b[1;7mBörse\x1b[0m" in plain


def test_each_fate_has_its_colour_in_both_languages():
    """A term has the same style left and right."""
    shown = draw(bitexts.article(), 120, terminal=True)
    for german, english in (
        ("KI", "AI"),
        ("Weltraumrennen", "Space"),
        ("Datenschutz", "data"),
    ):
        styles = [re.search(rf"\x1b\[([0-9;]*)m{word}", shown) for word in (german, english)]
        assert styles[0]
        assert styles[1]
        assert styles[0][1] == styles[1][1]


def test_findings_stand_under_their_pair():
    """A finding follows the sentence it is about, with check, message and suggestion."""
    lines = draw(bitexts.article(), 120).splitlines()
    at = next(n for n, line in enumerate(lines) if "zufolge auf bis zu 7" in line)
    assert lines[at + 1] == (
        "  ✗ b2.s2 number-changed  “7 Billionen” became “7 billion” → expected “7 trillion”"
    )


def test_the_summary_adds_up():
    """The summary shows occurrences as kept and missed, and scores with n and signature."""
    shown = draw(bitexts.article())
    assert "11 found = 9 kept + 2 missed" in shown
    assert "58.3 [55.1, 61.4], n = 28  nrefs:1|case:mixed|eff:yes" in shown
    assert "3 errors, 2 warnings, 1 note" in shown


def test_a_text_does_not_steer_the_terminal():
    """Escape sequences in a source reach the terminal as text at most."""
    shown = draw(bitexts.bare(("Ein \x1b[31mrotes\x1b]0;x\x07 Wort", "A \x9b31mred word")))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown)


def test_code_is_shown_and_front_matter_is_not():
    """A block without sentences is shown as it is, but front matter is left out."""
    bitext = bitexts.bare(("Text.", "Text."))
    source = "title: x\nprint(1)"
    blocks = (
        Block("b1", BlockKind.FRONT_MATTER, Span(0, 8), 1),
        Block("b2", BlockKind.CODE, Span(9, 17), 2),
    )
    document = replace(bitext.document, text=source, blocks=blocks)
    shown = draw(replace(bitext, document=document, pairs=()))
    assert shown.startswith("print(1)\n")
    assert "title" not in shown


@arbitrary.few
@given(arbitrary.bitexts(), st.sampled_from([40, 80, 120]))
def test_any_bitext_can_be_drawn(bitext, width):
    """Whatever the text holds, the preview is drawn and nothing in it is taken for markup."""
    draw(bitext, width)
