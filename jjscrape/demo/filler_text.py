"""Invented sentences for bodies, the same for the same seed.

Some hold what a careless reader would take for a publication date, a place or an author.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

PLACES = (
    "Ancoats", "Ardwick", "Beswick", "Burnage", "Cheetham Hill", "Chorlton", "Collyhurst", "Crumpsall", "Denton",
    "Eccles", "Gorton", "Heeley", "Hulme", "Irlam", "Longsight", "Miles Platting", "Nether Edge", "Newton Heath",
    "Ordsall", "Pendleton", "Prestwich", "Rusholme", "Sharrow", "Stretford", "Urmston", "Withington",
)  # fmt: skip
TOPICS = (
    "a bus timetable", "the allotment waiting list", "library hours", "a footbridge", "rent arrears", "the flood wall",
    "school dinners", "an empty mill", "street trees", "the night shelter", "broadband", "a market licence",
)  # fmt: skip
PEOPLE = ("Ama", "Dilys", "Farouk", "Greta", "Ibrahim", "Joan", "Kwame", "Lena", "Mirek", "Nadia", "Ossie", "Pilar")
MONTHS = ("January", "March", "April", "June", "September", "October", "November")

SENTENCES = (
    "It started with {topic}, which nobody in {place} had expected to care about.",
    "{person} kept a diary of the whole business and lent it to us on condition that we returned it dry.",
    "By the second meeting {number} chairs were not enough, so people stood along the radiator.",
    "Officers from the council came to listen, and for the first hour they managed it.",
    "A map drawn from memory turned out to be more useful than the official one, above all around {place}.",
    "There were {number} objections in the end; {few} were withdrawn after a walk round the site.",
    "The budget line for {topic} had been moved twice since {month}, each time by somebody else.",
    "“If you ask us in {month}, ask us before you print the leaflet”, {person} said.",
    "We had planned a vote, but the longer the evening went on the less anyone wanted one.",
    "Translation into {few} languages doubled the length of the session and halved the misunderstandings.",
    "On {weekday} {day} {month} a smaller group went through the minutes line by line.",
    "What {place} has and {other} lacks is a room that can be booked by people without an organisation.",
    "Half of the questions were about {topic}, and the other half about who had asked the first half.",
    "The method is borrowed: a group in {other} tried it with {number} households and a borrowed van.",
    "Not everything worked, and the part about {topic} worked least of all.",
    "Those who left early were telephoned the week after; {few} of them gave reasons that had not occurred to us.",
    "Readers may object that {number} people are hardly a city, and they would be right.",
    "A draft went round by post, because {person} does not read anything that glows.",
    "Tea was made by the caretaker, whose views on {topic} were the clearest of the day.",
    "The next step is a smaller one: {topic}, one street in {place}, and a date in {month}.",
    "Since {year} the same complaint has been filed under {few} different headings.",
    "It would be easy to call this a success; it is safer to call it a beginning with good biscuits.",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def sentences(chance: random.Random) -> Iterator[str]:
    """Yield sentences without end, none like another until all kinds have been used."""
    while True:
        for pattern in chance.sample(SENTENCES, len(SENTENCES)):
            place, other = chance.sample(PLACES, 2)
            yield pattern.format(
                place=place,
                other=other,
                topic=chance.choice(TOPICS),
                person=chance.choice(PEOPLE),
                month=chance.choice(MONTHS),
                weekday=chance.choice(WEEKDAYS),
                day=chance.randint(1, 28),
                number=chance.randint(11, 96),
                few=chance.randint(2, 9),
                year=chance.randint(1997, 2016),
            )
