"""A tiny random model, made once for all tests of the engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import tiny_marian

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_marian.make_model(tmp_path_factory.mktemp("models") / "tiny")
