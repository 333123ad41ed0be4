"""dataset.jsonld: the version for search engines that read schema.org, and the same for the head of a page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jjscrape.release.metadata.about import KEYWORDS, MEDIA_TYPES, SOFTWARE, as_json
from jjscrape.schema import TABLES, Column, Table

if TYPE_CHECKING:
    from jjscrape.release.metadata.about import About


def dataset(about: About) -> dict[str, Any]:
    """Return the schema.org Dataset. Addresses of files are relative to the version's folder."""
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": about.title,
        "description": about.description,
        "version": about.version,
        "identifier": f"sha256:{about.content_sha256}",
        "dateModified": about.day,
        "datePublished": about.day,
        **({"temporalCoverage": about.dated.span} if about.dated.span else {}),
        "inLanguage": about.site.language,
        "keywords": [about.site.title, *KEYWORDS],
        "isAccessibleForFree": True,
        "isBasedOn": {"@type": "WebSite", "name": about.site.title, "url": about.homepage},
        "creator": [{"@type": "Organization", "name": name} for name in about.creators],
        **({"publisher": {"@type": "Organization", "name": about.site.publisher}} if about.site.publisher else {}),
        "creditText": about.citation,
        "license": {
            "@type": "CreativeWork",
            "name": about.licence,
            "text": " ".join(about.rights),
            "url": about.licence_url,
        },
        "measurementTechnique": f"{SOFTWARE}: polite crawl, web archive (WARC), extraction by named rules",
        "variableMeasured": [variable(table, column) for table in TABLES.values() for column in table.columns],
        "distribution": [download(name, about) for name in about.files],
    }


def variable(table: Table, column: Column) -> dict[str, Any]:
    unit = {"unitText": column.unit} if column.unit else {}
    return {
        "@type": "PropertyValue",
        "name": f"{table.name}.{column.name}",
        "description": column.description,
        **unit,
    }


def download(name: str, about: About) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": name,
        "contentUrl": name,
        "encodingFormat": MEDIA_TYPES[name.rpartition(".")[2]],
        "contentSize": f"{about.files[name].size} B",
        "sha256": about.files[name].sha256,
    }


def jsonld(about: About) -> str:
    return as_json(dataset(about))


def script(about: About) -> str:
    """Return it as a script element. No text in it can end the element or open a comment."""
    text = json.dumps(dataset(about), ensure_ascii=True, separators=(",", ":"))
    safe = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return f'<script type="application/ld+json">{safe}</script>'
