"""What pages of the archive lead to, kept by the bytes of their records: what need not be asked for need not be read.

What a page leads to follows from its record, its address, the site file and this software, so it may be missing and is
never out of date. That it is kept says as well that the record is whole: of any other nothing is kept.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from jjscrape.cache import key_of
from jjscrape.crawl.leads import Leads
from jjscrape.pages.markup.outlinks import Outlink, Rel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jjscrape.cache import Cache
    from jjscrape.site import Site

_RELS: Final = tuple(Rel)
_FAULTS: Final = (KeyError, IndexError, TypeError, ValueError)
"""Raised by a value that is none of these, whatever its checksum says."""


class KeptLeads:
    """The leads of pages under one site's rules; without a cache nothing is kept."""

    def __init__(self, cache: Cache | None, site: Site) -> None:
        self._cache = cache
        self._site = site.digest() if cache else ""

    def key(self, url: str, records: Sequence[bytes], *, project: bool) -> bytes:
        """What a page's leads are kept under; empty where they are not.

        `records` are the digests of the records that the answer is made of, as they lie in their files. `project` says
        that a list of projects links to the page.
        """
        if self._cache is None or not records:
            return b""
        return key_of("leads", self._site, url, "project" if project else "", *records)

    def of(self, key: bytes) -> Leads | None:
        data = self._cache.get(key) if self._cache and key else None
        if data is None:
            return None
        try:
            return _unpacked(data)
        except _FAULTS:
            return None

    def keep(self, key: bytes, leads: Leads) -> None:
        if self._cache and key:
            self._cache.put(key, _packed(leads))

    def texts(self, key: bytes, name: str, read: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
        """Something else that follows from the same, by its name; `read` reads it, if it is not kept yet."""
        below = key and key_of(name, key)
        data = self._cache.get(below) if self._cache and below else None
        if data is not None:
            with suppress(*_FAULTS):
                return tuple(map(str, json.loads(data)))
        found = read()
        if self._cache and below and found:
            self._cache.put(below, json.dumps(found).encode("ascii"))
        return found

    def close(self) -> None:
        if self._cache:
            self._cache.close()


def _packed(leads: Leads) -> bytes:
    links = [part for link in leads.links for part in (link.url, _RELS.index(link.rel))]
    values = [links, leads.projects, leads.record, leads.says, leads.counted, leads.refused, leads.full, leads.session]
    # ASCII alone: a lone surrogate, which JSON can spell and UTF-8 can't, comes back as it was.
    return json.dumps(values, separators=(",", ":")).encode("ascii")


def _unpacked(data: bytes) -> Leads:
    links, projects, record, says, counted, refused, full, session = json.loads(data)
    return Leads(
        links=[Outlink(url, _RELS[rel]) for url, rel in zip(links[::2], links[1::2], strict=True)],
        projects=tuple(projects),
        record=record,
        says=tuple(says),
        counted=counted,
        refused=refused,
        full=full,
        session=session,
    )
