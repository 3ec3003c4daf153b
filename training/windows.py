"""Windows of subwords with labels, from PolNeAR records; sentences with a target, from NewsMTSC records."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

ROLES = ("source", "cue", "content")
PARAGRAPH = 1  # "[unused0]" of BERT's vocabulary stands where a paragraph ends
CLS, SEP, IGNORE = 101, 102, -100


@dataclass
class Tagged:
    """One article as subwords: ids, character spans, BIO labels by role, and links.

    `links` maps the first subword of a content piece to the first of its cue, and the first of
    a cue to the first of its source; -1 where there is none.
    """

    key: str
    ids: list[int]
    spans: list[tuple[int, int]]
    labels: list[list[int]]
    content_link: dict[int, int]
    cue_link: dict[int, int]


def read_records(path: Path) -> list[dict]:
    """Records of a JSON-lines file."""
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def held_out(key: str, share: int) -> bool:
    """Whether a record is kept from training for choices, by a stable hash of its key: one in `share`."""
    return sum(key.encode()) % share == 0


def encode_text(text: str, tokenizer) -> tuple[list[int], list[tuple[int, int]]]:
    """Subword ids of a whole text and their character spans; paragraphs are parted by `PARAGRAPH`."""
    ids, spans, offset = [], [], 0
    for line in text.split("\n"):
        if line.strip():
            if ids:
                ids.append(PARAGRAPH)
                spans.append((offset, offset))
            piece = tokenizer.encode(line, add_special_tokens=False)
            ids += piece.ids
            spans += [(offset + a, offset + b) for a, b in piece.offsets]
        offset += len(line) + 1
    return ids, spans


def tag_record(record: dict, tokenizer) -> Tagged:
    """Labels of one PolNeAR article: 0 outside, 1 begins, 2 inside, for each role."""
    ids, spans = encode_text(record["text"], tokenizer)
    labels = [[0] * len(ids) for _ in ROLES]
    content_link, cue_link = {}, {}
    for attribution in record["attributions"]:
        first = {}
        for role, name in enumerate(ROLES):
            for start, end in attribution[name]:
                inside = [i for i, (a, b) in enumerate(spans) if a < end and b > start and b > a]
                if not inside:
                    continue
                labels[role][inside[0]] = 1
                for i in inside[1:]:
                    labels[role][i] = 2
                first.setdefault(name, []).append(inside[0])
        cue = first.get("cue", [-1])[0]
        for piece in first.get("content", []):
            content_link[piece] = cue
        for piece in first.get("cue", []):
            cue_link[piece] = first.get("source", [-1])[0]
    return Tagged(record["id"], ids, spans, labels, content_link, cue_link)


def cut(article: Tagged, start: int, width: int) -> dict:
    """One window of `width` subwords, with CLS before and SEP after; links that leave it are ignored."""
    stop = min(start + width, len(article.ids))
    links = []
    for table in (article.content_link, article.cue_link):
        row = [IGNORE] * (stop - start)
        for piece, target in table.items():
            if start <= piece < stop:
                row[piece - start] = 0 if target < 0 else target - start + 1 if start <= target < stop else IGNORE
        links.append([IGNORE, *row, IGNORE])
    return {
        "ids": [CLS, *article.ids[start:stop], SEP],
        "labels": [[IGNORE, *row[start:stop], IGNORE] for row in article.labels],
        "links": links,
    }


def encode_target(record: dict, tokenizer, longest: int = 160) -> dict:
    """One NewsMTSC sentence, with 1 at the subwords of its target."""
    piece = tokenizer.encode(record["text"], add_special_tokens=False)
    ids, spans = piece.ids, piece.offsets
    mask = [int(a < record["end"] and b > record["start"]) for a, b in spans]
    middle = mask.index(1) if 1 in mask else 0
    low = max(0, min(middle - longest // 2, len(ids) - longest))
    return {
        "ids": [CLS, *ids[low:low + longest], SEP],
        "target": [0, *mask[low:low + longest], 0],
        "label": ("negative", "neutral", "positive").index(record["label"]) if "label" in record else IGNORE,
        "group": record.get("sent_id", record.get("id")),
    }
