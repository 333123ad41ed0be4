"""A spreadsheet opens a version: LibreOffice reads the workbook and the CSV files, and each cell is what it was."""

from __future__ import annotations

import csv
import shutil
import subprocess
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from commands import jjscrape

from jjscrape.release.publish import publish
from jjscrape.release.read import read_csv
from jjscrape.schema import TABLES, Type
from jjscrape.site import load_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.crawl,
    pytest.mark.skipif(OFFICE is None, reason="not run: LibreOffice; the operating system's packages have it"),
]
ACCENTS = "Zoë Łukasz's café, “naïve” \u2013 東京\n=SUM(A1)\n\t007"
# Comma, double quote, UTF-8; all cells as they are shown; every sheet to a file of its own.
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
AS_TEXT = "Text - txt - csv (StarCalc):44,34,76,1,,0,true,false"


@pytest.fixture(scope="module")
def version(make_harvest: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("office")
    publish(make_harvest(3, text=ACCENTS), load_site("jamandjustice"), data / "datasets")
    return next((data / "datasets").glob("2*"))


def converted(file: Path, folder: Path, *options: str) -> dict[str, list[dict[str, str]]]:
    """The sheets of a file as LibreOffice writes them to CSV, by name."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        str(OFFICE),
        profile,
        "--headless",
        "--convert-to",
        AS_SHOWN,
        *options,
        "--outdir",
        str(folder),
        str(file),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    sheets = {}
    for made in folder.glob(f"{file.stem}-*.csv"):
        with made.open(encoding="utf-8", newline="") as stream:
            sheets[made.stem.removeprefix(f"{file.stem}-")] = list(csv.DictReader(stream))
    return sheets


def as_shown(value: Any, kind: Type) -> str:
    if value is None:
        return ""
    if kind is Type.TIMESTAMP:
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return {True: "TRUE", False: "FALSE"}[value] if kind is Type.BOOLEAN else str(value)


def test_the_workbook_shows_each_cell(version: Path, tmp_path: Path) -> None:
    made = tmp_path / "version.xlsx"
    assert jjscrape("export", "xlsx", "--data", version, "--output", made).returncode == 0
    sheets = converted(made, tmp_path)
    for table in TABLES.values():
        rows, shown = read_csv(version / f"{table.name}.csv", table), sheets[table.name]
        assert len(rows) == len(shown)
        for column in (column for column in table.columns if column.type is not Type.STRINGS):
            assert [row[column.name] for row in shown] == [as_shown(row[column.name], column.type) for row in rows]


def test_a_csv_file_has_its_accents_and_no_formula(version: Path, tmp_path: Path) -> None:
    (shown,) = converted(version / "articles.csv", tmp_path, f"--infilter={AS_TEXT}").values()
    with (version / "articles.csv").open(encoding="utf-8", newline="") as stream:
        written = list(csv.DictReader(stream))
    assert [row["text"] for row in shown] == [row["text"] for row in written]
    assert f"{ACCENTS} 0" in {row["text"] for row in shown}
    assert datetime.fromisoformat(shown[0]["first_seen"]).tzinfo is not None
