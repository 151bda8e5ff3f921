"""Check a termbase for entries that contradict, hide or flood each other.

Each check is one function that yields findings; the function's name is the finding's name, the
first line of its docstring says what it is about, ``CHECKS`` gives its severity.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from translate.bitext import GlossaryTerm, Severity, Violation
from translate.languages import of
from translate.languages.base import is_acronym
from translate.terminology import matching
from translate.terminology.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from translate.terminology.termbase import Termbase
    from translate.terminology.tokens import Token

_LONGEST = 8  # words; longer entries are sentences, and sentences rarely recur


class _Finding(NamedTuple):
    term: GlossaryTerm
    message: str
    suggestion: str = ""


def check(termbase: Termbase) -> tuple[Violation, ...]:
    """Run all checks.

    Args:
        termbase: the terms.

    Returns:
        What the reader of the file noted, then the findings in the order of the entries, most
        severe first within an entry.
        ``segment_id`` is ``file:line`` of the entry (the file alone where it has no lines).
    """
    order = {term: number for number, term in enumerate(termbase.terms)}
    found = [
        (order[term], -severity.rank, Violation(run.__name__, severity, "", message, None, advice))
        for run, severity in CHECKS.items()
        for term, message, advice in run(termbase)
    ]
    placed = (
        replace(violation, segment_id=_place(termbase, termbase.terms[number]))
        for number, _, violation in sorted(found, key=lambda item: item[:2])
    )
    return (*termbase.remarks, *placed)


def term_conflict(termbase: Termbase) -> Iterator[_Finding]:
    """Two entries find the same German and disagree on the English."""
    for first, second in _same_words(termbase):
        if set(first.targets).isdisjoint(second.targets):
            yield _Finding(
                second,
                f"“{second.source}” is “{second.targets[0]}” here but “{first.targets[0]}”"
                f"{_where(first)}",
                "keep one entry and list the accepted renderings under 'targets'",
            )


def term_duplicate(termbase: Termbase) -> Iterator[_Finding]:
    """Two entries find the same German and agree on the English."""
    for first, second in _same_words(termbase):
        if not set(first.targets).isdisjoint(second.targets):
            yield _Finding(
                second,
                f"“{second.source}” is found by “{first.source}”{_where(first)} as well",
                "drop one of the two",
            )


def term_nested(termbase: Termbase) -> Iterator[_Finding]:
    """A term stands inside another; where both could be found the longer one wins."""
    matcher = matching.compile(termbase)
    for term in termbase.terms:
        for inner in matcher.candidates(term.source):
            if len(inner.source) < len(term.source) and inner.targets != term.targets:
                yield _Finding(term, f"“{term.source}” contains “{inner.source}”{_where(inner)}")


def target_forbidden(termbase: Termbase) -> Iterator[_Finding]:
    """A target is forbidden by another entry, so that a sentence with both can't be right."""
    forbidding: dict[str, list[GlossaryTerm]] = defaultdict(list)
    for term in termbase.terms:
        for rendering in term.forbidden:
            forbidding[rendering.casefold()].append(term)
    for term in termbase.terms:
        for target in term.targets:
            for other in forbidding.get(target.casefold(), ()):
                yield _Finding(
                    term,
                    f"target “{target}” is forbidden by “{other.source}”{_where(other)}",
                    "choose another target or lift the ban",
                )


def target_spelling(termbase: Termbase) -> Iterator[_Finding]:
    """The preferred rendering is spelled in two ways."""
    spellings: dict[str, GlossaryTerm] = {}
    for term in termbase.terms:
        target = term.targets[0]
        first = spellings.setdefault(target.casefold().replace("-", " "), term)
        if first.targets[0] != target:
            yield _Finding(
                term,
                f"“{target}” is spelled “{first.targets[0]}”{_where(first)}",
                "spell it in one way",
            )


def never_matches(termbase: Termbase) -> Iterator[_Finding]:
    """An entry that finds nothing, not even itself."""
    matcher = matching.compile(termbase)
    for term in termbase.terms:
        words = sum(token.is_word for token in _tokens(term, termbase))
        if not words:
            yield _Finding(
                term, f"“{term.source}” has no letters or digits, so it is never found", "drop it"
            )
        elif term not in matcher.candidates(term.source):
            yield _Finding(
                term, f"“{term.source}” does not find itself", "write it in dictionary form"
            )
        elif words > _LONGEST:
            yield _Finding(
                term, f"“{term.source}” is too long to be found again", "reduce it to its term"
            )


def matches_too_much(termbase: Termbase) -> Iterator[_Finding]:
    """An entry that is found in most texts, or by chance."""
    language = of(termbase.languages.source)
    frequent = set(map(language.forms.fold, language.frequent))
    for term in termbase.terms:
        folded = " ".join(token.folded for token in _tokens(term, termbase))
        if term.case_sensitive or is_acronym(term.source):
            continue
        if folded in frequent:
            yield _Finding(
                term,
                f"“{term.source}” is one of the most frequent {language.name} words",
                "add the words that make it a term, or 'case: sensitive'",
            )
        elif len(folded) <= 2:
            yield _Finding(
                term,
                f"“{term.source}” is so short that it is found by chance",
                "set 'case: sensitive' and 'match: exact'",
            )


def article_in_source(termbase: Termbase) -> Iterator[_Finding]:
    """A source that begins with an article is missed wherever another article stands."""
    articles = of(termbase.languages.source).articles
    for term in termbase.terms:
        article, _, rest = term.source.partition(" ")
        if article in articles and rest:
            yield _Finding(term, f"“{term.source}” begins with an article", f"write “{rest}”")


def source_inflected(termbase: Termbase) -> Iterator[_Finding]:
    """A source that looks like a plural or another form; its dictionary form is not found."""
    forms = of(termbase.languages.source).forms
    for term in termbase.terms:
        word = term.source
        names = term.keep or term.case_sensitive or is_acronym(word)
        if names or not (word.isalpha() and forms.is_noun(word)):
            continue
        lemma = forms.lemma(word)
        if lemma != forms.fold(word):
            yield _Finding(
                term,
                f"“{word}” looks like a form of “{lemma.capitalize()}”",
                "write the singular, which is found in the plural too",
            )


def kept_unmarked(termbase: Termbase) -> Iterator[_Finding]:
    """A term that is rendered by itself is perhaps a name, which is never inflected."""
    for term in termbase.terms:
        if term.targets == (term.source,) and not term.keep:
            yield _Finding(
                term, f"“{term.source}” is rendered by itself", "write 'keep: true' if it is a name"
            )


CHECKS: dict[Callable[[Termbase], Iterator[_Finding]], Severity] = {
    term_conflict: Severity.ERROR,
    never_matches: Severity.ERROR,
    term_duplicate: Severity.WARNING,
    target_forbidden: Severity.WARNING,
    target_spelling: Severity.WARNING,
    matches_too_much: Severity.WARNING,
    article_in_source: Severity.WARNING,
    term_nested: Severity.INFO,
    source_inflected: Severity.INFO,
    kept_unmarked: Severity.INFO,
}


def _same_words(termbase: Termbase) -> Iterator[tuple[GlossaryTerm, GlossaryTerm]]:
    """Pairs of entries whose words are the same but for spelling (blank, hyphen, umlaut)."""
    firsts: dict[tuple[str, ...], GlossaryTerm] = {}
    for term in termbase.terms:
        words = tuple(token.folded for token in _tokens(term, termbase))
        first = firsts.setdefault(words, term)
        told_apart = first.case_sensitive or term.case_sensitive
        if words and first is not term and not (told_apart and first.source != term.source):
            yield first, term


def _where(term: GlossaryTerm) -> str:
    return f" (line {term.line})" if term.line else ""


def _place(termbase: Termbase, term: GlossaryTerm) -> str:
    return f"{termbase.path}:{term.line}" if term.line else termbase.path


def _tokens(term: GlossaryTerm, termbase: Termbase) -> list[Token]:
    return tokenise(term.source, of(termbase.languages.source).forms.fold)
