"""CITATION.cff: how to cite the version (Citation File Format 1.2.0)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from jjscrape.release.metadata.about import KEYWORDS

if TYPE_CHECKING:
    from jjscrape.release.metadata.about import About


def citation(about: About) -> str:
    """Return the file as YAML. It names no licence: one licence identifier can't say what README.md says."""
    lines = [
        "cff-version: 1.2.0",
        "message: If you use this dataset, please cite it as below, and say which version it was.",
        "type: dataset",
        f"title: {quoted(about.title)}",
        f"version: {quoted(about.version)}",
        f"date-released: {quoted(about.day)}",
        f"abstract: {quoted(about.description)}",
        "authors:",
        *(f"  - name: {quoted(name)}" for name in about.creators),
        "identifiers:",
        "  - type: other",
        f"    value: {quoted(f'sha256:{about.content_sha256}')}",
        "    description: Hash of the rows of this version; a build of the same archive gives the same",
        f"url: {quoted(about.homepage)}",
        f"keywords: [{', '.join(quoted(word) for word in (about.site.title, *KEYWORDS))}]",
        "references:",
        "  - type: website",
        f"    title: {quoted(about.site.title)}",
        f"    url: {quoted(about.homepage)}",
        f"    date-accessed: {quoted(about.day)}",
        "    authors:",
        f"      - name: {quoted(f'The authors of {about.site.title}')}",
    ]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """Return a text as a double-quoted YAML scalar; JSON's strings are such."""
    return json.dumps(text)
