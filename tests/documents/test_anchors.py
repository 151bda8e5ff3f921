"""Links to headings: found by GitHub's rule, rewritten or kept alive."""

from __future__ import annotations

import pytest

from translate.documents import anchors

GERMAN = (
    "# Über uns\n\nSiehe [unten](#was-tun) und [oben](#%C3%BCber-uns), [Ziel][z].\n\n"
    "## Was tun?\n\n## 1. Was `tun`\n\n## Fest {#fest}\n\n"
    '<a href="#was-tun">x</a> `[y](#was-tun)`\n\n[z]: #1-was-tun\n'
)
ENGLISH = GERMAN.replace("Über uns", "About us").replace("Was tun?", "What to do?")
ENGLISH = ENGLISH.replace("Was `tun`", "What `tun`").replace("Fest ", "Firm ")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Über uns & mehr!", "über-uns--mehr"),
        ("  Größe_1 (2.5 kg)  ", "größe_1-25-kg"),
        ("C++ – kurz", "c--kurz"),
        ("👍 gut", "-gut"),
    ],
)
def test_github_s_rule(title, name):
    """Letters, marks, digits, hyphens and low lines stay, in lower case."""
    assert anchors.slug(title) == name


def test_headings_are_named_by_what_a_reader_sees():
    """Markup is no part of a name, doubled ones are numbered, given ones are taken."""
    text = "# *Ein* [Wort](u)\n\nEin Wort\n===\n\n## Ein `Wort`\n\n## X {#y}\n\n```\n# Nein\n```\n"
    names = [heading.name for heading in anchors.headings(text)]
    assert names == ["ein-wort", "ein-wort-1", "ein-wort-2", "y"]


def test_links_lead_to_the_english_headings():
    """Links, definitions and tags are rewritten, encoded where they were; code is not."""
    expected = (
        ENGLISH.replace("](#was-tun) und", "](#what-to-do) und")
        .replace("#%C3%BCber-uns", "#about-us")
        .replace('href="#was-tun"', 'href="#what-to-do"')
        .replace("[z]: #1-was-tun", "[z]: #1-what-tun")
    )
    assert anchors.rewritten(GERMAN, ENGLISH) == expected
    assert not anchors.dead(expected)


def test_headings_keep_their_german_names():
    """An anchor of the German name stands in each heading that is called otherwise now."""
    kept = anchors.kept(GERMAN, ENGLISH)
    assert '# <a id="über-uns"></a>About us\n' in kept
    assert '## 1. <a id="1-was-tun"></a>What `tun`\n' in kept
    assert "## Firm {#fest}\n" in kept
    assert not anchors.dead(kept)
    assert [h.name for h in anchors.headings(kept)] == [h.name for h in anchors.headings(ENGLISH)]


def test_texts_with_other_headings_are_left_alone():
    """Without the number of a heading nothing can be told."""
    assert anchors.rewritten(GERMAN, ENGLISH + "\n# More\n") == ENGLISH + "\n# More\n"


def test_dead_links_are_found():
    """What leads nowhere is told; named places, the top and other files are fine."""
    text = '# A\n\n[a](#a) [b](#b) [c](#c) [t](#top) [o](x.md#b) <a id="c"></a>\n\n[d]: #d\n'
    assert [link.name for link in anchors.dead(text)] == ["b", "d"]
