"""The English alone, in the format of the source and everything in it that is not language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from translate import limits
from translate.errors import InputError
from translate.exporters import markdown

if TYPE_CHECKING:
    from translate.bitext import Bitext

SUFFIXES = (".docx", ".htm", ".html", ".srt", ".vtt", ".xhtml")
"""The endings of sources whose English has the same ending; all others become Markdown."""


def render(bitext: Bitext) -> str | bytes:
    """Return the English document: text, or the bytes of an office document.

    Raises:
        InputError: the office document is not where it was, or is another one now.
    """
    text = markdown.english(bitext)
    document = bitext.document
    if document.format != "docx":
        return text
    from translate.documents import docx

    try:
        data = limits.read(Path(document.path))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(
            f"{document.path}: cannot be read: {reason}; the English DOCX is made from the German"
        ) from error
    return docx.rewritten(data, document.path, document.text, text)


def ending(document_path: str) -> str:
    """Return the ending that the English shares with its source, empty for that of Markdown."""
    own = Path(document_path).suffix.lower()
    return own if own in SUFFIXES else ""
