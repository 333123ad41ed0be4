"""Browse and query a version in the browser: Datasette on this machine alone, fed from the schema."""

from __future__ import annotations

import signal
import socket
import tempfile
import webbrowser
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from jjscrape.explore.datasette_metadata import metadata
from jjscrape.explore.empty_search import without_empty_search
from jjscrape.explore.replaying import Replaying, server_of
from jjscrape.outcome import Exit, Stop
from jjscrape.release.export import sqlite
from jjscrape.release.export.version_contents import read_contents
from jjscrape.replayed import USUAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from jjscrape.release.export.version_contents import VersionContents

LOOPBACK = "127.0.0.1"
PORT = 8946
"""Where no port is named and this one is free."""
NAME = "dataset"
"""Of the database, in addresses."""
_SETTINGS = {
    "default_page_size": 30,
    "facet_time_limit_ms": 2000,
    "sql_time_limit_ms": 5000,
    "max_returned_rows": 1000,
    "allow_download": False,
    "truncate_cells_html": 160,
    "suggest_facets": False,
    "max_csv_mb": 0,
}


def explore(
    folder: Path, port: int | None, *, browser: bool, say: Callable[[str], None], replay: str | None = None
) -> None:
    """Serve a version on this machine until interrupted; `say` is told the address. Port 0 is any free one.

    While a replay server answers at `replay`, or where `jjscrape replay` begins it, cells lead to the page they are of.

    Raises:
        Stop: Datasette is not installed, the port is taken, or `replay` is no address on this machine.
        ExportError: a file of the version is missing or can't be read.
    """
    if find_spec("datasette") is None:
        raise Stop(
            Exit.USAGE, "explore needs Datasette, which is not installed; `pip install 'jjscrape[explore]'` brings it"
        )
    server = server_of(replay or USUAL)
    if server is None:
        raise Stop(Exit.USAGE, f"--replay {replay!r} is no address on this machine such as {USUAL}; give replay's own")
    # The default would end this process and leave its folder behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="jjscrape-explore-") as scratch, _listening(port) as listener:
        file = Path(scratch) / f"{NAME}.db"
        version = read_contents(folder)
        sqlite.write(version, file)
        address = f"http://{LOOPBACK}:{listener.getsockname()[1]}/"
        say(address)
        if browser:
            webbrowser.open(address)
        _serve(file, version, listener, Replaying(server))


def _listening(port: int | None) -> socket.socket:
    for wanted in (PORT, 0) if port is None else (port,):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, wanted))
            listener.listen()
        except OSError as error:
            listener.close()
            why = error.strerror
        else:
            return listener
    raise Stop(Exit.USAGE, f"port {port} can't be had ({why}); name another with --port")


def _serve(file: Path, version: VersionContents, listener: socket.socket, again: Replaying) -> None:
    import uvicorn  # noqa: PLC0415

    # They need Datasette, which may be missing.
    from jjscrape.explore.bounds import Bounds, for_hosts  # noqa: PLC0415
    from jjscrape.explore.tracing import Tracing  # noqa: PLC0415

    application = import_module("datasette.app")
    # It would print a stack with every local variable for each mistyped query.
    vars(import_module("datasette.handle_exception"))["rich"] = None
    served = application.Datasette(
        [],
        immutables=[str(file)],
        metadata=metadata(version, NAME),
        settings=_SETTINGS,
        template_dir=str(Path(__file__).parent),
    )
    for plugin in (Bounds(file), Tracing(version, NAME, again)):
        import_module("datasette.plugins").pm.register(plugin)
    port = listener.getsockname()[1]
    names = frozenset(f"{name}:{port}" for name in (LOOPBACK, "localhost"))
    config = uvicorn.Config(
        for_hosts(without_empty_search(served.app()), names), log_level="warning", lifespan="on", access_log=False
    )
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:  # how a person ends it
        return
