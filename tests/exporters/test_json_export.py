"""The saved result: exact round trip, a schema that does not drift, errors that name the place."""

from __future__ import annotations

import dataclasses
import json as stdlib_json
from importlib.resources import files
from typing import Any

import arbitrary
import bitexts
import pytest
from hypothesis import given

from translate.errors import InputError
from translate.exporters import json

SCHEMA = stdlib_json.loads(
    files("translate.exporters").joinpath("bitext.schema.json").read_text("utf-8")
)


@arbitrary.few
@given(arbitrary.bitexts())
def test_any_bitext_reads_back_unchanged(bitext):
    """What was written is read back as the same bitext."""
    assert json.read(json.render(bitext)) == bitext


@arbitrary.few
@given(arbitrary.bitexts())
def test_every_result_fits_the_schema(bitext):
    """The JSON Schema accepts whatever is written."""
    validate(stdlib_json.loads(json.render(bitext)), SCHEMA)


def test_rendering_is_json_of_one_meaning():
    """The layout of the lines does not change what is said."""
    text = json.render(bitexts.article())
    assert stdlib_json.loads(text) == stdlib_json.loads(" ".join(text.split("\n")))


@pytest.mark.parametrize("name", [n for n in SCHEMA["$defs"] if hasattr(json, n)])
def test_schema_lists_the_members_of_the_types(name):
    """Each object of the schema has the fields of its dataclass, required where no default is."""
    kind, definition = getattr(json, name), SCHEMA["$defs"][name]
    if not dataclasses.is_dataclass(kind):
        assert len(definition["prefixItems"]) == len(kind._fields)
        return
    fields = dataclasses.fields(kind)
    assert list(definition["properties"]) == [field.name for field in fields]
    missing = dataclasses.MISSING
    required = [f.name for f in fields if f.default is missing and f.default_factory is missing]
    assert definition["required"] == required


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"format": "termtreu-bitext"', '"format": "other"', r"\$.format: not a saved result"),
        ('"version": 1', '"version": 2', r"\$.version: is 2, this program reads version 1"),
        (
            '"span": [0, 74]',
            '"span": [0]',
            r"blocks\[0\].span: expected array of length 2",
        ),
        ('"kind": "heading"', '"kind": "title"', r"blocks\[0\].kind: invalid enum value 'title'"),
        ('"line": 1', '"line": "1"', r"blocks\[0\].line: expected int, got str"),
        ('"line": 1', '"line": 1, "width": 2', r"blocks\[0\]: object contains unknown field width"),
        ('"line": 1, ', "", r"blocks\[0\]: object missing required field line"),
        ('"segments": ["b1.s1"]', '"segments": ["b9.s9"]', r"segments\[0\]: no pair has a segment"),
        (
            '"origin": "engine"',
            '"origin": null',
            r"pairs\[0\].origin: expected str, got null",
        ),
        ('"term": 0', '"term": 99', r"outcomes\[0\].term: there is no term 99"),
        ('"beam": "4"', '"beam": 4', r"properties\[...\]: expected str, got int"),
    ],
)
def test_errors_name_file_and_json_path(old, new, message):
    """A member that does not fit is refused with the file, its JSON path and what was expected."""
    text = json.render(bitexts.article())
    assert old in text
    with pytest.raises(InputError, match=rf"^out\.json: .*{message}"):
        json.read(text.replace(old, new, 1), "out.json")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"text": "Der Open-Source-Vorteil"', '"text": "Der Open-Source-Vorteil", "escaped": "*"'),
        ('"line": 1', '"line": 1, "folds": [[[3, 4], "*", true]]'),
    ],
)
def test_an_early_file_is_told_from_a_broken_one(old, new):
    """Files that noted escapes in the first way are refused with who wrote them and what helps."""
    text = json.render(bitexts.article())
    assert old in text
    with pytest.raises(InputError, match=r"^out\.json: \$.*early termtreu 0\.1\.0.* again"):
        json.read(text.replace(old, new, 1), "out.json")


def test_a_file_of_before_folds_is_read():
    """What was added with a default may be missing: an older file of this version is read."""
    text = json.render(bitexts.bare(("Ja.", "Yes.")))
    assert "folds" not in text
    assert "spelled" not in text
    assert json.read(text).pairs[0].target == ("Yes.",)


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1" + "0" * 400, "NaN", "true", '"1"'])
@pytest.mark.parametrize("member", ["confidence", "log_prob"])
def test_what_is_no_number_is_refused(number, member):
    """A number is finite and no text, wherever it stands."""
    text = json.render(bitexts.article())
    at = text.index(f'"{member}": ')
    end = min(text.index(sign, at) for sign in ",\n}" if sign in text[at:])
    with pytest.raises(InputError, match=r"^x\.json: "):
        json.read(f'{text[:at]}"{member}": {number}{text[end:]}', "x.json")


@pytest.mark.parametrize("text", ["", "{", "[1]", '"x"', "nul", "[" * 100_000, "1" * 5000])
def test_what_is_no_result_is_refused(text):
    """Text that is not JSON, or JSON that is no result, is an input error."""
    with pytest.raises(InputError, match=r"^x\.json: "):
        json.read(text, "x.json")


def validate(data: Any, schema: dict[str, Any]) -> None:
    """Check data against the subset of JSON Schema 2020-12 that our schema uses."""
    if "$ref" in schema:
        validate(data, SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")])
    if "anyOf" in schema:
        assert any(accepts(data, option) for option in schema["anyOf"])
    assert "const" not in schema or data == schema["const"]
    assert "enum" not in schema or data in schema["enum"]
    types = schema.get("type", [])
    assert not types or any(
        is_a(data, name) for name in ([types] if isinstance(types, str) else types)
    )
    if isinstance(data, dict):
        validate_object(data, schema)
    if isinstance(data, list):
        for number, item in enumerate(data):
            fixed = schema.get("prefixItems", [])
            validate(item, fixed[number] if number < len(fixed) else schema.get("items", {}))
        assert schema.get("minItems", 0) <= len(data) <= schema.get("maxItems", len(data))


def validate_object(data: dict[str, Any], schema: dict[str, Any]) -> None:
    assert set(schema.get("required", [])) <= set(data)
    known, others = schema.get("properties", {}), schema.get("additionalProperties", {})
    for name, item in data.items():
        assert name in known or others is not False, name
        validate(item, known.get(name, others))


def accepts(data: Any, schema: dict[str, Any]) -> bool:
    try:
        validate(data, schema)
    except AssertionError:
        return False
    return True


def is_a(data: Any, name: str) -> bool:
    kinds: dict[str, Any] = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
        "null": type(None),
    }
    return isinstance(data, kinds[name]) and (name == "boolean" or not isinstance(data, bool))


def test_schema_refuses_what_the_reader_refuses():
    """The validator of these tests is no rubber stamp."""
    data = stdlib_json.loads(json.render(bitexts.article()))
    data["pairs"][0]["origin"] = "nobody"
    assert not accepts(data, SCHEMA)
