"""News text to actors, statements, positions and sentiment, with the sentence that proves it.

article → documents, sentences, tokens → actors, mentions → statements → positions → sentiment → figures → report
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

# The steps are imported when they are needed: `make` asks this package small questions that must not wait for pandas.
if TYPE_CHECKING:
    import pandas as pd

    from analysis.corrections import Line
    from analysis.documents import Document

__version__ = "0.1.0"
LONGEST_NAME = 255  # bytes of a file name on common file systems; a longer line is the article itself


def analyse(
    text_or_path: str | Path | Document, issues: str | Path | pd.DataFrame | None = None, *,
    corrections: str | Path | Sequence[Line] | None = None, fast: bool = False,
) -> dict[str, pd.DataFrame]:
    """Walk the whole line for one article.

    Parameters
    ----------
    text_or_path : str, Path or Document
        A file, or the article itself.  A string of several lines or words that names no file is
        taken as the article; `Path` is always a file.
    issues : str, Path or frame, optional
        The codebook, a file or an `issues` frame.  Without it `<stem>.issues.csv` beside the file
        is used, and without that issues are proposed from the article.
    corrections : str, Path or sequence of Line, optional
        What a person said of single rows, a file or its lines.  Without it `<stem>.corrections.csv` beside the file is
        used, where there is one; `()` for none.
    fast : bool
        Rules and word lists alone, without the encoder: twice as fast, and wrong more often.

    Returns
    -------
    dict of str to pandas.DataFrame
        Every table of `analysis.tables.TABLES` under its name, in that order, each proved by
        `tables.check`; a table of which the article holds nothing has its columns and no rows.

    Raises
    ------
    analysis.documents.InputError
        Where the article, the codebook or the corrections can't be used; the message is one sentence.
    """
    from analysis import encoder

    document, path = _open(text_or_path)
    codebook, lines = _codebook(issues, path), _corrections(corrections, path)
    with encoder.resting() if fast else nullcontext():
        return _walk(document, codebook, lines)


def _walk(document: Document, codebook: pd.DataFrame | None, lines: Sequence[Line]) -> dict[str, pd.DataFrame]:
    """Every table of an article, each proved; without a codebook issues are proposed."""
    from analysis import actors, documents, paths, positions, replaying, sentiment, statements, tables
    from analysis.registry import read_registry

    sentences = documents.find_sentences(document)
    tokens = documents.find_tokens(document, sentences)
    replay = replaying.Replay(lines, document, {"sentences": sentences})
    [described] = replay.correct(replaying.DOCUMENTS, documents=documents.describe_document(document))
    people, mentions = actors.find_actors(document, sentences, tokens, read_registry(paths.SEEDS / "actors.csv"))
    people, mentions = replay.correct(replaying.ACTORS, actors=people, mentions=mentions)
    said = statements.find_statements(document, sentences, tokens, people, mentions)
    [said] = replay.correct(replaying.STATEMENTS, statements=said)
    mentions = actors.resolve_speakers(document, sentences, tokens, mentions, said, people)
    [mentions] = replay.correct(replaying.SPEAKERS, mentions=mentions)
    if codebook is None:
        codebook = positions.propose_issues(document, sentences, tokens, people, said)
    replay.known["issues"] = codebook
    stands = positions.find_positions(document, sentences, tokens, people, mentions, said, codebook)
    [stands] = replay.correct(replaying.POSITIONS, positions=stands)
    [judged] = replay.correct(replaying.SENTIMENT, sentiment=sentiment.score_sentiment(document, sentences, mentions, said))
    found = {"documents": described, "sentences": sentences, "tokens": tokens, "actors": people, "mentions": mentions,
             "statements": said, "issues": codebook, "positions": stands, "tone": sentiment.score_tone(sentences),
             "sentiment": judged, "corrections": replay.outcomes()}
    return {name: tables.check(name, found[name], document.text) for name in tables.TABLES}


def _open(source: str | Path | Document) -> tuple[Document, Path | None]:
    """The article, and the file it came from, if it did."""
    from analysis.documents import Document, make_document, read_document

    if isinstance(source, Document):
        return source, None
    if isinstance(source, str) and _is_text(source):
        return make_document(source), None
    return read_document(source), Path(source)


def _is_text(source: str) -> bool:
    """Whether a string is an article rather than the name of a file, there or not."""
    if "\n" in source or not source.strip() or len(source.encode("utf-8", "replace")) > LONGEST_NAME:
        return True
    return not Path(source).exists() and " " in source and not Path(source).suffix[1:].isalnum()


def _codebook(issues: str | Path | pd.DataFrame | None, article: Path | None) -> pd.DataFrame | None:
    """The issues that were given, or that lie beside the article; None where they must be proposed."""
    from analysis import paths, positions
    from analysis.issues import take_issues

    if issues is None and article is not None:
        issues = paths.codebook_beside(article)
    if issues is None:
        return None
    return positions.read_issues(issues) if isinstance(issues, (str, Path)) else take_issues(issues)


def _corrections(given: str | Path | Sequence[Line] | None, article: Path | None) -> Sequence[Line]:
    """The corrections that were given, or that lie beside the article."""
    from analysis import corrections, paths
    from analysis.documents import InputError

    if given is None:
        return corrections.read_corrections(paths.corrections_beside(article)) if article is not None else ()
    if not isinstance(given, (str, Path)):
        return given
    if not Path(given).exists():
        raise InputError(f"There is no list of corrections {given}; check the name and the folder.")
    return corrections.read_corrections(given)
