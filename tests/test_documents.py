"""Documents: reading, header parts, sentences and tokens."""

import os

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis import tables
from analysis.documents import (
    Document,
    InputError,
    describe_document,
    find_authors,
    find_parts,
    find_sentences,
    find_tokens,
    make_document,
    read_document,
)
from analysis.paragraphs import find_paragraphs
from analysis.sentences import cut_sentences
from analysis.tokens import cut_words, is_loud, soften

STORY = ("The minister said the talks would go on in Geneva on Friday. “We won’t accept it – not now,” he told "
         "reporters after the meeting. Officials from both sides declined to comment on the offer.")


def document(text: str) -> Document:
    return Document("test", text, "test.txt")


# reading ------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("encoding, found", [
    ("utf-8", None), ("utf-8-sig", None), ("cp1252", "cp1252"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"),
    ("utf-32", "utf-32"), ("mac_roman", "mac-roman"),
])
def test_encodings_are_found_and_named(tmp_path, encoding, found):
    path = tmp_path / "story.txt"
    path.write_bytes(STORY.encode(encoding))
    read = read_document(path)
    assert read.text == STORY
    assert [found in note for note in read.notes] == ([True] if found else [])


@pytest.mark.parametrize("name, raw, words", [
    ("empty.txt", b"", "is empty"),
    ("blank.txt", b" \n\t\r\n ", "is empty"),
    ("nbsp.txt", "\u00a0\u2003\n".encode(), "nothing but blanks"),
    ("photo.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is an image"),
    ("report.txt", b"%PDF-1.7\n%abc", "is a PDF"),
    ("report.docx", b"PK\x03\x04" + bytes(200), "Word document"),
    ("noise.txt", bytes((i * 97 + i * i) % 256 for i in range(4000)), "noise.txt"),
    ("numbers.txt", b"1234 5678, 9.\n\n42", "no words"),
    ("page.txt", b"<!DOCTYPE html><html><body><p>He said no.</p></body></html>", "HTML"),
    ("piece.txt", b"<p>He said no.</p>\n<p>She said yes.</p>", "HTML"),
    ("deutsch.txt", ("Der Kanzler sagte am Montag, er werde nach Paris reisen und dort mit dem Präsidenten über die "
                     "Lage sprechen. Die Gespräche sollen zwei Tage dauern.").encode(), "German"),
    ("russian.txt", "Министр сказал, что переговоры продолжатся в пятницу в Женеве.".encode(), "Russian"),
    ("large.txt", b"He said no. " * 100_000, "more than one article"),
    ("huge.txt", b"word " * 1_000_000, "more than one article"),
])
def test_bad_files_get_one_clear_sentence(tmp_path, name, raw, words):
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(InputError) as error:
        read_document(path)
    message = str(error.value)
    assert name in message and words in message and "\n" not in message and message.endswith(".")


def test_a_stray_zero_does_not_change_the_encoding(tmp_path):
    (tmp_path / "zero.txt").write_bytes(STORY.replace("Geneva", "Gen\0eva").encode())
    read = read_document(tmp_path / "zero.txt")
    assert read.text == STORY.replace("Geneva", "Gen\ufffdeva") and len(read.notes) == 1 and "encoding" not in read.notes[0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(InputError, match="is a pipe"):
        read_document(tmp_path / "pipe.txt")


def test_missing_files_and_folders(tmp_path):
    with pytest.raises(InputError, match="no file"):
        read_document(tmp_path / "none.txt")
    with pytest.raises(InputError, match="is a folder"):
        read_document(tmp_path)


def test_line_ends_and_marks_are_made_plain():
    assert make_document("\ufeffHe left.\r\nShe stayed.\rAll went.").text == "He left.\nShe stayed.\nAll went."


@pytest.mark.parametrize("text", ["He said no.", "Merkel, Macron and Putin meet", "TRUMP SAYS NO TO NATO DEAL IN BRUSSELS", "a < b and b > c, he said"])
def test_short_english_is_not_refused(text):
    assert make_document(text).text == text


def test_same_text_same_name_same_id():
    assert make_document("He left.", "a/b.txt") == make_document("He left.", "b.txt")
    assert make_document("He left.", "b.txt").document_id != make_document("He stayed.", "b.txt").document_id


# paragraphs ---------------------------------------------------------------------------------------------------

WRAPPED = ("The minister said the talks between the two sides\nwould go on in Geneva until Friday evening, when\n"
           "the leaders are expected to meet for the first time\nsince the war began three years ago in the east.\n\n"
           "Officials from the other side declined to comment\non the offer and left the building by a back door\nwithout a word.")


@pytest.mark.parametrize("text, number", [
    ("One line.\nAnother line.", 2), ("One page.\x0cAnother page.", 2), ("One.\n\n\nTwo.\n", 2), (WRAPPED, 2), ("", 0), (" \n ", 0),
    (WRAPPED + "\n\n* A point of the summary that is quite long\n* Another point", 4),
])
def test_paragraphs(text, number):
    spans = find_paragraphs(text)
    assert len(spans) == number
    assert all(text[a:b] == text[a:b].strip() for a, b in spans)


# header -------------------------------------------------------------------------------------------------------

REUTERS = """EU leaders agree budget deal
Summit ends after five days of talks on recovery fund
By John O'Donnell | The Guardian | 21 July 2020
* Leaders agree on 750 bln fund
* Dutch hold out

BRUSSELS (Reuters) - European leaders agreed on Tuesday to a large plan.
FILE PHOTO: The flag of the union flies in Brussels, July 1, 2020. REUTERS/Jane Doe/File Photo
Slideshow (2 images)
“It was hard,” one of them said.
(Reporting by Gabriela Doe; Editing by Giles Roe)"""


def kinds(text: str) -> list[tuple[str, str]]:
    return [(part.kind, text[part.start:part.end]) for part in find_parts(document(text)) if part.kind != "body"]


def test_parts_of_an_agency_story():
    found = kinds(REUTERS)
    assert [kind for kind, _ in found] == ["title", "summary", "byline", "date", "summary", "summary", "dateline",
                                           "caption", "caption", "credit"]
    assert ("dateline", "BRUSSELS (Reuters) -") in found


@pytest.mark.parametrize("first, parts", [
    ("Town splits over plan for shelterCouncil puts off its vote until MayThe town council met on Monday about the old mill.",
     ["title:Town splits over plan for shelter", "summary:Council puts off its vote until May"]),
    ("Town splits over plan for shelterThe town council met on Monday about the old mill on the river.",
     ["title:Town splits over plan for shelter"]),
    ("The talks between LeBron James and YouTube went on, WikiLeaks said, as McDonald and DeSantis looked at it on an iPhone.", []),
    ("The talks were held by GlaxoSmithKline and PricewaterhouseCoopers in the FitzGerald building on Monday.", []),
])
def test_headline_and_summary_glued_to_the_story_are_cut(first, parts):
    found = [f"{kind}:{words}" for kind, words in kinds(first + "\n" + STORY) if kind in ("title", "summary")]
    assert found == parts


@pytest.mark.parametrize("line", [
    "((jane.doe@example.com; +44 20 5555 1234; Reuters Messaging: jane.doe))", "($1 = 0.87 euros)", "(1 euro = $1.15)",
    "($1 = 6.8 Chinese yuan renminbi)", "Story highlights", "Read More",
])
def test_lines_of_the_desk_are_credits(line):
    assert ("credit", line) in kinds("BRUSSELS (Reuters) - Leaders met.\n" + STORY + "\n" + line)


def test_a_date_may_come_with_an_hour_alone():
    assert ("date", "Published 6 a.m. ET Jan. 9, 2024") in kinds("Why I left\nPublished 6 a.m. ET Jan. 9, 2024\n\n" + STORY)


@pytest.mark.parametrize("line, dateline", [
    ("PARIS (Reuters) - France said no.", "PARIS (Reuters) -"),
    ("ISTANBUL – The delegations met.", "ISTANBUL –"),
    ("WASHINGTON, Dec. 5 (AP) — The House voted.", "WASHINGTON, Dec. 5 (AP) —"),
    ("LONDON / BRUSSELS (Reuters) - Britain left.", "LONDON / BRUSSELS (Reuters) -"),
    ("New York (AFP) – An actress spoke.", "New York (AFP) –"),
    ("Dec 7 (Reuters) - Shares fell.", "Dec 7 (Reuters) -"),
    ("(CNN) — The president spoke.", "(CNN) —"),
    ("(CNN)The president spoke.", "(CNN)"),
    ("(CNN Business) Shares of the bank fell.", "(CNN Business)"),
    ("(He said no.) The president spoke.", None),
    ("STATE COLLEGE, Pa. - He is tired.", "STATE COLLEGE, Pa. -"),
    ("Taipei, Taiwan — The festival began.", "Taipei, Taiwan —"),
    ("ISLAMABAD: The minister spoke.", "ISLAMABAD:"),
    ("NATO – which was founded in 1949 – met.", None),
    ("Mr Smith – a man of words – spoke.", None),
    ("He said (quietly) - No.", None),
])
def test_datelines(line, dateline):
    found = [words for kind, words in kinds(line + " " + STORY) if kind == "dateline"]
    assert found == ([dateline] if dateline else [])


@pytest.mark.parametrize("header, authors, outlet", [
    ("By JANE DOE and RICHARD ROE, Associated Press", ["JANE DOE", "RICHARD ROE"], "Associated Press"),
    ("By Jane Doe, Richard Roe and Anna de la Cruz", ["Jane Doe", "Richard Roe", "Anna de la Cruz"], None),
    ("By Jane Doe in Madrid and Peter van der Berg in Paris", ["Jane Doe", "Peter van der Berg"], None),
    (" date 2025-05-15 By Jane Doe and Richard Roe Washington Post", ["Jane Doe", "Richard Roe"], "Washington Post"),
    ("By Friday, the talks had failed.", [], None),
])
def test_authors(header, authors, outlet):
    text = header + "\n\n" + STORY
    names, paper = find_authors(document(text))
    assert [text[a:b] for a, b in names] == authors
    assert (text[slice(*paper)] if paper else None) == outlet


@pytest.mark.parametrize("line, day", [
    ("Published: 12 Mar 2021, 10:15 GMT", "2021-03-12"), ("Friday, July 21, 2017", "2017-07-21"), ("2025-05-15", "2025-05-15"),
    ("Dec. 5", None),
])
def test_published(line, day):
    described = describe_document(document("Leaders meet in Geneva\n" + line + "\n\n" + STORY))
    assert described.published.fillna("").tolist() == [day or ""]
    assert described.title.tolist() == ["Leaders meet in Geneva"]


@pytest.mark.parametrize("text", [STORY, "“We are here,” he said.\n" + STORY, "He left.\n" + STORY + "\n" + STORY])
def test_plain_story_has_no_title(text):
    if not text.startswith("He left"):  # a four-word first line may be either; nothing is claimed
        assert kinds(text) == []


# sentences ----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("sentences", [
    ["Mr. Smith met Sen. Jane Doe (D-Calif.) on Jan. 5.", "They spoke."],
    ["The U.S. Senate voted.", "In the U.S. The vote was close."][:1] + ["He left."],
    ["He lives in the U.S.", "The law is new."],
    ["“We won.”", "He left."],
    ["“Why should we pay for it?” Ms. Doe said.", "Nobody knew."],
    ["“No!” he said."],
    ["J. K. Rowe and K.C. Maurer spoke."],
    ["It rose 3.5 percent to $1.2 billion.", "Then it fell."],
    ["They left at 5 p.m. Tuesday.", "All was quiet."],
    ["They left at 5 p.m.", "Police came."],
    ["He is from Springfield, Ill., and she is from Dover, Del."],
    ["He is from Springfield, Ill. Nobody knew."][:0] + ["He fell ill.", "Putin left."],
    ["“I hope tomorrow … they’ve agreed,” he said.", "“We’ll see.”"],
    ["See No. 5 for it.", "It is there."],
    ["Jeb! was there.", "So was he."],
    ["He said no.", "Putin said yes."],
    ["(He was late.)", "She was not."],
])
def test_sentences(sentences):
    text = " ".join(sentences)
    assert [text[a:b] for a, b in cut_sentences(text)] == sentences


def test_headlines_and_captions_are_sentences_of_their_own():
    made = document(REUTERS)
    texts = find_sentences(made).text.tolist()
    assert texts[0] == "EU leaders agree budget deal"
    assert "BRUSSELS (Reuters) - European leaders agreed on Tuesday to a large plan." in texts
    assert find_sentences(made).paragraph.is_monotonic_increasing


def test_wrapped_lines_are_one_sentence():
    assert len(find_sentences(document(WRAPPED))) == 2


# tokens -------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("sentence, words", [
    ("He wasn’t “there.”", "He was n’t “ there . ”"),
    ("Putin’s and the allies’ plan", "Putin ’s and the allies ’ plan"),
    ("It cost $5.2m, or 3%.", "It cost $ 5.2m , or 3 % ."),
    ("He lives in the U.S.", "He lives in the U.S."),
    ("It is Apple Inc.", "It is Apple Inc."),
    ("He said no.", "He said no ."),
    ("a two-day visit—his first", "a two-day visit — his first"),
    ("We … they...", "We … they ..."),
    ("See https://a.org/b?c=1, @handle and #tag.", "See https://a.org/b?c=1 , @handle and #tag ."),
    ("AT&T and £5 (R-TX)", "AT&T and £ 5 ( R-TX )"),
    ("‘courageous’ LONDON/BRUSSELS and/or 24/7", "‘ courageous ’ LONDON / BRUSSELS and / or 24/7"),
    ("J. K. Rowe", "J. K. Rowe"),
    ("I cannot go", "I can not go"),
    ("O’Brien’s", "O’Brien ’s"),
])
def test_words(sentence, words):
    assert " ".join(sentence[a:b] for a, b in cut_words(sentence)) == words


@pytest.mark.parametrize("line, loud", [("TRUMP SAYS NO TO DEAL", True), ("NATO", False), ("Trump says NO to deal", False)])
def test_loud_lines(line, loud):
    assert is_loud(line) is loud


def test_loud_words_are_softened_as_the_article_writes_them():
    written = frozenset({"talks", "EU"})
    assert [soften(word, written) for word in "EU TALKS IN PARIS".split()] == ["EU", "talks", "in", "Paris"]


SEEDED = document("NEW TALKS BEGIN IN PARIS\n\n" + STORY)


def test_tokens_of_a_story():
    sentences = find_sentences(SEEDED)
    tokens = tables.check("tokens", find_tokens(SEEDED, sentences), SEEDED.text)
    assert tokens.lemma[tokens.text == "n’t"].tolist() == ["not"]
    assert tokens.entity[tokens.text == "PARIS"].tolist() == ["B-GPE"]
    assert tokens.equals(find_tokens(SEEDED, sentences))


def test_no_sentences_no_tokens():
    empty = document("")
    assert len(find_sentences(empty)) == len(find_tokens(empty, find_sentences(empty))) == 0


MARKS = st.text(st.sampled_from("aB1 .,!?'\"`’‘“”…-–—/$%@#&()[]\n\t\u200b\u0301\u202e😀\ud800\x85\x1c\u2028"), max_size=60)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=80), MARKS))
@example("''\"a\"''")
@example("said.''\"")
@example("a.\u2028b")
@example("\x1c. \x1c")
def test_every_character_is_in_one_sentence_and_one_word(text):
    made = document(text)
    sentences = tables.check("sentences", find_sentences(made), text)
    covered = [at for start, words in zip(sentences.start, sentences.text) for a, b in cut_words(words) for at in range(start + a, start + b)]
    assert covered == [at for at, mark in enumerate(text) if not mark.isspace()]
    parts = find_parts(made)
    held = [at for part in parts for at in range(part.start, part.end)]
    assert held == sorted(set(held)) and {at for at, mark in enumerate(text) if not mark.isspace()} <= set(held)


@settings(max_examples=20, deadline=None)
@given(st.one_of(st.text(max_size=60), MARKS))
def test_any_text_is_parsed_or_refused(text):
    try:
        made = make_document(text)
    except InputError as error:
        assert str(error).startswith("text ") and "\n" not in str(error)
        return
    sentences = find_sentences(made)
    tables.check("tokens", find_tokens(made, sentences), made.text)
    tables.check("documents", describe_document(made), made.text)


@pytest.mark.parametrize("unit", ["word ", "word. ", "a", "!", ".", "\"", "'", "''", "-", "“a.” ", "a.b.", "By A and ", "A ", "\n", "x\n", "<", "@a", "1,", "(", "A, B "])
def test_time_is_linear_in_odd_texts(unit):
    import time

    text = (unit * 60_000)[:60_000] + " He said no."
    begun = time.perf_counter()
    sentences = find_sentences(document(text))
    for words in sentences.text:
        cut_words(words)
    assert time.perf_counter() - begun < 10
