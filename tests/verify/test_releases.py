"""Releases, and how paths are understood: each kind of fault is found, and nothing in a sound folder."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest

from jjscrape.archive.exchange import Exchange
from jjscrape.archive.index import write_index
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.release.publish import publish
from jjscrape.release.store.versions import read_catalog, write_catalog
from jjscrape.site import load_site
from jjscrape.verify.verification import verify

BODY = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"


@pytest.fixture(scope="module")
def sound(tmp_path_factory, make_harvest):
    folder = tmp_path_factory.mktemp("data")
    for articles in (3, 4):
        publish(make_harvest(articles), load_site("jamandjustice"), folder / "datasets")
    with ArchiveWriter(folder / "archive" / "20261122T102600Z", "crawl", "test/1", {}) as writer:
        for number in range(3):
            writer.write(
                Exchange(
                    url=f"http://site.test/{number}",
                    method="GET",
                    request=b"GET / HTTP/1.1\r\nHost: site.test\r\n\r\n",
                    response=BODY,
                    captured_at=datetime(2026, 11, 22, 10, 26, number, tzinfo=UTC),
                    ip="127.0.0.1",
                )
            )
    write_index(folder / "archive")
    return folder


@pytest.fixture
def data(sound, tmp_path):
    return shutil.copytree(sound, tmp_path / "data", symlinks=True)


@pytest.fixture
def version(data):
    return data / "datasets" / "2026.11.22"


def faults(path):
    return list(map(str, verify([path], log=False).faults))


def checked(*paths):
    report = verify(paths, log=False)
    assert report.faults == []
    return len(report.checked)


def test_a_sound_folder_has_no_fault(data, version):
    assert checked(data) == 5  # the catalog, two versions, one WARC file and its index
    assert checked(data / "datasets") == 3
    assert checked(data / "datasets" / "catalog.json") == 3
    assert checked(data / "archive") == 2
    assert checked(version) == checked(version / "SHA256SUMS") == 1
    assert checked(*data.rglob("*.warc.gz")) == 1


def test_an_empty_folder_holds_nothing_to_check(tmp_path):
    assert checked(tmp_path) == 0


def test_a_file_of_another_kind_is_a_fault(data):
    assert "neither a WARC nor a WACZ" in faults(data / "archive" / "index.cdxj")[0]


def test_what_is_not_there_is_a_fault(tmp_path):
    assert "there is no such" in faults(tmp_path / "none")[0]


def test_a_changed_byte_in_a_table_is_found(data, version):
    path = version / "articles.csv"
    path.write_bytes(path.read_bytes().replace(b"Post", b"Pust", 1))
    assert len(faults(data)) == 1
    assert "articles.csv: file-changed: its sha256 is" in faults(data)[0]


def test_a_missing_and_an_extra_file_are_found(data, version):
    (version / "links.parquet").unlink()
    (version / "notes.txt").write_text("x")
    assert [told.split(":")[0].rpartition("/")[2] for told in faults(data)] == ["links.parquet", "notes.txt"]


def test_a_table_and_its_checksum_changed_together_are_found(data, version):
    from jjscrape.release.store import checksums

    (version / "pages.csv").write_text("other")
    checksums.write(version)
    assert {told.split(": ")[1] for told in faults(data)} == {"sums-changed", "content-hash"}


def test_a_listed_version_that_is_gone_is_found(data, version):
    shutil.rmtree(version)
    assert len(faults(data)) == 1
    assert "version-missing: the catalog lists it" in faults(data)[0]


def test_an_unlisted_version_is_found(data):
    (data / "datasets" / "latest").unlink()
    (data / "datasets" / "latest").symlink_to("2026.11.22")
    write_catalog(data / "datasets", read_catalog(data / "datasets")[:1])
    assert len(faults(data)) == 1
    assert "version-unlisted" in faults(data)[0]


def test_a_catalog_older_than_latest_is_found(data):
    write_catalog(data / "datasets", read_catalog(data / "datasets")[:1])
    assert [told for told in faults(data) if "does not list 2026.11.22.1, which" in told]


def test_latest_that_lags_or_lacks_is_found(data):
    latest = data / "datasets" / "latest"
    latest.unlink()
    assert ["does not name the newest" in told for told in faults(data)] == [True]
    latest.symlink_to("2026.11.22")
    assert ["does not name the newest" in told for told in faults(data)] == [True]


def test_a_broken_catalog_is_found(data):
    (data / "datasets" / "catalog.json").write_text("{")
    assert ["not a catalog" in told for told in faults(data)] == [True]


def test_a_changed_byte_in_an_archived_body_is_found(data):
    import gzip

    (path,) = data.rglob("*.warc.gz")
    plain = gzip.decompress(path.read_bytes())
    assert b"hello" in plain
    path.write_bytes(gzip.compress(plain.replace(b"hello", b"hullo", 1)))
    assert any(str(path) in told and "block-digest" in told for told in faults(data))


def test_a_cut_archive_is_found(data):
    (path,) = data.rglob("*.warc.gz")
    path.write_bytes(path.read_bytes()[:-40])
    assert faults(data)
