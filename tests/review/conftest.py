"""A data folder with the demonstration site as one crawl met it, and a review of it on loopback."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys

import pytest
from captured_demo import addresses, capture
from commands import Begun
from small_site import small

from jjscrape.demo import DemoSite
from jjscrape.operate.building import build_only


@pytest.fixture(scope="session")
def reviewed_data(once):
    return once("reviewed", make)


def make(data):
    site = small(DemoSite(articles=24))
    capture(data / "archive" / "20211122T102600Z", site, addresses(site))
    build_only([str(data / "archive")], data, "jamandjustice", None, accept=frozenset({"has-articles"}))


def words(data, *options):
    return ["review", "--data", str(data), "--port", "0", "--no-open", *options]


@contextlib.contextmanager
def reviewing(data, *options):
    """The address of a review in a fork."""
    begun = Begun("jjscrape.cli:main", *words(data, *options))
    try:
        yield begun.first_line()
    finally:
        os.kill(begun.pid, signal.SIGTERM)
        begun.end()


@contextlib.contextmanager
def program(data, *options):
    """A review as a shell starts it: its process, and the address."""
    command = [sys.executable, "-m", "jjscrape", *words(data, *options)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process, process.stdout.readline().strip()
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=120)


@pytest.fixture
def review():
    return reviewing


@pytest.fixture
def review_program():
    return program
