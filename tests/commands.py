"""The command line in processes of its own: as from a shell, or forked from a process that has paid for the imports.

A crawl needs a new process, because Twisted's loop starts once. A fork is one, without the seconds that importing Scrapy
and pandas takes; `shell` is for what only a process from the beginning shows, and once for each command.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import pkgutil
import re
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from multiprocessing import forkserver
from pathlib import Path
from unittest.mock import patch

from scrapy.settings import default_settings

# Until the disk has it, in this process and in its forks: nothing but a loss of power shows who waited for that, and at
# some milliseconds for each file the tests would wait for a third of their time.
os.fsync = lambda _: None

# All of the project, whose spiders an editable installation has elsewhere, and what is imported only when it is needed:
# the most of that is what Scrapy loads by name as a crawl begins.
IMPORTED = [
    found.name
    for package in ("jjscrape", "jjscrape.spiders")
    for found in pkgutil.walk_packages(find_spec(package).submodule_search_locations, f"{package}.")
    if "__main__" not in found.name
]
COMPONENT = re.compile(r"'(scrapy\.[\w.]+)\.[A-Z]\w+'")
IMPORTED += sorted(set(COMPONENT.findall(repr(vars(default_settings)))))
IMPORTED += ["jjscrape.spiders", "pandas", "pyarrow.parquet", "scrapy.crawler", "trafilatura", "commands", "warmed"]
SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(IMPORTED)
BEGUN = "begun"
"""The audit event of a fork, told to whoever watches what tests start."""
PATIENCE = 300
"""Seconds that a command may take, on a busy machine."""


def shell(*words: object, **env: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m jjscrape`. `env` adds to this process's environment."""
    command = [sys.executable, "-m", "jjscrape", *map(str, words)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE, check=False, env=_environment() | env
    )


def jjscrape(*words: object, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the same in a fork."""
    return call("jjscrape.cli:main", *words, **env)


def crawl(url: str, data: Path, *more: object, site: object = "demo") -> subprocess.CompletedProcess[str]:
    """Run `jjscrape run` on all of a site on loopback, without a pause between requests, in a fork."""
    return jjscrape("run", site, "--base-url", url, "--data", data, "--delay", 0, "--full", *more)


def call(function: str, *words: object, **env: str) -> subprocess.CompletedProcess[str]:
    """Call `module:function` in a fork; it finds its words in sys.argv, and its module beside the tests too."""
    return Begun(function, *words, **env).end()


class Begun:
    """A call that goes on; `pid` is its process."""

    def __init__(self, function: str, *words: object, **env: str) -> None:
        self.words = [str(word) for word in words]
        self.said = tempfile.TemporaryDirectory()
        self.streams = [Path(self.said.name) / name for name in ("out", "err")]
        for path in self.streams:
            path.touch()
        told = (function, self.words, self.streams, _environment() | env, Path.cwd())
        self.process = SERVER.Process(target=_begin, args=told)
        sys.audit(BEGUN, function)
        # The process that forks looks for modules by its environment alone; what it forks gets one of its own.
        with patch.dict(os.environ, PYTHONPATH=str(Path(__file__).parent)):
            forkserver.ensure_running()
        self.process.start()

    @property
    def pid(self) -> int:
        assert self.process.pid
        return self.process.pid

    def first_line(self) -> str:
        """Wait for what it prints first, which is empty if it ended without a word."""
        until = time.monotonic() + PATIENCE
        while "\n" not in (printed := self.streams[0].read_text("utf-8")) and self.process.is_alive():
            assert time.monotonic() < until, f"nothing was printed by {self.words}"
            time.sleep(0.02)
        return printed.partition("\n")[0]

    def end(self, patience: float = PATIENCE) -> subprocess.CompletedProcess[str]:
        """Wait for its end; what hangs is ended, and an error with what it said."""
        self.process.join(patience)
        hangs = self.process.exitcode is None
        if hangs:
            self.process.kill()
            self.process.join()
        code = self.process.exitcode
        assert code is not None
        self.process.close()
        with self.said:
            out, err = (path.read_text("utf-8") for path in self.streams)
        if hangs:
            raise subprocess.TimeoutExpired(self.words, patience, out, err)
        return subprocess.CompletedProcess(self.words, code, out, err)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


def _begin(function: str, words: list[str], streams: list[Path], environment: dict[str, str], folder: Path) -> None:
    for number, path in enumerate(streams, 1):
        opened = os.open(path, os.O_WRONLY)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdout, sys.stderr = (
        open(number, "w", encoding="utf-8", errors=errors, closefd=False)  # noqa: SIM115  (the process's own)
        for number, errors in ((1, "strict"), (2, "backslashreplace"))
    )
    assert "twisted.internet.reactor" not in sys.modules, "forks would have the loop's file descriptors in common"
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    module, _, name = function.partition(":")
    sys.argv = [module, *words]
    getattr(importlib.import_module(module), name)()
