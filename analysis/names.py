"""Names: runs of capitalised words cut into titles, bodies of the gazetteer and names still to be judged.

What sort of name an unknown one is, is decided over the whole article by `name_kinds`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from analysis import gazetteer
from analysis.gazetteer import Body, name_words
from analysis.name_kinds import LED, ends_as_body, judge
from analysis.registry import Registry
from analysis.runs import capital_words, common_words, find_runs, is_loud
from analysis.syntax import Sentence, Word
from analysis.tables import BYLINE

LINKS = {"of", "for", "the", "and", "&", "on", "'s", "’s"}
PLAIN = {"is", "who", "us", "it", "as", "in", "un", "pm"}


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
        """The words, joined by blanks, marks straight."""
        return " ".join(word.text.replace("’", "'") for word in self.words)

    @property
    def last(self) -> Word:
        """The word that heads the name in the parse, the last one where the parse is odd."""
        inside = {word.index for word in self.words}
        return next((word for word in reversed(self.words) if word.head.index not in inside), self.words[-1])


def find_names(sentences: Sequence[Sentence], text: str, bylines: Sequence[tuple[int, int]] = (),
               registry: Registry | None = None) -> list[Name]:
    """All names of an article in reading order, judged; those of no actor have kind "none" or "place".

    Headlines and lines in capitals or title case give only names that are known from the body or the gazetteer.

    Parameters
    ----------
    bylines : sequence of (int, int)
        Characters known to be a person's name, from the byline.
    registry : Registry, optional
        Names in it are taken first, whatever else they might be.
    """
    common, capitals = common_words(sentences), capital_words(sentences)
    quiet, loud = [], []
    for sentence in sentences:
        shouting = is_loud(sentence)
        registered = list(_registered(sentence, registry)) if registry else []
        quiet.extend(registered)
        named = [(name.start, name.end) for name in registered]
        signed = [span for span in bylines if sentence.start <= span[0] < sentence.end and not any(
            start < span[1] and span[0] < end for start, end in named)]
        for run in find_runs(sentence, common, capitals):
            for line in _lines(run, text):
                plain = [(word.start, word.end) for word in line if _shouted(sentence) and word.lower in PLAIN]
                for stretch in _without(line, signed + named + plain):
                    (loud if shouting else quiet).extend(_with_followers(name, sentence) for name in _split(stretch))
        quiet.extend(_halves(sentence))
        quiet.extend(_signed(sentence, signed))
    _join_halves(quiet)
    judge(quiet + loud, sentences)
    known = {gazetteer.plain(name.text): name.kind for name in quiet if name.kind not in ("none", "place")}
    people = {part for key, kind in known.items() if kind == "person" for part in (key, key.split()[-1])}
    return sorted(quiet + list(_fit(loud, known, people)), key=lambda name: (name.start, -name.end))


def _join_halves(names: list[Name]) -> None:
    """Give "the North" the state of that half that the article names; drop it where there is none."""
    states = {name.body.name for name in names if name.body and name.body.kind == "state"}
    for name in [name for name in names if name.kind == "half"]:
        whole = sorted(state for state in states if state.startswith(f"{name.text} "))
        if whole:
            name.body = gazetteer.match(whole[0].split())[0]
        else:
            names.remove(name)


def _lines(run: list[Word], text: str) -> Iterator[list[Word]]:
    """A run cut where a line ends inside it."""
    begin = 0
    for i, (one, other) in enumerate(zip(run, run[1:]), start=1):
        if "\n" in text[one.end:other.start]:
            yield run[begin:i]
            begin = i
    yield run[begin:]


def _shouted(sentence: Sentence) -> bool:
    """Whether every word is in capitals, so that "IS" and "WHO" may be plain words."""
    words = [word.text for word in sentence.words if word.text[:1].isalpha()]
    return len(words) > 2 and all(word.isupper() for word in words)


def _without(line: list[Word], spans: Sequence[tuple[int, int]]) -> Iterator[list[Word]]:
    """The stretches of a run that lie outside of spans whose names are known."""
    stretch: list[Word] = []
    for word in line:
        if any(start <= word.start < end for start, end in spans):
            if stretch:
                yield stretch
            stretch = []
        else:
            stretch.append(word)
    if stretch:
        yield stretch


def _registered(sentence: Sentence, registry: Registry) -> Iterator[Name]:
    """Names of the registry, with the titles that stand before them."""
    first = sentence.words[0].index if sentence.words else 0
    for words, entry in registry.find(sentence):
        before = [word for word in sentence.words[max(0, words[0].index - first - 1):words[0].index - first] if gazetteer.title(word.lower)]
        known = gazetteer.match(gazetteer.cut(entry.name))
        way = "state" if (entry.kind or (known[0].kind if known else "")) == "state" else "body"
        body = Body(entry.name, entry.kind or (known[0].kind if known else "organisation"), entry.side, entry.parent, way)
        yield Name(words, body=body, titles=before, rule="registry", probability=0.97)


def _halves(sentence: Sentence) -> Iterator[Name]:
    """"The North" and "South and North Korea": halves of a divided land, named by the point of the compass."""
    for i, word in enumerate(sentence.words):
        if word.text not in ("North", "South") or i + 1 == len(sentence.words) or sentence.words[i + 1].text[:1].isupper():
            continue
        joined = sentence.words[i + 1].lower in ("and", "or") and sentence.words[i + 2:i + 4]
        if joined and joined[0].text in ("North", "South") and joined[0] is not joined[-1]:
            found = gazetteer.match([word.text, joined[-1].text])
            if found:
                yield Name([word], body=found[0], rule="half of a land, in a list", probability=0.8)
        elif i and sentence.words[i - 1].lower == "the":
            yield Name([word], kind="half", rule="half of a land", probability=0.8)


def _signed(sentence: Sentence, spans: Sequence[tuple[int, int]]) -> Iterator[Name]:
    """The names of a byline."""
    for start, end in spans:
        words = [word for word in sentence.words if start <= word.start and word.end <= end]
        if words:
            yield Name(words, kind="person", rule=BYLINE, probability=0.95)


def _split(run: list[Word]) -> Iterator[Name]:
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


def _with_followers(name: Name, sentence: Sentence) -> Name:
    """A person's name before "administration" or "campaign" names a body ("the Smith administration")."""
    offset = name.words[-1].index - sentence.words[0].index + 1
    after = sentence.words[offset:offset + 1]
    if name.body or not after or after[0].lower not in LED or after[0].tag != "NN":
        return name
    return Name([*name.words, after[0]], rule="name of a body led by a person", probability=0.85)


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


def _fit(names: list[Name], known: dict[str, str], people: set[str]) -> Iterator[Name]:
    """Of a headline's runs, the stretches that are known names."""
    for name in names:
        full = len(name.words) > 1 and (gazetteer.plain(name.words[0].text) in gazetteer.first_names()
                                        or ends_as_body(name.words)) and len(name.words) < 5
        shorter = any(gazetteer.plain(" ".join(word.text for word in name.words[:n])) in known for n in range(2, len(name.words)))
        if name.body or full and not shorter and name.kind in ("person", "organisation"):
            yield name
            continue
        i = 0
        while i < len(name.words):
            n = next((n for n in range(len(name.words) - i, 0, -1)
                      if gazetteer.plain(" ".join(w.text for w in name.words[i:i + n])) in known
                      or (n < 4 and gazetteer.plain(" ".join(w.text for w in name.words[i:i + n])) in people)), 0)
            if n:
                key = gazetteer.plain(" ".join(word.text for word in name.words[i:i + n]))
                yield Name(name.words[i:i + n], kind=known.get(key, "person"), rule="name in a headline", probability=0.85)
            i += n or 1
