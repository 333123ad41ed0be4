"""Files and answers made to do harm, and the commands that meet them, each with the exit codes it may end with."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import page_answers
from odd_answers import OddServer, wire

MEGABYTE = 2**20
DATE = "2024-03-01T10:00:00Z"
NEVER = wire(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
SOUND, WRONG, ELSEWHERE, LIMIT, FAULTY = 0, 2, 4, 7, 8
OF_A_SMALL_SITE = ("problems", "has-articles")
"""Checks that a site of two pages does not pass, however well it is read."""


@dataclass
class Step:
    """A command that was run. `wrong` says what it did beside ending in one of the `codes`."""

    name: str
    done: Any
    codes: tuple[int, ...]
    wrong: str = ""


Command = Callable[..., Any]
Steps = Callable[[Path, Path, Command, Callable[..., Path]], Iterator[Step]]


class Case(NamedTuple):
    name: str
    file: str
    made: Callable[[], bytes]
    steps: Steps


def record(block: bytes, kind: str = "response", date: str = DATE, **fields: str) -> bytes:
    types = {"warcinfo": "application/warc-fields"}
    told = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:11111111-1111-4111-8111-{hashlib.sha1(block + date.encode()).hexdigest()[:12]}>",
        "WARC-Date": date,
        "Content-Type": types.get(kind, "application/http; msgtype=response"),
        **fields,
        "Content-Length": str(len(block)),
    }
    return "".join(["WARC/1.1\r\n", *(f"{n}: {v}\r\n" for n, v in told.items()), "\r\n"]).encode() + block + b"\r\n\r\n"


def page(date: str = DATE) -> bytes:
    body = page_answers.GOOD
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body)
    return record(head + body, date=date, **{"WARC-Target-URI": "https://jamandjustice-rjc.org/blog/a"})


def wacz(name: str = "archive/a.warc.gz", package: bytes | None = None, **resource: str) -> bytes:
    held = gzip.compress(page(), mtime=0)
    one = {"path": name, "name": "a", "bytes": len(held), "hash": f"sha256:{hashlib.sha256(held).hexdigest()}"}
    told = {"profile": "data-package", "wacz_version": "1.1.1", "resources": [one | resource] if resource else []}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, held)
        archive.writestr("datapackage.json", json.dumps(told) if package is None else package)
    return made.getvalue()


def large_warcinfo(megabytes: int = 1500) -> bytes:
    """A record of a gigabyte and a half in two megabytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = record(b"", "warcinfo").replace(b"Content-Length: 0", b"Content-Length: %d" % (megabytes * MEGABYTE))
    pieces = [packer.compress(head.removesuffix(b"\r\n\r\n"))]
    pieces += [packer.compress(b"z" * MEGABYTE) for _ in range(megabytes)]
    return b"".join([*pieces, packer.compress(b"\r\n\r\n"), packer.flush()]) + gzip.compress(page(), mtime=0)


def swelling_parquet() -> bytes:
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 4000, pa.int32()), pa.array(["a" * 3 * MEGABYTE]))
    made = io.BytesIO()
    pq.write_table(pa.table({"id": texts}), made, compression="zstd")
    return made.getvalue()


@contextmanager
def served(
    place: Path, site_file: Callable[..., Path], path: str, answer: Any, start: str = "/"
) -> Iterator[OddServer]:
    """A site of one good page, with the answer at a path; its site file lies in `place`."""

    def given(_host: str, asked: str) -> Any:
        if asked == path:
            return answer
        good = page_answers.post(f"<a href='{path}'>x</a><a href='/blog/good'>g</a><a href='/news'>n</a>".encode())
        return page_answers.answered(good) if asked in {"/", "/news", "/blog/good"} else NEVER

    with OddServer(given) as server:
        site_file(place, f"http://127.0.0.1:{server.port}", start)
        yield server


def raw(data: bytes) -> Any:
    return wire(data)


def a_run(path: str, codes: tuple[int, ...], make: Callable[[bytes], Any], *, again: bool = False) -> Steps:
    """A run on a site that gives the file at `path`; and again, and what else reads the archive then."""

    def steps(place: Path, file: Path, command: Command, site_file: Callable[..., Path]) -> Iterator[Step]:
        accepted = [
            word for check in (*OF_A_SMALL_SITE, "crawl-complete", "pages-missed") for word in ("--accept", check)
        ]
        words = ("run", place / "odd.toml", "--data", place / "data", "--delay", 0, *accepted)
        with served(place, site_file, path, make(file.read_bytes())) as server:
            done = command(*words)
            near = [asked for asked in server.asked if asked[1] != "/robots.txt" and codes == (ELSEWHERE,)]
            yield Step("run", done, codes, f"asked for {near}" if near else "")
            if again:
                yield Step("run again", command(*words), codes)
        yield Step("verify", command("verify", "--data", place / "data"), (SOUND,))
        yield Step("status", command("status", "--data", place / "data"), (SOUND,))
        if again:
            build = ("build", "--data", place / "data", "--site", place / "odd.toml", *accepted)
            yield Step("build", command(*build), (SOUND,))

    return steps


def imported(codes: tuple[int, ...], *then: tuple[str, tuple[int, ...]]) -> Steps:
    """An import below `a/b/c`, with nothing written beside that, and what reads the archive then."""

    def steps(place: Path, file: Path, command: Command, _site_file: Callable[..., Path]) -> Iterator[Step]:
        data = place / "a" / "b" / "c"
        before = {path for path in place.parent.rglob("*") if not path.is_relative_to(place / "a")}
        done = command("import", file, "--data", data)
        after = {path for path in place.parent.rglob("*") if not path.is_relative_to(place / "a")}
        stray = ", ".join(map(str, after - before))
        index = data / "archive" / "index.cdxj"
        wrong = f"wrote {stray}" if stray else "the index is a folder" if index.is_dir() else ""
        yield Step("import", done, codes, wrong)
        for name, allowed in then:
            yield Step(name, command(name, "--data", data), allowed)

    return steps


def verified(codes: tuple[int, ...]) -> Steps:
    def steps(place: Path, file: Path, command: Command, _site_file: Callable[..., Path]) -> Iterator[Step]:
        yield Step("verify", command("verify", file), codes)
        yield Step("import", command("import", file, "--data", place / "data"), (SOUND, WRONG, FAULTY))
        yield Step("build", command("build", file, "--data", place / "other"), (SOUND, WRONG, 3))

    return steps


def a_list(_place: Path, file: Path, command: Command, _site_file: Callable[..., Path]) -> Iterator[Step]:
    with OddServer(lambda _host, _path: wire(file.read_bytes())) as server:
        done = command("import", f"http://127.0.0.1:{server.port}/cdx", "--data", file.parent / "data")
        yield Step("import of a list", done, (1, WRONG, ELSEWHERE), "" if done.code != 1 else "exit 1")


def a_site_file(codes: tuple[int, ...], status: bytes = b"500 No") -> Steps:
    def steps(place: Path, file: Path, command: Command, _site_file: Callable[..., Path]) -> Iterator[Step]:
        def given(_host: str, path: str) -> Any:
            good = page_answers.answered(page_answers.post(b"<a href='/blog/bad'>x</a>"))
            bad = page_answers.answered(b"no", status=status)
            return good if path in {"/", "/news", "/blog/good"} else bad if path == "/blog/bad" else NEVER

        told = file.read_text()
        with OddServer(given) as server:
            origin = told.partition('origins = ["')[2].partition('"')[0]
            file.write_text(told.replace(origin, f"http://127.0.0.1:{server.port}"))
            # Of the demonstration's addresses, which its site file says to try, this one has none.
            accepted = [word for check in (*OF_A_SMALL_SITE, "errors") for word in ("--accept", check)]
            done = command("run", file, "--data", place / "data", "--delay", 0, *accepted)
            stray = [path for path in place.iterdir() if path.name not in {"data", file.name}]
            yield Step("run", done, codes, f"wrote {stray}" if stray else "")

    return steps


def small_run(place: Path) -> tuple[object, ...]:
    accepted = [word for check in OF_A_SMALL_SITE for word in ("--accept", check)]
    return ("run", place / "odd.toml", "--data", place / "data", "--delay", 0, *accepted)


def a_dataset(place: Path, file: Path, command: Command, site_file: Callable[..., Path]) -> Iterator[Step]:
    """A published table put in place of the one that the catalog knows."""
    with served(place, site_file, "/blog/good", page_answers.answered()):
        yield Step("run", command(*small_run(place)), (SOUND,))
    table = next((place / "data" / "datasets").glob("2*/articles.parquet"))
    table.write_bytes(file.read_bytes())
    yield Step("verify", command("verify", "--data", place / "data"), (FAULTY,))
    yield Step("why", command("why", "blog/good", "title", "--data", place / "data"), (WRONG,))
    # Nothing else changed, so the table is not read; a warning says that it isn't what was published.
    yield Step("build", command("build", "--data", place / "data", "--site", place / "odd.toml"), (SOUND,))


def a_record(name: str) -> Steps:
    """JSON of others in place of one of ours: each command ends with a sentence."""

    def steps(place: Path, file: Path, command: Command, site_file: Callable[..., Path]) -> Iterator[Step]:
        with served(place, site_file, "/blog/good", page_answers.answered()):
            yield Step("run", command(*small_run(place)), (SOUND,))
        next((place / "data").glob(name)).write_bytes(file.read_bytes())
        for word in ("status", "versions", "verify"):
            yield Step(word, command(word, "--data", place / "data"), (SOUND, WRONG, FAULTY))

    return steps


def page_at(coding: str) -> Callable[[bytes], Any]:
    return lambda body: page_answers.coded(coding.encode(), body)


def redirect(to: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


def feed(body: bytes) -> Any:
    return page_answers.answered(body, media=b"Content-Type: application/rss+xml\r\n")


def text(body: bytes) -> Any:
    return page_answers.answered(body, media=b"Content-Type: text/plain\r\n")


def toml(**values: object) -> bytes:
    lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
    return "\n".join(['extends = "demo"', *lines, 'origins = ["http://127.0.0.1:1"]', ""]).encode()


WITH_GATE = toml(name="one-bad-page") + b'[gate]\nwarn = ["crawl-complete"]\n'
CLIMBING = wacz("archive/../../../../climbed-out.warc.gz")
CASES = (
    Case("robots.txt moves to another service", "robots_redirect.http",
         lambda: redirect("http://localhost:1/latest/meta-data/iam"), a_run("/robots.txt", (ELSEWHERE,), raw)),
    Case("robots.txt names us as the log does", "robots_own_ua.txt",
         lambda: b"User-agent: jjscrape/0.1.0\nDisallow: /\n", a_run("/robots.txt", (ELSEWHERE,), text)),
    Case("a list moves to a file", "cdx_redirect.http", lambda: redirect("file:///etc/hostname"), a_list),
    Case("an entry climbs out", "zip_slip.wacz", lambda: CLIMBING, imported((SOUND, WRONG), ("status", (SOUND,)))),
    Case("an entry takes the index's place", "home_is_the_index.wacz",
         lambda: wacz(packed_from="index.cdxj/x.warc.gz"),
         imported((SOUND, WRONG), ("status", (SOUND,)), ("build", (SOUND, WRONG, 3)), ("verify", (SOUND,)))),
    Case("document types without end in a feed", "doctype_flood.rss",
         lambda: b"<!DOCTYPE[" * 12_000, a_run("/rss.xml", (SOUND,), feed, again=True)),
    Case("120 MB in gzip", "page_120MB.html.gz", lambda: page_answers.bomb("gzip"),
         a_run("/blog/bad", (SOUND,), page_at("gzip"), again=True)),
    Case("a gigabyte in brotli", "brotli_bomb.body", lambda: page_answers.bomb("br", 1000),
         a_run("/blog/bad", (SOUND,), page_at("br"), again=True)),
    Case("a page without an end", "endless_page.http", lambda: b"",
         a_run("/blog/bad", (SOUND,), lambda _: page_answers.CHUNKS[6].answer, again=True)),
    Case("7 MB of paragraphs", "paragraphs.html", lambda: page_answers.post(page_answers.WORDS * 32_000),
         a_run("/blog/bad", (SOUND,), page_answers.answered, again=True)),
    Case("400,000 elements", "elements.html", lambda: page_answers.post(b"<i>x</i>" * 400_000),
         a_run("/blog/bad", (SOUND,), page_answers.answered, again=True)),
    Case("a head without an end", "endless_head.http", lambda: b"",
         a_run("/blog/bad", (SOUND,), lambda _: page_answers.HEADS[27].answer, again=True)),
    Case("a link of 60 kB", "long_link.html", lambda: page_answers.post(b"<a href='/" + b"../" * 20_000 + b"'>x</a>"),
         a_run("/blog/bad", (SOUND,), page_answers.answered, again=True)),
    Case("wait an hour", "retry_after_3600.http",
         lambda: b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n",
         a_run("/blog/bad", (ELSEWHERE, LIMIT), raw)),
    Case("a warcinfo record of 1.5 GB", "warcinfo_1500MB.warc.gz", large_warcinfo, verified((SOUND, FAULTY))),
    Case("a manifest of a gigabyte of spaces", "datapackage_1GB_spaces.wacz",
         lambda: wacz(package=b" " * (1000 * MEGABYTE)), verified((FAULTY,))),
    Case("a date at the end of time", "date_9999_minus_14.warc",
         lambda: page("9999-12-31T23:59:59-14:00"), verified((SOUND, FAULTY))),
    Case("an escape in a name", "escape_in_name.wacz",
         lambda: wacz("archive/a\x1b]0;title of your terminal\x07.warc.gz"), verified((SOUND, FAULTY))),
    Case("a manifest of brackets", "brackets.wacz", lambda: wacz(package=b"[" * 4_000_000), verified((FAULTY,))),
    Case("a site name that climbs", "name_climbs.toml", lambda: toml(name="../../evil"), a_site_file((WRONG,))),
    Case("a check that only warns", "gate_warn.toml", lambda: WITH_GATE, a_site_file((SOUND,))),
    Case("a table that swells", "swelling.parquet", swelling_parquet, a_dataset),
    Case("a catalog of brackets", "catalog.json", lambda: b"[" * 4_000_000, a_record("datasets/catalog.json")),
    Case("a run's record of brackets", "run.json", lambda: b'{"a":' * 900_000, a_record("archive/*/run.json")),
    Case("a run's record of a number", "number.json", lambda: b'{"requests": ' + b"9" * 500_000 + b"}",
         a_record("archive/*/run.json")),
)  # fmt: skip
