"""German word forms: which spellings a term's word takes in text, and how it enters compounds.

The forms are made from the dictionary form by ending rules that depend on how the word ends, so
that a short word does not take every ending there is. What rules can't know (strong verbs, and
whether a stretch of letters is a word) is asked of simplemma's German dictionary, which loads in
half a second and is therefore asked only where a candidate depends on it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_FOLDS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "\u00ad": None})
_ADJECTIVE_ENDINGS = ("", "e", "em", "en", "er", "es")
_WEAK_ENDINGS = ("e", "st", "est", "t", "et", "te", "ete", "ten", "eten", "test", "tet", "n", "en")
_VERB = re.compile(r"[a-zäöüß]{2,}(en|eln|ern)")
_UNPREFIXED = re.compile(r"(be|ge|er|ver|zer|ent|emp|miss)[a-z]{3}")
PARTICLES = (
    "zusammen|weiter|zurueck|vorbei|herunter|hinunter|herauf|heraus|hinaus|herein|hinein|voran|"
    "voraus|bereit|durch|fest|fort|frei|nach|ueber|unter|ab|an|auf|aus|bei|ein|her|hin|los|mit|"
    "um|vor|weg|zu"
)
_SEPARABLE = re.compile(rf"({PARTICLES})(.*[aeiouy].*..)")
# The plural in -er is a closed class of the language; agent nouns (Lauf, Läufer) are not plurals.
_ER_PLURAL = re.compile(
    r"(bild|rad|haus|wort|land|blatt|buch|kind|feld|licht|glied|schild|band|fach|dach|loch|tal|"
    r"tuch|volk|brett|gut|amt|kleid|lied|geld|bad|glas|grab|gras|holz|horn|korn|kraut|schloss|"
    r"dorf|fass|gehalt|gesicht|rand|mann|wald|geist|tum|huhn|kalb|lamm|rind|nest|mal|gespenst)"
)
_ONLY_EN = re.compile(r".{2,}(ung|heit|keit|schaft|ion|taet)")
_VOWEL = re.compile(r"[aeiouy]")
_ONSET = re.compile(r"[^aeiouy]*")
_SUFFIXES = re.compile(
    r"(s|e|n|es|en|er)?(lich|isch|ung|heit|keit|schaft|bar|los|haft|ier|lein|chen|tum|nis|ling|sam)"
    r"(e|s|en|er|es|em|n|t|te|ten)*|(s|is|ifiz)?ier(en|t|te|ten|ung|ungen|end|bar)?(e|er|es|em|en)?"
)


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Bring a word to the spelling in which it is compared.

    Args:
        word: as written.

    Returns:
        Lower case, umlauts as ae/oe/ue, ß as ss, without soft hyphens.
    """
    return unicodedata.normalize("NFC", word).lower().translate(_FOLDS)


def is_noun(word: str) -> bool:
    """Tell whether a term's word is written as German writes nouns and names."""
    return word[:1].isupper()


def is_verb(word: str) -> bool:
    """Tell whether a term's word looks like an infinitive."""
    return _VERB.fullmatch(word) is not None


def noun_forms(word: str) -> frozenset[str]:
    """Decline a noun or a name by its ending.

    Args:
        word: the nominative singular (a plural also works: it declines as one).

    Returns:
        Folded forms, the given one included; rare ones may not exist in the language.
    """
    base = fold(word)
    if len(word) <= 5 and word[1:2].isupper():  # an acronym: KI, KIs
        return frozenset({base, base + "s"})
    return frozenset({base, *_declined(base)})


def _declined(base: str) -> set[str]:
    if _ONLY_EN.fullmatch(base):
        return {base + "en"}
    if base.endswith("e"):
        return {base + "n", base + "ns", base + "s"}
    if base.endswith(("el", "er", "en", "chen", "lein")):
        shifted = umlaut(base)
        plural = set() if base.endswith("n") else {base + "n", shifted + "n"}
        return {base + "s", shifted, *plural}
    if base.endswith(("a", "i", "o", "u", "y")):
        return {base + "s", base[:-1] + "en"}
    if base.endswith("in"):
        return {base + "s", base + "nen", base + "en", base + "e"}
    return _strong(base) | _latin(base)


def _strong(base: str) -> set[str]:
    if base.endswith("nis"):
        return {base + ending for ending in ("se", "sen", "ses")}
    shifted = umlaut(base)
    genitives = {base + "es"} if base.endswith(("s", "x", "z")) else {base + "es", base + "s"}
    forms = {base + "e", base + "en", shifted + "e", shifted + "en", *genitives}
    if re.search(f"{_ER_PLURAL.pattern}$", base):
        forms |= {base + "er", base + "ern", shifted + "er", shifted + "ern"}
    return forms


def _latin(base: str) -> set[str]:
    """Zentrum, Zentren; Virus, Viren; Lexikon, Lexika; Praxis, Praxen."""
    if len(base) < 6 or not base.endswith(("um", "us", "on", "is")):
        return set()
    return {base[:-2] + ending for ending in ("en", "a", "i")}


def umlaut(base: str) -> str:
    """Shift the last stem vowel as strong plurals do (folded: Haus, haeus)."""
    match = re.search(r"(au|a|o|u)(?!.*[aou])", base)
    if match is None or base[match.end() :].startswith("e"):
        return base
    vowel = match.group()
    shifted = "aeu" if vowel == "au" else vowel + "e"
    return base[: match.start()] + shifted + base[match.end() :]


def adjective_forms(word: str) -> frozenset[str]:
    """Decline an adjective, given bare or with an ending.

    Args:
        word: "offen", "großes".

    Returns:
        Folded forms, the given one included.
    """
    base = fold(word)
    stems = {base}
    stripped = re.fullmatch(r"(.{3,}?)(e|em|en|er|es)", base)
    if stripped:
        stems.add(stripped.group(1))
    stems |= {stem[:-2] + stem[-1] for stem in stems if stem.endswith(("el", "er")) and stem[:-2]}
    return frozenset({base, *(stem + ending for stem in stems for ending in _ADJECTIVE_ENDINGS)})


def verb_forms(word: str) -> frozenset[str]:
    """Conjugate an infinitive as a weak verb; participles are declined too.

    Args:
        word: "trainieren", "abschalten".

    Returns:
        Folded one-word forms, the infinitive included. Separated forms are made from
        ``separated``, strong ones are recognised by ``lemma``.
    """
    base = fold(word)
    particle, bare = separated(word)
    whole = _conjugated(base)  # some verbs only look separable: antworten, übersetzen
    return whole | {particle + form for form in _conjugated(bare)} | {f"{particle}zu{bare}"}


def _conjugated(bare: str) -> frozenset[str]:
    stem = bare[:-2] if bare.endswith("en") else bare[:-1]
    finite = {stem + ending for ending in _WEAK_ENDINGS}
    ge = "" if _UNPREFIXED.match(bare) or stem.endswith("ier") else "ge"
    participles = {f"{ge}{stem}t", f"{ge}{stem}et", bare + "d"}
    declined = {form + ending for form in participles for ending in _ADJECTIVE_ENDINGS}
    return frozenset(finite | declined | {bare})


def separated(word: str) -> tuple[str, str]:
    """Split a separable verb.

    Args:
        word: an infinitive.

    Returns:
        Particle and bare infinitive, folded; the particle is "" where there is none.
    """
    base = fold(word)
    match = _SEPARABLE.fullmatch(base)
    return (match.group(1), match.group(2)) if match else ("", base)


def onset(word: str) -> str:
    """The consonants before the first vowel of a folded word; ablaut never changes them."""
    match = _ONSET.match(word)
    return match.group() if match else ""


def linking_forms(word: str) -> frozenset[str]:
    """What a noun looks like as a modifier in a closed compound.

    Args:
        word: the nominative singular.

    Returns:
        Folded stems with their linking elements: Forschung, Forschungs-; Schule, Schul-.
    """
    base = fold(word)
    forms = {base, base + "s", *noun_forms(word)}
    if base.endswith("e"):
        forms.add(base[:-1])
    return frozenset(forms)


@lru_cache(maxsize=65536)
def lemma(word: str) -> str:
    """Look up the dictionary form.

    Args:
        word: as written in the text.

    Returns:
        The folded lemma; the folded word itself where the dictionary does not know it.
    """
    import simplemma

    return fold(simplemma.lemmatize(word, "de", low_memory=True))


@lru_cache(maxsize=65536)
def is_word(letters: str) -> bool:
    """Tell whether a stretch of a compound is a German word.

    Args:
        letters: as written; its first letter may have lost its capital.

    Returns:
        False for stretches without vowel, for derivational endings (-lich, -ierung), and for
        what the dictionary does not know.
    """
    if len(letters) < 3 or not _VOWEL.search(fold(letters)) or _SUFFIXES.fullmatch(fold(letters)):
        return False
    import simplemma

    return any(
        simplemma.is_known(form, "de", low_memory=True)
        for form in (letters.capitalize(), letters.lower())
    )
