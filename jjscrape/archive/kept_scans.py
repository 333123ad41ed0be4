"""What files hold, kept by the digest of their bytes: a file that is as it was need not be read through again.

The bytes are hashed at each use, which takes a hundredth of the time that reading their records does; so a file in
which a bit was turned is read anew, whatever its date says.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from jjscrape.archive.capture import Capture
from jjscrape.archive.request import Asked
from jjscrape.archive.scan import CAPTURES, DIGEST_SIZE, Seen, Stumble, scanned
from jjscrape.archive.segments import Part
from jjscrape.cache import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from jjscrape.archive.byte_range import ByteRange
    from jjscrape.archive.sources import WarcFile
    from jjscrape.cache import Cache

KEPT_HEADERS: Final = frozenset(
    {
        "content-encoding",
        "content-language",
        "content-length",
        "content-type",
        "link",
        "location",
        "transfer-encoding",
    }
)
"""The headers of an answer that a build asks for."""
_PIECE: Final = 1024 * 1024
_TOGETHER: Final = 1000
"""Records kept as one value, so that no more are in memory than are looked at."""


class _First(dict[Any, Any]):
    """The first of equal values, so that what many captures have in common is held once."""

    def __missing__(self, value: Any) -> Any:
        self[value] = value
        return value


class KeptScans:
    """Scans of files. A capture has those of its headers that a build asks for, and a digest of them all."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._digests: dict[ByteRange, str] = {}
        self._first = _First()

    def missing(self, file: WarcFile) -> bool:
        """Whether a file has to be read through.

        Raises:
            OSError: it can't be read.
        """
        return self._cache.get(self._key(file, 0)) is None

    def keep(self, file: WarcFile, values: Iterable[bytes]) -> None:
        """Keep what `packed` made of a file."""
        for number, value in enumerate(values):
            self._cache.put(self._key(file, number), value)

    def seen(self, file: WarcFile, stumbles: list[Stumble], kinds: Collection[str] = CAPTURES) -> Iterator[Seen]:
        """As `scanned`, with captures of records of these kinds alone; what is not kept, or no longer, is read anew."""
        number = 0
        while (value := self._cache.get(self._key(file, number))) is not None:
            rows, told = json.loads(value)
            for row in rows:
                yield self._unpacked(row, file, kinds)
            if told is not None:
                stumbles += [Stumble(*each) for each in told]
                return
            number += 1
        passed = number * _TOGETHER
        for position, seen in enumerate(self._scanned(file, stumbles, kinds)):
            if position >= passed:
                yield seen

    def kept(self, name: str, file: WarcFile, make: Callable[[], Any]) -> Any:
        """A JSON value that follows from a file's bytes and name; `make` makes it where it is not kept.

        Raises:
            OSError: the file can't be read.
        """
        key = key_of(name, self._digest(file), file.name)
        value = self._cache.get(key)
        if value is None:
            value = _encoded(make())
            self._cache.put(key, value)
        return json.loads(value)

    def _scanned(self, file: WarcFile, stumbles: list[Stumble], kinds: Collection[str]) -> Iterator[Seen]:
        for number, value in enumerate(packed(file.byte_range)):
            self._cache.put(self._key(file, number), value)
            rows, told = json.loads(value)
            for row in rows:
                yield self._unpacked(row, file, kinds)
            stumbles += [Stumble(*each) for each in told or ()]

    def _key(self, file: WarcFile, number: int) -> bytes:
        return key_of("scan", self._digest(file), str(number))

    def _digest(self, file: WarcFile) -> str:
        if file.byte_range not in self._digests:
            digest = hashlib.sha256()
            with file.byte_range.open() as stream:
                while piece := stream.read(_PIECE):
                    digest.update(piece)
            self._digests[file.byte_range] = digest.hexdigest()
        return self._digests[file.byte_range]

    def _unpacked(self, row: list[Any], file: WarcFile, kinds: Collection[str]) -> Seen:
        kind, offset, nth, record_id, about, concurrent, length, asked, info, part, capture, error, whole = row
        one = self._first.__getitem__
        return Seen(
            kind=one(kind),
            offset=offset,
            nth=nth,
            record_id=record_id,
            about=(one(about[0]), about[1]),
            concurrent=tuple(concurrent),
            length=length,
            asked=Asked(*asked) if asked else None,
            info=info,
            part=Part(*part) if part else None,
            capture=self._capture(record_id, kind, offset, nth, capture, file) if capture and kind in kinds else None,
            error=(error[0], error[1]) if error else None,
            whole=whole,
        )

    def _capture(self, record_id: str, kind: str, offset: int, nth: int, row: list[Any], file: WarcFile) -> Capture:
        (url, captured_at, status, reason, headers, media_type, payload_digest, to_url, to_date, to_id) = row[:10]
        truncated, rewritten_below, headers_digest, body_digest = row[10:]
        one = self._first.__getitem__
        return Capture(
            record_id=record_id,
            record_type=one(kind),
            url=one(url),
            captured_at=datetime.fromisoformat(captured_at),
            status=status,
            reason=one(reason),
            headers=one(tuple([(name, value) for name, value in headers])),
            media_type=one(media_type),
            payload_digest=one(payload_digest),
            warc_file=file.name,
            warc_offset=offset,
            refers_to_url=one(to_url),
            refers_to_date=one(datetime.fromisoformat(to_date)) if to_date else None,
            refers_to_id=one(to_id),
            truncated=truncated,
            rewritten_below=one(rewritten_below),
            nth=nth,
            byte_range=file.byte_range,
            headers_digest=bytes.fromhex(headers_digest),  # most servers send a date: hardly two are equal
            body_digest=one(bytes.fromhex(body_digest)),
        )


def packed(byte_range: ByteRange) -> Iterator[bytes]:
    """What a file holds, as it is kept, some records a value; the last one has the stumbles.

    Raises:
        OSError: the file can't be opened or read.
    """
    stumbles: list[Stumble] = []
    rows: list[list[Any]] = []
    for seen in scanned(byte_range, "", stumbles):
        if len(rows) == _TOGETHER:
            yield _encoded([rows, None])
            rows = []
        rows.append(_row(seen))
    yield _encoded([rows, stumbles])


def scan_file(task: tuple[int, ByteRange]) -> tuple[int, list[bytes] | None]:
    """Read a file through, as a worker does, which is given a number to know it by; None if it can't be read."""
    number, byte_range = task
    try:
        return number, list(packed(byte_range))
    except OSError:
        return number, None  # who asked meets it again, and tells of it


def _encoded(value: object) -> bytes:
    # ASCII alone: a lone surrogate, which JSON can spell and UTF-8 can't, comes back as it was.
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def _row(seen: Seen) -> list[Any]:
    return [
        seen.kind,
        seen.offset,
        seen.nth,
        seen.record_id,
        seen.about,
        seen.concurrent,
        seen.length,
        seen.asked,
        seen.info,
        seen.part,
        _capture_row(seen.capture) if seen.capture else None,
        seen.error,
        seen.whole,
    ]


def _capture_row(capture: Capture) -> list[Any]:
    headers = json.dumps(capture.headers).encode("ascii")
    return [
        capture.url,
        capture.captured_at.isoformat(),
        capture.status,
        capture.reason,
        [(name, value) for name, value in capture.headers if name.lower() in KEPT_HEADERS],
        capture.media_type,
        capture.payload_digest,
        capture.refers_to_url,
        capture.refers_to_date.isoformat() if capture.refers_to_date else None,
        capture.refers_to_id,
        capture.truncated,
        capture.rewritten_below,
        hashlib.blake2b(headers, digest_size=DIGEST_SIZE).hexdigest(),
        capture.body_digest.hex(),
    ]
