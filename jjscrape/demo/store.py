"""The site's tables: nodes by number and by alias, terms, redirects, files, and the lists made from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from jjscrape.demo import content, generated_files, growth
from jjscrape.demo.model import ARTICLES, LONDON, Attachment, Kind, Node, Term
from jjscrape.demo.pictures import jpeg

if TYPE_CHECKING:
    from collections.abc import Callable

OPENED = datetime(2021, 12, 1, 9, tzinfo=UTC)
TICK = timedelta(hours=1)
IMAGE_STYLES = {"large": (480, 270), "medium": (220, 124)}
"""Width and height of the pictures that Drupal derives from an original."""
ORIGINAL = (1024, 576)
FILES = "/sites/default/files/"
SOFT_404 = "Report launch - How can we govern cities differently - 3 July 2019.pdf"


@dataclass
class Store:
    """`articles` cuts the bundled articles to the newest so many, or adds invented older ones up to that number."""

    articles: int | None = None
    now: datetime = OPENED
    changed: datetime = OPENED
    nodes: dict[int, Node] = field(default_factory=dict)
    aliases: dict[str, int] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    _lists: dict[object, list[Node]] = field(default_factory=dict)
    _files: dict[str, Callable[[], bytes]] | None = None

    def __post_init__(self) -> None:
        self.content = content.load()
        self.terms = {term.tid: term for term in self.content.terms}
        self.redirects = dict(self.content.redirects)
        self.gone = {self.content.deleted}
        kept = [node for node in self.content.nodes if node.kind not in ARTICLES or not node.published]
        news = [node for node in self.content.nodes if node.kind in ARTICLES and node.published]
        wanted = len(news) if self.articles is None else self.articles
        if wanted < 0:
            raise ValueError(f"a site can't have {wanted} articles")
        for node in kept + news[:wanted]:
            self.nodes[node.nid] = node
            self.aliases[node.alias] = node.nid
        more = max(0, wanted - len(news))
        first = max(node.nid for node in self.content.nodes) + 1
        oldest = min(node.created for node in news)
        for node in growth.grow(more, first, oldest, self.content.terms, self.aliases):
            self.nodes[node.nid] = node

    def touch(self) -> None:
        """Let an hour pass and forget every list: any edit clears Drupal's whole page cache."""
        self.now += TICK
        self.changed = self.now
        self._lists.clear()
        self._files = None

    def local_now(self) -> datetime:
        return self.now.astimezone(LONDON)

    def by_path(self, path: str) -> Node | None:
        nid = self.aliases.get(path.strip("/"))
        return None if nid is None else self.nodes[nid]

    def term_by_slug(self, slug: str) -> Term | None:
        return next((term for term in self.terms.values() if term.slug == slug), None)

    @property
    def themes(self) -> list[Term]:
        return [term for term in self.terms.values() if term.slug]

    def _list(self, key: object, wanted: Callable[[Node], bool]) -> list[Node]:
        if key not in self._lists:
            nodes = [node for node in self.nodes.values() if node.published and wanted(node)]
            nodes.sort(key=lambda node: (node.created, node.nid), reverse=True)
            self._lists[key] = nodes
        return self._lists[key]

    def posts(self, kind: Kind | None = None) -> list[Node]:
        """Return published articles, of one kind or of all, newest first."""
        return self._list(("posts", kind), lambda node: node.kind in ARTICLES and kind in (None, node.kind))

    def projects(self) -> list[Node]:
        """Return the projects in the order in which they were entered."""
        return sorted(self._list("projects", lambda node: node.kind == "project"), key=lambda node: node.nid)

    def tagged(self, term: Term) -> list[Node]:
        """Return articles and projects with this tag, newest first."""
        return self._list(term, lambda node: term in node.themes)

    def of_project(self, project: Node) -> list[Node]:
        return self._list(("of", project.nid), lambda node: node.project == project.title and node.promoted)

    def next_nid(self) -> int:
        return max(*self.nodes, *self.gone) + 1

    def attachment_bytes(self, node: Node, attachment: Attachment) -> bytes:
        return generated_files.pdf(f"{attachment.description or attachment.filename}: {node.title}", 8 + node.nid % 9)

    def files(self) -> dict[str, Callable[[], bytes]]:
        """Return what makes each file's bytes, by decoded path."""
        if self._files is None:
            makers: dict[str, Callable[[], bytes]] = {}
            for node in self.nodes.values():
                for attachment in node.attachments:
                    path = f"{FILES}documents/{attachment.filename}"
                    makers[path] = partial(self.attachment_bytes, node, attachment)
                if node.image:
                    name = f"field/image/{node.image.filename}"
                    derived = {f"styles/{style}/public/{name}": size for style, size in IMAGE_STYLES.items()}
                    for path, size in {name: ORIGINAL, **derived}.items():
                        drawn = (
                            partial(generated_files.png, path) if name.endswith("png") else partial(jpeg, path, *size)
                        )
                        makers[FILES + path] = drawn
            makers[f"{FILES}inline/footer-logos.png"] = partial(generated_files.png, "footer-logos", 64, 24)
            self._files = makers
        return self._files
