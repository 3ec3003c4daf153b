"""Meanings: which words mean nearly the same, as a sentence encoder sees them.

`models/words.npz` holds 21,358 words as all-MiniLM-L6-v2 (Wang et al. 2020; Reimers & Gurevych 2019; Apache-2.0) encodes
each alone, in 64 principal components of int8; `training/words.py` made it.  Cosines are taken of whole numbers, so
they are the same on every machine.

Measured on the three coded articles with their codebooks, mean F1 of actor and issue.  With all keywords, wording
gives .75, and words that are alike lower it (.70 at a cosine of .65), so issues that have keywords are found by wording alone.
With labels and descriptions but no keywords, two words of a label or more give .30, one telling word of it .54, and
words alike to it .57; with labels alone .30, .48 and .51.  The cosine was chosen on these articles (.60 and .75 give .55 and
.54).  Whole stretches against label, description and keywords tell coded pairs from others no better than chance
where no wording matches: area under the curve .44 to .64 by the states of the fine-tuned encoder, .48 to .66 by the
untouched one; the ten most alike pairs held none, and three.
"""

from __future__ import annotations

import zipfile
from functools import cache

import numpy as np

from analysis import paths

ALIKE = 0.65  # cosine from which on two words mean nearly the same
LIGHT = {"have", "make", "take", "give", "come", "talk", "happen", "keep", "say", "tell", "know", "think", "want", "need", "meet", "hold",
         "look", "work", "become", "seem", "believe", "receive"}  # verbs that mean too little


@cache
def _load() -> tuple[dict[str, int], np.ndarray]:
    """Words with their rows, and the rows; none where the file is missing or broken."""
    try:
        with np.load(paths.MODELS / "words.npz", allow_pickle=False) as kept:
            return {word: row for row, word in enumerate(str(kept["words"]).split("\n"))}, kept["vectors"].astype(np.int64)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return {}, np.zeros((0, 64), np.int64)


@cache
def likeness(word: str, other: str) -> float:
    """Cosine of two words, −1 to 1; 1 for a word and itself, 0 where one of them is not known."""
    if word == other:
        return 1.0
    places, rows = _load()
    if word not in places or other not in places:
        return 0.0
    a, b = rows[places[word]], rows[places[other]]
    return float(a @ b) / float(np.sqrt(float(a @ a) * float(b @ b)))


def are_alike(word: str, other: str) -> bool:
    """Whether two words, in small letters, mean nearly the same: "jail" and "prison"."""
    return likeness(word, other) >= ALIKE
