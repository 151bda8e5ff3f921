"""Train a translation model on tokenised shards: `python -m training.train`."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

import torch
from torch import Tensor

from training import architecture, buckets, checkpoints, ranks, shards
from training.objective import cross_entropy, guided_attention, guided_layer
from training.optimizer import MixedOptimizer, Schedule
from training.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transformers import MarianMTModel

LOG_EVERY: Final = 20


@dataclass(frozen=True)
class Settings:
    """Every setting of a training run."""

    data: Path
    out: Path
    schedule: Schedule
    budget: int = 4000
    seed: int = 1
    muon_rate: float = 5e-3
    adam_rate: float = 3e-3
    smoothing: float = 0.1
    guide_weight: float = 0.0
    save_every: float = 240.0
    minutes: float = float("inf")
    device: str = "cpu"
    precision: torch.dtype = torch.bfloat16


class Trainer:
    """A model, its optimizer and its place in the data: all that a resume needs."""

    def __init__(self, model: MarianMTModel, settings: Settings) -> None:
        """Take over a model; `load` goes on from a checkpoint."""
        self.settings = settings
        # The masters are copied before the cast, on the device that the updates run on.
        self.model = model.to(settings.device)
        self.optimizer = MixedOptimizer(self.model, settings.muon_rate, settings.adam_rate)
        self.model.to(settings.precision)
        self.shard = shards.read(settings.data)
        self.progress = checkpoints.Progress(data=self.shard.digest)
        self._attention: list[Tensor] = []
        layers = model.model.decoder.layers
        layers[guided_layer(len(layers))].encoder_attn.register_forward_hook(
            lambda _module, _args, output: self._attention.append(output[1])
        )

    def load(self, checkpoint: Path) -> None:
        """Go on from a checkpoint; other data start from their own beginning."""
        progress, optimizer, generator = checkpoints.read(checkpoint)
        self.optimizer.load_state_dict(optimizer)
        torch.set_rng_state(generator)
        if progress.data != self.shard.digest:
            progress.data, progress.position = self.shard.digest, (0, 0)
        self.progress = progress

    def save(self) -> Path:
        """Write a checkpoint named after the step, by the first process alone."""
        path = self.settings.out / f"step-{self.progress.step:07d}.pt"
        if ranks.number() == 0:
            checkpoints.write(path, self.progress, self.optimizer.state_dict())
        return path

    def batches(self) -> Iterator[tuple[tuple[int, int], buckets.Batch]]:
        """Yield the batches that follow the trainer's place in the data."""
        settings, pad = self.settings, self.model.config.pad_token_id
        return buckets.batches(
            self.shard, settings.budget, pad, settings.seed, self.progress.position
        )

    def step(self, batch: buckets.Batch) -> dict[str, float]:
        """Learn from one batch and return its losses, in nats, and the gradient's norm.

        Of a batch that several processes share, the losses are those of this one's part.
        """
        loss, guide = self._losses(batch)
        (batch.share * (loss + self.settings.guide_weight * guide)).backward()
        norm = self.optimizer.step(self.settings.schedule.factor(self.progress.step))
        self.progress.step += 1
        self.progress.tokens += batch.tokens
        return {"loss": float(loss.detach()), "guide": float(guide.detach()), "norm": norm}

    def _losses(self, batch: buckets.Batch) -> tuple[Tensor, Tensor]:
        config, device = self.model.config, self.settings.device
        source = torch.from_numpy(batch.source).to(device)
        target = torch.from_numpy(batch.target).to(device)
        shifted = target.roll(1, dims=1)
        shifted[:, 0] = config.decoder_start_token_id
        self._attention.clear()
        hidden = self.model.model(
            input_ids=source,
            attention_mask=(source != config.pad_token_id).to(source.dtype),
            decoder_input_ids=shifted,
            use_cache=False,
        ).last_hidden_state
        loss = cross_entropy(
            hidden, self.model.lm_head.weight, target, config.pad_token_id, self.settings.smoothing
        )
        if not self.settings.guide_weight:
            return loss, loss.new_zeros(())
        links = torch.from_numpy(batch.links).to(device)
        return loss, guided_attention(self._attention[0], links)


def train(trainer: Trainer) -> None:
    """Run until the schedule ends or a signal asks to stop; save on the way and at the end."""
    settings = trainer.settings
    settings.out.mkdir(parents=True, exist_ok=True)
    with (settings.out / "log.jsonl").open("a", encoding="utf-8") as log:
        _run(trainer, log)
    trainer.save()


def _run(trainer: Trainer, log: TextIO) -> None:
    """Take step after step, with a line in the log for every LOG_EVERY of them."""
    settings, progress = trainer.settings, trainer.progress
    stop, started = _StopFlag(), time.monotonic()
    since, tokens, saved = started, progress.tokens, started
    recent: list[dict[str, float]] = []
    for position, batch in trainer.batches():
        over = time.monotonic() - started > 60 * settings.minutes
        asked = ranks.any_of(stop.asked or over, settings.device)
        if asked or progress.step >= settings.schedule.end:
            break
        recent.append(trainer.step(batch))
        progress.position = position
        if progress.step % LOG_EVERY == 0 and ranks.number() == 0:
            rate = (progress.tokens - tokens) / (time.monotonic() - since)
            means = {k: sum(one[k] for one in recent) / len(recent) for k in recent[0]}
            _report(log, settings, progress, {**means, "rate": rate})
            since, tokens, recent = time.monotonic(), progress.tokens, []
        if time.monotonic() - saved > settings.save_every:
            trainer.save()
            saved = time.monotonic()


class _StopFlag:
    """Turns SIGTERM and Ctrl-C into a flag, so that a step is never cut in half."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, *_: Any) -> None:
        self.asked = True


def _report(
    log: TextIO, settings: Settings, progress: checkpoints.Progress, values: dict[str, float]
) -> None:
    """Write a line to the log and the progress bar to stderr."""
    record = {
        "step": progress.step,
        "tokens": progress.tokens,
        "epoch": progress.position[0],
        **{name: round(value, 4) for name, value in values.items()},
        "factor": round(settings.schedule.factor(progress.step), 4),
        "time": round(time.time()),
    }
    print(json.dumps(record), file=log, flush=True)
    end = settings.schedule.end
    done = min(30, 30 * progress.step // max(1, end))
    bar = "#" * done + "." * (30 - done)
    text = f"\r[{bar}] {progress.step}/{end} loss {values['loss']:.3f} {values['rate']:.0f} tok/s"
    print(text, end="", file=sys.stderr, flush=True)


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of training.prepare")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints and log")
    parser.add_argument("--init", type=Path, help="model folder to start from")
    parser.add_argument("--resume", type=Path, help="checkpoint (.pt) to go on from")
    parser.add_argument("--steps", type=int, required=True, help="step at which the run ends")
    parser.add_argument("--decay-from", type=int, help="step at which the rate begins to fall")
    parser.add_argument("--warmup", type=int, default=120, help="steps of linear warm-up")
    parser.add_argument("--batch", type=int, default=4000, help="padded target tokens a batch")
    parser.add_argument("--muon-rate", type=float, default=5e-3, help="peak rate of the matrices")
    parser.add_argument("--adam-rate", type=float, default=3e-3, help="peak rate of the rest")
    parser.add_argument("--guide", type=float, default=0.0, help="weight of guided attention")
    parser.add_argument("--width", type=int, default=256, help="d_model of a new model")
    for side, layers in (("encoder", 6), ("decoder", 2)):
        explained = f"of a new model ({layers}); one to start from grows to so many"
        parser.add_argument(f"--{side}-layers", type=int, help=explained)
    parser.add_argument("--seed", type=int, default=1, help="order of data, initial weights")
    parser.add_argument("--save-every", type=float, default=240, help="seconds")
    parser.add_argument(
        "--minutes", type=float, default=float("inf"), help="stop after so long, to be resumed"
    )
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--precision", choices=("bf16", "fp32"), default="bf16")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    options = parse(arguments)
    decay = options.decay_from if options.decay_from is not None else int(0.4 * options.steps)
    settings = Settings(
        data=options.data,
        out=options.out,
        schedule=Schedule(options.warmup, decay, options.steps),
        budget=options.batch,
        seed=options.seed,
        muon_rate=options.muon_rate,
        adam_rate=options.adam_rate,
        guide_weight=options.guide,
        save_every=options.save_every,
        minutes=options.minutes,
        device=ranks.join(options.device),
        precision=torch.bfloat16 if options.precision == "bf16" else torch.float32,
    )
    torch.manual_seed(options.seed)
    layers = (options.encoder_layers, options.decoder_layers)
    if options.init is not None:
        model = architecture.deepen(architecture.load(options.init), *layers)
    else:
        size = (options.width, layers[0] or 6, layers[1] or 2)
        model = architecture.build(len(Vocabulary(options.data)), *size)
    trainer = Trainer(model, settings)
    if options.resume is not None:
        trainer.load(options.resume)
    train(trainer)


if __name__ == "__main__":
    main()
