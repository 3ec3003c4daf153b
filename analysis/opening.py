"""Opening: what a notebook asks for first: its article, its corpus or a folder of its own, in the draft of a run or in `build/`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analysis import drafts, paths, tables
from analysis.documents import Document, InputError, read_document

if TYPE_CHECKING:
    import duckdb

ARTICLE = "seeds/istanbul-talks.txt"
MAKER = {
    "documents": "01-documents", "sentences": "01-documents", "tokens": "01-documents", "actors": "02-actors",
    "mentions": "02-actors", "statements": "03-statements", "issues": "04-positions", "positions": "04-positions",
    "tone": "05-sentiment", "sentiment": "05-sentiment", "corrections": "01-documents",
}


@dataclass(frozen=True)
class Run:
    """One article under work: its document, and the folder its tables and figures are in."""

    document: Document
    folder: Path
    issues: Path | None = None
    corrections: Path | None = None

    @property
    def figures(self) -> Path:
        """Where its figures are kept."""
        return self.folder / "figures"

    def read(self, name: str) -> pd.DataFrame:
        """One table of the article.

        Raises
        ------
        InputError
            Where the notebook that makes it was not run.
        """
        try:
            return tables.check(name, tables.read(self.folder / "tables", name), self.document.text)
        except FileNotFoundError:
            raise InputError(f"There is no table {name} of this article yet: run notebooks/{MAKER[name]}.ipynb first, "
                             "or `make report`.") from None
        except tables.TableError as error:
            raise InputError(f"The table {name} of this article is not as a run left it ({error}); make it again with `make report`.") from None

    def write(self, name: str, frame: pd.DataFrame) -> None:
        """Prove one table against the article's text, and keep it as CSV."""
        tables.write(tables.check(name, frame, self.document.text), self.folder / "tables", name)
        if name == "issues" and self.issues is None:
            self._offer(frame)

    def correct(self, step: str, **frames: pd.DataFrame) -> list[pd.DataFrame]:
        """Replay the article's corrections over tables that a step just made; what became of each line is kept.

        Parameters
        ----------
        step : str
            One of `replaying.STEPS`.
        """
        from analysis.corrections import read_corrections
        from analysis.replaying import STEPS, Replay

        kept = self.folder / "corrected"  # what each step made of the lines; the table joins them
        parts = {name: tables.read(kept / name, "corrections") for name in STEPS[:STEPS.index(step)] if (kept / name).exists()}
        known = {name: self.read(name) for name in ("sentences", "actors", "issues") if (self.folder / "tables" / f"{name}.csv").exists()}
        replay = Replay(read_corrections(self.corrections), self.document, known, parts)
        corrected = replay.correct(step, **frames)
        tables.write(replay.parts[step], kept / step, "corrections")
        self.write("corrections", replay.outcomes())
        return corrected

    def codebook(self) -> pd.DataFrame | None:
        """The issues that were given or lie beside the article; None where they are to be proposed."""
        from analysis.positions import read_issues  # only one notebook needs it

        return None if self.issues is None else read_issues(self.issues)

    def registry(self) -> pd.DataFrame | None:
        """What `seeds/actors.csv` says of actors; None where there is no such file."""
        from analysis.registry import read_registry  # only one notebook needs it

        return read_registry(paths.SEEDS / "actors.csv")

    def _offer(self, frame: pd.DataFrame) -> None:
        """Keep proposed issues where a person edits them; what was edited there is not touched."""
        if not (self.folder / "issues.csv").exists():
            tables.write(frame, self.folder, "issues")


def open_run(article: str | Path = ARTICLE, issues: str | Path = "") -> Run:
    """Open an article for a notebook, in `build/<document_id>/`.

    Parameters
    ----------
    article : str or Path
        A file, seen from the repository, or from the working directory where it is not there.
    issues : str or Path
        The codebook; empty: `<stem>.issues.csv` beside the article, where there is one.

    Raises
    ------
    InputError
        Where the article or the codebook can't be found or read; the message is one sentence.
    """
    path = locate(article)
    document = read_document(path)
    folder = drafts.target(paths.BUILD / document.document_id)
    with paths.replacing(folder / "article.txt") as draft:
        draft.write_text(document.text, encoding="utf-8", newline="")
    return Run(document, folder, locate(issues) if str(issues) else paths.codebook_beside(path), paths.corrections_beside(path))


def open_corpus(folder: str | Path) -> tuple[duckdb.DuckDBPyConnection, Path]:
    """The tables of a corpus run as a database, and the folder that what is drawn from them goes to.

    Raises
    ------
    InputError
        Where no run has filled the folder, or the last was not finished.
    """
    from analysis.database import open_database  # only one notebook needs it
    from analysis.registry import read_registry

    return open_database(locate(folder), read_registry(paths.SEEDS / "actors.csv")), drafts.target(locate(folder))


def open_folder(name: str) -> Path:
    """The folder under `build/` of a notebook that is about no single article."""
    folder = drafts.target(paths.BUILD / paths.slug(name))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def locate(path: str | Path) -> Path:
    """A file as it was named: seen from the repository, else from the working directory."""
    inside = paths.ROOT / path
    return inside if inside.exists() or not Path(path).exists() else Path(path).absolute()
