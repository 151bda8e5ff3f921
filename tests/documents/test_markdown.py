"""Markdown keeps its markup; only what readers read becomes text."""

from __future__ import annotations

import pytest

from translate import documents, segmentation
from translate.bitext import BlockKind

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
        ("Text", "```", "\\```"),
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
        ("a <kbd>Strg</kbd> <i>b</i> <br> c", "code tag tag tag"),
        ("a[^1] b", "footnote"),
        ("a \\*b\\* c_d_e 2*3*4", "emphasis emphasis"),
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
