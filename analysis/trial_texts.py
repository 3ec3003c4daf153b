"""Trials of texts: sentences, tokens, names, mentions, links and pronouns, on one record of a gold set each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median

import pandas as pd

from analysis import actors, documents, floors
from analysis.documents import Document
from analysis.formulas import spearman
from analysis.gold import document_of
from analysis.matching import map_by_counts, match_spans
from analysis.metrics import Scores, compare
from analysis.upstream import ALONE, WHOLE, make_sentences

Span = tuple[int, int]
Placed = list[tuple[Span, str]]  # a mention: its place, and who it refers to

# OntoNotes labels of the parser as the four of CoNLL; what has none (dates, numbers) is no name there.
CONLL = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC", "NORP": "MISC", "EVENT": "MISC",
         "PRODUCT": "MISC", "WORK_OF_ART": "MISC", "LANGUAGE": "MISC", "LAW": "MISC"}
TYPES = ("PER", "ORG", "LOC", "MISC")
ACTING = ("person", "organization")


def try_words(key: str, record: dict) -> Scores:
    """Sentences and tokens; tokens also within the gold's sentences."""
    document, scores = document_of(record), Scores(key, str(record["id"]))
    gold, words = [tuple(span) for span in record["sentences"]], [tuple(span) for span in record["tokens"]]
    own, simple = documents.find_sentences(document), floors.cut_words(document.text)
    scores.add("sentences", ALONE, "sentence_f1", "f1", compare(gold, _spans(own)), compare(gold, floors.cut_sentences(document.text)))
    for upstream, sentences in ((ALONE, make_sentences(document, gold)), (WHOLE, own)):
        tokens = documents.find_tokens(document, sentences)
        scores.add("tokens", upstream, "token_f1", "f1", compare(words, _spans(tokens)), compare(words, simple))
    return scores


def _spans(frame: pd.DataFrame) -> list[Span]:
    return list(zip(frame.start, frame.end))


# ---- Names ---------------------------------------------------------------------------------------------


def try_names(key: str, record: dict) -> Scores:
    """Names with their type, exact, on CoNLL's own tokens joined by blanks."""
    document, scores = document_of(record), Scores(key, str(record["id"]))
    starts, ends = zip(*record["tokens"])
    given = make_sentences(document, [(starts[a], ends[b - 1]) for a, b in record["sentences_tok"] if a < b])
    gold = {(name["start"], name["end"], name["type"]) for name in record["entities"]}
    text = document.text
    simple = {(start, end, floors.type_name(text[start:end])) for start, end in floors.find_names(text)}
    for upstream, sentences in ((ALONE, given), (WHOLE, documents.find_sentences(document))):
        found = _entities(documents.find_tokens(document, sentences))
        scores.add("names", upstream, "entity_f1", "f1", compare(gold, found), compare(gold, simple))
        for kind in TYPES:
            of = [{name for name in names if name[2] == kind} for names in (gold, found, simple)]
            scores.add("names", upstream, f"entity_{kind}_f1", "f1", compare(of[0], of[1]), compare(of[0], of[2]))
        persons = {(*span, "PER") for span in _persons(document, sentences)}
        scores.add("names", upstream, "person_f1", "f1", compare(of_persons(gold), persons), compare(of_persons(gold), of_persons(simple)))
    return scores


def of_persons(names: set[tuple[int, int, str]]) -> set[tuple[int, int, str]]:
    """The names of persons."""
    return {name for name in names if name[2] == "PER"}


def _persons(document: Document, sentences: pd.DataFrame) -> list[Span]:
    """Where the line names a person, journalists by their own names among them."""
    people, mentions = actors.find_actors(document, sentences, documents.find_tokens(document, sentences))
    kinds = dict(zip(people.actor_id, people.kind))
    named = mentions[(mentions.form == "name") & mentions["rule"].str.endswith(": person")]
    return [span for span, actor in zip(_spans(named), named.actor_id) if kinds[actor] in ("person", "journalist")]


def _entities(tokens: pd.DataFrame) -> set[tuple[int, int, str]]:
    """Names of the tokens, without "the" before and "'s" after them, which CoNLL leaves out."""
    runs: list[list] = []
    for start, end, text, label in zip(tokens.start, tokens.end, tokens.text, tokens.entity.fillna("O")):
        kind = CONLL.get(label.partition("-")[2])
        if kind and label[0] == "I" and runs and runs[-1][-1]:
            runs[-1][0].append((start, end, text))
        elif kind:
            runs.append([[(start, end, text)], kind, True])
        if not kind and runs:
            runs[-1][-1] = False
    return {found for words, kind, _ in runs if (found := _bare(words, kind))}


def _bare(words: list[tuple[int, int, str]], kind: str) -> tuple[int, int, str] | None:
    while words and words[0][2].lower() in ("the", "a"):
        words = words[1:]
    while words and words[-1][2] in ("'s", "’s", "'", "’"):
        words = words[:-1]
    return (words[0][0], words[-1][1], kind) if words else None


# ---- Mentions and links --------------------------------------------------------------------------------


def try_mentions(key: str, record: dict) -> Scores:
    """Mentions of persons and organisations, their chains, and how often each actor is mentioned."""
    document, scores = document_of(record), try_words(key, record)
    simple = _score_mentions(record, _simple_mentions(document.text))
    for upstream, sentences in ((ALONE, make_sentences(document, record["sentences"])), (WHOLE, documents.find_sentences(document))):
        found = _score_mentions(record, _own_mentions(document, sentences))
        for (step, metric, formula), counts in found.items():
            scores.add(step, upstream, metric, formula, counts, simple.get((step, metric, formula), {}))
    return scores


def _own_mentions(document: Document, sentences: pd.DataFrame) -> Placed:
    _, mentions = actors.find_actors(document, sentences, documents.find_tokens(document, sentences))
    acting = mentions[mentions.sense == "actor"]
    return list(dict(zip(_spans(acting), acting.actor_id)).items())


def _simple_mentions(text: str) -> Placed:
    return [((start, end), text[start:end].split()[-1].lower()) for start, end in floors.find_names(text)]


def _score_mentions(record: dict, found: Placed) -> dict[tuple[str, str, str], dict[str, float]]:
    """Counts by step, metric and formula; what stands at a place or an event is not asked for."""
    kinds, chains = {}, {}
    for mention in record["mentions"]:
        span = mention["start"], mention["end"]
        if span not in kinds or mention["type"] in ACTING:
            kinds[span], chains[span] = mention["type"], str(mention["chain"])
    own = dict(found)
    pairs = match_spans(kinds, own)
    asked = {span for span, kind in kinds.items() if kind in ACTING}
    fair = set(own) - {b for a, b in pairs if a not in asked}
    linked = [(chains[a], own[b]) for a, b in pairs if a in asked]
    gold, system = Counter(chains[span] for span in asked), Counter(own[span] for span in fair)
    counts: dict[tuple[str, str, str], dict[str, float]] = {
        ("mentions", "mention_f1", "f1"): {"tp": len(linked), "sys": len(fair), "gold": len(asked)},
        ("linking", "b_cubed_f1", "two_sided"): _b_cubed(linked, gold, system),
        ("linking", "b_cubed_f1_matched", "two_sided"): _b_cubed(
            linked, Counter(a for a, _ in linked), Counter(b for _, b in linked))}
    return counts | _score_counts(linked, gold, system)


def _b_cubed(linked: Sequence[tuple[str, str]], gold: Counter, system: Counter) -> dict[str, float]:
    """B-cubed (Bagga & Baldwin 1998): what was not found, or is not in the gold, has nothing in common."""
    together = Counter(linked)
    return {"tp_gold": sum(n * n / gold[a] for (a, _), n in together.items()), "gold": sum(gold.values()),
            "tp_sys": sum(n * n / system[b] for (_, b), n in together.items()), "sys": sum(system.values())}


def _score_counts(linked: Sequence[tuple[str, str]], gold: Counter, system: Counter) -> dict[tuple[str, str, str], dict[str, float]]:
    """How often each actor of two mentions or more is mentioned, and who the three most mentioned are."""
    same = map_by_counts(Counter(linked))
    counted = Counter({same.get(actor, f"?{actor}"): number for actor, number in system.items()})
    several = sorted(actor for actor, number in gold.items() if number > 1)
    if not several:
        return {}
    error = median(abs(counted[actor] - gold[actor]) / gold[actor] for actor in several)
    rank = spearman([gold[actor] for actor in several], [counted[actor] for actor in several])
    first, second = ({actor for actor, _ in sorted(side.items(), key=lambda item: (-item[1], item[0]))[:3]} for side in (gold, counted))
    made = {("linking", "count_error", "ratio"): {"hit": error, "all": 1},
            ("linking", "top_three", "ratio"): {"hit": len(first & second), "all": len(first)}}
    # Of counts that are all the same there is no ranking.
    return made if rank != rank else made | {("linking", "count_rank", "ratio"): {"hit": rank, "all": 1}}


# ---- Pronouns ------------------------------------------------------------------------------------------


def try_pronoun(key: str, record: dict) -> Scores:
    """GAP: whether a pronoun stands for each of two names; alone: only where the names were found."""
    document, scores = document_of(record), Scores(key, str(record["id"]))
    _, mentions = actors.find_actors(document, sentences := documents.find_sentences(document), documents.find_tokens(document, sentences))
    place = record["pronoun"][1]
    means = set(mentions.actor_id[(mentions.start == place) & (mentions.form == "pronoun")])
    at = {name: _actors_at(mentions, record[name][1], record[name][1] + len(record[name][0])) for name in ("a", "b")}
    gold = {name for name in ("a", "b") if record[name][2]}
    found, simple = {name for name in ("a", "b") if means & at[name]}, {_nearest(record, place)}
    scores.add("pronouns", WHOLE, "gap_f1", "f1", compare(gold, found), compare(gold, simple))
    if all(at[name] for name in gold):
        scores.add("pronouns", ALONE, "gap_f1", "f1", compare(gold, found), compare(gold, simple))
    return scores


def _actors_at(mentions: pd.DataFrame, start: int, end: int) -> set[str]:
    return set(mentions.actor_id[(mentions.start < end) & (mentions.end > start) & (mentions.form == "name")])


def _nearest(record: dict, place: int) -> str:
    """The name nearest before the pronoun, else the nearest after it."""
    gaps = {name: place - record[name][1] for name in ("a", "b")}
    return min(gaps, key=lambda name: (gaps[name] < 0, abs(gaps[name]), name))
