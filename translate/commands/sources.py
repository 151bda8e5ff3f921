"""Read the texts that a command line names, standard input among them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from translate import limits
from translate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate.bitext import Document
    from translate.options import Options

STDIN = "-"


def read(name: str, options: Options, language: str = "de") -> Document:
    """Read a file, or standard input for "-", and cut it into segments.

    Args:
        name: as it stands on the command line.
        options: encoding and format, where they should not be guessed.
        language: "de" or "en".

    Raises:
        InputError: the text is missing, no text, or empty.
    """
    from translate import pipeline

    data = _standard_input() if name == STDIN else None
    shown = "stdin" if name == STDIN else name
    return pipeline.read(shown, options, data=data, language=language)


def _standard_input() -> bytes:
    """Return all that comes through standard input."""
    if sys.stdin is None:
        raise InputError("standard input is closed; name a FILE")
    try:
        return limits.read_stream(sys.stdin.buffer)
    except OSError as error:
        raise InputError(f"standard input: cannot be read: {error.strerror}") from error


def expand(names: Sequence[str]) -> list[str]:
    """Return the files that names stand for: of a folder, the texts in it and below.

    Raises:
        InputError: a folder holds no text.
    """
    from translate.documents import FORMATS

    endings = {ending for each in FORMATS.values() for ending in each.extensions}
    found: list[str] = []
    for name in names:
        if name == STDIN or not Path(name).is_dir():
            found.append(name)
            continue
        inside = sorted(path for path in Path(name).rglob("*") if path.suffix.lower() in endings)
        if not inside:
            raise InputError(f"{name}: no text in this folder; known endings: {sorted(endings)}")
        found += map(str, inside)
    return found
