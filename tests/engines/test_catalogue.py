"""Models are found by alias, folder or hub name, and trouble is named in one line."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from translate.engines import catalogue
from translate.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that looks like a Marian model."""
    for name in ("source.spm", "target.spm", "vocab.json", "model.safetensors"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "marian"}), encoding="utf-8")
    return tmp_path


def test_the_embedded_model_is_always_here() -> None:
    """The first model of the listing lies in the package and needs nothing."""
    embedded = catalogue.listing()[0]
    assert embedded.alias == catalogue.EMBEDDED
    assert embedded.hub_name is None
    assert embedded.megabytes > 1
    assert embedded.how_to_get == ""
    assert catalogue.folder_of(embedded.alias) == embedded.folder


def test_known_models_say_how_to_get_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A model that is not on this machine says how to get it; one in the cache is found there."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    absent = next(model for model in catalogue.listing() if model.alias == "opus-mt")
    assert absent.folder is None
    assert "hf download Helsinki-NLP/opus-mt-de-en" in absent.how_to_get
    snapshot = tmp_path / "models--Helsinki-NLP--opus-mt-de-en" / "snapshots" / "abc"
    snapshot.mkdir(parents=True)
    (snapshot / "config.json").write_text("{}", encoding="utf-8")
    (snapshot / "pytorch_model.bin").write_text("", encoding="utf-8")
    assert catalogue.resolve("opus-mt") == snapshot
    assert catalogue.resolve("Helsinki-NLP/opus-mt-de-en") == snapshot


def test_an_unknown_name_lists_the_known_ones() -> None:
    """A name that is neither alias, folder nor hub name is answered with the aliases."""
    with pytest.raises(EngineError, match=r"no model 'opus'.*de-en, opus-mt"):
        catalogue.resolve("opus")


def test_a_file_is_no_model(folder: Path) -> None:
    """Naming a file instead of its folder is explained."""
    with pytest.raises(EngineError, match="is a file"):
        catalogue.resolve(str(folder / "config.json"))


def test_a_folder_is_taken_as_it_is(folder: Path) -> None:
    """A complete folder is resolved to itself."""
    assert catalogue.folder_of(str(folder)) == folder


@pytest.mark.parametrize(
    "name", ["config.json", "source.spm", "target.spm", "vocab.json", "model.safetensors"]
)
def test_an_incomplete_folder_names_what_is_missing(folder: Path, name: str) -> None:
    """Each file that is missing is named."""
    (folder / name).unlink()
    with pytest.raises(EngineError, match=name):
        catalogue.folder_of(str(folder))


@pytest.mark.parametrize("content", ["{", "[]", "\udcff"])
def test_a_damaged_config_is_named(folder: Path, content: str) -> None:
    """A config.json that cannot be read is named."""
    (folder / "config.json").write_bytes(content.encode(errors="surrogateescape"))
    with pytest.raises(EngineError, match=r"config\.json"):
        catalogue.folder_of(str(folder))


def test_other_architectures_are_refused(folder: Path) -> None:
    """A model of another type is refused by its type."""
    (folder / "config.json").write_text('{"model_type": "t5"}', encoding="utf-8")
    with pytest.raises(EngineError, match="type 't5'"):
        catalogue.folder_of(str(folder))


def test_a_hub_that_cannot_be_reached_is_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without a network, a hub model that is not here is one clear error."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr("huggingface_hub.snapshot_download", refuse)
    with pytest.raises(EngineError, match="cannot get the model nobody/nothing") as caught:
        catalogue.folder_of("nobody/nothing")
    assert "\n" not in str(caught.value)


def test_fingerprint_needs_no_torch() -> None:
    """Name, fingerprint and abilities are known without loading torch or transformers."""
    probe = (
        "import sys; from translate.engines.registry import open_engine\n"
        "engine = open_engine(); engine.name; engine.fingerprint; engine.supports_term_hints\n"
        "assert not {'torch', 'transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", probe], check=True)


def test_a_copied_model_is_here(tmp_path, monkeypatch):
    """A folder of another machine lies where a download would, and is found by its alias."""
    from huggingface_hub import constants

    from translate.engines import fetching

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    source = catalogue.folder_of("de-en")
    place = fetching.take("opus-mt", str(source))
    assert {path.name for path in place.iterdir()} == {
        path.name for path in catalogue.model_files(source)
    }
    assert catalogue.resolve("opus-mt") == place
    with pytest.raises(EngineError, match="no model of a hub"):
        fetching.take("de-en", str(source))
