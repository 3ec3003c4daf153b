"""Weights by which rules and tagger agree, from the PolNeAR articles that training kept aside.

    python -m training.agreement --polnear FILE --models models

Writes analysis/data/agreement_weights.csv; needs no torch.  Run it after `training.calibrate`, whenever the encoder,
the rules or their lists have changed.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis import encoder, paths
from analysis.agreement import find_features, load_weights, touch
from analysis.attributions import Attribution, Span
from analysis.documents import Document, find_sentences, find_tokens
from analysis.selection import OWN, SAME, Proposals, choose
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


@dataclass(frozen=True)
class Article:
    """What is proposed for one article, and what is right: contents as places, with their cues."""

    text: str
    proposals: Proposals
    gold: list[tuple[set[int], list[Span]]]


def read_article(record: dict) -> Article:
    """Walk the line for one article up to the proposals."""
    document = Document(record["id"], record["text"], record["id"])
    sentences = find_sentences(document)
    linked = link_words(sentences, find_tokens(document, sentences))
    gold = [(characters(a["content"], document.text), a["cue"]) for a in record["attributions"] if a["content"]]
    return Article(document.text, Proposals(document.text, linked, encoder.encode_text(document.text)), gold)


def fit(features: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Weights of a logistic regression (Newton's method); a share counts as so much of a yes."""
    weights = np.zeros(features.shape[1])
    for _ in range(15):
        expected = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (shares - expected) - PENALTY * weights
        curve = (features * (expected * (1 - expected))[:, None]).T @ features + PENALTY * np.eye(len(weights))
        weights += np.linalg.solve(curve, slope)
    return weights


def fit_certainty(articles: Sequence[Article]) -> dict[str, float]:
    """Weights of the features, by name; each proposer has its own."""
    rows, shares = [], []
    for article in articles:
        found = article.proposals
        for proposer, proposal in found.rows:
            if proposer not in OWN:
                features = find_features(proposal, proposer, found.layers, found.by_rules, found.by_tagger)
                rows.append({f"{proposer}: {name}": value for name, value in features})
                shares.append(find_share(proposal, article.gold, article.text))
    names = sorted({name for row in rows for name in row})
    weights = fit(np.array([[row.get(name, 0.0) for name in names] for row in rows]), np.array(shares))
    return dict(zip(names, weights))


def fit_probability(articles: Sequence[Article]) -> dict[str, float]:
    """Slope and offset that turn the certainty of what is kept into a probability."""
    kept = [(certainty, find_share(proposal, article.gold, article.text) >= SAME)
            for article in articles for certainty, proposer, proposal in choose(article.proposals) if proposer not in OWN]
    certain, right = np.array(kept, dtype=float).T
    scores = np.log(certain / (1 - certain))
    slope, offset = fit(np.column_stack([scores, np.ones(len(scores))]), right)
    return {"slope": slope, "offset": offset}


def write_weights(weights: dict[str, float], count: int) -> None:
    """Keep the weights; they are read anew after that."""
    with open(paths.DATA / "agreement_weights.csv", "w", encoding="utf-8", newline="") as lines:
        lines.write(SOURCE.format(count=count))
        table = csv.writer(lines, lineterminator="\n")
        table.writerow(["feature", "weight"])
        table.writerows([name, f"{weight:.3f}"] for name, weight in weights.items())
    load_weights.cache_clear()


def main(arguments: list[str] | None = None) -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    for name in ("polnear", "models"):
        ask.add_argument(f"--{name}", type=Path, required=True)
    given = ask.parse_args(arguments)
    paths.MODELS = given.models.resolve()
    encoder.load_models()
    records = [r for r in read_records(given.polnear) if r["orig_split"] == "train" and held_out(r["id"], 25)]
    articles = [read_article(record) for record in records]
    weights = fit_certainty(articles)
    write_weights(weights, len(records))
    probability = fit_probability(articles)
    write_weights(weights | probability, len(records))
    print(f"{len(records)} articles, {sum(len(a.proposals.rows) for a in articles)} proposals, {probability}")


if __name__ == "__main__":
    main()
