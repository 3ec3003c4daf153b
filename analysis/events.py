"""Events: what several outlets tell at the same time, and how each tells it.

Articles are of one event where they appear within two days and share their rarer actors.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from analysis import shares

DAYS = 2
ALIKE = 0.3  # of the weight of the actors of both
COMMON = 0.2  # of all articles: who appears in more tells no event from another
TOLD = 3  # speakers that are named

NUMBERED = """
CREATE OR REPLACE TEMP TABLE numbered AS
SELECT row_number() OVER (ORDER BY published, document_id) AS number, document_id, story_id, CAST(published AS DATE) AS day,
       coalesce(outlet, 'no outlet known') AS outlet, title FROM originals WHERE published IS NOT NULL"""
WEIGHED = f"""
CREATE OR REPLACE TEMP TABLE weighed AS
WITH held AS (SELECT DISTINCT number, day, entity_id, name FROM appearances JOIN numbered USING (document_id)),
     spread AS (SELECT entity_id, count(*) AS articles FROM held GROUP BY 1)
SELECT number, day, entity_id, name, ln((SELECT count(*) + 1 FROM numbered) / articles) AS weight FROM held JOIN spread USING (entity_id)
WHERE articles BETWEEN 2 AND greatest(10, {COMMON} * (SELECT count(*) FROM numbered))"""
ALIKES = f"""
CREATE OR REPLACE TEMP TABLE edges AS
WITH whole AS (SELECT number, sum(weight) AS weight FROM weighed GROUP BY 1),
     met AS (SELECT a.number, b.number AS other, sum(a.weight) AS common FROM weighed a JOIN weighed b USING (entity_id)
             WHERE a.number < b.number AND b.day - a.day <= {DAYS} GROUP BY ALL HAVING count(*) >= 2)
SELECT met.number, other FROM met JOIN whole mine ON mine.number = met.number JOIN whole theirs ON theirs.number = other
WHERE common >= {ALIKE} * (mine.weight + theirs.weight - common)"""
GROUPS = "CREATE OR REPLACE TEMP TABLE gathered AS SELECT number, number AS root FROM (SELECT number FROM edges UNION SELECT other FROM edges)"
CLIMB = """
UPDATE gathered SET root = best.root FROM (
    SELECT edge.number, min(near.root) AS root FROM (SELECT number, other FROM edges UNION ALL SELECT other, number FROM edges) edge
    JOIN gathered near ON near.number = edge.other GROUP BY 1) best
WHERE best.number = gathered.number AND best.root < gathered.root RETURNING 1"""
EVENTS = """
SELECT root AS event, CAST(min(day) AS VARCHAR) AS first, CAST(max(day) AS VARCHAR) AS last, count(*) AS articles, count(DISTINCT outlet) AS outlets,
       (SELECT string_agg(name, ', ') FROM (SELECT name FROM weighed JOIN gathered own USING (number) WHERE own.root = gathered.root
        GROUP BY name ORDER BY count(*) DESC, name LIMIT 3)) AS actors
FROM gathered JOIN numbered USING (number) GROUP BY root HAVING outlets > 1 ORDER BY outlets DESC, articles DESC, first LIMIT ?"""
TELLING = f"""
WITH told AS (SELECT outlet, document_id, story_id FROM gathered JOIN numbered USING (number) WHERE root = $event),
     voiced AS (SELECT outlet, speaker, sum(words) AS words, sum(words) FILTER (form = 'direct') AS direct FROM spoken SEMI JOIN told USING (outlet, story_id) GROUP BY ALL),
     listed AS (SELECT outlet, string_agg(speaker || ' ' || CAST(round(100 * share) AS INTEGER) || '%', ', ' ORDER BY share DESC, speaker) FILTER (place <= {TOLD}) AS speakers,
                sum(direct) / sum(words) AS direct FROM (SELECT *, words / sum(words) OVER (PARTITION BY outlet) AS share,
                row_number() OVER (PARTITION BY outlet ORDER BY words DESC, speaker) AS place FROM voiced) GROUP BY outlet),
     judged AS (SELECT outlet, count(*) AS mentions, avg(score) AS mood FROM sentiment JOIN told USING (document_id) WHERE voice = 'narrator' GROUP BY outlet)
SELECT outlet, count(*) AS articles, any_value(speakers) AS speakers, any_value(direct) AS direct, any_value(mood) AS reporters_mood, any_value(mentions) AS mentions
FROM told LEFT JOIN listed USING (outlet) LEFT JOIN judged USING (outlet) GROUP BY outlet ORDER BY articles DESC, outlet"""


def find_events(database: duckdb.DuckDBPyConnection, rows: int) -> pd.DataFrame:
    """Events that more than one outlet tells: event (a number), first and last day, articles, outlets, actors that most articles share."""
    for statement in (NUMBERED, WEIGHED, ALIKES, GROUPS):
        database.execute(statement)
    while database.execute(CLIMB).fetchone():
        pass
    return database.execute(EVENTS, [rows]).df()


def compare_outlets(database: duckdb.DuckDBPyConnection, event: int) -> pd.DataFrame:
    """How each outlet tells an event that `find_events` has found.

    Columns outlet, articles, speakers (who has most of the words, with their share), direct (share of speech that is quoted),
    reporters_mood (mean of positive − negative toward all, in the reporter's own words) and the mentions it rests on.  An
    event is a handful of articles: these are counts of them, not estimates, and carry no intervals.
    """
    database.execute(shares.SPOKEN)
    return database.execute(TELLING, {"event": event}).df()
