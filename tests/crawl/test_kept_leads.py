"""What is kept of a page's leads is what was read, under a key that anything else it is made of would change."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import captured_demo
import pytest

from jjscrape.archive.pieces import Pieces
from jjscrape.cache import Cache
from jjscrape.crawl.kept_leads import KeptLeads
from jjscrape.crawl.leads import leads_of
from jjscrape.demo import DemoSite
from jjscrape.pages import Source
from jjscrape.pages.markup.outlinks import Outlink, Rel
from jjscrape.site import load_site

if TYPE_CHECKING:
    from pathlib import Path

SITE = load_site("jamandjustice")
RECORD = b"the digest of a record"


def test_what_is_kept_is_what_was_read() -> None:
    demo = DemoSite(articles=5)
    kept = KeptLeads(Cache(None, "test"), SITE)
    full = set()
    for url in captured_demo.addresses(demo):
        answer = captured_demo.respond(demo, url)
        headers = {name.lower(): value for name, value in answer.headers}
        source = Source(url, answer.body, datetime(2026, 11, 22, tzinfo=UTC), headers, answer.status)
        leads = leads_of(source, SITE, lambda _: False)
        key = kept.key(url, [RECORD], project=False)
        kept.keep(key, leads)
        full.add(leads.full)
        assert kept.of(key) == replace(leads, items=None, problems=())
    assert full == {True, False}
    strange = replace(leads, links=[Outlink("http://x/\udc80", Rel.PAGER)], says=("a", "b"), counted="c")
    kept.keep(key, strange)
    assert kept.of(key) == replace(strange, items=None, problems=())
    kept.close()


def test_whatever_a_page_s_leads_are_made_of_makes_another_key() -> None:
    cache = Cache(None, "test")
    kept, others = KeptLeads(cache, SITE), KeptLeads(cache, replace(SITE, exclude=SITE.exclude[1:]))
    again = KeptLeads(cache, load_site("jamandjustice"))
    key = kept.key("http://x/a", [RECORD], project=False)
    assert again.key("http://x/a", [RECORD], project=False) == key
    keys = {
        key,
        kept.key("http://x/b", [RECORD], project=False),
        kept.key("http://x/a", [RECORD], project=True),
        kept.key("http://x/a", [RECORD, RECORD], project=False),
        kept.key("http://x/a", [b"another record"], project=False),
        others.key("http://x/a", [RECORD], project=False),
    }
    assert len(keys) == 6
    assert kept.key("http://x/a", [], project=False) == KeptLeads(None, SITE).key("x", [RECORD], project=False) == b""
    cache.close()


@pytest.mark.parametrize("value", [b"", b"[]", b"[1, 2]", b"{", b'[["x"], [], true, [], "", false, false]'])
def test_what_is_no_page_s_leads_is_read_anew(value: bytes) -> None:
    cache = Cache(None, "test")
    cache.put(b"key", value)
    assert KeptLeads(cache, SITE).of(b"key") is None
    cache.close()


def test_a_record_is_known_by_its_bytes_as_they_lie_in_the_file(tmp_path: Path) -> None:
    pieces = Pieces(tmp_path)
    for number in range(20):
        (tmp_path / f"{number}").write_bytes(b"0123456789")
        assert pieces.digests([(f"{number}", 2, 3)]) == (hashlib.sha256(b"234").digest(),)
    (tmp_path / "0").write_bytes(b"01x3456789")
    assert pieces.digests([("0", 2, 3), ("1", 0, 10)]) == (
        hashlib.sha256(b"x34").digest(),
        hashlib.sha256(b"0123456789").digest(),
    )
    for missing in (("0", 8, 3), ("0", 0, 0), ("none", 0, 1)):
        assert pieces.digests([("1", 0, 1), missing]) == ()
    pieces.close()
