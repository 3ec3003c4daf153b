"""Places that are found again by their words."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.anchors import CONTEXT, Anchor, find_anchor, find_near, make_anchor

TEXT = ("The minister said the bridge will open in May. Critics of the minister doubted it.\n\n"
        "“The bridge is late,” said Ana Ruiz, who leads the council. The minister did not answer her.")


def place(words: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


@pytest.mark.parametrize("nth", [0, 1, 2])
def test_words_that_stand_often_are_told_apart_by_what_stands_around(nth: int) -> None:
    span = place("minister", nth)
    assert find_anchor(TEXT, make_anchor(TEXT, *span)).span == span


@given(st.text(alphabet="ab \n“”😀ש́", min_size=1, max_size=200), st.data())
def test_every_place_is_found_again_in_its_own_text_or_is_told_to_be_uncertain(text: str, data) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assume(text[start:end].strip())
    found = find_anchor(text, make_anchor(text, start, end))
    assert found.span in (None, (start, end)) and bool(found.why) == (found.span is None)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (TEXT.replace("in May", "in late June"), "Ana Ruiz"),
        ("NEWS — " + TEXT, "Ana Ruiz"),
        (TEXT.replace("\n\n", " "), "“The bridge is late,”"),
        (TEXT.replace("Critics", "Some critics"), "Critics of the minister doubted it"),
        (TEXT.replace("will open", "would open"), "the bridge will open in May"),
        (TEXT[:40], "bridge"),
    ],
)
def test_small_changes_of_the_text_lose_no_place(changed: str, words: str) -> None:
    span = find_anchor(changed, make_anchor(TEXT, *place(words))).span
    assert span is not None
    found = changed[slice(*span)]
    assert found == words or sum(word in found for word in words.split()) >= len(words.split()) - 1


@pytest.mark.parametrize(
    ("text", "anchor", "why"),
    [
        (TEXT, Anchor("", "the mayor resigned in anger", ""), "no longer"),
        (TEXT, Anchor("", "minister", ""), "3 places"),
        (TEXT, Anchor("before the war ", "answer", " came from Rome"), "elsewhere"),
        (TEXT, Anchor("", " ", ""), "no words"),
        ("", Anchor("", "minister", ""), "no longer"),
        (TEXT.replace("said Ana Ruiz, who leads the council", "said nobody"), make_anchor(TEXT, *place("Ana Ruiz")), "no longer"),
    ],
)
def test_what_can_not_be_placed_says_why(text: str, anchor: Anchor, why: str) -> None:
    found = find_anchor(text, anchor)
    assert found.span is None and why in found.why


def test_a_short_context_written_by_hand_is_enough() -> None:
    assert find_anchor(TEXT, Anchor("leads the council. The ", "minister", "")).span == place("minister", 2)
    assert find_anchor(TEXT, Anchor("of the ", "minister", " d")).span == place("minister", 1)


def test_line_breaks_around_a_place_become_blanks() -> None:
    anchor = make_anchor(TEXT, *place("“The bridge"))
    assert "\n" not in anchor.before and len(anchor.before) == CONTEXT and find_anchor(TEXT, anchor).span == place("“The bridge")


def test_the_nearest_of_several_places_is_taken() -> None:
    assert find_near(TEXT, "minister", *place("her")) == place("minister", 2)
    assert find_near(TEXT, "mayor", 0, 5) is None and find_near(TEXT, "", 0, 5) is None
    assert find_near(TEXT, "Ana Ruiz", 0, 5, reach=20) is None
