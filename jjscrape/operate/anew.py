"""A run's parts in a process begun anew: what one leaves in memory is more than half of what the next one needs.

That is after the crawl, and, of a large site, once rows were made of what was harvested. The system puts the same
program, with the same arguments, in place of itself. So the process keeps its number, its standard streams, the lock
and the files without a name that rows lie in. Whoever waits for it, sends it a signal or kills it need not know.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from jjscrape.settings import hand_on, handed_on
from jjscrape.shelf import Shelf, nameless
from jjscrape.signals import SIGNALS
from jjscrape.software import software

_DESCRIPTORS: Final = 256


@dataclass(frozen=True, slots=True)
class EarlierParts:
    """What was done already: the crawl's folder, the open file by which the lock is held, and that of what was made."""

    crawl: str
    lock: int
    made: int | None = None

    def what_was_made(self) -> Any:
        """What this process left to itself; None where it is nothing, or where other software left it."""
        if self.made is None:
            return None
        os.set_inheritable(self.made, False)
        with os.fdopen(self.made, "rb") as file:
            if file.readline().decode("ascii").rstrip() != software():
                return None
            return _Taking(file).load()


class _Leaving(pickle.Pickler):
    """Of a shelf it leaves the open file."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self.descriptors = [file.fileno()]

    def persistent_id(self, each: Any) -> Any:
        if not isinstance(each, Shelf):
            return None
        left = each.left()
        if left[0] is not None:
            self.descriptors.append(left[0])
        return left


class _Taking(pickle.Unpickler):
    @staticmethod
    def persistent_load(left: Any) -> Any:
        return Shelf.taken_up(left)


def earlier_parts() -> EarlierParts | None:
    """What this process did before it began anew; None where it did not. It is told once."""
    try:
        values = json.loads(handed_on())
        if values["process"] == os.getpid():  # else it is another process, which one of those began
            made = values.get("made")
            return EarlierParts(str(values["crawl"]), int(values["lock"]), None if made is None else int(made))
    except (ValueError, KeyError, TypeError):
        pass
    return None


def begin_anew(folder: Path, lock: Path, made: Any = None) -> None:
    """Begin the next part of a run that crawled into `folder`; returns where that can't be done.

    `made` is what the next part needs of this one, which pickle must be able to take; shelves in it are left as they
    lie. Until the next part listens to signals, they wait.

    Raises:
        OSError: the disk is full.
    """
    held = _descriptor(lock)
    if held is None or not ours():
        return
    told = {"process": os.getpid(), "crawl": folder.name, "lock": held}
    with ExitStack() as stack:
        descriptors = [held]
        if made is not None:
            file = stack.enter_context(nameless(lock.parent))
            descriptors += _left(made, file)
            told["made"] = file.fileno()
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            for descriptor in descriptors:
                os.set_inheritable(descriptor, True)
            hand_on(json.dumps(told))
            os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606  (this very program)
        except OSError:  # no memory, or another Python in its place by now: what is in memory goes on
            hand_on(None)
            for descriptor in descriptors:
                os.set_inheritable(descriptor, False)
            listen()


def _left(made: Any, file: IO[bytes]) -> list[int]:
    """Write what was made into a file; returns the open files that it takes to read it."""
    file.write(f"{software()}\n".encode("ascii"))
    leaving = _Leaving(file)
    leaving.dump(made)
    file.flush()
    file.seek(0)
    return leaving.descriptors


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
