"""Articles, projects and other pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jjscrape.items import SEPARATOR
from jjscrape.origin.cell import Cell
from jjscrape.origin.empty import why_empty
from jjscrape.origin.lookup import key_of
from jjscrape.origin.stories import memberships
from jjscrape.origin.stories.history import history
from jjscrape.origin.story import Claim, Story, lines
from jjscrape.schema import HISTORY, TABLES

if TYPE_CHECKING:
    from jjscrape.origin.dataset import Dataset, Row
    from jjscrape.release.write import Rows


def story(version: Dataset, table: str, row: Row, field: str) -> Story:
    own = Claim("the record's own page", row["capture_id"])
    if row[field] is None or row[field] == []:
        return Story(
            rule="none: no rule gave this field a value", empty=why_empty(table, row, field),
            claims=history(version, row, field).claims if field in HISTORY else (own,),
        )  # fmt: skip
    if field in HISTORY:
        return history(version, row, field)
    column = TABLES[table].described(field)
    if notes := version.notes(table, row["id"], column.read_with or field):
        return _noted(version, table, row, field, notes)
    match field:
        case "id":
            return _id(version, row)
        case "kind":
            rule = "site.kind: the first segment of the path, or what the page calls itself"
            return Story(rule=rule, claims=(_address(own, row["url"]),), follows=(Cell(table, row["id"], "id"),))
        case "url":
            rule = "address.fetched: the page names no address of its own"
            return Story(rule=rule, claims=(_address(own, row["url"]),))
        case "hosts":
            return _hosts(version, row)
        case "also_at":
            return _other_addresses(version, row)
        case "word_count":
            text = story(version, table, row, "text")
            rule = "text.word-count: words of the reading text"
            return Story(rule=rule, claims=text.claims, follows=(Cell(table, row["id"], "text"),))
    if column.rule:
        return Story(rule=column.rule, claims=(own,))
    says = "the record's own page"
    return Story(rule="page.value: as the page has it", claims=(Claim(says, own.capture_id, _seen(row, field), field),))


def _noted(version: Dataset, table: str, row: Row, field: str, notes: Rows) -> Story:
    source = notes[0]["field"]
    rules = "; ".join(dict.fromkeys(note["rule"] for note in notes))
    raws = [note["raw"] for note in notes if note["raw"]]
    claims = []
    for note in notes:
        reads = "was read from" if note["raw"] else "follows from"
        strings = strings_of(version, row, field, note)
        claims.append(Claim(f"the capture that {source} {reads}", note["capture_id"], strings, source))
    if field == "themes":
        claims = [claim for claim in claims if claim.strings] + _memberships(version, row) or claims
    if field == "listing_position":
        claims = [Claim(f"the listing: {c.says}", c.capture_id, c.strings, "title_in_list") for c in claims]
    return Story(
        rule=rules if source == field else f"{rules} (read with {source})",
        raw=SEPARATOR.join(raws) or None,
        claims=tuple(claims),
        follows=_followed(version, table, row, field),
    )


def strings_of(version: Dataset, row: Row, field: str, note: Row) -> tuple[str, ...]:
    """What of a note should stand in the capture it names."""
    raw = note["raw"]
    if not raw:
        return ()
    if TABLES[note["table"]].described(field).excerpted:
        return lines(row[field])
    if field == "projects" and note["rule"] == "reference.field":
        named = (version.first("projects", id=project) for project in raw.split(SEPARATOR))
        return tuple(project["url"] for project in named if project)
    if field == "also_known_as":
        return tuple(raw.split(SEPARATOR))
    return (raw,)


def _memberships(version: Dataset, row: Row) -> list[Claim]:
    """Each theme with the capture that says so: a listing by naming the record, a page by printing the label."""
    return [
        replace(claim, says=f"{claim.says}: theme {member['theme_id']}")
        for member in version.where("theme_memberships", record_id=row["id"])
        for claim in memberships.shown_by(version, member)
    ]


def _followed(version: Dataset, table: str, row: Row, field: str) -> tuple[Cell, ...]:
    if field == "themes":
        members = version.where("theme_memberships", record_id=row["id"])
        return tuple(Cell("theme_memberships", key_of("theme_memberships", m), "theme_id") for m in members)
    if field == "authors":
        written = sorted(version.where("authorships", article_id=row["id"]), key=lambda a: a["position"])
        return tuple(Cell("authorships", f"{a['article_id']}\t{a['position']}", "person_id") for a in written)
    if field == "event_timezone" and row["place"]:
        return (Cell(table, row["id"], "place"),)
    return ()


def _id(version: Dataset, row: Row) -> Story:
    first = history(version, row, "first_seen").claims[0]
    capture = version.capture(first.capture_id)
    url = capture["url"] if capture else row["url"]
    rule = "site.key: the decoded path of the address it was first seen under"
    claim = Claim("the first good capture, whose address says it", first.capture_id, (url,), "url", "head")
    return Story(rule=rule, raw=url, claims=(claim,))


def _hosts(version: Dataset, row: Row) -> Story:
    claims = []
    for host in row["hosts"]:
        captures = [c for c in version.captures_of(row) if urlsplit(c["url"]).netloc.lower() == host]
        if captures:
            claims.append(Claim(f"the newest capture from {host}", captures[-1]["id"], (host,), "url", "head"))
    claims = claims or [_address(Claim("the record's own page", row["capture_id"]), row["url"])]
    return Story(rule="build.hosts: the hosts of this record's good captures", claims=tuple(claims))


def _other_addresses(version: Dataset, row: Row) -> Story:
    """An address that was fetched is in its capture's head; one that a page only names is in the page."""
    claims = []
    for url in row["also_at"]:
        if fetched := version.where("captures", url=url):
            claims.append(Claim("the newest answer at this address", fetched[-1]["id"], (url,), "url", "head"))
        else:
            claims.append(Claim("the record's own page, which names the address", row["capture_id"], (url,), "also_at"))
    rule = "build.addresses: what the record was captured at, calls its own or is redirected to from"
    return Story(rule=rule, claims=tuple(claims))


def _address(claim: Claim, url: str) -> Claim:
    return Claim(f"{claim.says}, whose address says it", claim.capture_id, (url,), "url", "head")


def _seen(row: Row, field: str) -> tuple[str, ...]:
    value: Any = row[field]
    return tuple(value) if isinstance(value, list) else (str(value),)
