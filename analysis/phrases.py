"""Phrases: from a word of the parse to the stretch of text that PolNeAR's annotators would mark for it."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.attributions import Span
from analysis.syntax import Word

EDGES = {",", ".", ";", ":", "-", "--", "–", "—", "...", "…", "(", ")", "[", "]", "*", "•"}
SUBJECTS = ("nsubj", "nsubjpass", "csubj")
BORROWS = ("conj", "xcomp", "advcl", "pcomp", "ccomp", "prep")
CITED = ("quote", "cite", "report")
MODIFIERS = ("aux", "auxpass", "neg", "advmod")


def pieces(words: Iterable[Word]) -> tuple[Span, ...]:
    """The words as runs of neighbours, without marks at their edges; quotation marks stay."""
    runs: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.index):
        if runs and word.index == runs[-1][-1].index + 1:
            runs[-1].append(word)
        else:
            runs.append([word])
    spans = (strip_edges(run) for run in runs)
    return tuple(span for span in spans if span)


def strip_edges(run: list[Word]) -> Span | None:
    """First and last character of a run that are no comma, stop, dash or bracket; None where nothing is left."""
    first, last = 0, len(run)
    while first < last and run[first].text in EDGES:
        first += 1
    while first < last and run[last - 1].text in EDGES - {")", "]", "…", "..."}:
        last -= 1
    return (run[first].start, run[last - 1].end) if any(w.text[0].isalnum() for w in run[first:last]) else None


def find_subject(word: Word) -> Word | None:
    """Who does what the verb says: its own subject, or that of the verb it depends on or is joined to.

    Of a passive it is the agent ("by …"), and nobody where none is named; but he who "was quoted as saying" says it.
    """
    if is_passive(word):
        return _agent(word)
    for _ in range(6):
        subject = word.child(*SUBJECTS)
        if subject is not None:
            return subject
        if word.dep in ("acl", "relcl"):
            return word.head
        if word.dep not in BORROWS or word.head is word:
            return None
        word = word.head
        if word.dep == "pobj" or (is_passive(word) and word.child(*SUBJECTS) is None and word.dep != "acl"):
            return None
    return None


def is_passive(verb: Word) -> bool:
    """Whether a verb is in the passive, also without its auxiliary: "when asked", "demands backed by"."""
    if verb.tag != "VBN":
        return verb.tag == "VBD" and verb.child("agent") is not None and verb.child("dobj", "nsubj") is None
    if verb.child("auxpass") is not None:
        return True
    if verb.child("aux", "nsubj", "dobj") is not None:
        return False
    return verb.dep != "conj" or (verb.head.tag == "VBN" and is_passive(verb.head)) or verb.child("agent") is not None


def _agent(word: Word) -> Word | None:
    by = word.child("agent")
    return by.child("pobj") if by is not None else None


def source_span(word: Word, cue: Span | None, words: list[Word], *, without: frozenset[int] = frozenset()) -> Span | None:
    """The whole noun phrase of a source, up to but not over its cue.

    As in PolNeAR, an apposition between commas keeps its last comma where the cue follows at once.
    """
    branch = [w for w in word.subtree() if w.index not in without]
    branch = _unbroken(branch, word, cue)
    span = strip_edges(branch) if branch else None
    if span is None:
        return (word.start, word.end)
    inside = [w for w in branch if span[0] <= w.start < span[1]]
    after = inside[-1].index + 1 - words[0].index
    if cue and cue[0] > span[0] and any(w.text == "," for w in inside) and after < len(words) and words[after].text == ",":
        span = (span[0], words[after].end)
    return span


def _unbroken(branch: list[Word], word: Word, cue: Span | None) -> list[Word]:
    """The run of neighbours round a word that does not touch its cue."""
    clear = {w.index: w for w in branch if cue is None or w.end <= cue[0] or w.start >= cue[1]}
    first = last = word.index
    if word.index not in clear:
        return []
    while first - 1 in clear:
        first -= 1
    while last + 1 in clear:
        last += 1
    return [clear[i] for i in range(first, last + 1)]


def verb_group(word: Word, words: list[Word]) -> tuple[int, int]:
    """First and last word (inclusive, as places in `words`) of a verb with its auxiliaries, negation and particles."""
    offset = words[0].index
    if word.dep == "pcomp" and word.head.lower == "as" and word.head.head.lemma in CITED:
        return verb_group(word.head.head, words)[0], word.index - offset
    first = last = word.index - offset
    children = {child.index - offset: child for child in word.children}
    while first - 1 >= 0 and first - 1 in children and children[first - 1].dep in MODIFIERS:
        first -= 1
    while first < word.index - offset and words[first].dep == "advmod" and words[first].tag in ("WRB", "RB") \
            and words[first].lower in ("when", "where", "why", "how", "so", "then", "instead", "however", "but"):
        first += 1
    if last + 1 in children and children[last + 1].dep == "prt":
        last += 1
    return first, last
