"""People: the person a name means, with role, side and gender as the words around the name tell them."""

from __future__ import annotations

from collections.abc import Sequence

from analysis import gazetteer
from analysis.cast import Actor, Cast, guess_gender
from analysis.name_parts import Name
from analysis.runs import PARTY
from analysis.syntax import Sentence, written

PARTIES = {"R": "Republican", "D": "Democrat"}


def people_of(name: Name, cast: Cast) -> Actor | None:
    """"Russians", "Republicans": a group of its own."""
    if len(name.words) > 1 or name.words[0].tag not in ("NNPS", "NNS"):
        return None
    state = gazetteer.peoples().get(name.words[0].lower, "")
    return cast.body(name.text, "group", side=state)


def person_of(name: Name, sentences: Sequence[Sentence], cast: Cast) -> Actor:
    """The person of a name: one known by it, or a new one; role, gender and side are read from its titles."""
    titles = [word.text for word in name.titles]
    gender = guess_gender(name.text, titles)
    known = cast.person(name.text, gender=gender)
    actor = known[0] if known else cast.add(Actor(name.text, "person", gender=gender))
    actor.gender = actor.gender or gender
    describe_person(actor, name, sentences[name.words[0].sentence])
    return actor


def describe_person(actor: Actor, name: Name, sentence: Sentence) -> None:
    """Fill role and side of a person from what stands before the name ("French Foreign Minister"), or after it ("R-Ohio")."""
    actor.side = actor.side or _party_after(name, sentence)
    first = sentence.words[0].index
    i = name.words[0].index - first
    words = []
    while i and (sentence.words[i - 1].tag[:2] in ("NN", "JJ") or sentence.words[i - 1].lower in ("of", "former", "then")) and (
            sentence.words[i - 1].text[:1] not in ",“\""):
        i -= 1
        words.insert(0, sentence.words[i])
    while words and words[0].lower in ("of",):
        words.pop(0)
    if not any(gazetteer.title(word.lower) for word in words):
        actor.side = actor.side or next((gazetteer.parties()[word.text] for word in words if word.text in gazetteer.parties()), "")
        return
    office = [word for word in words if gazetteer.title_use(word.lower) == "office"]
    if office and not actor.role or (words and not actor.role and words[-1].lower not in ("mr", "mr.", "mrs", "mrs.", "ms", "ms.")):
        actor.role = written(words)
    for i, word in enumerate(words):
        pair = " ".join(other.lower for other in words[i:i + 2])
        found = gazetteer.match([other.text for other in words[i:]])
        state = gazetteer.parties().get(word.text) or gazetteer.demonyms().get(pair) or gazetteer.demonyms().get(word.lower) or (
            found[0].side if found else "")
        if state and not actor.side and word.text[:1].isupper():
            actor.side = state
    if "Secretary of State" in actor.role and not actor.side:
        actor.side = "United States"


def _party_after(name: Name, sentence: Sentence) -> str:
    """The side of a member of a parliament as papers print it: "Amy Klobuchar (D-Minn.)", "Bob Casey, D-Pa."; else ""."""
    place = name.words[-1].index + 1 - sentence.words[0].index
    marks = [word.text for word in sentence.words[place:place + 2]]
    tag = PARTY.match(marks[1]) if len(marks) == 2 and marks[0] in "(," else None
    return gazetteer.parties()[PARTIES[tag[1]]] if tag and tag[1] in PARTIES else ""
