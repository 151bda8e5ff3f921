"""Number words of German and English: units, scales, ordinals, months and Roman numerals."""

from __future__ import annotations

import re
from functools import lru_cache


def words(text: str) -> list[str]:
    """Return the words of a list that is written as running text."""
    return text.split()


GERMAN_WORDS = dict(
    zip(
        words(
            "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn "
            "vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig"
        ),
        range(21),
        strict=True,
    )
)
GERMAN_TENS = words("dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
GERMAN_WORDS |= {word: value * 10 for value, word in enumerate(GERMAN_TENS, start=3)}
GERMAN_WORDS |= {"ein": 1, "zwo": 2, "beid": 2, "erst": 1, "dritt": 3, "siebt": 7, "dutzend": 12}
GERMAN_WORDS |= {"einmal": 1, "doppelt": 2, "mittag": 12, "mitternacht": 0, "dreissig": 30}

ENGLISH_WORDS = dict(
    zip(
        words(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen "
            "fourteen fifteen sixteen seventeen eighteen nineteen twenty"
        ),
        range(21),
        strict=True,
    )
)
ENGLISH_TENS = words("thirty forty fifty sixty seventy eighty ninety")
ENGLISH_WORDS |= {word: value * 10 for value, word in enumerate(ENGLISH_TENS, start=3)}
ENGLISH_WORDS |= {"a": 1, "an": 1, "once": 1, "twice": 2, "both": 2, "double": 2, "dozen": 12}
ENGLISH_WORDS |= {"first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9}
ENGLISH_WORDS |= {"twelfth": 12, "noon": 12, "midnight": 0}

# Powers of ten. The German words are the long scale, the English ones the short scale.
GERMAN_SCALES = {
    r"hundert": 2,
    r"tausend|tsd\.?": 3,
    r"millionen|million|mio\.?|mill\.": 6,
    r"milliarden?|mrd\.?|md\.": 9,
    r"billionen|billion|bio\.": 12,
    r"billiarden?": 15,
    r"trillionen|trillion": 18,
}
ENGLISH_SCALES = {
    r"hundred": 2,
    r"thousand": 3,
    r"millions?": 6,
    r"billions?": 9,
    r"trillions?": 12,
    r"quadrillions?": 15,
    r"quintillions?": 18,
}
# Letters behind an English number that may be a scale or a unit ("5m"): a second reading.
ENGLISH_LETTERS = {"k": 3, "m": 6, "mn": 6, "bn": 9, "b": 9, "tn": 12, "trn": 12}

GERMAN_MONTHS = words(
    "januar februar märz april mai juni juli august september oktober november dezember"
)
ENGLISH_MONTHS = words(
    "january february march april may june july august september october november december"
)
ADJECTIVE = re.compile(r"e[nmrs]?$")
# What makes an adjective or adverb of a number: "achtstündig", "neunzigfach", "dreimal".
MULTIPLE = re.compile(
    r"(?:stündig|tägig|wöchig|monatig|jährig|minütig|sekündig|fach|mal|malig|köpfig|stellig|teilig"
    r"|prozentig|seitig|stöckig)$"
)
ROMAN = re.compile(r"(?=[IVX]{2})(X{0,3})(IX|IV|V?I{0,3})")
ROMAN_UNITS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


@lru_cache(maxsize=65536)
def german_numeral(word: str) -> int | None:
    """Return the value of a German cardinal, ordinal or multiple below a million, else None."""
    folded = word.lower()
    stem = ADJECTIVE.sub("", folded)
    forms = (folded, stem, stem.removesuffix("st"), stem.removesuffix("t"), MULTIPLE.sub("", stem))
    values = (_german_cardinal(form) for form in forms)
    return next((value for value in values if value is not None), None)


def _german_cardinal(word: str) -> int | None:
    """Take a compound apart at tausend, hundert and und: "dreihundertfünfundzwanzig" is 325."""
    if word in GERMAN_WORDS:
        return GERMAN_WORDS[word]
    for scale, factor in (("tausend", 1000), ("hundert", 100)):
        head, found, tail = word.partition(scale)
        if found:
            times = _german_cardinal(head) if head else 1
            rest = _german_cardinal(tail.removeprefix("und")) if tail else 0
            return None if times is None or rest is None else times * factor + rest
    unit, _, ten = word.partition("und")
    if unit in GERMAN_WORDS and ten in GERMAN_WORDS and GERMAN_WORDS[ten] >= 20:
        return GERMAN_WORDS[unit] + GERMAN_WORDS[ten]
    return None


@lru_cache(maxsize=65536)
def english_numeral(word: str) -> int | None:
    """Return the value of an English cardinal or ordinal below a hundred, else None."""
    ten, _, unit = word.lower().partition("-")
    if unit and ten in ENGLISH_WORDS and _english_unit(unit) is not None:
        return ENGLISH_WORDS[ten] + (_english_unit(unit) or 0)
    return _english_unit(word.lower())


def _english_unit(word: str) -> int | None:
    """Return the value of a single word: "seven", "seventh", "seventieth", "tenfold"."""
    stem = re.sub(r"(?:th|s|fold)$", "", word)
    forms = (word, stem, f"{stem.removesuffix('ie')}y")
    return next((ENGLISH_WORDS[form] for form in forms if form in ENGLISH_WORDS), None)


def roman_numeral(word: str) -> int | None:
    """Return the value of a Roman numeral from II to XXXIX, else None."""
    match = ROMAN.fullmatch(word)
    return 10 * len(match[1]) + ROMAN_UNITS.index(match[2]) if match else None
