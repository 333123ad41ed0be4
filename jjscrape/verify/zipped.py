"""A ZIP file's own structure: entries where and as its directory says, and nothing beside them."""

from __future__ import annotations

import struct
from typing import IO, TYPE_CHECKING, Final

from jjscrape.verify.fault import Fault, fault

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

_LOCAL: Final = struct.Struct("<4s5H3I2H")
_END: Final = struct.Struct("<4s4H2IH")
_LARGE_END: Final = struct.Struct("<4sQ2H2I4Q")
_LOCATOR: Final = struct.Struct("<4sIQI")
_LOCAL_MARK, _END_MARK, _LARGE_END_MARK, _LOCATOR_MARK = b"PK\3\4", b"PK\5\6", b"PK\6\6", b"PK\6\7"
_UNCOUNTED: Final = 12
"""Bytes at the beginning of a ZIP64 end that its own length leaves out."""
_DESCRIPTORS: Final = (12, 16, 20, 24)
_FIRST_PRINTED, _DELETE = 0x20, 0x7F
_ZIP64: Final = 0xFFFFFFFF
_ZIP64_COUNT: Final = 0xFFFF
_EXTRA: Final = struct.Struct("<2H")
_ZIP64_TAG: Final = 1
_ENCRYPTED, _DESCRIBED, _UTF8 = 0x1, 0x8, 0x800


def data_start(stream: IO[bytes], info: zipfile.ZipInfo) -> int:
    """Where an entry's bytes start.

    Raises:
        struct.error: the file ends before.
    """
    stream.seek(info.header_offset)
    header = _LOCAL.unpack(stream.read(_LOCAL.size))
    return info.header_offset + _LOCAL.size + int(header[9]) + int(header[10])


def zip_faults(stream: IO[bytes], archive: zipfile.ZipFile, name: str) -> Iterator[Fault]:
    """Everything but the entries' content."""
    entries = sorted(archive.infolist(), key=lambda info: info.header_offset)
    names = set()
    end, described = 0, False
    for info in entries:
        at = info.header_offset
        defects = list(_entry_faults(stream, info))
        if info.filename in names:
            defects.append("another entry has the same name")
        names.add(info.filename)
        for what in defects:
            yield fault("zip-entry", name, at, f"{info.filename}: {what}")
        if not _adjoins(at - end, described=described):
            what = f"{at - end} bytes before {info.filename} belong to no entry"
            yield fault("zip-gap", name, min(end, at), what)
        try:
            end = data_start(stream, info) + info.compress_size
        except struct.error:
            end = at
        described = bool(info.flag_bits & _DESCRIBED)
    directory = archive.start_dir
    if not _adjoins(directory - end, described=described):
        yield fault("zip-gap", name, min(end, directory), f"{directory - end} bytes before the directory")
    yield from _end_faults(stream, archive, name)


def _adjoins(gap: int, *, described: bool) -> bool:
    """Behind an entry whose lengths were not known when its header was written, they follow its data."""
    return gap == 0 or (described and gap in _DESCRIPTORS)


def _entry_faults(stream: IO[bytes], info: zipfile.ZipInfo) -> Iterator[str]:
    name = info.orig_filename
    if name.startswith("/") or "\\" in name or ".." in name.split("/") or "\0" in name or ":" in name.split("/")[0]:
        yield "its name leads out of the folder it is unpacked in"
    if any(ord(letter) < _FIRST_PRINTED or ord(letter) == _DELETE for letter in name):
        yield "its name has control characters, which look like something else where it is printed"
    if info.flag_bits & _ENCRYPTED:
        yield "it is encrypted"
    stream.seek(info.header_offset)
    try:
        fields = _LOCAL.unpack(stream.read(_LOCAL.size))
    except struct.error:
        yield "its own header is cut off"
        return
    signature, _, flags, method, time, date, crc, packed, size, name_length, extra_length = fields
    if signature != _LOCAL_MARK:
        yield "no entry starts here"
        return
    own_name = stream.read(name_length)
    if own_name != name.encode("utf-8" if info.flag_bits & _UTF8 else "cp437", "replace"):
        yield f"its own header calls it {own_name!r}"
    if (flags, method) != (info.flag_bits, info.compress_type):
        yield "its own header has other flags or another mode"
    year, month, day, hour, minute, second = info.date_time
    if (time, date) != (hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day):
        yield "its own header has another time"
    if not flags & _DESCRIBED:
        large = _large_lengths(stream.read(extra_length))
        size, packed = (next(large, length) if length == _ZIP64 else length for length in (size, packed))
        for what, own, listed in (("CRC", crc, info.CRC), ("length", size, info.file_size),
                                  ("stored length", packed, info.compress_size)):  # fmt: skip
            if own != listed:
                yield f"its own header has another {what}"


def _large_lengths(extra: bytes) -> Iterator[int]:
    """The ZIP64 numbers of an extra field; none where it is broken."""
    while len(extra) >= _EXTRA.size:
        tag, size = _EXTRA.unpack(extra[: _EXTRA.size])
        value, extra = extra[_EXTRA.size : _EXTRA.size + size], extra[_EXTRA.size + size :]
        if tag == _ZIP64_TAG and len(value) == size:
            yield from (int.from_bytes(value[at : at + 8], "little") for at in range(0, len(value) - 7, 8))


def _end_faults(stream: IO[bytes], archive: zipfile.ZipFile, name: str) -> Iterator[Fault]:
    size = stream.seek(0, 2)
    at = size - _END.size - len(archive.comment)
    stream.seek(at)
    data = stream.read(_END.size)
    if not data.startswith(_END_MARK):
        yield fault("zip-gap", name, at, "bytes behind the end of the directory")
        return
    _, *numbers, length, offset, _ = _END.unpack(data)
    if (large := _large_end(stream, at)) is not None:
        at, *larger = large
        if at < 0:
            yield fault("zip-damaged", name, size, "the ZIP64 end of the directory is not where its locator says")
            return
        limits = [_ZIP64_COUNT] * len(numbers) + [_ZIP64] * 2
        small = zip([*numbers, length, offset], larger, limits, strict=True)
        if any(value not in (beyond, limit) for value, beyond, limit in small):
            yield fault("zip-damaged", name, at, "the directory's two ends differ")
        *numbers, length, offset = larger
    count = len(archive.infolist())
    if numbers != [0, 0, count, count]:
        yield fault("zip-damaged", name, at, f"the directory's end speaks of {numbers[-1]} entries, {count} are there")
    if (offset, length) != (archive.start_dir, at - archive.start_dir):
        yield fault("zip-damaged", name, at, "the directory is not where its end says")


def _large_end(stream: IO[bytes], end: int) -> tuple[int, ...] | None:
    """The ZIP64 end of the directory, before its end: its place and numbers; -1 where there is but its locator."""
    if end < _LOCATOR.size:
        return None
    stream.seek(end - _LOCATOR.size)
    mark, _, begin, _ = _LOCATOR.unpack(stream.read(_LOCATOR.size))
    if mark != _LOCATOR_MARK:
        return None
    if begin + _LARGE_END.size + _LOCATOR.size > end:
        return (-1,)
    stream.seek(begin)
    mark, size, _, _, *numbers = _LARGE_END.unpack(stream.read(_LARGE_END.size))
    if mark != _LARGE_END_MARK or begin + _UNCOUNTED + size + _LOCATOR.size != end:
        return (-1,)
    return (begin, *numbers)
