"""The one place that writes files: aside, synced, renamed, so that no reader ever sees half of one."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import unicodedata
from itertools import count
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ASIDE = ".part"
"""Ends the name of what is still being written; whoever lists a folder skips it."""

LONGEST_PART = 200
"""Bytes of UTF-8 in one part of a name. File systems take 255; the name of what is still being written is longer."""
LONGEST_NAME = 1000
"""Bytes of UTF-8 in a whole name below a folder; systems take some 4000 for the folder and the name together."""
_DRIVE = re.compile(r"[A-Za-z]:")
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})


class UnsafeNameError(ValueError):
    """A name from elsewhere that must not become a path; the message names it and what is wrong with it."""


def fault_of(name: str) -> str | None:
    """Say why a name, with `/` between its parts, can't be a file's below some folder; None if it can."""
    if any(unicodedata.category(character) in _UNPRINTABLE for character in name):
        return "it has control characters"
    if "\\" in name:
        return "it has a backslash"
    parts = name.split("/")
    if any(_DRIVE.match(part) for part in parts):
        return "it begins with a drive's letter"
    if name.startswith("/"):
        return "it is absolute"
    if "" in parts:
        return "a part of it is empty"
    if any(not part.strip(" .") for part in parts):
        return "a part of it is nothing but dots"
    if len(name.encode()) > LONGEST_NAME or any(len(part.encode()) > LONGEST_PART for part in parts):
        return "it is too long"
    return None


def fault_of_part(name: str) -> str | None:
    """Say why files can't be named after a word, such as a site's name; None if they can."""
    if "/" in name:
        return "it has a slash"
    return "it begins with a dot" if name.startswith(".") else fault_of(name)


def inside(folder: Path, name: str) -> Path:
    """Return the path of a name below a folder. Names that come from elsewhere become paths here and nowhere else.

    A link that leads out of the folder is no way into it. Nothing is made or changed.

    Raises:
        UnsafeNameError: the path would not lie inside the folder, or a file stands where the name has a folder.
    """
    if fault := fault_of(name):
        raise UnsafeNameError(f"{name!r} is no name for a file below {folder}: {fault}")
    path = folder / name
    if leads_out(folder, path):
        raise UnsafeNameError(f"{name!r} is no name for a file below {folder}: a link there leads out of it")
    if any(above.exists() and not above.is_dir() for above in list(path.parents)[: name.count("/")]):
        raise UnsafeNameError(f"{name!r} is no name for a file below {folder}: a file is where it has a folder")
    return path


def ordinary(path: Path) -> Path:
    """Return the path of what is about to be read, unless that is no file: a pipe waits, and a device has no end.

    What is not there, or a folder, is left for whoever opens it to tell.

    Raises:
        OSError: it is a pipe, a socket or a device, be it behind a link.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        why = "a pipe, a socket or a device is in its place; put the file itself there"
        raise OSError(errno.EINVAL, why, str(path))
    return path


def leads_out(folder: Path, path: Path) -> bool:
    """Tell whether a path below a folder is, by links on its way, somewhere else."""
    try:
        return not path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # links that go round in circles
        return True


def sync_folder(folder: Path) -> None:
    """Make the renames in a folder durable (the file system may otherwise keep them in memory)."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file to be written in place of `path`; it takes that name only when the block ends without an error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}{ASIDE}")
    try:
        with aside.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def keep_beside(path: Path, ending: str) -> Path:
    """Give a file a second name beside its own, for what takes its place; the name that `ending` makes, or a free one.

    A number is put behind `ending` where the name is taken. Where the file system has no second names, it is copied.
    """
    for number in count(1):
        beside = path.with_name(f"{path.name}{ending}{f'-{number}' if number > 1 else ''}")
        if beside.exists() or beside.is_symlink():
            continue
        try:
            os.link(path, beside)
        except FileExistsError:
            continue
        except OSError:
            with path.open("rb") as source, replacing(beside) as copy:
                shutil.copyfileobj(source, copy)
        break
    sync_folder(path.parent)
    return beside


def write_bytes(path: Path, data: bytes) -> None:
    with replacing(path) as stream:
        stream.write(data)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 with the line ends as they are in `text`, on every system."""
    write_bytes(path, text.encode("utf-8"))


@contextlib.contextmanager
def building_folder(final: Path) -> Iterator[Path]:
    """Give an empty folder beside `final` to fill; it becomes `final` by one rename when the block ends well.

    Raises:
        FileExistsError: `final` is there already; nothing was changed.
    """
    final.parent.mkdir(parents=True, exist_ok=True)
    aside = final.with_name(f".{final.name}.{os.getpid()}{ASIDE}")
    shutil.rmtree(aside, ignore_errors=True)
    if final.exists():
        raise FileExistsError(f"{final} is there already; a finished folder is never written again")
    aside.mkdir()
    try:
        yield aside
        for path in sorted(aside.rglob("*")):
            if path.is_dir():
                sync_folder(path)
            elif path.is_file():
                with path.open("rb") as stream:
                    os.fsync(stream.fileno())
        sync_folder(aside)
        aside.rename(final)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    sync_folder(final.parent)


def swap_link(link: Path, target: str) -> None:
    """Point the symbolic link at `target` (relative to the link's folder) in one step."""
    aside = link.with_name(f".{link.name}.{os.getpid()}{ASIDE}")
    aside.unlink(missing_ok=True)
    try:
        aside.symlink_to(target)
        aside.replace(link)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    sync_folder(link.parent)


def remove_folder(folder: Path) -> None:
    """Remove a folder so that nobody sees it half gone: it loses its name first."""
    aside = folder.with_name(f".{folder.name}.{os.getpid()}{ASIDE}")
    shutil.rmtree(aside, ignore_errors=True)
    folder.rename(aside)
    sync_folder(folder.parent)
    shutil.rmtree(aside)


def sweep(folder: Path) -> list[Path]:
    """Remove what a killed process left half-written in `folder`; returns what was removed."""
    gone = []
    for path in sorted(folder.glob(f".*{ASIDE}")):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
        gone.append(path)
    return gone
