"""HTTP messages in records: their first line, header lines, and whether the body is all there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jjscrape.archive.coding import is_plain, is_text
from jjscrape.archive.foreign import whole_number
from jjscrape.archive.http import bodiless
from jjscrape.verify.habits import note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jjscrape.verify.block import Block, Message
    from jjscrape.verify.header import Found

_REQUEST_LINE: Final = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+) (\S+) HTTP/\d(?:\.\d)?")
_MSGTYPE: Final = re.compile(r";\s*msgtype\s*=\s*\"?([a-z]*)", re.IGNORECASE)
_HEADER: Final = re.compile(rb"[^\x00-\x20\x7f:][^\x00-\x1f\x7f:]*:[^\x00]*")
_PAGE: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html)\b", re.IGNORECASE)
_CODED_AT_MOST: Final = 0.9
_MOVED: Final = range(300, 400)
_EXPECTED: Final = {"response": "response", "revisit": "response", "request": "request"}


def is_message(record: Message) -> bool:
    """Whether the record says, or by its type and address has to mean, that its block is an HTTP message."""
    if record.kind not in _EXPECTED:
        return False
    content_type = (record.get("Content-Type") or "").partition(";")[0].strip().lower()
    if content_type:
        return content_type == "application/http"
    url = (record.get("WARC-Target-URI") or "").lower().lstrip("<")
    return record.block_length > 0 and url.startswith(("http:", "https:"))


def message_faults(record: Message, block: Block, notes: set[str]) -> Iterator[Found]:
    expected = _EXPECTED[record.kind]
    msgtype = _MSGTYPE.search(record.get("Content-Type") or "")
    if msgtype and msgtype[1].lower() != expected:
        yield "http-msgtype", f"a {record.kind} record whose msgtype is {msgtype[1]}"
    if record.kind == "revisit" and not record.block_length:
        return
    broke_off = record.kind == "response" and record.get("WARC-Truncated") is not None
    if block.head is None and broke_off:
        notes.add(note("head-broke-off"))
        return
    if block.head is None:
        yield "http-head", "no end of an HTTP head"
        return
    if block.unended:
        notes.add(note("request-unended"))
    first, *lines = block.head.replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")
    if expected == "response" and block.response is None:
        if broke_off:
            notes.add(note("no-http"))
            return
        yield "http-head", f"the first line is no status line: {first[:60]!r}"
    if expected == "request" and not _REQUEST_LINE.fullmatch(first):
        yield "http-head", f"the first line is no request line: {first[:60]!r}"
    for number, line in enumerate(lines):
        folded = number and line[:1] in (b" ", b"\t") and b"\x00" not in line
        if not folded and not _HEADER.fullmatch(line):
            if broke_off:
                notes.add(note("no-http"))
                return
            if record.get("WARC-Block-Digest") and expected == "response":
                # The digest tells whether it is the server's, or damage.
                notes.add(note("nul-in-header" if _HEADER.fullmatch(line.replace(b"\0", b"")) else "no-header-line"))
                continue
            yield "http-header", f"not a header line: {line[:60]!r}"


def framing_fault(record: Message, block: Block, notes: set[str]) -> Found | None:
    """What is wrong with the length of a response's body. That the answer may be one to HEAD is not looked at."""
    head = block.response
    if record.kind != "response" or head is None or record.get("WARC-Truncated") or record.get("WARC-Segment-Number"):
        return None
    if bodiless("GET", head.status):
        return None
    if block.framing in ("open", "broken", "over"):
        defects = {"open": "ends before its last chunk", "broken": "is broken", "over": "goes on behind its last chunk"}
        return "http-chunks", f"the chunked body {defects[block.framing]}"
    announced = (head.header("content-length") or "").split(",")[0].strip()
    length = whole_number(announced)
    if block.framing == "none" and announced and length is None:
        if record.get("WARC-Block-Digest"):
            notes.add(note("no-length"))
            return None
        return "http-length", f"HTTP Content-Length is {announced[:40]!r}"
    if block.framing == "none" and length is not None and length != block.size:
        if block.size == 0 and head.status in _MOVED:
            notes.add(note("redirect-body"))
            return None
        codings = [value for name, value in head.headers if name.lower() == "content-encoding"]
        # No damage makes a body longer; what a coding saves is more than a few bytes.
        coded = length < _CODED_AT_MOST * block.size and not any(codings) and is_text(block.begin)
        if coded or is_plain(codings, block.begin):
            notes.add(note("coded-length"))
            return None
        return "http-length", f"HTTP Content-Length announces {announced} bytes, the body has {block.size}"
    if block.framing == "none" and not announced and _is_unended_page(block):
        notes.add(note("page-unended"))
    return None


def _is_unended_page(block: Block) -> bool:
    """Whether a page that only the end of the connection ended lacks the end that its beginning promises."""
    return _PAGE.match(block.begin) is not None and b"</html" not in block.end.lower()


def method(block: Block) -> str | None:
    """The method of a request."""
    line = _REQUEST_LINE.match(block.head or b"")
    return line[1].decode("ascii") if line else None
