"""Translate one sentence of a result again, with the glossary as it is now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from translate import exporters
from translate.errors import GlossaryError, UsageError
from translate.options import GLOSSARY_NAME
from translate.terminology import adding

if TYPE_CHECKING:
    from translate.bitext import Bitext
    from translate.options import Options


def again(bitext: Bitext, segment_id: str, options: Options) -> Bitext:
    """Return a result of one sentence alone, by the engine.

    Raises:
        UsageError: there is no such sentence.
        EngineError: the model cannot be used.
        GlossaryError: the glossary cannot be read or contradicts itself.
    """
    from translate import pipeline
    from translate.workshop import open_workshop

    wanted = [
        replace(block, segments=(segment,))
        for block in bitext.document.blocks
        for segment in block.segments
        if segment.id == segment_id
    ]
    if not wanted:
        raise UsageError(f"the result has no sentence {segment_id!r}; reload the page")
    # What a person wrote must not be recalled here, and a result of a part must not be kept.
    options = options.updated(use_memory=False)
    with open_workshop(options) as workshop:
        document = replace(bitext.document, blocks=tuple(wanted))
        return pipeline.translate(document, workshop, options)


def add_term(source: str, target: str, options: Options) -> str:
    """Add a term to the glossary of the options, or to a new one in the working folder.

    Returns:
        The path of the glossary.

    Raises:
        GlossaryError: the term or the file does not allow it.
        OutputError: the file cannot be written.
    """
    path = Path(options.glossary_path or GLOSSARY_NAME)
    if path.suffix.lower() not in {".yaml", ".yml"}:
        raise GlossaryError(f"{path}: terms are added to YAML alone; add this one by hand")
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
    except (OSError, UnicodeError) as error:
        raise GlossaryError(f"{path}: cannot be read ({error})") from error
    exporters.write(path, adding.with_term(text, str(path), source, target))
    return str(path)
