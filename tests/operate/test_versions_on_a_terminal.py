"""`versions` for a person: columns stand below each other and fit a terminal; programs get whole hashes and tabs."""

from __future__ import annotations

from jjscrape.operate import console
from jjscrape.release.store.versions import Version


def version(name: str, articles: int, changes: dict[str, int]) -> Version:
    return Version(
        id=name,
        published_at="2026-11-26T00:13:20Z",
        captured_until="2026-11-26T00:13:16.262152Z",
        content_sha256="1cce5536d78d" + "0" * 52,
        sums_sha256="",
        schema_version="4",
        software="jjscrape",
        rows={"articles": articles, "projects": 1},
        changes=changes,
    )


KNOWN = [version("2026.11.26", 7, {}), version("2026.11.26.10", 12_345, {"added": 2, "changed": 3, "removed": 1})]


def test_columns_stand_below_each_other_within_eighty_characters():
    head, *lines = console.aligned(KNOWN)
    assert all(len(text) <= 80 for text in (head, *lines))
    for name in ("captured until", "content hash"):
        assert all(text[head.index(name) - 2 : head.index(name)] == "  " for text in lines)
        assert all(text[head.index(name)] != " " for text in lines)
    for name, counts in (("articles", ["7", "12345"]), ("changed rows", ["0", "6"])):
        assert [text[: head.index(name) + len(name)].split()[-1] for text in lines] == counts
    assert [text.split()[-1] for text in lines] == ["1cce5536d78d"] * 2


def test_programs_get_all_of_it():
    assert [text.split("\t")[-1] for text in console.listed(KNOWN)] == [
        "content sha256",
        *(v.content_sha256 for v in KNOWN),
    ]
