"""The node on a page: where it begins and ends, and what its parts are; teasers in listings are read the same way.

Fields are told by the classes that Drupal's modules print, then by RDFa, then by where a line stands: what lies between
the date and the text of an event is its place, a line of links to themes is its tags.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from jjscrape.items import Document, Image, Link
from jjscrape.pages.body import MARK, Anchor, Body, Line, untangle
from jjscrape.pages.clutter import FOREIGN, NEVER_TEXT, OTHERS, Part, part_of, survey, tops
from jjscrape.pages.fields import Field, fields_of, value_of
from jjscrape.pages.soup import HEADINGS, Selector, fold, is_element, number_of, remove, squash, text_of, tokens
from jjscrape.site import ARTICLES, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from jjscrape.pages.soup import Element, Soup
    from jjscrape.site import Site

MAIN = Selector(
    "main",
    system_main="#block-system-main, #system-main",
    page_content=".pane-page-content",
    main_role="[role=main]",
    main_tag="main",
    region_content=".region-content",
    l_content=".l-content, .l-main",
    content_id="div#content, section#content, div#main-content, section#main-content, div#main, td#content, #center",
)
ANCHOR = Selector("main-content", anchor="a#main-content, a[name=main-content]")

BODY_NAMES = re.compile(r"^(body|content|text|main-text|description|body-text|full-text|article-body|long-text)$")
BODY_TYPES = ("text-with-summary", "text-long")
NO_BODY = re.compile(
    r"locat|place|venue|address|where|contact|author|byline|summary|teaser|intro|caption|tags|theme|date|time"
)
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
VIDEO_TYPES = ("video-embed-field", "youtube", "vimeo", "emvideo", "oembed")
BYLINE_NAMES = re.compile(r"(^|-)(byline|authors?|written-by|contributors?)(-|$)")
CAPTION_NAMES = re.compile(r"caption|credit")
TITLE_NAMES = re.compile(r"^(title|node-title|page-title|title-1|title-field|name)$")
SUMMARY_NAMES = re.compile(r"summary|teaser|intro|standfirst|abstract|excerpt|lead(-|$)|^body")

DATES = Selector(
    "event date",
    date_display=".date-display-single, .date-display-range, .date-display-start",
    rdfa='[property~="dc:date"]:not([property~="dc:created"]), [property~="schema:startDate"], [itemprop=startDate]',
    time="time[datetime]:not([pubdate])",
)
PLACES = Selector(
    "place",
    vcard=".location.vcard, .vcard .adr",
    addressfield=".addressfield-container-inline, .street-block, .addressfield",
    microdata='[itemprop=location], [property~="schema:location"]',
)
TAGS = Selector("tags", rdfa='[typeof~="skos:Concept"], [property~="skos:prefLabel"]', rel="a[rel~=tag]")
BODIES = Selector(
    "body", rdfa='[property~="content:encoded"], [itemprop=articleBody], [property~="schema:articleBody"]'
)
FILES = Selector("files", file="span.file, .file-document, .file-application", table="table.sticky-enabled")

DAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?"
MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
DATE_LINE = re.compile(
    rf"^(?:(?:date|when|time|date and time)\s*:\s*)?(?:from\s+)?(?:{DAY}\.?,?\s+)?(?:the\s+)?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s*(?:-|–|to)\s*(?=\d))?"
    rf"(?:{MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}\.?,?\s+\d{{4}}"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{4}-\d{2}-\d{2})\b.{0,120}$",
    re.IGNORECASE,
)
PLACE_LABEL = re.compile(r"^(?:location|venue|place|where|address)\s*:\s*", re.IGNORECASE)
TAG_LABEL = re.compile(
    r"^(?:tags?|themes?|topics?|categor(?:y|ies)|filed under|posted in|terms)\s*:?\s*", re.IGNORECASE
)
FILE_LABEL = re.compile(
    r"^(?:attachments?|downloads?|files?|documents?|related (?:files|documents))\s*:?\s*$", re.IGNORECASE
)
REFERENCE_LABEL = re.compile(r"^(?:related projects?\s*:?|projects?\s*:)\s*", re.IGNORECASE)
RELATED_HEADING = re.compile(
    r"^(?:(?:our )?(?:latest |related |recent |more )?news(?:, | and | & |$|:| from| about)|related\b|more (?:from|about|on)\b|latest\b|recent\b"
    r"|you (?:may|might) also|see also\b|(?:news|blogs?|events?)(?:,? (?:and|&) (?:news|blogs?|events?))+)",
    re.IGNORECASE,
)
READ_MORE = re.compile(
    r"^(?:read|find out|learn|view|see) more\b|^more\s*(?:…|\.\.\.|»|›)?$|^continue reading", re.IGNORECASE
)
FURNITURE_HEADING = re.compile(
    r"^(?:contact(?: us)?|follow us|(?:our )?newsletter|sign ?up.*|stay in touch|connect with us|(?:our )?(?:partners|funders)|share(?: this)?"
    r"|search(?: form)?|user login|navigation|who's (?:online|new)|upcoming events|popular.*|archives?|tweets?(?: by.*)?|twitter.*)$",
    re.IGNORECASE,
)
COMMENT_HEADING = re.compile(
    r"^(?:comments|add (?:a )?new comment|post new comment|leave a (?:comment|reply)|\d+ comments?)$", re.IGNORECASE
)
SUBMITTED_LINE = re.compile(
    r"^(?:submitted|posted|published|created)\s+(?:by\b|on\b).{0,120}\d{4}\b.{0,20}$", re.IGNORECASE
)
SERVICE_LINE = re.compile(
    r"^(?:log ?in(?: or register)? to post comments|add new comment|printer-friendly version|send (?:by email|to friend)|pdf version"
    r"|email this page|print this page|share this(?: page| post| on.*)?:?|share:?|tweet|like|back to top|skip to main content"
    r"|you are here|view the discussion thread\.?)$",
    re.IGNORECASE,
)
FILE_ENDING = re.compile(r"\.(pdf|docx?|odt|rtf|xlsx?|ods|csv|pptx?|odp|zip|epub|txt|mp3)$", re.IGNORECASE)
IMAGE_ENDING = re.compile(r"\.(jpe?g|png|gif|svg|webp|bmp|tiff?)$", re.IGNORECASE)
PLAYERS = re.compile(r"//(?:[\w-]+\.)*(?:youtube(?:-nocookie)?\.com|youtu\.be|vimeo\.com|soundcloud\.com|mixcloud\.com"
                     r"|prezi\.com|slideshare\.net|issuu\.com|ted\.com|archive\.org|audioboom\.com|dailymotion\.com|buzzsprout\.com)/")  # fmt: skip
_HOME = ("/", "<front>")


@dataclass(slots=True)
class Node:
    """A node's parts as read. `wrapped` tells whether an element of its own was found, or only the page's main part."""

    scope: Element
    wrapped: bool
    body: Body = field(default_factory=Body)
    body_rule: str = ""
    date_raw: str | None = None
    date_rule: str = ""
    date_name: str = ""
    date_start: str | None = None
    date_end: str | None = None
    place: str | None = None
    place_rule: str = ""
    labels: list[str] = field(default_factory=list)
    labels_rule: str = ""
    references: list[str] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    lead: Image | None = None
    images: list[Image] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    heading: str | None = None
    submitted: str | None = None
    related: list[Element] = field(default_factory=list)


# Where it is


def main_of(soup: Soup) -> Element:
    """Return the page's main part: the block or element made for it, else what holds the skip link's target."""
    found, _ = MAIN.all(soup.body)
    if found:
        return max(found[:8], key=lambda e: len(text_of(e))) if len(found) > 1 else found[0]
    anchor = ANCHOR.first(soup.body)
    parent = anchor.getparent() if anchor is not None else None
    return parent if parent is not None else soup.body


def find_node(soup: Soup, surveyed: Mapping[Element, int], path: str) -> Element | None:
    """Return the element of the page's own node, or None if the theme prints none.

    A number or an address of its own decides; teasers, comments and nodes in blocks and views are other nodes.
    """
    best: tuple[int, int] = (0, 0)
    chosen: Element | None = None
    for element, part in surveyed.items():
        names = tokens(element)
        number = number_of(element)
        about = element.get("about")
        if not ("node" in names or number or "node--full" in names or "node-full" in names
                or (element.tag == "article" and ("article" in names or about))):  # fmt: skip
            continue
        if part & (Part.COMMENT | Part.TEASER):
            continue
        if number and soup.node_id and number != soup.node_id:
            continue
        score = 10
        score += 20 * (number is not None and number == soup.node_id)
        score += 8 * bool(about and path and about.rstrip("/").endswith(path))
        score += 4 * bool({"node-full", "view-mode-full", "node--full", "node--view-mode-full"} & set(names))
        score -= 12 * bool(part & (Part.CHROME | Part.SLIDES))
        score -= 6 * bool(part & (Part.VIEW | Part.BLOCK))
        if score < best[0] or score <= 0:
            continue
        size = len(text_of(element))
        if (score, size) > best:
            best, chosen = (score, size), element
    return chosen


def densest(scope: Element, surveyed: Mapping[Element, int]) -> Element:
    """Return the element whose own paragraphs hold most text: the last resort where no class or id says anything."""
    mass: dict[Element, int] = {}
    for element, part in surveyed.items():
        if element.tag in {"p", "blockquote"} and not part & (NEVER_TEXT | OTHERS):
            parent = element.getparent()
            if parent is not None:
                mass[parent] = mass.get(parent, 0) + len(text_of(element))
    if not mass:
        return scope
    chosen = max(mass, key=lambda e: mass[e])
    # Up to where the heading is, so that what stands between it and the text is seen too.
    while chosen is not scope:
        parent = chosen.getparent()
        if parent is None or parent is scope or any(e.tag == "h1" for e in chosen.iterdescendants("h1")):
            break
        chosen = parent
    return chosen


# What it holds


def dissect(
    soup: Soup,
    site: Site,
    scope: Element,
    *,
    title: str | None,
    event: bool,
    wrapped: bool = True,
    teaser: bool = False,
    vocabulary: frozenset[str] = frozenset(),
) -> Node:
    """Read the parts of a node or, with `teaser`, of an entry in a listing. Takes the tree below the scope apart.

    `vocabulary` holds folded labels of themes that the page names elsewhere: a line that is one of them is a tag.
    """
    node = Node(scope, wrapped)
    surveyed = survey(scope)
    if teaser:
        surveyed = {element: part & ~OTHERS for element, part in surveyed.items()}
    fields = [f for f in fields_of(surveyed) if not f.part & (Part.COMMENT | Part.CHROME)]
    bodies = _find_bodies(node, scope, surveyed, fields)
    keep = frozenset(a for body in bodies for a in (body, *body.iterancestors()))
    own = [f for f in fields if not f.part & _foreign(f, keep)]
    held = frozenset(bodies)
    _read_images(node, soup, surveyed, own, held)
    _read_date(node, scope, surveyed, own, held)
    _read_place(node, scope, surveyed, own, held)
    _read_labels(node, soup, site, scope, surveyed, own, held)
    _read_references(node, soup, site, own)
    _read_bylines(node, own)
    node.related = tops(surveyed, OTHERS, keep=keep)
    for element in node.related:
        element.set(MARK, "related")
    for found in own:
        if found.matches(TITLE_NAMES) and (not node.heading):
            node.heading = found.text() or None
            found.element.set(MARK, "title")
        elif found.matches(CAPTION_NAMES):
            found.element.set(MARK, "caption")
    _read_files(node, soup, site, scope, surveyed, own)
    for element in tops(surveyed, NEVER_TEXT, keep=keep):
        if element is not scope:
            remove(element)
    for element in node.related:
        remove(element)
    for body in bodies:
        if body is not scope and not body.get(MARK):
            body.set(MARK, "body")
    _read_text(node, soup, site, bodies, title, event=event, vocabulary=vocabulary)
    _read_links(node, soup, site, bodies)
    return node


def _foreign(found: Field, keep: frozenset[Element]) -> int:
    """The parts a field must not stand in: other nodes' ones, unless the body stands in the same."""
    return Part.COMMENT | Part.CHROME if found.element in keep or _shares(found.element, keep) else FOREIGN


def _shares(element: Element, keep: frozenset[Element]) -> bool:
    for above in element.iterancestors():
        if above in keep:
            return True
        if part_of(above) & OTHERS:
            return False
    return False


def _find_bodies(node: Node, scope: Element, surveyed: Mapping[Element, int], fields: list[Field]) -> list[Element]:
    usable = [f for f in fields if not f.part & (Part.COMMENT | Part.CHROME | Part.SHARE)]
    inner = [f for f in usable if not f.part & OTHERS] or [f for f in usable if not f.part & (Part.BLOCK | Part.SLIDES)]
    for rule, chosen in (
        ("body-name", [f for f in inner if f.name == "body"]),
        ("body-type", [f for f in inner if f.type == "text-with-summary"]),
        ("body-like-name", [f for f in inner if BODY_NAMES.match(f.name) and not f.bare]),
        ("long-text-type", [f for f in inner if f.type == "text-long" and not NO_BODY.search(f.name)]),
    ):
        elements = [f.element for f in chosen if text_of(f.element)]
        if elements:
            node.body_rule = rule
            if rule in {"body-name", "body-like-name"}:
                # The same body twice on a page is a slideshow or a print copy; the longest is the one to read.
                return [max(elements, key=lambda e: len(text_of(e)))]
            among = set(elements)
            return [e for e in elements if not any(a in among for a in e.iterancestors())]
    found, rule = BODIES.all(scope)
    found = [e for e in found if not surveyed[e] & (Part.COMMENT | OTHERS) and text_of(e)]
    if found:
        node.body_rule = rule
        return [max(found, key=lambda e: len(text_of(e)))]
    return []


def _within(element: Element, holders: Collection[Element]) -> bool:
    return element in holders or any(above in holders for above in element.iterancestors())


def _read_date(
    node: Node, scope: Element, surveyed: Mapping[Element, int], own: list[Field], bodies: frozenset[Element]
) -> None:
    """Find the date an event carries: its field, else the date module's own spans, else RDFa or a time element."""
    dated = [
        f for f in own if not f.bare and (f.type in DATE_TYPES or (DATE_NAMES.search(f.name) and "post" not in f.name))
    ]
    dated = [
        f for f in dated if f.name not in {"post-date", "created", "changed", "changed-date", "updated"} and f.text()
    ]
    spans, rule = DATES.all(scope)
    spans = [
        e
        for e in spans
        if not surveyed[e] & (Part.COMMENT | Part.CHROME | Part.META | OTHERS) and not _within(e, bodies)
    ]
    holders: list[Element] = [f.element for f in dated if any(_within(s, [f.element]) for s in spans)]
    if holders:
        node.date_rule = "date-field"
    elif spans:
        holders, node.date_rule = [_pair(spans)], rule
    elif dated:
        holders, node.date_rule = [dated[0].element], "date-field-text"
    if not holders:
        return
    first = holders[0]
    source = next((f for f in own if f.element is first), None)
    item = source.items()[0] if source else first
    for element in _calendar_links(item):
        element.set("class", "element-hidden")
    raw = value_of(item)
    if len(holders) > 1 and source and re.search(r"start|from|begin", source.name):
        end = next((f for f in dated if f.element is not first and re.search(r"end|until|finish|-to$", f.name)), None)
        raw = f"{raw} to {end.text()}" if end else raw
    if not raw:
        return
    node.date_raw, node.date_name = raw, source.name if source else ""
    node.date_start, node.date_end = _machine(item)
    for holder in holders:
        holder.set(MARK, "date")


def _pair(spans: list[Element]) -> Element:
    """Return the first date's element, or what holds it together with its end."""
    parent = spans[0].getparent()
    paired = len(spans) > 1 and parent is not None and spans[1].getparent() is parent
    return parent if paired and parent is not None and len(text_of(parent)) < 160 else spans[0]  # noqa: PLR2004


def _calendar_links(scope: Element) -> list[Element]:
    return [
        e
        for e in scope.iterdescendants("a", "ul", "div", "span")
        if any(re.match(r"add-?to-?cal|addtocal|ical", t) for t in tokens(e))
    ]


def _machine(item: Element) -> tuple[str | None, str | None]:
    """The ISO strings of the first date in an element: RDFa content, or a time element's datetime."""
    start = end = single = None
    times: list[str] = []
    for element in item.iter():
        if not is_element(element):
            continue
        names, content = tokens(element), element.get("content") or element.get("datetime")
        if not content:
            continue
        if "date-display-start" in names:
            start = start or content
        elif "date-display-end" in names:
            end = end or content
        elif "date-display-single" in names:
            single = single or content
        elif element.get("itemprop") == "endDate" or "schema:endDate" in (element.get("property") or ""):
            end = end or content
        else:
            times.append(content)
    first = start or single or (times[0] if times else None)
    if not end and not single and not start and len(times) > 1:
        end = times[1]
    return first, end


def _read_place(
    node: Node, scope: Element, surveyed: Mapping[Element, int], own: list[Field], bodies: frozenset[Element]
) -> None:
    placed = [f for f in own if (f.type in PLACE_TYPES or PLACE_NAMES.search(f.name)) and f.type not in TAG_TYPES
              and f.element not in bodies and not (f.bare and _within(f.element, bodies))]  # fmt: skip
    for found in placed:
        for element in found.element.iterdescendants():
            if is_element(element) and {"map-link", "map-icon", "geolocation-map"} & set(tokens(element)):
                element.set("class", "element-hidden")
        text = PLACE_LABEL.sub("", " ".join(value_of(item) for item in found.items()).strip())
        found.element.set(MARK, "place")
        if text and not node.place:
            node.place, node.place_rule = text, "place-field"
    if not node.place:
        elements, rule = PLACES.all(scope)
        elements = [
            e for e in elements if not surveyed[e] & (Part.COMMENT | Part.CHROME | OTHERS) and not _within(e, bodies)
        ]
        if elements:
            for element in elements[0].iterdescendants():
                if is_element(element) and "map-link" in tokens(element):
                    element.set("class", "element-hidden")
            node.place, node.place_rule = PLACE_LABEL.sub("", value_of(elements[0])) or None, rule
            elements[0].set(MARK, "place")


def _read_labels(
    node: Node, soup: Soup, site: Site, scope: Element, surveyed: Mapping[Element, int], own: list[Field],
    bodies: frozenset[Element],
) -> None:  # fmt: skip
    tagged = [f for f in own if (f.type in TAG_TYPES or (TAG_NAMES.search(f.name) and f.type in {"", "ds"}))
              and f.element not in bodies and not (f.bare and _within(f.element, bodies))]  # fmt: skip
    for found in tagged:
        links = [e for e in found.element.iterdescendants("a") if text_of(e)]
        entries = links or [e for e in found.element.iterdescendants("li") if text_of(e)] or found.items()
        texts = [value_of(e) for e in entries]
        if len(texts) == 1 and not links and "," in texts[0]:
            texts = texts[0].split(",")
        node.labels += [t for t in map(squash, texts) if t and t not in node.labels]
        node.labels_rule = "term-field"
        found.element.set(MARK, "tags")
    if not node.labels:
        elements, rule = TAGS.all(scope)
        for element in elements:
            if surveyed[element] & (Part.COMMENT | Part.CHROME | Part.LINKS | OTHERS) or _within(element, bodies):
                continue
            href = soup.absolute(element.get("href"))
            text = text_of(element)
            if text and text not in node.labels and (rule == "rdfa" or (href and site.kind(href) is Kind.THEME)):
                node.labels.append(text)
                node.labels_rule = rule
                element.set(MARK, "tags")


def _read_references(node: Node, soup: Soup, site: Site, own: list[Field]) -> None:
    for found in own:
        if found.type in REFERENCE_TYPES or (not found.type and REFERENCE_NAMES.search(found.name) and not found.bare):
            for link in found.element.iterdescendants("a"):
                url = soup.absolute(link.get("href"))
                key = site.key(url) if url else None
                if url and key and site.kind_of_key(key) is Kind.PAGE and key not in node.references:
                    node.references.append(key)
            found.element.set(MARK, "reference")


def _read_bylines(node: Node, own: list[Field]) -> None:
    for found in own:
        if BYLINE_NAMES.search(found.name) and found.type != "ds" and not found.part & Part.META:
            text = found.text()
            if text:
                plain = re.match(r"(?i)(by|authors?|written by|words)\b", text)
                node.bylines.append(text if plain else f"{'Authors' if found.name.endswith('s') else 'Author'}: {text}")
            found.element.set(MARK, "byline")


# Pictures


def _read_images(
    node: Node, soup: Soup, surveyed: Mapping[Element, int], own: list[Field], bodies: frozenset[Element]
) -> None:
    pictured = [f for f in own if (f.type in IMAGE_TYPES or IMAGE_NAMES.search(f.name) or "image" in tokens(f.element))
                and f.type not in TAG_TYPES]  # fmt: skip
    lead: Element | None = None
    before_text = True
    seen: set[str] = set()
    fields = {found.element for found in pictured}
    for element, part in surveyed.items():
        if element in bodies:
            before_text = False
        if element.tag == "p" and not bodies and len(text_of(element)) > 80:  # noqa: PLR2004
            before_text = False
        if element.tag != "img" or part & (NEVER_TEXT | OTHERS) or _is_icon(element):
            continue
        image = _image(soup, element)
        if image is None:
            continue
        if image.url not in seen:
            seen.add(image.url)
            node.images.append(image)
        in_field = _within(element, fields)
        if node.lead is None and (in_field or before_text):
            lead, node.lead = element, image
    for found in pictured:
        if not _within(found.element, bodies) and found.element.get(MARK) is None and not found.bare:
            found.element.set(MARK, "image")
    if lead is not None and not _within(lead, bodies):
        holder = next((a for a in lead.iterancestors("figure")), None)
        if holder is not None:
            holder.set(MARK, "image")


def _is_icon(element: Element) -> bool:
    names = tokens(element)
    source = element.get("src") or ""
    if "file-icon" in names or "/modules/file/icons/" in source or not source or source.startswith("data:"):
        return True
    return any(element.get(side, "").strip() in {"0", "1", "16"} for side in ("width", "height"))


def _image(soup: Soup, element: Element) -> Image | None:
    url = soup.absolute(element.get("src"))
    if not url:
        return None
    alt, title = squash(element.get("alt")) or None, squash(element.get("title")) or None
    caption = None
    for above in islice(element.iterancestors(), 4):
        if above.tag == "figure":
            caption = text_of(next(above.iterdescendants("figcaption"), None)) or None
            break
        if above.tag in {"article", "body", "section"} or "node" in tokens(above):
            break
        near = [e for e in islice(above.iterdescendants(), 24) if is_element(e)]
        if sum(e.tag == "img" for e in near) > 1:  # a gallery: no caption is this picture's for sure
            break
        found = next((e for e in near if any(CAPTION_NAMES.search(t) for t in tokens(e))), None)
        if found is not None and (caption := text_of(found) or None):
            break
    return Image(url, alt, caption or alt or title)


# Text


def _read_text(
    node: Node, soup: Soup, site: Site, bodies: list[Element], title: str | None, *, event: bool, vocabulary: frozenset[str]
) -> None:  # fmt: skip
    if bodies:
        node.body = untangle(bodies)
        node.body.lines = [line for line in node.body.lines if line.part in {None, "body", "files"} or line.captioned]
        if event and node.date_raw and not node.place:
            _place_between(node, title, untangle([node.scope]).lines)
        _drop_repeated_title(node.body, title)
        return
    node.body = body = untangle([node.scope])
    node.body_rule = "structure"
    lines = _until_others(_from_title(node, body.lines, title), soup, site, wrapped=node.wrapped)
    for line in lines:
        if line.part is None and (SUBMITTED_LINE.match(line.text) or SERVICE_LINE.match(line.text)):
            line.part = "service"
            if SUBMITTED_LINE.match(line.text) and not node.submitted:
                node.submitted = line.text
    if event and not node.date_raw:
        _date_line(node, lines)
    for line in lines:
        if line.part is None and fold(line.text) in vocabulary:
            line.part, node.labels_rule = "tags", "known-label"
            node.labels.append(line.text)
    if any(line.part == "tags" for line in lines):
        # One known label makes its short neighbours in the same list tags too, known or not.
        lists = {line.holder for line in lines if line.part == "tags"}
        for line in lines:
            if (
                line.part is None
                and line.holder in lists
                and not line.hrefs
                and line.block in {"li", "div", "span"}
                and len(line.text) < 60
            ):
                line.part = "tags"
                node.labels.append(line.text)
    _drop_labels(lines, node, soup, site)
    if event and node.date_raw and not node.place:
        _place_between(node, title, lines)
    kept = [line for line in lines if line.part is None and not line.captioned]
    caption = fold(node.lead.caption) if node.lead else ""
    kept = [line for i, line in enumerate(kept)
            if not (title and i < 3 and fold(line.text) == fold(title) and line.block != "p")  # noqa: PLR2004
            and not (caption and i < 4 and fold(line.text) == caption)
            and not (READ_MORE.match(line.text) and line.wholly_linked)]  # fmt: skip
    if body.teaser_end is not None:
        before = {id(line) for line in body.lines[: body.teaser_end]}
        body.teaser_end = sum(id(line) in before for line in kept)
    body.lines = kept


def _from_title(node: Node, lines: list[Line], title: str | None) -> list[Line]:
    """Without an element of the node's own, what stands before the page's heading is the page's, not the node's."""
    if node.wrapped or not title:
        return lines
    for index, line in enumerate(lines[:40]):
        if line.block == "h1" and fold(line.text) == fold(title):
            return [o for o in lines[:index] if o.part not in {None, "title"}] + lines[index + 1 :]
    return lines


def _drop_repeated_title(body: Body, title: str | None) -> None:
    if title and body.lines and body.lines[0].heading and fold(body.lines[0].text) == fold(title):
        body.lines = body.lines[1:]
        body.teaser_end = body.teaser_end - 1 if body.teaser_end else body.teaser_end


def _until_others(lines: list[Line], soup: Soup, site: Site, *, wrapped: bool) -> list[Line]:
    """Cut where other nodes' teasers or the comments begin; no class tells them apart here."""

    def leads_away(line: Line) -> bool:
        kinds = [site.kind(url) for href in line.hrefs if (url := soup.absolute(href))]
        return bool(kinds) and all(kind in ARTICLES for kind in kinds)

    for index, line in enumerate(lines):
        if line.part is not None:
            continue
        if index and COMMENT_HEADING.match(line.text) and (line.heading or line.wholly_linked):
            return lines[:index]
        if (
            not wrapped
            and index
            and line.heading
            and FURNITURE_HEADING.match(line.text)
            and not lines[index - 1].heading
        ):
            return lines[:index]
        if line.heading and not line.hrefs and RELATED_HEADING.match(line.text):
            rest = [other for other in lines[index + 1 : index + 12] if other.part is None]
            if any(other.wholly_linked and leads_away(other) for other in rest[:6]):
                return lines[:index]
        if line.heading and line.wholly_linked and leads_away(line) and index:
            start = index
            while start and lines[start - 1].heading and not lines[start - 1].hrefs:
                start -= 1
            return lines[:start]
    return lines


def _date_line(node: Node, lines: list[Line]) -> None:
    for line in lines[:8]:
        if line.part is None and DATE_LINE.match(line.text) and len(line.text) < 140:  # noqa: PLR2004
            node.date_raw = re.sub(r"(?i)^(?:date|when|time|date and time)\s*:\s*", "", line.text)
            node.date_rule = "date-line"
            line.part = "date"
            return


def _drop_labels(lines: list[Line], node: Node, soup: Soup, site: Site) -> None:
    """Give a part to lines that are tags, files or references without a class to say so, and to their labels."""
    for index, line in enumerate(lines):
        if line.part is not None:
            continue
        urls = [url for href in line.hrefs if (url := soup.absolute(href))]
        kinds = [site.kind(url) for url in urls]
        label = TAG_LABEL.match(line.text)
        bare = line.linked >= len(TAG_LABEL.sub("", line.text).replace(" ", "").replace(",", "").replace("|", "")) - 2
        if kinds and all(kind is Kind.THEME for kind in kinds) and bare:
            line.part = "tags"
            if not node.labels_rule or node.labels_rule == "theme-links":
                node.labels_rule = "theme-links"
                for anchor_text in _link_texts(line, node, soup):
                    if anchor_text not in node.labels:
                        node.labels.append(anchor_text)
        elif label and not line.hrefs and ":" in label[0] and len(line.text) < 200 and line.block != "p":  # noqa: PLR2004
            texts = [squash(t) for t in re.split(r"[,|;]", line.text[label.end() :]) if squash(t)]
            if texts and not node.labels:
                node.labels, node.labels_rule = texts, "tag-line"
            line.part = "tags"
        elif urls and _refers(lines, index):
            for url in urls:
                key = site.key(url)
                if key and site.kind_of_key(key) is Kind.PAGE and key not in node.references:
                    node.references.append(key)
            line.part = "reference"
    for line in reversed(lines):
        if line.part is None:
            urls = [url for href in line.hrefs if (url := soup.absolute(href))]
            if not (line.wholly_linked and line.block in {"div", "td"} and all(is_document(site, url) for url in urls)):
                break
            line.part = "files"
    for index in range(len(lines) - 1, 0, -1):
        line, after = lines[index - 1], lines[index]
        if line.part is None and after.part in {"tags", "files", "file-field", "reference", "date", "place"} and (
            (line.text.endswith(":") and line.block != "p") or FILE_LABEL.match(line.text)
            or fold(line.text) in {"tags", "themes", "location", "venue", "date", "when", "where", "related project"}
        ) and len(line.text) < 40:  # fmt: skip  # noqa: PLR2004
            line.part = "label"


def _refers(lines: list[Line], index: int) -> bool:
    """Tell whether a line names related projects, by a label in it or on the line before."""
    line = lines[index]
    match = REFERENCE_LABEL.match(line.text)
    if match and match.end() < len(line.text):
        return line.linked >= len(line.text[match.end() :].replace(" ", "")) - 2
    before = lines[index - 1] if index else None
    return (
        line.wholly_linked
        and before is not None
        and (
            before.part == "reference"
            or bool((m := REFERENCE_LABEL.match(before.text)) and m.end() == len(before.text))
        )
    )


def _link_texts(line: Line, node: Node, soup: Soup) -> list[str]:
    rest = TAG_LABEL.sub("", line.text) if ":" in line.text else line.text
    if len(line.hrefs) == 1:
        return [rest]
    texts = []
    wanted = set(line.hrefs)
    for element in node.scope.iterdescendants("a"):
        if element.get("href") in wanted and (text := text_of(element)) and text in rest:
            texts.append(text)
    return texts


def _place_between(node: Node, title: str | None, lines: list[Line]) -> None:
    """Read as the place the short lines between the date and the text: never a title, never a sentence."""
    last = max((i for i, line in enumerate(lines) if line.part == "date"), default=None)
    if last is None:
        return
    found: list[Line] = []
    marked = any(line.part == "body" for line in lines)
    for index, line in enumerate(lines[last + 1 :], last + 1):
        if line.part in {"title", "image", "caption", "label"} or line.captioned:
            continue
        if title and fold(line.text) == fold(title):
            continue
        if (
            line.part is not None
            or line.heading
            or line.block in {"li", "blockquote", "td"}
            or line.hrefs
            or len(found) > 3
        ):
            break
        sentence = line.text.endswith((".", "?", "!", ":", "…", "”"))
        labelled = PLACE_LABEL.match(line.text)
        after = next((o for o in lines[index + 1 :] if o.part in {None, "body"}), None)
        beside = after is not None and line.block == "p" and after.holder == line.holder
        if not labelled and (len(line.text) > 150 or sentence or (beside and not marked)):  # noqa: PLR2004
            break
        if after is None and not marked and not labelled:
            break
        found.append(line)
    text = PLACE_LABEL.sub("", " ".join(line.text for line in found))
    if text:
        node.place, node.place_rule = text, "between-date-and-text"
        for line in found:
            line.part = "place"


# Links and files


def _read_files(
    node: Node, soup: Soup, site: Site, scope: Element, surveyed: Mapping[Element, int], own: list[Field]
) -> None:
    """Collect file links anywhere in the node, and mark what only lists files."""
    for found in own:
        if found.type in FILE_TYPES or (
            FILE_NAMES.search(found.name) and not found.bare and not found.type.startswith("text")
        ):
            found.element.set(MARK, "file-field")
    holders, _ = FILES.all(scope)
    for holder in holders:
        if holder.tag == "table" and not any(
            fold(text_of(h)).startswith("attachment") for h in holder.iterdescendants("th")
        ):
            continue
        if not holder.get(MARK) and not any(above.get(MARK) == "file-field" for above in holder.iterancestors()):
            holder.set(MARK, "file-field" if holder.tag == "table" else "files")
    seen: set[str] = set()
    for element, part in surveyed.items():
        if element.tag != "a" or part & (Part.COMMENT | Part.CHROME | OTHERS | Part.SHARE):
            continue
        url = soup.absolute(element.get("href"))
        if not url or not is_document(site, url) or url in seen:
            continue
        seen.add(url)
        label = text_of(element) or squash(element.get("title")) or None
        node.documents.append(Document(id=site.key(url) or url, url=url, label=label, found_on=""))


def is_document(site: Site, url: str) -> bool:
    """Tell whether an address is a file for reading: by its ending, or by standing in Drupal's files folder."""
    path = url.partition("?")[0].partition("#")[0]
    if IMAGE_ENDING.search(path):
        return False
    return bool(FILE_ENDING.search(path)) or site.kind(url) is Kind.FILE


def _read_links(node: Node, soup: Soup, site: Site, bodies: list[Element]) -> None:
    wanted = None if bodies else {href for line in node.body.lines for href in line.hrefs}
    for anchor in node.body.anchors:
        if wanted is not None and anchor.href not in wanted:
            continue
        if link := _link(soup, site, anchor):
            node.links.append(link)
    players = [*node.body.embeds]
    for element in node.scope.iter("iframe", "embed"):
        source = element.get("src")
        if source and source not in players:
            players.append(source)
    for source in players:
        if url := soup.absolute(source):
            node.links.append(Link(url, None, "media"))


def _link(soup: Soup, site: Site, anchor: Anchor) -> Link | None:
    url = soup.absolute(anchor.href)
    if not url:
        return None
    key = site.key(url)
    if is_document(site, url):
        return Link(url, anchor.text, "document", key)
    if IMAGE_ENDING.search(url.partition("?")[0]):
        return Link(url, anchor.text, "media", key)
    return Link(url, anchor.text, "external" if key is None else "internal", key)


__all__ = ["HEADINGS", "MAIN", "Node", "densest", "dissect", "find_node", "is_document", "main_of"]
