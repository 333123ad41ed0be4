"""Some of benchmarks/crash_matrix.py: a disk that fails in a build or a run, and the same command again."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from commands import call
from crash_matrix import case, cases, undisturbed, words_of_run
from shut_site import newest
from small_site import small

from jjscrape.demo import DemoSite, serve
from jjscrape.outcome import Exit

pytestmark = pytest.mark.crawl


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """What a run and a build come to by themselves, and the site of the run."""
    folder = tmp_path_factory.mktemp("matrix")
    with serve(small(DemoSite("core", articles=5))) as serving:
        run = undisturbed(folder / "run", words_of_run(serving.url))
        shutil.copytree(folder / "run" / "undisturbed" / "archive", folder / "archive")
        build = undisturbed(folder / "build", ("build", folder / "archive"))
        yield run, build, serving


def test_the_matrix_has_every_kind_of_file(good):
    run, build, _ = good
    met = {site for site, _, _ in cases(run, "archive")}
    kinds = {
        "write archive/*/demo-",
        "replace archive/*/run.json",
        "replace archive/index.cdxj",
        "write archive/*/crawl",
    }
    kinds |= {"rename datasets/*", "replace datasets/catalog.json", "symlink datasets/.latest"}
    met |= {site for site, _, _ in cases(build, "datasets")}
    assert {kind for kind in kinds if not any(site.startswith(kind) for site in met)} == set()


@pytest.mark.parametrize(
    ("begins", "turn", "fault"),
    [
        ("write archive/*/demo", 40, "short"),
        ("write archive/*/demo", 41, "kill"),
        ("replace archive/*/run.json", 1, "EIO"),
    ],
)
def test_a_disk_that_fails_in_a_run(begins, turn, fault, good, tmp_path):
    run, _, serving = good
    (site,) = [site for site in run.sites if site.startswith(begins)]
    found = case(tmp_path, run, site, turn, fault, serving)
    assert found.good, str(found)


def test_a_crawl_that_loses_an_address_on_the_disk_is_not_complete(good, tmp_path):
    words = (*good[0].words, "--data", tmp_path)
    # Each priority has a file of its own, opened to write and to read; addresses of the first wait already.
    done = call("faulty_disk:failing", tmp_path, "open archive/*/.queue-*", 3, "EIO", *words)
    assert done.returncode == Exit.UNEXPECTED, done.stderr
    assert newest(tmp_path)["complete"] is False
    assert newest(tmp_path)["left"] >= 1
    assert not (tmp_path / "datasets").exists()


def test_a_disk_without_room_for_what_waits_is_told_in_a_sentence(good, tmp_path):
    words = (*good[0].words, "--data", tmp_path)
    done = call("faulty_disk:failing", tmp_path, "open archive/*/.queue-*", 1, "ENOSPC", *words)
    assert done.returncode == Exit.UNEXPECTED
    assert "Traceback" not in done.stderr
    assert "space" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("begins", "turn", "fault"),
    [
        ("write datasets/", 7, "short"),
        ("rename datasets/", 1, "kill"),
        ("replace datasets/catalog.json", 1, "ENOSPC"),
        ("symlink datasets/", 1, "EIO"),
    ],
)
def test_a_disk_that_fails_in_a_build(begins, turn, fault, good, tmp_path):
    _, build, _ = good
    site = next(site for site in build.sites if site.startswith(begins) and build.sites[site] >= turn)
    found = case(tmp_path, build, site, turn, fault)
    assert found.good, str(found)
