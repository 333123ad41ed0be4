"""Drupal core's markup as the Bartik theme prints it: fields with items, RDFa, a sidebar of other posts' dates."""

# ruff: noqa: E501  (markup stands on one line where Drupal prints it on one)

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from jjscrape.demo.markup import Markup
from jjscrape.demo.paging import NEXT, PREVIOUS, page_href, pager_entries
from jjscrape.demo.shell import FOOTER_LOGOS, MENU, search_form, template
from jjscrape.demo.view import attribute, node_href, row_classes, text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from jjscrape.demo.model import Comment, Node, Term
    from jjscrape.demo.view import View

SUBMITTED = "blog"
"""The content type whose "Submitted by" line is switched on."""

SCRIPTS = ("misc/jquery.js?v=1.4.4", "misc/jquery.once.js?v=1.2", "misc/drupal.js?")
SHEETS = ("modules/system/system.base.css", "modules/field/theme/field.css", "themes/bartik/css/style.css")

FIRST, LAST = ' class="first"', ' class="last"'


def stamp(time: datetime) -> str:
    return f"{time:%a, %m/%d/%Y - %H:%M}"


class CoreMarkup(Markup):
    name: ClassVar[str] = "core"

    def __init__(self, site_name: str, slogan: str) -> None:
        self.site_name = site_name
        self.slogan = slogan

    def field(self, name: str, kind: str, html: str, *, label: str | None = None, rdf: str = "") -> str:
        where = "above" if label else "hidden"
        heading = f'<div class="field-label">{label}:&nbsp;</div>' if label else ""
        items = html if html.startswith('<div class="field-item') else f'<div class="field-item even"{rdf}>{html}</div>'
        return (
            f'<div class="field field-name-{name} field-type-{kind} field-label-{where}">{heading}'
            f'<div class="field-items">{items}</div></div>'
        )

    def items(self, entries: Sequence[str]) -> str:
        return "".join(
            f'<div class="field-item {"odd" if number % 2 else "even"}">{entry}</div>'
            for number, entry in enumerate(entries)
        )

    def time_attributes(self, time: datetime) -> str:
        return f' property="dc:date" datatype="xsd:dateTime" content="{time.isoformat()}"'

    def image_attributes(self) -> str:
        return 'typeof="foaf:Image" '

    def image(self, view: View, node: Node, style: str) -> str:
        if node.image is None:
            return ""
        tag = self.image_tag(view, node.image, style)
        if style == "medium":
            tag = f'<a href="{node_href(node)}">{tag}</a>'
        return self.field("field-image", "image", tag + self.caption(node.image))

    def themes(self, node: Node, label_position: str) -> str:
        if not node.themes:
            return ""
        links = "".join(
            f'<li class="taxonomy-term-reference-{number}">{self.term_link(term)}</li>'
            for number, term in enumerate(node.themes)
        )
        inline = " inline" if label_position == "inline" else ""
        return (
            f'<div class="field field-name-field-themes field-type-taxonomy-term-reference field-label-{label_position} clearfix">'
            f'<h3 class="field-label">Themes: </h3><ul class="links{inline}">{links}</ul></div>'
        )

    def term_link(self, term: Term) -> str:
        return (
            f'<a href="{term.path}" typeof="skos:Concept" property="rdfs:label skos:prefLabel" datatype="">'
            f"{text(term.label)}</a>"
        )

    def reference(self, view: View, node: Node) -> str:
        project = next((p for p in view.store.projects() if p.title == node.project), None)
        if project is None:
            return ""
        return (
            '<div class="field field-name-field-related-project field-type-entityreference field-label-inline clearfix">'
            '<div class="field-label">Related project:&nbsp;</div><div class="field-items"><div class="field-item even">'
            f'<a href="{node_href(project)}">{text(project.title)}</a></div></div></div>'
        )

    def submitted(self, node: Node) -> str:
        if node.kind != SUBMITTED:
            return ""
        return (
            '  <div class="meta submitted">\n            <span property="dc:date dc:created" '
            f'content="{node.created.isoformat()}" datatype="xsd:dateTime" rel="sioc:has_creator">Submitted by '
            f'<span class="username" xml:lang="" about="/users/{node.account}" typeof="sioc:UserAccount" '
            f'property="foaf:name" datatype="">{node.account}</span> on {stamp(node.created)}</span>    </div>\n'
        )

    def hidden_title(self, node: Node) -> str:
        return (
            f'<span property="dc:title" content="{attribute(node.title)}" class="rdf-meta element-hidden"></span>'
            f'<span property="sioc:num_replies" content="{len(node.comments)}" datatype="xsd:integer" '
            'class="rdf-meta element-hidden"></span>\n'
        )

    def wrapper(self, node: Node, mode: str, inner: str) -> str:
        return (
            f'<div id="node-{node.nid}" class="{self.node_classes(node, mode)}" about="{node_href(node)}" '
            f'typeof="sioc:Item foaf:Document">\n{inner}</div>\n'
        )

    def full(self, view: View, node: Node) -> str:
        encoded = ' property="content:encoded"'
        fields = [
            self.image(view, node, "large"),
            self.event_fields(node),
            self.field("body", "text-with-summary", self.body(view, node), rdf=encoded),
            self.video(node),
            self.attachments(view, node),
            self.themes(node, "above"),
            self.reference(view, node),
        ]
        inner = (
            f"{self.hidden_title(node)}{self.submitted(node)}"
            f'  <div class="content clearfix">\n    {"".join(fields)}  </div>\n{self.comments(node)}'
        )
        return self.wrapper(node, "node-full", inner)

    def comments(self, node: Node) -> str:
        if not node.comments:
            return ""
        html = "".join(self.comment(node, number, comment) for number, comment in enumerate(node.comments, 1))
        return f'  <div id="comments" class="comment-wrapper">\n          <h2 class="title">Comments</h2>\n{html}  </div>\n'

    def comment(self, node: Node, number: int, comment: Comment) -> str:
        where = f"/comment/{node.nid * 10 + number}#comment-{node.nid * 10 + number}"
        return (
            f'<a id="comment-{node.nid * 10 + number}"></a>\n'
            f'<div class="comment comment-by-anonymous clearfix" about="{where}" typeof="sioc:Post sioct:Comment">\n'
            '  <div class="attribution">\n    <div class="submitted">\n      <p class="commenter-name">\n'
            '        <span rel="sioc:has_creator"><span class="username" xml:lang="" typeof="sioc:UserAccount" '
            f'property="foaf:name" datatype="">{text(comment.name)} (not verified)</span></span>      </p>\n'
            '      <p class="comment-time">\n        <span property="dc:date dc:created" '
            f'content="{comment.created.isoformat()}" datatype="xsd:dateTime">{stamp(comment.created)}</span>      </p>\n'
            f'      <p class="comment-permalink">\n        <a href="{where}" class="permalink" rel="bookmark">Permalink'
            "</a>      </p>\n    </div>\n  </div>\n"
            f'  <div class="comment-text">\n    <div class="content">\n      <div class="field field-name-comment-body '
            'field-type-text-long field-label-hidden"><div class="field-items"><div class="field-item even" '
            f'property="content:encoded"><p>{text(comment.text)}</p>\n</div></div></div>    </div>\n  </div>\n</div>\n'
        )

    def teaser(self, view: View, node: Node) -> str:
        encoded = ' property="content:encoded"'
        fields = [
            self.image(view, node, "medium"),
            self.event_fields(node),
            self.field("body", "text-with-summary", self.teaser_body(view, node), rdf=encoded),
            self.themes(node, "inline"),
        ]
        extra = ""
        if node.kind == SUBMITTED:
            login = f"/user/login?destination=node/{node.nid}%23comment-form"
            extra = (
                f'\n<li class="comment_forbidden last"><span><a href="{login}">Log in</a> to post comments</span></li>'
            )
        inner = (
            f'        <h2>\n      <a href="{node_href(node)}">{text(node.title)}</a>\n    </h2>\n'
            f"    {self.hidden_title(node)}{self.submitted(node)}"
            f'  <div class="content clearfix">\n    {"".join(fields)}  </div>\n'
            f'      <div class="link-wrapper">\n      {self.read_more(node, extra)}    </div>\n'
        )
        return self.wrapper(node, "node-teaser", inner)

    def block(self, name: str, title: str, html: str) -> str:
        heading = f"    <h2>{text(title)}</h2>\n" if title else ""
        return (
            f'<div id="block-{name}" class="block block-{name.partition("-")[0]}">\n{heading}'
            f'  <div class="content">\n    {html}  </div>\n</div>\n'
        )

    def pager(self, path: str, page: int, pages: int) -> str:
        entries, needed = pager_entries(path, page, pages)
        if not needed:
            return ""
        items = []
        if page > 0:
            items.append(f'<li class="pager-first first"><a title="Go to first page" href="{path}">« first</a></li>')
            back = page_href(path, page - 1)
            items.append(f'<li class="pager-previous"><a title="Go to previous page" href="{back}">{PREVIOUS}</a></li>')
        for number, where in entries:
            if number == page:
                items.append(f'<li class="pager-current{"" if page else " first"}">{number + 1}</li>')
            else:
                items.append(
                    f'<li class="pager-item"><a title="Go to page {number + 1}" href="{where}">{number + 1}</a></li>'
                )
        if page + 1 < pages:
            on, end = page_href(path, page + 1), page_href(path, pages - 1)
            items.append(f'<li class="pager-next"><a title="Go to next page" href="{on}">{NEXT}</a></li>')
            items.append(f'<li class="pager-last last"><a title="Go to last page" href="{end}">last »</a></li>')
        return (
            '<h2 class="element-invisible">Pages</h2><div class="item-list"><ul class="pager">'
            + "\n".join(items)
            + "</ul></div>"
        )

    def projects_page(self, view: View) -> str:
        projects = view.store.projects()
        rows = "".join(self.project_row(view, node, number, len(projects)) for number, node in enumerate(projects, 1))
        content = self.view_block(view, "our_projects", "page", rows, header=self.theme_header(view))
        return self.document(
            view,
            title="Our projects",
            heading="Our projects",
            classes="page-our-projects",
            content=content,
            path="/our-projects",
        )

    def project_row(self, view: View, node: Node, number: int, total: int) -> str:
        where = node_href(node)
        image = f'<a href="{where}">{self.image_tag(view, node.image, "medium")}</a>' if node.image else ""
        last = len(node.themes) - 1
        tags = "\n".join(
            f"<li{FIRST if place == 0 else LAST if place == last else ''}>{self.term_link(term)}</li>"
            for place, term in enumerate(node.themes)
        )
        return (
            f'  <div class="{row_classes(number, total)}">\n'
            f'  <div class="views-field views-field-field-image">        <div class="field-content">{image}</div>  </div>\n'
            f'  <div class="views-field views-field-title">        <h2 class="field-content"><a href="{where}">'
            f"{text(node.title)}</a></h2>  </div>\n"
            '  <div class="views-field views-field-field-themes">        <div class="field-content">'
            f'<div class="item-list"><ul>{tags}\n</ul></div></div>  </div>\n'
            '  <div class="views-field views-field-view-node">        <span class="field-content">'
            f'<a href="{where}">Read more</a></span>  </div>  </div>\n'
        )

    def theme_page(self, view: View, term: Term, page: int) -> str:
        return self.term_page(view, term, page)

    def recent_news(self, view: View) -> str:
        nodes = view.store.posts("news")[:4]
        rows = "".join(
            f'          <li class="{row_classes(number, len(nodes))}">  \n'
            '  <div class="views-field views-field-title">        <span class="field-content">'
            f'<a href="{node_href(node)}">{text(node.title)}</a></span>  </div>  \n'
            '  <div class="views-field views-field-created">        <span class="field-content">'
            f"{stamp(node.created)}</span>  </div></li>\n"
            for number, node in enumerate(nodes, 1)
        )
        html = self.view_block(view, "recent_news", "block", f'<div class="item-list">    <ul>{rows}      </ul></div>')
        return self.block("views-recent-news-block", "Recent news", html)

    def document(
        self,
        view: View,
        *,
        title: str | None,
        heading: str | None,
        classes: str,
        content: str,
        node: Node | None = None,  # noqa: ARG002
        path: str | None = None,
        shortlink: str | None = None,
        feed: tuple[str, str] | None = None,
    ) -> str:
        head = ['<meta name="Generator" content="Drupal 7 (http://drupal.org)" />']
        if feed:
            head.append(
                f'<link rel="alternate" type="application/rss+xml" title="{attribute(feed[0])}" href="{feed[1]}" />'
            )
        if path and shortlink:
            head.append(f'<link rel="canonical" href="{path}" />\n<link rel="shortlink" href="{shortlink}" />')
        head.append(f'<link rel="shortcut icon" href="{view.base}/misc/favicon.ico" type="image/vnd.microsoft.icon" />')
        head.append(
            f"  <title>{text(f'{title} | {self.site_name}' if title else f'{self.site_name} | {self.slogan}')}</title>"
        )
        imports = "\n".join(f'@import url("{view.base}/{sheet}?{view.buster}");' for sheet in SHEETS)
        head.append(f'  <style type="text/css" media="all">\n{imports}\n</style>')
        for script in SCRIPTS:
            source = script + view.buster if script.endswith("?") else script
            head.append(f'  <script type="text/javascript" src="{view.base}/{source}"></script>')
        head.append(
            '<script type="text/javascript">\n<!--//--><![CDATA[//><!--\njQuery.extend(Drupal.settings, '
            f'{{"basePath":"\\/","ajaxPageState":{{"theme":"bartik","theme_token":"{view.token("theme")[:43]}"}}}});\n'
            "//--><!]]>\n</script>"
        )
        front = title is None
        menu = "\n".join(
            f'<li class="menu-{300 + n}"><a href="{to}">{text(label)}</a></li>' for n, (to, label) in enumerate(MENU)
        )
        page_title = f'<h1 class="title" id="page-title">\n          {text(heading)}        </h1>\n' if heading else ""
        icon = ""
        if feed:
            icon = (
                f'<a href="{feed[1]}" class="feed-icon" title="Subscribe to {attribute(feed[0])}"><img typeof="foaf:Image" '
                f'src="{view.base}/misc/feed.png" width="16" height="16" alt="Subscribe to {attribute(feed[0])}" /></a>'
            )

        return template("page_core.html").substitute(
            head="\n".join(head),
            where="front" if front else "not-front",
            classes=classes,
            name_tag="h1" if front else "div",
            site_name=text(self.site_name),
            slogan=text(self.slogan),
            menu=menu,
            sidebar=self.recent_news(view),
            page_title=page_title,
            content=content,
            icon=icon,
            footer=self.block("search-form", "", search_form(view)) + self.block("block-2", "", FOOTER_LOGOS),
        )
