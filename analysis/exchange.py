"""Exchange: a coding goes out to the tools that people have, and what they did there comes back as corrections.

    python -m analysis.exchange export FORMAT SOURCE … [--out FOLDER] [--article FILE]
    python -m analysis.exchange import FORMAT FILE --article ARTICLE --who NAME [--when DATE] [--dry-run]

FORMAT is brat, conllu, excel, label-studio, parquet or web-annotation; conllu and parquet only go out.  SOURCE is an
article that was run (`make report`), a folder of tables, or a folder of such folders.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import pandas as pd

from analysis import paths, tables
from analysis.brat import read_brat, write_brat
from analysis.conllu import write_conllu
from analysis.corrections import read_corrections, save_corrections
from analysis.differences import find_lines
from analysis.documents import InputError, read_document, tell
from analysis.label_studio import read_label_studio, write_label_studio
from analysis.marks import CODED, Frames, Returned, digest, file_stem
from analysis.web_annotation import read_web_annotation, write_web_annotation
from analysis.workbook import read_workbook, write_workbook

Format = Literal["brat", "conllu", "excel", "label-studio", "parquet", "web-annotation"]
NEEDED = ("documents", "actors", "mentions", "statements")  # without these there is no coding to hand on


class Way(NamedTuple):
    """How a coding goes out in one format, how what comes back is read, and how its file is named after the document."""

    name: str
    write: Callable[[str, Frames, Path], Path]
    read: Callable[[Path, str], Returned] | None = None


def write_parquet(text: str, frames: Frames, folder: Path) -> Path:
    """Write every table of an article as Parquet, and its text."""
    for name, frame in frames.items():
        tables.write(frame, folder, name, format="parquet")
    with paths.replacing(folder / "article.txt") as draft:
        draft.write_text(text, "utf-8", newline="")
    return folder


WAYS: dict[str, Way] = {
    "brat": Way("{}.brat", write_brat, read_brat),
    "conllu": Way("{}.conllu", write_conllu),
    "excel": Way("{}.xlsx", write_workbook, read_workbook),
    "label-studio": Way("{}.label-studio.json", write_label_studio, read_label_studio),
    "parquet": Way("{}.parquet", write_parquet),
    "web-annotation": Way("{}.annotation.jsonld", write_web_annotation, read_web_annotation),
}
COMES_BACK = [name for name, way in WAYS.items() if way.read]


# ---- Out -----------------------------------------------------------------------------------------------


def export(format: Format, text: str, frames: Mapping[str, pd.DataFrame], folder: Path) -> Path:
    """Write the coding of one article in one format.

    Parameters
    ----------
    format : {"brat", "conllu", "excel", "label-studio", "parquet", "web-annotation"}
    text : str
        The article's text, which the places of the tables index.
    frames : mapping of str to DataFrame
        The article's tables; of those that are missing nothing is written.
    folder : Path
        The file, or the folder of files, goes there and is named after the document.

    Returns
    -------
    Path
        What was written.

    Raises
    ------
    InputError
        Where a table that is needed is missing, or the tables are of another text.
    """
    missing = [name for name in (NEEDED if format != "conllu" else ("documents", "sentences", "tokens")) if name not in frames]
    if missing:
        raise InputError(f"There is no table {missing[0]} of this article; run `make report` first.")
    known = frames["documents"]
    if len(known) != 1 or known.sha256.iloc[0] != digest(text):
        raise InputError("The tables are not of this article's text.")
    for name in frames.keys() & set(CODED):
        try:
            tables.check(name, frames[name], text)
        except tables.TableError as error:
            raise InputError(f"A table can't be exported: {error}.") from None
    way = WAYS[format]
    return way.write(text, frames, folder / way.name.format(file_stem(frames)))


def find_sources(source: Path, article: Path | None = None) -> Iterator[tuple[str, dict[str, pd.DataFrame], Path]]:
    """The articles of a source: text, tables and the folder they are in.

    Parameters
    ----------
    source : Path
        An article, a folder of tables or of a run, or a folder of such folders.
    article : Path, optional
        The article, where its text does not lie beside the tables.

    Raises
    ------
    InputError
        Where there are no tables, or no text.
    """
    if source.is_file():
        document = read_document(source)
        source, article = paths.BUILD / document.document_id, source
        if not source.is_dir():
            raise InputError(f"{article.name} was not run yet: make report ARTICLE={article} makes its tables.")
    folders = [folder for folder in (source, source / "tables") if (folder / "documents.csv").exists() or (folder / "documents.parquet").is_file()]
    folders = folders or [found for inner in sorted(source.glob("*")) for found in (inner, inner / "tables") if (found / "documents.csv").is_file()]
    if not folders:
        raise InputError(f"{source} holds no tables of an article.")
    for folder in folders:
        yield _find_text(folder, article), _read_tables(folder), folder


def _read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    try:
        return {name: tables.read(folder, name) for name in tables.TABLES if any((folder / f"{name}.{end}").is_file() for end in ("csv", "parquet"))}
    except (ValueError, OSError) as error:
        raise InputError(f"The tables in {folder} can't be read ({' '.join(str(error).split())[:200]}).") from None


def _find_text(folder: Path, article: Path | None) -> str:
    if article is not None:
        return read_document(article).text
    for place in (folder / "article.txt", folder.parent / "article.txt"):
        if place.is_file():
            return place.read_bytes().decode("utf-8")
    raise InputError(f"The text of the article is not beside the tables in {folder}; name it with --article.")


# ---- Back ----------------------------------------------------------------------------------------------


def bring_back(format: Format, path: Path, article: Path, *, who: str, when: str | None = None) -> tuple[list[dict[str, str]], list[str]]:
    """What was done in another tool, as lines for the article's corrections.

    Returns
    -------
    list of dict, list of str
        Lines that are not in `<article>.corrections.csv` yet, for `save_corrections`; and a sentence for each thing
        that could not be read.

    Raises
    ------
    InputError
        Where the file can't be read at all, or is of another article.
    """
    read = WAYS[format].read
    if read is None:
        raise InputError(f"{format} only goes out; what comes back is {', '.join(COMES_BACK)}.")
    if not path.exists():
        raise InputError(f"There is no file {path}.")
    document = read_document(article)
    came = read(path, document.text)
    run = paths.BUILD / document.document_id / "tables"
    known = _read_tables(run) if came.went_out is None and run.is_dir() else None
    return find_lines(came, document.text, who=who, when=when, known=known)


# ---- Command line --------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Export or import; 0 if it was done, 1 with a sentence on what is wrong."""
    asked = _parser().parse_args(arguments)
    try:
        return _export(asked) if asked.task == "export" else _import(asked)
    except (InputError, OSError) as error:
        print(tell(error), file=sys.stderr)
        return 1


def _export(asked: argparse.Namespace) -> int:
    for source in asked.sources:
        for text, frames, folder in find_sources(source, asked.article):
            out = asked.out or (folder.parent if folder.name == "tables" else folder) / "exchange"
            print(export(asked.format, text, frames, out))
    return 0


def _import(asked: argparse.Namespace) -> int:
    lines, unread = bring_back(asked.format, asked.file, asked.article, who=asked.who, when=asked.when)
    target = paths.corrections_beside(asked.article)
    before = len(read_corrections(target))
    if lines and not asked.dry_run:
        save_corrections(target, lines)
    elif asked.dry_run:
        print(*(" · ".join(words for name, words in line.items() if words and name not in ("before", "after")) for line in lines), sep="\n")
    added = len(read_corrections(target)) - before
    print(f"{len(lines)} differences, {added} new lines in {target.name}.")
    if unread:
        print("Not read:", *unread, sep="\n  ", file=sys.stderr)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis.exchange", description="A coding out to other tools, and back as corrections.")
    tasks = parser.add_subparsers(dest="task", required=True)
    out = tasks.add_parser("export", help="write the coding of articles for another tool")
    out.add_argument("format", choices=WAYS, metavar="FORMAT", help=", ".join(WAYS))
    out.add_argument("sources", nargs="+", type=Path, metavar="SOURCE", help="an article, a folder of its tables, or a folder of such folders")
    out.add_argument("--out", type=Path, metavar="FOLDER", help="where it goes (unless given: exchange/ beside the tables)")
    out.add_argument("--article", type=Path, metavar="FILE", help="the article, where its text does not lie beside the tables")
    back = tasks.add_parser("import", help="bring what was done in another tool into the article's corrections")
    back.add_argument("format", choices=COMES_BACK, metavar="FORMAT", help=", ".join(COMES_BACK))
    back.add_argument("file", type=Path, metavar="FILE")
    back.add_argument("--article", type=Path, required=True, metavar="ARTICLE", help="its <stem>.corrections.csv gets the lines")
    back.add_argument("--who", required=True, metavar="NAME", help="who did the work")
    back.add_argument("--when", metavar="DATE", help="when (now unless given)")
    back.add_argument("--dry-run", action="store_true", help="show the lines and write nothing")
    return parser


if __name__ == "__main__":
    sys.exit(main())
