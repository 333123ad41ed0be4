"""BagIt bags (RFC 8493), the form in which libraries and repositories take deposits."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

import bagit  # type: ignore[import-untyped]  # it ships no types

from jjscrape.files import building_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CHECKSUMS: Final = ("sha256", "sha512")


def write_bag(folder: Path, payload: Mapping[str, Path], info: Mapping[str, str]) -> None:
    """Copy files into a new bag. `payload` names each by its path below `data/`; `info` goes into bag-info.txt.

    The folder appears when the bag is whole.

    Raises:
        FileExistsError: the folder is there already.
        OSError: a file can't be read or written.
    """
    with building_folder(folder) as building:
        for name, path in sorted(payload.items()):
            (building / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, building / name)
        bagit.make_bag(str(building), dict(info), checksums=list(CHECKSUMS))
