"""What tests of corpora look at."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def rows_of(folder: Path) -> list[dict[str, Any]]:
    """Return the rows of all shards in the order of the corpus."""
    shards = sorted((folder / "rows").glob("*.jsonl"))
    return [json.loads(line) for shard in shards for line in shard.read_text("utf-8").splitlines()]


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the shards of a translated corpus."""
    return {path.name: path.read_bytes() for path in (folder / "rows").iterdir()}
