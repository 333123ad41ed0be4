"""What each record is now, and since when."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING

from jjscrape.harvest.coverage import Crawl, crawl_of
from jjscrape.harvest.identity import Hops, Seen, hops, identities, renamed
from jjscrape.harvest.kept import Kept
from jjscrape.harvest.listings import take_former
from jjscrape.harvest.reading import Read, normalise
from jjscrape.harvest.standing import Sighting, Standing, answers_by_key, standing
from jjscrape.harvested import Harvest, History
from jjscrape.items import Article, Document, Page, Project, Record, Teaser, Theme, fields_on_page
from jjscrape.pipelines.checks import fatal
from jjscrape.site import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jjscrape.archive.capture import Capture
    from jjscrape.site import Site


def take_records(
    reads: Iterable[Read],
    listings: Iterable[Read],
    site: Site,
    found: Harvest,
    crawls: Mapping[str, Crawl],
    newest: str,
) -> None:
    """Choose what each record is now, and tell since when, and whether the site still has it.

    `reads` are in order of time. A record is what its newest good capture says, at its own address where there is one.
    """
    reads, moved = list(reads), hops(found.captures, site)
    versions = by_key(reads)
    ids = identities(versions, moved)
    found.aliases |= {key: record_id for key, record_id in ids.items() if key != record_id}
    found.teasers = [renamed(teaser, ids) for teaser in found.teasers]
    found.entries = [renamed(entry, ids) for entry in found.entries]
    answers = answers_by_key(found.captures, site)
    # A listing that answers where a post stood, as Drupal does below a view's path, has not met the post.
    nodeless = {read.capture.record_id for read in reads if read.extraction.nodeless}
    reads = [read for read in reads if not read.extraction.nodeless]
    met = {key: [c for c in captures if c.record_id not in nodeless] for key, captures in answers.items()}
    chosen: list[tuple[Read, Record]] = []
    seen_as: dict[str, list[Seen]] = {}
    unseen: dict[str, str] = {}
    for record_id, seen in records(versions, ids).items():
        read, record = present(seen, record_id, site)
        if reason := fatal(record):
            found.problems.setdefault(read.capture.id, []).append(f"record: {reason}")
            continue
        stands = standing([Sighting(item.id, r.capture) for r, item in seen], met, crawls)
        found.history[record_id] = history(seen, record, stands)
        record.also_at = other_addresses(seen, record, site, answers, moved)
        found.aliases |= {key: record_id for url in record.also_at if (key := site.key(url)) and key != record_id}
        chosen.append((read, record))
        seen_as[record_id] = seen
        record.id = record_id
        if stands.last_crawl != newest:
            unseen[record_id] = stands.last_crawl
    kept = Kept(((record.id, (read, record)) for read, record in chosen), seen_as, site)
    take_former([*listings, *reads], site, found, ids, unseen, crawls)
    for read, record in chosen:
        if isinstance(record, Article):
            add_standfirst(record, (*found.teasers, *found.former))
            take(kept.normalised(record.id, renamed(record, ids), found), found)
        else:
            take(normalise(renamed(record, ids), site), found)
        for item in read.extraction.items:
            if not isinstance(item, Record):
                take(normalise(renamed(item, ids), site), found)


def by_key(reads: Iterable[Read]) -> dict[str, list[Seen]]:
    """The captures of each key, in order of time."""
    found: dict[str, list[Seen]] = defaultdict(list)
    for read in reads:
        for item in read.extraction.items:
            if isinstance(item, Record):
                found[item.id].append((read, item))
    return found


def records(versions: Mapping[str, list[Seen]], ids: Mapping[str, str]) -> dict[str, list[Seen]]:
    """The captures of each record under all its keys, in order of time; records in order of their ids."""
    found: dict[str, list[Seen]] = defaultdict(list)
    for key in sorted(versions):
        found[ids[key]] += versions[key]
    for seen in found.values():
        seen.sort(key=lambda pair: pair[0].capture.captured_at)
    return dict(sorted(found.items()))


def present(seen: list[Seen], record_id: str, site: Site) -> Seen:
    """What a record is now: by its newest good capture, under the key it has in the newest crawl that saw it."""
    crawl = crawl_of(seen[-1][0].capture)
    keys = [item.id for read, item in seen if crawl_of(read.capture) == crawl]
    key = record_id if record_id in keys else keys[-1]
    known = [(read, item) for read, item in seen if item.id == key]
    return next((pair for pair in reversed(known) if site.key(pair[0].capture.url) == key), known[-1])


def other_addresses(
    seen: list[Seen], record: Record, site: Site, answers: Mapping[str, list[Capture]], moved: Hops
) -> list[str]:
    """Addresses a record had before, calls its own or is redirected to from: the newest spelling of each key."""
    keys = {item.id for _, item in seen}
    urls = [answers[source][-1].url for source, target in sorted(moved) if target in keys and source in answers]
    urls += [url for read, item in seen for url in (read.capture.url, item.url, *item.also_at)]
    spelt = {key: url for url in urls if (key := site.key(url)) and "?" not in key}
    return sorted(url for key, url in spelt.items() if key != site.key(record.url))


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


def history(seen: list[Seen], record: Record, stands: Standing) -> History:
    """Tell a record's story from its captures in order of time."""
    digests = [content_digest(item) for _, item in seen]
    changed = len(seen) - 1
    while changed and digests[changed - 1] == digests[-1]:
        changed -= 1
    return History(
        status=stands.status,
        first_seen=seen[0][0].capture.captured_at,
        last_seen=stands.last_seen,
        last_changed=seen[changed][0].capture.captured_at,
        content_digest=content_digest(record),
        hosts=sorted({host_of(read.capture.url) for read, _ in seen}),
        gone_since=stands.gone_since,
        gone_evidence=stands.gone_evidence,
    )


def content_digest(record: Record) -> str:
    data = asdict(record)
    content = {name: data[name] for name in fields_on_page(type(record)) if data[name]}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
