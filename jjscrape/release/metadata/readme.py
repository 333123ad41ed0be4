"""README.md of a version: what it is, how to open it, how to cite it, what may be done with it, every column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.release.metadata.about import SOFTWARE
from jjscrape.release.metadata.bibtex import bibtex
from jjscrape.release.metadata.dataset_card import card
from jjscrape.schema import SCHEMA_VERSION, TABLES, dictionary

if TYPE_CHECKING:
    from jjscrape.release.metadata.about import About

FILES = """\
| file | what it is |
| --- | --- |
| `TABLE.parquet` | a table, typed: times in UTC, lists as lists |
| `TABLE.csv` | the same rows as text |
| `datapackage.json` | types, keys and hashes of the CSV files, hashes of the Parquet files (Data Package 2) |
| `csv-metadata.json` | the CSV files for programs of the semantic web (CSV on the Web) |
| `croissant.json` | the Parquet files for machine-learning loaders (Croissant 1.1); open it anew for each table |
| `dataset.jsonld` | the same for search engines (schema.org) |
| `CITATION.cff`, `zenodo.json` | how to cite it; what a deposit at Zenodo asks for |
| `CHANGELOG.md` | what changed since the version before |
| `report.html` | the page of the version, for a browser: what to know first, rows, charts, downloads |
| `quality.json` | the checks made before it was published, with their figures |
| `SHA256SUMS` | `sha256sum --check SHA256SUMS` says whether the files are whole |
"""

LOADING = """\
In this folder, in Python:

```python
import pandas as pd

articles = pd.read_parquet("articles.parquet", dtype_backend="pyarrow")
print(articles.explode("themes").groupby("themes").size())
```

```python
import polars as pl

articles = pl.read_parquet("articles.parquet")
print(articles.explode("themes").group_by("themes").len())
```

```python
import duckdb

print(duckdb.sql("SELECT theme, count(*) FROM (SELECT unnest(themes) AS theme FROM 'articles.parquet') GROUP BY theme"))
```

With Hugging Face's `datasets`: `load_dataset(".", "articles")`. With jjscrape itself:
`jjscrape.load("articles", data="DIR")`, where `DIR` is this folder or one that holds `datasets/`; and
`jjscrape export sqlite`, `jsonl`, `xlsx` or `ics` make one file of it for other programs.

For a spreadsheet take the workbook that `jjscrape export xlsx` makes: Excel shows the accents of the CSV files right
only if they are opened by Data, From Text/CSV, as UTF-8. CSV is UTF-8 without a byte-order mark, and RFC 4180. Lists
are JSON arrays, an empty cell is unknown, times are ISO 8601 in UTC, all in one layout (`2026-11-22T10:26:00.000000Z`).
A text that a spreadsheet would take for a formula begins with an apostrophe that is not part of it; `jjscrape.load`
takes it away.
"""


def readme(about: About) -> str:
    counts = [f"| {name} | {about.rows[name]} | {TABLES[name].row} |" for name in TABLES]
    columns = dictionary().split("\n\n", 2)[2].replace("## ", "### ")
    return "\n".join(
        [
            card(about),
            "",
            f"# {about.title}, version {about.version}",
            "",
            about.description,
            "",
            f"Empty means unknown, never a guess{f': {known}' if (known := about.dated.sentence) else ''}.",
            *([f"\n{about.dated.reach}"] if about.dated.reach else []),
            "",
            "## What is in it",
            "",
            "| table | rows | one row is |",
            "| --- | ---: | --- |",
            *counts,
            "",
            FILES,
            "## Open it",
            "",
            LOADING,
            "## Cite it",
            "",
            about.citation,
            "",
            "```bibtex",
            bibtex(about),
            "```",
            "",
            f"Content hash (sha256 over the canonical rows): `{about.content_sha256}`. It names exactly this data,",
            "whatever its files are called; a build of the same archive gives the same hash.",
            "",
            "## What you may do with it",
            "",
            *(f"- {sentence}" for sentence in about.rights),
            "",
            "## Where it comes from",
            "",
            f"Made by {SOFTWARE}, schema version {SCHEMA_VERSION}, from these crawls in the archive:",
            "",
            *(f"- `{crawl}`" for crawl in about.crawls),
            *(f"\nA person let it pass although the check {check} spoke against it." for check in about.accepted),
            "",
            "`captures` lists every fetch with its place in the WARC files; `provenance` says which rule made a cell",
            "from which string in which capture.",
            "",
            "## Data dictionary",
            "",
            columns,
        ]
    )
