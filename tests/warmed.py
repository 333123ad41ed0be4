"""What every command does before anything else, done once in the process that commands are forked from.

Importing this does it: the options of all commands are gathered, templates and patterns compiled, the software's own
digest taken. A command that is started as from a shell still does all of it by itself.
"""

from __future__ import annotations

import contextlib
import gc
import io
import sys
from importlib import import_module
from unittest.mock import patch

from jjscrape import cli
from jjscrape.normalise.dates import zones
from jjscrape.outcome import Stop
from jjscrape.release.report import rendering
from jjscrape.release.web import index_page
from jjscrape.software import software

# What they import only when it is needed.
for name in ("pyarrow.json", "resource"):
    import_module(name)

with (
    patch.object(sys, "argv", ["jjscrape", "versions", "--data", "/no such folder"]),
    contextlib.redirect_stdout(io.StringIO()),
    contextlib.suppress(Stop),
):
    cli.called()
rendering._template()
index_page._template()
zones._named_zones()
software()

gc.collect()
gc.freeze()  # what is there stays in every fork, and need not be gone through, nor copied for being gone through
