"""From items to tables: the joins that need more than one page.

An article's themes are its tags and the theme listings that name it; a date that its page does not show may stand in
a feed; a project's related block links posts to it. The same archive gives the same rows, in whatever order it is read.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from jjscrape.items import Article, DateCandidate, Project, Record, Teaser
from jjscrape.normalise import themes
from jjscrape.normalise.dates import published
from jjscrape.normalise.people import persons
from jjscrape.normalise.text import fold, word_count
from jjscrape.release.provenance import KEY_SEPARATOR, provenance_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.archive.capture import Capture
    from jjscrape.harvested import Harvest
    from jjscrape.release.write import Rows

Row = dict[str, Any]


def tables(harvest: Harvest) -> dict[str, Rows]:
    """Return the rows of every table but `changes`, which needs the version before."""
    join_feeds(harvest)
    memberships, shown_by = theme_memberships(harvest)
    related = project_links(harvest)
    member_ids: dict[str, set[str]] = defaultdict(set)
    for row in memberships:
        member_ids[row["record_id"]].add(row["theme_id"])
    themes_of = {key: sorted(ids, key=vocabulary_order) for key, ids in member_ids.items()}
    places = main_listing(harvest.teasers)
    positions = {target: place for place, target in enumerate(places)}
    articles = [article_row(a, harvest, themes_of, related, positions) for a in harvest.articles]
    projects = [project_row(p, harvest, themes_of) for p in harvest.projects]
    pages = [{**record_row(p, harvest), "text": p.text} for p in harvest.pages]
    documents = document_rows(harvest)
    vocabulary = theme_rows(harvest, {row["theme_id"] for row in memberships})
    rows = (articles, projects, pages, documents, vocabulary)
    targets = {row["id"]: row["id"] for table in rows for row in table} | listings_of_themes(harvest.teasers)
    made = {
        "articles": articles,
        "projects": projects,
        "pages": pages,
        "themes": vocabulary,
        **people_tables(harvest),
        "theme_memberships": memberships,
        "documents": documents,
        "links": link_rows(harvest, targets),
        "captures": [capture_row(capture) for capture in harvest.captures],
    }
    return {**made, "provenance": provenance_rows(harvest, made, places, shown_by)}


def join_feeds(harvest: Harvest) -> None:
    """Give articles without a date of their own the one a feed states; a date of metadata stands above it."""
    nodes = {a.node_id: a for a in harvest.articles if a.node_id is not None}
    keys = {a.id: a for a in harvest.articles}
    for entry in sorted(harvest.entries, key=lambda e: (e.capture.captured_at if e.capture else None, e.feed_url)):
        article = keys.get(entry.target_id) or (nodes.get(entry.node_id) if entry.node_id else None)
        if article is None or article.published_source == "metadata" or not entry.published_raw or not entry.capture:
            continue
        candidate = DateCandidate(entry.published_raw, "feed", "feed.pubDate", machine=True)
        if found := published.parse_published([candidate], entry.capture.captured_at):
            article.published, article.published_edtf = found.value, found.edtf
            article.published_source, article.published_raw = "feed", entry.published_raw
            article.trace("published", "feed.pubDate", entry.published_raw, entry.capture.id)


def theme_memberships(harvest: Harvest) -> tuple[Rows, dict[str, str | None]]:
    """A row per theme, record and way of knowing it, and by its key what was printed there.

    Only records of this dataset are members.
    """
    known = {record.id for record in (*harvest.articles, *harvest.projects)}
    found: dict[tuple[str, str, str], tuple[str, str]] = {}

    def note(record_id: str, theme_id: str | None, source: str, capture_id: str, raw: str) -> None:
        if theme_id and record_id in known:
            key = (record_id, theme_id, source)
            found[key] = min(found.get(key, (capture_id, raw)), (capture_id, raw))

    tagged: tuple[Article | Project, ...] = (*harvest.articles, *harvest.projects)
    for record in tagged:
        for theme_id, label in labelled(record):
            note(record.id, theme_id, "tag", ref(record), label)
    for teaser in (*harvest.teasers, *harvest.former):
        capture_id = teaser.capture.id if teaser.capture else ""
        for theme_id, label in labelled(teaser):
            note(teaser.target_id, theme_id, "tag", capture_id, label)
        if teaser.role != "related":
            note(teaser.target_id, teaser.theme_id, "listing", capture_id, teaser.target_url)
    rows: Rows = []
    for (record_id, theme_id, source), (capture_id, _) in sorted(found.items()):
        rows.append({"record_id": record_id, "theme_id": theme_id, "source": source, "capture_id": capture_id})
    return rows, {KEY_SEPARATOR.join(key): raw for key, (_, raw) in found.items()}


def labelled(source: Article | Project | Teaser) -> list[tuple[str, str]]:
    """The themes of what prints tags, each with the label that stands for it there."""
    labels = {
        theme_id: label for label in reversed(source.theme_labels) for theme_id in themes.read_labels([label]).ids
    }
    return [(theme_id, labels.get(theme_id, "")) for theme_id in source.themes]


def project_links(harvest: Harvest) -> dict[str, set[str]]:
    """Projects of each article: those it names, and those whose related block names it."""
    projects = {project.id for project in harvest.projects}
    related: dict[str, set[str]] = defaultdict(set)
    for article in harvest.articles:
        related[article.id].update(projects & set(article.project_ids))
    for teaser in (*harvest.teasers, *harvest.former):
        if teaser.role == "related" and teaser.list_id in projects:
            related[teaser.target_id].add(teaser.list_id)
    return related


def main_listing(teasers: Iterable[Teaser]) -> dict[str, Teaser]:
    """The entries of the listing that names most posts, its pages read one after the other: the first of each post."""
    lists: dict[str, list[Teaser]] = defaultdict(list)
    for teaser in teasers:
        if teaser.role == "posts" and teaser.theme_id is None:
            lists[teaser.list_id].append(teaser)
    if not lists:
        return {}
    main = max(lists, key=lambda name: (len({t.target_id for t in lists[name]}), name))
    places: dict[str, Teaser] = {}
    for teaser in sorted(lists[main], key=lambda t: (t.page, t.position)):
        places.setdefault(teaser.target_id, teaser)
    return places


def ref(record: Record) -> str:
    return record.capture.id if record.capture else ""


def record_row(record: Record, harvest: Harvest) -> Row:
    history = harvest.history[record.id]
    return {
        "id": record.id,
        "url": record.url,
        "hosts": history.hosts,
        "node_id": record.node_id,
        "title": record.title,
        "also_at": record.also_at,
        "status": history.status,
        "gone_since": history.gone_since,
        "gone_evidence": history.gone_evidence,
        "first_seen": history.first_seen,
        "last_seen": history.last_seen,
        "last_changed": history.last_changed,
        "content_digest": history.content_digest,
        "capture_id": ref(record),
    }


def article_row(
    article: Article,
    harvest: Harvest,
    themes_of: dict[str, list[str]],
    related: dict[str, set[str]],
    positions: dict[str, int],
) -> Row:
    return {
        **record_row(article, harvest),
        "kind": article.kind,
        "summary": article.summary or summary_of(article.id, (*harvest.teasers, *harvest.former)),
        "text": article.text or None,
        "word_count": word_count(article.text) if article.text else None,
        "language": article.language,
        "published": article.published,
        "published_edtf": article.published_edtf,
        "published_source": article.published_source,
        "published_raw": article.published_raw,
        "event_start": article.event_start,
        "event_end": article.event_end,
        "event_all_day": article.event_all_day,
        "event_timezone": article.event_timezone,
        "event_timezone_source": article.event_timezone_source,
        "event_raw": article.event_raw or None,
        "place": article.place or None,
        "authors": [person_id(author.name) for author in article.authors],
        "byline_raw": article.byline_raw,
        "byline_confidence": article.byline_confidence,
        "themes": themes_of.get(article.id, []),
        "projects": sorted(related.get(article.id, ())),
        "image_url": article.image_url,
        "image_caption": article.image_caption or None,
        "listing_position": positions.get(article.id),
    }


def project_row(project: Project, harvest: Harvest, themes_of: dict[str, list[str]]) -> Row:
    own = fold(project.title or "")
    names = {t.title for t in (*harvest.teasers, *harvest.former) if t.target_id == project.id and t.title}
    return {
        **record_row(project, harvest),
        "also_known_as": sorted(name for name in names if fold(name) != own),
        "summary": project.summary or summary_of(project.id, (*harvest.teasers, *harvest.former)),
        "text": project.text or None,
        "themes": themes_of.get(project.id, []),
    }


def summary_of(record_id: str, teasers: Iterable[Teaser]) -> str | None:
    """The longest summary a listing gives: some listings cut it."""
    found = [t.summary for t in teasers if t.target_id == record_id and t.summary]
    return max(found, key=lambda text: (len(text), text), default=None)


def person_id(name: str) -> str:
    return persons.identify(name).id


def people_tables(harvest: Harvest) -> dict[str, Rows]:
    authorships: Rows = []
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


_TERMS = {term.id: term for term in themes.terms()}
_PLACES = {term_id: place for place, term_id in enumerate(_TERMS)}


def vocabulary_order(theme_id: str) -> tuple[int, str]:
    """Sort key: the vocabulary's own order, then tags outside it by name."""
    return _PLACES.get(theme_id, len(_PLACES)), theme_id


def theme_rows(harvest: Harvest, used: set[str]) -> Rows:
    """The vocabulary as far as the site shows it, and every tag in use outside it."""
    rows: dict[str, Row] = {}
    for theme in sorted(harvest.themes, key=lambda t: (t.id, t.description is None, t.url or "", t.label or "")):
        row = rows.setdefault(theme.id, dict.fromkeys(("label", "description", "url")))
        row["label"] = row["label"] or theme.label
        row["description"] = row["description"] or theme.description
        row["url"] = row["url"] or theme.url
    for theme_id in used:
        rows.setdefault(theme_id, dict.fromkeys(("label", "description", "url")))
    printed = {themes.theme_id(label): label for label in printed_labels(harvest)}
    for theme_id, row in rows.items():
        term = _TERMS.get(theme_id)
        row["id"], row["kind"] = theme_id, term.kind if term else None
        row["label"] = term.label if term else row["label"] or printed.get(theme_id) or theme_id
    return list(rows.values())


def printed_labels(harvest: Harvest) -> list[str]:
    sources: tuple[Article | Project | Teaser, ...] = (
        *harvest.articles, *harvest.projects, *harvest.teasers, *harvest.former,
    )  # fmt: skip
    return sorted({label for source in sources for label in source.theme_labels})


def document_rows(harvest: Harvest) -> Rows:
    by_id = defaultdict(list)
    for document in harvest.documents:
        by_id[document.id].append(document)
    rows = []
    for document_id, found in by_id.items():
        found.sort(key=lambda d: (d.found_on, d.label is None, d.label or ""))
        facts = harvest.files[document_id]
        rows.append(
            {
                "id": document_id,
                "url": min(document.url for document in found),
                "label": next((document.label for document in found if document.label), None),
                "media_type": facts.media_type,
                "bytes": facts.size,
                "sha256": facts.sha256,
                "status": facts.status,
                "found_on": sorted({document.found_on for document in found}),
                "capture_id": facts.capture_id,
            }
        )
    return rows


def listings_of_themes(teasers: Iterable[Teaser]) -> dict[str, str]:
    """The theme that each theme listing is about."""
    return {teaser.list_id: teaser.theme_id for teaser in teasers if teaser.theme_id and teaser.role != "related"}


def link_rows(harvest: Harvest, targets: dict[str, str]) -> Rows:
    """A row a link. `targets` says which row of this dataset an address's key stands for, aliases aside."""

    def target(key: str | None) -> str | None:
        return targets.get(harvest.aliases.get(key, key)) if key else None

    return [
        {
            "source_id": record.id,
            "position": position,
            "target_url": link.target_url,
            "target_id": target(link.target_id),
            "text": link.text or None,
            "kind": link.kind,
        }
        for record in (*harvest.articles, *harvest.projects, *harvest.pages)
        for position, link in enumerate(record.links)
    ]


def capture_row(capture: Capture) -> Row:
    return {
        "id": capture.id,
        "url": capture.url,
        "captured_at": capture.captured_at,
        "status": capture.status,
        "media_type": capture.media_type,
        "payload_digest": capture.payload_digest,
        "warc_file": capture.warc_file,
        "warc_offset": capture.warc_offset,
        "warc_record_id": f"urn:uuid:{capture.record_id}" if ":" not in capture.record_id else capture.record_id,
    }
