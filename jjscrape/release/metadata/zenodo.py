"""zenodo.json: what Zenodo's deposit form asks for, ready for its API."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jjscrape.release.metadata.about import KEYWORDS, SOFTWARE, as_json

if TYPE_CHECKING:
    from jjscrape.release.metadata.about import About

NOT_OPEN = "other-closed"
"""Zenodo's word for a licence that is none: left out, Zenodo would put CC BY on texts that are not ours to license."""


_IDENTIFIER = re.compile(r"[A-Za-z]+(?:-[A-Za-z0-9.]+)*-[0-9.]+")
"""A licence in SPDX's spelling, such as CC-BY-4.0, which Zenodo takes in small letters."""


def zenodo(about: About) -> str:
    """Return the body of a deposit. Zenodo takes HTML in `description` and `notes`; what stands here is escaped."""
    metadata: dict[str, Any] = {
        "upload_type": "dataset",
        "title": f"{about.title}, version {about.version}",
        "version": about.version,
        "publication_date": about.day,
        "description": paragraphs(about.description),
        "creators": [{"name": name} for name in about.creators],
        "keywords": [about.site.title, *KEYWORDS],
        "language": {"en": "eng"}.get(about.site.language, about.site.language),
        "access_right": "open",
        "license": about.site.licence.lower() if _IDENTIFIER.fullmatch(about.site.licence) else NOT_OPEN,
        "notes": paragraphs(*about.rights),
        "method": paragraphs(
            f"Made by {SOFTWARE} from web archive captures. Content hash: sha256:{about.content_sha256}."
        ),
        "related_identifiers": [
            {"identifier": about.homepage, "relation": "isDerivedFrom", "resource_type": "other", "scheme": "url"}
        ],
    }
    return as_json({"metadata": metadata})


def paragraphs(*texts: str) -> str:
    escaped = (text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for text in texts)
    return "".join(f"<p>{text}</p>" for text in escaped)
