"""The command line in a process that has less than it wants: no room, no rights, no time."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import sys
import time
from pathlib import Path
from types import SimpleNamespace

from jjscrape import cli
from jjscrape.operate import archives

NOBODY = 65534


def with_little_room() -> None:
    """Words begin with how many bytes a file may have; the system refuses what is longer, as a full disk does."""
    size = int(sys.argv.pop(1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    cli.main()


def as_nobody() -> None:
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    cli.main()


def stuck() -> None:
    """Hang in the build, where words begin with a file that tells so. A first interruption is obeyed."""
    sign = Path(sys.argv.pop(1))

    def hang(*_: object) -> None:
        sign.touch()
        time.sleep(60)

    archives.harvest = hang
    cli.main()


def stuck_for_good() -> None:
    """Hang in the build, and again in what is done after an interruption."""
    sign = Path(sys.argv.pop(1))

    def hang(*_: object) -> None:
        sign.touch()
        try:
            time.sleep(60)
        except KeyboardInterrupt:
            sign.with_name("interrupted").touch()
            time.sleep(60)

    archives.harvest = hang
    cli.main()


def with_no_room_for_addresses() -> None:
    """What waits to be asked for can't be put on the disk after the first few addresses."""
    from queuelib.queue import FifoDiskQueue

    push, pushed = FifoDiskQueue.push, 0

    def push_or_fail(self: FifoDiskQueue, item: bytes) -> None:
        nonlocal pushed
        pushed += 1
        if pushed > 20:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        push(self, item)

    FifoDiskQueue.push = push_or_fail
    cli.main()


def on_a_disk_that_fills_up() -> None:
    """There is room before the crawl, and next to none from its second answer on."""
    asked = 0

    def disk_usage(_: object) -> SimpleNamespace:
        nonlocal asked
        asked += 1
        return SimpleNamespace(free=10**12 if asked < 3 else 5 * 10**6)

    shutil.disk_usage = disk_usage
    cli.main()
