"""Read plain data as typed data, with nothing coerced, left over or beyond all bounds.

msgspec does the work, in C. It ignores members that a dataclass has not, so data is first read as
structures that are made from the dataclasses and refuse such members.
"""

from __future__ import annotations

import sys
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    NamedTuple,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
)
from typing import get_type_hints as hints_of

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")

_FLOAT = Annotated[float, msgspec.Meta(ge=-sys.float_info.max, le=sys.float_info.max)]


class MisfitError(Exception):
    """Data that does not fit its type; the message begins with its JSON path."""


def convert(data: Any, kind: type[T]) -> T:
    """Return plain data as a value of a type.

    Args:
        data: what ``json.loads`` returned.
        kind: a dataclass of dataclasses, named tuples, enumerations, tuples, numbers and texts.

    Raises:
        MisfitError: a member is missing, unknown or of the wrong type.
    """
    try:
        msgspec.convert(data, _strict(cast("Any", kind)))
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        what, _, place = str(error).partition(" - at `")
        what = what[0].lower() + what[1:].replace("`", "")
        raise MisfitError(f"{place.rstrip('`') or '$'}: {what}") from error
    except UnicodeEncodeError as error:
        raise MisfitError("$: the name of a member is no text") from error


@cache
def _strict(kind: Any) -> Any:
    """Return a type like ``kind`` that refuses unknown members and infinite numbers."""
    if kind is float:
        return _FLOAT
    if isinstance(kind, type) and is_dataclass(kind):
        members = list(_members(kind))
        return msgspec.defstruct(kind.__name__, members, forbid_unknown_fields=True)
    if isinstance(kind, type) and hasattr(kind, "_fields"):
        return NamedTuple(kind.__name__, [(n, _strict(k)) for n, k in hints_of(kind).items()])
    inner = tuple(one if one is ... else _strict(one) for one in get_args(kind))
    if get_origin(kind) is UnionType:
        return Union[inner]  # noqa: UP007 - made at run time
    return get_origin(kind)[inner] if inner else kind


def _members(kind: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the members of a dataclass, with a default where it has one."""
    hints = hints_of(kind)
    for member in fields(kind):
        strict = (member.name, _strict(hints[member.name]))
        if member.default is not MISSING:
            yield (*strict, member.default)
        elif member.default_factory is not MISSING:
            yield (*strict, msgspec.field(default_factory=member.default_factory))
        else:
            yield strict
