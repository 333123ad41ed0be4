"""What the archive holds of the pictures that records show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.harvest.attachments import Body, facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jjscrape.archive.capture import Capture
    from jjscrape.harvest.records import Taken
    from jjscrape.harvested import FileFacts
    from jjscrape.site import Site


def picture_facts(
    body_of: Callable[[Capture], Body],
    captures: Iterable[Capture],
    records: Iterable[Taken],
    site: Site,
    problems: dict[str, list[str]],
) -> dict[str, FileFacts]:
    """Return what is archived of each picture, by the address of the original or of the smaller copy that is shown.

    An address without an archived file is left out. A copy is looked for only where the original is not there: it is
    another file. `captures` are in order of time; the newest usable one counts. What can't be read is added to
    `problems`, by capture.
    """
    by_address: dict[str, list[Capture]] = {}
    for capture in captures:
        by_address.setdefault(_address(capture.url, site), []).append(capture)
    found: dict[str, FileFacts] = {}

    def archived(url: str) -> bool:
        if url not in found and (asked := by_address.get(_address(url, site))):
            file, faults = facts(body_of, asked)
            for capture, fault in faults:
                problems.setdefault(capture.id, []).append(f"body: {fault}")
            if file.status == "archived":
                found[url] = file
        return url in found

    for image in dict.fromkeys(image for record in records for image in record.pictures):
        if not archived(image.original):
            archived(image.url)
    return found


def _address(url: str, site: Site) -> str:
    """One spelling of an address, the same for all hosts of the site."""
    return site.key(url) or url
