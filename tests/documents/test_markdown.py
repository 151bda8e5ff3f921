"""Markdown keeps its markup; only what readers read becomes text."""

from __future__ import annotations

import pytest

from translate import documents, placeables, segmentation
from translate.bitext import BlockKind, Span, WordLink

DOCUMENT = """\
---
title: Bleibt deutsch
---

# Der *Titel* #

Ein Absatz mit [Link](http://a.de "Titel") und
weicher Zeile.\\
Neue Zeile.

- [ ] Aufgabe
  1. Unterpunkt

     Zweiter Absatz

> Zitat
> - Punkt im Zitat

| Kopf | `a\\|b` |
|------|:-----:|
| Zelle \\| x |  |

[^1]: Die Fußnote.

[ref]: http://b.de "Titel"

    code

```python
print("Hallo")
```

<div>
Kein Text
</div>

$$
x = y
$$

Unter-
strichen
========
"""


def parsed(text: str):
    return segmentation.split(documents.parse(text, "x.md"))


def test_blocks_have_kind_level_prefix_and_line():
    """Everything with text is found with the markup before it; the rest is opaque or outside."""
    blocks = parsed(DOCUMENT).blocks
    assert [(b.kind.value, b.level, b.prefix, b.line) for b in blocks] == [
        ("front_matter", 0, "", 1),
        ("heading", 1, "# ", 5),
        ("paragraph", 0, "", 7),
        ("list_item", 1, "- [ ] ", 11),
        ("list_item", 2, "  1. ", 12),
        ("paragraph", 2, "     ", 14),
        ("quote", 0, "> ", 16),
        ("list_item", 1, "> - ", 17),
        ("table_cell", 0, "", 19),
        ("table_cell", 0, "", 19),
        ("table_cell", 0, "", 21),
        ("paragraph", 0, "[^1]: ", 23),
        ("code", 0, "", 27),
        ("code", 0, "", 29),
        ("html", 0, "", 33),
        ("code", 0, "", 37),
        ("heading", 1, "", 41),
    ]


def test_only_text_is_translated():
    """Replacing every segment leaves all markup as it was."""
    document = parsed(DOCUMENT)
    spliced = documents.splice(
        document, {s.id: "EN" for s in document.segments if not s.text.startswith("`")}
    )
    assert (
        spliced
        == """\
---
title: Bleibt deutsch
---

# EN #

EN\\
EN

- [ ] EN
  1. EN

     EN

> EN
> - EN

| EN | `a\\|b` |
|------|:-----:|
| EN |  |

[^1]: EN

[ref]: http://b.de "Titel"

    code

```python
print("Hallo")
```

<div>
Kein Text
</div>

$$
x = y
$$

EN
========
"""
    )


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        ("Text", "# no heading", "\\# no heading"),
        ("Text", "1. no list", "1\\. no list"),
        ("Text", "- no list", "\\- no list"),
        ("Text", "> no quote", "\\> no quote"),
        ("Text", "---", "\\---"),
        ("Text", "```", "\\`\\`\\`"),
        ("Text", "    no code\n\nno break ", "no code no break"),
        ("Text", "<div>", "\\<div>"),
        ("Text", "[a]: b", "\\[a]: b"),
        ("Eins\nzwei. Drei.\nVier.", "+ four", "Eins\nzwei. Drei.\n\\+ four"),
        ("# Titel", "C #", "# C \\#"),
        ("| a |\n|---|\n", "x | y", "| x \\| y |\n|---|\n"),
        ("Text", "5 - 3 # 2 > 1", "5 - 3 # 2 > 1"),
        ("Text", "C:\\", "C:\\\\"),
    ],
)
def test_a_translation_is_escaped_where_it_would_be_markup(source, translation, expected):
    """What would start another block is escaped, what is harmless is not."""
    document = parsed(source)
    assert documents.splice(document, {document.segments[-1].id: translation}) == expected


def test_an_unknown_segment_is_refused():
    """A translation of nothing is a mistake of the caller."""
    with pytest.raises(KeyError, match="b9"):
        documents.splice(parsed("Text"), {"b9.s1": "x"})


def test_pipes_in_cells_read_as_pipes():
    """The backslash that a table needs is no part of the text."""
    document = parsed(DOCUMENT)
    cells = [s.text for b in document.blocks if b.kind is BlockKind.TABLE_CELL for s in b.segments]
    assert cells[-1] == "Zelle | x"


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("a `b` c", "code"),
        ("a <https://b.de> c@d.de", "url email"),
        ("a **b *c* d**", "emphasis emphasis emphasis emphasis"),
        ("a ~~b~~ ![c](d) e", "emphasis emphasis image"),
        ("a [b](c) [d]\n\n[d]: e", "link link link link"),
        ("a $x_1$ und 5$ c", "math"),
        ("a {{ b }} %s {c} 50 % d", "placeholder placeholder placeholder"),
        ("a <kbd>Strg</kbd> <i>b</i> <wbr> c", "code tag tag tag"),
        ("a[^1] b", "footnote"),
        ("a \\*b\\* c_d_e 2*3*4", "identifier emphasis emphasis"),
        ("`https://a.de {b}`", "code"),
    ],
)
def test_inline_syntax_is_found(source, kinds):
    """Every kind of inline syntax is a placeable, inside the one that hides it if any."""
    assert " ".join(p.kind for p in parsed(source).blocks[0].placeables) == kinds


def test_a_sentence_without_english_of_its_own_leaves_no_blank():
    """Where one English sentence renders two German ones, no blank stays behind it."""
    document = parsed("Eins. Zwei.\n\nDrei.")
    first, second, third = (segment.id for segment in document.segments)
    english = {first: "One and two.", second: "", third: "Three."}
    assert documents.splice(document, english) == "One and two.\n\nThree."


@pytest.mark.parametrize(
    ("source", "sentences"),
    [
        ("Unsere Adresse:<br>Das Haus<br/>am See\n", ["Unsere Adresse:", "Das Haus", "am See"]),
        ("| A |\n|---|\n| Sprachmodell<br>KI |\n", ["A", "Sprachmodell", "KI"]),
        ("Ein **Satz.<br>\nUnd** noch einer.\n", ["Ein **Satz.", "Und** noch einer."]),
        ("\n\xa0\nDie KI lernt. Gut so.\nJa.\n", ["Die KI lernt.", "Gut so.", "Ja."]),
        ("> \xa0\n> Das ist gut.\n", ["Das ist gut."]),
        ("\x0c\nEs\n\xa0\nregnet.\n", ["Es \xa0 regnet."]),
    ],
)
def test_breaks_and_blank_lines_part_sentences_and_hide_none(source, sentences):
    """A tag that ends a line ends a sentence; a line of odd blanks shifts nothing."""
    assert [segment.text for segment in parsed(source).segments] == sentences


def test_a_link_named_by_its_words_is_named_by_its_label_in_the_english():
    """``[Wort]`` and ``[Wort][]`` become ``[word][Wort]`` unless the word stays."""
    document = parsed("Ein [Wort] und [Wort][].\n\n[Wort]: u\n")
    mask = placeables.mask(document.segments[0])
    assert mask.text == "Ein Wort und Wort."
    links = [WordLink(Span(4, 8), Span(2, 6), 1.0), WordLink(Span(13, 17), Span(11, 15), 1.0)]
    english = placeables.restore(mask, "A word and word.", links).text
    assert english == "A [word][Wort] and [word][Wort]."
    assert placeables.restore(mask, "A Wort and Wort.", links).text == "A [Wort] and [Wort][]."


def test_links_never_stand_in_links():
    """Two links that want one English word stay apart."""
    mask = placeables.mask(parsed("[Künstliche](a) [Intelligenz](b)\n").segments[0])
    links = [WordLink(Span(0, 10), Span(0, 2), 1.0), WordLink(Span(11, 22), Span(0, 2), 1.0)]
    assert placeables.restore(mask, "AI", links).text == "[AI](a)[](b)"
