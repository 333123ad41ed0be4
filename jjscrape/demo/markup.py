"""What both markup styles share: the pages there are, and the order of their parts.

A style gives each part its HTML. Class names are Drupal 7's; see core.py and zurb.py for what differs.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from jjscrape.demo import compose, generated_files
from jjscrape.demo.paging import paged
from jjscrape.demo.store import IMAGE_STYLES
from jjscrape.demo.view import attribute, node_href, row_classes, text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from jjscrape.demo.model import Attachment, Image, Node, Term
    from jjscrape.demo.view import View

LISTINGS: dict[str, tuple[str, str]] = {
    "news-events-and-blog": ("News, events and blog", "news_events_and_blog"),
    "news": ("News", "news"),
    "blog": ("Blog", "blog"),
    "events": ("Events", "events"),
}


class Markup(ABC):
    name: ClassVar[str]
    site_name: str

    @abstractmethod
    def document(
        self,
        view: View,
        *,
        title: str | None,
        heading: str | None,
        classes: str,
        content: str,
        node: Node | None = None,
        path: str | None = None,
        shortlink: str | None = None,
        feed: tuple[str, str] | None = None,
    ) -> str:
        """Wrap content into a whole page. `path` is the canonical one, `title` None on the front page."""

    @abstractmethod
    def full(self, view: View, node: Node) -> str: ...

    @abstractmethod
    def teaser(self, view: View, node: Node) -> str: ...

    @abstractmethod
    def pager(self, path: str, page: int, pages: int) -> str: ...

    @abstractmethod
    def field(self, name: str, kind: str, html: str, *, label: str | None = None, rdf: str = "") -> str: ...

    @abstractmethod
    def block(self, name: str, title: str, html: str) -> str: ...

    @abstractmethod
    def projects_page(self, view: View) -> str: ...

    @abstractmethod
    def theme_page(self, view: View, term: Term, page: int) -> str: ...

    def time_attributes(self, time: datetime) -> str:  # noqa: ARG002
        return ""

    # Fields

    def event_date(self, node: Node) -> str:
        """Write an event's date in the one of the date module's shapes that it calls for."""
        assert node.event
        event = node.event
        day = f"{event.start:%A, %B} {event.start.day}, {event.start.year}"
        start = self.time_attributes(event.start)
        if event.all_day:
            return f'<span class="date-display-single"{start}>{day} (All day)</span>'
        if event.end is None:
            return f'<span class="date-display-single"{start}>{day} - {event.start:%H:%M}</span>'
        end = self.time_attributes(event.end)
        if event.end.date() == event.start.date():
            return (
                f'<span class="date-display-single">{day} - <span class="date-display-range">'
                f'<span class="date-display-start"{start}>{event.start:%H:%M}</span> to '
                f'<span class="date-display-end"{end}>{event.end:%H:%M}</span></span></span>'
            )
        last = f"{event.end:%A, %B} {event.end.day}, {event.end.year}"
        return (
            f'<span class="date-display-range"><span class="date-display-start"{start}>{day} - {event.start:%H:%M}'
            f'</span> to <span class="date-display-end"{end}>{last} - {event.end:%H:%M}</span></span>'
        )

    def event_fields(self, node: Node) -> str:
        if node.event is None:
            return ""
        html = self.field("field-event-date", "datetime", self.event_date(node))
        if node.event.place:
            html += self.field("field-location", "text-long", text(node.event.place))
        return html

    def image_tag(self, view: View, image: Image, style: str) -> str:
        path = f"styles/{style}/public/field/image/{image.filename}"
        width, height = IMAGE_STYLES[style]
        source = f"{view.file_url(path)}?itok={generated_files.itok(path)}"
        return (
            f'<img {self.image_attributes()}src="{source}" width="{width}" '
            f'height="{height}" alt="{attribute(image.alt)}" />'
        )

    def image_attributes(self) -> str:
        return ""

    def caption(self, image: Image) -> str:
        if image.caption is None:
            return ""
        return f'<blockquote class="image-field-caption">\n  <p>{text(image.caption)}</p>\n</blockquote>\n'

    def video(self, node: Node) -> str:
        if node.video is None or not node.promoted:
            return ""
        player = (
            f'<div class="embedded-video"><div class="player"><iframe class="" width="640" height="360" '
            f'src="//www.youtube.com/embed/{node.video}?width%3D640%26amp%3Bheight%3D360" frameborder="0" '
            f"allowfullscreen></iframe></div></div>"
        )
        return self.field("field-video", "video-embed-field", player)

    def attachments(self, view: View, node: Node) -> str:
        if not node.attachments:
            return ""
        entries = [self.attachment(view, node, attachment) for attachment in node.attachments]
        return self.field("field-attachments", "file", self.items(entries), label="Attachments")

    def items(self, entries: Sequence[str]) -> str:
        return "".join(entries)

    def attachment(self, view: View, node: Node, attachment: Attachment) -> str:
        size = len(view.store.attachment_bytes(node, attachment))
        title = f' title="{attribute(attachment.filename)}"' if attachment.description else ""
        return (
            '<span class="file"><img class="file-icon" alt="PDF icon" title="application/pdf" '
            'src="/modules/file/icons/application-pdf.png" /> '
            f'<a href="{view.file_url(f"documents/{attachment.filename}")}" type="application/pdf; length={size}"'
            f"{title}>{text(attachment.description or attachment.filename)}</a></span>"
        )

    def body(self, view: View, node: Node) -> str:
        blocks = [*compose.lead(node, view.store.content.series), "<!--break-->", *compose.rest(node)]
        return "\n".join(blocks).replace(compose.SELF, view.host)

    def teaser_body(self, view: View, node: Node) -> str:
        return "\n".join(compose.teaser(node, view.store.content.series)).replace(compose.SELF, view.host) + "\n"

    def read_more(self, node: Node, extra: str = "") -> str:
        href, title = node_href(node), node.title
        last = "" if extra else " last"
        return (
            f'<ul class="links inline"><li class="node-readmore first{last}"><a href="{href}" rel="tag" '
            f'title="{attribute(title)}">Read more<span class="element-invisible"> about {text(title)}</span></a></li>'
            f"{extra}\n</ul>"
        )

    def node_classes(self, node: Node, *more: str) -> str:
        classes = ["node", f"node-{node.kind}"] + (["node-promoted"] if node.promoted else [])
        return " ".join([*classes, *more, "clearfix"])

    # Parts of pages

    def view_block(self, view: View, name: str, display: str, rows: str, *, header: str = "", after: str = "") -> str:
        head = f'<div class="view-header">\n      {header}    </div>\n  ' if header else ""
        body = f'<div class="view-content">\n{rows}    </div>\n' if rows else ""
        return (
            f'<div class="view view-{name.replace("_", "-")} view-id-{name} view-display-id-{display} '
            f'view-dom-id-{view.token(f"dom {name}")[:32]}">\n    {head}  {body}{after}</div>'
        )

    def rows(self, view: View, nodes: Sequence[Node]) -> str:
        return "".join(
            f'  <div class="{row_classes(number, len(nodes))}">\n    {self.teaser(view, node)}\n  </div>\n'
            for number, node in enumerate(nodes, 1)
        )

    def related(self, view: View, node: Node) -> str:
        """Write the block of other nodes' teasers that follows a project."""
        nodes = view.store.of_project(node)[:5]
        if not nodes:
            return ""
        view_html = self.view_block(view, "project_posts", "block", self.rows(view, nodes))
        return self.block("views-project-posts-block", "News, events and blog", view_html)

    def theme_header(self, view: View) -> str:
        store = view.store
        themes = "".join(f"<h3>{text(t.label)}</h3><p>{text(t.description)}</p>" for t in store.themes)
        links = "".join(f'<li><a href="{t.path}">{text(t.label)}</a></li>' for t in store.themes)
        return (
            f"<p>{text(store.content.opening)}</p>{themes}<p>Choose a theme to narrow the list:</p>"
            f'<ul class="theme-list">{links}</ul>'
        )

    def tabs(self, path: str) -> str:
        active = ' class="active"'
        entries = "".join(
            f'<li{active if path == key else ""}><a href="/{key}">{text(label)}</a></li>'
            for key, (label, _) in LISTINGS.items()
        )
        return f'<ul class="tabs primary listing-tabs">{entries}</ul>'

    # Pages

    def node_page(self, view: View, node: Node) -> str:
        content = self.full(view, node)
        if node.kind == "project":
            content += self.related(view, node)
        return self.document(
            view,
            title=node.title,
            heading=node.title,
            classes=f"page-node page-node- page-node-{node.nid} node-type-{node.kind}",
            content=content,
            node=node,
            path=node_href(node),
            shortlink=f"/node/{node.nid}",
        )

    def listing_page(self, view: View, key: str, nodes: Sequence[Node], page: int) -> str:
        label, name = LISTINGS[key]
        shown, pages = paged(nodes, page)
        rows = self.rows(view, shown)
        after = self.pager(f"/{key}", page, pages)
        content = self.tabs(key) + self.view_block(view, name, "page", rows, after=after)
        feed = (label, f"{view.base}/{key}/rss.xml") if key == "news-events-and-blog" else None
        return self.document(
            view,
            title=label,
            heading=label,
            classes=f"page-{key} views-page",
            content=content,
            path=f"/{key}",
            feed=feed,
        )

    def front_page(self, view: View, page: int) -> str:
        shown, pages = paged(view.store.posts(), page)
        content = "\n".join(self.teaser(view, node) for node in shown) + self.pager("/node", page, pages)
        return self.document(
            view,
            title=None,
            heading=None,
            classes="page-node",
            content=content,
            feed=(f"{self.site_name} RSS", f"{view.base}/rss.xml"),
        )

    def term_page(self, view: View, term: Term, page: int) -> str:
        """Write the taxonomy module's own page: description, teasers of whatever has the tag, pager, feed."""
        shown, pages = paged(view.store.tagged(term), page)
        description = ""
        if term.description:
            description = f'<div class="taxonomy-term-description"><p>{text(term.description)}</p>\n</div>'
        content = (
            f'<div class="term-listing-heading"><div id="taxonomy-term-{term.tid}" '
            'class="taxonomy-term vocabulary-themes">\n  <div class="content">\n    '
            f"{description}  </div>\n</div>\n</div>"
        )
        content += "\n".join(self.teaser(view, node) for node in shown) + self.pager(term.path, page, pages)
        return self.document(
            view,
            title=term.label,
            heading=term.label,
            classes=f"page-taxonomy page-taxonomy-term page-taxonomy-term- page-taxonomy-term-{term.tid}",
            content=content,
            path=term.path,
            shortlink=f"/taxonomy/term/{term.tid}",
            feed=(f"RSS - {term.label}", f"{view.base}/taxonomy/term/{term.tid}/feed"),
        )

    def message_page(self, view: View, title: str, message: str) -> str:
        return self.document(view, title=title, heading=title, classes="page-message", content=f"<p>{message}</p>")
