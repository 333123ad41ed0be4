"""Authors that a post names at its end, in capitals, or behind the post they hold; and lines that look alike."""

import pytest

from jjscrape.items import Article
from jjscrape.normalise.people.byline import parse_byline
from jjscrape.normalise.people.closing import read_closing
from pipelines.people import PeoplePipeline

ABOVE = "The pears came in late, and the baskets were short by nine.\nNobody at the quay minded the rain."


def said(byline):
    return [(a.name_raw, a.role, a.affiliation) for a in byline.authors] if byline else []


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Report by Ann Roe", [("Ann Roe", None, None)]),
        ("Written by ANN ROE, archivist", [("Ann Roe", "archivist", None)]),
        ("--Ann Roe, Mary Lane and Kenneth Lowe", [("Ann Roe", None, None), ("Mary Lane", None, None), ("Kenneth Lowe", None, None)]),
        ("Words: Ann Roe", [("Ann Roe", None, None)]),
        ("Words: Ann Roe\nPhotos: Mary Lane", [("Ann Roe", None, None)]),
        ("Authors: Ann Roe and Mary Lane", [("Ann Roe", None, None), ("Mary Lane", None, None)]),
        ("This post was co-authored by Ann Roe and Mary Lane.", [("Ann Roe", None, None), ("Mary Lane", None, None)]),
        ("By Mayor Ann Roe, GMCA and Mary Price, archivist", [("Ann Roe", "Mayor", "Greater Manchester Combined Authority"), ("Mary Price", "archivist", None)]),
        ("Ann Roe is Director of the Pear Trust, and keeps bees.", [("Ann Roe", "Director", "Pear Trust")]),
        ("About the author: Ann Roe is a tutor at the Pear Trust.", [("Ann Roe", "tutor", "Pear Trust")]),
        ("Ann Roe is co-founder of the Pear Trust (www.pears.test).", [("Ann Roe", "co-founder", "Pear Trust")]),
        ("Dr Ann Roe MBE is a tutor at Pears and Mary Lowe is a gardener.", [("Dr Ann Roe", "tutor", "Pears")]),
        ("Ann Roe and Mary Lowe are Co-Directors of Pears.", [("Ann Roe", "Co-Directors", "Pears"), ("Mary Lowe", "Co-Directors", "Pears")]),
        ("This blog was written by Ann Roe and Mary Lane as part of a course.", [("Ann Roe", None, None), ("Mary Lane", None, None)]),
    ],
)  # fmt: skip
def test_the_last_lines_name_who_wrote_it(line, authors):
    assert said(read_closing(f"{ABOVE}\n{line}")) == authors


@pytest.mark.parametrize(
    "text",
    [
        f"{ABOVE}\nReport by Ann Roe finds fewer pears",
        f"{ABOVE}\nBy the quay, Ann Roe waited.",
        f"{ABOVE}\n\u201cWe were late.\u201d\n--Ann Roe and Kenneth Lowe",
        f"{ABOVE}\n--Ann Roe",
        f"Ann Roe carried the baskets.\n{ABOVE}\nAnn Roe is Director of the Pear Trust.",
        f"{ABOVE}\nAnn Roe is delighted with the pears.",
        f"{ABOVE}\nAbout the author: Ann Roe is delighted with the pears.",
        "Report by Ann Roe",
        f"{ABOVE}\nPhotos: Ann Roe",
        f"{ABOVE}\nTitle: Pears\nAuthor: Ann Roe\nPublisher: Quay",
        f"{ABOVE}\nAuthor Ann Roe will read from her book",
        f"{ABOVE}\nWords matter: Ann Roe on pears",
    ],
)
def test_who_is_only_spoken_of_wrote_nothing(text):
    assert read_closing(text) is None


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By ANN ROE and QUENTIA LOWE, Xinhua", [("Ann Roe", None, "Xinhua"), ("Quentia Lowe", None, "Xinhua")]),
        ("By MARY O'NEILL AND JEAN-LUC MCDONALD", [("Mary O'Neill", None, None), ("Jean-Luc McDonald", None, None)]),
        ("BY DR ANN ROE", [("Dr Ann Roe", None, None)]),
        ("By OXFAM WALES", []),
        ("By BBC NEWS", []),
        ("By Ann Roe, archivist, Pear Trust", [("Ann Roe", "archivist", "Pear Trust")]),
        ("By Ann Roe, Xinhua", [("Ann Roe", None, "Xinhua")]),
        ("Director of the Pear Trust, Ann Roe, reports on a wet year.", [("Ann Roe", "Director", "Pear Trust")]),
        ("Home of the Pear Trust, Ann Roe, reports on a wet year.", []),
        ("Our third guest post by Ann Roe, Director of the Pear Trust", [("Ann Roe", "Director", "Pear Trust")]),
        ("Our third post office by Ann Roe Square, near the quay", []),
        (
            "Ann Roe, Director, and Mary Lane, Treasurer, reflect on a wet year.",
            [("Ann Roe", "Director", None), ("Mary Lane", "Treasurer", None)],
        ),
        ("Ann Roe, Warden Pear Trust, talks about baskets on the radio.", []),
        ("Ann Roe, warden, spoke about baskets, pears and the rain at the show.", []),
        ("Our fourth guest blog, by Ann Roe, warden at the Pear Trust", [("Ann Roe", "warden", "Pear Trust")]),
        ("Ann Roe, Warden, Pear Trust", [("Ann Roe", "Warden", "Pear Trust")]),
    ],
)
def test_a_line_at_the_head(line, authors):
    assert said(parse_byline([line, "It rained."])) == authors


@pytest.mark.parametrize(
    ("stated", "lines", "authors"),
    [
        (["Ann Roe", "Kenneth Lowe"], [], ["Ann Roe", "Kenneth Lowe"]),
        (["Ann Roe"], ["By Kenneth Lowe"], ["Kenneth Lowe"]),
        (["admin"], [], []),
        (["Ann Roe", "Pear Trust News Desk"], [], []),
    ],
)
def test_persons_named_to_programs_are_believed_where_no_byline_is(stated, lines, authors):
    item = Article(id="blog/x", url="http://x/blog/x", kind="blog", byline_lines=lines, stated_authors=stated)
    PeoplePipeline().process_item(item)
    assert [author.name_raw for author in item.authors] == authors


@pytest.mark.parametrize(
    ("line", "problems"),
    [
        ("Written by the Pear Team", ["byline: 'Written by the Pear Team': names nobody that can be read as a person"]),
        (
            "By Ann Roe and the Pear Team",
            ["byline: 'By Ann Roe and the Pear Team': names 'the Pear Team' too, who can't be read as a person"],
        ),
        ("By Ann Roe", []),
        ("By the time we left it was dark.", []),
    ],
)
def test_who_is_named_at_the_end_and_is_no_person_is_told_of(line, problems):
    item = Article(id="blog/x", url="http://x/blog/x", kind="blog", byline_lines=[ABOVE], text=f"{ABOVE}\n{line}")
    PeoplePipeline().process_item(item)
    assert item.problems == problems
