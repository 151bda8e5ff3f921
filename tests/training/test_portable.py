"""Data travel in volumes, and a stage of training goes on where the last one stopped."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from training import portable

ROOT = Path(__file__).parents[2]


def test_a_folder_comes_back_from_its_volumes(data, tmp_path):
    """No volume exceeds its size, and unpacking gives every byte again."""
    volumes = portable.pack(data, tmp_path / "volumes", 4000)
    assert all(volume.stat().st_size <= 4000 for volume in volumes)
    portable.unpack(volumes, tmp_path / "again")
    names = sorted(p.relative_to(data) for p in data.rglob("*") if p.is_file())
    assert all((tmp_path / "again" / n).read_bytes() == (data / n).read_bytes() for n in names)


def test_a_missing_volume_is_noticed(data, tmp_path):
    """Volumes with a gap are an error, not half a folder."""
    volumes = portable.pack(data, tmp_path / "volumes", 4000)
    with pytest.raises((tarfile.TarError, EOFError)):
        portable.unpack(volumes[:-1], tmp_path / "again")


@pytest.mark.slow
def test_calls_of_bounded_time_end_in_a_packed_model(data, tmp_path):
    """The second call resumes the first, and both leave a model that unpacks."""
    portable.pack(data / "main", tmp_path / "volumes", 100_000)
    toy = ["--width", "32", "--encoder-layers", "1", "--decoder-layers", "1", "--batch", "100"]
    toy += ["--decay-from", "10", "--warmup", "2", "--device", "cpu"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for steps in ("10", "20"):
        call = [ROOT / "scripts" / "train-on-gpu", *(tmp_path / n for n in ("volumes", "w", "out"))]
        command = [*map(str, call), "1", *toy, "--steps", steps]
        subprocess.run(command, check=True, timeout=120, env={**os.environ, "PATH": path})
    portable.unpack(sorted((tmp_path / "out" / "model").glob("*.part")), tmp_path / "model")
    assert json.loads((tmp_path / "model" / "config.json").read_text())["d_model"] == 32
    assert max(p.name for p in (tmp_path / "w" / "run").glob("*.pt")) == "step-0000020.pt"
