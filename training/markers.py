"""Write the translations of some source terms into the source, between marker symbols.

The training data of Dinu et al. (2019, "Training Neural Machine Translation to Apply Terminology
Constraints") with target lemmas as in Bergmanis and Pinnis (2021, "Facilitating Terminology
Translation with Target Lemma Annotations"): `die Leitartikel <t0> editorial <t1> über ...`.
The model learns to place and to inflect what it is given.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable

    from training.bitexts import Linked

OPEN: Final = "<t0>"
CLOSE: Final = "<t1>"

LONGEST: Final = 4
"""Words in a term, on either side; three in four glossary entries have one or two."""

STOP_WORDS: Final = 150
"""How many of the most frequent lower-case words of a language can't begin or end a term."""

MARKED: Final = 0.45
"""Share of the sentences with hints. The rest must stay plain, or plain input suffers."""

INFLECTED: Final = 0.25
"""Share of the hints given as they stand in the target, since glossaries hold plurals too."""

SWAPPED: Final = 0.2
"""Share of one-word hints exchanged, in hint and target alike, for an unrelated word: the only
way to see that the hint counts and not the habit."""


@dataclass(frozen=True)
class Term:
    """A source span and the target span that translates it, as word index ranges."""

    source: range
    target: range


class TargetWords:
    """Word counts of the target language: base forms, natural casing, function words."""

    def __init__(self, pairs: Iterable[Linked]) -> None:
        """Count the words of all pairs."""
        self._forms: Counter[str] = Counter()
        source: Counter[str] = Counter()
        for pair in pairs:
            words = [pair.target_word(k) for k in range(len(pair.target_spans))]
            self._forms.update(words[1:])
            source.update(pair.source_word(k) for k in range(len(pair.source_spans)))
        self.stop_words = _function_words(source) | _function_words(self._forms)
        known = (w for w, n in self._forms.items() if n >= 3 and w.islower() and len(w) > 3)
        self._nouns = [w for w in known if self._forms[f"{w}s"] >= 2]

    def lemma(self, word: str) -> str:
        """Return the base form of an English word, as far as the data know it.

        Only plurals are undone: terms end in a noun. A form counts as a plural where the data
        hold its singular in a credible number: "elections" gives "election", but "news" stays
        (thirty times rarer than "new"), and so do names.
        """
        for ending, bases in _ENDINGS if word.islower() else ():
            if word.endswith(ending) and len(word) > len(ending) + 2:
                stem = word[: -len(ending)]
                best = max((stem + base for base in bases), key=lambda form: self._forms[form])
                count = self._forms[word]
                if max(2, count // 10) < self._forms[best] < 30 * (count + 1):
                    return best
        return word

    def natural(self, word: str) -> str:
        """Return a word in the case that it has inside a sentence."""
        lower = word.lower()
        return lower if self._forms[lower] > self._forms[word] else word

    def random_noun(self, like: str, rng: random.Random) -> str:
        """Return a noun in the number of `like`, starting with the same kind of sound."""
        plural = like.endswith("s") and self.lemma(like) != like
        for _ in range(20):
            noun = rng.choice(self._nouns)
            if (noun[0] in "aeiou") == (like[0].lower() in "aeiou"):
                return f"{noun}s" if plural else noun
        return like


_ENDINGS: Final = (
    ("ies", ("y", "ie")),
    ("es", ("e", "", "is")),
    ("s", ("",)),
)

_ADJECTIVE_ENDINGS: Final = ("e", "en", "er", "es", "em")


def _function_words(counts: Counter[str]) -> set[str]:
    lower = ((word, count) for word, count in counts.most_common() if word.islower())
    return {word for word, _ in list(lower)[:STOP_WORDS]}


def find_terms(pair: Linked, stop_words: set[str]) -> list[Term]:
    """Find the spans that translate each other and nothing else.

    Consistent with the links in both directions, as phrases are (Och and Ney 2004), every
    border word linked, a noun or name at the end, no function words.
    """
    by_source: dict[int, list[int]] = {}
    by_target: dict[int, list[int]] = {}
    for i, j in pair.links:
        by_source.setdefault(i, []).append(j)
        by_target.setdefault(j, []).append(i)
    content = [_is_content(pair.source_word(k), stop_words) for k in range(len(pair.source_spans))]
    terms = []
    for start in by_source:
        for end in range(start + 1, start + LONGEST + 1):
            if end > len(content) or not (content[start] and content[end - 1]):
                continue
            term = _close(range(start, end), by_source, by_target)
            if term is not None and _is_term(pair, term, stop_words):
                terms.append(term)
    return terms


def _close(
    source: range, by_source: dict[int, list[int]], by_target: dict[int, list[int]]
) -> Term | None:
    """Return the term of a source span if its links lead nowhere else."""
    linked = [j for i in source for j in by_source.get(i, ())]
    if not linked:
        return None
    target = range(min(linked), max(linked) + 1)
    back = [i for j in target for i in by_target.get(j, ())]
    unlinked = sum(i not in by_source for i in source) + sum(j not in by_target for j in target)
    if len(target) > LONGEST or min(back) < source.start or max(back) >= source.stop or unlinked:
        return None
    return Term(source, target)


def _is_content(word: str, stop_words: set[str]) -> bool:
    return word[0].isalpha() and len(word) > 1 and word.lower() not in stop_words


def _is_term(pair: Linked, term: Term, stop_words: set[str]) -> bool:
    """Tell whether a span is a noun or name with adjectives at most, and so its translation."""
    source = [pair.source_word(k) for k in term.source]
    target = [pair.target_word(k) for k in term.target]
    if term.source[0] == 0 and len(source) == 1:
        return False
    return (
        source[-1][0].isupper()
        and all(_is_modifier(word, stop_words) for word in source[:-1])
        and all(_is_content(word, stop_words) for word in (target[0], target[-1]))
        and all(_is_content(word, stop_words) or word == "of" for word in target)
    )


def _is_modifier(word: str, stop_words: set[str]) -> bool:
    return _is_content(word, stop_words) and (
        word[0].isupper() or word.endswith(_ADJECTIVE_ENDINGS)
    )


def mark(pair: Linked, lexicon: TargetWords, rng: random.Random) -> Linked:
    """Write one to three terms of a pair behind their source words, or none where none is sure.

    Args:
        pair: an aligned pair without markers.
        lexicon: the words of the target language.
        rng: source of chance.
    """
    terms = find_terms(pair, lexicon.stop_words)
    rng.shuffle(terms)
    # Longer terms are rarer and dearer to miss: half of the draws look for one first.
    if rng.random() < 0.5:
        terms.sort(key=lambda term: -len(term.source))
    chosen: list[Term] = []
    for term in terms:
        if len(chosen) < rng.choice((1, 1, 2, 3)) and not any(_overlap(term, c) for c in chosen):
            chosen.append(term)
    for term in sorted(chosen, key=lambda term: -term.source.start):
        pair = _annotate(pair, term, lexicon, rng)
    return pair


def _overlap(one: Term, other: Term) -> bool:
    return one.source.start < other.source.stop and other.source.start < one.source.stop


def _annotate(pair: Linked, term: Term, lexicon: TargetWords, rng: random.Random) -> Linked:
    words = [pair.target_word(k) for k in term.target]
    if len(words) == 1 and words[0].islower() and rng.random() < SWAPPED:
        words = [lexicon.random_noun(words[0], rng)]
        pair = pair.replace_target(term.target[0], words[0])
    if _opens_sentence(pair, term.target[0]):
        words[0] = lexicon.natural(words[0])
    if rng.random() >= INFLECTED:
        words[-1] = lexicon.lemma(words[-1])
    start, end = pair.target_spans[term.target[0]][0], pair.target_spans[term.target[-1]][1]
    hint = _spaced(pair.target[start:end], words)
    place = pair.source_spans[term.source[-1]][1]
    return pair.insert_source(place, f" {OPEN} {hint} {CLOSE}")


def _opens_sentence(pair: Linked, index: int) -> bool:
    return index == 0 or not pair.target_word(index - 1)[0].isalnum()


def _spaced(written: str, words: list[str]) -> str:
    """Join words the way the text joins them: with spaces, or without where it has none."""
    return (" " if " " in written or len(words) == 1 else "").join(words)
