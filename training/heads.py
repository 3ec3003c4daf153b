"""One encoder, several small heads: who is source, cue, content, what belongs to what, and sentiment toward a span."""

from __future__ import annotations

import torch
from torch import nn
from transformers import BertConfig, BertModel
from transformers.models.bert.modeling_bert import BertLayer

from training.windows import ROLES


class Discourse(nn.Module):
    """all-MiniLM-L6-v2 with a BIO head for each role, pointer heads for links, and a target head.

    `forward` gives what one pass over a window yields: states (batch, length, width), BIO logits
    (batch, length, 3 roles x 3), and four pointer projections side by side (batch, length, 4 x 64):
    content query, cue key, cue query, source key.
    """

    def __init__(self, config: BertConfig, pointer: int = 64) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        width = config.hidden_size
        self.bio = nn.Sequential(nn.Dropout(0.1), nn.Linear(width, 3 * len(ROLES)))
        self.pointers = nn.Linear(width, 4 * pointer)
        self.target = TargetHead(width)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return states, self.bio(states), self.pointers(states)


def point(pointers: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Scores (batch, from, to) of content to cue and of cue to source; place 0 (CLS) means none."""
    size = pointers.shape[-1] // 4
    a, b, c, d = pointers.split(size, dim=-1)
    closed = (1 - mask[:, None, :].float()) * -1e4
    return tuple(q @ k.transpose(1, 2) / size**0.5 + closed for q, k in ((a, b), (c, d)))


class TargetHead(nn.Module):
    """Three logits for a span: its mean state asks the whole sentence what is said of it."""

    def __init__(self, width: int, heads: int = 6) -> None:
        super().__init__()
        self.ask = nn.MultiheadAttention(width, heads, dropout=0.1, batch_first=True)
        self.norm = nn.LayerNorm(width)
        self.judge = nn.Sequential(nn.Dropout(0.2), nn.Linear(3 * width, width), nn.GELU(), nn.Dropout(0.2), nn.Linear(width, 3))

    def forward(self, states: torch.Tensor, mask: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        """States (batch, length, width), mask and target (batch, length) of 0 and 1 → logits (batch, 3)."""
        weight = target.to(states.dtype).unsqueeze(-1)
        mean = (states * weight).sum(1) / weight.sum(1).clamp(min=1)
        heard, _ = self.ask(mean.unsqueeze(1), states, states, key_padding_mask=mask == 0, need_weights=False)
        return self.judge(torch.cat([self.norm(mean + heard.squeeze(1)), mean, states[:, 0]], dim=-1))


def layer_forward(layer, states: torch.Tensor, closed: torch.Tensor) -> torch.Tensor:
    """One BERT layer with plain attention (Devlin et al. 2019)."""
    attend, heads = layer.attention.self, layer.attention.self.num_attention_heads
    batch, length, width = states.shape
    q, k, v = (part(states).reshape(batch, length, heads, width // heads).transpose(1, 2)
               for part in (attend.query, attend.key, attend.value))
    weights = torch.softmax(q @ k.transpose(-1, -2) / (width // heads) ** 0.5 + closed, dim=-1)
    heard = (weights @ v).transpose(1, 2).reshape(batch, length, width)
    heard = layer.attention.output(heard, states)
    return layer.output(layer.intermediate(heard), heard)


class TargetBranch(nn.Module):
    """Sentiment toward a marked target: own upper layers over the states of the shared lower ones.

    A learned vector is added to the states of the target before the branch, so that one pass of the lower layers
    serves all targets of a sentence, and each target has a pass of the branch to itself.
    """

    def __init__(self, config: BertConfig, lower: int = 3) -> None:
        super().__init__()
        width = config.hidden_size
        self.layers = nn.ModuleList(BertLayer(config, layer_idx=i) for i in range(lower, config.num_hidden_layers))
        self.mark = nn.Parameter(torch.zeros(width))
        self.judge = nn.Sequential(nn.Dropout(0.1), nn.Linear(2 * width, width), nn.GELU(), nn.Dropout(0.1), nn.Linear(width, 3))

    def forward(self, states: torch.Tensor, mask: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        """States of the lower layers (batch, length, width), mask and target (batch, length) of 0 and 1 → logits (batch, 3)."""
        weight = target.to(states.dtype).unsqueeze(-1)
        closed = (1.0 - mask[:, None, None, :].to(torch.float32)) * -1e4
        states = states + weight * self.mark
        for layer in self.layers:
            states = layer_forward(layer, states, closed)
        mean = (states * weight).sum(1) / weight.sum(1).clamp(min=1)
        return self.judge(torch.cat([states[:, 0], mean], dim=-1))
