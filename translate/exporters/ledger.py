"""What termtreu wrote, by digests: so what others wrote or changed is known as such."""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_LENGTH = 16  # hexadecimal digits of a digest; two files in billions share them


def note(data: bytes) -> None:
    """Note the content of a file before it is written, so that a kill leaves no unknown file.

    Where nothing can be noted, the file has to be forced the next time, which is said then.
    """
    with contextlib.suppress(OSError):
        path = _path()
        if not is_known(data):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="ascii") as file:
                file.write(f"{_digest(data)}\n")


def is_known(data: bytes) -> bool:
    """Tell whether a content was noted."""
    with contextlib.suppress(OSError):
        return f"{_digest(data)}\n".encode() in _path().read_bytes()
    return False


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_LENGTH]


def _path() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("termtreu") / "written.txt"
