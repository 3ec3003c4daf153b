"""Encoder: one pass of a small language model over an article; every learned step reads from it.

The weights in `models/` are all-MiniLM-L6-v2 (Wang et al. 2020; Reimers & Gurevych 2019; Apache-2.0) with
heads trained by `training/`; see `models/README.md`.  It runs with onnxruntime on one thread, and articles
never share a batch: int8 arithmetic scales by what stands in a batch, and an article's rows must be the same
alone and in a corpus.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from analysis import paths

WIDTH, STRIDE, BATCH = 254, 190, 4
PARAGRAPH, CLS, SEP = 1, 101, 102
FILES = ("encoder.onnx", "target.onnx", "tokenizer.json")


@dataclass(frozen=True)
class Encoded:
    """A text as n subwords, in reading order.

    Attributes
    ----------
    spans : int array (n, 2)
        First and one past the last character of each subword.
    continues : bool array (n,)
        Whether the subword goes on with the word before it.
    states : float32 array (n, 384)
    bio : float32 array (n, 3, 3)
        Probability of outside, begins, inside, for source, cue and content.
    pointers : float32 array (n, 4, 64)
        Content query, cue key, cue query, source key.
    none : float32 array (n, 2)
        Score of "no cue" and of "no source" for each subword, to set beside the products of the pointers.
    """

    spans: np.ndarray
    continues: np.ndarray
    states: np.ndarray
    bio: np.ndarray
    pointers: np.ndarray
    none: np.ndarray


@cache
def load_models() -> tuple | None:
    """Tokenizer, encoder and target head, once in a process; None where a file is missing or broken."""
    try:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        sessions = [onnxruntime.InferenceSession(str(paths.MODELS / name), options, providers=["CPUExecutionProvider"])
                    for name in FILES[:2]]
        tokenizer = Tokenizer.from_file(str(paths.MODELS / FILES[2]))
    except Exception:  # onnxruntime and tokenizers raise bare types of their own; the rules take over
        return None
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer, *sessions


def available() -> bool:
    """Whether the learned steps can run; where not, rules and VADER do, and `rule` says so."""
    return load_models() is not None


def encode_text(text: str) -> Encoded | None:
    """Read a whole article; None where the weights are missing or there is nothing to read.

    Windows of 254 subwords overlap by 64; each subword takes what the window says in which it stands most central.
    """
    if not available():
        return None
    ids, spans, continues = _subwords(text)
    if not ids:
        return None
    starts = list(range(0, max(1, len(ids) - WIDTH + STRIDE), STRIDE))
    starts = [start for start in starts if start < len(ids)]
    outputs = _run_windows(ids, starts)
    size = len(ids)
    states, bio = np.zeros((size, 384), np.float32), np.zeros((size, 3, 3), np.float32)
    pointers, none = np.zeros((size, 4, 64), np.float32), np.zeros((size, 2), np.float32)
    for number, (start, (state, logits, pointer)) in enumerate(zip(starts, outputs)):
        stop = min(start + WIDTH, size)
        low = start if number == 0 else start + (WIDTH - STRIDE) // 2
        high = stop if number + 1 == len(starts) else start + STRIDE + (WIDTH - STRIDE) // 2
        inner = slice(low - start + 1, high - start + 1)
        pointer = pointer.reshape(len(pointer), 4, 64)
        states[low:high], pointers[low:high] = state[inner], pointer[inner]
        bio[low:high] = _softmax(logits.reshape(len(logits), 3, 3))[inner]
        none[low:high, 0] = pointer[inner, 0] @ pointer[0, 1] / 8
        none[low:high, 1] = pointer[inner, 2] @ pointer[0, 3] / 8
    return Encoded(np.array(spans), np.array(continues), states, bio, pointers, none)


def _subwords(text: str) -> tuple[list[int], list[tuple[int, int]], list[bool]]:
    tokenizer, ids, spans, continues, offset = load_models()[0], [], [], [], 0
    for line in text.split("\n"):
        if line.strip():
            if ids:
                ids.append(PARAGRAPH)
                spans.append((offset, offset))
                continues.append(False)
            # A lone surrogate can't be handed to the tokenizer; it stands for one unknown character.
            piece = tokenizer.encode(line.encode("utf-8", "replace").decode(), add_special_tokens=False)
            ids += piece.ids
            spans += [(offset + start, offset + end) for start, end in piece.offsets]
            continues += [token.startswith("##") for token in piece.tokens]
        offset += len(line) + 1
    return ids, spans, continues


def _run_windows(ids: list[int], starts: list[int]) -> list[tuple[np.ndarray, ...]]:
    """Outputs of each window; the last, shorter one runs alone, so that nothing is padded."""
    windows = [[CLS, *ids[start:start + WIDTH], SEP] for start in starts]
    full = [window for window in windows if len(window) == WIDTH + 2]
    groups = [full[k:k + BATCH] for k in range(0, len(full), BATCH)] + [[w] for w in windows if len(w) < WIDTH + 2]
    found = []
    for group in groups:
        rows = np.array(group, dtype=np.int64)
        found += list(zip(*load_models()[1].run(None, {"ids": rows, "mask": np.ones_like(rows)})))
    return found


def judge_targets(sentence: str, targets: list[tuple[int, int]]) -> np.ndarray:
    """Logits (targets, 3: negative, neutral, positive) of spans of one sentence, from one pass over it."""
    tokenizer, encoder, judge = load_models()
    piece = tokenizer.encode(sentence.encode("utf-8", "replace").decode(), add_special_tokens=False)
    rows = []
    for start, end in targets:
        inside = [i for i, (a, b) in enumerate(piece.offsets) if a < end and b > start]
        low = max(0, min((inside[0] if inside else 0) - 80, len(piece.ids) - 160))
        rows.append((low, [i - low + 1 for i in inside if i - low < 160]))
    logits = np.zeros((len(targets), 3), np.float32)
    for low in sorted({low for low, _ in rows}):
        ids = np.array([[CLS, *piece.ids[low:low + 160], SEP]], dtype=np.int64)
        states = encoder.run(["states"], {"ids": ids, "mask": np.ones_like(ids)})[0]
        chosen = [k for k, row in enumerate(rows) if row[0] == low]
        mark = np.zeros((len(chosen), ids.shape[1]), np.int64)
        for k, row in enumerate(chosen):
            mark[k, rows[row][1]] = 1
        many = np.repeat(states, len(chosen), axis=0)
        logits[chosen] = judge.run(None, {"states": many, "mask": np.ones_like(mark), "target": mark})[0]
    return logits


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
