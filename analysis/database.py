"""Database: the tables of a corpus run, asked with DuckDB (Raasveldt & Mühleisen 2019) and never read whole.

A text that stands there several times counts once wherever actors are counted.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import duckdb
import pandas as pd

from analysis import tables
from analysis.documents import InputError
from analysis.links import find_links
from analysis.paths import replacing
from analysis.wording import count, join

Period = Literal["day", "month", "year"]
LENGTH: dict[Period, int] = {"day": 10, "month": 7, "year": 4}  # characters of YYYY-MM-DD
LONGEST: dict[Period, int] = {"day": 45, "month": 3 * 366}  # days of a corpus told by days, by months

# What the input told of an article goes before what was read in its text.
ARTICLES = """
CREATE VIEW articles AS
SELECT handed_in.* REPLACE (coalesce(handed_in.title, documents.title) AS title, coalesce(handed_in.byline, documents.byline) AS byline,
                            coalesce(handed_in.outlet, documents.outlet) AS outlet,
                            coalesce(handed_in.published, documents.published) AS published),
       duplicates.duplicate_of, documents.document_id IS NOT NULL AS analysed
FROM handed_in LEFT JOIN duplicates USING (input) LEFT JOIN documents ON documents.document_id = handed_in.document_id"""
# Prints of one story are no independent witnesses: intervals take each story as one.
ORIGINALS = """
CREATE VIEW originals AS
SELECT articles.*, coalesce(near_duplicates.story_id, document_id) AS story_id, near_duplicates.near_duplicate_of
FROM articles LEFT JOIN near_duplicates USING (input, document_id) WHERE duplicate_of IS NULL AND analysed"""
# As in the charts of one article: not country names used as places, nor I and we, by which one speaks.  Nor groups:
# “officials” are others in each article.
APPEARANCES = f"""
CREATE VIEW appearances AS
SELECT document_id, entity_id, coalesce(entities.name, actors.name) AS name, any_value(actors.kind) AS kind, count(*) AS mentions
FROM mentions JOIN actors USING (document_id, actor_id) JOIN links USING (document_id, actor_id)
     LEFT JOIN entities USING (entity_id) SEMI JOIN originals USING (document_id)
WHERE sense = 'actor' AND actors.kind <> 'group' AND NOT starts_with(mentions."rule", '{tables.FIRST_PERSON}') GROUP BY ALL"""


# Links hang on name, kind and side alone, so that each combination is judged once, however many articles have it.
NAMES = """
SELECT name, kind, side, count(DISTINCT document_id) AS articles FROM actors SEMI JOIN originals USING (document_id)
GROUP BY ALL ORDER BY name, kind, side"""
LINKS = """
CREATE VIEW links AS
SELECT document_id, actor_id, CASE WHEN linked."rule" = 'alone' THEN document_id || '.' || actor_id ELSE linked.entity_id END AS entity_id,
       linked."rule", linked.probability
FROM actors JOIN linked ON actors.name = linked.name AND actors.kind = linked.kind AND actors.side IS NOT DISTINCT FROM linked.side"""
# Two names of one person stand among the same people; each pair in doubt is compared by whom its articles name besides.
UNCERTAIN = """
WITH pairs AS (SELECT DISTINCT name, kind, side, articles, entity_id, "rule", probability FROM unlinked),
own AS (SELECT DISTINCT pairs.name, pairs.side, pairs.entity_id, actors.document_id FROM pairs
        JOIN actors ON actors.name = pairs.name AND actors.kind = pairs.kind AND actors.side IS NOT DISTINCT FROM pairs.side),
theirs AS (SELECT DISTINCT pairs.name, pairs.side, pairs.entity_id, links.document_id FROM pairs JOIN links USING (entity_id)),
met AS (SELECT name, side, entity_id, met, bool_or(here) AND bool_or(NOT here) AS shared FROM (
    SELECT own.name, own.side, own.entity_id, links.entity_id AS met, TRUE AS here FROM own JOIN links USING (document_id)
    UNION ALL SELECT theirs.name, theirs.side, theirs.entity_id, links.entity_id, FALSE FROM theirs JOIN links USING (document_id))
    WHERE met <> entity_id GROUP BY ALL),
rarity AS (SELECT entity_id AS met, entities.name AS other, count(DISTINCT document_id) AS articles FROM links JOIN entities USING (entity_id) GROUP BY ALL),
company AS (SELECT met.name, met.side, met.entity_id, avg(shared::INTEGER) AS share,
                   array_to_string(list(other ORDER BY articles, other) FILTER (shared)[:3], ', ') AS company FROM met JOIN rarity USING (met) GROUP BY ALL)
SELECT pairs.name, pairs.side, pairs.articles, entities.name AS other, "rule" AS why, nullif(company, '') AS company,
       round(least(0.89, probability + 0.3 * coalesce(share, 0)), 3) AS probability
FROM pairs JOIN entities USING (entity_id) LEFT JOIN company ON company.name = pairs.name AND company.side IS NOT DISTINCT FROM pairs.side
     AND company.entity_id = pairs.entity_id
ORDER BY articles DESC, probability DESC, pairs.name, other"""
# An entity is told by its commonest name, with a side where two entities share it.
ENTITIES = """
CREATE TABLE entities AS
WITH named AS (SELECT entity_id, arg_max(name, articles) AS name, mode(side) AS side FROM linked WHERE "rule" <> 'alone' GROUP BY entity_id)
SELECT entity_id, CASE WHEN count(*) OVER (PARTITION BY name) > 1 AND side IS NOT NULL THEN name || ' (' || side || ')' ELSE name END AS name
FROM named"""


def open_database(folder: Path, registry: pd.DataFrame | None = None) -> duckdb.DuckDBPyConnection:
    """The tables of a corpus as views of a database.

    `handed_in` is the table `articles` as it was kept; `articles` adds `duplicate_of` and `analysed`, and what its text
    says where the input said nothing; `originals` has each text once, with `near_duplicate_of` and `story_id` (one for all prints of a story); `links` says which actors are one (as
    `analysis.links` finds with the registry), `unlinked` who may be, `entities` names them; `appearances` is an entity in
    an original; `run` says whether the models were used.

    Raises
    ------
    InputError
        Where no run has filled the folder, or the last was not finished.
    """
    try:
        state = json.loads((folder / "corpus.json").read_text("utf-8"))
        finished = state["finished"]
    except (OSError, ValueError, LookupError, TypeError):
        raise InputError(f"There are no tables of a corpus in {folder}: run `make corpus CORPUS=…` first.") from None
    if not finished:
        raise InputError(f"The run that fills {folder} was not finished: run it again, it goes on from there.")
    found = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    try:
        _open_tables(found, folder)
        found.register("run", pd.DataFrame({"models": [bool(state.get("models", True))]}))
        for view in (ARTICLES, ORIGINALS):
            found.execute(view)
        _link(found, registry)
        found.execute(APPEARANCES)
    except duckdb.Error as error:
        raise InputError(f"A file in {folder} is damaged ({str(error).splitlines()[0]}): run `make corpus` again, which makes it anew.") from None
    return found


def _open_tables(database: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """A view of each table's Parquet files."""
    for name in (*tables.TABLES, "articles", "duplicates", "rejected", "near_duplicates", "quotations"):
        files = sorted(map(str, (folder / name).glob("*.parquet")))
        if files:
            (opened := database.read_parquet(files)).create_view("handed_in" if name == "articles" else name)
            opened.count("*").fetchall()  # opens each file, so that a damaged one is told now
        else:  # what is found over all articles is kept last
            database.register(name, tables.make(name))


def _link(database: duckdb.DuckDBPyConnection, registry: pd.DataFrame | None) -> None:
    """Make `links`, `entities` and `unlinked`."""
    names = database.execute(NAMES).df()
    numbers = pd.array([str(number) for number in range(len(names))], dtype=tables.TEXT)
    people = names.assign(document_id="corpus", actor_id=numbers, role=pd.NA)
    links, uncertain = find_links(people, registry)
    database.register("linked", names.assign(**links[["entity_id", "rule", "probability"]]))
    for statement in (LINKS, ENTITIES):
        database.execute(statement)
    database.register("unlinked", uncertain.merge(people[["actor_id", "articles", "side", "kind"]], on="actor_id"))


def write_links(database: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Keep `links` of all articles beside the other tables of a run, as one Parquet file."""
    (folder / "links").mkdir(exist_ok=True)
    with replacing(folder / "links" / "links.parquet") as draft:
        database.sql("SELECT * FROM links ORDER BY document_id, actor_id").write_parquet(str(draft))


def list_uncertain(database: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Actors who may be one with another, which was not assumed.

    Returns
    -------
    pandas.DataFrame
        name, side, articles, other, why, company (who appears with both, the rarest first, three at most), probability.
        Of all who appear with either, the share who appear with both raises the probability by up to three tenths, as set by
        hand; it never makes a link.
    """
    return database.execute(UNCERTAIN).df()


def summarise(database: duckdb.DuckDBPyConnection) -> list[str]:
    """What the corpus is, in a few sentences."""
    number, analysed, twice, outlets, first, last, dated, size = database.execute(
        "SELECT count(*), count(*) FILTER (analysed), count(duplicate_of), count(DISTINCT outlet), min(published), max(published), "
        "count(published), sum(characters) FROM articles").fetchone()
    rejected, encodings = database.execute("SELECT count(*) FROM rejected").fetchone()[0], database.execute(
        "SELECT encoding, count(*) FROM handed_in WHERE encoding <> 'utf-8' GROUP BY 1 ORDER BY 2 DESC, 1").fetchall()
    said = [f"There are {count(number, 'article')} of {size or 0:,} characters, from {count(outlets, 'outlet')} that are named; "
            f"{analysed:,} were analysed.",
            f"{f'{dated:,}' if dated else 'None'} of them {'have' if dated > 1 else 'has'} a date" + (f", from {first} to {last}." if dated else "."),
            (f"{count(twice, 'article').capitalize()} {'has' if twice == 1 else 'have'} exactly the text of another; " if twice else "No two have the same text; ")
            + (f"{count(rejected, 'input')} could not be used." if rejected else "every input could be used.")]
    odd = join([f"{many:,} in {name}" for name, many in encodings])
    if odd:
        said.append(f"Not in UTF-8: {odd}.")
    if not database.execute("SELECT models FROM run").fetchone()[0]:
        said.append("Rules and word lists read these articles without the models: statements, positions and sentiment are wrong more often than captions say.")
    return said


def count_outlets(database: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """For each outlet: articles, those with the text of another, first and last date, and mean length in characters."""
    return database.execute(
        "SELECT outlet, count(*) AS articles, count(duplicate_of) AS duplicates, min(published) AS first, max(published) AS last, "
        "CAST(avg(characters) AS INTEGER) AS characters FROM articles GROUP BY outlet ORDER BY articles DESC, outlet").df()


def list_duplicates(database: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Articles with exactly the text of an earlier one: input, duplicate_of, outlet, published, title."""
    return database.execute("SELECT input, duplicate_of, outlet, published, title FROM articles WHERE duplicate_of IS NOT NULL ORDER BY input").df()


def list_near_duplicates(database: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Articles that have most of an earlier one's words in the same order: input, near_duplicate_of, outlet, published, similarity with its standard error."""
    return database.execute(
        "SELECT input, near_duplicate_of, outlet, published, similarity, error FROM near_duplicates JOIN articles USING (input, document_id) "
        "ORDER BY similarity DESC, input").df()


def list_rejected(database: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Inputs that could not be read or analysed, with the reason."""
    return database.execute("SELECT input, reason FROM rejected ORDER BY input").df()


def rank_actors(database: duckdb.DuckDBPyConnection, rows: int) -> pd.DataFrame:
    """The actors that appear in most articles, as `links` has them: name, kind, articles, mentions, first, last."""
    return database.execute(
        "SELECT name, mode(kind) AS kind, count(DISTINCT document_id) AS articles, CAST(sum(mentions) AS BIGINT) AS mentions, min(published) AS first, "
        "max(published) AS last FROM appearances JOIN (SELECT DISTINCT document_id, published FROM originals) USING (document_id) "
        "GROUP BY entity_id, name ORDER BY articles DESC, mentions DESC, name LIMIT ?", [rows]).df()


def count_originals(database: duckdb.DuckDBPyConnection) -> int:
    """Different texts that were analysed."""
    return database.execute("SELECT count(*) FROM originals").fetchone()[0]


def trace_actors(database: duckdb.DuckDBPyConnection, names: list[str]) -> pd.DataFrame:
    """In how many dated articles of each day, month or year some names appear.

    Returns
    -------
    pandas.DataFrame
        name, period, articles, `of` (all dated articles of the period); every period from the first to the last, also
        those without any article.  By days up to 45 days, by months up to three years, else by years.  No rows without dates.
    """
    first, last = database.execute("SELECT min(published), max(published) FROM originals").fetchone()
    columns = ["name", "period", "articles", "of"]
    if first is None or not names:
        return pd.DataFrame(columns=columns)
    period = _choose_period(first, last)
    of = dict(database.execute(f"SELECT left(published, {LENGTH[period]}), count(*) FROM originals WHERE published IS NOT NULL GROUP BY 1").fetchall())
    found = {(name, when): number for name, when, number in database.execute(
        f"SELECT name, left(published, {LENGTH[period]}), count(DISTINCT document_id) FROM appearances JOIN originals USING (document_id) "
        "WHERE published IS NOT NULL AND name IN (SELECT unnest(?)) GROUP BY ALL", [names]).fetchall()}
    periods = [str(when) for when in pd.period_range(first, last, freq={"day": "D", "month": "M", "year": "Y"}[period])]
    return pd.DataFrame([(name, when, found.get((name, when), 0), of.get(when, 0)) for name in names for when in periods], columns=columns)


def choose_period(database: duckdb.DuckDBPyConnection) -> Period:
    """Windows in which a corpus is told: days up to 45 days, months up to three years, else years; months without any date."""
    first, last = database.execute("SELECT min(published), max(published) FROM originals").fetchone()
    return "month" if first is None else _choose_period(first, last)


def _choose_period(first: str, last: str) -> Period:
    days = (pd.Timestamp(last) - pd.Timestamp(first)).days
    return next((period for period, longest in LONGEST.items() if days <= longest), "year")


def list_doubts(database: duckdb.DuckDBPyConnection) -> list[str]:
    """What makes the counts above less sure, with numbers."""
    number, undated, nameless = database.execute(
        "SELECT count(*), count(*) FILTER (published IS NULL), count(*) FILTER (outlet IS NULL) FROM originals").fetchone()
    short, names = database.execute(
        "WITH people AS (SELECT DISTINCT name FROM appearances WHERE kind = 'person'), "
        "last AS (SELECT DISTINCT string_split(name, ' ')[-1] AS name FROM people WHERE contains(name, ' ')) "
        "SELECT count(*) FILTER (people.name IN (SELECT name FROM last)), count(*) FROM people").fetchone()
    return [f"Articles without a date, which no chart over time can show: {undated:,} of {number:,}.",
            f"Articles without an outlet: {nameless:,} of {number:,}.",
            f"Names of people that are also the last name of another: {short:,} of {names:,}; some of them are the same person."]
