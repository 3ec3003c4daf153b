"""The weights: whole, small, steady, and not missed where they are missing."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from analysis import encoder, measured, paths, sentiment, tagger
from analysis.__main__ import main

TEXT = ("Sen. Jane Harlow said Monday that the plan would fail in the Senate.\n\n“We will not sign it,” her deputy told "
        "reporters. Talks resume on Monday, according to officials.")


@pytest.fixture
def models(tmp_path, monkeypatch):
    """A copy of the weights that may be spoilt."""
    shutil.copytree(paths.MODELS, tmp_path / "models")
    monkeypatch.setattr(paths, "MODELS", tmp_path / "models")
    encoder._load.cache_clear()
    yield tmp_path / "models"
    encoder._load.cache_clear()


def test_they_are_whole_and_small():
    assert encoder.find_problem() is None
    assert sum(path.stat().st_size for path in paths.MODELS.iterdir()) < 50_000_000


@pytest.mark.parametrize("name", [*encoder.FILES, "SHA256SUMS"])
def test_a_missing_file_is_told_and_the_rules_take_over(models, name):
    (models / name).unlink()
    assert f"models/{name} is missing" in encoder.find_problem() and not encoder.available()
    with pytest.raises(encoder.ModelError, match="get it again"):
        encoder.load_models()
    assert encoder.encode_text(TEXT) is None


@pytest.mark.parametrize("name", encoder.FILES)
def test_a_spoilt_file_is_told(models, name):
    (models / name).write_bytes((models / name).read_bytes()[:-1] + b"?")
    assert f"models/{name} is damaged" in encoder.find_problem()


def test_every_subword_has_its_place():
    encoded = encoder.encode_text(TEXT)
    words = [TEXT[start:end] for start, end in encoded.spans if end > start]
    assert "".join(words).replace("\n", "") == "".join(TEXT.split())
    assert np.allclose(encoded.bio.sum(axis=-1), 1, atol=1e-4)


@pytest.mark.parametrize("text", ["", "\n\n", " "])
def test_nothing_to_read(text):
    assert encoder.encode_text(text) is None


def test_what_is_said_far_from_a_window_edge_does_not_depend_on_it():
    """The first window of a long article reads as it does in the same article with another end."""
    filler = "The weather was fine and the market opened late. " * 60
    one, two = (encoder.encode_text(f"{TEXT} {filler}{end}") for end in ("", "It rained. " * 40))
    assert np.allclose(one.bio[:40], two.bio[:40], atol=1e-6)


def test_it_finds_sources_cues_and_contents():
    found = [tuple(TEXT[slice(*span)] if span else "" for span in (a.source, a.cue, a.content[0]))
             for a in tagger.find_attributions(encoder.encode_text(TEXT), TEXT)]
    assert ("Sen. Jane Harlow", "said", "that the plan would fail in the Senate") in [
        (source, cue.split()[0], content) for source, cue, content in found]
    assert any("“We will not sign it,”" in content for _, _, content in found)


@pytest.mark.parametrize(("sentence", "label"), [
    ("Critics called Harlow a disgrace to the office.", "negative"),
    ("Harlow was praised as a brilliant and courageous leader.", "positive"),
    ("Harlow arrived in the capital on Monday.", "neutral"),
])
def test_plain_judgements(sentence, label):
    import pandas as pd

    start = sentence.index("Harlow")
    row = sentiment.score_targets(pd.DataFrame([dict(sentence=sentence, start=start, end=start + 6)])).iloc[0]
    assert (row.label, row.rule) == (label, "encoder")
    assert abs(row[["negative", "neutral", "positive"]].astype(float).sum() - 1) < 0.01


def test_whoever_starts_a_run_without_the_weights_is_told(tmp_path, models, capsys) -> None:
    (models / "lower.onnx").unlink()
    article = tmp_path / "a.txt"
    article.write_text("Anna Brook said on Monday that the council would not vote.", "utf-8")
    assert main([str(article), "--out", str(tmp_path / "out")]) == 0
    assert "models/lower.onnx is missing, so rules and word lists are used instead" in capsys.readouterr().err
    assert "with the models" in measured.caption("statements") and "with the models" not in measured.caption("mentions")


def test_with_the_weights_captions_say_nothing_of_them() -> None:
    assert "with the models" not in measured.caption("statements")
