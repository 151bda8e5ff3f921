"""Read what a command line names, standard input among it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from translate import limits
from translate.errors import InputError

if TYPE_CHECKING:
    from translate.bitext import Document
    from translate.options import Options

STDIN = "-"
SHOWN = "stdin"
"""What standard input is called where a source is named."""


def read(name: str, options: Options, language: str = "") -> Document:
    """Read a file, or standard input for "-", and cut it into segments.

    Args:
        name: as it stands on the command line.
        options: encoding and format, where they should not be guessed.
        language: its code; that of the source if none is given.

    Raises:
        InputError: the text is missing, no text, or empty.
    """
    from translate import pipeline

    data = standard_input() if name == STDIN else None
    shown = SHOWN if name == STDIN else name
    return pipeline.read(shown, options, data=data, language=language)


def standard_input() -> bytes:
    """Return all that comes through standard input.

    Raises:
        InputError: it is closed or cannot be read.
    """
    if sys.stdin is None:
        raise InputError("standard input is closed; name a FILE")
    try:
        return limits.read_stream(sys.stdin.buffer)
    except OSError as error:
        raise InputError(f"standard input: cannot be read: {error.strerror}") from error
