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
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional as F
from transformers import MPNetConfig, MPNetModel

from training.loop import Loop, macro_f1, open_tokenizer, plan
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


def train(model: Teacher, given: argparse.Namespace, tokenizer: Tokenizer) -> None:
    """All batches of the plan."""
    records = [r for r in read_records(given.newsmtsc) if r["orig_split"] == "train"]
    learn, kept = ([(mark(r, tokenizer), LABELS.index(r["label"])) for r in records if held_out(r["sent_id"], 12) == aside] for aside in (False, True))
    batches = plan([len(ids) for (ids, _), _ in learn], given.epochs, given.seed, batch=BATCH, pool=POOL)
    loop = Loop(model, [{"params": model.parameters(), "lr": given.rate}], given.out, batches, warm=15, decay=0.01)

    def loss_of(batch: list[int]) -> tuple[str, torch.Tensor]:
        with torch.autocast(loop.device, dtype=torch.bfloat16):
            logits = model(*collate([learn[i][0] for i in batch], loop.device))
        gold = torch.tensor([learn[i][1] for i in batch]).to(loop.device)
        return "loss", F.cross_entropy(logits.float(), gold, label_smoothing=0.05)

    def watch() -> dict[str, float]:
        logits = predict(model, [row for row, _ in kept], loop.device)
        return {"kept": macro_f1([max(range(3), key=row.__getitem__) for row in logits], [label for _, label in kept])}

    loop.run(loss_of, watch)
    torch.save(model.state_dict(), given.out / "model.pt")


def label(model: Teacher, given: argparse.Namespace, tokenizer: Tokenizer) -> None:
    """What the teacher says of every record of the files."""
    device = next(model.parameters()).device.type
    model.load_state_dict(torch.load(given.out / "model.pt", map_location=device))
    records = [record for path in given.label for record in read_records(path)]
    logits = predict(model, [mark(r, tokenizer) for r in records], device)
    (given.out / "taught.jsonl").write_text("".join(json.dumps({**r, "logits": row}) + "\n" for r, row in zip(records, logits)), encoding="utf-8")


def main(arguments: list[str] | None = None) -> None:
    given = _parser().parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(given.seed)
    config = MPNetConfig.from_pretrained(given.base)
    config.attention_probs_dropout_prob = 0.0
    model = Teacher(config)
    model.encoder.load_state_dict(load_file(given.base / "model.safetensors"), strict=False)
    model.to("cuda" if torch.cuda.is_available() else "cpu").train()
    (label if given.label else train)(model, given, open_tokenizer(given.base))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("base", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--newsmtsc", type=Path)
    parser.add_argument("--label", type=Path, nargs="+")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=3e-5)
    parser.add_argument("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    main()
