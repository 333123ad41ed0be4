"""zenodo.json: what Zenodo's deposit form asks for, ready for its API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jjscrape.release.metadata.about import KEYWORDS, SOFTWARE, as_json
from jjscrape.release.metadata.rights import STATEMENT

if TYPE_CHECKING:
    from jjscrape.release.metadata.about import About

NOT_OPEN = "other-closed"
"""Zenodo's word for a licence that is none: left out, Zenodo would put CC BY on texts that are not ours to license."""


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
        "license": NOT_OPEN,
        "notes": paragraphs(*STATEMENT),
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
