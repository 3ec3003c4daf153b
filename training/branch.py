"""Train the branch for sentiment toward a target, over the lower layers of a trained encoder, from labels and a teacher.

    python -m training.branch --run FOLDER --base FOLDER --newsmtsc FILE --out FOLDER [--taught FILE] [--epochs 5]

The lower layers stay as `training.train` left them in --run, so attributions do not change.  FILE of --taught
holds targets with the teacher's logits (`training.teacher --label`); where it has those of a labelled target, both count.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn import functional as F
from transformers import BertConfig

from training.heads import Discourse, TargetBranch, layer_forward
from training.loop import Loop, macro_f1, open_tokenizer, plan
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


@torch.no_grad()
def score(branch: TargetBranch, rows: list[dict]) -> float:
    """Macro-F1 of the three labels."""
    branch.eval()
    said: list[int] = []
    for k in range(0, len(rows), 64):
        said += branch(*collate(rows[k:k + 64])).argmax(1).tolist()
    branch.train()
    return macro_f1(said, [row["label"] for row in rows])


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


def open_branch(model: Discourse, config: BertConfig, lower: int) -> TargetBranch:
    """A branch that begins as the upper layers of the trained encoder."""
    config._attn_implementation = "eager"
    branch = TargetBranch(config, lower)
    layers = ((*name.split(".", 1), value) for name, value in model.encoder.encoder.layer.state_dict().items())
    branch.layers.load_state_dict({f"{int(number) - lower}.{rest}": value for number, rest, value in layers if int(number) >= lower})
    return branch.train()


def main(arguments: list[str] | None = None) -> None:
    given = _parser().parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(given.seed)
    config = BertConfig.from_pretrained(given.base)
    model = Discourse(config)
    model.load_state_dict(torch.load(given.run / "model.pt"))
    model.eval()
    learn, watched = read_rows(given, open_tokenizer(given.base))
    for rows in (learn, *watched.values()):
        read_lower(model, rows, given.lower)
    branch = open_branch(model, config, given.lower)
    groups = [{"params": branch.layers.parameters(), "lr": given.rate}, {"params": [branch.mark, *branch.judge.parameters()], "lr": 5 * given.rate}]
    batches = plan([len(row["ids"]) for row in learn], given.epochs, given.seed, batch=BATCH, pool=POOL)
    loop = Loop(branch, groups, given.out, batches, warm=15, decay=0.02)

    def batch_loss(batch: list[int]) -> tuple[str, torch.Tensor]:
        rows = [learn[i] for i in batch]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = branch(*collate(rows))
        return "loss", loss_of(logits.float(), rows, given.share)

    loop.run(batch_loss, lambda: {name: score(branch, rows) for name, rows in watched.items()})
    torch.save(branch.state_dict(), given.out / "branch.pt")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("run", "base", "newsmtsc", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    for name in ("taught", "several"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--share", type=float, default=0.7)
    parser.add_argument("--lower", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    main()
