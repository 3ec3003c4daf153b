"""Clauses: what the parse offers as attributed: a verb, noun or adjective with its complement and its subject.

Every candidate has a pattern; how often a word in that pattern is a cue is for `cues` to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from analysis import cues
from analysis.attributions import Span
from analysis.noun_clauses import Candidate, according, is_to, of_adjective, of_noun
from analysis.phrases import CITED, find_subject, is_passive, pieces, source_span, verb_group
from analysis.syntax import Sentence, Word

VERBS, NOUNS, ADJECTIVES = ("VB", "VBD", "VBG", "VBN", "VBP", "VBZ"), ("NN", "NNS"), ("JJ", "VBN")
ASKS = ("ask", "urge", "beg", "implore", "tell")
SEEMS = ("seem", "appear", "look")
EXTRAS = ("as", "of", "for", "on", "with", "to")
NOT_A_CLAUSE = {"because", "since", "if", "although", "though", "while", "when", "after", "before", "until", "once", "unless", "where"}


def find_candidates(sentence: Sentence) -> Iterator[Candidate]:
    """All complements of verbs, nouns and adjectives of a sentence, and what stands "according to" someone."""
    for word in sentence.words:
        if word.lower == "according":
            yield from according(word, sentence.words)
        elif word.tag in VERBS and word.dep not in ("aux", "auxpass", "amod", "case"):
            yield from _of_verb(word, sentence.words)
        elif word.tag in NOUNS:
            yield from of_noun(word, sentence.words)
        elif word.tag in ADJECTIVES and word.dep == "acomp":
            yield from of_adjective(word, sentence.words)


def lemma_of(word: Word) -> str:
    """Lemma with its particle."""
    particle = word.child("prt")
    return f"{word.lemma} {particle.lower}" if particle is not None else word.lemma


def _of_verb(verb: Word, words: list[Word]) -> Iterator[Candidate]:
    subject = find_subject(_first_cue(verb))
    for pattern, content, preposition in _complements(verb):
        if verb.lemma in SEEMS and pattern == "infinitive":
            subject = None
        yield _verbal(verb, words, subject, pattern, content, preposition)
    if _is_aside(verb, words):
        own = {w.index for w in verb.subtree()}
        rest = [w for w in _clause_around(verb).subtree() if w.index not in own]
        yield _verbal(verb, words, subject, "aside", rest, None)


def _first_cue(verb: Word) -> Word:
    """The cue whose subject a second one shares, else the verb itself."""
    first = verb.head.head
    return first if verb.dep == "conj" and verb.head.dep == "ccomp" and second_cue(verb.head, first) is verb else verb


def _verbal(verb: Word, words: list[Word], subject: Word | None, pattern: str, content: list[Word],
            preposition: Word | None) -> Candidate:
    first, last = verb_group(verb, words)
    if preposition is not None and preposition.index - words[0].index == last + 1:
        last += 1
    cue = (words[first].start, words[last].end)
    without = frozenset(w.index for w in content) if subject is not None and subject.index not in {w.index for w in content} else frozenset()
    source = source_span(subject, cue, words, without=without) if subject is not None else None
    content = [w for w in content if not words[first].index <= w.index <= words[last].index]
    return Candidate(verb, lemma_of(verb), "verb", pattern, source, cue, _without_relative(pieces(content), content), subject)


def _without_relative(spans: tuple[Span, ...], content: list[Word]) -> tuple[Span, ...]:
    """Pieces without a lone "what" that only stands for the rest: in "what she called a mess" the content is the mess."""
    lone = {(w.start, w.end) for w in content if w.lower == "what"}
    return tuple(span for span in spans if span not in lone)


def _complements(verb: Word) -> Iterator[tuple[str, list[Word], Word | None]]:
    """Pattern, words of the content, and the preposition that belongs to the cue."""
    clause = next((c for c in verb.children if c.dep == "ccomp" and not _is_adverbial(c)), None)
    if clause is not None:
        own = clause.child("nsubj")
        small = clause.tag not in VERBS and clause.child("cop", "aux") is None and own is not None and not _has_verb(clause)
        yield ("small" if small else "clause"), _without_cue(clause, verb), None
    if is_passive(verb):
        yield from _of_passive(verb)
    else:
        yield from _of_active(verb)


def _of_active(verb: Word) -> Iterator[tuple[str, list[Word], Word | None]]:
    thing, after = verb.child("dobj"), [c for c in verb.children if c.index > verb.index]
    infinitive = _infinitive(verb, thing)
    if infinitive is not None and thing is not None and thing.index < infinitive.index:
        yield "object+to", ([] if verb.lemma in ASKS else thing.subtree()) + infinitive.subtree(), None
    elif infinitive is not None and verb.lemma in SEEMS and verb.child("nsubj") is not None:
        yield "infinitive", verb.child("nsubj").subtree() + infinitive.subtree(), None
    elif infinitive is not None:
        yield ("gerund" if infinitive.tag == "VBG" else "infinitive"), infinitive.subtree(), None
    if thing is not None and infinitive is None:
        extra = next((c for c in after if c.dep in ("prep", "oprd") and c.index > thing.index and c.lower in EXTRAS), None)
        if extra is not None:
            yield f"object+{extra.lower}", thing.subtree() + extra.subtree(), None
        complement = verb.child("oprd")
        yield "object", thing.subtree() + (complement.subtree() if complement is not None else []), None
    if thing is None:
        for preposition, inner in _prepositions(after):
            yield preposition.lower, inner.subtree(), preposition


def _of_passive(verb: Word) -> Iterator[tuple[str, list[Word], Word | None]]:
    """What is said of the passive's subject, who is part of the content."""
    after = [c for c in verb.children if c.index > verb.index]
    patient = verb.child("nsubjpass")
    own = {w.index for w in verb.subtree()}
    if patient is None and verb.dep == "acl":
        theme = [w for w in verb.head.subtree() if w.index not in own]
    else:
        theme = patient.subtree() if patient is not None and patient.lower != "it" else []
    complement, infinitive = verb.child("oprd"), _infinitive(verb, None)
    if infinitive is not None:
        yield "passive+to", theme + infinitive.subtree(), None
    elif complement is not None:
        yield "passive+oprd", theme + complement.subtree(), None
    for preposition, inner in _prepositions(after):
        if verb.lemma in CITED and inner.dep == "pcomp":
            continue  # "was quoted as saying": the cue of another
        if verb.child("agent") is None or preposition.index == verb.index + 1:
            belongs = preposition.index == verb.index + 1
            yield f"passive+{preposition.lower}", theme + (inner if belongs else preposition).subtree(), preposition
    if verb.child("agent") is not None and theme:
        yield "passive", theme, None


def _prepositions(words: list[Word]) -> Iterator[tuple[Word, Word]]:
    for word in words:
        inner = word.child("pobj", "pcomp") if word.dep == "prep" else None
        if inner is not None:
            yield word, inner


def _infinitive(verb: Word, thing: Word | None) -> Word | None:
    """The infinitive or gerund a verb takes, also where the parse calls it adverbial but it follows at once."""
    for child in verb.children:
        near = child.dep == "advcl" and thing is None and child.index - verb.index <= 2 and is_to(child)
        if child.index > verb.index and (child.dep == "xcomp" or near):
            return child
    return None


def _has_verb(clause: Word) -> bool:
    return any(c.dep in ("aux", "auxpass", "cop") or c.tag in ("VBZ", "VBD", "VBP") for c in clause.children)


def _is_adverbial(clause: Word) -> bool:
    mark = clause.child("mark")
    return mark is not None and mark.lower in NOT_A_CLAUSE - {"if"}


def _without_cue(clause: Word, verb: Word) -> list[Word]:
    """A clause without its cue, and without a second cue that the parse joined to it ("said that …, and added that …")."""
    second = second_cue(clause, verb)
    left_out = {w.index for w in second.subtree()} if second is not None else set()
    content = [w for w in clause.subtree() if w.index != verb.index and w.index not in left_out]
    while second is not None and content and content[-1].tag in ("CC", ","):
        content.pop()
    return content


def second_cue(clause: Word, verb: Word) -> Word | None:
    """A verb of saying in the cue's own tense, joined to its clause, without a subject and with a clause of its own."""
    joined = clause.child("conj")
    if joined is None or joined.tag != verb.tag or not cues.speaks(joined.lemma) or joined.child("nsubj", "nsubjpass", "aux"):
        return None
    told = joined.child("ccomp")
    return joined if told is not None and told.child("mark") is not None and clause.child("aux") is not None else None


def _is_aside(verb: Word, words: list[Word]) -> bool:
    """A verb with a subject set off inside another clause: "the deal, he said, is dead", "as he said"."""
    if verb.dep not in ("ccomp", "parataxis", "advcl", "dep") or verb.head is verb or verb.child("nsubj") is None:
        return False
    if any(c.dep in ("ccomp", "dobj", "xcomp", "acomp", "attr") for c in verb.children):
        return False
    mark = verb.child("mark")
    if verb.dep == "advcl" and (mark is None or mark.lower != "as"):
        return False
    if len(verb.subtree()) > 25:
        return False
    return True


def _clause_around(verb: Word) -> Word:
    return verb.head


