"""Make `models/words.npz`: what single words mean, as all-MiniLM-L6-v2 sees them.

    python -m training.words --base FOLDER --out models/words.npz

FOLDER holds all-MiniLM-L6-v2, untouched: the encoder that was fine-tuned no longer tells meanings apart.  Each whole
word of its vocabulary is encoded alone, centred, and kept in its first principal components as int8.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

WIDTH, BATCH = 64, 64


def encode_words(base: Path) -> tuple[list[str], np.ndarray]:
    """Whole words of three letters or more, and their mean-pooled unit vectors."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer, model = AutoTokenizer.from_pretrained(base), AutoModel.from_pretrained(base).eval()
    words = sorted(word for word in tokenizer.get_vocab() if word.isalpha() and word.isascii() and len(word) > 2)
    rows = []
    for start in range(0, len(words), BATCH):
        batch = tokenizer(words[start:start + BATCH], padding=True, return_tensors="pt")
        with torch.no_grad():
            states = model(**batch)[0]
        mask = batch["attention_mask"].unsqueeze(-1)
        rows.append(torch.nn.functional.normalize((states * mask).sum(1) / mask.sum(1), dim=1).numpy())
    return words, np.concatenate(rows)


def shrink(vectors: np.ndarray) -> np.ndarray:
    """The first principal components of centred vectors, of length 127, as int8."""
    centred = vectors - vectors.mean(axis=0)
    axes = np.linalg.svd(centred[::2], full_matrices=False)[2][:WIDTH]
    small = centred @ axes.T
    return np.round(127 * small / np.linalg.norm(small, axis=1, keepdims=True)).astype(np.int8)


def main() -> None:
    """Encode, shrink, keep."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", required=True, type=Path)
    parser.add_argument("--out", required=True, type=Path)
    asked = parser.parse_args()
    words, vectors = encode_words(asked.base)
    np.savez_compressed(asked.out, words=np.array("\n".join(words)), vectors=shrink(vectors))


if __name__ == "__main__":
    main()
