"""Hedges: what is left open: questions, what was not said, what did not come about, what only may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from analysis import trails
from analysis.phrases import is_passive
from analysis.stances import is_negated, reach, sign_of
from analysis.syntax import Word

SAYING = {"say", "tell", "announce", "state", "mention", "specify", "comment", "disclose", "reveal", "speculate", "elaborate", "answer",
          "confirm", "suggest", "indicate", "reply", "respond"}
ASKING = {"ask", "wonder", "inquire", "query"}
PROCEDURES = {"vote", "meeting", "debate", "decision", "ruling", "hearing", "session", "discussion", "consultation", "verdict", "briefing",
              "report", "statement", "announcement", "review", "study"}  # "put off a vote on a plan" is not against the plan
ABOUT = {"on", "about", "over", "regarding", "concerning"}
MAYBE = {"may", "might"}


class Told(Protocol):
    """Words and how they are told, as `analysis.readings.Stretch` has them."""

    words: Sequence[Word]
    cue: Word | None
    cue_class: str
    denied: bool


def find_hedge(told: Told, touched: Word, above: Sequence[Word], *, belief: bool) -> str | None:
    """Why a stretch takes no side, as a part of a rule; None where it may take one.

    Parameters
    ----------
    touched : Word
        The clearest word of what is at stake; `above` are those it reaches within the stretch.
    belief : bool
        Whether the issue is what somebody believes: there "it may fail" is a stance.
    """
    if _asks(told, touched):
        return trails.say("open question")
    if _is_unsaid(told):
        return trails.say("unsaid")
    if (noun := find_procedure(touched)) is not None:
        return trails.say("sets aside", noun.lower)
    verbs = [word for word in [*above, *([told.cue] if told.cue is not None else [])] if word.tag.startswith("VB")]
    if any(_did_not_come_about(verb) for verb in verbs):
        return trails.say("hollow")
    willing = next((verb for verb in reversed(verbs) if sign_of(verb)[1] in ("agreement", "offer", "demand", "refusal")), None)
    if willing is not None and not belief and not is_passive(willing) and any(child.lower in MAYBE and child.dep == "aux" for child in willing.children):
        return trails.say("maybe")
    return None


def _asks(told: Told, touched: Word) -> bool:
    """Whether the stretch only asks: "did not say whether …", "asked if …", "Will it … ?"."""
    if told.cue is None:
        return False
    first = next((word for word in told.words if word.text[0].isalnum()), None)
    if first is not None and (first.lower == "whether" or first.lower == "if" and first.head.dep == "ccomp"):
        return told.cue.lemma in ASKING or not sign_of(told.cue)[0] and told.cue_class not in ("refusing", "doubting")
    later = (word for word in told.words if word.index > touched.index and word.text in ("?", ".", "!"))
    return told.cue.lemma in ASKING and getattr(next(later, None), "text", "") == "?"


def _is_unsaid(told: Told) -> bool:
    """Whether nothing was said at all: "never said that …", "declined to say …", "refused to comment on …"."""
    cue = told.cue
    if cue is None:
        return False
    if cue.lemma in ("decline", "refuse"):
        return any(child.dep == "xcomp" and child.lemma in SAYING for child in cue.children)
    if cue.lemma not in SAYING:
        return False
    return told.denied or is_negated(cue) or cue.dep == "xcomp" and cue.head.lemma in ("decline", "refuse")


def find_procedure(touched: Word) -> Word | None:
    """The vote, meeting or ruling on something that is spoken of, and not the thing itself, where somebody puts it off or holds it."""
    path = list(reach(touched))
    for below, word in zip(path, path[1:]):
        if word.lemma in PROCEDURES and word.tag.startswith("N") and below.lower in ABOUT and word.dep in ("dobj", "pobj", "nsubj", "nsubjpass"):
            return word
        if below.lower in ABOUT and word.tag.startswith("VB"):  # "put off [a vote] on a plan": where the parser hangs it on the verb
            thing = word.child("dobj", "nsubjpass")
            if thing is not None and thing.lemma in PROCEDURES and thing.index < below.index:
                return thing
    return None


def _did_not_come_about(verb: Word) -> bool:
    """Whether a deed was not done: "would have backed it"."""
    auxiliaries = {child.lower for child in verb.children if child.dep == "aux"}
    return verb.tag == "VBN" and "have" in auxiliaries and bool(auxiliaries & {"would", "could", "might"}) and not is_negated(verb)


def is_supposed(verb: Word) -> bool:
    """Whether a verb stands in a clause that only supposes: "if the talks fail", "should the talks fail"."""
    if not verb.tag.startswith("VB"):
        return False
    if any(child.dep == "mark" and child.lower in ("if", "unless", "lest") for child in verb.children):
        return True
    subject = verb.child("nsubj", "nsubjpass")
    return subject is not None and verb.dep == "advcl" and any(
        child.lower in ("should", "were", "had") and child.index < subject.index and child.dep.startswith("aux") for child in verb.children)
