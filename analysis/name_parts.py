"""Name parts: a run of capitalised words cut into titles, bodies of the gazetteer and names still to be judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from analysis import gazetteer
from analysis.gazetteer import Body, name_words
from analysis.name_kinds import ends_as_body
from analysis.syntax import Word, written

LINKS = {"of", "for", "the", "and", "&", "on", "'s", "’s"}


@dataclass(slots=True, eq=False)
class Name:
    """One place where a name stands.

    Attributes
    ----------
    words : list of Word
        The bare name, titles left out.
    body : Body or None
        What the gazetteer says it is.
    titles : list of Word
        The title phrase before it, with demonyms.
    kind : str
        "" until judged; then a kind of the actors table, "place" or "none".
    """

    words: list[Word]
    body: Body | None = None
    titles: list[Word] = field(default_factory=list)
    kind: str = ""
    probability: float = 0.9
    rule: str = "name"

    @property
    def start(self) -> int:
        """First character."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """One past the last character."""
        return self.words[-1].end

    @property
    def text(self) -> str:
        """The words as they stand, marks straight."""
        return written(self.words)

    @property
    def last(self) -> Word:
        """The word that heads the name in the parse, the last one where the parse is odd."""
        inside = {word.index for word in self.words}
        return next((word for word in reversed(self.words) if word.head.index not in inside), self.words[-1])


def split(run: list[Word]) -> Iterator[Name]:
    """Cut one run into titles and names."""
    while run and run[-1].lower in LINKS:
        run = run[:-1]
    i = 0
    while i < len(run):
        found = gazetteer.match([word.text for word in run[i:]])
        rest = run[i:]
        if found and not _part_of_longer(found, rest):
            yield Name(rest[:found[1]], body=found[0], rule=f"gazetteer: {found[0].way}")
            i += found[1]
            continue
        if rest[0].lower in LINKS or _describes(rest):
            i += 1
            continue
        cut = _title_length(rest)
        if cut:
            yield from _split_titles(rest[:cut])
            if len(rest) > cut:
                yield Name(_until_body(rest[cut:]), titles=rest[:cut], rule="name after title")
                i += cut + len(_until_body(rest[cut:]))
                continue
            return
        if len(rest) == 1 and (rest[0].lower in gazetteer.demonyms() or rest[0].text in name_words("people")):
            return
        if rest[0].lower in gazetteer.demonyms() and not ends_as_body(rest):
            i += 1
            continue
        taken = _until_body(rest)
        yield Name(taken)
        i += len(taken)


def _describes(words: Sequence[Word]) -> bool:
    """Whether the first word only describes the name after it ("Republican ...", "Briton ...")."""
    return len(words) > 1 and words[0].text in name_words("people") and not ends_as_body(words) and (
        words[1].lower not in LINKS and not words[0].entity.startswith("B-ORG"))


def _until_body(words: list[Word]) -> list[Word]:
    """Words up to a following title or a long name of the gazetteer (a name, then "Senate Majority Leader")."""
    for i in range(1, len(words)):
        found = gazetteer.match([word.text for word in words[i:]])
        if found and found[1] > 1 and words[i - 1].lower not in LINKS and not ends_as_body(words):
            return words[:i]
    return words


def _part_of_longer(found: tuple[Body, int], words: list[Word]) -> bool:
    """Whether a match of the gazetteer is only the head of another name (Bank of ..., Jordan Smith)."""
    body, n = found
    if len(words) == n:
        return False
    rest = words[n:]
    if gazetteer.title(rest[0].lower) or rest[0].lower in ("of", "for", "and", "the"):
        return body.way == "body" and rest[0].lower in ("of", "for") and n == 1
    if ends_as_body(rest):
        return not gazetteer.match([word.text for word in rest])
    if n == 1 and words[0].lower in gazetteer.first_names() and not words[0].text.isupper():
        return words[0].entity.endswith("PERSON") or rest[0].entity.endswith("PERSON")
    return n == 1 and body.way in ("capital", "state") and rest[-1].text in name_words("thing")


def _split_titles(words: list[Word]) -> Iterator[Name]:
    """Bodies named inside a title: European Commission President, Acme Holdings Chief Executive."""
    i = 0
    while i < len(words):
        found = gazetteer.match([word.text for word in words[i:]])
        if found and not gazetteer.title(words[i].lower):
            yield Name(words[i:i + found[1]], body=found[0], rule=f"gazetteer: {found[0].way} in a title", probability=0.75)
            i += found[1]
            continue
        stop = next((k for k in range(i, len(words)) if _no_body(words[k])), len(words))
        if stop > i and stop < len(words) and gazetteer.title_use(words[-1].lower) == "office":
            yield Name(words[i:stop], rule="name before a title", probability=0.7)
        i = max(stop, i + 1)


def _no_body(word: Word) -> bool:
    """Whether a word of a title phrase names no body: a title, a field of office, a demonym, a US state."""
    return bool(gazetteer.title(word.lower)) or word.text in name_words("field") or word.lower in gazetteer.demonyms() or (
        word.text in gazetteer.us_states() or word.lower in LINKS)


def _title_length(words: list[Word]) -> int:
    """How many words at the head are title: up to the last title word that leaves a name after it.

    All words where nothing but titles is there; 0 where there is no title.
    """
    spots = [i for i, word in enumerate(words) if gazetteer.title(word.lower) and word.lower not in LINKS]
    if not spots or ends_as_body(words):
        return 0
    if len(words) > 1 and words[0].lower in gazetteer.first_names() and not gazetteer.title(words[0].lower) and spots == [len(words) - 1] and (
            gazetteer.title_use(words[-1].lower) == "office"):
        return 0
    leaves = [i for i in spots if i < len(words) - 1]
    last = leaves[-1] if leaves else spots[-1]
    if last == len(words) - 1:
        return len(words) if last == 0 or _only_titles(words) else 0
    if words[last + 1].lower not in ("of", "for", "and"):
        return last + 1
    return _after_complement(words, last + 1)


def _only_titles(words: list[Word]) -> bool:
    return all(gazetteer.title(word.lower) or word.lower in gazetteer.demonyms() or gazetteer.match([word.text])
               or word.text in name_words("field") or word.text in gazetteer.us_states()
               for word in words)


def _after_complement(words: list[Word], i: int) -> int:
    """Where the name begins after "Secretary of State": at the first known first name, else at the end."""
    for k in range(i + 1, len(words)):
        if words[k].lower in gazetteer.first_names() and k > i + 1:
            return k
    return len(words)
