"""The head of README.md in YAML, by which the Hugging Face Hub and its library `datasets` know the tables.

With it `load_dataset(folder, "articles")` reads a table's Parquet file, from a folder of this machine as from the Hub.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.release.metadata.citation import quoted
from jjscrape.schema import TABLES

if TYPE_CHECKING:
    from jjscrape.release.metadata.about import About


def card(about: About) -> str:
    """Return the block with the lines of dashes around it. The licence is `other`: README.md says which.

    A table without rows is left out: `datasets` fails on its file.
    """
    lines = [
        "---",
        f"pretty_name: {quoted(about.title)}",
        f"language: [{quoted(about.site.language)}]",
        "license: other",
        f"license_name: {quoted(about.site.licence) if about.site.licence else 'facts-free-texts-their-authors'}",
        f"license_link: {quoted(about.licence_url)}",
        "tags: [web archive, warc, website]",
        "configs:",
    ]
    for number, name in enumerate(name for name in TABLES if about.rows[name]):
        lines += [f"  - config_name: {name}", f"    data_files: {name}.parquet"]
        lines += ["    default: true"] if number == 0 else []
    return "\n".join([*lines, "---"])
