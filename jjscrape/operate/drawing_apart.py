"""Has the report's charts drawn by a process of its own: what it takes is given back, and the crawl took enough."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from jjscrape.release.report import vega

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def drawn_apart() -> Iterator[DrawingApart]:
    """Within this block another process draws, if anything is drawn."""
    apart = DrawingApart()
    try:
        with vega.drawn_by(apart.svg_of):
            yield apart
    finally:
        apart.end()


class DrawingApart:
    """A process that draws. It begins with the first chart; `process` is None before."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None

    def svg_of(self, spec: dict[str, Any]) -> str | None:
        """None where that process is no more, as when the system had no memory for it."""
        try:
            process = self.process = self.process or _begun()
            assert process.stdin
            assert process.stdout
            process.stdin.write(f"{json.dumps(spec)}\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            return None
        return str(json.loads(line)) if line.endswith("\n") else None

    def end(self) -> None:
        if self.process is not None:
            with contextlib.suppress(OSError), self.process:  # what was not written yet can't be any more
                self.process.kill()


def _begun() -> subprocess.Popen[str]:
    # Isolated: it needs neither the folder nor the environment that this one was begun in. In a session of its own it
    # does not hear of Ctrl-C, which ends whoever asks.
    command, pipe = [sys.executable, "-I", vega.__file__], subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8", start_new_session=True)  # noqa: S603
