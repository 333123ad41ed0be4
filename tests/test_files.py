"""No reader sees half a file, whatever happens to the writer."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading

import pytest

from jjscrape import files


def parts(folder):
    return sorted(path.name for path in folder.iterdir() if path.name.endswith(files.ASIDE))


class Polling(threading.Thread):
    """Calls `look` until told to stop; keeps every different thing it saw."""

    def __init__(self, look):
        super().__init__(daemon=True)
        self.look, self.seen, self.done = look, set(), threading.Event()

    def run(self):
        while not self.done.is_set():
            self.seen.add(self.look())

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.join()


def test_a_reader_sees_the_old_file_or_the_new_one(tmp_path):
    path = tmp_path / "catalog.json"
    versions = [bytes([65 + number]) * 100_000 for number in range(20)]
    files.write_bytes(path, versions[0])
    with Polling(path.read_bytes) as polling:
        for version in versions:
            with files.replacing(path) as stream:
                for start in range(0, len(version), 10_000):
                    stream.write(version[start : start + 10_000])
                    stream.flush()
    assert polling.seen <= set(versions)
    assert path.read_bytes() == versions[-1]


def test_a_new_file_is_not_there_until_it_is_whole(tmp_path):
    path = tmp_path / "deep" / "er" / "new"
    with files.replacing(path) as stream:
        stream.write(b"all of it")
        stream.flush()
        assert not path.exists()
    assert path.read_bytes() == b"all of it"


def test_an_error_while_writing_leaves_the_old_file_and_no_rubbish(tmp_path):
    path = tmp_path / "x"
    files.write_text(path, "old")
    with pytest.raises(RuntimeError, match="stop"), files.replacing(path) as stream:  # noqa: PT012
        stream.write(b"half")
        raise RuntimeError("stop")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_text_is_utf8_with_its_own_line_ends(tmp_path):
    files.write_text(tmp_path / "x", "a\r\nb\n\u2019")
    assert (tmp_path / "x").read_bytes() == b"a\r\nb\n\xe2\x80\x99"


def test_a_folder_is_there_whole_or_not_at_all(tmp_path):
    final = tmp_path / "2026.11.22"

    def look():
        return tuple(sorted(path.name for path in final.iterdir())) if final.exists() else None

    with Polling(look) as polling, files.building_folder(final) as folder:
        assert folder.parent == tmp_path
        for name in "abc":
            (folder / name).write_text(name)
        (folder / "d").mkdir()
        (folder / "d" / "e").write_text("e")
    assert polling.seen <= {None, ("a", "b", "c", "d")}
    assert look() == ("a", "b", "c", "d")
    assert parts(tmp_path) == []


def test_an_error_while_filling_leaves_no_folder(tmp_path):
    final = tmp_path / "x"
    with pytest.raises(RuntimeError, match="stop"), files.building_folder(final) as folder:  # noqa: PT012
        (folder / "a").write_text("a")
        raise RuntimeError("stop")
    assert list(tmp_path.iterdir()) == []


def test_a_finished_folder_is_never_written_again(tmp_path):
    with files.building_folder(tmp_path / "x") as folder:
        (folder / "a").write_text("a")
    with pytest.raises(FileExistsError, match="never written again"), files.building_folder(tmp_path / "x"):
        raise AssertionError("the block must not run")
    assert (tmp_path / "x" / "a").read_text() == "a"
    assert parts(tmp_path) == []


def test_a_link_always_leads_somewhere(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "name").write_text(name)
    link = tmp_path / "latest"
    files.swap_link(link, "one")
    with Polling((link / "name").read_text) as polling:
        for number in range(200):
            files.swap_link(link, ("two", "one")[number % 2])
    assert polling.seen <= {"one", "two"}
    assert str(link.readlink()) == "one"


def test_a_link_that_can_t_be_set_leaves_no_rubbish(tmp_path):
    (tmp_path / "latest").mkdir()
    with pytest.raises(IsADirectoryError):
        files.swap_link(tmp_path / "latest", "one")
    assert parts(tmp_path) == []


def test_a_folder_is_never_half_removed(tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    for number in range(300):
        (gone / str(number)).write_text("")

    def look():
        try:
            return len(list(gone.iterdir()))
        except FileNotFoundError:
            return 0

    with Polling(look) as polling:
        files.remove_folder(gone)
    assert polling.seen <= {0, 300}
    assert list(tmp_path.iterdir()) == []


KILLED = """
import sys, pathlib
from jjscrape import files
final = pathlib.Path(sys.argv[2])
def half(stream_or_folder):
    print("half", flush=True)
    sys.stdin.read()
if sys.argv[1] == "file":
    with files.replacing(final) as stream:
        stream.write(b"new" * 10_000); stream.flush(); half(stream)
else:
    with files.building_folder(final) as folder:
        (folder / "a").write_text("new"); half(folder)
"""


@pytest.mark.crawl
@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_killed_writer_leaves_the_old_state_and_something_to_sweep(tmp_path, what):
    final = tmp_path / "x"
    if what == "file":
        files.write_text(final, "old")
    command = [sys.executable, "-c", KILLED, what, str(final)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout.readline() == b"half\n"
        child.send_signal(signal.SIGKILL)
        child.wait(60)
    left = parts(tmp_path)
    assert len(left) == 1
    assert final.read_text() == "old" if what == "file" else not final.exists()
    assert [path.name for path in files.sweep(tmp_path)] == left
    assert parts(tmp_path) == []
    assert final.exists() == (what == "file")


def test_sweeping_touches_nothing_else(tmp_path):
    for name in ("a", "b.part", ".hidden", ".x.1.part.gz"):
        (tmp_path / name).write_text("")
    (tmp_path / ".latest.1.part").symlink_to("a")
    assert [path.name for path in files.sweep(tmp_path)] == [".latest.1.part"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".hidden", ".x.1.part.gz", "a", "b.part"]
    assert files.sweep(tmp_path / "none") == []
