"""Write the trained model as the files of `models/`: int8 encoder, target head, tokenizer, calibration.

    python -m training.export --run FOLDER --base FOLDER --out models
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import BertConfig

from training.heads import Discourse, layer_forward


class Pass(torch.nn.Module):
    """One pass: the mask is made additive here, so that the exported graph has no data-dependent branch."""

    def __init__(self, model: Discourse) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        bert = self.model.encoder
        closed = (1.0 - mask[:, None, None, :].to(torch.float32)) * -1e4
        states = bert.embeddings(input_ids=ids)
        for layer in bert.encoder.layer:
            states = layer_forward(layer, states, closed)
        return states, self.model.bio(states), self.model.pointers(states)


class Judge(torch.nn.Module):
    """The target head with plain attention, over states that are already there."""

    def __init__(self, model: Discourse) -> None:
        super().__init__()
        self.head = model.target

    def forward(self, states: torch.Tensor, mask: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        ask, weight = self.head.ask, target.to(torch.float32).unsqueeze(-1)
        mean = (states * weight).sum(1) / weight.sum(1).clamp(min=1)
        heads, width = ask.num_heads, states.shape[-1]
        wq, wk, wv = ask.in_proj_weight.chunk(3)
        bq, bk, bv = ask.in_proj_bias.chunk(3)
        q = (mean @ wq.T + bq).reshape(-1, 1, heads, width // heads).transpose(1, 2)
        k = (states @ wk.T + bk).reshape(states.shape[0], -1, heads, width // heads).transpose(1, 2)
        v = (states @ wv.T + bv).reshape(states.shape[0], -1, heads, width // heads).transpose(1, 2)
        closed = (1.0 - mask[:, None, None, :].to(torch.float32)) * -1e4
        heard = torch.softmax(q @ k.transpose(-1, -2) / (width // heads) ** 0.5 + closed, dim=-1) @ v
        heard = ask.out_proj(heard.transpose(1, 2).reshape(-1, width))
        return self.head.judge(torch.cat([self.head.norm(mean + heard), mean, states[:, 0]], dim=-1))


def export(module: torch.nn.Module, example: tuple, names: tuple, outputs: tuple, path: Path) -> None:
    """One module as an ONNX file with free batch and length."""
    axes = {name: {0: "batch", 1: "length"} for name in (*names, *outputs)}
    if outputs == ("logits",):
        axes["logits"] = {0: "batch"}
    torch.onnx.export(module, example, str(path), input_names=list(names), output_names=list(outputs),
                      dynamic_axes=axes, opset_version=17, dynamo=False)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    for name in ("run", "base", "out"):
        ask.add_argument(f"--{name}", type=Path, required=True)
    given = ask.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    model = Discourse(BertConfig.from_pretrained(given.base))
    weights = given.run / "model.pt"
    model.load_state_dict(torch.load(weights) if weights.exists() else torch.load(given.run / "checkpoint.pt")["model"])
    model.eval()
    ids = torch.randint(1000, 2000, (2, 16))
    mask = torch.ones_like(ids)
    wanted, made = model(ids, mask), Pass(model)(ids, mask)
    assert all(torch.allclose(a, b, atol=1e-4) for a, b in zip(wanted, made)), "the exported pass differs"
    target = torch.zeros_like(ids)
    target[:, 3:5] = 1
    assert torch.allclose(model.target(wanted[0], mask, target), Judge(model)(wanted[0], mask, target), atol=1e-4)
    whole = given.out / "encoder-float.onnx"
    export(Pass(model), (ids, mask), ("ids", "mask"), ("states", "bio", "pointers"), whole)
    # The three small heads stay in float: they are a percent of the size and the last word on every label.
    heads = [node.name for node in onnx.load(whole).graph.node if "/bio/" in node.name or "/pointers/" in node.name]
    quantize_dynamic(str(whole), str(given.out / "encoder.onnx"), weight_type=QuantType.QInt8, per_channel=True,
                     reduce_range=True, nodes_to_exclude=heads)
    whole.unlink()
    export(Judge(model), (wanted[0].detach(), mask, target), ("states", "mask", "target"), ("logits",), given.out / "target.onnx")
    shutil.copyfile(given.base / "tokenizer.json", given.out / "tokenizer.json")


if __name__ == "__main__":
    with torch.no_grad():
        main()
