"""Where a web archive lists its captures, and where it gives one back as it was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

# What may stand in an address that is the end of another one.
_AS_IT_IS = "%/:=&?~#+!$,;'@()*[]"


@dataclass(frozen=True, slots=True)
class Server:
    """`cdx` is the address that lists, `replay` what stands before a capture's date and address."""

    cdx: str
    replay: str

    def listing(self, host: str) -> str:
        query = urlencode({"url": host, "matchType": "host", "output": "json"})
        return f"{self.cdx}?{query}"

    def raw(self, stamp: str, url: str) -> str:
        """The address of a capture's bytes as recorded, without a toolbar and with links as they were."""
        return f"{self.replay}{stamp}id_/{quote(url.partition('#')[0], safe=_AS_IT_IS)}"


def servers(address: str, replay: str | None = None) -> list[Server]:
    """What an address may stand for, the likelier first: a CDX server, a collection of pywb, a Wayback Machine's host.

    Where captures are given back follows from where they are listed, unless `replay` says so: beside the Wayback
    Machine's `/cdx/search/cdx` it is `/web/`, beside a collection's `/cdx`, `-cdx` or `/index` the collection itself.
    """
    parts = urlsplit(address)
    path = parts.path.rstrip("/")

    def at(path: str) -> str:
        return urlunsplit((parts.scheme, parts.netloc, path, "", ""))

    def server(cdx: str, raw: str) -> Server:
        return Server(at(cdx), replay.rstrip("/") + "/" if replay else at(raw))

    for ending in ("/cdx/search/cdx", "/cdx/search"):
        if path.endswith(ending):
            return [server(path, f"{path.removesuffix(ending)}/web/")]
    for ending in ("/cdx", "-cdx", "/index"):
        if path.endswith(ending):
            return [server(path, f"{path.removesuffix(ending)}/")]
    if path.endswith("/web"):
        return [server(f"{path.removesuffix('/web')}/cdx/search/cdx", f"{path}/")]
    candidates = [server(f"{path}/cdx", f"{path}/")] if path else []
    return [*candidates, server(f"{path}/cdx/search/cdx", f"{path}/web/")]
