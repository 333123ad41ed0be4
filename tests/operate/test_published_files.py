"""A run that finds nothing changed tells of files of the published version that were."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jjscrape.archive.exchange import Exchange
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.operate.building import publish_archive
from jjscrape.release.store.versions import read_catalog
from jjscrape.site import load_site

PAGE = b"<title>Rope</title><body class='page-node page-node-7'><h1>Rope</h1><div id='node-7' class='node'><p>We plait.</p></div>"


@pytest.fixture
def build(tmp_path):
    with ArchiveWriter(tmp_path / "archive" / "one", "crawl", "test", {}) as writer:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
        url, when = "https://jamandjustice-rjc.org/blog/rope", datetime(2021, 11, 22, tzinfo=UTC)
        writer.write(Exchange(url=url, method="GET", request=b"", response=head + PAGE, captured_at=when))
    return lambda: publish_archive([tmp_path / "archive"], load_site("jamandjustice"), tmp_path)


def test_a_torn_file_of_the_published_version_is_told_though_nothing_changed(build, tmp_path):
    assert build().new
    assert build().noted == []
    folder = tmp_path / "datasets" / read_catalog(tmp_path / "datasets")[-1].id
    torn = folder / "articles.parquet"
    torn.write_bytes(torn.read_bytes()[:-5])
    (folder / "people.csv").unlink()
    again = build()
    assert not again.new
    changed, missing = sorted(again.noted)
    assert "articles.parquet: sha256 is" in changed
    assert "people.csv: listed in SHA256SUMS, but missing" in missing
