"""The mends: a torn tail is cut, a file that a killed process left gets its final name. Nothing else is touched."""

from __future__ import annotations

import re
import zlib
from typing import IO, TYPE_CHECKING, Final

from jjscrape import files
from jjscrape.archive.journal import OPEN

if TYPE_CHECKING:
    from pathlib import Path

    from jjscrape.verify.warc import Checked, Tear

_READ: Final = 16 * 1024
_FIELD: Final = re.compile(rb"^(WARC-Type|WARC-Target-URI):[ \t]*<?([^\r\n>]*)", re.MULTILINE | re.IGNORECASE)


def mend(path: Path, found: Checked, sound_size: int | None = None) -> str | None:
    """Cut a file's torn tail and give it its final name; a sentence about what was done, None if nothing was.

    `sound_size` is what the file had when it was last known good: one that has not shrunk since is not torn there, but
    damaged. A torn gzip member in which whole records were read is left alone.
    """
    tear = found.tear
    if tear is not None and (tear.records or (sound_size is not None and tear.offset < sound_size <= found.size)):
        return None
    final = path.with_name(path.name.removesuffix(OPEN))
    if final != path and final.exists():
        return None
    renamed = f", and it is now {final.name}" if final != path else ""
    if tear is None:
        if not renamed:
            return None
        if not found.size:
            path.unlink()
            files.sync_folder(path.parent)
            return f"{path}: removed, it was empty"
        path.rename(final)
        files.sync_folder(path.parent)
        return f"{path}: every record is whole{renamed}"
    lost = f"{found.size - tear.offset} bytes from byte {tear.offset} on ({torn_record(path, tear)})"
    if not tear.offset:
        path.unlink()
        files.sync_folder(path.parent)
        return f"{path}: removed, no record in it was whole; it had {lost}"
    with path.open("rb") as stream, files.replacing(final) as kept:
        _copy(stream, kept, tear.offset)
    if final != path:
        path.unlink()
        files.sync_folder(path.parent)
    return f"{path}: cut {lost}; {len(found.seen)} whole records stay{renamed}"


def torn_record(path: Path, tear: Tear) -> str:
    """What can be read of the record that was cut."""
    with path.open("rb") as stream:
        stream.seek(tear.offset)
        start = stream.read(_READ)
    if start.startswith(b"\x1f\x8b"):
        try:
            start = zlib.decompressobj(31).decompress(start, _READ)
        except zlib.error:
            start = b""
    fields = {name.lower(): value.decode("utf-8", "replace").strip() for name, value in _FIELD.findall(start)}
    kind, url = fields.get(b"warc-type"), fields.get(b"warc-target-uri")
    return " of ".join(part for part in (f"a torn {kind or 'record'}", url) if part)


def _copy(source: IO[bytes], target: IO[bytes], size: int) -> None:
    while size:
        piece = source.read(min(size, 1024 * 1024))
        target.write(piece)
        size -= len(piece)
