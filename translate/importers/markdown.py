"""Reviewed bilingual Markdown, in either layout that the exports have.

The German lines of the result are looked for in the file; what stands beside or below each is the
English of the person. What the export added (escapes, bold terms, quiet marks) is taken away.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate import codes
from translate.bitext import Half
from translate.exporters import inline, markdown
from translate.importers.reviewed import Reviewed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate.bitext import Bitext
    from translate.exporters.markdown import Place
    from translate.layout import Row

_MARKS = re.compile(r'( [◦✓≈=])?( <sup id="[^"<>]*">.*?</sup>)?\s*$')
_CELLS = re.compile(r"(?<!\\)\|")
_ESCAPED = re.compile(r"\\([\\`*_\[\]<~$&|#>+=.)-])")


def read(text: str, path: str, bitext: Bitext) -> list[Reviewed]:
    """Return one unit for each pair that is found in a file.

    Args:
        text: the file.
        path: unused, as anything is Markdown.
        bitext: the result that was exported.
    """
    del path
    body = text.rpartition("\n## About this translation")[0] or text
    lines = body.splitlines()
    header = markdown.table_header(bitext.languages).replace(" ", "")
    table = any("".join(line.split()) == header for line in lines)
    places = list(markdown.places(bitext))
    found = _beside(lines, places) if table else _below(lines, places)
    return [
        Reviewed(place.row.pair.id, "", (_english(written, place),), raw=True)
        for place, written in found
    ]


def _below(lines: Sequence[str], places: Sequence[Place]) -> Iterator[tuple[Place, str]]:
    """Yield the pairs of the interleaved layout with the English line below their German."""
    at = 0
    for place in places:
        above = place.above.strip()
        here = next((n for n in range(at, len(lines)) if lines[n].strip() == above), None)
        below = "" if here is None else next((x for x in lines[here + 1 :] if x.strip()), "")
        if here is not None and not below.lstrip().startswith("> "):
            yield place, below.strip().removeprefix(place.before.strip()).strip()
        at = at if here is None else here + 1


def _beside(lines: Sequence[str], places: Sequence[Place]) -> Iterator[tuple[Place, str]]:
    """Yield the pairs of the table layout with the cell beside their German."""
    rows: list[tuple[str, str]] = []
    for line in lines:
        if line.startswith("|"):
            cells = [each.strip() for each in _CELLS.split(line)][1:-1]
        else:
            cells = re.sub(r"^#+ ", "", line).split("<br>")
        rows += zip(cells[::2], cells[1::2], strict=False)
    at = 0
    for place in places:
        wanted = {place.left.strip(), inline.guard(place.left).strip()}
        here = next((n for n in range(at, len(rows)) if rows[n][0] in wanted), None)
        if here is not None:
            yield place, rows[here][1].removeprefix(place.marker).strip().replace(r"\|", "|")
            at = here + 1


def _english(written: str, place: Place) -> str:
    """Return a line as it stands in the source format; what nobody touched as it was."""
    bare = _bare(written)
    if bare in {_bare(place.english), _bare(inline.guard(place.english))}:
        return place.row.pair.target_text
    if bare == markdown.NO_ENGLISH:
        return ""
    return _unmarked(bare, place.row)


def _bare(line: str) -> str:
    """Return a line without its quiet marks."""
    return _MARKS.sub("", line).strip()


def _unmarked(line: str, row: Row) -> str:
    """Take away the escapes and bold terms of the export; give back halves that it left out."""
    placeables = [placeable for segment in row.pair.source for placeable in segment.placeables]
    if not row.target.markup and not row.source.markup:
        line = re.sub(r"(?<!\\)\*\*", "", line)
    surfaces = {form for p in placeables for form in (p.surface, p.changed) if form}
    longest_first = sorted(surfaces, key=len, reverse=True) if row.source.verbatim else []
    pattern = "|".join([*map(re.escape, longest_first), _ESCAPED.pattern])
    text = re.sub(pattern, lambda match: match[1] or match[0], line)
    known = codes.of(row.pair)
    halves = [p for number, p in known.placeables.items() if p.side and number not in known.partner]
    closing = [half.surface for half in halves if half.side == Half.CLOSE]
    opening = [half.surface for half in halves if half.side == Half.OPEN]
    return "".join([*closing, text, *opening])
