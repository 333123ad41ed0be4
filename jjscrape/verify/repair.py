"""The mends: a torn tail is cut, a file that a killed process left gets its final name. Nothing else is touched.

The file as it was is kept beside the mended one, and nothing takes its place in which fewer records can be read.
"""

from __future__ import annotations

import re
import tempfile
import zlib
from collections import Counter
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from jjscrape import files
from jjscrape.archive.flow import RECORD_END, FaultError
from jjscrape.archive.journal import OPEN
from jjscrape.archive.record_format import compressor
from jjscrape.archive.sources import KEPT
from jjscrape.archive.warcfile import scan

if TYPE_CHECKING:
    from jjscrape.verify.warc import Checked, Tear

_READ: Final = 16 * 1024
_PIECE: Final = 1024 * 1024
_IN_MEMORY: Final = 16 * _PIECE
_FIELD: Final = re.compile(rb"^(WARC-Type|WARC-Target-URI):[ \t]*<?([^\r\n>]*)", re.MULTILINE | re.IGNORECASE)


class Mend(NamedTuple):
    """What was done to a file, or why not, in a sentence."""

    said: str
    done: bool = True


class _LossError(Exception):
    """The mended file would have fewer records."""


def mend(path: Path, checked: Checked, sound_size: int | None = None) -> Mend | None:
    """Cut a file's torn tail and give it its final name; None if there was nothing to do.

    `sound_size` is what the file had when it was last known good: one that has not shrunk since is not torn there, but
    damaged. A torn gzip member in which whole records were read is left alone, as is a file that has no whole record.
    Where a torn gzip member lacks no more than its own end, it is not cut, but written anew.
    """
    tear = checked.tear
    if tear is not None and (tear.records or (sound_size is not None and tear.offset < sound_size <= checked.size)):
        return None
    final = path.with_name(path.name.removesuffix(OPEN))
    if final != path and final.exists():
        return Mend(f"{path}: not mended: {final.name} is there already", done=False)
    renamed = f", and it is now {final.name}" if final != path else ""
    if tear is None:
        if not renamed or not checked.seen:
            return None
        path.rename(final)
        files.sync_folder(path.parent)
        return Mend(f"{path}: every record is whole{renamed}")
    if checked.misread:
        return Mend(f"{path}: not mended: a record before its tail does not end where its length says", done=False)
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as record_file:
        completed = _whole_record(path, tear, record_file)
        if not (checked.seen or completed):
            return None
        try:
            kept, size, records = _replace(path, final, tear, record_file if completed else None)
        except _LossError as loss:
            return Mend(f"{path}: not mended: {loss}", done=False)
    if completed:
        did = f"the record at byte {tear.offset} is whole, only the end of its gzip member was missing and was written"
    else:
        did = f"cut {checked.size - tear.offset} bytes from byte {tear.offset} on ({torn_record(path, tear, kept)})"
    return Mend(
        f"{path}: {did}; {checked.size} bytes before, {size} after; {records[0]} readable records before, "
        f"{records[1]} after{renamed}; the file as it was is {kept.name}"
    )


def torn_record(path: Path, tear: Tear, kept: Path | None = None) -> str:
    """What can be read of the record that was cut."""
    with (kept or path).open("rb") as stream:
        stream.seek(tear.offset)
        start = stream.read(_READ)
    if start and not start.strip(b"\0"):
        return "zero bytes"
    if start.startswith(b"\x1f\x8b"):
        try:
            start = zlib.decompressobj(31).decompress(start, _READ)
        except zlib.error:
            start = b""
    fields = {name.lower(): value.decode("utf-8", "replace").strip() for name, value in _FIELD.findall(start)}
    kind, url = fields.get(b"warc-type"), fields.get(b"warc-target-uri")
    return " of ".join(part for part in (f"a torn {kind or 'record'}", url) if part)


def _replace(path: Path, final: Path, tear: Tear, record_file: IO[bytes] | None) -> tuple[Path, int, tuple[int, int]]:
    """Put the mended file in place: how the other is called now, and bytes and readable records.

    Raises:
        _LossError: there would be fewer records; nothing was changed.
    """
    before = _readable(path)
    with path.open("rb") as stream, files.replacing(final) as mended:
        _copy(stream, mended, tear.offset)
        if record_file is not None:
            _compress(record_file, mended)
        mended.flush()
        after = _readable(Path(mended.name))
        if lost := before - after:
            raise _LossError(f"{lost.total()} of {before.total()} records could not be read any more")
        size = mended.tell()
        kept = files.keep_beside(path, KEPT)
    if final != path:
        path.unlink()  # it has its other name
        files.sync_folder(path.parent)
    return kept, size, (before.total(), after.total())


def _readable(path: Path) -> Counter[bytes]:
    """The headers of the whole records."""
    headers: Counter[bytes] = Counter()
    with path.open("rb") as stream:
        for record in scan(stream, lambda *_: None):
            try:
                record.finish()
            except FaultError:
                continue
            headers[record.header] += 1
    return headers


def _whole_record(path: Path, tear: Tear, kept: IO[bytes]) -> bool:
    """Whether all of a record can be had from a torn gzip member; it is then what is in `kept`, without its end."""
    inflater = zlib.decompressobj(31)
    with path.open("rb") as stream:
        stream.seek(tear.offset)
        try:
            while piece := stream.read(_READ):
                kept.write(inflater.decompress(piece))
                while inflater.eof and (piece := inflater.unused_data):  # the record may have begun in a member before
                    inflater = zlib.decompressobj(31)
                    kept.write(inflater.decompress(piece))
            kept.write(inflater.flush())
        except zlib.error:
            return False
    if inflater.eof or not kept.tell():
        return False
    for record in scan(kept, lambda *_: None):
        try:
            record.finish()
        except FaultError:
            return False
        warc = not record.arc
        kept.truncate(len(record.header) + record.block_length)
        kept.seek(0, 2)
        kept.write(RECORD_END if warc else b"\n")
        return True
    return False


def _compress(source: IO[bytes], target: IO[bytes]) -> None:
    source.seek(0)
    member = compressor()
    while piece := source.read(_PIECE):
        target.write(member.compress(piece))
    target.write(member.flush())


def _copy(source: IO[bytes], target: IO[bytes], size: int) -> None:
    while size and (piece := source.read(min(size, _PIECE))):
        target.write(piece)
        size -= len(piece)
