"""Foreign XML, safely parsed: no entities, no external references, one clear line on failure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from translate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator


def parse(text: str, path: str) -> ET.Element:
    """Return the root of a document.

    Args:
        text: the decoded file.
        path: names the file in messages.

    Raises:
        InputError: not XML, or XML with entities or external references.
    """
    from defusedxml import ElementTree as SafeET
    from defusedxml.common import DefusedXmlException

    try:
        # An encoding declaration would contradict text that has been decoded already.
        return SafeET.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text), forbid_dtd=False)
    except ET.ParseError as error:
        line = error.position[0]
        raise InputError(f"{path}:{line}: not valid XML ({error}); export it again") from error
    except DefusedXmlException as error:
        raise InputError(
            f"{path}: entities and external references are refused; export it without them"
        ) from error


def name(node: ET.Element) -> str:
    """Return an element's name without its namespace."""
    return str(node.tag).rpartition("}")[2]


def child(node: ET.Element, wanted: str) -> ET.Element | None:
    """Return the first child of a name."""
    return next((one for one in node if name(one) == wanted), None)


def children(node: ET.Element, wanted: str) -> Iterator[ET.Element]:
    """Yield the children of a name."""
    return (one for one in node if name(one) == wanted)


def number(node: ET.Element, *attributes: str) -> int:
    """Return the first of some attributes as a number; 0 where none is one."""
    values = (node.get(attribute, "") for attribute in attributes)
    return next((int(value) for value in values if value.isascii() and value.isdigit()), 0)
