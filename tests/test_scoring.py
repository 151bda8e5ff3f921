"""Scores and comparisons."""

import pytest
import sacrebleu
from sacrebleu.significance import PairedTest

from translate import scoring
from translate.bitext import FoundAs, GlossaryTerm, Span, TermMatch, TermOutcome, TermStatus
from translate.errors import InputError, UsageError

REFERENCES = [
    "The evolution of competition reached space first.",
    "Open models share what they have learnt.",
    "A race has a finish line, research has none.",
    "Companies publish their results on the web.",
    "The Moon landing was watched by millions.",
    "Costs fell faster than anyone had expected.",
]
GOOD = [text.replace(" the ", " a ") for text in REFERENCES]
POOR = [" ".join(text.split()[:-2]) for text in REFERENCES]


def test_values_are_sacrebleu_s():
    """Point values are those that sacrebleu gives for the same texts."""
    scores = {score.metric: score for score in scoring.score(POOR, [REFERENCES])}
    assert scores["chrF2"].value == pytest.approx(sacrebleu.corpus_chrf(POOR, [REFERENCES]).score)
    assert scores["BLEU"].value == pytest.approx(sacrebleu.corpus_bleu(POOR, [REFERENCES]).score)
    assert scores["TER"].value == pytest.approx(sacrebleu.corpus_ter(POOR, [REFERENCES]).score)


def test_chrf_leads():
    """The metric that is most robust on few segments comes first."""
    assert [score.metric for score in scoring.score(GOOD, [REFERENCES])] == list(scoring.METRICS)


def test_every_score_tells_how_it_was_made():
    """A score has n, an interval around its value, and a signature with case and resampling."""
    for score in scoring.score(POOR, [REFERENCES]):
        assert score.n == len(REFERENCES)
        assert score.interval is not None
        low, high = score.interval
        assert low < score.value < high
        assert "case:" in score.signature
        assert "bs:1000|seed:12345" in score.signature


def test_one_segment_has_no_interval():
    """Nothing can be resampled from a single segment."""
    assert all(score.interval is None for score in scoring.score(POOR[:1], [REFERENCES[:1]]))


def test_several_references():
    """Each of several references counts; a unit that equals one of them is perfect."""
    scores = scoring.score(REFERENCES, [POOR, REFERENCES])
    assert scores[0].value == pytest.approx(100.0)
    assert "nrefs:2" in scores[0].signature


def test_segment_scores():
    """Segment chrF2 is what sacrebleu gives sentence by sentence."""
    values = scoring.segment_chrf(POOR, [REFERENCES])
    assert values == pytest.approx(
        [
            sacrebleu.sentence_chrf(one, [reference]).score
            for one, reference in zip(POOR, REFERENCES, strict=True)
        ]
    )


@pytest.mark.parametrize(
    ("hypotheses", "references", "words"),
    [([], [[]], "nothing to score"), (GOOD, [], "nothing to score"), (GOOD, [POOR[1:]], "align")],
)
def test_unequal_lengths_are_refused(hypotheses, references, words):
    """Texts that don't stand side by side cannot be scored, and the message says what to do."""
    with pytest.raises(InputError, match=words):
        scoring.score(hypotheses, references)


@pytest.mark.parametrize(
    ("kept", "missed", "value", "interval"),
    [
        (8, 2, 80.0, (49.0, 94.3)),
        (10, 0, 100.0, (72.2, 100.0)),
        (0, 10, 0.0, (0.0, 27.8)),
        (0, 0, 100.0, (0.0, 100.0)),
    ],
)
def test_term_accuracy(kept, missed, value, interval):
    """Term accuracy is the share of kept occurrences with Wilson's interval."""
    score = scoring.term_accuracy(_outcomes(kept, missed), "ab12")
    assert (score.metric, score.value, score.n) == ("terms", value, kept + missed)
    assert score.interval == pytest.approx(interval, abs=0.05)
    assert "rule:" in score.signature
    assert "termbase:ab12" in score.signature


def _outcomes(kept, missed):
    term = GlossaryTerm("KI", ("AI",))
    match = TermMatch(term, "b1.s1", Span(0, 2), "KI", FoundAs.EXACT)
    return [TermOutcome(match, TermStatus.KEPT)] * kept + [
        TermOutcome(match, TermStatus.MISSED)
    ] * missed


@pytest.mark.parametrize("metric", scoring.METRICS)
def test_a_clear_difference(metric):
    """Both tests agree that a system that is better everywhere is better not by chance."""
    comparison = scoring.compare(POOR, GOOD, [REFERENCES], metric)
    assert comparison.p_bootstrap < 0.05
    assert comparison.p_randomisation < 0.05
    assert (comparison.difference > 0) is (metric != "TER")
    assert comparison.n == len(REFERENCES)


def test_no_difference():
    """A system doesn't differ from itself, and a change of one segment in six may be chance."""
    same = scoring.compare(GOOD, GOOD, [REFERENCES])
    assert (same.p_bootstrap, same.p_randomisation) == (1.0, 1.0)
    changed = scoring.compare(GOOD, [POOR[0], *GOOD[1:]], [REFERENCES])
    assert changed.p_bootstrap > 0.05
    assert changed.p_randomisation == 1.0


def test_agrees_with_sacrebleu():
    """Where shuffles hardly ever tie, randomisation gives the p-value of sacrebleu's own test."""
    mixed = [*POOR[:2], *GOOD[2:4], *POOR[4:]] * 4
    other = [one.replace("a ", "an ") for one in GOOD[:3]] * 4 + [*POOR[3:]] * 4
    references = REFERENCES * 4
    ours = scoring.compare(mixed, other, [references])
    _, theirs = PairedTest(
        [("a", mixed), ("b", other)], {"chrF2": sacrebleu.CHRF()}, [references], "ar", 2000
    )()
    assert ours.p_randomisation == pytest.approx(theirs["chrF2"][1].p_value, abs=0.05)


def test_unknown_metric():
    """An unknown metric names the known ones."""
    with pytest.raises(UsageError, match="chrF2, BLEU, TER"):
        scoring.compare(GOOD, POOR, [REFERENCES], "COMET")
