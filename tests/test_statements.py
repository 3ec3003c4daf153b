"""Statements: who says what, over a table of short cases and what must always hold.

A case in tests/cases/*.txt: `## what it shows`, its paragraphs one a line, then one line for each statement,

    > source | cue | content | kind | actors | more

with `*` for anything, `-` for an empty cell, ` … ` between pieces, `+` between the actors of a joint source, `!` for an
actor without a name; `more` holds act=, class=, parent= (number of the statement) with | between those accepted,
negated, hypothetical, told.  `...` allows other statements beside those listed; no `>` line means that nothing is said.
`? reason` is a failure we know of.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis import actors, encoder, selection, statements, tables
from analysis.documents import Document, find_sentences, find_tokens
from analysis.syntax import link_words

FOLDER = Path(__file__).parent / "cases"
OTHERS = "..."


class Case(NamedTuple):
    """One short text and what is said in it."""

    title: str
    text: str
    expected: list[str]
    reason: str


def read_cases(name: str) -> Iterator[Case]:
    for block in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("\n## ")[1:]:
        title, *lines = [line for line in block.strip().split("\n") if line.strip()]
        expected = [line.removeprefix("> ") for line in lines if line.startswith("> ") or line == OTHERS]
        reason = next((line.removeprefix("? ") for line in lines if line.startswith("? ")), "")
        text = "\n\n".join(line for line in lines if not line.startswith(("> ", "? ")) and line != OTHERS)
        yield Case(title, text, expected, reason)


def parameters(*names: str) -> list:
    return [
        pytest.param(case, id=f"{name}: {case.title}", marks=pytest.mark.xfail(reason=case.reason) if case.reason else ())
        for name in names for case in read_cases(name)
    ]


def read(text: str) -> pd.DataFrame:
    """The statements of a text, proved against their table."""
    document = Document("case", text, "case.txt")
    sentences = find_sentences(document)
    tokens = find_tokens(document, sentences)
    people, mentions = actors.find_actors(document, sentences, tokens)
    return tables.check("statements", statements.find_statements(document, sentences, tokens, people, mentions), text)


def describe(frame: pd.DataFrame) -> list[dict[str, str]]:
    """One record for each statement, every cell as the cases write it."""
    numbers = {statement: str(number) for number, statement in enumerate(dict.fromkeys(frame.statement_id))}
    found = []
    for _, rows in frame.groupby("statement_id", sort=False):
        first = rows.iloc[0]
        found.append({
            "source": _cell(first.source), "cue": _cell(first.cue), "content": " … ".join(dict(zip(rows.piece, rows.text)).values()),
            "kind": first.kind, "actors": "+".join(dict.fromkeys(_cell(actor) for actor in rows.actor_id)),
            "act": first.act, "class": first.cue_class, "parent": numbers.get(first.parent_id, "-"),
            "flags": {name for name in ("negated", "hypothetical") if first[name]},
        })
    return found


def _cell(value: object) -> str:
    return "-" if pd.isna(value) else str(value)


def fits(expected: str, found: dict, *, exact: bool = True) -> bool:
    """Whether a statement is the one a line of a case tells of; a cue may say more ("said quietly") where not exact."""
    cells = [cell.strip() for cell in expected.split(" | ")]
    for name, cell in zip(("source", "cue", "content", "kind", "actors"), cells):
        nameless = cell == "!" and found[name] != "-"
        longer = name == "cue" and not exact and cell in found[name]
        if cell not in ("*", found[name]) and not nameless and not longer:
            return False
    return all(_holds(more, found) for cell in cells[5:] for more in cell.split())


def _holds(more: str, found: dict) -> bool:
    if "=" not in more:
        return (more in found["flags"]) if more != "told" else not found["flags"]
    name, values = more.split("=")
    return found[name] in values.split("|")


def check_case(case: Case, *, exact: bool = True) -> None:
    found = describe(read(case.text))
    missing = [line for line in case.expected if line != OTHERS and not any(fits(line, one, exact=exact) for one in found)]
    assert not missing, f"{missing} not among {found}"
    if OTHERS not in case.expected:
        assert len(found) == len(case.expected), found


@pytest.fixture
def rules_only(monkeypatch):
    monkeypatch.setattr(encoder, "available", lambda: False)


def test_an_article_found_alone_stands_for_its_noun_phrase():
    document = Document("test", "Interior Minister Ruth Calloway announced the big deal after the talks.", "test.txt")
    sentences = find_sentences(document)
    (sentence,) = link_words(sentences, find_tokens(document, sentences))
    words = {word.text: word for word in reversed(sentence.words)}
    whole = selection._whole_phrase([words["the"]])
    assert [word.text for word in whole[:3]] == ["the", "big", "deal"]
    assert selection._whole_phrase([words["deal"]]) == [words["deal"]] and selection._whole_phrase([]) == []


with_weights = pytest.mark.skipif(not encoder.available(), reason=encoder.find_problem() or "")


# cases --------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("case", parameters("quotation", "reported", "linking", "nothing"))
def test_by_rules(case: Case, rules_only) -> None:
    check_case(case)


@with_weights
@pytest.mark.parametrize("case", parameters("quotation"))
def test_quotations_are_the_same_with_the_tagger(case: Case) -> None:
    check_case(case, exact=False)


@with_weights
def test_most_cases_hold_with_the_tagger() -> None:
    cases = [case for name in ("reported", "linking", "nothing") for case in read_cases(name)]
    held = sum(_passes(case) for case in cases)
    assert held >= 0.85 * len(cases), f"{held} of {len(cases)}"


def _passes(case: Case) -> bool:
    try:
        check_case(case, exact=False)
    except AssertionError:
        return False
    return True


def test_there_are_enough_cases() -> None:
    cases = [case for name in ("quotation", "reported", "linking", "nothing") for case in read_cases(name)]
    assert len(cases) >= 150 and len({case.text for case in cases}) == len(cases)


# what always holds --------------------------------------------------------------------------------------------

PIECES = ("Anna Bell", "Mark Stone", "She", "the minister", "officials", "Russia", "said", "told reporters", "claimed that", "did not say",
          "according to", "taxes would fall", "the talks failed", "“", "”", '"', "'", "‘", "’", "«", "»", "„", "``", "''", ",", ".", ":",
          "—", "…", "?", "and", "who", "I think", "by", "\n", "\n\n", "(", ")", "5' 2\"", "\u200b", "\ufeff", "😀", "e\u0301")


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=40))
@settings(max_examples=60)
@example(["“"] * 30)
@example(["said"] * 30)
@example(["“", "Anna Bell", "said", "‘", "”", "«", "\n\n", "“", "’"])
def test_nothing_raises_and_every_span_is_in_the_text(pieces: list[str]) -> None:
    frame = read(" ".join(pieces))
    assert frame.probability.between(0, 1).all()
    assert set(frame.parent_id.dropna()) <= set(frame.statement_id)
    for _, rows in frame.groupby("statement_id"):
        spans = sorted(set(zip(rows.start, rows.end)))
        assert all(before[1] <= after[0] for before, after in zip(spans, spans[1:]))
        assert sorted(set(rows.piece)) == list(range(len(spans)))


@given(st.text(max_size=120))
@settings(max_examples=30)
def test_any_text_can_be_read(text: str) -> None:
    if text.strip():
        read(text.replace("\r", "\n"))


def test_empty_tables_give_an_empty_table() -> None:
    frame = statements.find_statements(Document("case", " ", "case.txt"), *(tables.make(name) for name in (
        "sentences", "tokens", "actors", "mentions")))
    assert frame.empty and list(frame.columns) == [column.name for column in tables.columns("statements")]


def test_no_one_is_their_own_parent() -> None:
    frame = read("Anna Bell said that Mark Stone had told her that the king had said that he would sign. “I know,” she said.")
    assert (frame.parent_id != frame.statement_id).fillna(True).all()


def test_rule_says_who_spoke(rules_only) -> None:
    assert not read("Anna Bell said that taxes would fall.").rule.str.contains("tagger").any()


@with_weights
def test_rule_says_that_the_tagger_agrees() -> None:
    assert read("Anna Bell said that taxes would fall.").rule.str.contains("tagger").all()


def test_time_grows_with_length_not_faster() -> None:
    story = "Anna Bell said that taxes would fall. “We will not sign,” Mark Stone said, “and that is that.” The train was late.\n\n"
    short, long = (_seconds(story * times) for times in (20, 160))
    assert long < 8 * 2.5 * short + 0.5


def _seconds(text: str) -> float:
    document = Document("case", text, "case.txt")
    sentences = find_sentences(document)
    tokens = find_tokens(document, sentences)
    people, mentions = tables.make("actors"), tables.make("mentions")
    start = time.process_time()
    statements.find_statements(document, sentences, tokens, people, mentions)
    return time.process_time() - start
