"""Intake: every kind of input, what came with each article, and what is refused with which reason."""

from __future__ import annotations

import io
import json
import os
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analysis import articles, intake, row_files, tables
from analysis.documents import InputError
from analysis.intake import Item

STORY = "Mayor Anna Brook said on Monday that the café by the river will stay. Peter Hill rejected the plan.\n"
PAGE = """<html><head><title>Mayors quarrel | The Herald</title><meta property="og:site_name" content="The Herald">
<meta name="author" content="Jo Writer"><meta property="article:published_time" content="2024-03-05T10:00:00Z"></head><body>
<nav>Home News Sport</nav><article><h1>Mayors quarrel</h1><p>Mayor Anna Brook said on Monday that the town will pay for the
café by the river, which has been closed for years.</p><p>Peter Hill, who leads the county council, rejected the plan, and
called it far too dear for the county.</p></article><footer>Copyright of the paper</footer></body></html>"""


@pytest.fixture(autouse=True)
def no_network(monkeypatch) -> None:
    def refuse(*_, **__):
        raise AssertionError("the network was asked")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)


def read(source: Path, **columns: str) -> tuple[pd.DataFrame, dict[str, str]]:
    """The articles of an input, and the reasons of what is none."""
    rows, rejected = [], {}
    for item in intake.read_items(source, columns):
        try:
            rows.append(articles.make_article(item, columns))
        except InputError as error:
            rejected[item.input] = str(error)
    return tables.check("articles", tables.make("articles", rows)), rejected


def put_archive(path: Path, members: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


# ---- Folders, pages, encodings --------------------------------------------------------------------------


def test_a_folder_is_read_in_the_order_of_names_and_what_is_no_article_is_listed(tmp_path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    files = {"b/two.txt": STORY.encode("cp1252"), "a.txt": STORY.encode(), "empty.txt": b"", "talk.pdf": b"%PDF", "talk.txt": b"%PDF-1.4",
             "german.txt": "Der Bürgermeister sagte am Montag, dass die Brücke nicht gebaut wird, weil das Geld fehlt. ".encode() * 3,
             ".git/config.txt": b"x", "a.issues.csv": b"issue_id,label\n", "page.html": PAGE.encode("latin-1"), "noise.html": b"<html><body></body></html>"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    found, rejected = read(tmp_path)
    assert list(found.input) == ["a.txt", "b/two.txt", "page.html"]
    assert list(found.encoding) == ["utf-8", "cp1252", "iso-8859-1"] or list(found.encoding)[:2] == ["utf-8", "cp1252"]
    assert "cp1252" in found.notes[1] and "café" in found.text[1] and "café" in found.text[2]
    assert sorted(rejected) == ["a.issues.csv", "empty.txt", "german.txt", "noise.html", "talk.pdf", "talk.txt"]
    assert "German" in rejected["german.txt"] and "PDF" in rejected["talk.txt"]
    assert all(reason.endswith(".") and "\n" not in reason for reason in rejected.values())


def test_of_a_page_the_main_text_and_what_its_head_says_are_kept(tmp_path) -> None:
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    found, _ = read(tmp_path / "page.html")
    row = found.iloc[0]
    assert (row.title, row.byline, row.outlet, row.published) == ("Mayors quarrel", "Jo Writer", "The Herald", "2024-03-05")
    assert "Copyright" not in row.text and "Home News" not in row.text and "far too dear" in row.text


def test_a_missing_input_is_told(tmp_path) -> None:
    (tmp_path / "x.docx").touch()
    for name in ("nothing", "x.docx"):
        with pytest.raises(InputError, match=name):
            list(intake.read_items(tmp_path / name, {}))


# ---- Tables ---------------------------------------------------------------------------------------------

ROWS = [dict(id="n 1", headline="Quarrel", body=STORY, date="5 March 2024", source="Herald", section="Local"),
        dict(id="n 2", headline="", body=STORY + "More of it.", date="yesterday", source="", section=""),
        dict(id="n 3", headline="Empty", body=" ", date="", source="", section="")]


def write_rows(path: Path) -> Path:
    frame = pd.DataFrame(ROWS)
    if path.suffix == ".parquet":
        frame.to_parquet(path, index=False)
    elif path.suffix == ".jsonl":
        path.write_text("\n".join(json.dumps(row) for row in ROWS) + "\nno json\n[1]\n", "utf-8")
    else:
        frame.to_csv(path, index=False, sep="\t" if path.suffix == ".tsv" else ",", encoding="cp1252" if path.stem == "old" else "utf-8")
    return path


@pytest.mark.parametrize("name", ["a.csv", "old.csv", "a.tsv", "a.jsonl", "a.parquet"])
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "in an archive"])
def test_tables_give_the_same_articles_whatever_their_format(tmp_path, name: str, packed: bool) -> None:
    path = write_rows(tmp_path / name)
    found, rejected = read(put_archive(tmp_path / "z.zip", {name: path.read_bytes()}) if packed else path)
    assert list(found.input) == [f"{name}#1", f"{name}#2"] and list(found.id) == ["n 1", "n 2"]
    assert found.document_id[0].startswith("n-1-") and list(found.path.unique()) == [name]
    assert list(found.text) == [ROWS[0]["body"], ROWS[1]["body"]]
    assert found.published[0] == "2024-03-05" and pd.isna(found.published[1]) and pd.isna(found.title[1])
    assert json.loads(found.other[0]) == {"section": "Local"} and json.loads(found.other[1]) == {"date": "yesterday"}
    assert "no text" in rejected[f"{name}#3"]
    assert len(rejected) == (3 if name == "a.jsonl" else 1)


def test_columns_can_be_named_and_a_wrong_name_says_which_there_are(tmp_path) -> None:
    (tmp_path / "a.csv").write_text(f'words,when,text\n"{STORY}",2024-03-05,x\n', "utf-8")
    found, _ = read(tmp_path / "a.csv", **articles.parse_columns("text=words, published=When"))
    assert found.text[0] == STORY and found.published[0] == "2024-03-05"
    _, rejected = read(tmp_path / "a.csv", text="body")
    assert rejected == {"a.csv": "There is no column body (words, when, text are there)."}
    for wrong in ("body", "text=", "words=text"):
        with pytest.raises(InputError):
            articles.parse_columns(wrong)


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PK\x03\x04rest", bytes(range(256)) * 50, b'text\n"' + b"x" * 5_000_000],
                         ids=["empty", "no text", "an archive", "noise", "a cell without end"])
def test_a_table_that_is_none_is_one_rejected_input(tmp_path, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    (tmp_path / "b.parquet").write_bytes(content)
    found, rejected = read(tmp_path)
    assert found.empty and {key.partition("#")[0] for key in rejected} <= {"a.csv", "b.parquet"} and "b.parquet" in rejected


class Long(io.RawIOBase):
    """A table of which only the beginning may be read."""

    def __init__(self) -> None:
        self.rest, self.lines = b"text\n", 0

    def readable(self) -> bool:
        return True

    def readinto(self, space) -> int:
        assert self.lines < 1000, "read on before the first rows were handed over"
        size = min(len(space), len(self.rest))
        space[:size], self.rest = self.rest[:size], self.rest[size:]
        if not self.rest:
            self.lines += 1
            self.rest = f'"{STORY.strip()} {self.lines}"\n'.encode()
        return size


def test_a_table_is_never_read_whole(monkeypatch) -> None:
    monkeypatch.setattr(row_files, "_find_encoding", lambda opener: "utf-8")
    rows = row_files.csv_rows(lambda: io.BufferedReader(Long()))
    assert [next(rows)[0]["text"].split()[-1] for _ in range(3)] == ["1", "2", "3"]


@pytest.mark.parametrize(("given", "found"), [
    ("2025-05-15T10:00:00Z", "2025-05-15"), ("20250515", "2025-05-15"), ("Thu, 15 May 2025 10:00:00 GMT", "2025-05-15"),
    ("May 15, 2025", "2025-05-15"), (date(2025, 5, 15), "2025-05-15"), (1747300000, "2025-05-15"), ("2025-13-45", None), ("soon", None), (None, None)])
def test_dates_are_read_or_left_empty(given: object, found: str | None) -> None:
    assert articles.read_date(given) == found


# ---- Archives -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../out.txt", "/etc/passwd.txt", "a/../../b.txt", "..\\b.txt", "C:\\b.txt"])
def test_an_archive_that_leads_out_of_itself_is_refused(tmp_path, name: str) -> None:
    with pytest.raises(InputError, match="leads out of the archive"):
        read(put_archive(tmp_path / "z.zip", {"good.txt": STORY, name: STORY}))


def test_links_bombs_and_swarms_are_refused(tmp_path, monkeypatch) -> None:
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    bomb = put_archive(tmp_path / "bomb.zip", {f"{number}.txt": b"\0" * 3_000_000 for number in range(10)})
    swarm = put_archive(tmp_path / "swarm.zip", {f"{number}.txt": b"x" for number in range(20)})
    for path, words in ((tmp_path / "link.zip", "is a link"), (bomb, "would swell"), (swarm, "20 files")):
        monkeypatch.setattr(intake, "MEMBERS", 15)
        with pytest.raises(InputError, match=words) as error:
            read(path)
        assert len(str(error.value).splitlines()) == 1


def test_a_broken_archive_is_told_and_a_broken_member_rejected(tmp_path) -> None:
    (tmp_path / "no.zip").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(InputError, match="no archive"):
        read(tmp_path / "no.zip")
    path = put_archive(tmp_path / "z.zip", {"a.txt": STORY, "b.txt": STORY * 9, "__MACOSX/a.txt": "x", "inner.zip": b"PK"})
    raw = bytearray(path.read_bytes())
    place = raw.index(b"b.txt") + 12
    raw[place:place + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(raw)
    found, rejected = read(path)
    assert list(found.input) == ["a.txt"] and sorted(rejected) == ["b.txt", "inner.zip"]


def test_one_article_that_is_too_large_is_not_read(tmp_path) -> None:
    (tmp_path / "a.txt").write_bytes(b"word " * 900_000)
    _, rejected = read(tmp_path)
    assert "4,500,000 bytes" in rejected["a.txt"]


def test_an_item_without_content_tells_its_reason() -> None:
    with pytest.raises(InputError, match="Because"):
        articles.make_article(Item("x", None, reason="Because."), {})


def test_a_pipe_in_a_folder_is_told_and_not_waited_for(tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "link.txt").symlink_to("/dev/zero")
    (tmp_path / "a.txt").write_text("Anna Brook said no.", "utf-8")
    found = {item.input: item.reason for item in intake.read_items(tmp_path, {})}
    assert found == {"a.txt": "", "link.txt": "It is a pipe or a device and no file.", "pipe.txt": "It is a pipe or a device and no file."}


@pytest.mark.parametrize(("name", "words", "reason"), [
    ("a.csv", "text,text\none,two\n", "names the column 'text' twice"),
    ("a.jsonl", "[" * 200_000 + "\n", "no JSON object"),
])
def test_a_table_that_can_be_read_in_two_ways_or_in_none_is_told(tmp_path, name: str, words: str, reason: str) -> None:
    (tmp_path / name).write_text(words, "utf-8")
    [item] = intake.read_items(tmp_path, {})
    assert reason in item.reason
