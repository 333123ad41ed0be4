"""What pins gold: any change of a name or a byte shows, and the order of listing doesn't."""

from __future__ import annotations

from jjscrape.evaluation.demo_pages import digest_demo
from jjscrape.evaluation.gold_digest import digest_of, digest_of_files


def test_names_and_bytes_count_and_order_does_not(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "page.html").write_bytes(b"1")
    (tmp_path / "b.html").write_bytes(b"2")
    first = digest_of_files(tmp_path)
    assert first == digest_of([("b.html", b"2"), ("a/page.html", b"1")])
    (tmp_path / "b.html").write_bytes(b"3")
    changed = digest_of_files(tmp_path)
    (tmp_path / "b.html").write_bytes(b"2")
    (tmp_path / "b.html").rename(tmp_path / "c.html")
    assert len({first, changed, digest_of_files(tmp_path)}) == 3
    (tmp_path / "c.html").rename(tmp_path / "b.html")
    assert digest_of_files(tmp_path) == first
    (tmp_path / ".swap").write_bytes(b"an editor's")
    assert digest_of_files(tmp_path) == first


def test_the_demo_site_is_the_same_at_every_look_and_differs_by_style():
    assert digest_demo("zurb") == digest_demo("zurb") != digest_demo("core")
