"""What `jjscrape status` says of runs that came to different ends."""

from __future__ import annotations

import json
import re
import shlex
import shutil

import pytest
from commands import crawl, jjscrape, shell
from small_site import small

from jjscrape.demo import DemoSite, serve
from jjscrape.operate.status import UNKNOWN, lines, status
from jjscrape.outcome import Exit, Stop
from jjscrape.run_record import RunRecord

pytestmark = pytest.mark.crawl


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A folder after a good run, one that met an outage, and one whose version the gate refused."""
    data = tmp_path_factory.mktemp("status")
    site = small(DemoSite("core", articles=12))
    with serve(site) as server:
        assert crawl(server.url, data).returncode == Exit.DONE
        site.outage(True)
        assert crawl(server.url, data).returncode == Exit.UNREACHABLE
        site.outage(False)
        for row in [row for row in site.truth() if row["kind"] in {"news", "blog"}][:6]:
            site.delete(row["path"])
        assert crawl(server.url, data).returncode == Exit.REFUSED
    return data


def test_each_run_is_told_by_what_it_came_to(data):
    found = status(data)
    refused, outage, good = found.crawls
    assert (good.complete, good.verdict, good.version) == (True, "complete", found.latest.id)
    assert good.requests > 20
    assert (outage.complete, outage.version) == (False, None)
    assert "robots.txt" in outage.verdict  # it answered 503, as everything did
    assert (refused.complete, refused.version) == (True, None)
    assert found.versions == 1
    assert "rows-lost" in found.refused
    assert [(crawl.code, crawl.cause) for crawl in found.crawls] == [
        (3, "refused-version"), (4, "maintenance"), (0, None),
    ]  # fmt: skip
    assert (found.failing.cause, found.failing.times) == ("refused-version", 1)
    assert found.succeeded.startswith(good.began[:10])
    assert found.archive_bytes > 100_000
    assert found.free_bytes > 0
    told = "\n".join(lines(found))
    assert told.index(refused.id) < told.index(outage.id) < told.index(good.id)
    assert found.refused["rows-lost"] in told
    assert "Failing   since " in told
    assert "Disk      " in told


def test_when_the_next_run_is_due_follows_from_those_before(tmp_path):
    for day in (1, 8, 15):
        folder = tmp_path / "archive" / f"202611{day:02}T030000Z"
        folder.mkdir(parents=True)
        began = f"2099-11-{day:02}T03:00:00+00:00"
        missing = [
            {"url": "http://a/x", "last_seen": "2026-10-01T00:00:00+00:00"},
            {"url": "http://a/y", "last_seen": None},
        ]
        RunRecord(crawl_id=folder.name, started=began, finished=began, unavailable=missing).write(folder)
    found = status(tmp_path)
    assert found.due == "2099-11-22T03:00:00+00:00"
    told = lines(found)
    assert "Next      2099-11-22 03:00 UTC, if runs come as they did" in told
    assert "Missing   http://a/x, last seen 2026-10-01" in told
    assert "Missing   http://a/y, never seen" in told
    assert status(tmp_path, 1).due == found.due


def test_what_was_refused_is_published_from_the_archive_by_the_command_that_the_refusal_names(data, tmp_path):
    copy = tmp_path / "it's a copy"
    shutil.copytree(data, copy, symlinks=True)
    said = status(copy).failing.sentence.replace(str(data), str(copy))
    words = shlex.split(re.search(r"`jjscrape (build .*)`", said)[1].replace(str(copy), shlex.quote(str(copy))))
    assert words[:3] == ["build", "--data", str(copy)]
    done = jjscrape(*words)
    assert done.returncode == Exit.DONE, done.stderr
    assert "Accepted  rows-lost" in done.stdout
    assert status(copy).refused == {}
    assert status(copy).failing is None


def test_only_the_last_are_shown_and_json_holds_the_same(data):
    done = shell("status", "--data", data, "--last", 1, "--json")
    assert done.returncode == Exit.DONE
    told, same = json.loads(done.stdout), json.loads(json.dumps(status(data, 1).to_json()))
    assert {**told, "free_bytes": 0} == {**same, "free_bytes": 0}  # others write to that disk, too
    assert len(json.loads(done.stdout)["crawls"]) == 1


def test_what_was_killed_imported_or_damaged_is_told_as_such(tmp_path):
    for name in ("20260101T000000Z", "20260102T000000Z", "20260103T000000Z"):
        (tmp_path / "archive" / name).mkdir(parents=True)
    (tmp_path / "archive" / "20260101T000000Z" / "a-00000.warc.gz.open").touch()
    (tmp_path / "archive" / "20260102T000000Z" / "import.json").write_text("{}")
    (tmp_path / "archive" / "20260103T000000Z" / "run.json").write_text('{"site": "demo"}')
    found = status(tmp_path)
    assert [crawl.verdict for crawl in found.crawls] == [
        "run.json can't be read (it does not say when it began)",
        "brought in from elsewhere",
        UNKNOWN,
    ]
    assert found.latest is None
    told = lines(found)
    assert "Dataset   nothing was published yet" in told
    assert any("a-00000.warc.gz.open" in line for line in told)


def test_a_folder_without_data_is_an_error_that_says_what_to_do(tmp_path):
    with pytest.raises(Stop, match="--data") as stopped:
        status(tmp_path)
    assert stopped.value.code is Exit.USAGE
    assert not any(tmp_path.iterdir())
