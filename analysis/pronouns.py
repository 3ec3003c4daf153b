"""Pronouns: he, she, it, they and their forms, led to the actor they most likely stand for.

Every actor spoken of in the last sentences is a candidate.  Agreement and binding rule candidates out; distance,
subjecthood, frequency and quotation weigh the rest (weights in `data/pronoun_weights.csv`), "none of them" is a
candidate too, and the weights become a probability by softmax.  What stays below `THRESHOLD` is left unresolved.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from analysis import gazetteer
from analysis.cast import Actor, Reference
from analysis.syntax import Word

FORMS = {
    **dict.fromkeys(("he", "him", "his", "himself"), "m"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "f"),
    **dict.fromkeys(("it", "its", "itself"), "it"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), "they"),
}
WINDOW = 4  # sentences back
THRESHOLD = 0.4


@dataclass(slots=True, eq=False)
class Candidate:
    """One actor, or several together, at the place where it was last spoken of."""

    actors: tuple[Actor, ...]
    reference: Reference
    count: int
    subject: bool


@cache
def weights() -> dict[str, float]:
    """Weight of each feature."""
    return {row["feature"]: float(row["weight"]) for row in gazetteer.rows("pronoun_weights.csv")}


def agrees(form: str, actors: tuple[Actor, ...]) -> bool:
    """Whether a pronoun of this form can stand for these actors, by kind, number and gender."""
    first = actors[0]
    if len(actors) > 1:
        return form == "they"
    person = first.kind in ("person", "journalist") and not _is_body(first)
    if form in ("m", "f"):
        return person and first.gender in ("", form) and not first.plural
    if form == "it":
        return not person and not first.plural
    return not person or first.gender == ""


def _is_body(actor: Actor) -> bool:
    """Media are journalists by kind, but bodies by agreement."""
    return actor.kind == "journalist" and actor.gender == "" and actor.name in gazetteer.organisations() or actor.fixed


def is_subject(word: Word) -> bool:
    """Whether a word is a subject."""
    return word.dep in ("nsubj", "nsubjpass")


def clause(word: Word) -> Word:
    """The verb a word depends on most closely."""
    for above in word.ancestors():
        if above.tag.startswith(("VB", "MD")):
            return above
    return word


def features(pronoun: Word, form: str, candidate: Candidate, *, quoted: bool, same_quote: bool, speaker: bool) -> dict[str, float]:
    """What speaks for and against one candidate.

    Parameters
    ----------
    quoted : bool
        Whether the pronoun stands inside quotation marks.
    same_quote : bool
        Whether the candidate was last spoken of inside (or outside) the same marks.
    speaker : bool
        Whether the candidate speaks the quotation around or before the pronoun.
    """
    word = candidate.reference.word
    distance = pronoun.sentence - word.sentence
    only = candidate.actors[0]
    found = {
        "distance": min(distance, WINDOW),
        "same sentence": float(distance == 0),
        "subject": float(candidate.subject),
        "count": math.log(candidate.count),
        "words between": math.log1p(max(0, pronoun.index - word.index)),
        "both subjects": float(candidate.subject and is_subject(pronoun)),
        "possessor": float(word.dep == "poss"),
        "pronoun": float(candidate.reference.form == "pronoun"),
        "name": float(candidate.reference.form == "name"),
        "gender known": float(bool(only.gender)),
        "other quote": float(not same_quote),
        "speaker inside": float(quoted and speaker),
        "speaker outside": float(not quoted and speaker),
        "several": float(len(candidate.actors) > 1),
        "plural": float(form == "they" and only.plural),
        "state": float(only.kind == "state"),
        "main verb": float(candidate.subject and word.head.dep == "ROOT"),
        "own clause": float(distance == 0 and pronoun.tag == "PRP$" and clause(pronoun) is clause(word)),
    }
    return {name: value for name, value in found.items() if value}


def bound(pronoun: Word, candidate: Candidate) -> bool:
    """Whether grammar forbids it: the object of a verb is not its subject (except -self), nor the reverse."""
    word = candidate.reference.word
    if pronoun.tag == "PRP$":
        return word.dep != "poss" and pronoun.head is word
    if pronoun.lower.endswith(("self", "selves")) or pronoun.sentence != word.sentence:
        return False
    return clause(pronoun) is clause(word) and word.dep in ("nsubj", "dobj", "pobj", "nsubjpass", "dative") and not (
        word.dep == "pobj" and is_subject(pronoun))


def is_expletive(word: Word) -> bool:
    """Whether "it" stands for nothing: it is clear that, it seems, it rains."""
    if word.lower != "it":
        return False
    if word.dep == "expl":
        return True
    verb = word.head
    if not is_subject(word):
        return False
    if verb.lemma in ("seem", "appear", "rain", "snow", "turn", "happen", "matter", "take"):
        return any(child.dep in ("ccomp", "xcomp", "advcl") for child in verb.children)
    if verb.lemma == "be":
        later = [child for child in verb.children if child.index > verb.index]
        return any(child.dep in ("ccomp", "xcomp", "advcl", "csubj", "relcl") or child.dep in ("acomp", "attr") for child in later)
    return False


def choose(scored: list[tuple[float, Candidate]], form: str) -> tuple[Candidate, float] | None:
    """The best candidate and its probability against the others and against "none of them"."""
    if not scored:
        return None
    nobody = weights()[f"nobody {form}"]
    top = max(max(score for score, _ in scored), nobody)
    total = math.exp(nobody - top) + sum(math.exp(score - top) for score, _ in scored)
    score, best = max(scored, key=lambda pair: (pair[0], pair[1].reference.start))
    probability = math.exp(score - top) / total
    return (best, probability) if probability >= THRESHOLD else None
