"""A run's second half in a process begun anew: what a crawl leaves in memory is more than half of what a build needs.

The system puts the same program, with the same arguments, in place of itself. So the process keeps its number, its
standard streams and the lock; whoever waits for it, sends it a signal or kills it need not know that there are halves.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jjscrape.settings import hand_on, handed_on
from jjscrape.signals import SIGNALS

_DESCRIPTORS: Final = 256


@dataclass(frozen=True, slots=True)
class FirstHalf:
    """What was done already: the crawl's folder, and the open file by which the lock is held."""

    crawl: str
    lock: int


def first_half() -> FirstHalf | None:
    """What this process did before it began anew; None where it did not. It is told once."""
    try:
        values = json.loads(handed_on())
        if values["process"] == os.getpid():  # else it is another process, which one of those began
            return FirstHalf(str(values["crawl"]), int(values["lock"]))
    except (ValueError, KeyError, TypeError):
        pass
    return None


def begin_anew(folder: Path, lock: Path) -> None:
    """Begin the second half of a run that crawled into `folder`; returns where that can't be done.

    Until the second half listens to signals, they wait.
    """
    held = _descriptor(lock)
    if held is None or not ours():
        return
    told = {"process": os.getpid(), "crawl": folder.name, "lock": held}
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        os.set_inheritable(held, True)
        hand_on(json.dumps(told))
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606  (this very program)
    except OSError:  # no memory, or another Python in its place by now: what is in memory goes on
        hand_on(None)
        os.set_inheritable(held, False)
        listen()


def listen() -> None:
    """Take the signals that waited."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def ours() -> bool:
    """Whether this process is the command line and nothing else, and its arguments are as it got them."""
    if os.name != "posix":
        return False  # elsewhere the new process is another one, and whoever waits for this one is told that it ended
    spec = getattr(sys.modules["__main__"], "__spec__", None)
    of_module = spec is not None and spec.name == "jjscrape.__main__"
    arguments = sys.argv[1:]
    return (of_module or Path(sys.argv[0]).name == "jjscrape") and sys.orig_argv[-len(arguments) :] == arguments


def _descriptor(lock: Path) -> int | None:
    """The number under which this process has a file open."""
    for number in range(3, _DESCRIPTORS):
        with suppress(OSError):
            if os.path.samestat(os.fstat(number), lock.stat()):
                return number
    return None
