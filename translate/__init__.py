"""German to English, offline, true to the terms.

The library's face: whatever is named here is loaded when it is first asked for, so that importing
this package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from translate import collision

if TYPE_CHECKING:
    from translate.bitext import Bitext, GlossaryTerm
    from translate.errors import (
        EngineError,
        GlossaryError,
        InputError,
        OutputError,
        TranslateError,
        UsageError,
    )
    from translate.jobs import run
    from translate.options import Options
    from translate.translator import Result, Translator, load, render

__all__ = [
    "Bitext",
    "EngineError",
    "GlossaryError",
    "GlossaryTerm",
    "InputError",
    "Options",
    "OutputError",
    "Result",
    "TranslateError",
    "Translator",
    "UsageError",
    "load",
    "render",
    "run",
]

_HOMES = {
    "bitext": ("Bitext", "GlossaryTerm"),
    "errors": (
        "EngineError",
        "GlossaryError",
        "InputError",
        "OutputError",
        "TranslateError",
        "UsageError",
    ),
    "jobs": ("run",),
    "options": ("Options",),
    "translator": ("Result", "Translator", "load", "render"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load what is asked for; ``__version__`` is a module where the Translate Toolkit shares us."""
    if name in _HOME_OF:
        return getattr(import_module(f"translate.{_HOME_OF[name]}"), name)
    if name == "__version__" and not collision.is_shared():
        return import_module("translate.version").VERSION
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])


collision.warn()
