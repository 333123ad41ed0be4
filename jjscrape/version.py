"""The version of the software: the release, and the commit where the code is newer than a release."""

from __future__ import annotations

from importlib import metadata

try:
    VERSION = metadata.version("jjscrape")
except metadata.PackageNotFoundError:  # run from a checkout that was never installed
    VERSION = "0+unknown"
