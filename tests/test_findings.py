"""Findings: sentences that are true of the tables they are computed from."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import findings, tables, wording

D = "made-00000000"


def make(name: str, *rows: dict) -> pd.DataFrame:
    return tables.make(name, [{"document_id": D, **row} if name != "issues" else row for row in rows])


def mention(actor: str, start: int, **other) -> dict:
    return dict(mention_id=f"m{start}", sentence_id="s0", actor_id=actor, start=start, end=start + 1, text="x", form="name",
                sense="actor", rule="made", probability=1.0, **other)


def said(actor: str, start: int, text: str, kind: str = "direct", **other) -> dict:
    return {**dict(statement_id=f"q{start}", piece=0, sentence_id="s0", actor_id=actor, start=start, end=start + len(text),
                   text=text, kind=kind, act="speech", cue_class="neutral", negated=False, hypothetical=False, rule="made",
                   probability=1.0), **other}


def stands(actor: str, issue: str, stance: str, number: int) -> dict:
    return dict(position_id=f"p{number}", actor_id=actor, issue_id=issue, stance=stance, basis="reporter", move="none",
                start=0, end=1, text="x", rule="made", probability=.5)


def judged(actor: str, number: int, negative: float, positive: float, voice: str = "narrator") -> dict:
    neutral = 1 - negative - positive
    label = max(("negative", negative), ("neutral", neutral), ("positive", positive), key=lambda pair: pair[1])[0]
    return dict(mention_id=f"m{number}", actor_id=actor, voice=voice, start=0, end=1, text="x", negative=negative,
                neutral=neutral, positive=positive, label=label, rule="made", probability=.9)


ACTORS = make("actors", *(dict(actor_id=key, name=name, kind=kind) for key, name, kind in (
    ("ann", "Ann Lee", "person"), ("uk", "United Kingdom", "state"), ("nurses", "striking nurses", "group"),
    ("bo", "Bo Ek", "person"), ("cy", "Cy Ur", "person"))))
ISSUES = make("issues", dict(issue_id="pay", label="Pay"), dict(issue_id="pause", label="Pause"))


@pytest.mark.parametrize("starts, expected", [
    ({}, "No actor was found in this article."),
    ({"ann": [1]}, "Ann Lee is mentioned most: 1 of 1 mention (100%)."),
    ({"ann": [1, 2, 3], "uk": [4]}, "Ann Lee is mentioned most: 3 of 4 mentions (75%)."),
    ({"nurses": [1, 2], "uk": [4]}, "Striking nurses are mentioned most: 2 of 3 mentions (67%)."),
    ({"ann": [1, 2], "uk": [3, 4], "bo": [5]}, "Ann Lee and United Kingdom are mentioned most: 2 of 5 mentions each (40%)."),
    ({"ann": [1], "uk": [2]}, "2 actors are mentioned equally often: once each."),
    ({key: [k, k + 10] for k, key in enumerate(["ann", "uk", "nurses", "bo"])} | {"cy": [99]},
     "4 actors are mentioned most: 2 of 9 mentions each (22%)."),
])
def test_about_mentions(starts, expected):
    rows = [mention(actor, start) for actor, places in starts.items() for start in places]
    assert findings.about_mentions(ACTORS, make("mentions", *rows)) == expected


def test_places_of_the_same_name_do_not_count():
    rows = [mention("ann", 1), *({**mention("uk", k), "sense": "place"} for k in (2, 3, 4))]
    assert "Ann Lee is mentioned most: 1 of 1" in findings.about_mentions(ACTORS, make("mentions", *rows))


def test_about_places():
    rows = [mention("ann", start) for start in (0, 55, 99)] + [mention("uk", 5), mention("bo", 6)]
    assert findings.about_places(ACTORS, make("mentions", *rows), 100) == (
        "Ann Lee appears most widely: in 3 of the article’s 10 tenths; 2 of 3 actors are mentioned only once.")


def test_nobody_appears_widely_who_stands_in_one_place():
    rows = [mention("ann", 1), mention("uk", 12), mention("bo", 93), mention("bo", 94)]
    assert findings.about_places(ACTORS, make("mentions", *rows), 100) == (
        "No actor appears in more than one of the article’s 10 tenths: 3 actors, 2 mentioned only once.")
    assert "Ann Lee appears most widely: in 1" in findings.about_places(ACTORS, make("mentions", rows[0]), 100)


@pytest.mark.parametrize("rows, expected", [
    ([], "Nobody speaks in this article: no statement of a known actor was found."),
    ([said(pd.NA, 0, "“Nobody knows who.”")], "Nobody speaks in this article: no statement of a known actor was found."),
    ([said("ann", 0, "“We’ll stay here.”")], "Ann Lee speaks most: 3 of 3 words, all of them in quotation marks."),
    ([said("ann", 0, "it was “a sham level”", "mixed")], "Ann Lee speaks most: 5 of 5 words, 3 of them in quotation marks."),
    ([said("ann", 0, "it was fine", "indirect")], "Ann Lee speaks most: 3 of 3 words, none of them in quotation marks."),
    ([said("ann", 0, "“No”"), said("nurses", 9, "“No”")], "Ann Lee and striking nurses speak most: 1 of 2 words each."),
    ([said("ann", 0, "“No”"), said("uk", 9, "“Not ever”", act="deed")], "Ann Lee speaks most: 1 of 1 word, all of them in quotation marks."),
    ([said("ann", 0, "“No”"), said("uk", 9, "“Not ever”", negated=True)], "Ann Lee speaks most: 1 of 1 word, all of them in quotation marks."),
])
def test_about_words(rows, expected):
    assert findings.about_words(ACTORS, make("statements", *rows)) == expected


def test_a_word_in_two_statements_of_one_actor_counts_once():
    rows = [said("ann", 0, "that “we won”", "mixed"), said("ann", 5, "“we won”")]
    assert findings.about_words(ACTORS, make("statements", *rows)) == (
        "Ann Lee speaks most: 3 of 3 words, 2 of them in quotation marks.")


@pytest.mark.parametrize("rows, expected", [
    ([], "No actor was found to take a position on any of the 2 issues."),
    ([("ann", "pay", "support"), ("uk", "pay", "oppose"), ("bo", "pay", "support")], "“Pay” divides most: 2 actors for, 1 against."),
    ([("ann", "pay", "support"), ("ann", "pay", "oppose"), ("uk", "pay", "oppose")],
     "No issue divides the actors; most is said on “Pay”: 3 of 3 positions."),
    ([("ann", "pay", "support"), ("uk", "pause", "oppose")],
     "No issue divides the actors; most is said on “Pay” and “Pause”: 1 of 2 positions each."),
    ([("ann", "pay", "support"), ("uk", "pay", "oppose"), ("ann", "pause", "support"), ("uk", "pause", "oppose")],
     "“Pay” divides most: 1 actor for, 1 against, as on 1 other issue."),
])
def test_about_positions(rows, expected):
    found = make("positions", *(stands(*row, number) for number, row in enumerate(rows)))
    assert findings.about_positions(ISSUES, found) == expected


def test_no_codebook_is_said():
    assert findings.about_positions(ISSUES.iloc[:0], tables.make("positions")).startswith("No codebook was given and no issue")


@pytest.mark.parametrize("scores, expected", [
    ([], "There is no sentence whose tone could be scored."),
    ([0, 0.04], "No sentence sounds negative or positive: all 2 sentences are neutral in tone."),
    ([-0.5, -0.2, 0.3, 0], "More sentences sound negative than positive: 2 against 1, of 4 sentences."),
    ([0.5], "More sentences sound positive than negative: 1 against none, of 1 sentence."),
    ([0.5, -0.5, 0], "As many sentences sound negative as positive: 1 of 3 sentences each."),
])
def test_about_tone(scores, expected):
    rows = [dict(sentence_id=f"s{k}", paragraph=0, start=k, end=k + 1, text="x", negative=0, neutral=1, positive=0, compound=x)
            for k, x in enumerate(scores)]
    assert findings.about_tone(make("tone", *rows)) == expected


@pytest.mark.parametrize("rows, expected", [
    ([], "No mention of an actor was judged, so no sentiment can be shown."),
    ([("ann", k, .9, .05) for k in range(5)],
     "The reporter speaks worst of Ann Lee: −0.85 on a scale from −1 to 1, over 5 mentions."),
    ([("ann", k, .05, .9, "actor") for k in range(5)],
     "Those quoted speak best of Ann Lee: +0.85 on a scale from −1 to 1, over 5 mentions."),
    ([("ann", k, .4, .4) for k in range(5)], "Nobody is clearly spoken of well or badly, over 5 judged mentions."),
    ([("ann", 0, 1.0, 0.0)], "Nobody who is judged 3 times or more is clearly spoken of well or badly, over 1 judged mention."),
])
def test_about_sentiment(rows, expected):
    assert findings.about_sentiment(ACTORS, make("sentiment", *(judged(*row) for row in rows))) == expected


@pytest.mark.parametrize("part, whole, expected", [(0, 0, "0%"), (1, 1000, "under 1%"), (1, 3, "33%"), (3, 3, "100%")])
def test_percent(part, whole, expected):
    assert wording.percent(part, whole) == expected


def test_a_document_without_header_is_described():
    row = make("documents", dict(characters=5, sha256="0"))
    lines = findings.about_document(row, tables.make("sentences"), tables.make("tokens"))
    assert lines == ["The text has no headline.",
                     "It has 5 characters: no paragraphs, no sentences, no words (numbers and marks counted)."]


def test_what_is_not_there_is_said_once():
    nothing = {name: tables.make(name) for name in tables.TABLES} | {"documents": make("documents", dict(characters=5, sha256="0"))}
    found = findings.all_of(nothing)
    assert len(set(found)) == len(found) and found[0] == "No actor was found in this article."


def test_findings_of_the_seed_article_are_sentences(seed_tables):
    found = findings.all_of(seed_tables)
    assert len(found) == 6 and all(line.endswith(".") and line[0] == line[0].upper() for line in found)
