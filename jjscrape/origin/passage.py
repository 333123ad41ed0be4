"""Finds a string in the bytes of a page that may write it with other spaces, entities, case, or tags within.

What a rule read is text; a page has it with other spaces, with entities, with tags between the words, or cut up. So
both are compared without spaces, tags and the form of characters, and what is found is led back to its bytes.
"""

from __future__ import annotations

import html
import re
import unicodedata
from array import array
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from jjscrape.items import SEPARATOR
from jjscrape.origin.cell import Passage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

AROUND = 160
"""Bytes shown before and after the string."""
LARGEST = 4 * 1024 * 1024
"""Bytes of a body that are searched."""
PIECES = 40
_APART = re.compile(re.escape(SEPARATOR) + r"|\[(?:email|phone)\]")
"""Between pieces that were read one by one, and what stands for an address or number that is masked in the tables."""

_ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_SHOWN = re.compile(
    r"<!\[CDATA\[|\]\]>|<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|</?[A-Za-z!?][^<>]*>|" + _ENTITY,
    re.DOTALL | re.IGNORECASE,
)
_WRITTEN = re.compile(_ENTITY)
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})

# What stands before a string where a page has it more than once; the bytes shown should be those the rule read.
_BEFORE = {
    "node_id": rb"(?:node[/-]|\bnid\W{0,4}|node-id\W{0,2})\Z",
    "language": rb"lang=[\"']?\Z",
    "title": rb"<h1\b[^<>]*>(?:\s|<[^<>]*>)*\Z",
    "url": rb"canonical[\"'][^<>]*\Z",
    "image_url": rb"<img\b[^<>]*\Z",
    "alternative": rb"alt=[\"']\Z",
    "image_caption": rb"(?:<(?:figcaption|blockquote)\b[^<>]*>(?:\s|<[^<>]*>)*|alt=[\"'])\Z",
    "published": rb"(?:(?:published|created|issued)[^<>]*|datetime=[\"']|pubdate>\s*)\Z",
    "href": rb"\b(?:href|src)\s*=[^<>]*\Z",
    "link_text": rb"<a\b[^<>]*>(?:\s|<[^<>]*>)*\Z",
    "label": rb">\s*\Z",
    "status": rb"HTTP/[0-9.]+ +\Z",
    "media_type": rb"content-type:\s*\Z",
    "captured_at": rb"WARC-Date:\s*\Z",
    "id": rb"WARC-Record-ID:\s*<(?:urn:uuid:)?\Z",
    "warc_record_id": rb"WARC-Record-ID:\s*<\Z",
}
_FIRST_AS_WRITTEN = frozenset(
    {"node_id", "language", "url", "image_url", "published", "also_at", "projects"}
    | {"href", "status", "media_type", "captured_at", "id", "warc_record_id", "payload_digest"}
)


@lru_cache(maxsize=4096)
def _fold(char: str) -> str:
    """A character for comparing: a rule may have changed its case, and spaces are nothing."""
    plain = unicodedata.normalize("NFKD", char.casefold())
    return "".join(c for c in plain if unicodedata.category(c) not in _UNSEEN)


def fold(text: str) -> str:
    """A text for comparing with another: without spaces, case and the form of characters."""
    return "".join(map(_fold, text))


class _View:
    """A text without spaces, each character with the bytes it comes from."""

    def __init__(self, text: str, codec: str, skipped: re.Pattern[str]) -> None:
        chars: list[str] = []
        self.begins = array("l")
        self.ends = array("l")
        at = 0
        for piece in _tokens(text, skipped):
            if len(piece) > 1 and piece[0] == "&":
                size = len(piece.encode(codec, "replace"))
                self._add(chars, html.unescape(piece), at, at + size)
                at += size
            elif len(piece) > 1 and skipped.fullmatch(piece):
                at += len(piece.encode(codec, "replace"))
            else:
                for char in piece:
                    size = len(char.encode(codec, "replace"))
                    self._add(chars, char, at, at + size)
                    at += size
        self.text = "".join(chars)

    def _add(self, chars: list[str], shown: str, begin: int, end: int) -> None:
        for char in shown:
            for folded in _fold(char):
                chars.append(folded)
                self.begins.append(begin)
                self.ends.append(end)

    def hits(self, folded: str) -> Iterator[tuple[int, int]]:
        """Places of whole words first, by their bytes; then, of a longer text, any."""
        starts: list[int] = []
        at = self.text.find(folded)
        while at >= 0 and len(starts) < 500:  # noqa: PLR2004
            starts.append(at)
            at = self.text.find(folded, at + 1)
        whole_words = [i for i in starts if not self._joined(i) and not self._joined(i + len(folded))]
        in_whole_words = set(whole_words)
        rest = [i for i in starts if i not in in_whole_words] if len(folded) > 12 else []  # noqa: PLR2004
        for i in (*whole_words, *rest):
            yield self.begins[i], self.ends[i + len(folded) - 1]

    def _joined(self, i: int) -> bool:
        """Whether a word goes on here."""
        if not 0 < i < len(self.text) or self.ends[i - 1] != self.begins[i]:
            return False
        return self.text[i - 1].isalnum() and self.text[i].isalnum()


def _tokens(text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    at = 0
    for match in pattern.finditer(text):
        if match.start() > at:
            yield text[at : match.start()]
        yield match[0]
        at = match.end()
    if at < len(text):
        yield text[at:]


class Body:
    """The decoded bytes of one capture, to be searched for what was read from them."""

    def __init__(self, body: bytes) -> None:
        self.bytes = body[:LARGEST]
        try:
            # An end that was cut within a character is no reason to take the page for another encoding.
            end = "strict" if len(body) <= LARGEST else "ignore"
            self._text, self._codec = self.bytes.decode("utf-8", end), "utf-8"
        except UnicodeDecodeError:
            # One byte a character: right for the Windows and ISO pages there are, and harmless for others.
            self._text, self._codec = self.bytes.decode("cp1252", "replace"), "cp1252"

    @cached_property
    def _shown(self) -> _View:
        return _View(self._text, self._codec, _SHOWN)

    @cached_property
    def _written(self) -> _View:
        return _View(self._text, self._codec, _WRITTEN)

    def each(self, strings: Iterable[str], field: str = "") -> tuple[Passage, ...]:
        """Find strings that stand one after the other."""
        passages: list[Passage] = []
        begin_at = 0
        for raw in strings:
            of_string = self.passages(raw, field, begin_at)
            passages += of_string
            begin_at = max((begin_at, *(passage.end for passage in of_string if passage.end is not None)))
        return tuple(passages)

    def passages(self, raw: str, field: str = "", after: int = 0) -> tuple[Passage, ...]:
        """Find a string: as a whole, else piece by piece, each as long as can be and after the one before it."""
        if span := self.find(raw, field, after):
            return (self._passage(raw, span),)
        passages: list[Passage] = []
        for part in _APART.split(raw):
            words = part.split()
            while words and len(passages) < PIECES:
                taken, span = self._longest(words, after)
                piece = " ".join(words[:taken])
                passages.append(self._passage(piece, span) if span else Passage(raw=piece))
                words, after = words[taken:], span[1] if span else after
        return tuple(passages)

    def find(self, raw: str, field: str = "", after: int = 0) -> tuple[int, int] | None:
        """Return the bytes that hold a string as a whole.

        Of several places: the first where the field is read, else the first that begins at `after` or later.
        """
        views: list[Callable[[], _View]] = [lambda: self._shown, lambda: self._written]
        if field in _FIRST_AS_WRITTEN:
            views.reverse()
        hint = re.compile(_BEFORE[field], re.IGNORECASE) if field in _BEFORE else None
        spare: tuple[int, int] | None = None
        for spelling in _spellings(raw):
            folded = fold(spelling)
            for view in views:
                for span in view().hits(folded) if folded else ():
                    if span[0] >= after and (hint is None or hint.search(self.bytes, max(0, span[0] - 300), span[0])):
                        return span
                    spare = spare or span
            if spare:
                return spare
        return None

    def _longest(self, words: list[str], after: int) -> tuple[int, tuple[int, int] | None]:
        """How many words stand together somewhere, and where; one that stands nowhere counts as a piece."""
        low, high, best = 0, len(words), None
        while low < high:
            middle = (low + high + 1) // 2
            if span := self.find(" ".join(words[:middle]), after=after):
                low, best = middle, span
            else:
                high = middle - 1
        return max(low, 1), best

    def _passage(self, raw: str, span: tuple[int, int]) -> Passage:
        begin, end = span
        parts = (self.bytes[max(0, begin - AROUND) : begin], self.bytes[begin:end], self.bytes[end : end + AROUND])
        before, matched, after = (part.decode(self._codec, "replace") for part in parts)
        return Passage(raw=raw, begin=begin, end=end, before=before.lstrip("�"), found=matched, after=after.rstrip("�"))


def _spellings(raw: str) -> Iterator[str]:
    """A text as it is; a time also with an empty fraction; an address also percent-encoded and not, and relative."""
    yield raw
    if _INSTANT.fullmatch(raw):
        yield f"{raw[:-1]}.000000Z"
        yield f"{raw[:-1]}.000Z"
    if not re.match(r"https?://[^\r\n]+\Z", raw):
        return
    plain = unquote(raw)
    yield plain
    yield quote(plain, safe="/:?=&%#+,;@!$'()*~")
    parts = urlsplit(raw)
    tail = f"?{parts.query}" if parts.query else ""
    steps = [step for step in parts.path.split("/") if step]
    for start in range(len(steps)):
        path = "/".join(steps[start:])
        root = "/" if start == 0 else ""
        for spelled in (path, unquote(path), quote(unquote(path))):
            yield f"{root}{spelled}{tail}"
            if tail:
                yield f"{root}{spelled}"
