"""brat: a coding as a folder for the annotation tool brat (Stenetorp et al. 2012), in its standoff format, out and in.

`<document>.txt` and `.ann`, `annotation.conf` with every choice, `actors.csv` to edit, and `coding/` with the tables
as they went out.  Places are code points.  No annotation of brat goes over a line break: one that does is written in
fragments, which are joined again when it comes back.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote, unquote

from analysis import paths
from analysis.cells import make_bare, make_safe
from analysis.documents import InputError
from analysis.marks import (
    CODED,
    KINDS,
    PARTS,
    SHOWN,
    TABLE_OF,
    Frames,
    Mark,
    Returned,
    Span,
    choices,
    file_stem,
    find_marks,
    make_cards,
    pack,
    read_bytes,
    shown_in,
    to_number,
    unpack,
)

TEXT_BOUND = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)")
ATTRIBUTE = re.compile(r"[AM]\d+\t(\S+) (T\d+)(?: (\S+))?")
RELATION = re.compile(r"R\d+\t(\S+) Arg1:(T\d+) Arg2:(T\d+)\s*")
NOTE = re.compile(r"#\d+\tAnnotatorNotes (\S+)\t(.*)")
FLAGS = ("negated", "hypothetical")  # binary in brat: there or not
PART_KINDS = {part.capitalize(): part for names in PARTS.values() for part in names}


def write_brat(text: str, frames: Frames, folder: Path, *, went_out: Frames | None = None) -> Path:
    """Write a coding as a folder for brat; the same coding gives the same bytes."""
    stem = file_stem(frames)
    files = {f"{stem}.txt": text, f"{stem}.ann": "".join(f"{line}\n" for line in _lines(find_marks(frames), text)),
             "annotation.conf": _configuration(frames), "actors.csv": _write_cards(make_cards(frames).get("actors", []))}
    files |= {f"coding/{name}.csv": words for name, words in pack(went_out or frames).items()}
    for name, words in files.items():
        with paths.replacing(folder / name) as draft:
            draft.write_text(words, "utf-8", newline="")
    return folder


def split_lines(spans: Sequence[Span], text: str) -> list[Span]:
    """Spans cut at line breaks, in the order of the text."""
    cut = []
    for start, end in sorted(spans):
        pieces = [(start + match.start(), start + match.end()) for match in re.finditer(r"[^\n]+", text[start:end])]
        cut += pieces or [(start, end)]
    return cut


def join_lines(spans: Sequence[Span], text: str) -> tuple[Span, ...]:
    """Fragments joined where nothing but a line break and blanks stand between them."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        between = text[joined[-1][1]:start] if joined else ""
        if "\n" in between and not between.strip():
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return tuple(joined)


def _lines(marks: Sequence[Mark], text: str) -> Iterator[str]:
    """The lines of an .ann file; a part that several marks share is written once."""
    names: dict[tuple, str] = {}
    count = dict.fromkeys("TAR#", 0)

    def number(letter: str) -> str:
        count[letter] += 1
        return f"{letter}{count[letter]}"

    def bound(kind: str, spans: Sequence[Span], key: tuple) -> str:
        names[key] = number("T")
        pieces = split_lines(spans, text)
        return f"{names[key]}\t{kind} {';'.join(f'{a} {b}' for a, b in pieces)}\t{' '.join(text[a:b] for a, b in pieces)}"

    for mark in marks:
        yield bound(KINDS[mark.table], mark.spans, (mark.id,))
        own = names[mark.id,]
        for column, words in mark.cells.items():
            if column not in FLAGS or words == "true":
                yield f"{number('A')}\t{column} {own}" + ("" if column in FLAGS else f" {_encode(words)}")
        yield f"{number('#')}\tAnnotatorNotes {own}\t{mark.id}"
        for part, span in mark.parts.items():
            key = (mark.id.partition("/")[0], part, span)
            if key not in names:
                yield bound(part.capitalize(), [span], key)
            yield f"{number('R')}\thas_{part} Arg1:{own} Arg2:{names[key]}"


def _encode(words: str) -> str:
    """Words as one value of an attribute, which can hold no blank, bar or comma."""
    return "".join(mark if mark.isalnum() or mark in "_-." else quote(mark, safe="") for mark in words)


def _configuration(frames: Frames) -> str:
    """annotation.conf: what may be marked, and each choice."""
    relations = [f"has_{part}\tArg1:{KINDS[table]}, Arg2:{part.capitalize()}" for table, names in PARTS.items() for part in names]
    attributes = [f"{column}\tArg:{'|'.join(shown_in(column))}"
                  + ("" if column in FLAGS else f", Value:{'|'.join(map(_encode, values))}")
                  for column, values in choices(frames).items() if values]
    sections = {"entities": [*KINDS.values(), *PART_KINDS], "relations": ["<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>", *relations],
                "events": [], "attributes": attributes}
    return "\n".join("\n".join([f"[{name}]", *lines, ""]) for name, lines in sections.items())


def _write_cards(rows: Sequence[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows[0] if rows else ("actor_id", "name"))
    writer.writerows([make_safe(words) for words in row.values()] for row in rows)
    return out.getvalue()


# ---- Reading -------------------------------------------------------------------------------------------


def read_brat(path: Path, text: str) -> Returned:
    """Read a folder of brat, or its .ann file, with what lies beside it.

    Raises
    ------
    InputError
        Where there is not one .ann file, its text is not the article, or what went out with it can't be read.
    """
    annotations = sorted(path.glob("*.ann")) if path.is_dir() else [path]
    if len(annotations) != 1:
        raise InputError(f"{path.name} holds {len(annotations)} .ann files; name one of them." if annotations else f"{path.name} holds no .ann file.")
    file = annotations[0]
    if file.with_suffix(".txt").is_file() and _decode(file.with_suffix(".txt")).removeprefix("\ufeff") != text:
        raise InputError(f"{file.with_suffix('.txt').name} is not the text of the article.")
    coding = file.parent / "coding"
    packed = {name: _decode(coding / f"{name}.csv") for name in CODED if (coding / f"{name}.csv").is_file()}
    came = Returned(went_out=unpack(packed, text, file.name))
    _Reader(text, came).read(_decode(file))
    if (file.parent / "actors.csv").is_file():
        rows = csv.DictReader(io.StringIO(_decode(file.parent / "actors.csv"), newline=""))
        came.cards["actors"] = [{str(name): make_bare(words or "") for name, words in row.items() if name} for row in rows]
    return came


def _decode(path: Path) -> str:
    try:
        return read_bytes(path).decode("utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{path.name} is not in UTF-8.") from None


class _Reader:
    """The lines of an .ann file, and what they make together."""

    def __init__(self, text: str, came: Returned) -> None:
        self.text, self.came = text, came
        self.before = {mark.id: mark for mark in find_marks(came.went_out or {})}
        self.bounds: dict[str, tuple[str, list[Span]]] = {}
        self.cells: dict[str, dict[str, str]] = {}
        self.parts: dict[str, dict[str, Span]] = {}
        self.notes: dict[str, str] = {}
        self.links: list[tuple[int, str, str, str]] = []
        self.broken: set[str] = set()

    def read(self, words: str) -> None:
        """Read every line, then join what belongs together."""
        for number, line in enumerate(words.split("\n"), 1):
            self._read_line(number, line.removesuffix("\r"))
        for link in self.links:
            self._link(*link)
        linked = {other for _, _, _, other in self.links}
        self.came.unread += [f"The {kind.lower()} “{self._words(spans)}” is linked to nothing."
                             for name, (kind, spans) in self.bounds.items() if kind in PART_KINDS and name not in linked]
        self.came.marks += [self._mark(name, TABLE_OF[kind], spans) for name, (kind, spans) in self.bounds.items() if kind in TABLE_OF]
        known = {mark.id for mark in self.came.marks}  # what can't be read is not gone
        lost = [note for name, note in self.notes.items() if name in self.broken]
        self.came.marks += [self.before[note] for note in lost if note in self.before and note not in known]

    def _read_line(self, number: int, line: str) -> None:
        if match := TEXT_BOUND.fullmatch(line):
            self._bound(number, *match.groups())
        elif match := ATTRIBUTE.fullmatch(line):
            self.cells.setdefault(match[2], {})[match[1]] = unquote(match[3]) if match[3] else "true"
        elif match := RELATION.fullmatch(line):
            self.links.append((number, match[1], match[2], match[3]))
        elif match := NOTE.fullmatch(line):
            self.notes[match[1]] = match[2].strip()
        elif line.strip():
            self.came.unread.append(f"Line {number} of the .ann file is of no kind that is read: “{line[:60]}”.")

    def _bound(self, number: int, name: str, kind: str, places: str, words: str) -> None:
        self.broken.add(name)
        spans = [(to_number(a) or 0, to_number(b) or 0) for a, b in (pair.split() for pair in places.split(";"))]
        if kind not in (*TABLE_OF, *PART_KINDS):
            self.came.unread.append(f"Line {number} of the .ann file marks a {kind}, which there is not here: “{words[:60]}”.")
        elif not all(0 <= a < b <= len(self.text) for a, b in spans) or " ".join(self.text[a:b] for a, b in spans).split() != words.split():
            self.came.unread.append(f"Line {number} of the .ann file says “{words[:60]}”, which does not stand at that place of the article.")
        else:
            self.broken.discard(name)
            self.bounds[name] = kind, sorted(spans)

    def _link(self, number: int, kind: str, one: str, other: str) -> None:
        part = kind.removeprefix("has_")
        if one in self.bounds and other in self.bounds and part in PARTS.get(TABLE_OF.get(self.bounds[one][0], ""), ()):
            spans = self.bounds[other][1]
            self.parts.setdefault(one, {})[part] = spans[0][0], spans[-1][1]
        else:
            self.came.unread.append(f"Line {number} of the .ann file links by {kind} what can't be linked so.")

    def _words(self, spans: Sequence[Span]) -> str:
        return self.text[spans[0][0]:spans[-1][1]][:60]

    def _mark(self, name: str, table: str, spans: list[Span]) -> Mark:
        """A mark from what brat keeps of it; as it went out where brat's fragments are the same."""
        was, cells = self.before.get(self.notes.get(name, "")), self.cells.get(name, {})
        was = was if was is not None and was.table == table else None
        odd = [column for column in cells if column not in (*SHOWN[table], "verdict")]
        self.came.unread += [f"The {KINDS[table].lower()} “{self._words(spans)}” can't have the attribute {column}." for column in odd]
        kept = was is not None and split_lines(was.spans, self.text) == spans
        shown = {column: cells.get(column, "false" if column in FLAGS else "") for column in SHOWN[table]}
        parts = {part: self._part(span, was.parts.get(part) if was else None) for part, span in self.parts.get(name, {}).items()}
        return Mark(self.notes.get(name, ""), table, was.spans if was and kept else join_lines(spans, self.text),
                    {column: words for column, words in shown.items() if words}, parts, cells.get("verdict", ""))

    def _part(self, span: Span, was: Span | None) -> Span:
        """A source, cue or condition, with the line breaks at its ends that brat can't keep."""
        pieces = split_lines([was], self.text) if was else []
        return was if was and (pieces[0][0], pieces[-1][1]) == span else span
