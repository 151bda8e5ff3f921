"""English forms: those that count, and those a decoder may produce."""

from __future__ import annotations

import pytest

from translate.bitext import GlossaryTerm
from translate.languages import english_forms
from translate.terminology import counting


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("language model", ["language model", "language models", "Language model"]),
        ("balance of power", ["balance of power", "balances of power"]),
        ("analysis", ["analysis", "analyses"]),
        ("child", ["child", "children"]),
        ("open source", ["open source", "open-source", "Open source", "Open-source"]),
        ("jaws", ["jaws", "jaw"]),
        ("chatbot", ["chatbot", "chatbots", "Chatbot", "Chatbots"]),
        ("editorial", ["editorial", "editorials", "Editorial", "Editorials"]),
        ("Space Race", ["Space Race", "Space Races"]),
        ("AI", ["AI", "AIs"]),
        ("left-handed thread", ["left-handed thread", "left-handed threads"]),
    ],
)
def test_alternatives(target, expected):
    """The target comes first, its number, hyphens and capitals follow, in a short list."""
    alternatives = english_forms.alternatives(target)
    assert alternatives[0] == target
    assert set(expected) <= set(alternatives)
    assert len(alternatives) <= 12
    assert len(set(alternatives)) == len(alternatives)


@pytest.mark.parametrize("name", ["DeepSeek", "01.AI", "Nvidia", "o1", "arXiv"])
def test_names_have_one_form(name):
    """What is written like a name is neither inflected nor capitalised."""
    assert english_forms.alternatives(name) == (name,)


def test_renderings_of_an_entry():
    """Kept names stay, infinitives ask for verbs, preferred targets come first."""
    kept = GlossaryTerm("Hugging Face", ("Hugging Face",), keep=True)
    verb = GlossaryTerm("entlüften", ("bleed", "vent"))
    adjective = GlossaryTerm("quelloffen", ("open source",))
    assert counting.renderings(kept) == ("Hugging Face",)
    assert counting.renderings(verb)[:4] == ("bleed", "bleeds", "bled", "bleeding")
    assert "vented" in counting.renderings(verb)
    assert "opened source" not in counting.renderings(adjective)


@pytest.mark.parametrize(
    ("target", "forms"),
    [
        ("bleed", {"bleed", "bleeds", "bled", "bleeding"}),
        ("switch off", {"switch off", "switches off", "switched off", "switching off"}),
        ("train", {"train", "trains", "trained", "training"}),
        ("democratize", {"democratize", "democratizes", "democratized", "democratizing"}),
    ],
)
def test_verbs_are_conjugated(target, forms):
    """A verb's first word takes -s, -ed and -ing, or what is irregular instead."""
    assert forms <= set(english_forms.alternatives(target, verb=True))
