"""A disk that fails at a chosen moment, in a process of its own: half a write, no room, an error, or the end of all.

A site is a kind of operation on a file of a kind: `write archive/*/demo-*.warc.gz.open`, `rename datasets/*`. Files
that libraries write without Python, the Parquet ones, are met where they are synced.
"""

from __future__ import annotations

import builtins
import errno
import io
import json
import os
import re
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, Self

from jjscrape import cli

FAULTS = ("short", "ENOSPC", "EIO", "kill")
_VARYING = re.compile(
    r"(?<=\.queue-).+|(?<=datasets/)\.\d{4}\.\d\d\.\d\d(\.\d+)?\.part/\w+(?=\.)|\d{8}T\d{6}Z(-\d+)?|\d{4}\.\d\d\.\d\d(\.\d+)?|\.\d+(?=\.part)"
    r"|-\d{5}(?!\d)"
)
"""What differs from one time to the next; and of what table a file in a version is makes no difference to a disk, nor
which of the addresses wait in a file of the queue."""
_CALLS = ("fsync", "mkdir", "rename", "replace", "link", "symlink", "unlink", "truncate")


class Disk:
    """Counts what is done to files below `folder`, and fails at one of these operations."""

    def __init__(self, folder: Path, site: str = "", turn: int = 0, fault: str = "") -> None:
        self.folder, self.site, self.turn, self.fault = folder.resolve(), site, turn, fault
        self.counts: Counter[str] = Counter()
        self.names: dict[int, str] = {}

    def site_of(self, kind: str, path: Any) -> str | None:
        try:
            text = os.fsdecode(path)
        except TypeError:
            return None
        found = Path.cwd() / text
        if not found.is_relative_to(self.folder):
            return None
        return f"{kind} {_VARYING.sub('*', found.relative_to(self.folder).as_posix())}"

    def meet(self, kind: str, path: Any) -> bool:
        """Count an operation; True if it is the one at which half is to be written."""
        site = self.site_of(kind, path)
        if site is None:
            return False
        self.counts[site] += 1
        if site != self.site or self.counts[site] != self.turn:
            return False
        if self.fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fault == "short" and kind == "write":
            return True
        number = errno.EIO if self.fault == "EIO" else errno.ENOSPC
        raise OSError(number, os.strerror(number))

    def install(self) -> None:
        """Stand between Python and the system, for files opened, written and named by Python."""
        opened = io.open

        def opening(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
            writing = any(letter in mode for letter in "wxa+")
            if writing and not isinstance(file, int):
                self.meet("open", file)
            stream = opened(file, mode, *more, **named)
            if writing and not isinstance(file, int) and self.site_of("write", file):
                return Stream(stream, self, file)
            return stream

        io.open = builtins.open = opening
        for name in _CALLS:
            setattr(os, name, self._met(name, getattr(os, name)))

    def _met(self, name: str, call: Any) -> Any:
        def calling(path: Any, *more: Any, **named: Any) -> Any:
            if isinstance(path, int):
                opened = Path(f"/proc/self/fd/{path}")
                self.meet(name, opened.readlink() if opened.is_symlink() else "")
            else:
                self.meet(name, more[0] if name in {"rename", "replace", "link", "symlink"} else path)
            return call(path, *more, **named)

        return calling


class Stream:
    """A file whose writes are counted; all else is the file's own."""

    def __init__(self, stream: Any, disk: Disk, path: Any) -> None:
        self._stream, self._disk, self._path = stream, disk, path

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __enter__(self) -> Self:
        self._stream.__enter__()
        return self

    def __exit__(self, *raised: object) -> Any:
        return self._stream.__exit__(*raised)

    def __iter__(self) -> Any:
        return iter(self._stream)

    def write(self, data: Any) -> int:
        if self._disk.meet("write", self._path):
            # A system may take half of what it is given, and say so; a second half that it does not take is no room.
            self._stream.write(data[: len(data) // 2])
            self._stream.flush()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self._stream.write(data)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)


def counting() -> None:
    """Words: the folder, the file to write the counts and the seconds of the processor to, and the command."""
    folder, told = Path(sys.argv.pop(1)), Path(sys.argv.pop(1))
    disk = Disk(folder)
    disk.install()
    try:
        cli.main()
    finally:
        told.write_text(json.dumps({"sites": disk.counts, "seconds": time.process_time()}))


def failing() -> None:
    """Words: the folder, the site, the turn, the fault, and the command."""
    folder, site, turn, fault = (sys.argv.pop(1) for _ in range(4))
    Disk(Path(folder), site, int(turn), fault).install()
    cli.main()


def dying() -> None:
    """Words: after how many seconds of the processor the process is killed, and the command."""
    seconds = float(sys.argv.pop(1))
    # By the system, at whatever instruction it is, as by kill -9: how busy the machine is makes no difference.
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    cli.main()
