"""Write what was trained as the files of `models/`: lower layers, upper layers of attributions, branch of sentiment, tokenizer.

    python -m training.export --run FOLDER --branch FOLDER --base FOLDER --out models
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import BertConfig

from training.heads import Discourse, TargetBranch, layer_forward


class Lower(torch.nn.Module):
    """Embeddings and the layers that every head shares; the mask is made additive here, so that the graph has no branch."""

    def __init__(self, model: Discourse, lower: int) -> None:
        super().__init__()
        self.embeddings, self.layers = model.encoder.embeddings, model.encoder.encoder.layer[:lower]

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        closed = (1.0 - mask[:, None, None, :].to(torch.float32)) * -1e4
        states = self.embeddings(input_ids=ids)
        for layer in self.layers:
            states = layer_forward(layer, states, closed)
        return states


class Upper(torch.nn.Module):
    """The layers and heads of attributions, over the states of the lower layers."""

    def __init__(self, model: Discourse, lower: int) -> None:
        super().__init__()
        self.layers, self.bio, self.pointers = model.encoder.encoder.layer[lower:], model.bio, model.pointers

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        closed = (1.0 - mask[:, None, None, :].to(torch.float32)) * -1e4
        for layer in self.layers:
            states = layer_forward(layer, states, closed)
        return states, self.bio(states), self.pointers(states)


def export(module: torch.nn.Module, example: tuple, names: tuple, outputs: tuple, path: Path) -> None:
    """One module as an ONNX file with free batch and length."""
    axes = {name: {0: "batch", 1: "length"} for name in (*names, *outputs)}
    if outputs == ("logits",):
        axes["logits"] = {0: "batch"}
    torch.onnx.export(module, example, str(path), input_names=list(names), output_names=list(outputs),
                      dynamic_axes=axes, opset_version=17, dynamo=False)


def shrink(module: torch.nn.Module, example: tuple, names: tuple, outputs: tuple, path: Path, whole: str) -> None:
    """Export a module with int8 weights; nodes whose name holds `whole` stay in float: they have the last word on a label."""
    draft = path.with_suffix(".float.onnx")
    export(module, example, names, outputs, draft)
    kept = [node.name for node in onnx.load(draft).graph.node if any(part in node.name for part in whole.split("|"))]
    quantize_dynamic(str(draft), str(path), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True, nodes_to_exclude=kept)
    draft.unlink()


def main(arguments: list[str] | None = None) -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    for name in ("run", "branch", "base", "out"):
        ask.add_argument(f"--{name}", type=Path, required=True)
    ask.add_argument("--lower", type=int, default=3)
    given = ask.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    config = BertConfig.from_pretrained(given.base)
    model, branch = Discourse(config), TargetBranch(config, given.lower)
    model.load_state_dict(torch.load(given.run / "model.pt"))
    branch.load_state_dict(torch.load(given.branch / "branch.pt"))
    model.eval(), branch.eval()
    ids = torch.randint(1000, 2000, (2, 16))
    mask, target = torch.ones_like(ids), torch.zeros_like(ids)
    target[:, 3:5] = 1
    lower, upper = Lower(model, given.lower), Upper(model, given.lower)
    states = lower(ids, mask)
    assert all(torch.allclose(a, b, atol=1e-4) for a, b in zip(model(ids, mask), upper(states, mask))), "the exported pass differs"
    shrink(lower, (ids, mask), ("ids", "mask"), ("states",), given.out / "lower.onnx", "none")
    shrink(upper, (states, mask), ("states", "mask"), ("read", "bio", "pointers"), given.out / "upper.onnx", "/bio/|/pointers/")
    shrink(branch, (states, mask, target), ("states", "mask", "target"), ("logits",), given.out / "target.onnx", "/judge/")
    shutil.copyfile(given.base / "tokenizer.json", given.out / "tokenizer.json")


if __name__ == "__main__":
    with torch.no_grad():
        main()
