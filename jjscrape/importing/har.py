"""HAR files (HTTP Archive 1.2), as browsers' developer tools save them: what they hold of each answer, as an exchange.

A HAR tells what a browser made of an answer: the body is free of codings, and text has become Unicode. It is stored as
UTF-8, the head says so, and the record is marked as rebuilt. What carried a person's identity to the site stays out.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import ipaddress
import json
import re
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from jjscrape.archive.exchange import Exchange
from jjscrape.archive.http import bodiless
from jjscrape.outcome import Exit, Stop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUFFIXES: Final = (".har", ".har.gz")
LARGEST: Final = 256 * 1024 * 1024
"""Bytes of JSON, which is read as a whole."""
_URL: Final = re.compile(r"https?://[^\s/?#\x00-\x20\x7f]+[^\s#\x00-\x20\x7f]*", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]+")
_METHOD: Final = re.compile(r"[A-Z]{1,20}")
_NAME: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_UNSAID: Final = frozenset({"content-encoding", "transfer-encoding", "content-length", "connection", "keep-alive"})
_PERSONAL: Final = frozenset({"cookie", "authorization", "proxy-authorization"})
_FOUND: Final = range(200, 300)
_FINAL: Final = range(200, 600)
_NOT_MODIFIED: Final = 304


class EntryError(ValueError):
    """An entry that holds no capture; the words say why."""


def is_har(source: str) -> bool:
    return source.lower().endswith(SUFFIXES)


def entries(path: Path) -> list[Any]:
    """What a HAR file lists.

    Raises:
        Stop: it is no HAR file, or too large to be read at once.
        OSError: it can't be read.
    """
    data = path.read_bytes() if path.stat().st_size <= LARGEST else None
    if data is not None and path.name.lower().endswith(".gz"):
        try:
            with gzip.open(path) as stream:
                data = stream.read(LARGEST + 1)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise Stop(Exit.USAGE, f"{path} can't be unpacked ({error}); save it anew") from error
    if data is None or len(data) > LARGEST:
        raise Stop(Exit.USAGE, f"{path} has more than {LARGEST} bytes; save what it holds in several HAR files")
    try:
        found = json.loads(data)["log"]["entries"]
        if not isinstance(found, list):
            raise TypeError("entries is no list")  # noqa: TRY301
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Stop(
            Exit.USAGE, f"{path} is no HAR file ({type(error).__name__}: {str(error)[:80]}); save it anew"
        ) from error
    return list(found)


def address_of(entry: Any) -> str:
    """What an entry is about, for a person to find it."""
    request = entry.get("request") if isinstance(entry, dict) else None
    return str(request.get("url"))[:200] if isinstance(request, dict) else "without a request"


def exchange(entry: Any, source: str) -> Exchange:
    """The exchange of an entry.

    Raises:
        EntryError: it holds none.
    """
    try:
        request, response = entry["request"], entry["response"]
        url, method = str(request["url"]).partition("#")[0], str(request["method"]).upper()
        status = int(response["status"])
        started = datetime.fromisoformat(str(entry["startedDateTime"]))
        content = dict(response.get("content") or {})
        captured_at = (started if started.tzinfo else started.replace(tzinfo=UTC)).astimezone(UTC)
        headers, asked = list(_headers(response)), list(_headers(request))
        said = str((request.get("postData") or {}).get("text") or "")
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise EntryError(f"no entry of a HAR ({type(error).__name__}: {str(error)[:60]})") from error
    if not _URL.fullmatch(url) or not _METHOD.fullmatch(method):
        raise EntryError("no http or https address that was asked for")
    if status not in _FINAL:
        raise EntryError("there was no answer")
    if status == _NOT_MODIFIED:
        raise EntryError("304: the browser had it already")
    body, text, whole = _body(content, status, method)
    kept = [(name, value) for name, value in headers if name.lower() not in _UNSAID]
    kept = [(n, _utf8(v) if text and n.lower() == "content-type" else v) for n, v in kept]
    if text and not any(name.lower() == "content-type" for name, _ in kept):
        kept.append(("Content-Type", _utf8(str(content.get("mimeType") or "text/plain"))))
    kept.append(("Content-Length", str(len(body))))
    return Exchange(
        url=url,
        method=method,
        request=_request(url, method, asked, said.encode("utf-8", "replace")),
        response=_head(f"HTTP/1.1 {status} {_line(response.get('statusText'))}".rstrip(), kept) + body,
        captured_at=captured_at,
        ip=_address(entry.get("serverIPAddress")),
        truncated=None if whole else "unspecified",
        rebuilt=True,
        notes=(("source", source), ("body-as", "text, stored as UTF-8" if text else "bytes")),
    )


def _headers(message: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """HTTP/2 has names of its own for what a first line says; they are left out."""
    for header in message.get("headers") or ():
        name = str(header["name"])
        if _NAME.fullmatch(name):
            yield name, _line(header["value"])


def _line(text: object) -> str:
    return " ".join(_CONTROL.sub(" ", str(text or "")).split())


def _body(content: dict[str, Any], status: int, method: str) -> tuple[bytes, bool, bool]:
    """The body, whether it was text, and whether it is whole.

    Raises:
        EntryError: it is not in the file.
    """
    text, size = content.get("text"), content.get("size")
    if bodiless(method, status):
        return b"", False, True
    if not isinstance(text, str):
        if status in _FOUND and size != 0:
            raise EntryError("its body is not in the file; save the HAR with content")
        return b"", False, size in (None, 0, -1)
    if content.get("encoding") != "base64":
        return text.encode("utf-8", "replace"), True, True
    try:
        body = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise EntryError("its body is said to be base64, and is none") from None
    return body, False, not isinstance(size, int) or len(body) >= size


def _utf8(content_type: str) -> str:
    kept = [part for part in content_type.split(";") if not part.strip().lower().startswith("charset")]
    return "; ".join([*(part.strip() for part in kept if part.strip()), "charset=utf-8"])


def _request(url: str, method: str, headers: list[tuple[str, str]], body: bytes) -> bytes:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise EntryError("no http or https address that was asked for") from None
    kept = [(name, value) for name, value in headers if name.lower() not in _UNSAID | _PERSONAL]
    if not any(name.lower() == "host" for name, _ in kept):
        kept.insert(0, ("Host", parts.netloc.rpartition("@")[2]))
    if body:
        kept.append(("Content-Length", str(len(body))))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _head(f"{method} {target} HTTP/1.1", kept) + body


def _head(first: str, headers: list[tuple[str, str]]) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode("utf-8", "replace")


def _address(value: object) -> str | None:
    try:
        return str(ipaddress.ip_address(str(value).strip("[]")))
    except ValueError:
        return None
