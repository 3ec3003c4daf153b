"""Near-duplicates: articles that share most of their words in the same order, as agency copy does (Broder 1997).

Each article's signature is computed where the article is read; DuckDB then compares only articles that agree in a
whole band of it, band after band, in a file on the disk: memory stays the same however many there are.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from datasketch import MinHash

from analysis.paths import replacing

SHINGLE = 5  # words
PERMUTATIONS = 128
BANDS = 32  # of 4 numbers each: of articles with half of their shingles in common 87% meet in a band, with 0.7 all but 1 in 5,000
THRESHOLD = 0.5  # of shingles in common; the standard error of an estimate of 0.5 is 0.044
DIGITS = 8  # of each number, which has 32 bits
MEMORY = "1GB"  # what does not fit goes to the disk
WORD = re.compile(r"\w+")

SIGNED = """
CREATE TABLE signed AS
SELECT row_number() OVER (ORDER BY coalesce(articles.published, documents.published) NULLS LAST, input) AS number, input, document_id, signature
FROM signatures JOIN articles USING (input, document_id) LEFT JOIN documents USING (document_id) ANTI JOIN duplicates USING (input)"""
# In a band each is held against the first and the one before: a thousand prints of one text are no million pairs.
MEETING = """
INSERT INTO pairs
WITH band AS (SELECT number, first_value(number) OVER same AS first, lag(number) OVER same AS before FROM signed
              WINDOW same AS (PARTITION BY substr(signature, {start}, {length}) ORDER BY number))
SELECT number, first FROM band WHERE first < number UNION SELECT number, before FROM band WHERE before < number"""
ALIKE = f"""
CREATE TABLE alike AS
WITH compared AS (
    SELECT pairs.number, pairs.earlier, list_sum(list_transform(range({PERMUTATIONS}), lambda k:
        (substr(a.signature, {DIGITS} * k + 1, {DIGITS}) = substr(b.signature, {DIGITS} * k + 1, {DIGITS}))::INTEGER)) / {PERMUTATIONS} AS similarity
    FROM (SELECT DISTINCT number, earlier FROM pairs) pairs JOIN signed a ON a.number = pairs.number JOIN signed b ON b.number = pairs.earlier)
SELECT number, arg_max(earlier, (similarity, -earlier)) AS earlier, max(similarity) AS similarity, min(earlier) AS root
FROM compared WHERE similarity >= {THRESHOLD} GROUP BY number"""
# Each root is earlier than what hangs on it, so that the ways to the first are halved each time.
CLIMB = "UPDATE alike SET root = other.root FROM alike AS other WHERE alike.root = other.number RETURNING 1"
FOUND = f"""
SELECT a.input, a.document_id, b.input AS near_duplicate_of, first.document_id AS story_id, round(similarity, 3) AS similarity,
       round(sqrt(similarity * (1 - similarity) / {PERMUTATIONS}), 3) AS error
FROM alike JOIN signed a ON a.number = alike.number JOIN signed b ON b.number = earlier JOIN signed first ON first.number = root ORDER BY a.number"""


def sign(text: str) -> dict[str, object]:
    """The cells `words` and `signature` of an article; fewer than 5 words are one shingle."""
    words = WORD.findall(text.lower())
    shingles = {" ".join(words[start:start + SHINGLE]) for start in range(max(1, len(words) - SHINGLE + 1))}
    made = MinHash(num_perm=PERMUTATIONS)
    made.update_batch([shingle.encode("utf-8", "surrogatepass") for shingle in sorted(shingles)])
    return {"words": len(words), "signature": "".join(f"{number:0{DIGITS}x}" for number in made.hashvalues.tolist())}


def write(folder: Path) -> None:
    """Keep the table `near_duplicates` of a corpus run, as one Parquet file; exact duplicates have a table of their own."""
    (folder / "near_duplicates").mkdir(exist_ok=True)
    with _open(folder) as state:
        for statement in (SIGNED, "CREATE TABLE pairs (number BIGINT, earlier BIGINT)"):
            state.execute(statement)
        length = PERMUTATIONS // BANDS * DIGITS
        for band in range(BANDS):
            state.execute(MEETING.format(start=band * length + 1, length=length))
        state.execute(ALIKE)
        while state.execute(CLIMB).fetchone():
            pass
        with replacing(folder / "near_duplicates" / "near_duplicates.parquet") as draft:
            state.sql(FOUND).write_parquet(str(draft))


@contextmanager
def _open(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database on the disk that goes when it was used, with the tables that are needed as views."""
    with tempfile.TemporaryDirectory(prefix=".near-", dir=folder) as own, duckdb.connect(str(Path(own, "state.duckdb"))) as state:
        state.execute(f"SET memory_limit = '{MEMORY}'")
        for name in ("articles", "signatures", "documents", "duplicates"):
            state.read_parquet(sorted(map(str, (folder / name).glob("*.parquet")))).create_view(name)
        yield state
