"""A review by a program that fills the forms in: what was said is in the truth file, and builds are scored by it."""

from __future__ import annotations

import json
import re
import shutil
import signal
import urllib.error
import urllib.request
from html import unescape
from urllib.parse import urlencode

import pytest
from commands import jjscrape

from jjscrape.datafolder import DATASETS
from jjscrape.evaluation.truth_file import Build, read_truth
from jjscrape.release.read import read_version
from jjscrape.release.store.versions import read_catalog

pytestmark = pytest.mark.crawl


class Straight(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


ASK = urllib.request.build_opener(Straight)


def ask(url, form=None, **headers):
    request = urllib.request.Request(url, urlencode(form).encode() if form is not None else None, headers)
    try:
        with ASK.open(request, timeout=120) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode()


def token_of(page):
    return re.search(r'name="token" value="([^"]+)"', page)[1]


def command(*arguments):
    done = jjscrape(*arguments)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def data(reviewed_data, tmp_path):
    """The data folder, with no answers yet."""
    for name in ("archive", DATASETS):
        (tmp_path / name).symlink_to(reviewed_data / name)
    return tmp_path


def test_20_records_with_five_wrong_are_what_the_file_and_the_score_say(review, data):
    wrong = {1: "title", 4: "text", 7: "title", 10: "kind", 15: "title"}
    with review(data) as address:
        seen = []
        for number in range(20):
            status, headers, _ = ask(address)
            assert (status, headers["Location"]) == (303, f"/record/{number}")
            _, _, page = ask(f"{address}record/{number}")
            seen.append(unescape(re.search(r'class="url">([^<]+)<', page)[1]))
            form = {"token": token_of(page), "rest": "right"}
            if name := wrong.get(number):
                form |= (
                    {f"say.{name}": "wrong"}
                    if name != "title"
                    else {"say.title": "should", "value.title": f"No {number}"}
                )
            assert ask(f"{address}record/{number}", form)[0] == 303
        assert ask(address)[1]["Location"] == "/list"
        assert "20 of 20 judged" in ask(f"{address}list")[2]
    file = data / "review" / "gold.jsonl"
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [line["url"] for line in lines] == seen
    assert [n for n, line in enumerate(lines) if "wrong" in line] == [4, 10]
    assert [line["title"] for line in lines if line["title"].startswith("No ")] == ["No 1", "No 7", "No 15"]

    code, out, said = command("evaluate", "--gold", file, "--data", data)
    assert (code, said) == (0, "")
    misses = [line for line in out.splitlines() if line.startswith("- ")]
    assert sorted(misses) == sorted(m for m in misses if any(f"{seen[n]} · {name}:" in m for n, name in wrong.items()))
    assert len(misses) == 5
    rows = {row[0]: row[1:] for line in out.splitlines() if (row := [c.strip() for c in line.split("|")[1:-1]])}
    assert rows["title"] == ["20", "17", "3", "0", "0"]
    assert rows["text"][1:] == [str(int(rows["text"][0]) - 1), "1", "0", "0"]
    assert rows["kind"] == ["20", "19", "1", "0", "0"]

    assert command("evaluate", "--gold", file, "--data", data, "--floor", "title=0.85")[0] == 0
    code, _, said = command("evaluate", "--gold", file, "--data", data, "--floor", "title=0.9", "--floor", "kind=0.5")
    assert (code, said.count("\n")) == (8, 1)
    assert "title 0.85 < 0.9" in said
    assert "kind" not in said


def test_a_review_goes_on_where_it_was_left(review, review_program, data):
    with review_program(data, "--sample", "3") as (process, address):
        _, _, page = ask(f"{address}record/0")
        ask(f"{address}record/0", {"token": token_of(page), "say.title": "should", "value.title": "Another"})
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=120) == 0
    with review(data, "--sample", "3") as address:
        assert ask(address)[1]["Location"] == "/record/1"
        _, _, page = ask(f"{address}record/0")
        assert 'value="should" checked' in page
        assert ">Another</textarea>" in page
        # What is said anew counts; a form that says nothing leaves no line.
        ask(f"{address}record/0", {"token": token_of(page), "say.title": "right"})
        ask(f"{address}record/1", {"token": token_of(page), "rest": ""})
    lines = (data / "review" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    (truth,) = read_truth(data / "review" / "gold.jsonl").values()
    assert truth["title"] != "Another"


def test_what_cannot_be_a_value_is_said_and_not_kept(review, data):
    with review(data, "--sample", "30") as address:
        number = next(n for n in range(30) if ">event_start<" in ask(f"{address}record/{n}")[2])
        token = token_of(ask(f"{address}record/{number}")[2])
        form = {
            "token": token,
            "say.event_start": "should",
            "value.event_start": "at seven",
            "say.title": "wrong",
            "rest": "",
        }
        status, _, page = ask(f"{address}record/{number}", form)
        assert status == 400
        assert "at seven" in re.search(r'role="alert">([^<]+)<', page)[1]
        assert ">at seven</textarea>" in page
        assert page.count("checked") == 2
    assert not (data / "review").exists()


def test_only_this_machine_by_its_name_and_only_its_own_forms(review, data):
    with review(data, "--sample", "2") as address:
        port = address.rstrip("/").rpartition(":")[2]
        token = token_of(ask(f"{address}record/0")[2])
        form = {"token": token, "rest": "right"}
        for path in ("", "record/0", "page/0", "list"):
            assert ask(address + path, Host="evil.example")[0] == 403
            assert ask(address + path, Host=f"evil.example:{port}")[0] == 403
        assert ask(f"{address}list", Host=f"localhost:{port}")[0] == 200
        assert ask(f"{address}record/0", form, Host=f"evil.example:{port}")[0] == 403
        assert ask(f"{address}record/0", form, Origin="http://evil.example")[0] == 403
        for given in ({}, {"token": ""}, {"token": "x" * len(token)}, {"token": "ü"}):
            assert ask(f"{address}record/0", {**form, "token": "", **given})[0] == 403
        for path in ("record/2", "record/-1", "page/99", "record/0/x", "../catalog.json"):
            assert ask(address + path)[0] == 404
        assert not (data / "review").exists()
        assert ask(f"{address}record/0", form, Origin=address.rstrip("/"))[0] == 303


def test_the_archived_page_is_answered_with_a_policy_that_forbids_everything(review, data):
    with review(data, "--sample", "1") as address:
        _, headers, page = ask(f"{address}page/0")
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox" in policy
        assert "allow-" not in policy
        assert headers["Referrer-Policy"] == "same-origin"
        assert not re.search(r"<(link|meta|base|iframe|object|embed)\b", page, re.IGNORECASE)
        assert 'title="title"' in page
        assert 'sandbox=""' in ask(f"{address}record/0")[2]


def test_what_is_not_there_is_one_sentence(tmp_path, data):
    cases = [(("review", "--data", tmp_path / "nowhere", "--no-open"), "nothing was published")]
    alone = tmp_path / "alone"
    shutil.copytree(data / DATASETS, alone / DATASETS, symlinks=True)
    cases.append((("review", "--data", alone, "--no-open"), str(alone / "archive")))
    for arguments, words in cases:
        code, out, said = command(*arguments)
        assert (code, out, said.count("\n")) == (2, "", 1)
        assert words in said


def test_the_build_s_own_words_are_all_right(data):
    folder = data / DATASETS / read_catalog(data / DATASETS)[-1].id
    build = Build(read_version(folder))
    names = (
        "title",
        "kind",
        "published",
        "authors",
        "themes",
        "place",
        "event_start",
        "event_end",
        "event_all_day",
        "documents",
        "text",
    )
    lines = [
        json.dumps({"url": row["url"], **{name: build.value(table, row, name) for name in names}})
        for table, row in build.records()
    ]
    (data / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    code, out, _ = command(
        "evaluate", "--gold", data / "all.jsonl", "--data", data, *(f"--floor={name}=1" for name in names)
    )
    assert code == 0
    assert "Not as wanted" not in out
