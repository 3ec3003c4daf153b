"""Train the encoder and its heads: attributions on PolNeAR and sentiment toward a target on NewsMTSC, by turns.

    python -m training.train --base FOLDER --polnear FILE --newsmtsc FILE --out FOLDER [--epochs 5] [--seed 1]

FOLDER of --base holds all-MiniLM-L6-v2 (config.json, model.safetensors, tokenizer.json).  A run that was
stopped goes on from its last checkpoint in --out.  CPU (bfloat16 where the processor has it) or GPU.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch.nn import functional as F
from transformers import BertConfig

from training.heads import Discourse, point
from training.loop import Loop, open_tokenizer
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


def open_model(base: Path) -> Discourse:
    """The encoder as it is published, with heads that know nothing yet."""
    config = BertConfig.from_pretrained(base)
    config.attention_probs_dropout_prob = 0.0  # with it, a CPU falls back to attention 2.5 times slower
    config._attn_implementation = "eager"
    model = Discourse(config)
    model.encoder.load_state_dict(load_file(base / "model.safetensors"), strict=False)
    return model.to("cuda" if torch.cuda.is_available() else "cpu").train()


def main(arguments: list[str] | None = None) -> None:
    given = _parser().parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(given.seed)
    tokenizer = open_tokenizer(given.base)
    articles = [tag_record(r, tokenizer) for r in read_records(given.polnear)
                if r["orig_split"] == "train" and not held_out(r["id"], 25)]
    targets = [encode_target(r, tokenizer) for r in read_records(given.newsmtsc)
               if r["orig_split"] == "train" and not held_out(r["sent_id"], 12)]
    model = open_model(given.base)
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder.")]
    groups = [{"params": list(model.encoder.parameters()), "lr": given.rate}, {"params": heads, "lr": 5 * given.rate}]
    loop = Loop(model, groups, given.out, plan(articles, targets, given.epochs, given.seed), warm=20, decay=0.01)

    def loss_of(batch: tuple[str, list]) -> tuple[str, torch.Tensor]:
        task, chosen = batch
        with torch.autocast(loop.device, dtype=torch.bfloat16):
            if task == "attribution":
                return task, attribution_loss(model, [cut(articles[i], s, WIDTH) for i, s in chosen], loop.device)
            return task, sentiment_loss(model, [targets[i] for i in chosen], loop.device)

    loop.run(loss_of)
    torch.save(model.state_dict(), given.out / "model.pt")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("base", "polnear", "newsmtsc", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    main()
