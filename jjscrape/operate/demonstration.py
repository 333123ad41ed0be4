"""The demonstration: serve the bundled site on this machine, and do a run on it."""

from __future__ import annotations

import errno
import shutil
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from jjscrape.datafolder import DATASETS
from jjscrape.demo import DemoSite, Serving, serve
from jjscrape.operate import console
from jjscrape.operate.run import Options, run
from jjscrape.site import load_site

if TYPE_CHECKING:
    from collections.abc import Iterator

PORT = 8947
"""The same from one demonstration to the next, so that an unchanged site gives no new version."""


def demonstrate(style: str, articles: int | None, data: Path) -> list[str]:
    """Return lines that tell what was done, where it is and what to try next.

    Raises:
        Stop: as a run does.
    """
    with served(DemoSite(style=style, articles=articles)) as server, console.watching("building") as progress:
        done = run(load_site("demo").at(server.url), data, Options(delay=0), progress)
    version = done.publication.version
    return [
        *console.crawled(done.record, done.archive),
        *console.published(done.publication, data / DATASETS),
        "",
        "Try next:",
        f"  {command('jjscrape')} verify --data {data}",
        f"  {command('jjscrape')} versions --data {data}",
        f"  {command('python')} -c \"import jjscrape; print(jjscrape.load('articles', data='{data}').title)\"",
        *([f"  open {data / DATASETS / version.id / 'articles.csv'} in a spreadsheet"] if version else []),
    ]


def command(program: str) -> str:
    """How a program of this environment is called from the folder one is in."""
    beside = Path(sys.executable).with_name(program)
    if not beside.exists() or shutil.which(program) == str(beside):
        return program
    return str(beside.relative_to(Path.cwd())) if beside.is_relative_to(Path.cwd()) else str(beside)


@contextmanager
def served(site: DemoSite) -> Iterator[Serving]:
    with ExitStack() as stack:
        try:
            serving = stack.enter_context(serve(site, PORT))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            serving = stack.enter_context(serve(site))
        yield serving
