"""Train the encoder and its heads: attributions on PolNeAR and sentiment toward a target on NewsMTSC, by turns.

    python -m training.train --base FOLDER --polnear FILE --newsmtsc FILE --out FOLDER [--epochs 5] [--seed 1]

FOLDER of --base holds all-MiniLM-L6-v2 (config.json, model.safetensors, tokenizer.json).  A run that was
stopped goes on from its last checkpoint in --out.  CPU (bfloat16 where the processor has it) or GPU.
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
from torch.nn import functional as F
from transformers import BertConfig

from training.heads import Discourse, point
from training.windows import IGNORE, cut, encode_target, held_out, read_records, tag_record

WIDTH, WINDOWS, SENTENCES = 254, 16, 32


def pad(rows: list[list[int]], value: int = 0) -> torch.Tensor:
    """Rows of differing length as one matrix."""
    longest = max(map(len, rows))
    return torch.tensor([row + [value] * (longest - len(row)) for row in rows])


def attribution_loss(model: Discourse, rows: list[dict], device: str) -> torch.Tensor:
    """Cross-entropy of the three BIO layers and of the two pointers."""
    ids = pad([row["ids"] for row in rows]).to(device)
    mask = pad([[1] * len(row["ids"]) for row in rows]).to(device)
    _, bio, pointers = model(ids, mask)
    loss = 0
    for role, logits in enumerate(bio.float().split(3, dim=-1)):
        gold = pad([row["labels"][role] for row in rows], IGNORE).to(device)
        loss = loss + F.cross_entropy(logits.flatten(0, 1), gold.flatten(), ignore_index=IGNORE)
    for which, scores in enumerate(point(pointers.float(), mask)):
        gold = pad([row["links"][which] for row in rows], IGNORE).to(device)
        if (gold != IGNORE).any():
            loss = loss + 0.3 * F.cross_entropy(scores.flatten(0, 1), gold.flatten(), ignore_index=IGNORE)
    return loss


def sentiment_loss(model: Discourse, rows: list[dict], device: str) -> torch.Tensor:
    """Cross-entropy of the target head, slightly smoothed because the labels are."""
    ids, target = pad([row["ids"] for row in rows]).to(device), pad([row["target"] for row in rows]).to(device)
    mask = pad([[1] * len(row["ids"]) for row in rows]).to(device)
    states, _, _ = model(ids, mask)
    logits = model.target(states, mask, target)
    return F.cross_entropy(logits.float(), torch.tensor([row["label"] for row in rows]).to(device), label_smoothing=0.05)


def plan(articles: list, targets: list, epochs: int, seed: int) -> list[tuple[str, list]]:
    """All batches of the run in order, the same for a seed: a window batch and a sentence batch by turns."""
    chance, batches = random.Random(seed), []
    stream = []
    for _ in range(epochs):
        windows = [(i, s) for i, a in enumerate(articles) for s in range(-chance.randrange(WIDTH // 2), len(a.ids), WIDTH)]
        windows = [(i, max(0, s)) for i, s in windows]
        chance.shuffle(windows)
        stream += [windows[k:k + WINDOWS] for k in range(0, len(windows), WINDOWS)]
    sentences: list[int] = []
    for windows in stream:
        batches.append(("attribution", windows))
        if len(sentences) < SENTENCES:
            order = list(range(len(targets)))
            chance.shuffle(order)
            sentences += order
        batches.append(("sentiment", sentences[:SENTENCES]))
        sentences = sentences[SENTENCES:]
    return batches


def main(arguments: list[str] | None = None) -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    for name in ("base", "polnear", "newsmtsc", "out"):
        ask.add_argument(f"--{name}", type=Path, required=True)
    ask.add_argument("--epochs", type=int, default=5)
    ask.add_argument("--rate", type=float, default=1e-4)
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(given.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"

    tokenizer = Tokenizer.from_file(str(given.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    articles = [tag_record(r, tokenizer) for r in read_records(given.polnear)
                if r["orig_split"] == "train" and not held_out(r["id"], 25)]
    targets = [encode_target(r, tokenizer) for r in read_records(given.newsmtsc)
               if r["orig_split"] == "train" and not held_out(r["sent_id"], 12)]
    config = BertConfig.from_pretrained(given.base)
    config.attention_probs_dropout_prob = 0.0  # with it, a CPU falls back to attention 2.5 times slower
    config._attn_implementation = "eager"
    model = Discourse(config)
    model.encoder.load_state_dict(load_file(given.base / "model.safetensors"), strict=False)
    model.to(device).train()
    body = list(model.encoder.parameters())
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    optimizer = torch.optim.AdamW([{"params": body, "lr": given.rate}, {"params": heads, "lr": 5 * given.rate}], weight_decay=0.01, fused=True)
    batches = plan(articles, targets, given.epochs, given.seed)
    warm = len(batches) // 20
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (len(batches) - step) / (len(batches) - warm))))
    done, checkpoint = 0, given.out / "checkpoint.pt"
    if checkpoint.exists():
        kept = torch.load(checkpoint, map_location=device)
        model.load_state_dict(kept["model"]), optimizer.load_state_dict(kept["optimizer"]), schedule.load_state_dict(kept["schedule"])
        done = kept["done"]
    print(f"{len(articles)} articles, {len(targets)} targets, {len(batches)} batches, from {done}, on {device}", flush=True)
    began, losses = time.time(), {"attribution": 0.0, "sentiment": 0.0}
    for number in range(done, len(batches)):
        task, chosen = batches[number]
        with torch.autocast(device, dtype=torch.bfloat16):
            if task == "attribution":
                loss = attribution_loss(model, [cut(articles[i], s, WIDTH) for i, s in chosen], device)
            else:
                loss = sentiment_loss(model, [targets[i] for i in chosen], device)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step(), optimizer.zero_grad(), schedule.step()
        losses[task] = 0.97 * losses[task] + 0.03 * loss.item()
        if number % 50 == 49:
            spent = time.time() - began
            print(json.dumps({"batch": number + 1, "of": len(batches), **{k: round(v, 3) for k, v in losses.items()},
                              "seconds": round(spent), "left": round(spent / (number + 1 - done) * (len(batches) - number - 1))}), flush=True)
        if number % 200 == 199 or number + 1 == len(batches):
            torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict(), "done": number + 1}, checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)
    torch.save(model.state_dict(), given.out / "model.pt")


if __name__ == "__main__":
    main()
