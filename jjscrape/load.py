"""For analysts: a version's tables as pandas data frames, the changes between versions, and where a cell comes from.

The catalog is read first, then files of the version it names. A version is complete before a catalog lists it and is
never changed, so what is read is always of one version, whoever publishes meanwhile.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from jjscrape.datafolder import ARCHIVE, DATASETS
from jjscrape.release import diff as differences
from jjscrape.release.earlier import as_now, comparable
from jjscrape.release.filters import kept
from jjscrape.release.read import needed_columns, parse_csv, parse_parquet, rows_of
from jjscrape.release.store.checked import read_checked
from jjscrape.release.store.storage import Folder, Storage, storage_at
from jjscrape.release.store.versions import CATALOG, Version, parse_catalog
from jjscrape.schema import COMPARED, SCHEMA_VERSION, TABLES, Table, arrow_schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import pyarrow as pa

    from jjscrape import origin
    from jjscrape.release.filters import Filters
    from jjscrape.release.write import Rows

Format = Literal["parquet", "csv"]


def load(
    table: str,
    *,
    version: str | None = None,
    as_of: date | str | None = None,
    data: str | Path = ".",
    columns: Sequence[str] | None = None,
    filters: Filters | None = None,
    check: bool = False,
    format: Format = "parquet",  # noqa: A002  (the word an analyst expects)
) -> pd.DataFrame:
    """Load one table of the newest version, of the one named, or of what was newest at a time.

    Columns have Arrow-backed types: times are UTC timestamps, lists are lists, null is `pd.NA` and never a guess. Of a
    version of an older schema come the rows as the present one has them; what it did not have yet is not there.

    Args:
        table: one of the tables of the data dictionary.
        version: a version's id, such as `2026.11.22`.
        as_of: take the newest version whose captures were all made by then. A date counts to its end, in UTC; a time
            without a zone is UTC; a text is either in ISO 8601.
        data: the folder that holds `datasets/`, or any fsspec address of one (`s3://…`, `https://…`).
        columns: the columns to load, in this order; nothing else of a Parquet file is read.
        filters: which rows to load, as in `pandas.read_parquet`: `[("kind", "==", "event"), ("published", ">=",
            "2018-01-01")]`, or a list of such lists of which one must hold. A null fits no condition.
        check: hold the file against SHA256SUMS and that against the catalog before it is used.
        format: which of the two files to read; both hold the same values.

    Raises:
        LookupError: no such table, column or version, nothing was published there, or filters that can't be used.
        TypeError: `columns` is no list.
        OSError: a file can't be read, or would fill the memory.
        ChecksumError: a file is not the one that was published (only if `check`).
        ImportError: the address needs fsspec, or a part of it, that is not installed.
    """
    import pandas as pd  # noqa: PLC0415  (1.2 s that a command line need not pay)

    if table not in TABLES:
        raise LookupError(f"there is no table {table!r}; the tables are {', '.join(TABLES)}")
    if format not in ("parquet", "csv"):
        raise LookupError(f"there is no format {format!r}; there are parquet and csv")
    storage = storage_at(data)
    chosen = _choose(storage, version, as_of)
    if isinstance(columns, str):
        raise TypeError(f"columns is {columns!r}, not a list of names")
    if format == "csv":
        raw = _file(storage, chosen, f"{table}.csv", check=check)
        made = _selected(_table(as_now(table, parse_csv(raw, TABLES[table])), TABLES[table]), columns, filters)
    elif chosen.schema_version != SCHEMA_VERSION:
        raw = _file(storage, chosen, f"{table}.parquet", check=check)
        made = parse_parquet(raw, name := _called(storage, chosen, table), chosen.rows.get(table))
        now = as_now(table, rows := rows_of(made, name))
        made = _selected(made if now is rows else _table(now, TABLES[table]), columns, filters)
    else:
        name = _called(storage, chosen, table)
        where = None if check else storage.on_disk(f"{DATASETS}/{chosen.id}/{table}.parquet")
        source = where or _file(storage, chosen, f"{table}.parquet", check=check)
        made = parse_parquet(source, name, chosen.rows.get(table), columns=columns, filters=filters)
    frame: pd.DataFrame = made.to_pandas(types_mapper=pd.ArrowDtype, use_threads=False)
    return frame


def versions(*, data: str | Path = ".") -> pd.DataFrame:
    """List what was published, oldest first: one row is a version, with its counts and hashes; none if nothing was."""
    import pandas as pd  # noqa: PLC0415

    frame = pd.json_normalize([version.as_dict() for version in _catalog(storage_at(data))])
    if frame.empty:
        single = [part.name for part in fields(Version) if part.name not in {"rows", "changes", "more"}]
        frame = pd.DataFrame(columns=[*single, *(f"rows.{table}" for table in TABLES)])
    for column in ("published_at", "captured_until"):
        if column in frame:
            frame[column] = pd.to_datetime(frame[column], utc=True)
    return frame


def diff(a: str, b: str, *, data: str | Path = ".") -> pd.DataFrame:
    """Tell what changed from version `a` to version `b`, older or newer.

    One row is a row that was added or removed, or a field that changed, with its value before and after as in the CSV
    files; the columns are those of the table `changes`.

    Raises:
        LookupError: no such version.
    """
    storage = storage_at(data)
    before, after = (_tables(storage, _choose(storage, version, None)) for version in (a, b))
    return _frame(differences.changes(before, after), TABLES["changes"])


def why(
    record: str | Sequence[str],
    field: str,
    version: str | None = None,
    *,
    table: str | None = None,
    data: str | Path = ".",
    archive: str | Path | None = None,
) -> origin.Origin:
    """Trace one cell: its value, the rule that made it, the string that was read, and the archive's bytes around that.

    What follows from other cells names them; an empty cell says why it is empty.

    Args:
        record: id or address of an article, a project, another page, or else of a theme, person, document or capture.
            With a `table`, the parts of its key in their order, `("blog/…", "1")`, or enough of them or of
            `column=value` to fit one row: `("article_id=blog/…", "person_id=ada-example")`. A key joined by tabs, as in
            `changes` and `provenance`, will do too.
        field: a column of its table.
        version: the newest if none is named.
        table: the table of the row; asked for where a key has several columns or a name is a row of several tables.
        data: where the dataset is.
        archive: folder or file with the captures: WARC or WACZ. The folder `archive` of `data` if none is named; what
            is told of a dataset without its archive lacks the bytes.

    Raises:
        LookupError: no such row, field, table or version, or several rows fit.
    """
    return tracer(version, data=data, archive=archive).trace(record, field, table)


def tracer(version: str | None = None, *, data: str | Path = ".", archive: str | Path | None = None) -> origin.Tracer:
    """Prepare to trace many cells of a version, as `why` does one: what was read is kept between them.

    `trace(record, field, table)` traces one, `cells(table)` all of a table. The arguments are those of `why`.

    Raises:
        LookupError: no such version.
    """
    storage = storage_at(data)
    known = _catalog(storage)
    chosen = _choose(storage, version, None)
    if archive is None and isinstance(storage, Folder):
        archive = storage.root / ARCHIVE

    from jjscrape import origin  # noqa: PLC0415  (who only loads tables needs nothing that reads archives)

    def before() -> origin.Dataset | None:
        earlier = [listed for listed in known if listed.id != chosen.id][: [v.id for v in known].index(chosen.id)]
        return origin.Dataset(partial(_rows_if_any, storage, earlier[-1]), earlier[-1].id) if earlier else None

    read = partial(_rows_if_any, storage, chosen)
    return origin.Tracer(read, Path(archive) if archive else None, chosen.id, before)


def _catalog(storage: Storage) -> list[Version]:
    path = f"{DATASETS}/{CATALOG}"
    try:
        text = storage.read(path)
    except FileNotFoundError:
        return []
    return parse_catalog(text, f"{storage.name}/{path}")


def _choose(storage: Storage, version: str | None, as_of: date | str | None) -> Version:
    known = _catalog(storage)
    if not known:
        raise LookupError(
            f"nothing was published in {storage.name}/{DATASETS}; `jjscrape run` or `jjscrape build` does that"
        )
    if version is not None and as_of is not None:
        raise LookupError("a version was named and a time too; one of them says which version to load")
    if as_of is not None:
        return _newest_by(known, _end(as_of))
    if version is None:
        return known[-1]
    for listed in known:
        if listed.id == version:
            return listed
    raise LookupError(
        f"there is no version {version!r} in {storage.name}/{DATASETS}; there are {', '.join(v.id for v in known)}"
    )


def _newest_by(known: list[Version], end: datetime) -> Version:
    candidates = [version for version in known if datetime.fromisoformat(version.captured_until) < end]
    if not candidates:
        oldest = known[0]
        raise LookupError(
            f"no version was captured by then; the oldest, {oldest.id}, was captured until {oldest.captured_until}"
        )
    return candidates[-1]


def _end(as_of: date | str) -> datetime:
    """The first instant that is too late."""
    if isinstance(as_of, str):
        try:
            as_of = date.fromisoformat(as_of) if len(as_of) <= len("2026-11-22") else datetime.fromisoformat(as_of)
        except ValueError as error:
            raise LookupError(f"as_of is {as_of!r}, not a date or time in ISO 8601 such as 2026-11-22") from error
    if isinstance(as_of, datetime):
        zoned = as_of if as_of.tzinfo else as_of.replace(tzinfo=UTC)
        return zoned + timedelta(microseconds=1)
    return datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC) + timedelta(days=1)


def _file(storage: Storage, version: Version, name: str, *, check: bool = False) -> bytes:
    try:
        return read_checked(storage, version, name) if check else storage.read(f"{DATASETS}/{version.id}/{name}")
    except FileNotFoundError as error:
        raise LookupError(f"version {version.id} in {storage.name}/{DATASETS} has no file {name}") from error


def _called(storage: Storage, version: Version, table: str) -> str:
    return f"{storage.name}/{DATASETS}/{version.id}/{table}.parquet"


def _rows(storage: Storage, version: Version, table: str) -> Rows:
    name = _called(storage, version, table)
    read = parse_parquet(_file(storage, version, f"{table}.parquet"), name, version.rows.get(table))
    return as_now(table, rows_of(read, name))


def _rows_if_any(storage: Storage, version: Version, table: str) -> Rows:
    """The rows of a table; none of one that a version of an older schema lacks."""
    return _rows(storage, version, table) if table in version.rows else []


def _tables(storage: Storage, version: Version) -> dict[str, Rows]:
    """Every table that a comparison looks at; one that a version of an older schema lacks counts as empty."""
    return comparable({name: _rows(storage, version, name) for name in COMPARED if name in version.rows})


def _table(rows: Rows, table: Table) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415

    return pa.Table.from_pylist(rows, schema=arrow_schema(table))


def _selected(table: pa.Table, columns: Sequence[str] | None, filters: Filters | None) -> pa.Table:
    needed_columns("the table", table.column_names, columns, filters)
    table = table if filters is None else kept(table, filters)
    return table if columns is None else table.select(list(columns))


def _frame(rows: Rows, table: Table) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415

    return _table(rows, table).to_pandas(types_mapper=pd.ArrowDtype, use_threads=False)
