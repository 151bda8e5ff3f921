"""Every setting of a run in one frozen dataclass: defaults, then ``termtreu.toml``, then flags."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from translate import limits
from translate.bitext import Enforcement, Severity
from translate.errors import InputError, UsageError

CONFIG_NAME = "termtreu.toml"
GLOSSARY_NAME = "glossary.yaml"
ENGINES = ("auto", "ctranslate2", "torch")
MOST = {"beam": 32, "batch": 512}
"""The largest values that make sense: beyond them memory runs out before anything gets better."""

OPTION_NAMES = {"enforce": "enforcement", "format": "formats", "reference": "references"}
"""Options whose name on the command line is another than that of their field."""

_KINDS = {int: "a number from 1 on", str: "a text", bool: "true or false", tuple: "a list of texts"}


class Wrap(StrEnum):
    """Whether the lines of a source that was wrapped stay lines, or are joined."""

    KEEP = "keep"
    NONE = "none"


class Anchors(StrEnum):
    """What becomes of links to headings, which are called otherwise in English.

    Nothing; they are *rewritten* to lead to the English headings; or these *keep* the German names.
    """

    LEAVE = "leave"
    REWRITE = "rewrite"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Options:
    """The settings of one run.

    ``glossary`` and ``memory`` are paths; None means ``glossary.yaml`` in the working folder, if
    there is one, and the user's cache folder.
    ``adapt`` takes over human translations of sentences that differ in numbers or code alone.
    ``dictionary`` offers the model English for rare words, if it takes hints.
    ``front_matter`` (keys), ``alt_text``, ``titles`` and ``html_text`` are what is translated
    beside the text.
    ``references`` None means: look beside the article. ``engine`` is one of ``ENGINES``.
    ``batch`` is in sentences of usual length, ``beam`` in hypotheses, ``cores`` in CPU cores (None:
    all that there are).
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
    front_matter: tuple[str, ...] = ()
    alt_text: bool = False
    titles: bool = False
    html_text: bool = False
    fail_on: Severity = Severity.ERROR
    wrap: Wrap = Wrap.KEEP
    anchors: Anchors = Anchors.LEAVE

    @property
    def glossary_path(self) -> str | None:
        """The termbase to use, or None for none."""
        if not self.use_glossary:
            return None
        return self.glossary or (GLOSSARY_NAME if Path(GLOSSARY_NAME).is_file() else None)

    def updated(self, **settings: Any) -> Options:
        """Return a copy with every setting that is not None replaced."""
        return replace(
            self, **{name: value for name, value in settings.items() if value is not None}
        )


def load(path: str | None) -> Options:
    """Return the defaults overlaid with a TOML file.

    Args:
        path: a configuration file; None reads ``termtreu.toml`` in the working folder if there.

    Raises:
        InputError: the named file cannot be read or is not TOML.
        UsageError: a key is unknown, or its value has the wrong type or is no positive number.
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
    named = {_field(key): value for key, value in settings.items()}
    return Options().updated(**{key: _parsed(source, key, named[key]) for key in named})


def _field(key: str) -> str:
    """Return the field that a key sets: keys are named as the options are, dashes and all."""
    return OPTION_NAMES.get(key, key.replace("-", "_"))


def _parsed(source: str, key: str, value: object) -> object:
    """Return ``value`` as the type of the setting ``key``."""
    known = {field.name: field.default for field in fields(Options)}
    if key not in known:
        raise UsageError(f"{source}: unknown setting {key!r}; known are {', '.join(known)}")
    default = known[key]
    if isinstance(default, tuple) and isinstance(value, list):
        return tuple(str(item) for item in value)
    if key == "engine" and value not in ENGINES:
        raise UsageError(f"{source}: engine is one of {', '.join(ENGINES)}, not {value!r}")
    if isinstance(default, Enforcement | Severity | Wrap | Anchors):
        choices = {member.value: member for member in type(default)}
        if not isinstance(value, str) or value not in choices:
            raise UsageError(f"{source}: {key} is one of {', '.join(choices)}, not {value!r}")
        return choices[value]
    expected = int if key == "cores" else str if default is None else type(default)
    if isinstance(value, int) and expected is int and value > MOST.get(key, value):
        raise UsageError(f"{source}: {key} takes at most {MOST[key]}, not {value!r}")
    too_small = expected is int and isinstance(value, int) and value < 1
    if type(value) is not expected or too_small:
        raise UsageError(f"{source}: {key} takes {_KINDS[expected]}, not {value!r}")
    return value
