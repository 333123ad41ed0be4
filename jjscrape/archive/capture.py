"""What is known of one capture without reading its body."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003  (dataclass fields are read at run time)
from pathlib import Path

from jjscrape.archive.byte_range import ByteRange
from jjscrape.archive.http import first
from jjscrape.archive.segments import Segment  # noqa: TC001  (as above)

_OK = 200


@dataclass(frozen=True, slots=True)
class Capture:
    """One response, revisit or resource record.

    `record_id` is the bare UUID of a `urn:uuid:` identifier, else the identifier as it stands. `captured_at` is
    in UTC. `status` and `reason` are None for resources and for responses that are not HTTP. `payload_digest` is
    as recorded. `warc_file` is the name that `WarcFile` gives the file, `warc_offset` the offset of the gzip member, or
    of the record in a file that is not compressed. `rewritten_below` is None for a body as the site sent it, else where
    a web archive's links within it begin, which `Archive.body` takes out. `crawl` names the crawl it is of, where
    somebody has told that. `method` is that of the request where it was not GET, and `request_body` what it sent, as an
    index spells it. `nth` counts the records before it in a gzip member that holds several. `told_apart` is what it is
    called where its record's identifier is that of another record, too. `continued` are the records that go on with
    its block, where it was written in segments. `confirms` is the capture that this one, a 304, says is unchanged, once
    that was looked for. `body_digest` is of what the record itself stores behind the head, chunks and codings as they
    came: computed from the bytes, whatever `payload_digest` says of them, and empty where that was not done.
    `headers_digest` is of all headers, where `headers` has not all of them.
    """

    record_id: str
    record_type: str
    url: str
    captured_at: datetime
    status: int | None
    reason: str | None
    headers: tuple[tuple[str, str], ...]
    media_type: str | None
    payload_digest: str | None
    warc_file: str
    warc_offset: int
    refers_to_url: str | None = None
    refers_to_date: datetime | None = None
    refers_to_id: str | None = None
    truncated: bool = False
    rewritten_below: str | None = None
    crawl: str = ""
    method: str | None = None
    request_body: str = ""
    nth: int = 0
    told_apart: str = ""
    continued: tuple[Segment, ...] = ()
    confirms: Capture | None = field(default=None, compare=False, repr=False)
    byte_range: ByteRange = field(default_factory=lambda: ByteRange(Path()), compare=False, repr=False)
    headers_digest: bytes = field(default=b"", compare=False, repr=False)
    body_digest: bytes = field(default=b"", compare=False, repr=False)

    @property
    def id(self) -> str:
        """What a dataset calls it: its record's identifier, unless another record has that, too."""
        return self.told_apart or self.record_id

    @property
    def got(self) -> bool:
        """Whether it is what GET got, as far as is known. The answer to anything else is no page and no file."""
        return self.method in (None, "GET")

    @property
    def served(self) -> bool:
        """Whether it holds what the site had there: an answer with 200, a resource, or a 304 that confirms one."""
        return (
            self.status == _OK or self.confirms is not None or (self.status is None and self.record_type == "resource")
        )

    @property
    def shown(self) -> Capture:
        """The capture whose head tells of the body: of a 304 that of the page which it says is unchanged."""
        return self.confirms or self

    def header(self, name: str) -> str | None:
        """The first value of an HTTP header, whatever the case of its name."""
        return first(self.headers, name)
