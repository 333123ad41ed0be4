"""What a server may answer for robots.txt, and which pages may be asked for then.

The words of `expected`: `open`, all pages; `rules`, all but `/secret`; `closed`, none; with `, said` behind it where
the crawl says besides what it could not read as it stands, or could not have. Where nothing answers at all it is the
site that can't be reached, which is said elsewhere.
"""

from __future__ import annotations

import gzip
from functools import cache

import brotli
from odd_answers import Answer, Behaviour, Sent, endless, wire

OPEN, RULES, CLOSED = "open", "rules", "closed"
OPEN_SAID, RULES_SAID, CLOSED_SAID = "open, said", "rules, said", "closed, said"
SOME = b"User-agent: *\nDisallow: /secret\n"
NO = b"User-agent: *\nDisallow: /\n"
BOUND = 500 * 1024
MEGABYTE = 2**20
TEXT = b"Content-Type: text/plain\r\n"


def robots(body: bytes, *lines: bytes, status: bytes = b"200 OK") -> Answer:
    head = TEXT + b"".join(line + b"\r\n" for line in lines)
    return wire(b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s" % (status, head, len(body), body))


def moved(to: bytes, status: bytes = b"302 Found") -> Answer:
    return robots(b"", b"Location: " + to, status=status)


@cache
def swelling(megabytes: int, body: bytes) -> bytes:
    packed = gzip.compress(body + b"\n", mtime=0)
    return packed + gzip.compress(b"#" * MEGABYTE + b"\n", mtime=0) * megabytes


def slow() -> Sent:
    yield b"HTTP/1.1 200 OK\r\n" + TEXT + b"Content-Length: 4000\r\n\r\n"
    for _ in range(40):
        yield b"#"
        yield 0.2


CHUNKED = b"HTTP/1.1 200 OK\r\n" + TEXT + b"Transfer-Encoding: chunked\r\n\r\n"


def named(expected: str, cases: dict[str, Answer]) -> tuple[Behaviour, ...]:
    return tuple(Behaviour(name, expected, answer) for name, answer in cases.items())


def texts(expected: str, cases: dict[str, bytes]) -> tuple[Behaviour, ...]:
    return named(expected, {name: robots(body) for name, body in cases.items()})


BEHAVIOURS = (
    *texts(
        RULES,
        {
            "some rules": SOME,
            "for us by name": b"User-agent: other\nDisallow: /\n\nUser-agent: jjscrape\nDisallow: /secret\n",
            "for us in capitals": b"USER-AGENT: JJSCRAPE\nDISALLOW: /secret\n",
            "for us as in a log": b"User-agent: jjscrape/0.1.0 (+http://x)\nDisallow: /secret\n",
            "for us and another": b"User-agent: other\nUser-agent: jjscrape\nDisallow: /secret\n",
            "two groups of ours": b"User-agent: jjscrape\nDisallow: /x\n\nUser-agent: jjscrape\nDisallow: /secret\n",
            "ours before all": b"User-agent: *\nDisallow: /\nUser-agent: jjscrape\nDisallow: /secret\n",
            "no empty line between groups": b"User-agent: other\nDisallow: /\nUser-agent: *\nDisallow: /secret\n",
            "returns alone": SOME.replace(b"\n", b"\r"),
            "returns and feeds": SOME.replace(b"\n", b"\r\n"),
            "a mark before it": b"\xef\xbb\xbf" + SOME,
            "spaces everywhere": b"  User-agent :  *  \n\tDisallow :\t/secret\t\n",
            "comments everywhere": b"# x\nUser-agent: * # all\nDisallow: /secret # no\n",
            "a star in the middle": b"User-agent: *\nDisallow: /*cret\n",
            "a dollar at the end": b"User-agent: *\nDisallow: /secret$\n",
            "a percent code": b"User-agent: *\nDisallow: /%73ecret\n",
            "a percent code in small letters": b"User-agent: *\nDisallow: /s%65cret\n",
            "the longer rule wins": b"User-agent: *\nDisallow: /\nAllow: /open\nAllow: /$\nDisallow: /secret\n",
            "the order does not matter": b"User-agent: *\nAllow: /open\nAllow: /$\nDisallow: /\n",
            "a misspelt word": b"User-agent: *\nDissallow: /secret\n",
            "a map in between": b"User-agent: *\nSitemap: http://x/s.xml\nDisallow: /secret\n",
            "a delay as number": SOME + b"Crawl-delay: 0.1\n",
            "a delay with a unit": SOME + b"Crawl-delay: 0.1s\n",
            "a delay with a comma": SOME + b"Crawl-delay: 0,1\n",
            "a delay beyond reason": SOME + b"Crawl-delay: 99999999999999999999\n",
            "rules by the ten thousand": SOME + b"Disallow: /x\n" * 9999,
            "stars by the thousand": SOME + b"Disallow: /" + b"*a" * 3000 + b"\n",
            "stars upon stars": SOME + b"Disallow: /x" + b"*" * 9000 + b"$\n",
            "a line of 100 kB": SOME + b"Disallow: /" + b"a" * 100_000 + b"\n",
            "agents by the thousand": b"".join(b"User-agent: bot%d\n" % n for n in range(5000)) + SOME,
            "markup around the rules": b"<html><pre>\n" + SOME + b"</pre>",
        },
    ),
    *texts(
        OPEN,
        {
            "nothing": b"",
            "one line feed": b"\n",
            "only comments": b"# nothing\n" * 99,
            "an empty rule": b"User-agent: *\nDisallow:\n",
            "for another": b"User-agent: other\nDisallow: /\n",
            "for a name that ours begins with": b"User-agent: jj\nDisallow: /\n",
            "for a name that begins like ours": b"User-agent: jjscraper\nDisallow: /\n",
            "allowed and forbidden alike": b"User-agent: *\nDisallow: /secret\nAllow: /secret\n",
            "capitals in the path": b"User-agent: *\nDisallow: /SECRET\n",
        },
    ),
    *texts(
        CLOSED,
        {
            "all forbidden": NO,
            "all forbidden to us": b"User-agent: jjscrape\nDisallow: /\n",
            "all forbidden by a star": b"User-agent: *\nDisallow: *\n",
            "all forbidden by dots of ours": b"User-agent: JJScrape/0.1.0\nDisallow: /\n",
        },
    ),
    *texts(
        RULES_SAID,
        {
            "UTF-16": SOME.decode().encode("utf-16"),
            "UTF-16 without a mark": SOME.decode().encode("utf-16-le"),
            "UTF-16 the other way": b"\xfe\xff" + SOME.decode().encode("utf-16-be"),
            "NUL within": SOME.replace(b"Dis", b"D\0is"),
            "NUL before all": b"\0\0\0" + SOME,
            "bytes that are no UTF-8": b"User-agent: *\nDisallow: /caf\xe9\nDisallow: /secret\n",
            "a delay in words": SOME + b"Crawl-delay: slowly\n",
            "larger than what counts": SOME + b"#" * BOUND + b"\nDisallow: /open\n",
            "a megabyte of rules": SOME + b"Disallow: /x/y/z\n" * 60_000,
        },
    ),
    *texts(
        OPEN_SAID,
        {
            "a page of HTML": b"<!DOCTYPE html><html><body><h1>Welcome</h1></body></html>",
            "rules without an agent": b"Disallow: /\n",
            "a delay that is negative": b"User-agent: *\nCrawl-delay: -5\n",
            "JSON": b'{"error": "not found"}',
            "noise": bytes((n * 7919) % 255 + 1 for n in range(3000)),
        },
    ),
    *named(
        OPEN,
        {f"status {code}": robots(NO, status=b"%d X" % code) for code in (400, 401, 402, 403, 404, 405, 410, 418, 451)},
    ),
    *named(
        CLOSED_SAID,
        {f"status {code}": robots(SOME, status=b"%d X" % code) for code in (429, 500, 502, 503, 504, 599)},
    ),
    *named(
        "open/closed, said",
        {
            f"status {code}": robots(b"", status=b"%d X" % code)
            for code in (204, 206, 300, 304, 305, 600, 999)
        },
    ),
    *named(
        RULES,
        {
            "moved": moved(b"/robots-1.txt"),
            "moved for ever": moved(b"/robots-1.txt", b"308 X"),
            "moved five times": moved(b"/robots-5.txt"),
            "gzip": robots(gzip.compress(SOME), b"Content-Encoding: gzip"),
            "brotli": robots(brotli.compress(SOME), b"Content-Encoding: br"),
            "gzip that is not": robots(SOME, b"Content-Encoding: gzip"),
            "in chunks": wire(CHUNKED + b"%x\r\n%s\r\n0\r\n\r\n" % (len(SOME), SOME)),
            "ended by the connection": wire(b"HTTP/1.1 200 OK\r\n" + TEXT + b"\r\n" + SOME),
            "under another type": wire(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(SOME) + SOME),
        },
    ),
    *named(
        RULES_SAID,
        {
            "swells to 3 MB": robots(swelling(3, SOME), b"Content-Encoding: gzip"),
            "swells to 100 MB": robots(swelling(100, SOME), b"Content-Encoding: gzip"),
            "swells to a gigabyte": robots(swelling(1000, SOME), b"Content-Encoding: gzip"),
            "announces a terabyte": wire(
                b"HTTP/1.1 200 OK\r\n" + TEXT + b"Content-Length: 1099511627776\r\n\r\n" + SOME + b"#" * 2 * BOUND
            ),
            "without an end": endless(b"HTTP/1.1 200 OK\r\n" + TEXT + b"\r\n" + SOME, b"# and on\n", 80 * MEGABYTE),
            "in chunks without an end": endless(
                CHUNKED + b"%x\r\n%s\r\n" % (len(SOME), SOME), b"9\r\n# and on\n\r\n", 80 * MEGABYTE
            ),
        },
    ),
    *named("rules/rules, said/open/open, said/closed", {
        "no colon": robots(b"User-agent *\nDisallow /secret\n"),
        "torn gzip": robots(gzip.compress(SOME)[:-12], b"Content-Encoding: gzip"),
        "damaged gzip": robots(b"\x1f\x8b\x08" + bytes(50), b"Content-Encoding: gzip"),
        "a coding that nobody knows": robots(SOME, b"Content-Encoding: compress"),
        "gzip that nobody announced": robots(gzip.compress(SOME)),
        "moved to itself": moved(b"/robots.txt"),
        "moved six times": moved(b"/robots-6.txt"),
        "moved, and does not say where": robots(b"", status=b"301 X"),
    }),
    *named(
        CLOSED_SAID,
        {
            "moved to a file": moved(b"file:///etc/hostname"),
            "moved to FTP": moved(b"ftp://127.0.0.1/robots.txt"),
            "moved to data": moved(b"data:text/plain,User-agent:%20*"),
            "moved to another service": moved(b"http://127.0.0.1:1/robots.txt"),
            "moved to the cloud's own service": moved(b"http://169.254.169.254/latest/meta-data/"),
            "moved to no address": moved(b"http://[oops/"),
        },
    ),
    *named(
        CLOSED,
        {
            "a slow answer": slow,
            "no answer": wire(),
            "no answer, and no end": wire(8.0),
            "a head without an end": endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 4 * MEGABYTE),
            "shorter than announced": wire(b"HTTP/1.1 200 OK\r\n" + TEXT + b"Content-Length: 4000\r\n\r\n" + SOME),
            "no HTTP": wire(b"hello\r\n\r\n" + SOME),
        },
    ),
)  # fmt: skip


def hop(path: str) -> Answer | None:
    """What `/robots-N.txt` answers: it moves on to the number below, and `/robots-1.txt` has the rules."""
    number = path.removeprefix("/robots-").removesuffix(".txt")
    if not number.isdigit():
        return None
    return robots(SOME) if number == "1" else moved(b"/robots-%d.txt" % (int(number) - 1))
