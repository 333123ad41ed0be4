"""What asks a command to end, and how it ends while it does not do anything yet, or nothing any more.

Imported before everything else, so it imports next to nothing itself.
"""

from __future__ import annotations

import os
import signal
import sys

from jjscrape.outcome import Exit

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Ctrl-C, the system going down or `systemctl stop`, a terminal that was closed."""
INTERRUPTED = "interrupted; run the same command to go on"


def end_at_once(_number: int, _frame: object) -> None:
    """End the process with its sentence: while a command is still being imported, there is nothing to clean up."""
    try:
        if sys.stderr is not None:
            os.write(2, f"jjscrape: {INTERRUPTED}\n".encode())
    finally:
        os._exit(Exit.INTERRUPTED)


def listen() -> None:
    """Let signals end the process at once, until a command says otherwise. What is ignored (`nohup`) stays ignored."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, end_at_once)


def listen_no_more() -> None:
    """Let no signal change how a process ends that has told how: not even while the interpreter is taken down.

    They are kept waiting first, as one that came just before it is ignored would be told of as an error.
    """
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def settled() -> None:
    """Let Python forget an interruption that was dealt with, so that `python -m` ends with the code it was told.

    It remembers one that came while text was executed, as in the making of a dataclass, whoever catches it then, and
    would end by SIGINT, or with 130. It forgets as it begins to execute a text.
    """
    exec("")  # noqa: S102
