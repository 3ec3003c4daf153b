"""Credits: the names of those who reported, wrote, edited or photographed, where an article prints them.

"(Reporting by A in Paris; Editing by B and C)", "REUTERS/A", "AP Photo/A", "A/Pool via REUTERS".
"""

from __future__ import annotations

import re

WORD = r"[^\W\d_a-z](?:[\w’'-]+|\.)"
PARTICLE = r"(?:de|da|di|du|la|le|lo|van|von|der|den|bin|al|el|dos|del)"
NAME = rf"{WORD}(?:[ ](?:{PARTICLE}[ ])*(?!(?:Writing|Reporting|Editing|Photo|File|Handout|Additional)\b){WORD}){{1,3}}"
WORK = (r"(?:Report(?:ing|ed)|reporting|Writ(?:ing|ten)|writing|Edit(?:ing|ed)|editing|Compiled|Translat(?:ion|ed)"
        r"|[Pp]hoto(?:graph|graphs|graphy|s)?|[Ii]llustrations?|[Gg]raphics?|Video|Produc(?:tion|ed))")
BY = re.compile(rf"\b{WORK}\s+by\s+(?P<names>{NAME}(?:(?:\s+in\s+[^,;()\n]{{3,40}}?)?(?:,\s*(?:and\s+)?|\s+and\s+){NAME})*)")
AGENCY = r"(?:REUTERS|Reuters|AP|AP Photo|AFP|AFP Photo|EPA|Getty Images|GETTY IMAGES|TASS|Bloomberg|Xinhua|PA)"
AFTER = re.compile(rf"\b{AGENCY}\s*/\s*(?P<names>(?!{AGENCY}\b){NAME})")
BEFORE = re.compile(rf"(?:^|[.\n]\s*)(?P<names>{NAME})\s*/\s*(?:Pool|POOL|Handout|[A-Z][\w ]{{2,20}})\s+via\s+{AGENCY}", re.M)


def find_credits(text: str) -> list[tuple[int, int]]:
    """Spans of the persons' names in the credits of an article, in reading order; none where it prints none."""
    spans = set()
    for pattern in (BY, AFTER, BEFORE):
        for found in pattern.finditer(text):
            for name in re.finditer(rf"(?<!\bin ){NAME}", found["names"]):
                spans.add((found.start("names") + name.start(), found.start("names") + name.end()))
    return sorted(spans)
