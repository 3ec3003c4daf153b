"""Readings: the stance that a stretch of words takes on what it touches, on which condition, and as which move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from analysis import trails
from analysis.codebook import Touch
from analysis.conditions import find_condition, find_threatened
from analysis.governing import find_above, is_means_of
from analysis.hedges import find_hedge, is_supposed
from analysis.phrases import find_subject
from analysis.stances import TURNING, is_negated, sign_of
from analysis.syntax import Word

CLASSES = {"refusing": -1, "doubting": -1, "demanding": 1, "committing": 1, "agreeing": 1}
MOVES = {"refusing": "refusal", "demanding": "demand", "committing": "offer", "agreeing": "agreement"}
VIEWING = {"view", "see", "regard", "consider", "deem", "call", "describe", "find"}
SHOWN = ("attendance", "offer", "agreement")
DENYING = {"deny", "doubt", "dispute", "question", "reject", "dismiss", "refute", "contradict", "disagree", "denial"}
HARMING = {"violate", "violation", "breach", "undermine", "jeopardise", "jeopardize", "endanger", "imperil", "threaten",
           "harm", "damage", "contravene", "erode", "weaken", "contrary", "incompatible", "inconsistent", "risk", "hurt",
           "sabotage", "derail", "disrupt", "betray", "infringe", "threat"}


class Reading(NamedTuple):
    """A stance, the move it makes, its condition's words, how much spoke for it (0: nothing did), and which words did."""

    stance: str
    move: str
    condition: tuple[Word, ...]
    evidence: int
    trail: tuple[str, ...]


class Stretch(NamedTuple):
    """Words that may bear a stance, and how they are told: by which cue, of which class, denied, as a statement."""

    words: Sequence[Word]
    cue: Word | None = None
    cue_class: str = "neutral"
    denied: bool = False
    told: bool = False
    strangers: frozenset[int] = frozenset()  # words that name actors of another side than whose words they are


class Tally:
    """Signs as they are met on the way up."""

    def __init__(self, sign: int, *, belief: bool) -> None:
        self.sign, self.worst, self.trail, self.viewed, self.belief = sign, 1, [], False, belief
        self.moves, self.turned = [], False

    def add(self, word: Word, sign: int, move: str) -> None:
        """Take in a word that speaks for (1) or against (−1)."""
        self.trail.append(trails.say("for" if sign > 0 else "against", word.lower))
        self.viewed |= word.tag.startswith("J")
        self.moves += [move] if move != "none" else []
        if self.belief:  # a bad thing of a bad thing is no good one: "disappointed at the low level"
            self.worst = min(self.worst, sign)
        else:
            self.sign *= sign

    def turn(self, part: str) -> None:
        """Take in a denial."""
        self.trail.append(part)
        self.sign, self.turned = -self.sign, True

    @property
    def move(self) -> str:
        """The move that stands above all others; on a belief there is none, and one that was turned down is a refusal."""
        made = self.moves[-1] if self.moves and not self.belief else "none"
        if self.total < 0 and made in ("agreement", "offer", "attendance"):
            return "refusal" if self.turned or "refusal" in self.moves else "none"
        return "none" if self.total > 0 and made == "refusal" else made

    @property
    def total(self) -> int:
        return self.sign * self.worst


def read(stretch: Stretch, touch: Touch) -> Reading:
    """The stance that a stretch takes on what it touches.

    Each word above the touching ones in the parse, as far as the stretch goes, and the cue, may turn the stance
    round; so may each denial.  On an issue that is a belief, words of a bad sign add up instead.  Words that name the
    issue itself ("suspend" of a suspension) turn nothing; words that the codebook gives to one side decide.  Where
    none speaks, what is said elsewhere in the stretch in nouns and adjectives does; else the stance is for: naming a
    thing in public is more often asking for it than rejecting it.
    """
    named = {word.index for word in touch.words} - {word.index for word in touch.speaking}
    lean = touch.leaning(stretch.words)
    tally = Tally(lean[1] if lean else -1 if touch.against else 1, belief=touch.belief)
    if lean:
        tally.trail.append(trails.say("side for" if lean[1] > 0 else "side against", lean[0].lower))
        named |= {lean[0].index} | {word.index for word in touch.words}
    above = find_above(stretch.words, [lean[0]] if lean else touch.core, stretch.cue)
    if threat := _threat(stretch, touch):
        return _wanted(tally, above, named, threat)
    _weigh(tally, above, named, touch.core[0] if stretch.told else None, stretch.strangers)
    counted = {word.index for word in above} | ({stretch.cue.index} if stretch.cue is not None else set())
    for word in touch.speaking:
        if word.index not in counted and not lean:
            tally.add(word, sign_of(word)[0], "none")
            break
    tally.moves[:0] = _moves_named(touch, above)
    if stretch.told or not is_means_of(stretch.cue, touch.core[0]):
        _tell(tally, stretch, named)
    if not tally.trail:
        _look_around(tally, stretch.words, named, touch.core[0])
    return _conclude(tally, stretch, touch, find_hedge(stretch, touch.core[0], above, belief=touch.belief))


def _threat(stretch: Stretch, touch: Touch) -> Word | None:
    """The "if" or "unless" of a threat that the touched word stands in the condition of."""
    threatens = stretch.cue is not None and sign_of(stretch.cue)[1] == "threat"
    found = find_threatened(stretch.words, touch.core[0]) if threatens else None
    return None if found is None else found[0]


def _wanted(tally: Tally, above: Sequence[Word], named: set[int], mark: Word) -> Reading:
    """What is threatened with if it does, or does not, come about is wanted the other way, or that way."""
    _weigh(tally, above, named, threatened=True)
    sign = tally.sign * (-1 if mark.lower == "if" else 1)
    trail = (*tally.trail, trails.say("wanted otherwise"))
    return Reading("support" if sign > 0 else "oppose", "threat", (), len(trail), trail)


def _moves_named(touch: Touch, above: Sequence[Word]) -> list[str]:
    """Moves that words of the issue itself make ("will meet", "attend"), and what must be, which is a demand."""
    named = [move for word in touch.words if word.tag.startswith("VB") and (move := sign_of(word)[1]) in SHOWN]
    asked = any(child.lower in ("must", "should") and child.dep == "aux" for word in above for child in word.children)
    return [*named, *(["demand"] if asked else [])]


def _weigh(
    tally: Tally, above: Sequence[Word], named: set[int], hurt: Word | None = None, strangers: frozenset[int] = frozenset(), *,
    threatened: bool = False,
) -> None:
    """Take in the words above the touching ones.

    `hurt` is what may be told to be harmed by others, `strangers` are words that name others, and `threatened` tells that
    the words are the condition of a threat, which is the one supposition that tells what is wanted.
    """
    for word in above:
        sign, move = sign_of(word) if word.index not in named else (0, "none")
        if hurt is not None and word.lemma in HARMING and _is_hurt(hurt, word):
            tally.trail.append(trails.say("harmed", word.lower))
            sign = 0  # who tells that a deal is violated stands up for it
        if word.lower in TURNING and word.dep in ("prep", "mark", "advmod") and sign_of(word.head)[0] >= 0:
            tally.turn(trails.say("turned", word.lower))
        if sign < 0 and _is_theirs(word, strangers):
            tally.trail.append(trails.say("theirs", word.lower))
        elif sign < 0 and not threatened and is_supposed(word):
            tally.trail.append(trails.say("supposed", word.lower))
        elif sign:
            tally.add(word, sign, move)
        if is_negated(word):
            tally.turn(trails.say("not"))


def _is_theirs(word: Word, strangers: frozenset[int]) -> bool:
    """Whether a verb tells what somebody of another side wants: "Chile wants to avoid it"."""
    if not strangers or not word.tag.startswith("VB"):
        return False
    subject = find_subject(word)
    return subject is not None and subject.index in strangers


def _is_hurt(touched: Word, word: Word) -> bool:
    """Whether something harms what is touched, rather than the other way round, and it is not the speaker who does."""
    verb = word if word.tag.startswith("VB") else word.head
    subject = verb.child("nsubj")
    return touched is not word and subject is not None and subject.lower not in ("i", "we") and touched not in subject.subtree()


def _tell(tally: Tally, stretch: Stretch, named: set[int]) -> None:
    """What the cue adds, and that it is denied."""
    cue = stretch.cue
    if cue is not None and cue.index not in named:
        sign, move = sign_of(cue)
        if not sign:
            sign, move = CLASSES.get(stretch.cue_class, 0), MOVES.get(stretch.cue_class, "none")
        flips = cue.lemma in DENYING or move == "refusal"
        if sign and (sign > 0 or flips or not tally.viewed):  # who warns of a bad idea does not turn it into a good one
            belief, tally.belief = tally.belief, tally.belief and not flips
            tally.add(cue, sign, move)
            tally.belief = belief
    elif cue is None and CLASSES.get(stretch.cue_class):
        tally.sign *= CLASSES[stretch.cue_class]
        tally.trail.append(trails.say("manner", stretch.cue_class))
    if stretch.denied:
        tally.turn(trails.say("not"))


def _look_around(tally: Tally, words: Sequence[Word], named: set[int], touched: Word) -> None:
    """The stance by the nouns and adjectives of a stretch, without those in what others are said to think of it."""
    own = {touched.index, *(word.index for word in touched.ancestors())}
    total = sum(sign_of(word)[0] * (-1 if is_negated(word) else 1) for word in words
                if word.tag[:1] in "NJ" and word.index not in named and not _is_viewed_by_others(word, own))
    if total:
        tally.sign = 1 if total > 0 else -1
        tally.trail.append(trails.say("nearby for" if total > 0 else "nearby against"))


def _is_viewed_by_others(word: Word, own: set[int]) -> bool:
    """Whether a word stands in a relative clause with a subject of its own: "conditions that Chile viewed as unacceptable".

    A clause that what is touched hangs on (`own`) counts only where it tells how others see it.
    """
    for above in word.ancestors():
        if above.dep == "relcl" and (above.index not in own or above.lemma in VIEWING):
            subject = above.child("nsubj")
            return subject is not None and subject.tag.startswith("NN")
    return False


def _conclude(tally: Tally, stretch: Stretch, touch: Touch, hedge: str | None) -> Reading:
    sign, evidence = tally.total, len(tally.trail)
    trail = tuple(tally.trail)
    condition = find_condition(stretch.words, touch.words)
    if condition and condition[0].lower == "unless" and touch.belief:
        condition = ()  # "unless a miracle happens, it will fail": the belief stands
    if "precondition" in tally.moves[-1:] and not condition:
        condition = _hinge(stretch, touch)
    if condition and "threat" in tally.moves:
        return Reading("support" if sign > 0 else "oppose", "threat", condition, evidence, trail)
    if condition and hedge != trails.say("unsaid"):
        return Reading("conditional", "precondition", condition, evidence + 1, trail)
    if hedge is not None:
        return Reading("neutral", "none", (), evidence, (*trail, hedge))
    return Reading("support" if sign > 0 else "oppose", tally.move, (), evidence, trail)


def _hinge(stretch: Stretch, touch: Touch) -> tuple[Word, ...]:
    """What a stance hangs on by its verb: "conditioned a truce on …"; nothing for what is touched in there itself."""
    inside = {word.index for word in stretch.words}
    for word in (*stretch.words, *([stretch.cue] if stretch.cue is not None else [])):
        on = next((c for c in word.children if c.dep == "prep" and c.lower in ("on", "upon")), None)
        if on is not None and sign_of(word)[1] == "precondition":
            clause = on.subtree()
            return () if touch.core[0] in clause else tuple(part for part in clause if part.index in inside)
    hung = (word for word in stretch.words if word.lower in ("on", "upon") and word.dep == "prep" and word.index > touch.core[0].index)
    on = next(hung, None) if stretch.cue is not None and sign_of(stretch.cue)[1] == "precondition" else None
    return () if on is None else tuple(part for part in on.subtree() if part.index in inside)
