"""Sentences in both languages: exact look-ups, and the most similar ones that people translated.

Candidates for similarity come from a trigram index (SQLite FTS5). Only the rarest trigrams of a
sentence are looked up, which keeps a look-up short however many entries there are: a sentence
that is three quarters the same shares most of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from translate.bitext import NearMatch, Origin
from translate.errors import InputError
from translate.memory.database import checksum

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from translate.memory.database import Database

LEAST = 0.75
_VALUES = "source, target, origin, document, segment, date"
_COLUMNS = f"{_VALUES}, checksum"
# Of 100,000 sentences (benchmarks/memory.py) these find 96% of the similar ones in 1.5 ms; half
# the rows find 92% in 1.1 ms, more grams find no more.
_GRAMS, _ROWS, _CANDIDATES = 8, 3000, 40


class Translation(NamedTuple):
    """A sentence in both languages, as people read it: without escapes.

    ``origin`` is human or engine; ``document`` and ``segment`` say where it was first wanted;
    ``date`` is in ISO 8601, UTC.
    """

    source: str
    target: str
    origin: Origin = Origin.HUMAN
    document: str = ""
    segment: str = ""
    date: str = ""


def key_text(text: str) -> str:
    """Return a text in the form in which it is looked up: composed, with single blanks."""
    return unicodedata.normalize("NFC", " ".join(_storable(text).split()))


class Translations:
    """The translations of a memory.

    All methods raise InputError where the file is damaged, and OutputError where it cannot be
    used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection = database.connection

    def keep(self, translations: Iterable[Translation]) -> int:
        """Keep translations; one of the same sentence at the same place gets the new English.

        Returns:
            The number of translations given.
        """
        rows = [_row(translation) for translation in translations]
        with self._database.writing():
            self._insert(rows)
        return len(rows)

    def keep_engine(self, document: str, translations: Iterable[Translation]) -> None:
        """Keep what an engine made of a document, in place of what one made of it before."""
        rows = [_row(translation) for translation in translations]
        with self._database.writing():
            self._connection.execute(
                "DELETE FROM translations WHERE document = ? AND origin = ?",
                (document, Origin.ENGINE.value),
            )
            self._insert(rows)

    def exact(self, source: str, document: str = "", segment: str = "") -> Translation | None:
        """Return the human translation of a sentence: of this place, this document, or the newest.

        Args:
            source: the German.
            document: the path of the document that it stands in.
            segment: its id there.
        """
        query = (
            f"SELECT {_COLUMNS} FROM translations WHERE source = ? AND origin = ?"  # noqa: S608 - a constant
            " ORDER BY document = ? AND segment = ? DESC, document = ? DESC, date DESC, id DESC"
            " LIMIT 1"
        )
        values = (key_text(source), Origin.HUMAN.value, document, segment, document)
        with self._database.reading():
            row = self._connection.execute(query, values).fetchone()
        return None if row is None else self._translation(row)

    def near(self, source: str, least: float = LEAST, most: int = 3) -> tuple[NearMatch, ...]:
        """Return the most similar sentences that people translated, best first.

        Args:
            source: the German.
            least: the similarity that is wanted, 0..1: the share of characters that both have in
                the same order (the normalised indel similarity of rapidfuzz).
            most: of them.
        """
        from rapidfuzz import fuzz

        wanted = key_text(source)
        with self._database.reading():
            rows = self._candidates(wanted)
        found: dict[tuple[str, str], NearMatch] = {}
        for row in rows:
            one = self._translation(row)
            likeness = fuzz.ratio(wanted, one.source, score_cutoff=100 * least) / 100
            if likeness:
                found.setdefault(
                    (one.source, one.target),
                    NearMatch(one.source, one.target, round(likeness, 4), one.document),
                )
        best = sorted(found.values(), key=lambda near: (-near.similarity, near.source, near.target))
        return tuple(best[:most])

    def search(self, text: str, most: int = 20) -> list[Translation]:
        """Return translations that have a text in their German or English, the newest first."""
        pattern = "%" + "".join(f"\\{c}" if c in "%_\\" else c for c in key_text(text)) + "%"
        query = (
            f"SELECT {_COLUMNS} FROM translations WHERE source LIKE ? ESCAPE '\\'"  # noqa: S608 - a constant
            " OR target LIKE ? ESCAPE '\\' ORDER BY origin = ? DESC, date DESC, id DESC LIMIT ?"
        )
        with self._database.reading():
            values = (pattern, pattern, Origin.HUMAN.value, most)
            return [self._translation(row) for row in self._connection.execute(query, values)]

    def every(self, origin: Origin = Origin.HUMAN) -> Iterator[Translation]:
        """Yield all translations of an origin in the order in which they came."""
        query = f"SELECT {_COLUMNS} FROM translations WHERE origin = ? ORDER BY id"  # noqa: S608 - a constant
        with self._database.reading():
            for row in self._connection.execute(query, (origin.value,)):
                yield self._translation(row)

    def forget(
        self,
        *,
        source: str | None = None,
        document: str | None = None,
        segment: str | None = None,
    ) -> int:
        """Forget human translations: of a sentence, of a document, of a place, or all of them.

        Args:
            source: the German, exactly; None for any.
            document: its path; None for any.
            segment: the id of the sentence; None for any.

        Returns:
            The number of translations forgotten.
        """
        wanted = (
            "origin = ? AND (? IS NULL OR source = ?) AND (? IS NULL OR document = ?)"
            " AND (? IS NULL OR segment = ?)"
        )
        key = None if source is None else key_text(source)
        values = (Origin.HUMAN.value, key, key, document, document, segment, segment)
        with self._database.writing():
            self._connection.execute(
                "INSERT INTO grams (grams, rowid, source)"  # noqa: S608 - a constant
                f" SELECT 'delete', id, source FROM translations WHERE {wanted}",
                values,
            )
            return self._connection.execute(
                f"DELETE FROM translations WHERE {wanted}",  # noqa: S608 - a constant
                values,
            ).rowcount

    def count(self, origin: Origin) -> int:
        """Count the translations of an origin."""
        query = "SELECT count(*) FROM translations WHERE origin = ?"
        with self._database.reading():
            return int(self._connection.execute(query, (origin.value,)).fetchone()[0])

    def _insert(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Insert or update rows, and index the sentences that are new."""
        (last,) = self._connection.execute("SELECT ifnull(max(id), 0) FROM translations").fetchone()
        self._connection.executemany(
            f"INSERT INTO translations ({_COLUMNS})"  # noqa: S608 - a constant
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, checksum(?1, ?2, ?3, ?4, ?5, ?6))"
            " ON CONFLICT (source, origin, document, segment) DO UPDATE"
            " SET target = excluded.target, date = excluded.date, checksum = excluded.checksum",
            rows,
        )
        fresh = "FROM translations WHERE id > ? AND origin = ?"
        values = (last, Origin.HUMAN.value)
        self._connection.execute(
            f"INSERT INTO grams (rowid, source) SELECT id, source {fresh}",
            values,
        )
        counts: Counter[str] = Counter()
        for (source,) in self._connection.execute(f"SELECT source {fresh}", values):
            counts.update(_grams(source))
        self._connection.executemany(
            "INSERT INTO gram_counts VALUES (?, ?)"
            " ON CONFLICT (gram) DO UPDATE SET count = count + excluded.count",
            counts.items(),
        )

    def _translation(self, row: Sequence[Any]) -> Translation:
        """Make a translation of a row, unless something else has written to it."""
        *values, given = row
        source, target, origin, document, segment, date = values
        if given != checksum(*values) or origin not in {each.value for each in Origin}:
            raise InputError(
                f"{self._database.path} holds a translation that was changed from outside "
                f"({document}, {segment}); remove it: termtreu memory forget --document {document}"
            )
        return Translation(source, target, Origin(origin), document, segment, date)

    def _candidates(self, wanted: str) -> list[tuple[Any, ...]]:
        """Return the human translations that share most of the rarest trigrams of a sentence."""
        votes: Counter[int] = Counter()
        for gram in self._rarest(wanted):
            query = "SELECT rowid FROM grams WHERE grams MATCH ?"
            quoted = '"' + gram.replace('"', '""') + '"'
            votes.update(row[0] for row in self._connection.execute(query, (quoted,)))
        best = [number for number, _ in votes.most_common(_CANDIDATES)]
        marks = ",".join("?" * len(best))
        query = (
            f"SELECT {_COLUMNS} FROM translations WHERE id IN ({marks})"  # noqa: S608 - only marks
            " ORDER BY date DESC, id DESC"
        )
        return list(self._connection.execute(query, best))

    def _rarest(self, wanted: str) -> list[str]:
        """Return the rarest trigrams that are known and do not overlap, as many as pay."""
        places = {gram: at for at, gram in enumerate(_all_grams(wanted))}
        known: list[tuple[int, str]] = []
        ordered = list(places)
        for start in range(0, len(ordered), 500):
            chunk = ordered[start : start + 500]
            marks = ",".join("?" * len(chunk))
            query = f"SELECT count, gram FROM gram_counts WHERE gram IN ({marks})"  # noqa: S608 - only marks
            known += self._connection.execute(query, chunk)
        chosen: list[str] = []
        rows = 0
        for count, gram in sorted(known):
            if len(chosen) == _GRAMS or (chosen and rows + count > _ROWS):
                break
            if all(abs(places[gram] - places[other]) >= 3 for other in chosen):
                chosen.append(gram)
                rows += count
        return chosen


def _all_grams(text: str) -> Iterator[str]:
    folded = text.lower()
    return (folded[at : at + 3] for at in range(len(folded) - 2))


def _grams(text: str) -> set[str]:
    return set(_all_grams(text))


def _storable(text: str) -> str:
    """Return a text without lone surrogates and NULs, which SQLite does not take."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def _row(one: Translation) -> tuple[str, ...]:
    target = re.sub(r"[ \t\r\n]+", " ", _storable(one.target)).strip(" ")
    places = (_storable(one.document), _storable(one.segment), one.date)
    return (key_text(one.source), target, one.origin.value, *places)
