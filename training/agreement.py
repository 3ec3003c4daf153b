"""Weights by which rules and tagger agree, from the PolNeAR articles that training kept aside.

    python -m training.agreement --polnear FILE --models models

Writes analysis/data/agreement_weights.csv; needs no torch.  Run it after `training.calibrate`, whenever the encoder,
the rules or their lists have changed.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from analysis import encoder, paths
from analysis.agreement import find_features, touch
from analysis.attributions import Attribution, Span
from analysis.documents import Document, find_sentences, find_tokens
from analysis.selection import LIKELY, SAME, Proposals
from analysis.syntax import link_words
from training.windows import held_out, read_records

PENALTY = 3.0  # of the squared weights
SOURCE = ("# Weights of a logistic model of which proposals of rules and tagger are attributions, fitted by training/agreement.py on "
          "the {count} training articles of PolNeAR (Newell, Margolin & Ruths 2018) that the encoder never saw; slope and offset turn "
          "its certainty into a probability.\n")


def characters(spans: Sequence[Span], text: str) -> set[int]:
    """Places of the characters of spans that are not blank."""
    return {place for start, end in spans for place in range(start, end) if not text[place].isspace()}


def find_share(proposal: Attribution, gold: list[tuple[set[int], list[Span]]], text: str) -> float:
    """Intersection over union of a proposal's content with the best gold content of the same cue; 0 below `SAME`."""
    own, best = characters(proposal.content, text), 0.0
    for content, cues in gold:
        if content & own and (not proposal.cue or not cues or any(touch(cue, proposal.cue) for cue in cues)):
            best = max(best, len(content & own) / len(content | own))
    return best if best >= SAME else 0.0


def read_article(record: dict) -> tuple[list[dict[str, float]], list[float]]:
    """Features and share of each proposal of one article."""
    document = Document(record["id"], record["text"], record["id"])
    sentences = find_sentences(document)
    linked = link_words(sentences, find_tokens(document, sentences))
    found = Proposals(document.text, linked, encoder.encode_text(document.text))
    proposals = [row for row in found.rows if row[0] not in ("headline", "reported")]
    gold = [(characters(a["content"], document.text), a["cue"]) for a in record["attributions"] if a["content"]]
    rows = [{f"{proposer}: {name}": value for name, value in find_features(proposal, proposer, found.layers, found.by_rules, found.by_tagger)}
            for proposer, proposal in proposals]
    return rows, [find_share(proposal, gold, document.text) for _, proposal in proposals]


def fit(features: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Weights of a logistic regression (Newton's method); a share counts as so much of a yes."""
    weights = np.zeros(features.shape[1])
    for _ in range(15):
        expected = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (shares - expected) - PENALTY * weights
        curve = (features * (expected * (1 - expected))[:, None]).T @ features + PENALTY * np.eye(len(weights))
        weights += np.linalg.solve(curve, slope)
    return weights


def fit_articles(articles: Sequence[tuple[list[dict[str, float]], list[float]]]) -> dict[str, float]:
    """Weights by name, with the slope and offset that turn certainty into probability."""
    rows = [row for found, _ in articles for row in found]
    shares = np.array([share for _, found in articles for share in found])
    names = sorted({name for row in rows for name in row})
    features = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    weights = fit(features, shares)
    scores = features @ weights
    kept = 1 / (1 + np.exp(-scores)) >= LIKELY
    slope, offset = fit(np.column_stack([scores, np.ones(len(scores))])[kept], (shares >= SAME)[kept].astype(float))
    return dict(zip(names, weights), slope=slope, offset=offset)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    for name in ("polnear", "models"):
        ask.add_argument(f"--{name}", type=Path, required=True)
    given = ask.parse_args()
    paths.MODELS = given.models.resolve()
    encoder.load_models()
    records = [r for r in read_records(given.polnear) if r["orig_split"] == "train" and held_out(r["id"], 25)]
    articles = [read_article(record) for record in records]
    weights = fit_articles(articles)
    with open(paths.DATA / "agreement_weights.csv", "w", encoding="utf-8", newline="") as lines:
        lines.write(SOURCE.format(count=len(records)))
        table = csv.writer(lines, lineterminator="\n")
        table.writerow(["feature", "weight"])
        table.writerows([name, f"{weight:.3f}"] for name, weight in weights.items())
    print(f"{len(records)} articles, {sum(len(rows) for rows, _ in articles)} proposals")


if __name__ == "__main__":
    main()
