"""What to ask for next, and what never to: the plan of one crawl, which knows addresses only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from jjscrape.crawl.met import Met
from jjscrape.pages.markup.outlinks import HTML_TYPES, Rel
from jjscrape.pages.node.documents import is_document
from jjscrape.site import ARTICLES, LISTINGS, RENDERED, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.site import Site

MAX_URL = 2083
"""Longer addresses are none that a person ever typed; they grow in traps."""
_MOST_SETTLED = 8192
MAX_REPEATS = 2
"""How often one segment may stand in a path before the address is taken for a relative link's spiral."""


OK = 200
STYLES = frozenset({"text/css", "text/javascript", "application/javascript", "application/x-javascript"})
REVISIT = "warc/revisit"
"""What an index calls a capture whose body is an older one's."""


class Group(StrEnum):
    """What a crawl can be asked to keep to (`--only`)."""

    NEWS = "news"
    PROJECTS = "projects"
    PAGES = "pages"
    FILES = "files"


EVERYTHING = frozenset(Group)


class PlanError(ValueError):
    """A wish that can't be planned; the message says what may be wished for."""


def groups(text: str | None) -> frozenset[Group]:
    """Read a comma-separated list such as `news,files`; nothing means everything.

    Raises:
        PlanError: a name that is none of the groups.
    """
    names = [name.strip().lower() for name in (text or "").split(",") if name.strip()]
    try:
        return frozenset(Group(name) for name in names) or EVERYTHING
    except ValueError as error:
        raise PlanError(f"{error}; --only takes any of {', '.join(Group)}") from error


@dataclass(frozen=True, slots=True)
class Step:
    """One address to ask for. `url` is as it is asked for; a higher priority goes first."""

    url: str
    kind: Kind
    rel: Rel
    priority: int


class Plan:
    """Admits each address of a site once, in an order that puts content before its trimmings.

    `skipped` counts the addresses left out, each once, by reason: excluded, pager-limit, repeating-path, too-long.
    """

    def __init__(self, site: Site, only: frozenset[Group] = EVERYTHING, origin: str | None = None) -> None:
        self.site = site
        self.only = only
        self.origin = origin or site.addresses()[0]
        self.skipped: Counter[str] = Counter()
        self._left_out = Met()
        self._admitted = Met()
        self._met = Met()
        self._projects: set[str] = set()
        self._shown: dict[str, Met] = {}
        self._settled: set[str] = set()
        self._settled_at = self.origin

    def starts(self) -> list[Step]:
        """Return where the crawl begins, the addresses that must answer first."""
        steps = [self._step(path, Rel.LINK, start=True) for path in (*self.site.start, *self.site.optional)]
        return [step for step in steps if step is not None]

    def name_projects(self, keys: Iterable[str]) -> None:
        """Note that a list of projects links to these records: their pages are projects."""
        self._projects.update(keys)

    def is_project(self, url: str) -> bool:
        return self.site.key(url) in self._projects

    def admit(self, url: str, rel: Rel) -> Step | None:
        """Return the step to take for a link, or None where it is not wanted, not allowed or already planned."""
        if self._settled_at != self.origin:
            self._settled_at = self.origin
            self._settled.clear()
        if url in self._settled:
            return None
        if self.site.owns(url):
            return self._step(url, rel, start=False)
        self._settle(url)
        return None

    def _settle(self, url: str) -> None:
        """Note a link as it is written, since every page has the same menus: nothing more will follow from it."""
        if len(self._settled) >= _MOST_SETTLED:
            self._settled.clear()
        self._settled.add(url)

    def meet(self, url: str) -> None:
        """Note an address that answered, be it where a redirect led."""
        if key := self.site.key(url):
            self._met.add(key)

    def has_met(self, url: str) -> bool:
        return (self.site.key(url) or "") in self._met

    def lost(self, answers: Iterable[tuple[str, int, str]]) -> list[Step]:
        """Plan a visit to each record and document that an archive knows and nothing in this crawl led to.

        `answers` are the newest ones of each address in order of time: url, status and media type. What was gone then
        is not asked for again, nor are listings and what only adorns a page.
        """
        newest: dict[str, tuple[str, int, str]] = {}
        for answer in answers:
            if (key := self.site.key(answer[0])) and self.site.owns(answer[0]):
                newest.pop(key, None)
                newest[key] = answer
        steps = [
            self._step(url, Rel.LINK, start=False)
            for key, (url, status, media_type) in newest.items()
            if status == OK and key not in self._met and "?" not in key and self._holds(key, url, media_type)
        ]
        return [step for step in steps if step is not None]

    def _holds(self, key: str, url: str, media_type: str) -> bool:
        """Tell whether what an archive has at an address may be a record or a document."""
        kind = self.site.kind_of_key(key)
        if kind is Kind.FILE:
            return is_document(self.site, url) and media_type not in STYLES
        return kind in ARTICLES | {Kind.PAGE} and media_type in HTML_TYPES | {REVISIT}

    def brings_news(self, url: str, targets: Iterable[str]) -> bool:
        """Tell whether a page of a list names anything that the list's other pages have not named so far.

        A page beyond the end answers 200 with an empty list; its pager is not worth following.
        """
        name = (self.site.key(url) or "").partition("?")[0]
        shown = self._shown.setdefault(name, Met())
        keys = map(self.site.key, targets)
        return shown.update(key for key in keys if key and key.partition("?")[0] != name)

    def shown_elsewhere(self) -> list[str]:
        """The keys of those lists of a theme of which everything stands on general lists too, as far as was seen."""
        kinds = {name: self.site.kind_of_key(name) for name in self._shown}
        general: set[int] = set()
        for name, kind in kinds.items():
            if kind in LISTINGS - {Kind.THEME}:
                general |= self._shown[name].numbers()
        of_themes = (name for name, kind in kinds.items() if kind is Kind.THEME)
        return sorted(name for name in of_themes if self._shown[name].numbers() <= general)

    def _step(self, url: str, rel: Rel, *, start: bool) -> Step | None:
        address = url if "://" in url else self.origin + url
        target = self.site.fetch_url(address, self.origin)
        key = None if target in self._admitted else self.site.key(target)
        if key is None:
            self._settle(url)
            return None
        if reason := self._fault(target, key):
            if self._left_out.add(target):
                self.skipped[reason] += 1
            self._settle(url)
            return None
        kind = self.site.kind_of_key(key)
        project = kind is Kind.PAGE and key in self._projects
        if not start and not self._wanted(kind, rel, project=project):
            return None
        self._admitted.add(target)
        self._settle(url)
        self._met.add(key)
        return Step(target, kind, rel, 100 if start else _priority(kind, rel, project=project))

    def _fault(self, target: str, key: str) -> str | None:
        path, _, page = key.partition("?page=")
        if self.site.excluded(target):
            return "excluded"
        if len(target) > MAX_URL:
            return "too-long"
        if max(Counter(path.split("/")).values()) > MAX_REPEATS:
            return "repeating-path"
        if page and not all(_within(number, self.site.max_pages) for number in page.split(",")):
            return "pager-limit"
        return None

    def _wanted(self, kind: Kind, rel: Rel, *, project: bool) -> bool:
        if rel is Rel.REQUISITE or kind in {Kind.FILE, Kind.ASSET}:
            return Group.FILES in self.only
        if self.only == {Group.FILES}:
            return kind in RENDERED  # files are found on pages
        wanted: set[Kind] = set(LISTINGS)
        if Group.NEWS in self.only:
            wanted |= ARTICLES | {Kind.FEED}
        elif Group.PROJECTS in self.only and Group.PAGES not in self.only:
            wanted -= {Kind.LISTING}
        if Group.PAGES in self.only:
            wanted |= {Kind.PAGE}
        return kind in wanted or (project and Group.PROJECTS in self.only)


def _within(number: str, limit: int) -> bool:
    return number.isascii() and number.isdigit() and len(number) < 10 and int(number) <= limit  # noqa: PLR2004


def _priority(kind: Kind, rel: Rel, *, project: bool) -> int:
    # An interrupted crawl should have the text; lists come first because they say what the rest is.
    if rel is Rel.REQUISITE or kind is Kind.ASSET:
        return 0
    if kind is Kind.FILE:
        return 10
    if kind in LISTINGS or kind is Kind.FEED:
        return 50
    return 40 if kind in ARTICLES else 30 if project else 20
