"""Names: runs of capitalised words cut into titles, bodies of the gazetteer and names still to be judged.

What sort of name an unknown one is, is decided over the whole article by `name_kinds`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis import gazetteer
from analysis.gazetteer import Body
from analysis.name_kinds import LED, ends_as_body, judge
from analysis.name_parts import Name, split
from analysis.registry import Registry
from analysis.runs import capital_words, common_words, find_runs, is_loud
from analysis.syntax import Sentence, Word, written
from analysis.tables import BYLINE

PLAIN = {"is", "who", "us", "it", "as", "in", "un", "pm"}


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
                    (loud if shouting else quiet).extend(_with_followers(name, sentence) for name in split(stretch))
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


def _with_followers(name: Name, sentence: Sentence) -> Name:
    """A person's name before "administration" or "campaign" names a body ("the Smith administration")."""
    offset = name.words[-1].index - sentence.words[0].index + 1
    after = sentence.words[offset:offset + 1]
    if name.body or not after or after[0].lower not in LED or after[0].tag != "NN":
        return name
    return Name([*name.words, after[0]], rule="name of a body led by a person", probability=0.85)


def _fit(names: list[Name], known: dict[str, str], people: set[str]) -> Iterator[Name]:
    """Of a headline's runs, the stretches that are known names."""
    for name in names:
        full = len(name.words) > 1 and (gazetteer.plain(name.words[0].text) in gazetteer.first_names()
                                        or ends_as_body(name.words)) and len(name.words) < 5
        shorter = any(gazetteer.plain(written(name.words[:n])) in known for n in range(2, len(name.words)))
        if name.body or full and not shorter and name.kind in ("person", "organisation"):
            yield name
            continue
        i = 0
        while i < len(name.words):
            n = next((n for n in range(len(name.words) - i, 0, -1)
                      if gazetteer.plain(written(name.words[i:i + n])) in known
                      or (n < 4 and gazetteer.plain(written(name.words[i:i + n])) in people)), 0)
            if n:
                key = gazetteer.plain(written(name.words[i:i + n]))
                yield Name(name.words[i:i + n], kind=known.get(key, "person"), rule="name in a headline", probability=0.85)
            i += n or 1
