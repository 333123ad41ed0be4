"""The fields of a node by name, by type, and by the markup that modules print without fields."""

from __future__ import annotations

import re

from jjscrape.pages.markup.selectors import Selector

BODY_NAMES = re.compile(r"^(body|content|text|main-text|description|body-text|full-text|article-body|long-text)$")
NO_BODY = re.compile(
    r"locat|place|venue|address|where|contact|author|byline|summary|teaser|intro|caption|tags|theme|date|time"
)
OPENING_NAMES = re.compile(r"(^|-)(intro|introduction|intro-text|deck|dek|standfirst|lede|lead|lead-text|strapline)$")
NOT_WRITTEN = re.compile(
    r"(^|-)(locations?|place|venue|address|where|contacts?|authors?|byline|writers?|captions?|credits?|copyright|licen[cs]e"
    r"|tags?|themes?|terms?|topics?|dates?|when|times?|related|links?|disclaimer|boilerplate|cta|newsletter|sidebar"
    r"|quotes?|quotation|pull-?quote|epigraph|summary|teaser|abstract|embed|code|metadata|search|citation|alt|image|photo|file|files|attachments?|title)(-|$)"
)
"""Names of fields of long text that hold no piece of the page's own text."""
DATE_NAMES = re.compile(r"(^|-)(date|dates|when|time|datetime|start|starts)(-|$)")
DATE_TYPES = ("datetime", "date", "datestamp")
PLACE_NAMES = re.compile(r"locat|place|venue|address|(^|-)where(-|$)")
PLACE_TYPES = ("addressfield", "location", "geofield", "postal")
TAG_NAMES = re.compile(r"(^|-)(tags?|themes?|topics?|terms?|categor(y|ies)|taxonomy|vocabulary.*|places?-tagged)(-|$)")
TAG_TYPES = ("taxonomy-term-reference", "term-reference-tree")
FILE_NAMES = re.compile(r"attach|download|(^|-)(files?|documents?|upload|pdf)(-|$)")
FILE_TYPES = ("file",)
REFERENCE_TYPES = ("entityreference", "node-reference", "relation")
REFERENCE_NAMES = re.compile(r"project")
IMAGE_NAMES = re.compile(r"(^|-)(image|images|photo|picture|banner|hero|lead-image|thumbnail|main-image)(-|$)")
IMAGE_TYPES = ("image", "media")
BYLINE_NAMES = re.compile(r"(^|-)(byline|authors?|written-by|contributors?)(-|$)")
PEOPLE_NAMES = re.compile(r"(^|-)(authors?|byline|people|persons?|staff|speakers?|contacts?|contributors?)(-|$)")
NESTED_TYPES = ("paragraphs", "field-collection", "entityreference-revisions", "entity-reference-revisions")
CAPTION_NAMES = re.compile(r"caption|credit")
HEADING_NAMES = re.compile(r"(^|-)(title|heading|headline|header)(-|$)")
"""Names of fields of a line that heads the text beside it in a paragraph."""
TITLE_NAMES = re.compile(r"^(title|node-title|page-title|title-1|title-field|name)$")

DATES = Selector(
    "event date",
    date_display=".date-display-single, .date-display-range, .date-display-start",
    rdfa='[property~="dc:date"]:not([property~="dc:created"]), [property~="schema:startDate"], [itemprop=startDate], '
    '[property~="schema:endDate"], [itemprop=endDate]',
    time="time[datetime]:not([pubdate])",
)
PLACES = Selector(
    "place",
    vcard=".location.vcard, .vcard .adr",
    addressfield=".addressfield-container-inline, .street-block, .addressfield",
    microdata='[itemprop=location], [property~="schema:location"]',
)
TAGS = Selector(
    "tags",
    rdfa='[typeof~="skos:Concept"], [property~="skos:prefLabel"]',
    term_reference='[class*="taxonomy-term-reference-"] > a',
    rel="a[rel~=tag]",
)
AUTHORS = Selector(
    "author",
    microdata='[itemprop~=author], [property~="schema:author"], [property~="article:author"], [property~="dc:creator"]',
    rel="a[rel~=author]",
)
BODIES = Selector(
    "body", rdfa='[property~="content:encoded"], [itemprop=articleBody], [property~="schema:articleBody"]'
)
FILES = Selector("files", file="span.file, .file-document, .file-application", table="table.sticky-enabled")
