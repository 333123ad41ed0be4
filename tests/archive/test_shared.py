"""Records that share a gzip member: all can be read, in any order, within a bound on the disk, and nothing is left."""

from __future__ import annotations

import gc
import gzip
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from written import arc, bgzip, http, info, page, record

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.reader import Archive
from jjscrape.archive.shared import Shared

TITLES = [f"Page {number} {'of many words ' * number}" for number in range(12)]
RECORDS = [record(http(page(title)), f"/{number}") for number, title in enumerate(TITLES)]
WHOLE = info() + b"".join(RECORDS)
FORMS = {
    "a.warc.gz": gzip.compress(WHOLE),
    "b.warc.gz": bgzip(WHOLE, 700),
    "c.warc.gz": gzip.compress(info() + RECORDS[0]) + gzip.compress(b"".join(RECORDS[1:])),
    "d.arc.gz": gzip.compress(
        arc(*((f"/{n}", f"200405111000{n:02}", http(page(title))) for n, title in enumerate(TITLES)))
    ),
}


@pytest.fixture
def aside(tmp_path, monkeypatch):
    """The folder for temporary files."""
    (tmp_path / "aside").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "aside"))
    return tmp_path / "aside"


def shuffled(archive):
    captures = list(archive.captures())
    random.Random(1).shuffle(captures)
    return captures


def right(archive, capture):
    title = TITLES[int(capture.url.rpartition("/")[2])]
    return archive.body(capture) == page(title) and archive.record_bytes(capture) == http(page(title))


@pytest.mark.parametrize("name", FORMS)
def test_every_record_is_read_in_any_order(tmp_path, aside, name):
    (tmp_path / name).write_bytes(FORMS[name])
    archive = Archive([tmp_path / name])
    captures = shuffled(archive)
    assert len(captures) == 12
    assert all(right(archive, capture) for capture in captures)
    assert len([path for path in aside.rglob("*") if path.is_file()]) in (1, 2)  # one of each member with several
    del archive
    gc.collect()
    assert not list(aside.iterdir())


@pytest.mark.parametrize("largest", [0, 2000, 20_000])
def test_what_does_not_fit_aside_is_read_all_the_same(tmp_path, aside, largest):
    for name, data in FORMS.items():
        (tmp_path / name).write_bytes(data)
    archive = Archive([tmp_path / name for name in FORMS])
    archive._shared = Shared(largest)
    assert all(right(archive, capture) for capture in shuffled(archive))
    assert sum(path.stat().st_size for path in aside.rglob("*") if path.is_file()) <= largest


def test_several_threads_may_ask(tmp_path, aside):
    for name, data in FORMS.items():
        (tmp_path / name).write_bytes(data)
    archive = Archive([tmp_path / name for name in FORMS])
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(lambda capture: right(archive, capture), shuffled(archive)))


def test_a_file_that_changed_meanwhile_is_no_other_record(tmp_path, aside):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(FORMS["a.warc.gz"])
    archive = Archive([path])
    captures = list(archive.captures())
    path.write_bytes(gzip.compress(info() + RECORDS[3] + RECORDS[2]))
    for capture in captures[3:]:
        with pytest.raises(ArchiveError):
            archive.body(capture)
