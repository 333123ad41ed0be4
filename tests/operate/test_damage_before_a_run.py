"""What would keep a crawl from being published or indexed is said before the site is asked for anything."""

from __future__ import annotations

import errno
import json
import os
from typing import TYPE_CHECKING

import pytest

from jjscrape.cli import outcome
from jjscrape.notices import Notices
from jjscrape.operate.overseeing import Oversight, overseen
from jjscrape.operate.rhythm import read_told
from jjscrape.operate.run import Options, run
from jjscrape.outcome import Exit, Stop
from jjscrape.release.store.versions import CATALOG, LATEST
from jjscrape.site import load_site

if TYPE_CHECKING:
    from pathlib import Path

SITE = load_site("demo").at("http://127.0.0.1:9")
VERSION = {
    "id": "2026.01.01", "published_at": "", "captured_until": "", "content_sha256": "", "sums_sha256": "",
    "schema_version": "", "software": "", "rows": {},
}  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a version, as far as a run looks at it before it begins."""
    (tmp_path / "datasets" / "2026.01.01").mkdir(parents=True)
    (tmp_path / "datasets" / LATEST).symlink_to("2026.01.01")
    (tmp_path / "datasets" / CATALOG).write_text(json.dumps({"versions": [VERSION]}))
    return tmp_path


def torn(data: Path) -> Path:
    (data / "datasets" / CATALOG).write_text('{"versions": [{"id": "20')
    return data / "datasets" / CATALOG


def gone(data: Path) -> Path:
    (data / "datasets" / CATALOG).unlink()
    return data / "datasets" / CATALOG


def without_its_version(data: Path) -> Path:
    (data / "datasets" / "2026.01.01").rmdir()
    return data / "datasets" / CATALOG


def with_a_folder_for_a_link(data: Path) -> Path:
    (data / "datasets" / LATEST).unlink()
    (data / "datasets" / LATEST).mkdir()
    return data / "datasets" / LATEST


def with_a_folder_for_the_index(data: Path) -> Path:
    (data / "archive" / "index.cdxj").mkdir(parents=True)
    return data / "archive" / "index.cdxj"


FAULTS = [torn, gone, without_its_version, with_a_folder_for_a_link, with_a_folder_for_the_index]


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_is_fetched_for_a_dataset_that_takes_no_version(fault, data):
    named = fault(data)
    with pytest.raises(Stop, match="nothing was asked for") as stopped:
        run(SITE, data, Options(min_free=0))
    assert (stopped.value.code, stopped.value.cause) == (Exit.USAGE, "damaged")
    assert str(named) in stopped.value.sentence
    assert not list(data.glob("archive/2*")), "a crawl's folder was made for nothing"


def test_a_file_in_place_of_the_datasets_is_named(tmp_path):
    (tmp_path / "datasets").write_text("x")
    with pytest.raises(NotADirectoryError, match="datasets"):
        run(SITE, tmp_path, Options(min_free=0))
    assert not (tmp_path / "archive").exists()


def test_a_file_in_place_of_the_archive_is_named_and_not_the_crawl_that_would_be_in_it(tmp_path):
    (tmp_path / "archive").write_text("x")
    with pytest.raises(FileExistsError, match=r"archive'$"):
        run(SITE, tmp_path, Options(min_free=0))


@pytest.mark.parametrize("name", ["archive", "datasets"])
def test_a_folder_that_this_user_may_not_write_is_named(name, data, monkeypatch):
    (data / "archive").mkdir()
    monkeypatch.setattr("os.access", lambda path, _mode: path != data / name)  # to root no folder is closed
    with pytest.raises(Stop, match=f"{name} can't be used, this user has no right to it") as stopped:
        run(SITE, data, Options(min_free=0))
    assert stopped.value.cause == "rights"
    assert not list(data.glob("archive/2*"))


def test_a_data_folder_that_can_not_be_read_is_no_wrong_word(data, monkeypatch, capsys):
    monkeypatch.setattr("os.access", lambda path, _mode: False)
    monkeypatch.setattr("jjscrape.operate.run.locked", denied)
    monkeypatch.setattr("sys.argv", ["jjscrape", "run", "demo", "--data", str(data)])
    assert outcome() == Exit.UNEXPECTED
    assert "this user has no right to it; nothing was published: give the user" in capsys.readouterr().err
    failing = read_told(data).failing
    assert failing is not None
    assert failing.cause == "rights"


def denied(data: Path, *_: object) -> None:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(data))


def test_somebody_is_told_of_a_dataset_that_was_damaged(data):
    torn(data)
    with pytest.raises(Stop):
        overseen(SITE, data, Options(min_free=0), Oversight(Notices(), None, print))
    failing = read_told(data).failing
    assert failing is not None
    assert (failing.cause, failing.times) == ("damaged", 1)
