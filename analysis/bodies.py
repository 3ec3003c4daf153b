"""Bodies: "both sides", "the delegation", "the country", "the company", led to the states and bodies spoken of."""

from __future__ import annotations

from analysis import gazetteer
from analysis.cast import Actor
from analysis.noun_phrases import DEFINITE, Phrase
from analysis.story import Found, Story

PAIRS = {"both", "two", "neither", "warring"}
LOOSE = {"company", "firm", "group", "agency", "organization", "organisation", "bank", "bloc", "alliance", "party", "union",
         "newspaper", "paper", "club", "team", "airline", "automaker", "carmaker", "retailer", "manufacturer", "giant",
         "broadcaster", "magazine", "university", "watchdog", "regulator", "charity", "network", "court", "church"}
BLOCS = {"European Union": {"bloc", "union"}, "NATO": {"alliance", "bloc"}, "ASEAN": {"bloc"}, "African Union": {"bloc"}}


def side(phrase: Phrase, story: Story) -> Found:
    """"The Russian side", "both sides", "neither side"."""
    if phrase.states:
        return [story.cast.body(state) for state in phrase.states], "nominal: side of a state", 0.85
    paired = any(word.lower in PAIRS for word in phrase.words) or (phrase.plural and phrase.determiner == "the")
    if not paired or phrase.head.dep == "pobj" and phrase.head.head.lower == "on" and not phrase.plural:
        return None
    found = sides(story, phrase)
    return ([story.cast.body(name) for name in sorted(found)], "nominal: both sides", 0.7) if len(found) == 2 else None


def sides(story: Story, phrase: Phrase, number: int = 2) -> list[str]:
    """The states or blocs of the parties spoken of last, nearest first: those of "both sides"."""
    counts: dict[str, float] = {}
    for rank, reference in enumerate(story.recent(phrase.head, 6)):
        for actor in reference.actors:
            if actor.home and actor.kind in ("state", "delegation", "person", "organisation"):
                counts[actor.home] = counts.get(actor.home, 0.0) + 1 / (3 + rank) * (
                    1.5 if actor.kind in ("state", "delegation") else 1.0) * (2 if len(reference.actors) > 1 else 1)
    return sorted(counts, key=counts.get, reverse=True)[:number]


def delegation(phrase: Phrase, story: Story) -> Found:
    """A delegation or negotiating team: of a state by its demonym, of its owner, or the last one spoken of."""
    named = phrase.states or [actor.home for actor in story.owners(phrase.owner) if actor.home]
    if named and (phrase.head.lemma != "team" or phrase.owner is not None or _delegations(story)):
        return [_delegation(state, story) for state in dict.fromkeys(named)], "nominal: delegation", 0.85
    known = _delegations(story)
    sender = _sender(phrase, story)
    if sender and (phrase.head.lemma == "delegation" or known):
        return [_delegation(sender, story)], "nominal: delegation of its sender", 0.7
    last = story.last(("delegation",), phrase.head)
    if last and phrase.determiner in DEFINITE:
        return [last], "nominal: delegation spoken of last", 0.65
    return None


def _delegations(story: Story) -> list[Actor]:
    return [actor for actor in story.cast.actors if actor.kind == "delegation"]


def _delegation(state: str, story: Story) -> Actor:
    demonym = gazetteer.states().get(state, {}).get("demonyms", "").split("|")[0] or state
    name = f"{'EU' if state == 'European Union' else demonym} delegation"
    known = story.cast.by_name.get(gazetteer.plain(name))
    return known or story.cast.add(Actor(name, "delegation", side=state, parent=story.cast.body(state)))


def _sender(phrase: Phrase, story: Story) -> str:
    """The side of the subject that sends, names or leads the delegation."""
    verb = phrase.head.head
    if phrase.head.dep != "dobj":
        return ""
    subject = verb.child("nsubj")
    for reference in reversed(story.references[-12:]):
        if subject is not None and reference.word is subject:
            return reference.actors[0].home
    return ""


def state(phrase: Phrase, story: Story) -> Found:
    """"The country", "the two countries"."""
    if phrase.plural:
        found = sides(story, phrase) if any(word.lower in PAIRS for word in phrase.words) else []
        return ([story.cast.body(name) for name in sorted(found)], "nominal: both states", 0.7) if len(found) == 2 else None
    if phrase.determiner not in DEFINITE or phrase.modifiers or not phrase.acts and phrase.head.dep not in ("poss", "nsubjpass"):
        return None
    last = story.last(("state",), phrase.head, window=2)
    return ([last], "nominal: state spoken of last", 0.65) if last else None


def body(phrase: Phrase, story: Story) -> Found:
    """A government, ministry, company, agency: by its state, or the last body that fits."""
    lemma = phrase.head.lemma
    if phrase.states and lemma in ("government", "regime", "administration"):
        return [story.cast.body(phrase.states[0])], "nominal: government of a state", 0.75
    if phrase.states and lemma in ("military", "army", "police", "parliament", "ministry", "navy", "cabinet", "court"):
        actor = story.cast.body(phrase.bare, side=phrase.states[0], parent=phrase.states[0])
        return [actor], "nominal: body of a state", 0.75
    last = None
    if phrase.determiner in DEFINITE and len(phrase.modifiers) < 2 and not phrase.plural:
        last = _fitting_body(phrase, story)
    return ([last], "nominal: body spoken of last", 0.65) if last else _unnamed_body(phrase, story)


def _unnamed_body(phrase: Phrase, story: Story) -> Found:
    """A body that speaks and is never named ("one company", "police"): an actor under its description."""
    if not phrase.speaks or phrase.determiner in ("no", "any", "every", "each"):
        return None
    actor = story.cast.body(phrase.bare)
    actor.plural = actor.plural or phrase.plural
    return [actor], "nominal: unnamed body", 0.7


def _fitting_body(phrase: Phrase, story: Story) -> Actor | None:
    """The last body whose name holds the noun; else the last body of a kind that the noun can mean."""
    lemma = phrase.head.lemma
    loose = None
    for reference in story.recent(phrase.head, 5):
        actor = reference.actors[0]
        if actor.kind not in ("organisation", "journalist") or actor.gender:
            continue
        if lemma in gazetteer.plain(actor.name).split():
            return actor
        if loose is None and lemma in LOOSE and is_known_as(actor, lemma):
            loose = actor
    return loose


def is_known_as(actor: Actor, lemma: str) -> bool:
    """Whether a noun of a sort of body can stand for this one."""
    if lemma in ("bloc", "alliance", "union"):
        return lemma in BLOCS.get(actor.name, ())
    if actor.kind == "journalist":
        return lemma in ("newspaper", "paper", "broadcaster", "magazine", "agency", "network")
    public = actor.name in gazetteer.organisations() and actor.parent is not None
    return not public if lemma in ("company", "firm", "giant", "automaker", "carmaker", "retailer", "manufacturer", "airline",
                                   "group", "charity", "club", "team") else lemma in ("agency", "organization", "organisation")
