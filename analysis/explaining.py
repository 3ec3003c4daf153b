"""Explaining: why a position was coded, in sentences, from the tables alone.

    python -m analysis.explaining POSITION_ID

prints it for an article whose tables are in `build/`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

import pandas as pd

from analysis import paths, tables, trails
from analysis.documents import InputError

NEEDED = ("sentences", "actors", "statements", "issues", "positions")
BASES = {
    "own_direct": "the actor’s own words, quoted",
    "own_reported": "words of the actor, retold by the article",
    "reporter": "what the article itself tells of the actor",
    "other_actor": "what somebody else says of the actor",
}
STANCES = {
    "support": "for it", "oppose": "against it", "conditional": "for it on a condition", "neutral": "on neither side",
}  # fmt: skip
MOVES = {
    "demand": "It is asked of others.",
    "offer": "It is offered or promised.",
    "precondition": "It is bound to something that must come first.",
    "red_line": "It is said to be out of the question.",
    "refusal": "Something asked or proposed is turned down.",
    "agreement": "Something asked or proposed is agreed to.",
    "threat": "It is held out as harm.",
    "attendance": "It is about who comes, or at which level.",
    "none": "It makes no move that the program knows.",
}


def explain(position_id: str, found: Mapping[str, pd.DataFrame] | None = None) -> str:
    """Tell why a position was coded.

    Parameters
    ----------
    position_id : str
    found : mapping of str to pandas.DataFrame, optional
        The tables of its article, as `analysis.analyse` gives them.  Without them those in `build/` are read.

    Returns
    -------
    str
        A line each: who stands where; the evidence; whose words they are, with source and cue of the statement;
        how the issue was met; each step of the rule; the condition, if any; the move; the probability and its meaning.

    Raises
    ------
    InputError
        Where there is no such position; one sentence.
    """
    found = _read(position_id) if found is None else found
    row = _find(position_id, found["positions"])
    return "\n".join(
        [
            _who(row, found),
            _where(row, found["sentences"]),
            *_whose(row, found["statements"]),
            *(f"{number}. {sentence}" for number, sentence in enumerate(trails.spell_out(row.rule), start=1)),
            *_conclusion(row),
        ]
    )


def _read(position_id: str) -> dict[str, pd.DataFrame]:
    """The tables of the article that an id names, as the notebooks kept them."""
    folder = paths.BUILD / paths.slug(position_id.rpartition(".")[0]) / "tables"
    try:
        return {name: tables.read(folder, name) for name in NEEDED}
    except FileNotFoundError:
        raise InputError(f"There is no article with a position {position_id!r} in {paths.BUILD.name}/: run `make report` for it first.") from None


def _find(position_id: str, positions: pd.DataFrame) -> pd.Series:
    at = positions.position_id == position_id
    if at.any():
        return positions[at].iloc[0]
    near = get_close_matches(position_id, list(positions.position_id), n=1, cutoff=0)
    instead = f"did you mean {near[0]}" if near else "the article has none"
    raise InputError(f"There is no position {position_id!r}; {instead}.")


def _who(row: pd.Series, found: Mapping[str, pd.DataFrame]) -> str:
    names, labels = (dict(zip(frame[key], frame[name])) for frame, key, name in
                     ((found["actors"], "actor_id", "name"), (found["issues"], "issue_id", "label")))
    return (f"{names.get(row.actor_id, row.actor_id)} on “{labels.get(row.issue_id, row.issue_id)}”: {row.stance}, "
            f"that is {STANCES[row.stance]} ({row.position_id}).")


def _where(row: pd.Series, sentences: pd.DataFrame) -> str:
    here = sentences[(sentences.start <= row.start) & (row.start < sentences.end)]
    place = f"characters {row.start} to {row.end}"
    if here.empty:
        return f"Evidence ({place}): {_quote(row.text)}"
    sentence = here.iloc[0]
    said = f"Evidence ({place}, sentence {sentence.sentence_id.rpartition('.')[2]}): {_quote(row.text)}"
    return said if row.text.strip() == sentence.text.strip() else f"{said}, in: {_quote(sentence.text)}"


def _whose(row: pd.Series, statements: pd.DataFrame) -> Iterator[str]:
    yield f"These are {BASES[row.basis]} ({row.basis})."
    held = statements[(statements.statement_id == row.statement_id).fillna(False)]
    if len(held):
        said = held.iloc[0]
        source = "no source" if pd.isna(said.source) else f"the source {_quote(said.source)}"
        cue = "no cue" if pd.isna(said.cue) else f"the cue {_quote(said.cue)}"
        yield f"Statement {said.statement_id.rpartition('.')[2]} has {source} and {cue}, and is {said.act} ({said.cue_class})."


def _conclusion(row: pd.Series) -> Iterator[str]:
    by_hand = "corrected" in trails.parts_of(row["rule"])
    if not by_hand:
        yield (f"Taken together, the stance is {row.stance}: a word against or a denial turns it round, and two cancel out; "
               "of a belief, one word against is enough.")
    if not pd.isna(row.condition):
        yield f"The condition is {_quote(row.condition)} (characters {row.condition_start} to {row.condition_end})."
    yield f"Move: {row['move']}. {MOVES[row['move']]}"
    if by_hand or "accepted" in trails.parts_of(row["rule"]):
        yield "A person answers for it, so its probability is 1."
        return
    yield (f"Probability {row.probability:.2f}: of a hundred positions that look like this one, about {100 * row.probability:.0f} "
           "have actor, issue and stance all right. It tells good rows from bad ones only weakly: read the evidence.")


def _quote(words: str) -> str:
    return f"«{' '.join(words.split())}»"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print why each position was coded; 1 with a sentence where there is none of that id."""
    wanted = list(sys.argv[1:] if arguments is None else arguments)
    try:
        print("\n\n".join(explain(key) for key in wanted) or "Give the id of a position, as the table positions has it.")
    except InputError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
