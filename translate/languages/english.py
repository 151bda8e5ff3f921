"""English as data: its words, numbers, months, abbreviations and notation."""

from __future__ import annotations

import re
from functools import lru_cache

from translate.languages import english_forms
from translate.languages.base import Borders, Language, Notation, scale_pattern, words

# --- words ----------------------------------------------------------------------------

FUNCTION_WORDS = words(
    "a also an and are as at be been but by can could for from had has have he her his how if "
    "in into is it its may more no not of on or our she should so such than that the their "
    "them there these they this those to was we were what when where which while who will "
    "with would you your"
)
# Words that English has and German has not; "in", "was", "so", "will", "also", "no" are of both.
OWN_WORDS = words(
    "a about after all although and any are as at be because been before between both but "
    "by can could did do does don't down each every for from had has have he her here his "
    "how i if into is isn't it it's its just me more most much my new not of on one only "
    "or other our out over same she should since some such than that the their them then "
    "there these they this those through to too under up upon us very we were what when "
    "where which while who why with without would you your"
)

NEGATION = re.compile(
    r"\b(?:not|no|never|nobody|nothing|nowhere|neither|nor|none|cannot|without|non)\b|n[’']t\b",
    re.IGNORECASE,
)
# What may hide a negation: "un-", "fail to", "only".
HIDDEN_NEGATION = re.compile(
    r"\b(?:un[a-z]{4,}|i[mnlr][a-z]{4,}|dis[a-z]{3,}|mis\w+|de\w+|\w+less\w*|fail\w*|lack\w*|hardly"
    r"|barely|scarcely|rather|instead|unless|except|miss\w*|few\w*|little|refus\w*|reject\w*"
    r"|prevent\w*|avoid\w*|absen\w*|stop\w*|only|until|out|other than|yet|away|free|against|ban\w*"
    r"|too|still|far from|rarely|seldom|remain\w*|but|also|prohibit\w*|exclud\w*|apart|forbid\w*"
    r"|stay\w*|however|keep|kept|los[et]|just|beyond|off|over|as well|even|already|wrong|short"
    r"|or)\b",
    re.IGNORECASE,
)
# Doubled words that are good English.
DOUBLED = frozenset({"that", "had", "very", "is", "so", "bye", "long", "who", "do", "no"})
# English nouns of which there is no plural, as the last word of a term.
MASS_NOUNS = words(
    "advice behavior behaviour code content data equipment evidence feedback funding hardware "
    "information infrastructure intelligence knowledge learning literature machinery malware "
    "middleware money news privacy progress research security software spam traffic training "
    "transport work"
)
MASS_TERMS = frozenset({"open source", "open-source", "know-how"})
SINGULAR = frozenset({"a", "an", "another", "each", "every", "one", "this", "that"})

# --- sentences ------------------------------------------------------------------------

BORDERS = Borders(
    inner=words(
        """
        adm approx capt cf col cpl dept dr eds eg e.g esp est figs gen gov hon ie i.e lt maj mr
        mrs ms messrs mt nos prof rep rev sgt st vols vs viz ph.d
        """
    ),
    counted=words(
        "art ch fig no op p para pp sec vol jan feb mar apr jun jul aug sep sept oct nov dec"
    ),
    endings=(),
    either=words("etc inc ltd corp co jr sr a.m p.m u.s u.k u.n bros al ca jan feb dec"),
    starters=words(
        """
        the a an he she it we they you i this that these those in on at by for from to with after
        before when while if as but and or so then there here his her its our their my mine your
        what who why how not no some many most all both each one however although because since
        during under over among between meanwhile moreover instead according despite
        """
    ),
    ordinals=False,
)

# --- numbers --------------------------------------------------------------------------


def _in_order(text: str) -> list[str]:
    return text.split()


NUMERALS = dict(
    zip(
        _in_order(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen "
            "fourteen fifteen sixteen seventeen eighteen nineteen twenty"
        ),
        range(21),
        strict=True,
    )
)
_TENS = _in_order("thirty forty fifty sixty seventy eighty ninety")
NUMERALS |= {word: value * 10 for value, word in enumerate(_TENS, start=3)}
NUMERALS |= {"a": 1, "an": 1, "once": 1, "twice": 2, "both": 2, "double": 2, "dozen": 12}
NUMERALS |= {"first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9}
NUMERALS |= {"twelfth": 12, "noon": 12, "midnight": 0}

# Powers of ten, in the short scale.
_SCALES = {
    r"hundred": 2,
    r"thousand": 3,
    r"millions?": 6,
    r"billions?": 9,
    r"trillions?": 12,
    r"quadrillions?": 15,
    r"quintillions?": 18,
}
# Letters behind an English number that may be a scale or a unit ("5m"): a second reading.
_LETTERS = {"k": 3, "m": 6, "mn": 6, "bn": 9, "b": 9, "tn": 12, "trn": 12}

MONTHS = _in_order(
    "january february march april may june july august september october november december"
)


@lru_cache(maxsize=65536)
def numeral(word: str) -> int | None:
    """Return the value of an English cardinal or ordinal below a hundred, else None."""
    ten, _, unit = word.lower().partition("-")
    if unit and ten in NUMERALS and _unit(unit) is not None:
        return NUMERALS[ten] + (_unit(unit) or 0)
    return _unit(word.lower())


def _unit(word: str) -> int | None:
    """Return the value of a single word: "seven", "seventh", "seventieth", "tenfold"."""
    stem = re.sub(r"(?:th|s|fold)$", "", word)
    forms = (word, stem, f"{stem.removesuffix('ie')}y")
    return next((NUMERALS[form] for form in forms if form in NUMERALS), None)


NOTATION = Notation(
    scale=scale_pattern(_SCALES),
    powers=tuple(_SCALES.values()),
    percent=re.compile(r"[-\s]*(?:%|per\s?cent|pct\b)", re.IGNORECASE),
    numeral=numeral,
    round_words=words("a an"),
    months={month: number for number, month in enumerate(MONTHS, start=1)},
    letters=_LETTERS,
    units={word.removesuffix("s?"): power for word, power in _SCALES.items()},
    cardinals=NUMERALS,
    ordinals={"": "th", "1": "st", "2": "nd", "3": "rd"},
    percent_words=("percent", "per cent"),
)

ENGLISH = Language(
    code="en",
    name="English",
    own_name="English",
    called=words("englisch english-term englischer-begriff"),
    borders=BORDERS,
    notation=NOTATION,
    inflection=english_forms,
)
