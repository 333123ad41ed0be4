"""Finds who wrote a post in the first lines of its body: the explicit forms first, then what running prose says."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING

from jjscrape.normalise.people.credits import (
    BESIDE,
    DATE_BEFORE_BY,
    EXPLICIT,
    PROSE,
    Byline,
    Credit,
    Credits,
    credited,
    goes_on_as_sentence,
    in_company,
    is_sure,
    read_credits,
    read_names,
    read_past_refused,
    read_role_before,
    role_before_name,
    speaks_of_body,
)
from jjscrape.normalise.people.names import Doubt, looks_certain, name_at, spelt_small, words
from jjscrape.normalise.people.persons import completed
from jjscrape.normalise.people.prose import PIECE, read_prose
from jjscrape.normalise.text import clean
from jjscrape.normalise.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORDS = rf"(?:{BESIDE}\s+(?:and|&)\s+)?(?:text|words)(?:,\s+{BESIDE})*(?:\s+(?:and|&)\s+{BESIDE})?"
_BY = re.compile(
    rf"^(?:(?:guest\s+)?(?:{PIECE}|{_WORDS})\s+"
    r"|(?:jointly\s+)?(?:co-?)?(?:written|authored)\s+|(?:posted|contributed)\s+)?by\b\s*:?\s+",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    rf"^(?:authors?\b\s*[:\u2013-]?|(?:guest\s+(?:blog(?:ger)?|post|author)|{_WORDS})\s*:)\s+", re.IGNORECASE
)
_BY_IN_ANOTHER_LANGUAGE = re.compile(
    r"^(?:[^\W\d_]+\s+)?\b(?:[Vv]on|[Pp]ar|[Pp]or|[Dd]oor|[Aa]v|[Aa]f|[Pp]rzez)\s+(?=[A-Z\u00c0-\u00de]\S*\s+(?:\S+\s+)*[A-Z\u00c0-\u00de])"
)
"""`Von Ann Roe`, `Text von Ann Roe`: what a field of authors prints on pages in other languages.

Two more names have to follow, so that `Ann von Roe` and `Von Roe` stay whole.
"""
_OTHER_PART = re.compile(
    rf"\s*[,;|/.\u2013\u2014-]?\s*(?:(?:and|with)\s+)?(?:{BESIDE}\s*(?:\bby\b|\bcourtesy\b|:)|(?-i:(?<=[,;|]\s){BESIDE}\s+(?=[A-Z]))).*$",
    re.IGNORECASE | re.DOTALL,
)
"""Who drew, filmed or translated beside the words is no author of them."""
_OPENS_SENTENCE = re.compile(
    r"\s+(?=(?:The|An?|In|On|At|When|While|We|It|I|This|That|These|There|Our|My|As|After|Before|For|If|Last|Every|Each|"
    r"Since|One|All|Some|Many|How|What|Why|To|From|With|Over|Under|Once|During|Nobody|Most|Not|No|Two|Three)"
    r"(?:\s+[a-z][\w'\u2019-]*){2})"
)
"""Where words behind a name begin a sentence of their own."""
_LABEL_ONLY = re.compile(r"^(?:(?:written\s+)?by|authors?)\s*:?$", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:,|;|&|\band)$")
_GOES_ON_FROM = re.compile(r"(?:and|&)\s+(?=[A-Z\u00c0-\u00de])")
_BARE_BY = re.compile(r"[Bb][Yy]\s+(?=[A-Z\u00c0-\u00de])")
_TRAILING_BY = re.compile(r"(?<=[.!?\u201d\"\u2019])\s+(?=By\s+[A-Z\u00c0-\u00de])")
_DASHES = re.compile(r"(?:^|(?<=[.!?:\u2026])\s*|\s+)(?:--|\u2014|\u2013)\s*(?=[A-Z\u00c0-\u00de])")
_THANKS = re.compile(r"\s*\(\s*(?:with\s+)?(?:many\s+)?thanks\b[^()]*\)", re.IGNORECASE)
_SUBMITTED = re.compile(r"^Submitted\s+by\s+(?P<name>.+?)(?:\s+on\s+\S.*)?$", re.IGNORECASE)
_CLOSING_QUOTE = re.compile(r"[\"\u201d\u2019'](?:\s*\[\d+\])?[.]?\s*$")
# A verb in the third person makes a sentence of a line, whatever bodies it names. In the plural it looks like a noun,
# unless what follows is told by it.
_TELLS = re.compile(
    r"\breports?\s+(?:back|from|here)\b|\breflect\s+(?:back|on|upon|about)\b"
    r"|\b(?:discuss|explain|describe|explore|argue|share|consider|ask|introduce|examine|summarise)\s+"
    r"(?:how|what|why|whether|that|the|their|its|this|these|some|an?)\b"
    r"|\b(?:reflects|writes|discusses|explains|describes|explores|argues|shares|considers|asks|introduces|examines|tells|"
    r"summarises|thinks)\b"
)
_ACTS = re.compile(
    r"(?:^|[,;]\s*)(?:(?P<verb>[a-z]{3,}[^s\W]s)\s+"
    r"(?:about|on|to|at|in|for|from|with|how|why|what|that|the|an?|his|her|their)\b"
    r"|[a-z]{3,}\s+(?:about|how|why|what|that|whether|his|her|their)\b)"
)
_BARE_LINES = 2
_KEPT = 64
"""Bylines kept in mind: of one post the dates ask first, then the people."""
EXPLICIT_LINES = 12
_LONGEST_LINE = 4000
_LONGEST_BARE = 220
_LONGEST_ENTRY = 100
_FULL_PARAGRAPH = 6
_FEWEST_LINES = 2
_MOST_NAMES = 12


def after_label(line: str, after: str = "") -> tuple[str, str]:
    """The words of a line that say a byline follows, and what does; two empty strings where it says nothing such.

    A label that fills its line is followed by the line `after` it.
    """
    if _LABEL_ONLY.match(line) and after:
        line = f"{line} {after}"
    dated = DATE_BEFORE_BY.match(line)
    rest = line[dated.end() :] if dated else line
    for form in (_BY, _AUTHOR):
        if match := form.match(rest):
            return match[0], rest[match.end() :]
    return "", ""


def _by(line: str) -> Byline | None:
    dated = DATE_BEFORE_BY.match(line)
    rest = spelt_small(line[dated.end() :]) if dated else spelt_small(line)
    for form, rule in ((_BY, "people.by"), (_AUTHOR, "people.author")):
        match = form.match(rest)
        if match is None:
            continue
        credit_text = without_other_parts(rest[match.end() :])
        if form is _AUTHOR:
            credit_text = _BY_IN_ANOTHER_LANGUAGE.sub("", credit_text)
        role_end = role_before_name(credit_text)
        credit = read_credits(credit_text) or (read_credits(credit_text[role_end:].lstrip()) if role_end else None)
        if credit is None and (name := _run_in(credit_text)):
            credit, line, role_end = read_credits(name), match[0] + name, 0
        if credit is None or _is_street(credit):
            credit, role_end = read_past_refused(credit_text), 0
        if credit is None or credit.cited:
            return None
        people = credit.people
        if role_end and not credit_text.startswith(people[0].hit.raw):
            role, body = read_role_before(credit_text[:role_end])
            people = tuple(replace(p, role=p.role or role, affiliation=p.affiliation or body) for p in people)
        people = tuple(map(role_apart, people))
        return credited(people, line, rule, date_raw=credit.date_raw or (dated["date"].strip() if dated else None))
    return None


def without_other_parts(credit_text: str) -> str:
    """A credit up to where it goes on to who drew, filmed or translated."""
    return _OTHER_PART.sub("", credit_text)


def role_apart(person: Credit) -> Credit:
    """A name with a role in front, such as `Mayor Ann Roe`, without it."""
    raw = person.hit.raw
    role_end = 0 if person.hit.titled or looks_certain(person.hit) else role_before_name(raw)
    behind = name_at(raw, role_end + 1) if role_end else None
    if behind is None or not is_sure(behind) or behind.end != len(raw):
        return person
    return replace(person, hit=behind, role=person.role or read_role_before(raw[:role_end])[0])


def _run_in(credit_text: str) -> str | None:
    """The names of a byline behind which a sentence begins without a mark, as in `Ann Roe The frost came early`."""
    opens = _OPENS_SENTENCE.search(credit_text)
    if opens is None:
        return None
    names = credit_text[: opens.start()]
    credit = read_credits(names)
    if credit is None or credit.end != len(names) or not in_company(credit):
        return None
    return names if all(looks_certain(p.hit) and p.hit.doubt is not Doubt.STREET for p in credit.people) else None


def _is_street(credit: Credits) -> bool:
    return not in_company(credit) and all(person.hit.doubt is Doubt.STREET for person in credit.people)


def _trailing_by(line: str) -> Byline | None:
    """`… a summary. By A, B and C`: the last sentence of a line, with a capital B."""
    parts = _TRAILING_BY.split(line)
    if len(parts) == 1:
        return None
    byline = _by(parts[-1])
    return Byline(byline.authors, parts[-1], EXPLICIT, byline.date_raw, "people.by-after-summary") if byline else None


def _dashed(line: str, before: str | None) -> Byline | None:
    """`… a summary. --A, B and C (with thanks …).` One name behind a dash may as well be whom a quotation is from."""
    for match in list(_DASHES.finditer(line))[-3:]:
        lead = line[: match.start()].rstrip()
        preceding = lead or (before or "")
        if _CLOSING_QUOTE.search(preceding):
            continue
        rest = line[match.end() :]
        thanked = _THANKS.search(rest)
        credit = read_credits(_THANKS.sub("", rest))
        if credit is None or credit.cited or credit.tail:
            continue
        if len(credit.people) > 1 or thanked:
            return credited(credit.people, line[match.start() :].strip(), "people.dashes", date_raw=credit.date_raw)
    return None


def _bare(lines: Sequence[str], n: int) -> Byline | None:
    """A line that is a credit without "By": first, or behind a full paragraph if it says more than one name."""
    credit = _bare_credits(lines[n])
    if credit is None:
        return None
    after = lines[n + 1] if n + 1 < len(lines) else None
    if (
        after is not None
        and len(after) <= _LONGEST_ENTRY
        and after[-1] not in ".:?!"
        and (entry := read_credits(after, alone=True))
        and (entry.tail or any(looks_certain(person.hit) for person in entry.people))
    ):
        return None  # a list of people
    weighty = len(credit.people) > 1 or bool(credit.tail) or credit.date_raw is not None
    if n:
        before = lines[n - 1]
        if (
            not weighty
            or _CLOSING_QUOTE.search(before)
            or len(before.split()) < _FULL_PARAGRAPH
            or before[-1] not in ".!?\u2026"
        ):
            return None
    return credited(credit.people, lines[n], "people.names", date_raw=credit.date_raw)


def _bare_credits(line: str) -> Credits | None:
    if len(line) > _LONGEST_BARE or line[-1] in ":?!":
        return None
    credit = read_credits(line, alone=True)
    if credit is None or credit.cited or credit.odd_bracket:
        return None
    if not any(looks_certain(person.hit) for person in credit.people):
        return None
    doubts = {person.hit.doubt for person in credit.people}
    if doubts != {Doubt.NONE} and not in_company(credit):
        return None
    if Doubt.STREET in doubts and Doubt.NONE not in doubts:
        return None  # "Peter Street, Royal Northern College of Music" says where
    if goes_on_as_sentence(line, credit.people[-1].hit.end):
        return None
    tail = credit.tail.strip(" .,;|")
    if tail and (not speaks_of_body(tail) or _TELLS.search(tail) or _acts(tail)):
        return None
    if re.search(r"[.!?]\s+\S", line[credit.end :]):
        return None
    return credit


def _acts(tail: str) -> bool:
    """Tell whether behind a comma a verb says what somebody does, as in `…, talks about ladders on the radio`."""
    parts = words("roles") | words("bodies") | words("works")
    return any(not m["verb"] or (m["verb"] not in parts and m["verb"][:-1] not in parts) for m in _ACTS.finditer(tail))


_NOT_PERSONS = frozenset(vocabulary("names")["accounts"])


def read_account(name: str, printed: str | None = None) -> Byline | None:
    """The person whose account a post was submitted by; None for an account that isn't named after a person.

    It says who posted, and only a byline says who wrote: so its confidence is that of prose, and a byline goes first.
    `printed` is the name as the page shows it, where that was cut short.
    """
    name = clean(name)
    printed = printed or name
    if cut := re.search(r"\s*(?:\.\.\.|\u2026)$", name):
        name = completed(name[: cut.start()]) or name
    small = spelt_small(name)
    hits, end, _ = read_names(small)
    if len(hits) != 1 or end != len(small) or set(name.lower().split()) & _NOT_PERSONS:
        return None
    return credited([Credit(replace(hits[0], raw=printed))], printed, "people.submitted-by", confidence=PROSE)


def read_stated(names: Sequence[str]) -> Byline | None:
    """The persons that a page names to programs as its authors; None where one of the names is no person's."""
    people = []
    for name in (spelt_small(clean(name)) for name in names):
        hits, end, _ = read_names(name)
        if len(hits) != 1 or end != len(name) or set(name.lower().split()) & _NOT_PERSONS:
            return None
        people.append(Credit(hits[0]))
    return credited(people, ", ".join(map(clean, names)), "people.json-ld") if people else None


def _submitted(lines: Sequence[str]) -> Byline | None:
    for line in lines:
        if (match := _SUBMITTED.match(line)) and (byline := read_account(match["name"])):
            return replace(byline, raw=line)
    return None


def _with_affiliations(byline: Byline, prose: Byline | None) -> Byline:
    """An explicit byline that says nothing but names borrows what the standfirst says of the same names."""
    if prose is None:
        return byline
    in_prose = {a.name: a for a in prose.authors}
    authors = tuple(
        replace(a, affiliation=in_prose[a.name].affiliation, role=in_prose[a.name].role)
        if a.affiliation is None and a.role is None and a.name in in_prose
        else a
        for a in byline.authors
    )
    return replace(byline, authors=authors)


def _explicit(lines: Sequence[str], *, bare: bool) -> Byline | None:
    for n, line in enumerate(lines[:EXPLICIT_LINES]):
        before = lines[n - 1] if n else None
        if byline := _by_over_lines(lines, n) or _by(line) or _trailing_by(line) or _dashed(line, before):
            return byline
    if bare:
        for n in range(min(len(lines), _BARE_LINES)):
            if byline := _bare(lines, n):
                return byline
    return None


def _by_over_lines(lines: Sequence[str], n: int) -> Byline | None:
    """A credit that goes on over lines: a label alone, "and" at an end or a beginning, a name with its label each."""
    line, following = lines[n], lines[n + 1 : n + 1 + _MOST_NAMES]
    if not following or not (after_label(line)[0] or _LABEL_ONLY.match(line)):
        return None
    if _LABEL_ONLY.match(line):
        names = list(takewhile(_is_one_of_a_list, following)) or following[:1]
        byline = _by(f"{line} {'; '.join(names)}")
        return replace(byline, raw=" ".join([line, *names])) if byline else None
    if _GOES_ON.search(line) or _GOES_ON_FROM.match(following[0]):
        return _by(f"{line} {following[0]}") if len(following[0]) <= _LONGEST_ENTRY else None
    bylines = list(takewhile(bool, map(_by, [line, *following]))) if _BARE_BY.match(following[0]) else []
    if len(bylines) < _FEWEST_LINES:
        return None
    authors = {author.name: author for byline in bylines if byline for author in byline.authors}
    placed = tuple(replace(author, position=n) for n, author in enumerate(authors.values(), 1))
    raw = " ".join([line, *following][: len(bylines)])
    return Byline(placed, raw, EXPLICIT, next((b.date_raw for b in bylines if b and b.date_raw), None), "people.by")


def _is_one_of_a_list(line: str) -> bool:
    credit = _bare_credits(line)
    return credit is not None and all(is_sure(person.hit) for person in credit.people)


def parse_byline(lines: Iterable[str], standfirst: Iterable[str] = (), *, running_text: bool = True) -> Byline | None:
    """Who wrote the post whose body begins with `lines`, or None: no author is better than a wrong one.

    `lines` are the texts of the first paragraphs, `standfirst` those of a summary kept apart from the body.
    `running_text=False` leaves only forms that say "by" or "author", for pages such as events, where a name alone is
    a speaker's.
    """
    return _byline(tuple(lines), tuple(standfirst), running_text=running_text)


@lru_cache(_KEPT)
def _byline(lines: tuple[str, ...], standfirst: tuple[str, ...], *, running_text: bool) -> Byline | None:
    body = lines_of(lines)
    head = lines_of(standfirst)
    prose = (read_prose(head) or read_prose(body)) if running_text else None
    for part in (body, head):
        if byline := _explicit(part, bare=running_text):
            return _with_affiliations(byline, prose)
    return prose or (_submitted([*body, *head]) if running_text else None)


def lines_of(lines: Iterable[str]) -> list[str]:
    """Lines as a byline is looked for in them.

    A wall of text keeps its place but is nobody's byline, and can't cost a build an hour.
    """
    return [
        text if len(text) <= _LONGEST_LINE else "\u2026"
        for line in lines
        for part in line.split("\n")
        if (text := clean(part))
    ]
