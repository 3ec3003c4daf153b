"""Short names: which body the letters or the single word mean that stand for its long name ("TWU", "Goldman", "the Times")."""

from __future__ import annotations

from collections.abc import Iterable

from analysis import gazetteer
from analysis.cast import Actor, Cast

BODIES = ("organisation", "journalist")
FEWEST = 3  # letters that may stand for a part of a name; two stand for the whole only


def find_long(short: str, cast: Cast) -> Actor | None:
    """The one body of the cast whose long name a short one stands for; None where none does, or several may."""
    if " " in short or gazetteer.plain(short) in cast.by_name:
        return None
    fits = _is_spelt if _is_acronym(short) else _begins_or_ends
    found = [actor for actor in cast.actors if actor.kind in BODIES and " " in actor.name and fits(short, actor)]
    return found[0] if len(found) == 1 else None


def _is_acronym(word: str) -> bool:
    letters = word.replace(".", "")
    return letters.isalpha() and letters.isupper() and 2 <= len(letters) <= 8


def _is_spelt(short: str, actor: Actor) -> bool:
    """Whether letters are the initials of a name, with or without its small words, or of its first or last words."""
    letters, words = short.replace(".", ""), actor.name.replace("-", " ").split()
    return any(initials == letters or len(letters) >= FEWEST and (initials.endswith(letters) or initials.startswith(letters))
               for initials in (_initials(words), _initials(word for word in words if word[0].isupper())))


def _initials(words: Iterable[str]) -> str:
    return "".join(word[0].upper() for word in words)


def _begins_or_ends(short: str, actor: Actor) -> bool:
    """A company by its first word, a paper by its last, unless that word is a name of its own or a common noun; "Bank" of a Bank of ...."""
    first, second, *_ = words = actor.name.split()
    if short == words[-1]:
        return actor.kind == "journalist"
    if short == first and second in ("of", "for"):
        return True
    own = gazetteer.match([short]) or short.lower() in gazetteer.demonyms() or gazetteer.noun(short.lower())
    return short == first and actor.kind == "organisation" and not own
