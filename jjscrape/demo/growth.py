"""Any number of further articles, each older than the one before, as if carried over from an older site."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from jjscrape.demo.content import alias_of
from jjscrape.demo.filler_text import PLACES, TOPICS
from jjscrape.demo.model import Attachment, Byline, EventDate, Image, Kind, Node, Term
from jjscrape.demo.slugs import unused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STEP = timedelta(hours=3)
OPENINGS = ("Notes on", "Arguing about", "A walk to see", "Who decides on", "Five facts about", "After the vote on")
KINDS: tuple[Kind, ...] = ("news", "blog", "news", "event", "blog")
FIRST_NAMES = ("Ada", "Bryn", "Cleo", "Dev", "Esme", "Finn", "Gwen", "Hana", "Ivor", "Jude", "Kit", "Lowri")
LAST_NAMES = ("Abara", "Bexley", "Cardew", "Dunmore", "Eastoe", "Fenwick", "Garside", "Holroyd", "Inskip", "Jagger")


def event_date(created: datetime, chance: random.Random, place: str) -> EventDate:
    start = (created + timedelta(days=chance.randint(7, 40))).replace(hour=chance.randint(9, 17), minute=30)
    match chance.randrange(5):
        case 0:
            return EventDate(start)
        case 1:
            return EventDate(start, start + timedelta(days=2, hours=1), place=f"The Exchange, {place}")
        case 2:
            return EventDate(start.replace(hour=0, minute=0), all_day=True)
        case _:
            return EventDate(start, start.replace(hour=start.hour + 2), place=f"{place} Library")


def grow(count: int, first_nid: int, before: datetime, terms: Sequence[Term], taken: dict[str, int]) -> Iterator[Node]:
    """Make `count` articles dated before `before`; `taken` maps the aliases in use to nodes and is added to."""
    themes = [term for term in terms if term.slug]
    before = before.replace(hour=12, minute=0, second=0)  # three-hour steps from noon never meet a clock change
    for number in range(count):
        chance = random.Random(number)  # noqa: S311  (the same article for the same number, nothing secret)
        kind = chance.choice(KINDS)
        place = chance.choice(PLACES)
        topic = chance.choice(TOPICS)
        title = f"{chance.choice(OPENINGS)} {topic} in {place}"
        if number % 50:
            title += f": part {number}"
        created = before - STEP * (number + 1)
        alias = unused(alias_of(kind, title), taken)
        nid = first_nid + number
        taken[alias] = nid
        name = f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}"
        signed = kind == "blog" and chance.random() < 0.5  # noqa: PLR2004
        yield Node(
            nid=nid,
            kind=kind,
            title=title,
            alias=alias,
            created=created,
            modified=created,
            account=chance.choice(("rjcadmin", "office")),
            themes=tuple(chance.sample(themes, chance.randint(1, 3))),
            summary=f"What {number + 2} visits to {place} taught us about {topic}.",
            byline=Byline(f"By {name}", "first", (name,), (name,)) if signed else None,
            event=event_date(created, chance, place) if kind == "event" else None,
            image=Image(f"older-{number}.png", f"A view of {place}") if number % 7 == 0 else None,
            attachments=(Attachment(f"older notes {number}.pdf", "Notes"),) if number % 11 == 0 else (),
        )
