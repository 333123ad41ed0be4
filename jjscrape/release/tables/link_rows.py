"""Links in records' texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jjscrape.harvested import Harvest
    from jjscrape.release.write import Rows


def link_rows(harvest: Harvest, targets: dict[str, str]) -> Rows:
    """A row a link. `targets` says which row of this dataset an address's key stands for, aliases aside."""

    def target(key: str | None) -> str | None:
        return targets.get(harvest.aliases.get(key, key)) if key else None

    return [
        {
            "source_id": record.id,
            "position": position,
            "target_url": link.target_url,
            "target_id": target(link.target_id),
            "text": link.text or None,
            "kind": link.kind,
        }
        for record in (*harvest.articles, *harvest.projects, *harvest.pages)
        for position, link in enumerate(record.links)
    ]
