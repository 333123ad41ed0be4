"""Archives at an address that fsspec knows (`s3://…`, `https://…`), brought into the data folder's cache to be read.

What was brought is brought again only where the store says that it is another one; what is there no more goes.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from jjscrape import files
from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.foreign import parse_json
from jjscrape.archive.sources import SUFFIXES, SUMMARY, WACZ
from jjscrape.outcome import Exit, Stop

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FETCHED: Final = "fetched"
_STATE: Final = ".fetched.json"
_ARCHIVES: Final = (*SUFFIXES, WACZ)


def at_hand(sources: Iterable[Path | str], cache: Path) -> list[Path | str]:
    """The sources, with a folder of this machine in place of each address.

    Raises:
        Stop: fsspec, or the part of it that an address needs, is not installed.
        ArchiveError: nothing is at an address, or it can't be had.
    """
    return [
        _brought(source, cache / FETCHED) if isinstance(source, str) and "://" in source else source
        for source in sources
    ]


def _brought(address: str, into: Path) -> Path:
    folder = into / hashlib.sha256(address.encode()).hexdigest()[:16]
    try:
        store, root = import_module("fsspec.core").url_to_fs(address, use_listings_cache=False)
        found = dict(_found(store, str(root).rstrip("/")))
        known = _known(folder)
        for name in known.keys() - found.keys():
            files.inside(folder, name).unlink(missing_ok=True)
        for name, (place, version) in sorted(found.items()):
            path = files.inside(folder, name)
            if known.get(name) != version or not path.is_file():
                with store.open(place, "rb") as stream, files.replacing(path) as copy:
                    shutil.copyfileobj(stream, copy)
        state = {name: version for name, (_, version) in found.items()}
        files.write_text(folder / _STATE, json.dumps(state, indent=1) + "\n")
    except ImportError as error:
        raise Stop(
            Exit.USAGE, f"{address} can't be read as it is ({error}); python -m pip install 'jjscrape[remote]'"
        ) from error
    except (OSError, ValueError) as error:
        raise ArchiveError(f"no archive can be had from {address}: {error or type(error).__name__}") from error
    return folder


def _found(store: Any, root: str) -> Iterable[tuple[str, tuple[str, str]]]:
    """By name below the address: where a file of an archive is, and what tells this one from another."""
    if not store.exists(root):
        raise FileNotFoundError("nothing is there")
    places = store.find(root) if store.isdir(root) else [root]
    for place in map(str, places):
        name = place.removeprefix(root).lstrip("/") or place.rpartition("/")[2]
        if name.lower().endswith(_ARCHIVES) or name.rpartition("/")[2] == SUMMARY:
            yield name, (place, str(store.ukey(place)))


def _known(folder: Path) -> dict[str, str]:
    try:
        state = parse_json(files.ordinary(folder / _STATE).read_bytes())
    except (OSError, ValueError):
        return {}
    return {str(name): str(version) for name, version in state.items()} if isinstance(state, dict) else {}
