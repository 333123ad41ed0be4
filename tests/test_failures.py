"""The table of failures: complete, in words, and printed as it is."""

from __future__ import annotations

import errno
import zlib
from pathlib import Path

import pytest

from jjscrape.crawl.summary import MAINTAINED
from jjscrape.failures import FAILURES, SAID, Cause, Kind, cause_of, documented, kind_of, said_of, stop, stop_of
from jjscrape.outcome import Exit


def test_every_cause_has_a_sentence_and_a_remedy():
    assert set(FAILURES) == set(Cause)
    assert all(failure.code is not Exit.DONE for failure in FAILURES.values())


def test_the_page_is_printed_from_the_table():
    page = Path(__file__).parents[1] / "docs" / "failures.md"
    assert page.read_text("utf-8") == documented(), "run `make docs`"


def test_a_stop_names_the_place_and_carries_the_cause():
    end = stop(Cause.DNS, where="https://a.example")
    assert (end.code, end.cause) == (Exit.UNREACHABLE, "dns")
    assert end.sentence.startswith(
        "https://a.example can't be reached: its name has no address; nothing was published: "
    )


def zlib_error() -> str:
    try:
        zlib.decompress(b"no deflated bytes")
    except zlib.error as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("CannotResolveHostError: DNS lookup failed", Kind.DNS),
        ("DownloadConnectionRefusedError: 111", Kind.REFUSED),
        ("DownloadTimeoutError: took longer than 60.0 seconds", Kind.TIMEOUT),
        ("DownloadFailedError: [<Failure twisted.internet.error.ConnectionLost: x>]", Kind.DROPPED),
        ("DownloadFailedError: [<Failure twisted.web.http._DataLoss: x>]", Kind.BROKEN),
        ("ResponseDataLossError: x", Kind.BROKEN),
        ("BadGzipFile: x", Kind.BROKEN),
        (f"{type(zlib.error()).__name__}: {zlib_error()}", Kind.BROKEN),
        ("IgnoreRequest: redirected in circles", Kind.CIRCLES),
        ("TLS failed: certificate verify failed", Kind.TLS),
        ("HTTP 503", "http-503"),
        (f"HTTP 503{MAINTAINED}", "http-503"),
        ("Surprise: x", Kind.OTHER),
        ("", Kind.OTHER),
    ],
)
def test_how_a_request_failed_is_read_off_its_sentence(reason, kind):
    assert kind_of(reason) == kind
    assert said_of(kind_of(reason))


def test_every_kind_is_said_in_words():
    assert SAID.keys() == set(Kind)


@pytest.mark.parametrize(
    ("error", "cause", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), Cause.DISK_FULL, Exit.UNEXPECTED),
        (OSError(errno.EFBIG, "x"), Cause.DISK_FULL, Exit.UNEXPECTED),
        (OSError(errno.EDQUOT, "x"), Cause.DISK_FULL, Exit.UNEXPECTED),
        (OSError("Error writing bytes to file. Detail: [errno 28] No space left on device"), Cause.DISK_FULL, Exit.UNEXPECTED),
        (OSError(errno.EROFS, "Read-only file system", "/d/x"), Cause.READ_ONLY, Exit.UNEXPECTED),
        (PermissionError(errno.EACCES, "Permission denied", "/d/x"), Cause.RIGHTS, Exit.UNEXPECTED),
        (NotADirectoryError(errno.ENOTDIR, "Not a directory", "/d/x"), Cause.NO_FOLDER, Exit.USAGE),
        (OSError(errno.EIO, "Input/output error"), Cause.DISK_ERROR, Exit.UNEXPECTED),
    ],
)  # fmt: skip
def test_an_error_of_the_system_is_told_by_what_it_means(error, cause, code):
    end = stop_of(error, "/d")
    assert (cause_of(error), end.cause, end.code) == (cause, cause, code)
    assert "/d" in end.sentence
