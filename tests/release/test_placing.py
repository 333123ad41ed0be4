"""A data folder, its folder of datasets and one version by itself are read alike, by path and by file:// address."""

from __future__ import annotations

import json
import shutil

import pytest
from typer.testing import CliRunner

import jjscrape
from jjscrape.cli import app
from jjscrape.outcome import Exit, Stop
from jjscrape.release.publish import publish
from jjscrape.release.store.storage import storage_at
from jjscrape.release.store.versions import CatalogError
from jjscrape.site import load_site

OLD, NEW = "2026.11.22", "2026.11.22.1"


@pytest.fixture(scope="module")
def data(tmp_path_factory, make_harvest):
    folder = tmp_path_factory.mktemp("placed") / "data"
    for articles in (3, 4):
        publish(make_harvest(articles), load_site("jamandjustice"), folder / "datasets")
    shutil.copytree(folder / "datasets" / OLD, folder.parent / "from a deposit")
    return folder


WHERE = {
    "data": ("{}", 5),
    "data as an address": ("file://{}", 5),
    "datasets": ("{}/datasets", 5),
    "latest": ("{}/datasets/latest", 5),
    "a version": ("{}/datasets/2026.11.22", 4),
    "a version as an address": ("file://{}/datasets/2026.11.22", 4),
    "a deposit": ("{}/../from a deposit", 4),
    "a deposit as an address": ("file://{}/../from a deposit", 4),
}


def said(*arguments):
    """Standard output of a command, and how it ended."""
    done = CliRunner().invoke(app, list(map(str, arguments)))
    if isinstance(done.exception, Stop):
        return done.stdout, done.exception.code, done.exception.sentence
    assert done.exception is None, done.exception
    return done.stdout, done.exit_code, ""


@pytest.mark.parametrize("where", WHERE)
def test_every_command_reads_what_is_there(data, where, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pattern, articles = WHERE[where]
    address = pattern.format(data)
    alone, version = articles == 4 or where == "latest", OLD if articles == 4 else NEW
    assert len(jjscrape.load("articles", data=address)) == articles
    assert len(jjscrape.load("articles", data=address, check=True, format="csv")) == articles
    listed = list(jjscrape.versions(data=address)["id"])
    assert listed == [version] if alone else [OLD, NEW]
    assert jjscrape.why("blog/post-0", "title", data=address).value == "Post 0"
    assert said("why", "blog/post-0", "title", "--data", address)[0].startswith("articles blog/post-0, title")
    out, code, _ = said("versions", "--data", address)
    assert (code, out.count("2026.11.22")) >= (0, len(listed))
    out, code, _ = said("diff", listed[0], "latest", "--data", address)
    assert out.startswith(f"# Changes from version {listed[0]} to {version}")
    out, code, _ = said("report", "--data", address)
    assert (out.strip().endswith("report.html"), code) == (True, 0)
    out, code, _ = said("export", "jsonl", "--data", address, "--output", tmp_path / "out")
    assert len((tmp_path / "out" / "articles.jsonl").read_text().splitlines()) == articles


def test_an_export_of_a_version_alone_does_not_go_into_it(data, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = data.parent / "from a deposit"
    before = sorted(path.name for path in folder.iterdir())
    assert said("export", "sqlite", "--data", folder)[0].strip() == f"jamandjustice-{OLD}.sqlite"
    assert [path.name for path in tmp_path.iterdir()] == [f"jamandjustice-{OLD}.sqlite"]
    assert sorted(path.name for path in folder.iterdir()) == before
    with pytest.raises(OSError, match="is a version, which never changes"):
        storage_at(folder).write("datasets/catalog.json", b"{}")


@pytest.mark.parametrize(
    "command", [["versions"], ["diff", "a", "b"], ["report"], ["export", "jsonl"], ["explore"], ["why", "a", "title"]]
)
@pytest.mark.parametrize("form", ["{}", "file://{}", "{}/not-there"])
def test_what_is_not_there_is_an_error(tmp_path, command, form):
    out, code, sentence = said(*command, "--data", form.format(tmp_path))
    assert (out, code) == ("", Exit.USAGE)
    assert "nothing was published" in sentence


def test_what_lies_elsewhere_is_answered_with_what_to_do():
    out, code, sentence = said("versions", "--data", "s3://bucket/folder")
    assert (out, code) == ("", Exit.USAGE)
    assert "s3://bucket/folder is not on this machine" in sentence


def test_a_version_that_can_t_say_what_it_is_is_named(tmp_path):
    (tmp_path / "datapackage.json").write_text(json.dumps({"version": OLD}))
    with pytest.raises(CatalogError, match=r"datapackage\.json: does not describe a version \('created'\)"):
        jjscrape.load("articles", data=tmp_path)
    (tmp_path / "datapackage.json").write_text("[]")
    with pytest.raises(CatalogError, match="get the version's folder again"):
        jjscrape.load("articles", data=tmp_path)
