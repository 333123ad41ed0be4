"""Tells a failure of TLS from a server that isn't there: only the latter may be asked again without it.

Whoever stands between us and the site can spoil a handshake. A crawl that then went on over http would archive, and
publish as the site's own words, whatever that somebody sends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from OpenSSL import SSL
from service_identity import VerificationError
from twisted.internet.error import ConnectionClosed

from jjscrape.crawl.summary import TLS_FAILED

if TYPE_CHECKING:
    from collections.abc import Iterator

_CERTIFICATE = "certificate"


def tls_failure(error: BaseException) -> str | None:
    """Return what went wrong with TLS, in words; None for any other error."""
    for cause in _causes(error):
        if isinstance(cause, VerificationError):
            return f"{TLS_FAILED}: the {_CERTIFICATE} is for another host"
        if isinstance(cause, SSL.Error):
            reasons = cause.args[0] if cause.args and isinstance(cause.args[0], list) else []
            causes = "; ".join(str(reason[-1]) for reason in reasons if reason) or str(cause) or "no reason was given"
            return f"{TLS_FAILED}: {causes}"
    return None


def handshake_failure(error: BaseException) -> str | None:
    """Return the same, also of a first request over TLS whose connection was made, and closed without an answer."""
    if cause := tls_failure(error):
        return cause
    if any(isinstance(cause, ConnectionClosed) for cause in _causes(error)):
        return f"{TLS_FAILED}: the connection was closed without an answer"
    return None


def is_lasting(error: BaseException) -> bool:
    """Tell whether asking again is of no use, as with a certificate that doesn't fit."""
    return _CERTIFICATE in (tls_failure(error) or "")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came of, through Scrapy's and Twisted's wrappings."""
    left, seen = [error], set()
    while left:
        cause = left.pop()
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        left += [reason.value for reason in getattr(cause, "reasons", None) or [] if hasattr(reason, "value")]
        left += [inner for inner in (cause.__cause__, cause.__context__) if inner is not None]
