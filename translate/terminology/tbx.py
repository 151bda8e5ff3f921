"""TBX (ISO 30042), the exchange format of termbases.

Version 2 (``martif``) and version 3 (``tbx``) are read in DCA and DCT style;
each source term of a concept becomes an entry with the concept's target terms. Renderings whose
administrative status is deprecated, superseded, obsolete or forbidden become forbidden targets.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from translate import languages as known
from translate.bitext import GERMAN_ENGLISH, GlossaryTerm, MatchMode
from translate.errors import GlossaryError
from translate.terminology.columns import FORBIDDEN_STATUS, PREFERRED_STATUS
from translate.terminology.entries import Faults, Termbase, build, merged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from translate.bitext import Languages

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TBX_NAMESPACE = "urn:iso:std:iso:30042:ed-2"


def read(text: str, path: str, languages: Languages = GERMAN_ENGLISH) -> Termbase:
    """Read TBX, version 2 or 3; entities and external references are refused.

    Args:
        text: the XML.
        path: the file name, for messages.
        languages: of sources and targets.

    Returns:
        The termbase; TBX has no lines, so terms have line 0.

    Raises:
        GlossaryError: not XML, hostile XML, or without a concept in both languages.
    """
    from defusedxml import ElementTree as SafeET
    from defusedxml.common import DefusedXmlException

    try:
        # An encoding declaration would contradict text that has been decoded already.
        root = SafeET.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), forbid_dtd=False)
    except ET.ParseError as error:
        line = error.position[0]
        raise GlossaryError(f"{path}:{line}: not valid XML ({error}); export it again") from error
    except DefusedXmlException as error:
        raise GlossaryError(
            f"{path}: entities and external references are refused; export it without them"
        ) from error
    concepts = [node for node in root.iter() if _name(node) in {"termEntry", "conceptEntry"}]
    terms = [term for concept in concepts for term in _concept_terms(concept, languages)]
    if not terms:
        names = " and ".join(known.of(code).name for code in languages)
        raise GlossaryError(f"{path}: no concept with {names} terms; check the export")
    faults = Faults()
    whole = list(merged(terms, path, faults))
    faults.report()
    return build(whole, path, languages)


def write(termbase: Termbase, version: int = 3) -> str:
    """Write TBX-Basic in DCA style.

    Args:
        termbase: the terms; each becomes one concept.
        version: 2 writes ``martif``, 3 writes ``tbx``.

    Returns:
        XML that ``read`` reads back to the same terms.
    """
    root, body = (_martif if version == 2 else _tbx)(termbase.languages)
    for number, term in enumerate(termbase.terms, 1):
        _write_concept(body, f"c{number}", term, termbase.languages, version)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def _concept_terms(concept: ET.Element, languages: Languages) -> Iterator[GlossaryTerm]:
    sources: list[str] = []
    ranked: list[tuple[int, str]] = []
    forbidden: list[str] = []
    for section in concept.iter():
        language = section.get(_XML_LANG, "")[:2].lower()
        if _name(section) not in {"langSet", "langSec"}:
            continue
        for term, status in _section_terms(section):
            if language == languages.source:
                sources.append(term)
            elif language == languages.target and FORBIDDEN_STATUS.search(status):
                forbidden.append(term)
            elif language == languages.target:
                ranked.append((0 if PREFERRED_STATUS.search(status) else 1, term))
    targets = tuple(term for _, term in sorted(ranked, key=lambda pair: pair[0]))
    details = {node.get("type", ""): _content(node) for node in concept if _name(node) == "admin"}
    note = next((_content(node) for node in concept if _name(node) == "note"), "")
    for source in sources if targets else ():
        yield GlossaryTerm(
            source=source,
            targets=targets,
            forbidden=tuple(forbidden),
            match=_mode(details.get("match", "")),
            case_sensitive=details.get("case") == "sensitive",
            keep=details.get("keep") == "true",
            note=note,
        )


def _section_terms(section: ET.Element) -> Iterator[tuple[str, str]]:
    """Each term of a language section with its administrative status."""
    for group in section.iter():
        if _name(group) not in {"tig", "ntig", "termSec"}:
            continue
        term = next((_content(node) for node in group.iter() if _name(node) == "term"), "")
        status = " ".join(
            _content(node)
            for node in group.iter()
            if "administrativeStatus" in (_name(node), node.get("type"))
        )
        if term:
            yield term, status


def _in_xml(text: str) -> str:
    """Leave out the characters that XML has no way to write."""
    return _NOT_XML.sub("", text)


def _mode(name: str) -> MatchMode:
    return MatchMode(name) if name in list(MatchMode) else MatchMode.COMPOUND


def _name(node: ET.Element) -> str:
    return str(node.tag).rpartition("}")[2]


def _content(node: ET.Element) -> str:
    return " ".join("".join(node.itertext()).split())


def _martif(languages: Languages) -> tuple[ET.Element, ET.Element]:
    root = ET.Element("martif", {"type": "TBX-Basic", _XML_LANG: languages.source})
    header = ET.SubElement(root, "martifHeader")
    return root, _head_and_body(root, header)


def _tbx(languages: Languages) -> tuple[ET.Element, ET.Element]:
    attributes = {
        "type": "TBX-Basic",
        "style": "dca",
        _XML_LANG: languages.source,
        "xmlns": _TBX_NAMESPACE,
    }
    root = ET.Element("tbx", attributes)
    header = ET.SubElement(root, "tbxHeader")
    return root, _head_and_body(root, header)


def _head_and_body(root: ET.Element, header: ET.Element) -> ET.Element:
    description = ET.SubElement(ET.SubElement(header, "fileDesc"), "sourceDesc")
    ET.SubElement(description, "p").text = "German-English termbase, written by termtreu"
    return ET.SubElement(ET.SubElement(root, "text"), "body")


def _write_concept(
    body: ET.Element, identifier: str, term: GlossaryTerm, languages: Languages, version: int
) -> None:
    concept_tag, language_tag, term_tag = (
        ("termEntry", "langSet", "tig") if version == 2 else ("conceptEntry", "langSec", "termSec")
    )
    concept = ET.SubElement(body, concept_tag, {"id": identifier})
    details = {
        "match": "" if term.match is MatchMode.COMPOUND else term.match.value,
        "case": "sensitive" if term.case_sensitive else "",
        "keep": "true" if term.keep else "",
    }
    for kind, value in details.items():
        if value:
            ET.SubElement(concept, "admin", {"type": kind}).text = _in_xml(value)
    if term.note:
        ET.SubElement(concept, "note").text = _in_xml(term.note)
    source = ET.SubElement(concept, language_tag, {_XML_LANG: languages.source})
    ET.SubElement(ET.SubElement(source, term_tag), "term").text = _in_xml(term.source)
    targets = ET.SubElement(concept, language_tag, {_XML_LANG: languages.target})
    statuses = ["preferredTerm-admn-sts", *["admittedTerm-admn-sts"] * (len(term.targets) - 1)]
    statuses += ["deprecatedTerm-admn-sts"] * len(term.forbidden)
    for target, status in zip(term.targets + term.forbidden, statuses, strict=True):
        section = ET.SubElement(targets, term_tag)
        ET.SubElement(section, "term").text = _in_xml(target)
        ET.SubElement(section, "termNote", {"type": "administrativeStatus"}).text = status
