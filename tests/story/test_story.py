"""A site's story over many crawls, each by the real command: what is published, refused and remembered.

The table is the story. A step is what happens to the site, what the command is told, how it ends, and what the newest
version says then, told as `table id field before -> after` for records whose fields were written in the table.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from applied_changes import apply
from broken_site import quickly, run
from small_site import small

from jjscrape.demo import DemoSite, serve
from jjscrape.outcome import Exit
from jjscrape.release.diff import changes
from jjscrape.release.read import read_version
from jjscrape.release.store.versions import read_catalog
from jjscrape.release.write import content_hash
from jjscrape.schema import COMPARED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.crawl

POST = "blog/braai-beloved-country-impossible-burden-heritage"
LINKED, REFUSED = "jam-and-justice", "forging-coalitions-change"
"""Pages that other pages of the demo site link to, so that a crawl asks for them even where no list has them."""
PROJECT = "space-common"
NEWS, MOVED = "news/innovating-local-democracy", "news/democracy-renewed"
ADDED = "blog/new-beginning"
TOLD = frozenset({"status", "gone_evidence", "url", "title"})


def both(*acts: Callable[[DemoSite], object]) -> Callable[[DemoSite], object]:
    return lambda site: [act(site) for act in acts]


@dataclass(frozen=True, kw_only=True)
class Step:
    """`words` go to the command; `crawl` is what run.json says. `told` is None where nothing new is published."""

    name: str
    act: Callable[[DemoSite], object] = lambda site: None
    words: tuple[str, ...] = ()
    ends: Exit = Exit.DONE
    crawl: str = "finished, complete"
    says: str = ""
    told: tuple[str, ...] | None = None
    gone: dict[str, str] = field(default_factory=dict)


# Nothing links to POST and PROJECT any more, but they are asked for all the same, and so the site itself says it.
GONE = {POST: "404", LINKED: "404", REFUSED: "403", PROJECT: "404"}
AFTER = {REFUSED: "403", PROJECT: "404"}

STORY = (
    Step(name="first", told=()),
    # With tokens that differ from one rendering to the next; otherwise only what was edited is another page.
    Step(
        name="rendered anew",
        act=both(lambda site: setattr(site, "churn", True), DemoSite.clear_cache),
        says="nothing had changed",
    ),
    Step(
        name="add and edit",
        act=both(
            lambda site: setattr(site, "churn", False),
            lambda site: site.add("blog", "A New Beginning", body="Some words.\n\nSome more words."),
            lambda site: site.edit(f"/{POST}", title="Another Title"),
        ),
        told=(f"articles {POST} title changed: Another Title", f"articles {ADDED} added"),
    ),
    Step(
        name="outage",
        act=both(lambda site: site.delete(f"/{POST}"), lambda site: site.outage()),
        ends=Exit.UNREACHABLE,
        crawl="robots, incomplete",
    ),
    Step(
        name="robots.txt refuses",
        act=both(lambda site: site.outage(on=False), lambda site: site.robots("disallow")),
        ends=Exit.UNREACHABLE,
        crawl="robots, incomplete",
    ),
    Step(
        name="half a crawl",
        act=lambda site: site.robots("normal"),
        words=("--max-requests", "30"),
        ends=Exit.LIMITED,
        crawl="limit, incomplete",
    ),
    Step(name="only the files", words=("--only", "files"), says="nothing had changed"),
    Step(
        name="withdraw",
        act=both(
            lambda site: site.delete(f"/{LINKED}"),
            lambda site: site.unpublish(f"/{REFUSED}"),
            lambda site: site.delete(f"/{PROJECT}"),
        ),
        told=(
            f"articles {POST} gone_evidence changed: 404",
            f"articles {POST} status changed: gone",
            f"pages {REFUSED} gone_evidence changed: 403",
            f"pages {REFUSED} status changed: gone",
            f"pages {LINKED} gone_evidence changed: 404",
            f"pages {LINKED} status changed: gone",
            f"projects {PROJECT} gone_evidence changed: 404",
            f"projects {PROJECT} status changed: gone",
        ),
        gone=GONE,
    ),
    Step(
        name="return and move",
        act=both(
            lambda site: site.restore(f"/{POST}"),
            lambda site: site.restore(f"/{LINKED}"),
            lambda site: site.move(f"/{NEWS}", f"/{MOVED}"),
        ),
        told=(
            f"articles {POST} gone_evidence changed: None",
            f"articles {POST} status returned: live",
            f"articles {NEWS} url changed: /{MOVED}",
            f"pages {LINKED} gone_evidence changed: None",
            f"pages {LINKED} status returned: live",
        ),
        gone=AFTER,
    ),
    Step(
        name="redesign",
        act=lambda site: site.restyle("core"),
        ends=Exit.REFUSED,
        says="templates: ",
        gone=AFTER,
    ),
    Step(name="redesign, accepted", words=("--accept", "templates"), told=(), gone=AFTER),
    Step(
        name="everything gone",
        act=lambda site: [site.delete(row["path"]) for row in site.truth() if row["kind"] in {"news", "blog", "event"}],
        ends=Exit.REFUSED,
        says="rows-lost: 9 of 9 articles",
        gone=AFTER,
    ),
)


def told(rows: dict[str, Any], url: str) -> tuple[str, ...]:
    found = []
    for change in rows["changes"]:
        name, key, kind, column = (change[part] for part in ("table", "record_id", "change", "field"))
        if name not in {"articles", "projects", "pages"}:
            continue
        if column is None:
            found.append(f"{name} {key} {kind}")
        elif column in TOLD:
            found.append(f"{name} {key} {column} {kind}: {str(change['after']).removeprefix(url)}")
    return tuple(found)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, Any]], str]:
    """Live through the whole story, and write down what there is to see after each step."""
    data = tmp_path_factory.mktemp("story")
    site, seen = small(DemoSite("zurb", articles=8, churn=False)), {}
    with serve(site) as serving:
        for step in STORY:
            step.act(site)
            before = [version.id for version in read_catalog(data / "datasets")]
            done = run(serving.url, data, *step.words)
            summary = json.loads(max((data / "archive").glob("*/run.json")).read_text("utf-8"))
            versions = [version.id for version in read_catalog(data / "datasets")]
            seen[step.name] = {
                "done": done,
                "crawl": f"{summary['finish_reason']}, {'' if summary['complete'] else 'in'}complete",
                "new": versions[len(before) :],
                "latest": (data / "datasets" / "latest").readlink().name,
                "versions": versions,
                "rows": read_version(data / "datasets" / "latest"),
            }
        return data, seen, serving.url


@pytest.mark.parametrize("step", STORY, ids=[step.name for step in STORY])
def test_each_step_ends_as_told(lived: Any, step: Step) -> None:
    _, seen, url = lived
    now = seen[step.name]
    assert now["done"].returncode == step.ends, now["done"].stderr
    assert now["crawl"] == step.crawl
    assert step.says in now["done"].stdout + now["done"].stderr
    assert now["latest"] == now["versions"][-1]
    assert len(now["new"]) == (step.told is not None)
    if step.told:
        assert told(now["rows"], url) == step.told
    rows = [row for name in ("articles", "projects", "pages") for row in now["rows"][name]]
    assert {row["id"]: row["gone_evidence"] for row in rows if row["status"] == "gone"} == step.gone
    assert all((row["gone_since"] is None) is (row["status"] == "live") for row in rows)
    assert all(row["gone_since"] is None or row["last_seen"] < row["gone_since"] for row in rows)


def test_what_is_gone_keeps_what_was_known_of_it(lived: Any) -> None:
    _, seen, _ = lived
    same = ("title", "summary", "text", "themes", "projects", "published", "authors", "node_id", "content_digest")
    was, now = (
        next(row for row in seen[name]["rows"]["articles"] if row["id"] == POST)
        for name in ("add and edit", "withdraw")
    )
    assert {name: was[name] for name in same} == {name: now[name] for name in same}
    assert (now["last_seen"], now["listing_position"]) != (None, 0)
    project = next(row for row in seen["withdraw"]["rows"]["projects"] if row["id"] == PROJECT)
    assert project["text"]


def test_what_moved_keeps_its_id_and_lists_where_it_was(lived: Any) -> None:
    _, seen, url = lived
    (row,) = [row for row in seen["return and move"]["rows"]["articles"] if row["node_id"] == 106]
    assert (row["id"], row["url"]) == (NEWS, f"{url}/{MOVED}")
    assert f"{url}/{NEWS}" in row["also_at"]


def test_changes_lead_from_each_version_to_the_next(lived: Any) -> None:
    data, seen, _ = lived
    versions = [read_version(data / "datasets" / name) for name in seen["everything gone"]["versions"]]
    for before, after in pairwise(versions):
        assert changes(apply(before, after["changes"]), after) == []
        assert {name: len(after[name]) for name in COMPARED} == {
            name: len(rows) for name, rows in apply(before, after["changes"]).items()
        }


def test_an_accepted_refusal_is_on_record(lived: Any) -> None:
    data, seen, _ = lived
    catalog = read_catalog(data / "datasets")
    (accepted,) = [version for version in catalog if version.accepted]
    assert [accepted.id] == seen["redesign, accepted"]["new"]
    assert accepted.accepted == ["templates"]
    assert "check templates spoke against it" in (data / "datasets" / accepted.id / "CHANGELOG.md").read_text("utf-8")
    assert {"rows-lost"} <= {
        check["check"]
        for check in json.loads((data / "candidate" / "quality.json").read_text("utf-8"))["checks"]
        if check["outcome"] == "refused"
    }


def test_the_archive_alone_tells_the_same(lived: Any, tmp_path: Path) -> None:
    data, seen, _ = lived
    archive = tmp_path / "archive"
    shutil.copytree(data / "archive", archive)
    shutil.rmtree(max(archive.glob("2*")))  # the last crawl, of which nothing was published
    assert quickly("pack", "--data", tmp_path).returncode == Exit.DONE
    for name, source in {"loose": archive, "packed": tmp_path / "archive.wacz"}.items():
        built = quickly("build", source, "--data", tmp_path / name)
        assert built.returncode == Exit.DONE, built.stderr
    sums = {(tmp_path / name / "datasets" / "latest" / "SHA256SUMS").read_bytes() for name in ("loose", "packed")}
    assert len(sums) == 1
    rebuilt = read_version(tmp_path / "loose" / "datasets" / "latest")
    live = seen["everything gone"]["rows"]
    assert content_hash(rebuilt) == content_hash(live)
    assert {name: rebuilt[name] for name in ("articles", "projects", "pages")} == {
        name: live[name] for name in ("articles", "projects", "pages")
    }


def test_a_check_that_is_none_is_named(tmp_path: Path) -> None:
    wrong = quickly("run", "demo", "--data", tmp_path, "--accept", "template")
    assert wrong.returncode == Exit.USAGE
    assert "no check is called 'template'; the checks are schema, crawl-complete" in wrong.stderr
