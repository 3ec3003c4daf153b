"""Decoding: from the bytes of a file to text, and which encoding they were in."""

from __future__ import annotations

import codecs
import re

# What programs that write English text save in, besides UTF-8; an open search takes cp1252 for
# its Polish or Chinese neighbours, because English text shows so few of the bytes that differ.
LIKELY = ["cp1252", "mac_roman", "utf_16_le", "utf_16_be", "utf_32"]
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
FORMATS = ((b"%PDF", "a PDF"), (b"PK\x03\x04", "a Word document or an archive"), (b"{\\rtf", "a rich-text (RTF) document"),
           (b"\xd0\xcf\x11\xe0", "an old Word document"), (b"\x89PNG", "an image"), (b"\xff\xd8\xff", "an image"),
           (b"GIF8", "an image"), (b"\x1f\x8b", "an archive"), (b"SQLite format", "a database"), (b"\x7fELF", "a program"))
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x7f\ufffe\uffff]")


def decode(raw: bytes) -> tuple[str, str] | None:
    """Decode a file: UTF-8, else by its byte-order mark, else as charset-normalizer finds.

    Returns
    -------
    (text, encoding), or None
        Encoding in Python's name for it; None where the bytes are no text in any encoding.
    """
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return _try(raw, encoding)
    text = _try(raw, "utf-8")
    if text and b"\x00" not in raw:
        return text if not looks_binary(text[0]) else None
    found = _detect(raw)
    # Zeros are half of UTF-16; a few stray ones do not make UTF-8 another encoding.
    stray = text and found and not found[1].startswith(("utf_16", "utf_32"))
    return text if stray and not looks_binary(text[0]) else found


def name_format(raw: bytes) -> str | None:
    """What a file is that is known not to be plain text, by its first bytes."""
    return next((what for start, what in FORMATS if raw.startswith(start)), None)


def looks_binary(text: str) -> bool:
    """More than one control character in a hundred is no writing."""
    return len(CONTROL.findall(text[:20_000])) > max(1, len(text[:20_000]) // 100)


def _try(raw: bytes, encoding: str) -> tuple[str, str] | None:
    try:
        return raw.decode(encoding), encoding
    except UnicodeDecodeError:
        return None


def _detect(raw: bytes) -> tuple[str, str] | None:
    from charset_normalizer import from_bytes

    sample = raw[: 200_000 - 200_000 % 4]
    for choice in (LIKELY, None):
        best = from_bytes(sample, cp_isolation=choice).best()
        text = _try(raw, best.encoding) if best else None
        if text and not looks_binary(text[0]):
            return text
    return None
