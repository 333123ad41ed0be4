"""How a command ends when something from outside ends it: a signal, or nobody left to read what it prints."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""What asks a command to end: Ctrl-C, the system going down or `systemctl stop`, a terminal that was closed."""
_KILLED: Final = 128
"""What a shell adds to the number of a signal that ended a process."""


class Broken(Exception):  # noqa: N818  (nothing went wrong: `| head` has what it wants)
    """Nobody reads standard output any more."""


@contextmanager
def interruptible() -> Iterator[None]:
    """Let the first signal interrupt as Ctrl-C does, so that what is half-written is cleaned up; a second ends at once.

    A crawl puts handlers of its own in their place for as long as it goes on. What is ignored (`nohup`) stays ignored.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    received = 0

    def on_signal(number: int, _frame: FrameType | None) -> None:
        nonlocal received
        received += 1
        if received > 1:
            os._exit(_KILLED + number)
        raise KeyboardInterrupt

    before = {}
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, on_signal)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def streams_that_may_close() -> None:
    """Give a command that was started without standard output or error a place to talk to all the same."""
    if sys.stderr is None:
        sys.stderr = _nowhere()
    if sys.stdout is None:
        sys.stdout = _nowhere()


def stopped_reading() -> None:
    """Throw away what was still to be printed; Python would otherwise try once more while it ends, and complain."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123  (for as long as the process lives)
