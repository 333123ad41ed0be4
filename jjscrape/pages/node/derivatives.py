"""The file that a resized picture was made from, where its address says so."""

from __future__ import annotations

import re
from typing import Final

_STYLED: Final = re.compile(r"/styles/[^/?#]+/(?:public|private|temporary)(?=/[^?#])")
"""What Drupal puts between the folder of files and the path of the original in the address of a derivative."""
_FOLDER: Final = "/files"
_TOKEN: Final = re.compile(r"[?&]itok=")
"""With this Drupal guards its derivatives, whatever its folder of files is called."""


def original(url: str) -> str:
    """Return the address of the original of one of Drupal's derivatives; any other address as it is.

    A folder that is merely called `styles` is left alone: it lies below no folder of files, and nothing guards it.
    """
    styled = _STYLED.search(url)
    if styled is None or not (url[: styled.start()].endswith(_FOLDER) or _TOKEN.search(url)):
        return url
    return url[: styled.start()] + re.split(r"[?#]", url[styled.end() :], maxsplit=1)[0]
