"""Get a model onto this machine: from its hub, resumably and checked, or from a folder."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

from translate.engines import catalogue
from translate.errors import EngineError

COPIED = "copied"
_SHA256 = re.compile(r"[0-9a-f]{64}")


def get(name: str) -> Path:
    """Return the complete folder of a model, fetching what is missing of it.

    A download that was broken off goes on where it stopped; the hub's client shows its progress.

    Args:
        name: an alias, a folder or a hub name.

    Raises:
        EngineError: the name is unknown, the hub cannot be reached, or a file is damaged.
    """
    folder = catalogue.folder_of(name)
    for path in catalogue.model_files(folder):
        _check(path)
    return folder


def take(name: str, source: str) -> Path:
    """Copy a model's folder to where a download would lie: for machines without network.

    Args:
        name: the alias or hub name that the model shall have.
        source: the folder, as ``termtreu models get`` printed it on another machine.

    Raises:
        EngineError: the name is no hub model's, or the folder is no complete Marian model.
    """
    from huggingface_hub.constants import HF_HUB_CACHE

    hub_names = {model.alias: model.hub_name for model in catalogue.listing()}
    hub_name = hub_names.get(name, name)
    if hub_name is None or hub_name.count("/") != 1:
        raise EngineError(f"{name} is no model of a hub; 'termtreu models' lists those that are")
    folder = catalogue.folder_of(str(Path(source).expanduser().resolve()))
    place = Path(HF_HUB_CACHE) / f"models--{hub_name.replace('/', '--')}" / "snapshots" / COPIED
    temporary = place.with_name(f".{COPIED}")
    try:
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        for path in catalogue.model_files(folder):
            _check(path)
            shutil.copy(path, temporary)
        shutil.rmtree(place, ignore_errors=True)
        temporary.rename(place)
    except OSError as error:
        raise EngineError(f"cannot copy {source} to {place}: {error}; free some space") from error
    return place


def _check(path: Path) -> None:
    """Compare a file with the checksum that the hub's client names it by, where it does.

    Raises:
        EngineError: they differ.
    """
    blob = path.resolve().name
    if not _SHA256.fullmatch(blob):
        return
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    if digest.hexdigest() != blob:
        raise EngineError(f"{path} is damaged: its checksum is another; delete it and get it again")
