"""`jjscrape import`: from sources to the archive of a data folder."""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from jjscrape import clock, files, settings
from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.foreign import stamp
from jjscrape.archive.index import place_of, write_index
from jjscrape.archive.reader import Archive
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.datafolder import ARCHIVE, locked, new_crawl
from jjscrape.importing.addresses import servers
from jjscrape.importing.asking import WEB, Client, UnreachableError
from jjscrape.importing.choice import Versions, choose
from jjscrape.importing.copying import Copied, copy_files
from jjscrape.importing.fetching import Fetched, fetch, list_captures
from jjscrape.importing.har import EntryError, address_of, entries, exchange, is_har
from jjscrape.importing.naming import RECORD
from jjscrape.outcome import Exit, Stop
from jjscrape.site import host_of
from jjscrape.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable

    from jjscrape.site import Site

PREFIX = "import"
_FEW = 2
_LISTS_SLOWER = 2
"""The Wayback Machine lets a reader ask for some 24 lists a minute, and for more captures."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


@dataclass(slots=True)
class Imported:
    """What came in from one source. `folder` is None where nothing did; `known` counts what was there already."""

    source: str
    folder: Path | None = None
    listed: int = 0
    known: int = 0
    captures: int = 0
    digest_differs: int = 0
    missing: list[str] = field(default_factory=list)


def import_sources(
    sources: list[str],
    data: Path,
    site: Site,
    versions: Versions = Versions.ALL,
    *,
    delay: float = settings.JJSCRAPE_IMPORT_DELAY,
    replay: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    told: Callable[[str], None] | None = None,
) -> list[Imported]:
    """Bring in what the sources hold: files, folders and globs, HAR files, or addresses of web archives.

    `told` is given sentences on what takes long. What is in the archive already is not brought in again, so that the
    same call goes on where one was interrupted.

    Raises:
        Stop: an address is none of http or https, a web archive can't be reached, or another process holds the data
            folder.
        ArchiveError: a file can't be read.
    """
    for address in (replay, *(source for source in sources if _SCHEME.match(source))):
        if address is not None and not (address.lower().startswith(WEB) and host_of(address)):
            raise Stop(
                Exit.USAGE, f"{address!r} is no address of a web archive; give one that begins with http or https"
            )
    with locked(data):
        archive = data / ARCHIVE
        place_of(archive)
        try:
            return [
                _from_server(source, archive, site, versions, delay, replay, progress, told)
                if source.lower().startswith(WEB)
                else _from_har(Path(source), archive, site)
                if is_har(source) and Path(source).is_file()
                else _from_files(source, archive)
                for source in sources
            ]
        finally:
            if archive.is_dir():
                write_index(archive)


def _from_files(source: str, archive: Path) -> Imported:
    folders: list[Path] = []

    def new_folder() -> Path:
        folders.append(new_crawl(archive))
        return folders[-1]

    copied = copy_files(source, archive, new_folder)
    # Files that went back to the place they were packed from lie in the folders of their own crawls.
    filled = folders or sorted({(archive / str(file["name"])).parent for file in copied.files})
    for folder in filled:
        _record(folder, source, copied)
    return Imported(
        source,
        folder=filled[0] if filled else None,
        listed=len(copied.files) + len(copied.known),
        known=len(copied.known),
        captures=copied.captures,
        missing=[*copied.faults, *copied.renamed],
    )


def _from_har(path: Path, archive: Path, site: Site) -> Imported:
    known = _known(archive)
    listed = entries(path)
    done, fetched = Imported(str(path), listed=len(listed)), Fetched()
    folder: Path | None = None
    info = {"site": site.name, "source": path.name}
    with contextlib.ExitStack() as opened:
        writer: ArchiveWriter | None = None
        for number, entry in enumerate(listed, 1):
            try:
                held = exchange(entry, path.name)
            except EntryError as error:
                fetched.missing.append(f"{path.name}, entry {number}, {address_of(entry)}: {error}")
                continue
            if (held.url, stamp(held.captured_at)) in known:
                done.known += 1
                continue
            if folder is None or writer is None:
                folder = new_crawl(archive)
                writer = opened.enter_context(ArchiveWriter(folder, PREFIX, f"jjscrape/{VERSION}", info))
            writer.write(held)
            fetched.captures += 1
    if not fetched.captures and not done.known:
        why = f": {fetched.missing[0]}" if fetched.missing else ""
        raise ArchiveError(f"{path}: no capture can be read from it{why}")
    if folder is not None:
        _record(folder, str(path), fetched)
    done.folder, done.captures, done.missing = folder, fetched.captures, fetched.missing
    return done


def _from_server(
    source: str,
    archive: Path,
    site: Site,
    versions: Versions,
    delay: float,
    replay: str | None,
    progress: Callable[[int, int], None] | None,
    told: Callable[[str], None] | None,
) -> Imported:
    asking = Client(settings.USER_AGENT, _LISTS_SLOWER * delay, told=told)
    client = Client(settings.USER_AGENT, delay, told=told)
    try:
        server, listed, lacks = list_captures(asking, servers(source, replay), site)
    except UnreachableError as error:
        raise Stop(
            Exit.UNREACHABLE, f"{source} lists no captures ({error}); check the address, or try again later"
        ) from error
    chosen = choose(listed, versions)
    known = _known(archive)
    wanted = [c for c in chosen if (c.url, c.stamp) not in known]
    done = Imported(source, listed=len(listed), known=len(chosen) - len(wanted), missing=lacks)
    if not wanted:
        return done
    if told is not None and len(wanted) > 1:
        told(f"{source}: {len(wanted)} captures to ask for, which takes {_span(len(wanted) * delay)} or more")
    done.folder = new_crawl(archive)
    info = {"site": site.name, "source": server.cdx, "http-header-user-agent": settings.USER_AGENT}
    with ArchiveWriter(done.folder, PREFIX, f"jjscrape/{VERSION}", info) as writer:
        fetched = fetch(client, server, wanted, writer, progress)
    fetched.missing[:0] = lacks
    _record(done.folder, source, fetched)
    done.captures, done.digest_differs, done.missing = fetched.captures, fetched.digest_differs, fetched.missing
    if fetched.outage:
        raise Stop(
            Exit.UNREACHABLE,
            f"{source} can't be had any more ({fetched.outage}); {done.captures} captures came in: run the same "
            "command later to go on",
        )
    return done


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{seconds:.0f} seconds" if minutes < _FEW else f"{minutes} minutes"


def _known(archive: Path) -> set[tuple[str, str]]:
    """Address and date, to the second, of every capture that is there."""
    if not archive.is_dir():
        return set()
    return {(c.url, stamp(c.captured_at)) for c in Archive([archive]).captures()}


def _record(folder: Path, source: str, what: Copied | Fetched) -> None:
    record = {"source": source, "imported": clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"), **asdict(what)}
    files.write_text(folder / RECORD, json.dumps(record, indent=2, ensure_ascii=False) + "\n")
