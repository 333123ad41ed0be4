"""What stands beside the versions: a page that lists them, and feeds of them and of what changed on the site."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from jjscrape.release.publish import publish
from jjscrape.release.store.remote import copy
from jjscrape.release.store.serving import cache_control, content_type
from jjscrape.release.store.storage import storage_at
from jjscrape.release.store.versions import read_catalog
from jjscrape.release.web import web_files
from jjscrape.site import load_site

SITE = load_site("jamandjustice")
ATOM = "{http://www.w3.org/2005/Atom}"
FIRST = datetime(2026, 11, 22, 10, tzinfo=UTC)
BESIDE = {"index.html", "versions.atom", "changes.atom"}


def week(make_harvest, number, articles=3):
    return make_harvest(articles, at=FIRST + timedelta(weeks=number), archive=number + 1)


@pytest.fixture(scope="module")
def datasets(tmp_path_factory, make_harvest):
    """Three versions: the second has an edited post and a moved one, the third a new one and one that is gone."""
    folder = tmp_path_factory.mktemp("web") / "datasets"
    publish(week(make_harvest, 0), SITE, folder)
    second = week(make_harvest, 1)
    second.articles[0].title = "Another \x0b title, <b>bold</b> & all"
    second.articles[1].url = "https://jamandjustice-rjc.org/blog/moved"
    second.history["blog/post-0"].content_digest = second.history["blog/post-1"].content_digest = "other"
    assert publish(second, SITE, folder).new
    third = week(make_harvest, 2, articles=4)
    third.articles[0].title, third.articles[1].url = second.articles[0].title, second.articles[1].url
    gone = third.history["event/meeting"]
    gone.status, gone.gone_evidence, gone.gone_since = "gone", "410", FIRST + timedelta(weeks=2)
    assert publish(third, SITE, folder).new
    return folder


def entries(folder, name):
    root = ET.fromstring((folder / name).read_bytes())
    return root, root.findall(f"{ATOM}entry")


def test_the_page_lists_the_versions_and_leads_to_files_that_are_there(datasets):
    page = (datasets / "index.html").read_text("utf-8")
    listed = [version.id for version in read_catalog(datasets)]
    assert re.findall(r'<h2 id="v([^"]+)"', page) == listed[::-1]
    links = set(re.findall(r'href="([^"#]+)"', page))
    assert {f"{v}/{name}" for v in listed for name in ("report.html", "CHANGELOG.md", "articles.csv")} <= links
    assert [link for link in links if "://" in link or not (datasets / link).is_file()] == []
    assert "<script" not in page


def test_the_feed_of_versions_has_each_once_the_newest_first(datasets):
    root, found = entries(datasets, "versions.atom")
    assert [e.findtext(f"{ATOM}title") for e in found] == [f"Version {v.id}" for v in read_catalog(datasets)][::-1]
    names = [e.findtext(f"{ATOM}id") for e in (root, *found)]
    assert len(set(names)) == len(names)
    assert all(uuid.UUID(name.removeprefix("urn:uuid:")) for name in names)
    assert root.findtext(f"{ATOM}updated") == found[0].findtext(f"{ATOM}updated")
    for link in root.iter(f"{ATOM}link"):
        assert (datasets / link.get("href")).is_file()


def test_the_feed_of_changes_tells_what_the_site_did(datasets):
    _, found = entries(datasets, "changes.atom")
    told = [(e.findtext(f"{ATOM}title"), e.findtext(f"{ATOM}summary")) for e in found]
    assert told == [
        ("New: Post 3", "The article was not there before."),
        ("Withdrawn: A meeting", "The article is withdrawn: the site says it is gone (410)."),
        ("Edited: Another \ufffd title, <b>bold</b> & all", "The article was edited. Changed: title."),
        (
            "Moved: Post 1",
            "The article moved from https://jamandjustice-rjc.org/blog/post-1 to "
            "https://jamandjustice-rjc.org/blog/moved.",
        ),
    ]
    assert found[0].find(f"{ATOM}link").get("href") == "https://jamandjustice-rjc.org/blog/post-3"


def test_the_same_versions_give_the_same_bytes_and_names_that_stay(datasets):
    known = read_catalog(datasets)
    made = web_files(datasets, known)
    assert made == web_files(datasets, known)
    assert {name: (datasets / name).read_bytes() for name in BESIDE} == made
    earlier = ET.fromstring(web_files(datasets, known[:2])["versions.atom"])
    later = ET.fromstring(made["versions.atom"])
    ids = [
        [e.findtext(f"{ATOM}id") for e in root.iter() if e.tag.endswith(("feed", "entry"))] for root in (earlier, later)
    ]
    assert set(ids[0]) < set(ids[1])
    assert ids[0][0] == ids[1][0]


def test_where_nothing_is_published_nothing_stands_and_a_version_that_is_not_here_is_listed_all_the_same(
    datasets, tmp_path
):
    assert web_files(tmp_path, []) == {}
    made = web_files(tmp_path, read_catalog(datasets))
    assert made["index.html"].count(b"<section>") == 3
    assert ET.fromstring(made["changes.atom"]).findall(f"{ATOM}entry") == []


def test_a_page_that_went_missing_is_put_back_although_nothing_changed(tmp_path, make_harvest):
    publish(week(make_harvest, 0), SITE, tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in BESIDE}
    for name in BESIDE:
        (tmp_path / name).unlink()
    assert not publish(week(make_harvest, 1), SITE, tmp_path).new
    assert {name: (tmp_path / name).read_bytes() for name in BESIDE} == before


@pytest.mark.parametrize(
    ("path", "kind", "kept"),
    [
        ("datasets/2026.11.22/articles.parquet", "application/vnd.apache.parquet", "immutable"),
        ("datasets/2026.11.22.3/articles.csv", "text/csv; charset=utf-8", "immutable"),
        ("datasets/2026.11.22/report.html", "text/html; charset=utf-8", "immutable"),
        ("datasets/2026.11.22/README.md", "text/markdown; charset=utf-8", "immutable"),
        ("datasets/2026.11.22/dataset.jsonld", "application/ld+json", "immutable"),
        ("datasets/2026.11.22/SHA256SUMS", "text/plain; charset=utf-8", "immutable"),
        ("datasets/catalog.json", "application/json", "max-age=60"),
        ("datasets/latest.json", "application/json", "max-age=60"),
        ("datasets/latest/articles.csv", "text/csv; charset=utf-8", "max-age=60"),
        ("datasets/index.html", "text/html; charset=utf-8", "max-age=60"),
        ("datasets/changes.atom", "application/atom+xml", "max-age=60"),
        ("datasets/2026.11.22/unknown.bin", "application/octet-stream", "immutable"),
    ],
)
def test_a_version_may_be_kept_for_ever_and_what_points_at_it_for_a_minute(path, kind, kept):
    assert content_type(path) == kind
    assert cache_control(path).endswith(kept)


def test_an_object_store_is_told_how_to_serve_each_file(datasets, s3_server):
    bucket = f"bucket-{uuid.uuid4().hex}"
    fs = fsspec.filesystem("s3")
    fs.mkdir(bucket)
    copy(datasets, storage_at(f"s3://{bucket}/jj"))
    newest = read_catalog(datasets)[-1].id
    paths = [
        f"datasets/{newest}/articles.parquet",
        "datasets/latest.json",
        "datasets/index.html",
        "datasets/versions.atom",
    ]
    for path in paths:
        head = fs.call_s3("head_object", Bucket=bucket, Key=f"jj/{path}")
        assert (head["ContentType"], head["CacheControl"]) == (content_type(path), cache_control(path))


@pytest.mark.parametrize("protocol", [("gs", "gcs"), ("abfs", "az", "abfss"), ("sftp", "ssh"), "webhdfs"])
def test_each_library_of_an_object_store_is_told_in_its_own_words(datasets, monkeypatch, protocol):
    told = {}

    class Store(MemoryFileSystem):
        def pipe_file(self, path, value, **more):
            told[path.rpartition("/")[2]] = more
            super().pipe_file(path, value)

    Store.protocol = protocol
    storage = storage_at(f"memory://{uuid.uuid4().hex}")
    monkeypatch.setattr(storage, "_fs", Store())
    copy(datasets, storage)
    kind, kept = "text/html; charset=utf-8", cache_control("datasets/index.html")
    assert told["index.html"] == {
        "gs": {"content_type": kind, "fixed_key_metadata": {"cache_control": kept}},
        "abfs": {"content_settings": {"content_type": kind, "cache_control": kept}},
    }.get(protocol[0], {})
