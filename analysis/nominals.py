"""Nominals: "the Russian leader", "both sides", "a Ukrainian official", led to an actor or made one.

Each kind of noun has its own way: offices look for a person of that role and state, delegations and sides for
their state, bodies for the last body that fits, crowds and anonymous sources become actors of their own where
they speak or act.  What finds nobody gives no mention.
"""

from __future__ import annotations

from analysis import gazetteer
from analysis.cast import Actor, Reference
from analysis.noun_phrases import Phrase
from analysis.story import Story

LOWER = ("vice", "deputy", "assistant", "associate")  # who stands in for the office is not who holds it
TOP = {"president", "prime minister", "premier", "chancellor", "king", "queen", "leader", "dictator", "emperor", "taoiseach"}
DEFINITE = {"the", "this", "that", "these", "those"}
PAIRS = {"both", "two", "neither", "warring"}
OFFICIAL = {"official", "ally", "minister", "diplomat", "lawmaker", "prosecutor", "troop", "force", "senator", "authority",
            "investigator", "rebel", "militant", "delegate"}
NEGOTIATING = {"delegation", "team", "negotiators", "negotiator"}


def resolve(phrase: Phrase, story: Story) -> Reference | None:
    """The reference a noun phrase makes, or None."""
    ways = {"person": person, "delegation": delegation, "side": side, "state": state, "crowd": crowd}
    found = ways.get(phrase.kind, body)(phrase, story)
    if found is None:
        return None
    actors, rule, probability = found
    if not actors:
        return None
    return Reference(phrase.start, phrase.end, "nominal", actors, phrase.head, rule=rule, probability=probability)


Found = tuple[list[Actor], str, float] | None


def owners(phrase: Phrase, story: Story) -> list[Actor]:
    """The actors of the possessor: "his", "Zelenskyy's", "the nation's"."""
    if phrase.owner is None:
        return []
    for reference in reversed(story.references[-12:]):
        if reference.start <= phrase.owner.start and phrase.owner.end <= reference.end:
            return reference.actors
    return []


def home(actor: Actor) -> str:
    """The state or bloc an actor belongs to."""
    return actor.side or (actor.name if actor.kind == "state" else "")


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


def _inner_side(phrase: Phrase, story: Story) -> str:
    """The state inside the complement of a description: "head of the Russian delegation"."""
    for word in story.sentences[phrase.head.sentence].words:
        if phrase.start <= word.start < phrase.end and word.text[:1].isupper() and word.lower in gazetteer.demonyms():
            return gazetteer.demonyms()[word.lower]
    return ""


def _listed(phrase: Phrase, words: list, first: int) -> bool:
    """Whether the phrase is one more item of a list ("X, the president and Y") and no description."""
    after = phrase.head.index - first + 1
    if phrase.head.dep == "appos":
        return False
    return phrase.head.dep == "conj" and after < len(words) and words[after].lower in ("and", "or")


def person(phrase: Phrase, story: Story) -> Found:
    """A singular office or role."""
    beside = apposition(phrase, story)
    if beside:
        if not beside.role:
            beside.role = " ".join(word.text for word in phrase.words if word.tag not in ("DT", "PRP$"))
        beside.side = beside.side or next(iter(phrase.states), "") or _inner_side(phrase, story)
        return [beside], "nominal: apposition", 0.9
    if phrase.head.dep in ("attr", "oprd", "appos") or phrase.head.head.lower == "as":
        return None
    definite = phrase.determiner in DEFINITE or phrase.owner is not None
    if definite:
        match = by_role(phrase, story)
        if match:
            return [match], "nominal: role", 0.8
    if phrase.head.lemma == "counterpart" and phrase.states and owners(phrase, story):
        return [_anonymous(phrase, story)], "nominal: counterpart", 0.7
    anonymous = phrase.speaks or (phrase.states and phrase.acts and phrase.head.lemma not in ("man", "woman"))
    if anonymous and phrase.determiner not in ("no", "any", "every", "each"):
        return [_anonymous(phrase, story)], "nominal: unnamed person", 0.75
    return None


def by_role(phrase: Phrase, story: Story) -> Actor | None:
    """The person on stage whose role and state fit a definite description best."""
    lemma, wanted = phrase.head.lemma, set(phrase.states)
    wanted |= {home(actor) for actor in owners(phrase, story) if actor.kind == "state"}
    if phrase.owner is not None and not (wanted or owners(phrase, story)):
        return None
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


def _on_stage(story: Story, phrase: Phrase) -> list[Actor]:
    """Persons, the one spoken of last first; all of the article so far."""
    seen: dict[Actor, None] = {}
    for reference in reversed(story.references):
        if reference.end <= phrase.start and len(reference.actors) == 1 and reference.actors[0].kind == "person":
            seen.setdefault(reference.actors[0])
        if len(seen) > 12:
            break
    return list(seen)


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


def _anonymous(phrase: Phrase, story: Story) -> Actor:
    """A person without a name, made an actor under its description."""
    text = " ".join(word.text for word in phrase.words if word.tag not in ("DT", "PRP$", "POS") and word.lower != "one")
    known = story.cast.by_name.get(gazetteer.plain(text))
    if known and known.kind == "person":
        return known
    state = phrase.states[0] if phrase.states else ""
    gender = gazetteer.title_gender(phrase.head.lemma)
    return story.cast.add(Actor(text, "person", side=state, role=" ".join([*phrase.modifiers, phrase.head.lemma]),
                                gender=gender))


def sides(story: Story, phrase: Phrase, number: int = 2) -> list[str]:
    """The states or blocs of the parties spoken of last, nearest first: those of "both sides"."""
    counts: dict[str, float] = {}
    for rank, reference in enumerate(story.recent(phrase.head, 6)):
        for actor in reference.actors:
            if home(actor) and actor.kind in ("state", "delegation", "person", "organisation"):
                counts[home(actor)] = counts.get(home(actor), 0.0) + 1 / (3 + rank) * (
                    1.5 if actor.kind in ("state", "delegation") else 1.0) * (2 if len(reference.actors) > 1 else 1)
    return sorted(counts, key=counts.get, reverse=True)[:number]


def side(phrase: Phrase, story: Story) -> Found:
    """"The Russian side", "both sides", "neither side"."""
    if phrase.states:
        return [story.cast.body(state) for state in phrase.states], "nominal: side of a state", 0.85
    paired = any(word.lower in PAIRS for word in phrase.words) or (phrase.plural and phrase.determiner == "the")
    if not paired or phrase.head.dep == "pobj" and phrase.head.head.lower == "on" and not phrase.plural:
        return None
    found = sides(story, phrase)
    return ([story.cast.body(name) for name in sorted(found)], "nominal: both sides", 0.7) if len(found) == 2 else None


def delegation(phrase: Phrase, story: Story) -> Found:
    """A delegation or negotiating team: of a state by its demonym, of its owner, or the last one spoken of."""
    named = phrase.states or [home(actor) for actor in owners(phrase, story) if home(actor)]
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
            return home(reference.actors[0])
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
        words = [word for word in phrase.words if word.tag not in ("DT", "PRP$", "POS")]
        actor = story.cast.body(" ".join(word.text for word in words), side=phrase.states[0], parent=phrase.states[0])
        return [actor], "nominal: body of a state", 0.75
    last = None
    if phrase.determiner in DEFINITE and len(phrase.modifiers) < 2 and not phrase.plural:
        last = _fitting_body(phrase, story)
    return ([last], "nominal: body spoken of last", 0.65) if last else _unnamed_body(phrase, story)


def _unnamed_body(phrase: Phrase, story: Story) -> Found:
    """A body that speaks and is never named ("one company", "police"): an actor under its description."""
    if not phrase.speaks or phrase.determiner in ("no", "any", "every", "each"):
        return None
    words = [word.text for word in phrase.words if word.tag not in ("DT", "PRP$", "CD", "PDT", "POS")]
    actor = story.cast.body(" ".join(words))
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


LOOSE = {"company", "firm", "group", "agency", "organization", "organisation", "bank", "bloc", "alliance", "party", "union",
         "newspaper", "paper", "club", "team", "airline", "automaker", "carmaker", "retailer", "manufacturer", "giant",
         "broadcaster", "magazine", "university", "watchdog", "regulator", "charity", "network", "court", "church"}
BLOCS = {"European Union": {"bloc", "union"}, "NATO": {"alliance", "bloc"}, "ASEAN": {"bloc"}, "African Union": {"bloc"}}


def is_known_as(actor: Actor, lemma: str) -> bool:
    """Whether a noun of a sort of body can stand for this one."""
    if lemma in ("bloc", "alliance", "union"):
        return lemma in BLOCS.get(actor.name, ())
    if actor.kind == "journalist":
        return lemma in ("newspaper", "paper", "broadcaster", "magazine", "agency", "network")
    public = actor.name in gazetteer.organisations() and actor.parent is not None
    return not public if lemma in ("company", "firm", "giant", "automaker", "carmaker", "retailer", "manufacturer", "airline",
                                   "group", "charity", "club", "team") else lemma in ("agency", "organization", "organisation")


def crowd(phrase: Phrase, story: Story) -> Found:
    """Several people: a pair on stage, a group already spoken of, or a new group that speaks or acts."""
    if any(word.lower in ("two", "both") for word in phrase.words[:3]) and phrase.head.lemma in (
            "leader", "man", "woman", "president", "minister", "candidate", "rival", "politician", "senator"):
        return pair(phrase, story)
    if phrase.head.lemma == "leader" and len(owners(phrase, story)) == 2:
        return pair(phrase, story)
    if phrase.head.lower in ("countries", "nations", "states") and any(word.lower in ("two", "both") for word in phrase.words):
        return state(phrase, story)
    if phrase.head.lower in NEGOTIATING and (phrase.states or phrase.owner is not None):
        return delegation(phrase, story)
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
    words = [word for word in phrase.words if word.tag not in ("DT", "PRP$", "CD", "PDT", "POS")]
    text = " ".join(word.text for word in words)
    known = story.cast.by_name.get(gazetteer.plain(text))
    if known:
        return known
    state = phrase.states[0] if phrase.states else ""
    parent = story.cast.body(state) if state in gazetteer.states() or state in gazetteer.organisations() else None
    return story.cast.add(Actor(text[:1].upper() + text[1:], "group", side=state, parent=parent, plural=True))


def pair(phrase: Phrase, story: Story) -> Found:
    """The two persons spoken of last, of two sides where the phrase tells of leaders."""
    found: dict[Actor, None] = {}
    wanted = {home(actor) for actor in owners(phrase, story)}
    for reference in story.recent(phrase.head, 10):
        for actor in reference.actors:
            fits = actor.kind == "person" and (not wanted or home(actor) in wanted)
            if fits and (phrase.head.lemma != "leader" or home(actor) not in {home(other) for other in found}):
                found.setdefault(actor)
        if len(found) >= 2:
            return list(found)[:2], "nominal: pair", 0.65
    return None
