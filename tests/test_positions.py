"""Positions: short sentences with one codebook; what must be found, and what must give nothing."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis import documents, positions, tables
from analysis.codebook import Codebook
from analysis.stances import ends_something

ISSUES = tables.make("issues", [
    dict(issue_id="dam", label="Dam on the river", description="support = wants it built", keywords="dam|hydropower plant"),
    dict(issue_id="strike", label="Rail strike", description="support = goes on strike", keywords="strike|walkout"),
    dict(issue_id="chances", label="Prospects of the talks (a belief)", keywords="breakthrough|outcome|fruitful",
         description="support = expects success; oppose = expects none"),
    dict(issue_id="treaty", label="Border treaty", keywords="treaty",
         description="support = keeps it; oppose = wants it elsewhere or watered"),
    dict(issue_id="freeze", label="Freeze on rents", description="support = wants rents frozen", keywords="rents|rent freeze|freeze rents"),
])
NEWS = "OSLO, March 3 – The parliament of Norway met on Tuesday for the first time this year.\n\n"

CASES = [
    ("President Maria Lund backed the dam on Tuesday.", "Maria Lund", "dam", "support"),
    ("President Maria Lund rejected the dam on Tuesday.", "Maria Lund", "dam", "oppose"),
    ("“We will build the dam,” President Maria Lund told reporters.", "Maria Lund", "dam", "support"),
    ("“We will not accept the dam,” President Maria Lund told reporters.", "Maria Lund", "dam", "oppose"),
    ("President Maria Lund said she opposed the hydropower plant.", "Maria Lund", "dam", "oppose"),
    ("President Maria Lund said the dam would be cancelled.", "Maria Lund", "dam", "oppose"),
    ("President Maria Lund called for a strike.", "Maria Lund", "strike", "support"),
    ("President Maria Lund said she would agree to the dam only if the farmers were paid.", "Maria Lund", "dam", "conditional"),
    ("President Maria Lund said she would not support the dam unless the farmers were paid.", "Maria Lund", "dam", "conditional"),
    ("President Maria Lund refused to call off the strike.", "Maria Lund", "strike", "support"),
    ("President Maria Lund urged parliament to freeze rents.", "Maria Lund", "freeze", "support"),
    ("President Maria Lund rejected calls to freeze rents.", "Maria Lund", "freeze", "oppose"),
    ("Norway has never opposed the dam, its government said.", "Norway", "dam", "support"),
    ("President Maria Lund said that Norway had rejected the dam.", "Norway", "dam", "oppose"),
    ("Norway and Chile rejected the dam on Tuesday.", "Chile", "dam", "oppose"),
    ("Parliament debated Chile’s rejection of the dam.", "Chile", "dam", "oppose"),
    ("President Maria Lund accused Chile of blocking the dam.", "Chile", "dam", "oppose"),
    ("President Maria Lund said Chile had violated the treaty.", "Maria Lund", "treaty", "support"),
    ("President Maria Lund said a poor outcome would be disappointing.", "Maria Lund", "chances", "oppose"),
    ("President Maria Lund said the talks would be fruitful.", "Maria Lund", "chances", "support"),
    ("President Maria Lund said the treaty should be signed elsewhere.", "Maria Lund", "treaty", "oppose"),
    ("President Maria Lund voted against the dam on Tuesday.", "Maria Lund", "dam", "oppose"),
    ("President Maria Lund did not say whether the dam would be built.", "Maria Lund", "dam", "neutral"),
    ("President Maria Lund said she would build the dam as long as the farmers were paid.", "Maria Lund", "dam", "conditional"),
]
LANGUAGE = [  # double negation, counterfactuals, modality, questions, procedure, threats, conditions
    ("President Maria Lund rejected calls to drop the dam.", "dam", "support"),
    ("President Maria Lund dismissed demands to scrap the dam.", "dam", "support"),
    ("President Maria Lund said she did not oppose the dam.", "dam", "support"),
    ("President Maria Lund denied that she would abandon the dam.", "dam", "support"),
    ("President Maria Lund ruled out cancelling the dam.", "dam", "support"),
    ("President Maria Lund vetoed a ban on the dam.", "dam", "support"),
    ("President Maria Lund lifted the ban on the dam.", "dam", "support"),
    ("President Maria Lund withdrew her opposition to the dam.", "dam", "support"),
    ("President Maria Lund abandoned the talks by building the dam.", "dam", "support"),
    ("President Maria Lund ended the dispute by scrapping the dam.", "dam", "oppose"),
    ("President Maria Lund dropped her objections to the dam.", "dam", "support"),
    ("President Maria Lund condemned the delay of the dam.", "dam", "support"),
    ("President Maria Lund welcomed the rejection of the dam.", "dam", "oppose"),
    ("President Maria Lund refused to rule out a strike.", "strike", "support"),
    ("President Maria Lund warned against scrapping the dam.", "dam", "support"),
    ("President Maria Lund urged Chile not to block the dam.", "dam", "support"),
    ("President Maria Lund urged Chile not to sign the treaty.", "treaty", "oppose"),
    ("President Maria Lund agreed to scrap the dam.", "dam", "oppose"),
    ("President Maria Lund could not support the dam.", "dam", "oppose"),
    ("President Maria Lund said the dam should never have been built.", "dam", "oppose"),
    ("President Maria Lund wished the dam had never been built.", "dam", "oppose"),
    ("President Maria Lund would have supported the dam.", "dam", "neutral"),
    ("President Maria Lund said she might back the dam.", "dam", "neutral"),
    ("President Maria Lund never said she would build the dam.", "dam", "neutral"),
    ("President Maria Lund declined to say if she would support the dam.", "dam", "neutral"),
    ("President Maria Lund refused to comment on the dam.", "dam", "neutral"),
    ("President Maria Lund asked whether the dam would be built.", "dam", "neutral"),
    ("“Will the dam ever be built?” President Maria Lund asked.", "dam", "neutral"),
    ("President Maria Lund put off a vote on the dam.", "dam", "neutral"),
    ("President Maria Lund cancelled a meeting about the dam.", "dam", "neutral"),
    ("President Maria Lund threatened to stop the dam if Chile rejects the treaty.", "treaty", "support"),
    ("President Maria Lund said there would be no dam without a treaty.", "dam", "conditional"),
    ("“The only way to build the dam is to pay the farmers,” President Maria Lund told reporters.", "dam", "conditional"),
    ("President Maria Lund said there could be no strike until the treaty is signed.", "strike", "conditional"),
    ("President Maria Lund said she would accept the dam provided that the farmers were paid.", "dam", "conditional"),
]
UNSEEN = [  # known failures
    ("President Maria Lund is no supporter of the dam.", "dam", "oppose"),
    ("President Maria Lund was undecided on the dam.", "dam", "neutral"),
    ("President Maria Lund threatened a strike unless Chile signs the treaty.", "treaty", "support"),
    ("President Maria Lund said Chile wants to avoid the strike.", "strike", "support"),
]
MOVED = [
    ("“Norway must build the dam,” President Maria Lund told reporters.", "dam", "demand"),
    ("President Maria Lund said the treaty was a red line.", "treaty", "red_line"),
    ("President Maria Lund agreed to the dam on Tuesday.", "dam", "agreement"),
    ("President Maria Lund did not agree to the dam.", "dam", "refusal"),
    ("President Maria Lund offered to build the dam.", "dam", "offer"),
    ("President Maria Lund threatened to stop the dam.", "dam", "threat"),
    ("President Maria Lund demanded the dam.", "dam", "demand"),
]
NOT = [  # what must not be read into a sentence
    ("President Maria Lund urged Chile to reject the dam.", "Chile", "dam", "oppose"),
    ("President Maria Lund said Chile must reject the dam.", "Chile", "dam", "oppose"),
    ("If Chile rejects the dam, work will stop, an engineer said.", "Chile", "dam", "oppose"),
    ("President Maria Lund accused Chile of blocking the dam.", "Maria Lund", "dam", "conditional"),
    ("President Maria Lund said she would build the dam, not waiting until May.", "Maria Lund", "dam", "conditional"),
]
NOTHING = [
    "President Maria Lund met her ministers on Tuesday.",
    "President Maria Lund said the weather was fine.",
    "The dam is 40 metres high.",
    "It rained.",
]


def find(text: str) -> dict[str, pd.DataFrame]:
    return analysis.analyse(documents.make_document(NEWS + text), ISSUES)


@pytest.mark.parametrize(("text", "name", "issue", "stance"), CASES)
def test_who_stands_where(text, name, issue, stance):
    found = find(text)
    names = dict(zip(found["actors"].actor_id, found["actors"].name))
    rows = [(names[row.actor_id], row.issue_id, row.stance) for row in found["positions"].itertuples()]
    assert (name, issue, stance) in rows, rows


def stances(text: str, issue: str, *, column: str = "stance") -> set[str]:
    """What Maria Lund alone is found to hold on an issue."""
    found = find(text)
    rows = found["positions"].merge(found["actors"], on=["document_id", "actor_id"])
    return set(rows[(rows["name"] == "Maria Lund") & (rows.issue_id == issue)][column])


@pytest.mark.parametrize(("text", "issue", "stance"), LANGUAGE)
def test_what_the_language_turns_round_or_leaves_open(text, issue, stance):
    assert stances(text, issue) == {stance}


@pytest.mark.xfail(reason="these ways of saying are not read yet", strict=False)
@pytest.mark.parametrize(("text", "issue", "stance"), UNSEEN)
def test_what_is_not_read_yet(text, issue, stance):
    assert stances(text, issue) == {stance}


@pytest.mark.parametrize(("text", "issue", "move"), MOVED)
def test_moves(text, issue, move):
    assert stances(text, issue, column="move") == {move}


@pytest.mark.parametrize(("text", "name", "issue", "stance"), NOT)
def test_what_must_not_be_read_into_a_sentence(text, name, issue, stance):
    found = find(text)
    names = dict(zip(found["actors"].actor_id, found["actors"].name))
    assert (name, issue, stance) not in [(names[row.actor_id], row.issue_id, row.stance) for row in found["positions"].itertuples()]


@pytest.mark.parametrize("text", NOTHING)
def test_where_nobody_takes_a_stance_there_is_none(text):
    assert find(text)["positions"].empty


def test_the_words_that_bear_it_and_whose_they_are():
    direct = find(CASES[2][0])["positions"].iloc[0]
    assert direct.basis == "own_direct" and "the dam" in direct.text and direct.statement_id
    reported = find(CASES[4][0])["positions"].iloc[0]
    assert reported.basis == "own_reported"
    told = find(CASES[0][0])["positions"]
    assert "reporter" in set(told.basis) | {"own_reported"}


def test_a_condition_has_its_place():
    row = find(CASES[7][0])["positions"].query("stance == 'conditional'").iloc[0]
    assert row.condition == "if the farmers were paid" and row.move == "precondition"


def test_what_another_ascribes_is_marked():
    rows = find(CASES[13][0])["positions"]
    assert "other_actor" in set(rows.basis)


@pytest.mark.parametrize(("label", "ends"), [
    ("Freeze on rents", True), ("Suspension of tests", True), ("Limits on the army", True), ("Sanctions on a state", False),
    ("Trade deal", False), ("", False)])
def test_issues_that_something_ends(label, ends):
    assert ends_something(label) == ends


def test_one_row_for_an_actor_issue_paragraph_and_stance(seed_tables):
    rows = seed_tables["positions"].merge(seed_tables["sentences"][["paragraph", "start", "end"]], how="cross", suffixes=("", "_s"))
    rows = rows[(rows.start >= rows.start_s) & (rows.start < rows.end_s)]
    assert not rows.duplicated(["actor_id", "issue_id", "paragraph", "stance"]).any()
    assert len(rows) == len(seed_tables["positions"]) > 20


def test_keys_lead_to_their_tables(seed_tables):
    rows = seed_tables["positions"]
    assert set(rows.actor_id) <= set(seed_tables["actors"].actor_id)
    assert set(rows.issue_id) <= set(seed_tables["issues"].issue_id)
    assert set(rows.statement_id.dropna()) <= set(seed_tables["statements"].statement_id)


def test_without_issues_there_are_no_positions(seed, seed_tables):
    names = ("sentences", "tokens", "actors", "mentions", "statements")
    assert positions.find_positions(seed, *(seed_tables[name] for name in names), tables.make("issues")).empty


def test_only_quoted_words_are_the_actors_own():
    mixed = find("President Maria Lund said the dam was “a disaster for farmers”.")["positions"].query("issue_id == 'dam'")
    assert set(mixed.stance) == {"oppose"} and "own_direct" not in set(mixed.basis)


def test_the_rule_tells_which_words_spoke():
    row = find("President Maria Lund rejected the dam on Tuesday.")["positions"].iloc[0]
    assert "rejected −" in row.rule and "dam" in row.rule and 0 < row.probability < 1


def test_a_keyword_within_a_longer_one_of_another_issue_is_not_counted():
    issues = tables.make("issues", [dict(issue_id="a", label="Fleet", keywords="trade deal"),
                                    dict(issue_id="b", label="Model", keywords="free trade deal")])
    found = analysis.analyse(documents.make_document(NEWS + "President Maria Lund rejected the free trade deal."), issues)["positions"]
    assert set(found.issue_id) == {"b"}


@given(st.lists(st.text(max_size=12), min_size=1, max_size=4), st.text(max_size=30))
def test_any_codebook_can_be_asked(words, label):
    issues = tables.make("issues", [dict(issue_id="a", label=label.strip() or "x", description=pd.NA,
                                         keywords="|".join(words).strip() or pd.NA)])
    assert Codebook(issues).touches([]) == []
