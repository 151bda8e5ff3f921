"""Turn the bytes of a source file into text, or say clearly why that cannot be done."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from translate.errors import InputError, UsageError
from translate.languages.german import LETTERS

BOMS = {
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
"""What files of old office programs begin with, and encrypted ones of new ones."""

SIGNATURES = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an office document",
    OLD_OFFICE: "an old office document",
    b"{\\rtf": "an RTF document",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
}
LEGACY = ("cp1252", "mac-roman", "cp850")
_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(data: bytes, path: str, encoding: str | None = None) -> str:
    """Decode a source file; a byte order mark stays in the text, so that it can be written back.

    Args:
        data: the whole file.
        path: its name, for messages.
        encoding: a Python codec name; None means UTF-8.

    Returns:
        The text with its line ends as they are.

    Raises:
        InputError: the file is empty, binary, or not in that encoding; the message names the
            encoding that fits best.
        UsageError: no such encoding.
    """
    _refuse_binary(data, path, encoding)
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{path}:{line}: byte {error.start} is not {(encoding or 'UTF-8').upper()}; "
            f"it looks like {_likely(data)}: try --encoding {_likely(data)}"
        ) from None
    except (LookupError, ValueError):  # no such codec, or one that decodes nothing
        raise UsageError(
            f"unknown encoding {encoding!r}; known ones are utf-8, utf-16, {', '.join(LEGACY)}"
        ) from None
    if _SURROGATE.search(text):
        raise InputError(f"{path}: halves of characters, so it is not {encoding}; try another")
    if "\0" in text:
        raise InputError(f"{path}: a binary file, not text; give a .txt or .md file")
    if not text.strip("\ufeff \t\r\n"):
        raise InputError(f"{path}: the file is empty; give a file with text")
    return text


def _refuse_binary(data: bytes, path: str, encoding: str | None) -> None:
    for signature, kind in SIGNATURES.items():
        if data.startswith(signature):
            raise InputError(f"{path}: this is {kind}, not text; export it as .txt or .md first")
    if encoding is None and data[:2] not in BOMS and b"\0" in data:
        if _looks_like_utf16(data):
            raise InputError(
                f"{path}: not UTF-8; it looks like utf-16-le: try --encoding utf-16-le"
            )
        raise InputError(f"{path}: a binary file, not text; give a .txt or .md file")


def _looks_like_utf16(data: bytes) -> bool:
    """Latin text in UTF-16 has a zero in every second byte."""
    return data[1::2].count(0) > 0.8 * len(data[1::2]) and data[0::2].count(0) == 0


def _likely(data: bytes) -> str:
    """Name the encoding in which the bytes read most like German."""
    for mark, encoding in BOMS.items():
        if data.startswith(mark):
            return encoding
    with suppress(UnicodeDecodeError):
        data.decode("utf-8")
        return "utf-8"
    return max(LEGACY, key=lambda name: len(LETTERS.findall(data.decode(name, errors="replace"))))
