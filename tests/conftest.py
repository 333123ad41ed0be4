"""What tests of several rooms share: a small harvest made by hand, such as a build hands to a release."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from commands import BEGUN, crawl
from filelock import FileLock
from hypothesis import settings

from jjscrape.archive.capture import Capture
from jjscrape.harvested import Answer, FileFacts, Harvest, History, Revision
from jjscrape.items import (
    Article,
    Author,
    CaptureRef,
    Document,
    FeedEntry,
    Image,
    Link,
    Page,
    Project,
    Tagging,
    Teaser,
    Theme,
)

# A shared machine stalls at times; how long an example takes says nothing about the code. Where a test names a number of
# examples of its own, it is a share of the profile's. What `make test` tries is the same each time, so that it fails by
# what was changed and not by luck; `make slow` looks at random.
settings.register_profile("some", deadline=None, max_examples=40, derandomize=True)
settings.register_profile("thorough", deadline=None, max_examples=400, derandomize=False)
settings.load_profile("some")

# Under nohup, or in the background of a script, what starts the tests ignores these, and so would all that they start.
for number, usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, usual)

# A file's tests stay on one core, so the files that take longest begin first; the rest fills the gaps.
TESTS = Path(__file__).parent
LONGEST_FIRST = (
    "story/test_story.py",
    "test_explore.py",
    "release/test_remote.py",
    "origin/test_every_cell.py",
    "operate/test_run.py",
    "archive/test_work_grows_with_records.py",
    "operate/test_replay.py",
    "story/test_broken_pages.py",
    "release/test_placing.py",
    "operate/test_incremental.py",
    "operate/test_crash_matrix.py",
    "story/test_lost_pages.py",
    "operate/test_telling.py",
    "importing/test_import_from_pywb.py",
    "review/test_from_review_to_pin.py",
    "verify/test_hostile_files.py",
    "operate/test_ending.py",
    "operate/test_going_on.py",
    "release/test_metadata.py",
    "release/test_publish.py",
    "operate/test_packing.py",
    "operate/test_pruning.py",
    "release/test_report_in_browser.py",
    "operate/test_wacz_in_browser.py",
    "test_every_command.py",
    "review/test_reviewing.py",
    "crawl/test_crawling.py",
    "crawl/test_robots.py",
    "harvest/test_unread.py",
    "pages/test_page_robustness.py",
    "harvest/test_extracts.py",
    "operate/test_status.py",
    "test_recipes.py",
)


COLLECTED = pytest.StashKey()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    # Before marks and names take some away.
    config.stash[COLLECTED] = frozenset(item.path.relative_to(config.rootpath).as_posix() for item in items)
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("property")
    if gone := [name for name in LONGEST_FIRST if not (TESTS / name).is_file()]:
        raise pytest.UsageError(f"tests/conftest.py orders tests that are not there: {', '.join(gone)}")
    rank = {TESTS / name: number for number, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """What is imported and collected stays until the end, and need not be gone through again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


STARTING = frozenset({"subprocess.Popen", "os.fork", "os.posix_spawn", "os.spawn", BEGUN})
running = []


def notice(event, arguments):
    """`make quick` is quick because nothing in it starts a program: without its mark no test can."""
    if event in STARTING and running and running[0].get_closest_marker("crawl") is None:
        raise AssertionError(f"{running[0].nodeid} starts {arguments[:1]}: it needs the mark pytest.mark.crawl")


sys.addaudithook(notice)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    running[:] = [item]
    try:
        return (yield)
    finally:
        running.clear()


HOME = "https://jamandjustice-rjc.org"
FIRST = datetime(2026, 11, 22, 10, 26, tzinfo=UTC)


class Making:
    """Captures come at one a minute from `at`, with identifiers that follow from `archive` and their number."""

    def __init__(self, at: datetime, archive: int) -> None:
        self.at, self.archive = at, archive
        self.harvest = Harvest()

    def capture(self, path: str, media_type: str = "text/html") -> CaptureRef:
        number = len(self.harvest.captures)
        found = Capture(
            record_id=f"00000000-0000-4000-8000-{self.archive:04d}{number:08d}",
            record_type="response",
            url=f"{HOME}/{path}",
            captured_at=self.at + timedelta(minutes=number),
            status=200,
            reason="OK",
            headers=(),
            media_type=media_type,
            payload_digest=f"sha256:{self.archive}{number}",
            warc_file=f"crawl-{self.archive}/a.warc.gz",
            warc_offset=1000 * number,
        )
        self.harvest.captures.append(found)
        return CaptureRef(found.record_id, found.url, found.captured_at)

    def known(self, key: str, digest: str) -> None:
        when = self.harvest.captures[-1].captured_at
        self.harvest.history[key] = History(
            status="live", first_seen=when, last_seen=when, last_changed=when,
            content_digest=digest, hosts=["jamandjustice-rjc.org"],
        )  # fmt: skip


def harvest(articles: int = 3, *, text: str = "One line.", at: datetime = FIRST, archive: int = 1) -> Harvest:
    """A site of so many posts by one author, one event, one project with one related post, one page and one file."""
    make = Making(at, archive)
    for number in range(articles):
        key = f"blog/post-{number}"
        post = Article(
            id=key, url=f"{HOME}/{key}", kind="blog", capture=make.capture(key), node_id=100 + number,
            title=f"Post {number}", text=f"{text} {number}", language="en",
            authors=[Author("Ada Example", "Dr Ada Example", 1, affiliation="Example University")],
            byline_raw="By Dr Ada Example, Example University", byline_confidence="explicit",
            links=[Link(f"{HOME}/space-x", "a project", "internal", "space-x"),
                   Link("https://example.org/", "", "external", "nowhere")],
        )  # fmt: skip
        post.trace("title", "title.heading", f"Post {number}")
        make.harvest.articles.append(post)
        make.known(key, f"{text}{number}")
    event = Article(
        id="event/meeting", url=f"{HOME}/event/meeting", kind="event", capture=make.capture("event/meeting"),
        title="A meeting", event_start=datetime(2020, 3, 20, 13, 0, tzinfo=UTC), event_timezone="Europe/London",
        event_timezone_source="site", event_raw="Friday, March 20, 2020 - 13:00", event_all_day=False,
        theme_labels=["Sheffield"], themes=["sheffield"],
    )  # fmt: skip
    make.harvest.articles.append(event)
    make.known(event.id, text)
    project = Project(
        id="space-x", url=f"{HOME}/space-x", capture=make.capture("space-x"), title="Space X", text=text,
        theme_labels=["Something Else"], themes=["something-else"],
        taggings=[Tagging("Rivers", "https://jamandjustice-rjc.org/tags/rivers", "tags")],
    )  # fmt: skip
    make.harvest.projects.append(project)
    make.known(project.id, text)
    page = Page(id="about", url=f"{HOME}/about", capture=make.capture("about"), title="About", text=text)
    make.harvest.pages.append(page)
    make.known(page.id, text)
    listing = make.capture("our-projects/democracy-and-engagement")
    theme_id = "democracy-and-engagement"
    make.harvest.themes.append(Theme(id=theme_id, label="Democracy and Engagement", url=listing.url, capture=listing))
    blog, related = make.capture("blog"), project.capture
    for number in range(articles):
        shown = {"target_id": f"blog/post-{number}", "target_url": f"{HOME}/blog/post-{number}", "summary": "Short."}
        make.harvest.teasers += [
            Teaser(list_id="blog", role="posts", page=0, position=number, capture=blog, **shown),
            Teaser(list_id=f"our-projects/{theme_id}", role="posts", page=0, position=number, theme_id=theme_id,
                   capture=listing, **shown),
        ]  # fmt: skip
    make.harvest.teasers += [
        Teaser(list_id="our-projects", role="projects", page=0, position=0, target_id="space-x",
               target_url=f"{HOME}/space-x", title="The Other Name", capture=listing),
        Teaser(list_id="space-x", role="related", page=0, position=0, target_id="blog/post-0",
               target_url=f"{HOME}/blog/post-0", theme_id=theme_id, capture=related),
    ]  # fmt: skip
    feed = make.capture("rss.xml", "application/rss+xml")
    make.harvest.entries.append(
        FeedEntry(feed_url=feed.url, target_id="node/100", target_url=f"{HOME}/node/100", node_id=100,
                  published_raw="Fri, 29 Jun 2018 09:30:00 +0000", capture=feed)
    )  # fmt: skip
    key = "sites/default/files/a.pdf"
    held = make.capture(key, "application/pdf")
    make.harvest.documents.append(Document(id=key, url=f"{HOME}/{key}", label="A report", found_on="about"))
    make.harvest.files[key] = FileFacts(
        status="archived", media_type="application/pdf", size=4, sha256="0" * 64, capture_id=held.id
    )
    for record in (*make.harvest.articles, *make.harvest.projects, *make.harvest.pages):
        since, capture_id = record.capture.captured_at, record.capture.id
        make.harvest.revisions[record.id] = [
            Revision(since=since, capture_id=capture_id, title=record.title, text=record.text)
        ]
    shown = Image(
        f"{HOME}/sites/default/files/styles/large/public/a.jpg", f"{HOME}/sites/default/files/a.jpg", "A view"
    )
    make.harvest.projects[0].images, make.harvest.projects[0].lead = [shown], shown
    make.harvest.answers["space-x"] = Answer(status=200, capture_id=project.capture.id)
    return make.harvest


@pytest.fixture(scope="session")
def collected(pytestconfig):
    """The files of this run's tests, those included that it leaves out by their marks."""
    return pytestconfig.stash[COLLECTED]


@pytest.fixture(scope="session")
def make_harvest():
    return harvest


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """Make a folder once for all workers of a run: who comes later waits until it is there. It is only to be read."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent

    def made(name, make):
        folder, done = root / name, root / f"{name}.done"
        with FileLock(root / f"{name}.lock"):
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)  # of a worker that failed at it
                make(folder)
                done.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def demo_data(once):
    """A data folder with the archive of two crawls of the demonstration site, edited in between, and two versions."""
    return once("demonstration", twice_crawled)


def twice_crawled(data):
    from jjscrape.demo import DemoSite, serve

    site = DemoSite(articles=28)
    with serve(site) as server:
        first = crawl(server.url, data)
        assert first.returncode == 0, first.stderr
        alias = next(node.alias for node in site.store.nodes.values() if node.kind == "blog" and node.published)
        site.edit(f"/{alias}", title="A title that was changed")
        site.add("news", "A post that was added", body="One paragraph.\n\nAnd another one.")
        second = crawl(server.url, data)
        assert second.returncode == 0, second.stderr
