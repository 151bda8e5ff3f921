"""The termbase linter: each check finds its fault and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from translate.bitext import GlossaryTerm, MatchMode, Severity
from translate.terminology import lint, termbase

ROOT = Path(__file__).parents[2]


def findings(*terms):
    return [
        (finding.check, finding.segment_id)
        for finding in lint.check(termbase.build(terms, "g.yaml"))
    ]


@pytest.mark.parametrize(
    ("check", "terms"),
    [
        (
            "term_conflict",
            [
                GlossaryTerm("Zweitaktmotor", ("2-stroke engine",), line=1),
                GlossaryTerm("Zweitaktmotor", ("two-stroke engine",), line=2),
            ],
        ),
        (
            "term_duplicate",
            [
                GlossaryTerm("Open Source", ("open source",), line=1),
                GlossaryTerm("Open-Source", ("open source", "open-source"), line=2),
            ],
        ),
        (
            "term_nested",
            [
                GlossaryTerm("Modell", ("model",), line=1),
                GlossaryTerm("Sprachmodell", ("language model",), line=2),
            ],
        ),
        (
            "target_forbidden",
            [
                GlossaryTerm("Leitartikel", ("editorial",), forbidden=("Article",), line=1),
                GlossaryTerm("Beitrag", ("article",), line=2),
            ],
        ),
        (
            "target_spelling",
            [
                GlossaryTerm("Datenschutz", ("data privacy",), line=1),
                GlossaryTerm("Privatsphäre", ("data-privacy",), line=2),
            ],
        ),
        ("never_matches", [GlossaryTerm("KI", ("AI",)), GlossaryTerm("(…)", ("x",), line=2)]),
        ("never_matches", [GlossaryTerm(" ".join("abcdefghi"), ("x",), line=2)]),
        ("matches_too_much", [GlossaryTerm("über", ("about",), line=2)]),
        ("matches_too_much", [GlossaryTerm("ab", ("from",), line=2)]),
        ("article_in_source", [GlossaryTerm("die Börse", ("stock market",), line=2)]),
        ("source_inflected", [GlossaryTerm("Einlassventile", ("intake valves",), line=2)]),
        ("kept_unmarked", [GlossaryTerm("Chatbot", ("Chatbot",), line=2)]),
    ],
)
def test_each_check_finds_its_fault(check, terms):
    """A faulty pair of entries gives exactly the finding named after the fault, with its line."""
    assert findings(*terms) == [(check, "g.yaml:2")]


def test_case_tells_entries_apart():
    """Two case-sensitive entries that differ in capitals don't conflict."""
    meta = GlossaryTerm("Meta", ("Meta",), keep=True, case_sensitive=True, line=1)
    prefix = GlossaryTerm("meta", ("meta-",), case_sensitive=True, match=MatchMode.EXACT, line=2)
    assert findings(meta, prefix) == []


def test_findings_stand_in_the_order_of_the_entries():
    """Findings follow the entries, the most severe first within one entry."""
    over = GlossaryTerm("über", ("about",), line=1)
    again = GlossaryTerm("die Börse", ("stock market",), line=2)
    assert findings(again, over) == [
        ("article_in_source", "g.yaml:2"),
        ("matches_too_much", "g.yaml:1"),
    ]


def test_every_check_explains_itself():
    """Each check has a first docstring line, and each finding says what to do unless it is info."""
    assert all((check.__doc__ or "").strip() for check in lint.CHECKS)
    base = termbase.build([GlossaryTerm("über", ("about",), line=1)], "g.yaml")
    (finding,) = lint.check(base)
    assert finding.severity is Severity.WARNING
    assert finding.suggestion


def test_the_shipped_glossary_is_clean():
    """The glossary that comes with the program has nothing worse than notes."""
    findings = lint.check(termbase.load(str(ROOT / "glossary.yaml")))
    assert {finding.severity for finding in findings} <= {Severity.INFO}
