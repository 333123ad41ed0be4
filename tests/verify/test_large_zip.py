"""ZIP64: what is beyond four gigabytes, tried on small files by a lower limit; benchmarks/big_wacz.py has a large one."""

from __future__ import annotations

import copy
import io
import shutil
import struct
import zipfile

import pytest
from mutation.mutant import replace

from jjscrape.archive import zip_writer
from jjscrape.operate.packing import pack
from jjscrape.verify.verification import verify

LARGE_END, LOCATOR = b"PK\6\6", b"PK\6\7"


@pytest.fixture(scope="module")
def large(made, tmp_path_factory):
    """A WACZ with all the numbers that one of many gigabytes has, and the offset of the directory's ZIP64 end."""
    folder = tmp_path_factory.mktemp("large") / "data"
    shutil.copytree(made, folder, symlinks=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zip_writer, "LIMIT", 1000)
        path = pack(folder, folder / "large.wacz", site_name="demo").path
    data = path.read_bytes()
    assert data.count(LARGE_END) == data.count(LOCATOR) == 1
    return data, data.index(LARGE_END)


def names(path, data):
    replace(path, data)
    return {fault.name for fault in verify([path]).faults}


def extras(data):
    """The extra fields of each entry: its own, and the directory's."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            name, own = struct.unpack_from("<2H", data, info.header_offset + 26)
            begin = info.header_offset + 30 + name
            yield data[begin : begin + own], central(data, archive.start_dir, info)
            assert archive.read(info) == data[begin + own : begin + own + info.file_size]


def central(data, begin, info):
    while True:
        name, extra, comment = struct.unpack_from("<3H", data, begin + 28)
        if data[begin + 46 : begin + 46 + name].decode() == info.filename:
            return data[begin + 46 + name : begin + 46 + name + extra]
        begin += 46 + name + extra + comment


def test_an_entry_has_the_same_extra_field_in_its_own_header_and_in_the_directory(large):
    found = list(extras(large[0]))
    assert all(own == listed for own, listed in found)
    assert {len(own) for own, _ in found} == {4 + 16, 4 + 8, 4 + 24}  # lengths, an offset, both


def test_nothing_of_it_is_there_where_no_number_is_large(made, tmp_path):
    data = shutil.copytree(made, tmp_path / "data", symlinks=True)
    packed = pack(data, tmp_path / "small.wacz", site_name="demo").path.read_bytes()
    assert set(extras(packed)) == {(b"", b"")}
    assert LARGE_END not in packed
    assert pack(data, tmp_path / "again.wacz", site_name="demo").path.read_bytes() == packed


def test_a_wacz_whose_entries_own_headers_alone_have_a_zip64_field_stays_sound(made, tmp_path):
    """As they were packed by earlier versions."""
    old = tmp_path / "old.wacz"
    with zipfile.ZipFile(made / "archive.wacz") as source, zipfile.ZipFile(old, "w") as target:
        for info in source.infolist():
            with target.open(copy.copy(info), "w", force_zip64=True) as entry:
                entry.write(source.read(info))
    assert b"\1\0\x10\0" in old.read_bytes()[:200]
    assert verify([old]).faults == []


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
