"""An engine that repeats what it is given changes no byte of a document."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks import echo
from translate import documents, placeables, segmentation
from translate.bitext import BlockKind, Span, WordLink

ROOT = Path(__file__).parents[2]
# What an echo changes on purpose, or cannot know; docs/benchmarks.md gives the reasons.
EXCEPTIONS = {"blanks added between sentences that had none", "soft hyphens"}
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/*.md")), *ROOT.glob("*/README.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_our_own_pages_come_back_untouched(page: Path):
    """The README and the documentation come back byte for byte."""
    text = page.read_text("utf-8")
    assert echo.echo(text) == text


@pytest.mark.parametrize("article", sorted(ROOT.glob("articles/*.txt")), ids=lambda path: path.stem)
def test_the_articles_come_back_untouched(article: Path):
    """Plain text comes back as it was, but for a blank that one sentence lacks before it."""
    text = article.read_text("utf-8")
    assert echo.kind_of(text, echo.echo(text, article.name)) in {"", *EXCEPTIONS}


def test_generated_documents_come_back_untouched():
    """Of documents made to trip parsers nearly all come back, and none ends the run."""
    count, kinds = echo.measure(echo.generated(600, seed=7), "")
    changed = sum(n for kind, n in kinds.items() if kind and kind not in EXCEPTIONS)
    assert changed <= 0.02 * count
    assert not [kind for kind in kinds if kind.startswith("crash")]


def test_foreign_translations_keep_the_blocks():
    """Whatever a sentence becomes, the blocks around it stay what they are."""
    count, damaged = echo.fuzz(8, seed=3)
    assert len(damaged) <= 1 + count / 300


@pytest.mark.parametrize(
    "text",
    [
        "Wert **€** hier, ein *–* Strich.",
        "Das (<details>mehr</details>) hier.",
        'Code `a  b`, $x  y$, <a  b="c">x</a> und [Wort](u "a  b") mit\xa0Blank.',
        r"Der Text \&lt; und a\|b und \*so\* &copy; &nbsp; &uuml;ber.",
        "[Persian (FA)](u) und _.rb_-Dateien in [~/x](u), *„so!“*",
        "Ein Absatz, der\numbrochen ist, bleibt\n    umbrochen. `Code\nauch`.\n",
        "> Zitat mit\n> zwei Zeilen.\n",
        "Auto**mat**isch und **rot**blau.",
        "Ein 👩\u200d💻 und ❤️ :smile: hier.\n\n🎉 Start 🚀\n",
        "Begriff\n: Erklärung\n: Noch eine\n",
        "::: tip Titel\nInhalt **hier**.\n:::\n",
        '!!! note "Der Titel"\n    Der Inhalt.\n',
        "Absatz.\n{: .class #id}\n\n{% include x %}\n\n{{< hugo y >}}\n",
        "+++\ntitle = 'x'\n+++\n\n# 5. Bilder {#bilder}\n\n## 3.1 Mehr\n",
        "| keine | Tabelle |\nund [a](b) | [c](d)\n",
        "==markiert== und H~2~O, x^2^, [[Seite|Text]], ^[Note] und <div {{ x }}>.",
        "| a\x1c |\n|---|\n| b\x85 | c |\n",
        "_**(nur lesen)**:_ Wort\n",
    ],
)
def test_what_is_no_language_stays(text: str):
    """Signs in emphasis, double blanks, escapes, references, lines and sites' own syntax stay."""
    assert echo.echo(text) == text


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("snake_case, MAX_VALUE, getElementById und CamelCase()", "identifier " * 4),
        ("README.md, /etc/hosts, ~/.bashrc, src/lib/x.py, .rb", "identifier " * 5),
        ("v1.2.3, 3.1.2, 127.0.0.1, deadbeef1, --force, @user", "identifier " * 6),
        ("§ 22 Abs. 2 BGB und Art. 6 Abs. 1 lit. b DSGVO", "legal legal"),
        ("§§ 433 ff. BGB, § 433 Absatz 1 Satz 2 BGB, § 5 f.", "legal legal legal"),
        ("BGBl. I S. 123, Az. VI ZR 123/09, C-131/12, (EU) 2016/679", "legal " * 4),
        ("Zeile a|b oder 1/2 und A/B", "identifier"),
        ("10.1000/xyz123 und https://a.de", "url url"),
        (
            "{{ a }} {b} %s {#id} {: .c}",
            "placeholder placeholder placeholder attributes attributes",
        ),
        ("👍🏽 🇩🇪 1️⃣ :smile: ✅", "emoji " * 5),
        ("[[wiki]] H~2~O", "wiki formula"),
        ("Datei → Öffnen", "arrow"),
        ("Nutzer_innen am 20.07.1969, 1.000.000 oder 12:30:45, km/h, und/oder, z.B., iPhone", ""),
        ("Prüfer(in), diese Art. 5 Sachen, 01.AI, E-Mail, 3D-Drucker", ""),
    ],
)
def test_the_table_of_what_is_no_language(text: str, kinds: str):
    """Each kind is found whole, and nothing that only looks like it."""
    block = documents.parse(text, "x.txt").blocks[0]
    assert [placeable.kind for placeable in block.placeables] == kinds.split()


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Ein Satz.^[Eine Anmerkung mit [Link](x).]", ["Ein Satz.", "Eine Anmerkung mit Link."]),
        ("Das^[oder dies] hier ^[offen.", ["Das", "oder dies", "hier ^[offen."]),
        ("Ein _.rb_ und **x.py**.", ["Ein X1 und X2."]),
        ("Ein a\\|b hier.", ["Ein X1 hier."]),
        ("Siehe § 7 f. Danach nicht.", ["Siehe X1.", "Danach nicht."]),
        ("::: tip Ein **Titel**\nWort\n:::", ["Ein Titel", "Wort"]),
        ('> ::: details "Der Titel" {open}\n> Wort\n> :::', ["Der Titel", "Wort"]),
        (":::note[Titel]\nWort\n:::", ["Titel", "Wort"]),
        ("::: columns 2\nWort\n:::", ["Wort"]),
        (":::{figure} bild.png\nWort\n:::", ["Wort"]),
    ],
)
def test_what_sites_write_is_translated_where_it_is_language(text, sentences):
    """Notes in a text and titles of containers are sentences; arguments and names are none."""
    document = segmentation.split(documents.parse(text, "x.md"))
    assert [placeables.mask(segment).text for segment in document.segments] == sentences
    assert echo.echo(text) == text


def test_a_title_stays_a_title():
    """A translation cannot end the quotes or brackets that a title stands in."""
    text = '!!! note "Ein Titel"\n    x\n'
    document = segmentation.split(documents.parse(text, "x.md"))
    english = documents.splice(document, {document.segments[0].id: 'a "b" c'})
    assert english == '!!! note "a &#34;b&#34; c"\n    x\n'


def test_heading_numbers_are_no_part_of_the_heading():
    """The number goes with the markup; "20. Jahrhundert" is an ordinal and language."""
    text = "## 5. Bilder\n\n# 3.1 Text\n\n# 20. Jahrhundert\n"
    document = segmentation.split(documents.parse(text, "x.md"))
    assert [segment.text for segment in document.segments] == ["Bilder", "Text", "20. Jahrhundert"]


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        ("Das <details>x</details>", "<details>x</details> it", "&#8203;<details>x</details> it"),
        ("Text", "<div>x</div> y", "\\<div>x\\</div> y"),
        ("Text", "a <b>x</b> *y* `z`", "a \\<b>x\\</b> \\*y\\* \\`z\\`"),
        ("Text", "snake_case 5 * 3", "snake_case 5 \\* 3"),
    ],
)
def test_a_translation_brings_no_markup_of_its_own(source, translation, expected):
    """Tags, code and emphasis that the source does not have read as what they are."""
    document = segmentation.split(documents.parse(source, "x.md"))
    assert documents.splice(document, {document.segments[0].id: translation}) == expected


def test_lines_are_kept_or_joined():
    """A translation is broken where its source is, in words; without wrapping it is one line."""
    document = segmentation.split(documents.parse("Eins zwei\ndrei vier.", "x.md"))
    english = {document.segments[0].id: "One two of three - four."}
    assert documents.splice(document, english) == "One two of\nthree - four."
    assert documents.splice(document, english, wrap=False) == "One two of three - four."


def test_a_broken_line_opens_no_block():
    """What would be a list where a line begins is escaped there."""
    document = segmentation.split(documents.parse("Eins zwei\ndrei vier.", "x.md"))
    spliced = documents.splice(document, {document.segments[0].id: "One two\xa0a - four."})
    assert [block.kind for block in documents.parse(spliced, "x.md").blocks] == [
        BlockKind.PARAGRAPH
    ]


def test_many_links_take_time_in_proportion():
    """Work grows with the links of a sentence, not with their square or cube."""
    import time

    def seconds(count: int) -> float:
        text = "Ein Wort " + "[link](u) und " * count
        segment = segmentation.split(documents.parse(text, "x.md")).segments[0]
        mask = placeables.mask(segment)
        ends = [0, *(i for i, c in enumerate(mask.text) if c == " "), len(mask.text)]
        links = [WordLink(Span(a, b), Span(a, b), 1.0) for a, b in pairwise(ends) if a < b]
        started = time.process_time()
        placeables.restore(mask, mask.text, links)
        return time.process_time() - started

    small, large = (min(seconds(count) for _ in range(3)) for count in (300, 1200))
    assert large < 12 * small
    assert seconds(1200) < 2


@pytest.mark.parametrize("piece", ["[^", "[", "<b>", "**a ", "{{", "www.", "<!--", "a+"])
def test_repetition_does_not_exhaust_the_reader(piece: str):
    """A piece repeated 600 times neither ends the run nor takes seconds."""
    import time

    started = time.process_time()
    echo.echo(piece * 600 + "x")
    assert time.process_time() - started < 3
