"""How a command can end: the exit codes, and the error that carries one to the command line."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes, a contract with the scripts that call the commands."""

    DONE = 0
    UNEXPECTED = 1
    USAGE = 2
    REFUSED = 3
    UNREACHABLE = 4
    LOCKED = 5
    INTERRUPTED = 6
    LIMITED = 7
    FAULTY = 8


class Stop(Exception):  # noqa: N818  (not every stop is an error)
    """Ends a command with an exit code and one sentence that says what happened and what to do.

    `cause` is the name of what happened in the table of failures, where it stands there.
    """

    def __init__(self, code: Exit, sentence: str, *, cause: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.cause = cause
