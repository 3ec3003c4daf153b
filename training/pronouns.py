"""Fit the weights of the pronoun resolver: python -m training.pronouns GOLD_FOLDER.

Reads GUM (chains) and GAP from the folder, resolves with the present weights, notes for every third-person pronoun
which candidates lie in its chain, and fits a softmax over the candidates and "none of them" by gradient descent with
an L2 penalty.  Writes analysis/data/pronoun_weights.csv.  No text is kept, only weights.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from analysis import actors, documents, paths, pronouns
from analysis.cast import Reference
from analysis.story import Story
from analysis.syntax import Word

Case = tuple[list[dict[str, float]], list[bool]]
PENALTY, ROUNDS = 0.5, 400


class Watched(Story):
    """A story that notes what it weighed for each pronoun."""

    noted: list[tuple[Word, str, list]] = []

    def pronoun(self, word: Word) -> Reference | None:
        """Note the candidates of a pronoun, then resolve it as ever."""
        form = pronouns.FORMS[word.lower]
        if not pronouns.is_expletive(word):
            taken = {reference.word.index for reference in self.recent(word, 0)}
            none = pronouns.nobody(word, form, self.sentences[word.sentence].words, taken)
            Watched.noted.append((word, form, [*self.weigh(word, form), (None, none)]))
        return super().pronoun(word)


def note(text: str, name: str) -> list[tuple[Word, str, list]]:
    """Every pronoun of one text with its candidates."""
    document = documents.make_document(text, name)
    sentences = documents.find_sentences(document)
    Watched.noted = []
    actors.find_actors(document, sentences, documents.find_tokens(document, sentences))
    return Watched.noted


def gum_cases(path: Path) -> Iterator[Case]:
    """Cases of GUM: a candidate is right if the smallest gold mention around its head is in the pronoun's chain."""
    for line in path.open(encoding="utf-8"):
        record = json.loads(line)
        if record["genre"] not in ("news", "interview", "speech"):
            continue
        mentions = sorted(record["mentions"], key=lambda mention: mention["end"] - mention["start"])
        own = {(m["start"], m["end"]): m["chain"] for m in mentions}
        for word, _, weighed in note(record["text"], record["id"]):
            gold = own.get((word.start, word.end))
            right = [candidate is not None and gold is not None
                     and _chain(mentions, candidate.reference.word) == gold for candidate, _ in weighed]
            right[-1] = not any(right[:-1])
            yield [found for _, found in weighed], right


def _chain(mentions: list[dict], word: Word) -> str | None:
    """The chain of the smallest mention around a word."""
    return next((m["chain"] for m in mentions if m["start"] <= word.start and word.end <= m["end"]), None)


def gap_cases(path: Path) -> Iterator[Case]:
    """Cases of GAP, persons only: right is the candidate whose references hold the true name."""
    for line in path.open(encoding="utf-8"):
        record = json.loads(line)
        true = [(start, start + len(name)) for name, start, label in (record["a"], record["b"]) if label]
        if not true or record.get("orig_split") == "validation":
            continue
        text, start = record["pronoun"]
        for word, _, weighed in note(record["text"], record["id"]):
            if word.start != start:
                continue
            right = [candidate is not None and any(
                true[0][0] <= candidate.reference.start < true[0][1] or alias in record["text"][slice(*true[0])]
                for alias in candidate.actors[0].aliases) for candidate, _ in weighed]
            if any(right):
                yield [found for _, found in weighed], right


def fit(cases: list[tuple[Case, float]]) -> dict[str, float]:
    """Weights that make the right candidates most probable; each case has its own weight."""
    names = sorted({name for (found, _), _ in cases for features in found for name in features})
    column = {name: i for i, name in enumerate(names)}
    tables = []
    for (found, right), weight in cases:
        matrix = np.zeros((len(found), len(names)))
        for row, features in enumerate(found):
            for name, value in features.items():
                matrix[row, column[name]] = value
        tables.append((matrix, np.array(right, bool), weight))
    weights, moment, spread = np.zeros(len(names)), np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, ROUNDS + 1):
        slope = PENALTY * 2 * weights
        for matrix, right, weight in tables:
            scores = matrix @ weights
            chance = np.exp(scores - scores.max())
            chance /= chance.sum()
            wanted = np.where(right, chance, 0)
            slope += weight * matrix.T @ (chance - wanted / max(wanted.sum(), 1e-12))
        moment, spread = 0.9 * moment + 0.1 * slope, 0.99 * spread + 0.01 * slope**2
        weights -= 0.05 * (moment / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
    return dict(zip(names, weights))


def main(folder: str) -> None:
    """Fit on both sets and write the weights."""
    actors.Story = Watched
    cases = [(case, 1.0) for case in gum_cases(Path(folder) / "gum.jsonl")]
    cases += [(case, 0.3) for case in gap_cases(Path(folder) / "gap.jsonl")]
    print(len(cases), "pronouns")
    with (paths.DATA / "pronoun_weights.csv").open("w", encoding="utf-8", newline="") as lines:
        lines.write("# Weights of the pronoun resolver (log odds), fitted by training/pronouns.py on GUM news, interviews and "
                    "speeches (CC BY) and GAP (Apache 2.0); no text is kept.\n")
        table = csv.writer(lines, lineterminator="\n")
        table.writerow(["feature", "weight"])
        table.writerows((name, f"{weight:.3f}") for name, weight in fit(cases).items())


if __name__ == "__main__":
    main(sys.argv[1])
