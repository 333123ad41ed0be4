"""A clock that was wrong once: what a run does while it is behind the archive, and how it goes on afterwards."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from commands import jjscrape

from jjscrape import clock
from jjscrape.archive import kept_scans, reader
from jjscrape.archive.exchange import Exchange
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.crawl.summary import CrawlSummary
from jjscrape.operate import crawl_order as order
from jjscrape.operate import run as running
from jjscrape.operate.building import build_only
from jjscrape.operate.console import published
from jjscrape.operate.run import Options, run
from jjscrape.outcome import Exit, Stop
from jjscrape.release.read import read_version
from jjscrape.site import Site, load_site

if TYPE_CHECKING:
    from pathlib import Path

    from jjscrape.release.publish import Publication

SITE = load_site("jamandjustice")
HOME = "https://jamandjustice-rjc.org"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
ACCEPT = frozenset({"has-articles"})


class World:
    """A clock to turn, and a site of one article whose title is to be changed."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.now = NOW
        self.title = "One"

    def crawl(self, site: Site, folder: Path, options: Options) -> CrawlSummary:
        body = f"<title>{self.title}</title><body class='node-type-blog'><h1>{self.title}</h1><p>Words.</p>".encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
        with ArchiveWriter(folder, "crawl", "test/1", {"spider": "site"}) as writer:
            writer.write(
                Exchange(
                    url=f"{HOME}/blog/x",
                    method="GET",
                    request=b"GET /blog/x HTTP/1.1\r\nHost: jamandjustice-rjc.org\r\n\r\n",
                    response=head.encode() + body,
                    captured_at=self.now,
                )
            )
        return CrawlSummary(
            crawl_id=folder.name, site=site.name, spider="site", started=self.now, complete=not options.only
        )

    def run(self) -> Publication:
        return run(SITE, self.data, Options(accept=ACCEPT)).publication

    def published(self) -> list[str]:
        return [row["title"] for row in read_version(self.data / "datasets" / "latest")["articles"]]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(tmp_path)
    monkeypatch.setattr(clock, "now", lambda: made.now)
    monkeypatch.setattr(running, "crawl", made.crawl)
    return made


def test_a_run_stops_while_the_clock_is_behind_the_archive_and_says_how_to_go_on(world: World) -> None:
    world.run()
    world.now = datetime(2031, 5, 6, 7, 8, tzinfo=UTC)
    world.title = "Two"
    world.run()
    assert world.published() == ["Two"]
    world.now, world.title = NOW + timedelta(days=1), "Three"
    before = sorted(path.name for path in (world.data / "archive").iterdir())
    with pytest.raises(Stop) as stopped:
        world.run()
    ahead = world.data / "archive" / "20310506T070800Z"
    assert stopped.value.code == Exit.UNEXPECTED
    for told in ("2031-05-06 07:08 UTC", "2026-11-02 12:00 UTC", f"move {ahead} out of the archive"):
        assert told in stopped.value.sentence
    assert sorted(path.name for path in (world.data / "archive").iterdir()) == before, "nothing was begun"
    assert world.published() == ["Two"]

    shutil.move(ahead, world.data / "set-aside")
    assert world.run().new
    assert world.published() == ["Three"]
    world.now, world.title = NOW + timedelta(days=2), "Four"
    assert world.run().new
    assert world.published() == ["Four"]
    assert order.newest(world.data / "set-aside") == datetime(2031, 5, 6, 7, 8, tzinfo=UTC), "it can still be read"


def test_a_clock_that_is_set_right_crawls_on(world: World) -> None:
    world.run()
    world.now = NOW - timedelta(days=3)
    with pytest.raises(Stop, match="Set the clock right"):
        world.run()
    world.now, world.title = NOW + timedelta(days=1), "Two"
    world.run()
    assert world.published() == ["Two"]


def test_what_clocks_differ_by_stops_nothing(world: World) -> None:
    world.run()
    with running.kept_scans(world.data) as scans:
        world.now = NOW - order.AHEAD
        order.stop_if_clock_is_behind(world.data / "archive", scans)
        world.now -= timedelta(seconds=1)
        with pytest.raises(Stop):
            order.stop_if_clock_is_behind(world.data / "archive", scans)


def test_no_run_reads_a_file_through_that_one_before_has_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    files: list[str] = []
    for room in (kept_scans, reader):
        scanned = room.scanned

        def noted(byte_range: Any, name: str, stumbles: Any, scanned: Any = scanned) -> Any:
            files.append(byte_range.path.parent.name)
            return scanned(byte_range, name, stumbles)

        monkeypatch.setattr(room, "scanned", noted)
    for week in range(3):
        world.now = NOW + timedelta(weeks=week)
        world.run()
    assert sorted(files) == sorted(path.parent.name for path in (world.data / "archive").glob("*/*.warc.gz"))


def test_each_crawl_names_the_one_before(world: World) -> None:
    for day in range(3):
        world.now = NOW + timedelta(days=day)
        world.run()
    (world.data / "archive" / "20200101T000000Z").mkdir()
    (world.data / "archive" / "20200101T000000Z" / "run.json").write_text("no JSON")
    world.now = NOW + timedelta(days=4)
    world.run()
    told = [json.loads(path.read_text())["after"] for path in sorted((world.data / "archive").glob("2026*/run.json"))]
    one, two, three = (f"2026110{day}T120000Z" for day in (1, 2, 3))
    assert told == [[], [one], [two], ["20200101T000000Z", three]]


def test_a_build_says_where_dates_contradict_the_order(world: World) -> None:
    world.run()
    world.now = NOW + timedelta(days=1)
    world.run()
    later = world.data / "archive" / "20261102T120000Z" / "run.json"
    earlier = world.data / "archive" / "20261101T120000Z" / "run.json"
    told = json.loads(earlier.read_text())
    for path, after in ((later, []), (earlier, ["20261102T120000Z"])):
        path.write_text(json.dumps(json.loads(path.read_text()) | {"after": after}))
    assert told["after"] == []
    done = build_only([str(world.data / "archive")], world.data / "other", "", None, accept=ACCEPT)
    assert len(done.misdated) == 1
    assert "crawl 20261102T120000Z is dated to 2026-11-02 12:00 UTC, though crawl 20261101T120000Z" in done.misdated[0]
    assert any(done.misdated[0] in line for line in published(done, world.data))
    quality = json.loads((world.data / "other" / "datasets" / "latest" / "quality.json").read_text())
    assert quality["misdated"] == done.misdated


@pytest.mark.crawl
@pytest.mark.parametrize("command", ["build", "import"])
def test_captures_to_come_are_named_on_standard_error(command: str, world: World) -> None:
    world.now = datetime(2099, 1, 1, tzinfo=UTC)
    world.crawl(SITE, running.new_crawl(world.data / "from"), Options())
    words = [command, world.data / "from", "--data", world.data / "to"]
    done = jjscrape(*words, *(["--accept", "has-articles"] if command == "build" else []))
    assert done.returncode == Exit.DONE, done.stderr
    assert "the newest capture is dated 2099-01-01 00:00 UTC" in done.stderr


def test_a_build_of_captures_to_come_says_so_and_is_made(world: World) -> None:
    world.run()
    done = build_only([str(world.data / "archive")], world.data / "other", "", None, accept=ACCEPT)
    assert done.captured_until == NOW
    assert done.misdated == []
    assert order.ahead(NOW) is None
    world.now = NOW - timedelta(days=1)
    assert "dated 2026-11-01 12:00 UTC, but this machine's clock says 2026-10-31 12:00 UTC" in (order.ahead(NOW) or "")
