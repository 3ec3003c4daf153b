"""Doers: who does what a verb tells, whether that is told as a fact, and which words are the verb's clause."""

from __future__ import annotations

from analysis import stances
from analysis.phrases import find_subject, is_passive
from analysis.syntax import Word

BLAMING = {"accuse", "blame", "criticize", "criticise", "praise", "commend", "fault", "condemn", "denounce", "thank", "applaud", "charge"}
OUGHT = {"must", "should", "ought", "shall"}
SUPPOSING = {"if", "unless", "whether"}


def find_doer(verb: Word) -> Word | None:
    """Who does what a verb says: the one who is blamed for it, not who blames; nobody where it is only asked of someone."""
    if is_passive(verb):
        return find_subject(verb)
    if verb.child("nsubj") is not None:
        return verb.child("nsubj") if not _is_relative(verb) else verb.head
    above = verb.head.head if verb.dep == "pcomp" else verb.head
    thing = above.child("dobj") if verb.dep in ("pcomp", "xcomp") else None
    if thing is not None and thing.index < verb.index:
        return thing if above.lemma in BLAMING else None
    if verb.dep == "xcomp" and above.dep == "acomp":  # "is likely to want"
        return find_subject(above.head)
    return find_subject(verb)


def _is_relative(verb: Word) -> bool:
    return verb.dep == "relcl" and verb.child("nsubj").lower in ("who", "which", "that")


def is_nobody(subject: Word) -> bool:
    return stances.is_negated(subject) or subject.lower in stances.NEGATIONS  # "neither side has"


def is_asked(verb: Word) -> bool:
    """Whether a clause inside a statement is only asked for: "Chile must reject", "urged Chile to reject"."""
    bare = any(child.dep == "aux" and child.lower == "to" for child in verb.children)
    if bare and verb.dep == "conj" and verb.head.tag == "VB":  # "wants Chile to sign and to pay"
        return is_asked(verb.head)
    return any(child.lower in OUGHT for child in verb.children) or bare and verb.dep == "ccomp" and verb.child("nsubj") is not None


def is_supposed(verb: Word) -> bool:
    """Whether a clause is not told as a fact: "if Chile rejects", "whether Chile will reject"."""
    above = verb.head if verb.dep == "xcomp" else verb
    return any(child.lower in SUPPOSING and child.dep in ("mark", "advmod") for child in (*verb.children, *above.children))


def clause_of(verb: Word) -> list[Word]:
    """A verb with what depends on it, without its subject and without the clauses that are joined to it or told aside."""
    left = {
        word.index
        for child in verb.children
        if child.dep in ("nsubj", "mark", "cc")
        or child.dep == "conj"
        and child.tag.startswith("VB")
        or child.dep == "advcl"
        and not any(word.lower in SUPPOSING | {"until"} for word in child.children)
        for word in child.subtree()
    }
    words = [word for word in verb.subtree() if word.index not in left]
    if is_passive(verb) and verb.dep == "acl":  # "demands backed by Norway"
        own = {word.index for word in words}
        words = sorted(
            [*words, *(word for word in verb.head.subtree() if word.index not in own)], key=lambda word: word.index
        )
    return words
