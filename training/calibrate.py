"""Temperatures of the exported heads, and the checksums of all files: the last step before `models/` is committed.

    python -m training.calibrate --newsmtsc FILE --models models

Fits on the sentences that training kept aside; needs no torch.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np

from analysis import encoder, paths
from training.windows import held_out, read_records

LABELS = ("negative", "neutral", "positive")


def write_sums(folder: Path) -> None:
    """SHA256SUMS of the files that are loaded."""
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in encoder.FILES]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def write_temperature(folder: Path, temperature: float) -> None:
    """Keep the temperature, then the checksums; the models are read anew after that."""
    (folder / "calibration.json").write_text(json.dumps({"target": round(temperature, 3)}) + "\n", encoding="utf-8")
    write_sums(folder)
    encoder._load.cache_clear()


def log_loss(logits: np.ndarray, gold: np.ndarray) -> float:
    """Mean negative log-likelihood (nats)."""
    peak = logits.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(logits - peak).sum(axis=1)) + peak[:, 0] - logits[np.arange(len(gold)), gold]))


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    for name in ("newsmtsc", "models"):
        ask.add_argument(f"--{name}", type=Path, required=True)
    given = ask.parse_args()
    paths.MODELS = given.models.resolve()
    write_temperature(given.models, 1.0)
    rows = [r for r in read_records(given.newsmtsc) if r["orig_split"] == "train" and held_out(r["sent_id"], 12)]
    logits = np.concatenate([encoder.judge_targets(r["text"], [(r["start"], r["end"])]) for r in rows])
    gold = np.array([LABELS.index(r["label"]) for r in rows])
    best = min(np.arange(0.5, 3.0, 0.02), key=lambda t: log_loss(logits / t, gold))
    print(f"{len(rows)} targets, temperature {best:.2f}, log-loss {log_loss(logits, gold):.3f} -> {log_loss(logits / best, gold):.3f}")
    write_temperature(given.models, float(best))


if __name__ == "__main__":
    main()
