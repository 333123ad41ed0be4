"""Which keys are one record: a page that moved keeps the key it was first seen under.

Two keys are one record if one redirects to the other and they never both stood in one crawl, or if they show the same
node number, kind, and title or text. Different node numbers are never one record, nor are two pages of one crawl that
both redirect to a third one later. A number alone is not enough, since a site that is built anew counts again from one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, TypeVar

from jjscrape.harvest.coverage import crawl_of
from jjscrape.items import Article, Document, FeedEntry, Project, Record, Teaser
from jjscrape.normalise.text import fold
from jjscrape.site import absolute

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jjscrape.archive.capture import Capture
    from jjscrape.harvest.extract import RecordSeen
    from jjscrape.harvest.reading import Reading
    from jjscrape.site import Site

ReadRecord = tuple["Reading", "RecordSeen"]
"""A capture, and one record that it shows."""
RedirectPairs = frozenset[tuple[str, str]]
AnyItem = TypeVar("AnyItem")

MOVED = frozenset({301, 302, 303, 307, 308})
ALIKE = 0.5
"""Share of their words that two texts of one node have in common, at least."""
ENOUGH_WORDS = 20


def redirect_pairs(captures: Iterable[Capture], site: Site) -> RedirectPairs:
    """Return every redirect within the site that the archive holds, as pairs of keys."""
    pairs = set()
    for capture in captures:
        key, location = site.key(capture.url), capture.header("location")
        if not key or not capture.got or capture.status not in MOVED or not location:
            continue
        other = site.key(absolute(capture.url, location) or "")
        if other and other != key:
            pairs.add((key, other))
    return frozenset(pairs)


def identities(read_records: Mapping[str, Sequence[ReadRecord]], redirects: RedirectPairs) -> dict[str, str]:
    """Return the id of each key; captures are in order of time. The id is the key first seen, and so never changes."""
    begun = {key: (versions[0][0].capture.captured_at, key) for key, versions in read_records.items()}
    group = {key: frozenset({key}) for key in read_records}
    for first, second in sorted(
        candidates(read_records, redirects), key=lambda pair: sorted(begun[key] for key in pair)
    ):
        if group[first] is group[second] or not same(
            read_records[first], read_records[second], redirects, (first, second)
        ):
            continue
        sides = [[version for key in group[side] for version in read_records[key]] for side in (first, second)]
        nodes, crawls = [node_ids(side) for side in sides], [crawls_of(side) for side in sides]
        if not nodes[0] & nodes[1] and (all(nodes) or crawls[0] & crawls[1]):
            continue  # what links them would make one record of two nodes, or of two pages of one crawl
        joined = group[first] | group[second]
        group |= dict.fromkeys(joined, joined)
    return {key: min(joined, key=begun.__getitem__) for key, joined in group.items()}


def candidates(read_records: Mapping[str, Sequence[ReadRecord]], redirects: RedirectPairs) -> set[tuple[str, str]]:
    """Pairs of keys that may be one record: linked by a redirect, or of one node number."""
    pairs = {(min(pair), max(pair)) for pair in redirects if read_records.keys() >= set(pair)}
    of_node: dict[int, list[str]] = defaultdict(list)
    for key, versions in read_records.items():
        for node_id in node_ids(versions):
            of_node[node_id].append(key)
    return pairs | {pair for keys in of_node.values() for pair in combinations(sorted(keys), 2)}


def same(
    first: Sequence[ReadRecord], second: Sequence[ReadRecord], redirects: RedirectPairs, keys: tuple[str, str]
) -> bool:
    earlier, later = sorted((first, second), key=lambda versions: versions[0][0].capture.captured_at)
    (_, was), (_, now) = earlier[-1], later[0]
    if was.table != now.table:
        return False
    nodes = node_ids(first), node_ids(second)
    if all(nodes) and not nodes[0] & nodes[1]:
        return False
    same_node = bool(nodes[0] & nodes[1])
    same_kind = was.kind == now.kind
    if keys in redirects or keys[::-1] in redirects:
        return same_node or (same_kind and not crawls_of(first) & crawls_of(second))
    return same_node and same_kind and (titled_alike(was, now) or worded_alike(earlier[-1], later[0]))


def node_ids(versions: Iterable[ReadRecord]) -> set[int]:
    return {record.node_id for _, record in versions if record.node_id is not None}


def crawls_of(versions: Iterable[ReadRecord]) -> set[str]:
    return {crawl_of(read.capture) for read, _ in versions}


def titled_alike(was: RecordSeen, now: RecordSeen) -> bool:
    return was.folded_title is not None and was.folded_title == (now.folded_title or "")


def worded_alike(was: ReadRecord, now: ReadRecord) -> bool:
    words = [set(fold(record_of(*pair).text or "").split()) for pair in (was, now)]
    return min(map(len, words)) >= ENOUGH_WORDS and len(words[0] & words[1]) >= ALIKE * len(words[0] | words[1])


def record_of(read: Reading, seen: RecordSeen) -> Record:
    """Fetch a record as a capture shows it."""
    record = read.items()[seen.nth]
    assert isinstance(record, Record)
    return record


def renamed(item: AnyItem, ids: Mapping[str, str]) -> AnyItem:
    """Replace the keys that an item names by the ids of the records, which may have moved since it was read."""

    def of(key: str) -> str:
        return ids.get(key, key)

    match item:
        case Teaser():
            return replace(item, target_id=of(item.target_id), list_id=of(item.list_id))
        case FeedEntry():
            return replace(item, target_id=of(item.target_id))
        case Document():
            return replace(item, found_on=of(item.found_on))
        case Article():
            item.project_ids = list(dict.fromkeys(map(of, item.project_ids)))
        case Project():
            item.related_ids = list(dict.fromkeys(map(of, item.related_ids)))
    return item
