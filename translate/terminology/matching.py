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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from translate.terminology.termbase import Termbase

_HOW = ("exact", "case", "spelling", "inflected", "compound", "suspended", "separable")
_SHORTEST_PART = 3  # folded letters of a term, and of what is left of a closed compound
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u00ad])+")
_SOFT = re.compile(r"[\s\"„“”‚‘’'«»‹›*_`]*[-\u2010\u2011]?[\s\"„“”‚‘’'«»‹›*_`]*")
_HYPHENS = "-\u2010\u2011"
_CONJUNCTIONS = frozenset({"und", "oder", "bzw", "sowie", "bis"})
_FUNCTION_WORD = re.compile(
    r"d(er|ie|as|es|em|en)|ein(e|es|er|em|en)?|und|oder|v[oi][nm]|z[uo][mr]?|i[nm]s?|a[nm]s?|auf|"
    r"aus|bei|für|über|unter|vor|nach|mit|ohne|durch|gegen|als|je|pro"
)
_ADJECTIVAL_REST = re.compile(
    r"(s|n|en)?(basiert|bezogen|gestuetzt|gesteuert|spezifisch|orientiert|faehig|frei|reich|arm|"
    r"getrieben|unterstuetzt|aehnlich|weit|eigen|nah|relevant|intensiv)(e|em|en|er|es)?"
)


@dataclass(frozen=True, slots=True)
class _Token:
    """A word or a punctuation mark that separates; quotes, blanks and hyphens are only glue."""

    text: str
    folded: str
    span: Span
    is_word: bool
    hyphen_before: bool  # joined to the word before ("KI-Modelle")
    hyphen_after: bool
    open_before: bool  # a suspended hyphen ("und -Initiativen")
    open_after: bool  # a suspended hyphen ("Kraftstoff- und")


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

    def find(self, text: str, segment_id: str) -> tuple[TermMatch, ...]:
        """Find all occurrences in one segment.

        Args:
            text: the German sentence.
            segment_id: goes into the matches.

        Returns:
            Matches in order of their spans, never overlapping; ``surface`` is the text of the
            span. Of overlapping candidates the longest is taken, then the leftmost.
        """
        tokens = _tokenise(text)
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

    def _candidates(self, tokens: list[_Token]) -> Iterator[_Candidate]:
        for position, token in enumerate(tokens):
            yield from self._contiguous(tokens, position)
            if token.is_word:
                yield from self._closed_compounds(token)
                yield from self._separated(tokens, position)
                if token.open_after:
                    yield from self._suspended_right(tokens, position)
                if token.open_before:
                    yield from self._suspended_left(tokens, position)

    # --- words in a row ------------------------------------------------------------------

    def _contiguous(self, tokens: list[_Token], start: int) -> Iterator[_Candidate]:
        """Follow the trie from one token on."""
        states = [(0, start, False)]
        while states:
            node, position, inflected = states.pop()
            if position == len(tokens):
                continue
            for word, changed in self._readings(tokens, position).items():
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

    def _readings(self, tokens: list[_Token], position: int) -> dict[int, bool]:
        """Which term words a token may be."""
        token = tokens[position]
        known = self.vocabulary.get(token.folded)
        if known is not None or self.strong is None or not self.strong.match(token.folded):
            return known or {}
        return dict.fromkeys(self.vocabulary.get(morphology.lemma(token.text), ()), True)

    def _accept(self, tokens: list[_Token], index: int, *, inflected: bool) -> _Candidate | None:
        """Check what the trie does not know: match mode, capitals, hyphens around."""
        term = self.terms[index]
        span = Span(tokens[0].span.start, tokens[-1].span.end)
        if term.case_sensitive and not _same_capitals(tokens, term.source):
            return None
        joined = tokens[0].hyphen_before or tokens[-1].hyphen_after
        open_ = tokens[0].open_before or tokens[-1].open_after
        if joined or open_:
            how = "compound" if joined else "suspended"
            return _Candidate(span, index, how) if term.match is MatchMode.COMPOUND else None
        if inflected:
            lower_noun = tokens[-1].text[:1].islower() and _ends_in_noun(term)
            blocked = term.match is MatchMode.EXACT or lower_noun
            return None if blocked else _Candidate(span, index, "inflected")
        return _Candidate(span, index, _spelling(tokens, term.source))

    # --- compounds -----------------------------------------------------------------------

    def _closed_compounds(self, token: _Token) -> Iterator[_Candidate]:
        """Find terms as modifier or head of a word written in one."""
        word = token.folded
        if not self.modifiers or token.folded in self.vocabulary:
            return
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            parts = self.modifiers.get(word[:cut])
            if parts and _is_rest(token, cut):
                for part in parts:
                    yield from self._part(token, 0, part.visible, part.term)
            heads = self.heads.get(word[cut:]) if token.text[0].isupper() else None
            if heads and _is_modifier(token.text[: _offset(token.text, cut)]):
                for term in heads:
                    yield from self._part(token, cut, len(word), term)

    def _part(self, token: _Token, start: int, end: int, index: int) -> Iterator[_Candidate]:
        term = self.terms[index]
        first, last = _offset(token.text, start), _offset(token.text, end)
        surface = token.text[first:last]
        if term.case_sensitive and surface[1:] != term.source[1 : len(surface)]:
            return
        origin = token.span.start
        yield _Candidate(Span(origin + first, origin + last), index, "compound")

    def _suspended_right(self, tokens: list[_Token], position: int) -> Iterator[_Candidate]:
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
            yield from self._completed(token, token.folded + word[cut:])

    def _suspended_left(self, tokens: list[_Token], position: int) -> Iterator[_Candidate]:
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
        while start > 0 and tokens[start].hyphen_before:
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

    def _walk(self, tokens: list[_Token]) -> list[tuple[int, bool]]:
        """The trie nodes that a whole sequence of tokens leads to."""
        states = [(0, False)]
        for position in range(len(tokens)):
            states = [
                (self.trie[node, word], inflected or changed)
                for node, inflected in states
                for word, changed in self._readings(tokens, position).items()
                if (node, word) in self.trie
            ]
        return states

    def _completed(self, token: _Token, folded: str) -> Iterator[_Candidate]:
        for word in self.vocabulary.get(folded, ()):
            for term in self.ends.get(self.trie.get((0, word), -1), ()):
                if self.terms[term].match is MatchMode.COMPOUND:
                    yield _Candidate(token.span, term, "suspended")

    # --- verbs ---------------------------------------------------------------------------

    def _separated(self, tokens: list[_Token], position: int) -> Iterator[_Candidate]:
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
        tokens = _tokenise(term.source)
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
        if len(tokens) == 1 and term.match is MatchMode.COMPOUND:
            _add_parts(matcher, tokens[0], index)
        if term.match is not MatchMode.EXACT and morphology.is_verb(tokens[-1].text):
            onsets |= _add_verb(matcher, tokens, index)
    if onsets:
        particles = f"zu|ge|{morphology.PARTICLES}"
        matcher.strong = re.compile(rf"(?:{particles})*(?:{'|'.join(sorted(onsets))})[aeiouy]")
    return matcher


def _kind(token: _Token, tokens: list[_Token], term: GlossaryTerm) -> str:
    """By which rules a term's word is inflected."""
    if not token.is_word or term.match is MatchMode.EXACT or _FUNCTION_WORD.fullmatch(token.text):
        return "fixed"
    if token.text[0].islower():
        return "verb" if token is tokens[-1] and morphology.is_verb(token.text) else "adjective"
    before_noun = token is not tokens[-1] and re.search(r"(e|er|es|en)$", token.text)
    return "name" if before_noun else "noun"


def _forms(token: _Token, kind: str) -> frozenset[str]:
    if kind == "noun":
        return morphology.noun_forms(token.text)
    if kind == "name":  # "Kalter Krieg", "Großer Sprung", but also "Messe Berlin"
        return morphology.noun_forms(token.text) | morphology.adjective_forms(token.text)
    if kind == "adjective":
        return morphology.adjective_forms(token.text)
    if kind == "verb":  # "trainieren", but also "quelloffen"
        return morphology.verb_forms(token.text) | morphology.adjective_forms(token.text)
    return frozenset({token.folded})


def _add_parts(matcher: Matcher, token: _Token, index: int) -> None:
    """Let a noun be found inside closed compounds; acronyms are only joined by hyphens."""
    if not morphology.is_noun(token.text) or len(token.folded) < _SHORTEST_PART:
        return
    if token.text.isupper() or not token.text.isalpha():
        return
    for form in morphology.linking_forms(token.text):
        visible = len(token.folded) if form.startswith(token.folded) else len(form)
        matcher.modifiers[form].append(_Part(index, visible))
    for form in morphology.noun_forms(token.text):
        matcher.heads[form].append(index)


def _add_verb(matcher: Matcher, tokens: list[_Token], index: int) -> set[str]:
    """Index a verb's separated forms; return what strong forms of it begin with."""
    particle, bare = morphology.separated(tokens[-1].text)
    if particle and len(tokens) == 1:
        for form in morphology.verb_forms(bare):
            matcher.separable[form].append((particle, index))
    return set() if bare.endswith("ieren") else {morphology.onset(bare)}


def _tokenise(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    words = list(_WORD.finditer(text))
    edges = [0, *(match.end() for match in words)]
    glues = [text[edge : match.start()] for edge, match in zip(edges, words, strict=False)] + [
        text[edges[-1] :]
    ]
    for number, match in enumerate(words):
        before, after = glues[number], glues[number + 1]
        tokens.extend(_marks(before, edges[number]))
        tokens.append(
            _Token(
                text=match.group(),
                folded=fold(match.group()),
                span=Span(*match.span()),
                is_word=True,
                hyphen_before=number > 0 and len(before) == 1 and before in _HYPHENS,
                hyphen_after=number < len(words) - 1 and len(after) == 1 and after in _HYPHENS,
                open_before=len(before) > 1 and before[-1] in _HYPHENS and before[-2].isspace(),
                open_after=len(after) > 1 and after[0] in _HYPHENS and not after[1].isalnum(),
            )
        )
    return [*tokens, *_marks(glues[-1], edges[-1])]


def _marks(glue: str, start: int) -> Iterator[_Token]:
    """The punctuation between two words that keeps them from forming a term together."""
    if _SOFT.fullmatch(glue) and not re.search(rf"\s[{_HYPHENS}]\s", glue):
        return
    for offset, character in enumerate(glue):
        if not character.isspace():
            span = Span(start + offset, start + offset + 1)
            yield _Token(character, character, span, False, False, False, False, False)


def _same_capitals(tokens: list[_Token], source: str) -> bool:
    """Tell whether words have the capitals of the term as far as they share letters."""
    wanted = [token.text for token in _tokenise(source)]
    return all(
        a == b or a.lower() != b.lower()
        for token, word in zip(tokens, wanted, strict=True)
        for a, b in zip(token.text, word, strict=False)
    )


def _spelling(tokens: list[_Token], source: str) -> str:
    """How an uninflected occurrence differs from the source: exact, case or spelling."""
    surface = [token.text for token in tokens]
    wanted = [token.text for token in _tokenise(source)]
    if surface == wanted:
        return "exact"
    same = [word.lower() for word in surface] == [word.lower() for word in wanted]
    return "case" if same else "spelling"


def _ends_in_noun(term: GlossaryTerm) -> bool:
    last = _tokenise(term.source)[-1]
    return morphology.is_noun(last.text)


def _offset(text: str, folded_length: int) -> int:
    """How many characters of a word fold to so many letters (an umlaut is two)."""
    if len(fold(text)) == len(text):
        return folded_length
    return next(n for n in range(len(text) + 1) if len(fold(text[:n])) >= folded_length)


def _is_rest(token: _Token, cut: int) -> bool:
    """Tell whether what follows a modifier can be the head of the compound."""
    rest = token.text[_offset(token.text, cut) :]
    if token.text[0].islower():
        return _ADJECTIVAL_REST.fullmatch(fold(rest)) is not None
    return morphology.is_word(rest)


def _is_modifier(letters: str) -> bool:
    """Tell whether what precedes a head can be the modifier of the compound."""
    stems = {letters, letters + "e", letters + "en"}
    stems |= {letters.removesuffix(link) for link in ("s", "es", "n", "en", "er", "e")}
    return any(morphology.is_word(stem) for stem in stems)


def _partner(tokens: list[_Token], position: int) -> _Token | None:
    """The word that completes a suspended one: the end of what follows the conjunction."""
    for at in range(position + 1, min(position + 6, len(tokens) - 1)):
        if tokens[at].folded in _CONJUNCTIONS:
            last = at + 1
            while tokens[last].hyphen_after and last + 1 < len(tokens):
                last += 1
            return tokens[last] if tokens[last].is_word else None
    return None


def _closes_clause(tokens: list[_Token], position: int, particle: str) -> bool:
    """Tell whether the verb's particle stands at the end of the verb's clause."""
    for at in range(position + 1, len(tokens)):
        if not tokens[at].is_word:
            return False
        if tokens[at].folded == particle:
            last = at + 1 == len(tokens)
            if last or not tokens[at + 1].is_word or tokens[at + 1].folded in _CONJUNCTIONS:
                return True
    return False
