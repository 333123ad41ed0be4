"""Lets the programs that are measured start as installed ones do: what Python has compiled is kept.

Packagers compile what they install. Where the environment forbids Python to keep what it compiled, each process of a
measurement would compile Scrapy and this project anew, which takes as long as a crawl of some hundred pages.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def byte_code_kept() -> Iterator[None]:
    """For the processes that are begun within; the first of each kind compiles, and should not be measured."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="byte-code-", ignore_cleanup_errors=True) as folder:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)
