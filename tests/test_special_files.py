"""A pipe, or a device, in place of a file: it is named, and nobody waits for it or reads it without end."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime

import pytest

from jjscrape import files
from jjscrape.archive.exchange import Exchange
from jjscrape.archive.index import entries, write_index
from jjscrape.archive.reader import Archive
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.crawl.past import changes_told, told_last
from jjscrape.datafolder import LOCK, locked
from jjscrape.operate.crawl_order import preceding
from jjscrape.operate.fetched import _known
from jjscrape.operate.going_on import read_record
from jjscrape.operate.rhythm import NAME as TOLD
from jjscrape.operate.rhythm import Told, read_told
from jjscrape.outcome import Exit, Stop
from jjscrape.release.store.versions import CATALOG, CatalogError, read_catalog
from jjscrape.verify.verification import verify

WHY = "a pipe, a socket or a device"


@pytest.fixture(autouse=True)
def _not_for_ever():
    def wake(*_: object) -> None:
        raise AssertionError("it waits")

    before = signal.signal(signal.SIGALRM, wake)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(params=["pipe", "device"])
def put(request):
    def put(path):
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        if request.param == "pipe":
            os.mkfifo(path)
        else:
            path.symlink_to("/dev/zero")
        return path

    return put


@pytest.fixture
def archive(tmp_path):
    folder = tmp_path / "archive" / "20240301T100000Z"
    with ArchiveWriter(folder, "a", "x", {}) as writer:
        answer = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"
        at = datetime(2024, 3, 1, 10, tzinfo=UTC)
        writer.write(Exchange(url="http://a/", method="GET", request=b"", response=answer, captured_at=at))
    return folder.parent


def test_what_is_a_file_or_a_folder_or_nothing_is_left_alone(tmp_path):
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to("file")
    for name in ("file", "link", ".", "nothing"):
        assert files.ordinary(tmp_path / name) == tmp_path / name


def test_a_special_file_is_named(tmp_path, put):
    with pytest.raises(OSError, match=WHY):
        files.ordinary(put(tmp_path / "x"))


def test_a_catalog_that_is_no_file_is_no_empty_one(tmp_path, put):
    put(tmp_path / CATALOG)
    with pytest.raises(CatalogError, match=f"{CATALOG}.*{WHY}"):
        read_catalog(tmp_path)


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), lambda path: path.symlink_to("nowhere")])
def test_nor_is_one_that_is_a_folder_or_leads_nowhere(tmp_path, make):
    make(tmp_path / CATALOG)
    with pytest.raises(CatalogError, match=CATALOG):
        read_catalog(tmp_path)
    assert read_catalog(tmp_path / "none") == []


def test_verify_names_what_is_no_file(archive, put):
    write_index(archive)
    put(archive / "20240301T100000Z" / "run.json")
    put(archive / "index.cdxj")
    found = {fault.file.rpartition("/")[2]: fault for fault in verify([archive], log=False).faults}
    assert WHY in str(found["run.json"])
    assert WHY in str(found["index.cdxj"])


def test_an_archive_file_that_is_none_is_named(tmp_path, put):
    opened = Archive([put(tmp_path / "x.warc.gz")])
    assert list(opened.captures()) == []
    assert WHY in str(opened.problems[0])


def test_what_crawls_tell_of_themselves_is_not_waited_for(archive, put):
    folder = archive / "20240301T100000Z"
    put(folder / "run.json")
    put(archive / TOLD)
    put(archive / ".fetched.json")
    assert read_record(folder) is None
    assert preceding(archive) == [folder.name]
    assert changes_told(archive) == {folder.name: None}
    assert told_last(archive, "lost") == []
    assert read_told(archive) == Told()
    with pytest.raises(OSError, match=WHY):
        list(entries(put(archive / "index.cdxj")))
    assert _known(archive) == {}


@pytest.mark.parametrize(("make", "what"), [(lambda path: path.mkdir(), "a folder"), (os.mkfifo, "no file"),
                                            (lambda path: path.symlink_to("x"), "a link")])  # fmt: skip
def test_a_lock_that_is_none_says_what_to_remove(tmp_path, make, what):
    make(tmp_path / LOCK)
    with pytest.raises(Stop, match=f"{LOCK} is {what}.*remove it") as stopped, locked(tmp_path):
        pass
    assert stopped.value.code == Exit.USAGE
