"""English words: the forms of a rendering, the lemmas by which they count, and "a" or "an".

Regular and irregular forms come from lemminflect's dictionary (an unknown word declines
regularly). The dictionary takes a quarter of a second to load, so nothing is asked of it before
a word needs it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from translate.languages.base import is_acronym

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_ACRONYM = 6
_AFTER_HEAD = frozenset(("of", "for", "in", "on", "to", "with", "from", "by", "at", "and", "or"))
_NOUN_TAGS = ("NNS", "NN")
_VERB_TAGS = ("VBZ", "VBD", "VBN", "VBG", "VB")
_MAX_ALTERNATIVES = 12
# Spelling against sound: "an hour", "a European", "a one-off"; acronyms go by letter names.
_SILENT_H = re.compile(r"(?:hour|honest|hono[u]?r|heir)", re.IGNORECASE)
_CONSONANT_SOUND = re.compile(r"(?:eu|uni(?!n)|use|usu|uti|one\b|once\b)", re.IGNORECASE)
_SPELLED = re.compile(r"[A-Z]{2,}(?![a-z])")
_VOWEL_LETTER_NAMES = frozenset("AEFHILMNORSX")


@lru_cache(maxsize=4096)
def alternatives(target: str, *, verb: bool = False) -> tuple[str, ...]:
    """List the strings that a decoder may produce for a target, best first.

    Args:
        target: a target term as the termbase gives it.
        verb: the term is a verb, so its head is conjugated; otherwise it is put in the plural.

    Returns:
        At most twelve of: the target, its head's other forms, the same with hyphens or blanks,
        all of them with a first capital, and the target in title case.
    """
    inflected = _inflected(target, verb=verb)
    rejoined = [form for form in (_rejoin(form) for form in inflected[:2]) if form]
    plain = [*inflected, *rejoined]
    capitalised = [_capitalised(form) for form in plain]
    title = re.sub(r"(?<![\w'’])[a-z](?=[a-z]{3,}\b)", lambda match: match.group().upper(), target)
    return tuple(dict.fromkeys([*plain, *capitalised, title]))[:_MAX_ALTERNATIVES]


@lru_cache(maxsize=65536)
def lemmas(word: str) -> frozenset[str]:
    """Look up the dictionary forms of a word, over all parts of speech.

    Args:
        word: one English word.

    Returns:
        Lower-case lemmas, always with the word itself; unknown words lose a plural -s.
    """
    from lemminflect import getAllLemmas

    lower = word.lower()
    known = getAllLemmas(lower)
    found = {lemma for lemma_list in known.values() for lemma in lemma_list}
    if not known and len(lower) > 2 and re.search(r"[^s']s$", lower):
        found.add(lower[:-1])
    return frozenset({lower, *found})


def _inflected(target: str, *, verb: bool) -> list[str]:
    """The target and its head word's other forms; a verb's head is its first word."""
    words = re.split(r"(\s+)", target)
    stops = [at for at, word in enumerate(words) if at and word.lower() in _AFTER_HEAD]
    last = stops[0] - 2 if stops else len(words) - 1
    head = 0 if verb else last
    others = _word_forms(words[head], verb=verb, alone=len(words) == 1)
    variants = ["".join([*words[:head], form, *words[head + 1 :]]) for form in others]
    return list(dict.fromkeys([target, *variants]))


def _word_forms(word: str, *, verb: bool, alone: bool) -> list[str]:
    """Other forms of one word; single capitalised words are names and have none."""
    if is_acronym(word, _LONGEST_ACRONYM) and len(word) > 1:
        return [word + "s"] if word.isalpha() and not word.endswith("S") else []
    if not re.fullmatch(r"[A-Z]?[a-z]+(-[a-z]+)*", word) or (alone and word[0].isupper()):
        return []
    stem, hyphen, last = word.rpartition("-")
    forms = [stem + hyphen + form for form in _known_forms(last.lower(), verb) if form != last]
    return [form.capitalize() for form in forms] if word[0].isupper() else forms


def _known_forms(word: str, verb: bool) -> list[str]:
    """All number or verb forms of a word, of whichever the dictionary knows it to be."""
    from lemminflect import getAllInflections, getAllInflectionsOOV, getAllLemmas

    lemmas_by_class = getAllLemmas(word)
    wanted, other = ("VERB", "NOUN") if verb else ("NOUN", "VERB")
    lemma = (lemmas_by_class.get(wanted) or lemmas_by_class.get(other) or (word,))[0]
    known = getAllInflections(lemma) or getAllInflectionsOOV(lemma, wanted)
    tags = _VERB_TAGS if verb or "NN" not in known else _NOUN_TAGS
    return [form for tag in tags for form in known.get(tag, ())]


def _capitalised(form: str) -> str:
    """The form with a first capital, unless its first word is written like a name (o1, arXiv)."""
    first = re.split(r"[\s-]", form)[0]
    return form[0].upper() + form[1:] if first.islower() and first.isalpha() else form


def _rejoin(form: str) -> str:
    """Swap hyphens and blanks in short terms: open source, open-source."""
    if "-" in form:
        return form.replace("-", " ")
    return form.replace(" ", "-") if form.count(" ") == 1 and form.islower() else ""


def fitting_form(replaced: str, alternatives: Sequence[str]) -> str:
    """Return the first alternative whose number agrees with the words that it replaces."""
    plural = _looks_plural(replaced)
    return next((form for form in alternatives if _looks_plural(form) == plural), alternatives[0])


def _looks_plural(words: str) -> bool:
    return bool(re.search(r"[^s\Wui]s$", words))


def agree_article(before: str, form: str) -> str:
    """Return ``before`` with a final "a" or "an" made to agree with the sound of ``form``."""
    article = re.search(r"\b([Aa])n? $", before)
    if article is None:
        return before
    return before[: article.start()] + article[1] + ("n " if _starts_with_vowel(form) else " ")


def _starts_with_vowel(form: str) -> bool:
    if _SPELLED.match(form):
        return form[0] in _VOWEL_LETTER_NAMES
    if _SILENT_H.match(form):
        return True
    return form[:1].lower() in "aeiou" and not _CONSONANT_SOUND.match(form)
