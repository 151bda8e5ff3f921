"""The result as JSON: a versioned schema that holds all of a bitext and reads back exactly.

The format is described in ``docs/schema.md`` and, for machines, in ``bitext.schema.json``. It
mirrors the core types, with two differences: a segment is written once, in its pair, and blocks
name it by id; a termbase entry is written once, in ``terms``, and outcomes name it by index.
Members that have their default value are left out.
"""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate import limits
from translate.bitext import (
    GERMAN_ENGLISH,
    AlignedPair,
    Bitext,
    Block,
    BlockKind,
    Document,
    Fold,
    FoundAs,
    GlossaryTerm,
    KeptBy,
    Languages,
    Placeable,
    Score,
    Segment,
    Span,
    TermMatch,
    TermOutcome,
    TermStatus,
    Violation,
)
from translate.errors import InputError
from translate.exporters.strict import MisfitError, convert

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FORMAT = "termtreu-bitext"
VERSION = 1
LINE = 120

EARLY = (
    "; the file was written by an early termtreu 0.1.0, which noted escapes in another way: "
    "translate the article again"
)
_EARLY = re.compile(r"unknown field escaped|\.folds\[\d+\]: ")


@dataclass(frozen=True, slots=True)
class BlockRecord:
    """A block as written: its segments by id."""

    id: str
    kind: BlockKind
    span: Span
    line: int
    segments: tuple[str, ...] = ()
    prefix: str = ""
    level: int = 0
    boilerplate: bool = False
    folds: tuple[Fold, ...] = ()
    placeables: tuple[Placeable, ...] = ()
    syntax: str = ""


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document as written; ``unpaired`` are the segments that no pair holds."""

    path: str
    text: str
    blocks: tuple[BlockRecord, ...]
    format: str = "plaintext"
    unpaired: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class OutcomeRecord:
    """An occurrence and its fate as written: German first, then English."""

    term: int
    segment_id: str
    span: Span
    surface: str
    how: FoundAs
    status: TermStatus
    by: KeptBy | None = None
    rendering: str | None = None
    rendering_span: Span | None = None
    reason: str = ""
    price: float | None = None


@dataclass(frozen=True, slots=True)
class BitextRecord:
    """The whole file as written."""

    format: str
    version: int
    document: DocumentRecord
    pairs: tuple[AlignedPair, ...]
    terms: tuple[GlossaryTerm, ...] = ()
    outcomes: tuple[OutcomeRecord, ...] = ()
    violations: tuple[Violation, ...] = ()
    scores: tuple[Score, ...] = ()
    model: str = ""
    termbase: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    languages: Languages = GERMAN_ENGLISH


def render(bitext: Bitext) -> str:
    """Return the bitext as JSON, a line for what fits one; ``read`` gives it back unchanged."""
    return "".join(stream(bitext))


def stream(bitext: Bitext) -> Iterator[str]:
    """Yield what ``render`` returns piece by piece, so that it need not be held whole."""
    for piece in chain(_written(_record(bitext), ""), "\n"):
        # A file name that is no UTF-8 has halves of characters in it; JSON can escape them.
        yield piece.encode("utf-8", "backslashreplace").decode()


def load(path: str) -> Bitext:
    """Read a file that holds a bitext.

    Raises:
        InputError: the file cannot be read or holds no result.
    """
    try:
        text = limits.read(Path(path)).decode()
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read ({error}); name a JSON result") from error
    return read(text, path)


def read(text: str, path: str = "JSON") -> Bitext:
    """Return the bitext that was written as JSON.

    Args:
        text: the JSON document.
        path: names the file in messages.

    Raises:
        InputError: not JSON, not this format or version, or a member that is missing, unknown or
            of the wrong type; the message names its place as a JSON path.
    """
    try:
        data = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not JSON ({error}); translate the article again") from error
    try:
        _check_version(data)
        return _bitext(convert(data, BitextRecord))
    except MisfitError as misfit:
        raise InputError(f"{path}: {misfit}{_advice(misfit)}") from misfit


# --- bitext to record and back -------------------------------------------------------


def _record(bitext: Bitext) -> BitextRecord:
    """Replace repeated segments and terms by references."""
    document = bitext.document
    paired = {segment.id for pair in bitext.pairs for segment in pair.source}
    terms = {outcome.match.term: 0 for outcome in bitext.outcomes}
    numbers = {term: number for number, term in enumerate(terms)}
    return BitextRecord(
        FORMAT,
        VERSION,
        DocumentRecord(
            document.path,
            document.text,
            tuple(_block_record(block) for block in document.blocks),
            document.format,
            tuple(segment for segment in document.segments if segment.id not in paired),
        ),
        bitext.pairs,
        tuple(terms),
        tuple(_outcome_record(outcome, numbers) for outcome in bitext.outcomes),
        bitext.violations,
        bitext.scores,
        bitext.model,
        bitext.termbase,
        bitext.properties,
        bitext.languages,
    )


def _bitext(record: BitextRecord) -> Bitext:
    """Put the segments and terms back in place of the references to them."""
    segments = {segment.id: segment for pair in record.pairs for segment in pair.source}
    segments.update({segment.id: segment for segment in record.document.unpaired})
    blocks = tuple(
        _block(block, segments, f"$.document.blocks[{n}]")
        for n, block in enumerate(record.document.blocks)
    )
    for n, term in enumerate(record.terms):
        if not term.targets:
            raise MisfitError(f"$.terms[{n}].targets: a term needs one")
    document = record.document
    return Bitext(
        Document(document.path, document.text, blocks, document.format),
        record.pairs,
        tuple(
            _outcome(outcome, record.terms, f"$.outcomes[{n}]")
            for n, outcome in enumerate(record.outcomes)
        ),
        record.violations,
        record.scores,
        record.model,
        record.termbase,
        record.properties,
        record.languages,
    )


def _block_record(block: Block) -> BlockRecord:
    """Name a block's segments by id."""
    ids = tuple(segment.id for segment in block.segments)
    members = {f.name: getattr(block, f.name) for f in fields(block)}
    return BlockRecord(**{**members, "segments": ids})


def _block(record: BlockRecord, segments: Mapping[str, Segment], where: str) -> Block:
    """Look a block's segments up by id."""
    members = {f.name: getattr(record, f.name) for f in fields(record)}
    for n, name in enumerate(record.segments):
        if name not in segments:
            raise MisfitError(f"{where}.segments[{n}]: no pair has a segment {name!r}")
    return Block(**{**members, "segments": tuple(segments[name] for name in record.segments)})


def _outcome_record(outcome: TermOutcome, numbers: Mapping[GlossaryTerm, int]) -> OutcomeRecord:
    """Flatten an outcome and name its term by index."""
    match = outcome.match
    return OutcomeRecord(
        numbers[match.term],
        match.segment_id,
        match.span,
        match.surface,
        match.how,
        outcome.status,
        outcome.by,
        outcome.surface,
        outcome.span,
        outcome.reason,
        outcome.price,
    )


def _outcome(record: OutcomeRecord, terms: tuple[GlossaryTerm, ...], where: str) -> TermOutcome:
    """Look an outcome's term up by index."""
    if not 0 <= record.term < len(terms):
        raise MisfitError(f"{where}.term: there is no term {record.term}, only {len(terms)} terms")
    match = TermMatch(
        terms[record.term], record.segment_id, record.span, record.surface, record.how
    )
    return TermOutcome(
        match,
        record.status,
        record.rendering,
        record.rendering_span,
        record.by,
        record.reason,
        record.price,
    )


# --- plain data to JSON --------------------------------------------------------------


def _opened(value: Any) -> Any:
    """Return a value as JSON data, one level deep: a dataclass without its defaults as a dict."""
    if is_dataclass(value):
        members = ((f, getattr(value, f.name)) for f in fields(value))
        return {f.name: member for f, member in members if member != _default(f)}
    return value


def _encode(value: Any) -> Any:
    """Return a value as JSON data."""
    opened = _opened(value)
    if isinstance(opened, dict):
        return {name: _encode(member) for name, member in opened.items()}
    return [_encode(item) for item in opened] if isinstance(opened, tuple) else opened


def _written(value: Any, indent: str) -> Iterator[str]:
    """Write JSON on one line if that is short enough, else one member or item a line."""
    opened = _opened(value)
    several = isinstance(opened, dict | tuple) and len(opened) > 0
    if not several or _room(opened, LINE - len(indent)) >= 0:
        line = json.dumps(_encode(opened), ensure_ascii=False, allow_nan=False)
        if not several or len(indent) + len(line) <= LINE:
            yield line
            return
    deeper, comma = f"\n{indent} ", ""
    named = isinstance(opened, dict)
    yield "{" if named else "["
    for item in opened.items() if named else opened:
        name, member = item if named else ("", item)
        yield comma + deeper + (f"{json.dumps(name)}: " if named else "")
        yield from _written(member, indent + " ")
        comma = ","
    yield f"\n{indent}" + ("}" if named else "]")


def _room(value: Any, room: int) -> int:
    """Return at most what a value leaves of a line; less than nothing if it cannot fit."""
    opened = _opened(value)
    if isinstance(opened, str):
        return room - len(opened)
    if not isinstance(opened, dict | tuple):
        return room - 1
    for item in opened.values() if isinstance(opened, dict) else opened:
        if room < 0:
            break
        room = _room(item, room)
    return room


def _default(member: Field[Any]) -> Any:
    """Return the default of a dataclass field, MISSING if it has none."""
    factory = member.default_factory
    return member.default if factory is MISSING else factory()


def _check_version(data: Any) -> None:
    """Refuse other formats and newer versions before looking at anything else."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise MisfitError(
            f"$.format: not a saved result; expected an object with format {FORMAT!r}"
        )
    if data.get("version") != VERSION:
        raise MisfitError(
            f"$.version: is {data.get('version')!r}, this program reads version {VERSION}; "
            "translate the article again or use the program that wrote the file"
        )


def _advice(misfit: MisfitError) -> str:
    """Say what helps where a file is so old that the format had its number, but not its form."""
    return EARLY if _EARLY.search(str(misfit)) else ""


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")
