"""The result as JSON: a versioned schema that holds all of a bitext and reads back exactly.

The format is described in ``docs/schema.md`` and, for machines, in ``bitext.schema.json``. It
mirrors the core types, with two differences: a segment is written once, in its pair, and blocks
name it by id; a termbase entry is written once, in ``terms``, and outcomes name it by index.
Members that have their default value are left out.
"""

from __future__ import annotations

import json
import math
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

from translate import limits
from translate.bitext import (
    GERMAN_ENGLISH,
    AlignedPair,
    Bitext,
    Block,
    BlockKind,
    Document,
    Fold,
    Found,
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

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = "termtreu-bitext"
VERSION = 1
LINE = 120

NAMES = {
    str: "a string",
    int: "an integer",
    float: "a number",
    bool: "true or false",
    list: "an array",
    dict: "an object",
    NoneType: "null",
}

T = TypeVar("T")


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
    how: Found
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
    written = _written(_encode(_record(bitext)), "") + "\n"
    # A file name that is no UTF-8 has halves of characters in it; JSON can escape them.
    return written.encode("utf-8", "backslashreplace").decode()


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
        return _bitext(_decode(BitextRecord, data, "$"))
    except _Misfit as misfit:
        raise InputError(f"{path}: {misfit}") from misfit


class _Misfit(Exception):  # noqa: N818 - private, becomes an InputError at the border
    """A value that does not fit the schema; the message starts with its JSON path."""


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
            raise _Misfit(f"$.terms[{n}].targets: a term needs one")
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
            raise _Misfit(f"{where}.segments[{n}]: no pair has a segment {name!r}")
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
        raise _Misfit(f"{where}.term: there is no term {record.term}, only {len(terms)} terms")
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


# --- plain data to JSON and back, guided by the types --------------------------------


def _encode(value: Any) -> Any:
    """Return a value as JSON data: dataclasses as objects, tuples as arrays."""
    if is_dataclass(value):
        return {
            f.name: _encode(getattr(value, f.name))
            for f in fields(value)
            if getattr(value, f.name) != _default(f)
        }
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    return value


def _written(data: Any, indent: str) -> str:
    """Write JSON data on one line if that is short enough, else one member or item a line."""
    line = json.dumps(data, ensure_ascii=False, allow_nan=False)
    if len(indent) + len(line) <= LINE or not data or not isinstance(data, dict | list):
        return line
    deeper = indent + " "
    if isinstance(data, list):
        items = [_written(item, deeper) for item in data]
        return "[\n" + ",\n".join(f"{deeper}{item}" for item in items) + f"\n{indent}]"
    members = [f"{json.dumps(name)}: {_written(item, deeper)}" for name, item in data.items()]
    return "{\n" + ",\n".join(f"{deeper}{member}" for member in members) + f"\n{indent}}}"


def _default(member: Field[Any]) -> Any:
    """Return the default of a dataclass field, MISSING if it has none."""
    factory = member.default_factory
    return member.default if factory is MISSING else factory()


def _check_version(data: Any) -> None:
    """Refuse other formats and newer versions before looking at anything else."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise _Misfit(f"$.format: not a saved result; expected an object with format {FORMAT!r}")
    if data.get("version") != VERSION:
        raise _Misfit(
            f"$.version: is {data.get('version')!r}, this program reads version {VERSION}; "
            "translate the article again or use the program that wrote the file"
        )


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _decode(kind: Any, value: Any, where: str) -> Any:
    """Return JSON data as a value of the type ``kind``; ``where`` is its JSON path."""
    origin = get_origin(kind)
    if origin is UnionType:
        return None if value is None else _decode(_without_none(kind), value, where)
    if origin is dict:
        return _decode_strings(value, where)
    if origin is tuple:
        return _decode_tuple(get_args(kind), value, where)
    if is_dataclass(kind):
        return _decode_object(kind, value, where)
    if issubclass(kind, tuple):  # a NamedTuple is written as an array
        return kind(*_decode_tuple(tuple(_hints(kind).values()), value, where))
    return _decode_scalar(kind, value, where)


def _without_none(kind: Any) -> Any:
    """Return the other half of an optional type."""
    return next(option for option in get_args(kind) if option is not NoneType)


def _decode_strings(value: Any, where: str) -> dict[str, str]:
    """Read an object whose members are all strings."""
    members = _expect(dict, value, where)
    return {key: _expect(str, item, f"{where}.{key}") for key, item in members.items()}


def _decode_tuple(kinds: tuple[Any, ...], value: Any, where: str) -> tuple[Any, ...]:
    """Read an array: of one type and any length, or of given types and their number."""
    items = _expect(list, value, where)
    if kinds[-1] is Ellipsis:
        kinds = kinds[:1] * len(items)
    if len(items) != len(kinds):
        raise _Misfit(f"{where}: expected {len(kinds)} items, found {len(items)}")
    pairs = zip(kinds, items, strict=True)
    return tuple(_decode(kind, item, f"{where}[{n}]") for n, (kind, item) in enumerate(pairs))


def _decode_object(kind: Any, value: Any, where: str) -> Any:
    """Read an object into a dataclass; members with a default may be left out."""
    members = _expect(dict, value, where)
    hints = _hints(kind)
    for name in members:
        if name not in hints:
            raise _Misfit(f"{where}.{name}: unknown; known are {', '.join(hints)}")
    for member in fields(kind):
        if member.name not in members and _default(member) is MISSING:
            raise _Misfit(f"{where}.{member.name}: missing")
    return kind(
        **{name: _decode(hints[name], item, f"{where}.{name}") for name, item in members.items()}
    )


def _decode_scalar(kind: type, value: Any, where: str) -> Any:
    """Read a string, number, truth value or one of the members of an enumeration."""
    if issubclass(kind, StrEnum):
        name = _expect(str, value, where)
        if name not in set(kind):
            raise _Misfit(f"{where}: is {name!r}, expected one of {', '.join(kind)}")
        return kind(name)
    if kind is float and type(value) in {int, float}:
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise _Misfit(f"{where}: expected a number, found one beyond all bounds")
        return number
    return _expect(kind, value, where)


def _expect(kind: type[T], value: Any, where: str) -> T:
    """Return ``value`` if it has exactly the type ``kind``."""
    if type(value) is not kind:
        raise _Misfit(f"{where}: expected {NAMES[kind]}, found {NAMES[type(value)]}")
    return value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """Return the resolved annotations of a dataclass or NamedTuple."""
    return get_type_hints(kind)
