"""How the copy of the project is run."""

from __future__ import annotations

import os
from pathlib import Path


def environment(folder: Path) -> dict[str, str]:
    """Settings under which the copy, and not the project itself, is imported."""
    return os.environ | {"PYTHONPATH": str(folder), "OMP_NUM_THREADS": "1"}
