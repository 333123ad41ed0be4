"""What an editor does between two crawls."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import RLock
from typing import TYPE_CHECKING
from urllib.parse import unquote

from jjscrape.demo.content import alias_of
from jjscrape.demo.model import LONDON, Byline, EventDate, Image, Kind, Node, Term
from jjscrape.demo.slugs import unused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.demo.store import Store


class Editing:
    """Changes to a store, each whole before the next request is answered. Unknown paths raise KeyError."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._lock = RLock()
        self._withdrawn: dict[str, Node] = {}

    def edit(
        self,
        path: str,
        *,
        title: str | None = None,
        body: str | None = None,
        themes: Iterable[str] | None = None,
        event: EventDate | None = None,
    ) -> None:
        """Change parts of a node; its alias stays.

        `body` is plain text with blank lines between paragraphs. The first becomes the teaser; a byline that had a
        line of its own stays, one told in the old prose goes. `themes` are slugs or labels.
        """
        with self._lock:
            node = self._node(path)
            if title is not None:
                for post in self.store.of_project(node):
                    post.project = title
                node.title = title
            if body is not None:
                node.summary, *rest = split(body)
                node.paragraphs = tuple(rest)
                node.teaser, node.links, node.teaser_links = None, (), ()
                if node.byline and node.byline.position in ("prose", "only"):
                    node.byline = None
            if themes is not None:
                node.themes = self._terms(themes)
            if event is not None:
                node.event = event
            self.store.touch()
            node.modified = self.store.local_now()

    def add(
        self,
        kind: Kind,
        title: str,
        *,
        body: str | None = None,
        themes: Iterable[str] = (),
        byline: str | None = None,
        authors: Iterable[str] = (),
        event: EventDate | None = None,
        project: str | None = None,
        created: datetime | None = None,
        image_alt: str | None = None,
    ) -> str:
        """Add a published node, dated now unless `created` says otherwise, and return its path.

        `byline` is printed as the first line; `authors` are the names in it. `project` is a project's title. An event
        without `event` starts at ten o'clock a fortnight later.
        """
        summary, *rest = split(body) if body is not None else (f"{title}: news from the demo site.",)
        with self._lock:
            self.store.touch()
            nid = self.store.next_nid()
            alias = unused(alias_of(kind, title), self.store.aliases)
            when = created or self.store.local_now()
            names = tuple(authors)
            if event is None and kind == "event":
                day = self.store.local_now().replace(hour=10, minute=0, second=0)
                event = EventDate(day + timedelta(days=14))
            node = Node(
                nid=nid,
                kind=kind,
                title=title,
                alias=alias,
                created=when if when.tzinfo else when.replace(tzinfo=LONDON),
                modified=self.store.local_now(),
                themes=self._terms(themes),
                summary=summary,
                paragraphs=tuple(rest) if body is not None else None,
                byline=Byline(byline, "first", names, names) if byline else None,
                event=event,
                project=project,
                image=Image(f"added-{nid}.png", image_alt) if image_alt else None,
            )
            self.store.nodes[nid] = node
            self.store.aliases[alias] = nid
            self.store.redirects.pop(alias, None)
            return f"/{alias}"

    def unpublish(self, path: str) -> None:
        """Answer 403 for a node and drop it from every list."""
        with self._lock:
            self._node(path).published = False
            self.store.touch()

    def delete(self, path: str) -> None:
        """Answer 404 for a node and drop it from every list."""
        with self._lock:
            node = self._node(path)
            del self.store.nodes[node.nid]
            del self.store.aliases[node.alias]
            self.store.gone.add(node.nid)
            self._withdrawn[node.alias] = node
            self.store.touch()

    def restore(self, path: str) -> None:
        """Bring back what was unpublished or deleted."""
        with self._lock:
            alias = unquote(path).strip("/")
            node = self._withdrawn.pop(alias, None)
            if node is None:
                node = self._node(path)
            node.published = True
            self.store.nodes[node.nid] = node
            self.store.aliases[node.alias] = node.nid
            self.store.gone.discard(node.nid)
            self.store.touch()

    def move(self, path: str, new_path: str) -> None:
        """Give a node another alias; the old one redirects there."""
        with self._lock:
            node = self._node(path)
            old, new = node.alias, unquote(new_path).strip("/")
            if new in self.store.aliases:
                raise ValueError(f"{new_path} is another node's alias")
            del self.store.aliases[old]
            node.alias = new
            self.store.aliases[new] = node.nid
            for alias, target in self.store.redirects.items():
                if target == old:
                    self.store.redirects[alias] = new
            self.store.redirects.pop(new, None)
            self.store.redirects[old] = new
            self.store.touch()

    def _node(self, path: str) -> Node:
        node = self.store.by_path(unquote(path))
        if node is None:
            raise KeyError(f"no node at {path}")
        return node

    def _terms(self, names: Iterable[str]) -> tuple[Term, ...]:
        """Find terms by slug or label; a label that no term has becomes a tag outside the vocabulary."""
        terms = []
        for name in names:
            term = next((t for t in self.store.terms.values() if name in (t.slug, t.label)), None)
            if term is None:
                term = Term(max(self.store.terms) + 1, name)
                self.store.terms[term.tid] = term
            terms.append(term)
        return tuple(terms)


def split(body: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in body.split("\n\n") if part.strip()) or ("",)
