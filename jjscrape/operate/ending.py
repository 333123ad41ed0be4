"""How a command ends when something from outside ends it: a signal, or nobody left to read what it prints."""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, TextIO

from jjscrape.signals import SIGNALS, end_at_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

_SOON: Final = 0.05
_KILLED: Final = 128
"""What a shell adds to the number of a signal that ended a process."""


class Broken(Exception):  # noqa: N818  (nothing went wrong: `| head` has what it wants)
    """Nobody reads standard output any more."""


class Interruptions:
    """What was asked of a command by signals; the first interrupts it as Ctrl-C does, a second ends it at once.

    Once it is `over`, how the command ended is known, and a signal changes nothing any more.
    """

    def __init__(self) -> None:
        self.received = 0
        self.over = False
        self._last = signal.SIGINT

    def on_signal(self, number: int, _frame: FrameType | None) -> None:
        if self.over:
            return
        self.received += 1
        self._last = signal.Signals(number)
        if self.received > 1:
            os._exit(_KILLED + number)
        raise KeyboardInterrupt

    def on_unraisable(
        self, lost: sys.UnraisableHookArgs, otherwise: Callable[[sys.UnraisableHookArgs], object]
    ) -> None:
        """Interrupt once more where that was lost, since Python was just cleaning up behind an object."""
        if lost.exc_type is None or not issubclass(lost.exc_type, KeyboardInterrupt):
            otherwise(lost)
            return
        self.received = 0
        again = threading.Timer(_SOON, os.kill, (os.getpid(), self._last))
        again.daemon = True
        again.start()


@contextmanager
def interruptible() -> Iterator[Interruptions]:
    """Let the first signal interrupt as Ctrl-C does, so that what is half-written is cleaned up; a second ends at once.

    A crawl puts handlers of its own in their place for as long as it goes on. What is ignored (`nohup`) stays ignored,
    and what ended the process at once before a command began does not do so behind it.
    """
    asked = Interruptions()
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return
    before: dict[int, Any] = {}
    hook = sys.unraisablehook
    for number in SIGNALS:
        handler = signal.getsignal(number)
        if handler is not signal.SIG_IGN:
            signal.signal(number, asked.on_signal)
            if handler is not end_at_once:
                before[number] = handler
    sys.unraisablehook = lambda lost: asked.on_unraisable(lost, hook)
    try:
        yield asked
    finally:
        asked.over = True
        sys.unraisablehook = hook
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
