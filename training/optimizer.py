"""Muon for the hidden matrices, AdamW for the rest, fp32 masters and the learning rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from training import ranks


@dataclass(frozen=True)
class Schedule:
    """Linear warm-up, a plateau, and a linear fall to `floor` of the peak at step `end`."""

    warmup: int
    decay_start: int
    end: int
    floor: float = 0.02

    def factor(self, step: int) -> float:
        """Return the share of the peak learning rate at a step, counted from 0."""
        if step < self.warmup:
            return (step + 1) / self.warmup
        if step < self.decay_start:
            return 1.0
        done = (step - self.decay_start) / max(1, self.end - self.decay_start)
        return max(self.floor, 1.0 - (1.0 - self.floor) * done)


class MixedOptimizer:
    """Two optimizers over an fp32 master copy of a model of any precision.

    Muon (Jordan et al. 2024) takes the matrices inside the layers; embeddings, norms and
    biases go to AdamW. bf16 alone would lose updates smaller than 1/256 of a weight.
    """

    def __init__(self, model: nn.Module, muon_rate: float, adam_rate: float) -> None:
        """Copy the trainable parameters of a model to fp32 and split them."""
        self.names = [name for name, weight in model.named_parameters() if weight.requires_grad]
        self._weights = [w for w in model.parameters() if w.requires_grad]
        self.masters = [nn.Parameter(w.detach().float().clone()) for w in self._weights]
        hidden = [
            master
            for name, master in zip(self.names, self.masters, strict=True)
            if master.ndim == 2 and ".layers." in name
        ]
        taken = {id(master) for master in hidden}
        rest = [master for master in self.masters if id(master) not in taken]
        self._peaks = (muon_rate, adam_rate)
        self._optimizers = (
            torch.optim.Muon(
                hidden, lr=muon_rate, weight_decay=0.0, adjust_lr_fn="match_rms_adamw"
            ),
            torch.optim.AdamW(rest, lr=adam_rate, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.0),
        )

    def step(self, factor: float, max_norm: float = 1.0) -> float:
        """Update the model from its gradients, summed over all processes, and clear them.

        Args:
            factor: share of both peak learning rates, 0 to 1.
            max_norm: the gradient is scaled down to this norm.

        Returns:
            The norm of the gradient before clipping.
        """
        for master, weight in zip(self.masters, self._weights, strict=True):
            gradient = weight.grad if weight.grad is not None else torch.zeros_like(weight)
            master.grad = gradient.float()
            weight.grad = None
        ranks.add_up(master.grad for master in self.masters)
        norm = nn.utils.clip_grad_norm_(self.masters, max_norm)
        for optimizer, peak in zip(self._optimizers, self._peaks, strict=True):
            for group in optimizer.param_groups:
                group["lr"] = peak * factor
            optimizer.step()
        self._publish()
        return float(norm)

    def _publish(self) -> None:
        """Write the masters into the model, rounded to its precision."""
        with torch.no_grad():
            for master, weight in zip(self.masters, self._weights, strict=True):
                weight.copy_(master)

    def state_dict(self) -> dict[str, Any]:
        """Return masters and optimizer states, for an exact resume."""
        return {
            "masters": dict(zip(self.names, [m.detach() for m in self.masters], strict=True)),
            "optimizers": [optimizer.state_dict() for optimizer in self._optimizers],
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Restore what `state_dict` returned and write the masters into the model.

        Raises:
            KeyError: if the state lacks a parameter of this model.
        """
        masters: dict[str, Tensor] = state["masters"]
        with torch.no_grad():
            for name, master in zip(self.names, self.masters, strict=True):
                master.copy_(masters[name])
        for optimizer, saved in zip(self._optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        self._publish()
