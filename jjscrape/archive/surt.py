"""Sort-friendly URI keys (SURT), in the form that pywb looks captures up by."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit

_PORTS = {"http": 80, "https": 443}
# At once what would take a pass for each: a hostile address has thousands.
_ESCAPED_ESCAPE = re.compile(rb"%(?:25)+(?=25|[0-9A-Fa-f]{2})")
_SPACE = re.compile(r"[\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ud800-\udfff]")
_WWW = re.compile(r"www\d*\.")


def surt(url: str) -> str:
    """`https://www.site.org/A/?b=2&a=1` → `org,site)/a?a=1&b=2`.

    Scheme, user, `www.`, default port, fragment, `.` and `..`, and empty and last slashes are dropped; escapes are
    brought to one form; the query is sorted; all is lower case. Unlike other implementations it leaves session
    identifiers in. A URI without a host, or with one that can't be read, is its own key.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return _one_word(url)
    if not host:
        return _one_word(url)
    place = ",".join(reversed(_WWW.sub("", _ascii(host).rstrip("."), count=1).split(".")))
    if ":" in host:
        place = host
    if port is not None and port != _PORTS.get(parts.scheme.lower()):
        place += f":{port}"
    return f"{_one_word(place)}){_path(parts)}{_query(parts)}"


def _one_word(text: str) -> str:
    """Without what would end a key, or its line, in an index."""
    return _SPACE.sub(lambda match: quote(match[0], safe="", errors="surrogatepass"), text)


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        return host


def _path(parts: SplitResult) -> str:
    kept: list[str] = []
    for part in _plain(parts.path).split("/"):
        if part == "..":
            kept = kept[:-1]
        elif part not in ("", "."):
            kept.append(part)
    return "/" + "/".join(kept)


def _query(parts: SplitResult) -> str:
    if not parts.query:
        return ""
    return "?" + "&".join(sorted(_plain(parts.query).split("&")))


def _plain(text: str) -> str:
    """Unescape until nothing changes, then escape again what has to be."""
    raw = text.encode("utf-8", "surrogatepass")
    while (once := unquote_to_bytes(_ESCAPED_ESCAPE.sub(b"%", raw))) != raw:
        raw = once
    return "".join(chr(b) if 0x20 < b < 0x7F and b not in b"%#" else f"%{b:02x}" for b in raw.lower())  # noqa: PLR2004
