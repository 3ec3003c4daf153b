"""Train the branch for sentiment toward a target, over the lower layers of a trained encoder, from labels and a teacher.

    python -m training.branch --run FOLDER --base FOLDER --newsmtsc FILE --out FOLDER [--taught FILE] [--epochs 5]

The lower layers stay as `training.train` left them in --run, so attributions do not change.  FILE of --taught
holds targets with the teacher's logits (`training.teacher --label`); where it has those of a labelled target, both count.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn import functional as F
from transformers import BertConfig

from training.heads import Discourse, TargetBranch, layer_forward
from training.train import pad
from training.windows import IGNORE, encode_target, held_out, read_records

BATCH, POOL = 32, 1024


@torch.no_grad()
def read_lower(model: Discourse, rows: list[dict], lower: int) -> None:
    """Keep the states of the lower layers with each row, in half precision."""
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]["ids"]))
    for k in range(0, len(order), 64):
        chosen = [rows[i] for i in order[k:k + 64]]
        ids = pad([row["ids"] for row in chosen])
        closed = (1.0 - pad([[1] * len(row["ids"]) for row in chosen])[:, None, None, :].float()) * -1e4
        states = model.encoder.embeddings(input_ids=ids)
        for layer in model.encoder.encoder.layer[:lower]:
            states = layer_forward(layer, states, closed)
        for row, state in zip(chosen, states.half()):
            row["states"] = state[:len(row["ids"])].clone()


def collate(rows: list[dict]) -> tuple[torch.Tensor, ...]:
    """States, mask and target of rows of differing length."""
    longest = max(len(row["ids"]) for row in rows)
    states = torch.zeros(len(rows), longest, rows[0]["states"].shape[1])
    for i, row in enumerate(rows):
        states[i, :len(row["ids"])] = row["states"].float()
    return states, pad([[1] * len(row["ids"]) for row in rows]), pad([row["target"] for row in rows])


def loss_of(logits: torch.Tensor, rows: list[dict], share: float) -> torch.Tensor:
    """Cross-entropy with the labels and with what the teacher says, `share` of it the teacher's where both are there."""
    total = logits.new_zeros(())
    for i, row in enumerate(rows):
        label, taught = row["label"] != IGNORE, row.get("logits")
        weight = share if label and taught else float(bool(taught))
        if taught:
            total = total - weight * (torch.softmax(torch.tensor(taught), 0) * F.log_softmax(logits[i], 0)).sum()
        if label:
            total = total + (1 - weight) * F.cross_entropy(logits[i:i + 1], torch.tensor([row["label"]]), label_smoothing=0.05)
    return total / len(rows)


def plan(rows: list[dict], epochs: int, seed: int) -> list[list[int]]:
    """Batches of rows of like length, the same for a seed."""
    chance, batches = random.Random(seed), []
    for _ in range(epochs):
        order = list(range(len(rows)))
        chance.shuffle(order)
        epoch = []
        for k in range(0, len(order), POOL):
            near = sorted(order[k:k + POOL], key=lambda i: len(rows[i]["ids"]))
            epoch += [near[j:j + BATCH] for j in range(0, len(near), BATCH)]
        chance.shuffle(epoch)
        batches += epoch
    return batches


@torch.no_grad()
def macro_f1(branch: TargetBranch, rows: list[dict]) -> float:
    """Mean F1 of the three labels."""
    branch.eval()
    said: list[int] = []
    for k in range(0, len(rows), 64):
        said += branch(*collate(rows[k:k + 64])).argmax(1).tolist()
    branch.train()
    gold = [row["label"] for row in rows]
    hits = [sum(s == g == label for s, g in zip(said, gold)) for label in range(3)]
    return sum(2 * hits[k] / max(1, said.count(k) + gold.count(k)) for k in range(3)) / 3


def read_rows(given: argparse.Namespace, tokenizer: Tokenizer) -> tuple[list[dict], dict[str, list[dict]]]:
    """Rows to learn from, and rows to watch by name of their set."""
    records = read_records(given.newsmtsc)
    taught = read_records(given.taught) if given.taught else []
    logits = {(r["text"], r["start"]): r["logits"] for r in taught}
    learn, watch = [], {"kept": [], "dev": []}
    for record in records:
        row = encode_target(record, tokenizer)
        if record["orig_split"] != "train":
            watch["dev"].append(row)
        elif held_out(record["sent_id"], 12):
            watch["kept"].append(row)
        else:
            learn.append({**row, "logits": logits.get((record["text"], record["start"]))})
    learn += [{**encode_target(r, tokenizer), "logits": r["logits"]} for r in taught if "label" not in r]
    if given.several:
        watch["several"] = [encode_target(r, tokenizer) for r in read_records(given.several)]
    return learn, watch


def main(arguments: list[str] | None = None) -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    for name in ("run", "base", "newsmtsc", "out"):
        ask.add_argument(f"--{name}", type=Path, required=True)
    for name in ("taught", "several"):
        ask.add_argument(f"--{name}", type=Path)
    ask.add_argument("--epochs", type=int, default=5)
    ask.add_argument("--rate", type=float, default=1.5e-4)
    ask.add_argument("--share", type=float, default=0.7)
    ask.add_argument("--lower", type=int, default=3)
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(given.seed)
    tokenizer = Tokenizer.from_file(str(given.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    config = BertConfig.from_pretrained(given.base)
    model = Discourse(config)
    model.load_state_dict(torch.load(given.run / "model.pt"))
    model.eval()
    learn, watch = read_rows(given, tokenizer)
    for rows in (learn, *watch.values()):
        read_lower(model, rows, given.lower)
    config._attn_implementation = "eager"
    branch = TargetBranch(config, given.lower)
    branch.layers.load_state_dict({f"{int(name.split('.')[0]) - given.lower}.{name.split('.', 1)[1]}": value for name, value
                                   in model.encoder.encoder.layer.state_dict().items() if int(name.split(".")[0]) >= given.lower})
    branch.train()
    head = [branch.mark, *branch.judge.parameters()]
    optimizer = torch.optim.AdamW([{"params": branch.layers.parameters(), "lr": given.rate}, {"params": head, "lr": 5 * given.rate}],
                                  weight_decay=0.02, fused=True)
    batches = plan(learn, given.epochs, given.seed)
    warm = len(batches) // 15
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (len(batches) - step) / (len(batches) - warm))))
    done, checkpoint = 0, given.out / "checkpoint.pt"
    if checkpoint.exists():
        kept = torch.load(checkpoint)
        branch.load_state_dict(kept["branch"]), optimizer.load_state_dict(kept["optimizer"]), schedule.load_state_dict(kept["schedule"])
        done = kept["done"]
    print(f"{len(learn)} targets, {len(batches)} batches, from {done}", flush=True)
    began, running = time.time(), 0.0
    for number in range(done, len(batches)):
        rows = [learn[i] for i in batches[number]]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = branch(*collate(rows))
        loss = loss_of(logits.float(), rows, given.share)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(branch.parameters(), 1.0)
        optimizer.step(), optimizer.zero_grad(), schedule.step()
        running = 0.97 * running + 0.03 * loss.item()
        if number % 200 == 199 or number + 1 == len(batches):
            spent = time.time() - began
            print(json.dumps({"batch": number + 1, "of": len(batches), "loss": round(running, 3), "seconds": round(spent),
                              "left": round(spent / (number + 1 - done) * (len(batches) - number - 1)),
                              **{name: round(macro_f1(branch, rows), 4) for name, rows in watch.items()}}), flush=True)
            torch.save({"branch": branch.state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict(),
                        "done": number + 1}, checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)
    torch.save(branch.state_dict(), given.out / "branch.pt")


if __name__ == "__main__":
    main()
