"""A saved result that somebody edited: JSON of the same schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translate.bitext import Origin
from translate.exporters import json
from translate.importers.reviewed import Reviewed

if TYPE_CHECKING:
    from translate.bitext import Bitext


def read(text: str, path: str, _: Bitext) -> list[Reviewed]:
    """Return one unit a pair that has German.

    Args:
        text: the file.
        path: names it in messages.

    Raises:
        InputError: the file holds no result.
    """
    return [
        Reviewed(
            pair.id,
            pair.source_text,
            (pair.target_text,),
            raw=True,
            approved=pair.origin is Origin.HUMAN,
            note=pair.note,
        )
        for pair in json.read(text, path).pairs
        if pair.source
    ]
