"""Writing exchanges as WARC 1.1, so that a crash at any moment loses nothing that was written."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Self

from jjscrape.archive.chunked import FramingError
from jjscrape.archive.digest import ALGORITHM, label, label_of, labelled
from jjscrape.archive.exchange import Exchange, Reference, Written
from jjscrape.archive.field_values import format_date, full_id
from jjscrape.archive.flow import RECORD_END
from jjscrape.archive.http import bodiless, head_length, is_chunked, measured, parse_response_head
from jjscrape.archive.journal import OPEN, Journal
from jjscrape.archive.record_format import (
    NOT_MODIFIED_PROFILE,
    REVISIT_PROFILE,
    header,
    member,
    members,
    record,
    warc_fields,
)
from jjscrape.clock import now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

MAX_BYTES = 1_000_000_000
FORMAT = "WARC File Format 1.1"
CONFORMS_TO = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
REBUILT = ("jjscrape-capture", "rebuilt")
"""The metadata field that marks a response whose head is not the wire's."""


Fields = list[tuple[str, str | None]]
_HTTP_RESPONSE = "application/http; msgtype=response"
_WARC_FIELDS = "application/warc-fields"


class ArchiveWriter:
    """A context manager that fills `<prefix>-00000.warc.gz` and, past `max_bytes`, the next number.

    A file carries `.open` behind its name until it is closed. A folder where nothing was written stays empty.
    """

    def __init__(
        self,
        folder: Path,
        prefix: str,
        software: str,
        info: Mapping[str, str],
        max_bytes: int = MAX_BYTES,
        *,
        known: Callable[[str, str], Reference | None] | None = None,
        new_id: Callable[[], uuid.UUID] = uuid.uuid4,
        clock: Callable[[], datetime] = now,
    ) -> None:
        """Nothing is written yet.

        Args:
            folder: made when it is needed.
            prefix: how the file names start.
            software: name and version, for warcinfo.
            info: fields for warcinfo beside software, format and conformsTo, such as `robots`,
                `http-header-user-agent`, `site`.
            max_bytes: a file that has reached this size is closed before the next exchange.
            known: gives an earlier capture of the same payload (URL, payload digest), which makes a revisit.
            new_id: makes the records' identifiers.
            clock: tells the time, in UTC, for records that no exchange gives one.
        """
        self._folder = folder
        self._prefix = prefix
        self._info = {"software": software, "format": FORMAT, "conformsTo": CONFORMS_TO, **info}
        self._max_bytes = max_bytes
        self._known = known
        self._new_id = new_id
        self._clock = clock
        self._number = 0
        self._journal: Journal | None = None
        self._info_id = ""
        self.records = 0
        self.size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Sync the current file and give it its final name. A later `write` starts the next file."""
        if self._journal is not None:
            self._journal.close()
            self._journal = None

    def write(self, exchange: Exchange) -> Written:
        """Write the response (or revisit) and its request, and metadata where there is more to say.

        They go to the disk in one piece: all of them are in the file, or none. Of a response too large to be held, who
        kills the process may leave the beginning, which the next run cuts off.

        Raises:
            OSError: the disk refused; the file is as before.
        """
        journal = self._current()
        confirms = exchange.confirms
        payload_digest = confirms.digest if confirms else digest_of_payload(exchange)
        original = confirms.reference if confirms else self._original(exchange, payload_digest)
        response_id, request_id = str(self._new_id()), str(self._new_id())
        shared: Fields = [
            ("WARC-Target-URI", exchange.url),
            ("WARC-Date", format_date(exchange.captured_at)),
            ("WARC-Warcinfo-ID", full_id(self._info_id)),
        ]
        response = self._response(exchange, shared, response_id, payload_digest, original)
        others = []
        if exchange.request:
            others.append(self._request(exchange, shared, response_id, request_id))
        if exchange.interim:
            # Without a target URI: pywb's indexer would take it for a capture of the page.
            others.append(self._metadata(shared[1:], response_id, _HTTP_RESPONSE, exchange.interim))
        notes = [*([REBUILT] if exchange.rebuilt else []), *exchange.notes]
        if notes:
            others.append(self._metadata(shared, response_id, _WARC_FIELDS, warc_fields(notes)))
        offset, length, digest = self._add(journal, response, others, in_parts=exchange.more is not None)
        return Written(
            record_id=response_id,
            record_type="response" if original is None else "revisit",
            request_id=request_id if exchange.request else None,
            url=exchange.url,
            captured_at=exchange.captured_at,
            warc_file=journal.path.name,
            warc_offset=offset,
            length=length,
            digest=digest,
            payload_digest=payload_digest,
            records=1 + len(others),
            size=journal.size - offset,
        )

    def _response(
        self, exchange: Exchange, shared: Fields, record_id: str, digest: str, original: Reference | None
    ) -> Iterator[bytes]:
        fields: Fields = [
            ("WARC-Type", "response" if original is None else "revisit"),
            ("WARC-Record-ID", full_id(record_id)),
            *shared,
            ("WARC-IP-Address", exchange.ip),
        ]
        if original is not None:
            exchange = replace(exchange, response=exchange.response[: head_length(exchange.response)], more=None)
            fields += [
                ("WARC-Profile", REVISIT_PROFILE if exchange.confirms is None else NOT_MODIFIED_PROFILE),
                ("WARC-Refers-To", full_id(original.record_id)),
                ("WARC-Refers-To-Target-URI", original.url),
                ("WARC-Refers-To-Date", format_date(original.captured_at)),
            ]
        fields += [
            ("WARC-Truncated", exchange.truncated),
            ("WARC-Payload-Digest", digest),
            ("Content-Type", _HTTP_RESPONSE),
        ]
        digest, length = label_of(exchange.pieces()), sum(map(len, exchange.pieces()))
        return members(chain((header(fields, digest, length),), exchange.pieces(), (RECORD_END,)))

    def _request(self, exchange: Exchange, shared: Fields, response_id: str, record_id: str) -> bytes:
        body = exchange.request[head_length(exchange.request) or len(exchange.request) :]
        fields: Fields = [
            ("WARC-Type", "request"),
            ("WARC-Record-ID", full_id(record_id)),
            *shared,
            ("WARC-IP-Address", exchange.ip),
            ("WARC-Concurrent-To", full_id(response_id)),
            ("WARC-Payload-Digest", label(body) if body else None),
            ("Content-Type", "application/http; msgtype=request"),
        ]
        return member(record(fields, exchange.request))

    def _metadata(self, shared: Fields, concurrent_to: str | None, content_type: str, block: bytes) -> bytes:
        fields: Fields = [
            ("WARC-Type", "metadata"),
            ("WARC-Record-ID", full_id(str(self._new_id()))),
            *shared,
            ("WARC-Concurrent-To", full_id(concurrent_to) if concurrent_to else None),
            ("Content-Type", content_type),
        ]
        return member(record(fields, block))

    def _original(self, exchange: Exchange, payload_digest: str) -> Reference | None:
        """Only a whole payload that is not empty is worth a reference."""
        if self._known is None or exchange.truncated or exchange.rebuilt or payload_digest == _EMPTY:
            return None
        return self._known(exchange.url, payload_digest)

    def _add(
        self, journal: Journal, first: Iterable[bytes], others: list[bytes], *, in_parts: bool = False
    ) -> tuple[int, int, bytes]:
        """The offset of the first member, its length, and the digest of its bytes."""
        length, digest = 0, hashlib.sha256()

        def parts() -> Iterator[bytes]:
            nonlocal length
            for part in first:
                length += len(part)
                digest.update(part)
                yield part
            yield from others

        offset = journal.add_parts(parts()) if in_parts else journal.add(b"".join(parts()))
        self.records += 1 + len(others)
        self.size += journal.size - offset
        return offset, length, digest.digest()

    def _current(self) -> Journal:
        """The file to write to, begun with its warcinfo record."""
        if self._journal is not None and self._journal.size >= self._max_bytes:
            self.close()
        if self._journal is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._journal = Journal(self._free_path())
        if not self._journal.size:
            self._info_id = str(self._new_id())
            fields: Fields = [
                ("WARC-Type", "warcinfo"),
                ("WARC-Record-ID", full_id(self._info_id)),
                ("WARC-Date", format_date(self._clock())),
                ("WARC-Filename", self._journal.path.name),
                ("Content-Type", _WARC_FIELDS),
            ]
            self._add(self._journal, [member(record(fields, warc_fields(self._info.items())))], [])
        return self._journal

    def _free_path(self) -> Path:
        """The next number that no file has: a killed process may have left some in the folder."""
        while True:
            path = self._folder / f"{self._prefix}-{self._number:05d}.warc.gz"
            self._number += 1
            if not path.exists() and not path.with_name(path.name + OPEN).exists():
                return path


def digest_of_payload(exchange: Exchange) -> str:
    """The payload digest: over the body free of chunks, its content coding kept (ISO 28500, 5.9).

    Of a body whose framing is broken it is over the bytes as they are.
    """
    start = head_length(exchange.response)
    if start is None:
        return _EMPTY
    head = parse_response_head(exchange.response[:start])

    def body() -> Iterator[bytes]:
        return replace(exchange, response=exchange.response[start:]).pieces()

    if head is not None and is_chunked(head.headers) and not bodiless(exchange.method, head.status):
        digest = hashlib.new(ALGORITHM, usedforsecurity=False)
        try:
            measured(head, exchange.method, body(), digest.update)
        except FramingError:
            pass
        else:
            return labelled(digest.digest())
    return label_of(body())


_EMPTY = label(b"")
