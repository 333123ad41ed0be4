"""Checks of a dataset by itself: keys, references, tags, rows that say the same."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from jjscrape.counts import agreeing, many
from jjscrape.normalise.people.near_names import near_names
from jjscrape.normalise.text import fold
from jjscrape.release.gate.losses import FEW, Finding, live
from jjscrape.schema import RECORD_TABLES, TABLES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from jjscrape.harvested import PinUse
    from jjscrape.release.write import Row, Rows


def in_two_tables(rows: Mapping[str, Rows]) -> Finding | None:
    counted = Counter(row["id"] for name in RECORD_TABLES for row in rows[name])
    twice = sorted(key for key, count in counted.items() if count > 1)
    return (f"{many(len(twice), 'record stands', 'records stand')} in two tables", twice) if twice else None


def dangling(rows: Mapping[str, Rows]) -> Finding | None:
    """Find cells that point at a row which is not there."""
    known = dict[str, set[str]]()
    sentences, shown = [], []
    for name, made in rows.items():
        pointing = {column.name: column.references for column in TABLES[name].columns if column.references}
        for reference in pointing.values():
            if reference not in known:
                target, _, key = reference.partition(".")
                known[reference] = {row[key] for row in rows[target]}
        missing = {column: set[str]() for column in pointing}
        for row in made if pointing else ():
            for column, reference in pointing.items():
                cell = row[column]
                missing[column].update(set(cell if isinstance(cell, list) else (cell,)) - known[reference] - {None})
        for column, reference in pointing.items():
            if lost := sorted(missing[column]):
                sentences.append(
                    f"{many(len(lost), 'value')} of {name}.{column} {agreeing(len(lost), 'is', 'are')} not in "
                    f"{reference}"
                )
                shown += lost
    return ("; ".join(sentences), shown) if sentences else None


def new_tags(rows: Mapping[str, Rows], before: Mapping[str, Rows], most: float) -> Finding | None:
    """If all tags are unknown, the site has a new vocabulary, or the tags are read from the wrong element."""
    known = {row["id"] for row in before.get("themes", ())}
    new = sorted(row["id"] for row in rows["themes"] if row["kind"] is None and row["id"] not in known)
    return (
        (f"{many(len(new), 'tag outside the vocabulary is', 'tags outside the vocabulary are')} new", new)
        if len(new) > most
        else None
    )


def close_people(rows: Mapping[str, Rows], before: Mapping[str, Rows]) -> Finding | None:
    """Two spellings of one person count as two people until somebody who knows puts them into the table."""
    known = {row["name"] for row in before.get("people", ())}
    names = sorted(row["name"] for row in rows["people"])
    near = near_names(names, [name for name in names if name not in known])
    pairs = {" / ".join(sorted((name, other))) for name, others in near.items() for other in others}
    return (f"{many(len(pairs), 'pair')} of names may be one person", sorted(pairs)) if pairs else None


def contradicted(in_doubt: Mapping[str, list[str]], rows: Mapping[str, Rows], most: float) -> Finding | None:
    """Find fields of which witnesses disagree on so many pages that a template may be read at the wrong place."""
    count = sum(len(rows[name]) for name in RECORD_TABLES)
    doubted = {field: ids for field, ids in in_doubt.items() if len(ids) >= FEW and len(ids) > most * count}
    told = [f"something contradicts the {field} of {len(ids)} of {count} records" for field, ids in doubted.items()]
    return ("; ".join(told), sorted({key for ids in doubted.values() for key in ids})) if told else None


def idle_pins(pins: Collection[PinUse]) -> Finding | None:
    idle = [use for use in pins if not use.met]
    told = [
        f"{use.pin} ({use.selector}), "
        + (f"on {many(use.pages, 'page')}" if use.pages else "as no page of its kind was read")
        for use in idle
    ]
    return (f"{len(idle)} of {many(len(pins), 'pin')} of the site file chose nothing", told) if idle else None


def duplicates(rows: Mapping[str, Rows], most: float) -> Finding | None:
    sentences, shown = [], []
    for name in RECORD_TABLES:
        wording = {row["id"]: _said(row) for row in live(rows, name)}
        counted = Counter(filter(None, wording.values()))
        twice = sorted(key for key, said in wording.items() if counted[said] > 1)
        if len(twice) >= FEW and len(twice) > most * len(wording):
            sentences.append(f"{len(twice)} of {len(wording)} {name} have the title and text of another one")
            shown += twice
    return ("; ".join(sentences), shown) if sentences else None


def _said(row: Row) -> bytes:
    """A digest of a record's title and text; empty where it has no text."""
    said = f"{fold(row['title'])}\0{row['text'] or ''}"
    return hashlib.sha256(said.encode()).digest() if row["text"] else b""
