"""Finished results, kept whole: to repeat a run, neither a model nor a check is needed.

A result is found again by a digest of all that it depends on: its document and what people wrote
of it, its references, the engine, the terms, the modes, this package's code and data, and the
libraries that have a say in it.
"""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from translate import pairing
from translate.bitext import Origin
from translate.exporters import json as exchange
from translate.human import translations

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from translate.bitext import Bitext, Document
    from translate.human import Recalled
    from translate.memory import Memory
    from translate.options import Options
    from translate.workshop import Workshop

LIBRARIES = (
    "ctranslate2",
    "lemminflect",
    "markdown-it-py",
    "mdit-py-plugins",
    "numpy",
    "rapidfuzz",
    "sacrebleu",
    "sentencepiece",
    "simplemma",
    "torch",
)
_PACKAGE = Path(__file__).parent
_DATA = _PACKAGE / "dictionaries"


def key(
    document: Document, workshop: Workshop, options: Options, recalled: Mapping[str, Recalled]
) -> str:
    """Digest all that a result depends on.

    Args:
        document: segmented.
        workshop: the engine and the terms.
        options: the modes, and the names of references.
        recalled: what people wrote of the document's sentences, by segment id.

    Returns:
        A SHA-256 digest in hexadecimal.
    """
    references = [Path(name) for name in pairing.reference_paths(document.path, options)]
    digest = hashlib.sha256(repr((document, recalled, references)).encode())
    digest.update(settings_digest(workshop, options).encode())
    digest.update(_files_digest(references))
    return digest.hexdigest()


def find(digest: str, document: Document, memory: Memory) -> Bitext | None:
    """Return the result that was kept under a digest, or None.

    Raises:
        InputError: the memory is damaged.
    """
    saved = memory.result(digest)
    return None if saved is None else exchange.read(saved, document.path)


def keep(digest: str, bitext: Bitext, memory: Memory) -> None:
    """Keep a result, and the sentences that the engine translated as translations.

    Raises:
        InputError: the memory is damaged.
        OutputError: the memory cannot be written.
    """
    by_engine = [pair for pair in bitext.pairs if pair.origin is Origin.ENGINE]
    memory.translations.keep_engine(bitext.document.path, translations(bitext, by_engine))
    memory.keep_result(digest, exchange.render(bitext))


def settings_digest(workshop: Workshop, options: Options) -> str:
    """Digest all that results depend on but their texts: engine, terms, modes, code, libraries."""
    modes = (options.enforcement, options.wrap, options.languages)
    known = (*modes, workshop.calibration, workshop.hints)
    digest = hashlib.sha256(repr(known).encode())
    digest.update(f"{workshop.engine.fingerprint} {workshop.termbase.digest}".encode())
    digest.update(_program_digest())
    return digest.hexdigest()


@cache
def _program_digest() -> bytes:
    """Digest code, data and libraries that decide what is written, once a process."""
    versions = " ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    digest = hashlib.sha256(f"{platform.python_version()} {versions}".encode())
    files = [*_PACKAGE.rglob("*.py"), *_DATA.iterdir()]
    digest.update(_files_digest(sorted(files)))
    return digest.digest()


def _files_digest(paths: Iterable[Path]) -> bytes:
    contents = (path.read_bytes() if path.is_file() else b"" for path in paths)
    return b"".join(hashlib.sha256(content).digest() for content in contents)
