"""Encoder: one small language model reads an article; every learned step reads from it.

The weights in `models/` are all-MiniLM-L6-v2 (Wang et al. 2020; Reimers & Gurevych 2019; Apache-2.0) with
heads trained by `training/`; see `models/README.md`.  It runs with onnxruntime on one thread, and articles
never share a batch: int8 arithmetic scales by what stands in a batch, and an article's rows must be the same
alone and in a corpus.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis import paths

WIDTH, STRIDE = 254, 190  # subwords
SENTENCE = 160  # subwords of a sentence that are read round a target
PARAGRAPH, CLS, SEP = 1, 101, 102
ZERO_WIDTH = str.maketrans("\u200b\ufeff", "  ")
FILES = ("lower.onnx", "upper.onnx", "target.onnx", "tokenizer.json", "calibration.json")


class Models(NamedTuple):
    """What is loaded from `models/`: tokenizer, three onnxruntime sessions, temperature and biases of the target's logits.

    `lower` holds the layers that all share; `upper` goes on to attributions, `target` to sentiment toward one span.
    """

    tokenizer: object
    lower: object
    upper: object
    target: object
    temperature: float
    biases: np.ndarray


class ModelError(RuntimeError):
    """The weights can't be used; the message is one sentence."""


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
        Of the last of the layers that read attributions.
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


_resting: ContextVar[bool] = ContextVar("resting", default=False)


@contextmanager
def resting() -> Iterator[None]:
    """Rules and word lists alone within this block, as if there were no weights."""
    earlier = _resting.set(True)
    try:
        yield
    finally:
        _resting.reset(earlier)


def find_problem() -> str | None:
    """Why the weights can't be used, in one sentence; None where they can."""
    if _resting.get():
        return "Rules and word lists are used without the models, as was asked."
    loaded = _load()
    return loaded if isinstance(loaded, str) else None


def warn() -> None:
    """Say on standard error why the weights can't be used, where they can't: whoever starts a run must not find out by its rows."""
    if problem := find_problem():
        print(problem, file=sys.stderr)


def available() -> bool:
    """Whether the learned steps can run; where not, rules and VADER do, and `rule` says so."""
    return find_problem() is None


def load_models() -> Models:
    """The models, read once in a process.

    Raises
    ------
    ModelError
        Where a file of `models/` is missing, broken, or not the one that `models/SHA256SUMS` tells of.
    """
    loaded = _load()
    if isinstance(loaded, str):
        raise ModelError(loaded)
    return loaded


@cache
def _load() -> Models | str:
    problem = _check_files()
    if problem:
        return problem
    try:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        sessions = [onnxruntime.InferenceSession(str(paths.MODELS / name), options, providers=["CPUExecutionProvider"])
                    for name in FILES[:3]]
        tokenizer = Tokenizer.from_file(str(paths.MODELS / FILES[3]))
        calibration = json.loads((paths.MODELS / FILES[4]).read_text(encoding="utf-8"))
    except Exception as error:  # onnxruntime and tokenizers raise bare types of their own; the rules take over
        return f"The models can't be loaded ({type(error).__name__}), so rules and word lists are used instead."
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return Models(tokenizer, *sessions, calibration["temperature"], np.array(calibration["biases"], np.float32))


def _check_files() -> str | None:
    """The first file of `models/` that is missing or not as it was committed, as a sentence; None where all are right."""
    try:
        lines = (paths.MODELS / "SHA256SUMS").read_text(encoding="utf-8").split("\n")
        sums = {name: digest for digest, name in (line.split() for line in lines if line.strip())}
        for name in FILES:
            if hashlib.sha256((paths.MODELS / name).read_bytes()).hexdigest() != sums.get(name):
                return f"models/{name} is damaged or incomplete, so rules and word lists are used instead; get it again with git."
    except (OSError, ValueError) as error:
        name = getattr(error, "filename", None)
        what = f"models/{Path(name).name} is missing" if name else "models/SHA256SUMS can't be read"
        return f"{what}, so rules and word lists are used instead; get it again with git."
    return None


def encode_text(text: str) -> Encoded | None:
    """Read a whole article; None where the weights are missing or there is nothing to read.

    Windows of 254 subwords overlap by 64 or more; each subword takes what that window says in which it stands
    farther from an edge.
    """
    if not available():
        return None
    ids, spans, continues = _subwords(text)
    if not ids:
        return None
    size = len(ids)
    starts = [*range(0, max(0, size - WIDTH), STRIDE), max(0, size - WIDTH)]
    edges = [0, *((before + WIDTH + after) // 2 for before, after in zip(starts, starts[1:])), size]
    states, bio = np.zeros((size, 384), np.float32), np.zeros((size, 3, 3), np.float32)
    pointers, none = np.zeros((size, 4, 64), np.float32), np.zeros((size, 2), np.float32)
    for start, low, high, (state, logits, pointer) in zip(starts, edges, edges[1:], _run_windows(ids, starts)):
        inner = slice(low - start + 1, high - start + 1)
        pointer = pointer.reshape(len(pointer), 4, 64)
        states[low:high], pointers[low:high] = state[inner], pointer[inner]
        bio[low:high] = _softmax(logits.reshape(len(logits), 3, 3))[inner]
        none[low:high, 0] = pointer[inner, 0] @ pointer[0, 1] / 8
        none[low:high, 1] = pointer[inner, 2] @ pointer[0, 3] / 8
    return Encoded(np.array(spans), np.array(continues), states, bio, pointers, none)


def _subwords(text: str) -> tuple[list[int], list[tuple[int, int]], list[bool]]:
    """Ids, spans and continuations of a text; a mark of its own stands between paragraphs."""
    tokenizer, ids, spans, continues, offset = load_models().tokenizer, [], [], [], 0
    for line in text.split("\n"):
        if line.strip():
            if ids:
                ids.append(PARAGRAPH)
                spans.append((offset, offset))
                continues.append(False)
            piece = tokenizer.encode(_plain(line), add_special_tokens=False)
            ids += piece.ids
            spans += [(offset + start, offset + end) for start, end in piece.offsets]
            continues += [token.startswith("##") for token in piece.tokens]
        offset += len(line) + 1
    return ids, spans, continues


def _run_windows(ids: list[int], starts: list[int]) -> Iterator[tuple[np.ndarray, ...]]:
    """Outputs of each window, which is read alone: int8 scales are those of a whole batch, so a neighbour would be felt."""
    for start in starts:
        states, mask = _run_lower(ids[start:start + WIDTH])
        yield tuple(output[0] for output in load_models().upper.run(None, {"states": states, "mask": mask}))


def _run_lower(ids: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """States (1, n + 2, 384) of the lower layers for n subwords between their marks, and the mask."""
    row = np.array([[CLS, *ids, SEP]], dtype=np.int64)
    mask = np.ones_like(row)
    return load_models().lower.run(None, {"ids": row, "mask": mask})[0], mask


def judge_targets(sentence: str, targets: list[tuple[int, int]]) -> np.ndarray:
    """Logits (targets, 3: negative, neutral, positive; calibrated) of spans of one sentence.

    The lower layers read the sentence once, the branch once for each target, which is marked there; targets never
    share a batch, so that one target's judgement does not hang on which others are asked for.  Of a sentence longer than
    160 subwords the part round each target is read.
    """
    models = load_models()
    piece = models.tokenizer.encode(_plain(sentence), add_special_tokens=False)
    lower: dict[int, tuple[np.ndarray, np.ndarray]] = {}
    logits = np.zeros((len(targets), 3), np.float32)
    for number, (start, end) in enumerate(targets):
        inside = [i for i, (a, b) in enumerate(piece.offsets) if a < end and b > start]
        low = max(0, min((inside[0] if inside else 0) - SENTENCE // 2, len(piece.ids) - SENTENCE))
        if low not in lower:
            lower[low] = _run_lower(piece.ids[low:low + SENTENCE])
        states, mask = lower[low]
        mark = np.zeros_like(mask)
        mark[0, [i - low + 1 for i in inside if i - low < SENTENCE]] = 1
        logits[number] = models.target.run(None, {"states": states, "mask": mask, "target": mark})[0][0]
    return logits / models.temperature + models.biases


def _plain(text: str) -> str:
    """The text as the tokenizer can take it, character for character: a lone surrogate becomes a question mark, a zero-width space a plain one."""
    return text.translate(ZERO_WIDTH).encode("utf-8", "replace").decode("utf-8")


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
