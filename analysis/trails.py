"""Trails: the parts of which a position's `rule` is made, and what each of them says in words.

A rule is `whose words; what touched the issue; what spoke for or against, in order; what else`.  Steps make parts
by `say` alone, so that whatever stands in a rule can be read back by `spell_out`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

Name = Literal[
    "statement", "quotation", "clause", "noun",
    "keyword", "label", "description", "meaning",
    "side for", "side against", "for", "against", "nearby for", "nearby against",
    "not", "turned", "harmed", "theirs", "supposed", "manner", "open question", "unsaid", "sets aside", "hollow", "maybe", "wanted otherwise",
    "as elsewhere", "no word", "corrected", "accepted",
]  # fmt: skip

# Name → how it is written in a rule, what it means.  The first whose writing fits is the one, so the narrow ones stand first.
PARTS: dict[Name, tuple[str, str]] = {
    "quotation": ("{act} of quotation", "The words stand in quotation marks and are given to the actor without a verb of saying."),
    "clause": ("clause of {word}", "The actor is who does it in a clause whose verb is “{word}”."),
    "statement": ("{act} of {word}", "The words are given to the actor as {act}, by “{word}”."),
    "noun": ("noun {word}", "The noun “{word}” takes a stance, and the article says that it is the actor’s."),
    "keyword": ("keyword {word}", "The issue is touched by a keyword of the codebook: “{word}”."),
    "label": ("label {word}", "The issue is touched by words of its label: “{word}”."),
    "description": ("description {word}", "The issue is touched by words of its description: “{word}”."),
    "meaning": ("meaning {word}", "No word of the issue stands there; it is touched by what “{word}” means, compared by the encoder."),
    "no word": ("no word", "No word speaks for or against it. Naming a thing in public is more often asking for it, so this counts as for."),
    "as elsewhere": ("as elsewhere", "The stance is taken from the other places where words of the same actor on this issue speak."),
    "open question": ("open question", "The words only ask whether; they take no side."),
    "side for": ("{word} + (codebook)", "“{word}” is what the codebook says of those who are for it."),
    "side against": ("{word} − (codebook)", "“{word}” is what the codebook says of those who are against it."),
    "nearby for": ("nearby +", "No word that governs it speaks; nouns and adjectives beside it are mostly favourable."),
    "nearby against": ("nearby −", "No word that governs it speaks; nouns and adjectives beside it are mostly unfavourable."),
    "for": ("{word} +", "“{word}” speaks for it."),
    "against": ("{word} −", "“{word}” speaks against it, or turns round what stands below it."),
    "not": ("not", "A denial turns the stance round."),
    "turned": ("turned by {word}", "“{word}” turns the stance round."),
    "harmed": ("{word} by others", "“{word}” is what others do to it; who tells of it stands up for it."),
    "theirs": ("{word} (others)", "“{word}” tells what another side wants, and not what the actor wants; it is passed over."),
    "supposed": ("{word} if ever", "“{word}” is only supposed (if, should) and not told as what anybody does; it is passed over."),
    "unsaid": ("unsaid", "It is denied that it was said, which is not saying the opposite; the actor takes no side."),
    "sets aside": ("{word} about it", "What is told is of a {word} about it, and not of the thing itself; the actor takes no side."),
    "hollow": ("did not come about", "What is told would have been, and was not; the actor takes no side."),
    "maybe": ("maybe", "It is only told as what may be; the actor takes no side."),
    "wanted otherwise": ("threat if not", "It stands in the condition of a threat; what is threatened if it fails is wanted."),
    "corrected": ("corrected", "A person set it by hand; their line is in the article’s list of corrections."),
    "accepted": ("accepted", "A person read the place and found it right."),
    "manner": ("told as {word}", "The way it is told, as {word}, speaks."),
}  # fmt: skip


def say(name: Name, word: str = "", *, act: str = "") -> str:
    """One part of a rule as it is written."""
    return PARTS[name][0].format(word=word, act=act)


@cache
def _shapes() -> list[tuple[Name, re.Pattern[str]]]:
    cells = {r"\{act\}": r"(?P<act>\w+)", r"\{word\}": r"(?P<word>.+)"}
    found = []
    for name, (written, _) in PARTS.items():
        shape = re.escape(written)
        for cell, pattern in cells.items():
            shape = shape.replace(cell, pattern)
        found.append((name, re.compile(shape)))
    return found


def recognise(part: str) -> tuple[Name, dict[str, str]] | None:
    """Which part it is, and the words in it; None for what no step writes."""
    found = ((name, shape.fullmatch(part)) for name, shape in _shapes())
    return next(((name, match.groupdict()) for name, match in found if match), None)


def parts_of(rule: str) -> list[str]:
    """The parts of a rule, in the order in which they were met."""
    return [part for stretch in rule.split("; ") for part in stretch.split(", ")]


def spell_out(rule: str) -> list[str]:
    """A sentence for each part of a rule; a part that no step writes is told as it stands."""
    return [_sentence(part) for part in parts_of(rule)]


def _sentence(part: str) -> str:
    if (known := recognise(part)) is None:
        return f"“{part}” (a part of a rule that this version does not write)."
    name, words = known
    return PARTS[name][1].format(**words)
