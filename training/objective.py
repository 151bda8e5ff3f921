"""The training loss: smoothed cross-entropy and guided attention."""

from __future__ import annotations

from typing import Any, Final

import torch
from torch import Tensor

CHUNK: Final = {"cpu": 1024, "cuda": 16384}
"""Rows of logits at a time: 1,024 x 8,000 of them in bf16 stay in a CPU's last-level cache."""

FLOOR: Final = 1e-6

TINY: Final = 1e-30
"""Keeps the logarithm of a probability that is rounded to zero finite."""

HEAD_WRITING: Final = 0
HEAD_WRITTEN: Final = 1
"""The heads that guided attention trains."""

NEVER: Final = -30.0
"""The logit of the padding: no gradient reaches its row, so that its embedding, which starts every
translation, stays zero, as Marian's own decoder and CTranslate2 expect."""


class _SmoothedCrossEntropy(torch.autograd.Function):  # type: ignore[misc]
    """Sum of label-smoothed losses without ever holding all logits or their gradient.

    The loss is -log p(label) + s * (logit(label) - mean logit), its gradient by the logits
    softmax - (1 - s) * label - s / V. What is the same for every logit enters as products of sums,
    so that no pass over the logits is spent on it.
    """

    @staticmethod
    def forward(  # noqa: PLR0913, PLR0917 - the order is autograd's
        ctx: Any, hidden: Tensor, weight: Tensor, labels: Tensor, pad: int, smoothing: float
    ) -> Tensor:
        """Compute the loss of every chunk and, in the same pass, its gradients."""
        real = (labels != pad).to(hidden.dtype)[:, None]
        hidden = hidden * real
        grad_hidden = torch.empty_like(hidden)
        grad_weight = torch.zeros_like(weight, dtype=torch.float32)
        total = hidden.new_zeros((), dtype=torch.float32)
        size = CHUNK.get(hidden.device.type, len(hidden))
        for start in range(0, len(hidden), size):
            rows = slice(start, start + size)
            logits = hidden[rows] @ weight.T
            logits[:, pad] = NEVER
            log_chosen, grad = _chunk(logits, labels[rows], smoothing)
            total -= (log_chosen * real[rows]).sum()
            torch.mm(grad, weight, out=grad_hidden[rows])
            grad_weight += grad.T @ hidden[rows]
        share, others = smoothing / (len(weight) - 1), _sum(weight, but=pad)
        chosen = (hidden * weight[labels]).float().sum()
        states = hidden.float().sum(dim=0)
        total += smoothing * chosen - share * (states @ others)
        grad_hidden -= share * others.to(grad_hidden.dtype)
        grad_hidden *= real
        grad_weight -= share * states
        grad_weight[pad] = 0.0
        ctx.save_for_backward(grad_hidden, grad_weight.to(weight.dtype))
        return total

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        """Scale the stored gradients."""
        grad_hidden, grad_weight = ctx.saved_tensors
        scale = grads[0].to(grad_hidden.dtype)
        return grad_hidden * scale, grad_weight * scale, None, None, None


def _sum(weight: Tensor, but: int) -> Tensor:
    """Return the sum of all rows of a matrix but one, in fp32."""
    return weight.float().sum(dim=0) - weight[but].float()


def _chunk(logits: Tensor, labels: Tensor, smoothing: float) -> tuple[Tensor, Tensor]:
    """Return each row's log probability of its label, and softmax - (1 - smoothing) * label."""
    grad = torch.softmax(logits, dim=1)
    log_chosen = grad.gather(1, labels[:, None]).float().clamp_min(TINY).log()
    grad[torch.arange(len(labels), device=grad.device), labels] -= 1 - smoothing
    return log_chosen, grad


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
