"""Noun phrases that may stand for an actor: "the Russian leader", "both sides", "several member states"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from analysis import gazetteer
from analysis.name_parts import Name
from analysis.syntax import Sentence, Word, written

INSIDE = {"JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "CD", "VBN", "VBG", "HYPH", "POS", "AFX", "DT", "PRP$", "PDT", "FW"}
UNNAMING = ("DT", "PRP$", "PDT", "POS")
DEFINITE = {"the", "this", "that", "these", "those"}
DASHES = ("-", "--", "–", "—")
RELATIONAL = {"head", "leader", "director", "chief", "president", "chairman", "chairwoman", "adviser", "advisor", "aide",
              "ambassador", "spokesman", "spokeswoman", "spokesperson", "member", "secretary", "minister", "governor",
              "founder", "co-founder", "editor", "professor", "son", "daughter", "wife", "husband", "owner", "commander",
              "mayor", "speaker", "author", "king", "queen", "envoy", "manager", "captain", "chair", "executive"}


@dataclass(slots=True, eq=False)
class Phrase:
    """A noun phrase whose head can be an actor.

    Attributes
    ----------
    states : list of str
        States or sides of its demonyms and attributive names, in order.
    kind : str
        "person" or a kind of `gazetteer.nouns`; plural offices are "crowd".
    owner : Word or None
        The possessor: a pronoun ("his") or the last word of a name ("Zelenskyy's").
    """

    words: list[Word]
    head: Word
    kind: str
    states: list[str] = field(default_factory=list)
    owner: Word | None = None
    extra_end: int = 0

    @property
    def start(self) -> int:
        """First character."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """One past the last character, the complement of a relational head ("head of ...") included."""
        return self.extra_end or self.head.end

    @property
    def determiner(self) -> str:
        """The first word if it is a determiner or number, lower case; else ""."""
        first = self.words[0]
        return first.lower if first.tag in ("DT", "PDT", "CD", "PRP$") or first.lower in ("both", "many", "several") else ""

    @property
    def bare(self) -> str:
        """Its words as they stand, without articles, possessors and numbers; the head alone where nothing else is left."""
        left = (word.tag in UNNAMING or word.tag == "CD" and (self.plural or word.lower == "one") for word in self.words)
        return written([word for word, out in zip(self.words, left) if not out] or [self.head])

    @property
    def plural(self) -> bool:
        """Whether the head is a plural noun."""
        return self.head.tag in ("NNS", "NNPS") or self.head.lower in ("police", "people")

    @property
    def modifiers(self) -> list[str]:
        """The words between determiner and head, lower case."""
        return [word.lower for word in self.words[:-1] if word.tag not in ("DT", "PDT", "PRP$", "POS", "CD")]

    @property
    def speaks(self) -> bool:
        """Whether it is the subject or agent of a verb of saying, or follows "according to" or "citing"."""
        verb = self.head.head
        if self.head.dep in ("nsubj", "nsubjpass") and verb.lemma in gazetteer.verbs("say"):
            return True
        clause = self.head.child("relcl")
        if clause is not None and clause.lemma in gazetteer.verbs("say") and any(
                child.lower == "who" and child.dep == "nsubj" for child in clause.children):
            return True
        return (self.head.dep == "pobj" and verb.lower in ("by", "to") and (
            verb.dep == "agent" or verb.head.lower == "according")) or (self.head.dep == "dobj" and verb.lemma == "cite")

    @property
    def acts(self) -> bool:
        """Whether it is a subject or agent of any verb but "be"."""
        return (self.head.dep == "nsubj" and self.head.head.lemma != "be") or (
            self.head.dep == "pobj" and self.head.head.dep == "agent") or self.speaks


def find_phrases(sentence: Sentence, names: list[Name]) -> Iterator[Phrase]:
    """The noun phrases of one sentence that may stand for an actor, in order of their heads.

    Descriptions directly before a name ("Foreign Minister ...") are titles, not phrases.
    """
    owner = {word.index: name for name in names for word in name.words}
    starts = {name.words[0].index for name in names}
    first = sentence.words[0].index if sentence.words else 0
    for word in sentence.words:
        kind = noun_kind(word)
        if not kind or word.index in owner or word.dep == "compound" or word.index + 1 in starts:
            continue
        after = sentence.words[word.index - sentence.words[0].index + 1:][:1]
        if after and after[0].tag in ("NN", "NNS") and after[0].dep != "npadvmod":
            continue
        words = _left_edge(word, sentence, owner)
        phrase = Phrase(words, word, kind)
        _read_modifiers(phrase, owner)
        if kind == "person" and word.lemma in RELATIONAL:
            phrase.extra_end = _complement_end(word, sentence)
            if any(other.start >= phrase.end and other.index in starts for other in sentence.words[
                    word.index - first:][:9] if other.start - phrase.end < 2):
                continue
        yield phrase


def noun_kind(word: Word) -> str:
    """What a common noun can stand for: "person", a kind of `gazetteer.nouns`, or ""."""
    if not word.tag.startswith("NN"):
        return "crowd" if word.lower in ("many", "critics") and word.dep == "nsubj" else ""
    nouns = gazetteer.nouns()
    plural = word.tag in ("NNS", "NNPS")
    if word.lower in nouns:
        return nouns[word.lower]
    if word.lower in ("men", "women", "people") and plural:
        return "crowd"
    if word.lemma in nouns:
        kind = nouns[word.lemma]
        return kind if not plural or kind in ("side", "delegation", "state") else "crowd"
    if gazetteer.title_use(word.lemma) == "office" and word.lemma not in ("vice", "prime", "acting", "general", "major",
                                                                              "assistant", "justice", "father's", "host"):
        return "crowd" if plural else "person"
    if word.lemma in gazetteer.people():
        return "crowd" if plural else "person"
    return ""


def _left_edge(head: Word, sentence: Sentence, owner: dict[int, Name]) -> list[Word]:
    """Determiner, premodifiers and head."""
    first = sentence.words[0].index
    start = i = head.index - first
    while i > 0:
        word = sentence.words[i - 1]
        joins = word.lower in ("and", "or") and _demonym(sentence.words[i], owner) and i > 1 and _demonym(
            sentence.words[i - 2], owner)
        if not joins and (word.tag not in INSIDE or word.entity[2:] in ("DATE", "TIME")) and not (
                word.lower in ("both", "neither") or word.index in owner):
            break
        if word.text in DASHES and word.end < sentence.words[i].start:
            break  # after a dateline
        if word.tag in ("VBN", "VBG") and word.dep not in ("amod", "compound", "nmod"):
            break
        if word.tag in ("NN", "NNS") and not _belongs(word, head) and sentence.words[i].tag != "POS":
            break
        i -= 1
        start = i
        if word.tag in ("DT", "PRP$", "PDT") or word.lower in ("both", "neither"):
            break
    return sentence.words[start:head.index - first + 1]


def _belongs(word: Word, head: Word) -> bool:
    for above in word.ancestors():
        if above is head:
            return True
        if above.index > head.index:
            return False
    return False


def _demonym(word: Word, owner: dict[int, Name]) -> str:
    """The state or side of an adjective or attributive name, or ""."""
    if word.index in owner and owner[word.index].body:
        body = owner[word.index].body
        return body.side or body.name
    return gazetteer.demonyms().get(word.lower, "") if word.text[:1].isupper() else ""


def _read_modifiers(phrase: Phrase, owner: dict[int, Name]) -> None:
    """Fill in states and owner.  Two-word demonyms ("South Korean") are read as one."""
    words = phrase.words[:-1]
    for i, word in enumerate(words):
        if word.tag == "PRP$":
            phrase.owner = word
        elif word.tag == "POS" and i:
            phrase.owner = words[i - 1]
            phrase.states.clear()
            continue
        pair = f"{word.lower} {words[i + 1].lower}" if i + 1 < len(words) else ""
        state = gazetteer.demonyms().get(pair) or _demonym(word, owner)
        if state and state not in phrase.states and not (i and f"{words[i - 1].lower} {word.lower}" in gazetteer.demonyms()):
            phrase.states.append(state)


def _complement_end(head: Word, sentence: Sentence) -> int:
    """Where "of ..." or "to ..." after a relational head ends; 0 where there is none."""
    offset = head.index - sentence.words[0].index + 1
    words = sentence.words[offset:]
    if not words or words[0].lower not in ("of", "to") or words[0].head is not head or (
            words[0].lower == "to" and head.lemma not in ("adviser", "advisor", "aide", "ambassador", "envoy")):
        return 0
    noun = words[0].child("pobj")
    if noun is None or noun.index < head.index:
        return 0
    return noun.end if noun.index - head.index < 12 else 0
