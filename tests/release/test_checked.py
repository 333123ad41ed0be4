"""A file of a version is given out only if it is the one that was published."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from jjscrape.release.store import checksums
from jjscrape.release.store.checked import ChecksumError, read_checked
from jjscrape.release.store.storage import Folder


@pytest.fixture
def published(tmp_path):
    folder = tmp_path / "datasets" / "2026.11.22"
    folder.mkdir(parents=True)
    for name in ("a.csv", "b  b.csv"):
        (folder / name).write_text(name, encoding="utf-8")
    checksums.write(folder)
    version = SimpleNamespace(id=folder.name, sums_sha256=checksums.sha256_of(folder / checksums.NAME))
    return folder, version, Folder(tmp_path)


def test_a_sound_file_is_given_out(published):
    _, version, place = published
    for name in ("a.csv", "b  b.csv"):
        assert read_checked(place, version, name) == name.encode()


def test_each_fault_is_named_with_the_file_it_is_in(published, tmp_path):
    folder, version, place = published
    (folder / "a.csv").write_text("other")
    said = re.escape(f"{tmp_path}/datasets/2026.11.22/a.csv: its sha256 is ")
    with pytest.raises(
        ChecksumError, match=f"^{said}[0-9a-f]{{64}}, SHA256SUMS says [0-9a-f]{{64}}; it is not what was"
    ):
        read_checked(place, version, "a.csv")
    (folder / "c.csv").write_text("c")
    said = re.escape(f"{tmp_path}/datasets/2026.11.22/c.csv: SHA256SUMS does not list it")
    with pytest.raises(ChecksumError, match=f"^{said}"):
        read_checked(place, version, "c.csv")
    checksums.write(folder)
    said = re.escape(f"{tmp_path}/datasets/2026.11.22/SHA256SUMS: its sha256 is ")
    with pytest.raises(ChecksumError, match=f"^{said}.* the catalog says {version.sums_sha256}"):
        read_checked(place, version, "b  b.csv")


def test_a_file_that_is_listed_but_missing_is_not_found(published):
    folder, version, place = published
    (folder / "a.csv").unlink()
    with pytest.raises(FileNotFoundError):
        read_checked(place, version, "a.csv")
