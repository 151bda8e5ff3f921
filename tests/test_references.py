"""Reading references and pairing them with what was translated."""

from dataclasses import dataclass

import pytest

from translate import pairing, references
from translate.alignment import sentences
from translate.bitext import (
    AlignedPair,
    Bitext,
    Block,
    BlockKind,
    Document,
    Origin,
    Segment,
    Span,
)
from translate.errors import InputError
from translate.options import Options

ARTICLE = "Eine Überschrift\n\nErster Satz. Zweiter Satz.\n\nDritter Satz.\n"
ENGLISH = {"b1.s1": "A heading", "b2.s1": "First.", "b2.s2": "Second.", "b3.s1": "Third."}


@dataclass
class Bead:
    source: tuple[int, ...]
    target: tuple[int, ...]


def article():
    blocks = []
    for number, line, texts in [
        (1, 1, ["Eine Überschrift"]),
        (2, 3, ["Erster Satz.", "Zweiter Satz."]),
        (3, 5, ["Dritter Satz."]),
    ]:
        start = ARTICLE.index(texts[0])
        segments = tuple(
            Segment(f"b{number}.s{n}", text, Span(ARTICLE.index(text), ARTICLE.index(text) + 1))
            for n, text in enumerate(texts, 1)
        )
        span = Span(start, ARTICLE.index(texts[-1]) + len(texts[-1]))
        blocks.append(Block(f"b{number}", BlockKind.PARAGRAPH, span, line, segments))
    return Document("articles/news.de.txt", ARTICLE, tuple(blocks))


def write(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def units(folder, name, text, english=ENGLISH):
    """Pair the English with references."""
    path = write(folder, name, text)
    document = article()
    pairs = [AlignedPair((s,), (english[s.id],), Origin.ENGINE) for s in document.segments]
    bitext = Bitext(document, tuple(pair for pair in pairs if pair.target[0]))
    return [unit for unit, _ in pairing.units(bitext, Options(references=(str(path),)))]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("news.en.tsv", "1\tA heading\n3\tOne, two.\n"),
        ("all.tsv", "news.de.txt\t1\tA heading\nother\t1\tNo\nnews\t3\tOne, two.\n"),
        ("news.yaml", "1: A heading\n3: One, two.\n"),
        ("all.yml", "other: {1: No}\nnews:\n  1: A heading\n  3: >\n    One,\n    two.\n"),
    ],
)
def test_snippets(tmp_path, name, text):
    """Snippets are keyed to the line of a paragraph, and the whole paragraph is one unit."""
    found = units(tmp_path, name, text)
    assert [(unit.id, unit.hypothesis, unit.reference) for unit in found] == [
        ("b1.s1", "A heading", "A heading"),
        ("b2.s1", "First. Second.", "One, two."),
    ]
    assert found[1].segments == ("b2.s1", "b2.s2")


def test_pairs(tmp_path):
    """Pairs are found by their German, be it one segment or several."""
    text = "Zweiter Satz.\tTwo.\nErster Satz. Zweiter Satz.\tOne. Two.\nDritter  Satz.\tThree.\n"
    found = units(tmp_path, "news.tsv", text)
    assert [(unit.hypothesis, unit.reference) for unit in found] == [
        ("Second.", "Two."),
        ("First. Second.", "One. Two."),
        ("Third.", "Three."),
    ]


@pytest.mark.parametrize(
    ("beads", "expected"),
    [
        (
            [Bead((0,), ()), Bead((1,), (1,)), Bead((2,), (2,)), Bead((), (0,)), Bead((3,), (3,))],
            [("b2.s1", "First. Second.", "One. Two."), ("b3.s1", "Third.", "Three.")],
        ),
        (
            [Bead((0,), (0,)), Bead((1,), (1,)), Bead((2, 3), (2, 3))],
            [
                ("b1.s1", "A heading", "A heading"),
                ("b2.s1", "First. Second. Third.", "One. Two. Three."),
            ],
        ),
    ],
)
def test_plain_text_is_aligned(tmp_path, monkeypatch, beads, expected):
    """Plain text gives a unit a paragraph, or several that share a bead; the rest isn't scored."""

    def align(_, english, *, translation):
        assert english == ["A heading", "One.", "Two.", "Three."]
        assert translation == list(ENGLISH.values())
        return beads

    monkeypatch.setattr(sentences, "align", align)
    found = units(tmp_path, "news.en.txt", "A heading\n\nOne. Two. Three.\n")
    assert [(unit.id, unit.hypothesis, unit.reference) for unit in found] == expected


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.tsv", "1\tA heading\nthree\tText\n", r"a\.tsv:2: expected 'line<TAB>English'"),
        ("a.tsv", "1\tA heading\n3\t\n", r"a\.tsv:2: expected 'line<TAB>English'"),
        ("a.tsv", "Eins\tOne\nZwei\n", r"a\.tsv:2: expected 'German<TAB>English'"),
        ("a.tsv", "1\tA heading\n2\tNothing\n", r"a\.tsv:2: line 2 of .* has no paragraph"),
        ("a.tsv", "Vierter Satz.\tFour.\n", r"a\.tsv:1: .*no sentence that reads 'Vierter"),
        ("a.yaml", "1: A\n2: [x]\n", r"a\.yaml:2: expected"),
        ("a.yaml", "- 1\n", r"a\.yaml:1: expected"),
        ("a.yaml", "{", "not YAML"),
        ("a.yaml", "[" * 5000, "not YAML"),
        ("a.yaml", "news: &a {b: *a}\n", r"a\.yaml:1: expected"),
        ("a.yaml", "? [a]\n: b\n", r"a\.yaml:1: expected"),
        ("a.yaml", "²: b\n", r"a\.yaml:1: expected"),
        ("a.yaml", "other: {1: No}\n", "no reference for the article 'news'"),
        ("a.txt", "\n", "no reference"),
    ],
)
def test_what_cannot_be_used(tmp_path, name, text, words):
    """A malformed line, a line without paragraph or unknown German is named by file and line."""
    with pytest.raises(InputError, match=words):
        units(tmp_path, name, text)


def test_missing_file(tmp_path):
    """A file that cannot be read is an input error, not a traceback."""
    with pytest.raises(InputError, match="cannot read the reference"):
        references.read(tmp_path / "none.tsv")


def test_untranslated_segment(tmp_path):
    """A reference for what was not translated is refused rather than scored as empty."""
    with pytest.raises(InputError, match=r"b3\.s1"):
        units(tmp_path, "news.tsv", "5\tThird.\n", ENGLISH | {"b3.s1": ""})


def test_our_own_english_is_no_reference(tmp_path):
    """A file beside the article may be our own output, so it is never taken for a reference."""
    write(tmp_path, "news.en.md", "A heading\n")
    assert references.find(tmp_path / "news.de.md") is None


@pytest.mark.parametrize("folder", ["references", "articles/references"])
def test_finding(tmp_path, folder):
    """The reference of an article is looked for in a folder beside its own, and inside it."""
    (tmp_path / "articles").mkdir()
    (tmp_path / folder).mkdir(exist_ok=True)
    path = write(tmp_path / folder, "news.en.tsv", "1\tA heading\n")
    assert references.find(tmp_path / "articles" / "news.de.txt") == path
    assert references.find(tmp_path / "articles" / "other.de.txt") is None


def test_finding_from_the_article_s_own_folder(tmp_path, monkeypatch):
    """A bare file name is looked up like a path."""
    (tmp_path / "references").mkdir()
    (tmp_path / "articles").mkdir()
    write(tmp_path / "references", "news.en.tsv", "1\tA heading\n")
    monkeypatch.chdir(tmp_path / "articles")
    found = references.find("news.de.txt")
    assert found is not None
    assert found.resolve() == tmp_path / "references" / "news.en.tsv"
