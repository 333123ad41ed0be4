"""The pages of a review on this machine alone: loopback, by its own name, with a token in each form."""

from __future__ import annotations

import hmac
import re
import secrets
import signal
import webbrowser
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.reader import Archive
from jjscrape.datafolder import ARCHIVE, DATASETS
from jjscrape.evaluation.truth_file import Build
from jjscrape.harvest.gather import base_urls, site_of
from jjscrape.load import tracer
from jjscrape.outcome import Exit, Stop
from jjscrape.release.read import read_version
from jjscrape.release.store.versions import read_catalog
from jjscrape.review.answers import AnswerError, TruthFile
from jjscrape.review.archived_page import POLICY, charset_of
from jjscrape.review.desk import Desk
from jjscrape.review.sample import candidates, drawn
from jjscrape.site import load_site

if TYPE_CHECKING:
    from collections.abc import Callable

LOOPBACK = "127.0.0.1"
PORT = 8948
"""Where no port is named and this one is free."""
FILE = Path("review", "gold.jsonl")
"""In the data folder."""
_LARGEST_FORM = 4 * 1024 * 1024
_OWN = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_RECORD = re.compile(r"/(record|page)/(\d{1,6})")


def desk_of(data: Path, size: int, site_name: str, progress: Callable[[int, int], None] | None) -> Desk:
    """Draw the sample of a data folder's newest version.

    Raises:
        Stop: nothing was published, or the archive has none of its pages.
    """
    catalog = read_catalog(data / DATASETS)
    if not catalog:
        raise Stop(Exit.USAGE, f"nothing was published in {data / DATASETS}; `jjscrape run` or `jjscrape build` does")
    tables = read_version(data / DATASETS / catalog[-1].id)
    build = Build(tables)
    try:
        archive = Archive([data / ARCHIVE])
        site = (load_site(site_name) if site_name else site_of(archive)).also_at(base_urls(archive))
        known = candidates(archive, build, tables.get("provenance", []), site, progress)
    except ArchiveError as error:
        raise Stop(Exit.USAGE, f"{error}; a review needs the archive in {data / ARCHIVE}") from error
    if not known:
        raise Stop(Exit.USAGE, f"{data / ARCHIVE} has no page of version {catalog[-1].id}; build from that archive")
    return Desk(drawn(known, size), archive, build, tracer(catalog[-1].id, data=data), TruthFile(data / FILE), data)


def review(desk: Desk, port: int | None, *, browser: bool, say: Callable[[str], None]) -> None:
    """Serve a review until interrupted; `say` is told the address. Port 0 is any free one.

    Raises:
        Stop: the port is taken.
    """
    # The default would end this process in the midst of an answer.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with _listening(desk, port) as server:
        address = f"http://{LOOPBACK}:{server.server_port}/"
        say(address)
        if browser:
            webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:  # how a person ends it
            return


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, desk: Desk, port: int) -> None:
        super().__init__((LOOPBACK, port), Answering)
        self.desk = desk
        self.token = secrets.token_urlsafe(24)
        self.names = {f"{name}:{self.server_port}" for name in (LOOPBACK, "localhost")}


def _listening(desk: Desk, port: int | None) -> Server:
    why = ""
    for wanted in (PORT, 0) if port is None else (port,):
        try:
            return Server(desk, wanted)
        except OSError as error:
            why = error.strerror or str(error)
    raise Stop(Exit.USAGE, f"port {port} can't be had ({why}); name another with --port")


class Answering(BaseHTTPRequestHandler):
    server: Server
    timeout = 30
    server_version = "jjscrape"
    sys_version = ""

    def do_GET(self) -> None:
        if not self._asked_by_name():
            return
        desk = self.server.desk
        if self.path == "/":
            self._go(desk.following())
        elif self.path == "/list":
            self._send(desk.render_list())
        elif (place := self._place()) is None:
            self._refuse(HTTPStatus.NOT_FOUND, "There is no such page here.")
        elif place[0] == "page":
            body = desk.page(place[1])
            self._answer(HTTPStatus.OK, body, f"text/html; charset={charset_of(body)}", POLICY)
        else:
            self._send(desk.render(place[1], self.server.token))

    def do_POST(self) -> None:
        if not self._asked_by_name():
            return
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or int(length) > _LARGEST_FORM:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That is no form of these pages.")
            return
        form = dict(parse_qsl(self.rfile.read(int(length)).decode("utf-8", "replace"), keep_blank_values=True))
        place, desk = self._place(), self.server.desk
        origin = self.headers.get("Origin")
        if place is None or place[0] != "record":
            self._refuse(HTTPStatus.NOT_FOUND, "There is no such page here.")
        elif not hmac.compare_digest(form.get("token", "").encode(), self.server.token.encode()) or (
            origin is not None and origin.removeprefix("http://") not in self.server.names
        ):
            self._refuse(HTTPStatus.FORBIDDEN, "The form is not of this review; open the record again.")
        else:
            try:
                desk.take(place[1], form)
            except AnswerError as error:
                shown = desk.render(place[1], self.server.token, form, str(error))
                self._send(shown, HTTPStatus.BAD_REQUEST)
            else:
                self._go(desk.following(place[1]))

    def _asked_by_name(self) -> bool:
        """Whether the request names this machine: another name that leads here is another site's trick."""
        if self.headers.get("Host") in self.server.names:
            return True
        self._refuse(HTTPStatus.FORBIDDEN, "These pages are for this machine alone.")
        return False

    def _place(self) -> tuple[str, int] | None:
        match = _RECORD.fullmatch(self.path)
        number = int(match[2]) if match else -1
        return (match[1], number) if match and number < len(self.server.desk.sample) else None

    def _go(self, number: int | None) -> None:
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", "/list" if number is None else f"/record/{number}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, page: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._answer(status, page.encode("utf-8", "replace"), "text/html; charset=utf-8", _OWN)

    def _refuse(self, status: HTTPStatus, sentence: str) -> None:
        self._answer(status, sentence.encode(), "text/plain; charset=utf-8", _OWN)

    def _answer(self, status: HTTPStatus, body: bytes, media_type: str, policy: str) -> None:
        self.send_response(status)
        for name, value in (
            ("Content-Type", media_type), ("Content-Length", str(len(body))), ("Content-Security-Policy", policy),
            ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"), ("Cache-Control", "no-store"),
            ("Cross-Origin-Resource-Policy", "same-origin"), ("X-DNS-Prefetch-Control", "off"),
        ):  # fmt: skip
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the terminal is the person's."""
