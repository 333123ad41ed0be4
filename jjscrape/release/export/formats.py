"""A version in the formats of other programs. The same version gives the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape import files
from jjscrape.release.export import ics, jsonlines, sqlite, xlsx
from jjscrape.release.export.version_contents import ExportError, VersionContents, read_contents
from jjscrape.release.store.placing import folder_of_version, published_in
from jjscrape.release.store.versions import LATEST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["FORMATS", "ExportError", "VersionContents", "export", "read_contents"]

FORMATS: dict[str, tuple[str, Callable[[VersionContents, Path], tuple[str, ...] | None]]] = {
    "sqlite": (".sqlite", sqlite.write),
    "jsonl": ("-jsonl", jsonlines.write),
    "xlsx": (".xlsx", xlsx.write),
    "ics": (".ics", ics.write),
}
"""Name of each format, with the ending of what it makes; `jsonl` makes a folder, the others a file."""


def export(
    datasets: Path,
    form: str,
    version: str | None,
    output: Path | None,
    beside: Path,
    told: Callable[[str], None] = lambda _sentence: None,
) -> Path:
    """Write a version, the newest if none is named, in one format.

    Returns where: `output`, or what is named after the dataset and the version in `beside`. `told` hears what the
    format leaves out.

    Raises:
        ExportError: there is no such format or version, a library or a file is missing, or a folder is there already.
        CatalogError: the catalog can't be read.
    """
    if form not in FORMATS:
        raise ExportError(f"there is no format {form!r}; the formats are {', '.join(FORMATS)}")
    ending, write = FORMATS[form]
    folder = folder_of(datasets, version)
    held_files = sorted(folder.glob("*"))
    if linked := [path for path in (folder, *held_files) if files.leads_out(datasets, path)]:
        raise ExportError(f"{linked[0]} is a link that leads out of {datasets}; put what it names there itself")
    contents = read_contents(folder)
    try:
        path = output or files.inside(beside, f"{contents.name}{ending}")
    except files.UnsafeNameError as error:
        raise ExportError(f"the name in the version's datapackage.json can't be used: {error}") from error
    try:
        unshown = write(contents, path) or ()
    except FileExistsError as error:
        raise ExportError(f"{path} is there already; move it away, or name another with --output") from error
    for sentence in unshown:
        told(sentence)
    return path


def folder_of(datasets: Path, version: str | None) -> Path:
    known = [entry.id for entry in published_in(datasets)]
    if not known:
        raise ExportError(f"nothing was published in {datasets}; `jjscrape run` or `jjscrape build` does that")
    if version not in {None, LATEST, *known}:
        raise ExportError(f"there is no version {version!r} in {datasets}; there are {', '.join(known)}")
    return folder_of_version(datasets, known[-1] if version in {None, LATEST} else str(version))
