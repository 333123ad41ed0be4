"""quality.json of a version: how the gate judged it, and what the next one is compared with.

It holds no time of the build, so that a rebuild writes the same bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from jjscrape.archive.foreign import parse_json
from jjscrape.normalise.text import mask_contacts
from jjscrape.release.gate.losses import live
from jjscrape.release.store.versions import CatalogError
from jjscrape.schema import RECORD_TABLES, TABLES
from jjscrape.witnesses import in_doubt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from jjscrape.harvested import Harvest
    from jjscrape.release.gate.judging import Verdict
    from jjscrape.release.write import Rows

NAME = "quality.json"


def quality(harvest: Harvest, rows: Mapping[str, Rows], verdicts: Iterable[Verdict]) -> str:
    data = {
        "checks": [verdict.to_json() for verdict in verdicts],
        "crawled": harvest.crawled.to_json() if harvest.crawled else None,
        "crawls": [
            {"id": crawl.id, "complete": crawl.complete, "whole": crawl.whole_site, "captures": crawl.captures}
            for crawl in harvest.crawls
        ],
        **({"set_aside": list(harvest.set_aside)} if harvest.set_aside else {}),
        "misdated": harvest.misdated,
        "unread": [asdict(answer) for answer in harvest.unread],
        "kept": dict(sorted(Counter(name for names in harvest.kept.values() for name in names).items())),
        "records": asdict(harvest.tally),
        "pins": [asdict(use) for use in harvest.pins],
        "disagreements": {name: len(ids) for name, ids in doubts(harvest).items()},
        "problems": problems(harvest),
        "archive_sha256": harvest.of_archive().sha256,
        "empty": {name: blanks(rows, name) for name in RECORD_TABLES if name in rows},
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def problems(harvest: Harvest) -> dict[str, list[str]]:
    """Return, by record, what its page could not settle or its strings could not be read as; contacts are masked."""
    told = harvest.record_problems()
    return {record_id: [mask_contacts(problem) for problem in problems] for record_id, problems in told.items()}


def doubts(harvest: Harvest) -> dict[str, list[str]]:
    """Return, by field, the records whose pages say what contradicts its value."""
    return in_doubt(harvest.record_problems().items())


def blanks(rows: Mapping[str, Rows], name: str) -> dict[str, float]:
    """Return the share of live rows in which each field is empty."""
    empty: Counter[str] = Counter()
    count = 0
    for count, row in enumerate(live(rows, name), 1):  # noqa: B007  (how many there were)
        empty.update(column for column, cell in row.items() if cell in (None, []))
    return {column: round(empty[column] / count, 4) for column in TABLES[name].names if count}


def read_quality(folder: Path) -> dict[str, Any]:
    """Read a version's quality.json; a version made before there was one has nothing to compare with.

    Raises:
        CatalogError: it is there but can't be read.
    """
    path = folder / NAME
    try:
        data = parse_json(path.read_bytes()) if path.is_file() else {}
    except ValueError as error:
        raise CatalogError(f"{path}: can't be read ({error}); restore it from a copy") from error
    return data if isinstance(data, dict) else {}
