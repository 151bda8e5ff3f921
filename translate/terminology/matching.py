"""Find every occurrence of the termbase's terms in a German sentence, as exact spans.

A termbase is compiled once: each word of each term is spelled out into the forms it takes in text,
and the terms become a trie over those words. Matching then only looks words up, so that its cost
does not depend on the number of terms. Words that the trie does not know are tried as closed
compounds, by looking up their beginnings and ends. The longest match wins; matches never overlap.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from translate.bitext import GlossaryTerm, MatchMode, Span, TermMatch
from translate.terminology import morphology
from translate.terminology.morphology import fold
from translate.terminology.tokens import Token, tokenise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from translate.terminology.termbase import Termbase

_HOW = ("exact", "case", "spelling", "inflected", "compound", "suspended", "separable")
_SHORTEST_PART = 3  # folded letters of what a term leaves of a closed compound
# Shorter terms are found in closed compounds by chance, or as part of a word whose meaning is its
# own: on held-out text with 1,900 mined noun terms, the target of a four-letter head stood in the
# reference in half of the cases, that of longer ones in 80%.
_SHORTEST_MODIFIER = 4
_SHORTEST_HEAD = 5
_CONJUNCTIONS = frozenset({"und", "oder", "bzw", "sowie", "bis"})
_FUNCTION_WORD = re.compile(
    r"d(er|ie|as|es|em|en)|ein(e|es|er|em|en)?|und|oder|v[oi][nm]|z[uo][mr]?|i[nm]s?|a[nm]s?|auf|"
    r"aus|bei|für|über|unter|vor|nach|mit|ohne|durch|gegen|als|je|pro"
)
_ADJECTIVAL_REST = re.compile(
    r"(s|n|en)?(basiert|bezogen|gestuetzt|gesteuert|spezifisch|orientiert|getrieben|unterstuetzt|"
    r"aehnlich|intensiv|relevant)(e|em|en|er|es)?"
)


class _Candidate(NamedTuple):
    span: Span
    term: int
    how: str


class _Part(NamedTuple):
    """A way in which a term enters closed compounds; ``visible`` excludes linking elements."""

    term: int
    visible: int


@dataclass(slots=True)
class Matcher:
    """A compiled termbase; made by ``compile``."""

    terms: tuple[GlossaryTerm, ...]
    # form -> ids of the term words it may be; the value tells whether it is an inflected form
    vocabulary: dict[str, dict[int, bool]] = field(default_factory=lambda: defaultdict(dict))
    trie: dict[tuple[int, int], int] = field(default_factory=dict)
    ends: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    modifiers: dict[str, list[_Part]] = field(default_factory=lambda: defaultdict(list))
    heads: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    separable: dict[str, list[tuple[str, int]]] = field(default_factory=lambda: defaultdict(list))
    strong: re.Pattern[str] | None = None
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
        tokens = tokenise(text)
        taken: list[_Candidate] = []
        for candidate in sorted(self._candidates(tokens), key=self._rank):
            if not any(candidate.span.overlaps(other.span) for other in taken):
                taken.append(candidate)
        return tuple(
            TermMatch(self.terms[c.term], segment_id, c.span, c.span.of(text), c.how)
            for c in sorted(taken)
        )

    def _rank(self, candidate: _Candidate) -> tuple[int, int, int, int]:
        length = candidate.span.end - candidate.span.start
        return -length, candidate.span.start, _HOW.index(candidate.how), candidate.term

    def _candidates(self, tokens: list[Token]) -> Iterator[_Candidate]:
        for position, token in enumerate(tokens):
            if token.folded in self.vocabulary or self.strong:
                yield from self._contiguous(tokens, position)
            if not token.is_word:
                continue
            for start, end, term in self._closed_compounds(token.text, token.folded):
                origin = token.span.start
                yield _Candidate(Span(origin + start, origin + end), term, "compound")
            if self.separable:
                yield from self._separated(tokens, position)
            if token.is_suspended_after:
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
                following = self.trie.get((node, word))
                if following is None:
                    continue
                states.append((following, position + 1, inflected or changed))
                for term in self.ends.get(following, ()):
                    candidate = self._accept(
                        tokens[start : position + 1], term, inflected=inflected or changed
                    )
                    if candidate:
                        yield candidate

    def _readings(self, token: Token) -> dict[int, bool]:
        """Which term words a token may be, and whether as an inflected form."""
        known = self.vocabulary.get(token.folded, {})
        if self.strong is None or not self.strong.match(token.folded):
            return known
        return dict.fromkeys(self.vocabulary.get(morphology.lemma(token.text), ()), True) | known

    def _accept(self, tokens: list[Token], index: int, *, inflected: bool) -> _Candidate | None:
        """Check what the trie does not know: match mode, capitals, hyphens around."""
        term = self.terms[index]
        span = Span(tokens[0].span.start, tokens[-1].span.end)
        if not _right_capitals(tokens, term, inflected=inflected):
            return None
        joined = tokens[0].is_joined_before or tokens[-1].is_joined_after
        open_ = tokens[0].is_suspended_before or tokens[-1].is_suspended_after
        if joined or open_:
            how = "compound" if joined else "suspended"
            return _Candidate(span, index, how) if term.match is MatchMode.COMPOUND else None
        if inflected:
            return _Candidate(span, index, "inflected")
        return _Candidate(span, index, _spelling(tokens, term.source))

    # --- compounds -----------------------------------------------------------------------

    def _closed_compounds(self, text: str, word: str) -> list[tuple[int, int, int]]:
        """Find terms in a word written in one: start and end in the word, and the term."""
        if text not in self.compounds:
            self.compounds[text] = list(self._parts(text, word))
        return self.compounds[text]

    def _parts(self, text: str, word: str) -> Iterator[tuple[int, int, int]]:
        """Try every cut of a folded word for a term before or after it."""
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            first, rest = word[:cut], word[cut:]
            if first in self.modifiers and _is_rest(text, word, cut):
                for part in self.modifiers[first]:
                    yield 0, _offset(text, part.visible), part.term
            if (
                rest in self.heads
                and text[0].isupper()
                and morphology.enters(rest, first, word, as_head=True)
            ):
                for term in self.heads[rest]:
                    yield _offset(text, cut), len(text), term

    def _suspended_right(self, tokens: list[Token], position: int) -> Iterator[_Candidate]:
        """Complete "Kraftstoff- und Ölfilter" to Kraftstofffilter; "Forschungs-" is Forschung."""
        token = tokens[position]
        for part in self.modifiers.get(token.folded, ()):
            end = token.span.start + _offset(token.text, part.visible)
            yield _Candidate(Span(token.span.start, end), part.term, "suspended")
        partner = _partner(tokens, position)
        if partner is None:
            return
        word = partner.folded
        for cut in range(len(word) - _SHORTEST_PART + 1):
            if not morphology.is_derivational(word[cut:]):
                yield from self._completed(token, token.folded + word[cut:])

    def _suspended_left(self, tokens: list[Token], position: int) -> Iterator[_Candidate]:
        """Complete "Open-Source-Modelle und -Initiativen" to Open-Source-Initiativen."""
        token = tokens[position]
        chain_end = next(
            (
                at - 1
                for at in range(position - 1, max(0, position - 4), -1)
                if tokens[at].folded in _CONJUNCTIONS
            ),
            None,
        )
        if chain_end is None or not tokens[chain_end].is_word:
            return
        start = chain_end
        while start > 0 and tokens[start].is_joined_before:
            start -= 1
        for first in range(start, chain_end):
            virtual = [*tokens[first:chain_end], token]
            for node, inflected in self._walk(virtual):
                for term in self.ends.get(node, ()):
                    if self.terms[term].match is MatchMode.COMPOUND or not inflected:
                        yield _Candidate(token.span, term, "suspended")
        before = tokens[chain_end].folded
        for cut in range(_SHORTEST_PART, len(before)):
            yield from self._completed(token, before[:cut] + token.folded)

    def _walk(self, tokens: list[Token]) -> list[tuple[int, bool]]:
        """The trie nodes that a whole sequence of tokens leads to."""
        states = [(0, False)]
        for token in tokens:
            states = [
                (self.trie[node, word], inflected or changed)
                for node, inflected in states
                for word, changed in self._readings(token).items()
                if (node, word) in self.trie
            ]
        return states

    def _completed(self, token: Token, folded: str) -> Iterator[_Candidate]:
        for word in self.vocabulary.get(folded, ()):
            for term in self.ends.get(self.trie.get((0, word), -1), ()):
                if self.terms[term].match is MatchMode.COMPOUND:
                    yield _Candidate(token.span, term, "suspended")

    # --- verbs ---------------------------------------------------------------------------

    def _separated(self, tokens: list[Token], position: int) -> Iterator[_Candidate]:
        """Find "schalten ... ab" for abschalten; the span is that of the finite verb."""
        if not self.separable:
            return
        token = tokens[position]
        options = self.separable.get(token.folded)
        if options is None and self.strong and self.strong.match(token.folded):
            options = self.separable.get(morphology.lemma(token.text))
        for particle, term in options or ():
            if _closes_clause(tokens, position, particle):
                yield _Candidate(token.span, term, "separable")


def compile(termbase: Termbase) -> Matcher:  # noqa: A001 - named like re.compile, and used as matching.compile
    """Spell the terms out into a matcher.

    Args:
        termbase: the terms.

    Returns:
        A matcher; building it takes some 30 microseconds a term, using it does not depend on
        their number.
    """
    matcher = Matcher(termbase.terms)
    words: dict[tuple[str, str], int] = {}
    onsets: set[str] = set()
    for index, term in enumerate(termbase.terms):
        tokens = tokenise(term.source)
        node = 0
        for token in tokens:
            kind = _kind(token, tokens, term)
            word = words.setdefault((token.folded, kind), len(words))
            for form in _forms(token, kind):
                matcher.vocabulary[form][word] = form != token.folded
            node = matcher.trie.setdefault((node, word), len(matcher.trie) + 1)
        if not tokens:
            continue
        matcher.ends[node].append(index)
        in_compounds = term.match is MatchMode.COMPOUND and not (term.keep or term.case_sensitive)
        if len(tokens) == 1 and in_compounds:
            _add_parts(matcher, tokens[0], index)
        if term.match is not MatchMode.EXACT and morphology.is_verb(tokens[-1].text):
            onsets |= _add_verb(matcher, tokens, index)
    if onsets:
        particles = f"zu|ge|{morphology.PARTICLES}"
        matcher.strong = re.compile(rf"(?:{particles})*(?:{'|'.join(sorted(onsets))})[aeiouy]")
    return matcher


def _kind(token: Token, tokens: list[Token], term: GlossaryTerm) -> str:
    """By which rules a term's word is inflected."""
    if not token.is_word or term.match is MatchMode.EXACT or _FUNCTION_WORD.fullmatch(token.text):
        return "fixed"
    if token.text[0].islower():
        return "verb" if token is tokens[-1] and morphology.is_verb(token.text) else "adjective"
    before_noun = token is not tokens[-1] and re.search(r"(e|er|es|en)$", token.text)
    return "name" if before_noun else "noun"


def _forms(token: Token, kind: str) -> frozenset[str]:
    if kind == "noun":
        return morphology.noun_forms(token.text)
    if kind == "name":  # "Kalter Krieg", "Großer Sprung", but also "Messe Berlin"
        return morphology.noun_forms(token.text) | morphology.adjective_forms(token.text)
    if kind == "adjective":
        return morphology.adjective_forms(token.text)
    if kind == "verb":  # "trainieren", but also "quelloffen"
        return morphology.verb_forms(token.text) | morphology.adjective_forms(token.text)
    return frozenset({token.folded})


def _add_parts(matcher: Matcher, token: Token, index: int) -> None:
    """Let a noun be found inside closed compounds; acronyms are only joined by hyphens."""
    word = token.text
    if not morphology.is_noun(word) or not word.isalpha() or word.isupper():
        return
    for form in morphology.linking_forms(word) if len(token.folded) >= _SHORTEST_MODIFIER else ():
        visible = len(token.folded) if form.startswith(token.folded) else len(form)
        matcher.modifiers[form].append(_Part(index, visible))
    for form in morphology.noun_forms(word) if len(token.folded) >= _SHORTEST_HEAD else ():
        matcher.heads[form].append(index)


def _add_verb(matcher: Matcher, tokens: list[Token], index: int) -> set[str]:
    """Index a verb's separated forms; return what strong forms of it begin with."""
    particle, bare = morphology.separated(tokens[-1].text)
    if particle and len(tokens) == 1:
        for form in morphology.verb_forms(bare):
            matcher.separable[form].append((particle, index))
    return set() if bare.endswith("ieren") else {morphology.onset(bare)}


def _right_capitals(tokens: list[Token], term: GlossaryTerm, *, inflected: bool) -> bool:
    """Tell whether capitals allow the match.

    German writes nouns with a capital: in small letters only the noun itself is accepted (in
    careless text), and only where it is no other word. An acronym inflects in capitals only.
    """
    if term.case_sensitive:
        return _same_capitals(tokens, term.source)
    last, source = tokens[-1], tokenise(term.source)[-1].text
    if morphology.is_acronym(source) and not last.text.startswith(source):
        return not inflected and not morphology.is_lower_case_word(last.text.lower())
    if last.text[0].isupper() or last.is_suspended_before or not morphology.is_noun(source):
        return True
    return not inflected and not (len(tokens) == 1 and morphology.is_lower_case_word(last.text))


def _same_capitals(tokens: list[Token], source: str) -> bool:
    """Tell whether words have the capitals of the term as far as they share letters."""
    wanted = [token.text for token in tokenise(source)]
    return all(
        a == b or a.lower() != b.lower()
        for token, word in zip(tokens, wanted, strict=True)
        for a, b in zip(token.text, word, strict=False)
    )


def _spelling(tokens: list[Token], source: str) -> str:
    """How an uninflected occurrence differs from the source: exact, case or spelling."""
    surface = [token.text for token in tokens]
    wanted = [token.text for token in tokenise(source)]
    if surface == wanted:
        return "exact"
    same = [word.lower() for word in surface] == [word.lower() for word in wanted]
    return "case" if same else "spelling"


def _offset(text: str, folded_length: int) -> int:
    """How many characters of a word fold to so many letters (an umlaut is two)."""
    if len(fold(text)) == len(text):
        return folded_length
    return next(n for n in range(len(text) + 1) if len(fold(text[:n])) >= folded_length)


def _is_rest(text: str, word: str, cut: int) -> bool:
    """Tell whether what follows a modifier can be the head of the compound."""
    if text[0].islower():
        return _ADJECTIVAL_REST.fullmatch(word[cut:]) is not None
    return morphology.enters(word[:cut], word[cut:], word, as_head=False)


def _partner(tokens: list[Token], position: int) -> Token | None:
    """The word that completes a suspended one: the end of what follows the conjunction."""
    for at in range(position + 1, min(position + 6, len(tokens) - 1)):
        if tokens[at].folded in _CONJUNCTIONS:
            last = at + 1
            while tokens[last].is_joined_after and last + 1 < len(tokens):
                last += 1
            return tokens[last] if tokens[last].is_word else None
    return None


def _closes_clause(tokens: list[Token], position: int, particle: str) -> bool:
    """Tell whether the verb's particle stands at the end of the verb's clause."""
    for at in range(position + 1, len(tokens)):
        if not tokens[at].is_word:
            return False
        if tokens[at].folded == particle:
            last = at + 1 == len(tokens)
            if last or not tokens[at + 1].is_word or tokens[at + 1].folded in _CONJUNCTIONS:
                return True
    return False
