"""Front matter, descriptions, titles and text in HTML: translated on demand, nothing else moves."""

from __future__ import annotations

import re
import tomllib

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from translate import documents, placeables, segmentation
from translate.documents import Extras
from translate.errors import InputError

ALL = Extras(("title", "list", "sub.title"), alt_text=True, titles=True, html_text=True)
# What people and models write, and what breaks quotes, keys, links and tags.
ENGLISH = (
    st.lists(
        st.sampled_from(
            [*"aZ9 :#,[]{}()'\"&*!|>%@`-?<=/", "it's", "yes", " - ", ": ", " #", "null", "&amp;"]
        ),
        min_size=1,
        max_size=12,
    )
    .map(lambda parts: " ".join("".join(parts).split()))
    .filter(bool)
)


def parsed(text: str, path: str = "x.md", wanted: Extras = ALL):
    return segmentation.split(documents.parse(text, path, None, wanted))


def translated(text: str, path: str = "x.md", wanted: Extras = ALL, **words: str) -> str:
    """Translate by a list of words, as an engine with our placeables would."""
    document = parsed(text, path, wanted)
    english = {}
    for segment in document.segments:
        mask = placeables.mask(segment)
        shown = re.sub(r"\w+", lambda word: words.get(word[0], word[0]), mask.text)
        english[segment.id] = placeables.restore(mask, shown).text
    return documents.splice(document, english)


def replaced(text: str, target: str, path: str = "x.md") -> str:
    """Put one text in place of every sentence that is not in the body."""
    document = parsed(text, path)
    extra = [block for block in document.blocks if block.syntax]
    return documents.splice(document, {block.segments[0].id: target for block in extra})


YAML = ["title: {}\n", "title: '{}'\n", 'title: "{}"\n', "list: [{}, 7]\n", "list:\n  - {}\n"]


@pytest.mark.parametrize("line", [*YAML, "sub:\n  title: {}\n", "sub: {{title: {}}}\n"])
@given(english=ENGLISH)
def test_a_value_of_yaml_reads_as_its_translation(line, english):
    """Whatever the English holds, the key has it as a text, and all other lines stay."""
    text = "---\ndraft: true\n" + line.format("Ein Wort") + "other: Ein Wort\n---\n\nEin Wort\n"
    result = replaced(text, english)
    matter = yaml.safe_load(result.split("\n---\n")[0])
    value = matter.get("title") or matter.get("list") or matter["sub"]["title"]
    assert (value[0] if isinstance(value, list) else value) == english
    assert result.startswith("---\ndraft: true\n")
    assert result.endswith("\nother: Ein Wort\n---\n\nEin Wort\n")


TOML = ['title = "{}"\n', "title = '{}'\n", 'title = """{}"""\n', "title = '''{}'''\n"]


@pytest.mark.parametrize("line", [*TOML, "list = [ 3, '{}' ]\n", "list = ['{}', 'Noch eins']\n"])
@given(english=ENGLISH)
def test_a_value_of_toml_reads_as_its_translation(line, english):
    """Whatever the English holds, the key has it as a text, and all other lines stay."""
    text = "+++\ndraft = true\n" + line.format("Ein Wort") + 'other = "Ein Wort"\n+++\n\nWort\n'
    result = replaced(text, english)
    matter = tomllib.loads(result.split("+++\n")[1])
    value = matter.get("title") or matter["list"]
    assert value == english or english in value or value == [3, "Ein Wort"]
    assert matter["draft"] is True
    assert result.endswith('other = "Ein Wort"\n+++\n\nWort\n')


def test_only_named_keys_are_translated_and_quotes_stay():
    """Single, double and no quotes, dates, numbers and comments stay as they are."""
    text = (
        "---\ntitle: Ein Titel  # Anmerkung\ndate: 2024-05-01\nlist: ['Rot', \"Blau\", 3]\n"
        "sub:\n  title: 'Das ist''s'\n  name: Ein Titel\n---\nEin Titel\n"
    )
    english = translated(text, Ein="A", Titel="title", Rot="Red", Blau="Blue", Das="That")
    assert english == (
        "---\ntitle: A title  # Anmerkung\ndate: 2024-05-01\nlist: ['Red', \"Blue\", 3]\n"
        "sub:\n  title: 'That ist''s'\n  name: Ein Titel\n---\nA title\n"
    )


def test_values_over_several_lines_keep_their_lines():
    """Folded, literal and plain values are broken where they were."""
    text = (
        "---\ntitle: >-\n  Eine lange\n  Zeile.\nlist:\n  - |\n    Rot\n    Blau\n"
        'sub:\n  title: "Rot \\"Blau\\"\n    Rot"\n---\n'
    )
    english = translated(text, Rot="Red", Blau="Blue", Eine="A", lange="long", Zeile="line")
    assert english == (
        "---\ntitle: >-\n  A long\n  line.\nlist:\n  - |\n    Red\n    Blue\n"
        'sub:\n  title: "Red \\"Blue\\"\n    Red"\n---\n'
    )


def test_an_alias_is_translated_where_it_was_written():
    """A value with an anchor is translated once."""
    text = "---\ntitle: &t Ein Wort\nlist: [*t]\n---\nText\n"
    assert translated(text, Wort="word") == "---\ntitle: &t Ein word\nlist: [*t]\n---\nText\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\ntitle: [offen\nlist: }\n---\n", r"^x\.md:3: the front matter is no YAML; "),
        ("+++\ntitle = offen\n+++\n", r"^x\.md: the front matter is no TOML "),
    ],
)
def test_front_matter_that_cannot_be_read_is_refused(text, message):
    """One line names the file and says what to do; nothing is refused if nothing is wanted."""
    with pytest.raises(InputError, match=message):
        parsed(text)
    assert parsed(text, wanted=Extras(alt_text=True))


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("![Ein Bild](a.png)", "![A picture](a.png)"),
        ("![Ein \\[Bild\\]](a.png)", "![A \\[picture\\]](a.png)"),
        ("Vor ![Ein Bild][r] nach.\n\n[r]: a.png", "Vor ![A picture][r] nach.\n\n[r]: a.png"),
        ("[![Ein Bild](a.png)](b.html)", "[![A picture](a.png)](b.html)"),
        ("![Bild] und ![Bild][]\n\n[Bild]: a", "![Bild] und ![Bild][]\n\n[Bild]: a"),
        ("> Vor ![Ein\n> Bild](a.png)", "> Vor ![A\n> picture](a.png)"),
        ("`![Ein Bild](a.png)`", "`![Ein Bild](a.png)`"),
        ('Vor <img src="a" alt="Ein Bild">.', 'Vor <img src="a" alt="A picture">.'),
        ("Vor <img src=a alt=Bild>.", "Vor <img src=a alt=picture>."),
        ("<div>\n<img alt='Ein Bild'>\n</div>", "<div>\n<img alt='A picture'>\n</div>"),
        ("| Bild |\n|---|\n| ![Ein Bild](a) |", "| picture |\n|---|\n| ![A picture](a) |"),
        ("English ![Ein Bild](a.png) text.", "English ![A picture](a.png) text."),
    ],
)
def test_descriptions_of_images(german, english):
    """The description is translated where it stands; what names a link definition is not."""
    assert translated(german, wanted=Extras(alt_text=True), Ein="A", Bild="picture") == english
    plain = translated(german, wanted=Extras(), Ein="A", Bild="Bild")
    assert plain == german


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ('[Wort](a "Ein Titel")', '[word](a "A title")'),
        ("[Wort](a 'Ein Titel')", "[word](a 'A title')"),
        ("[Wort](a (Ein Titel))", "[word](a (A title))"),
        (
            '![Wort](a "Ein Titel") und [Wort](b "Titel")',
            '![Wort](a "A title") und [word](b "title")',
        ),
        ('[Wort]\n\n[Wort]: a "Ein Titel"', '[word][Wort]\n\n[Wort]: a "A title"'),
        ('Ein <a href="x" title="Ein Titel">Wort</a>', 'A <a href="x" title="A title">word</a>'),
        ('[![Wort](a "Titel")](b "Ein Titel")', '[![Wort](a "title")](b "A title")'),
    ],
)
def test_titles_of_links_and_images(german, english):
    """Titles are translated in links, images, definitions and tags."""
    wanted = Extras(titles=True)
    assert translated(german, wanted=wanted, Ein="A", Wort="word", Titel="title") == english


CONTEXTS = [
    "![Ein Wort](a.png)",
    '[x](a "Ein Wort")',
    "[x](a 'Ein Wort')",
    "[x](a (Ein Wort))",
    'x <img alt="Ein Wort"> y',
    "x <img alt='Ein Wort'> y",
    "x <img alt=Wort> y",
    '[x]\n\n[x]: a "Ein Wort"',
]


@pytest.mark.parametrize("text", CONTEXTS)
@given(english=ENGLISH)
def test_no_translation_breaks_what_it_stands_in(text, english):
    """The blocks of the English are those of the German, with the same links and tags."""
    again = parsed(replaced(text, english) + "\n\nEnde", wanted=Extras())
    before = parsed(text + "\n\nEnde", wanted=Extras())
    assert len(again.blocks) == len(before.blocks)
    kinds = [[p.kind for p in block.placeables] for block in before.blocks]
    assert [[p.kind for p in block.placeables] for block in again.blocks] == kinds


def test_text_in_html_blocks():
    """Text between tags is translated; scripts, comments and preformatted text stay."""
    text = (
        '<div class="Wort">\n  <h2>Wort</h2>\n  <p>Ein <b>Wort</b> &amp;\n  noch Wort.</p>\n'
        '  <script>var Wort = "<p>Wort</p>";</script><!-- Wort --><pre>Wort</pre>\n</div>\n\nWort\n'
    )
    english = (
        text.replace("<h2>Wort", "<h2>word")
        .replace("Ein <b>Wort", "A <b>word")
        .replace("noch Wort", "noch word")
        .replace("\n\nWort", "\n\nword")
    )
    assert translated(text, Ein="A", Wort="word") == english
    only = text.replace("\n\nWort", "\n\nword")
    assert translated(text, wanted=Extras(), Ein="A", Wort="word") == only


def test_new_blocks_are_called_after_the_one_they_lie_in():
    """The ids of all other sentences are the same with and without."""
    text = "---\ntitle: Wort\n---\n\nEins.\n\n![Bild](a) Zwei.\n\n<p>Wort</p>\n\nDrei.\n"
    with_all = {s.id: s.text for s in parsed(text).segments}
    without = {s.id: s.text for s in parsed(text, wanted=Extras()).segments}
    assert without.items() <= with_all.items()
    assert {"b1x1.s1", "b3x1.s1", "b4x1.s1"} == with_all.keys() - without.keys()
