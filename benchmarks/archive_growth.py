"""How the work of `verify`, of an index and of a build grows with the number of records: calls made and bytes read.

Counting takes no clock, so that the figures are the same on every machine.
`python benchmarks/archive_growth.py 1000 10000` prints a table, for more records too; what grows in step with them has
the same figures for each in every column. `--corpus NAME` prints the rows of one, `--clock` seconds of processor time
in place of counts, which takes a tenth of the time.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import tempfile
import time
import uuid
from contextlib import contextmanager, suppress
from cProfile import Profile
from pathlib import Path
from typing import TYPE_CHECKING

from written import bgzip

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.index import write_index
from jjscrape.archive.reader import Archive
from jjscrape.harvest.gather import harvest
from jjscrape.site import load_site
from jjscrape.verify.verification import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

HOST = "http://jamandjustice-rjc.org"
FIELDS = "WARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{id}>\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
HEAD = (
    "WARC/1.1\r\n"
    + FIELDS
    + "{more}Content-Type: application/http; msgtype=response\r\nContent-Length: {length}\r\n\r\n"
)
BODY = b"HTTP/1.1 404 Not Found\r\nContent-Length: 402\r\n\r\nno" + hashlib.shake_256(b"no").hexdigest(200).encode()
DATE = "2024-03-01T10:00:00Z"


def record(
    number: int, *, kind: str = "response", date: str = DATE, url: str = "", more: str = "", length: int = 0
) -> bytes:
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{number}")
    values = {"kind": kind, "id": name, "url": url or f"{HOST}/{number}", "date": date, "more": more}
    return HEAD.format(**values, length=length or len(BODY)).encode() + BODY + b"\r\n\r\n"


def revisit(number: int) -> bytes:
    profile = "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\n"
    digest = f"{profile}WARC-Payload-Digest: sha1:{'A' * 32}\r\n"
    return (
        record(number, kind="revisit", more=digest) if number % 2 else record(number, more=digest.removeprefix(profile))
    )


CORPORA: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "sound": ("a.warc.gz", lambda number: gzip.compress(record(number), mtime=0)),
    "bad dates": ("a.warc.gz", lambda number: gzip.compress(record(number, date="yesterday"), mtime=0)),
    "damaged members": ("a.warc.gz", lambda number: gzip.compress(record(number), mtime=0)[:-9] + bytes(9)),
    "wrong lengths": ("a.warc", lambda number: record(number, length=len(BODY) + 40)),
    "lengths of no number": (
        "a.warc",
        lambda number: record(number).replace(b"Content-Length: 4", b"Content-Length: x", 1),
    ),
    "revisits of one digest": ("a.warc.gz", lambda number: gzip.compress(revisit(number), mtime=0)),
    "one identifier": ("a.warc.gz", lambda number: gzip.compress(record(7, url=f"{HOST}/{number}"), mtime=0)),
    "one member for all": ("a.warc.gz", record),
    "gzip in blocks": ("a.warc.gz", record),
    "one address and second": ("a.warc.gz", lambda number: gzip.compress(record(number, url=HOST), mtime=0)),
}


TOGETHER: dict[str, Callable[[Iterable[bytes]], Iterable[bytes]]] = {
    "one member for all": lambda records: [gzip.compress(b"".join(records), 1, mtime=0)],
    "gzip in blocks": lambda records: [bgzip(b"".join(records), 3000)],
}
"""How the records become a file where they are not written as they are."""


class _Counted(io.BufferedReader):
    read_bytes = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        _Counted.read_bytes += len(data)
        return data


@contextmanager
def counted() -> Iterator[dict[str, int]]:
    """Calls of functions, and bytes read of WARC files, while the block runs."""
    found = {"calls": 0, "bytes": 0}
    calls = Profile()
    plain = Path.open

    def open_path(self: Path, mode: str = "r", *arguments: object, **more: object) -> object:
        if mode == "rb" and ".warc" in self.name:
            return _Counted(io.FileIO(self, "rb"))
        return plain(self, mode, *arguments, **more)  # type: ignore[call-overload]

    Path.open = open_path  # type: ignore[assignment,method-assign]
    _Counted.read_bytes = 0
    calls.enable()
    try:
        yield found
    finally:
        calls.disable()
        found["calls"] = sum(function.callcount for function in calls.getstats())
        Path.open = plain  # type: ignore[method-assign]
        found["bytes"] = _Counted.read_bytes


def bodies(folder: Path) -> None:
    """Every body, in another order than the file has."""
    archive = Archive([folder])
    for capture in sorted(archive.captures(), key=lambda capture: capture.record_id):
        with suppress(ArchiveError):
            archive.body(capture)


def works(folder: Path) -> dict[str, Callable[[], object]]:
    site = load_site("jamandjustice")
    return {
        "verify": lambda: verify([folder]),
        "index": lambda: write_index(folder),
        "build": lambda: harvest(Archive([folder]), site),
        "bodies": lambda: bodies(folder),
    }


def write(corpus: str, count: int, folder: Path) -> None:
    name, make = CORPORA[corpus]
    folder.mkdir()
    with (folder / name).open("wb") as stream:
        records = (make(number) for number in range(count))
        stream.writelines(TOGETHER[corpus](records) if corpus in TOGETHER else records)


def measure(corpus: str, count: int, folder: Path) -> dict[str, dict[str, int]]:
    """Calls and bytes by the work that took them."""
    write(corpus, count, folder)
    found = {}
    for work, do in works(folder).items():
        with counted() as counts:
            do()
        found[work] = counts
    return found


def clocked(corpus: str, count: int, folder: Path) -> dict[str, float]:
    """Seconds of processor time by the work that took them."""
    write(corpus, count, folder)
    found = {}
    for work, do in works(folder).items():
        began = time.process_time()
        do()
        found[work] = time.process_time() - began
    return found


def main(counts: list[int], corpora: list[str], *, clock: bool) -> None:
    print(f"| records | work | {' | '.join(f'{count:,}' for count in counts)} |")
    print(f"| --- | --- | {' | '.join('---:' for _ in counts)} |")
    with tempfile.TemporaryDirectory() as folder:
        for corpus in corpora if clock else ():
            taken = [clocked(corpus, count, Path(folder) / f"{corpus}{count}") for count in counts]
            for work in taken[0]:
                print(f"| {corpus} | {work} | {' | '.join(f'{one[work]:.2f} s' for one in taken)} |", flush=True)
        for corpus in corpora if not clock else ():
            told = [measure(corpus, count, Path(folder) / f"{corpus}{count}") for count in counts]
            for work in told[0]:
                cells = [
                    f"{one[work]['calls'] / count:,.0f} calls, {one[work]['bytes'] / count:,.0f} bytes"
                    for one, count in zip(told, counts, strict=True)
                ]
                print(f"| {corpus} | {work} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("counts", type=int, nargs="*", default=[1000, 10_000])
    options.add_argument("--corpus", choices=CORPORA, action="append")
    options.add_argument("--clock", action="store_true")
    told = options.parse_args()
    main(told.counts, told.corpus or [*CORPORA], clock=told.clock)
