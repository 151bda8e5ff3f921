"""German as data: its words, numbers, months, abbreviations and notation."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from translate.languages import german_compounds, german_forms
from translate.languages.base import (
    SPACES,
    Borders,
    Language,
    Notation,
    scale_pattern,
    tokens,
    words,
)

# --- words ----------------------------------------------------------------------------

# Function words that are no English words; two of them show a stretch left in German.
FUNCTION_WORDS = words(
    "aber als auch auf aus bei beim bis das dass dem den der des deren dessen dies "
    "diese diesem diesen dieser dieses doch durch ein eine einem einen einer eines er "
    "es für gegen haben hatte ihr ihre ihren ihrer im ist jedoch kann können mit nach "
    "nicht noch nur oder ohne sein seine seinen seiner sich sie sind sowie über um und "
    "unter vom von vor waren weil wenn werden wie wird wo wurde wurden zu zum zur "
    "zwischen"
)
# Words without content of their own beside those: pronouns, auxiliaries, adverbs.
FILLERS = words(
    "alle allem allen aller alles also bin bist dabei daher damit dann darüber dazu deine "
    "deinen deiner denn die dieselbe dort euch euer hab habe haben hat hatten hier hinaus ich "
    "ihm ihn ihnen jede jedem jeden jeder jedes man mehr mich mir müssen muss nun "
    "obwohl schon sehr seid selbst seit so soll sollen sollte sollten uns unser unsere "
    "unseren war warum was welche welchem welchen welcher welches wem wen wer werde wir worden "
    "würde würden zwar ob da weder kein keine keinen keiner etwa etwas"
)
# Words that German has and English has not; "in", "was", "die", "so", "an", "am", "war", "will",
# "hat", "man", "also", "fast" and the like are of both.
OWN_WORDS = words(
    "aber als auch auf aus bei beim bis bist da damit dann das dass dein dem den denn der "
    "des die dies diese diesem diesen dieser dieses doch du durch ein eine einem einen "
    "einer eines er es etwas für gegen haben hatte ich ihm ihn ihr ihre ihren im ist ja "
    "jede jeder kann kein keine können mehr mein mit muss nach nicht noch nun nur ob oder "
    "ohne sehr sein seine sich sie sind soll sowie über um und uns unser unter vom von "
    "vor weil wenn wer werden wie wir wird wo wurde zu zum zur zwischen"
)

CONJUNCTIONS = words("und oder bzw sowie bis")  # of words that share a part: "Vor- und Nachteile"
# The most frequent words: function words, auxiliaries, common adverbs. A term that is one of them
# would be found everywhere.
FREQUENT = words(
    "ab aber all alle allem allen aller alles als also am andere anderen auch auf aus bei beim "
    "bin bis bist da damit dann das dass dein dem den denn der des die dies diese diesem "
    "diesen dieser dieses doch dort du durch ein eine einem einen einer eines einige er es "
    "etwas euch für gegen gibt hab habe haben hat hatte hatten hier hin hinter ich ihm ihn "
    "ihnen ihr ihre im immer in ins ist ja jede jeder jedes jetzt kann kein keine können "
    "könnte machen man mehr mein mir mit muss nach nicht nichts noch nun nur ob oder ohne sehr "
    "sein seine seit sich sie sind so soll sollte über um und uns unser unter viel viele vom "
    "von vor wann war waren warum was weil wenn wer werden wie wieder will wir wird wo wurde "
    "wurden zu zum zur zwischen"
)
# Words in capitals that are no acronyms, however short.
SMALL_WORDS = re.compile(
    "AB|AM|AN|AUF|AUS|BEI|BIS|DA|DAS|DEM|DEN|DER|DES|DIE|DU|EIN|ER|ES|FÜR|GUT|HAT|ICH|IM|IN|INS|IST"
    "|JA|MAN|MIT|NEU|NUN|NUR|OB|ODER|ORT|SIE|SO|TAG|UM|UND|UNS|VOM|VON|VOR|WAR|WAS|WEG|WER|WIE|WIR"
    "|WO|ZU|ZUM|ZUR"
)
# What makes "20." before it an ordinal rather than the number of an item.
DATED = re.compile(
    r"(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)[a-zä]*\b|Jahrhundert|Weltkrieg"
)
# Lines around an article that are none of it.
BOILERPLATE = re.compile(
    r"""
      (?:Titel|Beitrags|Vorschau|Symbol)?(?:bild|foto|grafik)(?:quelle|nachweis|er|rechte)?n?
        (?:\s*:|\s+(?:über|von|via|aus|by)\b).{0,80}
    | (?:Bild|Foto)(?:quelle|nachweis)e?n?\b.{0,80}
    | Quellen?(?:\s*(?:&|und)\s*Bild(?:er|quellen?|nachweise?)?)(?:\s*:.{0,80})?
    | Schreiben?\s(?:Sie\s)?einen\sKommentar(?:\s.{0,40})?
    | Antworten?\sabbrechen | Kommentar\s(?:abschicken|absenden)
    | (?:Kommentar|Name|E-Mail(?:-Adresse)?|Website)\s?\*?
    | (?:Deine|Ihre)\sE-Mail-Adresse\swird\snicht\sveröffentlicht.*
    | (?:Erforderliche|Benötigte)\sFelder\ssind\s(?:mit\s\*\s)?markiert.*
    | Meinen\sNamen,\smeine\sE-Mail-Adresse\sund\smeine\sWebsite\sin\sdiesem\sBrowser.*
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
# What shows that bytes were decoded as what they are.
LETTERS = re.compile(r"(?<=[a-zA-Z])[äöüßÄÖÜ]|[äöüÄÖÜ](?=[a-z])|[„“”‚‘’–…€§](?=[\w\s.,!?]|$)")
NEGATION = re.compile(
    r"\b(?:nicht|kein(?:e[nmrs]?)?|nie|niemals|niemand\w*|nirgend\w*|nichts|weder|keines\w+)\b",
    re.IGNORECASE,
)
# What may stand for a negation, or hide one: "ohne", "un-", "fail to", "only".
HIDDEN_NEGATION = re.compile(
    r"\b(?:ohne|un[a-zäöü]{4,}|in(?:akt|direkt|form|kompat|konsist|stabil|toler|voll)\w*"
    r"|a(?:typ|s[yo])\w*|miss\w*|dis[a-z]+|de(?:akt|inst|mont)\w*|\w+los\w*|\w+frei\w*|kaum|mangel\w*|fehl\w*"
    r"|\w*statt\w*|verhinder\w*|vermeid\w*|verb[io]\w+|nein|außer\w*|verl[io]r\w*|verweiger\w*|verzicht\w*"
    r"|\w*lehn\w*|wenig\w*|weg\w*|wider\w*|verpass\w*|leer\w*|aus\w*|zu|sonst|es sei denn|nur|erst"
    r"|selten|bis|bloß)\b",
    re.IGNORECASE,
)
# A German article, pronoun or adjective: what follows it is a noun rather than a name.
DETERMINER = re.compile(
    r"(?:d(?:er|ie|as|es|em|en)|k?ein(?:e[rmns]?)?|i[mn]s?|zu[mr]|vom|beim|am|ans"
    r"|[a-zäöüß]{4,}e[nrsm]?)"
)
ABSTRACT = re.compile(r"[a-zäöüß](?:ung|heit|keit|schaft|tion|tät|ismus)(?:en|s)?$")
# Dates, times, figures and abbreviations as English does not write them.
FOREIGN_NOTATION = re.compile(
    r"\b\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})\b"
    r"|\b\d{1,2}\.\s(?:Jan|Feb|M[aä]r|Apr|Ma[iy]|Jun|Jul|Aug|Sep|O[ck]t|Nov|De[cz])\w*"
    r"|\b\d+\s?Uhr\b|\b\d{1,3}(?:\.\d{3})+,\d+|\b\d+,\d{1,2}\s?(?:%|€|percent|euros?|million|billion)"
    r"|€\s?\d+,\d{1,2}\b|\b(?:Abs|Nr|bzw|ggf|usw|z\.\s?B|d\.\s?h)\.|\bTeil [IVX]+\b",
)

# --- sentences ------------------------------------------------------------------------

BORDERS = Borders(
    inner=words(
        """
        abb abschn anm bes bspw bzgl bzw ca dipl dr ehem einschl entspr evtl exkl fr frhr incl geb
        gegr gem gesch ggf ggfs hl hr hrn hrsg inkl insb insbes lfd mr mrs ms nördl nr nrn prof resp
        sog st stellv südl tel urspr verh vgl vors vs westl zit zzgl östl
        a.d a.d.r d.h e.g h.c i.a i.b i.d i.d.r i.e i.s.d i.v.m k.u.k m.e o.g p.a s.g u.d u.u z.b
        z.t z.z z.zt
        """
    ),
    counted=words(
        """
        abs art aufl az bd bde bl fig fn kap nos pos rdnr rn s tab vol ziff
        jan feb mrz apr jun jul aug sep sept okt nov dez
        """
    ),
    endings=("str",),
    either=words(
        """
        bd co corp dgl etc f ff inc jh jhd jr ltd min mio mrd sek sen std tsd usf usw
        a.a.o a.m e.v g.d n.chr o.j o.ä p.m s.o s.u u.a u.s.w u.v.m u.ä v.chr chr
        """
    ),
    starters=words(
        """
        der die das den dem des ein eine einen einem einer eines er sie es wir ihr ich man du
        dies diese dieser dieses diesen diesem jene jener jenes jede jeder jedes jeden in im am an
        auf aus bei beim mit nach von vom zu zum zur über unter für um durch gegen ohne seit bis
        während wegen trotz als wenn weil da dass ob obwohl nachdem bevor damit doch aber und oder
        denn auch nur noch schon so dann danach dort hier heute gestern jetzt nun zudem außerdem
        allerdings jedoch dabei dadurch daher deshalb deswegen trotzdem dennoch somit schließlich
        zunächst später anschließend insgesamt laut viele alle manche einige mehrere beide kein
        keine keiner sein seine seiner ihre ihrer ihren unser unsere mein meine dein deine wer was
        wie wo warum wann welche welcher welches nicht nichts etwas sowohl weder entweder sogar
        zwar vielleicht vor hinter neben zwischen darunter darüber dazu davon dafür dagegen daran
        gleichzeitig inzwischen mittlerweile bereits erst immer manchmal oft ebenso genau gerade
        infolgedessen stattdessen hinzu ferner weitere weiterhin insbesondere andere anders sonst
        """
    ),
    ordinals=True,
)

# --- numbers --------------------------------------------------------------------------


def _in_order(text: str) -> list[str]:
    return text.split()


NUMERALS = dict(
    zip(
        _in_order(
            "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn "
            "vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig"
        ),
        range(21),
        strict=True,
    )
)
_TENS = _in_order("dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
NUMERALS |= {word: value * 10 for value, word in enumerate(_TENS, start=3)}
NUMERALS |= {"ein": 1, "zwo": 2, "beid": 2, "erst": 1, "dritt": 3, "siebt": 7, "dutzend": 12}
NUMERALS |= {"einmal": 1, "doppelt": 2, "mittag": 12, "mitternacht": 0, "dreissig": 30}

# Powers of ten, in the long scale.
_SCALES = {
    r"hundert": 2,
    r"tausend|tsd\.?": 3,
    r"millionen|million|mio\.?|mill\.": 6,
    r"milliarden?|mrd\.?|md\.": 9,
    r"billionen|billion|bio\.": 12,
    r"billiarden?": 15,
    r"trillionen|trillion": 18,
}
MONTHS = _in_order(
    "januar februar märz april mai juni juli august september oktober november dezember"
)
_ADJECTIVE = re.compile(r"e[nmrs]?$")
# What makes an adjective or adverb of a number: "achtstündig", "neunzigfach", "dreimal".
_MULTIPLE = re.compile(
    r"(?:stündig|tägig|wöchig|monatig|jährig|minütig|sekündig|fach|mal|malig|köpfig|stellig|teilig"
    r"|prozentig|seitig|stöckig)$"
)


@lru_cache(maxsize=65536)
def numeral(word: str) -> int | None:
    """Return the value of a German cardinal, ordinal or multiple below a million, else None."""
    folded = word.lower()
    stem = _ADJECTIVE.sub("", folded)
    forms = (folded, stem, stem.removesuffix("st"), stem.removesuffix("t"), _MULTIPLE.sub("", stem))
    values = (_cardinal(form) for form in forms)
    return next((value for value in values if value is not None), None)


def _cardinal(word: str) -> int | None:
    """Take a compound apart at tausend, hundert and und: "dreihundertfünfundzwanzig" is 325."""
    if word in NUMERALS:
        return NUMERALS[word]
    for scale, factor in (("tausend", 1000), ("hundert", 100)):
        head, found, tail = word.partition(scale)
        if found:
            times = _cardinal(head) if head else 1
            rest = _cardinal(tail.removeprefix("und")) if tail else 0
            return None if times is None or rest is None else times * factor + rest
    unit, _, ten = word.partition("und")
    if unit in NUMERALS and ten in NUMERALS and NUMERALS[ten] >= 20:
        return NUMERALS[unit] + NUMERALS[ten]
    return None


def _value(figure: str) -> Decimal | None:
    """Read "1.234,56"; a point before other than three digits is that of a version: "3.5"."""
    if re.fullmatch(rf"\d{{1,3}}(?:[.{SPACES}]\d{{3}})+(?:,\d+)?", figure):
        return Decimal(re.sub(f"[.{SPACES}]", "", figure).replace(",", "."))
    plain = re.fullmatch(r"\d+(?:[.,]\d+)?", figure)
    return Decimal(figure.replace(",", ".")) if plain else None


NOTATION = Notation(
    tokens=tokens(".", ",", r" | \d{1,2}\.\s?\d{1,2}\.(?=\s+[a-zäöü])"),
    scale=scale_pattern(_SCALES),
    powers=tuple(_SCALES.values()),
    percent=re.compile(r"[-\s]*(?:%|prozent|v\.\s?H\.)", re.IGNORECASE),
    numeral=numeral,
    round_words=words("ein eine einer einem einen hundert tausend"),
    months={month: number for number, month in enumerate(MONTHS, start=1)},
    value=_value,
)

GERMAN = Language(
    code="de",
    name="German",
    own_name="Deutsch",
    called=words("german-term deutscher-begriff"),
    borders=BORDERS,
    notation=NOTATION,
    conjunctions=CONJUNCTIONS,
    articles=words("der die das ein eine"),
    frequent=FREQUENT,
    forms=german_forms,
    compounds=german_compounds,
)
