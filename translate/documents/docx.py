"""Office documents (DOCX): their paragraphs as HTML, and a translation put into a copy of the file.

Body, tables, text boxes, headers, footers, footnotes and endnotes are read. Of a translated file,
only the parts with changed paragraphs are written anew; every other byte is copied.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

from translate import limits
from translate.documents import runs
from translate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

W = runs.W
SUFFIX = ".docx"
SIGNATURE = b"PK\x03\x04"
_BODY = "word/document.xml"
_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_STYLES = "word/styles.xml"
_HEADING = re.compile(r"(?:heading|title|überschrift|titel)\s*(\d?)", re.IGNORECASE)
_MOST_FILES, _MOST_BYTES = 10_000, 4 * limits.LARGEST


class _Paragraph(NamedTuple):
    """A paragraph of a part, and the element of HTML that it is."""

    part: str
    element: Any
    name: str


def text_of(data: bytes, path: str) -> str:
    """Return the paragraphs of a document as HTML, a line each.

    Args:
        data: the file.
        path: names it in messages.

    Raises:
        InputError: it is no DOCX, damaged, encrypted, far too large, or holds entities.
    """
    package = _open(data, path)
    lines = (f"<{p.name}>{runs.line(p.element)}</{p.name}>\n" for p in _paragraphs(package))
    return "".join(lines)


def rewritten(data: bytes, path: str, german: str, english: str) -> bytes:
    """Return a copy of a document with other text in its paragraphs.

    Args:
        data: the German file.
        path: names it in messages.
        german: its ``text_of``, when it was translated.
        english: the same lines in English.

    Raises:
        InputError: the file is another one now, or cannot be read.
    """
    package = _open(data, path)
    paragraphs = list(_paragraphs(package))
    old, new = german.split("\n")[:-1], english.split("\n")[:-1]
    lines = [f"<{p.name}>{runs.line(p.element)}</{p.name}>" for p in paragraphs]
    if lines != old or len(old) != len(new):
        raise InputError(f"{path}: is not the file that was translated; translate it again")
    changed = set()
    # Text boxes stand inside of paragraphs, and behind them in this list: they are done first.
    for paragraph, before, after in reversed(list(zip(paragraphs, old, new, strict=True))):
        if before != after:
            tag = len(paragraph.name) + 2
            runs.rewrite(paragraph.element, after[tag : -tag - 1])
            changed.add(paragraph.part)
    return _written(data, {part: package.trees[part] for part in changed})


class _Package(NamedTuple):
    """The parts of a document that hold text, parsed, in the order of reading; heading levels."""

    trees: dict[str, Any]
    levels: dict[str, int]


def _open(data: bytes, path: str) -> _Package:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive, path)
            every = sorted(filter(_PARTS.fullmatch, archive.namelist()))
            names = sorted(every, key=lambda name: name != _BODY)
            if _BODY not in names:
                raise InputError(f"{path}: no DOCX: it has no {_BODY}; save it as .docx")
            trees = {name: _parsed(archive.read(name), f"{path}: {name}") for name in names}
            has_styles = _STYLES in archive.namelist()
            styles = _parsed(archive.read(_STYLES), f"{path}: {_STYLES}") if has_styles else None
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise InputError(
            f"{path}: cannot be read as DOCX ({error}); open and save it in a word processor"
        ) from None
    return _Package(trees, {} if styles is None else dict(_levels(styles)))


def _check(archive: zipfile.ZipFile, path: str) -> None:
    """Refuse archives that unpack to more than any document holds, before unpacking anything."""
    files = archive.infolist()
    if len(files) > _MOST_FILES or sum(file.file_size for file in files) > _MOST_BYTES:
        raise InputError(
            f"{path}: unpacks to more than {_MOST_BYTES // 2**20} MB or {_MOST_FILES} files, which "
            "no document does; split it"
        )
    if any(file.file_size > limits.LARGEST for file in files if _PARTS.fullmatch(file.filename)):
        raise InputError(f"{path}: its text is larger than {limits.LARGEST // 2**20} MB; split it")


def _parsed(data: bytes, where: str) -> Any:
    """Parse a part; nothing is fetched and no entity is resolved.

    Raises:
        InputError: not XML, or it declares a document type, which no word processor writes.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise InputError(f"{where}: not XML; open the file and save it anew") from None
    if root.getroottree().docinfo.doctype:
        raise InputError(f"{where}: declares a document type, which is refused; save it anew")
    return root


def _paragraphs(package: _Package) -> Iterator[_Paragraph]:
    for part, tree in package.trees.items():
        for element in tree.iter(f"{W}p"):
            yield _Paragraph(part, element, _name(element, package.levels))


def _name(paragraph: Any, levels: dict[str, int]) -> str:
    """Return what a paragraph is in HTML."""
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    level = levels.get(style.get(f"{W}val", ""), 0) if style is not None else 0
    if level:
        return f"h{level}"
    if paragraph.find(f"{W}pPr/{W}numPr") is not None:
        return "li"
    inside = next((a for a in paragraph.iterancestors(f"{W}tc", f"{W}txbxContent")), None)
    return "td" if inside is not None and inside.tag == f"{W}tc" else "p"


def _levels(styles: Any) -> Iterator[tuple[str, int]]:
    """Yield the styles of headings by id, with their level."""
    for style in styles.iter(f"{W}style"):
        name = style.find(f"{W}name")
        match = _HEADING.fullmatch(name.get(f"{W}val", "")) if name is not None else None
        if match:
            yield style.get(f"{W}styleId", ""), min(int(match[1] or 1) or 1, 6)


def _written(data: bytes, changed: dict[str, Any]) -> bytes:
    """Copy an archive with some parts exchanged."""
    from lxml import etree

    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename in changed:
                tree = changed[info.filename].getroottree()
                content = etree.tostring(
                    tree, xml_declaration=True, encoding="UTF-8", standalone=True
                )
            new.writestr(info, content, compress_type=info.compress_type)
    return target.getvalue()
