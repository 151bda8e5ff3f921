"""Add an entry to a termbase file in the home format; the rest of the file stays as it is."""

from __future__ import annotations

import textwrap

import yaml

from translate.bitext import GlossaryTerm
from translate.errors import GlossaryError
from translate.terminology import home

NEW = "version: 1\nterms:\n"


def with_term(text: str, path: str, source: str, target: str) -> str:
    """Return the text of a termbase with one more entry at its end.

    Args:
        text: the termbase in YAML; empty for one that is not there yet.
        path: its name, for messages.
        source: the German, in dictionary form.
        target: its English.

    Returns:
        YAML with every line of ``text`` in it, comments included.

    Raises:
        GlossaryError: the entry is empty or contradicts another, the file is malformed, or its
            entries don't stand on lines of their own at its end.
    """
    entry = {"source": " ".join(source.split()), "target": " ".join(target.split())}
    if not all(entry.values()):
        raise GlossaryError("a term has German and English; fill in both")
    old = home.parse(text, path).terms if text.strip() else ()
    lines = yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=10_000)
    whole = (text if text.strip() else NEW).rstrip("\n") + "\n"
    new = whole + textwrap.indent(lines, " " * _indent(text))
    wanted = GlossaryTerm(entry["source"], (entry["target"],), line=new.count("\n") - 1)
    try:
        fits = home.parse(new, path).terms == (*old, wanted)
    except GlossaryError as error:
        if "stands already" in str(error):
            raise
        fits = False
    if not fits:
        raise GlossaryError(f"{path}: its entries are not a list at its end; add the term by hand")
    return new


def _indent(text: str) -> int:
    """Return the column of the first dash, where those of all entries are."""
    lines = (line for line in text.splitlines() if line.lstrip().startswith("- "))
    first = next(lines, "  - ")
    return len(first) - len(first.lstrip())
