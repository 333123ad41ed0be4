"""Finds who wrote a post in the first lines of its body: the explicit forms first, then what running prose says."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jjscrape.items import Author
from jjscrape.normalise.credits import Credit, Credits, expand, read_credits, read_names, speaks_of_body, split_role
from jjscrape.normalise.names import looks_certain, words
from jjscrape.normalise.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EXPLICIT = "explicit"
PROSE = "prose"

_PIECE = r"(?:blog(?:\s?post)?|post|article|piece|essay|entry)"
_BY = re.compile(
    rf"^(?:(?:guest\s+)?(?:{_PIECE}|(?:text|words)(?:\s+(?:and|&)\s+(?:photos|pictures|images))?)\s+|(?:co-?)?written\s+|posted\s+|authored\s+)?by\b\s*:?\s+",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"^(?:authors?\b\s*[:\u2013-]?|(?:guest\s+(?:blog(?:ger)?|post|author)|words|text)\s*:)\s+", re.IGNORECASE
)
_DATE_FIRST = re.compile(r"^(?P<date>[\w ,./-]{4,40}?\d{4})\s*[,|:\u2013\u2014-]?\s+(?=by\b)", re.IGNORECASE)
_LABEL_ONLY = re.compile(r"^(?:(?:written\s+)?by|authors?)\s*:?$", re.IGNORECASE)
_TRAILING_BY = re.compile(r"(?<=[.!?\u201d\"\u2019])\s+(?=By\s+[A-Z\u00c0-\u00de])")
_DASHES = re.compile(r"(?:^|(?<=[.!?:\u2026])\s*|\s+)(?:--|\u2014|\u2013)\s*(?=[A-Z\u00c0-\u00de])")
_THANKS = re.compile(r"\s*\(\s*(?:with\s+)?(?:many\s+)?thanks\b[^()]*\)", re.IGNORECASE)
_GUEST_POST = re.compile(
    rf"(?:^|(?<=[.!?]\s))(?:(?:A|Our|Another|This(?:\s+is)?(?:\s+an?)?)\s+guest\s+{_PIECE}|A\s+blog(?:\s?post)?|This\s+{_PIECE})\s+"
    r"(?:(?:is|was)\s+)?(?:(?:co-?)?written\s+|contributed\s+|authored\s+)?by\s+",
    re.IGNORECASE,
)
_ABOUT_AUTHOR = re.compile(r"^About\s+the\s+authors?\s*[:\u2013-]?\s+", re.IGNORECASE)
_SUBMITTED = re.compile(r"^Submitted\s+by\s+(?P<name>.+?)(?:\s+on\s+\S.*)?$", re.IGNORECASE)

_SENTENCE = re.compile(
    r"(?<!\b(?:Dr|Mr|Ms|St)\.)(?<!\b(?:Mrs|Rev)\.)(?<!\b(?:Prof|Cllr)\.)(?<!\b[A-Z]\.)(?<=[.!?])[\"\u201d\u2019]?\s+"
    r"(?=[\"\u201c\u2018A-Z@#])",
)
_IN_THIS = re.compile(
    rf"^(?:In|For)\s+(?:this|our|the)\s+(?:[\w-]+\s+){{0,4}}?{_PIECE}\b(?:[^,.:;]{{0,120}}[,:]\s*|\s+)",
    re.IGNORECASE,
)
_VERB = (
    r"(?:(?P<reflect>reflects?)(?=\s+(?:back|on|upon|about|from|here)\b|\s*[:.\u2026]|\s*$)"
    r"|(?P<report>reports?)(?=\s*:|\s+(?:back|from|here)\b|\s*[.\u2026]?\s*$)"
    r"|(?P<write>writes?)(?=\s*[:.\u2026]?\s*$))"
)
_LED_VERB = (
    r"(?P<led>(?:reflect|report|write|discuss|explain|describe|explore|argue|share|consider|ask|look|outline|introduce|"
    r"examine|tell|set|give|draw|summarise|think)(?:e?s)?)\b(?!\s+that\s+the\s+report)"
)
_SPEAKS = re.compile(rf"\s*,?\s+(?:{_VERB})")
_LED_SPEAKS = re.compile(rf"\s*,?\s+(?:{_VERB}|{_LED_VERB})")
_BETWEEN = re.compile(
    r"""\s*(?: ,\s*(?P<aside>[^.;:]{3,160}),
             | \((?P<bracket>[^()]{2,100})\)
             | (?P<of>(?:from|of|at)\s[^.;:]{2,110})
        )""",
    re.VERBOSE,
)
_IS = re.compile(r"\s+(?:is|are)\s+(?!reflected|reported)(?P<what>[^.]+)")
_HE_IS = re.compile(r"(?:^|[.]\s+)(?:He|She|They|\w+)\s+(?:is|are)\s+(?:also\s+)?(?P<what>[A-Z][^.]+|an?\s[^.]+)\.")
_HERE_HE = re.compile(
    rf"\bIn\s+this\s+(?:[\w-]+\s+){{0,3}}?{_PIECE}\b[^,.:;]{{0,100}},?\s+(?P<who>he|she|they|[A-Z][\w'\u2019-]+)\s+(?:{_LED_VERB})",
)
_QUOTED = re.compile(r"^[\"\u201c\u2018'].*[\"\u201d\u2019'](?:\s*\[\d+\])?[.]?$")
_CLOSING_QUOTE = re.compile(r"[\"\u201d\u2019'](?:\s*\[\d+\])?[.]?\s*$")
_DESCRIPTOR_WORD = re.compile(r"[^\s,;:.()]+")
_PROSE_LINES = 4
_BARE_LINES = 2
_EXPLICIT_LINES = 12
_LONGEST_LINE = 4000
_LONGEST_BARE = 220
_LONGEST_ENTRY = 100
_LONGEST_DESCRIPTOR = 9
_FULL_PARAGRAPH = 6


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote a post. `raw` is the line as printed, `date_raw` a date in it; `rule` says which form it has."""

    authors: tuple[Author, ...]
    raw: str
    confidence: str
    date_raw: str | None
    rule: str


def _byline(
    people: Iterable[Credit], raw: str, rule: str, *, confidence: str = EXPLICIT, date_raw: str | None = None
) -> Byline:
    authors: dict[str, Author] = {}
    for person in people:
        if person.hit.name not in authors:
            authors[person.hit.name] = Author(
                name=person.hit.name,
                name_raw=person.hit.raw,
                position=len(authors) + 1,
                affiliation=person.affiliation,
                role=person.role,
                confidence=confidence,
            )
    return Byline(tuple(authors.values()), raw, confidence, date_raw, rule)


def _by(line: str) -> Byline | None:
    dated = _DATE_FIRST.match(line)
    rest = line[dated.end() :] if dated else line
    for form, rule in ((_BY, "people.by"), (_AUTHOR, "people.author")):
        match = form.match(rest)
        if match is None:
            continue
        said = rest[match.end() :]
        role_end = _descriptor(said)
        credit = read_credits(said) or (read_credits(said[role_end:].lstrip()) if role_end else None)
        if credit is None or credit.cited:
            continue
        people = credit.people
        if role_end and not said.startswith(people[0].hit.raw):
            role, body = _role_before(said[:role_end])
            people = tuple(replace(p, role=p.role or role, affiliation=p.affiliation or body) for p in people)
        return _byline(people, line, rule, date_raw=credit.date_raw or (dated["date"].strip() if dated else None))
    return None


def _trailing_by(line: str) -> Byline | None:
    """`… a summary. By A, B and C`: the last sentence of a line, with a capital B."""
    parts = _TRAILING_BY.split(line)
    if len(parts) == 1:
        return None
    found = _by(parts[-1])
    return Byline(found.authors, parts[-1], EXPLICIT, found.date_raw, "people.by-after-summary") if found else None


def _dashed(line: str, before: str | None) -> Byline | None:
    """`… a summary. --A, B and C (with thanks …).` One name behind a dash may as well be whom a quotation is from."""
    for match in list(_DASHES.finditer(line))[-3:]:
        lead = line[: match.start()].rstrip()
        said = lead or (before or "")
        if _CLOSING_QUOTE.search(said):
            continue
        rest = line[match.end() :]
        thanked = _THANKS.search(rest)
        credit = read_credits(_THANKS.sub("", rest))
        if credit is None or credit.cited or credit.tail.strip(" ."):
            continue
        if len(credit.people) > 1 or thanked:
            return _byline(credit.people, line[match.start() :].strip(), "people.dashes", date_raw=credit.date_raw)
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
        and read_credits(after, alone=True)
    ):
        return None  # a list of people
    weighty = len(credit.people) > 1 or bool(credit.tail.strip(" .")) or credit.date_raw is not None
    if n:
        before = lines[n - 1]
        if (
            not weighty
            or _CLOSING_QUOTE.search(before)
            or len(before.split()) < _FULL_PARAGRAPH
            or before[-1] not in ".!?\u2026"
        ):
            return None
    return _byline(credit.people, lines[n], "people.names", date_raw=credit.date_raw)


def _bare_credits(line: str) -> Credits | None:
    if len(line) > _LONGEST_BARE or line[-1] in ":?!":
        return None
    credit = read_credits(line, alone=True)
    if credit is None or credit.cited or credit.odd_bracket or len(line) - credit.end > _LONGEST_BARE:
        return None
    if not any(looks_certain(person.hit) for person in credit.people):
        return None
    tail = credit.tail.strip(" .,;|")
    if tail and not speaks_of_body(tail):
        return None
    if re.search(r"[.!?]\s+\S", line[credit.end :]):
        return None
    return credit


def _descriptor(sentence: str) -> int:
    """How far a role in front of a name goes, as in `GMCA officer Ann Roe reflects`: 0 where there is none."""
    at, best = 0, 0
    for count, match in enumerate(_DESCRIPTOR_WORD.finditer(sentence)):
        if count >= _LONGEST_DESCRIPTOR or sentence[at : match.start()].strip():
            break
        word = match[0]
        at = match.end()
        if word.lower() in words("roles"):
            best = at
        elif word.islower() and word not in words("role_small_words"):
            break
    return best


def _speaker(sentence: str, *, led: bool) -> tuple[list[Credit], str] | None:
    """`ROLE NAME reflects on …` at the start of a sentence: the people, and the verb."""
    stop = _descriptor(sentence)
    for start in dict.fromkeys((stop, 0)):
        at = start + len(sentence[start:]) - len(sentence[start:].lstrip(" :,"))
        hits, end, _ = read_names(sentence, at)
        if not hits:
            continue
        found = _verb_after(sentence, end, led=led or start > 0)
        if found is None:
            continue
        verb, said = found
        role, affiliation = split_role(said) if said else (None, None)
        if start and not said:
            role, affiliation = _role_before(sentence[:start])
        elif start:
            role = role or _role_before(sentence[:start])[0]
        return [Credit(h, role, affiliation) for h in hits], verb
    return None


def _role_before(text: str) -> tuple[str | None, str | None]:
    """`GMCA officer` → (`officer`, the authority's long name); `guests` says nothing of anybody."""
    parts = text.split()
    noun = len(parts) - 1
    while noun > 0 and (parts[noun - 1].islower() and parts[noun - 1] not in {"of", "the", "and"}):
        noun -= 1
    role = " ".join(parts[noun:])
    body = " ".join(p for p in parts[:noun] if p.lower() not in {"our", "the", "guest", "guests"})
    return (None if role.lower() in {"guest", "guests"} else role), expand(body) if body and body != role else None


def _verb_after(sentence: str, end: int, *, led: bool) -> tuple[str, str | None] | None:
    """The verb behind the names, and what stands between the two."""
    for match in (_LED_SPEAKS if led else _SPEAKS).finditer(sentence, end):
        between = sentence[end : match.start()]
        if match.start() > end and match[0].startswith(","):
            between += ","
        aside = _BETWEEN.fullmatch(between)
        if between and aside is None:
            continue
        verb = next(v for v in match.groupdict().values() if v)
        return verb, (aside["aside"] or aside["bracket"] or aside["of"]) if aside else None
    return None


def _prose(lines: Sequence[str]) -> Byline | None:
    for n, line in enumerate(lines[:_PROSE_LINES]):
        after = lines[n + 1] if n + 1 < len(lines) else ""
        for found in (_guest_post(line), _introduced(line), _reflects(line, after)):
            if found:
                return found
    return None


def _guest_post(line: str) -> Byline | None:
    if match := _GUEST_POST.search(line):
        rest = line[match.end() :]
        if (credit := read_credits(rest)) and not credit.cited:
            return _byline(credit.people, line, "people.guest-post", confidence=PROSE, date_raw=credit.date_raw)
    if match := _ABOUT_AUTHOR.match(line):
        hits, end, _ = read_names(line, match.end())
        if hits and (is_what := _IS.match(line, end)):
            role, affiliation = split_role(is_what["what"])
            return _byline([Credit(h, role, affiliation) for h in hits], line, "people.about-author", confidence=PROSE)
    return None


def _introduced(line: str) -> Byline | None:
    """`Ann Roe is Director of X. … In this blog, she reflects on …`."""
    hits, end, _ = read_names(line)
    if not hits or not (is_what := _IS.match(line, end)):
        return None
    here = _HERE_HE.search(line, end)
    if here is None:
        return None
    who = here["who"]
    if who not in {"he", "she", "they"} and not any(who in h.name.split() for h in hits):
        return None
    later = _HE_IS.search(line, is_what.end(), here.start() + 1)
    role, affiliation = split_role((later or is_what)["what"])
    return _byline([Credit(h, role, affiliation) for h in hits], line, "people.introduced", confidence=PROSE)


def _reflects(line: str, after: str) -> Byline | None:
    if _QUOTED.match(line):
        return None
    for sentence in _SENTENCE.split(line):
        intro = _IN_THIS.match(sentence)
        body = sentence[intro.end() :] if intro else sentence
        found = _speaker(body, led=intro is not None)
        if found is None:
            continue
        people, verb = found
        if verb.startswith("write") and after[:1] in {'"', "\u201c", "\u2018", "'"}:
            continue  # what follows is a quotation of them
        return _byline(people, line, "people.reflects", confidence=PROSE)
    return None


def read_account(name: str) -> Byline | None:
    """The person whose account a post was submitted by; None for an account that isn't named after a person.

    It says who posted, and only a byline says who wrote: so its confidence is that of prose, and a byline goes first.
    """
    name = clean(name)
    hits, end, _ = read_names(name)
    if len(hits) != 1 or end != len(name):
        return None
    return _byline([Credit(hits[0])], name, "people.submitted-by", confidence=PROSE)


def _submitted(lines: Sequence[str]) -> Byline | None:
    for line in lines:
        if (match := _SUBMITTED.match(line)) and (found := read_account(match["name"])):
            return replace(found, raw=line)
    return None


def _with_affiliations(found: Byline, prose: Byline | None) -> Byline:
    """An explicit byline that says nothing but names borrows what the standfirst says of the same names."""
    if prose is None:
        return found
    said = {a.name: a for a in prose.authors}
    authors = tuple(
        replace(a, affiliation=said[a.name].affiliation, role=said[a.name].role)
        if a.affiliation is None and a.role is None and a.name in said
        else a
        for a in found.authors
    )
    return replace(found, authors=authors)


def _explicit(lines: Sequence[str], *, bare: bool) -> Byline | None:
    for n, line in enumerate(lines[:_EXPLICIT_LINES]):
        before = lines[n - 1] if n else None
        joined = f"{line} {lines[n + 1]}" if _LABEL_ONLY.match(line) and n + 1 < len(lines) else line
        if found := _by(joined) or _trailing_by(line) or _dashed(line, before):
            return found
    if bare:
        for n in range(min(len(lines), _BARE_LINES)):
            if found := _bare(lines, n):
                return found
    return None


def parse_byline(lines: Iterable[str], standfirst: Iterable[str] = (), *, running_text: bool = True) -> Byline | None:
    """Who wrote the post whose body begins with `lines`, or None: no author is better than a wrong one.

    `lines` are the texts of the first paragraphs, `standfirst` those of a summary kept apart from the body.
    `running_text=False` leaves only forms that say "by" or "author", for pages such as events, where a name alone is
    a speaker's.
    """
    body = _split(lines)
    head = _split(standfirst)
    prose = (_prose(head) or _prose(body)) if running_text else None
    for part in (body, head):
        if found := _explicit(part, bare=running_text):
            return _with_affiliations(found, prose)
    return prose or (_submitted([*body, *head]) if running_text else None)


def _split(lines: Iterable[str]) -> list[str]:
    """Lines as read: a wall of text keeps its place but is nobody's byline, and can't cost a build an hour."""
    return [
        text if len(text) <= _LONGEST_LINE else "\u2026"
        for line in lines
        for part in line.split("\n")
        if (text := clean(part))
    ]
