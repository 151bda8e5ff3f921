"""Export formats: one module each, one registry line here; files appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import glob
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from translate import naming
from translate.bitext import GERMAN_ENGLISH
from translate.errors import InputError, OutputError, UsageError
from translate.exporters import english, html, json, ledger, markdown, tmx, tsv, xliff, xliff2
from translate.exporters.placing import Placing, common_base
from translate.languages import label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from translate.bitext import Bitext, Languages

__all__ = [
    "FORMATS",
    "Exporter",
    "check",
    "export",
    "placing",
    "refuse_foreign",
    "render",
    "target_path",
    "write",
]


@dataclass(frozen=True, slots=True)
class Exporter:
    """An export format: what its file names end with, by language codes, and how it is made.

    ``stream`` yields what ``render`` returns in pieces, where it is too long to be held whole.
    """

    ending: str
    render: Callable[[Bitext], str | bytes]
    stream: Callable[[Bitext], Iterable[str]] | None = None

    def suffix(self, languages: Languages) -> str:
        """Return what the names of its files end with: ".de-en.md"."""
        return self.ending.format(languages=label(languages), target=languages.target)


FORMATS: dict[str, Exporter] = {
    "md": Exporter(".{languages}.md", markdown.interleaved),
    "md-table": Exporter(".{languages}.table.md", markdown.table),
    "md-en": Exporter(".{target}.md", english.render),
    "json": Exporter(".{languages}.json", json.render, json.stream),
    "html": Exporter(".{languages}.html", html.render),
    "tmx": Exporter(".{languages}.tmx", tmx.render),
    "xliff": Exporter(".{languages}.xlf", xliff.render),
    "xliff2": Exporter(".{languages}.2.xlf", xliff2.render),
    "tsv": Exporter(".{languages}.tsv", tsv.render),
}


def check(names: Iterable[str], also: Sequence[str] = ()) -> None:
    """Make sure that all formats are known, before any work is done for them.

    Args:
        names: of formats.
        also: further names that the caller knows.

    Raises:
        UsageError: no format has one of these names.
    """
    known = (*also, *FORMATS)
    for name in names:
        if name not in known:
            raise UsageError(f"unknown format {name!r}; known are {', '.join(known)}")


def render(name: str, bitext: Bitext) -> str | bytes:
    """Return a bitext in the format of that name; the same bitext gives the same bytes.

    Raises:
        UsageError: no format has this name.
    """
    return _exporter(name).render(bitext)


def export(path: Path | str, name: str, bitext: Bitext) -> None:
    """Write a bitext into a file, in the format of that name, as ``write`` does.

    Raises:
        OutputError: the folder cannot be made or the file cannot be written.
        UsageError: no format has this name.
    """
    exporter = _exporter(name)
    write(path, exporter.stream(bitext) if exporter.stream else exporter.render(bitext))


def target_path(
    document_path: str, name: str, outdir: Path | str, languages: Languages = GERMAN_ENGLISH
) -> Path:
    """Return where an export goes: the document's name, the languages, the format's ending.

    ``articles/x.de.txt`` becomes ``x.de-en.md``, ``x.en.md``, ... in ``outdir``.

    Raises:
        UsageError: no format has this name.
    """
    name_of = naming.stem(document_path, languages.source)
    return Path(outdir) / f"{name_of}{_suffix(document_path, name, languages)}"


def placing(output: str, sources: Sequence[str], languages: Languages = GERMAN_ENGLISH) -> Placing:
    """Return where the results of some sources go.

    Args:
        output: a folder or a pattern.
        sources: all files that were named, or found in folders that were.
        languages: those of the results.
    """
    return Placing(
        output,
        common_base(sources),
        lambda path: naming.stem(path, languages.source),
        lambda path, name: _suffix(path, name, languages),
    )


def refuse_foreign(places: Mapping[str, Path]) -> None:
    """Make sure that the files where results go are ours to write over.

    Ours is what was written on this machine and not changed since, and what the saved result
    beside it reads as.

    Args:
        places: of the formats of one document, by name.

    Raises:
        OutputError: somebody else wrote one of them, or changed it.
    """
    saved: Bitext | None = None
    for name, path in sorted(places.items(), key=lambda place: place[0] != "json"):
        data = _content(path)
        if name == "json":
            saved = _saved(data)
        is_ours = not data or ledger.is_known(data)
        if not is_ours and not (saved and _reads_as(name, saved, data)):
            raise OutputError(
                f"{path} was not written by termtreu, or was changed since; move it away, choose "
                "another --output, or use --force to write over it"
            )


def _reads_as(name: str, saved: Bitext, data: bytes) -> bool:
    """Tell whether a saved result is written so in a format."""
    with contextlib.suppress(InputError):  # an office document needs its German, which has changed
        content = render(name, saved)
        return data == (content if isinstance(content, bytes) else content.encode())
    return False


def _content(path: Path) -> bytes:
    """Return what a file holds, nothing if there is none."""
    try:
        return path.read_bytes() if path.is_file() else b""
    except OSError as error:
        raise OutputError(f"{path}: cannot be read: {error.strerror}") from error


def _saved(data: bytes) -> Bitext | None:
    """Return the result that a file of JSON holds, if it holds one."""
    with contextlib.suppress(InputError, UnicodeDecodeError):
        return json.read(data.decode())
    return None


def write(path: Path | str, content: str | bytes | Iterable[str], *, noted: bool = True) -> None:
    """Write a file under a temporary name, flush it to the disk and rename it.

    A reader sees the old file or the new one, never a part; after a failure the old one stands.
    What is ``noted`` as ours may be written over without asking.

    Raises:
        OutputError: the folder cannot be made or the file cannot be written.
    """
    target = Path(path)
    digest = hashlib.sha256()
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        try:
            with temporary.open("wb") as file:
                for piece in _encoded(content):
                    file.write(piece)
                    digest.update(piece)
                file.flush()
                os.fsync(file.fileno())
            if noted:
                ledger.note(digest.hexdigest())
            temporary.replace(target)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()
    except OSError as error:
        raise OutputError(f"{target}: cannot be written: {_cause(error)}") from error


def _encoded(content: str | bytes | Iterable[str]) -> Iterator[bytes]:
    """Yield a text, or its pieces, as they stand in a file."""
    if isinstance(content, bytes):
        yield content
        return
    for piece in (content,) if isinstance(content, str) else content:
        yield piece.encode("utf-8", "backslashreplace")


def _sweep(target: Path) -> None:
    """Remove what earlier writers of a file left behind when they were killed."""
    for left in target.parent.glob(f".{glob.escape(target.name)}.*.tmp"):
        process = left.name.removesuffix(".tmp").rpartition(".")[2]
        if process.isdecimal() and not _is_running(int(process)):
            with contextlib.suppress(OSError):
                left.unlink()


def _is_running(process: int) -> bool:
    """Tell whether a process is there; where asking would end it, every one is said to be."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _suffix(document_path: str, name: str, languages: Languages) -> str:
    """Return what the name of a document in a format ends with."""
    own = english.ending(document_path) if name == "md-en" else ""
    return f".{languages.target}{own}" if own else _exporter(name).suffix(languages)


def _exporter(name: str) -> Exporter:
    """Look a format up by name."""
    check((name,))
    return FORMATS[name]


def _cause(error: OSError) -> str:
    """Say why writing failed and what helps."""
    causes = {
        errno.ENOSPC: "no space left on the disk; free some or choose another folder",
        errno.EDQUOT: "the disk quota is used up; free some space or choose another folder",
        errno.EACCES: "permission denied; choose a folder that you may write to",
        errno.EROFS: "the disk is read-only; choose another folder",
        errno.EISDIR: "it is a folder; choose another output folder or remove it",
        errno.ENOTDIR: "a part of the path is a file; choose another output folder",
        errno.EEXIST: "the output folder is a file; choose another output folder",
        errno.ENAMETOOLONG: "the file name is too long; rename the source file",
    }
    return causes.get(error.errno or 0, error.strerror or str(error))
