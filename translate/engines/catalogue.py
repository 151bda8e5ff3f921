"""The models that are known by alias, and where the files of any model lie on this machine."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from translate.errors import EngineError

EMBEDDED = "de-en"
_EMBEDDED_FOLDER = Path(__file__).parents[1] / "models" / EMBEDDED
_TOKENIZER_FILES = ("source.spm", "target.spm", "vocab.json")
WEIGHT_FILES = ("model.safetensors", "pytorch_model.bin")
_OTHER_FILES = ("generation_config.json", "tokenizer_config.json", "target_vocab.json")


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model that has an alias.

    ``hub_name`` is None for the embedded model; ``megabytes`` is the size of its files; ``folder``
    is where it lies on this machine, or None.
    """

    alias: str
    hub_name: str | None
    megabytes: int
    description: str
    folder: Path | None = None

    @property
    def how_to_get(self) -> str:
        """What to do to have it here; empty when nothing is to be done."""
        if self.folder is not None:
            return ""
        return (
            f"termtreu translate --model {self.alias} downloads it, or: hf download {self.hub_name}"
        )


_KNOWN = (
    KnownModel(EMBEDDED, None, 0, "embedded: German to English, works offline"),
    KnownModel("opus-mt", "Helsinki-NLP/opus-mt-de-en", 300, "OPUS-MT 2020: German to English"),
    KnownModel(
        "opus-mt-gmw",
        "Helsinki-NLP/opus-mt-gmw-en",
        310,
        "OPUS-MT 2020: West Germanic languages to English",
    ),
    KnownModel(
        "opus-mt-tc-base",
        "Helsinki-NLP/opus-mt-tc-base-gmw-gmw",
        300,
        "OPUS-MT 2021, Tatoeba Challenge, base: among West Germanic languages",
    ),
    KnownModel(
        "opus-mt-tc-big",
        "Helsinki-NLP/opus-mt-tc-big-gmw-gmw",
        500,
        "OPUS-MT 2022, Tatoeba Challenge, big: among West Germanic languages",
    ),
    KnownModel(
        "opus-mt-tc-bible-big",
        "Helsinki-NLP/opus-mt-tc-bible-big-gmw-deu_eng_fra_por_spa",
        900,
        "OPUS-MT 2024, big: West Germanic languages to five, English among them",
    ),
    KnownModel(
        "opus-mt-mul", "Helsinki-NLP/opus-mt-mul-en", 310, "OPUS-MT: many languages to English"
    ),
)


def listing() -> tuple[KnownModel, ...]:
    """Return the known models, each with its folder if it is on this machine.

    Nothing touches the network.
    """
    return tuple(_located(model) for model in _KNOWN)


def resolve(name: str) -> Path | str:
    """Find out what a user means by a model's name.

    Args:
        name: an alias, a folder, or a hub name ("organisation/model").

    Returns:
        A folder of this machine, or the hub name of a model that must be fetched first.

    Raises:
        EngineError: the name is none of these.
    """
    for model in _KNOWN:
        if name in {model.alias, model.hub_name}:
            return _located(model).folder or str(model.hub_name)
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    if folder.exists():
        raise EngineError(f"{name} is a file; --model wants the folder that holds config.json")
    if name.count("/") == 1 and all(name.split("/")) and not name.startswith((".", "~")):
        return _cached_folder(name) or name
    known = ", ".join(model.alias for model in _KNOWN)
    raise EngineError(
        f"no model {name!r}: it is neither a folder nor a hub name; known aliases: {known}"
    )


def folder_of(name: str) -> Path:
    """Return a complete Marian folder for a model's name, fetching it if need be.

    The network is touched only when the name is a hub model's (or its alias) that is not on
    this machine yet.

    Args:
        name: as for ``resolve``.

    Returns:
        A folder with config.json, weights, both SentencePiece models and the vocabulary.

    Raises:
        EngineError: the name is unknown, the hub cannot be reached, or the folder is no
            complete Marian model.
    """
    place = resolve(name)
    folder = place if isinstance(place, Path) else _fetched(place)
    config = read_config(folder)
    if config.get("model_type") != "marian":
        kind = config.get("model_type", "unknown")
        raise EngineError(
            f"{folder} is a model of type {kind!r}; name a Marian one, 'termtreu models' lists some"
        )
    missing = [file for file in _TOKENIZER_FILES if not (folder / file).is_file()]
    if not any((folder / file).is_file() for file in WEIGHT_FILES):
        missing.append(" or ".join(WEIGHT_FILES))
    if missing:
        raise EngineError(
            f"the model {folder} is incomplete: {', '.join(missing)} missing; fetch it again"
        )
    return folder


def read_config(folder: Path) -> dict[str, object]:
    """Return the contents of a model folder's config.json.

    Args:
        folder: of the model.

    Raises:
        EngineError: there is none, or it is damaged.
    """
    path = folder / "config.json"
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EngineError(
            f"{folder} is no model folder: it has no config.json; name the folder that has one"
        ) from error
    except (OSError, ValueError) as error:
        raise EngineError(f"cannot read {path}: {error}; fetch the model again") from error
    if not isinstance(config, dict):
        raise EngineError(f"{path} is not a JSON object; fetch the model again")
    return config


def model_files(folder: Path) -> tuple[Path, ...]:
    """Return the files of a model folder that decide what it translates to, sorted by name.

    Args:
        folder: of the model; of two weight files the one that is loaded counts.
    """
    weights = next((file for file in WEIGHT_FILES if (folder / file).is_file()), WEIGHT_FILES[0])
    names = sorted({"config.json", *_TOKENIZER_FILES, *_OTHER_FILES, weights})
    return tuple(folder / name for name in names if (folder / name).is_file())


def _located(model: KnownModel) -> KnownModel:
    if model.hub_name is not None:
        return replace(model, folder=_cached_folder(model.hub_name))
    size = sum(path.stat().st_size for path in model_files(_EMBEDDED_FOLDER))
    return replace(model, megabytes=round(size / 1e6), folder=_EMBEDDED_FOLDER)


def _cached_folder(hub_name: str) -> Path | None:
    """Return the newest complete snapshot in the hub's cache on this machine."""
    from huggingface_hub.constants import HF_HUB_CACHE

    snapshots = Path(HF_HUB_CACHE) / f"models--{hub_name.replace('/', '--')}" / "snapshots"
    complete = [
        path.parent
        for path in snapshots.glob("*/config.json")
        if any((path.parent / file).is_file() for file in WEIGHT_FILES)
    ]
    return max(complete, key=lambda folder: folder.stat().st_mtime, default=None)


def _fetched(hub_name: str) -> Path:
    """Download a model, safetensors if there are any; say one clear line if that fails."""
    from huggingface_hub import snapshot_download

    files = ["config.json", *_TOKENIZER_FILES, *_OTHER_FILES]
    try:
        for weights in WEIGHT_FILES:
            folder = Path(snapshot_download(hub_name, allow_patterns=[*files, weights]))
            if (folder / weights).is_file():
                break
    except Exception as error:  # the hub client raises a dozen unrelated kinds
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise EngineError(
            f"cannot get the model {hub_name} from its hub: {reason}; "
            "copy its folder here and name that, or leave --model out for the embedded model"
        ) from error
    return folder
