"""Unlabelled targets for the teacher to judge: names in sentences of news, several to a sentence where there are.

    python -m training.transfer --directed FILE --polnear FILE --newsmtsc FILE --out FILE.jsonl [--each 4000]

Of the directed-sentiment sentences (Park et al. 2021) both entities are taken, whatever their label; of PolNeAR's train
part the names that spaCy finds, and of NewsMTSC's those that nobody judged.  Writes text, start and end; no label is used.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from training.windows import held_out, read_records

NAMES = ("PERSON", "ORG", "GPE", "NORP")
LONGEST = 400  # characters of a sentence


def from_directed(records: list[dict]) -> Iterator[list[dict]]:
    """Both entities of each sentence, where each stands once."""
    for record in records:
        text, spans = record["text"], []
        for entity in (record["p"], record["q"]):
            found = list(re.finditer(rf"{re.escape(entity)}\w*", text)) if len(entity) > 2 else []
            if len(found) == 1:
                spans.append(found[0].span())
        if spans and len(text) <= LONGEST:
            yield [dict(text=text, start=start, end=end) for start, end in spans]


def from_articles(records: list[dict]) -> Iterator[list[dict]]:
    """Up to three different names of each sentence that spaCy finds."""
    from analysis.tokens import load_pipeline

    pipeline = load_pipeline()
    for record in records:
        for sentence in pipeline(record["text"][:6000]).sents:
            text, kept = sentence.text.strip(), {}
            lead = sentence.start_char + len(sentence.text) - len(sentence.text.lstrip())
            for entity in sentence.ents:
                if entity.label_ in NAMES:
                    kept.setdefault(entity.text, (entity.start_char - lead, entity.end_char - lead))
            if kept and 30 < len(text) <= LONGEST and "\n" not in text:
                yield [dict(text=text, start=start, end=end) for start, end in list(kept.values())[:3] if 0 <= start < end <= len(text)]


def beside_labels(records: list[dict]) -> Iterator[list[dict]]:
    """Names of labelled sentences that carry no label themselves: the sentences in which targets differ."""
    judged = {(record["text"], place) for record in records for place in range(record["start"], record["end"])}
    for targets in from_articles(list({record["text"]: record for record in records}.values())):
        fresh = [row for row in targets if (row["text"], row["start"]) not in judged and (row["text"], row["end"] - 1) not in judged]
        if fresh:
            yield fresh


def main(arguments: list[str] | None = None) -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    for name in ("directed", "polnear", "newsmtsc", "out"):
        ask.add_argument(f"--{name}", type=Path, required=True)
    ask.add_argument("--each", type=int, default=4000)
    given = ask.parse_args(arguments)
    chance = random.Random(1)
    directed = read_records(given.directed)
    articles = [r for r in read_records(given.polnear) if r["orig_split"] == "train"]
    chance.shuffle(directed), chance.shuffle(articles)
    labelled = [r for r in read_records(given.newsmtsc) if r["orig_split"] == "train" and not held_out(r["sent_id"], 12)]
    rows: list[dict] = []
    for source in (from_directed(directed), from_articles(articles), beside_labels(labelled)):
        before = len(rows)
        for targets in source:
            if len(rows) - before >= given.each:
                break
            rows += targets
    given.out.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    print(f"{len(rows)} targets")


if __name__ == "__main__":
    main()
