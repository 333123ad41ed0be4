"""The files beside a version's tables that describe it to people and programs without this software.

All of it follows from the schema, the site and the tables: the same archive gives the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.release.metadata.about import About, FileFacts, about
from jjscrape.release.metadata.citation import citation
from jjscrape.release.metadata.croissant import croissant
from jjscrape.release.metadata.csvw import csvw
from jjscrape.release.metadata.data_package import data_package
from jjscrape.release.metadata.jsonld import jsonld, script
from jjscrape.release.metadata.readme import readme
from jjscrape.release.metadata.zenodo import zenodo

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["DESCRIPTIONS", "About", "FileFacts", "about", "script", "write"]

DESCRIPTIONS = {
    "datapackage.json": data_package,
    "csv-metadata.json": csvw,
    "croissant.json": croissant,
    "dataset.jsonld": jsonld,
    "CITATION.cff": citation,
    "zenodo.json": zenodo,
    "README.md": readme,
}


def write(folder: Path, version: About) -> None:
    """Write every description into a version's folder, which has to hold the tables already."""
    for name, describe in DESCRIPTIONS.items():
        (folder / name).write_bytes(describe(version).encode("utf-8"))
