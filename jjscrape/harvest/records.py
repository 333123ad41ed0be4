"""What each record is now, and since when."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from jjscrape.harvest.answers import newest_answers
from jjscrape.harvest.coverage import Crawl, crawl_of
from jjscrape.harvest.identity import ReadRecord, RedirectPairs, identities, record_of, redirect_pairs, renamed
from jjscrape.harvest.kept import Kept
from jjscrape.harvest.listings import take_former
from jjscrape.harvest.reading import normalise
from jjscrape.harvest.revisions import revisions
from jjscrape.harvest.standing import Sighting, Standing, answers_by_key, standing
from jjscrape.harvested import Harvest, History, Revision
from jjscrape.items import Article, Document, Project, Record, Teaser, Theme
from jjscrape.pins import is_pin
from jjscrape.pipelines.checks import fatal
from jjscrape.shelf import Shelf, Shelved
from jjscrape.site import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from jjscrape.archive.capture import Capture
    from jjscrape.harvest.extract import RecordSeen
    from jjscrape.harvest.extracts import Extracts
    from jjscrape.harvest.reading import Reading
    from jjscrape.items import CaptureRef, Image
    from jjscrape.site import Site


class Taken(NamedTuple):
    """A record, once it lies on the disk, as far as the harvest asks for more of it."""

    id: str
    capture: CaptureRef | None
    pictures: tuple[Image, ...]

    @classmethod
    def of(cls, record: Record) -> Taken:
        return cls(record.id, record.capture, (*([record.lead] if record.lead else []), *record.images))


def take_records(
    reads: Iterable[Reading],
    listings: Iterable[Reading],
    site: Site,
    harvest: Harvest,
    crawls: Mapping[str, Crawl],
    newest: str,
    extracts: Extracts,
    folder: Path | None = None,
) -> list[Taken]:
    """Choose what each record is now, and tell since when, and whether the site still has it.

    `reads` are in order of time. A record is what its newest good capture says, at its own address where there is one.
    `folder` is where records lie meanwhile: no more than a few are in memory at one time.
    """
    reads, redirects = list(reads), redirect_pairs(harvest.captures, site)
    versions = by_key(reads)
    ids = identities(versions, redirects)
    harvest.aliases |= {key: record_id for key, record_id in ids.items() if key != record_id}
    for place, teaser in enumerate(harvest.teasers):  # one by one, so that there are never two of each
        harvest.teasers[place] = renamed(teaser, ids)
    harvest.entries = [renamed(entry, ids) for entry in harvest.entries]
    answers = answers_by_key(harvest.captures, site)
    harvest.answers = newest_answers(answers)
    # A listing that answers where a post stood, as Drupal does below a view's path, has not met the post.
    nodeless = {read.capture.record_id for read in reads if read.brief.nodeless}
    reads = [read for read in reads if not read.brief.nodeless]
    answers_met = {key: [c for c in captures if c.record_id not in nodeless] for key, captures in answers.items()}
    leading_to = sources_of(redirects)
    chosen: list[tuple[str, ReadRecord]] = []
    as_read: Shelf[Record] = Shelf(folder=folder, large=True)
    past: Shelved[list[Revision]] = Shelved(folder)
    seen_as: dict[str, list[ReadRecord]] = {}
    unseen: dict[str, str] = {}
    for record_id, read_records in records(versions, ids).items():
        read, seen = present(read_records, record_id, site)
        record = record_of(read, seen)
        if reason := fatal(record):
            harvest.problems.setdefault(read.capture.id, []).append(f"record: {reason}")
            continue
        standing_now = standing([Sighting(item.id, r.capture) for r, item in read_records], answers_met, crawls)
        past.put(record_id, revisions(read_records, seen, record))
        harvest.history[record_id] = history(read_records, seen, standing_now)
        record.also_at = other_addresses(read_records, record, site, answers, leading_to)
        harvest.aliases |= {key: record_id for url in record.also_at if (key := site.key(url)) and key != record_id}
        seen_as[record_id] = read_records
        record.id = record_id
        chosen.append((record_id, (read, seen)))
        as_read.append(record)
        if standing_now.last_crawl != newest:
            unseen[record_id] = standing_now.last_crawl
    harvest.revisions = past
    kept = Kept(chosen, seen_as, extracts)
    take_former([*listings, *reads], site, harvest, ids, unseen, crawls)
    teasers = by_target((*harvest.teasers, *harvest.former))
    return take_present(zip(chosen, as_read, strict=True), kept, teasers, ids, site, harvest, folder)


def take_present(
    chosen: Iterable[tuple[tuple[str, ReadRecord], Record]],
    kept: Kept,
    teasers: Mapping[str, list[Teaser]],
    ids: Mapping[str, str],
    site: Site,
    harvest: Harvest,
    folder: Path | None,
) -> list[Taken]:
    """Normalise each record as its page shows it, and put it away."""
    articles, projects, pages = (Shelf[Any](folder=folder, large=True) for _ in range(3))
    harvest.articles, harvest.projects, harvest.pages = articles, projects, pages
    harvest.unsettled, taken = {}, []
    for (record_id, (read, _)), record in chosen:
        if isinstance(record, Article) and not is_pin(record.rule_of("byline_lines")):
            add_standfirst(record, teasers.get(record_id, ()))
        now = kept.normalised(record_id, renamed(record, ids), harvest)
        (articles if isinstance(now, Article) else projects if isinstance(now, Project) else pages).append(now)
        taken.append(Taken.of(now))
        if now.problems:
            harvest.unsettled[record_id] = now.problems
        if read.brief.count == 1:
            continue
        for item in read.items():
            if not isinstance(item, Record):
                take(normalise(renamed(item, ids), site), harvest)
    return taken


def by_key(reads: Iterable[Reading]) -> dict[str, list[ReadRecord]]:
    """The captures of each key, in order of time."""
    versions: dict[str, list[ReadRecord]] = defaultdict(list)
    for read in reads:
        for seen in read.brief.records:
            versions[seen.id].append((read, seen))
    return versions


def records(versions: Mapping[str, list[ReadRecord]], ids: Mapping[str, str]) -> dict[str, list[ReadRecord]]:
    """The captures of each record under all its keys, in order of time; records in order of their ids."""
    by_record: dict[str, list[ReadRecord]] = defaultdict(list)
    for key in sorted(versions):
        by_record[ids[key]] += versions[key]
    for read_records in by_record.values():
        read_records.sort(key=lambda pair: pair[0].capture.captured_at)
    return dict(sorted(by_record.items()))


def present(read_records: list[ReadRecord], record_id: str, site: Site) -> ReadRecord:
    """What a record is now: by its newest good capture, under the key it has in the newest crawl that saw it."""
    crawl = crawl_of(read_records[-1][0].capture)
    keys = [item.id for read, item in read_records if crawl_of(read.capture) == crawl]
    key = record_id if record_id in keys else keys[-1]
    known = [(read, item) for read, item in read_records if item.id == key]
    return next((pair for pair in reversed(known) if site.key(pair[0].capture.url) == key), known[-1])


def other_addresses(
    read_records: list[ReadRecord],
    record: Record,
    site: Site,
    answers: Mapping[str, list[Capture]],
    leading_to: Mapping[str, list[str]],
) -> list[str]:
    """Addresses a record had before, calls its own or is redirected to from: the newest spelling of each key."""
    keys = {item.id for _, item in read_records}
    sources = sorted(source for key in keys for source in leading_to.get(key, ()))
    urls = [answers[source][-1].url for source in sources if source in answers]
    urls += [url for read, item in read_records for url in (read.capture.url, item.url, *item.also_at)]
    spelt = {key: url for url in urls if (key := site.key(url)) and "?" not in key}
    return sorted(url for key, url in spelt.items() if key != site.key(record.url))


def sources_of(redirects: RedirectPairs) -> dict[str, list[str]]:
    """The keys that redirect to each key."""
    sources: dict[str, list[str]] = defaultdict(list)
    for source, target in redirects:
        sources[target].append(source)
    return sources


def by_target(teasers: Iterable[Teaser]) -> dict[str, list[Teaser]]:
    found: dict[str, list[Teaser]] = defaultdict(list)
    for teaser in teasers:
        found[teaser.target_id].append(teaser)
    return found


def take(item: object, harvest: Harvest) -> None:
    match item:
        case Teaser():
            harvest.teasers.append(item)
        case Document():
            harvest.documents.append(item)
        case Theme():
            harvest.themes.append(item)


def add_standfirst(article: Article, teasers: Iterable[Teaser]) -> None:
    """Add the summaries in its teasers to the lines searched for a byline: some bylines are printed only there."""
    known = set(article.byline_lines)
    for teaser in teasers:
        if teaser.summary:
            for line in teaser.summary.splitlines():
                if line.strip() and line not in known:
                    known.add(line)
                    article.byline_lines.append(line)


def history(read_records: list[ReadRecord], present_now: RecordSeen, standing_now: Standing) -> History:
    """Return the history of a record from its captures in order of time."""
    digests = [item.content_digest for _, item in read_records]
    changed = len(read_records) - 1
    while changed and digests[changed - 1] == digests[-1]:
        changed -= 1
    return History(
        status=standing_now.status,
        first_seen=read_records[0][0].capture.captured_at,
        last_seen=standing_now.last_seen,
        last_changed=read_records[changed][0].capture.captured_at,
        content_digest=present_now.content_digest,
        hosts=sorted({host_of(url) for url in {read.capture.url for read, _ in read_records}}),
        gone_since=standing_now.gone_since,
        gone_evidence=standing_now.gone_evidence,
    )
