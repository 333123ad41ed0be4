"""Asking a web archive, one request at a time and never faster than promised."""

from __future__ import annotations

import http.client
import socket
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from jjscrape import clock
from jjscrape.archive.foreign import http_date, whole_number
from jjscrape.reach import refusal
from jjscrape.site import host_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from jjscrape.archive.http import Headers

WEB: Final = ("http://", "https://")
LARGEST: Final = 256 * 1024 * 1024
TIMEOUT: Final = 60.0
TRIES: Final = 4
LONGEST_PAUSE: Final = 300.0
_PAUSE: Final = 5.0
_WORTH_A_WORD: Final = 10.0
_SLOWER: Final = 12
"""A server that refuses to be asked, instead of being busy, wants to be left alone for minutes, not seconds."""
_REFUSES = 429
_SLOWEST: Final = 60.0
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 522, 524})


class UnreachableError(Exception):
    """The server can't be had, for now or for good."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`headers` keep order and duplicates; `body` is free of chunks, its content coding kept."""

    status: int
    reason: str
    headers: Headers
    body: bytes


class Client:
    """Waits `delay` seconds from one answer to the next request; a busy server as long as it asks for.

    A server that refuses is left alone for minutes, and asked more slowly from then on. `told` is given a sentence
    where that takes long.
    """

    def __init__(
        self,
        user_agent: str,
        delay: float,
        *,
        pause: float = _PAUSE,
        told: Callable[[str], None] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._user_agent = user_agent
        self.delay = delay
        self._pause = pause
        self._told = told
        self._sleep = sleep
        self._answered_at: float | None = None
        self._opener = _web_opener()
        self.requests = 0
        self.answers = 0

    def get(self, url: str, *, longest_wait: float = LONGEST_PAUSE) -> Answer:
        """One address, tried again while the server is busy or the connection breaks. Redirects are not followed.

        Raises:
            UnreachableError: it is no http or https address, it stays so, it asks to wait longer than `longest_wait`
                seconds, or its answer is too large.
        """
        if host_of(url) == "" or not url.lower().startswith(WEB):
            raise UnreachableError(f"{url[:200]!r} is no http or https address")
        fault, pace = "", self.delay
        try:
            for attempt in range(TRIES):
                asked_to_wait: float | None = None
                slower = 1
                try:
                    answer = self._get(url)
                    if answer.status not in _BUSY or _is_capture(answer):
                        return answer
                    fault = f"it answers {answer.status} {answer.reason}".rstrip()
                    asked_to_wait = _retry_after(answer)
                    slower = _SLOWER if answer.status == _REFUSES else 1
                except (OSError, http.client.HTTPException) as error:
                    fault = str(getattr(error, "reason", None) or error) or type(error).__name__
                    slower = _SLOWER if isinstance(getattr(error, "reason", error), ConnectionRefusedError) else 1
                    slower = slower if self.answers else 1  # nobody was ever there
                wait = min(self._pause * slower * 2**attempt, longest_wait) if asked_to_wait is None else asked_to_wait
                if wait > longest_wait:
                    raise UnreachableError(f"{fault} and asks to wait {wait:.0f} seconds")
                if slower > 1:
                    pace = min(max(2 * pace, wait / _SLOWER), _SLOWEST)
                if attempt + 1 < TRIES:
                    if self._told is not None and wait >= _WORTH_A_WORD:
                        self._told(f"{host_of(url)}: {fault}; it is asked again in {wait:.0f} seconds")
                    self._sleep(wait)
            raise UnreachableError(fault)
        finally:
            self.delay = pace  # from the next request on

    def _get(self, url: str) -> Answer:
        if self._answered_at is not None:
            self._sleep(max(0.0, self.delay - (time.monotonic() - self._answered_at)))
        # Codings would be the archive's own doing; what it recorded coded comes coded all the same.
        headers = {"User-Agent": self._user_agent, "Accept-Encoding": "identity"}
        request = urllib.request.Request(url, headers=headers)  # noqa: S310  (`get` lets http and https through alone)
        self.requests += 1
        try:
            try:
                with self._opener.open(request, timeout=TIMEOUT) as response:
                    self.answers += 1
                    return _answer(response)
            except urllib.error.HTTPError as error:
                self.answers += 1
                with error:
                    return _answer(error)
        finally:
            self._answered_at = time.monotonic()


def _connect(
    address: tuple[str, int], timeout: float | None = None, source: tuple[str, int] | None = None
) -> socket.socket:
    """Connect to what a name stands for, once that was looked at: the same addresses, so that no second answer counts.

    Raises:
        UnreachableError: it is a public name, and stands for a near address.
        OSError: no connection can be made.
    """
    host, port = address
    found = [info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    own = {urlsplit(url).hostname for url in urllib.request.getproxies().values()}
    if host not in own and (why := refusal(host, [str(ip) for ip in found])):
        raise UnreachableError(why)
    fault: OSError = OSError(f"{host} has no address")
    for ip in found:
        try:
            return socket.create_connection((str(ip), port), timeout, source)
        except OSError as error:
            fault = error
    raise fault


class _Guarded(http.client.HTTPConnection):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._create_connection = _connect


class _GuardedTLS(http.client.HTTPSConnection):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._create_connection = _connect


class _GuardedHandler(urllib.request.HTTPHandler):
    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_Guarded, request)


class _GuardedTLSHandler(urllib.request.HTTPSHandler):
    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_GuardedTLS, request)


def _web_opener() -> urllib.request.OpenerDirector:
    """What opens http and https, and nothing else: the usual opener reads this machine's files too.

    It follows no redirect: a recorded one is an answer like any other.
    """
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        _GuardedHandler,
        _GuardedTLSHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPErrorProcessor,
        urllib.request.UnknownHandler,
    ):
        opener.add_handler(handler())
    return opener


def _answer(response: Any) -> Answer:
    body = response.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise UnreachableError(f"the answer has more than {LARGEST} bytes")
    announced = response.headers.get("Content-Length")
    length = whole_number((announced or "").strip())
    if length is not None and len(body) < length:
        raise http.client.IncompleteRead(body, length - len(body))
    return Answer(response.status, response.reason or "", tuple(response.headers.items()), body)


def _is_capture(answer: Answer) -> bool:
    """A recorded error is no error of the archive."""
    return any(name.lower() == "memento-datetime" for name, _ in answer.headers)


def _retry_after(answer: Answer) -> float | None:
    """Seconds to wait (RFC 9110, section 10.2.3)."""
    value = next((value for name, value in answer.headers if name.lower() == "retry-after"), "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    until = http_date(value)
    return None if until is None else max(0.0, (until - clock.now()).total_seconds())
