"""Read a source file into a document and splice translations back into its text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from translate import limits
from translate.bitext import Block, Document
from translate.documents import markdown, plaintext, splicing
from translate.documents.decoding import decode
from translate.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from translate.bitext import Segment


@dataclass(frozen=True, slots=True)
class Format:
    """How a source format is read, and how a translation is made safe to stand in it.

    ``guard`` takes a translation, what it replaces, its block, and whether it starts a line. The
    sentences of a ``marked`` format hold markup, those of a ``markdown`` one links that are defined
    elsewhere in the text.
    """

    name: str
    extensions: tuple[str, ...]
    blocks: Callable[[str], tuple[Block, ...]]
    guard: Callable[[str, str, Block, bool], str]
    marked: bool = True
    markdown: bool = False


FORMATS = {
    "plaintext": Format(
        "plaintext", (".txt", ".text"), plaintext.blocks, plaintext.guard, marked=False
    ),
    "markdown": Format(
        "markdown", (".md", ".markdown"), markdown.blocks, markdown.guard, markdown=True
    ),
}


def read(path: str, encoding: str | None = None, format: str | None = None) -> Document:  # noqa: A002
    """Read a file into a document of blocks without segments.

    Args:
        path: the file; its extension chooses the format, plain text by default.
        encoding: a Python codec name; None means UTF-8.
        format: a name in ``FORMATS``, or None.

    Returns:
        The document; its ``text`` is the decoded file, unchanged.

    Raises:
        InputError: as ``text_of`` says.
        UsageError: no such encoding or format.
    """
    return parse(text_of(path, encoding), path, format)


def text_of(path: str, encoding: str | None = None, data: bytes | None = None) -> str:
    """Return the text of a file.

    Args:
        path: the file, or the name to show where ``data`` is given.
        encoding: a Python codec name; None means UTF-8.
        data: the bytes of what does not come from a file.

    Raises:
        InputError: the file is missing, a directory, unreadable, empty, binary or not decodable.
        UsageError: no such encoding.
    """
    return decode(_bytes(path) if data is None else data, path, encoding)


def _bytes(path: str) -> bytes:
    try:
        return limits.read(Path(path))
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; check the name or use - for stdin") from None
    except IsADirectoryError:
        raise InputError(f"{path}: a directory; name the files in it, as in {path}/*.md") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"{path}: cannot be read: {reason}; check the file") from None
    except ValueError:
        raise InputError(f"{path!r}: no such name can be; check it") from None


def parse(text: str, path: str, format: str | None = None) -> Document:  # noqa: A002 (the word)
    """Find the blocks of a text.

    Args:
        text: the whole source.
        path: where it came from; its extension chooses the format if none is named.
        format: a name in ``FORMATS``, or None.

    Returns:
        A document of blocks without segments.

    Raises:
        UsageError: no such format.
    """
    if format is not None and format not in FORMATS:
        raise UsageError(f"unknown format {format!r}; known ones are {', '.join(FORMATS)}")
    chosen = FORMATS[format] if format else format_of(path)
    return Document(path, text, chosen.blocks(text), chosen.name)


def splice(document: Document, translations: Mapping[str, str], *, wrap: bool = True) -> str:
    """Return the source text with segments replaced and every other character as it was.

    Args:
        document: a document with segments.
        translations: segment id to target text; a segment that is not listed stays German.
        wrap: whether a translation is broken into lines where its segment is.

    Returns:
        The text in the source's format; what a translation could break there is escaped.

    Raises:
        KeyError: an id that no segment has.
    """
    unknown = set(translations) - {segment.id for segment in document.segments}
    if unknown:
        raise KeyError(f"{document.path}: no such segments: {', '.join(sorted(unknown))}")
    parts, position = [], 0
    for block in document.blocks:
        for segment in block.segments:
            if segment.id not in translations:
                continue
            target = _laid(document, block, segment, translations[segment.id], wrap=wrap)
            gap = document.text[position : segment.span.start]
            if not target and segment is not block.segments[0] and gap.isspace():
                gap = ""  # the sentence before renders this one as well
            elif target and not gap and segment is not block.segments[0]:
                gap = " "  # the source forgot it, as in "Ende.Anfang"
            parts += [gap, target]
            position = segment.span.end
    return "".join([*parts, document.text[position:]])


def _laid(document: Document, block: Block, segment: Segment, target: str, *, wrap: bool) -> str:
    """Lay a translation out like its segment; lines that are the source's own are safe there."""
    guard, text = FORMATS[document.format].guard, document.text
    source = segment.span.of(text)
    start = segment.span.start
    leads = start == block.span.start or _starts_line(text, start)
    written = ""
    for gap, line, own in splicing.lines(text, block, segment, target, wrap=wrap):
        safe = line if line == own else guard(line, source, block, leads or bool(gap))
        written += gap + safe
    return written


def format_in(document: Document) -> Format:
    """Return the format that a document is in; of an unknown one only the text is known."""
    return FORMATS.get(document.format, next(iter(FORMATS.values())))


def format_of(path: str) -> Format:
    """Return the format that a file has by its extension; what has none is the first one."""
    extension = Path(path).suffix.lower()
    known = (one for one in FORMATS.values() if extension in one.extensions)
    return next(known, next(iter(FORMATS.values())))


def _starts_line(text: str, position: int) -> bool:
    """Tell whether only blanks and quote markers stand before a position on its line."""
    line = max(text.rfind("\n", 0, position), text.rfind("\r", 0, position)) + 1
    return not text[line:position].strip(" \t>\ufeff")
