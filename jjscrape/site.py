"""A site: its hosts, where a crawl of it begins, and how an address becomes a kind and a canonical key."""

from __future__ import annotations

import codecs
import hashlib
import json
import re
import tomllib
import unicodedata
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qsl, quote, unquote_to_bytes, urlencode, urljoin, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from jjscrape.files import fault_of_part
from jjscrape.notices import NoticeError, Notices, read_notices
from jjscrape.pins import Pin, PinError, read_pins
from jjscrape.policy import Policy, PolicyError, read_policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable

FRONT = "<front>"
DEFAULT_SITE = "jamandjustice"
"""Drupal's own name for the front page, here its canonical key."""

_FLAT_PAGER = re.compile(r"_page-([0-9]+)$")
_INDEX = re.compile(r"(^|/)(index\.(html?|php)/*)+$", re.IGNORECASE)
_SESSION_ID = re.compile(
    r";(?:jsessionid|phpsessid|sessionid)=[^/?#;]*|/\((?:[A-Z]\([0-9A-Za-z]+\))+\)(?=[/?#]|$)", re.IGNORECASE
)
"""How servers write a visitor's session into a path: Java's and PHP's as a parameter, ASP.NET's in brackets."""
_HALVES = re.compile("[\ud800-\udfff]")
_DOT = re.compile(r"\.")
_ESCAPED_DOT = re.compile(r"\.|%2e", re.IGNORECASE)
_LONGEST_DOTS = len("%2e%2e")
_KEYS_KEPT = 8192
_LONGEST_KEPT = 500
_NAMES_ITS_PLACE = re.compile(r"/(?:[\w?#%]|$)|https?://\w")
_PLAIN = re.compile(r"https?://[A-Za-z0-9.:-]+((?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+)")
"""Most addresses: nothing in them is escaped, relative, a query or a fragment, or could be written in another way."""
_PAGES = re.compile(r"[0-9,]*[1-9][0-9,]*")
"""A pager's position past its beginning; with two pagers on a page their numbers are joined by a comma."""
# RFC 3986 path characters that need no escape; '%' is not among them because the path is decoded first.
_PATH_SAFE = "/!$&'()*+,;=:@-._~"
# A file's query is passed on as it is, escapes and all.
_QUERY_SAFE = _PATH_SAFE + "?%"
# What would break a key apart where keys are joined, listed or given a query.
_ESCAPED_IN_KEYS = re.compile("[\x00-\x1f?\x7f]")


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

    __hash__ = str.__hash__  # Enum's is written in Python, and kinds are looked up for each link of each page


ARTICLES = frozenset({Kind.NEWS, Kind.BLOG, Kind.EVENT})
LISTINGS = frozenset({Kind.LISTING, Kind.PROJECTS, Kind.THEME})
RENDERED = ARTICLES | LISTINGS | {Kind.PAGE}
"""Kinds that answer with an HTML page of the site."""
READ = RENDERED | {Kind.FEED}
"""Kinds that answer with what is read; files and assets are only kept."""


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
    look_again: int = 56
    """Days within which every page is looked at again, however long it has stayed the same."""
    look_again_themes: int = 28
    """The same for lists of a theme that show what general lists show too."""
    look_again_files: int = 182
    """The same for files, which get another address where they are replaced."""
    base_url: str | None = None
    """Where a copy of the site is crawled; its host then stands for the site's own."""
    aliases: tuple[str, ...] = ()
    """Addresses at which copies were crawled before: an archive may hold captures of several."""
    policy: Policy = field(default_factory=Policy)
    """What must hold before a version is published."""
    notices: Notices = field(default_factory=Notices)
    """Whom to tell of runs that fail."""
    mask_contacts: bool = True
    """Whether e-mail addresses and telephone numbers in texts are masked in the tables."""
    creators: tuple[str, ...] = ()
    """Who is cited for the dataset; those whose site it is if none are named."""
    publisher: str = ""
    """Who publishes it; nobody is named if empty."""
    licence: str = ""
    """What who publishes it allows; if empty, a version says that facts are free and texts their authors'."""
    licence_url: str = ""
    """Where the licence can be read."""
    pins: tuple[Pin, ...] = ()
    """Where fields stand on its pages, before any rule is asked."""
    set_aside: frozenset[str] = frozenset()
    """Crawls of its archive, by id, that are not read: they met another site in its place."""
    _hosts: frozenset[str] = field(init=False, repr=False, compare=False, default=frozenset())
    _keys: dict[str, str | None] = field(init=False, repr=False, compare=False, default_factory=dict)
    """The keys of addresses met of late: every page of a site has the same menus."""
    _kinds: dict[str, Kind] = field(init=False, repr=False, compare=False, default_factory=dict)
    """What stands at the paths of such keys."""

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
        return replace(self, base_url=_root_of(base_url))

    def also_at(self, base_urls: Iterable[str]) -> Site:
        """Return the same site, knowing the hosts of copies whose captures an archive holds."""
        return replace(self, aliases=tuple(sorted({*self.aliases, *base_urls})))

    def addresses(self) -> tuple[str, ...]:
        """Return the origins a crawl may begin at, the preferred one first."""
        return (self.base_url,) if self.base_url else self.origins

    def owns(self, url: str) -> bool:
        """Tell whether the address is on this site's own host, `www.` and scheme aside."""
        return host_of(url) in self._hosts

    def digest(self) -> str:
        """The sha256, lower-case hexadecimal, of all that this site was told; what follows from it is kept under it."""
        told = {part.name: getattr(self, part.name) for part in fields(self) if part.init}
        return hashlib.sha256(json.dumps(told, default=_as_json, sort_keys=True).encode()).hexdigest()

    def knows(self, url: str) -> bool:
        """Tell whether the address is on this site or on a sister host of the same install."""
        return self.owns(url) or host_of(url) in self.family

    def key(self, url: str) -> str | None:
        """Return the canonical key, the same for every generation of an address, or None for another site's.

        Scheme, host, `www.`, `index.html`, slashes at the ends, percent-encoding, Unicode form, `?q=`, page zero,
        the flattened static copy's `_page-N` and `_`, and a session's id in the path make no difference. Of a query
        only the parameters survive that lead to another page. Control characters, question marks and bytes that are
        not UTF-8 stay escaped.
        """
        try:
            return self._keys[url]
        except KeyError:
            if len(self._keys) >= _KEYS_KEPT:
                self._keys.clear()
            key = self._keys[url] = self._key(url)
            return key

    def _key(self, url: str) -> str | None:
        if not self.knows(url):
            return None
        query: dict[str, str] = {}
        if plain := _PLAIN.fullmatch(url):
            path = plain[1]
        else:
            raw, query = _asked(_split(url))
            path = without_session_id(path_in_key(raw))
        path = _without_index(path)
        if not self._is_file(path):
            if flat := _FLAT_PAGER.search(path):
                path = _without_index(path[: flat.start()])
                if not _PAGES.fullmatch(query.get("page", "")):
                    query["page"] = flat[1]
            path = path.replace("_", "-")
        path = path or FRONT
        rest = self._leading(query) if query else ""
        return f"{path}?{rest}" if rest else path

    def kind(self, url: str) -> Kind | None:
        """Return what stands at the address, or None if it is another site's."""
        key = self.key(url)
        return None if key is None else self.kind_of_key(key)

    def kind_of_key(self, key: str) -> Kind:
        path = key.partition("?")[0]
        kind = self._kinds.get(path)
        if kind is None:
            if len(self._kinds) >= _KEYS_KEPT:
                self._kinds.clear()
            kind = next((rule.kind for rule in self.rules if rule.match.search(path)), Kind.PAGE)
            self._kinds[path] = kind
        return kind

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
        if plain := _PLAIN.fullmatch(url):
            return origin_of(origin or self.addresses()[0]) + plain[1]
        parts = _split(url)
        path, query = _asked(parts)
        if self.kind(url) in {Kind.FILE, Kind.ASSET}:
            rest = quote(parts.query, safe=_QUERY_SAFE) if path == unquote_to_bytes(parts.path) else ""
        else:
            rest = self._leading(query)
            path = path.rstrip(b"/")
        target = urlsplit(origin or self.addresses()[0])
        return urlunsplit((target.scheme, target.netloc, quote(path or b"/", safe=_PATH_SAFE), rest, ""))

    def _leading(self, query: Mapping[str, str]) -> str:
        """Return the query without the parameters that lead nowhere, and without a pager at its beginning."""
        pairs = [(name, query[name]) for name in self.query if query.get(name)]
        pairs = [pair for pair in pairs if pair[0] != "page" or _PAGES.fullmatch(pair[1])]
        return urlencode(pairs, safe=",", errors="surrogateescape")

    def _is_file(self, path: str) -> bool:
        return self.kind_of_key(path) in {Kind.FILE, Kind.ASSET} if path else False


def _as_json(value: Any) -> Any:
    """What JSON has no like of in a site's settings."""
    if isinstance(value, re.Pattern):
        return [value.pattern, value.flags]
    if isinstance(value, frozenset):
        return sorted(value)
    return {part.name: getattr(value, part.name) for part in fields(value)}


def _split(url: str) -> SplitResult:
    if not url.isascii():
        url = _HALVES.sub("\ufffd", url)  # as a browser sends a half of a character that lost the other
    try:
        return urlsplit(url)
    except ValueError:  # an address like http://[broken
        return urlsplit("")


def _asked(parts: SplitResult) -> tuple[bytes, dict[str, str]]:
    """Return what the server is asked for: the decoded path, be it named by `?q=`, and the query's other parameters.

    Bytes of the query that are not UTF-8 come as surrogate escapes; of a repeated parameter the last counts, as in PHP.
    """
    path = unquote_to_bytes(parts.path)
    query = dict(parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape"))
    if path.strip(b"/") in {b"", b"index.php"} and (named := query.pop("q", "")):
        path = b"/" + named.encode("utf-8", "surrogateescape")
    return _without_dots(path.decode("latin-1")).encode("latin-1"), query


def _without_dots(path: str, dot: re.Pattern[str] = _DOT) -> str:
    """Take the segments `.` and `..` out of a path (RFC 3986, 5.2.4); `dot` says how a dot may be written.

    What an address leads to must be known before exclusions and robots.txt are asked about it.
    """
    if "." not in path and "%" not in path:
        return path
    segments = path.split("/")
    kept: list[str] = []
    for segment in segments[1:]:
        dots = dot.sub(".", segment) if len(segment) <= _LONGEST_DOTS else segment
        if dots == "..":
            del kept[-1:]
        elif dots != ".":
            kept.append(segment)
    at_a_folder = dot.sub(".", segments[-1]) in {".", ".."}
    return "/" + "/".join([*kept, ""] if at_a_folder else kept)


def without_session_id(address: str) -> str:
    """Take out of an address what servers write into its path to know a visitor again, such as `;jsessionid=…`."""
    if ";" not in address and "(" not in address:
        return address
    return _SESSION_ID.sub("", address) or "/"


def _without_index(path: str) -> str:
    path = path.strip("/")
    # Few paths have to be searched. The pattern takes letters without a dot for an i too, so that is left out here.
    return _INDEX.sub(r"\1", path).strip("/") if "ndex." in path.lower() else path


def host_of(url: str) -> str:
    """Return the host in lower case, without `www.` and a default port, or an empty string."""
    return _host_of(_up_to_path(url))


def _up_to_path(url: str) -> str:
    """Return what of an address is the same for a whole site, so that what follows from it is worked out once."""
    end = url.find("/", len("https://")) if url.startswith(("http://", "https://")) else -1
    return url if end < 0 else url[:end]


@lru_cache(1024)
def _host_of(url: str) -> str:
    parts = _split(url)
    try:
        host, port = str(parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return ""
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return f"{host}:{port}" if port and port != default else host


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address as they are written."""
    return _origin_of(_up_to_path(url))


@lru_cache(1024)
def _origin_of(url: str) -> str:
    parts = _split(url)
    return f"{parts.scheme}://{parts.netloc}"


def path_in_key(path: bytes) -> str:
    """Read a path, its escapes undone, as UTF-8 in NFC; bytes that are not UTF-8 are escaped again."""
    text = path.decode("utf-8", "surrogateescape")
    text = re.sub("[\udc80-\udcff]", lambda byte: f"%{ord(byte[0]) - 0xDC00:02X}", text)
    text = _ESCAPED_IN_KEYS.sub(lambda character: f"%{ord(character[0]):02X}", text)
    return unicodedata.normalize("NFC", text)


def absolute(base: str, href: str) -> str | None:
    """Resolve a link as a browser would, without its fragment; None for what is not http or https."""
    href = href.strip()
    if len(href) <= _LONGEST_KEPT and _NAMES_ITS_PLACE.match(href):
        return _resolved_before(origin_of(base), href)
    return _resolved(base, href)


def _resolved(base: str, href: str) -> str | None:
    try:
        url = urljoin(base, href)
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    return urlunsplit(parts._replace(path=_without_dots(parts.path, _ESCAPED_DOT), fragment=""))


_resolved_before = lru_cache(_KEYS_KEPT)(_resolved)
"""Most links are of menus, the same on every page: where one names its place, only the host counts of the page's."""


def bundled_sites() -> list[str]:
    """Return the names of the sites that ship with the project."""
    folder = resources.files("jjscrape.sites")
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


_SETTINGS = frozenset(
    {
        "name", "title", "time_zone", "language", "origins", "family", "start", "try", "rules", "crawl", "gate",
        "privacy", "fields", "notify", "deposit", "archive",
    }
)  # fmt: skip
_CRAWL = frozenset(
    {"exclude", "query", "max_requests", "max_pages", "look_again", "look_again_themes", "look_again_files"}
)
_PRIVACY = frozenset({"mask_contacts"})
_ARCHIVE = frozenset({"set_aside"})
_DEPOSIT = frozenset({"creators", "publisher", "licence", "licence_url"})
_WEB_ADDRESS = re.compile(r"https?://[^\s/]+[^\s]*")
_SECTIONS = ("crawl", "gate", "privacy", "fields", "notify", "deposit", "archive")


def load_site(name: str | Path) -> Site:
    """Read a bundled site by name, or a TOML file by path.

    Raises:
        SiteError: no such site, or its file is not usable.
    """
    where = f"site file {name}"
    data = _extended(str(name))
    _refuse_unknown(data, _SETTINGS, where)
    crawl, gate, privacy, pinned, notify, deposit, archive = (_section(data, name, where) for name in _SECTIONS)
    _refuse_unknown(crawl, _CRAWL, f"{where}, [crawl]")
    _refuse_unknown(privacy, _PRIVACY, f"{where}, [privacy]")
    _refuse_unknown(deposit, _DEPOSIT, f"{where}, [deposit]")
    _refuse_unknown(archive, _ARCHIVE, f"{where}, [archive]")
    try:
        site = Site(
            name=_file_name(data, "name"),
            title=_word(data, "title", data["name"]),
            origins=tuple(origin.rstrip("/") for origin in _some(data, "origins")),
            start=_some(data, "start"),
            optional=_words(data, "try", ()),
            family=tuple(host.lower().removeprefix("www.") for host in _words(data, "family", ())),
            time_zone=_word(data, "time_zone", "Europe/London"),
            language=_word(data, "language", "en"),
            rules=tuple(_rule(rule) for rule in data.get("rules", ())),
            exclude=tuple(_pattern(text, "exclude") for text in _words(crawl, "exclude", ())),
            query=_words(crawl, "query", ("page",)),
            max_requests=_count(crawl, "max_requests", 5000),
            max_pages=_count(crawl, "max_pages", 200),
            look_again=_count(crawl, "look_again", 56),
            look_again_themes=_count(crawl, "look_again_themes", 28),
            look_again_files=_count(crawl, "look_again_files", 182),
            policy=read_policy(gate),
            notices=read_notices(notify),
            mask_contacts=_switch(privacy, "mask_contacts", default=True),
            pins=read_pins(pinned),
            set_aside=frozenset(_words(archive, "set_aside", ())),
            creators=_words(deposit, "creators", ()),
            publisher=_word(deposit, "publisher") if "publisher" in deposit else "",
            licence=_word(deposit, "licence") if deposit.keys() & {"licence", "licence_url"} else "",
            licence_url=_web_address(deposit, "licence_url") if "licence_url" in deposit else "",
        )
        for origin in site.origins:
            _root_of(origin)
        _known_zone(site.time_zone)
    except KeyError as error:
        raise SiteError(
            f"{where}: {error.args[0]!r} is missing; add it (sites/jamandjustice.toml shows how)"
        ) from error
    except PolicyError as error:
        raise SiteError(f"{where}, [gate]: {error}") from error
    except PinError as error:
        raise SiteError(f"{where}, [fields]: {error}") from error
    except NoticeError as error:
        raise SiteError(f"{where}, [notify]: {error}") from error
    except SiteError as error:
        raise SiteError(f"{where}: {error}") from error
    return site


def _section(data: Mapping[str, Any], name: str, where: str) -> dict[str, Any]:
    section = data.get(name, {})
    if not isinstance(section, dict):
        raise SiteError(f"{where}: {name} must be a table; write its settings below a line [{name}]")
    return section


def _refuse_unknown(data: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    if unknown := sorted(set(data) - known):
        raise SiteError(f"{where}: unknown setting {unknown[0]!r}; it may be one of {', '.join(sorted(known))}")


def _word(data: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = data[key] if default is None else data.get(key, default)
    if not isinstance(value, str) or not value:
        raise SiteError(f"{key} is {value!r}; give it a text in quotes")
    return value


def _web_address(data: Mapping[str, Any], key: str) -> str:
    value = _word(data, key)
    if not _WEB_ADDRESS.fullmatch(value):
        raise SiteError(f"{key} is {value!r}; give it an address like https://…")
    return value


def _file_name(data: Mapping[str, Any], key: str) -> str:
    value = _word(data, key)
    if fault := fault_of_part(value):
        raise SiteError(
            f"{key} is {value!r}, and files are named after it, but {fault}; give it letters and digits, with spaces, "
            "'.', '_' or '-' between them"
        )
    return value


def _words(data: Mapping[str, Any], key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
    value = data[key] if default is None else data.get(key, list(default))
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise SiteError(f'{key} is {value!r}; give it a list of texts, like ["..."]')
    return tuple(value)


def _some(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    if words := _words(data, key):
        return words
    raise SiteError(f"{key} must name at least one address; add one")


def _count(data: Mapping[str, Any], key: str, default: int) -> int:
    value = data.get(key, default)
    if type(value) is not int or value < 1:
        raise SiteError(f"{key} is {value!r}; give it a whole number from 1")
    return value


def _switch(data: Mapping[str, Any], key: str, *, default: bool) -> bool:
    value = data.get(key, default)
    if not isinstance(value, bool):
        raise SiteError(f"{key} is {value!r}; it may be true or false")
    return value


def _rule(rule: Any) -> Rule:
    if not isinstance(rule, dict) or set(rule) != {"kind", "match"}:
        raise SiteError(f"a rule is {rule!r}; write it below a line [[rules]], with a kind and a match")
    try:
        kind = Kind(rule["kind"])
    except ValueError as error:
        raise SiteError(f"no kind is called {rule['kind']!r}; it may be one of {', '.join(Kind)}") from error
    return Rule(kind, _pattern(rule["match"], "match"))


def _pattern(text: Any, key: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except (re.error, TypeError) as error:
        raise SiteError(f"{key} {text!r} is not a regular expression: {error}; mend it") from error


def _root_of(base_url: str) -> str:
    """The address without what may stand behind its host.

    Raises:
        SiteError: it is not an absolute http or https one, or has a path.
    """
    parts = _split(base_url)
    if parts.scheme not in {"http", "https"} or not host_of(base_url):
        raise SiteError(f"{base_url!r} is not an address to crawl; give one like http://127.0.0.1:8900")
    if parts.path.strip("/") or parts.query:
        raise SiteError(f"{base_url!r} has a path; give the address of the site's root, like http://HOST:PORT")
    return f"{parts.scheme}://{parts.netloc}"


def _known_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise SiteError(f"time_zone {name!r} is not an IANA time zone; give one like Europe/London") from error


def _extended(name: str, *below: str) -> dict[str, Any]:
    """Read a site file on top of the one it extends; settings of a section are inherited one by one."""
    data = _read(name)
    if "extends" not in data:
        return data
    base_name = _word(data, "extends")
    if name in below or base_name == name:
        raise SiteError(f"site file {name} extends itself; name another site in extends")
    if _is_path(base_name):
        base_name = str(Path(name).parent / base_name)
    base = _extended(base_name, name, *below)
    merged = {**base, **data}
    for section in _SECTIONS:
        if isinstance(base.get(section), dict) and isinstance(data.get(section, {}), dict):
            merged[section] = _inherited(base[section], data.get(section, {}))
    del merged["extends"]
    return merged


def _inherited(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Put settings on top of inherited ones; in a table within a section, such as [fields.article], one by one too."""
    merged = {**base, **own}
    for name in base.keys() & own.keys():
        if isinstance(base[name], dict) and isinstance(own[name], dict):
            merged[name] = {**base[name], **own[name]}
    return merged


def _is_path(name: str) -> bool:
    return name.endswith(".toml") or "/" in name


def _is_there(file: Path | Traversable) -> bool:
    try:
        return file.is_file()
    except (OSError, ValueError):  # no file can have such a name
        return False


def _read(name: str) -> dict[str, Any]:
    if _is_path(name):
        path = Path(name)
        if not _is_there(path):
            raise SiteError(f"there is no site file {name}; give its path or one of: {', '.join(bundled_sites())}")
        raw = path.read_bytes()
    else:
        entry = resources.files("jjscrape.sites") / f"{name}.toml"
        if not _is_there(entry):
            raise SiteError(f"no site is called {name!r}; the bundled ones are: {', '.join(bundled_sites())}")
        raw = entry.read_bytes()
    try:
        return tomllib.loads(raw.removeprefix(codecs.BOM_UTF8).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise SiteError(f"site file {name} is not UTF-8: {error}; save it as UTF-8") from error
    except RecursionError:
        raise SiteError(f"site file {name} is nested too deep to be a site's; write it anew") from None
    except tomllib.TOMLDecodeError as error:
        raise SiteError(f"site file {name} is not TOML: {error}; mend that line") from error
    except ValueError as error:
        raise SiteError(f"site file {name} has a number of more digits than are read; mend that line") from error
