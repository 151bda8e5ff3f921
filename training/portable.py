"""Carry data to a lent machine and weights back, in files of bounded size.

`python -m training.portable pack DATA OUT` writes a folder as compressed volumes,
`python -m training.portable unpack VOLUMES OUT` makes the folder again.
"""

from __future__ import annotations

import argparse
import io
import sys
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MEGABYTE = 1_000_000


def pack(folder: Path, out: Path, size: int) -> list[Path]:
    """Write the files of a folder as numbered volumes.

    Args:
        folder: its files, at any depth, are packed with xz.
        out: folder of the volumes `000.part`, `001.part`, ...
        size: bytes that no volume exceeds.

    Returns:
        The volumes, in order.
    """
    out.mkdir(parents=True, exist_ok=True)
    whole = out / "whole"
    with tarfile.open(whole, "w:xz", preset=2) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.add(path, arcname=str(path.relative_to(folder)))
    volumes = []
    with whole.open("rb") as stream:
        for number, part in enumerate(_parts(stream, size)):
            volumes.append(out / f"{number:03}.part")
            volumes[-1].write_bytes(part)
    whole.unlink()
    return volumes


def _parts(stream: BinaryIO, size: int) -> Iterator[bytes]:
    while part := stream.read(size):
        yield part


def unpack(volumes: Sequence[Path], out: Path) -> None:
    """Make a packed folder again.

    Raises:
        tarfile.TarError: if a volume is missing, damaged, or names a file outside the folder.
    """
    joined = io.BytesIO(b"".join(path.read_bytes() for path in sorted(volumes)))
    with tarfile.open(fileobj=joined, mode="r:xz") as archive:
        archive.extractall(out, filter="data")


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="python -m training.portable", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    packing = commands.add_parser("pack", help="a folder into volumes")
    packing.add_argument("folder", type=Path)
    packing.add_argument("out", type=Path)
    packing.add_argument("--size", type=float, default=15.0, help="megabytes a volume")
    unpacking = commands.add_parser("unpack", help="volumes into a folder")
    unpacking.add_argument("volumes", type=Path, help="folder of all volumes")
    unpacking.add_argument("out", type=Path)
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    options = parse(arguments)
    if options.command == "pack":
        for volume in pack(options.folder, options.out, int(options.size * MEGABYTE)):
            sys.stdout.write(f"{volume}\t{volume.stat().st_size / MEGABYTE:.1f} MB\n")
    else:
        unpack(sorted(options.volumes.glob("*.part")), options.out)


if __name__ == "__main__":
    main()
