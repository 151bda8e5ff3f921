"""The quality gate: nothing that was reached may be lost silently."""

import pytest

from benchmarks import floors
from benchmarks.floors import Quality

FIGURES = {"chrF2": 60.0, "BLEU": 30.0, "terms": 99.0, "alignment": 97.0, "findings": 10.0}
DIGESTS = {"data": "d", "model": "m", "glossary": "g"}


@pytest.mark.slow
def test_no_figure_is_below_its_floor():
    """chrF2, BLEU, term success and alignment reach their floors, findings stay below theirs."""
    assert not list(floors.failures(floors.read(), floors.measure()))


@pytest.mark.parametrize("name", FIGURES)
def test_a_worse_figure_fails(name):
    """Every figure is watched, each in its own direction."""
    worse = FIGURES | {name: FIGURES[name] + (1 if name == "findings" else -1)}
    better = FIGURES | {name: FIGURES[name] - (1 if name == "findings" else -1)}
    old = Quality(FIGURES, DIGESTS)
    assert [line.split(":")[0] for line in floors.failures(old, Quality(worse, DIGESTS))] == [name]
    assert not list(floors.failures(old, Quality(better, DIGESTS)))


def test_changed_inputs_fail():
    """Floors hold for the data, the model and the glossary that they were measured with."""
    changed = Quality(FIGURES, DIGESTS | {"model": "other"})
    (line,) = floors.failures(Quality(FIGURES, DIGESTS), changed)
    assert "model changed" in line
    assert "benchmarks.floors --write" in line


def test_a_measurement_reaches_its_own_floors():
    """Floors lie a little below what they were made from."""
    quality = Quality(FIGURES, DIGESTS)
    assert not list(floors.failures(floors.floors_of(quality), quality))


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "floors.json"
    monkeypatch.setattr(floors, "FLOORS", path)
    return path


def run(monkeypatch, figures, *arguments):
    monkeypatch.setattr(floors, "measure", lambda: Quality(figures, DIGESTS))
    return floors.main(arguments)


def test_raising_is_free_and_lowering_is_not(file, monkeypatch):
    """A better measurement raises its floor; a worse one changes nothing without --lower."""
    assert run(monkeypatch, FIGURES, "--write") == 0
    assert run(monkeypatch, FIGURES | {"BLEU": 35.0}, "--write") == 0
    assert floors.read().figures["BLEU"] == 34.0
    before = file.read_bytes()
    assert run(monkeypatch, FIGURES | {"BLEU": 31.0}, "--write") == 1
    assert file.read_bytes() == before
    assert run(monkeypatch, FIGURES | {"BLEU": 31.0}, "--write", "--lower") == 0
    assert floors.read().figures["BLEU"] == 30.0


def test_comparing_writes_nothing(file, monkeypatch):
    """Without --write the floors are compared, and the exit code tells the result."""
    run(monkeypatch, FIGURES, "--write")
    before = file.read_bytes()
    assert run(monkeypatch, FIGURES) == 0
    assert run(monkeypatch, FIGURES | {"findings": 50.0}) == 1
    assert file.read_bytes() == before
