"""The shipped glossary against the articles and their references."""

from __future__ import annotations

from pathlib import Path

import pytest

from translate.bitext import TermStatus
from translate.terminology import counting, matching, termbase

ROOT = Path(__file__).parents[2]
ARTICLES = ("chinas-ki-aufstieg", "ki-weltraumrennen")


@pytest.fixture(scope="module")
def base():
    return termbase.load(str(ROOT / "glossary.yaml"))


def lines(article):
    return (ROOT / "articles" / f"{article}.de.txt").read_text("utf-8").splitlines()


def references(article):
    for row in (ROOT / "references" / f"{article}.en.tsv").read_text("utf-8").splitlines():
        number, english = row.split("\t")
        yield int(number), english


def test_it_is_rich(base):
    """More than 80 entries, all with a target."""
    assert len(base.terms) > 80


def test_most_entries_occur_in_the_articles(base):
    """At least five of six entries are found in the articles they were made for."""
    matcher = matching.compile(base)
    found = {m.term for name in ARTICLES for line in lines(name) for m in matcher.find(line, "")}
    assert len(found) >= len(base.terms) * 5 / 6


@pytest.mark.parametrize("article", ARTICLES)
def test_the_references_keep_its_terms(base, article):
    """Nearly all occurrences are rendered in the human references as the glossary wants."""
    matcher, german = matching.compile(base), lines(article)
    outcomes = [
        outcome
        for number, english in references(article)
        for outcome in counting.assign(matcher.find(german[number - 1], ""), english)
    ]
    missed = [o.match.surface for o in outcomes if o.status is TermStatus.MISSED]
    assert len(outcomes) > 50
    assert len(missed) <= len(outcomes) * 0.05, missed
