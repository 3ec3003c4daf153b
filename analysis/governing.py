"""Governing: the words above one that is touched, which say what becomes of it: "withdrew her opposition to it"."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.codebook import is_instrument
from analysis.stances import reach, sign_of
from analysis.syntax import Word

DESCRIBING = ("amod", "acomp", "attr", "oprd")
GOVERNED = ("to", "on", "for", "of", "about", "over", "against")


def find_above(words: Sequence[Word], touching: Sequence[Word], cue: Word | None) -> list[Word]:
    """The touching words and what they reach within the stretch, each once, with what describes them."""
    inside = {word.index for word in words} - ({cue.index} if cue is not None else set())
    found: dict[int, Word] = {}
    for word in touching:
        path = list(reach(word))
        led = path.index(cue) if cue in path else -1  # between a cue and its content all is told: "offered … ruling out"
        for place, above in enumerate(path):
            if place > led and above.index not in inside or _is_means(above, path[:place]):
                break
            if above is not cue:
                found.setdefault(above.index, above)
            for child in above.children:
                if child.index in inside and above is not cue and _describes(child, above) or _is_objected(child, above, word):
                    found.setdefault(child.index, child)
    return [found[index] for index in sorted(found)]


def _is_means(word: Word, below: Sequence[Word]) -> bool:
    """Whether "by" brings in what somebody does to an end: "abandons talks by declaring war" declares it."""
    return word.lower == "by" and bool(below) and below[-1].tag == "VBG" and below[-1].dep == "pcomp"


def is_means_of(verb: Word | None, touched: Word) -> bool:
    """Whether a word stands in what is done to the end that a verb names."""
    path = list(reach(touched))
    return any(_is_means(word, path[:place]) and verb in path[place:] for place, word in enumerate(path))


def _describes(word: Word, noun: Word) -> bool:
    """Whether a word judges a noun; "tough" of sanctions only makes them stronger."""
    if word.dep == "amod" and (sign_of(noun)[0] < 0 or is_instrument(noun)):
        return False
    return word.dep in DESCRIBING and not word.tag.startswith("VB")


def _is_objected(noun: Word, verb: Word, touched: Word) -> bool:
    """Whether a verb's object takes the stance on what a preposition brings in, though the parser hangs that on the verb:
    "withdrew her opposition to it"."""
    if noun.dep != "dobj" or not verb.tag.startswith("VB") or not sign_of(noun)[0]:
        return False
    between = [child for child in verb.children if child.dep == "prep" and noun.index < child.index < touched.index]
    return any(child.lower in GOVERNED and any(word is touched for word in child.subtree()) for child in between)
