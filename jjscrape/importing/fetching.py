"""Captures brought in from a web archive, with their own dates and where they came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from jjscrape import clock
from jjscrape.archive.digest import matches
from jjscrape.archive.exchange import Exchange
from jjscrape.archive.foreign import joined, stamp
from jjscrape.archive.http import first
from jjscrape.archive.wayback import embedded, moment, original_headers
from jjscrape.importing.asking import UnreachableError
from jjscrape.importing.listing import ListingError, parse_listing, parse_pages
from jjscrape.site import absolute, host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jjscrape.archive.writer import ArchiveWriter
    from jjscrape.importing.addresses import Server
    from jjscrape.importing.asking import Answer, Client
    from jjscrape.importing.listing import Listed, Listing
    from jjscrape.site import Site

OUTAGE_AFTER: Final = 5
"""Captures in a row that could not be had: the rest can wait for another day."""
_BODY_FRAMING = frozenset({"transfer-encoding", "content-length", "connection", "keep-alive", "trailer"})
_OK = 200
_LIMIT = 1000
_MOST_PAGES = 1000
_UNLABELLED_SHA1 = 32


class AbsentError(Exception):
    """The archive does not give back what it lists."""


@dataclass(slots=True)
class Fetched:
    """How it went. `missing` tells what lists lack and, by address and date, why a capture was not had."""

    captures: int = 0
    digest_differs: int = 0
    missing: list[str] = field(default_factory=list)
    outage: str | None = None


def list_captures(client: Client, candidates: Iterable[Server], site: Site) -> tuple[Server, list[Listed], list[str]]:
    """The first of the servers that lists captures of the site's hosts, what it lists, and what its lists lack.

    Raises:
        UnreachableError: none does.
    """
    faults = []
    for server in candidates:
        try:
            captures: list[Listed] = []
            lacks: list[str] = []
            for host in sorted({host_of(origin) for origin in site.addresses()}):
                listed, missing = whole_list(client, server, host)
                captures += listed
                lacks += missing
        except (UnreachableError, ValueError) as error:
            faults.append(f"{server.cdx}: {error}")
        else:
            ours = [c for c in captures if site.owns(c.url) and not site.excluded(c.url)]
            if len(ours) < len(captures):
                lacks.append(f"{len(captures) - len(ours)} captures that {server.cdx} lists are of addresses left out")
            return server, ours, lacks
    raise UnreachableError("; ".join(faults))


def whole_list(client: Client, server: Server, host: str) -> tuple[list[Listed], list[str]]:
    """What a server lists of a host, page by page where it has pages, and sentences on what may be missing.

    Raises:
        UnreachableError: it can't be had.
        ListingError: it is no list.
    """
    url = server.listing(host)
    first_page = _listing(client, url)
    captures, rows, left_out = dict.fromkeys(first_page.found), len(first_page.found), first_page.left_out
    lacks: list[str] = []
    page, keys = first_page, set[str]()
    while page.resume is not None and page.resume not in keys and len(keys) < _MOST_PAGES:
        keys.add(page.resume)
        page = _listing(client, f"{url}&{urlencode({'showResumeKey': 'true', 'resumeKey': page.resume})}")
        if not page.found or captures.keys() >= set(page.found):
            lacks.append(f"{server.cdx} says that its list of {host} goes on, and gives nothing more: it may be cut")
            break
        captures |= dict.fromkeys(page.found)
        left_out += page.left_out
    if captures and not keys:
        pages = _pages(client, url)
        for number in range(min(pages, _MOST_PAGES) if pages > 1 else 0):
            page = _listing(client, f"{url}&page={number}")
            captures |= dict.fromkeys(page.found)
            left_out += page.left_out if number else 0
        if pages <= 1 and rows >= _LIMIT and rows % _LIMIT == 0:
            lacks.append(f"{server.cdx} lists {rows} captures of {host}, a round number: its list may be cut")
        if pages > _MOST_PAGES:
            lacks.append(f"{server.cdx} has {pages} pages of {host}, of which {_MOST_PAGES} were asked for")
    if left_out:
        lacks.append(f"{left_out} rows that {server.cdx} lists of {host} have no date to the second or no http address")
    return list(captures), lacks


def _pages(client: Client, url: str) -> int:
    """How many pages a list has; 1 where the server knows of none."""
    try:
        answer = client.get(f"{url}&showNumPages=true")
    except UnreachableError:
        return 1
    return (parse_pages(answer.body) if answer.status == _OK else None) or 1


def _listing(client: Client, url: str) -> Listing:
    for _ in range(3):
        answer = client.get(url)
        location = first(answer.headers, "location")
        if answer.status not in range(300, 400) or location is None:
            break
        target = absolute(url, location)
        if target is None or not _same_server(url, target):
            raise ListingError(
                f"it redirects to {location[:200]!r}, which is not followed: only http and https addresses of the same "
                "host are"
            )
        url = target
    if answer.status != _OK:
        raise ListingError(f"no list of captures, but {answer.status} {answer.reason}".rstrip())
    return parse_listing(answer.body)


def _same_server(url: str, target: str) -> bool:
    """Whether a redirect stays where the operator pointed: the same host and port, and never from https to http."""
    return host_of(url) == host_of(target) and not (url.startswith("https:") and target.startswith("http:"))


def fetch(
    client: Client,
    server: Server,
    wanted: list[Listed],
    writer: ArchiveWriter,
    progress: Callable[[int, int], None] | None = None,
) -> Fetched:
    """Bring captures into an archive. Ends early, with `outage` told, when several in a row can't be had."""
    done, in_a_row = Fetched(), 0
    for number, listed in enumerate(wanted, 1):
        try:
            exchange = capture(client, server, listed)
            writer.write(exchange)
        except (UnreachableError, AbsentError, ValueError) as error:
            done.missing.append(f"{listed.url} of {listed.stamp}: {error}")
            in_a_row = in_a_row + 1 if isinstance(error, UnreachableError) else 0
            if in_a_row == OUTAGE_AFTER:
                done.outage = str(error)
                break
        else:
            in_a_row = 0
            done.captures += 1
            done.digest_differs += ("listed-digest-matches", "no") in exchange.notes
        if progress:
            progress(number, len(wanted))
    return done


def capture(client: Client, server: Server, listed: Listed) -> Exchange:
    """Ask for one capture as it was recorded.

    Raises:
        UnreachableError: the archive can't be had.
        AbsentError: it answers, but not with this capture.
    """
    source = server.raw(listed.stamp, listed.url)
    answer = client.get(source)
    _expect(answer, listed, source)
    digest = f"sha1:{listed.digest}" if len(listed.digest) == _UNLABELLED_SHA1 else listed.digest
    same = matches(answer.body, digest)
    if same is False and moment(answer.headers) is None and not _tells_of_itself(answer) and _is_page(answer):
        raise AbsentError("the archive answers with a page of its own: no date of a capture, and another digest")
    notes = [
        ("source", source),
        ("listed-by", server.cdx),
        ("retrieved", clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")),
        ("listed-digest", listed.digest or "none"),
        ("listed-digest-matches", "unknown" if same is None else "yes" if same else "no"),
    ]
    return Exchange(
        url=listed.url,
        method="GET",
        request=b"",
        response=_head(answer, source) + answer.body,
        captured_at=listed.captured_at,
        rebuilt=True,
        notes=tuple(notes),
    )


def _expect(answer: Answer, listed: Listed, source: str) -> None:
    when = moment(answer.headers)
    location = first(answer.headers, "location")
    target = embedded(joined(source, location) or "") if location else None
    if when is not None and when != listed.captured_at:
        raise AbsentError(f"the archive gives back the capture of {stamp(when)} in its stead")
    if when is None and target and target[0] == listed.url:
        raise AbsentError("the archive leads to another date")
    # Also where two addresses that differ in case alone were captured in one second, and it confuses them.
    if answer.status != (listed.status or (answer.status if when else _OK)):
        where = f" where it lists {listed.status}" if listed.status else ""
        raise AbsentError(f"the archive answers {answer.status} {answer.reason}".rstrip() + where)


def _tells_of_itself(answer: Answer) -> bool:
    """Whether a header names what the site had sent, as only a capture's answer does."""
    return any(name.lower().startswith("x-archive-") for name, _ in answer.headers)


def _is_page(answer: Answer) -> bool:
    return "html" in (first(answer.headers, "content-type") or "").lower()


def _head(answer: Answer, source: str) -> bytes:
    """The site's own head, as far as it can be had, with the length of the body as it came."""
    location = first(answer.headers, "x-archive-orig-location") or first(answer.headers, "location")
    if location is not None:
        target = embedded(joined(source, location) or "")
        location = target[0] if target else location
    kept = [(n, v) for n, v in original_headers(answer.headers, location) if n.lower() not in _BODY_FRAMING]
    lines = [f"HTTP/1.1 {answer.status} {answer.reason}".rstrip()]
    lines += [f"{name}: {' '.join(value.split())}" for name, value in kept]
    lines += [f"Content-Length: {len(answer.body)}", "", ""]
    return "\r\n".join(lines).encode("latin-1", "replace")
