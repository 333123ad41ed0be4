"""The one description of the data: tables, columns, types, keys. Every other description is made from it."""

from __future__ import annotations

from typing import Any

from jjscrape.schema.column import Column, Table, Telling, Type, code, codes, lists_of_words, number, time, words

SCHEMA_VERSION = "4"
"""Grows by one when a column is renamed, removed or changes its meaning; a new column does not count."""
HASHED_ALIKE = frozenset({"3", SCHEMA_VERSION})
"""Schema versions whose content hash this software makes of their files as it was made when they were published."""

_STILL_THERE = "the site still had it when it was last asked"
_NO_DATE = "no date was found in the page's head, its submitted line, a feed or a byline"
_NO_ZONE = "no time was read for which a zone would count, or the page leaves open which zone it is"
_NO_BYLINE = "no line of the page, nor its summary in a listing, was read as a byline"
_NO_PART = "the byline prints none beside the name"
_JOINED = "tables.join: follows from listings or other records, which the build of this version did not note"
_EVENT = ("event",)
_NEVER_ASKED = "the archive holds no answer from that address: another site's, or never asked for"
_NO_PICTURE = "the archive does not hold the file"

OWN_CAPTURE = "capture_id of its row"
ROW_NOTED = "`provenance` of another column of its row"
OWN_OR_NOTED = "capture_id of its row; where that is empty, `provenance` of another column of its row"
SOURCE_CAPTURE = "capture_id of the record that source_id names"
ANSWER = "capture_id of its row, which is that of the answer"
BYLINES = "`provenance` of authors of the article or articles"
AT_THAT_TIME = "the captures whose captured_at is that time"
WHEN_GONE = "the captures whose captured_at is gone_since"
ITSELF = "the capture that the row is about"
OF_FILE = "file_capture_id of its row"
CELL_CHANGED = "the cell that the row names, in this version or the one before"

_ID = code(
    "id",
    "Canonical key: the decoded path, the same for every host and generation of the address",
    required=True,
)
_ADDRESS = (
    code("url", "The address the site itself prefers for it", required=True, address=True),
    codes("hosts", "Hosts it was found on, sorted", address=True, empty="no capture of it names a host"),
    number(
        "node_id",
        "Drupal's node number, where the site shows it",
        telling=Telling.READING,
        empty="the page shows no node number",
    ),
    codes(
        "also_at",
        "Other addresses of it, such as those it had before it moved; one per key, sorted",
        address=True,
        rare=True,
        empty="no other address of it was captured, named by its page or redirected from",
    ),
    words("title", "Title as shown", required=True, authored=True, searched=True, own_page=True),
)
_SUMMARY = words(
    "summary",
    "The part shown in listings, where the site sets one apart; null where it only repeats how the text begins",
    authored=True,
    searched=True,
    excerpted=True,
    empty="neither its page nor a listing sets one apart, or it only repeats how the text begins",
)
_NO_TEXT = "no reading text was found on its page"
_TEXT: dict[str, Any] = {
    "authored": True, "searched": True, "excerpted": True, "telling": Telling.NAME, "own_page": True,
    "empty": _NO_TEXT,
}  # fmt: skip
_THEMES: dict[str, Any] = {
    "references": "themes.id",
    "rule": _JOINED,
    "facet": True,
    "empty": "its page prints no tag, and no theme's listing names it",
}
_TAGS = lists_of_words(
    "tags",
    "Terms of other vocabularies than the themes' that its page prints, in order",
    own_page=True,
    facet=True,
    rare=True,
    empty="its page prints no term of another vocabulary",
)
_LANGUAGE = code(
    "language",
    "BCP 47 tag the page declares",
    own_page=True,
    empty="the page declares no language that is a BCP 47 tag",
)
_PUBLISHED = (
    time(
        "published",
        "When it was published, UTC; midnight where only a day is known; see published_edtf",
        empty=_NO_DATE,
    ),
    code(
        "published_edtf",
        "The same with its precision, EDTF (ISO 8601-2)",
        telling=Telling.READING,
        read_with="published",
        empty=_NO_DATE,
    ),
    code(
        "published_source",
        "metadata: the page's head, RDFa or submitted line; feed: pubDate; byline: a date in the byline",
        values=("metadata", "feed", "byline"),
        telling=Telling.READING,
        read_with="published",
        empty=_NO_DATE,
    ),
    words(
        "published_raw",
        "The string it was read from",
        telling=Telling.READING,
        read_with="published",
        empty=_NO_DATE,
    ),
)
_LEAD = (
    code("image_url", "Address of the lead image", own_page=True, empty="the page has no lead image"),
    words(
        "image_caption",
        "Its caption or alternative text",
        own_page=True,
        authored=True,
        empty="the lead image has neither caption nor alternative text, or there is none",
    ),
)
_HISTORY = (
    code(
        "status",
        "live, or gone when a complete crawl found it withdrawn; it may return",
        required=True,
        values=("live", "gone"),
        facet=True,
    ),
    time(
        "gone_since",
        "Time of the answer or the end of the crawl that showed it gone, UTC",
        traced=AT_THAT_TIME,
        archival=True,
        rare=True,
        empty=_STILL_THERE,
    ),
    code(
        "gone_evidence",
        "What showed it gone: the site's answer, or absence from a crawl of the whole site",
        values=("403", "404", "410", "absence"),
        rare=True,
        traced=WHEN_GONE,
        telling=Telling.NOT,
        empty=_STILL_THERE,
    ),
    time(
        "first_seen",
        "Time of its first good capture, UTC",
        required=True,
        traced=AT_THAT_TIME,
        archival=True,
        rule="build.history: time of its first good capture",
    ),
    time(
        "last_seen",
        "Time of its newest good capture, UTC",
        required=True,
        traced=AT_THAT_TIME,
        archival=True,
        rule="build.history: time of its newest good capture",
    ),
    time(
        "last_changed",
        "Time of the first capture with the present content, UTC",
        required=True,
        traced=AT_THAT_TIME,
        archival=True,
        rule="build.history: time of the first capture with the present content",
    ),
    code(
        "content_digest",
        "sha256 of the record's own content, deaf to what Drupal changes at every rendering",
        required=True,
        telling=Telling.NOT,
        rule="build.content-digest: sha256 of what the record's own page says, before any join",
    ),
    code(
        "capture_id",
        "The capture its values were read from, but for those that provenance cites from another",
        required=True,
        references="captures.id",
        archival=True,
        rule="build.newest: the newest good capture at its own address",
    ),
)
HISTORY = frozenset(column.name for column in _HISTORY)
"""Columns of a record that follow from all its captures, not from one page."""

ARTICLES = Table(
    "articles",
    "a news item, blog post or event",
    ("id",),
    (
        _ID,
        code(
            "kind",
            "By the first segment of the path",
            required=True,
            values=("news", "blog", "event"),
            facet=True,
        ),
        *_ADDRESS,
        _SUMMARY,
        words(
            "text",
            "Reading text of the body: paragraphs, headings and list items a line each; a row of a table of values is a"
            " line, with a tab between two columns",
            **_TEXT,
        ),
        number(
            "word_count",
            "Length of `text`",
            unit="words",
            minimum=0,
            telling=Telling.NOT,
            empty="there is no text to count",
        ),
        _LANGUAGE,
        *_PUBLISHED,
        time(
            "event_start",
            "Start, UTC; of an all-day event 00:00 UTC of its day, whatever the zone",
            own_page=True,
            kinds=_EVENT,
            empty="the page has no date line that could be read without a guess",
        ),
        time(
            "event_end",
            "End, UTC; of an all-day event its last day; null where the site states none",
            own_page=True,
            kinds=_EVENT,
            empty="the site states no end, or one that can't be true",
        ),
        Column(
            "event_all_day",
            Type.BOOLEAN,
            "True where the site says so; null for what is not an event",
            own_page=True,
            kinds=_EVENT,
            read_with="event_start",
            empty="no date line could be read",
        ),
        codes(
            "event_occurrences",
            "All times the page shows, in its order, the first being event_start: ISO 8601 in UTC, with the end behind "
            "a slash where there is one; of all-day events dates",
            own_page=True,
            kinds=_EVENT,
            empty="the page has no date line that could be read without a guess",
        ),
        code(
            "event_timezone",
            "IANA zone of the event; null where the page leaves it open: the times are then on the site's clocks",
            telling=Telling.READING,
            kinds=_EVENT,
            empty=_NO_ZONE,
        ),
        code(
            "event_timezone_source",
            "Whether the zone is the site's own or follows from the place; null where there is none",
            values=("site", "place"),
            kinds=_EVENT,
            telling=Telling.READING,
            read_with="event_timezone",
            empty=_NO_ZONE,
        ),
        words(
            "event_raw",
            "The date line as shown; a bar stands between parts shown apart",
            telling=Telling.READING,
            kinds=_EVENT,
            empty="the page shows no date line",
        ),
        words(
            "place",
            "The place line as shown",
            kinds=_EVENT,
            own_page=True,
            empty="the page shows no place line",
        ),
        codes(
            "authors",
            "Persons in order of the byline",
            references="people.id",
            facet=True,
            empty=_NO_BYLINE,
        ),
        words(
            "byline_raw",
            "The byline as printed; a bar stands between parts printed apart",
            authored=True,
            telling=Telling.READING,
            read_with="authors",
            empty=_NO_BYLINE,
        ),
        code(
            "byline_confidence",
            "explicit: a byline; prose: a sentence that names who writes",
            values=("explicit", "prose"),
            telling=Telling.READING,
            read_with="authors",
            empty=_NO_BYLINE,
        ),
        codes("themes", "Tags on the page and theme listings that name it, in vocabulary order", **_THEMES),
        _TAGS,
        codes(
            "projects",
            "Projects it is related to, sorted",
            references="projects.id",
            rule=_JOINED,
            empty="its page refers to no project, and no project's page lists it",
        ),
        *_LEAD,
        number(
            "listing_position",
            "Place in the site's main listing, newest first, from 0; bounds an unknown date; no change by itself",
            minimum=0,
            archival=True,
            rule=_JOINED,
            empty="the site's main listing does not name it",
        ),
        *_HISTORY,
    ),
    traced=OWN_CAPTURE,
    label="title",
)

PROJECTS = Table(
    "projects",
    "a project",
    ("id",),
    (
        _ID,
        *_ADDRESS,
        lists_of_words(
            "also_known_as",
            "Other titles the site gives it, sorted",
            rare=True,
            rule=_JOINED,
            empty="every listing gives it the title of its own page",
        ),
        _SUMMARY,
        words("text", "Reading text of its own body, without the block of related posts", **_TEXT),
        codes("themes", "Its tags and the theme listings that name it, in vocabulary order", **_THEMES),
        _TAGS,
        _LANGUAGE,
        *_PUBLISHED,
        *_LEAD,
        *_HISTORY,
    ),
    traced=OWN_CAPTURE,
    label="title",
)

PAGES = Table(
    "pages",
    "another page of the site",
    ("id",),
    (
        _ID,
        *_ADDRESS,
        words("text", "Reading text of its body", **_TEXT),
        _LANGUAGE,
        *_PUBLISHED,
        *_LEAD,
        *_HISTORY,
    ),
    traced=OWN_CAPTURE,
    label="title",
)

THEMES = Table(
    "themes",
    "a theme of the site's vocabulary",
    ("id",),
    (
        code("id", "Slug, as in the address of its listing", required=True),
        words("label", "Name as shown", required=True, searched=True),
        code(
            "kind",
            "topic or place; null for a tag outside the known vocabulary",
            values=("topic", "place"),
            facet=True,
            empty="the label is not in the known vocabulary",
        ),
        words(
            "description",
            "The site's own description",
            authored=True,
            searched=True,
            empty="no page describes the theme",
        ),
        code("url", "Address of its listing", empty="no page links to a listing of the theme"),
        number(
            "position",
            "Place in the known vocabulary, from 0, in whose order the themes of a record stand",
            minimum=0,
            empty="the label is not in the known vocabulary",
        ),
    ),
    traced=ROW_NOTED,
    label="label",
)

PEOPLE = Table(
    "people",
    "a person named as an author",
    ("id",),
    (
        code("id", "Slug of the name", required=True, rule="people.identify: slug of the name"),
        words(
            "name",
            "Name without titles, one spelling per person",
            required=True,
            searched=True,
            rule="people.identify: the printed name without titles, one spelling per person",
        ),
        lists_of_words(
            "also_printed_as",
            "Other spellings on the site, sorted",
            rare=True,
            rule="people.spellings: printed names that differ from the name",
            empty="the site prints the name in one spelling only",
        ),
        lists_of_words(
            "affiliations",
            "Affiliations printed beside the name, known initials spelt out, sorted",
            facet=True,
            rule="people.affiliations: what bylines print beside the name",
            empty="no byline prints an affiliation beside the name",
        ),
        codes(
            "articles",
            "Articles they are an author of, sorted",
            references="articles.id",
            rule="people.articles: the articles whose bylines name the person",
            empty="no byline names the person",
        ),
    ),
    traced=BYLINES,
    label="name",
)

AUTHORSHIPS = Table(
    "authorships",
    "a person's part in an article",
    ("article_id", "position"),
    (
        code("article_id", "The article", required=True, references="articles.id"),
        code("person_id", "The person", required=True, references="people.id"),
        number(
            "position",
            "Place in the byline, from 1",
            required=True,
            minimum=1,
            rule="the place among the names of the byline, counted from 1",
        ),
        words(
            "name_raw",
            "Name as printed, with its title, but for one in capitals, which is spelt as names are",
            required=True,
            rule="the name as the byline prints it",
        ),
        words(
            "affiliation",
            "Affiliation as printed, known initials spelt out",
            facet=True,
            rule="what the byline prints beside the name",
            empty=_NO_PART,
        ),
        words(
            "role",
            "Role or handle as printed",
            rule="what the byline prints beside the name",
            empty=_NO_PART,
        ),
        code(
            "confidence",
            "explicit or prose, as in articles",
            required=True,
            values=("explicit", "prose"),
            facet=True,
            rule="how plainly the byline says who wrote",
        ),
    ),
    traced=BYLINES,
)

MEMBERSHIPS = Table(
    "theme_memberships",
    "a theme of an article or project",
    ("record_id", "theme_id"),
    (
        code(
            "record_id",
            "The article or project",
            required=True,
            rule="site.key: the record that the tag stands with, or that the listing's entry leads to",
        ),
        code("theme_id", "The theme", required=True, references="themes.id", facet=True),
        codes(
            "source",
            "What says so. tag: printed with the record; listing: a theme listing names it",
            values=("tag", "listing"),
            facet=True,
            rule="themes.source: what kinds of places say so",
            empty="never: there is a row only where something says so",
        ),
        code(
            "capture_id",
            "The capture that says so",
            required=True,
            references="captures.id",
            archival=True,
            rule="themes.first-by-id: of several captures that say so, the first by id",
        ),
    ),
    traced=OWN_CAPTURE,
)

TAGGINGS = Table(
    "taggings",
    "a term of another vocabulary that a record prints",
    ("record_id", "label", "url"),
    (
        code(
            "record_id",
            "The article or project",
            required=True,
            rule="site.key: the record whose page prints the term",
        ),
        words("label", "The term as printed", required=True, rule="tags.label: the text of the term's link"),
        code("url", "Address of its page", required=True, rule="tags.address: where the term's link leads"),
        code(
            "vocabulary",
            "What the addresses of the vocabulary's terms begin with",
            facet=True,
            rule="tags.vocabulary: the path of the term's address without its last part",
            empty="the term's address is of one part only",
        ),
        code(
            "capture_id",
            "The capture that says so",
            required=True,
            references="captures.id",
            archival=True,
            rule="build.newest: the newest good capture of the record at its own address",
        ),
    ),
    traced=OWN_CAPTURE,
)

DOCUMENTS = Table(
    "documents",
    "a file the site links to",
    ("id",),
    (
        code("id", "Canonical key of a file of the site; the address of another site's", required=True),
        code("url", "Address", required=True),
        words(
            "label",
            "Link text or description, the first by record id",
            authored=True,
            empty="no link to the file has a text or a description",
        ),
        code(
            "media_type",
            "What the archived bytes are declared to be",
            facet=True,
            rule="file.media-type: what the answer declares",
            empty="no file is archived",
        ),
        number(
            "bytes",
            "Size of the archived file",
            unit="bytes",
            minimum=0,
            rule="file.size: length of the body, free of chunks and content codings",
            empty="no file is archived",
        ),
        code(
            "sha256",
            "sha256 of the archived file, lower-case hexadecimal",
            pattern="[0-9a-f]{64}",
            rule="file.sha256: of the body, free of chunks and content codings",
            empty="no file is archived",
        ),
        code(
            "status",
            "archived; missing: the site answered 4xx; mismatch: it answered with something else; unfetched",
            required=True,
            values=("archived", "missing", "mismatch", "unfetched"),
            facet=True,
        ),
        codes("found_on", "Records that link to it, sorted", empty="no page links to it"),
        code(
            "capture_id",
            "The capture that holds it",
            references="captures.id",
            archival=True,
            rule="file.newest: the newest capture that holds a document",
            empty="no file is archived",
        ),
    ),
    traced=OWN_OR_NOTED,
    label="label",
)

LINKS = Table(
    "links",
    "a link in a record's text",
    ("source_id", "position"),
    (
        code("source_id", "The record", required=True, rule="site.key: the record whose text the link stands in"),
        number(
            "position",
            "Place among the record's links, from 0",
            required=True,
            minimum=0,
            rule="links.order: the place among the links of the text, each counted once, from 0",
        ),
        code(
            "target_url",
            "Address it leads to",
            required=True,
            rule="links.address: where the link leads, made absolute",
        ),
        code(
            "target_id",
            "The record, document or theme it leads to, where this dataset has it",
            rule="links.target: the row of this dataset at that address, redirects and other addresses counted",
            empty="no row of this dataset stands at that address",
        ),
        words(
            "text",
            "Link text",
            authored=True,
            rule="links.text: the text of the link, or what its picture says",
            empty="the link has no text",
        ),
        code(
            "kind",
            "What it leads to",
            required=True,
            values=("internal", "external", "document", "media"),
            facet=True,
            rule="links.kind: by the address it leads to",
        ),
        code(
            "target_table",
            "The table that target_id is a row of",
            values=("articles", "projects", "pages", "documents", "themes"),
            facet=True,
            rule="links.target: the row of this dataset at that address, redirects and other addresses counted",
            empty="no row of this dataset stands at that address",
        ),
        number(
            "status",
            "What the site answered there when it was asked last: an HTTP status code, 200 also where it said that "
            "nothing had changed (304); a passing failure (408, 429, 5xx) only where it never answered anything else",
            facet=True,
            traced=ANSWER,
            rule="links.status: of the newest answer at that address",
            empty=_NEVER_ASKED,
        ),
        code(
            "capture_id",
            "The capture of that answer",
            references="captures.id",
            archival=True,
            traced=ANSWER,
            rule="links.answer: the newest answer at that address",
            empty=_NEVER_ASKED,
        ),
    ),
    traced=SOURCE_CAPTURE,
)

IMAGES = Table(
    "images",
    "a picture that a record shows",
    ("record_id", "position"),
    (
        code("record_id", "The record", required=True, rule="site.key: the record whose page shows the picture"),
        number(
            "position",
            "Place among the record's pictures, from 0; one that stands there in two sizes counts once",
            required=True,
            minimum=0,
            rule="images.order: the place among the pictures of the page, each file counted once, from 0",
        ),
        code(
            "role",
            "lead: the one that image_url of the record names; inline: any other",
            required=True,
            values=("lead", "inline"),
            facet=True,
            rule="images.role: whether it is the record's lead image",
        ),
        code(
            "url",
            "Address of the file; of a picture that Drupal made smaller, of the original",
            required=True,
            rule="images.original: the address it is shown from, without what Drupal adds for a smaller copy",
        ),
        code(
            "shown_url",
            "Address that the page shows it from",
            required=True,
            archival=True,
            rule="images.address: where the picture is, made absolute",
        ),
        words(
            "alt",
            "Text in its place, for who can't see it",
            authored=True,
            rule="images.alt: the picture's `alt`",
            empty="the page gives the picture no such text",
        ),
        words(
            "caption",
            "Caption as printed beside it",
            authored=True,
            rule="images.caption: the figure's caption, or what a class near the picture calls its caption",
            empty="no caption is printed beside the picture",
        ),
        code(
            "sha256",
            "sha256 of the archived file, lower-case hexadecimal: of the one at url, else of the one at shown_url",
            pattern="[0-9a-f]{64}",
            traced=OF_FILE,
            rule="file.sha256: of the body, free of chunks and content codings",
            empty=_NO_PICTURE,
        ),
        code(
            "file_capture_id",
            "The capture that holds that file",
            references="captures.id",
            archival=True,
            traced=OF_FILE,
            rule="file.newest: the newest capture that holds it",
            empty=_NO_PICTURE,
        ),
        code(
            "capture_id",
            "The capture of the page that shows it",
            required=True,
            references="captures.id",
            archival=True,
            rule="build.newest: the newest good capture of the record at its own address",
        ),
    ),
    traced=OWN_CAPTURE,
)

REVISIONS = Table(
    "revisions",
    "a title and text that a record had, from one time to another",
    ("record_id", "number"),
    (
        code(
            "record_id",
            "The article, project or page",
            required=True,
            rule="site.key: the record whose page it was",
        ),
        number(
            "number",
            "Which of the record's titles and texts it is, in order of time, from 1",
            required=True,
            minimum=1,
            rule="revisions.order: a capture with another title or text than the one before it begins another",
        ),
        time(
            "valid_from",
            "Time of the first capture that has it, UTC",
            required=True,
            archival=True,
            rule="revisions.from: time of the first capture that has this title and text",
        ),
        time(
            "valid_to",
            "Time of the first capture that has another, or since when the record is gone, UTC; null for the present",
            archival=True,
            traced=AT_THAT_TIME,
            rule="revisions.to: time of the first capture with another title or text, or since when it is gone",
            empty="the site still says so, as far as it was asked",
        ),
        words("title", "Title as shown then", required=True, authored=True, rule="revisions.title: as the page had it"),
        code(
            "text_digest",
            "sha256 of the text in UTF-8, lower-case hexadecimal; of the text as the page had it, where contacts are "
            "masked in `text`",
            pattern="[0-9a-f]{64}",
            rule="revisions.text-digest: sha256 of the text",
            empty=_NO_TEXT,
        ),
        words(
            "text",
            "Reading text of the body then, as in the record's own table",
            authored=True,
            rule="revisions.text: as the page had it",
            empty=_NO_TEXT,
        ),
        code(
            "capture_id",
            "The first capture that has it",
            required=True,
            references="captures.id",
            archival=True,
            rule="revisions.first: the first capture that has this title and text",
        ),
    ),
    traced=OWN_CAPTURE,
)

CAPTURES = Table(
    "captures",
    "one fetch of one address",
    ("id",),
    (
        code(
            "id",
            "WARC-Record-ID without urn:uuid; of a second record under one, a UUID made of that and of what it holds",
            required=True,
            archival=True,
            rule="archive.record-id: WARC-Record-ID without urn:uuid",
        ),
        code("url", "Address as fetched", required=True, rule="archive.target: WARC-Target-URI"),
        time("captured_at", "WARC-Date, UTC", required=True, archival=True, rule="archive.date: WARC-Date"),
        number(
            "status",
            "HTTP status code of the answer",
            facet=True,
            rule="archive.http-status: of the answer's first line",
            empty="the record is no HTTP answer, or its status line can't be read",
        ),
        code(
            "media_type",
            "Declared media type, lower case, without parameters",
            facet=True,
            rule="archive.media-type: Content-Type of the answer, without parameters",
            empty="the answer declares no media type",
        ),
        code(
            "payload_digest",
            "WARC-Payload-Digest as recorded",
            archival=True,
            rule="archive.payload-digest: WARC-Payload-Digest",
            empty="the archive record states no digest of its payload",
        ),
        code(
            "warc_file",
            "File, relative to the archive folder",
            required=True,
            archival=True,
            rule="archive.place: the file that the record lies in",
        ),
        number(
            "warc_offset",
            "Where the record's first byte (of its gzip member) is in that file",
            required=True,
            archival=True,
            unit="bytes",
            minimum=0,
            rule="archive.place: where the record begins in its file",
        ),
        code(
            "warc_record_id",
            "WARC-Record-ID as recorded",
            required=True,
            archival=True,
            rule="archive.record-id: WARC-Record-ID",
        ),
    ),
    traced=ITSELF,
    compared=False,
)

CHANGES = Table(
    "changes",
    "one change since the version before",
    ("table", "record_id", "field", "change"),
    (
        code("table", "Table it is in", required=True, facet=True),
        code("record_id", "Key of the row; parts of a longer key are joined by a tab", required=True),
        code(
            "change",
            "What happened",
            required=True,
            values=("added", "changed", "removed", "returned"),
            facet=True,
        ),
        code(
            "field",
            "Column that changed; null for a whole row",
            facet=True,
            empty="the change is one of the whole row",
        ),
        # Changes are found between masked tables, so nothing is left here to be masked.
        code(
            "before",
            "Value before, as in the CSV file; of a row removed, its cells as a JSON object",
            authored=True,
            empty="there was no value before",
        ),
        code(
            "after",
            "Value after, as in the CSV file; of a row added, its cells as a JSON object",
            authored=True,
            empty="there is no value after",
        ),
    ),
    traced=CELL_CHANGED,
    compared=False,
)

PROVENANCE = Table(
    "provenance",
    "what one capture says of a cell: where that cell comes from",
    ("table", "record_id", "field", "capture_id"),
    (
        code("table", "Table of the cell", required=True, facet=True),
        code("record_id", "Key of its row; parts of a longer key are joined by a tab", required=True),
        code("field", "Column of the cell", required=True, facet=True),
        code(
            "rule",
            "The rule that made the value; after `kept:` the one that read it in an older capture, whose text is the "
            "same, where the newest states it no longer",
            required=True,
            facet=True,
        ),
        code("extractor_version", "Version of the software", required=True),
        code(
            "capture_id",
            "The capture it was read from",
            required=True,
            references="captures.id",
            archival=True,
        ),
        words(
            "raw",
            "The string it was made from",
            authored=True,
            empty="the rule follows from the capture itself, not from a string in it",
        ),
    ),
    traced=OWN_CAPTURE,
    compared=False,
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        ARTICLES,
        PROJECTS,
        PAGES,
        THEMES,
        PEOPLE,
        AUTHORSHIPS,
        MEMBERSHIPS,
        TAGGINGS,
        DOCUMENTS,
        LINKS,
        IMAGES,
        REVISIONS,
        CAPTURES,
        CHANGES,
        PROVENANCE,
    )
}

RECORD_TABLES = ("articles", "projects", "pages")
COMPARED = tuple(table.name for table in TABLES.values() if table.compared)


def named(**wanted: object) -> dict[str, tuple[str, ...]]:
    """Return the columns of each table that have these attributes; tables with none of them are left out.

    `named(masked=True)` lists the columns in which contacts are masked.
    """
    by_table = {
        name: tuple(c.name for c in table.columns if all(getattr(c, key) == value for key, value in wanted.items()))
        for name, table in TABLES.items()
    }
    return {name: columns for name, columns in by_table.items() if columns}
