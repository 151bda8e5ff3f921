"""The home format of a termbase: YAML, made to be edited by hand.

An example::

    version: 1
    source: de
    target: en
    terms:
      - source: Sprachmodell            # in dictionary form
        target: language model          # the one rendering ...
      - source: Wettlauf ins All
        targets: [Space Race, space race between the superpowers]   # ... or several, best first
        forbidden: [race into space]    # renderings that must not stand in the English
        match: compound                 # exact | inflected | compound (default: compound)
        case: insensitive               # sensitive | insensitive (default: insensitive)
        note: the rivalry of 1955 to 1975
      - source: DeepSeek
        keep: true                      # a name that stays as it is: no target

``match`` says how far an occurrence may differ from the source. *exact* allows other capitals and
spellings (ä/ae, ß/ss, hyphen or blank); *inflected* also allows other endings; *compound* also
finds the term as a part of a longer word (Sprachmodelltraining, KI-Modelle). ``case: sensitive``
wants the capitals of the entry, in both languages.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, TypeVar

import yaml

from translate.bitext import GERMAN_ENGLISH, GlossaryTerm, Languages, MatchMode
from translate.errors import GlossaryError
from translate.terminology.entries import Faults, Termbase, build, refuse_clash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_Choice = TypeVar("_Choice")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, ten times as fast
_TERM_KEYS = ("source", "target", "targets", "forbidden", "match", "case", "keep", "note")
# What the words of the format stand for, defaults first.
_MODES = {mode.value: mode for mode in (MatchMode.COMPOUND, MatchMode.INFLECTED, MatchMode.EXACT)}
_CASES = {"insensitive": False, "sensitive": True}
_BOOLEANS = {"false": False, "true": True}
_MAX_DEPTH = 4  # document mapping, terms list, one term, its list of targets


def parse(text: str, path: str, languages: Languages = GERMAN_ENGLISH) -> Termbase:
    """Parse a termbase in the home format.

    Anchors, aliases and tags are refused: a list of terms needs none, and they are what makes
    foreign YAML dangerous.

    Args:
        text: the YAML.
        path: the file name, for messages.
        languages: those that the terms must be of, where the file says.

    Returns:
        The termbase.

    Raises:
        GlossaryError: with file and line, what is wrong, and what to write instead.
    """
    root = _compose(text, path)
    if root is None:
        raise GlossaryError(f"{path}:1: the file is empty; start it with 'version: 1' and 'terms:'")
    fields = dict(_fields(root, ("version", *Languages._fields, "terms"), path))
    for key, wanted in {"version": "1", **languages._asdict()}.items():
        found = fields.get(key)
        if found is None and key == "version":
            raise GlossaryError(f"{path}:1: no version; write 'version: 1' at the top")
        if found is not None and _text(found, path, key) != wanted:
            raise _error(path, found, f"{key} is not {wanted}", f"write '{key}: {wanted}'")
    terms = fields.get("terms")
    if not isinstance(terms, yaml.SequenceNode):
        raise _error(path, terms or root, "no list of terms", "write 'terms:' and '- source: ...'")
    faults, entries = Faults(), list[GlossaryTerm]()
    for node in terms.value:
        with faults.gathered():
            entries.append(_term(node, path))
    unique = list(_unique(entries, path, faults))
    faults.report()
    return build(unique, path, languages)


def dump(termbase: Termbase) -> str:
    """Write a termbase in the home format.

    Args:
        termbase: the terms; defaults are left out.

    Returns:
        YAML that ``parse`` reads back to the same terms (lines apart).
    """
    document = {
        "version": 1,
        **termbase.languages._asdict(),
        "terms": [_entry(term) for term in termbase.terms],
    }
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=100)


def _compose(text: str, path: str) -> yaml.Node | None:
    """Parse to nodes, which know their lines, after refusing what only attackers need."""
    try:
        _refuse_hostile(text, path)
        return yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise GlossaryError(
            f"{path}:{line}: not valid YAML ({error.problem}); "
            "check indentation, and quote values that hold ': ' or '#'"
        ) from error
    except yaml.YAMLError as error:
        raise GlossaryError(f"{path}:1: not valid YAML ({error}); save it as plain text") from error


def _refuse_hostile(text: str, path: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MAX_DEPTH:
            raise _error(path, event, "nested too deeply", "a term's values are text or lists")
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise _error(path, event, "anchors, aliases and tags are refused", "write it in full")


def _fields(node: yaml.Node, known: tuple[str, ...], path: str) -> Iterator[tuple[str, yaml.Node]]:
    """Yield the entries of a mapping, each key known and given once."""
    if not isinstance(node, yaml.MappingNode):
        raise _error(path, node, "not a list of 'key: value' lines", f"known: {', '.join(known)}")
    seen: set[str] = set()
    for key_node, value in node.value:
        key = _text(key_node, path, "key")
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            advice = f"did you mean '{near[0]}'?" if near else f"known: {', '.join(known)}"
            raise _error(path, key_node, f"unknown key '{key}'", advice)
        if key in seen:
            raise _error(path, key_node, f"'{key}' is given twice", "keep one of them")
        seen.add(key)
        yield key, value


def _term(node: yaml.Node, path: str) -> GlossaryTerm:
    fields = dict(_fields(node, _TERM_KEYS, path))
    if "source" not in fields:
        raise _error(path, node, "a term without source", "add 'source: ...'")
    source = _text(fields["source"], path, "source")
    keep = _choice(fields, "keep", _BOOLEANS, path)
    targets = _targets(fields, node, path, source if keep else "")
    forbidden = _texts(fields.get("forbidden"), path, "forbidden")
    refuse_clash(targets, forbidden, f"{path}:{_line(fields.get('forbidden', node))}")
    return GlossaryTerm(
        source=source,
        targets=targets,
        forbidden=forbidden,
        match=_choice(fields, "match", _MODES, path),
        case_sensitive=_choice(fields, "case", _CASES, path),
        keep=keep,
        note=_text(fields["note"], path, "note") if "note" in fields else "",
        line=_line(node),
    )


def _targets(
    fields: dict[str, yaml.Node], node: yaml.Node, path: str, kept: str
) -> tuple[str, ...]:
    given = [key for key in ("target", "targets") if key in fields]
    if kept and given:
        raise _error(path, fields[given[0]], "a kept name has no target", "drop 'keep' or target")
    if kept:
        return (kept,)
    if len(given) != 1:
        what = "both target and targets" if given else "no target"
        raise _error(path, node, what, "give 'target: ...', 'targets: [...]' or 'keep: true'")
    if given[0] == "target":
        return (_text(fields["target"], path, "target"),)
    targets = _texts(fields["targets"], path, "targets")
    if not targets:
        raise _error(path, fields["targets"], "targets is empty", "name at least one")
    return targets


def _text(node: yaml.Node, path: str, key: str) -> str:
    """A scalar as it is written: NO and 1.0 are words here, not a truth and a number."""
    if not isinstance(node, yaml.ScalarNode):
        advice = f"write '{key}: text'" + (" or use 'targets'" if key == "target" else "")
        raise _error(path, node, f"{key} is not text", advice)
    text = " ".join(node.value.split())
    if not text:
        raise _error(path, node, f"{key} is empty", "fill it in or drop the line")
    return text


def _texts(node: yaml.Node | None, path: str, key: str) -> tuple[str, ...]:
    if node is None:
        return ()
    if not isinstance(node, yaml.SequenceNode):
        raise _error(path, node, f"{key} is not a list", f"write '{key}: [one, two]'")
    texts = tuple(_text(item, path, key) for item in node.value)
    for number, text in enumerate(texts):
        if text in texts[:number]:
            raise _error(path, node.value[number], f"'{text}' stands twice in {key}", "drop one")
    return texts


def _choice(
    fields: dict[str, yaml.Node], key: str, choices: dict[str, _Choice], path: str
) -> _Choice:
    """The value that a word stands for; the first choice where the key is not given."""
    node = fields.get(key)
    if node is None:
        return next(iter(choices.values()))
    word = _text(node, path, key)
    if word not in choices:
        raise _error(path, node, f"unknown value '{word}'", f"one of: {', '.join(choices)}")
    return choices[word]


def _unique(terms: Iterable[GlossaryTerm], path: str, faults: Faults) -> Iterator[GlossaryTerm]:
    lines: dict[str, int] = {}
    for term in terms:
        key = term.source if term.case_sensitive else term.source.casefold()
        with faults.gathered():
            if key in lines:
                raise GlossaryError(
                    f"{path}:{term.line}: '{term.source}' stands already on line {lines[key]}; "
                    "keep one entry and list the renderings under 'targets'"
                )
        lines[key] = term.line
        yield term


def _entry(term: GlossaryTerm) -> dict[str, object]:
    """One term as plain data, defaults left out."""
    entry: dict[str, object] = {"source": term.source}
    if term.keep:
        entry["keep"] = True
    elif len(term.targets) == 1:
        entry["target"] = term.targets[0]
    else:
        entry["targets"] = list(term.targets)
    if term.forbidden:
        entry["forbidden"] = list(term.forbidden)
    if term.match is not MatchMode.COMPOUND:
        entry["match"] = term.match.value
    if term.case_sensitive:
        entry["case"] = "sensitive"
    if term.note:
        entry["note"] = term.note
    return entry


def _error(path: str, where: yaml.Node | yaml.Event, what: str, advice: str) -> GlossaryError:
    return GlossaryError(f"{path}:{_line(where)}: {what}; {advice}")


def _line(where: yaml.Node | yaml.Event) -> int:
    return where.start_mark.line + 1 if where.start_mark else 0
