"""Every setting of a run in one frozen dataclass, which checks itself wherever it comes from.

The command line lays flags over ``termtreu.toml`` over the defaults.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from translate import limits
from translate.bitext import GERMAN_ENGLISH, Enforcement, Languages, Severity
from translate.errors import InputError, UsageError

CONFIG_NAME = "termtreu.toml"
GLOSSARY_NAME = "glossary.yaml"
ENGINES = ("auto", "ctranslate2", "torch")
MOST = {"beam": 32, "batch": 512, "cores": 4096}
"""The largest values that make sense: beyond them memory runs out before anything gets better."""

OPTION_NAMES = {"enforce": "enforcement", "format": "formats", "reference": "references"}
"""Options whose name on the command line is another than that of their field."""

_KINDS = {str: "a text", bool: "true or false", tuple: "a list of texts"}


class Wrap(StrEnum):
    """Whether the lines of a source that was wrapped stay lines, or are joined."""

    KEEP = "keep"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Options:
    """The settings of one run.

    ``glossary`` and ``memory`` are paths; None means ``glossary.yaml`` in the working folder, if
    there is one, and the user's cache folder.
    ``force`` writes over files that termtreu did not write, or that were changed since.
    ``adapt`` takes over human translations of sentences that differ in numbers or code alone.
    ``dictionary`` offers the model English for rare words, if it takes hints.
    ``references`` None means: look beside the article. ``engine`` is one of ``ENGINES``.
    ``batch`` is in sentences of usual length, ``beam`` in hypotheses, ``cores`` in CPU cores (None:
    all that there are). ``source`` and ``target`` are codes of languages that are registered.

    Names of enumerations, paths and lists may be given in place of their members, strings and
    tuples.

    Raises:
        UsageError: a value has the wrong type, or is out of bounds.
    """

    model: str = "de-en"
    engine: str = "auto"
    beam: int = 4
    batch: int = 16
    cores: int | None = None
    glossary: str | None = None
    use_glossary: bool = True
    dictionary: bool = True
    enforcement: Enforcement = Enforcement.CASCADE
    references: tuple[str, ...] = ()
    memory: str | None = None
    use_memory: bool = True
    adapt: bool = False
    formats: tuple[str, ...] = ("md", "md-table", "md-en", "json")
    output: str = "outputs"
    encoding: str | None = None
    input_format: str | None = None
    fail_on: Severity = Severity.ERROR
    wrap: Wrap = Wrap.KEEP
    source: str = GERMAN_ENGLISH.source
    target: str = GERMAN_ENGLISH.target
    force: bool = False

    @property
    def languages(self) -> Languages:
        """The codes of the language that is translated and of the one it becomes."""
        return Languages(self.source, self.target)

    @property
    def glossary_path(self) -> str | None:
        """The termbase to use, or None for none."""
        if not self.use_glossary:
            return None
        return self.glossary or (GLOSSARY_NAME if Path(GLOSSARY_NAME).is_file() else None)

    def __post_init__(self) -> None:
        for field in fields(self):
            value = _checked(field.name, field.default, getattr(self, field.name))
            object.__setattr__(self, field.name, value)

    def updated(self, **settings: Any) -> Options:
        """Return a copy with every setting that is not None replaced.

        Raises:
            UsageError: there is no such setting, or a value does not fit it.
        """
        known = [field.name for field in fields(self)]
        unknown = [name for name in settings if name not in known]
        if unknown:
            raise UsageError(f"unknown setting {unknown[0]!r}; known are {', '.join(known)}")
        return replace(
            self, **{name: value for name, value in settings.items() if value is not None}
        )


def load(path: str | None) -> Options:
    """Return the defaults overlaid with a TOML file.

    Args:
        path: a configuration file; None reads ``termtreu.toml`` in the working folder if there.

    Raises:
        InputError: the named file cannot be read or is not TOML.
        UsageError: a key is unknown, or its value does not fit it.
    """
    if path is None and not Path(CONFIG_NAME).is_file():
        return Options()
    source = path or CONFIG_NAME
    try:
        settings = tomllib.loads(limits.read(Path(source)).decode())
    except (OSError, ValueError, RecursionError) as error:  # among them numbers beyond all bounds
        raise InputError(
            f"{source}: cannot be read as TOML ({error}); mend or remove it"
        ) from error
    try:
        return Options().updated(**{_field(key): value for key, value in settings.items()})
    except UsageError as error:
        raise UsageError(f"{source}: {error}") from error


def _field(key: str) -> str:
    """Return the field that a key sets: keys are named as the options are, dashes and all."""
    return OPTION_NAMES.get(key, key.replace("-", "_"))


def _checked(name: str, default: Any, value: Any) -> Any:
    """Return a value as the type of its setting.

    Args:
        name: of the setting.
        default: of the setting, which tells its type; None is one of a text, or of a number.
        value: what it is to be.

    Raises:
        UsageError: it does not fit.
    """
    if value is None and default is None:
        return None
    if isinstance(default, StrEnum):
        return _member(name, type(default), value)
    if name in MOST:
        if type(value) is int and 1 <= value <= MOST[name]:
            return value
        raise UsageError(f"{name} takes a number from 1 to {MOST[name]}, not {_shown(value)}")
    kind = str if default is None else type(default)
    if kind is str and isinstance(value, os.PathLike):
        value = os.fspath(value)
    if kind is tuple and isinstance(value, list):
        value = tuple(value)
    if type(value) is not kind or (kind is tuple and not all(type(one) is str for one in value)):
        raise UsageError(f"{name} takes {_KINDS[kind]}, not {_shown(value)}")
    if name == "engine" and value not in ENGINES:
        raise UsageError(f"engine is one of {', '.join(ENGINES)}, not {value!r}")
    return value


def _member(name: str, kind: type[StrEnum], value: object) -> StrEnum:
    """Return the member of an enumeration that a value is or names."""
    if not isinstance(value, str) or value not in set(kind):
        raise UsageError(f"{name} is one of {', '.join(kind)}, not {_shown(value)}")
    return kind(value)


def _shown(value: object) -> str:
    """Show a value; a number may have more digits than Python writes."""
    return repr(value) if type(value) is not int or abs(value) < 10**18 else "one beyond all bounds"
