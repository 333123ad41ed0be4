"""Files of a dozen recorders with bytes changed at random: whatever they are, commands end with a verdict.

`python benchmarks/fuzz.py 1000000 --seed 1` tries a million, and prints errors of Python's, the slowest and the peak of
memory; several can run side by side with other seeds. The same seed tries the same files.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path

from recorders import broken, sound

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.reader import Archive
from jjscrape.importing.listing import ListingError, parse_listing
from jjscrape.verify.verification import verify

PIECES = (
    *(b"\r\n\r\n", b"\n", b"\0" * 9, b"WARC/1.1\r\n", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"),
    b"\x50\x2a\x4d\x18\xff\xff\xff\xff",
    *(b"Content-Length: ", "²³".encode(), b"9" * 30, b"-1", b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-23:59"),
    *(b"http://[oops/", b"%25" * 50, b"sha1:", b"shake_128:", b"filedesc://", b"[" * 3000, b'{"a":', b"\xff\xfe", b"<"),
)  # fmt: skip


def spoilt(data: bytes, chance: random.Random) -> bytes:
    whole = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(whole))
        end = at + chance.choice((0, 0, 1, 2, chance.randint(0, 400)))
        piece = chance.choice(PIECES) if chance.random() < 0.6 else chance.randbytes(chance.randint(0, 6))
        whole[at:end] = piece
    return bytes(whole)


def tried(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    verify([path])
    verify([path], repair=True)
    archive = Archive([path])
    for capture in list(archive.captures()):
        try:
            archive.body(capture)
        except ArchiveError:
            continue
    with contextlib.suppress(ListingError):
        parse_listing(data)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("count", type=int)
    options.add_argument("--seed", type=int, default=1)
    told = options.parse_args()
    chance, files = random.Random(told.seed), [*sound(), *broken()]
    errors, slowest = 0, (0.0, "")
    with tempfile.TemporaryDirectory() as name:
        for number in range(told.count):
            file = chance.choice(files)
            data = spoilt(file.data, chance)
            folder = Path(name) / str(number)
            folder.mkdir()
            began = time.process_time()
            try:
                tried(folder / f"a{file.suffix}", data)
            except Exception:  # noqa: BLE001  (any at all is what is looked for)
                errors += 1
                print(f"number {number}, {file.name}:", file=sys.stderr)
                traceback.print_exc()
            slowest = max(slowest, (time.process_time() - began, f"number {number}, {file.name}"))
            for left in folder.iterdir():
                left.unlink()
            folder.rmdir()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{told.count} files, {errors} errors; the slowest took {slowest[0]:.2f} s ({slowest[1]}); {peak} MiB at most"
    )
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main())
