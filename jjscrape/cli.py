"""The command line: parse arguments, call one function, map the outcome to an exit code."""

from __future__ import annotations

import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from jjscrape.counts import many
from jjscrape.outcome import Exit, Stop
from jjscrape.printable import line
from jjscrape.settings import JJSCRAPE_MIN_FREE as MIN_FREE
from jjscrape.settings import given
from jjscrape.signals import INTERRUPTED
from jjscrape.version import VERSION

if TYPE_CHECKING:
    from datetime import datetime


class Commands(TyperGroup):
    """The commands as one group in which an interruption has its own exit code."""

    def make_context(self, *words: Any, **extra: Any) -> Any:
        try:
            return super().make_context(*words, **extra)
        except KeyboardInterrupt:
            raise interrupted() from None

    def invoke(self, ctx: Any) -> Any:
        from jjscrape.operate.ending import Broken

        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise interrupted() from None
        except BrokenPipeError as error:
            raise Broken from error  # Typer would end with exit code 1


# Panels are for a person at a terminal: importing what draws them takes as long as all else that a command begins with.
_WATCHED = sys.stdout is not None and sys.stdout.isatty()
_WIDTH = 160

app = typer.Typer(
    cls=Commands,
    name="jjscrape",
    help="Crawls, archives and publishes the Jam and Justice website as a versioned, traceable dataset.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich" if _WATCHED else None,
    context_settings={} if _WATCHED else {"terminal_width": _WIDTH},
    pretty_exceptions_enable=False,
)

# Whether it can be read shows when it is: the sentence that is said then names the remedy, and somebody is told.
Data = Annotated[
    Path, typer.Option("--data", metavar="DIR", readable=False, help="Folder of the archive and the datasets.")
]
Published = Annotated[
    str, typer.Option("--data", metavar="DIR", help="A data folder, its datasets, or one version, by path or address.")
]
KINDS = ("news", "projects", "pages", "files")


def show(lines: list[str]) -> None:
    """Print lines; text of several lines is given split, so that none of a stranger's looks like one of ours."""
    print("\n".join(map(line, lines)), flush=True)  # noqa: T201  (standard output is where data goes)


def tell(sentence: str) -> None:
    print(line(sentence), file=sys.stderr, flush=True)  # noqa: T201


def warn(sentence: str, level: str = "warning") -> None:
    from jjscrape import clock, logs

    text = logs.event(clock.now(), level, sentence) if logs.as_json() else f"jjscrape: {sentence}"
    with suppress(OSError, ValueError):  # nobody is there to hear it
        tell(text)


def warn_if_ahead(captured_until: datetime | None) -> None:
    from jjscrape.operate.crawl_order import ahead

    if captured_until and (sentence := ahead(captured_until)):
        warn(sentence)


def show_version(wanted: bool) -> None:
    if wanted:
        show([f"jjscrape {VERSION}"])
        raise typer.Exit


@app.callback()
def program(
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=show_version, is_eager=True)
    ] = False,
) -> None:
    pass


@app.command()
def demo(
    data: Data = Path(),
    style: Annotated[str, typer.Option(help="Markup style of the demo site: zurb or core.")] = "zurb",
    articles: Annotated[int | None, typer.Option(help="Grow the site to this many articles.", min=1)] = None,
) -> None:
    """Serve the bundled site on this machine, and do a run on it."""
    if style not in {"zurb", "core"}:
        raise Stop(Exit.USAGE, f"--style is {style!r}; it may be zurb or core")
    from jjscrape.operate.demonstration import demonstrate

    show(demonstrate(style, articles, data))


@app.command()
def run(
    site: Annotated[
        str, typer.Argument(metavar="SITE", help="A bundled site's name, or a TOML file.")
    ] = "jamandjustice",
    data: Data = Path(),
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Crawl a copy of the site at this address.")
    ] = None,
    only: Annotated[str, typer.Option(metavar="KINDS", help=f"Any of {','.join(KINDS)}; all if not given.")] = "",
    full: Annotated[bool, typer.Option("--full", help="Look at every page, and not only at what is due.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be fetched; fetch the start pages only.")
    ] = False,
    max_requests: Annotated[int | None, typer.Option(metavar="N", min=1, help="Stop after so many requests.")] = None,
    max_bytes: Annotated[
        str | None, typer.Option(metavar="SIZE", help="Stop when so much was received, like 500M.")
    ] = None,
    max_time: Annotated[str | None, typer.Option(metavar="TIME", help="Stop after so long, like 90m or 3h.")] = None,
    max_errors_in_row: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Stop after so many addresses in a row that can't be had.")
    ] = None,
    delay: Annotated[
        float | None, typer.Option(metavar="S", min=0, help="Seconds between requests; never less than Crawl-delay.")
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(metavar="CHECK", help="Overrule a check of the gate by name; may be given several times."),
    ] = None,
    log_format: Annotated[
        str, typer.Option(metavar="FORM", help="What standard error and crawl.log are written in: text or json.")
    ] = "",
    metrics: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write how it went here, for Prometheus' node_exporter.")
    ] = None,
) -> None:
    """Crawl the site, archive it, and publish a new version if anything changed."""
    from dataclasses import replace

    from jjscrape import logs
    from jjscrape.datafolder import DATASETS
    from jjscrape.operate import console
    from jjscrape.operate.amounts import size_in_bytes, span_in_seconds
    from jjscrape.operate.overseeing import Oversight, notices_for, overseen
    from jjscrape.operate.run import Options, preview
    from jjscrape.policy import overruled
    from jjscrape.site import load_site

    log_format = log_format or given("JJSCRAPE_LOG_FORMAT") or logs.Form.TEXT
    if log_format not in set(logs.Form):
        raise Stop(Exit.USAGE, f"--log-format is {log_format!r}; it may be {' or '.join(logs.Form)}")
    logs.choose(logs.Form(log_format))
    wanted = tuple(kind for kind in only.split(",") if kind)
    if unknown := sorted(set(wanted) - set(KINDS)):
        raise Stop(Exit.USAGE, f"--only has {unknown[0]!r}; it may have {', '.join(KINDS)}")
    chosen = load_site(site).at(base_url) if base_url else load_site(site)
    options = Options(
        only=wanted,
        max_requests=max_requests,
        max_bytes=size_in_bytes(max_bytes, "--max-bytes") if max_bytes else None,
        max_seconds=span_in_seconds(max_time, "--max-time") if max_time else None,
        max_errors_in_row=max_errors_in_row,
        min_free=size_in_bytes(least, "JJSCRAPE_MIN_FREE") if (least := given("JJSCRAPE_MIN_FREE")) else MIN_FREE,
        delay=delay,
        accept=overruled(accept or ()),
        full=full,
        named=site,
    )
    if dry_run:
        preview(chosen, data, options)
        return
    if metrics is None and (named := given("JJSCRAPE_METRICS")):
        metrics = Path(named)
    oversight = Oversight(notices_for(chosen, given("JJSCRAPE_NOTIFY")), metrics, warn)
    with console.watching("building") as progress:
        if progress:
            options = replace(options, hush=progress.stop)
        done = overseen(chosen, data, options, oversight, progress)
    show([*console.crawled(done.record, done.archive), *console.published(done.publication, data / DATASETS)])


@app.command()
def build(
    archives: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ARCHIVE]...", help="WARC files, folders of them, or globs; DIR/archive if none."),
    ] = None,
    data: Data = Path(),
    site: Annotated[str, typer.Option(metavar="SITE", help="Whose archive it is.")] = "",
    base_url: Annotated[str | None, typer.Option(metavar="URL", help="Address of the copy that was crawled.")] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(metavar="CHECK", help="Overrule a check of the gate by name; may be given several times."),
    ] = None,
    workers: Annotated[
        int, typer.Option(metavar="N", min=1, help="Processes that read pages; the bytes are the same with any.")
    ] = 1,
    scheduler: Annotated[
        str, typer.Option(metavar="ADDRESS", help="A Dask scheduler whose workers read pages, such as tcp://HOST:8786.")
    ] = "",
) -> None:
    """Build and publish the dataset from archives alone: ours, or anybody's."""
    from jjscrape.datafolder import ARCHIVE, DATASETS
    from jjscrape.operate import console
    from jjscrape.operate.archives import Workers
    from jjscrape.operate.building import build_only
    from jjscrape.operate.overseeing import settled
    from jjscrape.policy import overruled

    with console.watching("building") as progress:
        done = build_only(
            archives or [str(data / ARCHIVE)],
            data,
            site,
            base_url,
            progress,
            overruled(accept or ()),
            Workers(workers, scheduler),
        )
    settled(data)
    warn_if_ahead(done.captured_until)
    show(console.published(done, data / DATASETS))


@app.command()
def read(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A saved page, gzipped or not; - is standard input.")],
    url: Annotated[str, typer.Option(metavar="URL", help="Where it was saved from.")],
    site: Annotated[
        str, typer.Option(metavar="SITE", help="A bundled site's name, or a TOML file: how its pages are read.")
    ] = "jamandjustice",
    captured_at: Annotated[
        str | None, typer.Option(metavar="TIME", help="When it was saved, ISO 8601; now if not given.")
    ] = None,
) -> None:
    """Read one saved page, and print what a build makes of it as one JSON object. No network, no data folder."""
    import json

    from jjscrape.operate.read_page import read_file
    from jjscrape.site import load_site

    show(json.dumps(read_file(file, url, load_site(site), captured_at), ensure_ascii=False, indent=2).split("\n"))


@app.command("import")
def import_(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...", help="WARC, ARC, WACZ and HAR files, folders, globs, or CDX servers' addresses."
        ),
    ],
    data: Data = Path(),
    site: Annotated[str, typer.Option(metavar="SITE", help="Whose captures a CDX server is asked for.")] = "",
    versions: Annotated[
        str,
        typer.Option(
            metavar="WHICH",
            help="every: every capture; all: each version of a page once; newest: its newest good capture.",
        ),
    ] = "all",
    delay: Annotated[
        float | None, typer.Option(metavar="S", min=0, help="Seconds between requests to a web archive.")
    ] = None,
    replay: Annotated[
        str | None, typer.Option(metavar="URL", help="Where a web archive replays, if not beside its CDX server.")
    ] = None,
) -> None:
    """Bring in captures of other archives: their files, or what a web archive has of the site."""
    from jjscrape.importing.bring import import_sources
    from jjscrape.importing.choice import Versions
    from jjscrape.operate import console
    from jjscrape.operate.crawl_order import newest
    from jjscrape.settings import JJSCRAPE_IMPORT_DELAY
    from jjscrape.site import DEFAULT_SITE, load_site

    if versions not in set(Versions):
        raise Stop(Exit.USAGE, f"--versions is {versions!r}; it may be {' or '.join(Versions)}")
    with console.watching("importing") as progress:
        done = import_sources(
            sources,
            data,
            load_site(site or DEFAULT_SITE),
            Versions(versions),
            delay=JJSCRAPE_IMPORT_DELAY if delay is None else delay,
            replay=replay,
            progress=progress,
            told=warn,
        )
    for brought in done:
        warn_if_ahead(newest(brought.folder))
        for fault in brought.missing:
            warn(fault)
        show([console.imported(brought)])


files_app = typer.Typer(no_args_is_help=True, help="Write WARC files anew, or take records out of them.")
app.add_typer(files_app, name="archive")


@files_app.command()
def recompress(
    source: Annotated[str, typer.Argument(metavar="FILE", help="A WARC or ARC file, whatever its compression.")],
    output: Annotated[Path, typer.Option(metavar="FILE", help="Where the new file goes; it must not be there yet.")],
) -> None:
    """Write a file anew with a gzip member for each record; an ARC file becomes a WARC file. FILE stays as it is."""
    from jjscrape.operate.rewriting import recompressed

    show([f"Written   {output}: {recompressed(source, output)} records"])


@files_app.command()
def extract(
    sources: Annotated[
        list[str], typer.Argument(metavar="SOURCE...", help="WARC, ARC and WACZ files, folders, globs.")
    ],
    url: Annotated[str | None, typer.Option(metavar="URL", help="All records of this address.")] = None,
    record: Annotated[str | None, typer.Option(metavar="ID", help="The record of this identifier.")] = None,
    body: Annotated[
        bool, typer.Option("--body", help="Not the records, but the newest one's body, decoded, as a browser had it.")
    ] = False,
) -> None:
    """Write records to standard output, as a WARC file with gzip."""
    from jjscrape.operate.rewriting import extract_to

    extract_to(sys.stdout.buffer, sources, url=url, record=record, body=body)


@app.command()
def pack(
    data: Data = Path(),
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where the WACZ goes; DIR/archive.wacz if not given.")
    ] = None,
    bag: Annotated[
        bool, typer.Option("--bagit", help="Make a BagIt bag too, DIR/archive-bag, of the WACZ and the newest version.")
    ] = False,
    site: Annotated[str, typer.Option(metavar="SITE", help="Whose archive it is.")] = "",
) -> None:
    """Pack the archive as one WACZ file; the same archive gives the same bytes."""
    from jjscrape.operate import console
    from jjscrape.operate.packing import pack as pack_archive

    done = pack_archive(data, output, site, bag=bag)
    for name in done.contents.left_out:
        warn(f"left out {name}: a WACZ holds finished WARC files only")
    show(console.packed(done))


@app.command()
def replay(
    data: Data = Path(),
    pywb: Annotated[
        Path | None, typer.Option(metavar="PATH", help="pywb's program or environment, if it is not on the PATH.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(metavar="N", min=1, max=65535, help="Port on this machine; 8090 or a free one.")
    ] = None,
) -> None:
    """Look at the archived site in a browser; pywb serves it on this machine until Ctrl-C."""
    from jjscrape.operate.replay import serve

    for said in serve(data, pywb, port):
        show([said])


def brought(stack: ExitStack, data: str, *versions: str | None) -> Path:
    """The folder of datasets that is meant; of one elsewhere a copy of these versions, until the stack ends."""
    from jjscrape.release.store.near import near

    try:
        return stack.enter_context(near(data, versions))
    except (LookupError, ImportError, OSError) as error:
        raise Stop(Exit.USAGE, str(error)) from error


@app.command()
def versions(data: Published = ".") -> None:
    """List what was published, oldest first."""
    from jjscrape.operate import console
    from jjscrape.release.store.near import published_at

    try:
        known = published_at(data)
    except (LookupError, ImportError, OSError) as error:
        raise Stop(Exit.USAGE, str(error)) from error
    show(console.aligned(known) if sys.stdout.isatty() else console.listed(known))


@app.command()
def diff(
    older: Annotated[str, typer.Argument(metavar="A", help="A version, or `latest`.")],
    newer: Annotated[str, typer.Argument(metavar="B", help="Another one.")],
    data: Published = ".",
    as_json: Annotated[bool, typer.Option("--json", help="Every change as JSON, as in the table `changes`.")] = False,
) -> None:
    """Tell what changed from version A to version B, row by row and field by field."""
    from jjscrape.release import compare

    with ExitStack() as stack:
        datasets = brought(stack, data, older, newer)
        try:
            changes, text = compare.compare(datasets, older, newer)
        except (LookupError, OSError) as error:
            raise Stop(Exit.USAGE, str(error)) from error
    show((compare.as_json(changes) if as_json else text).split("\n"))


@app.command()
def why(
    record: Annotated[
        list[str],
        typer.Argument(
            metavar="RECORD",
            help="Id or address of an article, project or page, else of a theme, person, document or capture; with "
            "--table the parts of its key, or COLUMN=VALUE of what tells it from other rows.",
        ),
    ],
    field: Annotated[str, typer.Argument(metavar="FIELD", help="A column of its table.")],
    table: Annotated[
        str | None, typer.Option(metavar="TABLE", help="The row's table; without it, records stand before the others.")
    ] = None,
    data: Annotated[str, typer.Option("--data", metavar="DIR", help="Folder or address of the datasets.")] = ".",
    version: Annotated[str | None, typer.Option(metavar="V", help="The newest if none is named.")] = None,
    archive: Annotated[
        str | None, typer.Option(metavar="PATH", help="Where the captures are; DIR/archive if not given.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Trace a cell: its value, the rule, the string it was read from, and the bytes around that in the archive.

    \b
    jjscrape why blog/some-post title
    jjscrape why ada-example name
    jjscrape why --table authorships blog/some-post 1 name_raw
    jjscrape why --table authorships article_id=blog/some-post person_id=ada-example role
    """  # noqa: D301  (the mark is the character that keeps lines apart)
    import json

    from jjscrape.load import why as trace

    try:
        origin = trace(record, field, version, table=table, data=data, archive=archive)
    except (LookupError, ImportError, OSError) as error:
        raise Stop(Exit.USAGE, str(error)) from error
    show((json.dumps(origin.as_dict(), ensure_ascii=False, indent=2) if as_json else repr(origin)).split("\n"))


@app.command()
def publish(
    target: Annotated[str, typer.Argument(metavar="ADDRESS", help="s3://bucket/folder, file:///folder, …")],
    data: Data = Path(),
    version: Annotated[str, typer.Option(metavar="V", help="A version, or all; the newest if not given.")] = "",
    latest: Annotated[
        bool, typer.Option("--latest", help="Keep copies of the newest version's files in latest/ too.")
    ] = False,
) -> None:
    """Copy versions to where others read them; what is there already stays, and the pointer comes last."""
    from jjscrape.datafolder import DATASETS
    from jjscrape.operate import console
    from jjscrape.release.store.remote import CopyError, DamagedError, OtherContentError, copy
    from jjscrape.release.store.storage import storage_at
    from jjscrape.release.store.versions import read_catalog

    wanted = [v.id for v in read_catalog(data / DATASETS)] if version == "all" else [version] if version else None
    try:
        done = copy(
            data / DATASETS,
            storage_at(target),
            wanted,
            latest=latest,
            on_copied=lambda name: tell(f"copied {name}"),
        )
    except OtherContentError as error:
        raise Stop(Exit.REFUSED, str(error)) from error
    except DamagedError as error:
        raise Stop(Exit.FAULTY, str(error)) from error
    except (CopyError, LookupError, ImportError, OSError) as error:
        raise Stop(Exit.USAGE, str(error)) from error
    show(console.copied(done, target))


@app.command()
def export(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="sqlite, jsonl, xlsx, or ics for the events.")],
    data: Published = ".",
    version: Annotated[str | None, typer.Option(metavar="V", help="The newest if none is named.")] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Where it goes; if not given, a file named after the version in DIR, or here."
        ),
    ] = None,
) -> None:
    """Write a version in the format of another program; jsonl makes a folder with a file a table."""
    from jjscrape.datafolder import DATASETS
    from jjscrape.release.export.formats import ExportError
    from jjscrape.release.export.formats import export as write
    from jjscrape.release.store.placing import elsewhere

    with ExitStack() as stack:
        datasets = brought(stack, data, version)
        beside = datasets.parent if datasets.name == DATASETS and not elsewhere(data) else Path()
        try:
            made = write(datasets, form, version, output, beside, warn)
        except ExportError as error:
            raise Stop(Exit.USAGE, str(error)) from error
    show([str(made)])


@app.command()
def report(
    data: Published = ".",
    version: Annotated[str | None, typer.Option(metavar="V", help="The newest if none is named.")] = None,
    browser: Annotated[bool, typer.Option("--open", help="Open it in the browser too.")] = False,
) -> None:
    """Print where the HTML page about a version is."""
    from jjscrape.release.report.writing import NAME
    from jjscrape.release.store.near import page_of
    from jjscrape.release.store.placing import elsewhere

    try:
        page = page_of(data, version, NAME)
    except (LookupError, ImportError, OSError) as error:
        raise Stop(Exit.USAGE, str(error)) from error
    show([page])
    if browser:
        typer.launch(page if elsewhere(data) else Path(page).resolve().as_uri())


@app.command()
def explore(
    data: Published = ".",
    version: Annotated[str | None, typer.Option(metavar="V", help="The newest if none is named.")] = None,
    port: Annotated[
        int | None, typer.Option(metavar="N", min=0, max=65535, help="Port on this machine; 8946 or a free one.")
    ] = None,
    replay: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where `jjscrape replay` runs; http://127.0.0.1:8090 as a rule."),
    ] = None,
    browser: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser.")] = True,
) -> None:
    """Browse and query a version in the browser; Datasette serves it on this machine until Ctrl-C."""
    from jjscrape.explore.datasette_server import explore as serve
    from jjscrape.release.export.formats import ExportError, folder_of

    def say(address: str) -> None:
        show([address])

    with ExitStack() as stack:
        datasets = brought(stack, data, version)
        try:
            serve(folder_of(datasets, version), port, replay=replay, browser=browser, say=say)
        except ExportError as error:
            raise Stop(Exit.USAGE, str(error)) from error


@app.command()
def review(
    data: Data = Path(),
    sample: Annotated[int, typer.Option("--sample", metavar="N", min=1, help="How many records to show.")] = 20,
    site: Annotated[str, typer.Option(metavar="SITE", help="Whose archive it is.")] = "",
    port: Annotated[
        int | None, typer.Option(metavar="N", min=0, max=65535, help="Port on this machine; 8948 or a free one.")
    ] = None,
    browser: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser.")] = True,
) -> None:
    """Judge records beside their archived pages in the browser; the answers become DIR/review/gold.jsonl."""
    from jjscrape.operate import console
    from jjscrape.review.desk_server import desk_of
    from jjscrape.review.desk_server import review as serve

    def say(address: str) -> None:
        show([address])

    with console.watching("reading") as progress:
        desk = desk_of(data, sample, site, progress)
    serve(desk, port, browser=browser, say=say)


@app.command()
def verify(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Data folders, versions, WARC or WACZ files; DIR if none."),
    ] = None,
    data: Data = Path(),
    repair: Annotated[
        bool, typer.Option("--repair", help="Cut torn tails, give `.open` files their final names, rebuild indexes.")
    ] = False,
    json_lines: Annotated[bool, typer.Option("--json", help="Print each fault as a line of JSON.")] = False,
    accept_known: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Faults that are known: written where FILE is not there yet; later only others count.",
        ),
    ] = None,
    log: Annotated[
        bool, typer.Option(help="Add to a data folder's fixity log, DIR/archive/fixity.jsonl, what each file is.")
    ] = True,
) -> None:
    """Check archives and releases against their own digests, indexes and rules."""
    from dataclasses import asdict
    from json import dumps

    from jjscrape.verify.baseline import Baseline, BaselineError
    from jjscrape.verify.verification import verify as verify_paths

    named = paths or [data]
    report = verify_paths(named, repair=repair, log=log)
    if accept_known is not None:
        try:
            Baseline(accept_known).settle(report)
        except (BaselineError, OSError) as error:
            raise Stop(Exit.USAGE, str(error)) from error
    for sentence in (*report.repairs, *(f"note: {note}" for note in report.notes)):
        tell(sentence)
    if report.faults:
        show([dumps(asdict(fault), ensure_ascii=False) if json_lines else str(fault) for fault in report.faults])
        count, among = (
            many(len(report.faults), "fault"),
            many(len(report.checked), "file or folder", "files and folders"),
        )
        raise Stop(Exit.FAULTY, f"{count} in {among}; standard output names each")
    if not report.checked and not report.repairs:
        raise Stop(Exit.USAGE, f"there is nothing to verify in {', '.join(map(str, named))}")
    tell(f"sound: {many(len(report.checked), 'file or folder', 'files and folders')}")


@app.command()
def status(
    data: Data = Path(),
    last: Annotated[int, typer.Option("--last", metavar="N", min=1, help="How many crawls to show.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show the last runs at a glance: what each crawl came to, what is published, what the gate holds back."""
    from json import dumps

    from jjscrape.operate.status import lines
    from jjscrape.operate.status import status as status_of

    current = status_of(data, last)
    show(dumps(current.to_json(), indent=2, ensure_ascii=False).split("\n") if as_json else lines(current))


@app.command()
def prune(
    data: Data = Path(),
    site: Annotated[str, typer.Option(metavar="SITE", help="Whose archive it is.")] = "",
    keep: Annotated[int, typer.Option(metavar="N", min=1, help="So many of the newest crawls stay in any case.")] = 4,
    yes: Annotated[bool, typer.Option("--yes", help="Remove it; without this nothing is changed.")] = False,
) -> None:
    """Say what may be let go under the retention rule, and why; with --yes, remove it.

    No crawl goes that a published version lists, that a revisit refers to, or without which a rebuild would say
    something else.
    """
    from jjscrape.operate import console
    from jjscrape.operate.pruning import prune as prune_data
    from jjscrape.operate.run import site_for

    show(console.pruned(prune_data(data, site_for(data, site), keep, apply=yes)))


@app.command()
def schedule(
    kind: Annotated[str, typer.Argument(metavar="cron|systemd|github", help="What is to start the runs.")],
    data: Data = Path(),
    site: Annotated[str, typer.Option(metavar="SITE", help="A bundled site's name, or a TOML file.")] = "jamandjustice",
) -> None:
    """Print a ready schedule for this data folder: a run once a week, early in the morning."""
    from jjscrape.operate.schedule import schedule as schedule_for
    from jjscrape.settings import given_all
    from jjscrape.site import load_site

    load_site(site)
    settings = given_all()
    if "JJSCRAPE_CONTACT" not in settings:
        warn("set JJSCRAPE_CONTACT and print it again, so that the site's owner can reach you")
    show(schedule_for(kind, data, site, settings).rstrip("\n").split("\n"))


@app.command()
def evaluate(
    gold: Annotated[
        Path, typer.Option(metavar="FILE", help="Floors and the gold they name (.toml), or a truth file for --data.")
    ] = Path("evaluation/floors.toml"),
    data: Data = Path(),
    floor: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=SHARE", help="With a truth file: the least share of right values; exit 8 below."),
    ] = None,
    update: Annotated[
        bool, typer.Option("--update", help="Raise the floors to what was reached; pin changed gold.")
    ] = False,
    lower: Annotated[
        list[str] | None, typer.Option(metavar="CORPUS/FIELD", help="Let this floor fall; needs --why.")
    ] = None,
    why: Annotated[str, typer.Option(help="Why a floor falls; kept beside it.")] = "",
    write: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Put the tables between the marks of this page.")
    ] = None,
) -> None:
    """Hold the extraction against gold that people read, field by field, beside other tools.

    With a truth file (as `jjscrape review` writes) the newest version in --data is held against that.
    """
    from jjscrape.evaluation import judge_and_show

    if gold.suffix != ".toml":
        if update or lower or why or write:
            raise Stop(Exit.USAGE, f"--update, --lower, --why and --write are for floors; {gold} is a truth file")
        from jjscrape.evaluation.build_score import judge_build

        judge_build(gold, data, floor or [], show)
        return
    if floor:
        raise Stop(Exit.USAGE, f"--floor goes with a truth file; {gold} has floors of its own")
    judge_and_show(gold, show, update=update, lower=lower or [], why=why, write=write)


def interrupted() -> Stop:
    return Stop(Exit.INTERRUPTED, INTERRUPTED, cause="interrupted")


def main() -> None:
    """Run the command line; the process ends with one of the exit codes of `Exit`."""
    from jjscrape.operate.ending import interruptible, streams_that_may_close

    streams_that_may_close()
    with interruptible() as asked:
        try:
            code = outcome()
            asked.over = True
            if asked.received and (code == Exit.UNEXPECTED or code not in set(Exit)):
                code = ended(interrupted())  # it came in a line of Typer, which has an end and a code of its own
        except BaseException:
            # Where it came while something was imported, that may have failed with an error of its own.
            if not asked.received:
                raise
            code = ended(interrupted())
    sys.exit(code)


def outcome() -> int:
    """Run one command, and say in one sentence what kept it from its end: no traceback for a thing that happens."""
    from jjscrape.archive.errors import ArchiveError
    from jjscrape.failures import stop_of
    from jjscrape.notices import NoticeError
    from jjscrape.operate.ending import Broken, stopped_reading
    from jjscrape.policy import PolicyError
    from jjscrape.release.store.versions import CatalogError
    from jjscrape.schema import RowError
    from jjscrape.site import SiteError

    try:
        code = called()
        if sys.stdout is not None:
            sys.stdout.flush()
    except Stop as end:
        return ended(end)
    except KeyboardInterrupt:
        return ended(interrupted())
    except (PolicyError, SiteError, NoticeError, ArchiveError, CatalogError) as error:
        return ended(Stop(Exit.USAGE, str(error)))
    except RowError as error:
        return ended(Stop(Exit.REFUSED, f"{error}; nothing was published"))
    except (BrokenPipeError, Broken):
        stopped_reading()
        return Exit.DONE
    except OSError as error:
        stopped_reading()
        return ended(stop_of(error, "what the command writes"))
    return code


def called() -> int:
    try:
        app()
    except SystemExit as end:  # help, a wrong option, or a command that came to its end
        return end.code if isinstance(end.code, int) else Exit.DONE
    return Exit.DONE


def ended(end: Stop) -> Exit:
    warn(end.sentence, "error")
    return end.code
