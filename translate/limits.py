"""Read files up to a size that can be worked on; devices and pipes without an end included."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

LARGEST = 64 * 2**20
"""Bytes of a source, a termbase, a reference or a saved result: far more than any book."""


def read(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        OSError: it cannot be read, or is larger than ``LARGEST``.
    """
    with path.open("rb") as file:
        return read_stream(file)


def read_stream(file: BinaryIO) -> bytes:
    """Return all bytes of a stream.

    Raises:
        OSError: it cannot be read, or holds more than ``LARGEST``.
    """
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise OSError(errno.EFBIG, f"larger than {LARGEST // 2**20} MB; split it")
    return data
