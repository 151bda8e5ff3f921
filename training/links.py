"""Measure which attention heads know the word links: `python -m training.links`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final

import torch

from training import architecture, buckets, shards
from training.objective import guided_layer

BUDGET: Final = 1000


def accuracy(model: Any, shard: shards.Shard, batches: int) -> dict[str, list[float]]:
    """Return how often the strongest source piece of each head is a linked one.

    The links are those of the data, so statistical ones: a comparison of heads, not an error rate.

    Args:
        model: a model that returns attention weights.
        shard: data that the model hasn't seen.
        batches: how many batches to measure.

    Returns:
        Shares, 0 to 1, of each head of the guided decoder layer and of their mean: under "writing"
        for the step that predicts a piece, under "written" for the step after.
    """
    hits = {"writing": torch.zeros(0), "written": torch.zeros(0)}
    count = 0
    pad = model.config.pad_token_id
    for shape, indices in buckets.plan(shard, BUDGET, seed=0)[:batches]:
        batch = buckets.collate(shard, shape, indices, pad)
        links = torch.from_numpy(batch.links)
        links = links[links[:, 1] < shape.target - 1]
        strongest = _strongest(
            model, torch.from_numpy(batch.source), torch.from_numpy(batch.target)
        )
        linked = torch.zeros(shape.rows, shape.target, shape.source, dtype=torch.bool)
        linked[tuple(links.unbind(1))] = True
        rows, targets = linked.any(2).nonzero(as_tuple=True)
        count += len(rows)
        for name, later in (("writing", 0), ("written", 1)):
            source = strongest[:, rows, targets + later]
            found = linked[rows, targets].gather(1, source.T).sum(0)
            hits[name] = found if not len(hits[name]) else hits[name] + found
    return {name: [round(float(h) / count, 4) for h in values] for name, values in hits.items()}


def _strongest(model: Any, source: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Return the most attended source position of each head and of the mean, by row and target."""
    pad = model.config.pad_token_id
    shifted = target.roll(1, dims=1)
    shifted[:, 0] = model.config.decoder_start_token_id
    with torch.inference_mode():
        attention = model(
            input_ids=source,
            attention_mask=(source != pad).long(),
            decoder_input_ids=shifted,
            output_attentions=True,
            use_cache=False,
        ).cross_attentions[guided_layer(model.config.decoder_layers)]
    heads = torch.cat([attention, attention.mean(1, keepdim=True)], dim=1)
    return heads.argmax(-1).transpose(0, 1)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line: one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m training.links", description=__doc__)
    parser.add_argument("model", type=Path, help="model folder")
    parser.add_argument("data", type=Path, help="data folder with links, such as data/dev")
    parser.add_argument("--batches", type=int, default=30)
    options = parser.parse_args(arguments)
    model = architecture.load(options.model).eval()
    result = accuracy(model, shards.read(options.data), options.batches)
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
