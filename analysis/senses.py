"""Senses: whether the name of a state or seat stands for an actor or only for the place.

Decided by syntax: who says and does things is an actor, what lies after "in" is a place.  A capital is its
government only where the sentence has it act, speak or be dealt with, and its state is spoken of elsewhere.
"""

from __future__ import annotations

from analysis import gazetteer
from analysis.name_parts import Name
from analysis.syntax import Sentence, Word

PLACE = {"in", "inside", "within", "near", "across", "throughout", "around", "outside", "into", "at", "via", "through",
         "off", "onto", "above", "beyond", "along", "amid"}
DEALING = {"with", "against", "by", "between", "on", "toward", "towards", "for", "about", "over", "among", "like",
           "than", "under", "upon", "of", "to", "without", "from"}
PARTS = {"city", "coast", "north", "south", "east", "west", "capital", "region", "border", "airport", "province",
         "coastline", "downtown", "suburb", "river", "streets", "town", "island", "population", "weather", "center", "centre"}
SEATS = {"White House", "Pentagon", "Congress", "Supreme Court", "State Department"}
VISITED = {"visit", "leave", "enter", "reach", "tour", "flee", "cross"}


def sense(name: Name, sentence: Sentence, seen: frozenset[str]) -> tuple[str, float]:
    """"actor", "place" or "" (no mention at all), and how sure that is.

    Parameters
    ----------
    name : Name
        With a body of the gazetteer.
    seen : frozenset of str
        States that the article names outright or by their demonym.
    """
    body, head = name.body, name.last
    place, sure = _looks_like_place(name, head, sentence)
    if body.way == "state":
        return ("place" if place else "actor"), sure
    if body.way == "body":
        return ("place" if place and body.name in SEATS else "actor"), sure if body.name in SEATS else 0.93
    if body.way == "seat":
        return ("" if place else "actor"), sure
    return ("actor", 0.75) if not place and _capital_acts(head, sentence, body.name in seen) else ("", sure)


def _looks_like_place(name: Name, head: Word, sentence: Sentence) -> tuple[bool, float]:
    """Whether the words around make it a place, and how sure that is."""
    offset = name.words[0].index - sentence.words[0].index
    before = sentence.words[offset - 1] if offset else None
    if before is not None and before.text == "," and offset > 1 and _is_town(sentence.words[offset - 2]):
        return True, 0.95
    if offset + len(name.words) < len(sentence.words) and sentence.words[offset + len(name.words)].text in ("(", "—", "–") and (
            sentence.words[offset + len(name.words)].text == "(" or offset == 0) and name.text.isupper() and len(name.text) > 3:
        return True, 0.95
    if head.dep in ("nsubj", "agent"):
        return False, 0.95
    if head.dep == "nsubjpass":
        return False, 0.9
    if head.dep == "dobj" and head.head.lemma in VISITED:
        return True, 0.8
    if head.dep == "poss":
        return head.head.lemma in PARTS, 0.9
    preposition = _preposition(head)
    if preposition is not None:
        return _after_preposition(preposition)
    return False, 0.85


def _is_town(word: Word) -> bool:
    if word.text in gazetteer.states():
        return False  # "France, Germany and Italy" is a list, not a town with its country
    return word.text in gazetteer.cities() or (word.text[:1].isupper() and word.entity[2:] in ("GPE", "LOC"))


def _preposition(head: Word) -> Word | None:
    """The preposition that governs a noun, also through a coordination ("in Riga and Kyiv")."""
    word = head
    while word.dep in ("conj", "appos", "compound") and word.head is not word:
        word = word.head
    return word.head if word.dep == "pobj" and head.dep != "compound" else None


def _after_preposition(preposition: Word) -> tuple[bool, float]:
    governor = preposition.head
    if preposition.lower in PLACE:
        return True, 0.9
    if preposition.lower == "from":
        return governor.lemma not in ("pressure", "demand", "support", "threat", "statement", "call", "aid", "response"), 0.75
    if preposition.lower == "for" and governor.lemma in ("leave", "depart", "head", "sail"):
        return True, 0.9
    if preposition.lower == "to":
        moves = governor.lemma in gazetteer.verbs("move")
        thing = governor.child("dobj")
        if moves and thing is not None and thing.lemma in ("weapon", "arm", "aid", "missile", "message", "letter", "signal"):
            moves = False
        return moves, 0.8
    return False, 0.85


def _capital_acts(head: Word, sentence: Sentence, seen: bool) -> bool:
    """Whether a capital does, says or undergoes what only a government can."""
    verb = head.head
    if head.dep == "nsubj":
        return verb.lemma in gazetteer.verbs("say") or (seen and verb.lemma in gazetteer.verbs("act")) or (
            seen and verb.lemma in ("be", "have") and verb.lower in ("is", "was", "has", "had"))
    if head.dep == "poss":
        return seen and verb.lemma not in ("mayor", "street", "airport", "police", "museum")
    preposition = _preposition(head)
    if preposition is not None:
        return seen and preposition.lower in DEALING - {"from", "of", "over", "about"} and preposition.head.tag[:2] in (
            "NN", "VB", "JJ")
    return seen and head.dep in ("dobj", "dative") and verb.lemma not in VISITED
