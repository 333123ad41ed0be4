"""Schedules as the programs that run them read them."""

from __future__ import annotations

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

from jjscrape.operate.schedule import quiet_time, schedule
from jjscrape.outcome import Exit, Stop

names = st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1, max_size=30).filter(
    lambda name: name.isprintable() and name not in {".", ".."}
)


def expected(folder, site="demo"):
    return [sys.executable, "-m", "jjscrape", "run", site, "--data", str(folder)]


@given(names)
def test_cron_runs_the_command_on_the_very_folder(name):
    folder = Path("/data") / name
    line = schedule("cron", folder, "demo").splitlines()[-1]
    minute, hour, day, month, weekday, command = line.split(" ", 5)
    assert (int(minute) < 60, 1 <= int(hour) < 5, day, month, int(weekday) < 7) == (True, True, "*", "*", True)
    assert not re.search(r"(?<!\\)%", command)
    words = shlex.split(command.replace(r"\%", "%"))
    assert words == [*expected(folder), ">>", str(folder / "run.log")]


@given(names)
def test_systemd_reads_the_command_as_it_was_meant(name):
    """By the rules of systemd.syntax: quotes hold words together, a backslash escapes, %% and $$ stand for one."""
    folder = Path("/data") / name
    (line,) = re.findall(r"^ExecStart=(.*)$", schedule("systemd", folder, "demo"), re.MULTILINE)
    assert not re.search(r"(?<!%)(%%)*%(?!%)", line)
    words = [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(line)]
    assert words == expected(folder)


@pytest.mark.crawl
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd did not read the units: it is not here")
def test_systemd_itself_takes_the_units(tmp_path):
    text = schedule("systemd", tmp_path / "a 'b' 50%", "demo")
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
    flow = yaml.safe_load(schedule("github", Path("x"), "demo"))
    minute, hour, _, _, weekday = flow[True]["schedule"][0]["cron"].split()  # YAML 1.1 takes `on` for true
    assert (int(minute) < 60, int(hour) < 24, int(weekday) < 7) == (True, True, True)
    steps = flow["jobs"]["run"]["steps"]
    assert "jjscrape run demo --data data" in [step.get("run") for step in steps]
    assert steps[-1]["if"] == "always()"
    assert flow["permissions"] == {"contents": "write"}


def test_folders_are_spread_over_the_week():
    times = {quiet_time(f"/data/{number}") for number in range(50)}
    assert len(times) > 40
    assert len({time.day for time in times}) == 7


@pytest.mark.parametrize(("kind", "folder"), [("at", "x"), ("cron", "a\nb")])
def test_what_can_not_be_scheduled_is_said(kind, folder):
    with pytest.raises(Stop, match="no schedule") as stopped:
        schedule(kind, Path(folder), "demo")
    assert stopped.value.code is Exit.USAGE
