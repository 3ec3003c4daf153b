"""Names: runs of capitalised words cut into titles, bodies of the gazetteer and names still to be judged.

What sort of name an unknown one is, is decided over the whole article (`judge`): titles and first names
before it, the words it ends in, how spaCy labels it each time, what stands around it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from analysis import gazetteer
from analysis.cast import fold
from analysis.gazetteer import Body, name_words
from analysis.registry import Registry
from analysis.syntax import Sentence, Word
from analysis.tables import BYLINE

LINKS = {"of", "for", "the", "and", "&", "on", "'s", "’s"}
BOARDS = {"Commission", "Committee", "Council", "Conference", "Center", "Centre", "Institute", "Panel", "Bureau"}  # ... on something
CHAMBERS = {"House", "Senate", "Commons", "Lords", "Assembly"}
LED = ("administration", "campaign", "government")  # bodies named after a person
PARTY = re.compile(r"([RDI])-(?:[A-Z][\w.]*)?$")  # "R-Ohio", as papers print party and state after a name
PLAIN = {"is", "who", "us", "it", "as", "in", "un", "pm"}
CLOSED_TAGS = {"PRP", "PRP$", "DT", "IN", "CC", "WDT", "WP", "WRB", "WP$", "MD", "EX", "TO", "PDT", "UH", "CD", "RB", "LS"}


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
    common, capitals = _common_words(sentences), _capital_words(sentences)
    quiet, loud = [], []
    for sentence in sentences:
        shouting = is_loud(sentence)
        registered = list(_registered(sentence, registry)) if registry else []
        quiet.extend(registered)
        named = [(name.start, name.end) for name in registered]
        signed = [span for span in bylines if sentence.start <= span[0] < sentence.end and not any(
            start < span[1] and span[0] < end for start, end in named)]
        for run in _runs(sentence, common, capitals):
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


def is_loud(sentence: Sentence) -> bool:
    """Whether nearly every word is capitalised, as in a headline."""
    words = [word for word in sentence.words if word.text[:1].isalpha() and len(word.text) > 3]
    return len(words) > 3 and sum(word.text[0].isupper() for word in words) > 0.75 * len(words)


def _common_words(sentences: Sequence[Sentence]) -> set[str]:
    """Words that the article also writes in lower case: at the head of a sentence they are no names."""
    return {word.text for sentence in sentences for word in sentence.words if word.text[:1].islower()}


def _capital_words(sentences: Sequence[Sentence]) -> set[str]:
    """Words that the article capitalises inside sentences, where nothing but a name asks for it."""
    return {word.text for sentence in sentences if not is_loud(sentence) for word in sentence.words[1:]
            if word.text[:1].isupper() and word.tag.startswith("NNP")}


def _capital(word: Word, sentence: Sentence, common: set[str], capitals: set[str]) -> bool:
    """Whether a word can be part of a name."""
    text = word.text
    if PARTY.match(text):
        return False
    if not text[:1].isupper() and not (text[:3] in ("al-", "el-") and text[3:4].isupper()):
        return False
    given = word.entity.endswith("PERSON") and word.lower in gazetteer.first_names()  # "Jan" is a month, and a man
    if text in name_words("never") and not given or text.rstrip(".") in name_words("region") and _after_comma(word, sentence):
        return False
    first = word is sentence.words[0] or sentence.words[word.index - sentence.words[0].index - 1].text in "“\"‘':—–-(•"
    if word.tag in CLOSED_TAGS and not (len(text) > 1 and text.isupper() and word.tag == "CD") and word.entity[2:] not in (
            "PERSON", "ORG", "GPE"):
        return False
    if "-" in text and text.split("-")[0].lower() in ("world", "anti", "pro", "non", "post", "pre", "mid"):
        return False
    if not first:
        return word.lower not in ("i", "mr", "the") or word.lower == "mr"
    if word.lower in common and word.entity[2:] not in ("PERSON", "GPE", "ORG"):
        return False
    if text not in capitals and (word.tag[:2] == "VB" or gazetteer.noun(word.lower)):
        return False  # "Did X ...", "Drugmakers X and Y ..." at the head of a sentence
    return word.tag.startswith("NNP") or bool(word.entity) or text in capitals or word.lower in gazetteer.first_names() or bool(
        gazetteer.match([text])) or gazetteer.title(word.lower) or word.lower in gazetteer.demonyms()


def _after_comma(word: Word, sentence: Sentence) -> bool:
    """Whether a short name of a US state is one: it has its point, or stands after a comma."""
    offset = word.index - sentence.words[0].index
    return word.text.endswith(".") or bool(offset) and sentence.words[offset - 1].text == ","


def _runs(sentence: Sentence, common: set[str], capitals: set[str]) -> Iterator[list[Word]]:
    """Stretches of capitalised words with the small words that can stand inside a name."""
    words, run, i = sentence.words, [], 0
    while i < len(words):
        n = _step(words, i, run, sentence, common, capitals)
        if n:
            run.extend(words[i:i + n])
            i += n
            continue
        if run:
            yield run
            run = []
        i += 1
    if run:
        yield run


def _step(words: list[Word], i: int, run: list[Word], sentence: Sentence, common: set[str], capitals: set[str]) -> int:
    """How many words the run grows by at `i`: 0 ends it."""
    found = gazetteer.match([word.text for word in words[i:i + 9]])
    if found and (found[1] > 1 or words[i].text[0].islower()):
        return found[1]
    if _capital(words[i], sentence, common, capitals):
        return 1
    nexts = words[i + 1:i + 3]
    if words[i].text in name_words("particle") and nexts and (
            (run and run[-1].tag.startswith("NNP")) or words[i].text in ("von", "van", "de", "al")):
        skip = 1 if nexts[0].text in name_words("particle") and len(nexts) > 1 else 0
        if nexts[skip].text[:1].isupper() and nexts[skip].tag.startswith("NNP"):
            return 1 + skip
    if run and (words[i].text in ("of", "for") and (_heads_phrase(run[-1]) or _in_long_body(run)) or words[i].text == "on" and run[-1].text in BOARDS):
        skip = 1 if nexts and nexts[0].lower in ("the", "a", "an") and len(nexts) > 1 else 0
        if nexts and nexts[skip].text[:1].isupper() and nexts[skip].text not in name_words("never"):
            return 1 + skip
    if run and words[i].text in ("&", "and") and nexts and nexts[0].text[:1].isupper() and (
            _names_committee(run, words[i + 1:i + 6]) or (words[i].text == "&" or any(word.text in ("of", "for") for word in run)) and (
                nexts[0].lower not in gazetteer.first_names() and not gazetteer.match([nexts[0].text]))):
        return 1
    return 0


def _names_committee(run: list[Word], following: list[Word]) -> bool:
    """Whether "and" stands inside the name of a committee of a chamber: "the Senate Homeland Security and Energy Committee"."""
    capitals = list(takewhile(lambda word: word.text[:1].isupper(), following))
    return len(run) > 1 and run[0].text in CHAMBERS and any(word.text in ("Committee", "Subcommittee") for word in capitals)


def _heads_phrase(word: Word) -> bool:
    """Whether "of ..." after this word belongs to the name (University of, Secretary of)."""
    return word.text in name_words("org") or word.text in ("House", "Secretary", "Minister", "Director", "Speaker", "Chief",
                                                          "Chairman", "Lord", "Prince", "Duke", "Archbishop", "Bishop",
                                                          "Attorney", "State", "Chancellor", "Head", "President",
                                                          "Brotherhood", "Daughters", "Sons", "Friends", "Leader")


def _in_long_body(run: list[Word]) -> bool:
    """Whether the run is already "Association for the ...", whose name goes on with a further "of"."""
    return any(word.text in name_words("org") and after.text in ("of", "for") for word, after in zip(run, run[1:]))


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
        if rest[0].lower in gazetteer.demonyms() and not _ends_as_body(rest):
            i += 1
            continue
        taken = _until_body(rest)
        yield Name(taken)
        i += len(taken)


def _describes(words: Sequence[Word]) -> bool:
    """Whether the first word only describes the name after it ("Republican ...", "Briton ...")."""
    return len(words) > 1 and words[0].text in name_words("people") and not _ends_as_body(words) and (
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
        if found and found[1] > 1 and words[i - 1].lower not in LINKS and not _ends_as_body(words):
            return words[:i]
    return words


def _ends_as_body(words: Sequence[Word]) -> bool:
    texts = [word.text for word in words]
    return texts[-1] in name_words("org") or any(
        text in name_words("org") and i + 1 < len(texts) and texts[i + 1] in ("of", "for", "on") for i, text in enumerate(texts))


def _part_of_longer(found: tuple[Body, int], words: list[Word]) -> bool:
    """Whether a match of the gazetteer is only the head of another name (Bank of ..., Jordan Smith)."""
    body, n = found
    if len(words) == n:
        return False
    rest = words[n:]
    if gazetteer.title(rest[0].lower) or rest[0].lower in ("of", "for", "and", "the"):
        return body.way == "body" and rest[0].lower in ("of", "for") and n == 1
    if _ends_as_body(rest):
        return not gazetteer.match([word.text for word in rest])
    if n == 1 and words[0].lower in gazetteer.first_names() and not words[0].text.isupper():
        return words[0].entity.endswith("PERSON") or rest[0].entity.endswith("PERSON")
    return n == 1 and body.way in ("capital", "state") and rest[-1].text in name_words("thing")


def _title_length(words: list[Word]) -> int:
    """How many words at the head are title: up to the last title word that leaves a name after it.

    All words where nothing but titles is there; 0 where there is no title.
    """
    spots = [i for i, word in enumerate(words) if gazetteer.title(word.lower) and word.lower not in LINKS]
    if not spots or _ends_as_body(words):
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
                                        or _ends_as_body(name.words)) and len(name.words) < 5
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


def judge(names: Sequence[Name], sentences: Sequence[Sentence]) -> None:
    """Decide what each name is, by the evidence of all its places together."""
    votes: dict[str, Counter] = defaultdict(Counter)
    surnames = Counter()
    for name in names:
        if name.titles and len(name.words) == 1 and not _ends_as_body(name.words):
            surnames[fold(name.text)] += 1  # "President Marsh"
        if not name.body:
            votes[name.text].update(_evidence(name, sentences[name.words[0].sentence]))
    for text, vote in votes.items():
        if len(text.split()) > 1 and vote["person"] > max(vote["org"], vote["place"], vote["none"]):
            surnames.update({fold(_surname(text)), fold(text.split()[0])})
        parts = text.split()
        if parts[-1] in LED and _is_led(parts[:-1]):
            surnames[fold(parts[-2])] += 1
    for name in names:
        if name.body:
            name.kind = name.body.kind
            continue
        vote = votes[name.text].copy()
        if len(name.words) == 1 and surnames[fold(name.text)] and not _is_company(vote):
            vote = Counter(person=max(0, vote["person"]) + 4, org=vote["firm"])  # Lincoln is a town, Hui a people, and spaCy sees firms
        name.kind, name.probability = _verdict(vote)


def _is_led(leader: Sequence[str]) -> bool:
    """Whether the words before "administration" or "campaign" are a person's name: Ann Marsh, Marsh; not Ohio, Irish, Senate."""
    if len(leader) > 1:
        return gazetteer.plain(leader[0]) in gazetteer.first_names()
    return bool(leader) and not gazetteer.match(leader) and leader[0].lower() not in gazetteer.demonyms() and (
        leader[0].isalpha() and not leader[0].isupper() and not gazetteer.noun(leader[0].lower()) and leader[0] not in gazetteer.parties())


def _is_company(vote: Counter) -> bool:
    """Whether a surname is mostly that of a company: more than what spaCy takes it for must say so."""
    return vote["firm"] > vote["places"] / 2 or bool(vote["article"]) and max(vote["firm"], 3 * vote["article"]) >= vote["person"]


def _surname(text: str) -> str:
    parts = [part for part in text.split() if part not in name_words("suffix")]
    return parts[-1] if parts else text


def _verdict(vote: Counter) -> tuple[str, float]:
    """The kind with most evidence, and how clear it is (0 to 1)."""
    scores = {kind: vote[kind] for kind in ("person", "org", "place", "group", "none")}
    best = max(scores, key=scores.get)
    total = sum(max(0.0, value) for value in scores.values())
    if scores[best] <= 0.9:
        return "none", 0.5
    sure = scores[best] / total
    return {"org": "organisation"}.get(best, best), round(min(0.97, 0.5 + 0.47 * sure), 3)


BUSINESS = {"shares", "stock", "profit", "profits", "revenue", "sales", "ceo", "vaccine", "spokesman", "spokeswoman", "employees",
            "executives", "customers", "users", "subsidiary", "shareholders", "investors", "plant", "products"}
LABELS = {"PERSON": "person", "ORG": "org", "GPE": "place", "LOC": "place", "FAC": "place", "NORP": "group",
          "EVENT": "none", "WORK_OF_ART": "none", "PRODUCT": "none", "LAW": "none", "LANGUAGE": "none", "DATE": "none",
          "TIME": "none", "MONEY": "none", "CARDINAL": "none", "ORDINAL": "none", "PERCENT": "none", "QUANTITY": "none"}


def _evidence(name: Name, sentence: Sentence) -> Counter:
    """What one place says about what the name is; "firm" counts what of "org" is told by the words around it alone."""
    scores: Counter = Counter(places=1)
    words = name.words
    offset = words[0].index - sentence.words[0].index
    before = sentence.words[offset - 1] if offset else None
    after = sentence.words[offset + len(words):offset + len(words) + 4]
    for word in words:
        if word.entity:
            scores[LABELS.get(word.entity[2:], "none")] += 1 / len(words)
    _inner_evidence(words, scores)
    if name.rule == BYLINE:
        scores["person"] += 6
    if name.rule == "name before a title":
        scores["org"] += 2
        scores["person"] -= 2
    if name.titles and not _ends_as_body(words):
        scores["person"] += 5 if gazetteer.title_use(name.titles[-1].lower) == "title" else 3
    elif before is not None and gazetteer.title(before.lower) and before.tag.startswith("N"):
        scores["person"] += 2
    elif before is not None and before.tag == "NN" and before.lemma in gazetteer.people():
        scores["person"] += 1.5
    if before is not None and before.lower in ("at", "with") and offset > 1 and sentence.words[offset - 2].tag in ("NN", "NNS") and (
            gazetteer.title_use(sentence.words[offset - 2].lemma) or sentence.words[offset - 2].lemma in gazetteer.people()):
        scores.update(org=2, firm=2)  # "an analyst at ..."
        scores["person"] -= 1.5
        scores["place"] -= 1
    for word, following in zip(after, after[1:]):
        if word.tag not in ("NN", "JJ"):
            break
        if following.tag == "NNP" and (gazetteer.title_use(word.lower) or word.lower in gazetteer.people()):
            scores.update(org=1, firm=1)  # "... partner Jane Doe", "... team boss John Doe"
            scores["person"] -= 1
    if before is not None and before.lower == "the" and not (name.last.dep == "compound" and after and after[0].tag[:2] == "NN"):
        scores["org"] += 1
        scores["person"] -= 2
        scores["article"] += 1
    if before is not None and before.lower in ("in", "at", "near"):
        scores["place"] += 1
        scores["person"] -= 0.5
    if after and after[0].text == "," and len(after) > 1 and (after[1].lower in ("who", "whose") or (
            after[1].text.isdigit() and len(after[1].text) == 2)):
        scores["person"] += 2
    if after and after[0].lower in ("who", "whom"):
        scores["person"] += 1.5
    if before is not None and gazetteer.nouns().get(before.lemma) == "organisation" and before.tag[:2] == "NN":
        scores.update(org=2.5, firm=2.5)
    if len(after) > 1 and after[0].text in ("'s", "’s", "'") and after[1].lower in BUSINESS or after and after[0].lower in BUSINESS:
        scores.update(org=2, firm=2)
    head = name.last
    if head.dep in ("nsubj", "nsubjpass") and head.head.lemma in gazetteer.verbs("say"):
        scores["person"] += 0.6
        scores["org"] += 0.3
    elif head.dep == "nsubj" and head.head.lemma in gazetteer.verbs("act"):
        scores["org"] += 0.3
    return scores


def _inner_evidence(words: Sequence[Word], scores: Counter) -> None:
    """What the words of the name themselves say."""
    texts = [word.text for word in words]
    first = gazetteer.plain(texts[0])
    joined = " ".join(texts)
    if 2 <= len(texts) <= 5 and first in gazetteer.first_names() and not _ends_as_body(words) and (
            texts[-1] not in name_words("thing")):
        scores["person"] += 2
    if len(texts) > 1 and any(len(text) == 2 and text[1] == "." and text[0].isupper() for text in texts):
        scores["person"] += 1.5
    if _ends_as_body(words) and not (len(texts) == 1 and words[0].tag == "NNP" and words[0].entity.endswith("PERSON")):
        scores["org"] += 4
    if joined in name_words("thing") or texts[-1] in name_words("thing"):
        scores["none"] += 8 if joined in name_words("thing") else 4
    if texts[-1] in LED:
        scores["org"] += 8
    if len(texts) == 1 and texts[0].isupper() and 2 <= len(texts[0]) <= 6:
        scores["org"] += 1
        scores["person"] -= 0.5
    if joined in gazetteer.cities() and (len(texts) == 1 or first not in gazetteer.first_names()):
        scores["place"] += 0.6 if words[0].entity.endswith(("PERSON", "ORG")) else 1.5
    if len(texts) == 1 and words[0].entity[2:] not in ("GPE", "LOC", "FAC") and (
            words[0].tag == "NNPS" and not words[0].entity.endswith("ORG") or words[0].lower in gazetteer.peoples()):
        scores["group"] += 1.5
    if texts[-1] in ("Republicans", "Democrats", "Conservatives", "Tories"):
        scores["group"] += 4
    elif words[-1].tag != "NNPS" and words[-1].entity.endswith("NORP"):
        scores["none"] += 3
    if joined in ("State", "State of the Union"):
        scores["none"] += 5
    if re.fullmatch(r"[RDI]-[A-Z][A-Za-z.]{1,5}", joined):
        scores["none"] += 5  # "(R-Texas)"
    if "-" in joined and joined.upper() == joined:
        scores["person"] -= 2
