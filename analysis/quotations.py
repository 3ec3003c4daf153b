"""Quotations: the same words quoted in several articles, with what each of them left out or changed.

Two quotations are one where half of the runs of three words of the shorter stand in the longer.  Short ones must be
said by the same actor too, since many say “we will not give up”.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import duckdb
import pandas as pd

from analysis import tables
from analysis.paths import replacing

Variant = Literal["whole", "shortened", "changed"]
SHINGLE = 3  # words
LEAST = 5  # words
SHARED = 0.5  # of the shingles of the shorter
TELLING = 8  # shingles in common that show one quotation whoever is said to speak

# Of a content that is quoted in part only the quoted words; of one quoted in pieces all of them.
QUOTED = f"""
CREATE OR REPLACE TEMP TABLE quoted AS
WITH whole AS (
    SELECT document_id, statement_id, any_value(actor_id) AS actor_id,
           string_agg(text, ' … ' ORDER BY piece) AS content, any_value(kind) AS kind
    FROM (SELECT DISTINCT ON (statement_id, piece) * FROM statements WHERE kind IN ('direct', 'mixed') ORDER BY statement_id, piece, actor_id)
    SEMI JOIN originals USING (document_id) GROUP BY document_id, statement_id),
bare AS (
    SELECT * EXCLUDE (content), CASE WHEN kind = 'direct' THEN trim(content, ' “”"‘’,''')
           ELSE array_to_string(regexp_extract_all(content, '[“"]([^”"]*[^”",])', 1), ' … ') END AS text FROM whole),
spelt AS (SELECT *, regexp_extract_all(lower(replace(replace(text, '’', ''), '''', '')), '[\\p{{L}}\\p{{N}}]+') AS words FROM bare)
SELECT row_number() OVER (ORDER BY len(words) DESC, published NULLS LAST, statement_id) AS number, spelt.*, entity_id
FROM spelt JOIN (SELECT DISTINCT document_id, published FROM originals) USING (document_id) LEFT JOIN links USING (document_id, actor_id)
WHERE len(words) >= {LEAST}"""
RUNS = f"""
CREATE OR REPLACE TEMP TABLE runs AS
SELECT DISTINCT number, hash(array_to_string(words[place:place + {SHINGLE} - 1], ' ')) AS run
FROM quoted, unnest(range(1, len(words) - {SHINGLE} + 2)) AS spot(place)"""
# As with near-duplicates each is held against the longest and the next longer that has a run in common, not against all.
MEETING = """
CREATE OR REPLACE TEMP TABLE meeting AS
WITH met AS (SELECT number, first_value(number) OVER same AS first, lag(number) OVER same AS before FROM runs
             WINDOW same AS (PARTITION BY run ORDER BY number))
SELECT number, first AS longer FROM met WHERE first < number UNION SELECT number, before FROM met WHERE before < number"""
ONE = f"""
CREATE OR REPLACE TEMP TABLE one AS
WITH counted AS (SELECT number, longer, count(*) AS common FROM meeting JOIN runs USING (number) JOIN runs other ON other.number = longer AND other.run = runs.run
                 GROUP BY ALL)
SELECT number, longer FROM counted JOIN quoted a USING (number) JOIN quoted b ON b.number = longer
WHERE common >= {SHARED} * (len(a.words) - {SHINGLE - 1}) AND common >= 3 AND a.document_id <> b.document_id
      AND (common >= {TELLING} OR a.entity_id = b.entity_id)"""
GROUPS = """
CREATE OR REPLACE TEMP TABLE groups AS
SELECT number, number AS root FROM (SELECT number FROM one UNION SELECT longer FROM one)"""
CLIMB = """
UPDATE groups SET root = best.root FROM (
    SELECT edge.number, min(other.root) AS root
    FROM (SELECT number, longer AS near FROM one UNION ALL SELECT longer, number FROM one) edge JOIN groups other ON other.number = edge.near GROUP BY 1) best
WHERE best.number = groups.number AND best.root < groups.root RETURNING 1"""
GATHERED = """
SELECT first.statement_id AS quotation_id, own.document_id, own.statement_id, own.text, own.words, first.words AS longest
FROM groups JOIN quoted own USING (number) JOIN quoted first ON first.number = root ORDER BY root, number"""


def find_quotations(database: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Quotations that stand in several articles.

    Parameters
    ----------
    database : connection
        As `database.open_database` gives it.

    Returns
    -------
    frame of `quotations`
        The longest wording of each quotation first; no rows where nothing is quoted twice.  Each text counts once, however
        often it stands in the corpus.  Other words for the same ("will not yield", "refuses to give in") are not found.
    """
    for statement in (QUOTED, RUNS, MEETING, ONE, GROUPS):
        database.execute(statement)
    while database.execute(CLIMB).fetchone():
        pass
    rows = []
    for quotation, document, statement, text, words, longest in database.execute(GATHERED).fetchall():
        rows.append(dict(quotation_id=quotation, document_id=document, statement_id=statement, text=text, words=len(words),
                         variant=compare(words, longest), shared=_share(words, longest)))
    return tables.make("quotations", rows)


def compare(words: Sequence[str], longest: Sequence[str]) -> Variant:
    """What a wording is of the longest one: "shortened" where its words stand there in this order, "changed" where not all do."""
    if list(words) == list(longest):
        return "whole"
    rest = iter(longest)
    return "shortened" if all(word in rest for word in words) else "changed"


def _share(words: Sequence[str], longest: Sequence[str]) -> float:
    mine, theirs = ({tuple(of[k:k + SHINGLE]) for k in range(len(of) - SHINGLE + 1)} for of in (words, longest))
    return len(mine & theirs) / len(mine)


def forget(folder: Path) -> None:
    """Take away those of an earlier run, before the articles of this one are asked for theirs."""
    (folder / "quotations" / "quotations.parquet").unlink(missing_ok=True)


def write(database: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Keep the table `quotations` of a corpus run, as one Parquet file."""
    found = find_quotations(database)
    (folder / "quotations").mkdir(exist_ok=True)
    with replacing(folder / "quotations" / "quotations.parquet") as draft:
        found.to_parquet(draft, index=False, engine="pyarrow")


def list_quotations(database: duckdb.DuckDBPyConnection, rows: int) -> pd.DataFrame:
    """What is quoted in most articles, a row for each quotation and its wordings side by side.

    Columns speaker, articles, whole, shortened, changed: each wording with the outlets (or else titles) that have it.
    """
    database.execute("CREATE OR REPLACE TEMP TABLE shown AS SELECT quotation_id, count(DISTINCT document_id) AS articles FROM quotations "
                     "GROUP BY 1 ORDER BY articles DESC, quotation_id LIMIT ?", [rows])
    found = database.execute(
        "SELECT quotation_id, shown.articles, variant, quotations.text, any_value(coalesce(entities.name, quotations_by.source)) AS speaker, "
        "list_sort(list_distinct(list(coalesce(outlet, title, originals.path)))) AS where_ "
        "FROM quotations JOIN shown USING (quotation_id) JOIN originals USING (document_id) "
        "JOIN (SELECT DISTINCT ON (statement_id) statement_id, document_id, actor_id, source FROM statements ORDER BY statement_id, piece, actor_id) quotations_by "
        "USING (statement_id, document_id) LEFT JOIN links USING (document_id, actor_id) LEFT JOIN entities USING (entity_id) "
        "GROUP BY quotation_id, shown.articles, variant, quotations.text ORDER BY shown.articles DESC, quotation_id, length(quotations.text) DESC, quotations.text").fetchall()
    made: dict[str, dict[str, object]] = {}
    for quotation, articles, variant, text, speaker, where in found:
        row = made.setdefault(quotation, dict(speaker=speaker, articles=articles, whole="", shortened="", changed=""))
        row["speaker"] = row["speaker"] or speaker
        row[variant] += f"{' / ' if row[variant] else ''}“{text}” ({', '.join(where)})"
    return pd.DataFrame(made.values(), columns=["speaker", "articles", "whole", "shortened", "changed"]).replace("", pd.NA)
