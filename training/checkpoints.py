"""Write and read checkpoints, and average the weights of several."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass
class Progress:
    """How far a run has come: steps, target tokens, and the place in which data set."""

    step: int = 0
    tokens: int = 0
    position: tuple[int, int] = (0, 0)
    data: str = ""


def write(path: Path, progress: Progress, optimizer: dict[str, Any]) -> None:
    """Write a checkpoint under a temporary name, then rename it: a crash leaves the old one."""
    temporary = path.with_suffix(".part")
    state = {"progress": asdict(progress), "optimizer": optimizer, "rng": torch.get_rng_state()}
    torch.save(state, temporary)
    temporary.replace(path)


def read(path: Path) -> tuple[Progress, dict[str, Any], Tensor]:
    """Read a checkpoint.

    Returns:
        The progress, the state of the optimizer with the fp32 weights, and that of the random
        generator.
    """
    state = torch.load(path, map_location="cpu", weights_only=True)
    fields = state["progress"]
    progress = Progress(**{**fields, "position": tuple(fields["position"])})
    return progress, state["optimizer"], state["rng"]


def average(paths: Sequence[Path]) -> dict[str, Tensor]:
    """Return the mean fp32 weights of several checkpoints, by parameter name.

    Raises:
        ValueError: if no path is given.
    """
    if not paths:
        raise ValueError("no checkpoint to average")
    mean: dict[str, Tensor] = {}
    for path in paths:
        _, optimizer, _ = read(path)
        for name, weight in optimizer["masters"].items():
            share = weight.float() / len(paths)
            mean[name] = mean[name] + share if name in mean else share
    return mean
