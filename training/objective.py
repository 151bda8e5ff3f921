"""The training loss: smoothed cross-entropy and guided attention."""

from __future__ import annotations

from typing import Any, Final

import torch
from torch import Tensor

CHUNK: Final = {"cpu": 512, "cuda": 16384}
"""Rows of logits at a time: 512 x 8,000 floats stay in the last-level cache of a CPU."""

FLOOR: Final = 1e-6

HEAD_WRITING: Final = 0
HEAD_WRITTEN: Final = 1
"""The heads that guided attention trains."""

NEVER: Final = -30.0
"""The logit of the padding: no gradient reaches its row, so that its embedding, which starts every
translation, stays zero, as Marian's own decoder and CTranslate2 expect."""


class _SmoothedCrossEntropy(torch.autograd.Function):  # type: ignore[misc]
    """Sum of label-smoothed losses without ever holding all logits or their gradient."""

    @staticmethod
    def forward(  # noqa: PLR0913, PLR0917 - the order is autograd's
        ctx: Any, hidden: Tensor, weight: Tensor, labels: Tensor, pad: int, smoothing: float
    ) -> Tensor:
        """Compute the loss of every chunk and, in the same pass, its gradients."""
        grad_hidden = torch.empty_like(hidden)
        grad_weight = torch.zeros_like(weight, dtype=torch.float32)
        total = hidden.new_zeros((), dtype=torch.float32)
        size = CHUNK.get(hidden.device.type, len(hidden))
        for start in range(0, len(hidden), size):
            rows = slice(start, start + size)
            loss, grad = _chunk(hidden[rows] @ weight.T, labels[rows], pad, smoothing)
            total += loss
            grad = grad.to(hidden.dtype)
            torch.mm(grad, weight, out=grad_hidden[rows])
            grad_weight += grad.T @ hidden[rows]
        ctx.save_for_backward(grad_hidden, grad_weight.to(weight.dtype))
        return total

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        """Scale the stored gradients."""
        grad_hidden, grad_weight = ctx.saved_tensors
        scale = grads[0].to(grad_hidden.dtype)
        return grad_hidden * scale, grad_weight * scale, None, None, None


def _chunk(logits: Tensor, labels: Tensor, pad: int, smoothing: float) -> tuple[Tensor, Tensor]:
    """Return the summed loss of some rows and its gradient by the logits, both in fp32."""
    mask = (labels != pad).float()
    logits = logits.float()
    logits[:, pad] = NEVER
    normaliser = torch.logsumexp(logits, dim=1, keepdim=True)
    chosen = logits.gather(1, labels[:, None])
    mean = logits.mean(dim=1, keepdim=True)
    losses = normaliser - (1 - smoothing) * chosen - smoothing * mean
    grad = logits.sub_(normaliser).exp_().sub_(smoothing / logits.shape[1])
    ones = grad.new_full((len(labels), 1), smoothing - 1)
    grad.scatter_add_(1, labels[:, None], ones).mul_(mask[:, None])
    grad[:, pad] = 0.0
    return (losses.squeeze(1) * mask).sum(), grad


def cross_entropy(
    hidden: Tensor, weight: Tensor, labels: Tensor, pad: int, smoothing: float
) -> Tensor:
    """Return the mean label-smoothed cross-entropy in nats a token (Szegedy et al. 2016).

    Args:
        hidden: decoder states, shape (rows, length, d_model).
        weight: output embedding, shape (vocabulary, d_model).
        labels: piece ids, shape (rows, length); positions that hold `pad` don't count.
        pad: id of the padding piece.
        smoothing: probability spread over the whole vocabulary.
    """
    flat = labels.reshape(-1)
    states = hidden.reshape(-1, hidden.shape[-1])
    total: Tensor = _SmoothedCrossEntropy.apply(states, weight, flat, pad, smoothing)
    return total / (flat != pad).sum()


def guided_layer(layers: int) -> int:
    """Return the decoder layer whose heads guided attention trains: the last but one.

    It aligns best (Garg et al. 2019), and the layer above sees what has been translated already.

    Args:
        layers: number of decoder layers; of a single one, it is that.
    """
    return max(0, layers - 2)


def guided_attention(attention: Tensor, links: Tensor) -> Tensor:
    """Return how far two attention heads are from given word links, in nats a linked piece.

    HEAD_WRITING learns where the piece comes from that the decoder is about to write (Garg et al.
    2019, "Jointly Learning to Align and Translate"). HEAD_WRITTEN learns it a step later, when the
    piece is the decoder's input and need not be guessed (Chen et al. 2020, "Accurate Word Alignment
    Induction from Neural Machine Translation").

    Args:
        attention: weights of a layer, shape (rows, heads, target length, source length).
        links: (row, target position, source position) a line, shape (count, 3).
    """
    later = links[links[:, 1] < attention.shape[2] - 1]
    now = _distance(attention[:, HEAD_WRITING], links)
    return now + _distance(attention[:, HEAD_WRITTEN, 1:], later)


def _distance(attention: Tensor, links: Tensor) -> Tensor:
    """Return the cross-entropy of one head; several links of a piece share its probability."""
    if not len(links):
        return attention.new_zeros(())
    row, target, source = links.unbind(1)
    counts = torch.zeros(attention.shape[:2], device=attention.device)
    counts.index_put_((row, target), counts.new_ones(len(links)), accumulate=True)
    losses = -attention[row, target, source].float().clamp_min(FLOOR).log()
    return (losses / counts[row, target]).sum() / (counts > 0).sum()
