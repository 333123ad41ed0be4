"""What an interrupted run left: its files are closed, and the next run goes on with its crawl.

The WARC files are the journal. What a crawl wrote before it was killed is whole up to the last record, and all that the
next run needs to know: a page that is there is not asked for again. The crawl that goes on is the same one, in the same
folder and with one run.json, so that nothing that judges crawls has to know that it was made in several parts.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from jjscrape import clock, files
from jjscrape.archive.foreign import parse_json
from jjscrape.archive.journal import OPEN
from jjscrape.archive.reader import Archive
from jjscrape.archive.sources import KEPT, SUMMARY
from jjscrape.crawl.process import QUEUE
from jjscrape.crawl.summary import Finish
from jjscrape.run_record import RunRecord
from jjscrape.verify.archive import is_warc
from jjscrape.verify.repair import mend
from jjscrape.verify.warc import Source, check_warc

if TYPE_CHECKING:
    from pathlib import Path

    from jjscrape.site import Site

_GOES_ON = frozenset(
    {
        Finish.FINISHED,
        Finish.LIMIT,
        Finish.BYTES,
        Finish.TIME,
        Finish.FAILURES,
        Finish.FREE,
        Finish.OUTAGE,
        Finish.WAIT,
        Finish.UNREACHABLE,
        Finish.INTERRUPTED,
        Finish.ARCHIVE,
        Finish.ERROR,
    }
)
_OF_A_PART = ("started", "finished", "finish_reason", "requests", "bytes", "statuses", "retries")


def close_what_was_left(archive: Path, before: list[str], site: Site) -> list[str]:
    """Give the files of killed crawls their names, cut to the last whole record, and say what was done.

    `before` names the crawls that none was made after: they are what a killed one, which could not say so itself, was
    made after.

    Raises:
        OSError: a file can't be mended, be it for want of space.
    """
    said: list[str] = []
    for queue in archive.glob(f"*/{QUEUE}*") if archive.is_dir() else []:
        shutil.rmtree(queue, ignore_errors=True)
    for path in sorted(archive.glob(f"*/*{OPEN}")) if archive.is_dir() else []:
        if not is_warc(path):
            continue
        checked = check_warc(Source(str(path), path.name, lambda path=path: path.open("rb")), clock.now())  # type: ignore[misc]
        mended = mend(path, checked)
        if mended is None and not checked.seen:
            kept = path.with_name(path.name.removesuffix(OPEN) + KEPT)
            path.rename(kept)
            files.sync_folder(path.parent)
            said.append(f"{path}: no record in it is whole; it is now {kept.name}")
        elif mended is not None:
            said.append(mended.said)
        _tell(path.parent, before, site)
    newest = max((path.parent for path in archive.glob("*/*") if is_warc(path)), default=None)
    if newest is not None and not (newest / SUMMARY).exists():
        _tell(newest, before, site)  # its files were closed, and then it ended before it could say so
    return said


def _tell(folder: Path, before: list[str], site: Site) -> None:
    """Write, or correct, the run.json of a crawl that was killed."""
    archive = Archive([folder])
    spider = next((info["spider"] for info in archive.info() if info.get("spider")), None)
    if spider is None:
        return  # what was brought in from elsewhere, or nothing at all
    record = read_record(folder)
    if record is None:
        captures = sorted(capture.captured_at for capture in archive.captures())
        ended = captures[-1] if captures else clock.now()
        record = RunRecord(
            crawl_id=folder.name,
            site=next((info["site"] for info in archive.info() if info.get("site")), site.name),
            spider=spider,
            started=(begun(folder) or ended).isoformat(),
            finished=ended.isoformat(),
            requests=len(captures),
            after=[name for name in before if name != folder.name],
        )
    _break_off(record, folder, "the process was killed")


def _break_off(record: RunRecord, folder: Path, why: str) -> None:
    record.complete, record.finish_reason, record.incomplete_because = False, Finish.INTERRUPTED, [why]
    record.archive = written(folder)
    record.write(folder)


def unfinished(archive: Path, site: Site, only: str | None, within: float) -> Path | None:
    """The folder of the newest crawl, if the next run has to go on with it; `within` so many seconds of its beginning.

    That is one that got something, of the same site at the same address and asked for the same, and of which nothing
    was built yet.
    """
    folders = sorted(path.parent for path in archive.glob(f"*/{SUMMARY}"))
    if not folders or (record := read_record(folders[-1])) is None:
        return None
    folder = folders[-1]
    began = begun(folder)
    # A run.json from before it said whether a build was made has what the build left out.
    if record.built or record.left_out or record.finish_reason not in _GOES_ON:
        return None
    if began is None or not timedelta() <= clock.now() - began <= timedelta(seconds=within):
        return None
    stated: dict[str, str] = {}
    for info in Archive([folder]).info():
        stated |= info
    wished = {"site": site.name, "base-url": site.base_url, "spider": "site", "only": only}
    return folder if stated and all(stated.get(name) == value for name, value in wished.items()) else None


def go_on(folder: Path) -> RunRecord:
    """Mark a crawl as unfinished, whatever it was, and return what its run.json says of it so far."""
    record = read_record(folder) or RunRecord(crawl_id=folder.name)
    record.parts.append({name: getattr(record, name) for name in _OF_A_PART})
    _break_off(record, folder, "it is being gone on with")
    return record


def written(folder: Path) -> dict[str, int]:
    """What the WARC files of a crawl hold, in records and bytes."""
    archive = Archive([folder])
    return {
        "records": archive.kinds().total(),
        "bytes": sum(file.byte_range.end - file.byte_range.begin for file in archive.files),
    }


def begun(folder: Path) -> datetime | None:
    """When a crawl began, by the name of its folder."""
    try:
        return datetime.strptime(folder.name[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def read_record(folder: Path) -> RunRecord | None:
    """A crawl's run.json; None where there is none, or it can't be read."""
    try:
        record = parse_json(files.ordinary(folder / SUMMARY).read_bytes())
    except (OSError, ValueError):
        return None
    return RunRecord.of(record) if record and isinstance(record, dict) else None
