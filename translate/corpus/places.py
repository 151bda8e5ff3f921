"""Where corpora lie: on this machine, or wherever a file system of pyarrow reaches (``s3://``)."""

from __future__ import annotations

import fnmatch
import glob
import io
import posixpath
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from translate import exporters
from translate.errors import InputError, OutputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

EXTRA = 'pip install "termtreu[cluster]"'
_WILD = "*?["


def is_remote(path: str) -> bool:
    """Tell whether a path is an address that pyarrow has to open."""
    return "://" in path


def join(folder: str, *names: str) -> str:
    """Return the path of something in a folder."""
    return posixpath.join(folder, *names)


def files(path: str, endings: Sequence[str]) -> list[str]:
    """Return the files that a path names, sorted.

    Args:
        path: a file, a folder (all files in it with a known ending, however deep) or a pattern.
        endings: the known ones, with their dots, in small letters.

    Raises:
        InputError: there are none, or the path cannot be read.
        UsageError: the path needs pyarrow, which is not installed.
    """
    found = _remote_files(path) if is_remote(path) else _local_files(path)
    known = [one for one in found if one.lower().endswith(tuple(endings))]
    if not known:
        what = "has no known ending" if found else "no such file, folder or pattern"
        raise InputError(f"{path}: {what}; a corpus is {', '.join(endings)}")
    return sorted(known)


def name_of(path: str, among: Sequence[str]) -> str:
    """Return a file's path below the folder that it shares with other files."""
    parts = [one.split("/")[:-1] for one in among]
    shared = len(posixpath.commonprefix(parts))
    return "/".join(path.split("/")[shared:])


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """Open a file for reading anywhere in it.

    Raises:
        InputError: it cannot be read.
    """
    try:
        file = _opened(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
    with file:
        yield file


def read(path: str) -> bytes | None:
    """Return the bytes of a small file of ours, or None if it is not there.

    Raises:
        InputError: it cannot be read.
    """
    try:
        with _opened(path) as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error


def write(path: str, data: bytes) -> None:
    """Write a file whole: readers see all of it or nothing.

    Raises:
        OutputError: it cannot be written.
    """
    if not is_remote(path):
        exporters.write(path, data, noted=False)
        return
    system, inner = _system(path)
    temporary = f"{inner}.tmp" if system.type_name in {"hdfs", "local"} else inner
    try:
        system.create_dir(posixpath.dirname(inner), recursive=True)
        with system.open_output_stream(temporary) as file:  # object stores show it when it is whole
            file.write(data)
        if temporary != inner:
            system.move(temporary, inner)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}") from error


def names(folder: str) -> set[str]:
    """Return the names of the files in a folder; of none that is missing."""
    if not is_remote(folder):
        place = Path(folder)
        return {one.name for one in place.iterdir()} if place.is_dir() else set()
    from pyarrow import fs

    system, inner = _system(folder)
    selector = fs.FileSelector(inner, allow_not_found=True)
    return {one.base_name for one in system.get_file_info(selector)}


def remove(path: str) -> None:
    """Remove a file or a folder with all that is in it, if it is there.

    Raises:
        OutputError: it cannot be removed.
    """
    try:
        if is_remote(path):
            _remove_remote(path)
        elif Path(path).is_dir():
            import shutil

            shutil.rmtree(path)
        else:
            Path(path).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{path}: cannot be removed: {error.strerror or error}") from error


def _local_files(path: str) -> list[str]:
    place = Path(path)
    if place.is_dir():
        return [one.as_posix() for one in place.rglob("*") if one.is_file()]
    if place.is_file():
        return [place.as_posix()]
    found = glob.glob(path, recursive=True)  # noqa: PTH207 - a pattern may be absolute
    return [Path(one).as_posix() for one in found if Path(one).is_file()]


def _remote_files(path: str) -> list[str]:
    wild = min((path.index(one) for one in _WILD if one in path), default=-1)
    folder = path if wild < 0 else path[:wild].rpartition("/")[0]
    system, inner = _system(folder)
    from pyarrow import fs

    scheme = path[: path.index("://") + 3]
    try:
        named = system.get_file_info(inner)
        if named.type == fs.FileType.File:
            return [path]
        found = system.get_file_info(fs.FileSelector(inner, recursive=True, allow_not_found=True))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    paths = [scheme + one.path for one in found if one.type == fs.FileType.File]
    return paths if wild < 0 else [one for one in paths if fnmatch.fnmatchcase(one, path)]


def _opened(path: str) -> BinaryIO:
    if not is_remote(path):
        return Path(path).open("rb")
    system, inner = _system(path)
    file: Any = system.open_input_file(inner)
    return io.BufferedReader(file)


def _remove_remote(path: str) -> None:
    from pyarrow import fs

    system, inner = _system(path)
    kind = system.get_file_info(inner).type
    if kind == fs.FileType.Directory:
        system.delete_dir(inner)
    elif kind == fs.FileType.File:
        system.delete_file(inner)


def _system(path: str) -> tuple[Any, str]:
    """Return the file system of an address, and the path in it.

    Raises:
        InputError: no file system has such addresses.
        UsageError: pyarrow is not installed.
    """
    try:
        from pyarrow import fs
    except ImportError:
        raise UsageError(f"{path}: addresses need the extra: {EXTRA}") from None
    try:
        system, inner = fs.FileSystem.from_uri(path)
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: {error}") from error
    return system, str(inner)
