"""Double coding: what two people corrected in the same article, compared and joined.

    python -m analysis.double_coding A.csv B.csv [--article FILE] [--out FOLDER]      or: make agreement A=… B=…

Their agreement table by table, every conflict with both sides, and what is no conflict as one list of corrections.
Where they differ neither is chosen: that is for them to settle.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from analysis import metrics, paths, tables
from analysis.cells import make_safe
from analysis.corrections import KEYS, Line, read_corrections, save_corrections
from analysis.documents import InputError, tell

Unit = tuple[str, str, str, str, str]  # table, before, text, after, key: the row that a person spoke of
Decisions = dict[Unit, list[Line]]
MEASURES = ("f1", "kappa", "alpha")
FIGURES = ["table", "first", "second", "both", "same", *(name for of in MEASURES for name in (of, f"{of}_low", f"{of}_high"))]
CONFLICT = ["table", "before", "text", "after", "key", "first", "first_who", "first_why", "second", "second_who", "second_why"]


def find_decisions(lines: Sequence[Line]) -> Decisions:
    """What a person decided of each row; of lines that decide the same the last."""
    last = {line.aspect: line for line in lines}
    found: Decisions = defaultdict(list)
    for line in last.values():
        key = "; ".join(f"{name}={value}" for name, value in sorted(line.key.items()))
        found[line.table, *(" ".join(words.split()) for words in line.anchor), key].append(line)  # type: ignore[index]
    return dict(found)


def match(first: Decisions, second: Decisions) -> dict[Unit, Unit]:
    """For rows of the first person the same row of the second.

    A line written by hand may say nothing of what stands around its words; it is of the row whose words are the same
    if there is only one.
    """
    loose: dict[tuple, list[Unit]] = defaultdict(list)
    for unit in second:
        loose[unit[0], unit[2], unit[4]].append(unit)
    found = {}
    for unit in first:
        near = loose[unit[0], unit[2], unit[4]]
        if unit in second:
            found[unit] = unit
        elif len(near) == 1 and not ((unit[1] or unit[3]) and (near[0][1] or near[0][3])):
            found[unit] = near[0]
    taken = Counter(found.values())
    return {one: other for one, other in found.items() if taken[other] == 1 or one == other}


def say(lines: Sequence[Line]) -> str:
    """What was decided of a row, in words that are the same where the decision is."""
    return " + ".join(sorted(" ".join(filter(None, (line.action, line.column and f"{line.column} =", line.value or ("(nothing)" if line.column else ""))))
                             for line in lines))


def clash(first: Sequence[Line], second: Sequence[Line]) -> bool:
    """Whether two people's decisions of one row can't both be carried out."""
    if say(first) == say(second):
        return False
    one, other = ({line.action for line in lines} for lines in (first, second))
    if "reject" in one | other or "accept" in one | other:
        return True  # as it is, gone, or changed: one of them only
    left, right = ({line.column or line.action: line.value for line in lines} for lines in (first, second))
    return any(left[name] != right[name] for name in left.keys() & right.keys())


def compare(first: Decisions, second: Decisions) -> pd.DataFrame:
    """How far two people agree, by table.

    Returns
    -------
    pandas.DataFrame
        `first` and `second`: rows that each spoke of; `both`: that both did; `same`: with the same decision; `f1`: of
        decisions, where speaking of a row that the other left alone counts against; Cohen's `kappa` and Krippendorff's
        `alpha` of the decision on rows that both spoke of, each with its 95% interval over rows.  Empty where it is not
        defined.  People choose what they look at, so these say nothing of rows that nobody spoke of.
    """
    pairs = match(first, second)
    rows = [_figures(name, first, second, pairs) for name in KEYS]
    return pd.DataFrame([row for row in rows if row["first"] or row["second"]], columns=FIGURES)


def _figures(name: str, first: Decisions, second: Decisions, pairs: Mapping[Unit, Unit]) -> dict[str, object]:
    own = [unit for unit in first if unit[0] == name]
    theirs = [unit for unit in second if unit[0] == name]
    both = [(say(first[unit]), say(second[pairs[unit]])) for unit in own if unit in pairs]
    same = sum(one == other for one, other in both)
    labels = [Counter({f"{one.replace('>', ' ')}>{other.replace('>', ' ')}": 1}) for one, other in both]
    hits = [Counter(tp=int(one == other), gold=1, sys=1) for one, other in both]
    hits += [Counter(tp=0, gold=1, sys=0)] * (len(own) - len(both)) + [Counter(tp=0, gold=0, sys=1)] * (len(theirs) - len(both))
    row: dict[str, object] = dict(table=name, first=len(own), second=len(theirs), both=len(both), same=same)
    for measure, units in (("f1", hits), ("kappa", labels), ("alpha", labels)):
        value, low, high = metrics.interval(measure, units) if units else (None, None, None)
        row |= {measure: value, f"{measure}_low": low, f"{measure}_high": high}
    return row


def find_conflicts(first: Decisions, second: Decisions) -> pd.DataFrame:
    """Rows of which two people decided what can't both be carried out, with what each says."""
    rows = []
    for unit, other in match(first, second).items():
        if clash(first[unit], second[other]):
            row = dict(zip(("table", "before", "text", "after", "key"), unit))
            for side, lines in (("first", first[unit]), ("second", second[other])):
                row |= {side: say(lines), f"{side}_who": _join(line.who for line in lines), f"{side}_why": _join(line.why for line in lines)}
            rows.append(row)
    return pd.DataFrame(rows, columns=CONFLICT)


def _join(words) -> str:
    return " · ".join(dict.fromkeys(word for word in words if word))


def join_lines(first: Sequence[Line], second: Sequence[Line]) -> list[dict[str, str]]:
    """The lines of both on which they are not in conflict, as rows of a file of corrections; the same said twice is there once."""
    one, other = find_decisions(first), find_decisions(second)
    pairs = match(one, other)
    clashing = {unit: pair for unit, pair in pairs.items() if clash(one[unit], other[pair])}
    same = {pair for unit, pair in pairs.items() if say(one[unit]) == say(other[pair])}
    left = [line for unit, lines in one.items() if unit not in clashing for line in lines]
    right = [line for unit, lines in other.items() if unit not in clashing.values() and unit not in same for line in lines]
    return [_row(line) for part in (left, right) for line in sorted(part, key=lambda line: line.number)]


def _row(line: Line) -> dict[str, str]:
    key = "; ".join(f"{name}={value}" for name, value in line.key.items())
    return dict(table=line.table, **line.anchor._asdict(), key=key, action=line.action, column=line.column, value=line.value,
                who=line.who, when=line.when, why=line.why)


def compare_codings(article: Path, first: Sequence[Line], second: Sequence[Line]) -> pd.DataFrame:
    """How far the whole codings agree that the two lists make of the article, row by row.

    Rows that neither touched are the program's in both, so this is higher than two codings from scratch would give;
    `coder_agreement.find_agreement` tells what is measured.
    """
    import analysis
    from analysis.coder_agreement import find_agreement

    with tempfile.TemporaryDirectory() as folder:
        for name, lines in (("first", first), ("second", second)):
            for table, frame in analysis.analyse(article, corrections=list(lines)).items():
                tables.write(frame, Path(folder) / name, table)
        return find_agreement(Path(folder) / "first", Path(folder) / "second")


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare and join two lists of corrections; 0 if it was done, 1 with a sentence on what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m analysis.double_coding", description="Two people's corrections of one article, compared and joined.")
    parser.add_argument("first", type=Path, metavar="A.csv")
    parser.add_argument("second", type=Path, metavar="B.csv")
    parser.add_argument("--article", type=Path, metavar="FILE", help="the article: compare the whole codings too")
    parser.add_argument("--out", type=Path, default=paths.BUILD / "agreement", metavar="FOLDER", help="where the tables go (build/agreement unless given)")
    asked = parser.parse_args(arguments)
    try:
        return _run(asked.first, asked.second, asked.article, asked.out)
    except (InputError, OSError) as error:
        print(tell(error), file=sys.stderr)
        return 1


def _run(one: Path, other: Path, article: Path | None, out: Path) -> int:
    for path in (one, other):
        if not path.is_file():
            raise InputError(f"There is no list of corrections {path}.")
    first, second = read_corrections(one), read_corrections(other)
    agreed, conflicts = compare(find_decisions(first), find_decisions(second)), find_conflicts(find_decisions(first), find_decisions(second))
    joined = join_lines(first, second)
    merged = out / "merged.corrections.csv"
    merged.unlink(missing_ok=True)  # only we write it; lines of an earlier comparison must not stay
    save_corrections(merged, joined)
    _write(agreed, out / "agreement.csv")
    _write(conflicts, out / "conflicts.csv")
    print(_shown(_in_brief(agreed)) if len(agreed) else "Nothing was corrected.")
    print(f"\n{len(joined)} lines are joined in {out.name}/{merged.name}; {len(conflicts)} conflicts are left out of it and listed in {out.name}/conflicts.csv.")
    for row in conflicts.itertuples():
        print(f"  {row.table} “{row.text[:60]}”: {row.first_who or one.stem} says {row.first}, {row.second_who or other.stem} says {row.second}.")
    if article is not None:
        print("\nThe whole codings (what neither touched is the program's in both):\n" + _shown(compare_codings(article, first, second)))
    return 0


def _in_brief(agreed: pd.DataFrame) -> pd.DataFrame:
    """Each measure in one cell with its interval."""
    brief = agreed[FIGURES[:5]].copy()
    for measure in MEASURES:
        cells = agreed[[measure, f"{measure}_low", f"{measure}_high"]].to_numpy(float)
        brief[measure] = ["" if pd.isna(value) else f"{value:.2f}" + ("" if pd.isna(low) else f" [{low:.2f}, {high:.2f}]") for value, low, high in cells]
    return brief


def _shown(frame: pd.DataFrame) -> str:
    return frame.to_string(index=False, na_rep="", float_format=lambda value: f"{value:.3f}")


def _write(frame: pd.DataFrame, path: Path) -> None:
    with paths.replacing(path) as draft:
        frame.map(lambda value: make_safe(value) if isinstance(value, str) else value).to_csv(draft, index=False, float_format="%.3f", lineterminator="\n")


if __name__ == "__main__":
    sys.exit(main())
