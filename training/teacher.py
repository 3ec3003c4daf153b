"""Train a larger model to judge sentiment toward a marked target; it only teaches, and is not shipped.

    python -m training.teacher --base FOLDER --newsmtsc FILE --out FOLDER [--epochs 3] [--seed 1]
    python -m training.teacher --base FOLDER --label FILE.jsonl … --out FOLDER

FOLDER of --base holds all-mpnet-base-v2 (Apache-2.0: config.json, model.safetensors, tokenizer.json).  The
second call writes the records of all FILEs with `logits` to FOLDER/taught.jsonl (Hinton, Vinyals & Dean 2015).
A run that was stopped goes on from its last checkpoint.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional as F
from transformers import MPNetConfig, MPNetModel

from training.windows import held_out, read_records

LABELS = ("negative", "neutral", "positive")
OPEN, CLOSE = 5, 6  # "[unused0]" and "[unused1]" of MPNet's vocabulary stand round the target
FIRST, LAST, PAD = 0, 2, 1
BATCH, POOL, LONGEST = 16, 512, 160


class Teacher(nn.Module):
    """all-mpnet-base-v2 with a head over its first state and the mean state of the marked target."""

    def __init__(self, config: MPNetConfig) -> None:
        super().__init__()
        self.encoder = MPNetModel(config, add_pooling_layer=False)
        width = config.hidden_size
        self.judge = nn.Sequential(nn.Dropout(0.1), nn.Linear(2 * width, width), nn.Tanh(), nn.Dropout(0.1), nn.Linear(width, 3))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = target.to(states.dtype).unsqueeze(-1)
        mean = (states * weight).sum(1) / weight.sum(1).clamp(min=1)
        return self.judge(torch.cat([states[:, 0], mean], dim=-1))


def mark(record: dict, tokenizer: Tokenizer) -> tuple[list[int], list[int]]:
    """Ids of the sentence with its target between two marks, and 1 where the target stands."""
    start, end = record["start"], record["end"]
    parts = [tokenizer.encode(part, add_special_tokens=False).ids
             for part in (record["text"][:start], record["text"][start:end], record["text"][end:])]
    room = max(0, LONGEST - len(parts[1]))
    before = parts[0][-max(room // 2, room - len(parts[2])):] if room else []
    after = parts[2][:room - len(before)]
    ids = [FIRST, *before, OPEN, *parts[1], CLOSE, *after, LAST]
    return ids, [0] * (len(before) + 2) + [1] * len(parts[1]) + [0] * (len(after) + 2)


def collate(rows: list[tuple[list[int], list[int]]], device: str) -> tuple[torch.Tensor, ...]:
    """Ids, mask and target of rows of differing length."""
    longest = max(len(ids) for ids, _ in rows)
    ids = torch.tensor([ids + [PAD] * (longest - len(ids)) for ids, _ in rows])
    target = torch.tensor([target + [0] * (longest - len(target)) for _, target in rows])
    return ids.to(device), (ids != PAD).long().to(device), target.to(device)


def plan(rows: list, epochs: int, seed: int) -> list[list[int]]:
    """Batches of rows of like length, in an order that is the same for a seed."""
    chance, batches = random.Random(seed), []
    for _ in range(epochs):
        order = list(range(len(rows)))
        chance.shuffle(order)
        epoch = []
        for k in range(0, len(order), POOL):
            near = sorted(order[k:k + POOL], key=lambda i: len(rows[i][0]))
            epoch += [near[j:j + BATCH] for j in range(0, len(near), BATCH)]
        chance.shuffle(epoch)
        batches += epoch
    return batches


def predict(model: Teacher, rows: list, device: str) -> list[list[float]]:
    """Logits of each row, in their order."""
    model.eval()
    order = sorted(range(len(rows)), key=lambda i: len(rows[i][0]))
    logits: list = [None] * len(rows)
    with torch.no_grad(), torch.autocast(device, dtype=torch.bfloat16):
        for k in range(0, len(order), 32):
            chosen = order[k:k + 32]
            for i, row in zip(chosen, model(*collate([rows[i] for i in chosen], device)).float().tolist()):
                logits[i] = [round(value, 3) for value in row]
    model.train()
    return logits


def macro_f1(logits: list[list[float]], gold: list[int]) -> float:
    """Mean F1 of the three labels."""
    said = [max(range(3), key=row.__getitem__) for row in logits]
    hits = [sum(s == g == label for s, g in zip(said, gold)) for label in range(3)]
    return sum(2 * hits[k] / max(1, said.count(k) + gold.count(k)) for k in range(3)) / 3


def train(model: Teacher, given: argparse.Namespace, tokenizer: Tokenizer, device: str) -> None:
    """All batches of the plan, with a checkpoint every 200."""
    records = [r for r in read_records(given.newsmtsc) if r["orig_split"] == "train"]
    kept = [r for r in records if held_out(r["sent_id"], 12)]
    records = [r for r in records if not held_out(r["sent_id"], 12)]
    rows, gold = [mark(r, tokenizer) for r in records], [LABELS.index(r["label"]) for r in records]
    batches = plan(rows, given.epochs, given.seed)
    optimizer = torch.optim.AdamW(model.parameters(), lr=given.rate, weight_decay=0.01, fused=True)
    warm = len(batches) // 15
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (len(batches) - step) / (len(batches) - warm))))
    done, checkpoint = 0, given.out / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, map_location=device)
        model.load_state_dict(saved["model"]), optimizer.load_state_dict(saved["optimizer"]), schedule.load_state_dict(saved["schedule"])
        done = saved["done"]
    began, running = time.time(), 0.0
    for number in range(done, len(batches)):
        chosen = batches[number]
        with torch.autocast(device, dtype=torch.bfloat16):
            logits = model(*collate([rows[i] for i in chosen], device))
        loss = F.cross_entropy(logits.float(), torch.tensor([gold[i] for i in chosen]).to(device), label_smoothing=0.05)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step(), optimizer.zero_grad(), schedule.step()
        running = 0.97 * running + 0.03 * loss.item()
        if number % 20 == 19:
            spent = time.time() - began
            print(json.dumps({"batch": number + 1, "of": len(batches), "loss": round(running, 3), "seconds": round(spent),
                              "left": round(spent / (number + 1 - done) * (len(batches) - number - 1))}), flush=True)
        if number % 200 == 199 or number + 1 == len(batches):
            torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict(),
                        "done": number + 1}, checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)
        if number % 500 == 499 or number + 1 == len(batches):
            score = macro_f1(predict(model, [mark(r, tokenizer) for r in kept], device), [LABELS.index(r["label"]) for r in kept])
            print(json.dumps({"batch": number + 1, "kept": round(score, 4)}), flush=True)
    torch.save(model.state_dict(), given.out / "model.pt")


def main(arguments: list[str] | None = None) -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    for name in ("base", "out"):
        ask.add_argument(f"--{name}", type=Path, required=True)
    ask.add_argument("--newsmtsc", type=Path)
    ask.add_argument("--label", type=Path, nargs="+")
    ask.add_argument("--epochs", type=int, default=3)
    ask.add_argument("--rate", type=float, default=3e-5)
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(given.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tokenizer = Tokenizer.from_file(str(given.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    config = MPNetConfig.from_pretrained(given.base)
    config.attention_probs_dropout_prob = 0.0
    model = Teacher(config)
    model.encoder.load_state_dict(load_file(given.base / "model.safetensors"), strict=False)
    model.to(device).train()
    if given.label:
        model.load_state_dict(torch.load(given.out / "model.pt", map_location=device))
        records = [record for path in given.label for record in read_records(path)]
        logits = predict(model, [mark(r, tokenizer) for r in records], device)
        (given.out / "taught.jsonl").write_text(
            "".join(json.dumps({**r, "logits": row}) + "\n" for r, row in zip(records, logits)), encoding="utf-8")
    else:
        train(model, given, tokenizer, device)


if __name__ == "__main__":
    main()
