"""Options check themselves, wherever they come from."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.bitext import Enforcement
from translate.errors import UsageError
from translate.options import MOST, Options, load

NAMES = [field.name for field in fields(Options)]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"beam": 0}, "beam takes a number from 1 to 32, not 0"),
        ({"beam": True}, "beam takes a number from 1 to 32, not True"),
        ({"batch": 10**5000}, "batch takes a number from 1 to 512, not one beyond all bounds"),
        ({"cores": "2"}, "cores takes a number from 1 to 4096, not '2'"),
        ({"engine": "fastest"}, "engine is one of auto, ctranslate2, torch, not 'fastest'"),
        ({"enforcement": "hard"}, "enforcement is one of off, hints, cascade, always, not 'hard'"),
        ({"fail_on": ["error"]}, "fail_on is one of info, warning, error"),
        ({"formats": "md"}, "formats takes a list of texts, not 'md'"),
        ({"formats": [1]}, "formats takes a list of texts"),
        ({"model": None}, "model takes a text, not None"),
        ({"adapt": "yes"}, "adapt takes true or false, not 'yes'"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_its_name(settings, message):
    """A wrong type, an unknown name or a number out of bounds is a usage error that says which."""
    with pytest.raises(UsageError, match=message.replace("(", r"\(")):
        Options(**settings)


def test_names_paths_and_lists_become_what_they_stand_for():
    """Options built from plain data equal those built from members, strings and tuples."""
    given: dict[str, Any] = {"enforcement": "hints", "glossary": Path("g.yaml"), "formats": ["md"]}
    plain = Options(**given)
    assert plain == Options(enforcement=Enforcement.HINTS, glossary="g.yaml", formats=("md",))
    assert plain.enforcement is Enforcement.HINTS


def test_an_update_knows_the_settings():
    """A setting that is None keeps its value; one that nobody knows is refused."""
    assert Options(beam=2).updated(beam=None).beam == 2
    with pytest.raises(UsageError, match="unknown setting 'bean'; known are model, engine, beam"):
        Options().updated(bean=1)


def test_a_file_is_checked_by_the_same_rule(tmp_path):
    """What is wrong in a file is told with its name."""
    path = tmp_path / "my.toml"
    path.write_text('fail-on = "never"\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"my\.toml: fail_on is one of info, warning, error"):
        load(str(path))


@given(
    st.sampled_from(NAMES),
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text()),
)
def test_whatever_is_given_is_a_setting_or_refused(name, value):
    """No value gets past the check with another type than its setting has."""
    try:
        options = Options(**{name: value})
    except UsageError:
        return
    kept = getattr(options, name)
    default = getattr(Options(), name)
    assert (
        kept is None or name in MOST or isinstance(kept, str if default is None else type(default))
    )
    assert name not in MOST or kept is None or 1 <= kept <= MOST[name]
