"""Web Annotation: a coding as a W3C annotation collection in JSON-LD (Web Annotation Data Model, 2017), out and in.

Each mark is an annotation whose targets are stretches of the article, named by their words (TextQuoteSelector) and
their place in code points (TextPositionSelector).  The class is a body for `classifying`, each column a body for
`tagging`, and the row's id a body for `identifying`; sources, cues and conditions are annotations for `linking`.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path

from analysis import paths
from analysis.anchors import Anchor, find_anchor
from analysis.documents import InputError
from analysis.marks import (
    CARDS,
    KINDS,
    PARTS,
    SHOWN,
    TABLE_OF,
    Frames,
    Mark,
    Returned,
    Span,
    as_list,
    as_map,
    digest,
    find_marks,
    is_span,
    make_cards,
    pack,
    read_json,
    unpack,
)

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"coding": {"@id": "urn:x-discourse:coding", "@type": "@json"}}]
AROUND = 32  # characters of context on each side, as in corrections
CARD_KINDS = {"documents": "Document", "actors": "Actor", "issues": "Issue"}


def write_web_annotation(text: str, frames: Frames, path: Path, *, went_out: Frames | None = None) -> Path:
    """Write a coding as one annotation collection; the same coding gives the same bytes.

    Parameters
    ----------
    went_out : mapping of str to DataFrame, optional
        What the file is to be compared with when it comes back; the coding itself unless given.
    """
    source = f"urn:x-sha256:{digest(text)}"
    items = [_of_card(name, row, source) for name, rows in make_cards(frames).items() for row in rows]
    for mark in find_marks(frames):
        items += _of_mark(mark, text, source)
    page = dict(id=_name(source, "page"), type="AnnotationPage", startIndex=0, items=items)
    collection = {"@context": CONTEXT, "id": _name(source, "collection"), "type": "AnnotationCollection", "label": "Coding of an article",
                  "total": len(items), "first": page, "coding": pack(went_out or frames)}
    with paths.replacing(path) as draft:
        draft.write_text(json.dumps(collection, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return path


def _name(source: str, what: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{source}#{what}')}"


def _body(purpose: str, value: str) -> dict[str, str]:
    return dict(type="TextualBody", purpose=purpose, value=value, format="text/plain")


def _target(span: Span, text: str, source: str) -> dict:
    start, end = span
    quote = dict(type="TextQuoteSelector", exact=text[start:end], prefix=text[max(0, start - AROUND):start], suffix=text[end:end + AROUND])
    return dict(type="SpecificResource", source=source, selector=[quote, dict(type="TextPositionSelector", start=start, end=end)])


def _of_card(name: str, row: dict[str, str], source: str) -> dict:
    kind = CARD_KINDS[name]
    bodies = [_body("classifying", kind), *(_body("tagging", f"{column}={words}") for column, words in row.items() if words)]
    return dict(id=_name(source, f"{kind} {next(iter(row.values()))}"), type="Annotation", motivation="describing", body=bodies, target=source)


def _of_mark(mark: Mark, text: str, source: str) -> Iterator[dict]:
    name = _name(source, mark.id)
    bodies = [_body("classifying", KINDS[mark.table]), _body("identifying", mark.id),
              *(_body("tagging", f"{column}={words}") for column, words in mark.cells.items())]
    yield dict(id=name, type="Annotation", motivation="classifying", body=bodies, target=[_target(span, text, source) for span in mark.spans])
    for part, span in mark.parts.items():
        link = dict(type="SpecificResource", purpose="linking", source=name)
        yield dict(id=_name(source, f"{mark.id} {part}"), type="Annotation", motivation="linking",
                   body=[_body("classifying", part.capitalize()), link], target=_target(span, text, source))


# ---- Reading -------------------------------------------------------------------------------------------


def read_web_annotation(path: Path, text: str) -> Returned:
    """Read a collection, a page or a list of annotations, of ours or of others.

    Raises
    ------
    InputError
        Where the file holds no annotations, or what went out in it is of another text.
    """
    found = read_json(path)
    coded = as_map(found).get("coding")
    came = Returned(went_out=unpack(coded, text, path.name))
    items = found if isinstance(found, list) else as_list(as_map(as_map(found).get("first") or found).get("items"))
    if not items and coded is None:
        raise InputError(f"{path.name} holds no annotations: neither a collection, nor a page, nor a list of them.")
    whole = [item for item in items if isinstance(item, dict)]
    came.unread += [f"Item {number} of {path.name} is no annotation." for number, item in enumerate(items, 1) if not isinstance(item, dict)]
    parts = _read_parts(whole, text, came)
    cards: dict[str, list[dict[str, str]]] = {name: [] for name in CARDS}
    for item in whole:
        kind = _kind(item)
        name = next((name for name, of in CARD_KINDS.items() if of == kind), None)
        if name:
            cards[name].append(_tags(item))
        elif kind in TABLE_OF:
            _read_mark(item, TABLE_OF[kind], parts, text, came)
        elif kind.lower() not in {part for names in PARTS.values() for part in names}:
            came.unread.append(f"The annotation {_label(item)} says of no body for classifying what it is: {', '.join(TABLE_OF)}.")
    came.cards = cards if came.went_out is not None else {name: rows for name, rows in cards.items() if rows}
    return came


def _label(item: dict) -> str:
    selectors = [as_map(s) for target in as_list(item.get("target")) for s in as_list(as_map(target).get("selector"))]
    words = next((str(s["exact"]) for s in selectors if s.get("exact")), "")
    return f"“{words[:60]}”" if words else str(item.get("id", "without id"))[:80]


def _bodies(item: dict, purpose: str) -> list[str]:
    bodies = [body if isinstance(body, dict) else dict(purpose="tagging", value=body) for body in as_list(item.get("body"))]
    return [str(body["value"]) for body in bodies if body.get("purpose", "tagging") == purpose and body.get("value")]


def _kind(item: dict) -> str:
    """What an annotation is; others may say it in a plain tag."""
    known = [*TABLE_OF, *CARD_KINDS.values(), *(part.capitalize() for names in PARTS.values() for part in names)]
    return next((words for words in [*_bodies(item, "classifying"), *_bodies(item, "tagging")] if words in known), "")


def _tags(item: dict) -> dict[str, str]:
    return {name.strip(): words for name, mark, words in (tag.partition("=") for tag in _bodies(item, "tagging")) if mark}


def _read_parts(items: list[dict], text: str, came: Returned) -> dict[str, dict[str, Span]]:
    """Sources, cues and conditions, by the id of the annotation they belong to."""
    found: dict[str, dict[str, Span]] = {}
    for item in items:
        part = _kind(item).lower()
        if any(part in names for names in PARTS.values()):
            spans = _spans(item, text, came)
            owners = [body.get("source") for body in as_list(item.get("body")) if as_map(body).get("purpose") == "linking"]
            if spans and not owners:
                came.unread.append(f"The {part} {_label(item)} is linked to nothing.")
            for owner in owners if spans else ():
                found.setdefault(str(owner), {})[part] = spans[0]
    return found


def _spans(item: dict, text: str, came: Returned) -> list[Span]:
    found = [_span(as_map(target), text) for target in as_list(item.get("target"))]
    if None in found or not found:
        came.unread.append(f"The annotation {_label(item)} stands nowhere in the article.")
        return []
    return [span for span in found if span is not None]


def _span(target: dict, text: str) -> Span | None:
    """The stretch a target means: by its place where the words agree, else by its words."""
    selectors = {str(as_map(s).get("type")): as_map(s) for s in as_list(target.get("selector"))}
    place, quote = selectors.get("TextPositionSelector", {}), selectors.get("TextQuoteSelector", {})
    start, end, exact = place.get("start"), place.get("end"), quote.get("exact")
    if is_span(start, end, text) and exact in (None, text[start:end]):
        return start, end  # type: ignore[return-value]
    if not isinstance(exact, str) or not exact:
        return None
    prefix, suffix = str(quote.get("prefix") or ""), str(quote.get("suffix") or "")
    if text.count(prefix + exact + suffix) == 1:
        start = text.index(prefix + exact + suffix) + len(prefix)
        return start, start + len(exact)
    return find_anchor(text, Anchor(prefix, exact, suffix)).span


def _read_mark(item: dict, table: str, parts: dict[str, dict[str, Span]], text: str, came: Returned) -> None:
    spans, tags = _spans(item, text, came), _tags(item)
    odd = [name for name in tags if name not in (*SHOWN[table], "verdict")]
    came.unread += [f"The annotation {_label(item)} sets {name}, which a {KINDS[table].lower()} does not have." for name in odd]
    if spans:
        cells = {name: tags[name] for name in SHOWN[table] if tags.get(name)}
        own = {part: span for part, span in parts.get(str(item.get("id")), {}).items() if part in PARTS[table]}
        came.marks.append(Mark(next(iter(_bodies(item, "identifying")), ""), table, tuple(sorted(spans)), cells, own, tags.get("verdict", "")))
    elif _bodies(item, "identifying"):  # it is there, and what can't be placed is not gone
        came.marks += [mark for mark in find_marks(came.went_out or {}) if mark.id == _bodies(item, "identifying")[0]]
