"""Texts that nobody would write and somebody will hand in: strategies for hypothesis, and fixed extremes."""

from __future__ import annotations

from hypothesis import strategies as st

PLAIN = (
    "Anna Brook said on Monday that the town will pay for the bridge.", "“We will not go,” she said.", "Peter Hill, who leads the council, rejected the plan.",
    "Mr. Hill accused Ms. Brook of bad faith.", "According to officials, both sides agreed to a cease-fire if the troops leave.",
    "Russia demands talks; Ukraine has refused.", "The U.N. said it was “deeply concerned”.", "He told reporters: “They said ‘never’ to us.”",
    "BERLIN (Reuters) – The minister denied that she had said so.", "By Anna Brook and Peter Hill", "15 May 2025", "It is a disgrace, the Kremlin's spokesman said.",
)
WORDS = ("Brook", "said", "that", "the", "U.S.", "Mr.", "no", "if", "he", "they", "I", "we", "told", "not", "Putin", "officials", "who", "A", "a.", "i.e.", "1,000", "50%",
         "$5", "’s", "n’t", "according to", "Kyiv", "MOSCOW", "O'Neil", "al-Assad", "von der Leyen", "Jr.", "and", "talks", "…", "http://a.b/c", "@x", "#y", "a@b.c")
MARKS = tuple("“”‘’\"'«»„‟‹›`´()[]{}<>-–—.,;:!?…*/\\|=+@#&%$_~^")
BLANKS = (" ", "  ", "\n", "\n\n", "\t", "\r\n", "\r", "\n \n", "\u00a0", "\u2028", "\u2029", "\u3000", "\x0b", "\x0c", "\x85", "\u2009")
ODD = ("\u200b", "\u200c", "\u200d", "\ufeff", "\u2060", "\u00ad", "\u200e", "\u200f", "\u202e", "\u202d", "\u2066", "\u0301", "\u0338", "a\u0301\u0302\u0303", "ﬁ", "İ", "ß", "ſ", "ŉ", "Ω",
       "مرحبا", "שלום", "тест", "中文", "日本語", "ไทย", "हिन्दी", "🇺🇦", "👩‍👩‍👧", "𝔘nity", "\U0010ffff", "\x00", "\x07", "\x1b[31m", "\x7f", "\ufffd", "\uffff", "\ue000",
       "=1+1", "<script>alert(1)</script>", "<b>", "&amp;", "{{7*7}}", "${x}", "$x^2$", "%s", "\\n", "../../x", "'; DROP TABLE", "NA", "null", "nan", "None", "True", "-", "0")
SURROGATES = ("\ud800", "\udfff", "\ud83d", "\udcff")

piece = st.one_of(st.sampled_from(PLAIN), st.sampled_from(WORDS), st.sampled_from(MARKS), st.sampled_from(BLANKS), st.sampled_from(ODD),
                  st.text(max_size=6), st.sampled_from(SURROGATES))


@st.composite
def articles(draw: st.DrawFn) -> str:
    """A text of plain sentences, single words, marks, blanks and anything else; mostly enough English to be read."""
    parts = draw(st.lists(piece, min_size=1, max_size=25))
    gap = draw(st.sampled_from(("", " ", " ", " ", "\n")))
    ballast = draw(st.sampled_from(("", *PLAIN, "\n\n".join(PLAIN[:5]), " ".join(PLAIN[5:]))))
    words = [ballast, *parts] if draw(st.booleans()) else [*parts, ballast]
    return gap.join(words)


@st.composite
def damaged(draw: st.DrawFn, text: str) -> str:
    """A stretch of a real article to which up to forty things happened that happen to texts on their way."""
    chance = draw(st.randoms(use_true_random=False))
    first = chance.randrange(len(text))
    text = text[first:first + chance.choice((200, 600, 1200))]
    for _ in range(chance.choice((0, 1, 3, 10, 40))):
        i = chance.randrange(len(text) + 1)
        j = min(len(text), i + chance.choice((1, 3, 20, 80)))
        text = text[:i] + chance.choice(DAMAGES)(text[i:j], chance) + text[j:]
    return text


DAMAGES = (
    *3 * [lambda part, chance: chance.choice(chance.choice((ODD, BLANKS, MARKS, WORDS, SURROGATES, PLAIN))) + part],
    lambda part, _: "", lambda part, _: part * 3, lambda part, _: part[::-1], lambda part, _: f"“{part}”",
    lambda part, _: part.upper(), lambda part, _: part.title(), lambda part, _: part.replace(" ", "\n"), lambda part, _: part.replace(" ", ""),
)
cell = st.one_of(st.sampled_from(("", "person", "actor", "truce", "2025-01-01", "a|b|c", "|", "state", "accept", "edit", "stance", "mentions", "actor_id=x", *ODD, *MARKS, "\n", '"', '""')),
                 st.text(max_size=8))


@st.composite
def sheets(draw: st.DrawFn, columns: tuple[str, ...]) -> bytes:
    """A CSV file with more or fewer of these columns, any cells, lines too long or short, in some encoding."""
    head = draw(st.one_of(st.just(list(columns)), st.lists(st.sampled_from((*columns, "", "x", columns[0].upper())), max_size=12)))
    lines = draw(st.lists(st.lists(cell, max_size=len(head) + 1), max_size=6))
    mark, end = draw(st.sampled_from(",,,;\t")), draw(st.sampled_from(("\n", "\r\n", "\r")))
    quoted = draw(st.booleans())
    body = end.join(mark.join('"' + one.replace('"', '""') + '"' if quoted else one for one in line) for line in [head, *lines])
    encoding = draw(st.sampled_from(("utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16")))
    raw = body.encode(encoding, "replace")
    return raw[:draw(st.integers(0, len(raw)))] if draw(st.integers(0, 5)) == 0 else raw


def spoiled(raw: bytes) -> st.SearchStrategy[bytes]:
    """A file in which bytes were changed, lost, put in or doubled."""
    edit = st.tuples(st.integers(0, len(raw)), st.sampled_from((0, 1, 4, 50, 200)),
                     st.one_of(st.binary(max_size=8), st.sampled_from((b"\xff\xff\xff\x7f", b"\0\0\0\0", b"<!--", b'""""', "\u2028".encode()))))

    def apply(edits: list[tuple[int, int, bytes]]) -> bytes:
        made = raw
        for place, lost, put in edits:
            made = made[:place] + put + made[place + lost:]
        return made

    return st.lists(edit, min_size=1, max_size=8).map(apply)
