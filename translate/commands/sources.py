"""Read the texts that a command line names, standard input among them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

    data = sys.stdin.buffer.read() if name == STDIN else None
    shown = "stdin" if name == STDIN else name
    return pipeline.read(shown, options, data=data, language=language)
