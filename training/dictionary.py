"""Make the lexicon of dictionary hints: `python -m training.dictionary`.

Of a bilingual dictionary, keep the words whose lemma is rare in the training mix with one English
each, and the other nouns as parts of compounds. Which lemma a word of the mix belongs to is asked
of the code that reads the lexicon later, so that both agree.
"""

from __future__ import annotations

import argparse
import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from training import corpora, overlap
from translate.terminology import dictionary
from translate.terminology.dictionary import Dictionary, Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from training.corpora import Pair

RARE: Final = 60
"""Occurrences in the mix from which a lemma isn't rare. Of 20 and 60, 60 gave more chrF2 on 300
lines of newstest2019; the hints above 20 are as often in the reference as those below."""

LONGEST: Final = 3
"""English words; what is longer explains rather than translates."""

SHORTEST: Final = 3
"""Letters of a German word, and of the last English one: no units, no "of"."""

FAMILIAR: Final = 20
"""Occurrences of an English word in the mix from which the model surely can write it."""

ATTESTED: Final = 2
"""Compounds of the dictionary that must agree on what a part of them is called."""

MOST: Final = 0.4
"""Share of a part's compounds that must agree."""

ENDING: Final = 3
"""Letters that inflection may add to an English stem: -ing."""

SAMPLE: Final = 400
"""Sentences of a word looked at for the English that renders it."""

NOTICE: Final = """\
# German words; their English where the training data of the embedded model hardly have them; nouns
# with their English as modifier and as head of compounds; "=": irregular forms and their words.
# From Wiktionary (CC-BY-SA 3.0), see LICENSE in this folder; made by training/dictionary.py.
"""

_WORD = re.compile(r"[^\W\d_]+")
_FORM = re.compile(r"[A-ZÄÖÜ][a-zäöüß]+|[a-zäöüß]+(?<!st)(?<!tet)")
_ENGLISH = re.compile(r"[A-Za-z][A-Za-zé' -]*")


@dataclass
class Census:
    """What the mix holds: German and English words, and English that stood by German lemmas.

    ``beside`` counts, of ``looked_at`` sentences with a lemma, those with each of its English.
    """

    german: Counter[str] = field(default_factory=Counter)
    english: Counter[str] = field(default_factory=Counter)
    looked_at: Counter[str] = field(default_factory=Counter)
    beside: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def read_senses(path: Path) -> dict[str, list[str]]:
    """Read a dictionary: the English of every German word, in the dictionary's order.

    Verbs keep "to" and nothing else, other words lose their verbs; names are left out, since the
    model does well to copy them.
    """
    senses: dict[str, list[str]] = defaultdict(list)
    for german, english in corpora.read_pairs(path):
        if _WORD.fullmatch(german) and len(german) >= SHORTEST and not german[1:].isupper():
            words = english.removeprefix("to ").split()
            name = german[0].isupper() and english[0].isupper()
            wordy = len(words) > LONGEST or len(words[-1]) < SHORTEST
            if _ENGLISH.fullmatch(english) and not (name or wordy):
                senses[german].append(english)
    return {german: kept for german, all_ in senses.items() if (kept := _of_one_kind(german, all_))}


def _of_one_kind(german: str, senses: Sequence[str]) -> list[str]:
    verbs = [sense for sense in senses if sense.startswith("to ")]
    if german[0].isupper():
        return [sense for sense in senses if sense not in verbs]
    return verbs if verbs and german.endswith("n") else list(senses)


def irregular(senses: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """List the forms of nouns and verbs that rules don't find: Viren, ging; not: geh, gingst."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    lemmas = {
        lemma for lemma, english in senses.items() if lemma[0].isupper() or english[0][:3] == "to "
    }
    regular = Dictionary({lemma: Entry(lemma, lemma) for lemma in lemmas}, {})
    known = DefaultDictionaryFactory().get_dictionary("de")
    forms = {}
    for form, lemma in ((_text(form), _text(lemma)) for form, lemma in known.items()):
        same = lemma in lemmas and form not in senses and form[0].isupper() == lemma[0].isupper()
        bare = lemma in {f"{form}en", f"{form}n"}
        if same and not bare and _FORM.fullmatch(form) and regular.entry(form) is None:
            forms[form] = lemma
    return forms


def _text(word: str | bytes) -> str:
    return word.decode("utf-8") if isinstance(word, bytes) else word


def count(pairs: Iterable[Pair], senses: Mapping[str, Sequence[str]], words: Dictionary) -> Census:
    """Count the words of the mix and the English that stands by each lemma."""
    census = Census()
    stems = {sense: _stems(sense) for several in senses.values() for sense in several}
    for pair in pairs:
        source, target = _WORD.findall(pair.source), _WORD.findall(pair.target.lower())
        census.german.update(source)
        census.english.update(target)
        if len(source) <= LONGEST:
            continue  # a dictionary's own line
        beside = set(target)
        for lemma in {entry.lemma for word in source if (entry := words.entry(word))}:
            if census.looked_at[lemma] < SAMPLE and len(senses[lemma]) > 1:
                census.looked_at[lemma] += 1
                census.beside[lemma].update(
                    sense for sense in senses[lemma] if _stands_in(beside, stems[sense])
                )
    return census


def _stems(english: str) -> list[str]:
    """Return what the inflected words of a sense begin with."""
    words = _WORD.findall(english.lower().removeprefix("to "))
    return [word[:-1] if len(word) > 3 and word[-1] in "ey" else word for word in words]


def _stands_in(words: Iterable[str], stems: Iterable[str]) -> bool:
    """Tell whether each stem begins a word, with an ending of inflection at most."""
    return all(
        any(word.startswith(stem) and len(word) <= len(stem) + ENDING for word in words)
        for stem in stems
    )


def best_sense(lemma: str, senses: Sequence[str], census: Census) -> str:
    """Choose the English that the mix has for a word, else the first that the model can write."""

    def worth(rank: int) -> float:
        words = _WORD.findall(senses[rank].lower().removeprefix("to "))
        seen = min(census.english[word] for word in words)
        familiar = min(1.0, math.log1p(seen) / math.log1p(FAMILIAR))
        return census.beside.get(lemma, Counter())[senses[rank]] + 2 * familiar / (rank + 1)

    return senses[max(range(len(senses)), key=worth)]


def select(
    senses: Mapping[str, Sequence[str]], census: Census, words: Dictionary, rare: int
) -> Dictionary:
    """Keep the rare words and the nouns that compounds are made of, with an English each.

    Args:
        senses: of ``read_senses``.
        census: of ``count``.
        words: all of the dictionary.
        rare: occurrences in the mix from which a lemma is not rare.
    """
    found: Counter[str] = Counter()
    for word, number in census.german.items():
        entry = words.entry(word)
        if entry is not None:
            found[entry.lemma] += number
    as_modifier, as_head = parts(senses, words)
    entries = {}
    for lemma, several in senses.items():
        english = best_sense(lemma, several, census) if found[lemma] < rare else ""
        hint = english if english.lower() != lemma.lower() else ""
        if hint or lemma[0].isupper():
            entries[lemma] = Entry(lemma, hint, as_modifier.get(lemma, ""), as_head.get(lemma, ""))
    forms = {form: lemma for form, lemma in words.forms.items() if lemma in entries}
    kept = Dictionary(entries, forms)
    known = {word: Entry(word) for word in _misread(census, words, kept, rare)}
    every = entries | known
    return Dictionary(every, {form: forms[form] for form in forms.keys() - every.keys()})


def parts(
    senses: Mapping[str, Sequence[str]], words: Dictionary
) -> tuple[dict[str, str], dict[str, str]]:
    """Learn from the compounds of the dictionary what nouns are called as modifiers and heads.

    Zoll is "inch" by itself, but "customs" in Zollbeamter, Zollgrenze and Zollhaus.
    """
    modifiers: dict[str, Counter[str]] = defaultdict(Counter)
    heads: dict[str, Counter[str]] = defaultdict(Counter)
    for lemma, several in senses.items():
        split = words.parts(lemma)
        if split is None:
            continue
        for first, last in {tuple(sense.split()) for sense in several if sense.count(" ") == 1}:
            modifiers[split[0].lemma][first] += 1
            heads[split[1].lemma][last] += 1
    return _attested(modifiers), _attested(heads)


def _attested(renderings: Mapping[str, Counter[str]]) -> dict[str, str]:
    """Keep the renderings of parts that several compounds have, and most of them."""
    best = {part: counts.most_common(1)[0] for part, counts in renderings.items()}
    return {
        part: english
        for part, (english, number) in best.items()
        if number >= ATTESTED and number >= MOST * renderings[part].total()
    }


def _misread(census: Census, words: Dictionary, kept: Dictionary, rare: int) -> Iterator[str]:
    """Find words of the mix that would be hinted at though they are not rare."""
    for word, number in census.german.items():
        entry, whole = kept.entry(word), words.entry(word)
        if entry is None:
            if number >= rare and any(part.english for part in kept.parts(word) or ()):
                yield word
        elif entry.english and whole is not None and whole.lemma != entry.lemma:
            yield word


def lines(lexicon: Dictionary) -> Iterator[str]:
    """Write a lexicon as ``dictionary.load`` reads it."""
    yield from ("\t".join(entry).rstrip("\t") for entry in lexicon.entries.values())
    yield from (f"=\t{form}\t{lemma}" for form, lemma in lexicon.forms.items())


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="python -m training.dictionary", description=__doc__)
    parser.add_argument("dictionary", type=Path, help="German<TAB>English lines, the best first")
    parser.add_argument("data", type=Path, help="tokenised training data of training.prepare")
    parser.add_argument("--rare", type=int, default=RARE, help="occurrences from which on it isn't")
    parser.add_argument("--out", type=Path, default=dictionary.PATH)
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    options = parse(arguments)
    senses = read_senses(options.dictionary)
    words = Dictionary({lemma: Entry(lemma, lemma) for lemma in senses}, irregular(senses))
    census = count(overlap.decode(options.data), senses, words)
    lexicon = select(senses, census, words, options.rare)
    options.out.write_text(NOTICE + "\n".join(sorted(lines(lexicon))) + "\n", "utf-8")
    hints = sum(bool(entry.english) for entry in lexicon.entries.values())
    print(f"{options.out}: {hints} rare words, {options.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
