"""Reads content.toml into nodes and terms."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jjscrape.demo.model import LONDON, PATH_PREFIX, Attachment, Byline, Comment, EventDate, Image, Kind, Node, Term
from jjscrape.demo.slugs import cut, slug

FIRST_PROJECT, DELETED, FIRST_PAGE, FIRST_ARTICLE = 1, 19, 21, 41


@dataclass(frozen=True, slots=True)
class Content:
    """`deleted` is the number of a node that once was; `redirects` maps one alias to another."""

    name: str
    umbrella: str
    slogan: str
    opening: str
    series: dict[str, str]
    terms: tuple[Term, ...]
    nodes: tuple[Node, ...]
    redirects: dict[str, str]
    deleted: int


def alias_of(kind: Kind, title: str) -> str:
    return cut(PATH_PREFIX[kind] + slug(title))


def local(time: datetime) -> datetime:
    return time.replace(tzinfo=LONDON)


def pairs(entries: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((target, text) for target, _, text in (entry.partition("|") for entry in entries))


def event_of(entry: dict[str, Any] | None) -> EventDate | None:
    if entry is None:
        return None
    end = entry.get("end")
    return EventDate(
        local(entry["start"]), local(end) if end else None, entry.get("all_day", False), entry.get("place")
    )


def byline_of(entry: dict[str, Any]) -> Byline | None:
    if "byline" not in entry:
        return None
    authors = tuple(entry["authors"])
    people = tuple(entry.get("authors_best", authors))
    return Byline(entry["byline"], entry.get("byline_at", "first"), authors, people, entry.get("byline_date", False))


def image_of(entry: dict[str, Any]) -> Image | None:
    if "image" not in entry:
        return None
    stem = slug(entry["title"]).encode("ascii", "ignore").decode()[:40].strip("-")
    extension = "png" if len(stem) % 2 else "jpg"
    return Image(f"{stem}.{extension}", entry["image"], entry.get("caption"))


def node_of(nid: int, kind: Kind, entry: dict[str, Any], terms: dict[str, Term]) -> Node:
    created = local(entry.get("created", datetime(2017, 1, 10, 9)))  # noqa: DTZ001  (local() gives it its zone)
    return Node(
        nid=nid,
        kind=kind,
        title=entry["title"],
        alias=entry.get("alias") or alias_of(kind, entry["title"]),
        created=created,
        modified=created,
        themes=tuple(terms[name] for name in entry.get("themes", []) + entry.get("stray_tags", [])),
        summary=entry["summary"],
        teaser=entry.get("teaser"),
        also=entry.get("also"),
        series=entry.get("series"),
        context=entry.get("context"),
        byline=byline_of(entry),
        event=event_of(entry.get("event")),
        image=image_of(entry),
        video=entry.get("video"),
        heading=entry.get("heading"),
        quote=entry.get("quote"),
        quoted=entry.get("quoted"),
        project=entry.get("project"),
        contact=tuple(entry.get("contact", [])),
        says=tuple(entry.get("says", [])),
        links=pairs(entry.get("links", [])),
        teaser_links=pairs(entry.get("teaser_links", [])),
        attachments=tuple(Attachment(name, text or None) for name, text in pairs(entry.get("attachments", []))),
        comments=tuple(
            Comment(name, local(datetime.fromisoformat(time)), text)
            for name, time, text in (line.split("|", 2) for line in entry.get("comments", []))
        ),
    )


@cache
def read() -> dict[str, Any]:
    return tomllib.loads(files("jjscrape.demo").joinpath("content.toml").read_text(encoding="utf-8"))


def load() -> Content:
    """Read the bundled content into fresh nodes, newest article first after projects and pages."""
    data = read()
    terms = [
        Term(tid, entry["label"], entry["slug"], entry["kind"], entry["description"])
        for tid, entry in enumerate(data["theme"], 1)
    ]
    terms += [Term(tid, entry["label"]) for tid, entry in enumerate(data["stray_tag"], len(terms) + 1)]
    by_name = {term.slug or term.label: term for term in terms}
    nodes = [node_of(nid, "project", entry, by_name) for nid, entry in enumerate(data["project"], FIRST_PROJECT)]
    nodes += [node_of(nid, "page", entry, by_name) for nid, entry in enumerate(data["page"], FIRST_PAGE)]
    # Numbers rise with age turned round: the oldest article was entered first.
    last = FIRST_ARTICLE + len(data["article"]) - 1
    nodes += [node_of(last - place, entry["kind"], entry, by_name) for place, entry in enumerate(data["article"])]
    for nid, entry in enumerate(data["unpublished"], last + 1):
        node = node_of(nid, entry["kind"], entry, by_name)
        node.published = False
        nodes.append(node)
    names = tuple(node.also for node in nodes if node.also)
    for node, entry in zip(nodes[len(data["project"]) :], data["page"], strict=False):
        if entry.get("names"):
            node.other_names = names
    redirects = {entry["from"]: entry["to"] for entry in data["redirect"]}
    site = data["site"]
    return Content(
        site["name"],
        site["umbrella"],
        site["slogan"],
        site["opening"],
        data["series"],
        tuple(terms),
        tuple(nodes),
        redirects,
        DELETED,
    )
