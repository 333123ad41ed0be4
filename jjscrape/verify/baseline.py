"""Faults that a person has accepted: old ones of an archive that nobody can mend, so that new ones stand out.

A fault is known as long as the file it is in has the bytes it had when it was accepted. A file that has changed since
is told of anew, with all its faults.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from jjscrape import files
from jjscrape.archive.foreign import parse_json
from jjscrape.counts import many

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.verify.fault import Fault, Report

Known = tuple[str, str, int | None, str, str | None]


class BaselineError(ValueError):
    """A file that is no list of accepted faults."""


class Baseline:
    """The accepted faults in a file, one JSON object a line: `name`, `file`, `offset`, `what`, `sha256` of the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sums: dict[Path, str] = {}

    def settle(self, report: Report) -> None:
        """Take the faults that are known out of a report, and note how many; write all down where there is no list yet.

        Raises:
            BaselineError: the list can't be read.
            OSError: it can't be written.
        """
        if not self._path.exists():
            lines = [json.dumps(dict(zip(_FIELDS, self._key(fault), strict=True))) + "\n" for fault in report.faults]
            files.write_text(self._path, "".join(lines))
            report.notes.append(f"{self._path}: {_faults(len(lines))} accepted; from now on only others count")
            report.faults = []
            return
        known = self._read()
        met = {fault: self._key(fault) for fault in report.faults}
        report.faults = [fault for fault in report.faults if met[fault] not in known]
        gone = len(known - set(met.values()))
        report.notes.append(
            f"{self._path}: {_faults(len(met) - len(report.faults))} known"
            + (f", {gone} of the list not met any more, or in files that have changed" if gone else "")
        )

    def _read(self) -> set[Known]:
        known: set[Known] = set()
        for number, line in enumerate(files.ordinary(self._path).read_text("utf-8").splitlines(), 1):
            try:
                name, file, offset, what, sha256 = (parse_json(line)[field] for field in _FIELDS)
                known.add((str(name), str(file), offset, str(what), sha256))
            except (ValueError, KeyError, TypeError) as error:
                raise BaselineError(
                    f"{self._path}, line {number}: no accepted fault ({error!r}); name another file to begin a new list"
                ) from error
        return known

    def _key(self, fault: Fault) -> Known:
        return fault.name, fault.file, fault.offset, fault.what, self._sha256(fault.file)

    def _sha256(self, name: str) -> str | None:
        """The hash of the file that a fault is in, of a WACZ as a whole; None of a folder, or of nothing."""
        path = next((path for path in _with_parents(Path(name)) if path.is_file()), None)
        if path is None:
            return None
        if path not in self._sums:
            try:
                with path.open("rb") as stream:
                    self._sums[path] = hashlib.file_digest(stream, "sha256").hexdigest()
            except OSError:
                return None
        return self._sums[path]


_FIELDS = ("name", "file", "offset", "what", "sha256")


def _with_parents(path: Path) -> Iterable[Path]:
    return (path, *path.parents)


def _faults(count: int) -> str:
    return many(count, "fault")
