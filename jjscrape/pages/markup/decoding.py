"""From bytes to text as a browser would read them, and never an exception."""

from __future__ import annotations

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_PRESCAN = 4096
# What neither HTML nor XML allows; libxml2 ends a text at a null byte.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")
_CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_NO_CHARACTERS = "\ufeff\ufffe\uffff"
# The WHATWG's reading of these labels.
_WEB = ("utf-8", "iso8859", "cp", "koi8", "mac", "big5", "gb", "euc", "shift_jis", "iso2022_jp")
_ALIASES = {"iso8859-1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252"}


def decode(body: bytes, content_type: str = "") -> str:
    """Decode a page by its byte order mark, then as UTF-8 if it is valid, then as header or meta declare it."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return _ILLEGAL.sub("", body[len(bom) :].decode(name, "replace"))
    try:
        # Text that is valid UTF-8 by chance is so rare that it overrides a wrong declaration.
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = _decode_declared(body, content_type)
    else:
        if _is_legal(body, text):
            return text
    return _ILLEGAL.sub("", text)


def _is_legal(body: bytes, text: str) -> bool:
    """Tell in a moment that there is nothing to take out; halves of a character are no UTF-8 in any case."""
    return len(body.translate(None, _CONTROLS)) == len(body) and not any(map(text.__contains__, _NO_CHARACTERS))


def _decode_declared(body: bytes, content_type: str) -> str:
    from bs4.dammit import EncodingDetector  # noqa: PLC0415  (a tenth of a crawl's start, for pages that few sites have)

    named = _CHARSET.search(content_type)
    # What the XML declaration says goes before a `meta` element's word, as in a browser.
    own = EncodingDetector.find_declared_encoding(body[:_PRESCAN], is_html=True, search_entire_document=True)
    name = _codec(named[1] if named else own or "")
    if name and name != "utf-8":
        return body.decode(name, "replace")
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for char in text if ord(char) > 0x7F) - bad  # noqa: PLR2004
    return body.decode("cp1252", "replace") if bad > good else text


def _codec(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    # Python's other codecs are no encodings of web pages, and some fail on any error. UTF-16 without a mark is a lie.
    return _ALIASES.get(name, name) if name in _ALIASES or name.startswith(_WEB) else None
