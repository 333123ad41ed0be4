"""The command in a process that notes which files it opens for writing, makes or renames, inside a folder and outside."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from jjscrape.cli import main

CHANGING = {"os.mkdir": 0, "os.rename": 1, "os.link": 1, "os.symlink": 1, "os.remove": 0, "os.truncate": 0}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
HARMLESS = ("/dev/", "/proc/")


def watched() -> None:
    """Words: the folder, the file to tell it to, and the command."""
    folder, told = Path(sys.argv.pop(1)).resolve(), Path(sys.argv.pop(1))
    inside, outside, watching = 0, set(), True

    def notice(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal inside
        path = None
        if not watching:
            return
        if event == "open" and arguments[2] & WRITING:
            path = arguments[0]
        elif event in CHANGING:
            path = arguments[CHANGING[event]]
        if not isinstance(path, str | bytes | os.PathLike):
            return
        # What is removed with its folder is named by the folder that is open.
        opened = arguments[1] if event == "os.remove" and arguments[1] >= 0 else None
        full = (Path.cwd() if opened is None else Path(f"/proc/self/fd/{opened}").readlink()) / os.fsdecode(path)
        if full.is_relative_to(folder):
            inside += 1
        elif not str(full).startswith(HARMLESS):
            outside.add(str(full))

    sys.addaudithook(notice)
    try:
        main()
    finally:
        watching = False
        told.write_text(json.dumps({"inside": inside, "outside": sorted(outside)}))
