"""Ready schedules for a data folder: a line for cron, units for systemd, a workflow for GitHub Actions.

Once a week, at a time that the folder's name decides, so that many operators do not all ask at once.
"""

from __future__ import annotations

import json
import shlex
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from jjscrape.datafolder import LOCK
from jjscrape.outcome import Exit, Stop
from jjscrape.settings import SECRETS

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS = ("cron", "systemd", "github")
DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")


@dataclass(frozen=True, slots=True)
class Time:
    """A minute of the week, in the machine's own time zone; `day` counts from Sunday as cron does."""

    day: int
    hour: int
    minute: int


PATHS = ("JJSCRAPE_METRICS", "JJSCRAPE_NOTIFY")
"""Settings that name files: a schedule runs in another folder than whoever prints it."""


def schedule(kind: str, data: Path, site: str, environment: Mapping[str, str]) -> str:
    """Return the text of a schedule. `data` and a site file are named by their absolute paths, as is this program.

    `environment` are the settings that the runs shall have; whatever starts them has an environment of its own.

    Raises:
        Stop: there is no such kind of schedule, or a value can't stand in one.
    """
    if kind not in KINDS:
        raise Stop(Exit.USAGE, f"no schedule is called {kind!r}; there are {', '.join(KINDS)}")
    folder = data.absolute()
    told = {name: str(Path(value).absolute()) if name in PATHS else value for name, value in environment.items()}
    for value, which in ((str(folder), "--data"), *((value, name) for name, value in told.items())):
        if not value.isprintable():
            raise Stop(Exit.USAGE, f"{value!r} holds a character that no schedule can; choose another {which}")
    at = quiet_time(str(folder))
    if kind == "github":
        return _github(at, _in_repository(site), environment)
    is_file = site.endswith(".toml") or "/" in site
    words = [sys.executable, "-m", "jjscrape", "run", str(Path(site).absolute()) if is_file else site]
    words += ["--data", str(folder)]
    return _cron(at, words, folder, told) if kind == "cron" else _systemd(at, words, folder, told)


def _in_repository(site: str) -> str:
    """Name a site file as the repository that the workflow runs in does."""
    if not site.endswith(".toml") and "/" not in site:
        return site
    path = Path(site).absolute()
    if not path.is_relative_to(Path.cwd()):
        raise Stop(
            Exit.USAGE, f"{site} is not in this folder; go to the repository's and name a file in it with --site"
        )
    return path.relative_to(Path.cwd()).as_posix()


def quiet_time(name: str) -> Time:
    """Return a time between one and five in the morning, the same for the same name."""
    drawn = sha256(name.encode("utf-8", "surrogateescape")).digest()
    return Time(drawn[0] % 7, 1 + drawn[1] % 4, drawn[2] % 60)


def _cron(at: Time, words: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    log = shlex.quote(str(folder / "run.log"))
    settings = ["env", *(f"{name}={value}" for name, value in environment.items())] if environment else []
    command = f"mkdir -p {shlex.quote(str(folder))} && {shlex.join([*settings, *words])} >> {log} 2>&1"
    # To cron an unescaped % is the end of the command.
    command = f"{command} || tail -n 1 {log}".replace("%", r"\%")
    return (
        "# For `crontab -e`. All a run says goes into run.log in the data folder; where it failed, cron mails the\n"
        "# last line, the sentence that says what to do, to MAILTO. A run that finds another one at work ends with\n"
        f"# exit code 5 and changes nothing. {_SECRETS}\n"
        f"{at.minute} {at.hour} * * {at.day} {command}\n"
    )


_SECRETS = "Passwords are not printed here: see docs/unattended.md."


def _systemd(at: Time, words: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    command = " ".join(_unit_word(word) for word in words)
    settings = "".join(f"Environment={_assignment(name, value)}\n" for name, value in environment.items())
    return f"""\
# ~/.config/systemd/user/jjscrape.service
[Unit]
Description=jjscrape: crawl, archive and publish into {str(folder).replace("%", "%%")}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
{settings}# {_SECRETS}
EnvironmentFile=-%h/.config/jjscrape/secrets.env
ExecStart={command}
# SIGINT lets a crawl end in order; the next run goes on from there.
KillSignal=SIGINT
TimeoutStopSec=120
Nice=10

# ~/.config/systemd/user/jjscrape.timer
[Unit]
Description=jjscrape once a week

[Timer]
OnCalendar={DAYS[at.day]} *-*-* {at.hour:02}:{at.minute:02}:00
Persistent=true
RandomizedDelaySec=30min

[Install]
WantedBy=timers.target

# Then: systemctl --user daemon-reload && systemctl --user enable --now jjscrape.timer
# Units of a user run only while that user is logged in, unless: loginctl enable-linger "$USER"
# What the last run said: journalctl --user -u jjscrape.service
"""


def _assignment(name: str, value: str) -> str:
    """Quote a setting as systemd reads it; in Environment= a $ stands for itself."""
    escaped = f"{name}={value}".replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _unit_word(word: str) -> str:
    """Quote one argument as systemd reads a command line: % and $ stand for themselves when doubled."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return escaped if escaped and not any(char.isspace() or char in "'\"\\;" for char in word) else f'"{escaped}"'


def _github(at: Time, site: str, environment: Mapping[str, str]) -> str:
    settings = {
        name: json.dumps(value, ensure_ascii=False) for name, value in environment.items() if name != "JJSCRAPE_METRICS"
    }  # nobody reads a file of metrics there
    settings.setdefault("JJSCRAPE_CONTACT", "${{ vars.JJSCRAPE_CONTACT }}")
    settings |= {name: f"${{{{ secrets.{name} }}}}" for name in sorted(SECRETS)}
    lines = "\n".join(f"      {name}: {value}" for name, value in settings.items())
    return f"""\
# .github/workflows/jjscrape.yml of a repository that holds this project's files and keeps the data in data/.
# GitHub takes no file above 100 MB: an archive that grows beyond that wants a machine of its own.
name: jjscrape
on:
  schedule:
    - cron: "{at.minute} {at.hour} * * {at.day}"
  workflow_dispatch:
permissions:
  contents: write
concurrency:
  group: jjscrape
  cancel-in-progress: false
jobs:
  run:
    runs-on: ubuntu-latest
    timeout-minutes: 330
    env:
{lines}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: python -m pip install .
      # Time is left for keeping what was fetched.
      - run: |
          jjscrape run {shlex.quote(site)} --data data
        timeout-minutes: 300
      # Also after a run that failed: what was fetched is part of the archive, and is safe here whatever git says.
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: jjscrape-${{{{ github.run_id }}}}-${{{{ github.run_attempt }}}}
          path: data/archive
          retention-days: 30
          if-no-files-found: ignore
      - if: always()
        run: |
          git config user.name jjscrape
          git config user.email jjscrape@users.noreply.github.com
          test -d data || exit 0
          git add --force -- data ':(exclude)data/{LOCK}' ':(exclude)data/**/*.part'
          git diff --cached --quiet && exit 0
          git commit -m "Crawl of $(date -u +%Y-%m-%d)"
          for pause in 0 10 30 60 120; do
            sleep "$pause"
            git push && exit 0
            git pull --rebase || {{ git rebase --abort; break; }}
          done
          echo "what was crawled could not be pushed; it is kept as an artifact of this run" >&2
          exit 1
"""
