"""What the tables of one article say, in plain sentences: titles of charts, answers of notebooks.

Every sentence is computed, so it is true of whatever article it is computed from, also where
there is nothing to tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from analysis.counts import (
    camps,
    count_mentions,
    count_tenths,
    count_words,
    judge,
    leaders,
    spoken,
)
from analysis.tables import OUTCOMES
from analysis.wording import PLURALS, begin, count, join, most, names_of, percent, signed

FEW = 3  # fewer mentions of an actor carry no headline
AUDIBLE = 0.05  # VADER's own threshold on its compound score


def about_document(documents: pd.DataFrame, sentences: pd.DataFrame, tokens: pd.DataFrame) -> list[str]:
    """What the article is, and how long."""
    row = documents.iloc[0]
    known = [f"{word} {row[column]}" for word, column in
             (("written by", "byline"), ("published by", "outlet"), ("dated", "published")) if not pd.isna(row[column])]
    bare = pd.isna(row.title)
    title = "its text has no headline" if bare else f"its headline is “{row.title.rstrip('.')}”"
    alone = "The text has no headline." if bare else f"The article’s headline is “{row.title.rstrip('.')}”."
    paragraphs = sentences.paragraph.nunique()
    return [f"The article is {join(known)}; {title}." if known else alone,
            f"It has {count(int(row.characters), 'character')}: {count(paragraphs, 'paragraph')}, "
            f"{count(len(sentences), 'sentence')}, {count(len(tokens), 'word')} (numbers and marks counted)."]


def about_corrections(corrections: pd.DataFrame) -> str:
    """How many corrections there are, and what became of them."""
    if corrections.empty:
        return "Nobody has corrected anything by hand."
    numbers = corrections.outcome.value_counts()
    parts = [f"{numbers[outcome]} {outcome}" for outcome in OUTCOMES if outcome in numbers]
    return f"People left {count(len(corrections), 'correction')}: {join(parts)}."


def about_actors(actors: pd.DataFrame) -> str:
    """How many actors there are of each kind and side."""
    if actors.empty:
        return "No actor was found in this article."
    kinds = [count(number, kind, PLURALS.get(kind, "")) for kind, number in Counter(actors.kind).most_common()]
    sides = actors.side.dropna().nunique()
    return f"{begin(count(len(actors), 'actor'))}: {join(kinds)}; {count(sides, 'side')} among them."


def about_statements(statements: pd.DataFrame) -> str:
    """How many statements there are, of which kind, and how many without a known actor."""
    once = statements.drop_duplicates("statement_id")
    if once.empty:
        return "No statement was found."
    kinds = Counter(once.kind)
    nobody = int(once.actor_id.isna().sum())
    return (f"{begin(count(len(once), 'statement'))}: {kinds['direct']} quoted whole, {kinds['mixed']} in part, "
            f"{kinds['indirect']} reported; {nobody or 'none'} of a source that is no known actor.")


def about_mentions(actors: pd.DataFrame, mentions: pd.DataFrame) -> str:
    """Who is mentioned most."""
    counts = count_mentions(mentions)
    if not counts:
        return "No actor was found in this article."
    top, total = leaders(counts), sum(counts.values())
    if len(top) == len(counts) > 1:
        return f"{len(top)} actors are mentioned equally often: {_times(counts[top[0]])} each."
    each = " each" if len(top) > 1 else ""
    return (f"{most(actors, top, 'are')} mentioned most: {counts[top[0]]:,} of {count(total, 'mention')}{each} "
            f"({percent(counts[top[0]], total)}).")


def _times(number: int) -> str:
    return "once" if number == 1 else "twice" if number == 2 else f"{number:,} times"


def about_company(actors: pd.DataFrame, pairs: Mapping[tuple[str, str], int]) -> str:
    """Which two are mentioned together most."""
    if not pairs:
        return "No two actors are mentioned in one paragraph."
    top, names = leaders(pairs), names_of(actors)
    number = count(pairs[top[0]], "paragraph")
    if len(top) == 2:
        first, second = (join([names[actor] for actor in pair]) for pair in top)
        return f"{begin(first)}, and {second}, are mentioned together most: in {number} each."
    if len(top) > 1:
        return f"{len(top)} pairs of actors are mentioned together most: in {number} each."
    return f"{begin(join([names[actor] for actor in top[0]]))} are mentioned together most: in {number}."


def about_places(actors: pd.DataFrame, mentions: pd.DataFrame, characters: int) -> str:
    """Who is present from start to end."""
    tenths = count_tenths(mentions, characters)
    if not tenths:
        return "No actor was found in this article."
    top = leaders(tenths)
    once = sum(number == 1 for number in count_mentions(mentions).values())
    if tenths[top[0]] == 1 and len(tenths) > 1:
        return (f"No actor appears in more than one of the article’s 10 tenths: {count(len(tenths), 'actor')}, "
                f"{once or 'none'} mentioned only once.")
    each = "each in" if len(top) > 1 else "in"
    return (f"{most(actors, top, 'appear')} most widely: {each} {tenths[top[0]]} of the article’s 10 tenths; "
            f"{once or 'none'} of {count(len(tenths), 'actor')} {'is' if once < 2 else 'are'} mentioned only once.")


def about_words(actors: pd.DataFrame, statements: pd.DataFrame) -> str:
    """Who speaks most words, and how many of them in quotation marks."""
    words = count_words(statements)
    counts = {actor: len(found) for actor, found in words.items() if found}
    if not counts:
        return "Nobody speaks in this article: no statement of a known actor was found."
    top, total = leaders(counts), sum(counts.values())
    quoted = sum(kind == "direct" for kind, _ in words[top[0]].values())
    tail = f", {'all' if quoted == counts[top[0]] else f'{quoted:,}'} of them in quotation marks" if len(top) == 1 and quoted else " each" if len(top) > 1 else (
        ", none of them in quotation marks")
    return f"{most(actors, top, 'speak')} most: {counts[top[0]]:,} of {count(total, 'word')}{tail}."


def about_voices(actors: pd.DataFrame, statements: pd.DataFrame) -> str:
    """Whose voice comes first, and whose last."""
    said = spoken(statements).sort_values("start", kind="stable")
    if said.empty:
        return "Nobody speaks in this article: no statement of a known actor was found."
    first, last = (list(dict.fromkeys(said.actor_id[said.start == place])) for place in (said.start.min(), said.start.max()))
    among = f"among {count(said.actor_id.nunique(), 'voice')}"
    if first == last:
        return f"{most(actors, first, 'have')} the first word and the last, {among}."
    return f"{most(actors, first, 'have')} the first word, {most(actors, last)} the last, {among}."


def about_shares(shares: pd.DataFrame) -> list[str]:
    """What is said anonymously, and with loaded cues, of all words spoken; the widest side."""
    told = []
    for by, group, words in (("side", "", "have most room"), ("named or not", "anonymous", "come from sources without a name"),
                             ("cue", "loaded", "are introduced by a cue that adds something to “said”")):
        rows = shares[(shares.by == by) & ((shares.group == group) | (group == ""))]
        if len(rows) and group:
            row = rows.iloc[0]
            told.append(f"{percent(row.share, 1)} of the words spoken {words} ({percent(row.low, 1)} to {percent(row.high, 1)}).")
        elif len(rows):
            row = rows.iloc[0]
            who = "those with no side known have" if row.group == "no side known" else (
                f"{row.group} {'have' if row.group == 'journalists and media' else 'has'}")
            told.append(f"Of all sides {who} most room to speak: {percent(row.share, 1)} of the words "
                        f"({percent(row.low, 1)} to {percent(row.high, 1)}).")
    return told or ["Nobody speaks in this article: no statement of a known actor was found."]


def about_positions(issues: pd.DataFrame, positions: pd.DataFrame) -> str:
    """The issue that divides most, or that most positions are about."""
    if issues.empty:
        return "No codebook was given and no issue could be proposed from the article, so no positions were looked for."
    if positions.empty:
        return f"No actor was found to take a position on any of the {count(len(issues), 'issue')}."
    labels = dict(zip(issues.issue_id, issues.label))
    split = {issue: min(map(len, sides)) + 0.01 * sum(map(len, sides)) * (min(map(len, sides)) > 0)
             for issue, sides in camps(positions).items()}
    top = leaders(split)
    if top:
        favour, against = camps(positions)[top[0]]
        others = f", as on {count(len(top) - 1, 'other issue')}" if len(top) > 1 else ""
        return (f"“{labels.get(top[0], top[0])}” divides most: {count(len(favour), 'actor')} for, "
                f"{len(against)} against{others}.")
    counts = Counter(positions.issue_id)
    top = leaders(counts)
    return (f"No issue divides the actors; most is said on {join([f'“{labels.get(key, key)}”' for key in top])}: "
            f"{counts[top[0]]} of {count(len(positions), 'position')}{' each' if len(top) > 1 else ''}."
            if len(top) <= 3 else f"No issue divides the actors: {count(len(positions), 'position')} on {len(counts)} issues.")


def about_bargains(bargains: pd.DataFrame) -> str:
    """On how many issues actors stand against each other, and which are common ground."""
    if bargains.empty:
        return "Nobody was found to want, to reject or to bind anything to a condition."
    issues = bargains.groupby("issue", sort=False)
    shared = [issue for issue, group in issues if group.common.any()]
    torn = sum({"wants", "rejects"} <= set(group.role) for _, group in issues)
    bound = sum("on a condition" in set(group.role) for _, group in issues)
    common = f"common ground: {join(shared)}" if 0 < len(shared) <= 2 else f"{len(shared) or 'none'} {'are' if shared else 'is'} common ground"
    return f"Of {count(len(issues), 'issue')}, {torn or 'none'} {'is' if torn < 2 else 'are'} contested, {bound or 'none'} bound to a condition; {common}."


def about_tone(tone: pd.DataFrame) -> str:
    """Whether more sentences sound negative or positive."""
    if tone.empty:
        return "There is no sentence whose tone could be scored."
    low, high = int((tone["compound"] <= -AUDIBLE).sum()), int((tone["compound"] >= AUDIBLE).sum())
    whole = count(len(tone), "sentence")
    if not low and not high:
        return f"No sentence sounds negative or positive: all {whole} are neutral in tone."
    if low == high:
        return f"As many sentences sound negative as positive: {low} of {whole} each."
    more, less, first = ("negative", "positive", low) if low > high else ("positive", "negative", high)
    return f"More sentences sound {more} than {less}: {first} against {min(low, high) or 'none'}, of {whole}."


def about_sentiment(actors: pd.DataFrame, sentiment: pd.DataFrame) -> str:
    """Who is spoken of most clearly badly or well, and by whom."""
    judged = judge(sentiment)
    if judged.empty:
        return "No mention of an actor was judged, so no sentiment can be shown."
    clear = [row for row in judged.itertuples() if (row.low > 0 or row.high < 0) and row.mentions >= FEW]
    if not clear:
        few = f" who is judged {FEW} times or more" if ((judged.low > 0) | (judged.high < 0)).any() else ""
        return f"Nobody{few} is clearly spoken of well or badly, over {count(len(sentiment), 'judged mention')}."
    row = max(clear, key=lambda row: (abs(row.mean), row.mentions))
    kind = "worst" if row.mean < 0 else "best"
    return (f"{'The reporter speaks' if row.voice == 'narrator' else 'Those quoted speak'} {kind} of "
            f"{most(actors, [row.actor_id])}: {signed(row.mean)} on a scale from −1 to 1, over "
            f"{count(row.mentions, 'mention')}.")


def about_course(clear: pd.DataFrame, characters: int) -> str:
    """In which third of the article judgements that are not neutral stand, and of which kind."""
    if clear.empty:
        return "No mention is judged positive or negative."
    third = (3 * clear.start.astype(int) // max(1, characters)).clip(0, 2)
    said = []
    for label in ("negative", "positive"):
        mine = Counter(third[clear.label == label])
        if mine:
            top = min(mine, key=lambda part: (-mine[part], part))
            said.append(f"{label} judgements stand mostly in the {('first', 'middle', 'last')[top]} third ({mine[top]} of {sum(mine.values())})")
    return f"{begin('; '.join(said))}."


def about_holders(cells: pd.DataFrame) -> str:
    """Who speaks of others most, and how, from the cells of holder by target."""
    judging = cells[cells.negative + cells.positive > 0]
    if cells.empty:
        return "Nobody is spoken of."
    if judging.empty:
        return "Nobody is found to speak well or badly of anybody."
    worst = judging.assign(clear=judging.negative + judging.positive).sort_values(["clear", "mentions"], ascending=False, kind="stable").iloc[0]
    way = "badly" if worst.negative > worst.positive else "well" if worst.positive > worst.negative else "both well and badly"
    return (f"{begin(worst.holder)} {'speaks' if worst.holder_id or worst.holder == 'the reporter' else 'speak'} {way} of {worst.actor} most "
            f"often: {worst.clear} of {count(int(worst.mentions), 'mention')}.")


def about_rollup(found: pd.DataFrame, names: Mapping[object, str] | None = None) -> str:
    """Of whom the corrected balance tells anything."""
    told = {verdict: [str((names or {}).get(group, group)) for group in found.group[found.verdict == verdict]] for verdict in ("badly", "well")}
    said = [f"{join(who)} {'is' if len(who) == 1 else 'are'} spoken of rather {verdict}" for verdict, who in told.items() if who]
    vague = int((found.verdict == "too few to say").sum())
    rest = f"; of {count(vague, 'other')} there are too few mentions to say" if said and vague else ""
    if not said:
        return "Of nobody do the mentions tell more good than bad, or more bad than good."
    return f"{begin('; '.join(said))}{rest}."


def all_of(found: Mapping[str, pd.DataFrame]) -> list[str]:
    """All findings of one article, from its tables by name; what is the same of two things is said once."""
    characters = int(found["documents"].characters.iloc[0])
    return list(dict.fromkeys([
        about_mentions(found["actors"], found["mentions"]),
        about_places(found["actors"], found["mentions"], characters),
        about_words(found["actors"], found["statements"]),
        about_positions(found["issues"], found["positions"]),
        about_tone(found["tone"]),
        about_sentiment(found["actors"], found["sentiment"]),
    ]))
