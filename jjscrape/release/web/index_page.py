"""The page that lists the versions, for who comes by the address of the datasets."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from jjscrape.release.report.grid import printable
from jjscrape.schema import RECORD_TABLES, TABLES

if TYPE_CHECKING:
    from jinja2 import Template

    from jjscrape.release.web.series import Series


@cache
def _template() -> tuple[Template, str]:
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415  (only who publishes needs it)

    folder = resources.files(__package__)
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    template = environment.from_string((folder / "index.html").read_text(encoding="utf-8"))
    return template, (folder / "index.css").read_text(encoding="utf-8")


def index_page(series: Series) -> bytes:
    """Return the page: self-contained, without a script, and with links that hold wherever it is put."""
    template, style = _template()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    made = template.render(
        series=series,
        title=printable(series.title),
        description=printable(series.description),
        versions=list(reversed(series.versions)),
        counted=RECORD_TABLES,
        tables=list(TABLES),
        style=style,
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
    )
    return made.encode("utf-8")
