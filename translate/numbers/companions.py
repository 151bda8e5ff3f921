"""What stands beside a number and belongs to it: the month of a date, the unit of a measure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from translate import languages as known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from translate.bitext import Languages

# Symbols that are the same in all languages.
_UNITS = (
    *("km", "hm", "m", "dm", "cm", "mm", "µm", "nm", "t", "kg", "g", "mg", "µg", "l", "ml", "cl"),
    *("kB", "KB", "MB", "GB", "TB", "PB", "KiB", "MiB", "GiB", "kbit", "Mbit", "Gbit"),
    *("W", "kW", "MW", "GW", "TW", "Wh", "kWh", "MWh", "GWh", "V", "kV", "mV", "A", "mA", "Ah"),
    *("Hz", "kHz", "MHz", "GHz", "ms", "ns", "µs", "°C", "°F", "bar", "dB", "px", "dpi"),
)
_UNIT = re.compile(rf"\d\s?({'|'.join(sorted(_UNITS, key=len, reverse=True))})(?![\w/²³^])")
_WORD = re.compile(r"[^\W\d_]+")


class Exchange(NamedTuple):
    """What stood beside a number in the source, and what stands there instead."""

    lost: str
    added: str


def exchanges(source: str, target: str, languages: Languages) -> list[Exchange]:
    """Return the months and units that became other ones.

    One that is only gone may be written out, or be said in another way.
    """
    months = (_months(source, languages.source), _months(target, languages.target))
    units = (_units(source), _units(target))
    return [*_exchanged(*months), *_exchanged(*units)]


def _exchanged(source: Mapping[str, str], target: Mapping[str, str]) -> list[Exchange]:
    """Pair what one side alone has, in order."""
    lost = [shown for key, shown in source.items() if key not in target]
    added = [shown for key, shown in target.items() if key not in source]
    return [Exchange(*pair) for pair in zip(lost, added, strict=False)]


def _months(text: str, language: str) -> dict[str, str]:
    """Return the names of months that begin with a capital, by the number of the month."""
    numbers = known.of(language).notation.months
    words = (word for word in _WORD.findall(text) if word[0].isupper())
    return {str(numbers[word.lower()]): word for word in words if word.lower() in numbers}


def _units(text: str) -> dict[str, str]:
    return {unit: unit for unit in _UNIT.findall(text)}
