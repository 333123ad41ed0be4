"""A few pages that can't be had don't keep the rest from being published; a listing that can't be had does."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from broken_site import ANSWERS, LONG, BrokenSite, crawled_once, newest, quality, run

from jjscrape.demo import serve
from jjscrape.outcome import Exit
from jjscrape.release.read import read_version

pytestmark = pytest.mark.crawl

POST = "blog/braai-beloved-country-impossible-burden-heritage"
OTHER = "news/innovating-local-democracy"
ADDED = "/blog/new-beginning"


def articles(data):
    return {row["id"]: row for row in read_version(data / "datasets" / "latest")["articles"]}


@pytest.fixture(scope="module")
def as_crawled(tmp_path_factory):
    with crawled_once(BrokenSite, tmp_path_factory.mktemp("crawled")) as given:
        yield given


@pytest.fixture
def known(as_crawled, tmp_path):
    """A site that was crawled once, into `tmp_path`, and its address."""
    return as_crawled(tmp_path)


@pytest.mark.parametrize("how", ANSWERS)
def test_a_page_that_cannot_be_had_stays_as_it_was_and_the_rest_is_published(known, tmp_path, how):
    site, url = known
    before = articles(tmp_path)
    site.broken = {f"/{POST}": how, ADDED: how}
    site.edit(f"/{OTHER}", title="Another Title")
    assert site.add("blog", "New Beginning", body="Some words.") == ADDED
    done = run(url, tmp_path)
    assert done.returncode == Exit.DONE, done.stderr
    now = articles(tmp_path)
    assert now[OTHER]["title"] == "Another Title"
    kept = {name: value for name, value in before[POST].items() if name != "listing_position"}
    assert kept.items() <= now[POST].items()
    assert now.keys() == before.keys()
    summary = newest(tmp_path)
    urls = [f"{url}/{POST}", f"{url}{ADDED}"]
    assert {failed["url"] for failed in summary["failed"]} == set(urls)
    assert (summary["complete"], summary["missed"], summary["lists_missed"]) == (False, 2, [])
    told = quality(tmp_path)["crawled"]
    assert (set(told["missed"]), told["never_seen"]) == (set(urls), urls[1:])
    since = {missing["url"]: missing["last_seen"] for missing in summary["unavailable"]}
    assert since[urls[0]] < summary["started"]
    assert since[urls[1]] is None
    said = f"Warning   1 page could not be had, so what was known stays: {urls[0]} (last seen {since[urls[0]][:10]})"
    assert said in done.stdout
    assert f"Warning   1 page could not be had, never seen before: {urls[1]}" in done.stdout


def test_what_the_crawl_could_not_make_sense_of_is_read_from_the_archive_all_the_same(known, tmp_path):
    site, url = known
    site.broken = {f"/{POST}": LONG}
    site.edit(f"/{POST}", title="Another Title")
    assert run(url, tmp_path).returncode == Exit.DONE
    assert articles(tmp_path)[POST]["title"] == "Another Title"
    assert newest(tmp_path)["missed"] == 1


def test_a_crawl_that_missed_pages_withdraws_what_it_was_told_is_gone_and_nothing_by_absence(known, tmp_path):
    site, url = known
    site.broken = {f"/{POST}": "refuses"}
    site.delete("/jam-and-justice")  # pages link to it
    assert run(url, tmp_path).returncode == Exit.DONE
    rows = read_version(tmp_path / "datasets" / "latest")
    gone = {row["id"]: row["gone_evidence"] for name in ("articles", "projects", "pages") for row in rows[name]}
    assert {key: evidence for key, evidence in gone.items() if evidence} == {"jam-and-justice": "404"}
    crawls = quality(tmp_path)["crawls"]
    assert [(crawl["complete"], crawl["whole"]) for crawl in crawls] == [(True, True), (True, False)]


def test_a_listing_that_cannot_be_had_is_a_refusal_that_a_person_may_overrule(known, tmp_path):
    site, url = known
    site.broken = {"/news": "refuses"}
    site.edit(f"/{OTHER}", title="Another Title")
    refused = run(url, tmp_path)
    assert refused.returncode == Exit.REFUSED
    assert "crawl-complete: 1 page could not be had" in refused.stderr
    assert f"what these link to is unknown: {url}/news" in refused.stderr
    assert articles(tmp_path)[OTHER]["title"] != "Another Title"
    accepted = run(url, tmp_path, "--accept", "crawl-complete")
    assert accepted.returncode == Exit.DONE, accepted.stderr
    assert "Accepted  crawl-complete" in accepted.stdout
    assert articles(tmp_path)[OTHER]["title"] == "Another Title"


def test_a_site_file_that_only_warns_of_incomplete_crawls_is_obeyed(tmp_path):
    site = BrokenSite()
    file = tmp_path / "site.toml"
    file.write_text('extends = "demo"\nname = "lenient"\n[gate]\nwarn = ["crawl-complete"]\n')
    with serve(site) as serving:
        site.broken = {"/news": "refuses"}
        done = run(serving.url, tmp_path, site=file)
    assert done.returncode == Exit.DONE, done.stderr
    assert "Warning   crawl-complete: " in done.stdout


def test_more_than_a_few_pages_that_cannot_be_had_are_a_refusal(known, tmp_path):
    site, url = known
    # Not one after the other, which would be an outage: good pages come in between.
    posts = [unquote(row["path"]) for row in site.truth() if row["kind"] in {"news", "blog", "page"}]
    site.broken = dict.fromkeys([path for path in posts if path.isascii()][::3][:4], "refuses")
    few = run(url, tmp_path)
    accepted = run(url, tmp_path, "--accept", "pages-missed")
    assert few.returncode == Exit.REFUSED
    assert "pages-missed: 4 of 37 pages could not be had" in few.stderr
    assert accepted.returncode == Exit.DONE
