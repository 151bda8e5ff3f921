"""The cascade keeps what the model kept, forces what it missed, and explains every outcome."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from translate.bitext import Enforcement, GlossaryTerm, Hypothesis, KeptBy, Request, TermStatus
from translate.engines.phrasebook import PhrasebookEngine
from translate.terminology import matching, termbase
from translate.terminology.enforcement import Task, apply

TERMS = (
    GlossaryTerm("Leitartikel", ("editorial",), forbidden=("leader",)),
    GlossaryTerm("Börse", ("stock market",)),
    GlossaryTerm("KI", ("AI",)),
)
MATCHER = matching.compile(termbase.build(TERMS, "test"))
PHRASES = {
    "Der Leitartikel nennt die KI.": "The leader names the AI.",
    "Die Börse mag KI.": "The exchange likes AI.",
    "Die Börse fällt.": "The stock market falls.",
    "Die Börse und die Börse fallen.": "The stock market and the exchange fall.",
}


def task(text: str, id_: str = "b1.s1") -> Task:
    return Task(Request(id_, text), MATCHER.find(text, id_))


class Deaf(PhrasebookEngine):
    """An engine that cannot search under constraint."""

    def translate(self, requests):
        for batch in super().translate([replace(r, clauses=()) for r in requests]):
            yield [
                replace(h, unmet=tuple(range(len(r.clauses))))
                for h, r in zip(batch, requests, strict=True)
            ]


class Stuttering(PhrasebookEngine):
    """An engine that meets clauses by saying them twice, and is sure of it."""

    def translate(self, requests):
        for request in requests:
            text = request.target or PHRASES[request.text]
            if request.clauses:
                forced = request.clauses[0].alternatives[0]
                text = f"The {forced} {forced} names the AI."
            yield [Hypothesis(request.id, text, 0.0, _links(request.text, text))]


def _links(source: str, target: str):
    (batch,) = PhrasebookEngine().translate([Request("x", source, target=target)])
    return batch[0].word_links


def test_what_the_model_keeps_is_left_alone():
    """A sentence without misses is decoded once and stays as the model said it."""
    (result,) = apply([task("Die Börse fällt.")], PhrasebookEngine(PHRASES))
    assert result.hypothesis.text == "The stock market falls."
    assert [outcome.by for outcome in result.outcomes] == [KeptBy.MODEL]


def test_misses_are_decoded_under_constraint():
    """A missed term is forced by clauses; the terms that stood before stay the model's."""
    (result,) = apply([task("Die Börse mag KI.")], PhrasebookEngine(PHRASES))
    assert [outcome.status for outcome in result.outcomes] == [TermStatus.KEPT] * 2
    assert [outcome.by for outcome in result.outcomes] == [KeptBy.CONSTRAINT, KeptBy.MODEL]


def test_a_forbidden_rendering_is_replaced():
    """A search that keeps the term beside its forbidden rendering loses to a repair."""
    (result,) = apply([task("Der Leitartikel nennt die KI.")], PhrasebookEngine(PHRASES))
    assert result.hypothesis.text == "The editorial names the AI."


def test_every_occurrence_needs_its_rendition():
    """Two occurrences need two renditions; one that is missing is forced."""
    (result,) = apply([task("Die Börse und die Börse fallen.")], PhrasebookEngine(PHRASES))
    assert result.hypothesis.text.count("stock market") == 2
    assert {outcome.status for outcome in result.outcomes} == {TermStatus.KEPT}


def test_repair_follows_where_the_search_fails():
    """A term that no search places is put where the word links point."""
    (result,) = apply([task("Der Leitartikel nennt die KI.")], Deaf(PHRASES))
    assert result.hypothesis.text == "The editorial names the AI."
    assert result.outcomes[0].by is KeptBy.REPAIR


def test_a_damaged_search_loses_to_a_repair():
    """A constrained sentence that stutters is not taken when a repair keeps the term intact."""
    (result,) = apply([task("Der Leitartikel nennt die KI.")], Stuttering())
    assert result.hypothesis.text == "The editorial names the AI."


def test_off_only_reports():
    """Without enforcement the model's words stand, and each miss has a reason."""
    (result,) = apply(
        [task("Der Leitartikel nennt die KI.")], PhrasebookEngine(PHRASES), Enforcement.OFF
    )
    assert result.hypothesis.text == "The leader names the AI."
    reasons = [outcome.reason for outcome in result.outcomes]
    assert reasons == ["enforcement was off or by hints alone", ""]


def test_ten_placeable_tokens_are_told_apart():
    """A sentence that keeps X1 and X10 is settled: X1 is no part of X10."""
    requests = []

    class Counting(PhrasebookEngine):
        def translate(self, asked):
            requests.extend(asked)
            yield from super().translate(asked)

    engine = Counting({"Siehe X1 und X10.": "See X1 and X10."})
    apply([Task(Request("b1.s1", "Siehe X1 und X10."), tokens=("X1", "X10"))], engine)
    assert len(requests) == 1


def test_placeable_tokens_are_forced_like_terms():
    """A token that the model lost is asked for in the constrained search."""
    lost = Task(Request("b1.s1", "Siehe X1."), tokens=("X1",))
    (result,) = apply([lost], PhrasebookEngine({"Siehe X1.": "See."}))
    assert "X1" in result.hypothesis.text


def test_numbers_are_forced_like_terms():
    """A number that the model lost is asked for in English notation."""
    wrong = Task(Request("b1.s1", "Das kostet 1.234,56 Euro."))
    (result,) = apply([wrong], PhrasebookEngine({wrong.request.text: "That is expensive."}))
    assert "1,234.56" in result.hypothesis.text


def test_a_changed_number_is_put_right():
    """A number that no search corrects is replaced by the right one, in English notation."""
    copied = [Task(Request("b1.s1", "1.234,56")), Task(Request("b2.s1", "3,5 %"))]
    results = apply(copied, Deaf({}))
    assert [result.hypothesis.text for result in results] == ["1,234.56", "3.5%"]


words = st.sampled_from(["Leitartikel", "Börse", "KI", "Börsen", "und", "KI-Börse", "Haus", "die"])


@given(st.lists(st.lists(words, min_size=1, max_size=6), min_size=1, max_size=4))
def test_found_is_kept_plus_missed_and_a_second_pass_changes_nothing(sentences):
    """Every occurrence is accounted for, and an enforced text needs no enforcement."""
    tasks = [task(" ".join(words), f"b1.s{n}") for n, words in enumerate(sentences, 1)]
    results = apply(tasks, PhrasebookEngine())
    for one, result in zip(tasks, results, strict=True):
        assert [outcome.match for outcome in result.outcomes] == list(one.matches)
        assert all(
            (outcome.status is TermStatus.KEPT) == (outcome.span is not None)
            for outcome in result.outcomes
        )
        assert all(o.reason for o in result.outcomes if o.status is TermStatus.MISSED)
    english = {one.request.text: r.hypothesis.text for one, r in zip(tasks, results, strict=True)}
    again = apply(tasks, PhrasebookEngine(english))
    assert [r.hypothesis.text for r in again] == [r.hypothesis.text for r in results]
    assert all(o.by is KeptBy.MODEL for r in again for o in r.outcomes if o.by)


class Rambling(PhrasebookEngine):
    """An engine that meets clauses in a sentence that never ends."""

    def translate(self, requests):
        for request in requests:
            text = request.target or PHRASES[request.text]
            words = " ".join(f"{c.alternatives[0]} and so on" for c in request.clauses * 9)
            score = -0.1 if request.clauses else -1.0
            links = PhrasebookEngine(PHRASES).translate([replace(request, clauses=())])
            (hypothesis,) = next(iter(links))
            yield [replace(hypothesis, text=words or text, log_prob=score)]


def test_a_sentence_that_has_run_away_keeps_no_term():
    """A repaired or plain sentence wins over one that keeps the term and says nothing else."""
    (result,) = apply([task("Die Börse mag KI.")], Rambling())
    assert "and so on" not in result.hypothesis.text
