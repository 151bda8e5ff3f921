"""The languages that there are, by their codes: a module of data each, and of code where needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translate.errors import UsageError
from translate.languages.base import Language
from translate.languages.english import ENGLISH
from translate.languages.german import GERMAN

if TYPE_CHECKING:
    from translate.bitext import Languages

__all__ = ["Language", "label", "of", "register"]

_KNOWN: dict[str, Language] = {}


def register(language: Language) -> None:
    """Make a language known under its code; a later one takes the place of an earlier."""
    _KNOWN[language.code] = language


def of(code: str) -> Language:
    """Return the language of a code.

    Raises:
        UsageError: no language has it.
    """
    if code not in _KNOWN:
        raise UsageError(f"unknown language {code!r}; known are {', '.join(_KNOWN)}")
    return _KNOWN[code]


def label(languages: Languages) -> str:
    """Return what stands in file names for two languages: "de-en"."""
    return f"{languages.source}-{languages.target}"


for _language in (GERMAN, ENGLISH):
    register(_language)
