"""A dataset with a past: a site crawled twice, with posts that were changed, moved and deleted in between."""

from __future__ import annotations

from datetime import timedelta

import captured_demo
import pytest
import rare_columns
from small_site import small

from jjscrape.archive.exchange import Exchange
from jjscrape.archive.reader import Archive
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.demo import DemoSite
from jjscrape.harvest.gather import harvest
from jjscrape.release.publish import publish
from jjscrape.site import load_site


@pytest.fixture(scope="session")
def eventful_data(once):
    return once("eventful", make)


@pytest.fixture(scope="session")
def rare_data(once):
    return once("rare", rare_columns.make)


def make(data):
    site, rules = small(DemoSite("core", articles=12)), load_site("jamandjustice")
    posts = [node.alias for node in site.store.nodes.values() if node.kind == "blog" and node.published]
    urls = captured_demo.addresses(site)
    withheld = min(url for url in urls if url.endswith(".pdf"))
    urls.remove(withheld)
    for number, edits in enumerate((lambda: None, lambda: edit(site, posts))):
        edits()
        later = [url for url in captured_demo.addresses(site) if url not in (*urls, withheld)]
        when = captured_demo.WHEN + timedelta(days=number)
        captured_demo.capture(data / "archive" / f"crawl-{number}", site, [*urls, *later], when)
        answers(data / "archive" / f"files-{number}", withheld, REFUSALS[number], when)
        done = publish(harvest(Archive([data / "archive"]), rules), rules, data / "datasets", accept=ACCEPTED)
        assert done.new, done.refused


def answers(folder, url, answer, when):
    """Write one answer at an address."""
    with ArchiveWriter(folder, "crawl", "test", {"site": "jamandjustice"}) as writer:
        writer.write(
            Exchange(url=url, method="GET", request=b"GET / HTTP/1.1\r\n\r\n", response=answer, captured_at=when)
        )


# A document that is not found at first, and later has a page in its place.
REFUSALS = (
    b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>No</p>",
)
ACCEPTED = frozenset({"losses"})


def edit(site, posts):
    site.edit(f"/{posts[0]}", title="A title that was changed", body="A body & a 'quote'.\n\nBy Ada Example.")
    site.delete(f"/{posts[1]}")
    site.move(f"/{posts[2]}", "/blog/an-address-it-moved-to")
    site.add("news", "A post that was added", body="Ask someone@example.org, or 0161 496 0123.\n\nAnd another.")
