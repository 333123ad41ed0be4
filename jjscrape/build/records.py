"""What each record is now, and since when."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING

from jjscrape.build.reading import OK, Read, normalise
from jjscrape.items import Article, Document, Page, Project, Record, Teaser, Theme
from jjscrape.pipelines.checks import fatal
from jjscrape.release.harvest import Harvest, History
from jjscrape.site import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.archive.capture import Capture
    from jjscrape.site import Site

WITHDRAWN = frozenset({403, 404, 410})

# What a record's own page says, before any join: a change of these is a change of the record.
_CONTENT = (
    "title", "summary", "text", "language", "event_raw", "event_machine_start", "event_machine_end", "place",
    "byline_lines", "theme_labels", "image_url", "image_caption", "links",
)  # fmt: skip


def take_records(reads: Iterable[Read], site: Site, found: Harvest) -> None:
    """Choose each record's newest good capture, at its own address where there is one. `reads` are in order of time."""
    versions: dict[str, list[tuple[Read, Record]]] = defaultdict(list)
    for read in reads:
        for item in read.extraction.items:
            if isinstance(item, Record):
                versions[item.id].append((read, item))
    answers = last_answers(found.captures, site)
    for record_id in sorted(versions):
        seen = versions[record_id]
        read, record = next((v for v in reversed(seen) if site.key(v[0].capture.url) == record_id), seen[-1])
        if reason := fatal(record):
            found.problems.setdefault(read.capture.record_id, []).append(f"record: {reason}")
            continue
        found.history[record_id] = history(seen, answers.get(record_id, OK))
        record.also_at = sorted({u for r, i in seen for u in (r.capture.url, *i.also_at)} - {record.url})
        found.aliases |= {key: record_id for url in record.also_at if (key := site.key(url)) and key != record_id}
        if isinstance(record, Article):
            add_standfirst(record, found.teasers)
        take(normalise(record), found)
        for item in read.extraction.items:
            if not isinstance(item, Record):
                take(normalise(item), found)


def take(item: object, found: Harvest) -> None:
    match item:
        case Article():
            found.articles.append(item)
        case Project():
            found.projects.append(item)
        case Page():
            found.pages.append(item)
        case Teaser():
            found.teasers.append(item)
        case Document():
            found.documents.append(item)
        case Theme():
            found.themes.append(item)


def add_standfirst(article: Article, teasers: Iterable[Teaser]) -> None:
    """Offer the summaries that listings give as places of a byline: the site prints some bylines only there."""
    known = set(article.byline_lines)
    for teaser in teasers:
        if teaser.target_id == article.id and teaser.summary:
            for line in teaser.summary.splitlines():
                if line.strip() and line not in known:
                    known.add(line)
                    article.byline_lines.append(line)


def history(seen: list[tuple[Read, Record]], answer: int) -> History:
    """Tell a record's story from its captures in order of time; `answer` is the last status at its address."""
    digests = [content_digest(record) for _, record in seen]
    changed = len(seen) - 1
    while changed and digests[changed - 1] == digests[-1]:
        changed -= 1
    return History(
        status="gone" if answer in WITHDRAWN else "live",
        first_seen=seen[0][0].capture.captured_at,
        last_seen=seen[-1][0].capture.captured_at,
        last_changed=seen[changed][0].capture.captured_at,
        content_digest=digests[-1],
        hosts=sorted({host_of(read.capture.url) for read, _ in seen}),
    )


def content_digest(record: Record) -> str:
    data = asdict(record)
    content = {name: data[name] for name in _CONTENT if data.get(name)}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def last_answers(captures: Iterable[Capture], site: Site) -> dict[str, int]:
    """The last HTTP status at each key. `captures` are in order of time."""
    return {key: c.status for c in captures if c.status and (key := site.key(c.url))}
