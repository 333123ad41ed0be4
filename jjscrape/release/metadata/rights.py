"""What may be done with a version: facts and links are free to use, the site's own texts are not ours to license."""

from __future__ import annotations

from jjscrape.schema import named

AUTHORED = named(authored=True)
"""Columns that hold words somebody wrote for the site; every other one holds a fact, an address or a name."""

TITLE = "Facts and links are free to use; texts and images remain their authors'"

FACTS = (
    "Facts and links (what was published when and by whom, events and places, themes, addresses, counts, digests): "
    "nobody owns them, and the makers of this dataset claim no right of their own in having gathered and arranged "
    "them. Use them freely; a citation is welcome."
)
TEXTS = (
    "Texts (" + ", ".join(f"{table}.{column}" for table, columns in AUTHORED.items() for column in columns) + ") "
    "and the files and images that addresses lead to: they remain their authors' and publishers'. This dataset "
    "grants no licence to them. Quote, mine and study them as far as the law of your country allows, and ask the "
    "authors for more."
)
PEOPLE = (
    "People: names and affiliations stand here as the site prints them, to say who wrote what. Use them for that, "
    "and mind the data protection law that applies to you."
)
SOFTWARE = "The software that made it, jjscrape, is under the Apache License 2.0. That licence is not for the data."

STATEMENT = (FACTS, TEXTS, PEOPLE, SOFTWARE)


def statement(licence: str = "", url: str = "") -> tuple[str, ...]:
    """Return what may be done with a version; `licence` is the one that who publishes it gives, if any."""
    if not licence:
        return STATEMENT
    where = f" ({url})" if url else ""
    return (f"Licence, as those who publish this dataset give it: {licence}{where}.", PEOPLE, SOFTWARE)
