"""The command: what it prints, and how it ends."""

from __future__ import annotations

import json
import re
import sys

import pytest
from mutation.mutant import INDEX, WARC, replace

from jjscrape.cli import outcome
from jjscrape.outcome import Exit
from jjscrape.verify.checks import CHECKS


@pytest.fixture
def command(monkeypatch, capsys):
    def run(*words):
        monkeypatch.setattr(sys, "argv", ["jjscrape", "verify", *map(str, words)])
        code = outcome()
        said = capsys.readouterr()
        return code, said.out.splitlines(), said.err.splitlines()

    return run


def test_a_sound_folder(data, command):
    code, out, err = command("--data", data)
    assert (code, out) == (Exit.DONE, [])
    assert err[-1] == "sound: 8 files and folders"
    assert (data / "archive" / "fixity.jsonl").exists()


def test_a_fault_is_a_line_with_its_place_name_and_remedy(data, command):
    whole = (data / WARC).read_bytes()
    replace(data / WARC, whole[:-7])
    code, out, err = command(data, "--no-log")
    assert code == Exit.FAULTY
    torn = next(line for line in out if ": warc-torn: " in line)
    assert re.fullmatch(
        rf"{re.escape(str(data / WARC))}:\d+: warc-torn: the file ends .*; `jjscrape verify --repair` .*", torn
    )
    assert err[-1].startswith("jjscrape: 2 faults in ")
    assert not (data / "archive" / "fixity.jsonl").exists()


def test_json(data, command):
    (data / INDEX).unlink()
    code, out, _ = command(data, "--json")
    assert code == Exit.FAULTY
    [fault] = map(json.loads, out)
    assert (fault["name"], fault["offset"], fault["remedy"]) == ("cdxj-missing", None, CHECKS["cdxj-missing"].remedy)


def test_repair_says_what_was_done(data, command):
    (data / INDEX).unlink()
    code, out, err = command(data, "--repair")
    assert (code, out) == (Exit.DONE, [])
    assert err[0] == f"{data / INDEX}: rebuilt from the WARC files"


def test_nothing_to_verify_is_a_usage_error(tmp_path, command):
    code, _, err = command(tmp_path)
    assert code == Exit.USAGE
    assert "nothing to verify" in err[-1]


def test_what_is_not_there(tmp_path, command):
    code, out, _ = command(tmp_path / "none")
    assert code == Exit.FAULTY
    assert "path-missing" in out[0]
