"""Chromium as the browser tests use it: headless, kept off every network, with axe-core at hand."""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

AXE = Path(__file__).parents[1] / "build" / "browser-tools" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
GRAVE = {"serious", "critical"}
RULES: dict[str, dict[str, Any]] = {"light": {}, "dark": {"runOnly": ["cat.color"]}}


@dataclass(slots=True)
class Visit:
    """An open page, with what it said and asked for since it was opened."""

    page: Any
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def to(self, address: str) -> None:
        """Open another page in its place."""
        self.said.clear()
        self.asked.clear()
        self.page.goto(address)

    def faults(self) -> list[tuple[str, str, str, list[str]]]:
        """What axe-core holds against the page, of the graver kinds, by day and by night.

        By night the colours alone are others, so what looks at none of them is asked once.
        """
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = []
        for scheme, rules in RULES.items():
            self.page.emulate_media(color_scheme=scheme)
            held = self.page.evaluate("rules => axe.run({...rules, resultTypes: ['violations']})", rules)["violations"]
            found += [
                (scheme, v["impact"], v["id"], [n["html"] for n in v["nodes"]]) for v in held if v["impact"] in GRAVE
            ]
        return found


class Browser:
    """One window for one visit after the other, because a new one takes ten times as long as a page."""

    def __init__(self, chromium: Any) -> None:
        self.context = chromium.new_context()
        self.page = self.context.new_page()
        self.visit = Visit(self.page)
        self.page.on("console", lambda line: self.visit.said.append(line.text))
        self.page.on("pageerror", lambda error: self.visit.said.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.visit.said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("request", lambda request: self.visit.asked.append(request.url))

    @contextlib.contextmanager
    def at(self, address: str, *, scheme: str = "light", width: int = 1100) -> Iterator[Visit]:
        self.visit = Visit(self.page)
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme=scheme)
        try:
            self.visit.to(address)
            yield self.visit
        finally:
            self.page.emulate_media(media="null", color_scheme="null")
            self.page.goto("about:blank")
            self.context.clear_cookies()


def program() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    missing = [
        remedy
        for there, remedy in (
            (program(), "Chromium from your system's packages (Debian: apt-get install chromium)"),
            (find_spec("playwright"), "pip install playwright"),
            (AXE.is_file(), "make browser-tools"),
        )
        if not there
    ]
    if missing:
        pytest.skip(f"not run: the tests in a browser; they need {', and '.join(missing)}")
    from playwright.sync_api import sync_playwright

    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program(), args=flags)
        try:
            yield Browser(chromium)
        finally:
            chromium.close()
