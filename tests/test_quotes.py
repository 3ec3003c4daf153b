"""Quotes: what stands between quotation marks."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.quotes import find_quotes

MARKED = {
    "curly": ("He said “no” twice.", ["“no”"]),
    "straight": ('He said "no" twice.', ['"no"']),
    "typewriter": ("He said ``no'' twice.", ["``no''"]),
    "single curly": ("He said ‘no’ twice.", ["‘no’"]),
    "single straight": ("He said 'no' twice.", ["'no'"]),
    "guillemets": ("He said «no» twice.", ["«no»"]),
    "small guillemets": ("He said ‹no› twice.", ["‹no›"]),
    "low and high": ("He said „no“ twice.", ["„no“"]),
    "low and high, English end": ("He said „no” twice.", ["„no”"]),
    "two in a line": ("“Yes,” he said, “no.”", ["“Yes,”", "“no.”"]),
    "two straight in a line": ('"Yes," he said, "no."', ['"Yes,"', '"no."']),
    "nested": ("“He said ‘no’ twice,” she said.", ["“He said ‘no’ twice,”", "‘no’"]),
    "nested, straight": ("\"He said 'no' twice,\" she said.", ["\"He said 'no' twice,\"", "'no'"]),
    "nested, double inside single": ("‘He said “no” twice,’ she said.", ["‘He said “no” twice,’", "“no”"]),
    "nested in its own kind": ("“He said “no” twice,” she said.", ["“He said “no” twice,”", "“no”"]),
    "both end at once": ("“He said, ‘No.’”", ["“He said, ‘No.’”", "‘No.’"]),
    "apostrophe inside single": ("'I don't know,' he said.", ["'I don't know,'"]),
    "curly apostrophe inside single": ("‘I don’t know,’ he said.", ["‘I don’t know,’"]),
    "possessive plural inside single": ("‘The workers’ pay is low,’ he said.", ["‘The workers’ pay is low,’"]),
    "never closed": ("He said: “No.", ["“No."]),
    "never closed, straight": ('He said: "No.', ['"No.']),
    "re-opened": ("“One.\n“Two.”", ["“One.", "“Two.”"]),
    "opened twice, closed once": ("“One. “Two,” he said.", ["“One.", "“Two,”"]),
    "brackets before": ("The talks (“a waste”) failed.", ["“a waste”"]),
    "dash before": ("The talks—“a waste”—failed.", ["“a waste”"]),
    "at the end": ("She said “no”", ["“no”"]),
    "elision inside": ("“Rock ’n’ roll,” he said.", ["“Rock ’n’ roll,”"]),
}
NONE = {
    "nothing": "", "blank": "  \n ", "plain": "No marks here.", "apostrophe": "It wasn't far.", "curly apostrophe": "It wasn’t far.",
    "possessive": "The workers' room.", "two possessives": "The workers' room and the girls' school.", "years": "In the '80s and '90s.",
    "feet": "He is 6' tall.", "elision": "'Twas night.", "single that never closes": "He said 'no and left.",
    "closed only": "No,” he said.", "ticks in a word": "rock'n'roll",
}


@pytest.mark.parametrize("text, expected", MARKED.values(), ids=MARKED)
def test_quotes_are_found(text: str, expected: list[str]) -> None:
    assert [text[quote.start:quote.end] for quote in find_quotes(text)] == expected


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_what_is_no_quote(text: str) -> None:
    assert find_quotes(text) == []


def test_inches_are_no_quote() -> None:
    text = 'A board 4" wide and "flat".'
    assert [text[quote.start:quote.end] for quote in find_quotes(text)] == ['"flat"']


@pytest.mark.parametrize("text, depths", [
    ("“He said ‘no’ twice.”", [0, 1]), ("“Yes,” he said, “no.”", [0, 0]),
])
def test_depth(text: str, depths: list[int]) -> None:
    assert [quote.depth for quote in find_quotes(text)] == depths


@pytest.mark.parametrize("text, chains", [
    ("“One.\n“Two.\n“Three.”", [0, 0, 0]), ("“One.”\n“Two.”", [0, 1]), ("“One.\nTwo.\n“Three.”", [0, 1]),
    ('"One.\n"Two."', [0, 0]), ("«One.\n«Two.»", [0, 0]),
])
def test_speech_over_paragraphs_is_one_chain(text: str, chains: list[int]) -> None:
    assert [quote.chain for quote in find_quotes(text)] == chains


@pytest.mark.parametrize("text, closed", [("“One.”", [True]), ("“One.", [False]), ("“One.\n“Two.”", [False, True])])
def test_unclosed_quotes_say_so(text: str, closed: list[bool]) -> None:
    assert [quote.closed for quote in find_quotes(text)] == closed


@given(st.text(alphabet="ab .,s'’‘“”\"«»„`\n", max_size=80))
@example("'" * 80)
@example("“‘" * 40)
@example('"' * 81)
def test_quotes_lie_in_the_text_in_order_and_nest(text: str) -> None:
    quotes = find_quotes(text)
    assert [quote.start for quote in quotes] == sorted(quote.start for quote in quotes)
    for quote in quotes:
        assert 0 <= quote.start < quote.end <= len(text) and "\n" not in text[quote.start:quote.end]
    for one in quotes:
        for other in quotes:
            apart = one.end <= other.start or other.end <= one.start
            inside = (one.start <= other.start and other.end <= one.end) or (other.start <= one.start and one.end <= other.end)
            assert apart or inside, (text[one.start:one.end], text[other.start:other.end])
