"""The demo site, page by page through pages and pipelines, against what its own tables hold."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from jjscrape.demo import DemoSite
from jjscrape.evaluation.date_strings import CAPTURED
from jjscrape.evaluation.gold_digest import digest_of
from jjscrape.evaluation.measure import plain
from jjscrape.evaluation.own_day import DAY, day_of
from jjscrape.evaluation.sheet import Reading, ReadPage, Sheet
from jjscrape.items import Article, Document, Project, Record
from jjscrape.normalise.dates.zones import day_in_utc
from jjscrape.pages import Source, extract
from jjscrape.pipelines.dates import DatesPipeline
from jjscrape.pipelines.people import PeoplePipeline
from jjscrape.pipelines.themes import ThemesPipeline
from jjscrape.site import ARTICLES, load_site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HOME = "http://jamandjustice-rjc.org"
FILES = "/sites/default/files/"
_OK = 200

_PIPELINES = (DatesPipeline(), PeoplePipeline(), ThemesPipeline())


def demo_pages(style: str) -> Iterator[tuple[dict[str, Any], Source]]:
    """Give every node that anybody may see: what its tables say, and its page."""
    site = DemoSite(style=style, churn=False)
    for truth in site.truth(HOME):
        if truth["status"] != _OK:
            continue
        answer = site.respond("GET", truth["url"], {})
        headers = {name.lower(): value for name, value in answer.headers}
        yield truth, Source(url=truth["url"], body=answer.body, captured_at=CAPTURED, headers=headers)


def digest_demo(style: str) -> str:
    """Digest the pages and the tables, not the code that makes them."""
    parts: list[tuple[str, bytes]] = []
    for truth, source in demo_pages(style):
        parts += [(f"{source.url} page", source.body)]
        parts += [(f"{source.url} truth", json.dumps(truth, sort_keys=True).encode())]
    return digest_of(parts)


def judge_demo(style: str) -> Sheet:
    sheet = Sheet()
    for truth, source in demo_pages(style):
        judge_page(sheet, truth, source, style)
    return sheet


def judge_page(sheet: Sheet, truth: dict[str, Any], source: Source, style: str) -> None:
    """Judge one page of that style against its row of the site's tables."""
    # A list of projects links to every project, which is how a build knows one.
    items = extract(source, load_site("jamandjustice"), project=truth["kind"] == "project").items
    record: Any = next((item for item in items if isinstance(item, Record)), None)
    for pipeline in _PIPELINES:
        record = pipeline.process_item(record)
    documents = {unquote(item.url) for item in items if isinstance(item, Document)}
    path = truth["path"]
    post = record if isinstance(record, Article) else None
    sheet.judge_value(path, "kind", _kind_of(record), truth["kind"])
    sheet.judge_value(path, "title", plain(record.title if record else None), plain(truth["title"]))
    event = truth.get("event") or {}
    all_day = event.get("all_day", False)
    sheet.judge_value(path, "event_start", post and post.event_start, _event_time(event.get("start"), all_day=all_day))
    sheet.judge_value(path, "event_end", post and post.event_end, _event_time(event.get("end"), all_day=all_day))
    sheet.judge_value(path, "event_all_day", post and post.event_all_day, all_day if event else None)
    sheet.judge_value(path, "place", plain(post.place if post else None), plain(event.get("location")))
    authors = truth["authors_best"] if truth["kind"] != "project" else []
    sheet.judge_set(path, "authors", spelt(a.name for a in post.authors) if post else [], spelt(authors))
    # The zurb style prints neither tags nor a project on a node's own page; there they are known from the lists.
    printed = truth["themes"] if style == "core" else []
    labels = record.theme_labels if isinstance(record, (Article, Project)) else []
    themes = record.themes if isinstance(record, (Article, Project)) else []
    sheet.judge_set(path, "theme labels", [plain(label) for label in labels], [plain(t) for t in printed])
    sheet.judge_set(path, "themes", themes, [slug(label) for label in printed])
    project = truth["related_project"] if style == "core" else None
    project_ids = post.project_ids if post else []
    sheet.judge_set(path, "projects", project_ids, [unquote(project["path"]).strip("/")] if project else [])
    wanted = {unquote(a["url"]) for a in truth["attachments"]}
    wanted |= {HOME + unquote(link) for link in truth["body_links"] if link.startswith(FILES)}
    sheet.judge_set(path, "documents", documents, wanted)
    sheet.judge_value(path, "published", *_published(truth, post))
    sheet.judge_value(path, "node_id", record.node_id if record else None, truth["nid"])
    _judge_media(sheet, path, record, truth)
    text = record.text if record else None
    sheet.judge_text(path, "text", text, truth["body_text"])
    day = datetime.fromisoformat(truth["published"]).date()
    sheet.pages.append(
        ReadPage(
            where=path,
            url=source.url,
            html=source.body,
            wanted=Reading(truth["title"], day, truth["body_text"]),
            own=Reading(record.title if record else None, day_of(record), text),
        )
    )


def _judge_media(sheet: Sheet, path: str, record: Record | None, truth: dict[str, Any]) -> None:
    """Judge images by the file they were made from, links by where they lead, and videos by their number."""
    links = record.links if record else []
    wanted = [HOME.replace("//", "//www.") + to[4:] if to.startswith("www:") else to for to in truth["body_links"]]
    wanted = [HOME + to if to.startswith("/") else to for to in wanted]
    sheet.judge_set(path, "links", [link.target_url for link in links if link.kind != "media"], wanted)
    videos = {link.target_url.partition("?")[0].rpartition("/")[2] for link in links if link.kind == "media"}
    sheet.judge_set(path, "videos", videos, [truth["video"].rpartition("=")[2]] if truth["video"] else [])
    images = record.images if record else []
    sheet.judge_set(path, "images", {i.original for i in images}, {i["original"] for i in truth["images"]})
    # Where no caption is printed, the alternative text is what a reader is told of the picture.
    captions = [plain(image.caption) for image in images if image.caption]
    sheet.judge_set(path, "image captions", captions, [plain(i["caption"] or i["alt"]) for i in truth["images"]])


def spelt(names: Iterable[str]) -> list[str]:
    """Return names without hyphens: the site prints some people's with and without."""
    return [" ".join(name.replace("-", " ").split()) for name in names]


def slug(label: str) -> str:
    return "-".join(label.lower().replace(",", "").split())


def _kind_of(record: Any) -> str | None:
    if isinstance(record, Article):
        return record.kind
    return type(record).__name__.lower() if record else None


def _event_time(text: str | None, *, all_day: bool) -> datetime | None:
    if text is None:
        return None
    at = datetime.fromisoformat(text)
    return day_in_utc(at.date()) if all_day else at.astimezone(UTC)


def _published(truth: dict[str, Any], post: Article | None) -> tuple[str | None, str | None]:
    """The date read and the one wanted, both as fine as the page tells it.

    A page that doesn't tell its date may be silent, but not wrong. Only articles have a publication date.
    """
    got = post.published_edtf if post else None
    dated = truth["kind"] in ARTICLES and truth["published_source"] in {"metadata", "byline"}
    if post is None or got is None:
        return None, truth["published"] if dated else None
    if post.published_source == "byline":
        return got, truth["published"][:DAY]
    return _instant(got), _instant(truth["published"])


def _instant(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).isoformat()
