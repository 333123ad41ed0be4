"""A folder's checksums find every kind of fault, and other people's tools can read them."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from jjscrape.release.store import checksums


@pytest.fixture
def folder(tmp_path):
    for name in ("a.csv", "b b.csv", "c\u2019.csv"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    checksums.write(tmp_path)
    return tmp_path


def test_a_sound_folder_has_no_fault(folder):
    assert checksums.faults(folder) == []
    checksums.write(folder)
    assert checksums.faults(folder) == []


@pytest.mark.crawl
@pytest.mark.skipif(not shutil.which("sha256sum"), reason="needs coreutils' sha256sum")
def test_the_standard_program_agrees(folder):
    subprocess.run(["sha256sum", "--check", "--strict", checksums.NAME], cwd=folder, check=True, capture_output=True)


def test_each_kind_of_fault_is_named(folder):
    (folder / "a.csv").write_text("other")
    (folder / "b b.csv").unlink()
    (folder / "d.csv").write_text("d")
    with (folder / checksums.NAME).open("a") as stream:
        stream.write(f"nonsense\n{'0' * 64}  ../x\n")
    told = checksums.faults(folder)
    assert [text for text in told if "a.csv: sha256 is" in text and "the file was changed" in text]
    assert [text for text in told if "b b.csv: listed in SHA256SUMS, but missing" in text]
    assert [text for text in told if "d.csv: not listed" in text]
    assert len([text for text in told if "not a line of a checksum file" in text]) == 2
    assert len(told) == 5


def test_a_folder_without_checksums_is_a_fault(folder):
    (folder / checksums.NAME).unlink()
    assert "is missing" in checksums.faults(folder)[0]
