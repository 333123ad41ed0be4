"""Each payload is read once; with what is kept of it, and without, a build says the same."""

from __future__ import annotations

import gc
import gzip
import json
import os
import pickle
import shutil
import sys
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from weekly_archive import write

from jjscrape import shelf
from jjscrape.archive.exchange import Exchange
from jjscrape.archive.kept_scans import KeptScans, scan_file
from jjscrape.archive.reader import Archive
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.cache import Cache
from jjscrape.harvest import extracts as extracts_room
from jjscrape.harvest.addresses import remembering
from jjscrape.harvest.extract import OWN, RecordSeen, of_pages
from jjscrape.harvest.extracts import Extracts, read_jobs
from jjscrape.harvest.gather import harvest
from jjscrape.harvest.item_json import ITEMS, from_json, to_json
from jjscrape.harvest.reading import normalise, read, rendered_kind
from jjscrape.harvested import Revision
from jjscrape.items import Article, Record
from jjscrape.operate.archives import scan_elsewhere
from jjscrape.site import load_site

SITE = load_site("jamandjustice")
WEEKS = 3
ANY = st.characters(exclude_categories=())  # half a character, too: a page's script data may hold one


@pytest.fixture(scope="session")
def weeks(once):
    """Three weeks of a small site: pages that stay as they are, edited ones, revisits and answers given again."""

    def make(folder):
        write(folder, 4, WEEKS, most=36)

    return once("weeks", make)


def build(folder, cache=None, apply=None, progress=None):
    """What a build of an archive gathers, with what is kept in a file."""
    if cache is None:
        return harvest(Archive([folder]), SITE, progress)
    with Cache(cache, "test") as kept:
        archive = Archive([folder], KeptScans(kept))
        return harvest(archive, SITE, progress, kept, apply)


def said(harvested):
    """All of it. Of the headers of captures, which no table has, a build keeps the ones that it asks for."""
    bare = [replace(c, headers=(), confirms=None) for c in harvested.captures]
    records = {name: [*getattr(harvested, name)] for name in ("articles", "projects", "pages")}
    return replace(harvested, captures=bare, **records)


@pytest.fixture(scope="session")
def expected(weeks):
    return said(build(weeks))


def in_memory():
    gc.collect()
    return sum(isinstance(each, Record | Revision) for each in gc.get_objects())


def test_records_and_their_texts_lie_on_the_disk_until_they_are_asked_for(weeks, expected, monkeypatch):
    before = in_memory()
    monkeypatch.setattr(shelf, "_TOGETHER", 1)
    found = build(weeks)
    assert in_memory() == before
    assert said(found) == expected


strategies = {str: st.text(ANY, max_size=20), datetime: st.datetimes(timezones=st.just(UTC))}


@pytest.fixture(scope="session", autouse=True)
def _types():
    for kind, strategy in strategies.items():
        st.register_type_strategy(kind, strategy)
    yield
    st.register_type_strategy(str, st.text())
    st.register_type_strategy(datetime, st.datetimes())


@pytest.mark.parametrize("kind", ITEMS.values(), ids=ITEMS)
def test_every_item_comes_back_from_json_as_it_was(kind):
    @settings(max_examples=30)
    @given(st.data())
    def holds(data):
        item = data.draw(st.from_type(kind))
        assert from_json(json.loads(json.dumps(to_json(item)))) == item

    holds()


def test_an_item_with_a_field_too_few_is_none():
    with pytest.raises(ValueError, match="fields of Article"):
        from_json(to_json(Article(id="x", url="x", kind="blog"))[:-1])


def test_what_is_kept_is_what_is_read(weeks):
    archive = Archive([weeks])
    with Cache(None, "test") as cache:
        extracts = Extracts(archive, SITE, cache)
        pages = [capture for capture in archive.captures() if rendered_kind(capture, SITE)]
        assert len(pages) > 50
        for project in (False, True):
            reads = extracts.read_all((page, project) for page in pages)
            for page, kept in zip(pages, reads, strict=True):
                plain = read(archive, page, SITE, project=project)
                assert kept.items() == plain.items()
                assert replace(kept.brief, key=b"", project=False, classes=frozenset()) == plain.brief
                assert OWN not in [item.capture for item in kept.items()]


def test_a_build_says_the_same_with_a_cache_and_without(weeks, expected, tmp_path):
    cache = tmp_path / "extracts.sqlite"
    assert said(build(weeks, cache)) == expected
    assert said(build(weeks, cache)) == expected


@pytest.mark.parametrize(("harm", "warm"), [("deleted", True), ("torn", True), ("zeros", True), ("deleted", False)])
def test_a_build_says_the_same_when_the_cache_is_harmed_halfway(weeks, expected, tmp_path, harm, warm):
    cache = tmp_path / "extracts.sqlite"
    if warm:
        build(weeks, cache)

    def hurt(done, count):
        if done == count // 2 and cache.exists():
            if harm == "deleted":
                cache.unlink()
            else:
                size = cache.stat().st_size
                os.truncate(cache, size // 2 // 4096 * 4096)
                if harm == "zeros":
                    os.truncate(cache, size)

    assert said(build(weeks, cache, progress=hurt)) == expected
    assert said(build(weeks, cache)) == expected


def test_the_same_with_payloads_read_in_any_order(weeks, expected, tmp_path):
    def backwards(work, tasks):
        return map(work, reversed(list(tasks)))

    with Cache(tmp_path / "extracts.sqlite", "test") as kept:
        scans = KeptScans(kept)
        archive = Archive([weeks], scans)
        scan_elsewhere(archive, scans, backwards)
        assert not any(scans.missing(file) for file in archive.files)
        assert said(harvest(archive, SITE, None, kept, backwards)) == expected


@pytest.fixture
def read_payloads(monkeypatch):
    """The addresses of payloads that were read."""
    urls = []
    plain = extracts_room.read_payload

    def noted(body, url, *more, **named):
        urls.append(url)
        return plain(body, url, *more, **named)

    monkeypatch.setattr(extracts_room, "read_payload", noted)
    return urls


def test_an_unchanged_capture_is_never_read_twice(weeks, tmp_path, read_payloads):
    cache, first = tmp_path / "extracts.sqlite", tmp_path / "first"
    shutil.copytree(min(weeks.iterdir()), first / "one")
    build(first, cache)
    once = len(read_payloads)
    assert once == len(set(read_payloads)) > 20
    build(weeks, cache)
    edited = read_payloads[once:]
    assert 0 < len(edited) < 10
    build(weeks, cache)
    assert read_payloads[once:] == edited


def test_a_file_is_read_through_once(weeks, tmp_path, monkeypatch):
    cache = tmp_path / "extracts.sqlite"
    build(weeks, cache)
    monkeypatch.setattr("jjscrape.archive.kept_scans.scanned", None)
    build(weeks, cache)


def post(title):
    body = f"<html><body class='node-type-blog'><h1 id='page-title'>{title}</h1><div class='node node-blog'>"
    return f"{body}<div class='field-name-body'><p>What {title} says.</p></div></div></body></html>".encode()


def archived(folder, *bodies, head=b"Content-Type: text/html\r\n", path="/blog/post-{}"):
    with ArchiveWriter(folder, "crawl", "test", {"site": "jamandjustice"}) as writer:
        for number, body in enumerate(bodies):
            writer.write(
                Exchange(
                    url=f"http://jamandjustice-rjc.org{path.format(number)}", method="GET", request=b"",
                    response=b"HTTP/1.1 200 OK\r\n" + head + b"\r\n" + body,
                    captured_at=datetime(2024, 3, 1, 10, 0, number, tzinfo=UTC),
                )
            )  # fmt: skip


def titles(harvested):
    return [article.title for article in harvested.articles]


def test_an_extract_is_not_believed_over_bytes(tmp_path):
    """A page that is another one under the same date, length and recorded digest is read anew."""
    archived(tmp_path / "archive", post("Weir"))
    (path,) = (tmp_path / "archive").glob("*.warc.gz")
    plain = gzip.decompress(path.read_bytes())
    path.unlink()
    path = path.with_suffix("")
    path.write_bytes(plain)
    stat = path.stat()
    cache = tmp_path / "extracts.sqlite"
    assert titles(build(tmp_path / "archive", cache)) == ["Weir"]
    path.write_bytes(plain.replace(b"Weir", b"Mill"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert titles(build(tmp_path / "archive", cache)) == ["Mill"]


def test_a_recorded_digest_says_nothing(tmp_path):
    """Of two captures of a page under one recorded digest each is read, since it is their bytes that count."""
    archived(tmp_path / "archive", post("Weir"), post("Mill"), path="/blog/post")
    (path,) = (tmp_path / "archive").glob("*.warc.gz")
    plain = gzip.decompress(path.read_bytes())
    digests = sorted({part.split(b"\r\n")[0] for part in plain.split(b"WARC-Payload-Digest: ")[1:]})
    assert len(digests) == 2
    path.unlink()
    path.with_suffix("").write_bytes(plain.replace(digests[0], digests[1]))
    found = build(tmp_path / "archive", tmp_path / "cache.sqlite")
    assert titles(found) == ["Mill"]
    history = found.history["blog/post"]
    assert history.first_seen < history.last_changed


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Type: text/html\r\nContent-Language: de\r\n",
        b'Content-Type: text/html\r\nLink: </node/77>; rel="shortlink"\r\n',
        b"Content-Type: text/html; charset=utf-16-le\r\n",
        b"Content-Type: text/html\r\nContent-Length: 99999\r\n",
        b"Content-Type: text/html\r\nContent-Encoding: gzip\r\n",
        b"Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n",
    ],
)
def test_the_same_bytes_under_another_head_are_read_anew(tmp_path, head):
    cache, plain, other = tmp_path / "cache.sqlite", tmp_path / "plain", tmp_path / "other"
    archived(plain, post("Weir"))
    archived(other, post("Weir"), head=head)
    build(plain, cache)
    assert without_ids(build(other, cache)) == without_ids(build(other))


def without_ids(harvested):
    pages = [replace(article, capture=None) for article in harvested.articles]
    return pages, list(harvested.problems.values()), [answer.why for answer in harvested.unread]


def test_a_site_file_that_says_another_thing_reads_anew():
    assert of_pages(SITE).digest() == of_pages(replace(SITE, max_requests=1, creators=("Somebody",))).digest()
    changed = [replace(SITE, time_zone="Europe/Berlin"), replace(SITE, rules=()), SITE.also_at(["http://127.0.0.1:8"])]
    assert len({of_pages(site).digest() for site in (SITE, *changed)}) == 4


def test_a_site_that_remembers_answers_as_it_does():
    site, urls = remembering(SITE), [f"http://jamandjustice-rjc.org/blog/x?page={n}" for n in range(3)] * 2
    urls += ["http://elsewhere.example/blog", "http://[broken", ""]
    assert [(site.key(u), site.owns(u), site.knows(u), site.kind(u)) for u in urls] == [
        (SITE.key(u), SITE.owns(u), SITE.knows(u), SITE.kind(u)) for u in urls
    ]


def test_a_file_that_is_not_there_is_told_of_by_the_archive(tmp_path):
    archived(tmp_path / "archive", post("Weir"))
    (file,) = Archive([tmp_path / "archive"]).files
    file.path.unlink()
    assert scan_file((7, file.byte_range)) == (7, None)


def test_what_a_worker_can_not_read_the_archive_tells_of(tmp_path):
    archived(tmp_path / "archive", b"\x1f\x8bno gzip", head=b"Content-Type: text/html\r\nContent-Encoding: gzip\r\n")
    found = build(tmp_path / "archive", tmp_path / "cache.sqlite", map)
    assert [answer.why[:6] for answer in found.unread] == ["body: "]
    assert said(found) == said(build(tmp_path / "archive"))


def test_a_job_can_be_sent_to_another_process(weeks):
    with Cache(None, "test") as cache:
        extracts = Extracts(Archive([weeks]), SITE, cache)
        works = []

        def elsewhere(work, tasks):
            works.append(work)
            return map(work, pickle.loads(pickle.dumps(list(tasks))))

        extracts._apply = elsewhere
        captures = [c for c in Archive([weeks]).captures() if rendered_kind(c, SITE)][:3]
        assert all(reading.good for reading in extracts.read_all((capture, False) for capture in captures))
        assert works == [read_jobs]


def test_equal_texts_of_items_are_held_once():
    article = Article(id="blog/a", url="http://x.org/blog/a", kind="blog", title="A title", text="Some words.")
    article.trace("title", "title.heading", "A title")
    kept = json.dumps(to_json(article))
    one, other = from_json(json.loads(kept)), from_json(json.loads(kept))
    assert one == other == article
    assert one.text is other.text
    assert one.traces[0].rule is other.traces[0].rule
    one.traces.append(one.traces[0])
    assert other == article


FIELDS = [part.name for part in fields(Article) if part.name not in {"id", "url", "also_at", "node_id", "capture"}]


@pytest.mark.parametrize("name", FIELDS)
def test_the_digest_of_a_record_hears_every_field_but_where_it_stands(name):
    article = Article(kind="blog", id="x", url="https://x.example/x", node_id=1)
    elsewhere = replace(article, id="y", url="https://x.example/y", also_at=["https://x.example/x"], node_id=2)
    assert RecordSeen.of(elsewhere).whole_digest == RecordSeen.of(article).whole_digest
    value = {list: ["a"], dict: {"a": "a"}}.get(type(getattr(article, name)), "a")
    assert RecordSeen.of(replace(article, **{name: value})).whole_digest != RecordSeen.of(article).whole_digest


def test_a_record_is_normalised_alike_the_first_time_and_from_what_is_kept_of_it():
    def article():
        return Article(
            id="x", url="https://x.example/x", kind="event", title="X", event_raw="some day", problems=["title: odd"],
            text="Come.", byline_lines=["By Ann Roe"], theme_labels=["Health"], capture=OWN,
        )  # fmt: skip

    alone = normalise(article(), SITE)
    assert len(alone.problems) > 1
    assert [author.name for author in alone.authors] == ["Ann Roe"]
    with Cache(None, "test") as cache:
        extracts = Extracts(Archive(()), SITE, cache)
        assert extracts.normalised(article()) == alone
        assert extracts.normalised(article()) == alone
