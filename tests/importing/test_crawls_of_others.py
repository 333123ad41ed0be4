"""Crawls that nobody vouches for, brought in by one import: told apart by their dates, with the history that ours have."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta

import captured_demo as demo
import pytest
from small_site import small

from jjscrape.demo import DemoSite
from jjscrape.importing.bring import import_sources
from jjscrape.operate.building import build_only
from jjscrape.release.read import read_version
from jjscrape.site import load_site

pytestmark = pytest.mark.crawl

SITE = load_site("jamandjustice")
CRAWLS = ("20211122T102600Z", "20211222T102600Z", "20220121T102600Z")
ABSENCE = {"status": "live", "gone_since": None, "gone_evidence": None}


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    """Three crawls of ours, a month apart: a page is edited, moved, taken away, and taken away without a word."""
    data = tmp_path_factory.mktemp("ours")
    site = small(DemoSite(articles=16))
    urls = demo.addresses(site)
    posts = [url for url in urls if "/blog/" in url or "/news/" in url]
    edited, moved, deleted, absent = (demo.urlsplit(url).path for url in (posts[0], posts[3], posts[6], posts[9]))
    acts = [
        lambda: None,
        lambda: (site.edit(edited, title="A title of later"), site.delete(deleted), site.delete(absent)),
        lambda: site.move(moved, "/blog/somewhere-else"),
    ]
    asked: list[str] = []
    for number, (name, act) in enumerate(zip(CRAWLS, acts, strict=True)):
        act()
        asked = list(dict.fromkeys([*(url for url in asked if absent not in url), *demo.addresses(site)]))
        folder = data / "archive" / name
        demo.capture(folder, site, asked, demo.WHEN + number * timedelta(days=30))
        told = {"crawl_id": name, "site": SITE.name, "spider": "site", "complete": True, "finish_reason": "finished"}
        (folder / "run.json").write_text(json.dumps(told | {"archive": {}}))
    paths = {"edited": edited, "moved": moved, "deleted": deleted, "absent": absent}
    return data, {name: SITE.key(f"{demo.ORIGIN}{path}") for name, path in paths.items()}


@pytest.fixture(scope="module")
def theirs(ours, tmp_path_factory):
    """The WARC files of the three in one folder, without what the crawls say of themselves, imported at once."""
    folder, data = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("theirs")
    for name in CRAWLS:
        shutil.copy(ours[0] / "archive" / name / "crawl-00000.warc.gz", folder / f"{name}.warc.gz")
    (done,) = import_sources([str(folder)], data, SITE)
    assert len(done.folder.name) == len(CRAWLS[0])
    return data


def built(data):
    published = build_only([str(data / "archive")], data, SITE.name, None)
    rows = read_version(data / "datasets" / published.version.id)
    for capture in rows["captures"]:
        del capture["warc_file"]
    return rows


def test_the_history_is_that_of_our_crawls_but_for_absence(ours, theirs):
    expected, found = built(ours[0]), built(theirs)
    records = ours[1]
    articles = {row["id"]: row for row in expected["articles"]}
    assert articles[records["edited"]]["title"] == "A title of later"
    assert articles[records["edited"]]["last_changed"] > articles[records["edited"]]["first_seen"]
    assert articles[records["deleted"]]["gone_evidence"] == "404"
    assert articles[records["absent"]]["gone_evidence"] == "absence"
    assert articles[records["moved"]]["url"].endswith("/blog/somewhere-else")
    gone = [articles[records[name]] for name in ("deleted", "absent")]
    assert all(row["themes"] for row in gone)
    absent = set()
    for table in ("articles", "pages", "projects"):
        for row in expected[table]:
            if row["gone_evidence"] == "absence":
                absent.add((row["id"], row["gone_since"]))
                row.update(ABSENCE)  # only somebody who saw the whole site can say so
    assert absent
    for row in expected["revisions"]:
        if (row["record_id"], row["valid_to"]) in absent:
            row["valid_to"] = None
    assert found.keys() == expected.keys()
    assert {name: found[name] for name in found if found[name] != expected[name]} == {}


def test_what_is_told_of_the_crawls_is_told_of_the_import(theirs):
    data = theirs
    build_only([str(data / "archive")], data, SITE.name, None)
    quality = json.loads((data / "datasets" / "latest" / "quality.json").read_text())
    (crawl,) = quality["crawls"]
    assert (crawl["complete"], crawl["whole"]) == (True, False)
    assert quality["crawled"]["id"] == f"{crawl['id']}@{CRAWLS[2]}"
