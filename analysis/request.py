"""Request: what `make` was asked for, kept as files that change only when the answer would.

`python -m analysis.request --article FILE [--issues CSV] [--parameters YML]` proves the three, writes
`build/<document_id>/asked/` and `build/<document_id>/line.mk`, and prints the document_id.  It runs before
every `make report`, so it keeps clear of pandas wherever an earlier answer still holds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from analysis import prerequisites
from analysis.parameters import ParameterError, read_file, refuse_reserved, refuse_unknown
from analysis.paths import BUILD, codebook_beside, corrections_beside, replacing, unwritable

KNOWN = BUILD / ".articles.json"


class RequestError(ValueError):
    """What was asked can't be done; the message is one sentence."""


def identify(article: str | Path) -> str:
    """The document_id of an article's file.

    Reading costs a second of imports, so the answer is remembered with the file's size and time.

    Raises
    ------
    RequestError
        Where the file can't be read as an article.
    """
    path = Path(article)
    earlier, key, state = _remembered(), str(path.absolute()), _state(path)
    if state and earlier.get(key, {}).get("state") == state:
        return earlier[key]["document_id"]
    from analysis.documents import InputError, read_document, tell

    try:
        document = read_document(path)
    except (InputError, OSError) as error:
        raise RequestError(tell(error)) from None
    for note in document.notes:
        print(note, file=sys.stderr)
    with replacing(KNOWN) as draft:
        answers = {**earlier, key: {"state": state, "document_id": document.document_id}}
        draft.write_text(json.dumps(answers, indent=1, sort_keys=True), "utf-8")
    return document.document_id


def _remembered() -> dict[str, dict]:
    try:
        return json.loads(KNOWN.read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def _state(path: Path) -> list:
    """Size and time of a file, and the state of the code that reads it; empty where there is no file."""
    return [path.stat().st_size, path.stat().st_mtime_ns, prerequisites.state()] if path.is_file() else []


def codebook(article: Path, issues: Path | None) -> str:
    """What tells one codebook from another: name and content, or that issues are to be proposed."""
    path = issues or codebook_beside(article)
    return "proposed\n" if path is None else _stamp(path, "codebook")


def corrections(article: Path) -> str:
    """What tells one list of corrections from another, or that there are none."""
    path = corrections_beside(article)
    return _stamp(path, "list of corrections") if path.exists() else "none\n"


def _stamp(path: Path, noun: str) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RequestError(f"The {noun} {path} can't be read: {error.strerror}.") from None
    return f"{path.name} {hashlib.sha256(content).hexdigest()}\n"


def _prove(changed: Iterable[str], article: Path, issues: Path | None) -> None:
    """Read the files that a person wrote and changed, so that a bad one is refused before anything runs."""
    from analysis.corrections import read_corrections
    from analysis.documents import InputError, tell
    from analysis.positions import read_issues

    codebook = issues or codebook_beside(article)
    try:
        if "issues" in changed and codebook:
            read_issues(codebook)
        if "corrections" in changed:
            read_corrections(corrections_beside(article))
    except (InputError, OSError) as error:
        raise RequestError(tell(error)) from None


def parameters(path: Path | None) -> dict[str, object]:
    """The parameters of a YAML file; none where no file was given.

    Only names are proved here; the runner proves the values against each notebook.
    """
    if path is None:
        return {}
    given = read_file(path)
    refuse_reserved(given)
    refuse_unknown(given, (name for notebook in prerequisites.line() for name in prerequisites.declared(notebook)))
    return given


def ask(article: Path, issues: Path | None = None, parameters_file: Path | None = None) -> str:
    """Prove a request and keep it; the document_id it is about.

    A file of `asked/` whose content stays is not touched, so that make sees what really changed.
    """
    given = parameters(parameters_file)
    document_id = identify(article)
    folder = BUILD / document_id
    wanted = {"issues": codebook(article, issues), "corrections": corrections(article)} | {
        path.stem: _own(path, given, article) for path in prerequisites.line()
    }
    changed = [name for name, content in wanted.items() if _content(folder / "asked" / name) != content]
    if "issues" in changed or "corrections" in changed:
        _prove(changed, article, issues)
    for name in changed:
        _put(folder / "asked" / name, wanted[name])
    _put_rules(folder / "line.mk", document_id)
    return document_id


def _own(notebook: Path, given: dict[str, object], article: Path) -> str:
    """What was asked of one notebook: its own of the given parameters, and the article's name."""
    names = prerequisites.declared(notebook)
    return json.dumps({"article": article.name} | {k: v for k, v in given.items() if k in names}, default=str) + "\n"


def _content(path: Path) -> str | None:
    return path.read_text("utf-8") if path.is_file() else None


def _put(path: Path, content: str) -> None:
    if _content(path) != content:
        with replacing(path) as draft:
            draft.write_text(content, "utf-8")


def _put_rules(path: Path, document_id: str) -> None:
    """Keep the make rules of the line, read from the imports anew only when a file changed."""
    head = f"# {prerequisites.state()}\n"
    if not (_content(path) or "").startswith(head):
        _put(path, head + prerequisites.rules(document_id))


def _file(words: str) -> Path | None:
    """An option's file; an empty option is none."""
    return Path(words) if words else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the document_id of a request, or say in one sentence why it can't be met."""
    parser = argparse.ArgumentParser(prog="python -m analysis.request", description=__doc__.splitlines()[0])
    parser.add_argument("--article", required=True, help="the article, plain text")
    parser.add_argument("--issues", type=_file, default=None, help="codebook (CSV)")
    parser.add_argument("--parameters", type=_file, default=None, help="parameters (YAML)")
    asked = parser.parse_args(arguments)
    try:
        if not asked.article:
            raise RequestError("No article was named: give one with ARTICLE=path/to/article.txt.")
        print(ask(Path(asked.article), asked.issues, asked.parameters))
    except (RequestError, ParameterError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(unwritable(error), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
