"""A model is converted once, whole or not at all, whoever else converts it at the time."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from tiny_marian import make_model

from translate.bitext import Request
from translate.engines import conversion, fast, registry, weights
from translate.engines.backend import Job, SearchSettings
from translate.engines.exact import ExactBackend
from translate.engines.fast import FastBackend
from translate.engines.neural import NeuralEngine
from translate.engines.subwords import Subwords
from translate.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(conversion, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


def convert(folder: Path) -> Path:
    subwords = Subwords(folder, weights.shape_of(folder).end)
    return conversion.converted(folder, conversion.digest_of(folder), subwords, "int8")


def test_the_second_conversion_is_the_first(tiny_model: Path, tmp_path: Path, cache: Path) -> None:
    """The same files, wherever they lie, are converted once; other files apart."""
    place = convert(tiny_model)
    made = (place / "model.bin").stat().st_mtime_ns
    assert convert(shutil.copytree(tiny_model, tmp_path / "copy")) == place
    assert (place / "model.bin").stat().st_mtime_ns == made
    assert convert(make_model(tmp_path / "other", alignment_head=[1, 0])) != place
    assert len(conversion.listing()) == len(list(cache.iterdir())) == 2


def test_what_was_broken_off_is_not_there(
    tiny_model: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A conversion that fails in the middle leaves nothing that another run would take."""

    def fail(*_: object) -> None:
        raise EngineError("no")

    with monkeypatch.context() as patch:
        patch.setattr(conversion, "_spec", fail)
        with pytest.raises(EngineError):
            convert(tiny_model)
    assert list(cache.iterdir()) == []
    assert (convert(tiny_model) / "model.bin").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_two_at_once_end_with_one_whole_model(tiny_model: Path, cache: Path) -> None:
    """Processes that convert the same model at once all get the same, finished one."""
    with multiprocessing.get_context("fork").Pool(3) as pool:
        places = pool.map(convert, [tiny_model] * 3)
    assert set(places) == {conversion.listing()[0].folder}
    assert len(list(cache.iterdir())) == 1


def test_without_a_cache_there_is_a_folder_for_the_run(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the cache cannot be made, a temporary folder serves."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setattr(conversion, "cache_folder", lambda: tmp_path / "file" / "cache")
    assert (convert(tiny_model) / "model.bin").is_file()


def test_clearing_removes_all(tiny_model: Path, cache: Path) -> None:
    """After clearing nothing is listed, and the next run converts again."""
    convert(tiny_model)
    assert conversion.clear() == 1
    assert conversion.listing() == []
    assert not cache.exists()


SHAPES: dict[str, dict[str, object]] = {
    "plain": {},
    "links by the piece to come": {"alignment_head": [1, 1]},
    "links by the piece written": {"alignment_head_written": [0, 1]},
    "unscaled, relu": {"scale_embedding": False, "activation_function": "relu"},
    "scaled, swish": {"scale_embedding": True, "activation_function": "swish"},
}


@pytest.mark.parametrize("config", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("language_token", [False, True])
def test_both_backends_compute_the_same(
    tmp_path: Path, cache: Path, config: dict[str, Any], *, language_token: bool
) -> None:
    """In fp32 both score a translation alike and look at the same source pieces."""
    assert not cache.exists()
    folder = make_model(tmp_path / "model", language_token=language_token, **config)
    _assert_alike(folder)


def test_ids_may_stand_in_any_order(tmp_path: Path, cache: Path) -> None:
    """A vocabulary whose end token is in the middle, as the hub has them, works as any other."""
    assert not cache.exists()
    _assert_alike(make_model(tmp_path / "model", end_in_the_middle=True))


def _assert_alike(folder: Path) -> None:
    digest = conversion.digest_of(folder)
    fast_one = FastBackend(folder, digest, 1, precision="float32")
    exact_one = ExactBackend(folder, digest, 1)
    texts = ["Die Stadt will ein neues Haus bauen.", "Das ist ein Haus."]
    sources = [fast_one.subwords.source(text).ids for text in texts]
    targets = [fast_one.subwords.target("The city wants a house.").ids] * 2
    pairs = zip(fast_one.score(sources, targets), exact_one.score(sources, targets), strict=True)
    for one, other in pairs:
        # CTranslate2 gives nothing to markers and padding, to which a random model gives a little.
        assert one.log_prob == pytest.approx(other.log_prob, rel=5e-3)
        assert one.attention == pytest.approx(other.attention, abs=1e-4)
    jobs = [Job(source, 20) for source in sources]
    for backend in (fast_one, exact_one):
        for found in backend.search(jobs, SearchSettings(4)):
            assert found.scored.attention.shape[0] == len(found.tokens)


def test_a_prefix_is_gone_on_from(tiny_model: Path) -> None:
    """A translation that is searched from a prefix begins with it and is scored as a whole."""
    engine = NeuralEngine(fast.KIND, str(tiny_model))
    request = Request("a", "Die Stadt will ein Haus.", prefix="The city wants")
    (one,) = next(iter(engine.translate([request])))
    assert one.text.startswith("The city wants")
    given = Request("a", request.text, target=one.text)
    (scored,) = next(iter(engine.translate([given])))
    assert scored.log_prob == pytest.approx(one.log_prob, abs=2e-2)


def test_a_free_run_loads_neither_torch_nor_transformers(tmp_path: Path) -> None:
    """From the first conversion to the links, CTranslate2 and sentencepiece are enough."""
    probe = (
        "import sys; from translate.bitext import Request\n"
        "from translate.engines.registry import open_engine\n"
        "requests = [Request('a', 'Das ist ein Test.'), Request('b', 'Ja.', target='Yes.')]\n"
        "print([one.text for batch in open_engine().translate(requests) for one in batch])\n"
        "assert not {'torch', 'transformers'} & set(sys.modules)"
    )
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", probe], check=True, env=environment)


def test_every_kind_has_a_name_of_its_own() -> None:
    """The registry offers each backend and the pair of them."""
    assert registry.NAMES == ("auto", "ctranslate2", "torch")
