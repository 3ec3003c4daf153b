"""Stamps: which partitions of a corpus are whole: every file of theirs is there, as it was written."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from analysis.paths import replacing

STAMPS = "stamps"


def write(folder: Path, stem: str, names: Iterable[str], told: Mapping[str, object]) -> dict[str, object]:
    """Stamp a partition whose tables are written.

    Parameters
    ----------
    names : iterable of str
        Its tables.
    told : mapping
        What it was made from and how much is in it.
    """
    stamp = {**told, "files": {name: _sum(folder / name / f"{stem}.parquet") for name in sorted(names)}}
    with replacing(folder / STAMPS / f"{stem}.json") as draft:
        draft.write_text(json.dumps(stamp, indent=1) + "\n", "utf-8")
    return stamp


def read(folder: Path, stem: str) -> dict[str, object] | None:
    """What a partition was made from and how much is in it; None where it, or its stamp, is not whole."""
    try:
        stamp = json.loads((folder / STAMPS / f"{stem}.json").read_text("utf-8"))
        whole = all(_sum(folder / name / f"{stem}.parquet") == known for name, known in stamp["files"].items())
    except (OSError, ValueError, LookupError, TypeError, AttributeError):  # gone, cut off or written over
        return None
    return stamp if whole and {"version", "articles"} <= set(stamp) else None


def stems(folder: Path) -> list[str]:
    """Names of the partitions that have a stamp."""
    return sorted(path.stem for path in (folder / STAMPS).glob("*.json"))


def _sum(path: Path) -> int:
    """The CRC-32 of a file: it tells what was damaged by accident, as fast as the disk can be read."""
    return zlib.crc32(path.read_bytes())
