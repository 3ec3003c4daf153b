"""Datelines: the place, date and agency before a story's first words, and dates as papers print them."""

from __future__ import annotations

import re
from functools import cache

from analysis import paths

MONTH = (r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
         r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?")
DAY = r"(?:Mon|Tue(?:s)?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?"
DATE = re.compile(
    rf"(?P<y1>(?:19|20)\d\d)[-/.](?P<m1>\d\d?)[-/.](?P<d1>\d\d?)(?!\d)"
    rf"|(?:{DAY},?\s+)?(?P<m2>{MONTH})\s+(?P<d2>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<y2>(?:19|20)\d\d)"
    rf"|(?:{DAY},?\s+)?(?P<d3>\d\d?)(?:st|nd|rd|th)?\s+(?P<m3>{MONTH}),?\s+(?P<y3>(?:19|20)\d\d)")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
CITY = r"[A-Z][\w’'.\-]*(?:[ -](?:de|of|the|la|del|el|al|on|upon|[A-Z][\w’'.\-]*)){0,3}"
PLACES = rf"{CITY}(?:\s?[,/]\s?{CITY}){{0,3}}"
SHORT_DATE = rf"(?:[,.]?\s+{MONTH}\s+\d{{1,2}}(?:,?\s+\d{{4}})?)?"
DASH = r"\s*(?:--|[-–—])\s*"
LOUD = r"[A-Z]{3}[A-Z’'.\-]*(?: [A-Z’'.\-]{2,}){0,3}|[A-Z]{2,}(?: [A-Z’'.\-]{2,}){1,3}"
CAPITAL = r"(?=[\"'“‘(\[]*[A-Z0-9])"
AGENCY_DATELINE = re.compile(
    rf"(?:{PLACES}{SHORT_DATE},?\s+|{MONTH}\s+\d{{1,2}}\s+)?(?:\(\s?(?P<agency>[A-Z][\w .&/’'\-]{{1,40}}?)\s?\)|/(?P<wire>[A-Z][\w -]{{2,30}})/)"
    rf"(?:{DASH}|:\s+){CAPITAL}")
LOUD_DATELINE = re.compile(rf"(?:{LOUD})(?:\s?[,/]\s?{CITY}){{0,3}}{SHORT_DATE}\s*(?:\s--|\s?[–—]|\s-)\s+{CAPITAL}")
QUIET_DATELINE = re.compile(rf"{CITY}(?:,\s{CITY}){{1,2}}{SHORT_DATE}\s*(?:--|[–—]|\s-)(?:\s+{CAPITAL}|\s*$)")
COLON_DATELINE = re.compile(rf"(?!BREAKING|UPDATE|EXCLUSIVE|FILE|PHOTO|NEWS|OPINION|LIVE|WATCH|VIDEO)(?:{LOUD})(?:/(?:{LOUD}))?:\s+{CAPITAL}")
BARE_DATELINE = re.compile(rf"\((?P<agency>CNN(?: \w+)?|Reuters|REUTERS|AP|AFP|UPI|BBC|PTI|ANI|IANS|Xinhua)\)\s?{CAPITAL}")  # "(CNN)The"
INNER_DATELINE = re.compile(
    rf"(?<=\s)(?:{LOUD})(?:\s?[,/]\s?{CITY}){{0,2}}{SHORT_DATE}\s+\(\s?(?P<agency>[A-Z][\w .&/]{{1,40}}?)\s?\){DASH}{CAPITAL}")


def dateline_end(text: str, start: int, end: int, bodies: int) -> int:
    """Where the dateline of a body paragraph ends, its dash included; `start` where there is none."""
    patterns = [AGENCY_DATELINE] if bodies < 6 else []
    patterns += [LOUD_DATELINE] if bodies < 2 else []
    patterns += [QUIET_DATELINE, COLON_DATELINE, BARE_DATELINE] if bodies == 0 else []
    for pattern in patterns:
        found = pattern.match(text, start, min(end, start + 160))
        if found:
            return found.end()
    return start


def find_date(text: str) -> str | None:
    """The first whole date in a text, as YYYY-MM-DD."""
    for found in DATE.finditer(text):
        part = {key: value for key, value in found.groupdict().items() if value}
        year, month, day = (next(value for key, value in part.items() if key[0] == letter) for letter in "ymd")
        number = int(month) if month.isdigit() else MONTHS.index(month[:3].lower()) + 1
        if 1 <= number <= 12 and 1 <= int(day) <= 31:
            return f"{year}-{number:02d}-{int(day):02d}"
    return None


@cache
def outlets() -> tuple[str, ...]:
    """Names of agencies and papers, longest first (analysis/data/outlets.txt)."""
    lines = (paths.DATA / "outlets.txt").read_text(encoding="utf-8").splitlines()
    return tuple(sorted({line for line in lines if line and not line.startswith("#")}, key=lambda name: (-len(name), name)))


@cache
def outlet_pattern() -> re.Pattern[str]:
    """Any of them, as words of their own."""
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, outlets())) + r")(?!\w)")
