"""Where the rooms are, and how files are replaced only when they are whole."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEEDS, NOTEBOOKS, FIGURES, MODELS, BUILD = (
    ROOT / room for room in ("seeds", "notebooks", "figures", "models", "build")
)
DATA = Path(__file__).resolve().parent / "data"
LONGEST_MESSAGE = 600  # characters


def slug(words: str) -> str:
    """Lower-case letters, digits and hyphens only, so that no text can become a path.

    Letters of any script are kept; what has no letter or digit becomes "text".
    """
    plain = unicodedata.normalize("NFKD", words)
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark)).casefold()
    return re.sub(r"[\W_]+", "-", plain).strip("-")[:60].strip("-") or "text"


def document_id(stem: str, text: str) -> str:
    """Name an article by its file's stem and the first 8 hex digits of its text's sha256."""
    return f"{slug(stem)}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def one_line(words: str) -> str:
    """Words of a file as a message can carry them: in one line, without marks that steer a terminal, not endless."""
    line = " ".join("".join(mark if mark.isprintable() else " " if mark.isspace() else "\ufffd" for mark in words).split())
    return line if len(line) <= LONGEST_MESSAGE else f"{line[:LONGEST_MESSAGE // 2]} … {line[-LONGEST_MESSAGE // 2:]}"


def unwritable(error: OSError) -> str:
    """Why results can't be kept (no right to write, a full disk), in one sentence."""
    return f"Results can't be kept in {BUILD.name}/: {error.strerror or error} ({Path(str(error.filename or BUILD)).name})."


def codebook_beside(article: str | Path) -> Path | None:
    """The codebook that lies beside an article, `<stem>.issues.csv`; None where there is none."""
    path = _beside(article, "issues")
    return path if path.is_file() else None


def corrections_beside(article: str | Path) -> Path:
    """Where the corrections of an article are kept, `<stem>.corrections.csv` beside it, whether there are any or not."""
    return _beside(article, "corrections")


def _beside(article: str | Path, noun: str) -> Path:
    return Path(article).with_name(f"{Path(article).stem}.{noun}.csv")


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Write to a temporary file beside `target`, renamed only if nothing went wrong.

    Two writers at once each have their own draft; the last whole one stays.
    """
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=target.suffix, dir=target.parent)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o644)
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep a second run out of a folder, which is made where it is missing; the lock goes with the process, however it ends.

    Raises
    ------
    NotADirectoryError, BlockingIOError
        Where it is a file, or where another run has it; the message is one sentence.
    """
    import fcntl  # not on every system, and only a run over many articles asks for it

    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(f"{folder} is a file; name a folder for the tables.")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BlockingIOError(f"Another run is writing to {folder}; wait for its end, or name another folder.") from None
        yield
