"""A data folder, its folder of datasets and one version by itself are read alike, by path and by any address."""

from __future__ import annotations

import json
import shutil
import socket
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import fsspec
import pytest
from typer.testing import CliRunner

import jjscrape
from jjscrape.cli import app
from jjscrape.outcome import Exit, Stop
from jjscrape.release.publish import publish
from jjscrape.release.read import read_version
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


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def web_server(data):
    """Serves the folder around the data folder on loopback, as any server of files does."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=data.parent)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def bucket(data, s3_server):
    fsspec.filesystem("s3").mkdir("placed")
    for path in sorted(data.parent.rglob("*")):
        if path.is_file() and "latest" not in path.parts:
            fsspec.filesystem("s3").pipe_file(f"placed/{path.relative_to(data.parent)}", path.read_bytes())
    return "s3://placed"


ELSEWHERE = {"data": 5, "data/datasets": 5, f"data/datasets/{OLD}": 4, f"data/datasets/{NEW}/": 5, "from a deposit": 4}


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        *(("web_server", where) for where in ELSEWHERE),
        # What is below an address is found alike; one that names all and one that names a version, with a slash.
        *(("bucket", where) for where in ("data", f"data/datasets/{NEW}/")),
    ],
)
def test_every_command_reads_what_lies_elsewhere(request, where, kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    articles, alone = ELSEWHERE[where], where not in {"data", "data/datasets"}
    root = request.getfixturevalue(kind)
    address = f"{root}/{where.replace(' ', '%20') if kind == 'web_server' else where}"
    version = OLD if articles == 4 else NEW
    assert len(jjscrape.load("articles", data=address, check=True)) == articles
    assert list(jjscrape.versions(data=address)["id"]) == ([version] if alone else [OLD, NEW])
    out, code, _ = said("versions", "--data", address)
    assert (code, len(out.splitlines())) == (0, 2 if alone else 3)
    assert said("why", "blog/post-0", "title", "--data", address)[0].startswith("articles blog/post-0, title")
    out, code, _ = said("diff", version if alone else OLD, "latest", "--data", address)
    assert out.startswith(f"# Changes from version {version if alone else OLD} to {version}")
    out, code, _ = said("report", "--data", address)
    assert (code, out.strip()) == (0, f"{address.rstrip('/')}{report_below(where, version)}")
    out, code, _ = said("export", "jsonl", "--data", address)
    assert (code, out.strip()) == (0, f"jamandjustice-{version}-jsonl")
    assert len((tmp_path / out.strip() / "articles.jsonl").read_text().splitlines()) == articles
    assert [path.name for path in tmp_path.iterdir()] == [out.strip()]


def report_below(where, version):
    """Where the report lies below an address."""
    return {"data": f"/datasets/{version}", "data/datasets": f"/{version}"}.get(where, "") + "/report.html"


@pytest.mark.parametrize(
    "command", [["versions"], ["diff", "a", "b"], ["report"], ["export", "jsonl"], ["explore"], ["why", "a", "title"]]
)
def test_where_nothing_lies_elsewhere_is_an_error(web_server, command):
    out, code, sentence = said(*command, "--data", f"{web_server}/nothing")
    assert (out, code) == ("", Exit.USAGE)
    assert f"nothing was published in {web_server}/nothing/datasets" in sentence


@pytest.mark.parametrize("command", [["versions"], ["report"], ["export", "jsonl"], ["explore"], ["why", "a", "title"]])
def test_a_server_that_is_not_there_is_named(command):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    out, code, sentence = said(*command, "--data", f"http://127.0.0.1:{port}/x")
    assert (out, code) == ("", Exit.USAGE)
    assert f"http://127.0.0.1:{port}/x" in sentence
    assert "nothing was published" not in sentence


def test_a_version_that_is_not_there_is_answered_with_those_that_are(web_server, data):
    for address in (f"{web_server}/data", str(data)):
        for command in (["report"], ["export", "jsonl"], ["explore"]):
            out, code, sentence = said(*command, "--data", address, "--version", "2020.01.01")
            assert (out, code) == ("", Exit.USAGE)
            assert f"no version '2020.01.01' in {address}; there are {OLD}, {NEW}" in sentence


def test_a_file_that_was_changed_elsewhere_is_not_read(data, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fs = fsspec.filesystem("memory")
    for path in sorted((data / "datasets" / NEW).iterdir()):
        fs.pipe_file(f"/changed/{path.name}", path.read_bytes())
    assert said("export", "sqlite", "--data", "memory://changed")[1] == 0
    fs.pipe_file("/changed/articles.parquet", b"other")
    out, code, sentence = said("export", "sqlite", "--data", "memory://changed")
    assert (out, code) == ("", Exit.USAGE)
    assert "articles.parquet: its sha256 is" in sentence


def test_explore_serves_what_lies_elsewhere(web_server, monkeypatch):
    served = []
    monkeypatch.setattr(
        "jjscrape.explore.datasette_server.explore",
        lambda folder, port, **more: served.append(len(read_version(folder)["articles"])),
    )
    assert said("explore", "--data", f"{web_server}/data", "--version", OLD, "--no-open")[1] == 0
    assert served == [4]


def test_a_copy_that_followed_links_is_named_before_anything_is_written(data, tmp_path, make_harvest):
    shutil.copytree(data, tmp_path / "copy")
    datasets = tmp_path / "copy" / "datasets"
    assert not (datasets / "latest").is_symlink()
    assert len(jjscrape.load("articles", data=tmp_path / "copy")) == 5
    before = sorted(path.name for path in datasets.iterdir())
    for articles in (4, 6):
        with pytest.raises(CatalogError, match=r"datasets/latest: is no link to the newest version.*remove it"):
            publish(make_harvest(articles), load_site("jamandjustice"), datasets)
    assert sorted(path.name for path in datasets.iterdir()) == before
    shutil.rmtree(datasets / "latest")
    assert publish(make_harvest(6), load_site("jamandjustice"), datasets).new


def test_a_version_that_can_t_say_what_it_is_is_named(tmp_path):
    (tmp_path / "datapackage.json").write_text(json.dumps({"version": OLD}))
    with pytest.raises(CatalogError, match=r"datapackage\.json: does not describe a version \('created'\)"):
        jjscrape.load("articles", data=tmp_path)
    (tmp_path / "datapackage.json").write_text("[]")
    with pytest.raises(CatalogError, match="get the version's folder again"):
        jjscrape.load("articles", data=tmp_path)
