"""croissant.json: the tables for machine-learning loaders (Croissant 1.1), read from the Parquet files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jjscrape.release.metadata.about import KEYWORDS, MEDIA_TYPES, as_json
from jjscrape.release.metadata.rights import PEOPLE
from jjscrape.schema import TABLES, Column, Table, Type

if TYPE_CHECKING:
    from jjscrape.release.metadata.about import About

CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The JSON-LD context of the specification, word for word: loaders compare it."""

_TYPES = {
    Type.STRING: "sc:Text",
    Type.INTEGER: "cr:Int64",
    Type.BOOLEAN: "sc:Boolean",
    Type.TIMESTAMP: "sc:DateTime",
    Type.STRINGS: "sc:Text",
}


def croissant(about: About) -> str:
    """Return the description as JSON-LD text."""
    return as_json(
        {
            "@context": CONTEXT,
            "@type": "sc:Dataset",
            "conformsTo": CONFORMS_TO,
            "name": f"{about.site.name}-{about.version}",
            "description": about.description,
            "version": semantic(about.version),
            "datePublished": about.day,
            "url": about.homepage,
            "inLanguage": about.site.language,
            "keywords": [about.site.title, *KEYWORDS],
            "license": " ".join(about.rights),
            "citeAs": about.citation,
            "creator": [{"@type": "sc:Organization", "name": name} for name in about.creators],
            **(
                {"publisher": {"@type": "sc:Organization", "name": about.site.publisher}}
                if about.site.publisher
                else {}
            ),
            "rai:dataCollection": "Captures of the website as an anonymous visitor sees it, kept as WARC files.",
            "rai:personalSensitiveInformation": PEOPLE,
            "distribution": [file_object(name, about) for name in about.files],
            "recordSet": [record_set(table) for table in TABLES.values()],
        }
    )


def semantic(version: str) -> str:
    """Return a calendar version in the form of a semantic one, which Croissant asks for: 2026.01.05.2 → 2026.1.5+2."""
    year, month, day, *again = version.split(".")
    return f"{year}.{int(month)}.{int(day)}" + "".join(f"+{number}" for number in again)


def file_object(name: str, about: About) -> dict[str, Any]:
    facts = about.files[name]
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": name,
        "contentSize": f"{facts.size} B",
        "encodingFormat": encoding(name),
        "sha256": facts.sha256,
    }


def encoding(name: str) -> str:
    # The word of the specification and of its loaders, which is not the registered one.
    return "application/x-parquet" if name.endswith(".parquet") else MEDIA_TYPES[name.rpartition(".")[2]]


def record_set(table: Table) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": f"One record is {table.row}.",
    }
    if table.primary_key:
        described["key"] = [{"@id": f"{table.name}/{part}"} for part in table.primary_key]
    return {**described, "field": [field(table, column) for column in table.columns]}


def field(table: Table, column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": column.description,
        "dataType": _TYPES[column.type],
        "source": {"fileObject": {"@id": f"{table.name}.parquet"}, "extract": {"column": column.name}},
    }
    if column.type is Type.STRINGS:
        described |= {"isArray": True, "arrayShape": "-1"}
        if column.references:
            # As a reference it would be a join, and people and articles name each other: loaders know no such circle.
            described["description"] += f" (each text refers to {column.references})"
    elif column.references and not column.required:
        # Loaders join by references, and can't where a column is empty throughout: it is no text for them then.
        described["description"] += f" (refers to {column.references})"
    elif column.references:
        described["references"] = {"field": {"@id": column.references.replace(".", "/")}}
    return described
