"""How a function becomes a check: a decorator gives the severity, the function name and title."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from translate.bitext import AlignedPair, Bitext, Languages, Severity, Span, Violation


class Finding(NamedTuple):
    """What a check function yields; the catalogue adds the name and the severity."""

    message: str
    span: Span | None = None
    suggestion: str = ""
    segment_id: str = ""


BitextFunction = Callable[[Bitext], Iterator[Finding]]
PairFunction = Callable[[AlignedPair], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """A check as users see it, and the function behind it; ``languages`` are all that it knows."""

    name: str
    severity: Severity
    title: str
    function: BitextFunction
    languages: Languages | None = None

    def findings(self, bitext: Bitext) -> Iterator[Violation]:
        """Yield the findings of this check in a bitext; none in languages that it does not know."""
        if self.languages not in {None, bitext.languages}:
            return
        for message, span, suggestion, segment_id in self.function(bitext):
            yield Violation(self.name, self.severity, segment_id, message, span, suggestion)


_CHECKS: dict[str, list[Check]] = {}


def registered(module: str) -> tuple[Check, ...]:
    """Return the checks of a module in the order of their definition."""
    return tuple(_CHECKS[module])


def of_bitext(
    severity: Severity, languages: Languages | None = None
) -> Callable[[BitextFunction], BitextFunction]:
    """Register a function over a whole bitext as a check.

    The check is named after the function and titled by the first line of its docstring.
    ``languages`` are those whose words it knows, if it looks at words.
    """

    def register(function: BitextFunction) -> BitextFunction:
        _register(severity, function, function, languages)
        return function

    return register


def of_pair(
    severity: Severity, languages: Languages | None = None
) -> Callable[[PairFunction], PairFunction]:
    """Register a function over one pair as a check of every pair."""

    def register(function: PairFunction) -> PairFunction:
        def over_pairs(bitext: Bitext) -> Iterator[Finding]:
            for pair in bitext.pairs:
                for finding in function(pair):
                    yield finding._replace(segment_id=pair.id)

        _register(severity, function, over_pairs, languages)
        return function

    return register


def _register(
    severity: Severity,
    named: BitextFunction | PairFunction,
    function: BitextFunction,
    languages: Languages | None,
) -> None:
    """Enter a check under the name of a function, with the first line of its docstring."""
    title = (named.__doc__ or "").strip().splitlines()[0].rstrip(".")
    check = Check(named.__name__.replace("_", "-"), severity, title, function, languages)
    _CHECKS.setdefault(named.__module__, []).append(check)
