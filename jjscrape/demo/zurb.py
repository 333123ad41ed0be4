"""ZURB Foundation with Display Suite, metatag and MixItUp: the site's name is the first h1, and RDFa is off."""

# ruff: noqa: E501  (markup stands on one line where Drupal prints it on one)

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from jjscrape.demo import compose
from jjscrape.demo.markup import LISTINGS, Markup
from jjscrape.demo.paging import NEXT, PREVIOUS, page_href, paged, pager_entries
from jjscrape.demo.shell import FOOTER_LOGOS, MENU, search_form, template
from jjscrape.demo.view import attribute, node_href, row_classes, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jjscrape.demo.model import Node, Term
    from jjscrape.demo.view import View

LONG_PAGE = 100
"""Posts on one page of a theme's listing. The bundled content never fills one, so it shows no pager."""

SCRIPTS = ("misc/jquery.js?v=1.10.2", "misc/drupal.js?", "sites/all/themes/zurb_foundation/js/foundation.min.js?")


class ZurbMarkup(Markup):
    name: ClassVar[str] = "zurb"

    def __init__(self, site_name: str, project_name: str, slogan: str) -> None:
        self.site_name = site_name
        self.project_name = project_name
        self.slogan = slogan

    def field(self, name: str, kind: str, html: str, *, label: str | None = None, rdf: str = "") -> str:  # noqa: ARG002
        where = "above" if label else "hidden"
        heading = f'<div  class="field-label">{label}:&nbsp;</div>' if label else ""
        return (
            f'<div class="field field-name-{name} field-type-{kind} field-label-{where} field-wrapper">'
            f"{heading}{html}</div>"
        )

    def body_field(self, html: str, extra: str) -> str:
        return (
            '<div class="field field-name-body field-type-text-with-summary field-label-hidden field-wrapper '
            f'body {extra}">{html}</div>'
        )

    def image(self, view: View, node: Node, style: str) -> str:
        if node.image is None:
            return ""
        tag = self.image_tag(view, node.image, style)
        if style == "medium":
            tag = f'<a href="{node_href(node)}">{tag}</a>'
        return f'<div class="image">{tag}{self.caption(node.image)}</div>'

    def title_field(self, html: str) -> str:
        return self.field("title", "ds", f"<h2>{html}</h2>")

    def full(self, view: View, node: Node) -> str:
        """Articles stand in a Display Suite layout, which repeats the title; projects and pages in the node template."""
        parts = [
            self.image(view, node, "large"),
            self.title_field(text(node.title)) if node.promoted else "",
            self.event_fields(node),
            self.body_field(self.body(view, node), "field"),
            self.video(node),
            self.attachments(view, node),
        ]
        if node.promoted:
            classes = self.node_classes(node, "view-mode-full")
            return f'<div  class="ds-1col {classes}">\n\n  \n  {"".join(parts)}</div>\n'
        return f'<article id="node-{node.nid}" class="node node-{node.kind} view-mode-full">\n\n  {"".join(parts)}\n</article>\n'

    def teaser(self, view: View, node: Node) -> str:
        link = f'<a href="{node_href(node)}">{text(node.title)}</a>'
        parts = [
            self.image(view, node, "medium"),
            self.title_field(link),
            self.event_fields(node),
            self.body_field(self.teaser_body(view, node), "text-secondary"),
            self.read_more(node),
        ]
        classes = self.node_classes(node, "node-teaser", "view-mode-teaser")
        return f'<div  class="ds-1col {classes}">\n\n  \n  {"".join(parts)}</div>\n'

    def block(self, name: str, title: str, html: str) -> str:
        heading = f'        <h2 class="block-title">{text(title)}</h2>\n    ' if title else ""
        return f'<section class="block block-{name.partition("-")[0]} block-{name}">\n\n{heading}\n      {html}  \n</section>'

    def pager(self, path: str, page: int, pages: int) -> str:
        entries, needed = pager_entries(path, page, pages)
        if not needed:
            return ""
        items = []
        if page > 0:
            back = page_href(path, page - 1)
            items.append(f'<li class="arrow first"><a title="Go to first page" href="{path}">« first</a></li>')
            items.append(f'<li class="arrow"><a title="Go to previous page" href="{back}">{PREVIOUS}</a></li>')
        for number, where in entries:
            if number == page:
                items.append(f'<li class="current{"" if page else " first"}"><a href="">{number + 1}</a></li>')
            else:
                items.append(f'<li><a title="Go to page {number + 1}" href="{where}">{number + 1}</a></li>')
        if page + 1 < pages:
            on, end = page_href(path, page + 1), page_href(path, pages - 1)
            items.append(f'<li class="arrow"><a title="Go to next page" href="{on}">{NEXT}</a></li>')
            items.append(f'<li class="arrow last"><a title="Go to last page" href="{end}">last »</a></li>')
        return (
            '<h2 class="element-invisible">Pages</h2><div class="pagination-centered"><div class="item-list">'
            '<ul class="pagination pager">' + "\n".join(items) + "</ul></div></div>"
        )

    # The projects page and its filtered copies

    def projects_page(self, view: View) -> str:
        projects = view.store.projects()
        rows = "".join(self.mix_item(view, node, number, len(projects)) for number, node in enumerate(projects, 1))
        rows = self.filters(view, projects) + rows
        content = self.view_block(view, "our_projects", "page", rows, header=self.theme_header(view))
        return self.document(
            view,
            title="Our projects",
            heading="Our projects",
            classes="page-our-projects views-page",
            content=content,
            path="/our-projects",
        )

    def filters(self, view: View, projects: Sequence[Node]) -> str:
        used = {term.tid for node in projects for term in node.themes}
        boxes = "".join(
            f'<div class="form-item form-type-checkbox form-item-filter-2-.tid-{term.tid}">\n <input '
            f'class="mixitup_views_filter form-checkbox" vid="2" type="checkbox" id="edit-filter-2-tid-{term.tid}" '
            f'name="filter_2[.tid_{term.tid}]" value=".tid_{term.tid}" />  <label class="option" '
            f'for="edit-filter-2-tid-{term.tid}">{text(term.label)} </label>\n</div>\n'
            for term in view.store.themes
            if term.tid in used
        )
        return (
            '  <div class="filters_wrapper"><form action="/our-projects" method="post" id="mixitup-views-filters-form" '
            'accept-charset="UTF-8"><div><div class="form-item form-type-checkboxes form-item-filter-2">\n'
            f'  <label for="edit-filter-2">Themes </label>\n <div id="edit-filter-2" class="form-checkboxes">{boxes}</div>\n'
            '</div>\n<a href="#reset" id="reset">Clear Filters</a><input type="hidden" name="form_build_id" '
            f'value="form-{view.token("filters")[:43]}" /></div></form></div>\n'
        )

    def mix_item(self, view: View, node: Node, number: int, total: int) -> str:
        where = node_href(node)
        tids = " ".join(f"tid_{term.tid}" for term in node.themes)
        image = f'<a href="{where}">{self.image_tag(view, node.image, "medium")}</a>' if node.image else ""
        tags = "\n".join(f'<li><a href="{term.path}">{text(term.label)}</a></li>' for term in node.themes)
        return (
            f'  <div class="mix_item mix {row_classes(number, total)} {tids}">\n'
            f'  <div class="views-field views-field-field-image">        <div class="field-content">{image}</div>  </div>\n'
            f'  <div class="views-field views-field-title">        <h2 class="field-content"><a href="{where}">'
            f"{text(node.title)}</a></h2>  </div>\n"
            '  <div class="views-field views-field-field-themes">        <div class="field-content">'
            f'<div class="item-list"><ul>{tags}\n</ul></div></div>  </div>\n'
            '  <div class="views-field views-field-view-node">        <span class="field-content">'
            f'<a href="{where}">Read more</a></span>  </div>  </div>\n'
        )

    def theme_page(self, view: View, term: Term, page: int) -> str:
        """Posts of the theme, every theme's description, the filter links, the theme's projects. No heading names it."""
        tagged = view.store.tagged(term)
        posts, pages = paged([node for node in tagged if node.promoted], page, LONG_PAGE)
        projects = [node for node in view.store.projects() if term in node.themes]
        header = f"<h2>{text(LISTINGS['news-events-and-blog'][0])}</h2>"
        news = self.view_block(
            view,
            "theme_posts",
            "panel_pane_1",
            self.rows(view, posts),
            header=header,
            after=self.pager(term.path, page, pages),
        )
        links = "".join(
            f'<div class="theme-filter"><a href="{t.path}">{text(t.label)}</a></div>' for t in view.store.themes
        )
        descriptions = "".join(f"<h3>{text(t.label)}</h3>\n<p>{text(t.description)}</p>\n" for t in view.store.themes)
        about = (
            f'<div class="themes-intro"><h2>Our Projects</h2>\n<p>{text(view.store.content.opening)}</p>\n{descriptions}'
            f"<p>Choose a theme to narrow the list:</p>\n{links}"
            '<div class="theme-filter"><a href="/our-projects">Reset Filters</a></div></div>'
        )
        rows = "".join(
            f'  <div class="{row_classes(number, len(projects))}">\n    {self.project_teaser(view, node)}  </div>\n'
            for number, node in enumerate(projects, 1)
        )
        content = f"{news}\n{about}\n{self.view_block(view, 'theme_projects', 'panel_pane_2', rows)}"
        return self.document(
            view,
            title=self.project_name,
            heading=self.project_name,
            classes=f"page-taxonomy page-taxonomy-term page-taxonomy-term- page-taxonomy-term-{term.tid}",
            content=content,
            path=term.path,
        )

    def project_teaser(self, view: View, node: Node) -> str:
        link = f'<a href="{node_href(node)}">{text(node.title)}</a>'
        tags = "".join(
            f'<div class="field-item {"odd" if number % 2 else "even"}">{text(term.label)}</div>'
            for number, term in enumerate(node.themes)
        )
        more = f'<ul class="links inline"><li class="node-readmore first last"><a href="{node_href(node)}">Read more</a></li></ul>'
        parts = [
            self.image(view, node, "medium"),
            self.title_field(link),
            self.field("field-themes", "taxonomy-term-reference", tags),
            more,
        ]
        classes = self.node_classes(node, "node-teaser", "view-mode-teaser")
        return f'<div  class="ds-1col {classes}">\n\n  \n  {"".join(parts)}</div>\n'

    # The whole page

    def metatags(self, view: View, title: str, node: Node | None, path: str | None, shortlink: str | None) -> list[str]:
        where = view.base + (path or "/")
        head = ['<meta name="generator" content="Drupal 7 (http://drupal.org)" />']
        description = ""
        if node:
            description = compose.plain(compose.teaser(node, view.store.content.series)).replace("\n", " ")[:380]
            head.insert(0, f'<meta name="description" content="{attribute(description)}" />')
        head.append(f'<link rel="canonical" href="{where}" />')
        if shortlink:
            head.append(f'<link rel="shortlink" href="{view.base}{shortlink}" />')
        head += [
            f'<meta property="og:site_name" content="{attribute(self.site_name)}" />',
            '<meta property="og:type" content="article" />',
            f'<meta property="og:title" content="{attribute(title)}" />',
            f'<meta property="og:url" content="{where}" />',
        ]
        if node:
            created, modified = node.created.isoformat(), node.modified.isoformat()
            head += [
                f'<meta property="og:updated_time" content="{modified}" />',
                f'<meta property="article:published_time" content="{created}" />',
                f'<meta property="article:modified_time" content="{modified}" />',
                f'<meta name="dcterms.title" content="{attribute(title)}" />',
                f'<meta name="dcterms.creator" content="{node.account}" />',
                f'<meta name="dcterms.description" content="{attribute(description)}" />',
                f'<meta name="dcterms.date" content="{node.created:%Y-%m-%dT%H:%M}{created[-6:]}" />',
                '<meta name="dcterms.type" content="Text" />',
                f'<meta name="dcterms.identifier" content="{where}" />',
            ]
        return head

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
        front = title is None
        head = self.metatags(view, title or self.site_name, node, path, shortlink)
        if feed:
            head.append(f'<link rel="alternate" title="{attribute(feed[0])}" href="{feed[1]}" />')
        full_title = f"{title} | {self.site_name}" if title else f"{self.site_name} | {self.slogan}"
        first = view.path.strip("/").partition("/")[0]
        if first and not front:
            classes += f" section-{attribute(first)}"
        scripts = "\n".join(
            f'<script src="{view.base}/{script}{view.buster if script.endswith("?") else ""}"></script>'
            for script in SCRIPTS
        )
        menu = "".join(
            f'<li class="{"first " if number == 0 else "last " if number == len(MENU) - 1 else ""}leaf">'
            f'<a href="{where}">{text(label)}</a></li>'
            for number, (where, label) in enumerate(MENU)
        )
        crumbs = ""
        page_title = ""
        if heading:
            crumbs = (
                '<h2 class="element-invisible">You are here</h2><ul class="breadcrumbs"><li><a href="/">Home</a></li>'
                f'<li class="current"><a href="#">{text(heading)}</a></li></ul>'
            )
            page_title = f'<h1 id="page-title" class="title">{text(heading)}</h1>'

        return template("page_zurb.html").substitute(
            head="\n".join(head),
            full_title=text(full_title),
            base=view.base,
            scripts=scripts,
            theme_token=view.token("theme")[:43],
            where="front" if front else "not-front",
            classes=classes,
            site_name=text(self.site_name),
            slogan=text(self.slogan),
            menu=menu,
            crumbs=crumbs,
            page_title=page_title,
            content=content,
            footer=self.block("search-search-form", "", search_form(view, "small-8 columns form-text"))
            + self.block("block-block-2", "", FOOTER_LOGOS),
            year=view.store.local_now().year,
        )
