"""What may be let go, and that nothing of a published version goes with it."""

from __future__ import annotations

import json
import shutil

import pytest
from commands import crawl, jjscrape
from small_site import small

from jjscrape.demo import DemoSite, serve
from jjscrape.operate.pruning import _unreferred
from jjscrape.operate.run import site_for
from jjscrape.outcome import Exit

pytestmark = pytest.mark.crawl


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A first version, then three crawls of which the first meets an outage and none changes anything."""
    data = tmp_path_factory.mktemp("pruning")
    site = small(DemoSite("core", articles=5))
    with serve(site) as server:
        assert crawl(server.url, data).returncode == Exit.DONE
        site.outage(True)
        assert crawl(server.url, data).returncode == Exit.UNREACHABLE
        site.outage(False)
        for _ in range(2):
            assert crawl(server.url, data).returncode == Exit.DONE
    assert jjscrape("verify", "--data", data).returncode == Exit.DONE
    return data


@pytest.fixture
def copy(data, tmp_path):
    shutil.copytree(data, tmp_path / "data", symlinks=True)
    return tmp_path / "data"


def crawls(data):
    return sorted(path.name for path in (data / "archive").iterdir() if path.is_dir())


def content(data):
    return json.loads((data / "datasets" / "catalog.json").read_text())["versions"][-1]["content_sha256"]


def test_nothing_is_changed_unless_it_is_told_to(copy):
    before = sorted(path for path in copy.rglob("*"))
    done = jjscrape("prune", "--data", copy, "--keep", 1)
    assert done.returncode == Exit.DONE, done.stderr
    first, outage, unchanged, newest = crawls(copy)
    for name, word in ((first, "Stays"), (outage, "May go"), (unchanged, "May go"), (newest, "Stays")):
        assert any(line.startswith(word) and name in line for line in done.stdout.splitlines()), done.stdout
    assert "--yes" in done.stdout
    assert sorted(path for path in copy.rglob("*")) == before


def test_what_is_left_is_sound_and_gives_the_same_hash(copy, tmp_path):
    first, _, _, newest = crawls(copy)
    (copy / ".half.123.part").write_bytes(b"x" * 1000)
    assert (copy / "cache").is_dir()
    done = jjscrape("prune", "--data", copy, "--keep", 1, "--yes")
    assert not (copy / "cache").exists()  # it may hold what the pages said that went
    assert done.returncode == Exit.DONE, done.stderr
    assert crawls(copy) == [first, newest]
    assert not list(copy.rglob(".*.part"))
    sound = jjscrape("verify", "--data", copy)
    assert sound.returncode == Exit.DONE, sound.stdout
    assert jjscrape("build", copy / "archive", "--data", tmp_path / "again").returncode == Exit.DONE
    assert content(tmp_path / "again") == content(copy)
    assert "Nothing may go" in jjscrape("prune", "--data", copy, "--keep", 1).stdout


def test_what_a_version_lists_stays(copy):
    """Once a version is published from an archive, every crawl in it is evidence."""
    shutil.rmtree(copy / "datasets")
    assert jjscrape("build", "--data", copy).returncode == Exit.DONE
    done = jjscrape("prune", "--data", copy, "--keep", 1, "--yes")
    assert "Nothing may go" in done.stdout
    assert "lists its captures" in done.stdout
    assert len(crawls(copy)) == 4


def test_a_revisit_keeps_what_it_refers_to(data):
    """With the first crawl, whose payloads the others refer to, taken for one that no version lists."""
    from jjscrape.archive.reader import Archive

    first, outage, unchanged, _ = crawls(data)
    staying = {}
    captures = list(Archive([data / "archive"]).captures())
    assert _unreferred({first, outage, unchanged}, captures, staying) == {outage, unchanged}
    assert "refer to it" in staying[first]
    assert site_for(data, "").name == "demo"


def test_a_folder_without_an_archive_is_named(tmp_path):
    done = jjscrape("prune", "--data", tmp_path)
    assert done.returncode == Exit.USAGE
    assert str(tmp_path) in done.stderr
