"""Calibration of the target's logits (temperature and biases, Guo et al. 2017), and the checksums of all files: the last step before `models/` is committed.

    python -m training.calibrate --newsmtsc FILE --models models

Fits on the sentences that training kept aside; needs no torch.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
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


def write_calibration(folder: Path, temperature: float, biases: list[float]) -> None:
    """Keep temperature and biases, then the checksums; the models are read anew after that."""
    found = {"temperature": round(temperature, 3), "biases": [round(bias, 3) for bias in biases]}
    (folder / "calibration.json").write_text(json.dumps(found) + "\n", encoding="utf-8")
    write_sums(folder)
    encoder._load.cache_clear()


def log_loss(logits: np.ndarray, gold: np.ndarray) -> float:
    """Mean negative log-likelihood (nats)."""
    peak = logits.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(logits - peak).sum(axis=1)) + peak[:, 0] - logits[np.arange(len(gold)), gold]))


def main(arguments: list[str] | None = None) -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    for name in ("newsmtsc", "models"):
        ask.add_argument(f"--{name}", type=Path, required=True)
    given = ask.parse_args(arguments)
    paths.MODELS = given.models.resolve()
    write_calibration(given.models, 1.0, [0.0, 0.0, 0.0])
    rows = [r for r in read_records(given.newsmtsc) if r["orig_split"] == "train" and held_out(r["sent_id"], 12)]
    logits = np.concatenate([encoder.judge_targets(r["text"], [(r["start"], r["end"])]) for r in rows])
    gold = np.array([LABELS.index(r["label"]) for r in rows])
    grid = itertools.product(np.arange(0.9, 2.5, 0.05), np.arange(-0.6, 0.61, 0.1), np.arange(-0.6, 0.61, 0.1))
    best = min(grid, key=lambda point: log_loss(logits / point[0] + [point[1], 0, point[2]], gold))
    temperature, biases = float(best[0]), [float(best[1]), 0.0, float(best[2])]
    print(f"{len(rows)} targets, temperature {temperature:.2f}, biases {biases}, "
          f"log-loss {log_loss(logits, gold):.3f} -> {log_loss(logits / temperature + biases, gold):.3f}")
    write_calibration(given.models, temperature, biases)



if __name__ == "__main__":
    main()
