"""ZIP64: what is beyond four gigabytes, tried on small files by a lower limit; benchmarks/big_wacz.py has a large one."""

from __future__ import annotations

import shutil
import struct
import zipfile

import pytest
from mutation.mutant import replace

from jjscrape.packing import pack
from jjscrape.verify import verify

END, LARGE_END, LOCATOR = b"PK\5\6", b"PK\6\6", b"PK\6\7"


@pytest.fixture(scope="module")
def large(made, tmp_path_factory):
    """A WACZ with all the numbers that one of many gigabytes has, and the offset of the directory's ZIP64 end."""
    folder = tmp_path_factory.mktemp("large") / "data"
    shutil.copytree(made, folder, symlinks=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zipfile, "ZIP64_LIMIT", 1000)
        path = pack(folder, folder / "large.wacz", site_name="demo").path
    data = path.read_bytes()
    assert data.count(LARGE_END) == data.count(LOCATOR) == 1
    end = data.rindex(END)  # where zipfile puts what does fit; a large file has numbers there that say: look further
    return data[: end + 8] + b"\xff" * 12 + data[end + 20 :], data.index(LARGE_END)


def names(path, data):
    replace(path, data)
    return {fault.name for fault in verify([path]).faults}


def test_it_is_sound(large, tmp_path):
    assert names(tmp_path / "a.wacz", large[0]) == set()


def test_every_byte_of_its_end_is_looked_at(large, tmp_path):
    data, begin = large
    versions = range(begin + 12, begin + 16)
    ignored = {*versions, *range(begin + 72, begin + 76)}  # made by, needed; how many disks there are
    comment = len(data) - 2
    for at in range(begin, comment):
        if at not in ignored:
            changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
            assert names(tmp_path / "a.wacz", changed) & {"zip-damaged", "zip-gap", "unreadable"}, at - begin


def test_the_lengths_in_an_entry_s_own_header_are_looked_at(large, tmp_path):
    data, _ = large
    extra = data.index(struct.pack("<2H", 1, 16))
    for at in range(extra, extra + 20):
        assert "zip-entry" in names(tmp_path / "a.wacz", data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]), at - extra
