"""Spell a termbase out into look-up tables: every form of every word of every term.

The terms become a trie over term words. A term word is identified by its dictionary form and by
the rule that inflects it, so that "großes" in one term and "große" in another share nothing but
the forms that lead to both. All tables are plain dictionaries from folded forms: looking a word up
costs the same with ten terms and with ten thousand.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from translate.bitext import GlossaryTerm, MatchMode
from translate.languages.german import GERMAN
from translate.terminology.tokens import Token, tokenise

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from translate.languages.base import Forms, Language


class _Rule(Enum):
    """How a term's word is inflected."""

    FIXED = auto()
    KEPT_NAME = auto()
    NOUN = auto()
    NOUN_OR_ADJECTIVE = auto()  # "Kalter" in "Kalter Krieg", but also "Messe" in "Messe Berlin"
    ADJECTIVE = auto()  # "großes" in "großes Sprachmodell"
    ADVERB_OR_ADJECTIVE = auto()  # "quelloffen" alone
    VERB_OR_ADJECTIVE = auto()  # "trainieren", but also "besonnen"


class Part(NamedTuple):
    """A term as the beginning of a closed compound; ``visible`` letters without linking ones."""

    term: int
    visible: int


@dataclass(slots=True)
class TermIndex:
    """The look-up tables of a termbase; terms are numbered as in ``terms``.

    ``vocabulary`` maps a form to the term words that it may be, each with whether the form is an
    inflected one. ``trie`` maps a node (0 is the root) and a term word to the next node, ``ends``
    a node to the terms that end there. ``modifiers`` and ``heads`` map forms to the terms that
    begin or end a closed compound with them, ``separable`` maps finite forms to particles and
    terms. ``strong`` matches the words that may be forms of irregular verbs among the terms.
    """

    terms: tuple[GlossaryTerm, ...]
    language: Language = GERMAN
    words: list[tuple[str, ...]] = field(default_factory=list)
    vocabulary: dict[str, dict[int, bool]] = field(default_factory=lambda: defaultdict(dict))
    trie: dict[tuple[int, int], int] = field(default_factory=dict)
    ends: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    modifiers: dict[str, list[Part]] = field(default_factory=lambda: defaultdict(list))
    heads: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    separable: dict[str, list[tuple[str, int]]] = field(default_factory=lambda: defaultdict(list))
    strong: re.Pattern[str] | None = None


def spell_out(terms: Iterable[GlossaryTerm], language: Language = GERMAN) -> TermIndex:
    """Build the tables.

    Args:
        terms: the entries of a termbase, in dictionary form.
        language: that of their sources.

    Returns:
        The tables.
    """
    lexicon = TermIndex(tuple(terms), language)
    numbers: dict[tuple[str, _Rule], int] = {}
    onsets: set[str] = set()
    for index, term in enumerate(lexicon.terms):
        tokens = tokenise(term.source, language.forms.fold)
        lexicon.words.append(tuple(token.text for token in tokens))
        if not any(token.is_word for token in tokens):
            continue
        node = 0
        for token in tokens:
            rule = _rule(token, tokens, term, language.forms)
            number = numbers.setdefault((token.folded, rule), len(numbers))
            for form in _forms(token, rule, language.forms):
                lexicon.vocabulary[form][number] = form != token.folded
            node = lexicon.trie.setdefault((node, number), len(lexicon.trie) + 1)
        lexicon.ends[node].append(index)
        if len(tokens) == 1:
            _add_compounds(lexicon, tokens[0], index)
        elif all(token.is_joined for token in tokens) and not term.case_sensitive:
            _add_closed(lexicon, tokens, index, numbers)
        onsets |= _add_verb(lexicon, tokens, index)
    lexicon.strong = language.forms.strong_pattern(onsets)
    return lexicon


def _add_closed(
    lexicon: TermIndex, tokens: list[Token], index: int, numbers: dict[tuple[str, _Rule], int]
) -> None:
    """Let a term that is written with hyphens be found as one word: Zweitakt-Motor."""
    text = tokens[0].text + "".join(token.text.lower() for token in tokens[1:])
    forms = lexicon.language.forms
    word = tokens[0]._replace(text=text, folded=forms.fold(text))
    rule = _rule(word, [word], lexicon.terms[index], forms)
    number = numbers.setdefault((word.folded, rule), len(numbers))
    for form in _forms(word, rule, forms):
        lexicon.vocabulary[form][number] = form != word.folded
    lexicon.ends[lexicon.trie.setdefault((0, number), len(lexicon.trie) + 1)].append(index)


def _rule(token: Token, tokens: list[Token], term: GlossaryTerm, forms: Forms) -> _Rule:
    last = token is tokens[-1]
    if not token.is_word or term.match is MatchMode.EXACT or forms.is_invariable(token.text):
        return _Rule.FIXED
    if term.keep:
        return _Rule.KEPT_NAME if last else _Rule.FIXED
    if not forms.is_noun(token.text):
        if not last:
            return _Rule.ADJECTIVE
        verb = forms.is_verb(token.text)
        return _Rule.VERB_OR_ADJECTIVE if verb else _Rule.ADVERB_OR_ADJECTIVE
    declined = not last and forms.is_declined(token.text)
    return _Rule.NOUN_OR_ADJECTIVE if declined else _Rule.NOUN


def _forms(token: Token, rule: _Rule, words: Forms) -> frozenset[str]:
    forms = {token.folded}
    if rule is _Rule.KEPT_NAME:
        forms |= words.name_forms(token.text)
    if rule in {_Rule.NOUN, _Rule.NOUN_OR_ADJECTIVE}:
        forms |= words.noun_forms(token.text)
    if rule in {_Rule.ADJECTIVE, _Rule.NOUN_OR_ADJECTIVE}:
        forms |= words.adjective_forms(token.text, attributive=True)
    if rule in {_Rule.ADVERB_OR_ADJECTIVE, _Rule.VERB_OR_ADJECTIVE}:
        forms |= words.adjective_forms(token.text, attributive=False)
    if rule is _Rule.VERB_OR_ADJECTIVE:
        forms |= words.verb_forms(token.text)
    return frozenset(forms)


def _add_compounds(lexicon: TermIndex, token: Token, index: int) -> None:
    """Let a noun be found in words written in one; names and acronyms join by hyphens only."""
    term, word = lexicon.terms[index], token.text
    if term.match is not MatchMode.COMPOUND or term.keep or term.case_sensitive:
        return
    language = lexicon.language
    if not language.forms.is_noun(word) or not word.isalpha() or word.isupper():
        return
    for form in language.compounds.as_modifier(word):
        visible = len(token.folded if form.startswith(token.folded) else form)
        lexicon.modifiers[form].append(Part(index, visible))
    for form in language.compounds.as_head(word):
        lexicon.heads[form].append(index)


def _add_verb(lexicon: TermIndex, tokens: list[Token], index: int) -> set[str]:
    """Index a verb's separated forms; return what its strong forms begin with, if it has any."""
    word, forms = tokens[-1].text, lexicon.language.forms
    if lexicon.terms[index].match is MatchMode.EXACT or not forms.is_verb(word):
        return set()
    particle, bare = forms.separated(word)
    if particle and len(tokens) == 1:
        for form in forms.verb_forms(bare):
            lexicon.separable[form].append((particle, index))
    onset = forms.strong_onset(bare)
    return set() if onset is None else {onset}
