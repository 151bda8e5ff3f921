"""Share every batch among processes, one a CPU core or GPU: data parallelism as torchrun starts it.

Without torchrun there is one process and nothing here does anything.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import torch
from torch import distributed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from torch import Tensor


def join(device: str) -> str:
    """Join the processes that torchrun started, if it did.

    Args:
        device: "cpu", or "cuda" for one GPU a process.

    Returns:
        The device of this process.
    """
    if "LOCAL_RANK" not in os.environ:
        return device
    distributed.init_process_group("nccl" if device == "cuda" else "gloo")
    return f"cuda:{os.environ['LOCAL_RANK']}" if device == "cuda" else device


def count() -> int:
    """Return the number of processes."""
    return distributed.get_world_size() if distributed.is_initialized() else 1


def number() -> int:
    """Return the number of this process, from 0."""
    return distributed.get_rank() if distributed.is_initialized() else 0


def add_up(tensors: Iterable[Tensor]) -> None:
    """Replace each tensor by its sum over all processes."""
    if not distributed.is_initialized():
        return
    # One message: the processes wait for each other once, not once a tensor.
    separate = list(tensors)
    joined = torch.cat([tensor.reshape(-1) for tensor in separate])
    distributed.all_reduce(joined)
    for tensor, part in zip(separate, joined.split([t.numel() for t in separate]), strict=True):
        tensor.copy_(part.view_as(tensor))


def any_of(asked: bool, device: str) -> bool:
    """Tell whether any process was asked: all of them get the same answer."""
    if not distributed.is_initialized():
        return asked
    asking = torch.tensor(float(asked), device=device)
    add_up([asking])
    return bool(asking > 0)
