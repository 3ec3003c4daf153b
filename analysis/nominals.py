"""Nominals: "the Russian leader", "both sides", "Ukrainian officials", led to an actor or made one.

Each kind of noun has its own way: offices look for a person of that role and state (`offices`), delegations and
sides for their state, bodies for the last body that fits (`bodies`), crowds become actors of their own where they
speak or act.  What finds nobody gives no mention.
"""

from __future__ import annotations

from analysis import bodies, gazetteer, offices
from analysis.cast import Actor, Reference
from analysis.noun_phrases import Phrase
from analysis.story import Found, Story

OFFICIAL = {"official", "ally", "minister", "diplomat", "lawmaker", "prosecutor", "troop", "force", "senator", "authority",
            "investigator", "rebel", "militant", "delegate"}
NEGOTIATING = {"delegation", "team", "negotiators", "negotiator"}


def resolve(phrase: Phrase, story: Story) -> Reference | None:
    """The reference a noun phrase makes, or None."""
    ways = {"person": offices.person, "delegation": bodies.delegation, "side": bodies.side, "state": bodies.state, "crowd": crowd}
    found = ways.get(phrase.kind, bodies.body)(phrase, story)
    if found is None:
        return None
    actors, rule, probability = found
    if not actors:
        return None
    return Reference(phrase.start, phrase.end, "nominal", actors, phrase.head, rule=rule, probability=probability)


def crowd(phrase: Phrase, story: Story) -> Found:
    """Several people: a pair on stage, a group already spoken of, or a new group that speaks or acts."""
    if any(word.lower in ("two", "both") for word in phrase.words[:3]) and phrase.head.lemma in (
            "leader", "man", "woman", "president", "minister", "candidate", "rival", "politician", "senator"):
        return pair(phrase, story)
    if phrase.head.lemma == "leader" and len(story.owners(phrase.owner)) == 2:
        return pair(phrase, story)
    if phrase.head.lower in ("countries", "nations", "states") and any(word.lower in ("two", "both") for word in phrase.words):
        return bodies.state(phrase, story)
    if phrase.head.lower in NEGOTIATING and (phrase.states or phrase.owner is not None):
        return bodies.delegation(phrase, story)
    if phrase.determiner in ("the", "these", "those") and not phrase.modifiers:
        known = next((reference.actors[0] for reference in story.recent(phrase.head, 8) if reference.actors[0].plural
                      and reference.actors[0].name.lower().endswith(phrase.head.lower)), None)
        if known:
            return [known], "nominal: group spoken of before", 0.75
    office = phrase.head.lemma in OFFICIAL and (phrase.states or phrase.modifiers)
    if phrase.determiner == "no" or not (phrase.speaks or office or phrase.states and phrase.acts):
        return None
    return [_group(phrase, story)], "nominal: group", 0.7


def _group(phrase: Phrase, story: Story) -> Actor:
    text = phrase.bare
    known = story.cast.by_name.get(gazetteer.plain(text))
    if known:
        return known
    state = phrase.states[0] if phrase.states else ""
    parent = story.cast.body(state) if state in gazetteer.states() or state in gazetteer.organisations() else None
    return story.cast.add(Actor(text[:1].upper() + text[1:], "group", side=state, parent=parent, plural=True))


def pair(phrase: Phrase, story: Story) -> Found:
    """The two persons spoken of last, of two sides where the phrase tells of leaders."""
    found: dict[Actor, None] = {}
    wanted = {actor.home for actor in story.owners(phrase.owner)}
    for reference in story.recent(phrase.head, 10):
        for actor in reference.actors:
            fits = actor.kind == "person" and (not wanted or actor.home in wanted)
            if fits and (phrase.head.lemma != "leader" or actor.home not in {other.home for other in found}):
                found.setdefault(actor)
        if len(found) >= 2:
            return list(found)[:2], "nominal: pair", 0.65
    return None
