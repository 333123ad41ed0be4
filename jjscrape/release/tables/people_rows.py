"""Persons, and which articles they wrote."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from jjscrape.normalise.people import persons

if TYPE_CHECKING:
    from jjscrape.harvested import Harvest
    from jjscrape.release.write import Row, Rows


def people_tables(harvest: Harvest) -> dict[str, Rows]:
    authorships: list[Row] = []
    names: dict[str, set[str]] = defaultdict(set)
    places: dict[str, set[str]] = defaultdict(set)
    written: dict[str, set[str]] = defaultdict(set)
    canonical: dict[str, str] = {}
    for article in harvest.articles:
        for position, author in enumerate(article.authors, 1):
            person = persons.identify(author.name)
            canonical[person.id] = person.name
            names[person.id].add(author.name_raw)
            written[person.id].add(article.id)
            if author.affiliation:
                places[person.id].add(author.affiliation)
            authorships.append(
                {
                    "article_id": article.id,
                    "person_id": person.id,
                    "position": position,
                    "name_raw": author.name_raw,
                    "affiliation": author.affiliation,
                    "role": author.role,
                    "confidence": author.confidence,
                }
            )
    rows = [
        {
            "id": person,
            "name": name,
            "also_printed_as": sorted(names[person] - {name}),
            "affiliations": sorted(places[person]),
            "articles": sorted(written[person]),
        }
        for person, name in canonical.items()
    ]
    return {"people": rows, "authorships": authorships}


def person_id(name: str) -> str:
    return persons.identify(name).id
