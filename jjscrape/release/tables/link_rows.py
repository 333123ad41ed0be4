"""Links in records' texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jjscrape.harvested import Harvest
    from jjscrape.items import Link, Record
    from jjscrape.release.write import Row


class Target(NamedTuple):
    """A row that a link may lead to."""

    table: str
    id: str


def link_rows(record: Record, harvest: Harvest, targets: Mapping[str, Target]) -> Iterator[Row]:
    """A row a link of a record. `targets` says which row of this dataset an address's key stands for, aliases aside."""

    def leads_to(link: Link) -> dict[str, Any]:
        key = link.target_id
        target = targets.get(harvest.aliases.get(key, key)) if key else None
        # What the page's own spelling of the address answered, be it that the target has moved.
        answer = harvest.answers.get(key) if key else None
        return {
            "target_id": target.id if target else None,
            "target_table": target.table if target else None,
            "status": answer.status if answer else None,
            "capture_id": answer.capture_id if answer else None,
        }

    return (
        {
            "source_id": record.id,
            "position": position,
            "target_url": link.target_url,
            "text": link.text or None,
            "kind": link.kind,
            **leads_to(link),
        }
        for position, link in enumerate(record.links)
    )
