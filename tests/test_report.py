"""The term report and the counts of a run."""

from __future__ import annotations

import json
from dataclasses import replace

import arbitrary
import bitexts
import pytest
from hypothesis import given

from translate import outcomes
from translate.bitext import KeptBy, Score, Severity
from translate.report import DocumentReport, RunReport


def report_of(*bitexts, **facts):
    return RunReport(tuple(map(DocumentReport.of, bitexts)), **facts)


@arbitrary.few
@given(arbitrary.bitexts())
def test_kept_and_missed_are_all_that_was_found(bitext):
    """Every occurrence is accounted for once: kept + missed = found, by entry and in all."""
    counts = outcomes.count(bitext.outcomes)
    assert counts.found == len(bitext.outcomes) == counts.kept + counts.missed
    assert counts.kept == sum(counts.by.values())
    assert sum(summary.counts.found for summary in outcomes.terms(bitext)) == counts.found


def test_terms_are_summed_up_by_entry():
    """An entry lists its occurrences, renderings and misses; frequent entries come first."""
    summaries = {summary.term.source: summary for summary in outcomes.terms(bitexts.article())}
    assert list(summaries)[:2] == ["KI", "Open Source"]
    assert summaries["KI"].renderings == (("AI", 2),)
    assert summaries["KI"].counts.by == {KeptBy.MODEL: 2, KeptBy.CONSTRAINT: 0, KeptBy.REPAIR: 0}
    missed = summaries["Voreingenommenheit"].missed
    assert [(o.match.segment_id, o.reason) for o in missed] == [
        ("b4.s2", "no word is linked to it")
    ]


def test_renderings_fold_case_and_keep_the_commonest_spelling():
    """Spellings that differ in case are one rendering, shown as it is spelled most often."""
    every = [o for o in bitexts.article().outcomes if o.match.term.source == "Open Source"]
    lower = replace(every[0], surface="open-source")
    summary = outcomes.TermSummary(every[0].match.term, (*every, lower, lower))
    assert summary.renderings == (("open-source", 4),)
    assert summary.targets == (("open source", 4),)


def test_the_closing_line_says_it_all():
    """Documents, segments, terms with their shares, scores, findings, memory and speed."""
    run = report_of(bitexts.article(), seconds=2, from_memory=3)
    assert run.closing_line() == (
        "1 article · 11 segments · 11 terms: 9 kept (6 by the model, 2 by constraint, 1 by repair),"
        " 2 missed · chrF2 58.3 · BLEU 24.7 · TermAccuracy 81.8 · 3 errors, 2 warnings, 1 note"
        " · 3 from memory · 42 words/s"
    )


def test_two_articles_show_both_scores():
    """Scores of several articles stand side by side."""
    other = replace(bitexts.article(), scores=(Score("chrF2", 50, "s", 10),))
    assert "chrF2 58.3 / 50.0" in report_of(bitexts.article(), other).closing_line()


def test_the_words_of_a_run_are_the_german_ones():
    """A report made of bitexts counts their German words."""
    assert report_of(bitexts.bare(("Ein Wort mehr.", "X")), seconds=1.5).words == 3
    assert report_of(seconds=1.5).words_per_second is None


@pytest.mark.parametrize(
    ("worst", "fail_on", "code"),
    [
        (Severity.ERROR, Severity.ERROR, 1),
        (Severity.ERROR, Severity.INFO, 1),
        (Severity.WARNING, Severity.ERROR, 0),
        (Severity.WARNING, Severity.WARNING, 1),
        (Severity.INFO, Severity.WARNING, 0),
        (None, Severity.INFO, 0),
    ],
)
def test_exit_code(worst, fail_on, code):
    """The exit code is 1 if a finding is at least as bad as asked for."""
    violations = bitexts.article().violations
    limit = worst.rank if worst else -1
    mild = tuple(v for v in violations if v.severity.rank <= limit)
    assert report_of(replace(bitexts.article(), violations=mild)).exit_code(fail_on) == code


def test_to_dict_is_plain_data():
    """The report can be written as JSON and holds counts, scores and findings."""
    bitext = bitexts.article()
    data = json.loads(json.dumps(report_of(bitext, seconds=2.0).to_dict()))
    glossary = [summary.to_dict() for summary in outcomes.terms(bitext)]
    assert data["terms"] == {
        "found": 11,
        "kept": 9,
        "by_model": 6,
        "by_constraint": 2,
        "by_repair": 1,
        "remarked": 0,
        "missed": 2,
    }
    assert glossary[0]["renderings"] == {"AI": 2}
    assert glossary[-1]["missed_at"] == [
        {"segment": "b5.s2", "surface": "Börse", "reason": "no word is linked to it"}
    ]
    assert data["findings"] == {"error": 3, "warning": 2, "info": 1}
    assert data["scores"][0]["signature"].startswith("nrefs:1|")
