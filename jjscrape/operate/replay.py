"""The archived site in a browser: pywb, an outside program under the GPL, configured and started on loopback.

pywb is never imported. It is run from an environment of its own, which `make replay-tools` makes.
"""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jjscrape.archive.foreign import stamp
from jjscrape.archive.index import NAME, only_confirms, write_index
from jjscrape.archive.reader import Archive
from jjscrape.datafolder import ARCHIVE
from jjscrape.harvest.gather import base_urls, site_of
from jjscrape.harvest.reading import rendered_kind
from jjscrape.outcome import Exit, Stop
from jjscrape.replayed import COLLECTION, HOST, PORT, address
from jjscrape.site import FRONT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jjscrape.archive.capture import Capture

PROGRAM: Final = "wayback"
CACHE: Final = Path(".cache/jjscrape/replay/bin")
"""Where `make replay-tools` puts pywb, below the home folder."""
_STARTS_WITHIN = 60.0
_ENDS_WITHIN = 10.0


@dataclass(frozen=True, slots=True)
class Replay:
    """`url` is the server's address without a slash at its end, `front` that of the page to begin at."""

    url: str
    front: str

    def page(self, url: str, stamp: str = "") -> str:
        """The address of a page by its own, at the date that is nearest to `stamp` (14 digits or fewer, UTC)."""
        return address(self.url, url, stamp)


def find_pywb(given: Path | None = None) -> Path | None:
    """Find pywb's program: the one given (or in the environment given), else on the PATH, else where make puts it."""
    if given is not None:
        places = [given, given / "bin" / PROGRAM, given / PROGRAM]
        return next((place.absolute() for place in places if place.is_file()), None)
    on_path = shutil.which(PROGRAM)
    place = Path(on_path) if on_path else Path.home() / CACHE / PROGRAM
    return place if place.is_file() else None


@contextmanager
def replaying(
    data: Path, pywb: Path | None = None, port: int | None = None, *, framed: bool = True
) -> Iterator[Replay]:
    """Serve a data folder's archive on loopback for as long as the context lasts. Nothing is fetched from outside.

    Without a port the usual one is taken, or any other where that is taken. `framed` puts each page into a frame
    below a bar that names its date.

    Raises:
        Stop: there is no archive, no pywb, or it does not start.
    """
    archive = data / ARCHIVE
    program = find_pywb(pywb)
    if program is None:
        where = f"there is no pywb at {pywb}" if pywb else "replay needs pywb, and there is none"
        raise Stop(
            Exit.USAGE,
            f"{where}; `make replay-tools` installs it, or make an environment of its own with `python3 -m venv PYWB` "
            "and `PYWB/bin/pip install pywb 'setuptools<81'`, and name it with --pywb PYWB",
        )
    if not archive.is_dir():
        raise Stop(Exit.USAGE, f"there is no archive in {data}; `jjscrape run` or `jjscrape import` makes one")
    fresh_index(archive)
    front = front_page(archive)
    with tempfile.TemporaryDirectory(prefix="jjscrape-replay-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with (archive / NAME).open(encoding="utf-8") as every, (folder / NAME).open("w", encoding="utf-8") as shown:
            shown.writelines(line for line in every if not only_confirms(line))
        # JSON is YAML too.
        (folder / "config.yaml").write_text(
            json.dumps(configuration(archive.absolute(), folder / NAME, framed=framed)), encoding="utf-8"
        )
        number = port or free_port()
        command: list[str | Path] = [program, "-b", HOST, "-p", str(number), "-d", folder]
        with (folder / "pywb.log").open("wb") as log, running(command, folder, log.fileno()) as process:
            wait_for(process, number, folder / "pywb.log")
            replay = Replay(f"http://{HOST}:{number}", "")
            digits = stamp(front.captured_at) if front else ""
            yield Replay(replay.url, replay.page(front.url, digits) if front else f"{replay.url}/{COLLECTION}/")


def configuration(archive: Path, index: Path, *, framed: bool) -> dict[str, object]:
    """pywb's: one collection, and no way out to the live web."""
    return {
        "collections": {
            COLLECTION: {"index_paths": str(index), "archive_paths": [f"{archive}/"]},
        },
        "framed_replay": framed,
    }


def fresh_index(archive: Path) -> None:
    """Write the index anew where it is missing or older than a file."""
    index = archive / NAME
    if not index.is_file() or any(f.path.stat().st_mtime > index.stat().st_mtime for f in Archive([archive]).files):
        write_index(archive)


def front_page(archive: Path) -> Capture | None:
    """The newest capture of the front page, else of any page."""
    opened = Archive([archive])
    site = site_of(opened).also_at(base_urls(opened))
    pages = [c for c in opened.captures() if rendered_kind(c, site)]
    return max(pages, key=lambda c: (site.key(c.url) == FRONT, c.captured_at, c.url), default=None)


@contextmanager
def running(command: list[str | Path], folder: Path, log: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(  # noqa: S603  (the program was found or named by the user)
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Until it answers on its port.

    Raises:
        Stop: it ended, or does not answer in time.
    """
    until = time.monotonic() + _STARTS_WITHIN
    while process.poll() is None and time.monotonic() < until:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    printed = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    raise Stop(Exit.UNEXPECTED, f"pywb did not start{': ' + printed[-1] if printed else ''}; try another --port")


def free_port() -> int:
    for number in (PORT, 0):
        with socket.socket() as probe:
            # As servers do: a port that was in use a moment ago may be taken again.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, number))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise Stop(Exit.UNEXPECTED, "there is no free port on this machine")


def serve(data: Path, pywb: Path | None, port: int | None) -> Iterator[str]:
    """Lines to print while the archive is served, until somebody interrupts or ends the process."""
    # The default would end this process and leave pywb's running.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with replaying(data, pywb, port) as replay:
        yield f"Replay    {replay.front}"
        yield "Press Ctrl-C to end it."
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return
