"""A visitor's session in the addresses of a page's links, which the same page has none of for the next visitor.

Servers that can't rely on cookies write it into every link: behind the path (`;jsessionid=…`), in brackets before it
(`/(S(…))/news`), or as a folder of its own (`/s-3fa9c0d1/news`). The first two are unmistakable. A folder is a
session's only if every link of the page begins with it and the page itself does not: what really lies in one is left
there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from jjscrape.site import origin_of, without_session_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from jjscrape.pages.source import Source

ATTRIBUTE: Final = "jjscrape-session"
"""The attribute of a page's first element that holds what its links carried, as a shape such as `s-*`."""
# A page is searched for one character at a time the fastest.
_SIGNS = (re.compile(rb";(?:j?sessionid|phpsessid|J?SESSIONID|PHPSESSID)="), re.compile(rb"\([A-Za-z]\([0-9A-Za-z]"))
_SEVERAL: Final = 5
"""So many places must a page's links lead to: of a few, all may lie in one folder."""
_DEEPEST: Final = 3
"""Among so many parts at a path's head the session's stands."""
_FILE = re.compile(r"\.(?!html?$|php$|aspx?$|jsp$)\w{2,5}$", re.IGNORECASE)
_TOKEN = re.compile(
    r"(?<![^\W_])(?:(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{8,}|(?=\d*[a-f])[0-9a-f]{10,}|(?=\d*[A-F])(?=[A-F]*\d)[0-9A-F]{8,}"
    r"|(?=(?:[A-Za-z]*\d){3})(?=\d*[A-Za-z])[0-9A-Za-z]{16,})(?![^\W_])"
)
"""What no word and no year is: hexadecimal digits with a letter among them, or many letters with digits among them."""
_LONGEST: Final = 200
_OF_ITSELF = (("link", "rel", "canonical", "href"), ("meta", "property", "og:url", "content"))


def without_session(root: Element, source: Source) -> None:
    """Take a session out of where the links of a page lead, in its tree, and note there that there was one."""
    if any(sign.search(source.body) for sign in _SIGNS):
        for element, name, address in _addresses(root):
            if (plain := without_session_id(address)) != address:
                element.set(name, plain)
                root.set(ATTRIBUTE, ";…=*" if ";" in address else "(S(*))")
    if folder := _folder(root, source.url):
        root.set(ATTRIBUTE, _shape(folder).strip("/"))
        origin = origin_of(source.url)
        for element, name, address in _addresses(root):
            if f"{_path(address, origin)}/".startswith(folder):
                element.set(name, f"{address}/".replace(folder, "/", 1).removesuffix("/") or "/")


def session_in(root: Element) -> str:
    """What the links of a page carried before it was taken out; empty where they carried nothing."""
    return root.get(ATTRIBUTE) or ""


def _addresses(root: Element) -> Iterator[tuple[Element, str, str]]:
    for element in root.iter("a", "area", "link"):
        if address := element.get("href"):
            yield element, "href", address
    for name in ("about", "resource"):
        for element in root.iterfind(f".//*[@{name}]"):
            yield element, name, element.get(name) or ""


def _folder(root: Element, url: str) -> str:
    """The folder, such as `/s/3fa9c0d1/`, in which all links of a page lie that is not in it itself; else nothing."""
    found, rests = "", set()
    for path in _paths(root, origin_of(url)):
        found = found or _begins_with_token(path)
        if not found or not f"{path}/".startswith(found):
            return ""
        rests.add(path[len(found) :])
    if len(rests) < _SEVERAL:
        return ""
    # Of a front page the address alone tells nothing: it may be the only page that does not lie in the folder.
    own = next(_own_words(root), None) or ("" if urlsplit(url).path in {"", "/"} else url)
    return found if own and _shape(_begins_with_token(urlsplit(own).path)) != _shape(found) else ""


def _paths(root: Element, origin: str) -> Iterator[str]:
    """Yield where links lead as written from the site's root; where none is, as written with the host. No files."""
    none = True
    for start in ("", origin):
        for element in root.iter("a", "area"):
            href = (element.get("href") or "").strip()
            path = _path(href, start) if href.startswith(start) else ""
            if path and not _FILE.search(path := path.partition("?")[0].partition("#")[0]):
                none = False
                yield path
        if not none:
            return


def _begins_with_token(path: str) -> str:
    parts = path.split("/", 1 + _DEEPEST)[1 : 1 + _DEEPEST]
    count = next((n for n, part in enumerate(parts, 1) if len(part) <= _LONGEST and _TOKEN.search(part)), 0)
    return f"/{'/'.join(parts[:count])}/" if count else ""


def _shape(path: str) -> str:
    return _TOKEN.sub("*", path)


def _own_words(root: Element) -> Iterator[str]:
    for tag, name, value, said in _OF_ITSELF:
        yield from (word for e in root.iter(tag) if e.get(name) == value and (word := (e.get(said) or "").strip()))


def _path(address: str, origin: str) -> str:
    """The path of an address of the page's own host; empty where it is another's, or written from where the page is."""
    path = address.strip().removeprefix(origin)
    return path if path.startswith("/") and not path.startswith("//") else ""
