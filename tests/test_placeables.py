"""What must not be translated comes through exactly once, where it belongs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate import documents, placeables, segmentation
from translate.bitext import Placeable, Segment, Span, WordLink


def segment_of(text: str, format_: str = "markdown") -> Segment:
    """Return the first segment of a text."""
    return segmentation.split(documents.parse(text, "x", format_)).segments[0]


def linked(source: str, target: str, words: str) -> list[WordLink]:
    """Link words that are written as "haus-house ist-is"."""
    links = []
    for pair in words.split():
        german, english = pair.split("-")
        at, to = source.index(german), target.index(english)
        links.append(WordLink(Span(at, at + len(german)), Span(to, to + len(english)), 0.9))
    return links


@pytest.mark.parametrize(
    ("source", "masked"),
    [
        ("Öffne `a b.yaml` jetzt.", "Öffne {0} jetzt."),
        ("Siehe https://a.de/x_(y).", "Siehe {0}."),
        ("Schreib an a.b@c.de!", "Schreib an {0}!"),
        ("Hallo {name}, %s und ${x}.", "Hallo {0}, {1} und {2}."),
        ("**Wichtig:** Das ist *neu*.", "Wichtig: Das ist neu."),
        ("Ein [Link](http://x) hier.", "Ein Link hier."),
        ("Satz[^1] mit Note.", "Satz mit Note."),
        ("Wort [^1], noch eins.", "Wort, noch eins."),
        ("Ein Bild ![so](b.png) zeigt $x^2$.", "Ein Bild {0} zeigt {1}."),
        ("Ein <b>fettes</b> <code>a.b</code><wbr> Wort.", "Ein fettes {0} Wort."),
        ("Das Gas CO<sub>2</sub> ist da.", "Das Gas {0} ist da."),
        (
            "H<sub>2</sub>SO<sub>4</sub>, H<sub>2</sub>O, Na<sup>+</sup>",
            "{0}, {1}, {2}",
        ),
        ("Es sind 10<sup>6</sup> Euro je m<sup>2</sup>.", "Es sind {0} Euro je {1}."),
        ("Ein Wort<sup>1</sup> mit Note.", "Ein Wort mit Note."),
        (r"2 \* 3 &lt; 7 &uuml;ber", "2 * 3 < 7 über"),
    ],
)
def test_mask_shows_the_engine_words_and_tokens(source, masked):
    """Atoms become tokens, markup goes, escapes read as what they mean."""
    mask = placeables.mask(segment_of(source))
    assert mask.text == masked.format(*mask.tokens)


@pytest.mark.parametrize(
    ("source", "target", "links", "restored"),
    [
        ("Öffne `x` jetzt.", "Open {0} now.", "", "Open `x` now."),
        ("Öffne `x` jetzt.", "Open now.", "", "Open `x` now."),
        ("Öffne `x` jetzt.", "Now open, now.", "Öffne-open", "Now open `x`, now."),
        ("Öffne `x` jetzt.", "Open {0} now {0}.", "", "Open `x` now."),
        ("Mehr: https://a.de", "More:", "", "More: https://a.de"),
        ("Mehr unter https://a.de.", "More at.", "", "More at https://a.de."),
        ("{x} und {y}", "And", "", "{x} {y} And"),
        ("Das **rote Haus** brennt.", "Burning is the red house.", "rote-red Haus-house",
         "Burning is the **red house**."),
        ("Das **rote** Haus.", "The red house.", "", "The **red** house."),
        ("Ein [roter *Ball*](u) rollt.", "A ball that is red rolls.", "roter-red Ball-ball",
         "A [*ball* that is red](u) rolls."),
        ("Der Satz.[^1]", "The sentence.", "", "The sentence."),
        ("Ein Wort[^1] und mehr.", "One word and more.", "Wort-word", "One word[^1] and more."),
        ("**Alles** [gut](u).", "Good.", "", "**[Good](u)**."),
        (r"Zwei \* drei *mal*.", "Two * three times.", "mal-times", r"Two \* three *times*."),
        ("Die `a`-Datei", "The {0} file", "", "The `a` file"),
    ],
)  # fmt: skip
def test_restore_puts_everything_where_it_belongs(source, target, links, restored):
    """Tokens become atoms again; markup follows the words that it was around."""
    mask = placeables.mask(segment_of(source))
    target = target.format(*mask.tokens) if mask.tokens else target
    result = placeables.restore(mask, target, linked(mask.text, target, links))
    assert result.text == restored


@pytest.mark.parametrize(
    "source",
    [
        "Öffne `a b` **sofort** im [*neuen* Editor](u), und **_dann_ los**.",
        "Ein <b>fettes <i>Wort</i></b> <wbr> mit Note[^1] und {x}, {y}.",
        "Das ist **fett** und **noch [ein Link](u)**: https://a.de/b.",
        "Vor [`code`](u) steht *nichts*, danach ![b](c) ~~alles~~.",
        r"Es sind 2 \* 3 und *5* \[sic\].",
    ],
)
def test_a_perfect_copy_comes_out_as_it_went_in(source):
    """Where every word renders itself, restoring undoes masking."""
    mask = placeables.mask(segment_of(source))
    spans = [Span(*match.span()) for match in re.finditer(r"\w+", mask.text)]
    links = [WordLink(span, span, 1.0) for span in spans]
    assert placeables.restore(mask, mask.text, links).text == source


def test_tokens_never_occur_in_the_text():
    """A text that holds X1 gets tokens with another letter."""
    mask = placeables.mask(segment_of("Im X1 steckt `a` und in Q7 nicht."))
    assert all(mask.text.count(token) == 1 for token in mask.tokens)


def test_a_segment_without_words_gets_tokens_without_letters():
    """Engines leave text without letters alone, so nothing is invented around lone code."""
    mask = placeables.mask(segment_of("`a` **https://b.de**, {c}"))
    assert not any(map(str.isalpha, mask.text))
    assert placeables.restore(mask, mask.text).text == "`a` **https://b.de**, {c}"


MARKDOWN = st.lists(
    st.sampled_from(
        [
            *["Haus", "der", "Öl", "z. B.", "ist", ",", " ", " ", " ", "-", ": ", "(so)", "„ja“"],
            *[
                "`a b`",
                "`x`",
                "https://a.de/b",
                "a@b.de",
                "{x}",
                "%s",
                "${y}",
                "$z^2$",
                "7",
                "![i](j)",
            ],
            *["**", "*", "_", "~~", "[", "](u)", "<b>", "</b>", "<i>", "</i>", "<br>", "[^1]"],
            *["\\*", "\\_", "&lt;", "&nbsp;", "X1", "x2", "#1"],
        ]
    ),
    min_size=1,
    max_size=25,
).map("".join)
ENGLISH = st.lists(
    st.sampled_from(
        [
            "the",
            "house",
            " ",
            " ",
            " ",
            ", ",
            ".",
            "X1",
            "X2",
            "x1",
            "X3s",
            "Q1",
            "(so)",
            "a-b",
            "*",
        ]
    ),
    max_size=15,
).map("".join)


@st.composite
def cases(draw):
    """Draw a segment, a translation of its mask, and links between any of their words."""
    document = segmentation.split(documents.parse(draw(MARKDOWN), "x.md"))
    if not document.segments:
        return None
    mask = placeables.mask(draw(st.sampled_from(document.segments)))
    target = draw(ENGLISH)
    spans = [
        [Span(*match.span()) for match in re.finditer(r"\S+", text)] for text in (mask.text, target)
    ]
    links = []
    if all(spans):
        link = st.builds(WordLink, *map(st.sampled_from, spans), st.floats(0, 1))
        links = draw(st.lists(link, max_size=8))
    return mask, target, links


@given(cases())
def test_every_placeable_survives_exactly_once(case):
    """Whatever the engine makes of a segment, its placeables come out as they went in."""
    if case is None:
        return
    mask, target, links = case
    restored = placeables.restore(mask, target, links).text
    rest = restored
    for placeable in sorted(mask.segment.placeables, key=lambda p: -len(p.surface)):
        assert placeable.surface in rest
        rest = rest.replace(placeable.surface, "\0", 1)
    words = re.sub(
        r"\W", "", re.sub("|".join(mask.tokens) or "\0", "", target, flags=re.IGNORECASE)
    )
    assert re.sub(r"\W", "", rest) == words


@given(cases())
def test_markup_stays_nested(case):
    """Every closing half comes after its opening half, and never between another pair's halves."""
    if case is None:
        return
    mask, target, links = case
    names = iter(range(10**6))
    stack: list[int] = []
    renamed = []
    for placeable in mask.segment.placeables:
        name = stack.pop() if placeable.side == "close" and stack else next(names)
        if placeable.side == "open":
            stack.append(name)
        surface = f"⟦{name}{placeable.side}⟧"
        renamed.append(
            Placeable(placeable.kind, placeable.span, surface, placeable.markup, placeable.side)
        )
    segment = Segment("b1.s1", mask.segment.text, mask.segment.span, tuple(renamed))
    restored = placeables.restore(placeables.mask(segment), target, links).text
    open_: list[str] = []
    for name, side in re.findall(r"⟦(\d+)(open|close)⟧", restored):
        if side == "open":
            open_.append(name)
        elif name in open_:
            assert open_.pop() == name


@given(cases())
def test_offsets_lead_to_the_same_characters(case):
    """A word of the masked text or the target is found again where its offsets lead."""
    if case is None:
        return
    mask, target, links = case
    assert len(mask.offsets) == len(mask.text) + 1
    assert list(mask.offsets) == sorted(mask.offsets)
    restored = placeables.restore(mask, target, links)
    assert len(restored.offsets) == len(target) + 1
    assert list(restored.offsets) == sorted(restored.offsets)
    tokens = re.compile("|".join(mask.tokens) or "\0", re.IGNORECASE)
    hidden = {index for match in tokens.finditer(mask.text) for index in range(*match.span())}
    for index, character in enumerate(mask.text):
        if index not in hidden and character != " ":
            assert mask.segment.text[mask.offsets[index]] == character
    for match in re.finditer(r"\w+", target):
        if not tokens.search(match[0]):
            span = placeables.carrying.carry(Span(*match.span()), restored.offsets)
            assert span.of(restored.text) == match[0]
