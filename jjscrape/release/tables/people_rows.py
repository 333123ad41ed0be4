"""Persons, and which articles they wrote."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from jjscrape.normalise.people import persons

if TYPE_CHECKING:
    from jjscrape.items import Article
    from jjscrape.release.write import Row, Rows


class PeopleRows:
    """Articles are gone through once, and none of them is held."""

    def __init__(self) -> None:
        self.authorships: list[Row] = []
        self._names: dict[str, set[str]] = defaultdict(set)
        self._places: dict[str, set[str]] = defaultdict(set)
        self._written: dict[str, set[str]] = defaultdict(set)
        self._canonical: dict[str, str] = {}

    def add(self, article: Article) -> None:
        for position, author in enumerate(article.authors, 1):
            person = persons.identify(author.name)
            self._canonical[person.id] = person.name
            self._names[person.id].add(author.name_raw)
            self._written[person.id].add(article.id)
            if author.affiliation:
                self._places[person.id].add(author.affiliation)
            self.authorships.append(
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

    def people(self) -> Rows:
        return [
            {
                "id": person,
                "name": name,
                "also_printed_as": sorted(self._names[person] - {name}),
                "affiliations": sorted(self._places[person]),
                "articles": sorted(self._written[person]),
            }
            for person, name in self._canonical.items()
        ]


def person_id(name: str) -> str:
    return persons.identify(name).id
