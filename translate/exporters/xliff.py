"""XLIFF 1.2, the working format of translation tools: all pairs, findings as notes.

Follows the XLIFF 1.2 specification (OASIS, 2008). A sentence with a finding of severity warning or
worse is to be reviewed, the others count as translated.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from translate import __version__
from translate.bitext import Severity
from translate.exporters.tables import advice
from translate.exporters.tmx import legal
from translate.layout import sections

if TYPE_CHECKING:
    from translate.bitext import Bitext
    from translate.layout import Row

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def render(bitext: Bitext) -> str:
    """Return one translation unit a pair that has German, in reading order."""
    root = ET.Element("xliff", {"version": "1.2", "xmlns": NAMESPACE})
    attributes = {
        "original": legal(PurePath(bitext.document.path).name),
        "source-language": "de",
        "target-language": "en",
        "datatype": "plaintext",
    }
    file = ET.SubElement(root, "file", attributes)
    header = ET.SubElement(file, "header")
    tool = {"tool-id": "termtreu", "tool-name": "termtreu", "tool-version": __version__}
    ET.SubElement(header, "tool", tool)
    body = ET.SubElement(file, "body")
    for section in sections(bitext):
        for row in section.rows:
            if row.pair.source:
                _unit(body, row)
    ET.indent(root)
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return declaration + ET.tostring(root, encoding="unicode") + "\n"


def _unit(body: ET.Element, row: Row) -> None:
    """Append one pair with its state and findings."""
    unit = ET.SubElement(body, "trans-unit", {"id": row.pair.id, SPACE: "preserve"})
    ET.SubElement(unit, "source").text = legal(row.pair.source_text)
    target = ET.SubElement(unit, "target", state=_state(row))
    target.text = legal(row.pair.target_text)
    for violation in row.violations:
        note = ET.SubElement(unit, "note", {"from": "termtreu", "annotates": "target"})
        note.text = legal(f"{violation.check}: {advice(violation)}")


def _state(row: Row) -> str:
    """Tell whether a translator must look at the pair."""
    if not row.pair.target_text.strip():
        return "needs-translation"
    worst = max((violation.severity.rank for violation in row.violations), default=0)
    return "needs-review-translation" if worst >= Severity.WARNING.rank else "translated"
