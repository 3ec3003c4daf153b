"""Issues: codebooks that can be read, those that can't in one sentence, and what an article proposes itself."""

from __future__ import annotations

import pytest

import analysis
from analysis import documents, paths, positions, tables

GOOD = "issue_id,label,description,keywords\na,Trade,\"support = wants it, soon\",trade|tariffs\nb,Peace,,\n"


@pytest.mark.parametrize("content", [
    GOOD.encode(), GOOD.encode("utf-8-sig"), GOOD.encode("utf-16"), GOOD.replace("\n", "\r\n").encode(),
    GOOD.replace(", soon", " soon").replace(",", ";").encode(), GOOD.replace("keywords", "keywords,note").encode(),
    f"\n{GOOD}\n\n".encode(), GOOD.replace("issue_id,label", "Issue_ID,Label").encode(),
])
def test_codebooks_of_all_kinds(tmp_path, content):
    (tmp_path / "x.csv").write_bytes(content)
    issues = positions.read_issues(tmp_path / "x.csv")
    assert list(issues.issue_id) == ["a", "b"] and list(issues.label) == ["Trade", "Peace"]
    assert issues.keywords[0] == "trade|tariffs" and issues.keywords.isna()[1]
    tables.check("issues", issues)


@pytest.mark.parametrize(("content", "message"), [
    (b"", "is empty"), (b" \n,,\n", "is empty"), (b"issue_id,label\n", "no issue"), (b"a,b\n1,2\n", "no column issue_id"),
    (b"issue_id,keywords\na,b\n", "no column label"), (b"issue_id,label,label\na,b,c\n", "label twice"),
    (b"issue_id,label\na,b\na,c\n", "issue_id a twice"), (b"issue_id,label\n,b\n", "no issue_id for its issue 1"),
    (b"issue_id,label\na,\n", "no label for its issue 1"), (b"issue_id,label\na,b,c\n", "line 2"),
    (b'issue_id,label\na,"b\n', "can't be read as CSV"), (bytes(range(256)) * 5, "no plain text"), (b"PK\x03\x04" + bytes(99), "no plain text"),
    (b"issue_id,label\na,Tr\x00ade\n", "no plain text"),
])
def test_a_bad_codebook_is_one_sentence(tmp_path, content, message):
    (tmp_path / "bad.csv").write_bytes(content)
    with pytest.raises(documents.InputError, match=message) as told:
        positions.read_issues(tmp_path / "bad.csv")
    assert "bad.csv" in str(told.value) and "\n" not in str(told.value) and str(told.value).endswith(".")


def test_a_folder_and_a_missing_file_are_told(tmp_path):
    for path, message in ((tmp_path, "is a folder"), (tmp_path / "none.csv", "no codebook")):
        with pytest.raises(documents.InputError, match=message):
            positions.read_issues(path)


def test_the_seed_codebook_is_kept_in_its_order():
    issues = positions.read_issues(paths.SEEDS / "istanbul-talks.issues.csv")
    assert len(issues) > 10 and issues.issue_id.is_unique


# ---- Proposed ----------------------------------------------------------------------------------------------

STORY = """GENEVA – Norway and Chile opened trade talks on Monday.

President Maria Lund said Norway wanted lower fishing tariffs. “We need lower fishing tariffs this year,” Lund told reporters.

Chile’s foreign minister, Pedro Rojas, rejected lower fishing tariffs. Rojas said the pipeline was more important than any tariff.

President Maria Lund said the pipeline would be built. Rojas called for the pipeline to be finished by May.
"""


@pytest.fixture(scope="module")
def proposed():
    return analysis.analyse(documents.make_document(STORY))


def test_what_several_actors_speak_of_is_proposed(proposed):
    labels = [label.lower() for label in proposed["issues"].label]
    assert "fishing tariffs" in labels and "pipeline" in labels
    assert not {"lund", "norway", "monday", "minister", "president", "year"} & set(labels)


def test_positions_are_found_on_proposed_issues(proposed):
    names = dict(zip(proposed["actors"].actor_id, proposed["actors"].name))
    rows = {(names[row.actor_id], row.issue_id) for row in proposed["positions"].itertuples()}
    assert ("Maria Lund", "fishing_tariffs") in rows and ("Pedro Rojas", "pipeline") in rows


def test_proposed_issues_can_be_handed_back(proposed, tmp_path):
    path = tables.write(proposed["issues"], tmp_path, "issues")
    again = positions.read_issues(path)
    assert again.equals(proposed["issues"]) and again.issue_id.is_unique


def test_where_little_is_shared_what_one_actor_speaks_of_fills_up():
    text = "OSLO – Norway met on Monday.\n\nPresident Maria Lund demanded lower fishing tariffs. She rejected NATO membership."
    labels = list(analysis.analyse(documents.make_document(text))["issues"].label)
    assert "NATO membership" in labels and any("tariffs" in label for label in labels)
    assert not {"lund", "norway", "monday", "president"} & {label.lower() for label in labels}


@pytest.mark.parametrize("text", ["It rained in Oslo. It rained in Rome.", "Nobody spoke."])
def test_where_nothing_is_shared_nothing_is_proposed(text):
    assert analysis.analyse(documents.make_document(text))["issues"].empty
