"""A termbase in memory: its terms, its faults, and what the readers of all formats share."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from translate.bitext import GERMAN_ENGLISH, GlossaryTerm
from translate.errors import GlossaryError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from translate.bitext import Languages, Violation


@dataclass(frozen=True, slots=True)
class Termbase:
    """The terms of one file, in file order; ``digest`` changes with their meaning only.

    ``remarks`` are what the reader of the file noted; ``lint.check`` returns them too.
    """

    terms: tuple[GlossaryTerm, ...] = ()
    path: str = ""
    digest: str = ""
    remarks: tuple[Violation, ...] = ()
    languages: Languages = GERMAN_ENGLISH


class Faults:
    """The faults of a file, gathered so that all of them can be mended at once."""

    MOST = 50

    def __init__(self) -> None:
        self._messages: list[str] = []

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Note a GlossaryError and go on behind the block."""
        try:
            yield
        except GlossaryError as error:
            self._messages.append(str(error))

    def report(self) -> None:
        """Raise all that was noted as one error, a line a fault.

        Raises:
            GlossaryError: something was.
        """
        rest = len(self._messages) - self.MOST
        more = [f"and {rest} more"] if rest > 0 else []
        if self._messages:
            raise GlossaryError("\n".join([*self._messages[: self.MOST], *more]))


def build(
    terms: Iterable[GlossaryTerm], path: str, languages: Languages = GERMAN_ENGLISH
) -> Termbase:
    """Gather terms into a termbase and give it its digest.

    Args:
        terms: the entries; their order, lines and notes do not influence the digest.
        path: where they come from, for messages.
        languages: of their sources and targets.

    Returns:
        The termbase; its digest is 16 hexadecimal digits of a SHA-256.
    """
    kept = tuple(terms)
    meanings = sorted(
        json.dumps([t.source, t.targets, sorted(t.forbidden), t.match, t.case_sensitive, t.keep])
        for t in kept
    )
    digest = hashlib.sha256("\n".join(meanings).encode()).hexdigest()[:16]
    return Termbase(kept, path, digest, languages=languages)


def refuse_clash(targets: Iterable[str], forbidden: Collection[str], where: str) -> None:
    """Refuse a wording that is wanted and forbidden at once.

    Raises:
        GlossaryError: there is one; the message begins with ``where``.
    """
    for target in targets:
        if target in forbidden:
            raise GlossaryError(
                f"{where}: '{target}' is both target and forbidden; keep it in one of the two"
            )


def merged(terms: Iterable[GlossaryTerm], path: str, faults: Faults) -> Iterator[GlossaryTerm]:
    """Yield one term a source; later rows add accepted and forbidden targets to the first."""
    found: dict[str, GlossaryTerm] = {}
    in_any_case: dict[str, str] = {}
    for term in terms:
        key = term.source
        if key not in found and not term.case_sensitive:
            key = in_any_case.setdefault(key.casefold(), key)
        first = found.setdefault(key, term)
        found[key] = replace(
            first,
            targets=tuple(dict.fromkeys(first.targets + term.targets)),
            forbidden=tuple(dict.fromkeys(first.forbidden + term.forbidden)),
        )
    for term in found.values():
        with faults.gathered():
            if not term.targets:
                raise GlossaryError(f"{path}:{term.line}: '{term.source}' has no target; give one")
            refuse_clash(term.targets, term.forbidden, f"{path}:{term.line}")
    return iter(found.values())
