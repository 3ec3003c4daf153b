"""Courses, coalitions, shares, quotations and events of a corpus that was made so that they are known: all are found."""

from __future__ import annotations

import json
import random

import pytest

from analysis import (
    chart_courses,
    coalitions,
    corpus,
    courses,
    database,
    events,
    intervals,
    moods,
    quotations,
    shares,
    workers,
)
from tests.test_corpus import serial

WHOLE = "We will build this bridge before the winter comes, because the valley has waited for it for twenty long years"
SHORT = "We will build this bridge before the winter comes"
CHANGED = "We shall build that bridge before the winter comes, because the valley has waited for it for twenty years"
AGENCY = ("The council of the valley met on Friday to talk about the flood. Water had stood in the cellars of the old town for nine days, and "
          "the pumps of the fire brigade had run day and night. {extra}Nobody was hurt, but forty families had to leave their homes and stay in the "
          "school, where neighbours brought them bread and blankets. The damage will be counted when the river has gone back into its bed.\n")


def stand(name: str, for_it: bool) -> str:
    office, last = name.split()[0], name.split()[-1]
    verb, own = ("supports", "support") if for_it else ("opposes", "oppose")
    pronoun = "he" if "Paul" in name else "she"
    return f"{office} {' '.join(name.split()[1:])} said on Monday that {pronoun} {verb} the new bridge. “We {own} the new bridge,” {last} said.\n"


def weather(seed: int) -> str:
    """Words that no other article has in this order, so that these are no prints of one story."""
    chance = random.Random(seed)
    words = "rain wind snow hail frost mist thunder heat dust drizzle fog sleet ice storm sun cloud".split()
    return " ".join(f"There was {', '.join(chance.sample(words, 5))} and {chance.choice(words)} on the hills." for _ in range(7)) + "\n"


def article(when: str, body: str, outlet: str) -> dict[str, str]:
    return dict(date=when, outlet=outlet, title=f"{outlet} {when}", text=body)


def make_rows() -> list[dict[str, str]]:
    """Brook is for the bridge until June, then against it; Reed always for it, Ortiz always against: Brook parts from Reed and joins Ortiz."""
    rows = []
    for month in range(1, 13):
        for day, outlet in ((5, "Daily Hill"), (15, "Valley Post")):
            said = [stand("Mayor Anna Brook", month <= 6), stand("Senator Paul Reed", True), stand("Judge Lena Ortiz", False)]
            if outlet == "Valley Post":
                said = [said[0], f"Officials said that number {month} of {day} plans for a mill had been lost in the town hall again.\n", *said[1:]]
            rows.append(article(f"2024-{month:02}-{day:02}", "\n".join([weather(month * 31 + day), *said]), outlet))
    quoted = [f"“{words},” Senator Paul Reed said on Tuesday in {place}.\n" for words, place in ((WHOLE, "Harlow"), (SHORT, "Denby"), (CHANGED, "Cawood"))]
    rows += [article(f"2024-03-2{number}", text, outlet) for number, (text, outlet) in enumerate(zip(quoted, ("Daily Hill", "Valley Post", "The Gazette")))]
    rows += [article("2024-05-20", AGENCY.format(extra=""), "Daily Hill"),
             article("2024-05-21", AGENCY.format(extra="The mayor thanked them all. "), "Valley Post"), article("2024-05-22", AGENCY.format(extra=""), "The Gazette")]
    trial = "Judge Mei Okafor opened the trial of Ivan Petrov on {}. {} Prosecutor Clara Weber accused Petrov of fraud.\n"
    rows += [article("2024-08-01", trial.format("Thursday", "The court was full to the last seat, and a crowd waited outside."), "Daily Hill"),
             article("2024-08-02", trial.format("Thursday morning", "It may take until spring, as more than ninety people will be heard."), "The Gazette")]
    return rows


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    (folder / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in make_rows()), "utf-8")
    (folder / "issues.csv").write_text("issue_id,label,description,keywords\nbridge,The bridge,Whether the new bridge is built,bridge\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "do_all", serial)
        assert corpus.main([str(folder / "in.jsonl"), "--out", str(folder / "out"), "--issues", str(folder / "issues.csv"), "--fast"]) == 0
    with database.open_database(folder / "out") as found:
        yield found


def test_the_change_is_found_with_its_month_and_both_evidences(asked) -> None:
    found = courses.find_changes(asked)
    assert [(row["name"], row.since, row.verdict) for _, row in found.iterrows()] == [("Anna Brook", "2024-07", "changed")]
    assert "support the new bridge" in found.said_before[0] and "oppose" in found.said_after[0] and found.high[0] < 0


def test_no_contradiction_within_a_month_where_there_is_none(asked) -> None:
    assert courses.find_contradictions(asked).empty


def test_the_coalition_splits_and_another_forms(asked) -> None:
    pairs = coalitions.trace_pairs(asked, ["Anna Brook", "Paul Reed", "Lena Ortiz"])
    turns = coalitions.find_turns(pairs)
    assert {(row["name"], row.other, row.since, row.turn, row.verdict) for _, row in turns.iterrows()} == {
        ("Anna Brook", "Paul Reed", "2024-07", "parted", "changed"), ("Anna Brook", "Lena Ortiz", "2024-07", "came together", "changed")}
    assert set(pairs.verdict) == {"too few to say"}, "two stories a month are too few for any single month"
    assert len(coalitions.show(pairs)) == 3


def test_the_quotation_stands_with_its_variants_side_by_side(asked) -> None:
    found = quotations.list_quotations(asked, 10)
    row = found[found.whole.str.contains("twenty long years")].iloc[0]
    assert row.speaker == "Paul Reed" and row.articles == 3
    assert row.shortened == f"“{SHORT}” (Valley Post)" and row.changed.endswith("(The Gazette)") and "We shall build" in row.changed


def test_agency_copy_is_marked_and_what_is_not_is_not(asked) -> None:
    found = asked.execute("SELECT input, near_duplicate_of, similarity, error, title FROM near_duplicates JOIN articles USING (input)").df()
    agency = found[found.title.str.contains("2024-05-2")]
    assert list(agency.title) == ["Valley Post 2024-05-21"] and agency.similarity.between(0.6, 1).all() and (agency.error < 0.05).all()
    twins = asked.execute("SELECT count(*) FROM duplicates").fetchone()[0]
    assert twins == 1, "what is the same to the last character is a duplicate"


def test_shares_of_voice_by_outlet_with_intervals(asked) -> None:
    found = shares.share_voice(asked, "naming").set_index(["outlet", "group"])
    assert found.share[("Valley Post", "not named")] > 0.2 and ("Daily Hill", "not named") not in found.index
    row = found.loc[("Valley Post", "not named")]
    assert row.low < row.share < row.high and row.verdict == ""
    assert found.loc[("The Gazette", "named")].verdict == "too few to say"
    assert shares.share_voice(asked, "form").groupby("outlet").share.sum().between(0.999, 1.001).all()
    assert "all outlets" == shares.show(found.reset_index()).outlet[0]
    with pytest.raises(ValueError):
        shares.share_voice(asked, "weather")


def test_moods_over_time_by_voice(asked) -> None:
    found = moods.trace_moods(asked, ["Anna Brook", "Paul Reed"])
    assert set(found.voice) == {"narrator", "actor"} and found.period.nunique() == 12 and (found.low <= found.high).all()
    assert (found.verdict[found.mentions < 5] == "too few to say").all()
    assert len(moods.show(found)) == 4 and moods.trace_moods(asked, []).empty
    assert set(moods.trace_moods(asked, ["Anna Brook"], by_outlet=True).period) == {"Daily Hill", "Valley Post"}


def test_one_event_in_several_outlets(asked) -> None:
    found = events.find_events(asked, 20)
    trial = found[found.actors.str.contains("Petrov")]
    assert len(trial) == 1 and trial["first"].iloc[0] == "2024-08-01"
    told = events.compare_outlets(asked, int(trial.event.iloc[0]))
    assert set(told.outlet) == {"Daily Hill", "The Gazette"} and told.articles.tolist() == [1, 1]


def test_charts_say_what_was_found(asked) -> None:
    chart = chart_courses.draw_courses(courses.trace_courses(asked), courses.find_changes(asked))
    assert "Anna Brook" in chart[1] and "2024-07" in chart[1]
    assert "Officials" not in chart_courses.draw_shares(shares.share_voice(asked, "naming"))[1]


def test_a_corpus_of_nothing_gives_nothing(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(workers, "do_all", serial)
    (tmp_path / "in").mkdir()
    (tmp_path / "in/rain.txt").write_text("It rained again in the valley on Tuesday, and the river rose by an inch.\n", "utf-8")
    assert corpus.main([str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--fast"]) == 0
    with database.open_database(tmp_path / "out") as none:
        assert courses.trace_courses(none).empty and courses.find_changes(none).empty and courses.find_contradictions(none).empty
        pairs = coalitions.trace_pairs(none, ["Nobody"])
        assert pairs.empty and coalitions.find_turns(pairs).empty and coalitions.show(pairs).empty
        assert events.find_events(none, 5).empty and quotations.list_quotations(none, 5).empty
        for by in ("side", "naming", "form", "speaker"):
            assert shares.show(shares.share_voice(none, by)).empty
        assert moods.show(moods.trace_moods(none, ["Nobody"])).empty
        assert chart_courses.draw_courses(courses.trace_courses(none), courses.find_changes(none))[1]
        assert chart_courses.draw_shares(shares.share_voice(none, "naming"))[1]


# ---- Intervals -----------------------------------------------------------------------------------------


def test_wilson_by_hand() -> None:
    low, high = intervals.wilson(0.5, 4)
    assert (round(low, 3), round(high, 3)) == (0.15, 0.85) and intervals.wilson(0.3, 0) == (0, 1)


@pytest.mark.parametrize(("windows", "places"), [
    ([(4, 4)] * 3 + [(0, 4)] * 3, [3]), ([(1, 1), (0, 1)], [1]), ([(4, 4)] * 6, []), ([], []), ([(6, 6)] * 2 + [(0, 6)] * 2 + [(6, 6)] * 2, [2, 4])])
def test_changes_by_hand(windows, places) -> None:
    found = intervals.find_changes(windows)
    assert [change.place for change in found] == places
    assert all(change.verdict == ("perhaps" if windows == [(1, 1), (0, 1)] else "changed") for change in found)


def test_what_is_a_shortened_and_what_a_changed_quotation() -> None:
    words = "a b c d e f".split()
    assert [quotations.compare(other.split(), words) for other in ("a b c d e f", "a b e f", "a b d c")] == ["whole", "shortened", "changed"]

