"""What was asked for a capture: the same address answers a POST otherwise than a GET, and only the latter is a page.

An index keeps the two apart as the pywb family does: the key of a capture that no GET got is that of its address with
the method, and what was sent, as further parts of its query.
"""

from __future__ import annotations

import base64
import email
import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote_plus, urlencode

from jjscrape.archive.foreign import parse_json
from jjscrape.archive.http import first, head_length, parse_headers

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from jjscrape.archive.http import Headers
    from jjscrape.archive.warcfile import StoredRecord

GET: Final = "GET"
_LINE: Final = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ")
_LONGEST: Final = 1024 * 1024
_LONGEST_QUERY: Final = 4096
_SENDING: Final = ("POST", "PUT")
_SECONDS: Final = len("2024-03-01T10:00:00")
_CAPTURES: Final = ("response", "revisit", "resource")


class Asked(NamedTuple):
    """A request's method, and what it sent, as an index spells it."""

    method: str
    body: str = ""


def read_request(record: StoredRecord) -> Asked | None:
    """What a request record asked; None where it is no HTTP request.

    Raises:
        FaultError: the record can't be read.
    """
    data = record.read(min(_LONGEST, record.block_length))
    line = _LINE.match(data)
    if line is None:
        return None
    method = line[1].decode("ascii").upper()
    length = head_length(data)
    if method not in _SENDING or length is None:
        return Asked(method)
    headers = parse_headers(data[:length].split(b"\r\n")[1:])
    return Asked(method, _query(data[length:], first(headers, "content-type") or "")[:_LONGEST_QUERY])


def with_method(url: str, asked: Asked | None) -> str:
    """The address that an index has a capture under."""
    if asked is None or asked.method == GET:
        return url
    url = url.partition("#")[0]
    more = f"&{asked.body}" if asked.body else ""
    return f"{url}{'&' if '?' in url else '?'}__wb_method={asked.method}{more}".replace("#", "%23")


class Requests:
    """Which captures were not got by GET. Records are shown to it in the order of their file; `file` names that."""

    def __init__(self) -> None:
        self._named: dict[str, Asked] = {}
        self._by_id: dict[str, Asked] = {}
        self._beside: dict[tuple[Hashable, int, str], Asked] = {}
        self._answer: tuple[tuple[Hashable, str, str], tuple[Hashable, int, str]] | None = None
        self._request: tuple[tuple[Hashable, str, str], Asked] | None = None

    def see(
        self,
        kind: str,
        key: tuple[Hashable, int, str],
        about: tuple[str, str],
        concurrent: Iterable[str],
        asked: Asked | None = None,
    ) -> None:
        """Show a record: `key` is file, offset and bare identifier, `about` address and WARC-Date.

        `concurrent` are the bare identifiers in WARC-Concurrent-To. Where no record of an exchange has that field, a
        request belongs to the capture beside it that has its address and second.
        """
        concurrent = tuple(concurrent)
        moment = (key[0], about[0], about[1][:_SECONDS])
        if kind == "request" and asked is not None:
            if asked.method != GET:
                self._by_id[key[2]] = asked
                self._named |= dict.fromkeys(concurrent, asked)
            if concurrent:
                return
            if self._answer is not None and self._answer[0] == moment:
                self._pair(self._answer[1], asked)
            else:
                self._request = (moment, asked)
        elif kind in _CAPTURES:
            if not concurrent and self._request is not None and self._request[0] == moment:
                self._pair(key, self._request[1])
            else:
                self._request = None
                self._answer = None if concurrent else (moment, key)

    def of(self, key: tuple[Hashable, int, str], concurrent: Iterable[str]) -> Asked | None:
        """What was asked for a capture, if it was anything but GET."""
        if key[2] in self._named:
            return self._named[key[2]]
        linked = (self._by_id[identifier] for identifier in concurrent if identifier in self._by_id)
        return next(linked, None) or self._beside.get(key)

    def _pair(self, key: tuple[Hashable, int, str], asked: Asked) -> None:
        self._request = self._answer = None
        if asked.method != GET:
            self._beside[key] = asked


def _query(body: bytes, content_type: str) -> str:
    kind = content_type.lower()
    if kind.startswith("application/x-www-form-urlencoded"):
        try:
            return unquote_plus(body.decode("utf-8"))
        except UnicodeDecodeError:
            return _binary(body)
    if kind.startswith("multipart/") and "boundary=" in kind:
        try:
            return urlencode(list(_parts(body, content_type)))
        except (ValueError, LookupError, TypeError, RecursionError):
            return _binary(body)
    if kind.startswith(("application/json", "text/plain")):
        try:
            return urlencode(_leaves(body))
        except ValueError:
            return "" if kind.startswith("application/json") else _binary(body)
    return _binary(body)


def _binary(body: bytes) -> str:
    return f"__wb_post_data={base64.b64encode(body).decode('ascii')}"


def _parts(body: bytes, content_type: str) -> Iterator[tuple[str, bytes]]:
    """The fields of a form with files."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    for part in email.message_from_bytes(head + body).walk():
        name = part.get_param("name", header="content-disposition")
        data = part.get_payload(decode=True)
        if name is not None and isinstance(data, bytes):
            yield str(name), data


def _leaves(body: bytes) -> list[tuple[str, str]]:
    """The values of a JSON text, or of one on each line, by the nearest name above; a name's second one is `name.2_`.

    Raises:
        ValueError: it is no JSON.
    """
    try:
        values = [parse_json(body)]
    except ValueError:
        values = [parse_json(line) for line in body.split(b"\n")] if b"\n" in body else []
        if not values:
            raise
    counts: Counter[str] = Counter()
    leaves = []
    for name, value in (leaf for value_ in values for leaf in _walk(value_)):
        counts[name] += 1
        leaves.append((name if counts[name] == 1 else f"{name}.{counts[name]}_", value))
    return leaves


def _walk(document: object) -> Iterator[tuple[str, str]]:
    """However deep they lie, in their order."""
    waiting: list[tuple[object, str]] = [(document, "")]
    while waiting:
        value, name = waiting.pop()
        if isinstance(value, dict):
            waiting += [(child, str(key)) for key, child in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [(child, name) for child in reversed(value)]
        elif name:
            yield name, str(value)


def concurrent_ids(fields: Headers) -> list[str]:
    return [value for name, value in fields if name.lower() == "warc-concurrent-to"]
