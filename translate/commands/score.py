"""``termtreu score``: say how good an English text is, and whether one is better than another."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from translate.commands import settings
from translate.commands.preview import load
from translate.terminal import printable

if TYPE_CHECKING:
    from translate.bitext import Score
    from translate.pairing import Unit
    from translate.scoring import Comparison


@click.command()
@click.argument("result", metavar="RESULT.json")
@click.option(
    "--reference",
    "references",
    metavar="FILE",
    multiple=True,
    help="Plain text of any segmentation, TSV, or snippets keyed to article and line; "
    "default: references/ARTICLE.en.*.",
)
@click.option("--baseline", metavar="OTHER.json", help="Compare with another result, paired.")
@click.option("--worst", type=click.IntRange(0), default=0, help="List the N worst units first.")
@settings.as_json
def score(
    result: str, *, references: tuple[str, ...], baseline: str | None, worst: int, as_json: bool
) -> None:
    """Score a saved RESULT.json against references.

    RESULT.json comes from "termtreu translate" or "termtreu align --format json". Every number
    comes with the count of units, its 95% interval and its signature.
    """
    from translate import evaluation

    bitext = load(result)
    options = settings.options_from({"references": references})
    facts: dict[str, Any] = {
        "scores": evaluation.scores(bitext, options),
        "worst": evaluation.worst(bitext, options, worst) if worst else [],
        "comparison": evaluation.compare(load(baseline), bitext, options) if baseline else [],
    }
    if as_json:
        plain = {
            "scores": [asdict(one) for one in facts["scores"]],
            "worst": [{"chrF2": value, **asdict(unit)} for value, unit in facts["worst"]],
            "comparison": [asdict(one) for one in facts["comparison"]],
        }
        settings.echo_json(plain)
    else:
        _show(facts)


def _show(facts: dict[str, Any]) -> None:
    for one in facts["scores"]:
        click.echo(_line(one))
    for one in facts["comparison"]:
        click.echo(_verdict(one))
    for value, unit in facts["worst"]:
        click.echo(_unit(value, unit))


def _line(one: Score) -> str:
    interval = f" [{one.interval[0]:.1f}, {one.interval[1]:.1f}]" if one.interval else ""
    return printable(f"{one.metric:6} {one.value:6.1f}{interval}  n={one.n}  {one.signature}")


def _verdict(one: Comparison) -> str:
    return (
        f"{one.metric:6} {one.system_a:.1f} -> {one.system_b:.1f} ({one.difference:+.1f})  "
        f"p={one.p_bootstrap:.4f} (bootstrap) p={one.p_randomisation:.4f} (randomisation)  "
        f"n={one.n}  {one.signature}"
    )


def _unit(value: float, unit: Unit) -> str:
    ours, reference = printable(unit.hypothesis), printable(unit.reference)
    return f"\n{printable(unit.id)}  chrF2 {value:.1f}\n  ours: {ours}\n  ref:  {reference}"
