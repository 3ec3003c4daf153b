"""Trials of articles: the whole line on coded articles, step by step alone and end to end, and PLOVER's events."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

import analysis
from analysis import coded_scores, floors, formulas, positions, sentiment, stances, statements, tables
from analysis.coding import Coding, from_frames
from analysis.fields import sign
from analysis.gold import CodedArticle, CorrectedArticle, document_of
from analysis.metrics import Scores
from analysis.paragraphs import find_paragraphs
from analysis.replaying import count_agreed
from analysis.syntax import link_words
from analysis.tally import OUTSIDE
from analysis.upstream import (
    ALONE,
    WHOLE,
    make_actors,
    make_mentions,
    make_statements,
    read_line,
)

STEPS = (("mention_link", "linking"), ("mention_name_linked", "linking"), ("count_", "linking"), ("actor_", "linking"),
         ("mention_", "mentions"), ("pronoun_", "pronouns"), ("statement_", "statements"), ("quotation_", "statements"),
         ("position_", "positions"), ("tone_", "tone"), ("target_", "sentiment"))
CORRECTED_STEPS = {"actors": "linking", "mentions": "mentions", "statements": "statements", "positions": "positions", "sentiment": "sentiment"}
GIVEN = ("mention_link_accuracy", "pronoun_resolution_accuracy_matched")  # of mentions whose place was found
AGREEING = {"AGREE", "SUPPORT", "AID", "COOPERATE", "CONSULT", "CONCEDE"}
OPPOSING = {"REJECT", "DISAPPROVE", "PROTEST"}


def try_article(key: str, article: CodedArticle) -> Scores:
    """Every score of a coded article, by paragraph."""
    document, scores = article.document, Scores(key, article.id)
    gold = Coding(article.rows if article.rows["tone"] else article.rows | {"tone": _bare_paragraphs(document.text)})
    simple = coded_scores.score(gold, floors.code_article(document.text, gold))
    frames = analysis.analyse(document, _codebook(article))
    for upstream, tried in ((WHOLE, frames), *((ALONE, each) for each in _try_alone(article, frames))):
        counted = coded_scores.score(gold, from_frames(tried, gold))
        for (metric, formula), units in counted.items():
            if upstream == WHOLE or _step(metric) in tried["measured"]:
                _add(scores, gold, upstream, metric, formula, units, simple.get((metric, formula)))
    _add_tone(scores, gold, frames["tone"])
    return scores


def _bare_paragraphs(text: str) -> list[dict[str, str]]:
    return [{"paragraph": str(place), "start": str(start), "end": str(end)} for place, (start, end) in enumerate(find_paragraphs(text))]


def _codebook(article: CodedArticle) -> pd.DataFrame | None:
    rows = article.rows["issues"]
    names = [column.name for column in tables.columns("issues")]
    return None if not rows else tables.make("issues", [{name: row.get(name) or pd.NA for name in names} for row in rows])


def _step(metric: str) -> str:
    return next(step for prefix, step in STEPS if metric.startswith(prefix))


def _add(scores: Scores, gold: Coding, upstream: str, metric: str, formula: str, units: dict, simple: dict | None) -> None:
    """Add the counts of every paragraph, also of those where nothing was counted: two runs resample the same ones."""
    upstream = ALONE if metric in GIVEN else upstream
    for unit in (*(str(ordinal) for ordinal, _, _ in gold.paragraphs), OUTSIDE):
        floor = None if simple is None else dict(simple.get(unit, {}))
        scores.add(_step(metric), upstream, metric, formula, dict(units.get(unit, {})), floor, unit=f"{scores.document}:{unit}")


def _try_alone(article: CodedArticle, frames: dict[str, pd.DataFrame]) -> list[dict]:
    """The tables that single steps make of the gold's; each says which step is measured."""
    document, rows = article.document, article.rows
    if not (rows["actors"] and rows["mentions"]):
        return []
    sentences, tokens = frames["sentences"], frames["tokens"]
    people, mentions = make_actors(document, rows["actors"]), make_mentions(document, sentences, rows["mentions"])
    given = {"actors": people, "mentions": mentions}
    said = statements.find_statements(document, sentences, tokens, people, mentions)
    tried = [given | {"statements": said, "measured": ("statements",)}]
    if rows["statements"]:
        said = make_statements(document, sentences, tokens, mentions, rows["statements"])
        stands = positions.find_positions(document, sentences, tokens, people, mentions, said, frames["issues"])
        judged = sentiment.score_sentiment(document, sentences, mentions, said)
        tried.append(given | {"positions": stands, "sentiment": judged, "measured": ("positions", "sentiment")})
    return tried


def _add_tone(scores: Scores, gold: Coding, tone: pd.DataFrame) -> None:
    """Tone of paragraphs by the mean of their sentences, beside the scorer's own, which takes the last one."""
    means = defaultdict(list)
    for start, value in zip(tone.start, tone["compound"]):
        means[gold.paragraph_at(start)].append(value)
    for at, value in (gold.tone or {}).items():
        if at not in gold.disputed_tone:
            found = sign(str(sum(means[at]) / len(means[at]))) if means[at] else formulas.MISSING
            scores.add("tone", WHOLE, "tone_macro_f1", "macro_f1", {f"{value}>{found}": 1}, {f"{value}>0": 1},
                       unit=f"{scores.document}:{at}")


def try_corrections(key: str, article: CorrectedArticle) -> Scores:
    """How many of the rows that people judged are found as they want them, before their corrections are replayed."""
    scores = Scores(key, article.id)
    frames = analysis.analyse(article.document, article.codebook, corrections=())
    for name, (agreed, judged) in count_agreed(article.lines, article.document, frames).items():
        if name in CORRECTED_STEPS:
            scores.add(CORRECTED_STEPS[name], WHOLE, "agreed_share", "ratio", {"hit": agreed, "all": judged})
    return scores


# ---- Events --------------------------------------------------------------------------------------------


def try_event(key: str, record: dict) -> Scores:
    """PLOVER: who is found to take part in an event, and whether the event's words are read as for or against somebody."""
    document, scores = document_of(record), Scores(key, str(record["id"]))
    line = read_line(document)
    words = "|".join(record["event_text"].split()) or record["event"]
    issues = tables.make("issues", [{"issue_id": "event", "label": record["event"].lower(), "keywords": words}])
    found = positions.find_positions(document, line.sentences, line.tokens, line.people, line.mentions, line.statements, issues)
    names = floors.find_names(document.text)
    scores.add("positions", WHOLE, "event_source_f1", "f1", _sources(record, _places(line.mentions, set(found.actor_id))),
               _sources(record, [[span] for span in names[:1]]))
    wanted = "support" if record["event"] in AGREEING else "oppose" if record["event"] in OPPOSING else ""
    if wanted:
        event = set(record["event_text"].lower().split())
        spoken = [word for sentence in link_words(line.sentences, line.tokens) for word in sentence.words if word.lower in event]
        hit = stances.side_of(spoken) == wanted
        scores.add("positions", WHOLE, "event_stance_accuracy", "ratio", {"hit": hit, "all": 1}, {"hit": wanted == "support", "all": 1})
    return scores


def _places(mentions: pd.DataFrame, actors: set[str]) -> list[list[tuple[int, int]]]:
    return [list(zip(own.start, own.end)) for actor, own in mentions.groupby("actor_id") if actor in actors]


def _sources(record: dict, found: list[list[tuple[int, int]]]) -> dict[str, int]:
    """Which of the sources are met by a place of some actor."""
    at = [(record["text"].find(source["text"]), len(source["text"])) for source in record["source"]]
    met = {place for place, (start, length) in enumerate(at) for spans in found
           if start >= 0 and any(a < start + length and b > start for a, b in spans)}
    wrong = sum(not any(a < start + length and b > start for a, b in spans for start, length in at if start >= 0) for spans in found)
    return {"tp": len(met), "sys": len(met) + wrong, "gold": len(at)}
