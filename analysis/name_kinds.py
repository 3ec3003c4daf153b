"""Name kinds: whether a name is a person's, a body's, a place's or nobody's, by the evidence of all its places together.

Titles and first names before it, the words it ends in, how spaCy labels it each time, what stands around it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis import gazetteer
from analysis.cast import fold
from analysis.gazetteer import name_words
from analysis.syntax import Sentence, Word
from analysis.tables import BYLINE

if TYPE_CHECKING:
    from analysis.name_parts import Name

LED = ("administration", "campaign", "government")  # bodies named after a person


def judge(names: Sequence[Name], sentences: Sequence[Sentence]) -> None:
    """Decide what each name is, by the evidence of all its places together."""
    votes: dict[str, Counter] = defaultdict(Counter)
    surnames = Counter()
    for name in names:
        if name.titles and len(name.words) == 1 and not ends_as_body(name.words):
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
    for word in words:
        if word.entity:
            scores[LABELS.get(word.entity[2:], "none")] += 1 / len(words)
    _inner_evidence(words, scores)
    if name.rule == BYLINE:
        scores["person"] += 6
    if name.rule == "name before a title":
        scores.update(org=2, person=-2)
    offset = words[0].index - sentence.words[0].index
    after = sentence.words[offset + len(words):offset + len(words) + 4]
    _title_evidence(name, sentence.words[:offset], scores)
    _evidence_before(name, sentence.words[:offset], after, scores)
    _evidence_after(after, scores)
    head = name.last
    if head.dep in ("nsubj", "nsubjpass") and head.head.lemma in gazetteer.verbs("say"):
        scores.update(person=0.6, org=0.3)
    elif head.dep == "nsubj" and head.head.lemma in gazetteer.verbs("act"):
        scores["org"] += 0.3
    return scores


def _title_evidence(name: Name, before: Sequence[Word], scores: Counter) -> None:
    """What a title, an office or a noun for persons before the name says."""
    if name.titles and not ends_as_body(name.words):
        scores["person"] += 5 if gazetteer.title_use(name.titles[-1].lower) == "title" else 3
    elif before and gazetteer.title(before[-1].lower) and before[-1].tag.startswith("N"):
        scores["person"] += 2
    elif before and before[-1].tag == "NN" and before[-1].lemma in gazetteer.people():
        scores["person"] += 1.5


def _evidence_before(name: Name, before: Sequence[Word], after: Sequence[Word], scores: Counter) -> None:
    """What the article, preposition or noun before the name says."""
    if not before:
        return
    last, noun = before[-1], before[-2] if len(before) > 1 else None
    if last.lower in ("at", "with") and noun is not None and noun.tag in ("NN", "NNS") and (
            gazetteer.title_use(noun.lemma) or noun.lemma in gazetteer.people()):
        scores.update(org=2, firm=2, person=-1.5, place=-1)  # "an analyst at ..."
    if last.lower == "the" and not (name.last.dep == "compound" and after and after[0].tag[:2] == "NN"):
        scores.update(org=1, article=1, person=-2)
    if last.lower in ("in", "at", "near"):
        scores.update(place=1, person=-0.5)
    if gazetteer.nouns().get(last.lemma) == "organisation" and last.tag[:2] == "NN":
        scores.update(org=2.5, firm=2.5)


def _evidence_after(after: Sequence[Word], scores: Counter) -> None:
    """What the words that follow the name say."""
    for word, following in zip(after, after[1:]):
        if word.tag not in ("NN", "JJ"):
            break
        if following.tag == "NNP" and (gazetteer.title_use(word.lower) or word.lower in gazetteer.people()):
            scores.update(org=1, firm=1, person=-1)  # "... partner Jane Doe", "... team boss John Doe"
    texts = [word.lower for word in after[:2]]
    if texts[:1] == [","] and len(texts) > 1 and (texts[1] in ("who", "whose") or texts[1].isdigit() and len(texts[1]) == 2):
        scores["person"] += 2  # "Jane Doe, 42, ..."
    if texts[:1] in (["who"], ["whom"]):
        scores["person"] += 1.5
    owned = texts[1:] if texts[:1] and texts[0] in ("'s", "’s", "'") else texts[:1]
    if owned and owned[0] in BUSINESS:
        scores.update(org=2, firm=2)


def _inner_evidence(words: Sequence[Word], scores: Counter) -> None:
    """What the words of the name themselves say."""
    texts = [word.text for word in words]
    first = gazetteer.plain(texts[0])
    joined = " ".join(texts)
    if 2 <= len(texts) <= 5 and first in gazetteer.first_names() and not ends_as_body(words) and (
            texts[-1] not in name_words("thing")):
        scores["person"] += 2
    if len(texts) > 1 and any(len(text) == 2 and text[1] == "." and text[0].isupper() for text in texts):
        scores["person"] += 1.5
    if ends_as_body(words) and not (len(texts) == 1 and words[0].tag == "NNP" and words[0].entity.endswith("PERSON")):
        scores["org"] += 4
    if joined in name_words("thing") or texts[-1] in name_words("thing"):
        scores["none"] += 8 if joined in name_words("thing") else 4
    if texts[-1] in LED:
        scores["org"] += 8
    if len(texts) == 1 and texts[0].isupper() and 2 <= len(texts[0]) <= 6:
        scores["org"] += 1
        scores["person"] -= 0.5
    if joined in ("State", "State of the Union") or re.fullmatch(r"[RDI]-[A-Z][A-Za-z.]{1,5}", joined):
        scores["none"] += 5  # "(R-Texas)"
    if "-" in joined and joined.upper() == joined:
        scores["person"] -= 2
    _origin_evidence(words, first, joined, scores)


def _origin_evidence(words: Sequence[Word], first: str, joined: str, scores: Counter) -> None:
    """Whether the name is that of a city, of a people, or of the members of a party."""
    entity, last = words[0].entity, words[-1]
    if joined in gazetteer.cities() and (len(words) == 1 or first not in gazetteer.first_names()):
        scores["place"] += 0.6 if entity.endswith(("PERSON", "ORG")) else 1.5
    if len(words) == 1 and entity[2:] not in ("GPE", "LOC", "FAC") and (
            last.tag == "NNPS" and not entity.endswith("ORG") or last.lower in gazetteer.peoples()):
        scores["group"] += 1.5
    if last.text in ("Republicans", "Democrats", "Conservatives", "Tories"):
        scores["group"] += 4
    elif last.tag != "NNPS" and last.entity.endswith("NORP"):
        scores["none"] += 3


def ends_as_body(words: Sequence[Word]) -> bool:
    texts = [word.text for word in words]
    return texts[-1] in name_words("org") or any(
        text in name_words("org") and i + 1 < len(texts) and texts[i + 1] in ("of", "for", "on") for i, text in enumerate(texts))
