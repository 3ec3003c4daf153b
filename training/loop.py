"""The loop that every training runs in: batches in a fixed order, a warm-up, progress, and checkpoints to go on from."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

TOLD, KEPT = 50, 200  # batches between two lines of progress, and between two checkpoints

Losses = dict[str, float]


def open_tokenizer(base: Path) -> Tokenizer:
    """The tokenizer of a folder with a model, which neither cuts nor pads."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def plan(lengths: Sequence[int], epochs: int, seed: int, *, batch: int, pool: int) -> list[list[int]]:
    """Batches of rows, by their numbers, in an order that is the same for a seed; `pool` rows at a time are sorted by length."""
    chance, batches = random.Random(seed), []
    for _ in range(epochs):
        order = list(range(len(lengths)))
        chance.shuffle(order)
        epoch = []
        for k in range(0, len(order), pool):
            near = sorted(order[k:k + pool], key=lengths.__getitem__)
            epoch += [near[j:j + batch] for j in range(0, len(near), batch)]
        chance.shuffle(epoch)
        batches += epoch
    return batches


def macro_f1(said: Sequence[int], gold: Sequence[int]) -> float:
    """Mean F1 of the three labels."""
    hits = [sum(s == g == label for s, g in zip(said, gold)) for label in range(3)]
    return sum(2 * hits[k] / max(1, said.count(k) + gold.count(k)) for k in range(3)) / 3


class Loop:
    """A model under training.

    Parameters
    ----------
    groups : iterable of dict
        Parameters with their rates, as torch's optimizers take them.
    out : Path
        Folder of the checkpoint; a run that was stopped goes on from there.
    batches : list
        All of the training, in their order.
    warm : int
        The rate rises over the first 1/`warm` of them, then falls to nothing.
    """

    def __init__(self, model: torch.nn.Module, groups: Iterable[dict], out: Path, batches: list, *, warm: int, decay: float) -> None:
        self.model, self.batches, self.checkpoint, self.done = model, batches, out / "checkpoint.pt", 0
        self.device = next(model.parameters()).device.type
        self.optimizer = torch.optim.AdamW(groups, weight_decay=decay, fused=True)
        rise = max(1, len(batches) // warm)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimizer, lambda step: min((step + 1) / rise, max(0.0, (len(batches) - step) / (len(batches) - rise))))
        if self.checkpoint.exists():
            kept = torch.load(self.checkpoint, map_location=self.device)
            for name in ("model", "optimizer", "schedule"):
                getattr(self, name).load_state_dict(kept[name])
            self.done = kept["done"]

    def run(self, loss_of: Callable[[object], tuple[str, torch.Tensor]], watch: Callable[[], Losses] = dict) -> None:
        """Go through the batches that are left.

        Parameters
        ----------
        loss_of : function
            Of a batch: what the loss is called where progress is printed, and the loss.
        watch : function
            What else is measured and printed at every checkpoint.
        """
        began, start, losses = time.time(), self.done, {}
        print(f"{len(self.batches)} batches, from {start}, on {self.device}", flush=True)
        for batch in self.batches[start:]:
            name, loss = loss_of(batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimizer.step(), self.optimizer.zero_grad(), self.schedule.step()
            self.done += 1
            losses[name] = 0.97 * losses.get(name, 0.0) + 0.03 * loss.item()
            whole = self.done % KEPT == 0 or self.done == len(self.batches)
            if whole or self.done % TOLD == 0:
                self._tell(time.time() - began, self.done - start, losses | (watch() if whole else {}))
            if whole:
                self._keep()

    def _tell(self, spent: float, made: int, values: Losses) -> None:
        left = spent / made * (len(self.batches) - self.done)
        print(json.dumps({"batch": self.done, "of": len(self.batches), "seconds": round(spent), "left": round(left),
                          **{name: round(value, 4) for name, value in values.items()}}), flush=True)

    def _keep(self) -> None:
        draft = self.checkpoint.with_suffix(".new")
        torch.save({name: getattr(self, name).state_dict() for name in ("model", "optimizer", "schedule")} | {"done": self.done}, draft)
        draft.replace(self.checkpoint)
