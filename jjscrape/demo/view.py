"""One request as a page sees it, and how text becomes HTML and paths become addresses."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from jjscrape.demo.store import FILES

if TYPE_CHECKING:
    from jjscrape.demo.model import Node
    from jjscrape.demo.store import Store


def text(value: str) -> str:
    return escape(value, quote=False)


def attribute(value: str) -> str:
    return escape(value).replace("&#x27;", "&#039;")


def href(path: str) -> str:
    """Percent-encode a decoded path as Drupal does."""
    return quote(path, safe="/@:!*',;()~")


def node_href(node: Node) -> str:
    return href(f"/{node.alias}")


def row_classes(number: int, total: int) -> str:
    classes = [f"views-row views-row-{number}", "views-row-odd" if number % 2 else "views-row-even"]
    classes += ["views-row-first"] if number == 1 else []
    classes += ["views-row-last"] if number == total else []
    return " ".join(classes)


@dataclass(frozen=True)
class View:
    """One request, as far as a page can see it.

    `base` is scheme and host, `path` the decoded path asked for, `target` path and query as sent. `salt` differs
    between two renders of one page where the site churns.
    """

    store: Store
    base: str
    path: str
    target: str
    salt: str

    @property
    def host(self) -> str:
        return self.base.partition("://")[2]

    def token(self, name: str) -> str:
        """Return 64 hexadecimal digits."""
        return sha256(f"{name} {self.target} {self.salt}".encode()).hexdigest()

    @property
    def buster(self) -> str:
        return "t" + sha256(f"assets {self.salt}".encode()).hexdigest()[:5] if self.salt else "towh38"

    def file_url(self, path: str) -> str:
        return self.base + FILES + quote(path)
