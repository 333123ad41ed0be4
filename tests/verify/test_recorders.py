"""Files as a dozen recorders write them: sound ones raise no alarm, broken ones do, and a repair loses no record."""

from __future__ import annotations

from recorders import RECORDERS, broken, judged, sound


def test_sound_files_raise_no_alarm_and_stay_as_they_are(tmp_path):
    files = list(sound())
    assert len(files) >= 150
    assert {next(name for name in RECORDERS if file.name.startswith(name)) for file in files} == set(RECORDERS)
    assert [file.name for file in files if judged(file, tmp_path / "one") != (True, True)] == []


def test_broken_files_are_noticed_and_lose_nothing_by_a_repair(tmp_path):
    files = list(broken())
    assert len(files) >= 250
    wrong = [file.name for file in files[::3] if judged(file, tmp_path / "one") != (True, True)]
    assert len(wrong) <= len(files) // 300, wrong
