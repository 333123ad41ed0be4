"""Records copied into another file, each a gzip member of its own: as they are, or made WARC records of ARC ones."""

from __future__ import annotations

import hashlib
import ipaddress
import tempfile
from base64 import b32encode
from typing import IO, TYPE_CHECKING, Final

from jjscrape.archive.digest import ALGORITHM
from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.field_values import bare_id, unbracketed
from jjscrape.archive.flow import RECORD_END, FaultError
from jjscrape.archive.record_format import VERSION, compressor
from jjscrape.archive.surt import surt
from jjscrape.archive.warcfile import records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from jjscrape.archive.sources import WarcFile
    from jjscrape.archive.warcfile import StoredRecord

_PIECE: Final = 64 * 1024
_IN_MEMORY: Final = 16 * 1024 * 1024
_NOT_OF_INFO: Final = ("WARC-Target-URI", "WARC-IP-Address")


def copied(file: WarcFile, target: IO[bytes], wanted: Callable[[StoredRecord], bool] | None = None) -> int:
    """Copy the records of a file that are wanted, or all; how many there were. Their bytes stay, compression apart.

    Raises:
        ArchiveError: a record can't be read; what was written until then is of no use.
    """
    faults: list[str] = []
    count = 0
    for record in records(
        file.byte_range, lambda offset, fault: faults.append(f"{file.name} at byte {offset}: {fault}")
    ):
        if wanted is not None and not wanted(record):
            continue
        try:
            _copy(record, target)
        except FaultError as error:
            raise ArchiveError(f"{file.name} at byte {record.offset}: {error}") from error
        count += 1
    if faults and wanted is None:
        raise ArchiveError(f"{faults[0]}; a file is written anew only where every record can be read")
    return count


def of_url(url: str) -> Callable[[StoredRecord], bool]:
    """What chooses the records of an address: its captures, and what was asked and noted for them."""
    key = surt(url)
    return lambda record: surt(unbracketed(record.get("WARC-Target-URI") or "")) == key


def of_id(identifier: str) -> Callable[[StoredRecord], bool]:
    """What chooses the record of an identifier, given bare or in full."""
    name = bare_id(identifier)
    return lambda record: bare_id(record.get("WARC-Record-ID") or "") == name


def _copy(record: StoredRecord, target: IO[bytes]) -> None:
    member = compressor()
    for piece in _as_warc(record) if record.arc else _as_it_is(record):
        target.write(member.compress(piece))
    target.write(member.flush())


def _as_it_is(record: StoredRecord) -> Iterator[bytes]:
    yield record.header
    while piece := record.read(_PIECE):
        yield piece
    record.finish()
    yield record.ending or RECORD_END


def _as_warc(record: StoredRecord) -> Iterator[bytes]:
    """A record of an ARC file, under the fields that its header line stands for."""
    digest = hashlib.new(ALGORITHM)
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as block:
        while piece := record.read(_PIECE):
            digest.update(piece)
            block.write(piece)
        block.seek(0)
        lines = [VERSION, *(f"{name}: {value}" for name, value in _fields(record))]
        lines.append(f"WARC-Block-Digest: {ALGORITHM}:{b32encode(digest.digest()).decode()}")
        yield "\r\n".join([*lines, f"Content-Length: {record.block_length}", "", ""]).encode()
        while piece := block.read(_PIECE):
            yield piece
    yield RECORD_END


def _fields(record: StoredRecord) -> Iterable[tuple[str, str]]:
    for name, value in record.fields:
        if name == "Content-Length" or not value or (record.kind == "warcinfo" and name in _NOT_OF_INFO):
            continue
        if name == "WARC-IP-Address" and not _is_address(value):
            continue
        yield name, value.replace(" ", "%20") if name == "WARC-Target-URI" else value
    name = record.get("WARC-Target-URI") or ""
    if record.kind == "warcinfo":
        yield "WARC-Filename", name.rpartition("/")[2] or name


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
