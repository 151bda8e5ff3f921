"""Checks: one small function each, registered with its severity."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from translate.bitext import Origin
from translate.checks import (
    anchors,
    consistency,
    content,
    form,
    human,
    meaning,
    signs,
    terminology,
    words,
)
from translate.checks.catalogue import Check, registered

if TYPE_CHECKING:
    from translate.bitext import Bitext, Violation

__all__ = ["Check", "catalogue", "run"]

# Findings of one sentence stand in the order of these modules and of the functions in them.
MODULES = (terminology, content, words, meaning, form, signs, human, consistency, anchors)


def catalogue() -> tuple[Check, ...]:
    """Return all checks in the order in which they run."""
    return tuple(check for module in MODULES for check in registered(module.__name__))


def run(bitext: Bitext) -> tuple[Violation, ...]:
    """Apply every check to a bitext; what was English already is not ours to check.

    Returns:
        The findings in reading order; those of one sentence in the order of the catalogue, those
        of no sentence last.
    """
    order = {segment.id: number for number, segment in enumerate(bitext.document.segments)}
    translated = tuple(pair for pair in bitext.pairs if pair.origin is not Origin.KEPT)
    bitext = replace(bitext, pairs=translated)
    found = [violation for check in catalogue() for violation in check.findings(bitext)]
    return tuple(sorted(found, key=lambda v: order.get(v.segment_id, len(order))))
