"""Ways in which a site can fail or trap a crawl, as data: what each answers in place of the demonstration site's own."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from jjscrape.demo import DemoSite
from jjscrape.demo.response import Response, answer

if TYPE_CHECKING:
    from collections.abc import Callable

HTML = ("Content-Type", "text/html; charset=utf-8")
TEXT = ("Content-Type", "text/plain")
ONE = "/news/innovating-local-democracy"
TARDY = 2.0
"""Seconds that a slow answer takes: longer than the runs of this page wait."""


@dataclass(slots=True)
class Asked:
    """One request. `nth` counts the answers of this run, robots.txt aside; `week` the runs since the good one."""

    site: FailingSite
    path: str
    query: str
    nth: int
    week: int

    @property
    def is_page(self) -> bool:
        return not self.path.startswith(("/sites/", "/misc/", "/modules/", "/themes/")) and self.path != "/robots.txt"

    def usual(self, path: str = "") -> Response:
        """What the demonstration site answers, never with 304: something of it is about to be changed."""
        target = quote(path or self.path) + (f"?{self.query}" if self.query and not path else "")
        return DemoSite.respond(self.site, "GET", target, [("Host", self.site.host)])


Answering = "Callable[[Asked], Response | None]"


@dataclass(frozen=True, slots=True)
class Way:
    """One way. `answer` gives None where the answer is the site's own.

    `full`: the runs look at every page, as the one that matters is not due otherwise. `listens`: somebody does.
    `base` is the address that a run is given, with `{port}`. `ends` holds the cause that the runs shall end with, which
    is empty where they publish. `stays`: the dataset stays as it was, but for what the way `brings`, in the words of the
    benchmark. `aside`: once the site is itself again, its site file sets the crawls of it aside.
    """

    name: str
    answer: Callable[[Asked], Response | None]
    ends: tuple[str, ...] = ("",)
    full: bool = False
    stays: bool = True
    brings: str = "as before"
    listens: bool = True
    aside: bool = False
    base: str = "http://127.0.0.1:{port}"
    words: tuple[str, ...] = field(default=())


class FailingSite(DemoSite):
    """The demonstration site with a way to fail; `begin` counts anew."""

    def __init__(self, articles: int = 14) -> None:
        super().__init__("zurb", articles=articles)
        self.way: Way | None = None
        self.host = "127.0.0.1"
        self.given = self.week = 0

    def begin(self, week: int) -> None:
        self.given, self.week = 0, week

    def respond(self, method: str, target: str, headers: Any = ()) -> Response:
        if self.way is None:
            return super().respond(method, target, headers)
        path, _, query = target.partition("?")
        path = unquote(path)
        self.given += path != "/robots.txt"
        found = self.way.answer(Asked(self, path, query, self.given, self.week))
        return super().respond(method, target, headers) if found is None else found


def page(body: str, status: int = 200, title: str = "A site", *more: tuple[str, str]) -> Response:
    text = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"
    return answer(status, [HTML, *more], text.encode())


def empty(status: int, *more: tuple[str, str]) -> Response:
    return answer(status, [*more, ("Content-Length", "0")])


def led(to: str, status: int = 301) -> Response:
    return empty(status, ("Location", to))


def half(whole: Response) -> Response:
    """Less than was promised, and an end."""
    headers = [pair for pair in whole.headers if pair[0].lower() != "content-length"]
    headers += [("Content-Length", str(len(whole.body))), ("Connection", "close")]
    return answer(whole.status, headers, whole.body[: len(whole.body) // 2])


def torn_gzip(whole: Response) -> Response:
    return answer(200, [HTML, ("Content-Encoding", "gzip")], b"\x1f\x8b\x08\x00" + whole.body[:400])


def changed(whole: Response, change: Callable[[str], str]) -> Response:
    if "html" not in (whole.header("Content-Type") or ""):
        return whole
    body = change(whole.body.decode()).encode()
    validators = {"etag", "last-modified"}
    return answer(whole.status, [pair for pair in whole.headers if pair[0].lower() not in validators], body)


def with_links(asked: Asked, *links: str) -> Response:
    """A page of the site that links to more."""
    more = "".join(f'<li><a href="{link}">{number}</a></li>' for number, link in enumerate(links))
    return changed(asked.usual(), lambda text: text.replace("</main>", f"<ul>{more}</ul></main>"))


def without(pattern: str) -> Callable[[str], str]:
    found = re.compile(pattern, re.DOTALL)
    return lambda text: found.sub("", text)


def shell(asked: Asked, body: str, classes: str = "page-months", title: str = "Archive") -> Response:
    """A page in the site's dress that is no node."""
    dressed = asked.usual("/news")

    def put(text: str) -> str:
        text = re.sub(r"<main.*</main>", f"<main><h1>{title}</h1>{body}</main>", text, flags=re.DOTALL)
        text = text.replace("page-news views-page section-news", classes)
        return text.replace("News | Realising", f"{title} | Realising").replace('/news" />', f'{asked.path}" />')

    return changed(dressed, put)


def drop(_: Asked) -> Response:
    raise ConnectionResetError


def tardy(asked: Asked) -> Response:
    time.sleep(TARDY)
    return asked.usual()


# Which requests a way is about


def one(give: Callable[[Asked], Response]) -> Callable[[Asked], Response | None]:
    return lambda asked: give(asked) if asked.path == ONE else None


def at(*paths: str, give: Callable[[Asked], Response]) -> Callable[[Asked], Response | None]:
    return lambda asked: give(asked) if asked.path in paths else None


def under(prefix: str, give: Callable[[Asked], Response]) -> Callable[[Asked], Response | None]:
    return lambda asked: give(asked) if asked.path.startswith(prefix) else None


def pages(give: Callable[[Asked], Response]) -> Callable[[Asked], Response | None]:
    """Every page, and the site's robots.txt as ever."""
    return lambda asked: give(asked) if asked.is_page else None


def files(give: Callable[[Asked], Response]) -> Callable[[Asked], Response | None]:
    return lambda asked: give(asked) if asked.path.startswith("/sites/default/files/") else None


def everything(give: Callable[[Asked], Response]) -> Callable[[Asked], Response | None]:
    return give


def after(good: int, give: Callable[[Asked], Response]) -> Callable[[Asked], Response | None]:
    return lambda asked: give(asked) if asked.nth > good and asked.path != "/robots.txt" else None


def robots(response: Response) -> Callable[[Asked], Response | None]:
    return lambda asked: response if asked.path == "/robots.txt" else None


def says(status: int) -> Callable[[Asked], Response]:
    return lambda _: page(f"<h1>{status}</h1>", status)


def always(response: Response) -> Callable[[Asked], Response]:
    return lambda _: response


LISTS = ("/", "/news", "/blog", "/events", "/news-events-and-blog")
MAINTENANCE = "<h1>Site under maintenance</h1><p>Realising just cities is currently under maintenance. We should be back shortly. Thank you for your patience.</p>"
PARKED = (
    "<div id='main'><h2>jamandjustice-rjc.org</h2><p>Related searches</p><ul>"
    + "".join(f'<li><a href="/?q={word}">{word}</a></li>' for word in ("Jam recipes", "Justice", "Cheap flights"))
    + "</ul><p>Buy this domain. The owner of jamandjustice-rjc.org is offering it for sale for an asking price of 999 USD.</p></div>"
)
GAMBLING = (
    "<div class='post'><h1>Best online casino 2027</h1><p>"
    + "Play slots with the highest bonus and no deposit. " * 60
    + "</p><ul>"
    + "".join(f'<li><a href="/slots-{number}">Slots {number}</a></li>' for number in range(30))
    + "</ul></div>"
)
COOKIES = "<p>We use cookies. To go on, please accept all cookies.</p><button>I agree</button>"
LOGIN = '<h1>Log in</h1><form action="/user/login" method="post"><input name="name"><input type="password" name="pass"></form>'
NO_ENTRIES = without(r'<div class="view-content">.*?(?=</main>)')


def calendar(asked: Asked) -> Response | None:
    if asked.path == "/":
        return with_links(asked, "/months/2021-12")
    if not (month := re.fullmatch(r"/months/(\d+)-(\d+)", asked.path)):
        return None
    count = int(month[1]) * 12 + int(month[2])
    links = [f"/months/{number // 12}-{number % 12:02}" for number in (count - 1, count + 1)]
    return shell(asked, "".join(f'<a href="{link}">{link}</a>' for link in links))


def month_archive(asked: Asked) -> Response | None:
    """A month archive as Views makes it: it lists the posts of the site again, month by month."""
    months = [f"/archive/{year}{month:02}" for year in (2020, 2021) for month in range(1, 13)]
    if asked.path == "/news":
        return with_links(asked, *months)
    if asked.path not in months:
        return None
    listing = asked.usual("/news")
    return changed(
        listing,
        lambda text: text.replace("page-news views-page", "page-archive views-page").replace(
            '/news" />', f'{asked.path}" />'
        ),
    )


def facets(asked: Asked) -> Response | None:
    words = ("theme", "year", "author", "kind")
    if asked.path == "/news":
        return with_links(asked, *(f"/browse/{word}/{number}" for word in words for number in range(9)))
    if not asked.path.startswith("/browse/"):
        return None
    return shell(
        asked, "".join(f'<a href="{asked.path}/{word}/{number}">x</a>' for word in words for number in range(9))
    )


def _token(asked: Asked) -> str:
    return f"{asked.nth * 7919 + asked.week:x}".rjust(10, "a")


def sessions(asked: Asked) -> Response | None:
    """Every link of every page begins with a token that is new each time."""
    if not asked.is_page:
        return None
    path = re.sub(r"^/s/[0-9a-f]+", "", asked.path) or "/"
    whole = asked.usual(path)
    return changed(whole, lambda text: re.sub(r'href="/(?!sites|misc)([^"]*)"', rf'href="/s/{_token(asked)}/\1"', text))


def session_parameters(asked: Asked) -> Response | None:
    """The same behind the path, as servers of Java do."""
    if not asked.is_page:
        return None
    mark = f";jsessionid={_token(asked).upper()}"
    whole = asked.usual(asked.path.partition(";")[0])
    return changed(whole, lambda text: re.sub(r'href="(/(?!sites|misc)[^"?]*)', rf'href="\1{mark}', text))


def sessions_in_brackets(asked: Asked) -> Response | None:
    """The same as ASP.NET does, which leads whoever comes without one to an address with a new one."""
    if not asked.is_page:
        return None
    mark, path = f"/(S({_token(asked)}))", re.sub(r"^/\(S\(\w+\)\)", "", asked.path) or "/"
    if path == asked.path:
        return led(f"http://{asked.site.host}{mark}{quote(path)}", 302)
    return changed(asked.usual(path), lambda text: re.sub(r'href="(/(?!sites|misc)[^"]*")', rf'href="{mark}\1', text))


def session_queries(asked: Asked) -> Response | None:
    if not asked.is_page:
        return None
    mark = f"?sid={_token(asked)}"
    return changed(asked.usual(), lambda text: re.sub(r'href="(/(?!sites|misc)[^"?]*)"', rf'href="\1{mark}"', text))


def endless_pager(asked: Asked) -> Response | None:
    if asked.path != "/news":
        return None
    number = int(dict([asked.query.split("=", 1)]).get("page", 0)) if "=" in asked.query else 0
    rel = f'<ul class="pager"><li class="pager-next"><a rel="next" href="/news?page={number + 1}">next</a></li></ul>'
    return changed(asked.usual("/news"), lambda text: text.replace("</main>", f"{rel}</main>"))


def many_links(asked: Asked) -> Response | None:
    if asked.path == "/":
        return with_links(asked, *(f"/item/{number}" for number in range(10000)))
    return page("<h1>Not found</h1>", 404) if asked.path.startswith("/item/") else None


def many_words(asked: Asked) -> Response | None:
    """Thousands of links to addresses of words, to pages that are none."""
    words = [f"{a}{b}{c}" for a in "bcdfghklm" for b in "aeiou" for c in "nrst"]
    if asked.path == "/":
        return with_links(asked, *(f"/tag/{a}-{b}" for a in words for b in words[:56]))
    return shell(asked, "<p>Nothing is tagged so.</p>", "page-tag") if asked.path.startswith("/tag/") else None


def renderings(asked: Asked) -> Response | None:
    """Every post has a version to print, under an address of its own and by a query."""
    if match := re.fullmatch(r"(/(?:news|blog|event)/[^/]+)/print(?:able)?", asked.path):
        return changed(asked.usual(match[1]), lambda text: text.replace('class="html', 'class="print html'))
    if re.match(r"/(news|blog|event)/", asked.path):
        return with_links(
            asked, f"{quote(asked.path)}/print", f"{quote(asked.path)}?format=print", "/print/7", "/printpdf/7"
        )
    return None


def accounts(asked: Asked) -> Response | None:
    """Accounts under aliases, each with what changes every time."""
    if asked.path == "/":
        return with_links(asked, "/people/ann", "/people/bo", "/user/7", "/users/cy")
    if not asked.path.startswith(("/people/", "/user", "/users/")):
        return None
    name = asked.path.rpartition("/")[2].capitalize()
    body = f'<div class="profile"><h3>History</h3><dl><dt>Member for</dt><dd>{asked.week} weeks {asked.nth} min</dd></dl></div>'
    return shell(asked, body, "page-user page-user- page-user-7", name)


def forms(asked: Asked) -> Response | None:
    if asked.path == "/":
        return with_links(asked, "/search/node/jam", "/search", "/contact", "/node/add/news", "/ask-us")
    if asked.path == "/ask-us":
        return shell(
            asked,
            '<form action="/ask-us" method="post"><textarea name="q"></textarea><input type="submit"></form>',
            "page-ask-us",
            "Ask us",
        )
    return None


def spiral(asked: Asked) -> Response | None:
    """A relative link that is one folder deeper each time."""
    if asked.path.startswith("/more/") or asked.path == "/news":
        return (
            with_links(asked, "more/less/")
            if asked.path == "/news"
            else shell(asked, '<a href="more/less/">x</a>', "page-more")
        )
    return None


def twins(asked: Asked) -> Response | None:
    """The whole site again under another prefix."""
    if asked.path == "/":
        return with_links(asked, "/en/news", "/en/blog")
    if not asked.path.startswith("/en/"):
        return None
    return changed(
        asked.usual(asked.path[3:]), lambda text: re.sub(r'href="/(?!sites|misc|en/)([^"]*)"', r'href="/en/\1"', text)
    )


def swung(asked: Asked) -> Response | None:
    """A post that moves to another address and back, week by week, and redirects from the other."""
    here, there = (ONE, f"{ONE}-again") if asked.week % 2 else (f"{ONE}-again", ONE)
    if asked.path == here:
        return led(f"http://{asked.site.host}{there}")
    if asked.path == there:
        return changed(asked.usual(ONE), lambda text: text.replace(ONE, there))
    return changed(asked.usual(), lambda text: text.replace(ONE, there)) if asked.is_page else None


def restyled(change: Callable[[str], str]) -> Callable[[Asked], Response | None]:
    return lambda asked: changed(asked.usual(), change) if asked.is_page else None


def renamed(text: str) -> str:
    """Every class has another name, as in a theme that somebody wrote anew; the data is the same."""
    return re.sub(
        r'class="([^"]*)"',
        lambda found: 'class="' + " ".join(f"x-{abs(hash(name)) % 997}" for name in found[1].split()) + '"',
        text,
    )


def by_script(text: str) -> str:
    """A theme that fetches everything by script: nothing is on the page."""
    return re.sub(
        r"<body.*</body>",
        '<body class="app"><div id="root"><a href="/">Home</a><a href="/news">News</a><p>Please wait while the page loads.</p></div></body>',
        text,
        flags=re.DOTALL,
    )


def no_dates(text: str) -> str:
    text = re.sub(r"<meta property=\"article:[a-z_]+\"[^>]*>|<span[^>]*date-display[^>]*>[^<]*</span>", "", text)
    text = re.sub(r'(?:content|datetime)="\d{4}-\d\d-\d\d[^"]*"', "", text)
    return re.sub(
        r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}\b",
        "",
        text,
    )


def no_posts(asked: Asked) -> Response | None:
    if re.match(r"/(news|blog|event)/", asked.path):
        return page("<h1>Page not found</h1>", 404)
    return changed(asked.usual(), NO_ENTRIES) if asked.path in LISTS else None


def now_and_then(every: int, response: Callable[[Asked], Response]) -> Callable[[Asked], Response | None]:
    return lambda asked: response(asked) if asked.path != "/robots.txt" and asked.nth % every == 0 else None


def dated(asked: Asked) -> Response:
    later = datetime.now(UTC) + timedelta(days=7 * asked.week, seconds=1)
    return empty(429, ("Retry-After", format_datetime(later, usegmt=True)))


def elsewhere(asked: Asked) -> Response:
    return led(f"http://127.0.0.9:9{quote(asked.path)}")


def secured(asked: Asked) -> Response:
    return led(f"https://{asked.site.host}{quote(asked.path)}")


_ROBOTS_HTML = page("<h1>Welcome</h1><p>Disallow: nothing</p>")

WAYS = (
    # One page
    Way("one page answers 500", one(says(500)), full=True),
    Way("one page answers 503 for ever", one(says(503)), full=True),
    Way(
        "one page answers in vain: 20 kB of header",
        one(always(answer(200, [HTML, ("X-Long", "x" * 20000)], b"x"))),
        full=True,
    ),
    Way("one page is empty", one(always(answer(200, [HTML], b""))), full=True),
    Way("one page breaks off", one(lambda asked: half(asked.usual())), full=True),
    Way("one page is torn gzip", one(lambda asked: torn_gzip(asked.usual())), full=True),
    Way("one page drops the connection", one(drop), full=True),
    Way("one page does not come in time", one(tardy), full=True),
    Way(
        "one page redirects in circles",
        lambda asked: (
            led(f"http://{asked.site.host}{ONE if asked.path.endswith('-on') else ONE + '-on'}")
            if asked.path.startswith(ONE)
            else None
        ),
        full=True,
    ),
    Way(
        "one page says under 200 that it is not found",
        one(lambda asked: shell(asked, "<p>The requested page could not be found.</p>", "page-news", "Page not found")),
        full=True,
    ),
    Way("one page is the home page instead", one(lambda asked: asked.usual("/")), full=True),
    Way("one page answers 404 though lists name it", one(says(404)), full=True, stays=False),
    Way("one page answers 403 though lists name it", one(says(403)), full=True, stays=False),
    Way(
        "one page is in another encoding than it says",
        one(lambda asked: answer(200, [HTML], asked.usual().body.decode().encode("cp1252", "replace"))),
        full=True,
    ),
    Way("one page moves there and back", swung, full=True, stays=False),
    # A part
    Way("all of /news/ answers 500", under("/news/", says(500)), ("pages-missed",), full=True),
    Way("all of /news/ answers 404", under("/news/", says(404)), ("refused-version",), full=True),
    Way("all of /news/ answers 403", under("/news/", says(403)), ("refused-version",), full=True),
    Way("the list /news answers 500", at("/news", give=says(500)), ("crawl-complete",)),
    Way("the list /news answers 404", at("/news", give=says(404)), stays=False),
    Way(
        "the list /news has no entries", at("/news", give=lambda asked: changed(asked.usual(), NO_ENTRIES)), stays=False
    ),
    Way("no list has entries", at(*LISTS, give=lambda asked: changed(asked.usual(), NO_ENTRIES)), stays=False),
    Way("the list /news is empty", at("/news", give=always(answer(200, [HTML], b"")))),
    Way("the feed answers 404", at("/rss.xml", give=says(404))),
    Way("the feed answers 500", at("/rss.xml", give=says(500))),
    Way(
        "the feed is broken",
        at("/rss.xml", give=always(answer(200, [("Content-Type", "application/rss+xml")], b"<rss><channel><item>"))),
    ),
    Way("the home page answers 500", at("/", give=says(500)), ("crawl-complete",)),
    Way("the home page answers 404", at("/", give=says(404))),
    Way("the home page is empty", at("/", give=always(answer(200, [HTML], b"")))),
    Way("all files answer 500", files(says(500)), full=True),
    Way(
        "five files in a row do not come in time",
        files(lambda asked: tardy(asked) if asked.path.endswith(".pdf") else asked.usual()),
        full=True,
    ),
    Way("all files answer 404", files(says(404)), full=True, stays=False),
    # The whole of it
    Way("every page answers 500", pages(says(500)), ("errors",)),
    Way("everything answers 503", everything(says(503)), ("robots-unavailable",)),
    Way("every page answers 404", pages(says(404)), ("missing",)),
    Way("every page answers 410", pages(says(410)), ("missing",)),
    Way("every page answers 403", pages(says(403)), ("blocked",)),
    Way("everything answers 403", everything(says(403)), ("blocked",)),
    Way("403 after 20 answers", after(20, says(403)), ("blocked",), full=True),
    Way("500 after 20 answers", after(20, says(500)), ("outage",), full=True),
    Way("404 after 20 answers", after(20, says(404)), ("refused-version",), full=True),
    Way("no answer after 20", after(20, drop), ("outage",), full=True),
    Way("every third answer is 500", now_and_then(3, says(500)), full=True),
    Way("every page comes too late", pages(tardy), ("timeout",)),
    Way("every answer takes a third of a second", lambda asked: time.sleep(0.3)),
    Way("every page breaks off", pages(lambda asked: half(asked.usual())), ("outage",)),
    Way("every page is torn gzip", pages(lambda asked: torn_gzip(asked.usual())), ("outage",)),
    Way("every page is empty", pages(always(answer(200, [HTML], b""))), ("error-page",)),
    Way(
        "429 at every fifth answer, come again in 1 s",
        now_and_then(5, always(empty(429, ("Retry-After", "1")))),
        full=True,
    ),
    Way("429 at every fifth answer, come again at a time", now_and_then(5, dated), full=True),
    Way("429, come again in an hour", after(6, always(empty(429, ("Retry-After", "3600")))), ("asked-to-wait",)),
    Way("429 to all", pages(always(empty(429, ("Retry-After", "0")))), ("rate-limited",)),
    Way("429 after 20 answers", after(20, always(empty(429, ("Retry-After", "0")))), ("rate-limited",), full=True),
    Way("all drop the connection", everything(drop), ("dropped",)),
    Way("nobody listens", everything(drop), ("refused",), listens=False),
    Way("the name has no address", everything(drop), ("dns",), base="http://no-such-site.invalid:{port}"),
    Way("TLS fails", everything(drop), ("tls",), base="https://127.0.0.1:{port}"),
    Way("moved to another host", everything(elsewhere), ("moved",)),
    Way("pages moved to another host", pages(elsewhere), ("moved",)),
    # Nothing there speaks TLS.
    Way("moved to https", everything(secured), ("tls",)),
    Way(
        "every page redirects in circles",
        pages(lambda asked: led(f"http://{asked.site.host}{quote(asked.path)}x")),
        ("errors",),
    ),
    # Something in its place
    Way(
        "maintenance, 503",
        everything(always(page(MAINTENANCE, 503, "Site under maintenance"))),
        ("maintenance",),
    ),
    Way("maintenance of pages, 503", pages(always(page(MAINTENANCE, 503, "Site under maintenance"))), ("maintenance",)),
    Way("maintenance, 200", everything(always(page(MAINTENANCE, 200, "Site under maintenance"))), ("maintenance",)),
    Way(
        "maintenance after 20 answers, 503",
        after(20, always(page(MAINTENANCE, 503, "Site under maintenance"))),
        ("maintenance",),
        full=True,
    ),
    Way(
        "maintenance after 20 answers, 200",
        after(20, always(page(MAINTENANCE, 200, "Site under maintenance"))),
        ("maintenance",),
        full=True,
    ),
    Way("a question about cookies, 200", pages(always(page(COOKIES))), ("cookies",)),
    Way(
        "redirected to /cookies",
        pages(lambda asked: page(COOKIES) if asked.path == "/cookies" else led("/cookies", 302)),
        ("cookies",),
    ),
    Way("a form to log in, 200", pages(always(page(LOGIN))), ("login",)),
    Way(
        "redirected to /user/login",
        pages(lambda asked: page(LOGIN) if asked.path == "/user/login" else led("/user/login", 302)),
        ("login",),
    ),
    Way(
        "a challenge for browsers",
        pages(always(page("<p>Checking your browser before you go on.</p>", 200, "Just a moment..."))),
        ("challenge",),
    ),
    Way(
        "a challenge for browsers, 403",
        pages(always(page("<p>Checking your browser before you go on.</p>", 403, "Just a moment..."))),
        ("blocked",),
    ),
    Way("a parked domain", everything(always(page(PARKED, 200, "jamandjustice-rjc.org"))), ("*",)),
    Way("another site in its place", everything(always(page(GAMBLING, 200, "Best casino"))), ("*",), aside=True),
    Way(
        "the server's own first page",
        everything(always(page("<h1>Welcome to nginx!</h1>", 200, "Welcome to nginx!"))),
        ("error-page",),
    ),
    Way(
        "'not found' under 200 for all",
        pages(always(page("<h1>404 Not Found</h1>", 200, "404 Not Found"))),
        ("error-page",),
    ),
    Way("the home page for all", pages(lambda asked: asked.usual("/")), ("*",), full=True),
    # robots.txt
    Way("robots.txt answers 500", at("/robots.txt", give=says(500)), ("robots-unavailable",)),
    Way("robots.txt answers 403", at("/robots.txt", give=says(403))),
    Way("robots.txt is a page", robots(_ROBOTS_HTML)),
    Way("robots.txt is noise", robots(answer(200, [TEXT], bytes(range(256)) * 40))),
    Way("robots.txt forbids all", robots(answer(200, [TEXT], b"User-agent: *\nDisallow: /\n")), ("robots-forbids",)),
    Way("robots.txt forbids /news", robots(answer(200, [TEXT], b"User-agent: *\nDisallow: /news\n")), full=True),
    Way(
        "robots.txt breaks off",
        robots(answer(200, [TEXT, ("Content-Length", "900"), ("Connection", "close")], b"User-agent: *\n")),
        ("robots-broken",),
    ),
    Way("robots.txt leads to a question", robots(led("http://127.0.0.9:9/consent")), ("robots-elsewhere",)),
    # Traps
    Way("a calendar without end", calendar, full=True),
    Way("a pager without end", endless_pager, full=True),
    Way("month archives", month_archive, full=True),
    Way("facets", facets, full=True),
    Way("session ids in paths", sessions, full=True),
    Way("session ids behind paths", session_parameters, full=True),
    Way("session ids in brackets, led to", sessions_in_brackets, full=True),
    Way("session ids in queries", session_queries, full=True),
    Way("10,000 links to nothing", many_links, full=True),
    Way("thousands of pages of words that say nothing", many_words, full=True),
    Way("versions to print", renderings, full=True),
    Way("account pages", accounts, full=True),
    Way("forms and a search", forms, full=True, stays=False),
    # One page is new, and answers below itself too.
    Way("a relative link that goes deeper", spiral, full=True, brings="pages: 1 new (more/less)"),
    Way("the site again under /en/", twins, full=True, stays=False),
    # What pages look like
    Way("another theme, the same data", restyled(renamed), full=True),
    Way("another theme, the same data, weekly", restyled(renamed)),
    Way("a theme that works by script", restyled(by_script), ("*",), full=True),
    Way("a theme that works by script, weekly", restyled(by_script), ("*",)),
    Way("no dates any more", restyled(no_dates), full=True, stays=False),
    Way("no posts any more", no_posts, ("refused-version",), full=True),
)
