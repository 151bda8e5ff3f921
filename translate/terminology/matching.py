"""Find every occurrence of the termbase's terms in a German sentence, as exact spans.

A termbase is compiled once: each word of each term is spelled out into the forms it takes in text,
and the terms become a trie over those words. Matching then only looks words up, so that its cost
does not depend on the number of terms. Words that the trie does not know are tried as closed
compounds, by looking up their beginnings and ends. The longest match wins; matches never overlap.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from translate.bitext import FoundAs, MatchMode, Span, TermMatch
from translate.languages import of
from translate.languages.base import is_acronym
from translate.terminology.index import TermIndex, spell_out
from translate.terminology.tokens import Token, tokenise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from translate.bitext import GlossaryTerm
    from translate.languages.base import Forms, Language
    from translate.terminology.termbase import Termbase

_PREFERENCE = (
    FoundAs.EXACT,
    FoundAs.INFLECTED,
    FoundAs.COMPOUND,
    FoundAs.SUSPENDED,
    FoundAs.SEPARABLE,
)
_SHORTEST_REST = 3  # folded letters of what a term leaves of a closed compound


class _Candidate(NamedTuple):
    span: Span
    term: int
    how: FoundAs


@dataclass(slots=True)
class Matcher:
    """A termbase made ready for matching by ``compile``.

    ``compounds`` remembers what was found inside the words written in one that were seen so far:
    start and end in the word, and the term.
    """

    lexicon: TermIndex
    compounds: dict[str, list[tuple[int, int, int]]] = field(default_factory=dict)

    def find(self, text: str, segment_id: str) -> tuple[TermMatch, ...]:
        """Find all occurrences in one segment.

        Args:
            text: the German sentence.
            segment_id: goes into the matches.

        Returns:
            Matches in order of their spans, never overlapping; ``surface`` is the text of the
            span. Of overlapping candidates the longest is taken, then the leftmost.
        """
        taken: list[_Candidate] = []
        occupied = bytearray(len(text))
        for candidate in sorted(self._candidates(self._tokens(text)), key=self._rank):
            start, end = candidate.span
            if not any(occupied[start:end]):
                occupied[start:end] = b"\1" * (end - start)
                taken.append(candidate)
        return tuple(self._match(candidate, text, segment_id) for candidate in sorted(taken))

    @property
    def _language(self) -> Language:
        return self.lexicon.language

    def _tokens(self, text: str) -> list[Token]:
        return tokenise(text, self._language.forms.fold)

    def _match(self, candidate: _Candidate, text: str, segment_id: str) -> TermMatch:
        term, surface = self.lexicon.terms[candidate.term], candidate.span.of(text)
        how = _spelling(surface, term.source) if candidate.how == FoundAs.EXACT else candidate.how
        return TermMatch(term, segment_id, candidate.span, surface, how)

    def candidates(self, text: str) -> tuple[GlossaryTerm, ...]:
        """List the terms that could be found in a text, those that overlap others included.

        Args:
            text: a German sentence or a term.

        Returns:
            Each term once, in termbase order.
        """
        found = {candidate.term for candidate in self._candidates(self._tokens(text), nested=True)}
        return tuple(self.lexicon.terms[index] for index in sorted(found))

    def _rank(self, candidate: _Candidate) -> tuple[int, int, int, int]:
        length = candidate.span.end - candidate.span.start
        return -length, candidate.span.start, _PREFERENCE.index(candidate.how), candidate.term

    def _candidates(self, tokens: list[Token], *, nested: bool = False) -> Iterator[_Candidate]:
        vocabulary, strong = self.lexicon.vocabulary, self.lexicon.strong
        for position, token in enumerate(tokens):
            here: list[_Candidate] = []
            if token.folded in vocabulary or (strong and strong.match(token.folded)):
                here = list(self._contiguous(tokens, position))
                yield from here
            if not token.is_word:
                continue
            whole = any(candidate.span == token.span for candidate in here)
            if nested or not whole:  # the whole word would win over its parts
                yield from self._inside(token)
            if self.lexicon.separable:
                yield from self._separated(tokens, position)
            if token.before != " " or token.after != " ":
                yield from self._hyphened(tokens, position)

    def _hyphened(self, tokens: list[Token], position: int) -> Iterator[_Candidate]:
        """Find terms in what hyphens join, part or leave open."""
        token = tokens[position]
        if token.is_joined_after:
            yield from self._linked(token, FoundAs.COMPOUND)
            yield from self._rejoined(tokens, position)
        if token.is_suspended_after:
            yield from self._linked(token, FoundAs.SUSPENDED)
            yield from self._suspended_right(tokens, position)
        if token.is_suspended_before:
            yield from self._suspended_left(tokens, position)

    # --- words in a row ------------------------------------------------------------------

    def _contiguous(self, tokens: list[Token], start: int) -> Iterator[_Candidate]:
        """Follow the trie from one token on."""
        states = [(0, start, False)]
        while states:
            node, position, inflected = states.pop()
            if position == len(tokens):
                continue
            for word, changed in self._readings(tokens[position]).items():
                following = self.lexicon.trie.get((node, word))
                if following is None:
                    continue
                states.append((following, position + 1, inflected or changed))
                for term in self.lexicon.ends.get(following, ()):
                    candidate = self._accept(
                        tokens, start, position, term, inflected=inflected or changed
                    )
                    if candidate:
                        yield candidate

    def _readings(self, token: Token) -> dict[int, bool]:
        """Which term words a token may be, and whether as an inflected form."""
        known = self.lexicon.vocabulary.get(token.folded, {})
        if self.lexicon.strong is None or not self.lexicon.strong.match(token.folded):
            return known
        return (
            dict.fromkeys(
                self.lexicon.vocabulary.get(self._language.forms.lemma(token.text), ()), True
            )
            | known
        )

    def _accept(
        self, tokens: list[Token], first: int, last: int, index: int, *, inflected: bool
    ) -> _Candidate | None:
        """Check what the trie does not know: match mode, capitals, neighbours."""
        term, words = self.lexicon.terms[index], self.lexicon.words[index]
        found = tokens[first : last + 1]
        if term.case_sensitive:
            right = _same_capitals(found, words)
        else:
            right = _noun_capitals(found, words[-1], self._language.forms, inflected=inflected)
        if not right or (inflected and self._is_imperative(tokens, first, last)):
            return None
        span = Span(found[0].span.start, found[-1].span.end)
        if found[0].is_joined_before or found[-1].is_joined_after:
            how = FoundAs.COMPOUND
        elif found[0].is_suspended_before or found[-1].is_suspended_after:
            how = FoundAs.SUSPENDED
        else:
            how = FoundAs.INFLECTED if inflected else FoundAs.EXACT
            return _Candidate(span, index, how)
        return _Candidate(span, index, how) if term.match is MatchMode.COMPOUND else None

    def _is_imperative(self, tokens: list[Token], first: int, last: int) -> bool:
        """Tell whether a supposed plural is a verb that opens a sentence."""
        if first != last or (first > 0 and tokens[first - 1].is_word):
            return False
        following = tokens[last + 1].text if last + 1 < len(tokens) else ""
        return self._language.forms.is_imperative(tokens[first].folded, following)

    # --- compounds -----------------------------------------------------------------------

    def _inside(self, token: Token) -> list[_Candidate]:
        """Find terms in a word written in one."""
        parts = self.compounds.get(token.text)
        if parts is None:
            parts = self.compounds[token.text] = list(self._parts(token.text, token.folded))
        origin = token.span.start
        return [
            _Candidate(Span(origin + start, origin + end), term, FoundAs.COMPOUND)
            for start, end, term in parts
        ]

    def _parts(self, text: str, word: str) -> Iterator[tuple[int, int, int]]:
        """Try every cut of a folded word for a term before or after it."""
        for cut in range(_SHORTEST_REST, len(word) - _SHORTEST_REST + 1):
            first, rest = word[:cut], word[cut:]
            if first in self.lexicon.modifiers and self._is_rest(text, word, cut):
                for part in self.lexicon.modifiers[first]:
                    yield 0, self._offset(text, part.visible), part.term
            if (
                rest in self.lexicon.heads
                and text[0].isupper()
                and self._language.compounds.enters(rest, first, word, as_head=True)
            ):
                for term in self.lexicon.heads[rest]:
                    yield self._offset(text, cut), len(text), term

    def _linked(self, token: Token, how: FoundAs) -> Iterator[_Candidate]:
        """Find Forschung in "Forschungs-Budget" and in "Forschungs- und ..."."""
        for part in self.lexicon.modifiers.get(token.folded, ()):
            end = token.span.start + self._offset(token.text, part.visible)
            yield _Candidate(Span(token.span.start, end), part.term, how)

    def _rejoined(self, tokens: list[Token], position: int) -> Iterator[_Candidate]:
        """Find Motoröl in "Motor-Öl": words that a hyphen parts only for the eye."""
        folded, last = tokens[position].folded, position
        while tokens[last].is_joined_after:
            last += 1
            folded += tokens[last].folded
            span = Span(tokens[position].span.start, tokens[last].span.end)
            part = tokens[position].is_joined_before or tokens[last].is_joined_after
            for term, inflected in self._single_words(folded):
                if not part and not self.lexicon.terms[term].case_sensitive:
                    yield _Candidate(span, term, FoundAs.INFLECTED if inflected else FoundAs.EXACT)
                elif self._in_compounds(term):
                    yield _Candidate(span, term, FoundAs.COMPOUND)

    def _suspended_right(self, tokens: list[Token], position: int) -> Iterator[_Candidate]:
        """Complete "Kraftstoff- und Ölfilter" to Kraftstofffilter."""
        token = tokens[position]
        partner = _partner(tokens, position, self._language.conjunctions)
        if partner is None:
            return
        word = partner.folded
        for cut in range(len(word) - _SHORTEST_REST + 1):
            if not self._language.compounds.is_derivational(word[cut:]):
                yield from self._completed(token, token.folded + word[cut:])

    def _suspended_left(self, tokens: list[Token], position: int) -> Iterator[_Candidate]:
        """Complete "Open-Source-Modelle und -Initiativen" to Open-Source-Initiativen."""
        token = tokens[position]
        chain_end = next(
            (
                at - 1
                for at in range(position - 1, max(0, position - 4), -1)
                if tokens[at].folded in self._language.conjunctions
            ),
            None,
        )
        if chain_end is None or not tokens[chain_end].is_word:
            return
        start = chain_end
        while start > 0 and tokens[start].is_joined_before:
            start -= 1
        for first in range(start, chain_end):
            for node in self._walk([*tokens[first:chain_end], token]):
                for term in filter(self._in_compounds, self.lexicon.ends.get(node, ())):
                    yield _Candidate(token.span, term, FoundAs.SUSPENDED)
        before = tokens[chain_end].folded
        for cut in range(_SHORTEST_REST, len(before)):
            yield from self._completed(token, before[:cut] + token.folded)

    def _walk(self, tokens: list[Token]) -> list[int]:
        """The trie nodes that a whole sequence of tokens leads to."""
        nodes = [0]
        for token in tokens:
            nodes = [
                self.lexicon.trie[node, word]
                for node in nodes
                for word in self._readings(token)
                if (node, word) in self.lexicon.trie
            ]
        return nodes

    def _completed(self, token: Token, folded: str) -> Iterator[_Candidate]:
        for term, _ in self._single_words(folded):
            if self._in_compounds(term):
                yield _Candidate(token.span, term, FoundAs.SUSPENDED)

    def _single_words(self, folded: str) -> Iterator[tuple[int, bool]]:
        """The terms of one word that a form belongs to, and whether it is an inflected form."""
        for word, inflected in self.lexicon.vocabulary.get(folded, {}).items():
            for term in self.lexicon.ends.get(self.lexicon.trie.get((0, word), -1), ()):
                yield term, inflected

    def _in_compounds(self, index: int) -> bool:
        """Whether a term may be found in what is not written out as its words."""
        term = self.lexicon.terms[index]
        return term.match is MatchMode.COMPOUND and not term.case_sensitive

    def _is_rest(self, text: str, word: str, cut: int) -> bool:
        """Tell whether what follows a modifier can be the head of the compound."""
        compounds = self._language.compounds
        if text[0].islower():
            return compounds.makes_adjective(word[cut:])
        return compounds.enters(word[:cut], word[cut:], word, as_head=False)

    def _offset(self, text: str, folded_length: int) -> int:
        """How many characters of a word fold to so many letters (an umlaut is two)."""
        fold = self._language.forms.fold
        if len(fold(text)) == len(text):
            return folded_length
        return next(n for n in range(len(text) + 1) if len(fold(text[:n])) >= folded_length)

    # --- verbs ---------------------------------------------------------------------------

    def _separated(self, tokens: list[Token], position: int) -> Iterator[_Candidate]:
        """Find "schalten ... ab" for abschalten; the span is that of the finite verb."""
        token = tokens[position]
        options = self.lexicon.separable.get(token.folded)
        if options is None and self.lexicon.strong and self.lexicon.strong.match(token.folded):
            options = self.lexicon.separable.get(self._language.forms.lemma(token.text))
        for particle, term in options or ():
            if _closes_clause(tokens, position, particle, self._language.conjunctions):
                yield _Candidate(token.span, term, FoundAs.SEPARABLE)


def compile(termbase: Termbase) -> Matcher:  # noqa: A001 - used as matching.compile, like re.compile
    """Make a termbase ready for matching.

    Args:
        termbase: the terms.

    Returns:
        A matcher. It remembers words seen, so keep it for a whole document.
    """
    return Matcher(spell_out(termbase.terms, of(termbase.languages.source)))


def _noun_capitals(tokens: list[Token], source: str, forms: Forms, *, inflected: bool) -> bool:
    """Tell whether the last word's capitals allow the match, where the entry does not care.

    German writes nouns with a capital: in small letters only the noun itself is accepted (in
    careless text), and only where it is no other word. An acronym inflects in capitals only.
    """
    last = tokens[-1]
    if is_acronym(source) and not last.text.startswith(source):
        return not inflected and not forms.is_lower_case_word(last.text.lower())
    if last.text[0].isupper() or last.is_suspended_before or not forms.is_noun(source):
        return True
    return not inflected and not (len(tokens) == 1 and forms.is_lower_case_word(last.text))


def _same_capitals(tokens: list[Token], words: Sequence[str]) -> bool:
    """Tell whether words have the capitals of the term as far as they share letters."""
    return all(
        a == b or a.lower() != b.lower()
        for token, word in zip(tokens, words, strict=True)
        for a, b in zip(token.text, word, strict=False)
    )


def _spelling(surface: str, source: str) -> FoundAs:
    """How an uninflected occurrence differs from the source: not at all, in capitals, or more."""
    if surface == source:
        return FoundAs.EXACT
    return FoundAs.CASE if surface.lower() == source.lower() else FoundAs.SPELLING


def _partner(tokens: list[Token], position: int, conjunctions: AbstractSet[str]) -> Token | None:
    """The word that completes a suspended one: the end of what follows the conjunction."""
    for at in range(position + 1, min(position + 6, len(tokens) - 1)):
        if tokens[at].folded in conjunctions:
            last = at + 1
            while tokens[last].is_joined_after and last + 1 < len(tokens):
                last += 1
            return tokens[last] if tokens[last].is_word else None
    return None


def _closes_clause(
    tokens: list[Token], position: int, particle: str, conjunctions: AbstractSet[str]
) -> bool:
    """Tell whether the verb's particle stands at the end of the verb's clause."""
    for at in range(position + 1, len(tokens)):
        if not tokens[at].is_word:
            return False
        if tokens[at].folded == particle:
            last = at + 1 == len(tokens)
            if last or not tokens[at + 1].is_word or tokens[at + 1].folded in conjunctions:
                return True
    return False
