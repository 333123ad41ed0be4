"""What a server may answer in place of a page of the site, and what is to come of it.

The words of `expected`: `page`, it is published with its text; `unread`, it is archived, named and not believed;
`missed`, it could not be had, and that is counted; `answer`, it is what the site says (moved, gone, no page of HTML),
of which nothing is published.
"""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from functools import cache, partial
from typing import TYPE_CHECKING

import brotli
from odd_answers import Answer, Behaviour, Sent, endless, wire

if TYPE_CHECKING:
    from collections.abc import Iterator

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PAGE, UNREAD, MISSED, ANSWER = "page", "unread", "missed", "answer"
HTML = b"Content-Type: text/html; charset=utf-8\r\n"
WORDS = b"<p>One paragraph of the article, with words enough to tell it by.</p>" * 3
MEGABYTE = 2**20


def post(extra: bytes = b"", head: bytes = b"", before: bytes = b"", title: bytes = b"A post") -> bytes:
    """A post of the site; `extra` stands in its text, `before` in front of the node."""
    return (
        b"<!DOCTYPE html><html><head><title>%s</title>%s</head><body class='node-type-blog'>%s<h1>%s</h1>"
        b"<div id='content'><div class='node node-blog'><div class='field-name-body'>%s%s</div></div></div>"
        b"</body></html>"
    ) % (title, head, before, title, WORDS, extra)


GOOD = post()


def answered(body: bytes = GOOD, *lines: bytes, status: bytes = b"200 OK", media: bytes = HTML) -> Answer:
    head = media + b"".join(line + b"\r\n" for line in lines)
    return wire(b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s" % (status, head, len(body), body))


def head(*lines: bytes, status: bytes = b"HTTP/1.1 200 OK", body: bytes = GOOD, end: bytes = b"\r\n") -> Answer:
    """A head written out, without a length of our own."""
    return wire(end.join([status, HTML.strip(), *lines, b"", b""]) + body)


LENGTH = b"Content-Length: %d" % len(GOOD)
CHUNKED = b"HTTP/1.1 200 OK\r\n" + HTML + b"Transfer-Encoding: chunked\r\n\r\n"


def chunk(data: bytes, extension: bytes = b"") -> bytes:
    return b"%x%s\r\n%s\r\n" % (len(data), extension, data)


LAST = b"0\r\n\r\n"


def moved(to: bytes, status: bytes = b"302 Found") -> Answer:
    return answered(b"", b"Location: " + to, status=status)


def coded(coding: bytes, body: bytes) -> Answer:
    return answered(body, b"Content-Encoding: " + coding)


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


@cache
def bomb(coding: str, megabytes: int = 120) -> bytes:
    """A page that is small as long as it is coded."""
    made = io.BytesIO()
    filler = b" " * MEGABYTE
    if coding == "br":
        packer = brotli.Compressor(quality=5, lgwin=24)
        pieces = (packer.process(GOOD), *(packer.process(filler) for _ in range(megabytes)), packer.finish())
    elif coding == "zstd":
        packer = zstd.ZstdCompressor()
        pieces = (packer.compress(GOOD), *(packer.compress(filler) for _ in range(megabytes)), packer.flush())
    else:
        packer = zlib.compressobj(9, zlib.DEFLATED, {"gzip": 31, "deflate": 15}[coding])
        pieces = (packer.compress(GOOD), *(packer.compress(filler) for _ in range(megabytes)), packer.flush())
    made.writelines(pieces)
    return made.getvalue()


def bomb_in_gzip(megabytes: int) -> bytes:
    return gzip.compress(bomb("gzip", megabytes))


def late(function: partial[bytes], coding: bytes) -> Answer:
    """A body that is made only when it is asked for."""

    def send() -> Sent:
        return coded(coding, function())()

    return send


def nested(times: int, body: bytes = GOOD) -> bytes:
    for _ in range(times):
        body = gzip.compress(body, mtime=0)
    return body


def dribbled() -> Sent:
    for byte in b"HTTP/1.1 200 OK\r\n" + HTML + LENGTH + b"\r\n\r\n":
        yield bytes([byte])
    yield GOOD


def slow(begin: bytes, piece: bytes) -> Answer:
    def send() -> Sent:
        yield begin
        for _ in range(40):
            yield piece
            yield 0.2

    return send


def flood(piece: bytes, size: int, around: bytes = b"%s") -> bytes:
    return around % (piece * (size // len(piece)))


def named(expected: str, cases: dict[str, Answer]) -> Iterator[Behaviour]:
    return (Behaviour(name, expected, answer) for name, answer in cases.items())


STATUS_LINES = {
    "a status of two digits": b"HTTP/1.1 20 OK",
    "a status of letters": b"HTTP/1.1 2xx OK",
    "a status line of another protocol": b"ICY 200 OK",
    "a status line of words": b"hello there",
    "an empty status line": b"",
}
HEADS = (
    *named(
        PAGE,
        {
            "an ordinary page": answered(),
            "a head byte by byte": dribbled,
            "a head of 100 kB of cookies": answered(GOOD, *[b"Set-Cookie: a=%d; path=/" % n for n in range(4000)]),
            "no reason phrase": head(LENGTH, status=b"HTTP/1.1 200"),
            "a reason phrase that acts": head(LENGTH, status=b"HTTP/1.1 200 \x1b]0;title\x07\x1b[2J"),
            "a reason phrase of 8 kB": head(LENGTH, status=b"HTTP/1.1 200 " + b"OK " * 2700),
            "HTTP/1.0": head(status=b"HTTP/1.0 200 OK"),
            "a newer HTTP": head(LENGTH, status=b"HTTP/1.9 200 OK"),
            "line feeds alone": head(LENGTH, end=b"\n"),
            "folded lines": head(b"X-Folded: one\r\n  two\r\n\tthree", LENGTH),
            "Latin-1 in a header": head(b"X-Place: Caf\xe9", LENGTH),
            "two types": answered(GOOD, b"Content-Type: text/html"),
            "one length twice": head(LENGTH, LENGTH),
            "a location without a move": answered(GOOD, b"Location: file:///etc/passwd"),
            "Refresh elsewhere": answered(GOOD, b"Refresh: 0; url=http://169.254.169.254/"),
            "a thousand Links": answered(GOOD, *[b"Link: </p%d>; rel=preload" % n for n in range(900)]),
            "Content-Location elsewhere": answered(GOOD, b"Content-Location: http://127.0.0.1:1/x"),
            "Retry-After on a good page": answered(GOOD, b"Retry-After: 99999999999"),
            "an upgrade that nobody asked for": answered(GOOD, b"Upgrade: h2c", b"Connection: upgrade"),
            "a date of the year 9999": answered(GOOD, b"Date: Fri, 31 Dec 9999 23:59:59 GMT"),
            "validators of 50 kB": answered(GOOD, b'ETag: "' + b"e" * 50_000 + b'"', b"Last-Modified: " + b"x" * 9000),
            "some early hints": wire(b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\n" * 3, *answered()()),
            "100 that nobody asked for": wire(b"HTTP/1.1 100 Continue\r\n\r\n", *answered()()),
            "ended by the connection alone": head(),
            "length and chunks": wire(CHUNKED.replace(HTML, HTML + b"Content-Length: 5\r\n") + chunk(GOOD) + LAST),
            "a length of zeros before": head(b"Content-Length: 000000000000%d" % len(GOOD)),
            "surplus behind the length": wire(*answered()(), b"HTTP/1.1 200 OK\r\n\r\nsecond answer"),
        },
    ),
    *named(
        "missed/unread/answer",
        {
            "a head without an end": endless(b"HTTP/1.1 200 OK\r\n" + HTML, b"X-A: aaaa\r\n", 4 * MEGABYTE),
            "a line without an end": endless(b"HTTP/1.1 200 OK\r\n" + HTML + b"X: ", b"a", 4 * MEGABYTE),
            "a slow head": slow(b"HTTP/1.1 200 OK\r\n", b"X"),
            "a slow body": slow(b"HTTP/1.1 200 OK\r\n" + HTML + LENGTH + b"\r\n\r\n", b"<"),
            "a head that breaks off": wire(b"HTTP/1.1 200 OK\r\nContent-Ty"),
            "no answer": wire(),
            "no answer, and no end": wire(8.0),
            "no head at all": wire(GOOD),
            **{name: head(LENGTH, status=line) for name, line in STATUS_LINES.items()},
            "a length that is longer": head(b"Content-Length: 99999"),
            "a length of a terabyte": head(b"Content-Length: 1099511627776"),
            "a flood of early hints": endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </s>\r\n\r\n", 4 * MEGABYTE),
        },
    ),
    *named(
        "page/missed/answer",
        {
            "two lengths": head(LENGTH, b"Content-Length: 5"),
            "a line without a colon": head(b"this is no header", LENGTH),
            "a space before the colon": head(b"X-A : b", LENGTH),
            "no name before the colon": head(b": nameless", LENGTH),
            "a NUL in a value": head(b"X-A: a\0b", LENGTH),
            "a NUL in a name": head(b"X\0A: a", LENGTH),
            "a return within a line": head(b"X-A: a\rb", LENGTH),
            "letters beyond ASCII in a name": head("X-Café: 1".encode(), LENGTH),
            "a negative length": head(b"Content-Length: -5"),
            "a length with a sign": head(b"Content-Length: +%d" % len(GOOD)),
            "a length of 5,000 digits": head(b"Content-Length: " + b"9" * 5000),
            "a length of letters": head(b"Content-Length: many"),
            "a length in hexadecimal": head(b"Content-Length: 0x%x" % len(GOOD)),
            "a list of lengths": head(b"Content-Length: %d, %d" % (len(GOOD), len(GOOD))),
            "HTTP/2 in words": head(LENGTH, status=b"HTTP/2 200"),
            "a transfer coding of none": head(b"Transfer-Encoding: identity", LENGTH),
            "an unknown transfer coding": head(b"Transfer-Encoding: xyz"),
            "gzip as transfer coding": wire(
                CHUNKED.replace(b": chunked", b": gzip, chunked") + chunk(gzip.compress(GOOD)) + LAST
            ),
            "chunked twice": wire(CHUNKED.replace(b": chunked", b": chunked, chunked") + chunk(GOOD) + LAST),
            "no type": wire(b"HTTP/1.1 200 OK\r\n" + LENGTH + b"\r\n\r\n" + GOOD),
            "a type of 5 kB": head(b"X: 1", LENGTH, status=b"HTTP/1.1 200 OK\r\nContent-Type: " + b"text/" * 1000),
        },
    ),
    *named(
        "page/unread/answer",
        {
            "a length that is shorter": head(b"Content-Length: %d" % (len(GOOD) // 2)),
            "a length of nought": head(b"Content-Length: 0"),
            "plain text as type": answered(GOOD, media=b"Content-Type: text/plain\r\n"),
            "a type that acts": answered(GOOD, media=b"Content-Type: text/html; x=\x1b[2J\r\n"),
            "bytes as type": answered(GOOD, media=b"Content-Type: application/octet-stream\r\n"),
        },
    ),
)
CODINGS = (
    *named(
        PAGE,
        {
            "gzip": coded(b"gzip", gzip.compress(GOOD)),
            "x-gzip": coded(b"x-gzip", gzip.compress(GOOD)),
            "deflate": coded(b"deflate", zlib.compress(GOOD)),
            "raw deflate": coded(b"deflate", raw_deflate(GOOD)),
            "brotli": coded(b"br", brotli.compress(GOOD)),
            "zstandard": coded(b"zstd", zstd.compress(GOOD)),
            "gzip twice": coded(b"gzip, gzip", nested(2)),
            "gzip within brotli": coded(b"gzip, br", brotli.compress(gzip.compress(GOOD))),
            "coding in capitals": coded(b"GZIP", gzip.compress(GOOD)),
            "gzip that is not": coded(b"gzip", GOOD),
            "brotli that is not": coded(b"br", GOOD),
            "identity": coded(b"identity", GOOD),
            "gzip and more behind it": coded(b"gzip", gzip.compress(GOOD) + b"more" * 99),
            "gzip in two members": coded(b"gzip", gzip.compress(GOOD[:99]) + gzip.compress(GOOD[99:])),
            "gzip with a name of 50 kB": coded(
                b"gzip", b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * 50_000 + b"\0" + gzip.compress(GOOD)[10:]
            ),
        },
    ),
    *named(
        "unread/missed",
        {
            "120 MB in gzip": late(partial(bomb, "gzip"), b"gzip"),
            "120 MB in brotli": late(partial(bomb, "br"), b"br"),
            "120 MB in zstandard": late(partial(bomb, "zstd"), b"zstd"),
            "120 MB in deflate": late(partial(bomb, "deflate"), b"deflate"),
            "a gigabyte in gzip twice": late(partial(bomb_in_gzip, 1000), b"gzip, gzip"),
            "torn gzip": coded(b"gzip", gzip.compress(GOOD)[:-30]),
            "torn brotli": coded(b"br", brotli.compress(GOOD)[:-9]),
            "damaged gzip": coded(b"gzip", b"\x1f\x8b\x08" + bytes(50)),
            "gzip with a wrong sum": coded(b"gzip", gzip.compress(GOOD)[:-8] + bytes(8)),
            "a coding of old": coded(b"compress", b"\x1f\x9d" + GOOD),
            "a coding that nobody knows": coded(b"dcb", b"\xff\x44\x43\x42" + GOOD),
            "gzip of nothing": coded(b"gzip", gzip.compress(b"")),
            "gzip a thousand times": coded(b", ".join([b"gzip"] * 1000), gzip.compress(GOOD)),
            "gzip that nobody announced": answered(gzip.compress(GOOD)),
            "ten thousand members of nothing": coded(b"gzip", gzip.compress(b"", mtime=0) * 10_000),
            "a window of two gigabytes": coded(b"zstd", b"\x28\xb5\x2f\xfd\x00\xa8" + bytes(99)),
        },
    ),
)
CHUNKS = (
    *named(
        PAGE,
        {
            "chunks": wire(CHUNKED + chunk(GOOD[:50]), chunk(GOOD[50:]) + LAST),
            "chunks of a byte": wire(CHUNKED + b"".join(chunk(bytes([b])) for b in post(WORDS * 99)) + LAST),
            "trailers": wire(CHUNKED + chunk(GOOD) + b"0\r\nX-Trailer: 1\r\nX-Trailer: 2\r\n\r\n"),
            "chunk extensions": wire(CHUNKED + chunk(GOOD, b";name=value") + LAST),
        },
    ),
    *named(
        "missed/unread/answer",
        {
            "no last chunk": wire(CHUNKED + chunk(GOOD)),
            "a chunk longer than memory": wire(CHUNKED + b"ffffffffffffffff\r\n" + GOOD),
            "chunks without an end": endless(CHUNKED, b"10000\r\n" + b" " * 65536 + b"\r\n", 80 * MEGABYTE),
            "trailers without an end": endless(CHUNKED + chunk(GOOD) + b"0\r\n", b"X-T: aaaa\r\n", 4 * MEGABYTE),
            "a chunk of negative size": wire(CHUNKED + b"-5\r\n" + GOOD),
            "a chunk without its line end": wire(CHUNKED + b"5\r\nhelloworld" + LAST),
            "an extension without an end": endless(CHUNKED + b"5;x=", b"a", 4 * MEGABYTE),
        },
    ),
    *named(
        "page/missed",
        {
            "a size with zeros before": wire(CHUNKED + b"%032x\r\n%s\r\n" % (len(GOOD), GOOD) + LAST),
            "a size with spaces": wire(CHUNKED + b"%x  \r\n%s\r\n" % (len(GOOD), GOOD) + LAST),
            "line feeds between chunks": wire(CHUNKED + b"%x\n%s\n" % (len(GOOD), GOOD) + b"0\n\n"),
        },
    ),
)
ELSEWHERE = {
    "a file": b"file:///etc/passwd",
    "FTP": b"ftp://127.0.0.1/x",
    "data": b"data:text/html,<h1>x</h1>",
    "a script": b"javascript:alert(1)",
    "another service of this machine": b"http://127.0.0.1:1/x",
    "localhost": b"http://localhost:1/x",
    "this machine in IPv6": b"http://[::1]:1/x",
    "the cloud's own service": b"http://169.254.169.254/latest/meta-data/",
    "an address without a scheme": b"//169.254.169.254/x",
    "a host behind a name": b"http://127.0.0.1:%d@169.254.169.254/x" % 80,
    "no address": b"http://[oops/",
    "a port too high": b"http://127.0.0.1:999999/x",
    "bytes beyond ASCII": b"/blog/caf\xe9\xff",
    "a NUL": b"/blog/\0x",
    "nothing": b"",
}
REDIRECTS = (
    *named(ANSWER, {f"moved to {name}": moved(to) for name, to in ELSEWHERE.items()}),
    *named(
        ANSWER,
        {
            "moved to a good page": moved(b"/blog/good-1"),
            "moved to a good page for ever": moved(b"/blog/good-1", b"308 Permanent Redirect"),
            "moved by dots": moved(b"/x/../blog/./good-1", b"301 Moved"),
            "moved, and does not say where": answered(b"", status=b"301 Moved"),
            "several choices": answered(GOOD, status=b"300 Multiple Choices"),
            "use a proxy": answered(b"", b"Location: http://127.0.0.1:1/", status=b"305 Use Proxy"),
            "moved with a page of 3 MB": answered(
                GOOD * 3000, b"Location: /blog/good-1", status=b"301 Moved Permanently"
            ),
        },
    ),
    *named(
        "answer/missed",
        {
            "moved to itself": moved(b"?"),
            "moved to 60 kB": moved(b"/" + b"a" * 60_000),
            "moved in a circle": moved(b"/blog/moved-in-a-circle?again=1"),
            "moved two times at once": answered(b"", b"Location: /blog/good-1", b"Location: /x", status=b"302 Found"),
        },
    ),
)
ERRORS = {400: b"Bad", 401: b"Who", 402: b"Pay", 403: b"No", 404: b"None", 405: b"How", 410: b"Gone", 418: b"Pot",
          422: b"What", 451: b"Law"}  # fmt: skip
AGAIN = {429: b"Many", 500: b"Error", 502: b"Gate", 503: b"Busy", 504: b"Late"}
STATUSES = (
    *named(ANSWER, {f"a page under {code}": answered(status=b"%d %s" % (code, word)) for code, word in ERRORS.items()}),
    *named(MISSED, {f"a page under {code}": answered(status=b"%d %s" % (code, word)) for code, word in AGAIN.items()}),
    *named(
        "answer/missed/unread",
        {
            f"a page under {code}": answered(status=b"%d Odd" % code)
            for code in (201, 202, 203, 205, 206, 207, 226, 299, 505, 520, 599, 600, 999)
        },
    ),
    *named(
        "answer/missed",
        {
            "204 with a page": answered(status=b"204 No Content"),
            "304 that nobody asked for": answered(status=b"304 Not Modified"),
            "another protocol": wire(b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n\x81\x05hello"),
        },
    ),
)


def marked_up(**cases: bytes) -> dict[str, Answer]:
    return {name.replace("_", " "): answered(body) for name, body in cases.items()}


LATIN = HTML.replace(b"utf-8", b"iso-8859-1")
BODIES = (
    *named(
        PAGE,
        {
            "UTF-16 with a mark": answered(b"\xff\xfe" + GOOD.decode().encode("utf-16-le")),
            "Latin-1 that says UTF-8": answered(post("<p>Café.</p>".encode("latin-1"))),
            "UTF-8 that says Latin-1": answered(post("<p>Café.</p>".encode()), media=LATIN),
            "a charset that nobody knows": answered(media=HTML.replace(b"utf-8", b"x-klingon")),
            "a charset that is code": answered(media=HTML.replace(b"utf-8", b"unicode_escape")),
            "bytes of no charset": answered(post(bytes(range(128, 256)))),
            "NUL in the text": answered(post(b"<p>a\0b\0c</p>")),
            "references beyond Unicode": answered(post(b"<p>&#xD800;&#9999999999;&#0;&#x80;&nosuch;</p>")),
            "ten thousand entities": answered(post(flood(b"&amp;&lt;&eacute;", 100_000, b"<p>%s</p>"))),
            "refresh elsewhere": answered(
                post(head=b"<meta http-equiv=refresh content='0;url=http://169.254.169.254/'>")
            ),
            "a base elsewhere": answered(post(b"<a href='x'>x</a>", head=b"<base href='http://169.254.169.254/'>")),
            "a base that is a file": answered(post(b"<a href='x'>x</a>", head=b"<base href='file:///etc/'>")),
            "cookies by meta": answered(post(head=b"<meta http-equiv=set-cookie content='a=b'>")),
            "frames of services here": answered(post(b"<iframe src='http://127.0.0.1:1/'></iframe>" * 99)),
            "pictures of services here": answered(post(b"<img src='http://169.254.169.254/x.png'>" * 99)),
            "entities without end": answered(
                post(before=b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>&b;")
            ),
            "bidi marks in the title": answered(post(title="invoice \u202egnp.exe".encode())),
            "escapes in the title": answered(post(title=b"A \x1b]0;x\x07\x1b[2J post")),
            "a script in the title": answered(post(title=b"A post &lt;script&gt;alert(1)&lt;/script&gt;")),
            "a formula in the title": answered(post(title=b"=HYPERLINK(&quot;http://x/&quot;)")),
            "five megabytes of script": answered(
                post(before=flood(b"var a = 1;", 5 * MEGABYTE, b"<script>%s</script>"))
            ),
            "a comment of 5 MB": answered(post(before=flood(b"comment - ", 5 * MEGABYTE, b"<!--%s-->"))),
            "ten thousand links": answered(post(b"".join(b"<a href='http://x.org/%d'>x</a>" % n for n in range(9999)))),
            "a link of 60 kB": answered(post(b"<a href='/" + b"../" * 20_000 + b"'>x</a>")),
            "a link that is a file": answered(post(b"<a href='file:///etc/passwd'>x</a><a href='data:,x'>y</a>")),
            "twenty thousand bad dates": answered(post(b"<p>31 February 99999 at 25:99</p>" * 20_000)),
            "a hundred thousand spaces in a date": answered(
                post(b"<span class='date'>1" + b" " * 100_000 + b"May 2018</span>")
            ),
            "a node number of 200 digits": answered(post(head=b"<link rel=shortlink href='/node/%s'>" % (b"9" * 200))),
            "JSON-LD that is deep": answered(
                post(head=b"<script type='application/ld+json'>" + b"[" * 9999 + b"</script>")
            ),
            "JSON-LD of numbers": answered(
                post(head=b"<script type='application/ld+json'>{\"a\":" + b"9" * 99_999 + b"}</script>")
            ),
            "words without a space": answered(post(flood(b"a", 300_000, b"<p>%s</p>"))),
            "marks upon marks": answered(post(flood("\u0301\u0302".encode(), 100_000, b"<p>e%s</p>"))),
            "a byline without an end": answered(post(flood(b"Ada Example and ", 200_000, b"<p>By %s</p>"))),
            "a table of 20,000 rows": answered(post(flood(b"<tr><td>1<td>2", 300_000, b"<table>%s</table>"))),
            "a choice of 20,000": answered(post(flood(b"<option>1", 180_000, b"<select>%s</select>"))),
        },
    ),
    *named(
        "page/unread/answer",
        marked_up(
            an_attribute_of_5_MB=post(b"<p title='" + b"a" * 5 * MEGABYTE + b"'>x</p>"),
            a_hundred_thousand_attributes=post(b"<p " + b"".join(b"a%d " % n for n in range(99_999)) + b">x</p>"),
            a_hundred_thousand_classes=post(b"<p class='" + b"wide " * 99_999 + b"'>x</p>"),
            a_tree_of_100_000_levels=post(b"<div>" * 100_000),
            tables_in_tables=post(b"<table><tr><td>" * 5000),
            lists_in_lists=post(b"<ul><li>" * 20_000),
            links_in_links=post(b"<a href=/x>" * 50_000),
            emphasis_upon_emphasis=post(b"<b><i>" * 50_000),
            forms_in_forms=post(b"<form><div>" * 20_000),
            four_hundred_thousand_elements=post(b"<i>x</i>" * 400_000),
            seven_megabytes_of_paragraphs=post(WORDS * 32_000),
            five_megabytes_of_one_line=post(flood(b"word ", 5 * MEGABYTE, b"<p>%s</p>")),
            seventeen_megabytes=post(before=flood(b" ", 17 * MEGABYTE, b"%s")),
            a_document_type_again_and_again=post(before=b"<!DOCTYPE[" * 20_000),
            a_comment_without_an_end=GOOD.replace(b"<h1>", b"<!--<h1>"),
            a_title_of_a_megabyte=post(title=b"word " * 200_000),
            a_title_without_an_end=GOOD.replace(b"</title>", b""),
            a_text_area_without_an_end=post(before=b"<textarea>"),
            a_script_without_an_end=post(before=b"<script>"),
            plain_text_from_here=post(before=b"<plaintext>"),
            a_template_around_it=post(before=b"<template>"),
            drawings_in_drawings=post(b"<svg><foreignObject>" * 5000),
            ten_thousand_titles=post(b"<h1>A heading</h1>" * 10_000),
            ten_thousand_nodes=post(b"<div class='node node-blog'><h2>x</h2></div>" * 10_000),
            it_names_another_site_as_its_own=post(head=b"<link rel=canonical href='http://169.254.169.254/x'>"),
            it_names_a_script_as_its_own=post(head=b"<link rel=canonical href='javascript:alert(1)'>"),
            it_climbs_to_its_own=post(head=b"<link rel=canonical href='/../../../../etc/passwd'>"),
            a_style_of_a_megabyte=post(b"<p style='" + b"background:url(" * 70_000 + b"'>x</p>"),
            a_picture_of_many_sizes=post(b"<img srcset='" + b"a 1x, " * 99_999 + b"'>"),
            two_marks=b"\xef\xbb\xbf\xef\xbb\xbf" + GOOD,
            NUL_between_all=b"".join(b"%c\0" % byte for byte in GOOD),
        ),
    ),
    *named(
        UNREAD,
        marked_up(
            nothing=b"",
            white_space=b" \r\n" * 9999,
            only_a_comment=b"<!-- nothing here -->",
            an_error_of_PHP=GOOD[:300] + b"<br />\n<b>Fatal error</b>:  Memory in <b>/a.php</b> on line <b>9</b>",
            maintenance=b"<html><title>Off-line</title><body><h1>Site under maintenance</h1></body></html>",
            Drupal_fails=b"The website encountered an unexpected error. Please try again later.<br />",
            a_gateway_that_fails=b"<html><title>502 Bad Gateway</title><body><h1>502 Bad Gateway</h1></body></html>",
            a_database_that_fails=b"<html><title>Error</title><body>PDOException: SQLSTATE[HY000] [2002]</body></html>",
            a_picture=b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 99,
            a_document=b"%PDF-1.4\n" + b"1 0 obj\n" * 999,
            noise=bytes((n * 7919) % 256 for n in range(99_999)),
            a_feed=b"<?xml version='1.0'?><rss><channel><title>x</title></channel></rss>",
            JSON=b'{"a": [1, 2, 3]}' * 99,
        ),
    ),
)
BEHAVIOURS = (*HEADS, *CODINGS, *CHUNKS, *REDIRECTS, *STATUSES, *BODIES)


def path_of(behaviour: Behaviour) -> str:
    """Where the behaviour is met: a post's address."""
    slug = "".join(c if c.isalnum() else "-" for c in behaviour.name.lower().encode("ascii", "replace").decode())
    return f"/blog/{slug}"
