"""Addresses to keys, kinds and requests; site files."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes, urlsplit

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from jjscrape.site import FRONT, Kind, Site, SiteError, absolute, bundled_sites, host_of, load_site, path_in_key

if TYPE_CHECKING:
    from pathlib import Path

SITE = load_site("jamandjustice")
HOST = "jamandjustice-rjc.org"
HOME = f"https://{HOST}"

# Anything a link may hold, with what breaks naive code made likely.
HOSTILE = st.text(
    st.one_of(
        st.sampled_from("/%_-.?&=#,;:@ '\t\n\x00\x7f\u00a0\u2019\u2026\u0301e\u212a\ud800\udfff019"),
        st.characters(),
    )
)
PIECES = st.sampled_from(
    ["index.html", "index.php", "_page-2", "?q=", "?page=", "&page=", "%", "%2F", "%FF", "%e2%80%99", "%00", "%09",
     "%3F", "..", "//", "sites/default/files/", "blog/", "http://", HOST, "[", "]:x", "\ud800"]
)  # fmt: skip
TAILS = st.lists(st.one_of(PIECES, HOSTILE), max_size=6).map("".join)
URLS = st.one_of(HOSTILE, TAILS, TAILS.map(lambda tail: f"{HOME}/{tail}"))

# Slugs as Pathauto makes them: no ASCII punctuation, lower case, other marks kept.
SLUG = st.text(
    st.one_of(st.sampled_from("abcdefgh0123456789-\u2019\u2026\u00a0\u00e9\u00fc"), st.characters(categories=["Ll", "Lo", "Nd"])),
    min_size=1,
    max_size=20,
).map(lambda text: unicodedata.normalize("NFC", text))  # fmt: skip
PATHS = st.builds(lambda section, slug: f"{section}{slug}", st.sampled_from(["", "news/", "blog/", "event/"]), SLUG)


@pytest.mark.parametrize(
    ("url", "key", "kind"),
    [
        (f"{HOME}/news/some-slug", "news/some-slug", Kind.NEWS),
        (f"http://www.{HOST}/blog/global-urban-justice-rc21/", "blog/global-urban-justice-rc21", Kind.BLOG),
        (f"{HOME}/event/x#main", "event/x", Kind.EVENT),
        (f"{HOME}/events/x", "events/x", Kind.EVENT),
        (f"{HOME}/blog/it%E2%80%99s-here%e2%80%a6", "blog/it\u2019s-here\u2026", Kind.BLOG),
        (f"{HOME}/blog/it\u2019s-here\u2026", "blog/it\u2019s-here\u2026", Kind.BLOG),
        (f"{HOME}/space-common", "space-common", Kind.PAGE),
        (f"{HOME}/our-projects", "our-projects", Kind.PROJECTS),
        (f"{HOME}/our-projects/democracy-and-engagement", "our-projects/democracy-and-engagement", Kind.THEME),
        (f"{HOME}/taxonomy/term/12", "taxonomy/term/12", Kind.THEME),
        (f"{HOME}/taxonomy/term/12/feed", "taxonomy/term/12/feed", Kind.FEED),
        (f"{HOME}/rss.xml", "rss.xml", Kind.FEED),
        (HOME, FRONT, Kind.LISTING),
        (f"{HOME}/", FRONT, Kind.LISTING),
        (f"{HOME}/index.html", FRONT, Kind.LISTING),
        (f"{HOME}/index.php?q=news/x", "news/x", Kind.NEWS),
        (f"{HOME}/?q=node/4&page=2", "node/4?page=2", Kind.PAGE),
        (f"{HOME}/blog", "blog", Kind.LISTING),
        (f"{HOME}/blog?page=3", "blog?page=3", Kind.LISTING),
        (f"{HOME}/blog?page=0", "blog", Kind.LISTING),
        (f"{HOME}/blog?page=0,1", "blog?page=0,1", Kind.LISTING),
        (f"{HOME}/blog?page=0,0&sort=asc", "blog", Kind.LISTING),
        (f"{HOME}/blog?page=10", "blog?page=10", Kind.LISTING),
        (f"{HOME}/blog?page=last", "blog", Kind.LISTING),
        (f"{HOME}/blog?page=1&page=2", "blog?page=2", Kind.LISTING),
        (f"http://{HOST}/blog_page-3", "blog?page=3", Kind.LISTING),
        (f"http://{HOST}/blog_page-3/index.html", "blog?page=3", Kind.LISTING),
        (f"http://{HOST}/blog_page-0", "blog", Kind.LISTING),
        (f"http://{HOST}/what_have_we_produced/index.html", "what-have-we-produced", Kind.PAGE),
        (f"http://{HOST}/blog/some_post/index.html", "blog/some-post", Kind.BLOG),
        (f"{HOME}/sites/default/files/A_report%20v2.pdf", "sites/default/files/A_report v2.pdf", Kind.FILE),
        (f"{HOME}/sites/all/themes/x/logo_page-2", "sites/all/themes/x/logo_page-2", Kind.ASSET),
        (f"{HOME}/what%3Fpage=2", "what%3Fpage=2", Kind.PAGE),
        (f"{HOME}/a%09b%0Ac%00", "a%09b%0Ac%00", Kind.PAGE),
        (f"{HOME}/caf%E9", "caf%E9", Kind.PAGE),
        (f"{HOME}/caf\u00e9%FF", "caf\u00e9%FF", Kind.PAGE),
        ("https://realisingjustcities-rjc.org/blog/x", "blog/x", Kind.BLOG),
        ("https://example.org/blog/x", None, None),
        ("mailto:someone@example.org", None, None),
    ],
)
def test_the_site_s_own_forms_of_address(url, key, kind):
    assert SITE.key(url) == key
    assert SITE.kind(url) == kind


@given(PATHS, st.integers(0, 30), st.data())
def test_every_generation_of_an_address_has_one_key(path, page, data):
    choose = data.draw
    number = f"?page={page}" if page else choose(st.sampled_from(["", "?page=0", "?page=0,0", "?page="]))
    encode = choose(
        st.sampled_from([str, quote, lambda p: re.sub("%..", lambda m: m[0].lower(), quote(p)),
                         lambda p: "".join(f"%{byte:02x}" if byte != 0x2F else "/" for byte in p.encode())])
    )  # fmt: skip
    form = choose(st.sampled_from(["NFC", "NFD"]))
    scheme, www = choose(st.sampled_from(["http", "https"])), choose(st.sampled_from(["", "www.", "WWW."]))
    end = choose(st.sampled_from(["", "/", "/index.html", "/index.php"]))
    fragment = choose(st.sampled_from(["", "#main-content", "#"]))
    again = f"{scheme}://{www}{HOST}/{encode(unicodedata.normalize(form, path))}{end}{number}{fragment}"
    flat = f"http://{HOST}/{quote(path.replace('-', '_'))}" + (f"_page-{page}" if page else "") + "/index.html"
    expected = SITE.key(f"{HOME}/{path}" + (f"?page={page}" if page else ""))
    assert SITE.key(again) == expected
    assert SITE.key(flat) == expected
    assert SITE.key(f"{HOME}/?q={quote(path)}" + (f"&page={page}" if page else "")) == expected


@given(URLS)
@example("http://[broken")
@example(f"http://{HOST}:99999/")
@example(f"{HOME}/index.html_page-3")
@example(f"{HOME}/%0A\u0301")
def test_no_text_breaks_it_and_a_key_is_its_own_key(url):
    key, excluded = SITE.key(url), SITE.excluded(url)
    assert (key is None) == (SITE.kind(url) is None)
    host_of(url)
    absolute(HOME, url)
    if key is None:
        assert excluded
        return
    path, _, query = key.partition("?")
    assert SITE.key(f"http://www.{HOST}/{quote(path)}/" + (f"?{query}" if query else "")) == key
    key.encode("utf-8")
    assert not re.search("[\x00-\x1f]", key)


@given(URLS)
@example(f"{HOME}/a%2F")
@example(f"{HOME}/?q=a%252541")
@example(f"{HOME}/?q=sites/default/files/a.pdf")
@example(f"{HOME}/sites/default/files/a.pdf?x= \u00e9")
def test_what_is_asked_for_is_settled_and_keeps_the_key(url):
    asked = SITE.fetch_url(url)
    assert asked.isascii()
    assert asked.startswith(f"{HOME}/")
    assert "#" not in asked
    assert SITE.fetch_url(asked) == asked
    if SITE.owns(url):
        assert SITE.key(asked) == SITE.key(url)


SEGMENTS = st.sampled_from(["index.html", "index.php", "a_page-2", "x.", ".x", "..", "~", "a%2F", "files", "sites", ""])


@given(st.lists(SEGMENTS, max_size=5).map("/".join), st.sampled_from([f"{HOME}/", "http://www.x:1/", "https://[b/"]))
def test_a_plain_address_means_what_it_means_written_otherwise(path: str, origin: str) -> None:
    """It is not taken apart, as that with an empty fragment is."""
    url = origin + path
    assert SITE.fetch_url(url) == SITE.fetch_url(f"{url}#")
    assert SITE.fetch_url(url, "http://x:2") == SITE.fetch_url(f"{url}#", "http://x:2")
    assert SITE.key(url) == SITE.key(f"{url}#")


@given(st.lists(st.one_of(PIECES, HOSTILE), max_size=5).map("".join))
def test_a_server_reads_the_path_that_the_link_named(tail):
    url = f"{HOME}/x/{tail}"
    clean = re.sub("[\ud800-\udfff]", "\ufffd", url)
    assume({b".", b".."}.isdisjoint(unquote_to_bytes(urlsplit(clean).path).split(b"/")))  # which no server reads
    assert unquote_to_bytes(urlsplit(SITE.fetch_url(url)).path).rstrip(b"/") == unquote_to_bytes(
        urlsplit(clean).path
    ).rstrip(b"/")


@given(st.binary(max_size=12))
def test_decoding_loses_no_byte_that_is_not_utf8(raw):
    text = path_in_key(raw)
    text.encode("utf-8")
    read = [data.decode("utf-8", "surrogateescape") for data in (raw, unquote_to_bytes(text))]
    assert unicodedata.normalize("NFC", read[0]) == unicodedata.normalize("NFC", read[1])
    assert unicodedata.is_normalized("NFC", text)


def test_requests_are_few_and_go_to_the_chosen_origin():
    assert SITE.fetch_url(f"http://www.{HOST}/news/?page=2&utm_source=x&sort=asc#top") == f"{HOME}/news?page=2"
    assert SITE.fetch_url(f"{HOME}/news/?page=0") == f"{HOME}/news"
    assert SITE.fetch_url(HOME) == f"{HOME}/"
    assert SITE.fetch_url(f"{HOME}/?q=news/caf%C3%A9") == f"{HOME}/news/caf%C3%A9"
    assert SITE.fetch_url(f"{HOME}/a\u2019b") == f"{HOME}/a%E2%80%99b"
    assert (
        SITE.fetch_url(f"{HOME}/sites/default/files/a b.png?itok=x%2By")
        == f"{HOME}/sites/default/files/a%20b.png?itok=x%2By"
    )
    assert SITE.fetch_url(f"{HOME}/news/x", "http://127.0.0.1:8900") == "http://127.0.0.1:8900/news/x"
    assert SITE.at("http://127.0.0.1:8900/").fetch_url(f"{HOME}/news/x") == "http://127.0.0.1:8900/news/x"


def test_other_parameters_lead_somewhere_where_a_site_says_so():
    site = Site(name="x", title="x", origins=(HOME,), start=("/",), query=("tid", "page"))
    assert site.key(f"{HOME}/list?page=2&x=1&tid=7") == "list?tid=7&page=2"
    assert site.fetch_url(f"{HOME}/list?page=2&x=1&tid=7") == f"{HOME}/list?tid=7&page=2"


@pytest.mark.parametrize(
    "path",
    ["user", "user/login", "search/node/x", "admin", "node/add/page", "node/4/edit", "taxonomy/term/3/all",
     "comment/reply/4", "print/4", "robots.txt", "blog/x/login", "?q=user/login", "user_/../user", "calendar/2019-01"],
)  # fmt: skip
def test_traps_and_forms_are_not_asked_for(path):
    assert SITE.excluded(f"{HOME}/{path}")


@pytest.mark.parametrize("path", ["", "node/4", "users-voices", "taxonomy/term/3", "taxonomy/term/3/feed", "news/user"])
def test_content_is_asked_for(path):
    assert not SITE.excluded(f"{HOME}/{path}")


def test_a_sister_host_shares_keys_but_is_not_crawled():
    sister = "https://heritagematters-rjc.org/blog/x"
    assert SITE.knows(sister)
    assert not SITE.owns(sister)
    assert SITE.excluded(sister)


def test_a_copy_of_the_site_stands_for_it():
    copy = SITE.at("http://127.0.0.1:8900")
    assert copy.key("http://127.0.0.1:8900/news/x") == copy.key(f"{HOME}/news/x") == "news/x"
    assert SITE.key("http://127.0.0.1:8900/news/x") is None
    assert SITE.also_at(["http://127.0.0.1:8900"]).key("http://127.0.0.1:8900/news/x") == "news/x"
    assert copy.key("http://127.0.0.1:8901/news/x") is None


@pytest.mark.parametrize(
    "address", ["", "x", "ftp://host", "http://", "http://[x", "http://h:99999", "http://h/path", "http://h/?q=1"]
)
def test_a_copy_must_be_a_root_address(address):
    with pytest.raises(SiteError, match="give"):
        SITE.at(address)


def test_every_bundled_site_loads_and_is_named_as_its_file():
    assert "jamandjustice" in bundled_sites()
    for name in bundled_sites():
        assert load_site(name).name == name


def test_a_sister_site_has_the_rules_and_its_own_address():
    sister = load_site("urbanfood")
    assert sister.rules == SITE.rules
    assert sister.exclude == SITE.exclude
    assert sister.owns("http://www.urbanfood-rjc.org/news/x")


MINIMAL = 'name = "x"\norigins = ["https://x.test/"]\nstart = ["/"]\n'


def written(tmp_path: Path, text: str, name: str = "x.toml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_site_file_needs_little(tmp_path):
    site = load_site(written(tmp_path, MINIMAL))
    assert site == Site(name="x", title="x", origins=("https://x.test",), start=("/",))
    assert site.kind("https://x.test/anything") is Kind.PAGE


def test_a_site_file_extends_another_file_beside_it(tmp_path):
    written(tmp_path, MINIMAL + '[crawl]\nmax_pages = 3\nexclude = ["^a$"]\n', "base.toml")
    written(tmp_path, 'extends = "base.toml"\nname = "middle"\n[crawl]\nmax_pages = 4\n', "middle.toml")
    site = load_site(written(tmp_path, 'extends = "./middle.toml"\nstart = ["/b"]\n'))
    assert (site.name, site.start, site.max_pages) == ("middle", ("/b",), 4)
    assert site.excluded("https://x.test/a")


@pytest.mark.parametrize(
    ("text", "fault", "remedy"),
    [
        ('origins = ["https://x.test"]\nstart = ["/"]\n', "'name' is missing", "add it"),
        ('name = "x"\nstart = ["/"]\n', "'origins' is missing", "add it"),
        ('name = "x"\norigins = ["https://x.test"]\n', "'start' is missing", "add it"),
        ("name = \n", "not TOML", "mend that line"),
        (MINIMAL + "surprise = 1\n", "unknown setting 'surprise'", "one of archive, crawl, deposit, family"),
        (MINIMAL + "[crawl]\nmax_request = 1\n", r"\[crawl\]: unknown setting 'max_request'", "max_requests"),
        (MINIMAL + "crawl = 1\n", "crawl must be a table", "below a line"),
        (MINIMAL + "[[rules]]\nkind = 'novel'\nmatch = 'x'\n", "no kind is called 'novel'", "news, blog"),
        (MINIMAL + "[[rules]]\nkind = 'news'\nmatch = '('\n", r"match '\(' is not a regular expression", "mend it"),
        (MINIMAL + "[[rules]]\nkind = 'news'\n", "a rule is", "with a kind and a match"),
        (MINIMAL + "[[rules]]\nkind = 'news'\nmatch = 1\n", "match 1 is not a regular expression", "mend it"),
        (MINIMAL + "[crawl]\nexclude = ['[']\n", r"exclude '\[' is not a regular expression", "mend it"),
        (MINIMAL + "[crawl]\nmax_pages = 0\n", "max_pages is 0", "from 1"),
        (MINIMAL + "[crawl]\nmax_requests = 'many'\n", "max_requests is 'many'", "whole number"),
        (MINIMAL + "family = 'y.test'\n", "family is 'y.test'", "list of texts"),
        (MINIMAL + "time_zone = 'Europe/Mancunia'\n", "not an IANA time zone", "Europe/London"),
        (MINIMAL + "title = 3\n", "title is 3", "text in quotes"),
        ('name = "x"\norigins = "https://x.test"\nstart = ["/"]\n', "origins is 'https://x.test'", "list of texts"),
        ('name = "x"\norigins = []\nstart = ["/"]\n', "origins must name at least one", "add one"),
        ('name = "x"\norigins = ["x.test"]\nstart = ["/"]\n', "'x.test' is not an address", "give one like"),
        *(
            (MINIMAL.replace('"x"', name), "name is .*, and files are named after it, but it", "letters and digits")
            for name in ('"../../evil"', '"/etc/x"', '".."', '".x"', '"a/b"', "'C:x'", "'a\\b'", '"a\\u0000b"',
                         '"a\\u001b]0;t"', '"' + "n" * 300 + '"')
        ),
        ('extends = "x.toml"\n', "extends itself", "another site"),
        ('extends = "nosuch"\n', "no site is called 'nosuch'", "jamandjustice"),
    ],
)  # fmt: skip
def test_a_faulty_site_file_is_named_with_its_fault_and_remedy(tmp_path, text, fault, remedy):
    path = written(tmp_path, text)
    with pytest.raises(SiteError, match=fault) as refused:
        load_site(path)
    assert remedy in str(refused.value)
    assert "x.toml" in str(refused.value) or "nosuch" in str(refused.value)


@pytest.mark.parametrize("name", ["x", "my site", "a..b", "Städte-2", "r&d (old)", "index.cdxj"])
def test_a_name_that_does_no_harm_is_taken(tmp_path, name):
    assert load_site(written(tmp_path, MINIMAL.replace('"x"', json.dumps(name)))).name == name


def test_a_site_that_is_not_there_is_answered_with_those_that_are(tmp_path):
    for name in ("nosuch", "", tmp_path / "none.toml", tmp_path):
        with pytest.raises(SiteError, match="jamandjustice"):
            load_site(name)


@pytest.mark.parametrize("name", ["x" * 5000, "x" * 5000 + ".toml", "a\0b", "a\0b.toml"])
def test_a_name_that_no_file_can_have_is_no_site(name):
    with pytest.raises(SiteError, match="no site"):
        load_site(name)


def test_a_site_file_in_another_encoding_is_named(tmp_path):
    (tmp_path / "x.toml").write_bytes(MINIMAL.encode() + "title = 'caf\u00e9'".encode("latin-1"))
    with pytest.raises(SiteError, match=r"x\.toml is not UTF-8"):
        load_site(tmp_path / "x.toml")


@pytest.mark.parametrize(
    ("href", "key"),
    [
        ("/news/%2e%2e/user/login", "user/login"),
        ("/news/.%2E/user/login", "user/login"),
        ("/news/../user/login", "user/login"),
        ("http://jamandjustice-rjc.org/a/b/../../user/login", "user/login"),
        ("/../../user/login", "user/login"),
        ("/news/..%2Fuser/login", "user/login"),
        ("/?q=news/../user/login", "user/login"),
        ("/news/%2e/x", "news/x"),
        ("/news/x/.", "news/x"),
        ("/news/..x", "news/..x"),
        ("/news/x...", "news/x..."),
        ("/news/%252e%252e/x", "news/%2e%2e/x"),
    ],
)
def test_where_dots_lead_is_known_before_anything_is_decided(href, key):
    """An address below an allowed path that a server reads as one below a forbidden path would pass robots.txt."""
    site = load_site("jamandjustice")
    url = absolute("http://jamandjustice-rjc.org/z/", href)
    assert url is not None
    assert site.key(url) == key
    assert site.excluded(url) is (key == "user/login")
    asked = site.fetch_url(url)
    assert asked.endswith("/" + key.replace("%", "%25"))


def test_a_number_of_very_many_digits_is_said_to_be_one(tmp_path):
    path = tmp_path / "long.toml"
    path.write_text(f"max_requests = {'9' * 6000}")
    with pytest.raises(SiteError, match=r"long\.toml has a number of more digits than are read; mend that line"):
        load_site(path)


def test_a_mark_of_byte_order_is_no_part_of_a_site_file(tmp_path):
    path = tmp_path / "marked.toml"
    path.write_text('extends = "demo"\nname = "marked"\n', encoding="utf-8-sig")
    assert load_site(path).name == "marked"


def test_each_origin_is_looked_at_once(tmp_path, monkeypatch):
    path = tmp_path / "many.toml"
    origins = [f"http://a{n}.test" for n in range(50)]
    path.write_text(f'extends = "demo"\nname = "many"\norigins = {origins}\n')
    made: list[str] = []
    monkeypatch.setattr(Site, "__post_init__", lambda self, of=Site.__post_init__: made.append(self.name) or of(self))
    assert load_site(path).origins == tuple(origins)
    assert made == ["many"]


def test_a_site_file_that_is_nested_too_deep_is_named(tmp_path):
    path = tmp_path / "deep.toml"
    path.write_text("start = " + "[" * 5000)
    with pytest.raises(SiteError, match=r"deep\.toml is nested too deep"):
        load_site(path)
