"""Schedules as the programs that run them read them."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from odd_site import Answer, odd_site

from jjscrape.operate.schedule import quiet_time, schedule
from jjscrape.outcome import Exit, Stop

names = st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1, max_size=30).filter(
    lambda name: name.isprintable() and name not in {".", ".."}
)


def expected(folder, site="demo"):
    return [sys.executable, "-m", "jjscrape", "run", site, "--data", str(folder)]


@given(names, names)
def test_cron_runs_the_command_on_the_very_folder_with_the_contact(name, contact):
    folder = Path("/data") / name
    line = schedule("cron", folder, "demo", {"JJSCRAPE_CONTACT": contact}).splitlines()[-1]
    minute, hour, day, month, weekday, command = line.split(" ", 5)
    assert (int(minute) < 60, 1 <= int(hour) < 5, day, month, int(weekday) < 7) == (True, True, "*", "*", True)
    assert not re.search(r"(?<!\\)%", command)
    words = shlex.split(command.replace(r"\%", "%"))
    log = str(folder / "run.log")
    wanted = ["mkdir", "-p", str(folder), "&&", "env", f"JJSCRAPE_CONTACT={contact}", *expected(folder)]
    assert words == [*wanted, ">>", log, "2>&1", "||", "tail", "-n", "1", log]


@pytest.mark.crawl
def test_the_line_for_cron_works_in_cron_s_bare_environment(tmp_path):
    """With a site file that was named by a relative path, from another folder, and nothing in the environment."""
    folder, site = tmp_path / "it's 100% data", tmp_path / "site.toml"
    with odd_site({"/robots.txt": Answer("User-agent: *\nDisallow: /\n", headers={})}) as served:
        site.write_text(f'extends = "demo"\nname = "here"\norigins = ["{served.url}"]\n')
        line = schedule("cron", folder, os.path.relpath(site), {"JJSCRAPE_CONTACT": "me@a.example"}).splitlines()[-1]
        command = line.split(" ", 5)[5].replace(r"\%", "%")
        bare = {"HOME": "/", "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"}
        done = subprocess.run(
            ["/bin/sh", "-c", command], cwd="/", env=bare, capture_output=True, text=True, check=False, timeout=120
        )
        assert served.agents
        assert all("contact: me@a.example" in agent for agent in served.agents)
    log = (folder / "run.log").read_text("utf-8")
    assert f"jjscrape: the robots.txt of {served.url} forbids the crawl" in log
    assert done.stdout.strip() == log.splitlines()[-1]
    assert done.stderr == ""


@given(names, names)
def test_systemd_reads_the_command_as_it_was_meant(name, contact):
    """By the rules of systemd.syntax: quotes hold words together, a backslash escapes, %% and $$ stand for one."""
    folder = Path("/data") / name
    text = schedule("systemd", folder, "demo", {"JJSCRAPE_CONTACT": contact})
    (line,) = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)
    assert not re.search(r"(?<!%)(%%)*%(?!%)", line)
    words = [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(line)]
    assert words == expected(folder)
    (given_,) = re.findall(r"^Environment=(.*)$", text, re.MULTILINE)
    assert [word.replace("%%", "%") for word in shlex.split(given_)] == [f"JJSCRAPE_CONTACT={contact}"]
    assert "enable-linger" in text


@pytest.mark.crawl
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd did not read the units: it is not here")
def test_systemd_itself_takes_the_units(tmp_path):
    text = schedule("systemd", tmp_path / "a 'b' 50%", "demo", {"JJSCRAPE_CONTACT": 'a "b" 50% $x'})
    _, service, timer = re.split(r"^# ~/\.config/systemd/user/jjscrape\.\w+\n", text, flags=re.MULTILINE)
    units = {"jjscrape.service": service, "jjscrape.timer": timer}
    for name, unit in units.items():
        (tmp_path / name).write_text(unit)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", *(tmp_path / name for name in units)],
        capture_output=True, text=True, check=False, timeout=60, env={"XDG_RUNTIME_DIR": str(tmp_path)},
    )  # fmt: skip
    assert [line for line in (done.stdout + done.stderr).splitlines() if "jjscrape." in line] == []
    calendar = re.search(r"OnCalendar=(.*)", timer)[1]
    assert subprocess.run(["systemd-analyze", "calendar", calendar], capture_output=True, check=False).returncode == 0


def test_github_reads_a_workflow_that_crawls_and_keeps_what_it_fetched():
    flow = yaml.safe_load(schedule("github", Path("x"), "demo", {"JJSCRAPE_CONTACT": 'a: "b" #c'}))
    minute, hour, _, _, weekday = flow[True]["schedule"][0]["cron"].split()  # YAML 1.1 takes `on` for true
    assert (int(minute) < 60, int(hour) < 24, int(weekday) < 7) == (True, True, True)
    job = flow["jobs"]["run"]
    assert job["env"]["JJSCRAPE_CONTACT"] == 'a: "b" #c'
    assert job["env"]["JJSCRAPE_SMTP_PASSWORD"] == "${{ secrets.JJSCRAPE_SMTP_PASSWORD }}"
    crawl, kept, pushed = job["steps"][-3:]
    assert crawl["run"].strip() == "jjscrape run demo --data data"
    assert kept["uses"].startswith("actions/upload-artifact@")
    assert kept["if"] == pushed["if"] == "always()"
    assert flow["permissions"] == {"contents": "write"}


@pytest.mark.crawl
@pytest.mark.parametrize("somebody_else_pushed", [False, True])
def test_the_step_that_pushes_loses_no_crawl(somebody_else_pushed, tmp_path):
    """The last step of the workflow, run by bash on a real repository, in which the remote may have moved on."""
    step = yaml.safe_load(schedule("github", Path("x"), "demo", {}))["jobs"]["run"]["steps"][-1]["run"]
    home = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1"}

    def git(folder, *words):
        who = ("-c", "user.name=a", "-c", "user.email=a@a.example", "-c", "init.defaultBranch=main")
        subprocess.run(["git", *who, *words], cwd=folder, env=home, check=True, capture_output=True, timeout=60)

    remote, here, there = (tmp_path / name for name in ("remote", "here", "there"))
    for folder in (remote, there):
        folder.mkdir()
    git(remote, "init", "--bare")
    git(there, "init")
    git(there, "commit", "--allow-empty", "-m", "begin")
    git(there, "remote", "add", "origin", str(remote))
    git(there, "push", "-u", "origin", "main")
    git(tmp_path, "clone", str(remote), "here")
    if somebody_else_pushed:
        (there / "README").touch()
        git(there, "add", "README")
        git(there, "commit", "-m", "meanwhile")
        git(there, "push")
    (here / "data" / "archive").mkdir(parents=True)
    for name in (".jjscrape.lock", "archive/a.warc.gz"):
        (here / "data" / name).touch()
    done = subprocess.run(
        ["bash", "-e", "-c", step.replace('sleep "$pause"', ":")],
        cwd=here, env=home, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    listed = subprocess.run(
        ["git", "ls-tree", "-r", "--name-only", "main"],
        cwd=remote,
        env=home,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "data/archive/a.warc.gz" in listed.stdout
    assert ".jjscrape.lock" not in listed.stdout


@pytest.mark.parametrize("kind", ["cron", "systemd"])
def test_a_site_file_is_named_by_its_absolute_path(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert f" {tmp_path}/sites/mine.toml " in schedule(kind, Path("x"), "sites/mine.toml", {})
    assert f"={tmp_path}/m.prom" in schedule(kind, Path("x"), "demo", {"JJSCRAPE_METRICS": "m.prom"})
    assert " sites/mine.toml " in schedule("github", Path("x"), "sites/mine.toml", {})
    with pytest.raises(Stop, match="--site"):
        schedule("github", Path("x"), "/elsewhere/mine.toml", {})


def test_folders_are_spread_over_the_week():
    times = {quiet_time(f"/data/{number}") for number in range(50)}
    assert len(times) > 40
    assert len({time.day for time in times}) == 7


@pytest.mark.parametrize(("kind", "folder"), [("at", "x"), ("cron", "a\nb")])
def test_what_can_not_be_scheduled_is_said(kind, folder):
    with pytest.raises(Stop, match="no schedule") as stopped:
        schedule(kind, Path(folder), "demo", {})
    assert stopped.value.code is Exit.USAGE
