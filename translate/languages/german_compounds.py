"""Tell compounds of a term from words that hold its letters by chance.

German writes compounds in one word, and there is no mark where the parts meet. A term is accepted
in a longer word if what is left of the word can be the other part.
"""

from __future__ import annotations

import re

from translate.languages.german_forms import PARTICLES, fold, is_word, noun_forms

# Folded letters. All three were set on held-out text (340,000 words, 1,900 mined noun terms) by
# how often the target of a found term stood in the reference; it does so for 90% of exact matches.
_SHORTEST_MODIFIER = 4  # three letters: 10%, four and more: 70 to 85%
_SHORTEST_HEAD = 5  # four letters: 50%, five and more: 77 to 87%
_SHORT = 5  # up to here, words that the dictionary lists as a whole are taken to be another word
_LONG = 10  # from here on the result is the same with the dictionary and without

_VOWEL = re.compile(r"[aeiouy]")
_LINKS = ("s", "es", "n", "en", "er", "e")
# -e, -s, -en, -er, -es, -em, -n, -t, -te, -ten, -in, -innen, however many, in one way only: else
# a long word would be tried in all ways to cut it.
_ENDINGS = "(?:e[rm]?|[snt]|in)*"
_DERIVATION = re.compile(
    rf"(s|e|n|es|en|er)?(lich|isch|ung|heit|keit|schaft|bar|los|haft|ier|lein|chen|tum|nis|ling|"
    rf"sam){_ENDINGS}|(aer|ar|ell|er|ist|iv|al){_ENDINGS}|(s|is|ifiz)?ier(t|ung|end|bar)?{_ENDINGS}"
)
_PREFIXES = re.compile(rf"(be|ge|er|ver|zer|ent|miss|un|ur|anti|{PARTICLES})+")
_PREFIXED_HEAD = re.compile(r"(be|ge|ver|zer|ent|miss|ab|an|auf|aus|ein|vor|nach|um|ueber|unter)$")
_SHORT_MODIFIER = re.compile(
    "oel|rad|gas|uhr|tag|ort|weg|eis|see|bus|zug|bau|tod|hof|gen|typ|web|bad|not|pkw|lkw|neu|alt"
)
# What makes an adjective of a noun before it: "KI-basiert".
_ADJECTIVAL = re.compile(
    r"(s|n|en)?(basiert|bezogen|gestuetzt|gesteuert|spezifisch|orientiert|getrieben|unterstuetzt|"
    r"aehnlich|intensiv|relevant)(e|em|en|er|es)?"
)


def linking_forms(word: str) -> frozenset[str]:
    """What a noun looks like as a modifier in a closed compound.

    Args:
        word: the nominative singular.

    Returns:
        Folded stems with their linking elements: Forschung, Forschungs-; Schule, Schul-.
    """
    base = fold(word)
    shortened = len(base) > _SHORT and base.endswith("e") and not base.endswith("ie")
    dropped = {base[:-1]} if shortened else set()
    return frozenset({base, base + "s", *noun_forms(word), *dropped})


def as_modifier(word: str) -> frozenset[str]:
    """Return the linking forms of a noun that is long enough to be found by them."""
    return linking_forms(word) if len(fold(word)) >= _SHORTEST_MODIFIER else frozenset()


def as_head(word: str) -> frozenset[str]:
    """Return the forms of a noun that is long enough to be found at the end of a word."""
    return noun_forms(word) if len(fold(word)) >= _SHORTEST_HEAD else frozenset()


def makes_adjective(rest: str) -> bool:
    """Tell whether the folded end of a word makes an adjective of a noun: "KI-basiert"."""
    return _ADJECTIVAL.fullmatch(rest) is not None


def is_derivational(letters: str) -> bool:
    """Tell whether the folded end of a word is a suffix (-ung, -lich) rather than a head."""
    return _DERIVATION.fullmatch(letters) is not None


def enters(term: str, rest: str, compound: str, *, as_head: bool) -> bool:
    """Tell whether a word written in one is a compound of a term and a rest.

    Args:
        term: the term's form, folded.
        rest: the other letters, folded; before a head with a linking element or shortened
            (Schul-, Einspritz-).
        compound: the whole word, folded.
        as_head: the term is the last part, else the first.

    Returns:
        False for what is no word, for derivations (Patentierung, Eindruck), and for words that
        hold a short term by chance or have made it another word (Fortschritt, Weltraum).
    """
    if not _VOWEL.search(rest) or (_PREFIXES if as_head else _DERIVATION).fullmatch(rest):
        return False
    if len(term) >= _LONG and len(rest) > 3:
        return not (as_head and _PREFIXED_HEAD.search(rest))
    if len(term) <= _SHORT and is_word(compound):
        return False
    return _is_modifier(rest, full=len(term) <= _SHORT) if as_head else _is_head(rest)


def _is_head(letters: str) -> bool:
    """A word, or a word made of two."""
    return is_word(letters) or any(
        is_word(letters[cut:]) and _is_modifier(letters[:cut], full=True)
        for cut in range(4, len(letters) - 3)
    )


def _is_modifier(letters: str, *, full: bool) -> bool:
    """A word with or without linking element; unless in ``full``, one that lost its ending."""
    if len(letters) == 3:
        return _SHORT_MODIFIER.fullmatch(letters) is not None
    stems = {letters, *(letters.removesuffix(link) for link in _LINKS)}
    if not full:
        stems |= {letters + "e", letters + "en"}
    return any(len(stem) > 3 and is_word(stem) for stem in stems)
