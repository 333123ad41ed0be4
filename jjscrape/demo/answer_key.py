"""What the site holds, read from its tables and never from its HTML: the answers to score a dataset against."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jjscrape.demo import compose
from jjscrape.demo.core import SUBMITTED
from jjscrape.demo.rss_feed import FEED_LENGTH
from jjscrape.demo.store import FILES
from jjscrape.demo.view import node_href

if TYPE_CHECKING:
    from jjscrape.demo.model import Node
    from jjscrape.demo.store import Store


def rows(store: Store, style: str, base: str) -> list[dict[str, Any]]:
    """Return a row per node in the order of their numbers, then one per node that is gone."""
    fed = in_feeds(store)
    current = [row(store, node, style, base, fed=node.nid in fed) for _, node in sorted(store.nodes.items())]
    gone = [{"url": f"{base}/node/{nid}", "kind": "gone", "status": 404} for nid in sorted(store.gone)]
    return current + gone


def in_feeds(store: Store) -> set[int]:
    lists = [store.posts()] + [store.tagged(term) for term in store.terms.values()]
    return {node.nid for nodes in lists for node in nodes[:FEED_LENGTH]}


def published_source(node: Node, style: str, *, fed: bool) -> str | None:
    if style == "zurb" or node.kind == SUBMITTED:
        return "metadata"
    if fed:
        return "feed"
    return "byline" if node.byline and node.byline.dated else None


def row(store: Store, node: Node, style: str, base: str, *, fed: bool) -> dict[str, Any]:
    project = next((p for p in store.projects() if p.title == node.project), None) if node.project else None
    lead, rest = compose.lead(node, store.content.series), compose.rest(node)
    byline = node.byline
    answers: dict[str, Any] = {
        "url": base + node_href(node),
        "path": node_href(node),
        "alias": node.alias,
        "nid": node.nid,
        "node_path": f"/node/{node.nid}",
        "kind": node.kind,
        "status": 200 if node.published else 403,
        "title": node.title,
        "published": node.created.isoformat(),
        "modified": node.modified.isoformat(),
        "published_visible_on_page": style == "core" and node.kind == SUBMITTED,
        "published_source": published_source(node, style, fed=fed),
        "drupal_user": node.account,
        "byline": byline.printed if byline else None,
        "authors": list(byline.authors) if byline else [],
        "authors_best": list(byline.people) if byline else [],
        "themes": [term.label for term in node.themes],
        "attachments": [
            {
                "url": f"{base}{FILES}documents/{quote(attachment.filename)}",
                "filename": attachment.filename,
                "description": attachment.description,
                "bytes": len(data),
                "sha256": sha256(data).hexdigest(),
            }
            for attachment in node.attachments
            for data in (store.attachment_bytes(node, attachment),)
        ],
        "images": [
            {
                "original": f"{base}{FILES}field/image/{quote(image.filename)}",
                "alt": image.alt,
                "caption": image.caption,
            }
            for image in ([node.image] if node.image else [])
        ],
        "video": f"https://www.youtube.com/watch?v={node.video}" if node.video else None,
        "related_project": {"title": project.title, "path": node_href(project)} if project else None,
        "body_links": [target for target, _ in (*node.teaser_links, *node.links)],
        "teaser_text": compose.plain(compose.teaser(node, store.content.series)),
        "body_text": compose.plain([*lead, *rest]),
        "comments": len(node.comments) if style == "core" else 0,
    }
    if node.event:
        answers["event"] = {
            "start": node.event.start.isoformat(),
            "end": node.event.end.isoformat() if node.event.end else None,
            "all_day": node.event.all_day,
            "location": node.event.place,
        }
    return answers
