"""A crawl on a machine whose resolver says that public names are this machine."""

from __future__ import annotations

import socket

import crawl_once


def main() -> None:
    socket.gethostbyname = lambda _: "127.0.0.1"
    crawl_once.main()
