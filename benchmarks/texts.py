"""Texts: articles to measure on, as many as are asked for, of paragraphs of the seed articles and of sentences of our own.

    python -m benchmarks.texts DIR NUMBER

The same numbers give the same articles.  They are no news: they are as long, as full of names and of quotations.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from analysis import paths

FIRST = ("Anna", "Karim", "Lena", "Paul", "Ruth", "Tomas", "Ines", "David", "Mei", "Olga", "Samuel", "Farida", "Jonas", "Clara", "Ivan", "Nadia")
LAST = ("Brook", "Haddad", "Ortiz", "Reed", "Calloway", "Novak", "Pereira", "Okafor", "Chen", "Lind", "Moreau", "Rahimi", "Weber", "Santos", "Petrov", "Kaya")
OFFICE = ("Prime Minister", "Foreign Minister", "Senator", "Mayor", "Judge", "Governor", "President", "Chief Executive", "Ambassador", "Union leader")
PLACE = ("Norway", "Brazil", "Kenya", "Canada", "Japan", "Turkey", "Poland", "Chile", "India", "Egypt", "France", "Vietnam")
BODY = ("the Central Bank", "the Supreme Court", "the United Nations", "the European Union", "the city council", "the farmers’ union", "the World Bank")
THING = ("a ceasefire", "the trade deal", "higher wages", "the pension reform", "the new bridge", "sanctions", "the water treaty", "a carbon tax", "the budget", "the merger")
SHAPES = (
    "{office} {first} {last} said on {day} that {place} would back {thing} if {body} agreed to talks. “We are ready for {thing},” {last} said.",
    "“{place} can’t accept {thing},” said {first} {last}, the {place} delegate. “It would be a mistake, and our partners know that.”",
    "{body_big} rejected {thing} on {day}, calling it unfair to workers in {place}. A spokesman for {last} declined to comment.",
    "According to two officials who spoke on condition of anonymity, {first} {last} had demanded {thing} before any meeting in {place}.",
    "{last} has long opposed {thing}. Her rivals in {place} accused her of bad faith, and {body} warned that delay would cost {number} million dollars.",
    "Prices rose by {number} per cent in {place} last year, and many families can no longer pay their bills, {body} reported on {day}.",
    "Asked whether {place} would sign, {office} {last} answered: “Not yet.” He added that {thing} had been discussed for {number} hours.",
    "Thousands marched in {place} on {day} against {thing}. “They never asked us,” said {first} {last}, a teacher who had come with her son.",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
BEGIN = date(2023, 1, 1)


def make_articles(number: int, *, words: int = 700, seed: int = 0) -> Iterator[tuple[str, str]]:
    """Names of files and texts: a title, a line with a date, then paragraphs until there are `words` or more (half to double)."""
    stock = [line for path in sorted(paths.SEEDS.glob("*.txt")) for line in path.read_text("utf-8").splitlines() if len(line.split()) > 12]
    for ordinal in range(number):
        chance = random.Random(f"{seed} {ordinal}")
        size = words * chance.uniform(0.5, 1.5)
        cast = [(chance.choice(FIRST), chance.choice(LAST)) for _ in range(4)]
        parts = [f"{chance.choice(PLACE)} and {chance.choice(PLACE)} at odds over {chance.choice(THING)}",
                 (BEGIN + timedelta(days=chance.randrange(700))).strftime("%B %-d, %Y")]
        while sum(len(part.split()) for part in parts) < size:
            parts.append(chance.choice(stock) if chance.random() < 0.4 else " ".join(_tell(chance, cast) for _ in range(chance.randint(1, 3))))
        yield f"article-{ordinal:06}.txt", "\n\n".join(parts) + "\n"


def _tell(chance: random.Random, cast: list[tuple[str, str]]) -> str:
    (first, last), body = chance.choice(cast), chance.choice(BODY)
    return chance.choice(SHAPES).format(first=first, last=last, body=body, body_big=body[0].upper() + body[1:], office=chance.choice(OFFICE),
                                        place=chance.choice(PLACE), thing=chance.choice(THING), day=chance.choice(DAYS), number=chance.randint(2, 90))


def fill(folder: Path, number: int, *, words: int = 700) -> Path:
    """Write so many articles to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in make_articles(number, words=words):
        (folder / name).write_text(text, "utf-8")
    return folder


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("number", type=int)
    asked = parser.parse_args()
    fill(asked.folder, asked.number)
