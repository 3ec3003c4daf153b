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
    from analysis.names import Name

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
    if name.titles and not ends_as_body(words):
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


def ends_as_body(words: Sequence[Word]) -> bool:
    texts = [word.text for word in words]
    return texts[-1] in name_words("org") or any(
        text in name_words("org") and i + 1 < len(texts) and texts[i + 1] in ("of", "for", "on") for i, text in enumerate(texts))
