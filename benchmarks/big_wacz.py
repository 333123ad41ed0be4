"""A WACZ of more than four gigabytes, where offsets no longer fit into 32 bits and no machine should hold it in memory.

    python benchmarks/big_wacz.py [--gib 4.4] [--folder DIR] [--wacz PROGRAM]

Makes an archive of noise, packs it, checks it with our verification and with Python's zipfile, unzip and py-wacz where
there are such, reads a record near its end, and prints times and peak memory beside those of copying the same bytes and
taking their SHA-256. Each step is a process of its own, whose peak is the kernel's figure. Needs about three times the
size on disk (four with py-wacz, which unpacks); everything is deleted at the end.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from jjscrape.archive.exchange import Exchange
from jjscrape.archive.reader import Archive
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.demo import DemoSite
from jjscrape.operate.packing import pack
from jjscrape.verify.verification import verify

if TYPE_CHECKING:
    from collections.abc import Callable

CRAWL = "20261122T102600Z"
ORIGIN = "http://jamandjustice-rjc.org"
FIRST = datetime(2026, 11, 22, 10, 26, tzinfo=UTC)
BODY = 14 * 1024 * 1024
EVERY = 10  # responses for each page of HTML, so that there are pages to list
GIB, MIB = 1 << 30, 1 << 20
Step = tuple[str, "Callable[[], str]"]


def a_page() -> bytes:
    """A post of the demo site, with a place for a number in its title."""
    site = DemoSite()
    path = next(row["path"] for row in site.truth() if row["kind"] == "blog")
    site.edit(path, title="Number")
    return site.respond("GET", path, []).body


PAGE = a_page()


def noise(number: int) -> bytes:
    return random.Random(number).randbytes(BODY)


def url_of(number: int) -> str:
    return f"{ORIGIN}/sites/default/files/noise-{number}.pdf"


def exchange(number: int) -> Exchange:
    page = number % EVERY == 0
    url = f"{ORIGIN}/blog/page-{number}" if page else url_of(number)
    body = PAGE.replace(b"Number", str(number).encode()) if page else noise(number)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {'text/html' if page else 'application/pdf'}\r\n"
    return Exchange(
        url=url,
        method="GET",
        request=f"GET {url.removeprefix(ORIGIN)} HTTP/1.1\r\nHost: jamandjustice-rjc.org\r\n\r\n".encode(),
        response=f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body,
        captured_at=FIRST + timedelta(seconds=number),
    )


def make(data: Path, size: int) -> str:
    folder, number = data / "archive" / CRAWL, 0
    with ArchiveWriter(folder, "crawl", "big_wacz", {"site": "jamandjustice"}) as writer:
        while writer.size < size or number % EVERY:  # the last response is noise
            writer.write(exchange(number))
            number += 1
        told = {"archive": {"records": writer.records, "bytes": writer.size}, "last": number - 1}
    (folder / "run.json").write_text(json.dumps(told) + "\n", encoding="utf-8")
    files = len(list(folder.glob("*.warc.gz")))
    return f"{writer.size / GIB:.2f} GiB in {files} WARC files, {number} responses"


def copied(data: Path) -> str:
    """What packing has to do at the least: every byte read, hashed, written."""
    target, digest = data / "copy", hashlib.sha256()
    target.mkdir()
    for path in sorted((data / "archive").rglob("*.warc.gz")):
        shutil.copyfile(path, target / path.name)
        with path.open("rb") as stream:
            while piece := stream.read(MIB):
                digest.update(piece)
    shutil.rmtree(target)
    return digest.hexdigest()[:8]


def packed(data: Path) -> str:
    done = pack(data, site_name="jamandjustice")
    return f"{done.size / GIB:.2f} GiB, {done.contents.captures} captures, {done.contents.pages} pages"


def verified(data: Path) -> str:
    report = verify([data / "archive.wacz"])
    assert not report.faults, report.faults
    return f"no fault in {len(report.checked)} files"


def read_back(data: Path) -> str:
    """The last response of noise, through the WACZ, held against the noise."""
    summary = json.loads((data / "archive" / CRAWL / "run.json").read_text("utf-8"))
    archive = Archive([data / "archive.wacz"])
    *_, last = archive.captures()
    at = last.byte_range.begin + last.warc_offset
    assert at > 1 << 32, at
    assert (last.url, archive.body(last)) == (url_of(summary["last"]), noise(summary["last"]))
    return f"at byte {at} ({at / (1 << 32):.3f} of 2^32)"


def by_zipfile(data: Path) -> str:
    with zipfile.ZipFile(data / "archive.wacz") as file:
        assert file.testzip() is None
        return f"{len(file.infolist())} entries"


def by(*words: object) -> str:
    done = subprocess.run([*map(str, words)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
    return next(line for line in reversed((done.stdout + done.stderr).splitlines()) if line.strip())[:70]


def steps(data: Path, size: int, wacz: str | None) -> list[Step]:
    path = data / "archive.wacz"
    found: list[Step] = [
        ("make the archive", lambda: make(data, size)),
        ("copy and hash", lambda: copied(data)),
        ("pack", lambda: packed(data)),
        ("verify", lambda: verified(data)),
        ("read a late record", lambda: read_back(data)),
        ("zipfile.testzip", lambda: by_zipfile(data)),
    ]
    if unzip := shutil.which("unzip"):
        found.append(("unzip -t", lambda: by(unzip, "-t", path)))
    if wacz:
        found.append(("py-wacz validate", lambda: by(wacz, "validate", "-f", path)))
    return found


def measured(step: Callable[[], str]) -> tuple[float, int, str]:
    """Seconds, peak memory in bytes (of the process, or of the program it ran), and what the step says."""

    def run() -> None:
        try:
            begun = time.perf_counter()
            said = step()
            taken = time.perf_counter() - begun
            own, ran = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
            there.send((taken, (ran or own) * 1024, said))
        except Exception as error:  # noqa: BLE001  (told, and the bytes are deleted all the same)
            there.send((0.0, 0, f"FAILED: {error!r}"[:300]))

    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    found: tuple[float, int, str] = here.recv()
    process.join()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gib", type=float, default=4.4)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--wacz", default=shutil.which("wacz"))
    given = parser.parse_args()
    base, failed = 0.0, False
    with tempfile.TemporaryDirectory(prefix="big-wacz-", dir=given.folder) as folder:
        os.environ["TMPDIR"] = folder  # py-wacz unpacks into a folder that it may leave behind
        print("| step | seconds | of copy and hash | peak memory | result |\n| --- | ---: | ---: | ---: | --- |")
        for name, step in steps(Path(folder), int(given.gib * GIB), given.wacz):
            seconds, peak, said = measured(step)
            base = seconds if name == "copy and hash" else base
            failed = failed or said.startswith("FAILED")
            share = f"{seconds / base:.1f}" if base else ""
            print(f"| {name} | {seconds:.1f} | {share} | {peak / MIB:.0f} MiB | {said} |", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
