"""The plain data that every step takes and returns; imports nothing of ours.

All offsets are character offsets (Unicode code points), half-open, as in Python slices.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of characters."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of ``text`` that this span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end

    def stripped(self, text: str) -> Span:
        """Return the span without the blanks of ``text`` at its two ends."""
        inner = self.of(text)
        start = self.end - len(inner.lstrip())
        return Span(start, max(start, self.start + len(inner.rstrip())))


class Languages(NamedTuple):
    """The codes (ISO 639-1) of the language that is translated and of the one it becomes."""

    source: str = "de"
    target: str = "en"


GERMAN_ENGLISH = Languages()

# --- the source document -------------------------------------------------------------


class BlockKind(StrEnum):
    """What a block is in the source format; the last three are ``UNTRANSLATED``."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    TABLE_CELL = "table_cell"
    CODE = "code"
    HTML = "html"
    FRONT_MATTER = "front_matter"


UNTRANSLATED = frozenset({BlockKind.CODE, BlockKind.HTML, BlockKind.FRONT_MATTER})
"""Blocks without language of their own: they have no segments."""


class Half(StrEnum):
    """Which half of a pair a piece of markup is, if it is one."""

    OPEN = "open"
    CLOSE = "close"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Placeable:
    """A stretch of a segment that must come through translation unchanged, exactly once.

    An *atom* (inline code, URL, ``{name}``) stands in the sentence like a noun. *Markup*
    (``**``, ``<b>``, ``](url)``) surrounds words; it is taken out before translation and put
    back around the words that render them. ``side`` is a half for markup that comes in (properly
    nested) pairs, and none for markup that stands alone (``<wbr>``, ``[^1]``).
    ``changed`` is what has to be written instead if the words around it have become others: the
    ``]`` of ``[label]`` stands for ``][label]``.
    """

    kind: str
    span: Span
    surface: str
    markup: bool = False
    side: Half = Half.NONE
    changed: str = ""


class Fold(NamedTuple):
    r"""Source characters that a reader sees as something else.

    A soft line break with its quote prefix reads as a blank, a hard one as a newline, ``&uuml;``
    as its letter, ``\*`` as a star.
    """

    span: Span
    reading: str


class Spelling(NamedTuple):
    """A character of a segment that its source writes as an escape or a character reference."""

    at: int
    written: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence. ``text`` has soft line breaks folded to blanks; ``span`` is in the document.

    The id ("b12.s3", 1-based) is stable and stands in every message, export and memory row.
    ``placeables`` carry spans in ``text``. ``spelled`` lists the characters of ``text`` that the
    source writes with a backslash or as references; the translation must do the same.
    """

    id: str
    text: str
    span: Span
    placeables: tuple[Placeable, ...] = ()
    spelled: tuple[Spelling, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph-like unit. ``span`` covers its inline content in the document's text.

    ``prefix`` is the markup before the content on its first line ("## ", "  1. ", "> - ").
    ``level`` is the heading level or the list depth, 1-based; 0 elsewhere. ``line`` is 1-based.
    Blocks that are never translated have no segments. ``folds`` and ``placeables`` are what the
    reader of the format found inside, in document offsets; segmentation hands them down.
    """

    id: str
    kind: BlockKind
    span: Span
    line: int
    segments: tuple[Segment, ...] = ()
    prefix: str = ""
    level: int = 0
    boilerplate: bool = False
    folds: tuple[Fold, ...] = ()
    placeables: tuple[Placeable, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A source file: its exact text and the blocks found in it, in order of their spans."""

    path: str
    text: str
    blocks: tuple[Block, ...]
    format: str = "plaintext"

    @property
    def segments(self) -> tuple[Segment, ...]:
        """All segments in reading order."""
        return tuple(segment for block in self.blocks for segment in block.segments)


# --- terminology ---------------------------------------------------------------------


class MatchMode(StrEnum):
    """How an entry may be found; each mode includes the ones before it."""

    EXACT = "exact"
    INFLECTED = "inflected"
    COMPOUND = "compound"


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """One termbase entry. The first target is preferred, the others are accepted.

    ``case_sensitive`` holds for both languages. ``keep`` marks a name that is not translated
    (its one target is the source). ``line`` is the 1-based line in the termbase file.
    """

    source: str
    targets: tuple[str, ...]
    forbidden: tuple[str, ...] = ()
    match: MatchMode = MatchMode.COMPOUND
    case_sensitive: bool = False
    keep: bool = False
    note: str = ""
    line: int = 0


class FoundAs(StrEnum):
    """By which rule an occurrence was found.

    As the entry is written, in other capitals, or in another spelling; in another form; as a part
    of a compound; as what a hyphen leaves out; as a verb whose particle stands apart.
    """

    EXACT = "exact"
    CASE = "case"
    SPELLING = "spelling"
    INFLECTED = "inflected"
    COMPOUND = "compound"
    SUSPENDED = "suspended"
    SEPARABLE = "separable"


@dataclass(frozen=True, slots=True)
class TermMatch:
    """One occurrence of a term in a segment of the source."""

    term: GlossaryTerm
    segment_id: str
    span: Span
    surface: str
    how: FoundAs


class Enforcement(StrEnum):
    """How hard terms are enforced: not at all, by hints, where missed, or in every search."""

    OFF = "off"
    HINTS = "hints"
    CASCADE = "cascade"
    ALWAYS = "always"


class TermStatus(StrEnum):
    """What became of an occurrence."""

    KEPT = "kept"
    MISSED = "missed"


class KeptBy(StrEnum):
    """Which step of the cascade kept an occurrence."""

    MODEL = "model"
    CONSTRAINT = "constraint"
    REPAIR = "repair"


@dataclass(frozen=True, slots=True)
class TermOutcome:
    """The fate of one occurrence: where it stands in the English and who put it there.

    ``surface``, ``span`` and ``by`` are None when the term was missed; ``reason`` then says why.
    Of a kept one ``reason`` is a remark: what is wrong with it all the same. ``price`` is how many
    nats a token the sentence lost, by the model's own measure, for what a later step kept in it.
    """

    match: TermMatch
    status: TermStatus
    surface: str | None = None
    span: Span | None = None
    by: KeptBy | None = None
    reason: str = ""
    price: float | None = None

    @property
    def remarked(self) -> bool:
        """Whether the term is kept, but with a remark."""
        return self.status is TermStatus.KEPT and bool(self.reason)


# --- translation ---------------------------------------------------------------------


class WordLink(NamedTuple):
    """A source word and a target word that render each other; ``weight`` is in 0..1."""

    source: Span
    target: Span
    weight: float


@dataclass(frozen=True, slots=True)
class TermHint:
    """English offered to an engine that understands term markers; never binding."""

    span: Span
    target: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A disjunctive positive constraint: one of ``alternatives`` must stand in the output.

    n occurrences are n clauses; clauses are met by disjoint, word-anchored stretches. ``span``
    is the source text that the rendition renders, where it is known.
    """

    alternatives: tuple[str, ...]
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One sentence for an engine; with ``target`` set it is only scored, nothing is searched.

    A translation that is searched begins with ``prefix``, whole words, if the engine can do that.
    """

    id: str
    text: str
    target: str | None = None
    clauses: tuple[Clause, ...] = ()
    forbidden: tuple[str, ...] = ()
    hints: tuple[TermHint, ...] = ()
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What an engine proposes for a request.

    ``log_prob`` is the mean natural-log probability per target token (end token included).
    ``unmet`` lists indices of request clauses that the search could not satisfy.
    """

    segment_id: str
    text: str
    log_prob: float
    word_links: tuple[WordLink, ...] = ()
    unmet: tuple[int, ...] = ()


class Origin(StrEnum):
    """Who made the English of a pair.

    *Human*: a person wrote or approved it. *Adapted*: a person's translation of a sentence that
    differs in numbers or code alone, with these exchanged. *Kept*: it was English already.
    """

    ENGINE = "engine"
    ALIGNER = "aligner"
    HUMAN = "human"
    ADAPTED = "adapted"
    KEPT = "kept"


class NearMatch(NamedTuple):
    """A similar sentence that a person translated; ``similarity`` is in 0..1.

    ``changed``: it stood in this document before its German became what it is now.
    """

    source: str
    target: str
    similarity: float
    document: str = ""
    changed: bool = False


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """m German segments beside n English ones; ours are 1:1 by construction.

    ``confidence`` estimates quality in 0..1 where known; ``links`` join words of the joined
    source and target texts (blocks of several segments are joined by one blank). ``near`` are
    human translations of similar sentences, best first; ``note`` is what a person noted down.
    ``hints`` is the English that the dictionary offered for words of the source text.
    """

    source: tuple[Segment, ...]
    target: tuple[str, ...]
    origin: Origin
    confidence: float | None = None
    log_prob: float | None = None
    links: tuple[WordLink, ...] = ()
    near: tuple[NearMatch, ...] = ()
    note: str = ""
    hints: tuple[TermHint, ...] = ()

    @property
    def id(self) -> str:
        """The id of the first source segment; empty for an insertion."""
        return self.source[0].id if self.source else ""

    @property
    def source_text(self) -> str:
        """The German side as one string."""
        return " ".join(segment.text for segment in self.source)

    @property
    def target_text(self) -> str:
        """The English side as one string."""
        return " ".join(self.target)


class Correction(NamedTuple):
    """The English that a person gives a pair, as it stands in the source format.

    English equal to what stands there approves it. ``note`` replaces the pair's note where it is
    not empty.
    """

    segment_id: str
    english: str
    note: str = ""


# --- checking and scoring ------------------------------------------------------------


class Severity(StrEnum):
    """How bad a finding is, mildest first."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for info, 1 for warning, 2 for error."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Violation:
    """One finding of a check; ``span`` is in the target text, where it can be told."""

    check: str
    severity: Severity
    segment_id: str
    message: str
    span: Span | None = None
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A number that knows how it was made: ``n`` items, 95% ``interval``, sacrebleu signature."""

    metric: str
    value: float
    signature: str
    n: int
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Bitext:
    """The result of a run: all that exporters, preview and report need."""

    document: Document
    pairs: tuple[AlignedPair, ...]
    outcomes: tuple[TermOutcome, ...] = ()
    violations: tuple[Violation, ...] = ()
    scores: tuple[Score, ...] = ()
    model: str = ""
    termbase: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    languages: Languages = GERMAN_ENGLISH
