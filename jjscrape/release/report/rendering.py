"""The page: a template with escaping on, one style sheet, and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from jjscrape.release.report.grid import printable
from jjscrape.version import VERSION

if TYPE_CHECKING:
    from datetime import datetime

    from jinja2 import Template

    from jjscrape.release.report.grid import Section


def policy(style: str) -> str:
    """A Content-Security-Policy: this style sheet by its hash, and nothing from anywhere."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; script-src 'none'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )


@cache
def _template() -> tuple[Template, str]:
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415  (only who publishes needs it)

    folder = resources.files(__package__)
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    environment.filters["shown"] = lambda text: printable(str(text))
    template = environment.from_string((folder / "report.html").read_text(encoding="utf-8"))
    return template, (folder / "report.css").read_text(encoding="utf-8")


def render(
    *,
    title: str,
    version: str,
    until: datetime | None,
    tiles: list[tuple[int, str]],
    sections: list[Section],
    described: str = "",
    description: tuple[str, ...] = (),
) -> str:
    template, style = _template()
    return template.render(
        title=title,
        version=version,
        until=f"{until:%Y-%m-%d %H:%M}" if until else None,
        tiles=tiles,
        sections=sections,
        described=described,
        description=description,
        style=style,
        policy=policy(style),
        software=f"jjscrape {VERSION}",
    )
