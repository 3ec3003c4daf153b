"""Codings that are sent to other tools: made at will, and those of a story."""

from __future__ import annotations

import re
import shutil

import pandas as pd
from hypothesis import strategies as st

from analysis import marks, paths, tables
from analysis.brat import split_lines
from analysis.exchange import WAYS

STORY = """Minister Ana Ruiz said “taxes will fall” on Monday, “and they will stay low”. Mayor Bo Lindt praised Ruiz.

Later Ruiz left the town hall. 😀 Bo did not want to comment on the taxes, and said that the bridge comes first.
"""
LETTERS = "ab é\n\t“”=+-@,'\"<&;|%_#אבגمرح😀👩𝒳"


def frames_of(text: str, *, mentions=(), statements=(), positions=(), sentiment=(), names=("Ana Ruiz", "Bo Lindt"), title=None):
    """Tables of a text from short tuples, proved."""
    doc = paths.document_id("story", text)
    cut = lambda a, b: dict(start=a, end=b, text=text[a:b])  # noqa: E731
    part = lambda name, span: {f"{name}_start": span[0], f"{name}_end": span[1], name: text[slice(*span)]} if span else {}  # noqa: E731
    made = dict(
        documents=[dict(document_id=doc, title=title, characters=len(text), sha256=marks.digest(text), path="story.txt")],
        actors=[dict(actor_id=f"{paths.slug(n)}-{i}", document_id=doc, name=n, kind="person", aliases=f"{n}|@x" if i else None) for i, n in enumerate(names)],
        issues=[dict(issue_id="tax", label="Taxes", keywords="tax"), dict(issue_id="a b|c,d", label="=1+1", description="@sum")],
        mentions=[dict(mention_id=f"{doc}.m{i}", document_id=doc, sentence_id=f"{doc}.s0", actor_id=a, form=f, sense="actor", rule="r", probability=.5, **cut(*s))
                  for i, (a, s, f) in enumerate(mentions)],
        statements=[dict(statement_id=f"{doc}.q{i}", piece=p, document_id=doc, sentence_id=f"{doc}.s0", actor_id=a, kind="direct", act=act, cue_class="neutral",
                         negated=neg, hypothetical=False, rule="=r", probability=.25, **part("source", source), **part("cue", cue), **cut(*s))
                    for i, (who, spans, source, cue, act, neg) in enumerate(statements) for p, s in enumerate(spans) for a in who],
        positions=[dict(position_id=f"{doc}.p{i}", document_id=doc, actor_id=a, issue_id=issue, stance=stance, basis="reporter", move="none", rule="r",
                        probability=1.0, **part("condition", c), **cut(*s)) for i, (a, issue, stance, s, c) in enumerate(positions)],
        sentiment=[dict(mention_id=f"{doc}.m{i}", document_id=doc, actor_id=mentions[i][0], voice="actor" if holder else "narrator", holder_id=holder,
                        negative=.1, neutral=.2, positive=.7, score=.6, label=label, rule="r", probability=.7, **cut(*mentions[i][1]))
                   for i, label, holder in sentiment])
    frames = {name: tables.make(name, [{k: pd.NA if v is None else v for k, v in row.items()} for row in made[name]]) for name in marks.CODED}
    return {name: tables.check(name, frame, None if name in marks.CARDS else text) for name, frame in frames.items()}


@st.composite
def texts(draw):
    return "Ana " + draw(st.text(LETTERS, min_size=20, max_size=90)) + " Bo"


@st.composite
def codings(draw, text):
    """Any coding of a text: pieces, joint sources, any marks in and round the places."""
    def span():
        a = draw(st.integers(0, len(text) - 1))
        b = draw(st.integers(a + 1, min(len(text), a + 30)))
        return (a, b) if text[a:b].strip() else (0, 3)

    def pieces():
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=6)))
        found = [(a, b) for a, b in zip(cuts[::2], cuts[1::2]) if text[a:b].strip()]
        return found or [(0, 3)]

    names = tuple(draw(st.permutations(["Ana", "=Bo", "שלום", "😀 Co"])))[:3]
    ids = [f"{paths.slug(name)}-{i}" for i, name in enumerate(names)]
    actor, maybe = st.sampled_from(ids), lambda what: draw(st.none() | st.just(1)) and what()
    many = range(draw(st.integers(0, 3)))
    mentions = [(draw(actor), span(), draw(st.sampled_from(tables.FORMS))) for _ in many]
    return frames_of(
        text, names=names, title=draw(st.sampled_from([None, "=cmd|' /C calc'!A0", "'-1", "العنوان"])), mentions=mentions,
        statements=[(draw(st.sampled_from([[None], ids[:1], ids[:2]])), pieces(), maybe(span), maybe(span), draw(st.sampled_from(tables.ACTS)), draw(st.booleans()))
                    for _ in many],
        positions=[(draw(actor), draw(st.sampled_from(["tax", "a b|c,d"])), draw(st.sampled_from(tables.STANCES)), span(), maybe(span)) for _ in many],
        sentiment=[(i, draw(st.sampled_from(tables.LABELS)), maybe(lambda: draw(actor))) for i in range(len(mentions))])


def in_lines(mark, text):
    """A mark as brat can keep it: cut at line breaks."""
    parts = {part: (split_lines([span], text)[0][0], split_lines([span], text)[-1][1]) for part, span in mark.parts.items()}
    return mark.id, mark.table, split_lines(mark.spans, text), dict(mark.cells), parts


def send(format, text, frames, folder, went_out=None):
    shutil.rmtree(folder / format, ignore_errors=True)
    return WAYS[format].write(text, frames, folder / format / WAYS[format].name.format("x"), went_out=went_out)


def as_csv(frames) -> dict[str, str]:
    return marks.pack(frames)


def at(words, nth=0):
    places = [m.start() for m in re.finditer(re.escape(words), STORY)]
    return places[nth], places[nth] + len(words)


ANA, BO = "ana-ruiz-0", "bo-lindt-1"
SAID = [([ANA, BO], [at("“taxes will fall”"), at("“and they will stay low”")], at("Minister Ana Ruiz"), at("said"), "speech", False)]
BEFORE = dict(
    mentions=[(ANA, at("Ana Ruiz"), "name"), (BO, at("Bo Lindt"), "name"), (ANA, at("Ruiz", 1), "name"), (ANA, at("Ruiz", 2), "name"), (BO, at("Bo", 1), "name")],
    statements=SAID, positions=[(ANA, "tax", "support", at("taxes will fall"), None)], sentiment=[(0, "neutral", None), (2, "positive", BO)])
AFTER = dict(
    mentions=[(ANA, at("Minister Ana Ruiz"), "name"), (BO, at("Bo Lindt"), "nominal"), (BO, at("Ruiz", 1), "name"), (BO, at("Bo", 1), "name"),
              (BO, at("Mayor"), "nominal")],
    statements=[([ANA, BO], [at("“taxes will fall”"), at("and they will stay low")], at("Ana Ruiz"), at("said"), "belief", True)],
    positions=[(ANA, "tax", "oppose", at("taxes will fall"), at("on Monday"))], sentiment=[(0, "negative", ANA), (2, "positive", BO)])
