"""Read a source file into a document and splice translations back into its text."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from translate import limits
from translate.bitext import Block, Document, Span
from translate.documents import docx, extras, html, markdown, plaintext, splicing, subtitles, values
from translate.documents.decoding import OLD_OFFICE, decode
from translate.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from translate.bitext import Placeable, Segment
    from translate.documents.extras import Extras


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
    "html": Format("html", (".html", ".htm", ".xhtml"), html.blocks, html.guard),
    "docx": Format("docx", (docx.SUFFIX,), html.blocks, html.guard),
    "subtitles": Format("subtitles", (".srt", ".vtt"), subtitles.blocks, subtitles.guard),
}


def read(
    path: str,
    encoding: str | None = None,
    format: str | None = None,  # noqa: A002
    wanted: Extras = extras.NONE,
) -> Document:
    """Read a file into a document of blocks without segments.

    Args:
        path: the file; its extension chooses the format, plain text by default.
        encoding: a Python codec name; None means UTF-8.
        format: a name in ``FORMATS``, or None.
        wanted: what is translated beside the text.

    Returns:
        The document; its ``text`` is the decoded file, unchanged.

    Raises:
        InputError: as ``text_of`` says, or front matter that is wanted cannot be read.
        UsageError: no such encoding or format.
    """
    return parse(text_of(path, encoding, format=format), path, format, wanted)


def text_of(
    path: str,
    encoding: str | None = None,
    data: bytes | None = None,
    format: str | None = None,  # noqa: A002
) -> str:
    """Return the text of a file: decoded, or the paragraphs of an office document as HTML.

    Args:
        path: the file, or the name to show where ``data`` is given.
        encoding: a Python codec name; None means UTF-8.
        data: the bytes of what does not come from a file.
        format: a name in ``FORMATS``; None goes by the ending of the name.

    Raises:
        InputError: the file is missing, a directory, unreadable, empty, binary or not decodable.
        UsageError: no such encoding.
    """
    content = _bytes(path) if data is None else data
    if (format or format_of(path).name) == "docx" and not content.startswith(OLD_OFFICE):
        return docx.text_of(content, path)
    return decode(content, path, encoding)


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


def parse(
    text: str,
    path: str,
    format: str | None = None,  # noqa: A002 (the word)
    wanted: Extras = extras.NONE,
) -> Document:
    """Find the blocks of a text.

    Args:
        text: the whole source.
        path: where it came from; its extension chooses the format if none is named.
        format: a name in ``FORMATS``, or None.
        wanted: what is translated beside the text: front matter, descriptions, titles, HTML.

    Returns:
        A document of blocks without segments.

    Raises:
        InputError: front matter that is wanted cannot be read.
        UsageError: no such format.
    """
    if format is not None and format not in FORMATS:
        raise UsageError(f"unknown format {format!r}; known ones are {', '.join(FORMATS)}")
    chosen = FORMATS[format] if format else format_of(path)
    found = chosen.blocks(text)
    more = extras.added(text, found, wanted, path, html_page=chosen.name == "html")
    return Document(path, text, more, chosen.name)


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
    outer: list[_Edit] = []
    inner: list[_Edit] = []
    for block in document.blocks:
        if block.syntax in values.SYNTAXES:
            inner += _value_edits(document, block, translations, wrap=wrap)
        else:
            outer += _edits(document, block, translations, wrap=wrap)
    edits = _nested(document.text, outer, inner) if inner else outer
    return _applied(document.text, Span(0, len(document.text)), edits)


class _Edit(NamedTuple):
    """A stretch of the source that is written in another way, and the block that it lies in."""

    span: Span
    new: str
    block: Block


def _edits(
    document: Document, block: Block, translations: Mapping[str, str], *, wrap: bool
) -> Iterator[_Edit]:
    """Yield an edit for each translated segment of a block, with the blanks before it."""
    position = block.span.start
    for segment in block.segments:
        if segment.id not in translations:
            continue
        target = _laid(document, block, segment, translations[segment.id], wrap=wrap)
        start, gap = segment.span.start, document.text[position : segment.span.start]
        if segment is not block.segments[0]:
            if not target and gap.isspace():
                start = position  # the sentence before renders this one as well
            elif target and not gap:
                target = " " + target  # the source forgot it, as in "Ende.Anfang"
        yield _Edit(Span(start, segment.span.end), target, block)
        position = segment.span.end


def _value_edits(
    document: Document, block: Block, translations: Mapping[str, str], *, wrap: bool
) -> Iterator[_Edit]:
    """Yield the edit of a text in quotes, which takes in the quotes, if it is translated."""
    edits = []
    for segment in block.segments:
        if segment.id in translations:
            laid = splicing.lines(
                document.text, block, segment, translations[segment.id], wrap=wrap
            )
            new = "".join(line.gap + line.text for line in laid)
            edits.append(_Edit(segment.span, new, block))
    if edits:
        target = _applied(document.text, block.span, edits)
        finished = values.finished(target, block, document.text)
        yield _Edit(values.whole(block, document.text), finished, block)


def _nested(text: str, outer: Sequence[_Edit], inner: Sequence[_Edit]) -> list[_Edit]:
    """Put edits that lie inside of others into these, in the links and tags that they belong to."""
    spans = sorted((edit.span, n) for n, edit in enumerate(outer))
    inside: dict[int, dict[Span, list[_Edit]]] = {}
    free = []
    for edit in inner:
        index = bisect_right(spans, (edit.span, len(outer))) - 1
        home = outer[spans[index][1]] if index >= 0 else None
        holder = _holder(edit.span, home.block.placeables) if home else None
        if home is None or edit.span.start >= home.span.end:
            free.append(edit)
        elif holder:
            inside.setdefault(spans[index][1], {}).setdefault(holder, []).append(edit)
    changed = [
        edit._replace(new=_exchanged(text, edit.new, inside.get(n, {})))
        for n, edit in enumerate(outer)
    ]
    return sorted([*changed, *free], key=lambda edit: edit.span)


def _holder(span: Span, placeables: Sequence[Placeable]) -> Span | None:
    """Return the place of the placeable that a stretch lies in."""
    holders = (p.span for p in placeables if p.span.start <= span.start and span.end <= p.span.end)
    return next(holders, None)


def _exchanged(text: str, target: str, inside: Mapping[Span, Sequence[_Edit]]) -> str:
    """Exchange links and tags in a translation for those with their own texts translated."""
    for holder, edits in inside.items():
        raw, new = holder.of(text), _applied(text, holder, edits)
        if raw not in target:  # its lines were joined
            raw, new = " ".join(raw.split()), " ".join(new.split())
        target = target.replace(raw, new, 1)
    return target


def _applied(text: str, span: Span, edits: Iterable[_Edit]) -> str:
    """Return a stretch of a text with edits, which are in order and lie in it."""
    parts, position = [], span.start
    for edit in edits:
        parts += [text[position : edit.span.start], edit.new]
        position = edit.span.end
    return "".join([*parts, text[position : span.end]])


def _laid(document: Document, block: Block, segment: Segment, target: str, *, wrap: bool) -> str:
    """Lay a translation out like its segment; lines that are the source's own are safe there."""
    guard = (FORMATS["html"] if block.syntax else FORMATS[document.format]).guard
    text = document.text
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
