"""Agreement with gold beads, and gold made from known lines."""

import json
from itertools import chain
from pathlib import Path

import pytest

from benchmarks import alignment, synthetic
from benchmarks.alignment import agreement

GOLD = {((0,), (0,)), ((1, 2), (1,)), ((3,), ()), ((4,), (2, 3))}


@pytest.mark.parametrize(
    ("proposed", "strict", "lax"),
    [
        (GOLD, (1.0, 1.0), (1.0, 1.0)),
        # The deletion is wrong for precision and unknown to recall.
        ({*GOLD - {((3,), ())}, ((), (9,))}, (3 / 4, 1.0), (3 / 4, 1.0)),
        # Part of a bead overlaps on both sides; the rest of it overlaps nothing.
        ({*GOLD - {((1, 2), (1,))}, ((1,), (1,)), ((2,), ())}, (3 / 5, 2 / 3), (4 / 5, 1.0)),
        ({((0,), (3,))}, (0.0, 0.0), (0.0, 0.0)),
        (set(), (0.0, 0.0), (0.0, 0.0)),
    ],
)
def test_agreement(proposed, strict, lax):
    """Precision judges every proposed bead, recall every gold bead with both sides filled."""
    figures = agreement(GOLD, proposed).figures()
    assert (figures["strict_precision"], figures["strict_recall"]) == pytest.approx(strict)
    assert (figures["lax_precision"], figures["lax_recall"]) == pytest.approx(lax)


def test_f1_joins_files():
    """Several files are counted together, not averaged."""
    total = agreement(GOLD, GOLD) + agreement(GOLD, set())
    assert total.figures()["strict_recall"] == 0.5
    assert total.figures()["strict_f1"] == pytest.approx(2 / 3)


WORKSHOP = Path(__file__).parents[1] / "quality" / "workshop.de-en.tsv"
PAIRS = [
    (f"Deutscher Satz, Nummer {n}, ist lang.", f"English one, {n}, is long.") for n in range(99)
]


def test_synthetic_gold_covers_both_texts():
    """Gold made by lot covers both texts once and is the same for the same seed."""
    gold = synthetic.make(PAIRS, seed=3)
    assert gold == synthetic.make(PAIRS, seed=3)
    assert gold != synthetic.make(PAIRS, seed=4)
    for side, text in enumerate((gold.source, gold.target)):
        assert sorted(chain.from_iterable(bead[side] for bead in gold.beads)) == list(
            range(len(text))
        )
    assert {(len(source), len(target)) for source, target in gold.beads} == {
        (1, 1),
        (1, 2),
        (2, 1),
        (1, 0),
        (0, 1),
    }


def test_written_gold_can_be_measured(tmp_path, capsys):
    """What the maker writes is what the benchmark reads."""
    stem = tmp_path / "article"
    synthetic.main([str(WORKSHOP), "--write", str(stem)])
    files = [f"{stem}.de", f"{stem}.en", f"{stem}.deen"]
    alignment.main([*files, "--json"])
    assert json.loads(capsys.readouterr().out)["strict_f1"] > 0.9
    alignment.main([*files, *files, "--translated", files[0], files[0]])
    assert "strict" in capsys.readouterr().out


def test_files_come_in_threes(capsys):
    """A file too few is a wrong use, told with the right one."""
    with pytest.raises(SystemExit):
        alignment.main(["a.de", "a.en"])
    assert "SRC TGT GOLD" in capsys.readouterr().err
