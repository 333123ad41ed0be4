from __future__ import annotations

import os
import resource
import subprocess
import sys

import pytest

from jjscrape.archive import journal
from jjscrape.archive.journal import SYNC_EVERY, SYNC_SECONDS, Journal

FULL_DISK = """
import resource, sys
from pathlib import Path
from jjscrape.archive.journal import Journal

resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
log = Journal(Path(sys.argv[1]))
assert log.add(b"a" * 600) == 0
try:
    log.add(b"b" * 600)
except OSError:
    assert log.size == 600
assert log.add(b"c" * 300) == 600
log.close()
"""


@pytest.fixture
def synced(monkeypatch):
    """Every fsync asked for, passed on to the system."""
    calls = []
    real = os.fsync
    monkeypatch.setattr(journal.os, "fsync", lambda number: calls.append(number) or real(number))
    return calls


@pytest.mark.crawl
@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="needs a limit on file sizes")
def test_a_piece_that_the_disk_refuses_leaves_nothing_behind(tmp_path):
    path = tmp_path / "a.warc.gz"
    done = subprocess.run([sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True, timeout=120)  # noqa: PLW1510
    assert done.returncode == 0, done.stderr
    assert path.read_bytes() == b"a" * 600 + b"c" * 300


def test_pieces_are_there_at_once_and_on_the_disk_every_so_many(tmp_path, synced):
    log = Journal(tmp_path / "a", monotonic=lambda: 0.0)
    for number in range(SYNC_EVERY):
        assert not synced
        log.add(b"x")
        assert (tmp_path / "a.open").stat().st_size == number + 1
    assert len(synced) == 1
    log.close()


def test_time_alone_makes_the_next_piece_go_to_the_disk(tmp_path, synced):
    moments = iter([0.0, SYNC_SECONDS - 0.1, *[SYNC_SECONDS] * 4])
    log = Journal(tmp_path / "a", monotonic=lambda: next(moments))
    log.add(b"x")
    assert not synced
    log.add(b"x")
    assert len(synced) == 1
    log.add(b"x")
    assert len(synced) == 1
    log.close()


def test_closing_goes_to_the_disk_before_the_name_changes(tmp_path, synced):
    log = Journal(tmp_path / "a", monotonic=lambda: 0.0)
    log.add(b"x")
    log.close()
    assert len(synced) >= 1
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_file_that_is_there_is_never_written_over(tmp_path):
    for name in ("a", "b.open"):
        (tmp_path / name).write_bytes(b"old")
        with pytest.raises(FileExistsError):
            Journal(tmp_path / name.removesuffix(".open"))
        assert (tmp_path / name).read_bytes() == b"old"
