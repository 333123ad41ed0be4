"""Where a byline may stand, how long it may be, and which form is said to have given it."""

import pytest

from jjscrape.normalise.people.byline import parse_byline, read_account
from jjscrape.normalise.people.unread_bylines import unread_beside

PARAGRAPH = "It rained on all of us."
GUESTS = "In this post, guests Ann Roe and Bao Nguyen from the Riverside Trust reflect on a trip."


def names(*lines):
    found = parse_byline(lines)
    return [a.name for a in found.authors] if found else []


def said(*lines):
    """(name, role, affiliation) of each author."""
    found = parse_byline(lines)
    return [(a.name, a.role, a.affiliation) for a in found.authors] if found else []


@pytest.mark.parametrize(
    ("line", "rule", "raw"),
    [
        ("By Ann Roe", "people.by", "By Ann Roe"),
        ("Author: Ann Roe", "people.author", "Author: Ann Roe"),
        ("A walk. By Ann Roe", "people.by-after-summary", "By Ann Roe"),
        ("A walk. --Ann Roe and Bao Nguyen", "people.dashes", "--Ann Roe and Bao Nguyen"),
        ("Ann Roe and Bao Nguyen", "people.names", "Ann Roe and Bao Nguyen"),
        ("Submitted by Ann Roe on Mon, 3 May", "people.submitted-by", "Submitted by Ann Roe on Mon, 3 May"),
        ("A guest post by Ann Roe", "people.guest-post", "A guest post by Ann Roe"),
        ("About the author: Ann Roe is a planner.", "people.about-author", "About the author: Ann Roe is a planner."),
        ("Ann Roe reflects on a year.", "people.reflects", "Ann Roe reflects on a year."),
    ],
)
def test_a_byline_says_which_form_it_has_and_how_it_is_printed(line, rule, raw):
    found = parse_byline([line])
    assert found
    assert (found.rule, found.raw) == (rule, raw)


def test_someone_introduced_at_length_is_read_by_that_form():
    found = parse_byline(["Ann Roe is Director of the Riverside Trust. In this blog, she reflects on a pact."])
    assert found
    assert found.rule == "people.introduced"
    assert [(a.role, a.affiliation) for a in found.authors] == [("Director", "Riverside Trust")]


def test_by_counts_in_the_first_twelve_lines_and_a_bare_credit_in_the_first_two():
    assert names(*[PARAGRAPH] * 11, "By Ann Roe") == ["Ann Roe"]
    assert names(*[PARAGRAPH] * 12, "By Ann Roe") == []
    assert names(PARAGRAPH, "Ann Roe and Bao Nguyen") == ["Ann Roe", "Bao Nguyen"]
    assert names(PARAGRAPH, PARAGRAPH, "Ann Roe and Bao Nguyen") == []


def test_a_wall_of_text_is_nobodys_byline():
    end = ". By Ann Roe"
    assert names("x" * (4000 - len(end)) + end) == ["Ann Roe"]
    assert names("x" * (4001 - len(end)) + end) == []


def of_length(line, length):
    return f"{line} {'Institute ' * 40}"[: length - 1] + "e"


def test_a_bare_credit_is_no_longer_than_a_line_or_two():
    assert names(of_length("Ann Roe,", 220)) == ["Ann Roe"]
    assert names(of_length("Ann Roe,", 221)) == []


@pytest.mark.parametrize(
    "after", ["Bao Nguyen, Carbon Co-op", of_length("Bao Nguyen,", 100), "Bao Nguyen, Studio X", "Bao Nguyen"]
)
def test_a_credit_above_another_is_the_first_of_a_list(after):
    assert names("Ann Roe, Urban Institute", after) == []
    assert names("Ann Roe, Urban Institute", after, PARAGRAPH) == []


@pytest.mark.parametrize(
    "after", ["Bao Nguyen, Carbon Co-op.", of_length("Bao Nguyen,", 101), "Food Stories", "A barn in May"]
)
def test_a_credit_above_what_is_no_entry_is_a_byline(after):
    assert names("Ann Roe, Urban Institute", after) == ["Ann Roe"]


@pytest.mark.parametrize(
    ("before", "line", "authors"),
    [
        (PARAGRAPH, "Ann Roe", []),
        (PARAGRAPH, "Ann Roe, Urban Institute", ["Ann Roe"]),
        (PARAGRAPH, "Ann Roe, 3 May 2019", ["Ann Roe"]),
        ("It rained all day long.", "Ann Roe and Bao Nguyen", []),  # five words are no paragraph
        ("It rained on all of us in studio X", "Ann Roe and Bao Nguyen", []),  # nor is what ends without a stop
        ("“It rained on all of us.”", "Ann Roe and Bao Nguyen", []),
    ],
)
def test_a_bare_credit_in_the_second_line_stands_behind_a_paragraph_and_says_more_than_a_name(before, line, authors):
    assert names(before, line) == authors


def test_a_bare_credit_fills_its_line():
    assert names("Ann Roe, Institute X") == ["Ann Roe"]
    assert names("Ann Roe, X") == []
    assert names("Ann Roe, Urban Institute. It rained.") == []


def test_one_name_behind_a_dash_is_an_author_only_if_thanks_follow():
    assert names("A walk. --Ann Roe") == []
    assert names("A walk. --Ann Roe (with thanks to all who came).") == ["Ann Roe"]


def test_a_dash_is_not_given_up_for_another_one_in_front():
    assert names("“Nobody asked” \u2013 Bao Nguyen. A walk --Ann Roe and Xi Li") == ["Ann Roe", "Xi Li"]
    assert names("A walk \u2013 Under the bridge. --Ann Roe and Bao Nguyen") == ["Ann Roe", "Bao Nguyen"]


def test_only_the_last_three_dashes_of_a_line_are_tried():
    line = "It rained. --Ann Roe and Bao Nguyen. It --Snowed --Hard"
    assert names(line) == ["Ann Roe", "Bao Nguyen"]
    assert names(f"{line} --Too") == []


def test_names_behind_a_dash_are_whom_the_line_before_quotes():
    quotation, people = "“Nobody asked us.”", "\u2013 Ann Roe and Bao Nguyen"
    assert names(quotation, people) == []
    assert names(people, quotation) == ["Ann Roe", "Bao Nguyen"]


def test_a_label_takes_the_line_behind_it_if_there_is_one():
    assert names("By", "Ann Roe") == names("Author:", "Ann Roe") == ["Ann Roe"]
    assert names("By") == names("It rained.", "Authors:") == []


def test_a_role_in_front_of_a_name_is_the_authors_unless_more_is_said_behind():
    assert said("By GMCA officer Ann Roe") == [("Ann Roe", "officer", "Greater Manchester Combined Authority")]
    assert said("By GMCA officer Ann Roe, Director of the Riverside Trust") == [
        ("Ann Roe", "Director", "Riverside Trust")
    ]


def test_a_family_name_that_is_also_a_role_is_none():
    assert said("By Jack Reader") == [("Jack Reader", None, None)]


def test_an_explicit_byline_borrows_only_for_those_it_says_nothing_of():
    assert said(GUESTS, "By Ann Roe, Director, and Xi Li") == [("Ann Roe", "Director", None), ("Xi Li", None, None)]
    assert said(GUESTS, "By Ann Roe, Urban Institute") == [("Ann Roe", None, "Urban Institute")]
    assert said(GUESTS, "By Ann Roe and Xi Li") == [("Ann Roe", None, "Riverside Trust"), ("Xi Li", None, None)]


def test_a_page_without_running_text_has_no_bare_byline():
    assert parse_byline(["Ann Roe and Bao Nguyen"], running_text=False) is None
    assert parse_byline(["Submitted by Ann Roe"], running_text=False) is None


@pytest.mark.parametrize("dots", ["...", "\u2026", " ..."])
def test_an_account_name_cut_short_is_completed_from_the_table(dots):
    found = read_account(f"Alice Toomer-Mc{dots}")
    assert found
    assert [(a.name, a.confidence) for a in found.authors] == [("Alice Toomer-McAlpine", "prose")]


@pytest.mark.parametrize(
    "account", ["Nobody Known Wholly...", "admin", "Ann Admin", "Ann Roe and Bao Nguyen", "Ann Roe x"]
)
def test_an_account_that_is_no_whole_name_is_nobody(account):
    assert read_account(account) is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Author: Von Ann Roe", "Ann Roe"),
        ("Author: Text von Ann Roe", "Ann Roe"),
        ("Author: par Ann de la Roe", "Ann de la Roe"),
        ("Author: Ann von Roe", "Ann von Roe"),
        ("Author: Von Roe", "Von Roe"),
    ],
)
def test_what_other_languages_print_for_by_is_no_part_of_a_name(line, name):
    byline = parse_byline([line])
    assert byline is not None
    assert [author.name for author in byline.authors] == [name]


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("By Ada Lane, 7 Dezember, 2022", None),
        ("By Ada Lane, 7. Dezember 2022", None),
        ("By Ada Lane, 7 December, 2022", "7 December, 2022"),
        ("By Ada Lane, 2022", "2022"),
    ],
)
def test_the_year_of_a_day_that_is_not_read_is_no_date(line, date):
    byline = parse_byline([line])
    assert byline is not None
    assert byline.date_raw == date


@pytest.mark.parametrize(
    ("line", "wanted", "raw"),
    [
        ("By Ann Roe The frost came early that year.", ["Ann Roe"], "By Ann Roe"),
        ("By Ann Roe and Emma Hall We counted the crates.", ["Ann Roe", "Emma Hall"], "By Ann Roe and Emma Hall"),
        ("By Dr Ann Roe In the third week nobody slept.", ["Ann Roe"], "By Dr Ann Roe"),
        ("By Alan Turing Hall The frost came early.", [], None),
        ("By Sheffield The weir was dry at last.", [], None),
        ("By the weir The boat lay over on its side.", [], None),
        ("By Ann Roe The Weir Gazette", [], None),
    ],
)
def test_a_byline_may_run_into_the_first_sentence(line, wanted, raw):
    assert names(line) == wanted
    found = parse_byline([line])
    assert (found.raw if found else None) == raw


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Words by Ann Roe, pictures by Emma Hall", [("Ann Roe", None, None)]),
        ("By Ann Roe. Photos: Emma Hall", [("Ann Roe", None, None)]),
        ("By Ann Roe, Riverside Trust, translated by Emma Hall", [("Ann Roe", None, "Riverside Trust")]),
        ("By Ann Roe, Film and Video Unit", [("Ann Roe", None, "Film and Video Unit")]),
        ("By Weir News Staff", []),
        ("By Reuters Correspondent", []),
        ("By Cllr Ann Staff", [("Ann Staff", None, None)]),
    ],
)
def test_who_drew_and_whose_desk_wrote_are_no_authors(line, wanted):
    assert said(line) == wanted


def test_an_account_in_capitals_is_read_as_the_name_it_is():
    found = read_account("ANN ROE")
    assert found
    assert ([a.name for a in found.authors], found.raw) == (["Ann Roe"], "ANN ROE")
    assert read_account("WEIR ADMIN") is None


@pytest.mark.parametrize(
    ("line", "beside"),
    [
        ("By Ann Roe and the Weir Team", "the Weir Team"),
        ("By Ann Roe and Zebedee", "Zebedee"),
        ("By Ann Roe and Zebedee, 3 May 2019", "Zebedee"),
        ("By Jo Cox Foundation and Ann Roe", "Jo Cox Foundation"),
        ("By Ann Roe, Plumb and Emma Hall", "Emma Hall"),
        ("By Ann Roe", None),
        ("By Ann Roe and Emma Hall", None),
        ("By Ann Roe and colleagues", None),
        ("By Ann Roe, School of Law and Politics", None),
        ("By Ann Roe, Riverside Trust, and Emma Hall, Ferry Museum", None),
        ("By Ann Roe, planner, and Emma Hall, lock keeper", None),
        ("By Ann Roe and her dog", None),
        ("By Ann Roe and her tutor Ben Shaw", "Ben Shaw"),
        ("By Ann Roe, Shelter and Ben Shaw", "Ben Shaw"),
        ("By the Weir Good Neighbours and Ann Roe", "the Weir Good Neighbours"),
        ("By Ann Roe & the Weir Team", "the Weir Team"),
        ("By Ann Roe, Ben Shaw 5 stars", "Ben Shaw"),
        ("By Jan de Groot and Anke ten Have", "Anke ten Have"),
        ("By Dr. Ann Roe & Prof. Ben Shaw", None),
        ("By Ann Roe, with thanks to Ben Shaw", None),
        ("By Ann Roe, Director of the Ben Shaw Foundation", None),
        ("By Ann Roe, with photos by Ben Shaw", None),
        ("By Ann Roe, Kitchen of the Year, and Shelter", None),
    ],
)
def test_who_is_named_beside_an_author_and_is_no_person_is_told_of(line, beside):
    found = parse_byline([line])
    assert found
    assert unread_beside(found) == beside


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        (["By Ann Roe, GMCA and Ben Shaw, ARC"], [("Ann Roe", None, "Greater Manchester Combined Authority"), ("Ben Shaw", None, "Action Research Collective")]),
        (["By Ann Roe from Carbon Co-op and Ben Shaw from Shelter"], [("Ann Roe", None, "Carbon Co-op"), ("Ben Shaw", None, "Shelter")]),
        (["By Ann Roe of Carbon Co-op, Ben Shaw of Shelter"], [("Ann Roe", None, "Carbon Co-op"), ("Ben Shaw", None, "Shelter")]),
        (["By Ann Roe, baker and Ben Shaw, smith"], [("Ann Roe", "baker", None), ("Ben Shaw", None, "smith")]),
        (["By Ann Roe, Carbon Co-op / Ben Shaw, Shelter"], [("Ann Roe", None, "Carbon Co-op"), ("Ben Shaw", None, "Shelter")]),
        (["By Ann Roe | Ben Shaw"], [("Ann Roe", None, None), ("Ben Shaw", None, None)]),
        (["By Ann Roe + Ben Shaw"], [("Ann Roe", None, None), ("Ben Shaw", None, None)]),
        (["By Ann Roe & Weir Poverty Action"], [("Ann Roe", None, None)]),
        (["By Mayor Ann Roe"], [("Ann Roe", "Mayor", None)]),
        (["By Chair Ann Roe and Treasurer Ben Shaw"], [("Ann Roe", "Chair", None), ("Ben Shaw", "Treasurer", None)]),
        (["By Ann Roe with support from Ben Shaw"], [("Ann Roe", None, None)]),
        (["By Professor Ann Roe"], [("Ann Roe", None, None)]),
        (["By Ann Roe, Leeds, Jordan Hill, Oxford"], [("Ann Roe", None, "Leeds, Jordan Hill, Oxford")]),
        (["By Ann Roe, Faculty of Law, Quux and Roe"], [("Ann Roe", None, "Faculty of Law, Quux and Roe")]),
    ],
)  # fmt: skip
def test_one_more_author_may_stand_behind_what_is_said_of_the_first(lines, authors):
    assert said(*lines) == authors


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Ann Roe et al.", ["Ann Roe"]),
        ("By Ann Roe\u00b9 and Ben Shaw\u00b2", ["Ann Roe", "Ben Shaw"]),
        ("By Ann Roe* and Ben Shaw\u2020", ["Ann Roe", "Ben Shaw"]),
        ("By Cllr. Mrs Ann Roe MBE", ["Ann Roe"]),
        ("By Sir Ben Shaw CBE DL, former lock keeper", ["Ben Shaw"]),
        ("By Dr Ann Roe FRSA and Ms B. Shaw BA (Hons)", ["Ann Roe", "B. Shaw"]),
        ("By Ann Roe; photos Ben Shaw", ["Ann Roe"]),
        ("By Ann Roe, photography courtesy of Ben Shaw", ["Ann Roe"]),
        ("Words and photographs by Ann Roe", ["Ann Roe"]),
        ("Pictures and words: Ann Roe", ["Ann Roe"]),
        ("Co-authored by Ann Roe and Ben Shaw", ["Ann Roe", "Ben Shaw"]),
        ("Jointly written by Ann Roe and Ben Shaw", ["Ann Roe", "Ben Shaw"]),
        ("This blog was co-authored by Ann Roe and Ben Shaw.", ["Ann Roe", "Ben Shaw"]),
        ("Posted on 3 May 2019 by Ann Roe", ["Ann Roe"]),
        ("Published 3 May 2019 by Ann Roe", ["Ann Roe"]),
        ("Photographs by Ann Roe", []),
        ("Pictures: Ann Roe", []),
        ("Posted on 3 May 2019 by the canal", []),
        ("By Sir Ben Shaw United", []),
        ("By Ann Roe@annroe", ["Ann Roe"]),
        ("By Ann Roe PhD and Dr Ben Shaw MSc", ["Ann Roe", "Ben Shaw"]),
        ("By Dr Mary Ann DeVito", ["Mary Ann DeVito"]),
        ("Words, pictures and film by Ann Roe", ["Ann Roe"]),
        ("By JK Malone", ["JK Malone"]),
        ("By CH Contributor", []),
    ],
)
def test_what_stands_around_a_name_is_no_part_of_it(line, authors):
    assert names(line) == authors


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        (["By", "Ann Roe", "Ben Shaw", PARAGRAPH], ["Ann Roe", "Ben Shaw"]),
        (["Authors:", "Ann Roe, Carbon Co-op", "Ben Shaw, Riverside Trust", PARAGRAPH], ["Ann Roe", "Ben Shaw"]),
        (["By Ann Roe", "By Ben Shaw", PARAGRAPH], ["Ann Roe", "Ben Shaw"]),
        (["By Ann Roe", "and Ben Shaw", PARAGRAPH], ["Ann Roe", "Ben Shaw"]),
        (["By Ann Roe and", "Ben Shaw", PARAGRAPH], ["Ann Roe", "Ben Shaw"]),
        (["By Ann Roe,", "Ben Shaw", PARAGRAPH], ["Ann Roe", "Ben Shaw"]),
        (["By", "Ann Roe", PARAGRAPH], ["Ann Roe"]),
        (["By", "Ann Roe", "Weir Street", PARAGRAPH], ["Ann Roe"]),
        (["By Ann Roe", "By Christmas Ben Shaw had gone.", PARAGRAPH], ["Ann Roe"]),
        (["By Ann Roe", "and then it rained on Ben Shaw.", PARAGRAPH], ["Ann Roe"]),
        (["By Ann Roe", "And Ben Shaw said no.", PARAGRAPH], ["Ann Roe"]),
        (["By Ann Roe", "Ben Shaw", PARAGRAPH], ["Ann Roe"]),
    ],
)
def test_a_credit_may_go_on_over_lines(lines, authors):
    assert names(*lines) == authors


def test_a_credit_over_lines_is_printed_as_they_are():
    found = parse_byline(["Authors:", "Ann Roe, Carbon Co-op", "Ben Shaw, Riverside Trust", PARAGRAPH])
    assert found
    assert found.raw == "Authors: Ann Roe, Carbon Co-op Ben Shaw, Riverside Trust"
    assert [(a.position, a.affiliation) for a in found.authors] == [(1, "Carbon Co-op"), (2, "Riverside Trust")]


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Ann Roe, Chief Executive of Quux", [("Ann Roe", "Chief Executive", "Quux")]),
        ("By Ann Roe, Managing Director, Quux Ltd", [("Ann Roe", "Managing Director", "Quux Ltd")]),
        ("By Ann Roe, Head Gardener, Quux Park", [("Ann Roe", "Head Gardener", "Quux Park")]),
        ("By Ann Roe, Vice Chair", [("Ann Roe", "Vice Chair", None)]),
        ("By Ann Roe, Parish Priest, St Quux", [("Ann Roe", "Parish Priest", "St Quux")]),
        ("By Ann Roe, MP for Quux", [("Ann Roe", "MP", "Quux")]),
        ("By Ann Roe, Lead Planner, and Ben Shaw, Tutor", [("Ann Roe", "Lead Planner", None), ("Ben Shaw", "Tutor", None)]),
        ("By Executive Member Ann Roe", [("Ann Roe", "Executive Member", None)]),
        ("By Head Gardener Ann Roe", [("Ann Roe", "Head Gardener", None)]),
        ("By Quux Council Leader Ann Roe", [("Ann Roe", "Leader", "Quux Council")]),
        ("By Lead Planner Ann Roe and Ben Shaw", [("Ann Roe", "Lead Planner", None), ("Ben Shaw", None, None)]),
        # Names that are words for what people do, and people nobody has listed.
        ("By Paul Priest and Philip Head", [("Paul Priest", None, None), ("Philip Head", None, None)]),
        ("By Ann Roe, Aino Virtanen", [("Ann Roe", None, None), ("Aino Virtanen", None, None)]),
        ("By Dr Quoba Warden", [("Quoba Warden", None, None)]),
    ],
)  # fmt: skip
def test_what_somebody_is_is_nobody_else(line, authors):
    assert said(line) == authors


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Ann Roe MP", [("Ann Roe", None, None)]),
        ("By Ann Roe, Ben Shaw OBE, and Cat Lee", [(name, None, None) for name in ("Ann Roe", "Ben Shaw", "Cat Lee")]),
        ("By Ann Roe MSc and Ben Shaw PhD, Quux Trust", [("Ann Roe", None, "Quux Trust"), ("Ben Shaw", None, "Quux Trust")]),
        ("By Ann Roe, PhD, and Ben Shaw", [("Ann Roe", None, None), ("Ben Shaw", None, None)]),
        ("By Ann Roe, GMCA", [("Ann Roe", None, "Greater Manchester Combined Authority")]),
        ("By Ann Roe, QXZV", [("Ann Roe", None, "QXZV")]),
    ],
)  # fmt: skip
def test_letters_that_people_have_behind_their_names_hide_nobody(line, authors):
    assert said(line) == authors


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Ann Roe (Leeds) and Ben Shaw (York)", [("Ann Roe", None, "Leeds"), ("Ben Shaw", None, "York")]),
        ("By Ann Roe (Chair, Quux) and Ben Shaw", [("Ann Roe", "Chair", "Quux"), ("Ben Shaw", None, None)]),
        ("By Ann Roe and Ben Shaw (Quux Trust)", [("Ann Roe", None, "Quux Trust"), ("Ben Shaw", None, "Quux Trust")]),
        ("By Ann Roe (she/her) and Ben Shaw (he/him)", [("Ann Roe", None, None), ("Ben Shaw", None, None)]),
        ("By Ann Roe (words) and Ben Shaw (pictures and video)", [("Ann Roe", None, None)]),
        ("By Ann Roe (photos)", []),
        ("By Ann Roe (Film Lab) and Ben Shaw", [("Ann Roe", None, "Film Lab"), ("Ben Shaw", None, None)]),
    ],
)
def test_a_bracket_speaks_of_the_name_in_front_of_it(line, authors):
    assert said(line) == authors


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Ann Roe and Ben Shaw 5 min read", [("Ann Roe", None, None), ("Ben Shaw", None, None)]),
        ("By Ann Roe \u2013 12 June 2018 \u2013 5 minute read", [("Ann Roe", None, None)]),
        ("By Ann Roe at 10.30am on 3 May 2019", [("Ann Roe", None, None)]),
        ("By Ann Roe, 3 May 2019 at 10:30", [("Ann Roe", None, None)]),
        ("By Ann Roe, on behalf of the Quux Trust", [("Ann Roe", None, "Quux Trust")]),
        ("By Ann Roe for the Quux Trust", [("Ann Roe", None, "Quux Trust")]),
        ("By Ann Roe / Quux Trust", [("Ann Roe", None, "Quux Trust")]),
        ("By Ann Roe \u2022 Quux Trust", [("Ann Roe", None, "Quux Trust")]),
        ("By Ann Roe, Studio 10", [("Ann Roe", None, "Studio 10")]),
        ("By Ann Roe for once", []),
        ("Dr Ann Roe of the Quux Trust discuss a report.", []),
    ],
)
def test_what_stands_behind_a_name_is_a_body_and_neither_time_nor_verb(line, authors):
    assert said(line) == authors
