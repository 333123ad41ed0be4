"""Reading archives: ours, and other people's."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import closing
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from jjscrape.archive.byte_range import ByteRange
from jjscrape.archive.chunked import Dechunker, FramingError
from jjscrape.archive.coding import LARGEST_BODY, LARGEST_HELD, decoded, held
from jjscrape.archive.digest import plain
from jjscrape.archive.errors import (
    DAMAGED,
    ArchiveError,
    BodyError,
    Problem,
    RecordError,
    UnresolvedRevisitError,
)
from jjscrape.archive.field_values import bare_id
from jjscrape.archive.foreign import whole_number
from jjscrape.archive.http import LONGEST_HEAD, head_length, is_chunked, split_interim
from jjscrape.archive.request import Asked, Requests
from jjscrape.archive.scan import CAPTURES, Seen, Stumble, capture_of, scanned
from jjscrape.archive.segments import Segments
from jjscrape.archive.shared import Shared
from jjscrape.archive.sources import WarcFile, find, unreadable
from jjscrape.archive.warcfile import records
from jjscrape.archive.wayback import as_it_was

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from jjscrape.archive.capture import Capture
    from jjscrape.archive.kept_scans import KeptScans

_OK, _NOT_MODIFIED = 200, 304
_REVISITS = ("revisit",)
_PIECE = 64 * 1024
_FEW = 16
_SHOWS_CHUNKS = 256
_CHUNKS_OF_A_PAGE = re.compile(
    rb"[ \t]*[0-9A-Fa-f]{1,15}[ \t]*(?:;[^\r\n]*)?\r\n(?:\x1f\x8b|(?:\xef\xbb\xbf)?[ \t\r\n]*<[!?A-Za-z])"
)
_MOST_FILES = 1000
_FRAMING = frozenset({"content-encoding", "content-length", "transfer-encoding"})


class Archive:
    """The records of WARC and ARC files, read where they lie; nothing is kept but what resolving revisits needs.

    A capture of a web archive's page counts as what it shows (see `wayback`).

    `problems` grows while files are read; a fault is listed once. `unread` are files that hold an archive, by their
    names, in a form that can't be read.
    """

    def __init__(self, sources: Iterable[Path | str], scans: KeptScans | None = None) -> None:
        """Sources are files, folders and globs. With `scans`, captures have those headers alone that these keep.

        A folder is searched for `*.warc`, also with `.open`, `*.arc`, the same with
        `.gz` or `.zst`, and `*.wacz`.

        Raises:
            ArchiveError: a source is not there, a glob matches nothing, or a WACZ can't be read.
        """
        sources = list(sources)
        self.files = find(sources)
        self.unread = unreadable(sources)
        self.problems: list[Problem] = []
        self._reported: set[Problem] = set()
        self._shared = Shared()
        self._originals: _Originals | None = None
        self._surveyed: _Survey | None = None
        self._scans = scans
        self._few = _Few()

    def captures(self, *, resolving: bool = False) -> Iterator[Capture]:
        """Every whole response, revisit and resource record, by file name and then offset, without bodies.

        With `resolving`, what revisits are of is noted on the way: `original` else goes through all files for it.
        """
        originals = _Originals(self._survey().wanted) if resolving else None
        for capture, _ in self.placed_captures():
            if originals is not None:
                originals.see(capture)
            yield capture
        if originals is not None:
            self._originals = originals

    def placed_captures(self) -> Iterator[tuple[Capture, int | None]]:
        """The captures with the bytes each takes in its file; None in a gzip member that holds several records."""
        survey = self._survey()
        for file in self.files:
            for seen in self._seen(file):
                if seen.kind not in CAPTURES:
                    continue
                try:
                    capture = _settled(seen, file, survey)
                except RecordError as error:
                    self._report(file, Stumble(seen.offset, str(error), error.reason))
                    continue
                if capture is not None:
                    yield capture, seen.length

    def info(self) -> list[dict[str, str]]:
        """The warcinfo fields of every file, with `warc_file`; a field given twice is joined by `, `."""
        return [dict(fields) for fields in self._survey().info]

    def kinds(self) -> Counter[str]:
        """How many whole records there are of each type."""
        return self._survey().kinds

    def _survey(self) -> _Survey:
        """What takes more than one record to tell: requests, segments and originals may lie anywhere."""
        if self._surveyed is None:
            survey = _Survey()
            for file in self.files:
                for seen in self._seen(file, _REVISITS):
                    if seen.whole:
                        survey.see(seen, file)
            self._surveyed = survey
        return self._surveyed

    def record_bytes(self, capture: Capture) -> bytes:
        """The record's block as stored: for HTTP the response as it came over the wire.

        Raises:
            ArchiveError: the record is not (or no longer) there, or is damaged.
        """
        return b"".join(self.record_pieces(capture))

    def record_pieces(self, capture: Capture) -> Generator[bytes]:
        """The same piece by piece, so that a large one fills no memory."""
        return self._block(capture, None)

    def body(self, capture: Capture, largest: int = LARGEST_HELD, *, whole: bool = False) -> bytes:
        """The entity body, free of chunks and content codings; a revisit's is that of the record it refers to.

        Of a record that says it is truncated, what can be decoded is given, unless only the `whole` body will do; of a
        page that a web archive showed with links of its own, the page without those.

        Raises:
            UnresolvedRevisitError: the record referred to is not in this archive.
            BodyError: the body can't be decoded, has more than `largest` bytes, or is not whole though it has to be.
            ArchiveError: the record is not there, or is damaged.
        """
        body = held(self.pieces(capture, largest, whole=whole))
        below = self.original(capture).rewritten_below
        return body if below is None else as_it_was(body, below)

    def is_rewritten(self, capture: Capture) -> bool:
        """Whether the body has links that a web archive put in place of the page's own, which `body` takes out."""
        return self.original(capture).rewritten_below is not None

    def pieces(self, capture: Capture, largest: int = LARGEST_BODY, *, whole: bool = False) -> Iterator[bytes]:
        """The body piece by piece, so that a large one fills no memory; with what a web archive wrote into it.

        Raises:
            ArchiveError: as `body`; only when all pieces were taken is it known that there is no fault.
        """
        original = self.original(capture)
        try:
            if whole and original.truncated:
                raise BodyError("the record says that it is truncated; not read")  # noqa: TRY301
            with closing(self._block(original, largest + LONGEST_HEAD)) as block:
                if original.status is None:
                    yield from block
                    return
                payload = _payload(block)
                codings = [value for name, value in original.headers if name.lower() == "content-encoding"]
                if is_chunked(original.headers):
                    payload = _unchunked_again(original, _unchunked(original, payload))
                elif whole and not any(codings):
                    payload = _as_announced(original, payload)
                yield from decoded(payload, codings, torn_ok=original.truncated, largest=largest)
                for _ in block:  # what a coding left over: the record has to be sound to its end
                    pass
        except BodyError as error:
            raise BodyError(f"{_place(original)}: {error}") from error

    def original(self, capture: Capture) -> Capture:
        """The capture whose record holds the body: itself, or what a revisit is of.

        Raises:
            UnresolvedRevisitError: that is not in this archive.
        """
        if capture.record_type != "revisit":
            return capture
        if self._originals is None:
            for _ in self.captures(resolving=True):
                pass
        assert self._originals is not None, "the captures were gone through to their end"
        original = self._originals.find(capture)
        if original is None:
            raise UnresolvedRevisitError(f"{_place(capture)}: what this revisit of {capture.url} refers to is missing")
        return original

    def confirming(self, capture: Capture) -> Capture:
        """A revisit by 304 with what it says is unchanged, whose media type is its own; else the capture as it is."""
        if capture.record_type != "revisit" or capture.status != _NOT_MODIFIED:
            return capture
        try:
            original = self.original(capture)
        except UnresolvedRevisitError:
            return capture
        if original.status != _OK:
            return capture
        return replace(capture, confirms=original, media_type=original.media_type)

    def _block(self, capture: Capture, longest: int | None) -> Generator[bytes]:
        """The block, to its last segment."""
        size = sum(segment.length for segment in capture.continued)
        if longest is not None and size > longest:
            raise BodyError(f"the record has more than {size} bytes, too many; not read")
        try:
            yield from self._stored(capture.byte_range, capture.warc_offset, capture.nth, capture.record_id, longest)
            for segment in capture.continued:
                yield from self._stored(segment.byte_range, segment.offset, segment.nth, segment.record_id, longest)
        except BodyError:
            raise
        except (ArchiveError, OSError) as error:
            raise ArchiveError(f"{_place(capture)}: {error}") from error

    def _stored(
        self, byte_range: ByteRange, offset: int, nth: int, record_id: str, longest: int | None
    ) -> Iterator[bytes]:
        """The block of the `nth` record, or of a later one of that name, in what begins at an offset."""
        faults: list[str] = []
        held = self._shared.records(byte_range, offset, nth) if nth else None
        if held is None:
            held = islice(records(byte_range, lambda _, fault: faults.append(fault), offset), nth, None)
        for record in held:
            if record.offset != offset:
                break
            if bare_id(record.get("WARC-Record-ID") or "") == record_id:
                if longest is not None and record.block_length > longest:
                    raise BodyError(f"the record has {record.block_length} bytes, too many; not read")
                while piece := record.read(_PIECE):
                    yield piece
                record.finish()
                return
        raise ArchiveError(faults[0] if faults else f"the record {record_id} is not there")

    def _seen(self, file: WarcFile, kinds: Collection[str] = CAPTURES) -> Iterator[Seen]:
        """What a file holds; what is wrong with it is reported when it has been gone through.

        Records of other kinds than these may lack their captures.
        """
        stumbles: list[Stumble] = []
        try:
            if self._scans is not None:
                yield from self._scans.seen(file, stumbles, kinds)
            else:
                yield from self._few.seen(file, lambda: scanned(file.byte_range, file.name, stumbles))
        except OSError as error:
            stumbles.append(Stumble(0, f"can't be read: {error.strerror}", DAMAGED))
        finally:
            for stumble in stumbles:
                self._report(file, stumble)

    def _report(self, file: WarcFile, stumble: Stumble) -> None:
        problem = Problem(file.name, stumble.offset, stumble.fault, stumble.reason)
        if problem not in self._reported:
            self._reported.add(problem)
            self.problems.append(problem)


class _Few:
    """Files with few records are read once, however large those are: what was seen in them takes little memory.

    Others are read as often as they are asked for.
    """

    def __init__(self) -> None:
        self._seen: dict[tuple[WarcFile, int, int], list[Seen]] = {}

    def seen(self, file: WarcFile, scanning: Callable[[], Iterator[Seen]]) -> Iterator[Seen]:
        about = file.path.stat()
        key = file, about.st_mtime_ns, about.st_size
        if key in self._seen:
            yield from self._seen[key]
            return
        few: list[Seen] | None = []
        for seen in scanning():
            if few is not None:
                few.append(seen)
                few = few if len(few) <= _FEW else None
            yield seen
        if few is not None and len(self._seen) < _MOST_FILES:
            self._seen[key] = few


class _Survey:
    """What the records of an archive say of each other."""

    def __init__(self) -> None:
        self.info: list[dict[str, str]] = []
        self.kinds: Counter[str] = Counter()
        self.requests = Requests()
        self.segments = Segments()
        self.wanted = _Wanted()

    def see(self, seen: Seen, file: WarcFile) -> None:
        self.kinds[seen.kind] += 1
        if seen.info is not None:
            fields = {"warc_file": file.name}
            for name, value in seen.info.items():
                fields[name] = f"{fields[name]}, {value}" if name in fields else value
            self.info.append(fields)
        if seen.part is not None:
            self.segments.see(seen.kind, seen.part, file.byte_range, seen.offset, seen.nth)
        key = file.byte_range, seen.offset, seen.record_id
        self.requests.see(seen.kind, key, seen.about, seen.concurrent, seen.asked)
        if seen.capture is not None and seen.capture.record_type == "revisit":
            self.wanted.see(seen.capture)


def _settled(seen: Seen, file: WarcFile, survey: _Survey) -> Capture | None:
    """The capture with what other records say of it; None of a damaged one, which was reported.

    Raises:
        RecordError: no capture can be made of the record.
    """
    if seen.error is not None:
        raise RecordError(*seen.error)
    continued = survey.segments.after(seen.part) if seen.part is not None else ()
    if seen.capture is None:
        return None
    request = survey.requests.of((file.byte_range, seen.offset, seen.record_id), seen.concurrent)
    if not continued and request is None:
        return seen.capture
    asked = request or Asked("")
    return replace(
        seen.capture,
        continued=continued,
        body_digest=b"" if continued else seen.capture.body_digest,
        method=asked.method or None,
        request_body=asked.body,
    )


class _Wanted:
    """How revisits name what they are of. Of an archive of a year all but these few captures need no index."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.dates: set[tuple[str, datetime]] = set()
        self.digests: set[str] = set()

    def see(self, revisit: Capture) -> None:
        if revisit.refers_to_id:
            self.ids.add(revisit.refers_to_id)
        if revisit.refers_to_date is not None:
            self.dates.add((revisit.refers_to_url or revisit.url, revisit.refers_to_date))
        self.digests.add(plain(revisit.payload_digest or ""))


class _Originals:
    """Captures that revisits may refer to, by the three ways they do."""

    def __init__(self, wanted: _Wanted) -> None:
        self._wanted = wanted
        self._by_id: dict[str, list[Capture]] = {}
        self._by_date: dict[tuple[str, datetime], list[Capture]] = {}
        self._by_digest: dict[tuple[str, str], Capture] = {}

    def see(self, capture: Capture) -> None:
        wanted = self._wanted
        if capture.record_id in wanted.ids:
            self._by_id.setdefault(capture.record_id, []).append(capture)
        if (capture.url, capture.captured_at) in wanted.dates:
            self._by_date.setdefault((capture.url, capture.captured_at), []).append(capture)
        if capture.payload_digest and capture.record_type != "revisit":
            digest = plain(capture.payload_digest)
            if digest in wanted.digests:
                for key in ((digest, capture.url), (digest, "")):  # the oldest at an address, and anywhere
                    self._by_digest[key] = min(capture, self._by_digest.get(key, capture), key=_age)

    def find(self, revisit: Capture) -> Capture | None:
        """By record, else by address and date, else by digest: same address first, then the oldest.

        A revisit may refer to another one, and that to what both are revisits of.
        """
        visited = {revisit}
        original = self._named(revisit)
        while original is not None and original.record_type == "revisit" and original not in visited:
            visited.add(original)
            original = self._named(original)
        if original is not None and original.record_type != "revisit":
            return original
        digest = plain(revisit.payload_digest or "")
        return self._by_digest.get((digest, revisit.url)) or self._by_digest.get((digest, ""))

    def _named(self, revisit: Capture) -> Capture | None:
        if known := self._by_id.get(revisit.refers_to_id or ""):
            return _of_digest(known, revisit)  # one identifier may have been given to two records
        if revisit.refers_to_date is None:
            return None
        then = self._by_date.get((revisit.refers_to_url or revisit.url, revisit.refers_to_date))
        # Dates of WARC 1.0 are to the second, in which an address may have been captured twice.
        return _of_digest(then, revisit) if then else None


def body_key(original: Capture) -> tuple[str, ...] | None:
    """What `Archive.body` makes of a record depends on, without its bytes: two with the same key have the same body.

    None where only reading can tell.
    """
    if not original.body_digest or original.truncated or original.continued:
        return None
    framing = [f"{name}: {value}" for name, value in original.headers if name.lower() in _FRAMING]
    http = "" if original.status is None else "http"
    below = "" if original.rewritten_below is None else f"below {original.rewritten_below}"
    return original.body_digest.hex(), http, below, *framing


def capture_at(path: Path, name: str, offset: int, record_id: str) -> Capture:
    """One capture at the place that an index names; `name` is what the archive calls the file.

    Raises:
        ArchiveError: it is not there, or is damaged.
    """
    byte_range, faults = ByteRange(path), list[str]()
    for record in records(byte_range, lambda _, fault: faults.append(fault), offset):
        if record.offset != offset:
            break
        if record.kind in CAPTURES and bare_id(record.get("WARC-Record-ID") or "") == record_id:
            try:
                return capture_of(record, name, byte_range)
            except RecordError as error:
                raise ArchiveError(f"{name} at byte {offset}: {error}") from error
    raise ArchiveError(faults[0] if faults else f"{name} at byte {offset}: the record {record_id} is not there")


def _age(capture: Capture) -> tuple[datetime, str]:
    return capture.captured_at, capture.record_id


def _of_digest(captures: list[Capture], revisit: Capture) -> Capture:
    """Of several, one with the same digest, and rather an original than another revisit."""
    if len(captures) == 1:
        return captures[0]
    wanted = plain(revisit.payload_digest or "")
    others = [c for c in captures if c != revisit] or captures
    return min(others, key=lambda c: (plain(c.payload_digest or "") != wanted, c.record_type == "revisit"))


def _payload(block: Iterator[bytes]) -> Iterator[bytes]:
    """What follows the head of the final response; nothing of a record whose head has no end within reason."""
    data, sought = b"", 0
    for piece in block:
        data += piece
        if len(data) < 2 * sought:
            continue
        _, message = split_interim(data)
        length = head_length(message)
        if length is not None:
            yield message[length:]
            yield from block
            return
        if len(data) > LONGEST_HEAD:
            raise BodyError(f"no end of an HTTP head within {LONGEST_HEAD} bytes; not read")
        sought = len(data)
    _, message = split_interim(data)
    yield message[head_length(message) or len(message) :]


def _unchunked(capture: Capture, payload: Iterator[bytes]) -> Iterator[bytes]:
    """Recorders that took the chunks off often left the header standing, so the bytes decide."""
    dechunker = Dechunker()
    begun = False
    for piece in filter(None, payload):
        try:
            body = dechunker.feed(piece)
        except FramingError as error:
            if begun or dechunker.chunks:
                raise BodyError(f"the chunked body is broken: {error}") from error
            yield piece
            yield from payload
            return
        begun = True
        yield body
        if dechunker.done:
            return
    if begun and not capture.truncated:
        raise BodyError("the chunked body ends before its last chunk")


def _unchunked_again(capture: Capture, body: Iterator[bytes]) -> Iterator[bytes]:
    """Recorders that write chunks round the server's own leave two layers; no page begins as the inner one does."""
    begin = b""
    for piece in body:
        begin += piece
        if len(begin) >= _SHOWS_CHUNKS:
            break
    whole = chain([begin], body)
    yield from _unchunked(capture, whole) if _CHUNKS_OF_A_PAGE.match(begin) else whole


def _as_announced(capture: Capture, payload: Iterator[bytes]) -> Iterator[bytes]:
    """A payload that has no fewer bytes than its Content-Length says: more mean that a recorder changed it."""
    announced = whole_number((capture.header("content-length") or "").split(",")[0].strip())
    size = 0
    for piece in payload:
        size += len(piece)
        yield piece
    if announced is not None and size < announced:
        raise BodyError(f"{size} of the {announced} bytes that Content-Length announces; not read")


def _place(capture: Capture) -> str:
    return f"{capture.warc_file} at byte {capture.warc_offset}"
