"""Which group of a robots.txt is ours, and that nothing of one that can't be read is passed over in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.robots_groups import AGENT, PARSE_LIMIT, read_robots
from jjscrape.settings import user_agent

OURS = [
    "jjscrape", "JJscrape", "JJSCRAPE/0.1", "jjscrape/0.1.0 (+https://site.test/)", "jjscrape/*", "jjscrape *",
    "jjscrape # us", "jjscrape*", "jjscrape/", user_agent("a@b.test"), user_agent(None), "\tjjscrape\t",
]  # fmt: skip
THEIRS = ["jj", "jjs", "jjscrap", "jjscraper", "jjscrape-news", "xjjscrape", "Mozilla/5.0 (compatible; jjscrape/0.1)", "j*",
          "another/agent", "scrape", "", "/jjscrape"]  # fmt: skip


def may(text, path="/secret"):
    found = read_robots(text if isinstance(text, bytes) else text.encode())
    return found.rules.can_fetch(f"http://site.test{path}", AGENT)


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("line", ["User-agent: {}", "user-AGENT:{}", "User-agent {}", "  Useragent : {}"])
def test_a_group_that_names_us_is_ours_whatever_follows_the_name(name, line):
    ours = line.format(name)
    assert not may(f"User-agent: *\nAllow: /\n\n{ours}\nDisallow: /secret\n")
    assert may(f"User-agent: *\nDisallow: /\n\n{ours}\nAllow: /\n")
    assert read_robots(f"{ours}\nCrawl-delay: 3\n".encode()).rules.crawl_delay(AGENT) == 3


@pytest.mark.parametrize("name", THEIRS)
def test_a_name_that_is_not_ours_is_somebody_else_s(name):
    assert may(f"User-agent: {name}\nDisallow: /\n")
    assert not may(f"User-agent: {name}\nAllow: /\n\nUser-agent: *\nDisallow: /\n")


def test_groups_are_shared_and_joined():
    assert not may("User-agent: other\nUser-agent: jjscrape/0.1.0\nUser-agent: third\nDisallow: /secret\n")
    assert not may("User-agent: jjscrape/0.1\nUser-agent: other\nDisallow: /secret\n\nUser-agent: *\nAllow: /\n")
    two = "User-agent: jjscrape\nDisallow: /a\n\nUser-agent: *\nDisallow: /c\n\nUser-agent: JJscrape/9\nDisallow: /b\n"
    assert [may(two, path) for path in ("/a", "/b", "/c")] == [False, False, True]
    assert not may(
        "User-agent: jjscrape\nClean-param: x\nSitemap: http://a.test/\nUser-agent: other\nDisallow: /secret\n"
    )
    assert may("User-agent: jjscrape\nAllow: /\nUser-agent: other\nDisallow: /secret\n")


SECRET = "User-agent: jjscrape/0.1.0\nDisallow: /secret\n"


@pytest.mark.parametrize(
    ("body", "note"),
    [
        (SECRET.encode(), ""),
        (b"\xef\xbb\xbf" + SECRET.encode(), ""),
        (SECRET.replace("\n", "\r").encode(), ""),
        (SECRET.replace("\n", "\r\n\r\n").encode(), ""),
        (SECRET.encode("utf-16"), "UTF-16"),
        (SECRET.encode("utf-16-le"), "UTF-16"),
        (SECRET.encode("utf-16-be"), "UTF-16"),
        (b"\xfe\xff" + SECRET.encode("utf-16-be"), "UTF-16"),
        (SECRET.replace(":", ":\0").encode() + b"\0\0", "NUL"),
        (b"# caf\xe9\n" + SECRET.encode(), "not UTF-8"),
        (SECRET.encode() + b"#" * PARSE_LIMIT, f"the first {PARSE_LIMIT} count"),
        (SECRET.encode("utf-16") + "#\n".encode("utf-16-le") * PARSE_LIMIT, f"the first {PARSE_LIMIT} count"),
    ],
)
def test_a_file_in_another_form_is_read_and_that_is_said(body, note):
    assert not may(body)
    notes = read_robots(body).notes
    assert bool(notes) == bool(note)
    assert note in "; ".join(notes)


def test_a_rule_of_other_bytes_is_the_rule_of_the_address_that_has_them():
    assert not may(b"User-agent: *\nDisallow: /caf\xe9\n", "/caf%E9/x")
    assert may(b"User-agent: *\nDisallow: /caf\xe9\n", "/caf")
    assert not may("User-agent: *\nDisallow: /café\n", "/caf%C3%A9")


@pytest.mark.parametrize("coding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_half_a_rule_at_the_limit_is_no_rule(coding):
    unit = len("x".encode(coding))
    head, tail = SECRET, "\nDisallow: /open-to-all\n"
    filler = "#" * ((PARSE_LIMIT // unit) - len(head) - len("\nDisallow: /open"))
    body = (head + filler + tail).encode(coding)
    assert not may(body)
    assert may(body, "/open")
    assert may(body, "/open-to-all")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("2", 2), ("2s", 2), ("2 sec", 2), ("2 Seconds.", 2), ("2,5", 2.5), (".5", 0.5), ("0", 0), ("1.5s # slow", 1.5)],
)
def test_a_delay_is_read_with_its_unit(text, seconds):
    found = read_robots(f"User-agent: *\nCrawl-delay: {text}\n".encode())
    assert (found.rules.crawl_delay(AGENT), found.notes) == (seconds, ())


@pytest.mark.parametrize("text", ["ten", "2m", "2 minutes", "-1", "1e9", "nan", "inf", "2-5"])
def test_a_delay_that_is_none_is_said_where_it_is_meant_for_us(text):
    found = read_robots(f"User-agent: other\nCrawl-delay: 1\n\nUser-agent: *\nCrawl-delay: {text}\n".encode())
    assert found.rules.crawl_delay(AGENT) is None
    assert found.notes == (f"its Crawl-delay {text!r} is no number of seconds",)
    theirs = f"User-agent: other\nCrawl-delay: {text}\n\nUser-agent: *\nDisallow:\n"
    assert read_robots(theirs.encode()).notes == ()


@pytest.mark.parametrize("text", ["<!DOCTYPE html><title>Not found</title>", "Disallow: /", "nothing"])
def test_a_file_without_a_group_is_said_to_hold_no_rule(text):
    assert may(text)
    assert "holds no rule" in read_robots(text.encode()).notes[0]


@pytest.mark.parametrize("text", ["", "\n# nothing here\n", "Sitemap: http://site.test/map.xml\n"])
def test_a_file_that_is_empty_on_purpose_needs_no_note(text):
    assert may(text)
    assert read_robots(text.encode()).notes == ()


def in_ascii(junk):
    """Whether what follows is read byte by byte, not as UTF-16."""
    return b"\0" not in junk and not junk.startswith((b"\xff\xfe", b"\xfe\xff"))


@given((st.binary(max_size=200) | st.text(max_size=200).map(str.encode)).filter(in_ascii))
def test_whatever_comes_first_a_whole_group_for_us_is_obeyed(junk):
    assert not may(junk + b"\n\n" + SECRET.encode())
