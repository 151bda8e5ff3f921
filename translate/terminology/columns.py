"""What people call the columns of a term list, in German and English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate.languages import of

if TYPE_CHECKING:
    from translate.bitext import Languages

COLUMNS = ("source", "target", "forbidden", "match", "case", "keep", "note")
# Read, but not written: they become targets, forbidden ones, and notes.
READ_ONLY = ("status", "domain")
_NAMES = {
    "source": "quelle ausgangssprache source-term quellterm quellbegriff source-text begriff term "
    "ausgangsterm",
    "target": "ziel zielsprache target-term zielterm zielbegriff target-text translation "
    "übersetzung",
    "status": "usage usage-status term-status termstatus administrative-status verwendung",
    "domain": "subject subject-field fachgebiet bereich sachgebiet themengebiet",
    "note": "notes comment comments kommentar anmerkung bemerkung notiz hinweis",
    "forbidden": "verboten do-not-use",
}
_CODE = re.compile(r"([a-z]{2})([-_][a-z]{2,4})?")
FORBIDDEN_STATUS = re.compile(
    r"(?i)deprecated|superseded|obsolete|forbidden|not-?\s?recommended|do not use|veraltet|verboten"
    r"|abgelehnt"
)
PREFERRED_STATUS = re.compile(r"(?i)preferred|bevorzugt|approved|vorzugs")
NUMBERS = frozenset({"id", "nr", "nr.", "no", "no.", "number", "nummer", "#"})


def header(cells: list[str], languages: Languages) -> list[str]:
    """Return the columns that a first row names, in order; none when the row is a term."""
    known = _known(languages)
    names = [_column(cell, known) for cell in cells]
    if not {"source", "target"} <= set(names):
        return []
    # DeepL puts "de,en" behind the two sides of a term.
    begins = cells[0].casefold() in NUMBERS or names[0] in (*COLUMNS, *READ_ONLY)
    words = min(len(cells[names.index(side)]) for side in COLUMNS[:2])
    return names if begins or words > len("de-DE") else []


def _known(languages: Languages) -> dict[str, str]:
    """Return what the columns are called, the languages among it."""
    known = {name: column for column, names in _NAMES.items() for name in names.split()}
    for side, code in languages._asdict().items():
        language = of(code)
        names = {language.name.casefold(), language.own_name.casefold(), *language.called}
        known |= dict.fromkeys({code, *names}, side)
    return known


def _column(cell: str, known: dict[str, str]) -> str:
    """Return the column that a cell of a header names; "" for other languages and numbers.

    A name of no column comes back as it is.
    """
    name = re.sub(r"[\s_-]+", "-", cell.casefold().strip())
    if name in NUMBERS:
        return ""
    code = _CODE.fullmatch(name)
    plain = code[1] if code else name
    return known.get(plain, "" if code else known.get(name, name))
