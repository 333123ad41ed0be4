"""What an archive tells beyond the records as they are now: what they said before, where links lead, their pictures."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from jjscrape.archive.exchange import Exchange
from jjscrape.archive.reader import Archive
from jjscrape.archive.writer import ArchiveWriter
from jjscrape.harvest.gather import harvest
from jjscrape.release.tables import tables
from jjscrape.release.write import ordered
from jjscrape.schema import TABLES
from jjscrape.site import load_site

SITE = load_site("jamandjustice")
HOME = "https://jamandjustice-rjc.org"
BEGIN = datetime(2024, 3, 1, tzinfo=UTC)
PEARS = "Ten of us met at the weir to agree who prunes which of the old pear trees."
RAIN = "Nobody came, and it rained on the trees until the weir was under water."
FILES = "/sites/default/files"
LARGE = f"{FILES}/styles/large/public"


def post(text=PEARS, title="Of pears", more=""):
    return (
        f"<!DOCTYPE html><html><head><title>{title} | Jam and Justice</title></head><body class='page-node node-type-blog'>"
        f"<h1 id='page-title'>{title}</h1><div class='node node-blog'>{more}"
        f"<div class='field-name-body'><p>{text}</p></div></div></body></html>"
    ).encode()


def answered(folder, crawls):
    """Write crawls a day apart: by path a body, or a status, or a pair of a media type and a body."""
    for number, crawl in enumerate(crawls):
        with ArchiveWriter(folder / f"crawl-{number}", "crawl", "test", {}) as writer:
            for second, (path, said) in enumerate(crawl.items()):
                status, media, body = 200, "text/html", b"<html><body>Nothing here.</body></html>"
                if isinstance(said, int):
                    status = said
                else:
                    media, body = said if isinstance(said, tuple) else (media, said)
                head = f"HTTP/1.1 {status} Said\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(
                    Exchange(
                        url=f"{HOME}{path}", method="GET", request=b"GET / HTTP/1.1\r\n\r\n",
                        response=head.encode() + body, captured_at=BEGIN + timedelta(days=number, seconds=second),
                    )
                )  # fmt: skip
    made = tables(harvest(Archive([folder]), SITE))
    return {name: ordered(TABLES[name], rows) for name, rows in made.items()}


@pytest.mark.parametrize(
    ("texts", "known"),
    [
        ([PEARS], [(PEARS, 0, None)]),
        ([PEARS, PEARS], [(PEARS, 0, None)]),
        ([PEARS, RAIN, RAIN], [(PEARS, 0, 1), (RAIN, 1, None)]),
        ([PEARS, RAIN, PEARS], [(PEARS, 0, 1), (RAIN, 1, 2), (PEARS, 2, None)]),
    ],
)
def test_each_text_that_a_record_had_is_a_row_with_its_time(tmp_path, texts, known):
    rows = answered(tmp_path, [{"/blog/x": post(text)} for text in texts])["revisions"]
    day = [BEGIN + timedelta(days=number) for number in range(4)]
    found = [(r["number"], r["text"], r["valid_from"], r["valid_to"]) for r in rows]
    assert found == [
        (number, text, day[since], None if until is None else day[until])
        for number, (text, since, until) in enumerate(known, 1)
    ]
    for row in rows:
        assert row["text_digest"] == hashlib.sha256(row["text"].encode()).hexdigest()


def test_another_title_is_another_revision_and_the_last_is_what_the_record_says_now(tmp_path):
    rows = answered(tmp_path, [{"/blog/x": post()}, {"/blog/x": post(title="Of old pears")}])
    assert [row["title"] for row in rows["revisions"]] == ["Of pears", "Of old pears"]
    (article,) = rows["articles"]
    last = rows["revisions"][-1]
    assert (last["record_id"], last["title"], last["text"]) == (article["id"], article["title"], article["text"])
    assert last["capture_id"] == article["capture_id"]


def test_a_page_that_went_says_nothing_any_more(tmp_path):
    rows = answered(tmp_path, [{"/blog/x": post(), "/blog/y": post(RAIN, "Of rain")}, {"/blog/x": 410}])
    (gone,) = [row for row in rows["articles"] if row["status"] == "gone"]
    ends = {row["record_id"]: row["valid_to"] for row in rows["revisions"]}
    assert ends == {"blog/x": gone["gone_since"], "blog/y": None}


def test_a_broken_page_is_no_revision(tmp_path):
    rows = answered(tmp_path, [{"/blog/x": post()}, {"/blog/x": 503}, {"/blog/x": b""}])
    assert [row["text"] for row in rows["revisions"]] == [PEARS]


LINKS = (
    "<a href='/blog/y'>y</a> <a href='/blog/gone'>gone</a> <a href='/never-asked'>never</a> "
    "<a href='https://example.org/'>far</a> <a href='/sites/default/files/r.pdf'>r</a>"
)


def test_a_link_says_what_stands_at_its_address(tmp_path):
    rows = answered(
        tmp_path,
        [{
            "/blog/x": post(f"{PEARS} {LINKS}"),
            "/blog/y": post(RAIN, "Of rain"),
            "/blog/gone": 404,
            "/sites/default/files/r.pdf": ("application/pdf", b"%PDF-1.4 r"),
        }],
    )  # fmt: skip
    found = {row["text"]: (row["status"], row["target_table"], row["target_id"]) for row in rows["links"]}
    assert found == {
        "y": (200, "articles", "blog/y"),
        "gone": (404, None, None),
        "never": (None, None, None),
        "far": (None, None, None),
        "r": (200, "documents", "sites/default/files/r.pdf"),
    }
    answers = {row["id"]: row["url"] for row in rows["captures"]}
    for row in rows["links"]:
        assert (row["capture_id"] is None) is (row["status"] is None)
        assert row["capture_id"] is None or answers[row["capture_id"]] == row["target_url"]


@pytest.mark.parametrize(
    ("then", "now", "status"),
    [(404, 503, 404), (200, 404, 404), (404, 200, 200), (None, 503, 503), (200, 429, 200), (301, 500, 301)],
)
def test_a_passing_failure_is_no_answer_where_there_is_another(tmp_path, then, now, status):
    first = {} if then is None else {"/blog/y": post(RAIN, "Of rain") if then == 200 else then}
    last = {"/blog/y": post(RAIN, "Of rain") if now == 200 else now}
    page = post(f"{PEARS} <a href='/blog/y'>y</a>")
    (link,) = answered(tmp_path, [{"/blog/x": page, **first}, {"/blog/x": page, **last}])["links"]
    assert link["status"] == status


def picture(src, *, alt="", caption=""):
    told = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"<figure><img src='{src}' alt='{alt}'>{told}</figure>"


def field(inner):
    return f"<div class='field field-name-field-image field-type-image'><div class='field-item'>{inner}</div></div>"


def test_pictures_are_those_of_the_page_with_their_originals(tmp_path):
    page = post(
        f"{PEARS}</p>{picture(f'{FILES}/inline/weir.png', alt='A weir')}<p>More.",
        more=field(picture(f"{LARGE}/field/tree.jpg?itok=aB3_x", alt="A tree", caption="The oldest of them")),
    )
    rows = answered(tmp_path, [{"/blog/x": page}])
    found = [(r["position"], r["role"], r["url"], r["alt"], r["caption"]) for r in rows["images"]]
    assert found == [
        (0, "lead", f"{HOME}{FILES}/field/tree.jpg", "A tree", "The oldest of them"),
        (1, "inline", f"{HOME}{FILES}/inline/weir.png", "A weir", None),
    ]
    (article,) = rows["articles"]
    assert rows["images"][0]["shown_url"] == article["image_url"]
    assert {row["capture_id"] for row in rows["images"]} == {article["capture_id"]}
    assert [row["sha256"] for row in rows["images"]] == [None, None]


@pytest.mark.parametrize(
    ("held", "of"),
    [
        ({f"{FILES}/tree.jpg": b"original"}, b"original"),
        ({f"{LARGE}/tree.jpg?itok=aB3": b"small"}, b"small"),
        ({f"{FILES}/tree.jpg": b"original", f"{LARGE}/tree.jpg?itok=aB3": b"small"}, b"original"),
        ({f"{FILES}/other.jpg": b"other"}, None),
    ],
)
def test_a_picture_that_is_archived_has_its_hash(tmp_path, held, of):
    page = post(more=field(picture(f"{LARGE}/tree.jpg?itok=aB3")))
    files = {path: ("image/jpeg", body) for path, body in held.items()}
    rows = answered(tmp_path, [{"/blog/x": page, **files}])
    (row,) = rows["images"]
    assert row["sha256"] == (hashlib.sha256(of).hexdigest() if of else None)
    assert (row["file_capture_id"] is None) is (of is None)


def test_a_page_in_place_of_a_picture_is_none(tmp_path):
    page = post(more=field(picture(f"{FILES}/tree.jpg")))
    (row,) = answered(tmp_path, [{"/blog/x": page, f"{FILES}/tree.jpg": b"<html>Not found</html>"}])["images"]
    assert row["sha256"] is None


def test_one_picture_in_two_sizes_is_one(tmp_path):
    page = post(
        f"{PEARS}</p>{picture(f'{FILES}/styles/medium/public/tree.jpg?itok=cD4')}<p>More.",
        more=field(picture(f"{LARGE}/tree.jpg?itok=aB3", alt="A tree")),
    )
    (row,) = answered(tmp_path, [{"/blog/x": page}])["images"]
    assert (row["role"], row["shown_url"]) == ("lead", f"{HOME}{LARGE}/tree.jpg?itok=aB3")
