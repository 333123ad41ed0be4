"""What Drupal, PHP, web servers and the networks before them print in place of a page, under a status of 200.

An error page is known by what it lacks as well as by what it says: it has no node, it is short, and it begins with its
message. A page of the site that tells of errors has a node, or says other things first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jjscrape.pages.markup.soup import has_words, text_of

if TYPE_CHECKING:
    from jjscrape.pages.markup.soup import Soup

LONGEST: Final = 1500
"""Characters of text that an error page has at most."""
_BEGIN = 300
_TAIL = 3000
_MAINTENANCE = r"(?:under|undergoing|down for|closed for) (?:\w+ )?maintenance"
_AWAY = rf"(?:not available|unavailable|off-?line|down|{_MAINTENANCE})"
_SERVER_ERROR = (
    r"(?:internal server error|bad gateway|gateway time-?out|service (?:temporarily )?unavailable"
    r"|backend fetch failed|first byte timeout|backend is unhealthy|\|)"
)
_MESSAGES = (
    # Drupal
    r"the website encountered an unexpected error",
    rf"(?:the|this|our) (?:web ?)?site is (?:currently |temporarily )*{_AWAY}",
    rf"is currently {_MAINTENANCE}\b.{{0,40}}(?:back|patience)",
    r"^(?:site )?(?:off-?line|under maintenance|(?:down for )?maintenance(?: mode)?)[.!]?$",
    r"additional uncaught exception|uncaught (?:php )?(?:\w*exception|error)",
    # databases
    r"(?:unable|failed) to connect to (?:the )?database|can't connect to (?:local )?mysql",
    r"error establishing a database connection|database (?:connection )?error\b",
    r"SQLSTATE\[|PDOException|too many connections|mysql server has gone away",
    # web servers
    rf"^(?:error )?5\d\d:? (?:[\w.-]+ )?{_SERVER_ERROR}",
    r"^(?:bad gateway|gateway time-?out)|(?:service|temporarily) (?:temporarily )?unavailable\b|guru meditation",
    r"^(?:404|403) (?:not found|forbidden|unknown site)|the requested url (?:\S+ )?was (?:not found|rejected)",
    r"(?:you don't|don't) have permission to access .{0,120} on this server",
    r"^it works!|apache2? .{0,20}default page|^(?:test page for|welcome to) (?:the )?(?:nginx|apache|openresty)",
    r"^iis windows|^index of /",
    # networks and firewalls before them
    r"(?:web server|origin) is (?:down|unreachable|returning an unknown error)",
    r"(?:attention required!|please wait\W+) ?\| cloudflare|^just a moment\.\.\.|checking your browser before",
    r"enable javascript and cookies to continue|verif(?:y|ying) (?:that )?you are (?:a )?human",
    r"the request could not be satisfied|request unsuccessful\. incapsula|incapsula incident",
    r"access (?:to this (?:page|site) has been |is )denied|sorry, you have been blocked",
    r"fastly error: unknown domain|an error occurred while processing your request",
    # hosts
    r"^(?:this )?(?:account|site|website) (?:has been |is )?suspended",
    r"bandwidth limit exceeded|resource limit is reached",
    r"(?:this )?domain (?:name )?(?:has expired|is (?:parked|for sale))|\bbuy this domain\b",
    r"^application error\b|^no such app",
)
_MESSAGE = re.compile("|".join(_MESSAGES), re.IGNORECASE)
DIED: Final = b"on line"
"""What PHP says at the end of each of its errors."""
_PHP = re.compile(
    rb"(?:fatal|parse|recoverable fatal|catchable fatal) error(?:</b>)?:\s.{1,2000}?\bon line (?:<b>)?\d+",
    re.IGNORECASE | re.DOTALL,
)
_CLOSED = re.compile(rb"</html\s*>", re.IGNORECASE)
_SHOWN = ("img", "iframe", "video", "audio", "object", "embed", "svg", "canvas")


def failure_of(soup: Soup) -> str | None:
    """Return what stands in place of the page, or None if this is one."""
    tail = soup.source.body[-_TAIL:]
    if DIED in tail.lower() and (died := _PHP.search(tail)) and not _CLOSED.search(tail, died.end()):
        return "an error of PHP"  # which ends a page wherever it has come to
    if not has_words(soup.body) and next(soup.body.iter(*_SHOWN), None) is None:
        return "nothing"
    if _has_node(soup):
        return None
    text = text_of(soup.body)
    if len(text) > LONGEST:
        return None
    for begin in (soup.head_title, text[:_BEGIN]):
        if message := _MESSAGE.search(begin.replace("\u2019", "'")):
            return f"an error page ({message[0]})"
    return None


def _has_node(soup: Soup) -> bool:
    return soup.node_type is not None or any(
        not {"node", "node__content"}.isdisjoint((element.get("class") or "").split())
        for element in soup.body.iter("div", "article", "section")
    )
