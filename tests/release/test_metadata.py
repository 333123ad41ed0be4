"""What stands beside the tables is what its standard asks for: the standards' own tools read it, without a network."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime

import captured_demo
import pytest
import yaml
from lxml import html
from small_site import small

from jjscrape.archive.reader import Archive
from jjscrape.demo import DemoSite
from jjscrape.harvest.gather import harvest
from jjscrape.release.metadata import descriptions as metadata
from jjscrape.release.metadata.croissant import semantic
from jjscrape.release.metadata.jsonld import script
from jjscrape.release.metadata.rights import AUTHORED
from jjscrape.release.publish import publish
from jjscrape.release.read import read_version
from jjscrape.schema import RECORD_TABLES, SCHEMA_VERSION, TABLES, Type, arrow_schema
from jjscrape.site import load_site

pytestmark = pytest.mark.crawl

SITE = load_site("jamandjustice")
# What a text in a version may hold; U+001F and U+FFFE are characters that XML can't.
HOSTILE = '=HYPERLINK("x")\r\n\'quoted\',\t\x00\x1f\u2028\u2029\u0085\u200f\ufffe</script><!-- {"a": 1} ] \ud800'


@pytest.fixture(scope="module")
def versions(tmp_path_factory, make_harvest):
    """Folders of versions: of the demo, of the demo after changes, and of hostile texts."""
    root, site = tmp_path_factory.mktemp("versions"), small(DemoSite(articles=8))
    urls = captured_demo.addresses(site)
    for number, when in enumerate((captured_demo.WHEN, datetime(2021, 12, 5, 8, 30, 1, 250_000, tzinfo=UTC))):
        captured_demo.capture(root / "archive" / f"{number}", site, urls, when)
        assert publish(harvest(Archive([root / "archive"]), SITE), SITE, root / "datasets").new
        site.edit("/" + next(url for url in urls if "/blog/" in url).split("/", 3)[3], title=HOSTILE[:40])
    assert publish(make_harvest(text=HOSTILE), SITE, root / "hostile").new
    first, second = sorted((root / "datasets").glob("2*"))
    return [first, second, root / "hostile" / "2026.11.22"]


@pytest.fixture
def offline(monkeypatch):
    def refuse(*_args, **_more):
        raise AssertionError("a test asked for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def loaded(folder, name):
    return json.loads((folder / name).read_text(encoding="utf-8"))


@pytest.mark.usefixtures("offline")
def test_frictionless_finds_every_data_package_valid(versions):
    from frictionless import Package

    for folder in versions:
        package = Package(folder / "datapackage.json")
        report = package.validate()
        assert report.valid, report.flatten(["type", "fieldName", "rowNumber", "note"])[:10]
        tables = [(task.name, task.stats.get("rows", 0)) for task in report.tasks if task.type == "table"]
        assert tables == [(name, len(rows)) for name, rows in read_version(folder).items()]
        assert report.warnings == []
        for resource in (resource for resource in package.resources if resource.type == "table"):
            assert resource.schema.primary_key == list(TABLES[resource.name].primary_key)


FAULTS = [
    ("authorships", "person_id", "nobody", "foreign-key"),
    ("themes", "kind", "colour", "constraint-error"),
    ("articles", "word_count", "-1", "constraint-error"),
    ("articles", "title", "", "constraint-error"),
    ("articles", "event_all_day", "maybe", "type-error"),
    ("articles", "first_seen", "yesterday", "type-error"),
    ("articles", "themes", "a, b", "type-error"),
]
"""A table, one of its columns, what its first row is given there, and how Frictionless calls that."""


@pytest.mark.usefixtures("offline")
def test_frictionless_finds_a_fault_in_any_cell(versions, tmp_path):
    """All at once, as it goes through a whole package each time."""
    import csv
    import shutil

    from frictionless import Package

    folder = shutil.copytree(versions[0], tmp_path / "version")
    for table, column, cell, _ in FAULTS:
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
            head, first, *rest = csv.reader(stream)
        first[head.index(column)] = cell
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([head, first, *rest])
    package = Package(folder / "datapackage.json")
    # The digest would be at fault anyway; what the cell is at fault with is the question here.
    for resource in package.resources:
        resource.hash = resource.bytes = resource.rows = None
    found = [
        (task.name, getattr(error, "field_name", None) or error.field_names[0], error.type)
        for task in package.validate().tasks
        for error in task.errors
    ]
    assert sorted(found) == sorted((table, column, fault) for table, column, _, fault in FAULTS)


@pytest.mark.usefixtures("offline")
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*", "ignore::DeprecationWarning:mlcroissant.*")
def test_mlcroissant_finds_every_croissant_file_valid_and_loads_every_record(versions):
    import mlcroissant

    for folder in versions:
        metadata = mlcroissant.Dataset(folder / "croissant.json").metadata
        issues = metadata.ctx.issues
        assert (issues.errors, issues.warnings) == (set(), set())
        for name, rows in read_version(folder).items():
            # Its steps are made anew for each: joins along references use up what was read before.
            records = list(mlcroissant.Dataset.from_metadata(metadata).records(name))
            assert [{key.removeprefix(f"{name}/"): plain(v) for key, v in r.items()} for r in records] == rows, name


def plain(value):
    """Croissant's texts are bytes."""
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value.decode() if isinstance(value, bytes) else value


def test_croissant_is_written_in_its_own_context_and_names_every_file_with_its_hash(versions):
    from mlcroissant._src.core.context import Context, CroissantVersion
    from mlcroissant._src.core.rdf import make_context

    from jjscrape.release.store.checksums import sha256_of

    described = loaded(versions[0], "croissant.json")
    assert described["@context"] == make_context(Context(conforms_to=CroissantVersion.V_1_1))
    assert described["conformsTo"] == CroissantVersion.V_1_1.value
    for file in described["distribution"]:
        assert file["sha256"] == sha256_of(versions[0] / file["contentUrl"])
    assert {file["@id"] for file in described["distribution"]} == {
        path.name for path in versions[0].iterdir() if path.suffix in {".csv", ".parquet"}
    }


@pytest.mark.parametrize(
    ("version", "expected"),
    [("2026.11.22", "2026.11.22"), ("2026.01.05", "2026.1.5"), ("2026.10.05.2", "2026.10.5+2")],
)
def test_a_calendar_version_as_a_semantic_one(version, expected):
    assert semantic(version) == expected


def test_the_data_package_says_of_each_file_what_it_is(versions):
    from jjscrape.release.store.checksums import sha256_of

    for folder in versions:
        package = loaded(folder, "datapackage.json")
        assert package["schema_version"] == SCHEMA_VERSION
        for resource in package["resources"]:
            path = folder / resource["path"]
            assert (resource["bytes"], resource["hash"]) == (path.stat().st_size, f"sha256:{sha256_of(path)}")


def test_every_reference_of_a_text_is_a_foreign_key(versions):
    resources = {
        resource["name"]: resource["schema"]
        for resource in loaded(versions[0], "datapackage.json")["resources"]
        if "schema" in resource
    }
    for name, table in TABLES.items():
        keys = {
            (key["fields"][0], f"{key['reference']['resource']}.{key['reference']['fields'][0]}")
            for key in resources[name].get("foreignKeys", ())
        }
        assert keys == {(c.name, c.references) for c in table.columns if c.references and c.type is Type.STRING}
    assert "primaryKey" not in resources["changes"]


def test_the_citation_file_has_what_the_format_asks_for(versions):
    for folder in versions:
        cited = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
        assert {"cff-version", "message", "title", "authors"} <= cited.keys()
        assert (cited["type"], cited["version"]) == ("dataset", folder.name)
        assert cited["date-released"] == folder.name[:10].replace(".", "-")
        assert cited["abstract"] == loaded(folder, "datapackage.json")["description"]


def test_what_zenodo_is_told_grants_no_licence_to_the_texts(versions):
    told = loaded(versions[0], "zenodo.json")["metadata"]
    assert (told["upload_type"], told["license"]) == ("dataset", "other-closed")
    assert "remain their authors" in told["notes"]
    assert told["version"] == versions[0].name


def test_the_readme_says_what_is_there_how_to_cite_it_and_what_one_may_do(versions):
    for folder in versions:
        text = (folder / "README.md").read_text(encoding="utf-8")
        for name, rows in read_version(folder).items():
            assert f"| {name} | {len(rows)} | {TABLES[name].row} |" in text
            assert f"### {name}\n" in text
        assert f"(version {folder.name}) [Data set]" in text
        assert "## What you may do with it" in text


def test_what_is_said_of_dates_is_what_the_tables_say(versions):
    for folder in versions:
        articles = read_version(folder)["articles"]
        posts = [row for row in articles if row["kind"] != "event"]
        known = sum(row["published"] is not None for row in posts)
        text = (folder / "README.md").read_text(encoding="utf-8")
        share = f"all {len(posts)}" if known == len(posts) else f"{known or 'none'} of {len(posts)}"
        assert f"never a guess: {share} posts state" in text
        first, last = (loaded(folder, "dataset.jsonld")["temporalCoverage"] + "/").split("/")[:2]
        stated = [f"{row['published']:%Y-%m-%d}" for row in posts if row["published"]]
        assert first <= min(stated)
        assert max(stated) <= (last or first)
        crawled = [f"{row['captured_at']:%Y-%m-%d}" for row in read_version(folder)["captures"]]
        assert not {first, last} & {min(crawled), max(crawled)}


def test_the_readme_s_code_runs(versions, monkeypatch):
    """DuckDB and polars are no dependencies: their code is run where they are installed."""
    import contextlib
    import re
    from importlib.util import find_spec

    monkeypatch.chdir(versions[0])
    blocks = re.findall(r"```python\n(.*?)```", (versions[0] / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    ran = []
    for block in blocks:
        library = re.search(r"import (\w+)", block)[1]
        if find_spec(library):
            with contextlib.redirect_stdout(None):
                exec(compile(block, library, "exec"), {})
            ran.append(library)
    assert "pandas" in ran
    assert len(blocks) == 3


@pytest.mark.usefixtures("offline")
def test_hugging_face_loads_tables_from_a_folder(versions, tmp_path, monkeypatch):
    for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    import datasets

    datasets.disable_progress_bars()
    for folder, tables in ((versions[0], ["articles"]), (versions[2], None)):
        rows = read_version(folder, tables or TABLES)
        filled = [name for name in rows if rows[name]]
        assert set(filled) <= set(datasets.get_dataset_config_names(str(folder)))
        for name in filled:
            loaded_table = datasets.load_dataset(str(folder), name, split="train", cache_dir=str(tmp_path))
            assert loaded_table.column_names == TABLES[name].names
            assert loaded_table.data.table.cast(arrow_schema(TABLES[name])).to_pylist() == rows[name]


@pytest.mark.usefixtures("offline")
def test_csvw_reads_each_table_with_its_types_keys_and_references(versions):
    from csvw import TableGroup

    for folder in versions:
        group = TableGroup.from_file(folder / "csv-metadata.json")
        assert group.check_referential_integrity()
        for name, rows in read_version(folder).items():
            table = group.tabledict[f"{name}.csv"]
            assert list(table.tableSchema.primaryKey or ()) == list(TABLES[name].primary_key)
            read = list(table.iterdicts(strict=True))
            exact = [column.name for column in TABLES[name].columns if column.type is not Type.STRING]
            assert [{key: row[key] for key in exact} for row in read] == [
                {key: row[key] for key in exact} for row in rows
            ]


def test_the_readme_s_head_names_every_table_s_file_for_datasets(versions):
    for folder in versions:
        _, head, rest = (folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)
        card = yaml.safe_load(head)
        assert rest.startswith("\n# ")
        filled = [name for name, rows in read_version(folder).items() if rows]
        assert [config["config_name"] for config in card["configs"]] == filled
        assert all((folder / config["data_files"]).is_file() for config in card["configs"])
        assert [config["config_name"] for config in card["configs"] if config.get("default")] == ["articles"]
        assert card["license"] == "other"


def described(folder, **more):
    """What every description says of a version of a site with these settings."""
    from dataclasses import replace

    rows = read_version(folder)
    until = max(row["captured_at"] for row in rows["captures"])
    return metadata.about(folder, replace(SITE, **more), folder.name, rows, until, "0" * 64)


def test_who_is_cited_is_whom_the_site_file_names(versions, tmp_path):
    metadata.write(tmp_path, described(versions[0], creators=("Ada Example", "A & B {Ltd}"), publisher="An Archive"))
    texts = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert all("Ada Example" in text and "The jjscrape authors" not in text for text in texts.values())
    assert [p["title"] for p in loaded(tmp_path, "datapackage.json")["contributors"]] == [
        "Ada Example", "A & B {Ltd}", "An Archive",
    ]  # fmt: skip
    assert loaded(tmp_path, "dataset.jsonld")["publisher"]["name"] == "An Archive"
    assert [author["name"] for author in yaml.safe_load(texts["CITATION.cff"])["authors"]] == [
        "Ada Example",
        "A & B {Ltd}",
    ]
    readme = texts["README.md"]
    assert "author = {{Ada Example} and {A \\& B \\{Ltd\\}}},\n" in readme
    assert f"version = {{{versions[0].name}}},\n" in readme
    assert f"content sha256:{'0' * 64}}},\n}}" in readme


def test_the_licence_is_the_one_that_the_site_file_gives(versions, tmp_path):
    url = "https://creativecommons.org/licenses/by/4.0/"
    metadata.write(tmp_path, described(versions[0], licence="CC-BY-4.0", licence_url=url))
    assert loaded(tmp_path, "datapackage.json")["licenses"] == [{"path": url, "title": "CC-BY-4.0"}]
    assert loaded(tmp_path, "zenodo.json")["metadata"]["license"] == "cc-by-4.0"
    licence = loaded(tmp_path, "dataset.jsonld")["license"]
    assert (licence["name"], licence["url"]) == ("CC-BY-4.0", url)
    readme = (tmp_path / "README.md").read_text("utf-8")
    assert f"- Licence, as those who publish this dataset give it: CC-BY-4.0 ({url})." in readme
    assert "grants no licence" not in readme
    assert yaml.safe_load(readme.split("---\n")[1])["license_link"] == url


def test_without_a_licence_nothing_is_allowed_in_somebody_s_name(versions, tmp_path):
    metadata.write(tmp_path, described(versions[0]))
    assert loaded(tmp_path, "datapackage.json")["licenses"][0]["path"] == "README.md"
    assert loaded(tmp_path, "zenodo.json")["metadata"]["license"] == "other-closed"
    assert "grants no licence" in (tmp_path / "README.md").read_text("utf-8")


def test_the_data_package_has_every_table_in_both_formats(versions):
    from jjscrape.release.store.checksums import sha256_of

    package = loaded(versions[0], "datapackage.json")
    paths = [resource["path"] for resource in package["resources"]]
    assert sorted(paths) == sorted(f"{name}.{form}" for name in TABLES for form in ("csv", "parquet"))
    assert len({resource["name"] for resource in package["resources"]}) == len(paths)
    for resource in package["resources"]:
        assert resource["hash"] == f"sha256:{sha256_of(versions[0] / resource['path'])}"


def test_without_a_name_in_the_site_file_those_are_cited_whose_site_it_is(versions, tmp_path):
    metadata.write(tmp_path, described(versions[0]))
    assert loaded(tmp_path, "zenodo.json")["metadata"]["creators"] == [{"name": "The authors of Jam and Justice"}]
    assert "publisher" not in loaded(tmp_path, "dataset.jsonld")


def test_the_words_that_are_authored_are_columns():
    for table, columns in AUTHORED.items():
        assert set(columns) <= set(TABLES[table].names)
    assert set(RECORD_TABLES) <= set(AUTHORED)


def test_the_description_in_a_page_s_head_can_t_end_it(versions):
    from dataclasses import replace

    rows = read_version(versions[0])
    hostile = replace(SITE, title="</script><!--&\u2028'\"")
    about = metadata.about(versions[0], hostile, "2026.11.22", rows, datetime(2026, 11, 22, tzinfo=UTC), "0" * 64)
    element = script(about)
    inner = element.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&") & set(inner)
    assert json.loads(inner)["isBasedOn"]["name"] == hostile.title


def test_the_report_s_head_holds_the_description(versions):
    for folder in versions:
        page = html.fromstring((folder / "report.html").read_bytes())
        (element,) = page.iter("script")
        assert element.getparent().tag == "head"
        assert element.get("type") == "application/ld+json"
        assert json.loads(element.text) == loaded(folder, "dataset.jsonld")


def test_no_description_knows_when_or_where_it_was_written(tmp_path, versions):
    rows = read_version(versions[0])
    until = max(row["captured_at"] for row in rows["captures"])
    about = metadata.about(versions[0], SITE, versions[0].name, rows, until, "0" * 64)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        metadata.write(tmp_path / name, about)
    written = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert written.keys() == metadata.DESCRIPTIONS.keys()
    for name, text in written.items():
        assert (tmp_path / "two" / name).read_bytes() == text
        assert b"\r" not in text
        assert str(tmp_path).encode() not in text
