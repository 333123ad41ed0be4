"""The report's sections: what is counted, in words, charts and tables."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from jjscrape.release.report import tally
from jjscrape.release.report.chart import bars, columns, draw, matrix, shade, year_lines
from jjscrape.release.report.grid import LONGEST_TABLE, Cell, Figure, Grid, Link, Section, label, many
from jjscrape.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jjscrape.release.write import Rows

COLOURS = ["var(--c1)", "var(--c2)", "var(--c3)", "var(--c4)"]
UNKNOWN = "var(--c5)"
PLURAL = {"news": "news items", "blog": "blog posts", "event": "events", "project": "projects"}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
MOST_BARS = 30
"""Bars of a chart of themes or people; its table goes on."""
MOST_THEMES = 20
"""Themes of the chart that shows which occur together."""
LONGEST_VALUE = 160


def plural(kind: str) -> str:
    return PLURAL.get(kind, kind)


def legend(parts: list[str]) -> list[tuple[str, str]]:
    return [(f"c{number}", plural(part)) for number, part in enumerate(parts, 1)]


def percent(part: int, whole: int) -> int:
    """Whole per cent; 0 and 100 only where they are exactly so."""
    if part in {0, whole}:
        return 100 if part and whole else 0
    return min(99, max(1, round(100 * part / whole)))


def content(rows: Mapping[str, Rows]) -> Section:
    """What is in it."""
    articles, captures = rows["articles"], rows["captures"]
    kinds = Counter(row["kind"] for row in articles)
    named = [many(kinds[kind], plural(kind).removesuffix("s") if kind != "news" else "news item", plural(kind))
             for kind in tally.KINDS if kinds[kind]]  # fmt: skip
    times = [row["captured_at"] for row in captures]
    lead = [f"{many(len(articles), 'article')}: {', '.join(named)}."] if named else ["No article."]
    if times:
        first, last = day(min(times)), day(max(times))
        when = f"on {first}" if first == last else f"between {first} and {last}"
        lead.append(f"They were read from {many(len(times), 'capture')}, taken {when}.")
    gone = [(name, row) for name in ("articles", "projects", "pages") for row in rows[name] if row["status"] == "gone"]
    grids = [
        Grid(
            caption="The tables of this version",
            head=["Table", "One row is", "Rows"],
            rows=[[name, table.row, len(rows[name])] for name, table in TABLES.items()],
        )
    ]
    if gone:
        lead.append(f"{many(len(gone), 'record is', 'records are')} gone from the site and kept here.")
        grids.append(
            Grid.cut(
                "Gone from the site, kept here",
                ["Record", "Table", "Last seen"],
                [[Link(row["title"], row["url"]), name, day(row["last_seen"])] for name, row in gone],
                "articles.csv",
            )
        )
    return Section(id="contents", heading="What is in it", lead=lead, grids=grids)


def day(when: datetime | None) -> str | None:
    return f"{when:%Y-%m-%d}" if when else None


def published(articles: Rows) -> Section:
    """Posts over time."""
    years, counts = tally.by_year(articles)
    unknown = sum(counts[None, kind] for kind in tally.KINDS)
    known = len(articles) - unknown
    lead = f"All {many(len(articles), 'post')} say when they were published."
    if unknown:
        lead = f"{known:,} of {many(len(articles), 'post')} say when they were published; {unknown:,} "
        lead += (
            f"{'does' if unknown == 1 else 'do'} not, and nothing is guessed for {'it' if unknown == 1 else 'them'}."
        )
    section = Section(id="published", heading="Posts over time", lead=[lead])
    if not articles:
        return section
    places: list[int | None] = [*years, *([None] if unknown else [])]
    labels = [str(year) if year else "not stated" for year in places]
    table = [[counts[place, kind] for kind in tally.KINDS] for place in places]
    told = [
        [f"{text}: {n} {plural(kind)}" for kind, n in zip(tally.KINDS, row, strict=True)]
        for text, row in zip(labels, table, strict=True)
    ]
    title = "Posts by year of publication"
    about = f"A column a year, {years[0]} to {years[-1]}" if years else "One column"
    about += ", and a pale one for posts that state no date." if unknown else "."
    spec = columns(labels, list(tally.KINDS), table, told, COLOURS[: len(tally.KINDS)], pale=unknown > 0)
    section.figures.append(
        Figure(
            id="by-year",
            title=title,
            about=about,
            svg=draw(spec, "by-year", title, about),
            legend=legend(list(tally.KINDS)),
            grid=Grid(
                caption=title,
                head=["Year", *(plural(kind).capitalize() for kind in tally.KINDS), "All"],
                rows=[[text, *row, sum(row)] for text, row in zip(labels, table, strict=True)],
            ),
        )
    )
    if months := tally.by_month(articles):
        section.figures.append(_months(years, months))
    sources = Counter(row["published_source"] or "not stated" for row in articles)
    section.grids.append(
        Grid(
            caption="Where publication dates come from",
            head=["Source", "Posts"],
            rows=[[source, count] for source, count in sorted(sources.items(), key=lambda item: (-item[1], item[0]))],
        )
    )
    return section


def _months(years: list[int], months: dict[tuple[int, int], int]) -> Figure:
    most = max(months.values())
    title = "Posts by month of publication"
    about = (
        f"A row a year, a column a month; the stronger the colour, the more posts. The most in one month are {most}."
    )
    cells = [
        (years.index(year), month - 1, shade(n, most), str(n), f"{MONTHS[month - 1]} {year}: {many(n, 'post')}")
        for (year, month), n in sorted(months.items())
    ]
    spec = matrix([str(year) for year in years], MONTHS, cells, step=30)
    return Figure(
        id="by-month",
        title=title,
        about=about,
        svg=draw(spec, "by-month", title, about),
        grid=Grid(
            caption=title,
            head=["Year", *MONTHS],
            rows=[[str(year), *(months.get((year, month), 0) for month in range(1, 13))] for year in years],
        ),
    )


def themes(rows: Mapping[str, Rows]) -> Section:
    """Themes: how often, and which together."""
    parts = [*tally.KINDS, "project"]
    counts = tally.theme_counts(rows["articles"], rows["projects"])
    named = {row["id"]: row["label"] for row in rows["themes"]}
    sums = {theme: sum(counts[theme, part] for part in parts) for theme in named}
    order = sorted(named, key=lambda theme: (-sums[theme], named[theme], theme))
    without = sum(not row["themes"] for row in rows["articles"])
    lead = f"{many(len(named), 'theme')}; a record may carry several. "
    lead += f"{many(without, 'article carries', 'articles carry')} none." if without else "Every article carries one."
    section = Section(id="themes", heading="Themes", lead=[lead])
    shown = [theme for theme in order if sums[theme]][:MOST_BARS]
    if not shown:
        return section
    title = "Records by theme"
    about = f"Bars, longest first: {label(named[shown[0]])} is carried by {many(sums[shown[0]], 'record')}."
    table = [[counts[theme, part] for part in parts] for theme in shown]
    told = [[f"{named[theme]}: {n} {plural(part)}" for part, n in zip(parts, row, strict=True)]
            for theme, row in zip(shown, table, strict=True)]  # fmt: skip
    spec = bars([label(named[theme]) for theme in shown], parts, table, told, COLOURS[: len(parts)])
    whole: list[list[Cell]] = [[named[theme], *(counts[theme, part] for part in parts), sums[theme]] for theme in order]
    section.figures.append(
        Figure(
            id="by-theme",
            title=title,
            about=about,
            svg=draw(spec, "by-theme", title, about),
            legend=legend(parts),
            grid=Grid.cut(title, ["Theme", *(plural(part).capitalize() for part in parts), "All"], whole, "themes.csv"),
        )
    )
    pairs = tally.theme_pairs([*rows["articles"], *rows["projects"]])
    if pairs:
        section.figures.append(_pairs(shown[:MOST_THEMES], named, pairs))
    return section


def _pairs(shown: list[str], named: dict[str, str], pairs: Counter[tuple[str, str]]) -> Figure:
    both = {(a, b): pairs[min(a, b), max(a, b)] for a in shown for b in shown if a != b}
    most = max(both.values(), default=0)
    a, b = max(both, key=lambda pair: (both[pair], pair[::-1]), default=("", ""))
    title = "Themes that occur together"
    about = "Records that carry both themes; the numbers above the columns are those of the rows."
    if most:
        about += f" The most, {most}, carry {label(named[a])} and {label(named[b])}."
    numbered = [f"{number}  {label(named[theme], 38)}" for number, theme in enumerate(shown, 1)]
    cells = [
        (shown.index(a), shown.index(b), shade(n, most), str(n), f"{named[a]} and {named[b]}: {many(n, 'record')}")
        for (a, b), n in both.items()
        if n
    ]
    spec = matrix(numbered, [str(number) for number in range(1, len(shown) + 1)], cells)
    return Figure(
        id="together",
        title=title,
        about=about,
        svg=draw(spec, "together", title, about),
        grid=Grid(
            caption=title,
            head=["Theme", *(str(number) for number in range(1, len(shown) + 1))],
            rows=[[f"{number} {named[a]}", *(both.get((a, b)) for b in shown)] for number, a in enumerate(shown, 1)],
        ),
    )


def authors(rows: Mapping[str, Rows]) -> Section:
    """Who wrote."""
    people = sorted(rows["people"], key=lambda row: (-len(row["articles"]), row["name"], row["id"]))
    without = sum(not row["authors"] for row in rows["articles"])
    lead = f"{many(len(people), 'person is', 'people are')} named as authors. "
    lead += f"{many(without, 'article names', 'articles name')} nobody." if without else "Every article names somebody."
    section = Section(id="authors", heading="Authors", lead=[lead])
    if not people:
        return section
    shown = [row for row in people if row["articles"]][:MOST_BARS]
    title = "Articles by author" if len(shown) == len(people) else f"Articles by author, the first {len(shown)}"
    about = f"Bars, longest first: {label(people[0]['name'])} wrote {many(len(people[0]['articles']), 'article')}."
    spec = bars(
        [label(row["name"]) for row in shown],
        ["articles"],
        [[len(row["articles"])] for row in shown],
        [[f"{row['name']}: {many(len(row['articles']), 'article')}"] for row in shown],
        COLOURS[:1],
    )
    section.figures.append(
        Figure(
            id="by-author",
            title=title,
            about=about,
            svg=draw(spec, "by-author", title, about),
            grid=Grid.cut(
                "Articles by author",
                ["Author", "Affiliations", "Articles"],
                [[row["name"], "; ".join(row["affiliations"]) or None, len(row["articles"])] for row in people],
                "people.csv",
            ),
        )
    )
    return section


def events(articles: Rows) -> Section:
    """Events on a calendar."""
    all_events = [row for row in articles if row["kind"] == tally.EVENT]
    dated = sorted((row for row in all_events if row["event_start"]), key=lambda row: (row["event_start"], row["id"]))
    undated = len(all_events) - len(dated)
    lead = [f"{many(len(all_events), 'event')}, of which {undated} without a date." if undated
            else f"{many(len(all_events), 'event')}."]  # fmt: skip
    section = Section(id="events", heading="Events", lead=lead)
    if not dated:
        return section
    starts = {row["id"]: tally.local(row, "event_start") or row["event_start"] for row in dated}
    years = list(range(min(when.year for when in starts.values()), max(when.year for when in starts.values()) + 1))
    if len(years) > MOST_BARS:  # a date that was misread must not make a calendar of a thousand years
        years = sorted({when.year for when in starts.values()})[-MOST_BARS:]
    marks = [
        (years.index(starts[row["id"]].year), *_days(row, starts[row["id"]]), f"{hours(row)}: {row['title']}")
        for row in dated
        if starts[row["id"]].year in years
    ]
    title = "Events on a calendar"
    about = f"A line a year from {years[0]} to {years[-1]}; a mark is an event, as long as it lasted."
    section.figures.append(
        Figure(
            id="calendar",
            title=title,
            about=about,
            svg=draw(year_lines([str(year) for year in years], marks), "calendar", title, about),
            grid=Grid.cut(
                "Events in order of time, in the time of their place",
                ["Event", "When", "Time zone", "Place"],
                [[Link(row["title"], row["url"]), hours(row), row["event_timezone"] or "UTC", row["place"]]
                 for row in dated],
                "articles.csv",
            ),
        )
    )  # fmt: skip
    return section


def _days(row: Mapping[str, Any], start: datetime) -> tuple[int, int]:
    """First and last day within the year of the start, counted as in a leap year."""
    first = _place(start)
    end = tally.local(row, "event_end")
    if end is None or end < start:
        return first, first
    return first, _place(end) if end.year == start.year else 366


def _place(when: datetime) -> int:
    return datetime(2000, when.month, when.day, tzinfo=UTC).timetuple().tm_yday


def hours(row: Mapping[str, Any]) -> str:
    """Say when an event was, as its place's clocks said."""
    start, end = tally.local(row, "event_start"), tally.local(row, "event_end")
    assert start is not None
    if row["event_all_day"]:
        return f"{start:%Y-%m-%d}" + (f" to {end:%Y-%m-%d}" if end and end.date() != start.date() else "")
    if end is None:
        return f"{start:%Y-%m-%d %H:%M}"
    return f"{start:%Y-%m-%d %H:%M} to {end:%H:%M}" if end.date() == start.date() else (
        f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}"
    )  # fmt: skip


def completeness(rows: Mapping[str, Rows]) -> Section:
    """How much of each field is known."""
    groups: dict[str, tuple[str, Rows]] = {
        kind: ("articles", [row for row in rows["articles"] if row["kind"] == kind]) for kind in tally.KINDS
    } | {"project": ("projects", rows["projects"]), "page": ("pages", rows["pages"])}
    groups = {kind: group for kind, group in groups.items() if group[1]}
    fields = list(
        dict.fromkeys(c.name for table in ("articles", "projects", "pages") for c in tally.may_be_empty(table))
    )
    share: dict[tuple[str, str], tuple[int, int]] = {}
    for kind, (table, found) in groups.items():
        for column in tally.may_be_empty(table):
            if tally.concerns(column.name, kind):
                share[column.name, kind] = tally.filled(found, column.name), len(found)
    fields = [name for name in fields if any((name, kind) in share for kind in groups)]
    section = Section(
        id="completeness",
        heading="How complete it is",
        lead=["Empty means that the site does not say, or that it was not found: never a guess."],
    )
    if not groups:
        return section
    title = "Known values by field, per cent"
    about = (
        "A row a field, a column a kind of record; the stronger the colour, the more is known. Blank: no such field."
    )
    kinds = list(groups)
    names = [f"{plural(kind) if kind != 'page' else 'pages'} ({len(groups[kind][1])})" for kind in kinds]
    cells = []
    for down, name in enumerate(fields):
        for across, kind in enumerate(kinds):
            if (name, kind) in share:
                known, whole = share[name, kind]
                told = f"{name}, {names[across]}: {known} of {whole} known"
                rate = percent(known, whole)
                cells.append((down, across, shade(rate, 100) if rate else 0, str(rate), told))
    spec = matrix(fields, names, cells, step=24)
    section.figures.append(
        Figure(
            id="known",
            title=title,
            about=about,
            svg=draw(spec, "known", title, about),
            grid=Grid(
                caption="Known values by field",
                head=["Field", *names],
                rows=[[name, *(_known(share.get((name, kind))) for kind in kinds)] for name in fields],
            ),
        )
    )
    other = [
        (name, column.name, tally.filled(rows[name], column.name), len(rows[name]))
        for name in TABLES
        if name not in {"articles", "projects", "pages", "changes", "provenance"} and rows[name]
        for column in tally.may_be_empty(name)
    ]
    section.grids.append(
        Grid(
            folded=True,
            caption="Known values in the other tables",
            head=["Field", "Known", "Rows", "Per cent"],
            rows=[[f"{name}.{column}", known, whole, percent(known, whole)] for name, column, known, whole in other],
        )
    )
    return section


def _known(share: tuple[int, int] | None) -> Cell:
    return None if share is None else f"{share[0]:,} ({percent(*share)} %)"


def changes(rows: Mapping[str, Rows], before: Mapping[str, Rows]) -> Section:
    """What changed since the version before."""
    section = Section(id="changes", heading="What changed", lead=[])
    if not before:
        section.lead.append("This is the first version; there is nothing to compare it with.")
        return section
    found = tally.changed_records(rows["changes"])
    if not found:
        section.lead.append("No record differs from the version before.")
        return section
    kinds = list(TABLES["changes"].column("change").values)
    tables = [name for name in TABLES if name in found]
    counts = [[found[name][kind] for kind in kinds] for name in tables]
    total = sum(map(sum, counts))
    section.lead.append(
        f"{many(total, 'row differs', 'rows differ')} from the version before, in {many(len(tables), 'table')}."
    )
    title = "Rows that changed, by table"
    about = f"Bars: {'; '.join(f'{name} {sum(row)}' for name, row in zip(tables, counts, strict=True))}."
    told = [[f"{name}: {n} {kind}" for kind, n in zip(kinds, row, strict=True)]
            for name, row in zip(tables, counts, strict=True)]  # fmt: skip
    section.figures.append(
        Figure(
            id="changed",
            title=title,
            about=about,
            svg=draw(bars(tables, kinds, counts, told, COLOURS[: len(kinds)]), "changed", title, about),
            legend=[(f"c{number}", kind) for number, kind in enumerate(kinds, 1)],
            grid=Grid(
                caption=title,
                head=["Table", *(kind.capitalize() for kind in kinds)],
                rows=[[name, *row] for name, row in zip(tables, counts, strict=True)],
            ),
        )
    )
    records = [row for row in rows["changes"] if row["table"] in {"articles", "projects", "pages"}]
    if records:
        section.grids.append(_changed_fields(records, rows, before))
    return section


def _changed_fields(records: Rows, rows: Mapping[str, Rows], before: Mapping[str, Rows]) -> Grid:
    known = {
        (name, row["id"]): row
        for tables in (before, rows)
        for name in ("articles", "projects", "pages")
        for row in tables.get(name, [])
    }
    lines: list[list[Cell]] = []
    for row in records:
        shown = known.get((row["table"], row["record_id"]), {})
        name = Link(shown.get("title") or row["record_id"], shown.get("url"))
        # A row that came or went is not shown whole; changes.csv has it.
        values = [_cut(row["before"]), _cut(row["after"])] if row["field"] else [None, None]
        lines.append([name, row["change"], row["field"], *values])
    return Grid.cut(
        "Articles, projects and pages that changed, field by field",
        ["Record", "Change", "Field", "Before", "After"],
        lines,
        "changes.csv",
    )


def _cut(value: str | None) -> str | None:
    return value if value is None or len(value) <= LONGEST_VALUE else f"{value[: LONGEST_VALUE - 1]}…"


def crawl(rows: Mapping[str, Rows], crawls: list[dict[str, Any]]) -> Section:
    """How the newest crawl went; without its record, what the captures tell."""
    section = Section(id="crawl", heading="How the crawl went", lead=[])
    statuses: dict[str, int] = Counter(str(row["status"] or "none") for row in rows["captures"])
    told_by = "all captures"
    if crawls:
        newest = crawls[-1]
        if newest.get("complete"):
            section.lead.append("The newest crawl saw everything it set out to see.")
        else:
            why = "; ".join(map(str, newest.get("incomplete_because") or ["no reason given"]))
            section.lead.append(f"The newest crawl is not complete: {why}.")
        section.facts = _facts(newest)
        if isinstance(newest.get("statuses"), dict) and newest["statuses"]:
            statuses, told_by = newest["statuses"], "the newest crawl"
    else:
        section.lead.append("No record of a crawl came with this archive; what follows is counted from its captures.")
    if statuses:
        order = sorted(statuses)
        title = f"Answers by HTTP status, {told_by}"
        about = f"Bars: {'; '.join(f'{status} {statuses[status]}' for status in order)}."
        section.figures.append(
            Figure(
                id="answers",
                title=title,
                about=about,
                svg=draw(
                    bars(
                        order,
                        ["answers"],
                        [[int(statuses[status])] for status in order],
                        [[f"{status}: {many(int(statuses[status]), 'answer')}"] for status in order],
                        COLOURS[:1],
                    ),
                    "answers",
                    title,
                    about,
                ),
                grid=Grid(caption=title, head=["Status", "Answers"], rows=[[s, int(statuses[s])] for s in order]),
            )
        )
    types = Counter(row["media_type"] or "none declared" for row in rows["captures"])
    section.grids.append(
        Grid(
            caption="All captures of this version by media type",
            head=["Media type", "Captures"],
            rows=[[name, n] for name, n in sorted(types.items(), key=lambda item: (-item[1], item[0]))][:LONGEST_TABLE],
        )
    )
    for record in crawls[-1:]:
        section.grids += _troubles(record)
    if len(crawls) > 1:
        section.grids.append(
            Grid.cut(
                "Every crawl in the archive, newest first",
                ["Crawl", "Complete", "Requests", "Failures"],
                [[str(c.get("crawl_id", "")), "yes" if c.get("complete") else "no", int(c.get("requests", 0)),
                  int(c.get("failures", 0))] for c in reversed(crawls)],
                "the archive",
            )
        )  # fmt: skip
    return section


def _facts(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    facts = [("Crawl", str(record.get("crawl_id", ""))), ("Of", str(record.get("origin") or record.get("site") or ""))]
    try:
        began, ended = (datetime.fromisoformat(record[name]) for name in ("started", "finished"))
    except (KeyError, TypeError, ValueError):
        pass
    else:
        facts += [("Began", f"{began.astimezone(UTC):%Y-%m-%d %H:%M} UTC"), ("Took", _span(ended - began))]
    facts += [(name, f"{int(record[key]):,}") for name, key in _NUMBERS if isinstance(record.get(key), int)]
    if isinstance(record.get("bytes"), int):
        facts.append(("Received", f"{record['bytes'] / 1_000_000:,.1f} MB"))
    if record.get("robots_verdict"):
        facts.append(("robots.txt", str(record["robots_verdict"])))
    return [fact for fact in facts if fact[1]]


_NUMBERS = [
    ("Requests", "requests"),
    ("Retries", "retries"),
    ("Failures", "failures"),
    ("Left unasked", "left"),
    ("Barred by robots.txt", "robots_forbidden"),
]


def _span(length: Any) -> str:
    seconds = max(0, round(length.total_seconds()))
    if seconds < 120:  # noqa: PLR2004
        return many(seconds, "second")
    minutes = round(seconds / 60)
    return many(minutes, "minute") if minutes < 120 else f"{minutes / 60:,.1f} hours"  # noqa: PLR2004


def _troubles(record: Mapping[str, Any]) -> list[Grid]:
    found = []
    if failed := [part for part in record.get("failed") or [] if isinstance(part, dict)]:
        found.append(
            Grid.cut(
                "Addresses that could not be had",
                ["Address", "Kind", "Why"],
                [[str(part.get("url", "")), str(part.get("kind", "")), str(part.get("reason", ""))] for part in failed],
                "run.json",
            )
        )
    if problems := record.get("problems"):
        found.append(
            Grid.cut(
                "What the pages of the newest crawl did not settle",
                ["Problem", "Pages"],
                [[str(name), int(count)] for name, count in sorted(problems.items())],
                "run.json",
            )
        )
    return found


def sections(rows: Mapping[str, Rows], before: Mapping[str, Rows], crawls: list[dict[str, Any]]) -> list[Section]:
    return [
        content(rows),
        published(rows["articles"]),
        themes(rows),
        authors(rows),
        events(rows["articles"]),
        completeness(rows),
        changes(rows, before),
        crawl(rows, crawls),
    ]
