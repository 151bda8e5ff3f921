"""The neural engine answers every request, whatever the text, model and backend."""

from __future__ import annotations

import json
import math
import shutil
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("torch")


import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_marian import make_model

from translate.bitext import Clause, Hypothesis, Request, Span, TermHint
from translate.engines import registry, weights
from translate.engines.marian_network import MarianDecoding, MarianNetwork
from translate.engines.neural import NeuralEngine
from translate.engines.subwords import Subwords, _spell, _tidied
from translate.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SENTENCES = (
    "Das ist ein Test.",
    "Die Bundesregierung hat am Montag beschlossen, das Gesetz zu ändern.",
    "China will das Rennen um die künstliche Intelligenz gewinnen.",
    "Der Vorsitzende sagte, dass die Kommission morgen darüber entscheidet.",
    "Wir danken Ihnen.",
)


def engine_of(name: str, model: object = "de-en", **settings: int) -> NeuralEngine:
    return NeuralEngine(registry.KINDS[name], str(model), **settings)


@pytest.fixture(scope="module", params=list(registry.KINDS))
def embedded(request: pytest.FixtureRequest) -> NeuralEngine:
    return engine_of(request.param)


@pytest.fixture(scope="module")
def exact_embedded() -> NeuralEngine:
    return engine_of("torch")


@pytest.fixture(scope="module", params=list(registry.KINDS))
def tiny(request: pytest.FixtureRequest, tiny_model: Path) -> NeuralEngine:
    return engine_of(request.param, tiny_model, beam=2)


@pytest.fixture(scope="module")
def exact_tiny(tiny_model: Path) -> NeuralEngine:
    return engine_of("torch", tiny_model, beam=2)


def network_of(folder: Path) -> MarianNetwork:
    shape = weights.shape_of(folder)
    subwords = Subwords(folder, shape.end)
    return MarianNetwork(shape, weights.load(folder, shape), subwords.markers())


def translate(engine: NeuralEngine, *requests: Request) -> dict[str, Hypothesis]:
    return {one.segment_id: one for batch in engine.translate(requests) for one in batch}


def requests(texts: Sequence[str]) -> list[Request]:
    return [Request(str(number), text) for number, text in enumerate(texts)]


@pytest.mark.filterwarnings("ignore:Recommended")
def test_free_search_is_that_of_transformers() -> None:
    """With neither clauses nor a head that aligns, the text is the one of ``generate``."""
    import torch
    import transformers

    engine = engine_of("torch")
    backend: Any = engine._backend
    backend.network.looks_back = False  # or what it has not looked at would count
    tokenizer = transformers.MarianTokenizer.from_pretrained(engine._folder)
    model = transformers.MarianMTModel.from_pretrained(engine._folder).float().eval()
    subwords = engine._backend.subwords
    banned = [[index] for index in (subwords.unknown, *subwords.markers())]
    found = translate(engine, *requests(SENTENCES))
    for number, text in enumerate(SENTENCES):
        inputs = tokenizer(text, return_tensors="pt")
        with torch.inference_mode():
            output = model.generate(
                **inputs,
                num_beams=4,
                length_penalty=1.0,
                bad_words_ids=[*banned, [model.config.pad_token_id]],
                max_new_tokens=inputs["input_ids"].shape[1] * 3 // 2 + 20,
            )
        expected = tokenizer.decode(output[0], skip_special_tokens=True)
        assert found[str(number)].text == expected


@pytest.mark.filterwarnings("ignore:Recommended")
def test_score_is_that_of_transformers(exact_embedded: NeuralEngine) -> None:
    """The log-probability of a given target is the model's mean over tokens and end."""
    import torch
    import transformers

    source, target = SENTENCES[1], "The government decided on Monday to change the law."
    embedded = exact_embedded
    tokenizer = transformers.MarianTokenizer.from_pretrained(embedded._folder)
    model = transformers.MarianMTModel.from_pretrained(embedded._folder).float().eval()
    inputs = tokenizer(source, text_target=target, return_tensors="pt")
    with torch.inference_mode():
        expected = -float(model(**inputs).loss)
    found = translate(embedded, Request("a", source, target=target))["a"]
    assert found.text == target
    assert found.log_prob == pytest.approx(expected, abs=1e-4)


def test_a_search_scores_as_forced_decoding_does(embedded: NeuralEngine) -> None:
    """Text found by search and the same text given have the same score and links."""
    found = translate(embedded, *requests(SENTENCES[:2]))
    given_back = translate(
        embedded,
        *(Request(key, SENTENCES[int(key)], target=one.text) for key, one in found.items()),
    )
    for key, one in found.items():
        assert given_back[key].log_prob == pytest.approx(one.log_prob, abs=1e-3)
        assert [link[:2] for link in given_back[key].word_links] == [
            link[:2] for link in one.word_links
        ]


def test_links_are_words_of_both_sides(embedded: NeuralEngine) -> None:
    """Links span whole words, and the obvious ones are found."""
    target = "China wants to win the race for artificial intelligence."
    one = translate(embedded, Request("a", SENTENCES[2], target=target))["a"]
    pairs = {(link.source.of(SENTENCES[2]), link.target.of(target)) for link in one.word_links}
    assert ("China", "China") in pairs
    assert ("Intelligenz", "intelligence") in pairs
    assert all(0 <= link.weight <= 1 for link in one.word_links)


def test_clauses_are_met_as_words(exact_embedded: NeuralEngine) -> None:
    """Every clause has a rendition of its own, and a forbidden text is not used."""
    clauses = (Clause(("AI", "artificial intelligence")), Clause(("race",)), Clause(("race",)))
    request = Request("a", SENTENCES[2], clauses=clauses, forbidden=("China",))
    one = translate(exact_embedded, request)["a"]
    words = one.text.replace(".", " ").replace(",", " ").replace("-", " ").split()
    assert one.unmet == ()
    assert words.count("race") >= 2
    assert "AI" in words or "artificial intelligence" in one.text
    assert "China" not in words


@pytest.mark.parametrize("text", ["", "  ", "12,5 %", "—", "→ 3 * 4"])
def test_what_has_no_letters_is_copied(tiny: NeuralEngine, text: str) -> None:
    """Blank and symbol-only texts come back as they are, with log-probability 0."""
    assert translate(tiny, Request("a", text))["a"] == Hypothesis("a", text, 0.0)


def test_capitals_come_back_as_capitals(embedded: NeuralEngine) -> None:
    """An all-caps text is read in normal case and answered in capitals."""
    one = translate(embedded, Request("a", "DAS IST EIN TEST."))["a"]
    assert one.text == one.text.upper()
    assert "TEST" in one.text


def test_long_texts_are_split_and_joined(embedded: NeuralEngine) -> None:
    """A text of hundreds of words is cut between sentences, and its end is linked as well."""
    text = " ".join(SENTENCES * 6)
    parts = embedded._cutter.parts(Request("a", text))
    assert len(parts) > 3
    assert all(part.text.endswith(".") for part in parts)
    one = translate(embedded, Request("a", text))["a"]
    assert max(link.source.end for link in one.word_links) > parts[-1].offset


def test_clauses_of_a_long_text_go_where_they_belong(exact_tiny: NeuralEngine) -> None:
    """A text that is split meets the clauses whose place is known, and names the others."""
    text = "Die Stadt will ein neues Haus bauen. " * 12
    last = text.rindex("Haus")
    placed = Clause(("house",), Span(last, last + 4))
    one = translate(exact_tiny, Request("a", text, clauses=(placed,)))["a"]
    assert one.text.count("house") >= 1
    lost = Request("a", text, clauses=(placed, Clause(("city",))))
    assert 1 in translate(exact_tiny, lost)["a"].unmet


@pytest.mark.parametrize("kind", registry.KINDS)
def test_order_and_batches_depend_on_the_requests_alone(tiny_model: Path, kind: str) -> None:
    """The rest of a broken-off run forms the same batches, whatever order it is asked in."""
    asked = requests([f"Das ist {'ein ' * number}Haus." for number in range(12)])
    engine = engine_of(kind, tiny_model, beam=2, batch=1)
    batches = list(engine.translate(asked))
    assert len(batches) > 2
    done = {one.segment_id for batch in batches[:2] for one in batch}
    rest = [request for request in reversed(asked) if request.id not in done]
    again = list(engine.translate(rest))
    assert sorted(again, key=str) == sorted(batches[2:], key=str)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(exclude_categories=[]), max_size=30)
    | st.sampled_from(
        [*SENTENCES[:2], "\0", ">>eng<< Haus", "</s>", "<t0> x <t1>", "a" * 300, "ﬁ½"]
    )
)
def test_no_text_is_too_strange(embedded: NeuralEngine, text: str) -> None:
    """Whatever comes in, something comes out, and its links lie within both texts."""
    one = translate(embedded, Request("a", text))["a"]
    assert math.isfinite(one.log_prob)
    for link in one.word_links:
        assert 0 <= link.source.start < link.source.end <= len(text)
        assert 0 <= link.target.start < link.target.end <= len(one.text)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=[]), max_size=20), st.text(max_size=20))
def test_no_clause_is_too_strange(tiny: NeuralEngine, target: str, wanted: str) -> None:
    """Given targets and clauses of any kind are scored, met or named as unmet."""
    asked = [
        Request("a", "Das ist ein Haus.", target=target),
        Request("b", "Das ist ein Haus.", clauses=(Clause((wanted,)), Clause(()))),
    ]
    found = translate(tiny, *asked)
    assert found["a"].text == target
    assert 1 in found["b"].unmet


def test_any_model_meets_clauses(exact_tiny: NeuralEngine) -> None:
    """Even a random model writes what it must."""
    one = translate(exact_tiny, Request("a", "Die Stadt.", clauses=(Clause(("new house",)),)))["a"]
    assert one.unmet == ()
    assert "new house" in one.text


def test_a_multilingual_model_is_told_the_language(tmp_path: Path) -> None:
    """A vocabulary with ">>eng<<" gets it in front of every source."""
    folder = make_model(tmp_path / "multi", language_token=True)
    for engine in (engine_of(kind, folder) for kind in registry.KINDS):
        pieces = engine._backend.subwords.source("Das Haus")
        assert pieces.ids[0] == 3
        assert pieces.spans[0] == Span(0, 0)
        assert translate(engine, Request("a", "Das Haus"))["a"].text


def test_markers_stand_behind_the_term(tmp_path: Path) -> None:
    """A model with term markers gets hints as text, and spans still fit the request."""
    folder = make_model(tmp_path / "marked", term_markers=["<t0>", "<t1>"], alignment_head=[1, 0])
    engine = engine_of("ctranslate2", folder)
    text = "Die Stadt baut."
    request = Request("a", text, hints=(TermHint(Span(4, 9), "city"),))
    assert engine.supports_term_hints
    (part,) = engine._cutter.parts(request)
    assert _shown(engine, part.pieces.ids) == "Die Stadt ?t? city ?t? baut."
    assert [span for span in part.pieces.spans if span.end > len(text)] == []
    assert translate(engine, request)["a"].text is not None


def test_a_head_that_looks_back_is_read_one_position_later(tmp_path: Path) -> None:
    """With ``alignment_head_written`` a piece's attention is that of the position after it."""
    sources, targets = [[5, 6, 7, 0]], [[8, 9]]
    ahead = network_of(make_model(tmp_path / "ahead", alignment_head=[1, 0]))
    back = network_of(make_model(tmp_path / "back", alignment_head_written=[1, 0]))
    (one,), (other,) = ahead.score(sources, targets), back.score(sources, targets)
    assert one.attention.shape == other.attention.shape == (2, 4)
    assert (one.attention[1] == other.attention[0]).all()


def test_what_is_not_rendered_yet_is_read_off_the_head_that_aligns(tmp_path: Path) -> None:
    """Missed are the source pieces, all but the end, less the attention that they have had."""
    network = network_of(make_model(tmp_path / "back", alignment_head_written=[1, 0]))
    sources, target = [[5, 6, 7, 0], [5, 0]], [8, 9, 10]
    decoding = MarianDecoding(network, network.encode(sources))
    for token in (network._shape.start, *target):
        decoding.advance(torch.full((2, 1), token), torch.zeros(2, 1, dtype=torch.long))
    scored = network.score(sources, [target, target])
    expected = [
        sum(max(0.0, 1 - float(had)) for had in one.attention.sum(axis=0)[: len(source) - 1])
        for one, source in zip(scored, sources, strict=True)
    ]
    assert decoding.missed()[:, 0].tolist() == pytest.approx(expected, abs=1e-5)


def test_without_such_a_head_nothing_is_missed(tmp_path: Path) -> None:
    """A model that was not trained to align is searched by likelihood alone."""
    network = network_of(make_model(tmp_path / "plain"))
    decoding = MarianDecoding(network, network.encode([[5, 6, 7, 0]]))
    decoding.advance(torch.tensor([[network._shape.start]]), torch.tensor([[0]]))
    assert decoding.missed().tolist() == [[0.0]]


def _shown(engine: NeuralEngine, ids: Sequence[int]) -> str:
    names = {index: piece for piece, index in engine._backend.subwords.source_ids.items()}
    pieces = [names[index] for index in ids[:-1]]
    return "".join(pieces).replace("▁", " ").replace("<unk>", "?").strip()


def test_models_without_markers_ignore_hints(tiny: NeuralEngine) -> None:
    """Hints change nothing for a model that was not trained with them."""
    hints = (TermHint(Span(0, 3), "this"),)
    plain = translate(tiny, Request("a", "Das ist ein Haus."))
    assert translate(tiny, Request("a", "Das ist ein Haus.", hints=hints)) == plain
    assert not tiny.supports_term_hints


@pytest.mark.parametrize("kind", registry.KINDS)
def test_the_number_of_cores_changes_nothing(tiny_model: Path, kind: str) -> None:
    """One worker or three: the same batches with the same hypotheses in the same order."""
    one, three = (engine_of(kind, tiny_model, batch=2, cores=cores) for cores in (1, 3))
    work = requests(SENTENCES)
    assert list(one.translate(work)) == list(three.translate(work))


def test_memory_that_runs_out_halves_the_batch(
    tiny: NeuralEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch too large for the memory is decoded in parts; a single sentence is an error."""
    backend: Any = type(tiny._backend)
    real, most = backend.search, 2

    def search(self: Any, jobs: Sequence[Any], *rest: Any) -> Any:
        if len(jobs) > most:
            raise RuntimeError("DefaultCPUAllocator: not enough memory")
        return real(self, jobs, *rest)

    monkeypatch.setattr(backend, "search", search)
    assert len(translate(tiny, *requests(SENTENCES))) == len(SENTENCES)
    most = 0
    with pytest.raises(EngineError, match="segment 0: out of memory"):
        translate(tiny, Request("0", "Das ist ein Haus."))


@pytest.mark.parametrize("kind", registry.KINDS)
@pytest.mark.parametrize("name", ["model.safetensors", "source.spm", "vocab.json"])
def test_a_damaged_file_is_one_clear_error(
    tiny_model: Path, tmp_path: Path, name: str, kind: str
) -> None:
    """Half a file is reported as a model that cannot be loaded."""
    folder = shutil.copytree(tiny_model, tmp_path / "damaged")
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(EngineError, match="cannot load the model") as caught:
        translate(engine_of(kind, folder), Request("a", "Haus"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kind", registry.KINDS)
def test_weights_of_another_shape_are_refused(tiny_model: Path, tmp_path: Path, kind: str) -> None:
    """A config.json that does not belong to the weights is noticed."""
    folder = shutil.copytree(tiny_model, tmp_path / "mixed")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["decoder_layers"] = 3
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(EngineError, match="do not fit"):
        translate(engine_of(kind, folder), Request("a", "Haus"))


def test_fingerprint_tells_settings_and_weights_apart(tiny_model: Path, tmp_path: Path) -> None:
    """Who searches, beam, batch and every byte of the weights count; the folder's place doesn't."""
    copy = shutil.copytree(tiny_model, tmp_path / "copy")
    base = registry.open_engine("auto", str(tiny_model)).fingerprint
    assert registry.open_engine("auto", str(copy)).fingerprint == base
    others = [
        registry.open_engine("torch", str(tiny_model)),
        registry.open_engine("ctranslate2", str(tiny_model)),
        registry.open_engine("auto", str(tiny_model), beam=5),
        registry.open_engine("auto", str(tiny_model), batch=5),
    ]
    assert len({base, *(engine.fingerprint for engine in others)}) == 5
    weights = bytearray((copy / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (copy / "model.safetensors").write_bytes(weights)
    assert registry.open_engine("auto", str(copy)).fingerprint != base


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["▁on", "▁the", "▁20", "th", ".", "▁July"], "on the 20th July"),
        (["▁the", "▁5", "th", ".", "▁Then"], "the 5th. Then"),
        (["▁(", "▁AI", ")"], "(AI)"),
        (["▁a", '▁"', "▁AI", '"', "▁race"], 'a "AI" race'),
    ],
)
def test_stray_blanks_and_points_are_left_out(pieces: list[str], text: str) -> None:
    """No blank follows an opening bracket or quote, no German point an English ordinal."""
    tidy, spans = _tidied(*_spell(pieces))
    assert tidy.strip() == text
    assert spans[0].of(tidy) == pieces[0].replace("▁", " ")
    assert spans[-1].of(tidy).strip() == pieces[-1].strip("▁")
