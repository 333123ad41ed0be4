"""A site: its hosts, where a crawl of it begins, and how an address becomes a kind and a canonical key."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field, replace
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import (
    SplitResult,
    parse_qsl,
    quote,
    unquote,
    unquote_to_bytes,
    urlencode,
    urljoin,
    urlsplit,
    urlunsplit,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

FRONT = "<front>"
"""Drupal's own name for the front page, here its canonical key."""

_FLAT_PAGER = re.compile(r"_page-(\d+)$")
_INDEX = re.compile(r"(^|/)index\.(html?|php)$", re.IGNORECASE)
# RFC 3986 path characters that need no escape; '%' is not among them because the path is decoded first.
_PATH_SAFE = "/!$&'()*+,;=:@-._~"


class Kind(StrEnum):
    """What stands at an address, as far as the address alone can tell."""

    NEWS = "news"
    BLOG = "blog"
    EVENT = "event"
    LISTING = "listing"
    PROJECTS = "projects"
    THEME = "theme"
    FEED = "feed"
    FILE = "file"
    ASSET = "asset"
    PAGE = "page"


ARTICLES = frozenset({Kind.NEWS, Kind.BLOG, Kind.EVENT})
LISTINGS = frozenset({Kind.LISTING, Kind.PROJECTS, Kind.THEME})
RENDERED = ARTICLES | LISTINGS | {Kind.PAGE}
"""Kinds that answer with an HTML page of the site."""


class SiteError(ValueError):
    """A site file that can't be used; the message names the file, the fault and the remedy."""


@dataclass(frozen=True, slots=True)
class Rule:
    kind: Kind
    match: re.Pattern[str]


@dataclass(frozen=True)
class Site:
    """One website. `origins` are tried in order; `start` and `optional` are paths below the origin."""

    name: str
    title: str
    origins: tuple[str, ...]
    start: tuple[str, ...]
    optional: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    time_zone: str = "Europe/London"
    language: str = "en"
    rules: tuple[Rule, ...] = ()
    exclude: tuple[re.Pattern[str], ...] = ()
    query: tuple[str, ...] = ("page",)
    max_requests: int = 5000
    max_pages: int = 200
    base_url: str | None = None
    """Where a copy of the site is crawled; its host then stands for the site's own."""
    aliases: tuple[str, ...] = ()
    """Addresses at which copies were crawled before: an archive may hold captures of several."""
    _hosts: frozenset[str] = field(init=False, repr=False, compare=False, default=frozenset())

    def __post_init__(self) -> None:
        own = {host_of(origin) for origin in (*self.origins, *self.aliases)}
        if self.base_url:
            own.add(host_of(self.base_url))
        object.__setattr__(self, "_hosts", frozenset(own))

    def at(self, base_url: str) -> Site:
        """Return the same site as it stands at another address, such as a copy on this machine.

        Raises:
            SiteError: the address is not an absolute http or https one, or has a path.
        """
        parts = urlsplit(base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise SiteError(f"{base_url!r} is not an address to crawl; give one like http://127.0.0.1:8900")
        if parts.path.strip("/") or parts.query:
            raise SiteError(f"{base_url!r} has a path; give the address of the site's root, like http://HOST:PORT")
        return replace(self, base_url=f"{parts.scheme}://{parts.netloc}")

    def also_at(self, base_urls: Iterable[str]) -> Site:
        """Return the same site, knowing the hosts of copies whose captures an archive holds."""
        return replace(self, aliases=tuple(sorted({*self.aliases, *base_urls})))

    def addresses(self) -> tuple[str, ...]:
        """Return the origins a crawl may begin at, the preferred one first."""
        return (self.base_url,) if self.base_url else self.origins

    def owns(self, url: str) -> bool:
        """Tell whether the address is on this site's own host, `www.` and scheme aside."""
        return host_of(url) in self._hosts

    def knows(self, url: str) -> bool:
        """Tell whether the address is on this site or on a sister host of the same install."""
        return self.owns(url) or host_of(url) in self.family

    def key(self, url: str) -> str | None:
        """Return the canonical key, the same for every generation of an address, or None for another site's.

        Scheme, host, `www.`, `index.html`, slashes at the ends, percent-encoding, Unicode form, `?q=`, page zero
        and the flattened static copy's `_page-N` and `_` make no difference. Only `page` survives of a query.
        """
        if not self.knows(url):
            return None
        parts = _split(url)
        path, query = decoded_path(parts.path), dict(parse_qsl(parts.query, keep_blank_values=True))
        if "q" in query and not path.strip("/").replace("index.php", ""):
            path = query["q"]
        path = _INDEX.sub(r"\1", path).strip("/")
        page = query.get("page", "")
        if not self._is_file(path):
            if flat := _FLAT_PAGER.search(path):
                path, page = path[: flat.start()], page or flat[1]
            path = path.replace("_", "-")
        path = path or FRONT
        return f"{path}?page={page}" if page and page.strip("0,") else path

    def kind(self, url: str) -> Kind | None:
        """Return what stands at the address, or None if it is another site's."""
        key = self.key(url)
        return None if key is None else self.kind_of_key(key)

    def kind_of_key(self, key: str) -> Kind:
        path = key.partition("?")[0]
        return next((rule.kind for rule in self.rules if rule.match.search(path)), Kind.PAGE)

    def excluded(self, url: str) -> bool:
        """Tell whether the address is never asked for: another site's, a form, an account, an endless view."""
        key = self.key(url)
        if key is None or not self.owns(url):
            return True
        path = key.partition("?")[0]
        return any(pattern.search(path) for pattern in self.exclude)

    def fetch_url(self, url: str, origin: str | None = None) -> str:
        """Return the address to ask for, so that two spellings of one address are asked for once.

        The site's own hosts become `origin` (by default the preferred one), the fragment goes, and so do query
        parameters that lead nowhere; a file keeps its query, since image derivatives need theirs.
        """
        parts = _split(url)
        path: str = parts.path
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        if not path.strip("/") and (q := dict(pairs).get("q")):
            path, pairs = f"/{q}", [pair for pair in pairs if pair[0] != "q"]
        if self.kind(url) in {Kind.FILE, Kind.ASSET}:
            query = parts.query
        else:
            query = urlencode([(n, v) for n, v in pairs if n in self.query and v.strip("0,")], safe=",")
            path = path.rstrip("/") or "/"
        target = urlsplit(origin or self.addresses()[0])
        encoded = quote(unquote_to_bytes(path), safe=_PATH_SAFE)
        return urlunsplit((target.scheme, target.netloc, encoded, query, ""))

    def _is_file(self, path: str) -> bool:
        return self.kind_of_key(path) in {Kind.FILE, Kind.ASSET} if path else False


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:  # an address like http://[broken
        return urlsplit("")


def host_of(url: str) -> str:
    """Return the host in lower case, without `www.` and a default port, or an empty string."""
    parts = _split(url)
    try:
        host, port = str(parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return ""
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return f"{host}:{port}" if port and port != default else host


def decoded_path(path: str) -> str:
    """Percent-decode a path as UTF-8 and normalise it to NFC; bytes that are not UTF-8 stay escaped."""
    try:
        text = unquote_to_bytes(path).decode("utf-8")
    except UnicodeDecodeError:
        text = unquote(path, encoding="latin-1") if path.isascii() else path
        text = "".join(c if c.isascii() else f"%{ord(c):02X}" if ord(c) < 256 else c for c in text)  # noqa: PLR2004
    return unicodedata.normalize("NFC", text)


def absolute(base: str, href: str) -> str | None:
    """Resolve a link as a browser would, without its fragment; None for what is not http or https."""
    try:
        url = urljoin(base, href.strip())
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    return urlunsplit(parts._replace(fragment=""))


def bundled_sites() -> list[str]:
    """Return the names of the sites that ship with the project."""
    folder = resources.files("jjscrape.sites")
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


def load_site(name: str | Path) -> Site:
    """Read a bundled site by name, or a TOML file by path.

    Raises:
        SiteError: no such site, or its file is not usable.
    """
    data = _read(str(name))
    if "extends" in data:
        base = _read(data.pop("extends"))
        data = {**base, **data, "crawl": {**base.get("crawl", {}), **data.get("crawl", {})}}
    where = f"site file {name}"
    known = {"name", "title", "time_zone", "language", "origins", "family", "start", "try", "rules", "crawl"}
    if unknown := sorted(set(data) - known):
        raise SiteError(f"{where}: unknown setting {unknown[0]!r}; it may be one of {', '.join(sorted(known))}")
    crawl = data.get("crawl", {})
    try:
        site = Site(
            name=data["name"],
            title=data.get("title", data["name"]),
            origins=tuple(origin.rstrip("/") for origin in data["origins"]),
            start=tuple(data["start"]),
            optional=tuple(data.get("try", ())),
            family=tuple(host.lower().removeprefix("www.") for host in data.get("family", ())),
            time_zone=data.get("time_zone", "Europe/London"),
            language=data.get("language", "en"),
            rules=tuple(Rule(Kind(rule["kind"]), re.compile(rule["match"])) for rule in data.get("rules", ())),
            exclude=tuple(re.compile(pattern) for pattern in crawl.get("exclude", ())),
            query=tuple(crawl.get("query", ("page",))),
            max_requests=int(crawl.get("max_requests", 5000)),
            max_pages=int(crawl.get("max_pages", 200)),
        )
    except KeyError as error:
        raise SiteError(
            f"{where}: {error.args[0]!r} is missing; add it (sites/jamandjustice.toml shows how)"
        ) from error
    except (re.error, ValueError, TypeError, AttributeError) as error:
        raise SiteError(f"{where}: {error}; mend that line") from error
    if not site.origins or not site.start:
        raise SiteError(f"{where}: origins and start must each name at least one address")
    for origin in site.origins:
        site.at(origin)
    return site


def _read(name: str) -> dict[str, Any]:
    if name.endswith(".toml") or "/" in name:
        path = Path(name)
        if not path.is_file():
            raise SiteError(f"there is no site file {name}; give its path or one of: {', '.join(bundled_sites())}")
        text = path.read_text(encoding="utf-8")
    else:
        entry = resources.files("jjscrape.sites") / f"{name}.toml"
        if not entry.is_file():
            raise SiteError(f"no site is called {name!r}; the bundled ones are: {', '.join(bundled_sites())}")
        text = entry.read_text(encoding="utf-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SiteError(f"site file {name} is not TOML: {error}; mend that line") from error
