"""The pictures that records show, each file once: a row of `images` each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.release.provenance_rows import reference

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from jjscrape.harvested import Harvest
    from jjscrape.items import Image, Record
    from jjscrape.release.write import Row


def image_rows(record: Record, harvest: Harvest) -> Iterator[Row]:
    return (
        {
            "record_id": record.id,
            "position": position,
            "role": "lead" if record.lead and image.original == record.lead.original else "inline",
            "url": image.original,
            "shown_url": image.url,
            "alt": image.alt,
            "caption": image.printed_caption,
            **_file(harvest, image),
            "capture_id": reference(record.capture),
        }
        for position, image in enumerate(images_of(record))
    )


def images_of(record: Record) -> list[Image]:
    """The pictures in the order of the page; of one that stands there in several sizes the lead, else the first.

    A lead that the site file pins may stand where no other picture of the record is looked for: it comes first.
    """
    lead = [record.lead] if record.lead else []
    chosen = {image.original: image for image in reversed([*lead, *record.images])}
    originals = dict.fromkeys(image.original for image in record.images)
    leading = [image.original for image in lead if image.original not in originals]
    return [chosen[address] for address in (*leading, *originals)]


def _file(harvest: Harvest, image: Image) -> dict[str, Any]:
    found = harvest.pictures.get(image.original) or harvest.pictures.get(image.url)
    return {"sha256": found.sha256 if found else None, "file_capture_id": found.capture_id if found else None}
