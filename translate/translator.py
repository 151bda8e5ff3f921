"""What Python users see: a translator to be opened, and results to be asked."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import fields
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Self

from translate import documents, existing, exporters, outcomes, pipeline
from translate.bitext import Bitext
from translate.errors import UsageError
from translate.exporters import json as exchange
from translate.options import Options
from translate.terminology import termbase
from translate.workshop import open_workshop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from translate.bitext import GlossaryTerm
    from translate.engines.base import Engine
    from translate.outcomes import TermSummary
    from translate.workshop import Workshop

    Path = str | PathLike[str]

TEXT = "text"
"""What a text that comes from no file is called, in messages and in the memory."""


class Result(Bitext):
    """A bitext with what is mostly asked of one."""

    __slots__ = ()

    @classmethod
    def of(cls, bitext: Bitext) -> Result:
        """Return a bitext as a result."""
        return cls(**{field.name: getattr(bitext, field.name) for field in fields(bitext)})

    @property
    def german(self) -> str:
        """The source text, as it was read."""
        return self.document.text

    @property
    def english(self) -> str:
        """The text in English, in the format of its source."""
        texts = {pair.id: pair.target_text for pair in self.pairs if pair.source}
        covered = {segment.id for pair in self.pairs for segment in pair.source[1:]}
        return documents.splice(self.document, texts | dict.fromkeys(covered, ""))

    @property
    def terms(self) -> tuple[TermSummary, ...]:
        """What became of the terms, an entry of the glossary each, the most frequent first."""
        return outcomes.terms(self)


class Translator:
    """A model, a glossary and a memory, open as long as its ``with`` block lasts.

    Args:
        glossary: a file, or its entries; None translates without one.
        model: an alias, a folder or a hub name; None takes the embedded model.
        engine: who searches, by the name that the options know, or any engine of your own.
        options: all else that ``Options`` knows, by name.

    Raises:
        UsageError: there is no such option, or a value does not fit it.
    """

    def __init__(
        self,
        glossary: Path | Iterable[GlossaryTerm] | None = None,
        model: Path | None = None,
        *,
        engine: str | Engine | None = None,
        **options: Any,
    ) -> None:
        entries = None
        if glossary is not None and not isinstance(glossary, str | PathLike):
            entries, glossary = glossary, None
        named = engine if isinstance(engine, str) else None
        self._engine = None if isinstance(engine, str) else engine
        self.options = Options(use_glossary=glossary is not None).updated(
            glossary=glossary, model=model, engine=named, **options
        )
        self._terms = None
        if entries is not None:
            self._terms = termbase.build(entries, "the glossary", self.options.languages)
        self._opened = ExitStack()
        self._open: Workshop | None = None

    def __enter__(self) -> Self:
        """Open the model's folder, the glossary and the memory; weights wait for the first text.

        Raises:
            EngineError: the model is unknown or malformed.
            GlossaryError: the glossary cannot be read or contradicts itself.
            InputError: the memory is damaged.
            OutputError: the memory cannot be opened.
        """
        workshop = open_workshop(self.options, self._engine, self._terms)
        self._open = self._opened.enter_context(workshop)
        return self

    def __exit__(self, *_: object) -> None:
        self._open = None
        self._opened.close()

    def translate(self, text: str, name: str = TEXT) -> Result:
        """Translate a German text; Markdown is asked for with ``input_format="markdown"``.

        Args:
            text: the source.
            name: what it is called, in messages and in the memory.

        Raises:
            EngineError: the model cannot be used.
            InputError: there is nothing to translate, or the memory is damaged.
            UsageError: the translator is not open.
        """
        return self._translated(name, text.encode("utf-8", "surrogatepass"))

    def translate_file(self, path: Path) -> Result:
        """Translate a German file, text or Markdown; raises what ``translate`` does."""
        return self._translated(fspath(path))

    def align(self, german: str, english: str) -> Result:
        """Put an existing translation beside its German, sentence by sentence.

        Args:
            german: a text.
            english: its translation.

        Returns:
            The pairs, m to n, with what became of the terms of the glossary.

        Raises:
            EngineError: the model cannot be used.
            InputError: one of the texts is empty.
            UsageError: the translator is not open.
        """
        workshop = self._workshop()
        source = pipeline.read(TEXT, self.options, data=german.encode())
        target = pipeline.read(
            TEXT, self.options, data=english.encode(), language=self.options.target
        )
        draft = existing.drafted(source, workshop)
        return Result.of(existing.align(source, target, workshop, self.options, draft).bitext)

    def _translated(self, path: str, data: bytes | None = None) -> Result:
        document = pipeline.read(path, self.options, data=data)
        return Result.of(pipeline.translate(document, self._workshop(), self.options))

    def _workshop(self) -> Workshop:
        if self._open is None:
            raise UsageError("the translator is not open; use it in a 'with' block")
        return self._open


def render(bitext: Bitext, name: str = "md") -> str:
    """Return a result in an export format: md, md-table, md-en, json, html, tmx, xliff, tsv ...

    Raises:
        UsageError: no format has this name.
    """
    return exporters.render(name, bitext)


def load(path: Path) -> Result:
    """Read a saved result.

    Args:
        path: of a file in the format ``json``.

    Raises:
        InputError: the file cannot be read or holds no result.
    """
    return Result.of(exchange.load(fspath(path)))
