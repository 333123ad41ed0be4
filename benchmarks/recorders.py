"""Files as a dozen recorders write them, sound and broken, and whether `jjscrape verify` tells the two apart.

Nothing is copied: each habit is written anew from what is known of the program. `python benchmarks/recorders.py` prints
how many files are found fault with, by `gzip -t`, FastWARC and `warcio check` too, and whether a repair lost a record.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import hashlib
import io
import subprocess
import sys
import tempfile
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.checker import Checker
from written import arc, base32, http, info, members, page, record

from jjscrape.verify.verification import verify

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORDERS = (
    *("wget", "warcio", "FastWARC", "Heritrix", "Browsertrix", "warcprox", "Save Page Now", "ArchiveTeam", "Hanzo"),
    *("Webrecorder", "JWAT", "old ARC"),
)
DATE = "2024-03-01T10:00:00Z"
PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


class File(NamedTuple):
    """`suffix` ends the name that the file is given; `sound` says whether there is a fault to find in it."""

    name: str
    suffix: str
    data: bytes
    sound: bool


def answer(recorder: str, number: int) -> tuple[bytes, bytes]:
    """The block of a capture, and the payload that its digest is over."""
    body = page(f"Page {number} of {recorder}")
    match recorder:
        case "Browsertrix" if number % 3 == 1:
            return http(b"", f"Location: /{number}", status="301 Moved Permanently", length=707), b""
        case "Hanzo":
            return http(body, *(["Content-Encoding: gzip"] if number % 2 else []), length=len(body) // 3), body
        case "Webrecorder" if number % 2:
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
            return head + body, body
        case "wget" | "Heritrix" if number % 2:
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
            chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
            return head + chunks, chunks
        case "warcio" if number % 2:
            packed = gzip.compress(body, mtime=0)
            return http(packed, "Content-Encoding: gzip"), packed
    return http(body), body


def capture(recorder: str, number: int, version: str, **more: str | None) -> list[bytes]:
    """The records of one exchange."""
    block, payload = answer(recorder, number)
    hexadecimal = recorder in ("Browsertrix", "FastWARC")
    digest = f"sha256:{hashlib.sha256(payload).hexdigest()}" if hexadecimal else base32(payload)
    fields: dict[str, str | None] = {"WARC_Payload_Digest": digest}
    if recorder in ("warcio", "wget", "Webrecorder"):
        fields["WARC_Block_Digest"] = base32(block)
    path, url = f"/{number}", f"http://jamandjustice-rjc.org/{number}"
    if recorder == "wget" and version == "WARC/1.0":
        fields["WARC_Target_URI"] = f"<{url}>"
    if recorder == "Heritrix" and version == "WARC/0.18":
        fields["WARC_Block_Digest"] = None
    found = [record(block, path, version=version, **(fields | more))]
    request = b"GET %s HTTP/1.1\r\nHost: jamandjustice-rjc.org\r\n" % path.encode()
    if recorder not in ("JWAT", "FastWARC"):
        end = b"" if recorder == "Save Page Now" else b"\r\n"
        found.append(record(request + end, path, "request", version=version))
    if recorder == "warcprox" and number % 4 == 3:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
        found.append(
            record(
                head, path, "revisit", "2024-03-08T10:00:00Z", version=version, WARC_Profile=PROFILE,
                WARC_Payload_Digest=str(fields["WARC_Payload_Digest"]), WARC_Refers_To_Target_URI=url,
                WARC_Refers_To_Date=DATE,
            )
        )  # fmt: skip
    if recorder == "Heritrix":
        found.append(
            record(b"fetchTimeMs: 7\r\n", path, "metadata", version=version, Content_Type="application/warc-fields")
        )
    if recorder == "JWAT" and number % 3 == 0:
        found.append(record(page(), f"/resource/{number}", "resource", version=version, Content_Type="text/html"))
    return found


@cache
def _trained() -> zstd.ZstdDict:
    return zstd.train_dict([record(http(page(f"Sample {n} of words {n * 7}")), f"/{n}") for n in range(200)], 4096)


def put_together(recorder: str, records: list[bytes], form: int) -> tuple[str, bytes]:
    """The end of the file's name, and the file."""
    if recorder == "ArchiveTeam":
        dictionary = _trained() if form else None
        start = b""
        if dictionary is not None:
            content = dictionary.dict_content if form == 1 else zstd.compress(dictionary.dict_content)
            start = b"\x5d\x2a\x4d\x18" + len(content).to_bytes(4, "little") + content
        return ".warc.zst", start + b"".join(zstd.compress(one, zstd_dict=dictionary) for one in records)
    return (".warc", b"".join(records)) if form == 1 else (".warc.gz", members(*records))


def versions(recorder: str) -> tuple[str, ...]:
    return ("WARC/0.18", "WARC/1.0") if recorder == "Heritrix" else ("WARC/1.0", "WARC/1.1")


def sound() -> Iterator[File]:
    for recorder in RECORDERS[:-1]:
        for version, form, count in product(versions(recorder), range(3), (1, 3, 5)):
            if form == 2 and recorder != "ArchiveTeam":
                continue
            records = [info(version), *(one for n in range(1, count + 1) for one in capture(recorder, n, version))]
            suffix, data = put_together(recorder, records, form)
            yield File(f"{recorder} {version[5:]} {form} {count}", suffix, data, sound=True)
    for count, digits, block in product(range(1, 8), ("20040511100000",), (True, False)):
        captures = [(f"/{n}", digits, http(page(f"Page {n}"))) for n in range(count)]
        data = arc(*captures, version_block=block)
        yield File(f"old ARC {count} {block}", ".arc", data, sound=True)
        yield File(f"old ARC {count} {block} members", ".arc.gz", _arc_members(captures, block=block), sound=True)


def _arc_members(captures: list[tuple[str, str, bytes]], *, block: bool) -> bytes:
    start = arc()
    return members(*([start] if block else []), *(arc(one, version_block=False) for one in captures))


def broken() -> Iterator[File]:
    for recorder in RECORDERS[:-1]:
        for version, form in product(versions(recorder), (0, 1)):
            whole = [capture(recorder, n, version) for n in (1, 2, 3)]
            for name, records in _breakages(recorder, version, whole):
                suffix, data = put_together(recorder, [info(version), *records], form)
                yield File(f"{recorder} {version[5:]} {form}: {name}", suffix, data, sound=False)
            suffix, data = put_together(recorder, [info(version), *(one for part in whole for one in part)], form)
            for name, spoilt in _spoilt(data, form or recorder == "ArchiveTeam"):
                yield File(f"{recorder} {version[5:]} {form}: {name}", suffix, spoilt, sound=False)
    for count in range(1, 6):
        captures = [(f"/{n}", "20040511100000", http(page(f"Page {n}"))) for n in range(count)]
        data = arc(*captures)
        yield File(f"old ARC {count}: cut", ".arc", data[:-40], sound=False)
        yield File(f"old ARC {count}: zeros", ".arc", data + bytes(512), sound=False)
        yield File(
            f"old ARC {count}: date",
            ".arc",
            data.replace(b" 20040511100000 text/html", b" 20041311100000 text/html", 1),
            sound=False,
        )
        yield File(
            f"old ARC {count}: status", ".arc", data.replace(b"HTTP/1.1 200 OK", b"HTTX/1.1 200 OK", 1), sound=False
        )
        yield File(f"old ARC {count}: members cut", ".arc.gz", _arc_members(captures, block=True)[:-9], sound=False)


def _breakages(recorder: str, version: str, whole: list[list[bytes]]) -> Iterator[tuple[str, list[bytes]]]:
    """One record of the second exchange written wrongly, and the others as they were."""
    first, _, last = whole
    wrong: dict[str, dict[str, str | None]] = {
        "no date": {"WARC_Date": None},
        "a word for a date": {"WARC_Date": "yesterday"},
        "no identifier": {"WARC_Record_ID": None},
        "another payload's digest": {"WARC_Payload_Digest": base32(b"another")},
        "half a digest": {"WARC_Payload_Digest": "sha1:ABC"},
        "no address": {"WARC_Target_URI": None},
        "a length beyond": {"Content_Length": "999999"},
    }
    for name, fields in wrong.items():
        yield name, [*first, *capture(recorder, 2, version, **fields), *last]
    block, _ = answer(recorder, 2)
    cut = record(block.replace(b"HTTP/1.1", b"HTTX/1.1", 1), "/2", version=version)
    yield "no status line", [*first, cut, *last]


def _spoilt(data: bytes, plain: object) -> Iterator[tuple[str, bytes]]:
    yield "cut", data[:-25]
    yield "zero bytes behind", data + bytes(2048)
    middle = len(data) // 2
    if not plain:
        yield "a hole", data[: middle - 8] + bytes(16) + data[middle + 8 :]
        yield "a byte too much", data[:-4] + b"!" + data[-4:]


def readable(path: Path) -> int:
    """Records that FastWARC reads whole; it knows no zstd in this form, and ends at what it can't read."""
    if path.suffix not in (".gz", ".warc") or ".arc" in path.suffixes:
        return 0
    try:
        found = ArchiveIterator(io.BytesIO(path.read_bytes()), parse_http=False)
        return sum(len(one.reader.read()) == one.content_length for one in found)
    except Exception:  # noqa: BLE001  (whatever it raises, there is no more)
        return 0


def judged(file: File, folder: Path) -> tuple[bool, bool]:
    """Whether the verdict is right, and whether a repair left as many records as there were."""
    folder.mkdir(exist_ok=True)
    path = folder / f"file{file.suffix}"
    path.write_bytes(file.data)
    right = bool(verify([path]).faults) is not file.sound
    before = readable(path)
    verify([path], repair=True)
    kept = path.is_file() and readable(path) >= before and (not file.sound or path.read_bytes() == file.data)
    for left in folder.iterdir():
        left.unlink()
    return right, kept


TOOLS = ("jjscrape verify", "gzip -t", "FastWARC", "warcio check")


def noticed(file: File, folder: Path) -> dict[str, bool | None]:
    """Whether each tool finds fault with a file; None where it has no business with its form."""
    folder.mkdir(exist_ok=True)
    path = folder / f"file{file.suffix}"
    path.write_bytes(file.data)
    warc = ".warc" in file.suffix and not file.suffix.endswith(".zst")
    said = {
        "jjscrape verify": bool(verify([path]).faults),
        "gzip -t": gzip_says(file) if file.suffix.endswith(".gz") else None,
        "FastWARC": fastwarc_says(file.data) if warc else None,
        "warcio check": warcio_says(path) if not file.suffix.endswith(".zst") else None,
    }
    path.unlink()
    return said


def gzip_says(file: File) -> bool:
    done = subprocess.run(["gzip", "-t"], input=file.data, capture_output=True, check=False)
    return done.returncode != 0


def fastwarc_says(data: bytes) -> bool:
    """Whether a record can't be read whole, or lacks the digests that it names."""
    try:
        for one in ArchiveIterator(io.BytesIO(data), parse_http=False, strict_mode=True):
            if one.headers.get("WARC-Block-Digest") and not one.verify_block_digest():
                return True
            if one.headers.get("WARC-Payload-Digest") and one.record_type == WarcRecordType.response:
                one.parse_http()
                if not one.verify_payload_digest():
                    return True
            elif len(one.reader.read()) < one.content_length:
                return True
    except Exception:  # noqa: BLE001  (whatever it raises, it found something)
        return True
    return False


def warcio_says(path: Path) -> bool:
    """What `warcio check` says, without a process for each file."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            return bool(Checker(argparse.Namespace(inputs=[str(path)], verbose=False)).process_all())
        except Exception:  # noqa: BLE001  (an error is a fault that was found)
            return True


def main() -> None:
    print("| files | number | " + " | ".join(f"`{tool}`" for tool in TOOLS) + " | records lost by a repair |")
    print("| --- | ---: " + "| ---: " * len(TOOLS) + "| ---: |")
    wrong = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "one"
        for kind, files in (("sound", list(sound())), ("broken", list(broken()))):
            outcomes = [(file, noticed(file, folder), judged(file, folder)) for file in files]
            cells = []
            for tool in TOOLS:
                said = [found[tool] for _, found, _ in outcomes if found[tool] is not None]
                cells.append(f"{sum(map(bool, said))}/{len(said)}")
            lost = sum(not kept for _, _, (_, kept) in outcomes)
            print(f"| {kind} | {len(files)} | {' | '.join(cells)} | {lost} |", flush=True)
            wrong += [file.name for file, _, right in outcomes if right != (True, True)]
    print("\nCounted are the files that a tool finds fault with, of those of a form that it reads.")
    for file in wrong:
        print(f"wrong: {file}", file=sys.stderr)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
