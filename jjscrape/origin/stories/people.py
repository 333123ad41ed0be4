"""People: what the bylines of their articles say together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjscrape.items import SEPARATOR
from jjscrape.origin.cell import Cell
from jjscrape.origin.empty import why_empty
from jjscrape.origin.stories.authorships import byline, printed
from jjscrape.origin.story import Story
from jjscrape.schema import PEOPLE

if TYPE_CHECKING:
    from jjscrape.origin.dataset import Dataset, Row
    from jjscrape.origin.story import Claim
    from jjscrape.release.write import Rows


def story(version: Dataset, table: str, row: Row, field: str) -> Story:
    written = sorted(version.where("authorships", person_id=row["id"]), key=lambda a: (a["article_id"], a["position"]))
    value = row[field]
    if value is None or value == []:
        rule = "none: no rule gave this field a value"
        return Story(rule=rule, claims=_claims(version, written, "name_raw"), empty=why_empty(table, row, field))
    column = "affiliation" if field == "affiliations" else "name_raw"
    if field in {"also_printed_as", "affiliations"}:
        written = [part for part in written if part[column] in value]
    elif field in {"id", "name"}:
        # One spelling is enough to make it; the one that is the name stands first.
        written.sort(key=lambda part: (part["name_raw"] != row["name"], row["name"] not in part["name_raw"]))
    raws = list(dict.fromkeys(printed(version, part, column) for part in written))
    follows = [Cell(table, row["id"], "name")] if field == "id" else []
    follows += [Cell("authorships", f"{part['article_id']}\t{part['position']}", column) for part in written]
    return Story(
        rule=PEOPLE.column(field).rule,
        raw=SEPARATOR.join(raws) if field != "articles" else None,
        claims=_claims(version, written, column),
        follows=tuple(follows),
    )


def _claims(version: Dataset, written: Rows, column: str) -> tuple[Claim, ...]:
    return tuple(claim for part in written for claim in byline(version, part, (printed(version, part, column),)))
