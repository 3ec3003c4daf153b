"""Label Studio: a coding as a task with a prediction, for the annotation tool Label Studio, out and in.

`<document>.label-studio.json` is imported as a task, `<document>.label-studio.xml` is the labelling interface.  Places
are code points, as Label Studio has kept them since 2022; files of earlier versions, in UTF-16, are read too.  Pieces of one statement, its
source and its cue are regions linked by relations; the row's id rides in the region's meta text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

from analysis import paths
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
    choices,
    find_marks,
    is_span,
    make_cards,
    pack,
    read_json,
    shown_in,
    unpack,
)

PART_KINDS = {part.capitalize(): part for names in PARTS.values() for part in names}
PIECE = "piece"


def write_label_studio(text: str, frames: Frames, path: Path, *, went_out: Frames | None = None) -> Path:
    """Write a coding as a list of one task, and its labelling interface beside it with the ending .xml."""
    result = [item for mark in find_marks(frames) for item in _of_mark(mark, text)]
    data = dict(text=text, document_id=str(frames["documents"].document_id.iloc[0]), **make_cards(frames), coding=pack(went_out or frames))
    tasks = [dict(data=data, predictions=[dict(model_version="discourse", result=result)])]
    for file, words in ((path, json.dumps(tasks, ensure_ascii=False, indent=1) + "\n"), (path.with_suffix(".xml"), _interface(frames))):
        with paths.replacing(file) as draft:
            draft.write_text(words, "utf-8")
    return path


def _region(name: str, kind: str, span: Span, text: str) -> dict:
    return {"id": name, "from_name": "kind_of_mark", "to_name": "text", "type": "labels",
            "value": {"start": span[0], "end": span[1], "text": text[span[0]:span[1]], "labels": [kind]}}


def _of_mark(mark: Mark, text: str) -> Iterator[dict]:
    """A region for each stretch of a mark, its columns as choices of the first, and relations to the others."""
    names = [_name(f"{mark.id} {number}") for number in range(len(mark.spans))]
    for number, (name, span) in enumerate(zip(names, mark.spans)):
        yield _region(name, KINDS[mark.table], span, text) | ({} if number else {"meta": {"text": [mark.id]}})
    for column, words in mark.cells.items():
        place = {"start": mark.spans[0][0], "end": mark.spans[0][1], "text": text[slice(*mark.spans[0])]}
        yield {"id": names[0], "from_name": column, "to_name": "text", "type": "choices", "value": place | {"choices": [words]}}
    for part, span in mark.parts.items():
        name = _name(f"{mark.id} {part}")
        yield _region(name, part.capitalize(), span, text)
        yield _relation(names[0], name, part)
    for name in names[1:]:
        yield _relation(names[0], name, PIECE)


def _name(what: str) -> str:
    return hashlib.sha256(what.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _relation(one: str, other: str, label: str) -> dict:
    return {"type": "relation", "from_id": one, "to_id": other, "direction": "right", "labels": [label]}


def _interface(frames: Frames) -> str:
    """The labelling interface: kinds of marks, relations, and a choice for each column of a marked region."""
    names = dict(zip(frames["actors"].actor_id, frames["actors"].name)) if "actors" in frames else {}
    names |= dict(zip(frames["issues"].issue_id, frames["issues"].label)) if "issues" in frames else {}
    labels = [f"    <Label value={quoteattr(kind)}/>" for kind in (*KINDS.values(), *PART_KINDS)]
    relations = [f"    <Relation value={quoteattr(name)}/>" for name in (*PART_KINDS.values(), PIECE)]
    lines = ["<View>", '  <Labels name="kind_of_mark" toName="text">', *labels, "  </Labels>", "  <Relations>", *relations, "  </Relations>",
             '  <Text name="text" value="$text"/>']
    for column, values in choices(frames).items():
        when = f'whenTagName="kind_of_mark" whenLabelValue={quoteattr(",".join(shown_in(column)))}'
        lines += [f'  <Choices name={quoteattr(column)} toName="text" perRegion="true" choice="single" visibleWhen="region-selected" {when}>',
                  *(f"    <Choice value={quoteattr(value)} hint={quoteattr(str(names.get(value, value)))}/>" for value in values), "  </Choices>"]
    return "\n".join([*lines, "</View>", ""])


# ---- Reading -------------------------------------------------------------------------------------------


def read_label_studio(path: Path, text: str) -> Returned:
    """Read an export of Label Studio (JSON): what a person submitted last, or the prediction where nobody did.

    Raises
    ------
    InputError
        Where the file holds no task of this article, or several.
    """
    tasks = [task for task in as_list(read_json(path)) if as_map(as_map(task).get("data")).get("text") == text]
    if len(tasks) != 1:
        raise InputError(f"{path.name} holds {len(tasks) or 'no'} task{'s' * (len(tasks) > 1)} with the text of the article; it should hold one.")
    data = as_map(tasks[0]["data"])
    came = Returned(went_out=unpack(data.get("coding"), text, path.name))
    results = [work for work in as_list(tasks[0].get("annotations")) if isinstance(work, dict) and not work.get("was_cancelled")]
    if len(results) > 1:
        results.sort(key=lambda work: str(work.get("updated_at") or work.get("created_at") or ""))
        came.unread.append(f"The task has {len(results)} annotations; the one that was changed last was read, the others were not.")
    results = results or as_list(tasks[0].get("predictions"))
    if not results:
        raise InputError(f"{path.name} holds neither an annotation nor a prediction.")
    _Reader(text, came).read(as_list(as_map(results[-1]).get("result")))
    came.cards = {name: [{column: words for column, words in as_map(row).items() if isinstance(words, str)} for row in as_list(data[name])]
                  for name in CARDS if name in data}
    return came


class _Reader:
    """Regions, choices and relations of one annotation, and the marks they make together."""

    def __init__(self, text: str, came: Returned) -> None:
        self.text, self.came = text, came
        self.regions: dict[str, tuple[str, Span, str]] = {}
        self.cells: dict[str, dict[str, str]] = {}
        self.links: list[tuple[str, str, str]] = []
        self.broken: set[str] = set()

    def read(self, items: list) -> None:
        """Read every item, then join what belongs together."""
        for number, item in enumerate(items, 1):
            self._read_item(number, as_map(item))
        pieces: dict[str, list[Span]] = {}
        parts: dict[str, dict[str, Span]] = {}
        for one, other, label in self.links:
            self._link(one, other, label, pieces, parts)
        linked = {other for _, other, _ in self.links}
        for name, (kind, span, note) in self.regions.items():
            if kind in PART_KINDS and name not in linked:
                self.came.unread.append(f"The {kind.lower()} “{self.text[slice(*span)][:60]}” is linked to nothing.")
            elif kind in TABLE_OF and not any(other == name and label == PIECE for _, other, label in self.links):
                self.came.marks.append(self._mark(name, kind, span, note, pieces.get(name, []), parts.get(name, {})))
        known = {mark.id for mark in self.came.marks}  # what can't be read is not gone
        self.came.marks += [mark for mark in find_marks(self.came.went_out or {}) if mark.id in self.broken - known]

    def _read_item(self, number: int, item: dict) -> None:
        value, sort, name = as_map(item.get("value")), item.get("type"), str(item.get("id"))
        if sort == "relation":
            self.links += [(str(item.get("from_id")), str(item.get("to_id")), str(label)) for label in as_list(item.get("labels")) or [""]]
        elif sort == "choices" and as_list(value.get("choices")):
            self.cells.setdefault(name, {})[str(item.get("from_name"))] = str(as_list(value["choices"])[0])
        elif sort == "labels" and as_list(value.get("labels")):
            self._region(name, value, " ".join(map(str, as_list(as_map(item.get("meta")).get("text")))).strip())
        else:
            self.came.unread.append(f"Item {number} of the annotation is of a type that is not read: “{str(sort)[:60]}”.")

    def _region(self, name: str, value: dict, note: str) -> None:
        span, kind = self._span(value), str(as_list(value["labels"])[0])
        if kind not in (*TABLE_OF, *PART_KINDS):
            self.came.unread.append(f"There is no mark of the kind {kind[:60]} here: “{str(value.get('text'))[:60]}”.")
        elif span is None:
            self.came.unread.append(f"The {kind.lower()} “{str(value.get('text'))[:60]}” does not stand at its place in the article.")
        else:
            self.regions[name] = kind, span, note
            return
        self.broken.add(note)

    def _span(self, value: dict) -> Span | None:
        """A place in code points, or in units of UTF-16 where the words say so."""
        start, end, words = value.get("start"), value.get("end"), value.get("text")
        if is_span(start, end, self.text) and words in (None, self.text[start:end]):
            return start, end  # type: ignore[return-value]
        coded = self.text.encode("utf-16-le", "surrogatepass")
        if type(start) is int and type(end) is int and 0 <= start < end <= len(coded) // 2:
            before, own = (coded[2 * a:2 * b].decode("utf-16-le", "replace") for a, b in ((0, start), (start, end)))
            if own == words:
                return len(before), len(before) + len(own)
        return None

    def _link(self, one: str, other: str, label: str, pieces: dict[str, list[Span]], parts: dict[str, dict[str, Span]]) -> None:
        if one in self.regions and other in self.regions:
            kind, (of, span, _) = self.regions[one][0], self.regions[other]
            if label == PIECE and kind == of:
                pieces.setdefault(one, []).append(span)
                return
            if PART_KINDS.get(of) in PARTS.get(TABLE_OF.get(kind, ""), ()):
                parts.setdefault(one, {})[PART_KINDS[of]] = span
                return
        self.came.unread.append(f"A relation “{label[:60]}” links what can't be linked so.")

    def _mark(self, name: str, kind: str, span: Span, note: str, pieces: list[Span], parts: dict[str, Span]) -> Mark:
        table, cells = TABLE_OF[kind], self.cells.get(name, {})
        odd = [column for column in cells if column not in (*SHOWN[table], "verdict")]
        self.came.unread += [f"The {kind.lower()} “{self.text[slice(*span)][:60]}” can't have the choice {column}." for column in odd]
        return Mark(note, table, tuple(sorted([span, *pieces])), {column: cells[column] for column in SHOWN[table] if cells.get(column)}, parts,
                    cells.get("verdict", ""))
