"""What stands beside the versions for who comes by an address: a page that lists them, and feeds."""

from __future__ import annotations

from jjscrape.release.web.folder_files import web_files, write_web_files

__all__ = ["web_files", "write_web_files"]
