"""What `jjscrape status` says of runs that came to different ends."""

from __future__ import annotations

import json

import pytest
from commands import crawl, shell

from jjscrape.demo import DemoSite, serve
from jjscrape.operate.status import UNKNOWN, lines, status
from jjscrape.outcome import Exit, Stop

pytestmark = pytest.mark.crawl


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A folder after a good run, one that met an outage, and one whose version the gate refused."""
    data = tmp_path_factory.mktemp("status")
    site = DemoSite("core", articles=12)
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
    told = "\n".join(lines(found))
    assert told.index(refused.id) < told.index(outage.id) < told.index(good.id)
    assert found.refused["rows-lost"] in told


def test_only_the_last_are_shown_and_json_holds_the_same(data):
    done = shell("status", "--data", data, "--last", 1, "--json")
    assert done.returncode == Exit.DONE
    assert json.loads(done.stdout) == json.loads(json.dumps(status(data, 1).to_json()))
    assert len(json.loads(done.stdout)["crawls"]) == 1


def test_what_was_killed_imported_or_damaged_is_told_as_such(tmp_path):
    for name in ("20260101T000000Z", "20260102T000000Z", "20260103T000000Z"):
        (tmp_path / "archive" / name).mkdir(parents=True)
    (tmp_path / "archive" / "20260101T000000Z" / "a-00000.warc.gz.open").touch()
    (tmp_path / "archive" / "20260102T000000Z" / "import.json").write_text("{}")
    (tmp_path / "archive" / "20260103T000000Z" / "run.json").write_text('{"site": "demo"}')
    found = status(tmp_path)
    assert [crawl.verdict for crawl in found.crawls] == [
        "run.json can't be read (KeyError: 'finished')",
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
