"""What termtreu wrote, by digests: so what others wrote or changed is known as such."""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_LENGTH = 16  # hexadecimal digits of a digest; two files in billions share them


def note(digest: str) -> None:
    """Note a file by the SHA-256 of its content, in hexadecimal, before it is put in its place.

    A kill leaves no unknown file then.

    Where nothing can be noted, the file has to be forced the next time, which is said then.
    """
    with contextlib.suppress(OSError):
        path = _path()
        if not _is_noted(digest):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="ascii") as file:
                file.write(f"{digest[:_LENGTH]}\n")


def is_known(data: bytes) -> bool:
    """Tell whether a content was noted."""
    return _is_noted(hashlib.sha256(data).hexdigest())


def _is_noted(digest: str) -> bool:
    with contextlib.suppress(OSError):
        return f"{digest[:_LENGTH]}\n".encode() in _path().read_bytes()
    return False


def _path() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("termtreu") / "written.txt"
