"""The version of the software: the release, and the commit where the code is newer than a release.

It is written into `_version.py` when the package is built or installed. What the installed distribution says of itself
depends on the folder a program is started in, and bytes of a dataset must not.
"""

from __future__ import annotations

try:
    from jjscrape._version import VERSION
except ModuleNotFoundError:  # run from a checkout that was never installed
    VERSION = "0+unknown"

__all__ = ["VERSION"]
