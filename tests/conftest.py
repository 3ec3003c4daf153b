"""What all tests share: reproducible hypothesis runs, and the seed article walked through the line once."""

from __future__ import annotations

import os
import signal
from pathlib import Path

os.environ.setdefault("MPLBACKEND", "Agg")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings

import analysis
from analysis import documents, paths

settings.register_profile(
    "project", deadline=None, derandomize=True, max_examples=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("project")

SEED = paths.SEEDS / "istanbul-talks.txt"


@pytest.fixture(scope="session")
def seed() -> documents.Document:
    """The seed article."""
    return documents.read_document(SEED)


@pytest.fixture(scope="session")
def seed_tables() -> dict[str, pd.DataFrame]:
    """All tables of the seed article with its codebook."""
    return analysis.analyse(SEED)


@pytest.fixture
def build(tmp_path, monkeypatch) -> Path:
    """A folder for results, apart from the project's; braces and blanks are no trouble."""
    monkeypatch.setattr(paths, "BUILD", tmp_path / "build {x} y")
    return paths.BUILD


def heed_interrupts() -> None:
    """In a process that is about to start: end at Ctrl-C, even where the tests run in the background of a shell, which takes that away."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
