"""A string that was read from a page is found again, however the page spells it, and led back to its bytes."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjscrape.origin.passage import Body

WORD = st.text(st.characters(categories=("L", "N", "P", "S"), exclude_characters="<>|\ufeff"), min_size=1, max_size=9)
GAP = st.sampled_from([" ", "\n  ", "&nbsp;", "\u00a0", "</p>\n<p class='a'>", "<br />", "<!-- <b> -->", "&#8203; "])
ESCAPE = st.sampled_from(
    [
        html.escape,
        lambda word: html.escape(word, quote=False),
        lambda word: "".join(f"&#{ord(char)};" for char in word),
        lambda word: "".join(f"&#x{ord(char):x};" for char in word),
    ]
)


@given(words=st.lists(WORD, min_size=3, max_size=8), data=st.data())
def test_a_text_is_found_whatever_its_spaces_entities_and_tags(words, data):
    pieces = [data.draw(ESCAPE)(word) for word in words]
    written = pieces[0] + "".join(data.draw(GAP) + piece for piece in pieces[1:])
    before, after = "<html><title>Ωmega</title><p>", "</p></html>"
    body = f"{before}{written}{after}".encode()
    found = Body(body).passages(" ".join(words))
    assert all(passage.begin is not None for passage in found)
    if len(found) == 1:  # else a word of it stands alone in the page before
        assert body[found[0].begin : found[0].end].decode() == found[0].found
        assert "".join(words)[0] in html.unescape(found[0].found)


@pytest.mark.parametrize(
    ("body", "raw", "field", "expected"),
    [
        (b'<a href="/node/4">49</a><link href="/node/49">', "49", "node_id", b'49">'),
        (b"<title>A title | Site</title><h1 class='t'><span>A title</span></h1>", "A title", "title", b"A title</span>"),
        (b'<p>en</p><html lang="en">', "en", "language", b'en">'),
        (b'<img alt="The &#039;Round&#039;">', "The 'Round'", "image_caption", b"The &#039;Round&#039;"),
        (b'<img src="../files/a%20b.jpg">', "http://x.org/sites/files/a b.jpg", "image_url", b"files/a%20b.jpg"),
        (b'<meta name="updated" content="2019-01-01"><meta name="published_time" content="2019-01-01"/>', "2019-01-01", "published", b'2019-01-01"/>'),
        (b"<p>caf\xe9 au lait</p>", "café au lait", "text", b"caf\xe9 au lait"),
        (b"<title>T</title><script>By Ada Example</script><p>By Ada Example</p>", "By Ada Example", "authors", b"By Ada Example</p>"),
        (b"<pubDate><![CDATA[Fri, 29 Jun 2018]]></pubDate>", "Fri, 29 Jun 2018", "place", b"Fri, 29 Jun 2018]]>"),
    ],
)  # fmt: skip
def test_the_place_is_where_the_field_is_read(body, raw, field, expected):
    (found,) = Body(body).passages(raw, field)
    assert body[found.begin :].startswith(expected)
    assert raw.split()[0][:3] in found.raw


def test_a_string_made_of_several_is_found_piece_by_piece_in_their_order():
    body = b"<a>Place A</a> <b>x</b> <dd>Monday</dd><i>9 am</i> <a>Theme B</a><a>Place A</a>"
    found = Body(body).passages("Theme B | Place A", "themes")
    assert [passage.raw for passage in found] == ["Theme B", "Place A"]
    assert found[1].begin == body.rindex(b"Place A")
    found = Body(b"<dd>Monday 1</dd> until <dd>Friday 5</dd>").passages("Monday 1 to Friday 5")
    assert [(passage.raw, passage.found) for passage in found] == [
        ("Monday 1", "Monday 1"), ("to", ""), ("Friday 5", "Friday 5"),
    ]  # fmt: skip
    assert found[1].begin is None


def test_a_number_within_a_number_is_not_it():
    (found,) = Body(b"<p>1491 and 49</p>").passages("49")
    assert found.begin == 12


def test_what_stands_around_is_shown_and_no_character_is_cut():
    (found,) = Body("é".encode() * 200 + b" here " + "ü".encode() * 200).passages("here")
    assert set(found.before.strip()) == {"é"}
    assert set(found.after.strip()) == {"ü"}
    assert len(found.before) > 70


@given(st.binary(max_size=300), st.text(max_size=60))
def test_no_bytes_and_no_string_break_the_search(body, raw):
    for passage in Body(body).passages(raw, "title"):
        assert passage.begin is None or 0 <= passage.begin <= passage.end <= len(body)
