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
    return actor.kind == "journalist" and actor.gender == "" and actor.name in gazetteer.organisations()


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
    """What speaks for and against one candidate; each name ends in the sort of pronoun it is weighed for.

    Parameters
    ----------
    quoted : bool
        Whether the pronoun stands inside quotation marks.
    same_quote : bool
        Whether the candidate was last spoken of inside (or outside) the same marks.
    speaker : bool
        Whether the candidate speaks the quotation around or before the pronoun.
    """
    word, only = candidate.reference.word, candidate.actors[0]
    distance = pronoun.sentence - word.sentence
    says = is_subject(pronoun) and pronoun.head.lemma in gazetteer.verbs("say")
    found = {
        "distance": min(distance, WINDOW),
        "same sentence": distance == 0,
        "subject": candidate.subject,
        "count": math.log(candidate.count),
        "words between": math.log1p(abs(pronoun.index - word.index)),
        "both subjects": candidate.subject and is_subject(pronoun),
        "subject before": candidate.subject and is_subject(pronoun) and distance == 1 and word.head.dep == "ROOT",
        "possessor": word.dep == "poss",
        "after preposition": word.dep == "pobj",
        "attribute": word.dep in ("compound", "nmod", "amod"),
        "pronoun": candidate.reference.form == "pronoun",
        "name": candidate.reference.form == "name",
        "gender known": bool(only.gender),
        "other quote": not same_quote,
        "speaker inside": quoted and speaker,
        "speaker outside": not quoted and speaker,
        "speaker says": not quoted and speaker and says,
        "several": len(candidate.actors) > 1,
        "plural": only.plural,
        "state": only.kind == "state",
        "media": only.kind == "journalist",
        "main verb": candidate.subject and word.head.dep == "ROOT",
        "own clause": distance == 0 and pronoun.tag == "PRP$" and clause(pronoun) is clause(word),
        "own clause subject": distance == 0 and pronoun.tag == "PRP$" and clause(pronoun) is clause(word) and candidate.subject,
        "ahead": word.index > pronoun.index,
    }
    return {f"{name} {sort(form)}": float(value) for name, value in found.items() if value}


def sort(form: str) -> str:
    """Pronouns that share their weights: of persons, of things, of many."""
    return "person" if form in ("m", "f") else form


def nobody(pronoun: Word, form: str, words: list[Word], taken: set[int]) -> dict[str, float]:
    """What speaks for "none of the candidates": other nouns near by that the pronoun could stand for.

    Parameters
    ----------
    words : list of Word
        The pronoun's sentence.
    taken : set of int
        Indices of the words that refer to actors.
    """
    tags = ("NNS", "NNPS") if form == "they" else ("NN", "NNP")
    before = [word for word in words if word.index < pronoun.index and word.tag in tags and word.index not in taken
              and word.dep not in ("compound", "npadvmod", "poss")]
    found = {
        "nobody": 1.0,
        "nobody: noun before": float(bool(before)),
        "nobody: nouns before": math.log1p(len(before)),
        "nobody: subject noun": float(any(is_subject(word) for word in before)),
        "nobody: object": float(not is_subject(pronoun) and pronoun.tag == "PRP"),
        "nobody: possessive": float(pronoun.tag == "PRP$"),
        "nobody: copula": float(is_subject(pronoun) and pronoun.head.lemma == "be"),
    }
    return {f"{name} {sort(form)}": value for name, value in found.items() if value}


def bound(pronoun: Word, candidate: Candidate) -> bool:
    """Whether grammar forbids it: the object of a verb is not its subject (except -self), nor the reverse."""
    word, verb = candidate.reference.word, clause(pronoun)
    if pronoun.tag == "PRP$":
        return word.dep != "poss" and pronoun.head is word
    if is_subject(pronoun) and verb.dep == "relcl" and verb.head is word:
        return True  # "Lund, whom he praised"
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


def score(found: dict[str, float]) -> float:
    """The weighted sum of features; unknown ones weigh nothing."""
    known = weights()
    return sum(known.get(name, 0.0) * value for name, value in found.items())


def choose(scored: list[tuple[float, Candidate]], none: float) -> tuple[Candidate, float] | None:
    """The best candidate and its probability against the others and against "none of them"."""
    if not scored:
        return None
    top = max(max(value for value, _ in scored), none)
    total = math.exp(none - top) + sum(math.exp(value - top) for value, _ in scored)
    value, best = max(scored, key=lambda pair: (pair[0], pair[1].reference.start))
    probability = math.exp(value - top) / total
    return (best, probability) if probability >= THRESHOLD else None
