"""Why a cell is empty: what was looked for and not found, or why the column says nothing of such a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jjscrape.origin.dataset import Row

_EVENT = frozenset(
    {"event_start", "event_end", "event_all_day", "event_timezone", "event_timezone_source", "event_raw", "place"}
)
_PUBLISHED = "no date was found in the page's head, its submitted line, a feed or a byline"
_BYLINE = "no line of the page, nor its summary in a listing, was read as a byline"
_ZONE = "no time was read for which a zone would count, or the page leaves open which zone it is"
_RECORDS = {
    "node_id": "the page shows no node number",
    "also_at": "no other address of it was captured, named by its page or redirected from",
    "also_known_as": "every listing gives it the title of its own page",
    "summary": "neither its page nor a listing sets a summary apart",
    "text": "no reading text was found on its page",
    "word_count": "there is no text to count",
    "language": "the page declares no language that is a BCP 47 tag",
    "published": _PUBLISHED,
    "published_edtf": _PUBLISHED,
    "published_source": _PUBLISHED,
    "published_raw": _PUBLISHED,
    "event_start": "the page has no date line that could be read without a guess",
    "event_end": "the site states no end, or one that can't be true",
    "event_all_day": "no date line could be read",
    "event_timezone": _ZONE,
    "event_timezone_source": _ZONE,
    "event_raw": "the page shows no date line",
    "place": "the page shows no place line",
    "authors": _BYLINE,
    "byline_raw": _BYLINE,
    "byline_confidence": _BYLINE,
    "themes": "its page prints no tag, and no theme's listing names it",
    "projects": "its page refers to no project, and no project's page lists it",
    "image_url": "the page has no lead image",
    "image_caption": "the lead image has neither caption nor alternative text, or there is none",
    "listing_position": "the site's main listing does not name it",
    "gone_since": "the site still had it when it was last asked",
    "gone_evidence": "the site still had it when it was last asked",
}
_OTHERS = {
    ("themes", "kind"): "the label is not in the known vocabulary",
    ("themes", "description"): "no page describes the theme",
    ("themes", "url"): "no page links to a listing of the theme",
    ("people", "also_printed_as"): "the site prints the name in one spelling only",
    ("people", "affiliations"): "no byline prints an affiliation beside the name",
    ("people", "articles"): "no byline names the person",
    ("authorships", "affiliation"): "the byline prints none beside the name",
    ("authorships", "role"): "the byline prints none beside the name",
    ("documents", "label"): "no link to the file has a text or a description",
    ("documents", "found_on"): "no page links to it",
    ("links", "target_id"): "no row of this dataset stands at that address",
    ("links", "text"): "the link has no text",
    ("captures", "status"): "the record is no HTTP answer, or its status line can't be read",
    ("captures", "media_type"): "the answer declares no media type",
    ("captures", "payload_digest"): "the archive record states no digest of its payload",
    ("provenance", "raw"): "the rule follows from the capture itself, not from a string in it",
    ("changes", "field"): "the change is one of the whole row",
    ("changes", "before"): "there was no value before",
    ("changes", "after"): "there is no value after",
}


def why_empty(table: str, row: Row, field: str) -> str:
    if table == "articles" and field in _EVENT and row["kind"] != "event":
        return "only an event has one"
    return _RECORDS.get(field) or _OTHERS.get((table, field)) or "nothing that was captured gave it a value"
