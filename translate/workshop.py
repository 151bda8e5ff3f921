"""What the documents of a run share: the engine, the terms, the memory."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from translate import confidence, placeables
from translate.bitext import GERMAN_ENGLISH, Enforcement
from translate.engines.cached import CachedEngine
from translate.errors import UsageError
from translate.terminology import matching, termbase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from translate.bitext import Segment, TermMatch
    from translate.confidence import Calibration
    from translate.engines.base import Engine
    from translate.memory import Memory
    from translate.options import Options
    from translate.terminology.matching import Matcher
    from translate.terminology.termbase import Termbase


@dataclass(slots=True)
class Workshop:
    """What the documents of a run share.

    ``hints`` says whether the engine is given dictionary hints; ``recalled`` counts the sentences
    of recalled results.
    """

    engine: Engine
    termbase: Termbase
    matcher: Matcher
    calibration: Calibration | None
    memory: Memory | None = None
    hints: bool = False
    recalled: int = 0

    @property
    def remembered(self) -> int:
        """The number of sentences and searches that came from memory so far."""
        searches = self.engine.remembered if isinstance(self.engine, CachedEngine) else 0
        return self.recalled + searches


@contextmanager
def open_workshop(
    options: Options, engine: Engine | None = None, terms: Termbase | None = None
) -> Iterator[Workshop]:
    """Open the memory, name the model and load the glossary; weights wait until they are needed.

    Args:
        options: engine, model, memory and glossary.
        engine: translates in place of the one that the options name.
        terms: hold in place of the glossary that the options name.

    Raises:
        EngineError: the model is unknown or malformed.
        GlossaryError: the glossary cannot be read or contradicts itself.
        InputError: the memory is damaged.
        OutputError: the memory cannot be opened.
    """
    from translate.memory import Memory, default_path

    path = options.glossary_path
    if terms is None:
        languages = options.languages
        terms = termbase.load(path, languages) if path else termbase.build((), "", languages)
    calibration = None
    if engine is None:
        engine, calibration = _named_engine(options)
    matcher = matching.compile(terms)
    both = options.languages == GERMAN_ENGLISH  # of which alone there is a dictionary
    hints = options.dictionary and engine.supports_term_hints and both
    if not options.use_memory:
        yield Workshop(engine, terms, matcher, calibration, hints=hints)
        return
    with Memory(Path(options.memory) if options.memory else default_path()) as memory:
        yield Workshop(CachedEngine(engine, memory), terms, matcher, calibration, memory, hints)


def _named_engine(options: Options) -> tuple[Engine, Calibration | None]:
    """Return the engine that the options name, and what its model's confidence means."""
    from translate.engines import catalogue, registry

    engine = registry.open_engine(
        options.engine, options.model, beam=options.beam, batch=options.batch, cores=options.cores
    )
    if options.enforcement is Enforcement.ALWAYS and not engine.supports_clauses:
        raise UsageError(
            f"--enforce always needs an engine that takes clauses; {options.engine} does not: "
            "use --engine torch or auto"
        )
    return engine, confidence.read_calibration(catalogue.folder_of(options.model))


def terms_in(segment: Segment, matcher: Matcher) -> tuple[TermMatch, ...]:
    """Find terms outside of code and markup, with spans in the full text."""
    masked = placeables.mask(segment)
    return placeables.carrying.matches(matcher.find(masked.text, segment.id), masked)
