"""The extracts of an archive's captures: each payload is read once, whichever captures and builds ask for it.

They are kept by the digest of the bytes they were made from, of the address and headers that these were read with, and
of what the site file says. An extract that is not there, or no longer, is made again.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from jjscrape.archive.errors import ArchiveError
from jjscrape.archive.reader import Archive, body_key
from jjscrape.cache import key_of
from jjscrape.harvest.addresses import remembering
from jjscrape.harvest.extract import Extract, Packed, extract_from, items_from, of_pages, read_payload
from jjscrape.harvest.item_json import from_json, to_json
from jjscrape.harvest.reading import OK, headers_of, normalise, read, ref_to
from jjscrape.items import Record
from jjscrape.pages.source import LARGEST_PAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from jjscrape.archive.capture import Capture
    from jjscrape.cache import Cache
    from jjscrape.harvest.reading import Reading
    from jjscrape.items import Item
    from jjscrape.site import Site

    Apply = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]
    """As `map`, maybe elsewhere, and in whatever order."""

Answers = list[tuple[bytes, Packed | None]]
FAULTS: Final = (KeyError, IndexError, TypeError, ValueError)
"""Raised by a value that is no extract, whatever its checksum says."""
_BATCH: Final = 100
"""Payloads that a worker reads before it answers."""
_TOGETHER: Final = 4000
"""Payloads of which it is known at one time that they are to be read."""


class Job(NamedTuple):
    """A payload to read: the capture whose record holds it, and what it is read with."""

    key: bytes
    original: Capture
    url: str
    headers: Mapping[str, str]
    status: int
    project: bool


class KeptRead:
    """A capture, and the extract of its payload."""

    __slots__ = ("_extracts", "brief", "capture")

    def __init__(self, capture: Capture, brief: Extract, extracts: Extracts) -> None:
        self.capture, self.brief, self._extracts = capture, brief, extracts

    @property
    def good(self) -> bool:
        return not self.brief.refused

    def items(self) -> list[Item]:
        """Fetch them; they are those of this capture alone."""
        return self._extracts.items(self)


class Extracts:
    """The extracts of one archive, read as a site's."""

    def __init__(self, archive: Archive, site: Site, cache: Cache, apply: Apply | None = None) -> None:
        """`apply` reads elsewhere; without it payloads are read here."""
        self._archive, self.site, self._cache, self._apply = archive, site, cache, apply
        self._pages = remembering(of_pages(site))
        self._site_digest = self._pages.digest()
        self._known: dict[bytes, Extract] = {}

    def read_all(
        self, wanted: Iterable[tuple[Capture, bool]], done: Callable[[int], None] = lambda _: None
    ) -> list[Reading]:
        """What each of these captures yields; payloads that were not read yet are read.

        The flag of each says that a list of projects links there. `done` is called with how many of the captures need
        no more reading.
        """
        jobs: dict[bytes, Job] = {}
        waiting: Counter[bytes] = Counter()
        places: list[tuple[Capture, bool, bytes | None]] = []
        for capture, project in wanted:
            job = self._job(capture, project=project)
            brief = job and self._found(job.key, project=project)
            places.append((capture, project, brief.key if brief else job and job.key))
            if job is None or brief:
                done(1)
                continue
            jobs.setdefault(job.key, job)
            waiting[job.key] += 1
            if len(jobs) >= _TOGETHER:
                self._do(jobs, waiting, done)
        self._do(jobs, waiting, done)
        return [self._reading(capture, key, project=project) for capture, project, key in places]

    def read(self, capture: Capture, *, project: bool = False) -> Reading:
        return self.read_all([(capture, project)])[0]

    def _reading(self, capture: Capture, key: bytes | None, *, project: bool) -> Reading:
        """What a capture yields; of one that can't be read a problem says so."""
        brief = key and self._found(key, project=project)
        if not brief:
            return read(self._archive, capture, self.site, project=project, classes=True)
        return KeptRead(capture, brief, self)

    def items(self, of: KeptRead) -> list[Item]:
        data = self._cache.get(_items_key(of.brief.key))
        if data is not None:
            try:
                return items_from(data, ref_to(of.capture))
            except FAULTS:
                pass
        return read(self._archive, of.capture, self.site, project=of.brief.project).items()

    def normalised(self, item: Record) -> Record:
        """As `normalise`; the item may or may not be changed itself."""
        values = to_json(cast("Item", item))
        said = json.dumps(values)  # before the item is changed, and its lists with it
        key = key_of("normalised", self.site.time_zone, said)
        for place, value in self.kept(key, lambda: _changes(json.loads(said), to_json(normalise(item, self.site)))):
            values[place] = value
        record = from_json(values)
        assert isinstance(record, Record)
        return record

    def kept(self, key: bytes, make: Callable[[], Any]) -> Any:
        """A JSON value that is kept under a key, else what `make` makes, which is kept then."""
        data = self._cache.get(key)
        if data is None:
            data = json.dumps(make()).encode("ascii")
            self._cache.put(key, data)
        return json.loads(data)

    def _job(self, capture: Capture, *, project: bool) -> Job | None:
        """None where only reading can tell what the body is."""
        try:
            original = self._archive.original(capture)
        except ArchiveError:
            return None
        body = body_key(original)
        if body is None:
            return None
        headers, status = headers_of(capture), capture.shown.status or OK
        read_with = (capture.url, *(f"{name}: {headers[name]}" for name in sorted(headers)), str(status), f"{project}")
        key = key_of("extract", self._site_digest, str(len(body)), *body, *read_with)
        return Job(key, original, capture.url, headers, status, project)

    def _found(self, key: bytes, *, project: bool) -> Extract | None:
        brief = self._known.get(key)
        if brief is None and (data := self._cache.get(key)) is not None:
            try:
                brief = self._known[key] = extract_from(data, self.site.pins, key, project=project)
            except FAULTS:
                return None
        return brief

    def _read_here(self, task: tuple[Site, list[Job]]) -> Answers:
        return _read(self._archive, *task)

    def _do(self, jobs: dict[bytes, Job], waiting: Counter[bytes], done: Callable[[int], None]) -> None:
        in_place = sorted(jobs.values(), key=lambda job: (job.original.byte_range.path, job.original.warc_offset))
        batches = [(self._pages, in_place[at : at + _BATCH]) for at in range(0, len(in_place), _BATCH)]
        for answers in self._apply(read_jobs, batches) if self._apply else map(self._read_here, batches):
            for key, extract in answers:
                if extract is not None:
                    self._cache.put(key, extract.brief)
                    self._cache.put(_items_key(key), extract.items)
                    self._known[key] = extract_from(extract.brief, self.site.pins, key, project=jobs[key].project)
                done(waiting[key])
        jobs.clear()
        waiting.clear()


@cache
def _elsewhere() -> Archive:
    """Reads records of whatever files, for a worker, which has no archive of its own."""
    return Archive(())


def read_jobs(task: tuple[Site, list[Job]]) -> Answers:
    """Read payloads, as a worker does."""
    return _read(_elsewhere(), *task)


def _read(archive: Archive, site: Site, jobs: Iterable[Job]) -> Answers:
    """Read payloads; None of one that can't be read, which the archive then tells more of."""
    answers: Answers = []
    for job in jobs:
        try:
            body = archive.body(job.original, LARGEST_PAGE, whole=True)
        except ArchiveError:
            answers.append((job.key, None))
            continue
        answers.append((job.key, read_payload(body, job.url, job.headers, job.status, site, project=job.project)))
    return answers


def _changes(before: list[Any], after: list[Any]) -> list[tuple[int, Any]]:
    """The values that are others, each with its place: most of a record, its text among it, is as it was read."""
    pairs = zip(before, after, strict=True)
    return [(place, now) for place, (was, now) in enumerate(pairs) if now != was]


def _items_key(key: bytes) -> bytes:
    return key_of("items", key)
