"""What can go wrong with a run: one table from cause to sentence, remedy and exit code.

What a run is told to say comes from here, and so does docs/failures.md. A cause's name is also the word by which the
record of a run, a notification and a metric call it, so that a script can tell one failure from another.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from jjscrape.outcome import Exit, Stop


class Cause(StrEnum):
    """Why a run published nothing, or less than it might have."""

    DNS = "dns"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    DROPPED = "dropped"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    BLOCKED = "blocked"
    PASSWORD = "password"  # noqa: S105  (a cause, not a secret)
    RATE_LIMITED = "rate-limited"
    ASKED_TO_WAIT = "asked-to-wait"
    MAINTENANCE = "maintenance"
    ERRORS = "errors"
    MISSING = "missing"
    MOVED = "moved"
    CHALLENGE = "challenge"
    LOGIN = "login"
    COOKIES = "cookies"
    ERROR_PAGE = "error-page"
    ROBOTS_FORBIDS = "robots-forbids"
    ROBOTS_GONE = "robots-unavailable"
    ROBOTS_BROKEN = "robots-broken"
    ROBOTS_ELSEWHERE = "robots-elsewhere"
    OUTAGE = "outage"
    LISTS_MISSED = "crawl-complete"
    PAGES_MISSED = "pages-missed"
    TEMPLATES = "templates"
    GATE = "refused-version"
    REQUESTS = "limit-requests"
    BYTES = "limit-bytes"
    TIME = "limit-time"
    FAILURES = "limit-failures"
    FREE = "limit-free"
    LOCKED = "locked"
    INTERRUPTED = "interrupted"
    DISK_FULL = "disk-full"
    READ_ONLY = "read-only"
    RIGHTS = "rights"
    NO_FOLDER = "no-folder"
    DISK_ERROR = "disk-error"
    DAMAGED = "damaged"
    CLOCK = "clock"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class Failure:
    """One row of the table. `what` may name {where} it happened, {so_far} was answered, and a {detail}."""

    cause: Cause
    code: Exit
    what: str
    remedy: str

    def sentence(self, **facts: object) -> str:
        told = {"where": "the site", "so_far": "", "detail": "", **facts}
        return f"{self.what.format_map(told)}; nothing was published: {self.remedy.format_map(told)}"


_LATER = "try again later"

FAILURES: Final[dict[Cause, Failure]] = {
    failure.cause: failure
    for failure in (
        Failure(
            Cause.DNS,
            Exit.UNREACHABLE,
            "{where} can't be reached: its name has no address",
            "see whether other names resolve on this machine; if they do, the site's name was given up or is misspelt",
        ),
        Failure(
            Cause.REFUSED,
            Exit.UNREACHABLE,
            "{where} can't be reached: it refused the connection",
            "no web server listens there at present; " + _LATER,
        ),
        Failure(
            Cause.TIMEOUT,
            Exit.UNREACHABLE,
            "{where} can't be reached: it did not answer in time",
            "see whether this machine has a network and a way through its firewall, or " + _LATER,
        ),
        Failure(
            Cause.DROPPED,
            Exit.UNREACHABLE,
            "{where} can't be reached: it took the connection and dropped it without a whole answer",
            "the server or something before it is broken or turns us away; " + _LATER,
        ),
        Failure(Cause.UNREACHABLE, Exit.UNREACHABLE, "{where} can't be reached ({detail})", _LATER),
        Failure(
            Cause.TLS,
            Exit.UNREACHABLE,
            "{where} can't be trusted, {detail}; nothing was asked for over http in its stead",
            "see to the certificate, or, to crawl without TLS, say so with --base-url http://{host}",
        ),
        Failure(
            Cause.BLOCKED,
            Exit.UNREACHABLE,
            "{where} answered every page{so_far} with 403 (forbidden)",
            "it seems to block us; set JJSCRAPE_CONTACT if it is not set, and ask the site's owner to let us in",
        ),
        Failure(
            Cause.PASSWORD,
            Exit.UNREACHABLE,
            "{where} answered every page{so_far} with 401: it asks for a password",
            "the site is closed to visitors; ask its owner whether it will open again",
        ),
        Failure(
            Cause.RATE_LIMITED,
            Exit.UNREACHABLE,
            "{where} answered 429 (too many requests){so_far}",
            "run again later and slower, with --delay, or ask the site's owner for a rate that suits",
        ),
        Failure(
            Cause.ASKED_TO_WAIT,
            Exit.UNREACHABLE,
            "{where} asks to be left alone for {detail}",
            "run again after that, and the crawl goes on",
        ),
        Failure(
            Cause.MAINTENANCE,
            Exit.UNREACHABLE,
            "{where} is under maintenance{so_far}",
            "its own page says so, and it will be back; " + _LATER,
        ),
        Failure(
            Cause.ERRORS,
            Exit.UNREACHABLE,
            "{where} answered with errors only ({detail})",
            _LATER + "; if it goes on, tell the site's owner",
        ),
        Failure(
            Cause.MISSING,
            Exit.UNREACHABLE,
            "{where} is there, but none of the start pages is ({detail})",
            "if the site was rebuilt, name its new start pages in the site file",
        ),
        Failure(
            Cause.MOVED,
            Exit.UNREACHABLE,
            "{where} has moved: its pages lead to {detail}",
            "look at it there; if it is the same site, name that address first in the site file's origins",
        ),
        Failure(
            Cause.CHALLENGE,
            Exit.UNREACHABLE,
            "{where} answered every page{so_far} with a challenge for browsers, in place of the site",
            "something before the site keeps programs out; ask its owner to let this one in",
        ),
        Failure(
            Cause.LOGIN,
            Exit.UNREACHABLE,
            "{where} answered every page{so_far} with a form to log in, in place of the site",
            "the site is closed to visitors; ask its owner whether it will open again",
        ),
        Failure(
            Cause.COOKIES,
            Exit.UNREACHABLE,
            "{where} answered every page{so_far} with a question about cookies, in place of the site",
            "ask the site's owner for a way without it; jjscrape gives no consent",
        ),
        Failure(
            Cause.ERROR_PAGE,
            Exit.UNREACHABLE,
            "{where} answered every page{so_far} with an error page under status 200",
            _LATER + "; crawl.log beside the archive's files names the pages",
        ),
        Failure(
            Cause.ROBOTS_FORBIDS,
            Exit.UNREACHABLE,
            "the robots.txt of {where} forbids the crawl{detail}",
            "only the site's owner can allow it; ask them",
        ),
        Failure(
            Cause.ROBOTS_GONE,
            Exit.UNREACHABLE,
            "the robots.txt of {where} can't be had ({detail}), so nothing may be fetched",
            _LATER,
        ),
        Failure(
            Cause.ROBOTS_BROKEN,
            Exit.UNREACHABLE,
            "the robots.txt of {where} is broken: the server begins to answer, and {detail}; so nothing may be fetched",
            "tell the site's owner; a whole robots.txt, or a 404 in its place, will do",
        ),
        Failure(
            Cause.ROBOTS_ELSEWHERE,
            Exit.UNREACHABLE,
            "the robots.txt of {where} can't be had: {detail}",
            "tell the site's owner, or, if the site has moved, name its new address in the site file",
        ),
        Failure(
            Cause.OUTAGE,
            Exit.UNREACHABLE,
            "{where} stopped answering: {detail}",
            "what was known stays as it was; " + _LATER,
        ),
        Failure(
            Cause.LISTS_MISSED,
            Exit.REFUSED,
            "crawl-complete: {detail}",
            "run again, or publish what there is with `{accept}`",
        ),
        Failure(
            Cause.PAGES_MISSED,
            Exit.REFUSED,
            "pages-missed: {detail}",
            "run again, or publish what there is with `{accept}`",
        ),
        Failure(
            Cause.TEMPLATES,
            Exit.REFUSED,
            "refused, the pages look otherwise than before, so that they may be read wrongly: {detail}",
            "look at {kept}; if it is right, publish it with `{accept}`",
        ),
        Failure(
            Cause.GATE,
            Exit.REFUSED,
            "refused, {detail}. The version before stands, {kept} keeps what was refused",
            "look at it; if it is right, publish it with `{accept}`",
        ),
        Failure(
            Cause.REQUESTS,
            Exit.LIMITED,
            "stopped after {requests} requests, before the crawl was complete ({detail})",
            "run again to go on, or raise --max-requests",
        ),
        Failure(
            Cause.BYTES,
            Exit.LIMITED,
            "stopped after {bytes} bytes, before the crawl was complete ({detail})",
            "run again to go on, or raise --max-bytes",
        ),
        Failure(
            Cause.TIME,
            Exit.LIMITED,
            "stopped after {seconds} s, before the crawl was complete ({detail})",
            "run again to go on, or raise --max-time",
        ),
        Failure(
            Cause.FAILURES,
            Exit.LIMITED,
            "stopped after {in_a_row} failures in a row, before the crawl was complete ({detail})",
            "run again to go on once the site is well (run.json names them), or raise --max-errors-in-row",
        ),
        Failure(
            Cause.FREE,
            Exit.LIMITED,
            "stopped, since {where} has only {free} free, of {least} that shall stay so ({detail})",
            "make room (`jjscrape prune` says what may go), or lower JJSCRAPE_MIN_FREE",
        ),
        Failure(
            Cause.LOCKED,
            Exit.LOCKED,
            "another run holds {where}",
            "wait for it to end, or give this one a folder of its own with --data",
        ),
        Failure(
            Cause.INTERRUPTED,
            Exit.INTERRUPTED,
            "interrupted; what was fetched is archived",
            "run the same command to go on",
        ),
        Failure(
            Cause.DISK_FULL,
            Exit.UNEXPECTED,
            "there is no space left to write {where}",
            "make room (`jjscrape prune` says what may go), and run again; what was written whole stays",
        ),
        Failure(
            Cause.READ_ONLY,
            Exit.UNEXPECTED,
            "{where} can't be written, its disk is read-only",
            "mount it for writing; a disk that became read-only by itself may be failing",
        ),
        Failure(
            Cause.RIGHTS,
            Exit.UNEXPECTED,
            "{where} can't be used, this user has no right to it",
            "give the user that runs jjscrape the data folder and all in it (chown -R), or run as the user who has it",
        ),
        Failure(
            Cause.NO_FOLDER,
            Exit.USAGE,
            "{where} is no folder and can't become one, since there is a file",
            "name another folder with --data",
        ),
        Failure(
            Cause.DISK_ERROR,
            Exit.UNEXPECTED,
            "{where} can't be read or written ({detail})",
            "see to the disk; `jjscrape verify` says whether what is there is whole",
        ),
        Failure(
            Cause.DAMAGED,
            Exit.USAGE,
            "{where} is damaged: {detail}",
            "nothing was asked for either; `jjscrape verify` says what else is not whole",
        ),
        Failure(
            Cause.CLOCK,
            Exit.UNEXPECTED,
            "the archive holds captures dated after the present by this machine's clock, so that what is crawled now "
            "would count as older, and nothing was fetched",
            "set the clock right and run again; if it was ahead when they were captured, move those crawls out of the "
            "archive first",
        ),
        Failure(
            Cause.UNEXPECTED,
            Exit.UNEXPECTED,
            "the crawl broke off by an error",
            "crawl.log beside the archive's files tells of it; please report it with that file",
        ),
    )
}


def stop(cause: Cause, **facts: object) -> Stop:
    """Return the end of a command that a cause makes, for raising."""
    failure = FAILURES[cause]
    return Stop(failure.code, failure.sentence(**facts), cause=str(cause))


_BY_ERRNO: Final = {
    errno.ENOSPC: Cause.DISK_FULL,
    errno.EDQUOT: Cause.DISK_FULL,
    errno.EFBIG: Cause.DISK_FULL,
    errno.EROFS: Cause.READ_ONLY,
    errno.EACCES: Cause.RIGHTS,
    errno.EPERM: Cause.RIGHTS,
    errno.ENOTDIR: Cause.NO_FOLDER,
    errno.EEXIST: Cause.NO_FOLDER,
}
_SAID_OF_FULL: Final = ("No space left", "Disk quota exceeded", "File too large")
"""What libraries say that keep no number of the error."""


def cause_of(error: OSError) -> Cause:
    """Return what a system's error means to whoever runs the command."""
    if any(said in str(error) for said in _SAID_OF_FULL):
        return Cause.DISK_FULL
    return _BY_ERRNO.get(error.errno or 0, Cause.DISK_ERROR)


def is_of_disk(error: OSError) -> bool:
    """Whether an error says that the disk is full, broken or not ours to write, whatever was being done."""
    return error.errno == errno.EIO or cause_of(error) in {Cause.DISK_FULL, Cause.READ_ONLY, Cause.RIGHTS}


def stop_of(error: OSError, where: object) -> Stop:
    """Return the end of a command that a system's error makes. `where` is for errors that name no file."""
    cause = cause_of(error)
    named = error.filename if isinstance(error.filename, str | bytes) else where
    detail = error.strerror or str(error) or type(error).__name__
    if cause is Cause.DISK_FULL:
        named = where  # the file is one of many, and the disk is what is full
    return stop(cause, where=named.decode(errors="replace") if isinstance(named, bytes) else named, detail=detail)


class Kind(StrEnum):
    """How one request failed for good."""

    DNS = "dns"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    DROPPED = "dropped"
    TLS = "tls"
    BROKEN = "broken"
    CIRCLES = "circles"
    OTHER = "other"


_BEGINNINGS: Final = {
    "CannotResolveHostError": Kind.DNS,
    "DNSLookupError": Kind.DNS,
    "DownloadConnectionRefusedError": Kind.REFUSED,
    "ConnectionRefusedError": Kind.REFUSED,
    "ConnectError": Kind.REFUSED,
    "NoRouteError": Kind.REFUSED,
    "DownloadTimeoutError": Kind.TIMEOUT,
    "TCPTimedOutError": Kind.TIMEOUT,
    "TimeoutError": Kind.TIMEOUT,
    "ConnectionLost": Kind.DROPPED,
    "ConnectionDone": Kind.DROPPED,
    "ResponseDataLossError": Kind.BROKEN,
    "ResponseFailed": Kind.BROKEN,
    "BadGzipFile": Kind.BROKEN,
    "EOFError": Kind.BROKEN,
    "error: Error -": Kind.BROKEN,  # zlib's
    "TLS failed": Kind.TLS,
    "IgnoreRequest: ": Kind.CIRCLES,
}
"""What the sentence on a failed request begins with: the name of an error of Scrapy's or Twisted's."""
_NEVER_ANSWERED: Final = ("ResponseNeverReceived", "ConnectionLost", "ConnectionDone")
SAID: Final = {
    Kind.DNS: "its name had no address any more",
    Kind.REFUSED: "it refused connections",
    Kind.TIMEOUT: "nothing came in time",
    Kind.DROPPED: "it dropped connections without an answer",
    Kind.TLS: "TLS failed",
    Kind.BROKEN: "what it sends breaks off or can't be read",
    Kind.CIRCLES: "it redirects in circles",
    Kind.OTHER: "its answers could not be had",
}


def kind_of(reason: str) -> str:
    """Say how a request failed, by the sentence that its failure left: a `Kind`, or the status as `http-503`."""
    if reason.startswith("HTTP "):
        return f"http-{reason.removeprefix('HTTP ')[:3]}"
    if reason.startswith("DownloadFailedError"):
        return Kind.DROPPED if any(name in reason for name in _NEVER_ANSWERED) else Kind.BROKEN
    return next((kind for name, kind in _BEGINNINGS.items() if reason.startswith(name)), Kind.OTHER)


def said_of(kind: str) -> str:
    """Say in words how a request failed."""
    return f"HTTP {kind.removeprefix('http-')}" if kind.startswith("http-") else SAID[Kind(kind)]


def documented() -> str:
    """Return the table as Markdown."""
    lines = [
        "# What can go wrong, and what to do",
        "",
        "Every failure of a run has a cause with a name. The name stands in the run's `run.json` under `outcome`, in",
        "notifications and in the metrics; standard error gets the sentence and the remedy, once. The version that was",
        "published before stays in every case.",
        "",
        "| cause | exit code | what is said | what to do |",
        "| --- | ---: | --- | --- |",
    ]
    for failure in FAILURES.values():
        what, remedy = (_plain(text, failure.code) for text in (failure.what, failure.remedy))
        lines.append(f"| {failure.cause} | {int(failure.code)} | {what} | {remedy} |")
    lines += [
        "",
        "A run whose table of causes grows stays readable: a script should take a name it does not know for a failure",
        "of its exit code's sort.",
        "",
    ]
    return "\n".join(lines)


_SHOWN: Final = {
    "so_far": "",
    "accept": "jjscrape build --data DIR --accept CHECK",
    "kept": "DIR/candidate",
    "host": "HOST",
}


class _Names(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


def _plain(text: str, code: Exit) -> str:
    where = "SITE" if code is Exit.UNREACHABLE else "DIR"
    return text.format_map(_Names(_SHOWN, where=where)).replace("|", "\\|")
