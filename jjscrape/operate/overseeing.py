"""A run that nobody watches: how it ended is kept, told to whom it may concern, and measured."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jjscrape import clock, run_record
from jjscrape.datafolder import ARCHIVE
from jjscrape.failures import Cause, stop_of
from jjscrape.notices import load_notices
from jjscrape.operate.metrics import write_metrics
from jjscrape.operate.notifying import Message, notify
from jjscrape.operate.rhythm import Told, read_told
from jjscrape.operate.run import run
from jjscrape.outcome import Exit, Stop
from jjscrape.run_record import RecordError, RunRecord

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jjscrape.notices import Notices
    from jjscrape.operate.run import Options, Run
    from jjscrape.site import Site

PERSONAL: Final = frozenset({Exit.DONE, Exit.LOCKED, Exit.INTERRUPTED})
"""Ends that say nothing of how runs go: a person's doing, or another run is at work."""


@dataclass(frozen=True, slots=True)
class Oversight:
    """Whom to tell, where to put metrics, and `warn`, which says a sentence to whoever reads standard error."""

    notices: Notices
    metrics: Path | None
    warn: Callable[[str], None]


def notices_for(site: Site, settings_file: str) -> Notices:
    """Return whom to tell: by the settings file if there is one, else by the site file."""
    return load_notices(settings_file) if settings_file else site.notices


def overseen(
    site: Site, data: Path, options: Options, oversight: Oversight, progress: Callable[[int, int], None] | None = None
) -> Run:
    """Do a run, and tell how it ended where that is news.

    Raises:
        Stop: as the run does.
    """
    try:
        done = run(site, data, options, progress)
    except Stop as end:
        _ended(site, data, oversight, end)
        raise
    except OSError as error:
        _ended(site, data, oversight, stop_of(error, data))
        raise
    except Exception as error:
        sentence = f"{type(error).__name__}: {error}"
        _ended(site, data, oversight, Stop(Exit.UNEXPECTED, sentence, cause=Cause.UNEXPECTED))
        raise
    told = read_told(data)
    done.publication.noted = told.could_not_have(done.unavailable, oversight.notices.every)
    now = clock.now()
    over = told.went_well(now)
    _keep(told, data)
    if over:
        message = Message(
            event="recovery", site=site.name, data=str(data.absolute()), cause=over.cause, code=over.code,
            sentence=over.sentence, since=over.since, times=over.times, time=now.isoformat(),
        )  # fmt: skip
        _tell(oversight, message)
    _measure(site, data, oversight, told)
    return done


def settled(data: Path) -> None:
    """Forget a failure that a person has dealt with: a version was published from the archive."""
    told = read_told(data)
    if told.went_well(clock.now()):
        _keep(told, data)


def _ended(site: Site, data: Path, oversight: Oversight, end: Stop) -> None:
    if end.code in PERSONAL:
        return
    told, now = read_told(data), clock.now()
    due = told.failed(now, end.cause, end.code, end.sentence, oversight.notices.every)
    _keep(told, data)
    assert told.failing
    if due:
        message = Message(
            event="refusal" if end.code is Exit.REFUSED else "failure", site=site.name, data=str(data.absolute()),
            cause=end.cause, code=end.code, sentence=end.sentence, since=told.failing.since, times=told.failing.times,
            time=now.isoformat(),
        )  # fmt: skip
        _tell(oversight, message)
    _measure(site, data, oversight, told)


def _tell(oversight: Oversight, message: Message) -> None:
    for fault in notify(oversight.notices, message):
        oversight.warn(fault)


def _keep(told: Told, data: Path) -> None:
    with suppress(OSError):  # what keeps it from being written was the failure, or will be the next
        told.write(data)


def _measure(site: Site, data: Path, oversight: Oversight, told: Told) -> None:
    if oversight.metrics is None:
        return
    try:
        write_metrics(oversight.metrics, site.name, data, clock.now(), told, newest_record(data))
    except OSError as error:
        why = error.strerror or error
        oversight.warn(f"the metrics could not be written to {oversight.metrics} ({why}); see --metrics")


def newest_record(data: Path) -> RunRecord | None:
    """Return the record of the newest crawl that has one."""
    for path in sorted((data / ARCHIVE).glob(f"*/{run_record.NAME}"), reverse=True):
        with suppress(RecordError):
            return run_record.read(path.parent)
    return None
