"""Issues: the codebook a person gives.

A codebook is a CSV file with `issue_id` and `label`; `description` and `keywords` (separated by |) help to find
what is said on an issue.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd

from analysis import tables
from analysis.documents import InputError
from analysis.given import read_given

NEEDED, KNOWN = ("issue_id", "label"), ("issue_id", "label", "description", "keywords")


def read_issues(path: str | Path) -> pd.DataFrame:
    """Read a codebook.

    Returns
    -------
    pandas.DataFrame
        The table `issues`, in the file's order; other columns of the file are left out.

    Raises
    ------
    InputError
        Where the file is not there, no table, lacks `issue_id` or `label`, or has a column or an id twice;
        one sentence that names the file.
    """
    rows = [cells for _, cells in read_given(path, "codebook", KNOWN, NEEDED)]
    records = [{name: cells[name] or pd.NA for name in KNOWN} for cells in rows]
    _refuse_ids([record["issue_id"] for record in records], [record["label"] for record in records], Path(path).name)
    return tables.make("issues", records)


def take_issues(frame: pd.DataFrame) -> pd.DataFrame:
    """A codebook that was given as a frame, with the columns and types of the table `issues`; one without rows stays so.

    Raises
    ------
    InputError
        Where a column is not one of a codebook, an id or a label is empty, or an id stands twice; one sentence.
    """
    extra = [str(name) for name in frame.columns if name not in KNOWN]
    missing = [name for name in NEEDED if name not in frame.columns and len(frame)]
    if extra or missing:
        wrong = f"a column {extra[0]}" if extra else f"no column {missing[0]}"
        raise InputError(f"The codebook has {wrong}; a codebook has the columns {', '.join(KNOWN)}.")
    made = tables.make("issues", frame).replace(r"^\s*$", pd.NA, regex=True)
    if len(made):
        _refuse_ids(list(made.issue_id), list(made.label), "The codebook")
    return made


def _refuse_ids(ids: list, labels: list, name: str) -> None:
    if not ids:
        raise InputError(f"{name} has no issue: there is nothing below its first line.")
    for number, (key, label) in enumerate(zip(ids, labels), start=1):
        if pd.isna(key) or pd.isna(label):
            raise InputError(f"{name} has no {'issue_id' if pd.isna(key) else 'label'} for its issue {number}.")
    twice = [key for key, times in Counter(ids).items() if times > 1]
    if twice:
        raise InputError(f"{name} has the issue_id {twice[0]} twice; each issue needs its own.")
