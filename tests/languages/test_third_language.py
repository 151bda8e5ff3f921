"""A third language is one module: this one, which no module of the program knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from translate import checks, exporters, languages, pipeline
from translate.bitext import Bitext, FoundAs, GlossaryTerm, Languages
from translate.engines.phrasebook import PhrasebookEngine
from translate.exporters import json
from translate.languages.base import Borders, Language, Notation, Plain, words
from translate.options import Options
from translate.terminology import termbase
from translate.workshop import open_workshop

TEXT = "Zirblo kento 3.5 milojn\n\nLa zirbloj kantis. Bv. tri."
PHRASES = {
    "Zirblo kento 3.5 milojn": "A tower costs 3.5 thousand",
    "La zirbloj kantis.": "The bells sang.",
    "Bv. tri.": "Please take three.",
}


class Endings(Plain):
    """The one thing that the words of this language do: nouns have a plural in -j."""

    def noun_forms(self, word: str) -> frozenset[str]:
        """Return singular and plural."""
        return frozenset({self.fold(word), self.fold(word) + "j"})

    name_forms = verb_forms = noun_forms

    def adjective_forms(self, word: str, *, attributive: bool) -> frozenset[str]:
        """Return what nouns have too: the two look alike."""
        del attributive
        return self.noun_forms(word)


ZIRBAN = Language(
    code="xz",
    name="Zirban",
    own_name="Zirba",
    borders=Borders(inner=words("bv")),
    notation=Notation(numeral={"tri": 3}.get),
    forms=Endings(),
)
PAIR = Languages("xz", "en")


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language is known for the length of a test."""
    monkeypatch.setattr(languages, "_KNOWN", dict(languages._KNOWN))
    languages.register(ZIRBAN)


@pytest.fixture
def result() -> Bitext:
    """Two lines, translated from a phrasebook under a glossary of one term."""
    options = Options(source="xz", target="en", use_memory=False, use_glossary=False)
    terms = termbase.build([GlossaryTerm("zirblo", ("tower",))], "", PAIR)
    document = pipeline.read("poem.xz.txt", options, data=TEXT.encode())
    with open_workshop(options, PhrasebookEngine(PHRASES), terms) as workshop:
        return pipeline.translate(document, workshop, options)


def test_its_abbreviations_end_no_sentence(result: Bitext) -> None:
    """A document is cut at the borders of its own language."""
    assert [pair.source_text for pair in result.pairs] == list(PHRASES)


def test_its_terms_are_found_in_its_forms_and_kept(result: Bitext) -> None:
    """Both forms of the term are found; the one that the phrasebook lacks is put in."""
    found = [(one.match.surface, one.match.how, one.surface) for one in result.outcomes]
    assert found[0] == ("Zirblo", FoundAs.CASE, "tower")
    assert found[1][:2] == ("zirbloj", FoundAs.INFLECTED)
    assert found[1][2] in {"tower", "towers"}


def test_its_numbers_are_compared_and_its_words_are_no_german(result: Bitext) -> None:
    """Numbers are read in its notation; checks that know German and English alone are silent."""
    found = {one.check for one in result.violations}
    assert not found & {"number-changed", "untranslated", "no-english-word", "german-word"}
    wrong = replace(result.pairs[0], target=("A tower costs 3.6 thousand",))
    changed = checks.run(replace(result, pairs=(wrong,)))
    assert "number-changed" in {one.check for one in changed}


def test_exports_are_called_and_labelled_by_it(result: Bitext) -> None:
    """File names, table headers and language codes are those of the result."""
    path = exporters.target_path("poem.xz.txt", "md-table", "out", result.languages)
    assert path.name == "poem.xz-en.table.md"
    assert "| Zirba | English |" in exporters.render("md-table", result)
    assert "Zirban original and English translation" in exporters.render("md", result)
    assert 'srcLang="xz" trgLang="en"' in exporters.render("xliff2", result)
    assert json.read(json.render(result), "poem.xz.txt").languages == PAIR


def test_its_glossaries_say_so() -> None:
    """The header of a termbase and of a table name it."""
    terms = termbase.build([GlossaryTerm("zirblo", ("tower",))], "", PAIR)
    home, table = (termbase.FORMATS[ending] for ending in (".yaml", ".csv"))
    assert "source: xz" in home.write(terms)
    assert home.read(home.write(terms), "g.yaml", PAIR).terms[0].source == "zirblo"
    assert table.write(terms).startswith("xz,en\n")
    assert table.read("Zirban,English\nzirblo,tower\n", "g.csv", PAIR).terms[0].source == "zirblo"
