"""Offices: "the Russian leader", "his deputy", "a Ukrainian official", led to the person of that role or made a person."""

from __future__ import annotations

from analysis import gazetteer
from analysis.cast import Actor
from analysis.noun_phrases import DEFINITE, Phrase
from analysis.story import Found, Story
from analysis.syntax import written

LOWER = ("vice", "deputy", "assistant", "associate")  # who stands in for the office is not who holds it
TOP = {"president", "prime minister", "premier", "chancellor", "king", "queen", "leader", "dictator", "emperor", "taoiseach"}


def person(phrase: Phrase, story: Story) -> Found:
    """A singular office or role."""
    beside = apposition(phrase, story)
    if beside:
        if not beside.role:
            beside.role = written(word for word in phrase.words if word.tag not in ("DT", "PRP$"))
        beside.side = beside.side or next(iter(phrase.states), "") or _inner_side(phrase, story)
        return [beside], "nominal: apposition", 0.9
    if phrase.head.dep in ("attr", "oprd", "appos") or phrase.head.head.lower == "as":
        return None
    definite = phrase.determiner in DEFINITE or phrase.owner is not None
    if definite:
        match = by_role(phrase, story)
        if match:
            return [match], "nominal: role", 0.8
    if phrase.head.lemma == "counterpart" and phrase.states and story.owners(phrase.owner):
        return [_anonymous(phrase, story)], "nominal: counterpart", 0.7
    anonymous = phrase.speaks or (phrase.states and phrase.acts and phrase.head.lemma not in ("man", "woman"))
    if anonymous and phrase.determiner not in ("no", "any", "every", "each"):
        return [_anonymous(phrase, story)], "nominal: unnamed person", 0.75
    return None


def by_role(phrase: Phrase, story: Story) -> Actor | None:
    """The person on stage whose role and state fit a definite description best."""
    lemma, wanted = phrase.head.lemma, set(phrase.states)
    wanted |= {actor.home for actor in story.owners(phrase.owner) if actor.kind == "state"}
    if phrase.owner is not None and not wanted:
        return None
    best, best_score = None, 0.0
    for rank, actor in enumerate(_on_stage(story, phrase)):
        score = role_fit(lemma, phrase, actor)
        if not score or (wanted and actor.side and actor.side not in wanted):
            continue
        score += (1.5 if wanted and actor.side in wanted else 0) - 0.15 * rank
        if score > best_score:
            best, best_score = actor, score
    return best if best_score >= 0.8 else None


def role_fit(lemma: str, phrase: Phrase, actor: Actor) -> float:
    """How well a noun describes a person by the role the article gave it: 0 not at all, 2 the same office."""
    role = actor.role.lower().replace("’", "'").rpartition("'s ")[2]  # "president's adviser" is an adviser
    gender = gazetteer.title_gender(lemma)
    if gender and actor.gender and gender != actor.gender:
        return 0.0
    if any(f"{lower} {lemma}" in role and lower not in phrase.modifiers for lower in LOWER):
        return 0.0
    full = " ".join([*phrase.modifiers[-1:], lemma])
    if full in role or (lemma in role.split() or f"{lemma}," in role):
        extra = [word for word in phrase.modifiers if word in ("foreign", "defense", "defence", "prime", "vice", "finance",
                                                               "interior", "deputy", "attorney", "chief")]
        return 2.0 if all(word in role for word in extra) else 0.0
    if lemma == "leader" and (any(top in role for top in TOP)):
        return 1.5
    if lemma in ("senator", "lawmaker", "congressman", "congresswoman") and any(
            word in role for word in ("sen.", "rep.", "senator", "congressman", "congresswoman", "representative")):
        return 1.5
    if lemma == "governor" and "gov." in role:
        return 2.0
    if lemma in ("man", "woman", "politician", "candidate", "official", "minister", "diplomat", "lawyer") and (
            phrase.states or lemma in role):
        return 0.7 if phrase.states and lemma not in ("man", "woman") else 0.0
    return 0.0


def _on_stage(story: Story, phrase: Phrase) -> list[Actor]:
    """Persons, the one spoken of last first; all of the article so far."""
    seen: dict[Actor, None] = {}
    for reference in reversed(story.references):
        if reference.end <= phrase.start and len(reference.actors) == 1 and reference.actors[0].kind == "person":
            seen.setdefault(reference.actors[0])
        if len(seen) > 12:
            break
    return list(seen)


def _anonymous(phrase: Phrase, story: Story) -> Actor:
    """A person without a name, made an actor under its description."""
    known = story.cast.by_name.get(gazetteer.plain(phrase.bare))
    if known and known.kind == "person":
        return known
    state = phrase.states[0] if phrase.states else ""
    gender = gazetteer.title_gender(phrase.head.lemma)
    return story.cast.add(Actor(phrase.bare, "person", side=state, role=" ".join([*phrase.modifiers, phrase.head.lemma]),
                                gender=gender))


def apposition(phrase: Phrase, story: Story) -> Actor | None:
    """The person a description stands beside: "X, the head of ...," or "The head of ..., X"."""
    words = story.sentences[phrase.head.sentence].words
    first = words[0].index
    before, start = phrase.words[0].index - first, phrase.start
    if phrase.head.child("case") is not None:
        return None  # "Ann Lee, the mayor's deputy": she is the deputy
    if before > 1 and words[before - 1].text in (",", "—", "–", "("):
        left = words[before - 2]
        for reference in reversed(story.references[-4:]):
            named = reference.form == "name" and reference.actors[0].kind in ("person", "journalist")
            if named and reference.end == left.end and reference.end < start and not _listed(phrase, words, first):
                return reference.actors[0]
    after = next((i for i, word in enumerate(words) if word.start >= phrase.end), len(words))
    if after + 1 < len(words) and words[after].text == "," and phrase.head.dep not in ("conj",):
        for word in words[after + 1:after + 6]:
            reference = story.named.get(word.index)
            if reference and reference.start == words[after + 1].start and reference.actors[0].kind == "person":
                return reference.actors[0]
    return None


def _listed(phrase: Phrase, words: list, first: int) -> bool:
    """Whether the phrase is one more item of a list ("X, the president and Y") and no description."""
    after = phrase.head.index - first + 1
    if phrase.head.dep == "appos":
        return False
    return phrase.head.dep == "conj" and after < len(words) and words[after].lower in ("and", "or")


def _inner_side(phrase: Phrase, story: Story) -> str:
    """The state inside the complement of a description: "head of the Russian delegation"."""
    for word in story.sentences[phrase.head.sentence].words:
        if phrase.start <= word.start < phrase.end and word.text[:1].isupper() and word.lower in gazetteer.demonyms():
            return gazetteer.demonyms()[word.lower]
    return ""
