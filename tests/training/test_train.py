"""Training learns, resumes exactly, and ends in a folder that loads."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
import torch
from transformers import MarianMTModel

from training import architecture, checkpoints, evaluate, export, links, train
from training.objective import cross_entropy, guided_attention
from training.optimizer import Schedule


def run(data, out, steps, *more):
    """Train a toy model for some steps of a schedule of 40 and return its newest checkpoint."""
    train.main(
        [
            *("--data", str(data / "main"), "--out", str(out), "--steps", str(steps)),
            *("--decay-from", "30", "--warmup", "5", "--batch", "100", "--guide", "0.1"),
            *("--width", "32", "--encoder-layers", "1", "--decoder-layers", "1"),
            *("--device", "cpu", *more),
        ]
    )
    return max(out.glob("*.pt"))


@pytest.fixture(scope="module")
def finished(data, tmp_path_factory):
    """The checkpoint of a run of 40 steps without a stop."""
    return run(data, tmp_path_factory.mktemp("run"), 40)


def test_the_loss_falls(finished):
    """Forty steps on toy sentences lower both losses, and every log line is JSON."""
    log = (finished.parent / "log.jsonl").read_text().splitlines()
    first, last = json.loads(log[0]), json.loads(log[-1])
    assert last["loss"] < first["loss"] - 0.3
    assert last["guide"] < first["guide"]


def test_a_resumed_run_is_the_same_run(data, finished, tmp_path):
    """Stopping after 17 steps and going on gives the same weights, bit for bit."""
    halfway = run(data, tmp_path, 17, "--precision", "bf16")
    resumed = run(data, tmp_path, 40, "--resume", str(halfway))
    expected, found = (checkpoints.average([path]) for path in (finished, resumed))
    assert all(torch.equal(expected[name], found[name]) for name in expected)


def test_two_processes_learn_what_one_learns(data, tmp_path):
    """Batches shared by two processes give the weights that one process gets, up to rounding."""
    arguments = [*("--data", data / "main", "--out", tmp_path), *("--steps", "6", "--warmup", "2")]
    arguments += ["--batch", "200", "--guide", "0", "--width", "32", "--encoder-layers", "1"]
    arguments += ["--decoder-layers", "1", "--device", "cpu", "--precision", "fp32"]
    command = ["torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m"]
    shared = [*command, "training.train", *map(str, arguments)]
    subprocess.run([sys.executable, "-m", *shared], check=True, timeout=120)
    found = checkpoints.average([tmp_path / "step-0000006.pt"])
    train.main([*map(str, arguments)])
    expected = checkpoints.average([tmp_path / "step-0000006.pt"])
    # The bias of the keys has no gradient but rounding, which Adam blows up.
    names = [name for name in expected if not name.endswith("k_proj.bias")]
    assert all(torch.allclose(expected[name], found[name], atol=2e-3) for name in names)


def test_a_deeper_model_starts_where_the_given_one_stood(finished, data, tmp_path):
    """New layers hardly move the states, and their weights all learn."""
    export.export([finished], data / "main", tmp_path, hints=True, guided=True)
    model = architecture.load(tmp_path)
    deeper = architecture.deepen(model, 2, 2)
    ids = torch.arange(4, 20)[None]
    states = [
        one.model(input_ids=ids, decoder_input_ids=ids).last_hidden_state for one in (model, deeper)
    ]
    assert torch.cosine_similarity(*states, dim=-1).min() > 0.98
    deeper(input_ids=ids, labels=ids).loss.backward()
    assert deeper.model.decoder.layers[1].fc2.weight.grad.abs().sum() > 0


def test_other_data_start_at_their_beginning(data, finished, tmp_path):
    """A checkpoint keeps its weights but not its place when the data change."""
    settings = train.Settings(data / "final", tmp_path, Schedule(1, 2, 3), budget=64)
    trainer = train.Trainer(architecture.build(340, 32, 1, 1), settings)
    trainer.load(finished)
    assert trainer.progress.step == 40
    assert trainer.progress.position == (0, 0)


def test_the_exported_folder_loads_and_translates(data, finished, tmp_path):
    """An export is a Marian folder in fp16 that says what it can do."""
    base = data / "main"
    export.main([str(finished), "--base", str(base), "--out", str(tmp_path), "--hints", "--guided"])
    config = json.loads((tmp_path / "config.json").read_text())
    assert [config[key] for key in export.CAPABILITIES] == [["<t0>", "<t1>"], [0, 0], [0, 1]]
    assert config["dtype"] == "float16"
    assert MarianMTModel.from_pretrained(tmp_path).config.pad_token_id == 339
    assert len(evaluate.Translator(tmp_path).translate(["Die Regierung lobt das Gesetz."])) == 1


def test_a_marker_in_the_text_is_one_piece(data, finished, tmp_path):
    """The exported tokenizer reads a marker as one piece and leaves other brackets alone."""
    export.export([finished], data / "main", tmp_path, hints=False, guided=False)
    tokenizer = evaluate.load_tokenizer(tmp_path)
    marked = tokenizer("Wahlen <t0> election <t1>").input_ids
    assert [tokenizer.convert_ids_to_tokens(2), marked.count(2), marked.count(3)] == ["<t0>", 1, 1]
    assert {2, 3}.isdisjoint(tokenizer("a < t0 > b <t 0>").input_ids)
    assert "term_markers" not in json.loads((tmp_path / "config.json").read_text())


def test_link_accuracy_is_given_for_every_head(data, finished, tmp_path, capsys):
    """Both timings are measured for each head and for the mean of all."""
    export.export([finished], data / "main", tmp_path, hints=True, guided=True)
    capsys.readouterr()
    links.main([str(tmp_path), str(data / "main"), "--batches", "2"])
    shares = json.loads(capsys.readouterr().out)
    assert [len(shares[name]) for name in ("writing", "written")] == [3, 3]
    assert all(0 <= share <= 1 for share in shares["writing"] + shares["written"])


def test_the_average_of_one_checkpoint_is_that_checkpoint(finished):
    """Averaging weighs all checkpoints alike."""
    once, twice = checkpoints.average([finished]), checkpoints.average([finished] * 2)
    assert all(torch.allclose(once[name], twice[name]) for name in once)


def test_the_loss_is_the_textbook_one():
    """Chunked cross-entropy and its gradient equal those of the plain formula."""
    torch.manual_seed(0)
    hidden, weight = torch.randn(2, 3, 8, requires_grad=True), torch.randn(11, 8)
    labels = torch.tensor([[1, 2, 10], [4, 10, 10]])
    weight[10] = -1e4 * torch.ones(8)
    mine = cross_entropy(hidden, weight[:, :], labels, 10, 0.0)
    (gradient,) = torch.autograd.grad(mine, hidden)
    logits = (hidden @ weight[:10].T).flatten(0, 1)
    plain = torch.nn.functional.cross_entropy(logits, labels.flatten(), ignore_index=10)
    (expected,) = torch.autograd.grad(plain, hidden)
    assert mine.item() == pytest.approx(plain.item(), rel=1e-5)
    assert torch.allclose(gradient, expected, atol=1e-5)


def test_guided_attention_is_zero_on_the_links():
    """Attention that follows the links costs nothing; several links share one unit."""
    linked = torch.tensor([[0, 0, 1], [0, 1, 0], [0, 1, 2]])
    writing = torch.tensor([[0.0, 1.0, 0.0], [0.5, 0.0, 0.5], [0.0, 0.0, 1.0]])
    written = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.5, 0.0, 0.5]])
    sharp = torch.stack([writing, written])[None]
    assert guided_attention(sharp, linked).item() == pytest.approx(np.log(2))
    assert guided_attention(torch.full((1, 2, 3, 3), 1 / 3), linked).item() > np.log(2)


@pytest.mark.parametrize(
    ("step", "factor"), [(0, 0.1), (9, 1.0), (19, 1.0), (30, 0.51), (99, 0.02)]
)
def test_the_rate_rises_stays_and_falls(step, factor):
    """Ten steps up, a plateau to step 20, down to a fiftieth at step 40."""
    assert Schedule(10, 20, 40).factor(step) == pytest.approx(factor)
