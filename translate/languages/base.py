"""What the program asks of a language: plain data, and protocols for what only code can tell.

What is left out has a plain default, under which words stand in a text as they stand in the
termbase, and figures as English writes them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

SPACES = " \u00a0\u2009\u202f'’"
# The order matters: a date is no version, a grouped figure no list of figures.
TOKENS = r"""
    (?P<code>(?<![^\W_])[^\W\d_]+\d\w*)
  | (?P<date>\d{{1,2}}\.\s?\d{{1,2}}\.\s?(?:\d{{4}}|\d{{2}})(?![\d.]){day})
  | (?P<time>\d{{1,2}}:\d{{2}}(?!\d) | \d{{1,2}}\.\d{{2}}(?=\s*(?:Uhr|[ap]\.?m\b)))
  | (?P<figure>\d{{1,3}}(?:[{group}]\d{{3}})+(?!\d)(?:{point}\d+)?(?![.,]\d) | \d+(?:[.,]\d+)*)
  | (?P<word>[^\W\d_]+(?:-[^\W\d_]+)?)
"""
NEVER = re.compile(r"(?!)")
"""Matches nothing."""


def words(text: str) -> frozenset[str]:
    """Return the words of a list that is written as running text."""
    return frozenset(text.split())


def is_acronym(word: str, longest: int = 5) -> bool:
    """Tell whether a word of at most so many characters is written in capitals: KI, USA, R1."""
    return len(word) <= longest and word.isupper()


# --- numbers --------------------------------------------------------------------------


def scale_pattern(scales: Mapping[str, int]) -> re.Pattern[str]:
    """Match a scale word behind a number; the number of its group is its place in the scales."""
    listed = "|".join(f"({word})" for word in scales)
    return re.compile(rf"[-\s]*(?:{listed})(?![^\W\d_])", re.IGNORECASE)


def tokens(group: str, point: str, day: str = "") -> re.Pattern[str]:
    """Match the tokens of a text that may be numbers.

    Args:
        group: the sign between thousands.
        point: what matches the one before decimals.
        day: what else is a date, if anything is.
    """
    return re.compile(TOKENS.format(group=group + SPACES, point=point, day=day), re.VERBOSE)


_FIGURES = tokens(",", r"\.")


def comma_value(figure: str) -> Decimal | None:
    """Read "1,234.56"; a comma before other than three digits gives nothing: it is German."""
    if re.fullmatch(rf"\d{{1,3}}(?:[,{SPACES}]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?", figure):
        return Decimal(re.sub(f"[,{SPACES}]", "", figure))
    return None


def comma_figure(value: Decimal) -> str:
    """Write a value with commas between thousands, a decimal point and no trailing zeros."""
    return f"{value.normalize():,f}"


@dataclass(frozen=True, slots=True)
class Notation:
    """The numbers of a language: patterns of its tokens, its words and its scales.

    ``powers`` are the powers of ten of the groups of ``scale``; ``letters`` those of letters that
    may stand for a scale; ``round_words`` are number words that name a magnitude only.

    To write numbers: ``write`` gives the figures of a value, ``units`` are the powers of ten by
    their word, smallest first, ``cardinals`` the values of words, and ``ordinals`` the endings of
    ordinals by the last digit, the usual one under "".
    """

    tokens: re.Pattern[str] = _FIGURES
    scale: re.Pattern[str] = NEVER
    powers: tuple[int, ...] = ()
    percent: re.Pattern[str] = re.compile(r"[-\s]*%")
    numeral: Callable[[str], int | None] = lambda _: None
    round_words: frozenset[str] = frozenset()
    months: Mapping[str, int] = field(default_factory=dict)
    value: Callable[[str], Decimal | None] = comma_value
    write: Callable[[Decimal], str] = comma_figure
    letters: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, int] = field(default_factory=dict)
    cardinals: Mapping[str, int] = field(default_factory=dict)
    ordinals: Mapping[str, str] = field(default_factory=dict)
    percent_words: tuple[str, ...] = ()


# --- sentences ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Borders:
    """Where sentences end in a language; all words in lower case, without their stop."""

    inner: frozenset[str] = frozenset()  # abbreviations that never end a sentence
    counted: frozenset[str] = frozenset()  # those only before a number: "Art. 5", but "diese Art."
    endings: tuple[str, ...] = ()  # what such abbreviations may end in: "Hauptstr. 5"
    either: frozenset[str] = frozenset()  # those that end a sentence where a new one plainly starts
    starters: frozenset[str] = frozenset()  # words capitalised only where a sentence starts
    ordinals: bool = False  # whether "20." can be an ordinal


# --- what only code can tell ----------------------------------------------------------


class Forms(Protocol):
    """The words of a source language: which spellings a term takes in a text."""

    def fold(self, word: str) -> str:
        """Bring a word to the spelling in which it is compared."""

    def is_noun(self, word: str) -> bool:
        """Tell whether a term's word is written as nouns and names are."""

    def is_verb(self, word: str) -> bool:
        """Tell whether a term's word looks like an infinitive."""

    def is_declined(self, word: str) -> bool:
        """Tell whether a noun before another may be an adjective that is written like one."""

    def is_imperative(self, word: str, following: str) -> bool:
        """Tell whether a folded word that opens a sentence is a verb, by the word behind it."""

    def is_lower_case_word(self, word: str) -> bool:
        """Tell whether a word in small letters is one as it stands, and so not the noun."""

    def is_invariable(self, word: str) -> bool:
        """Tell whether a term's word is never inflected."""

    def lemma(self, word: str) -> str:
        """Look up the dictionary form, folded."""

    def name_forms(self, word: str) -> frozenset[str]:
        """Return the folded forms of a name."""

    def noun_forms(self, word: str) -> frozenset[str]:
        """Return the folded forms of a noun."""

    def adjective_forms(self, word: str, *, attributive: bool) -> frozenset[str]:
        """Return the folded forms of an adjective, before its noun or alone."""

    def verb_forms(self, word: str) -> frozenset[str]:
        """Return the folded one-word forms of an infinitive."""

    def separated(self, word: str) -> tuple[str, str]:
        """Split a verb into a particle that may stand apart ("" for none) and the rest, folded."""

    def strong_onset(self, bare: str) -> str | None:
        """Return how all forms of an irregular verb begin; None for a regular one."""

    def strong_pattern(self, onsets: Iterable[str]) -> re.Pattern[str] | None:
        """Match the beginnings of words that may be forms of the verbs with these onsets."""


class Compounds(Protocol):
    """The compounds of a source language that are written as one word; all letters folded."""

    def as_modifier(self, word: str) -> frozenset[str]:
        """Return what a noun looks like as the first part; nothing where it is too short."""

    def as_head(self, word: str) -> frozenset[str]:
        """Return what a noun looks like as the last part; nothing where it is too short."""

    def enters(self, term: str, rest: str, compound: str, *, as_head: bool) -> bool:
        """Tell whether a word is a compound of a term and a rest."""

    def makes_adjective(self, rest: str) -> bool:
        """Tell whether the end of a word makes an adjective of the noun before it."""

    def is_derivational(self, letters: str) -> bool:
        """Tell whether the end of a word is a suffix rather than a head."""


class Inflection(Protocol):
    """The words of a target language: the forms of a rendering, their lemmas, its articles."""

    def alternatives(self, target: str, *, verb: bool = False) -> tuple[str, ...]:
        """List the strings that a decoder may produce for a target, best first."""

    def lemmas(self, word: str) -> frozenset[str]:
        """Look up the dictionary forms of a word, in lower case, itself among them."""

    def fitting_form(self, replaced: str, alternatives: Sequence[str]) -> str:
        """Return the alternative whose number agrees with the words that it replaces."""

    def agree_article(self, before: str, form: str) -> str:
        """Return ``before`` with the article at its end, if any, as ``form`` wants it."""


class Plain:
    """What a language does that says nothing else: it neither inflects nor compounds its words."""

    def fold(self, word: str) -> str:
        """Return a word in small letters."""
        return unicodedata.normalize("NFC", word).lower()

    def is_noun(self, word: str) -> bool:  # noqa: ARG002
        """Never: capitals mean nothing."""
        return False

    is_verb = is_declined = is_lower_case_word = is_invariable = is_noun

    def is_imperative(self, word: str, following: str) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def lemma(self, word: str) -> str:
        """Return the folded word."""
        return self.fold(word)

    def name_forms(self, word: str) -> frozenset[str]:
        """Return the folded word."""
        return frozenset({self.fold(word)})

    noun_forms = verb_forms = name_forms

    def adjective_forms(self, word: str, *, attributive: bool) -> frozenset[str]:  # noqa: ARG002
        """Return the folded word."""
        return self.noun_forms(word)

    def separated(self, word: str) -> tuple[str, str]:
        """Return no particle."""
        return "", self.fold(word)

    def strong_onset(self, bare: str) -> None:
        """Return nothing: no verb is irregular."""

    def strong_pattern(self, onsets: Iterable[str]) -> None:
        """Return nothing."""

    def as_modifier(self, word: str) -> frozenset[str]:  # noqa: ARG002
        """Return nothing."""
        return frozenset()

    as_head = as_modifier

    def enters(self, term: str, rest: str, compound: str, *, as_head: bool) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def makes_adjective(self, rest: str) -> bool:  # noqa: ARG002
        """Never."""
        return False

    is_derivational = makes_adjective

    def alternatives(self, target: str, *, verb: bool = False) -> tuple[str, ...]:  # noqa: ARG002
        """Return the target, and it with a first capital."""
        return tuple(dict.fromkeys((target, target[:1].upper() + target[1:])))

    def lemmas(self, word: str) -> frozenset[str]:
        """Return the word in small letters."""
        return frozenset({word.lower()})

    def fitting_form(self, replaced: str, alternatives: Sequence[str]) -> str:  # noqa: ARG002
        """Return the best alternative."""
        return alternatives[0]

    def agree_article(self, before: str, form: str) -> str:  # noqa: ARG002
        """Return what stands before, as it is."""
        return before


_PLAIN = Plain()


@dataclass(frozen=True, slots=True)
class Language:
    """A language under its ISO 639-1 ``code``, and the ``name`` by which labels call it.

    ``own_name`` is what its speakers call it.
    ``called`` are further names of it in the header of a term list, in small letters, with hyphens
    for blanks. ``conjunctions`` join words that share a part; ``articles`` and
    ``frequent`` words make no good terms. As a source a language needs
    ``borders``, ``forms`` and ``compounds``, as a target ``inflection``.
    """

    code: str
    name: str
    own_name: str = ""
    called: frozenset[str] = frozenset()
    borders: Borders = Borders()
    notation: Notation = Notation()
    conjunctions: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    frequent: frozenset[str] = frozenset()
    forms: Forms = _PLAIN
    compounds: Compounds = _PLAIN
    inflection: Inflection = _PLAIN
