"""Reads a credit line's people and what is said of them: `Jane Doe and Ann Roe, Urban Institute, 29th June 2018`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jjscrape.items import Author
from jjscrape.normalise.dates.days import MONTH
from jjscrape.normalise.dates.grammar import WHOLE_DAY
from jjscrape.normalise.people.names import (
    FOOTNOTE_MARKS,
    Doubt,
    NameHit,
    behind_honours,
    looks_certain,
    name_at,
    words,
)
from jjscrape.normalise.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

EXPLICIT = "explicit"
PROSE = "prose"

# A credit may name no more than a month, or a year of two digits.
_DATE = rf"(?:{WHOLE_DAY}|{MONTH},?\s+\d{{4}}|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2}}\b)"
_CLOCK = r"\d{1,2}(?:[.:]\d{2}(?:\s*[ap]m)?|\s*[ap]m)\b"
_READING_TIME = re.compile(
    r"(?:\s*[,;|\u2022\u00b7\u2013\u2014(-]|\s)\s*\d{1,3}[\s-]min(?:ute)?s?\.?(?:\s+to)?\s+read\)?\s*$", re.IGNORECASE
)
_DATE_TAIL = re.compile(
    rf"(?:\s*[,;|\u2022\u00b7\u2013\u2014-]+\s*|\s+|\s*\()(?:(?:at\s+)?{_CLOCK},?\s+)?(?:on\s+|posted\s+on\s+)?"
    rf"(?P<date>{_DATE}|(?<=,\s)(?:19|20)\d{{2}})\)?(?:,?\s+(?:(?:at|-)\s+)?{_CLOCK})?\s*\.?\s*$",
    re.VERBOSE | re.IGNORECASE,
)
_HALF_DATE = re.compile(r"[\s,;|(\u2013\u2014-]+\d{1,2}\.?\s+[^\W\d_]+\.?,?\s+(?:19|20)\d{2}\)?\s*\.?\s*$")
"""A day whose month no grammar here knows, such as one in another language: its year alone is not its date."""
DATE_BEFORE_BY = re.compile(
    rf"(?:(?:posted|published|submitted|written)\s*:?\s+(?:on\s+)?)?(?P<date>{_DATE})\s*[,|:\u2013\u2014-]?\s+(?=by\b)",
    re.VERBOSE | re.IGNORECASE,
)
_BRACKET = re.compile(r"\s*\(([^()]*)\)")
BESIDE = (
    r"(?:photos?|photographs?|photography|pictures?|images?|illustrations?|illustrated|drawings?|film|video|graphics"
    r"|translation|translated|edited|editing)"
)
"""What others did for a post whose words are an author's."""
_ONLY_BESIDE = re.compile(rf"{BESIDE}(?:\s*(?:,|and|&)\s*{BESIDE})*", re.IGNORECASE)
_NOT_OF_WORK = re.compile(r"with thanks\b|(?:she|he|they)\s*/|(?:words|text|writing|story)$", re.IGNORECASE)
"""How brackets begin that say nothing of where somebody works: whom they thank, how they are spoken of."""
_HANDLE = re.compile(rf"\s*,?\s*\(?@\w+\)?|[{FOOTNOTE_MARKS}]+")
"""What may stand behind a name and says nothing of its owner: an account elsewhere, or the mark of a footnote."""
_NEXT_PERSON = re.compile(r"\s*,?\s*(?:\band\b|&|\bwith\b|\+)\s+|\s*[,;/|]\s*")
_NEXT_GROUP = re.compile(r"(?P<clear>[,;]\s*(?:and|&)\s+|;\s*|\s*[/|]\s+)|\s+(?:and|&)\s+|,\s*")
_OPENER = re.compile(r"\s*(?:(?P<comma>,)\s*|(?P<word>from|of|at)\s+)(?=\w)")
_EDGE = re.compile(rf"\s*(?:$|[,;(&|/+{FOOTNOTE_MARKS}]|\.(?:\s|$)|(?:and|with|as|on\s+behalf)\b|[\u2013\u2014]|-\s|@)")
_OTHERS = re.compile(
    r"\s*,?\s+(?:and|with|&)\s+(?:(?:his|her|their|the|other|many)\s+)*(?:colleagues|others|co-authors|team|members)\b"
    r"|\s*,?\s+et\s+al\b",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*[,;|/\u2022\u00b7\u2013\u2014]\s*|\s+-\s+"
    r"|\s+(?=(?:(?:from|of|at|as|a|an|the|and|&|with|who|on\s+behalf\s+of\s+the)\s|(?-i:for\s+(?:the\s+)?[A-Z])))",
    re.IGNORECASE,
)
CLAUSE = re.compile(
    r"\b(?:was|were|are|has|have|had|will|would|can|could|says?|said|joined|"
    r"launched|became|began|took|made|gave|came|went|met|held|helped|led|showed|found|told"
    r"|(?i:we|they|it|i|you|which|because|when|while|but|not))\b"
)
"""A word that makes a sentence of a line; a verb with a capital is rather a name, such as `Will` or `ten Have`."""
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_LONGEST_TAIL = 260
_SMALL_WORD = 4  # "the", "from" and their like are no sign of a body
_SHORT_NAME = re.compile(r"\b[A-Z]{2,}\b")
_CAPITALISED_WORD = re.compile(r"\b[A-Z][\w'\u2019-]*")
_OF_PLACES_AND_BODIES = words("bodies", "works", "streets", "grounds") | {"street"}
_OF_BODIES = words("roles", "bodies", "works", "towns", "public_words")
_STOP = re.compile(
    r"(?<!\b(?:St|Dr|Mr|Ms))(?<!\b(?:Mrs|Rev|Hon))(?<!\bProf)(?<!\b(?:Cllr|Revd))(?<!\b(?:Profs|Cllrs))(?<!\b[A-Z])\.\s+(?=[\"\u201c\u2018']?[A-Z0-9])"
)
_DESCRIPTOR_WORD = re.compile(r"[^\s,;:.()]+")
_LONGEST_DESCRIPTOR = 9
_COMMON_NOUN = re.compile(r"(?:[a-z]{3,} )?[a-z-]{3,}(?:ist|er|or|ian|ant|ent|man|woman|grapher|yst|ess|eer)s?")
_ROLE_LINK = re.compile(r"^\s*,?\s*(?:\b(?:of|at|in|for|with|from)\b\s*)?(?:the\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Credit:
    hit: NameHit
    role: str | None = None
    affiliation: str | None = None


@dataclass(frozen=True, slots=True)
class Bracket:
    """What stands in brackets behind a name."""

    said: str
    behind: NameHit

    @property
    def is_year(self) -> bool:
        return _YEAR.search(self.said) is not None


@dataclass(frozen=True, slots=True)
class Credits:
    """The people of a credit, in the order printed.

    `cited` is a year in brackets behind a name; `odd_bracket` one that names no body, as a caption's (left).
    """

    people: tuple[Credit, ...]
    date_raw: str | None
    tail: str
    end: int
    cited: bool
    odd_bracket: bool


def first_sentence(text: str, start: int = 0) -> str:
    """The text up to the end of its first sentence behind `start`; the points of initials and titles end none."""
    stop = _STOP.search(text, start)
    return text[: stop.start()] if stop else text


def cut_date(text: str) -> tuple[str, str | None]:
    """A credit line without the date at its end, and that date as printed."""
    text = _READING_TIME.sub("", text)
    match = _DATE_TAIL.search(text)
    if match is None:
        return text, None
    half = _HALF_DATE.search(text) if match["date"].isdigit() else None
    if half:
        return text[: half.start()], None
    return text[: match.start()], match["date"]


def read_names(text: str, start: int = 0, *, alone: bool = False) -> tuple[list[NameHit], int, list[Bracket]]:
    """The names that stand in a row from `start`; where they stop; and what brackets behind them say."""
    hits: list[NameHit] = []
    brackets: list[Bracket] = []
    at = start
    while hit := name_at(text, at, alone=alone):
        end = behind_honours(text, hit.end, titled=hit.titled)
        if hits and not _EDGE.match(text, end) and not _links_on(text, end):
            break
        hits.append(hit)
        while match := _HANDLE.match(text, end) or _BRACKET.match(text, end):
            if match.re is _BRACKET:
                brackets.append(Bracket(match[1], hit))
            end = match.end()
        if match := _OTHERS.match(text, end):
            return hits, match.end(), brackets
        link = _NEXT_PERSON.match(text, end)
        if link is None or not name_at(text, link.end(), alone=alone):
            return hits, end, brackets
        at = link.end()
    return hits, hits[-1].end if hits else start, brackets


_LINK_ON = re.compile(
    r"\s+(?:from|of|at|a|an|the|who|reflects?|reports?|writes?|is|are|discuss\w*|share\w*|explor\w*)\b"
)


def _links_on(text: str, at: int) -> bool:
    return _LINK_ON.match(text, at) is not None


def goes_on_as_sentence(text: str, at: int) -> bool:
    """Tell whether one more name follows that is no end of a list but the subject of a verb: `A and B organise …`."""
    link = _NEXT_PERSON.match(text, at)
    if link is None:
        return False
    following = name_at(text, link.end())
    if following is None:
        return link[0].strip(" ,") in {"and", "&"}
    return not _EDGE.match(text, following.end) and not _links_on(text, following.end)


def expand(affiliation: str) -> str:
    """The long form of a short name, and no article in front."""
    plain = re.sub(r"^(?:the|The)\s+", "", affiliation.strip(" ,;.|\u2013\u2014-"))
    return str(vocabulary("people")["affiliations"].get(plain, plain))


def split_role(text: str) -> tuple[str | None, str | None]:
    """A tail's role and affiliation: `Head of the Urban Institute, Leeds` → (`Head`, `Urban Institute, Leeds`)."""
    text = text.strip(" ,;.|\u2013\u2014-")
    text = re.sub(r"^(?:as\s+)?(?:(?:a|an|the|who is|who are)\s+)?(?=\S)", "", text, flags=re.IGNORECASE)
    if not text:
        return None, None
    if match := re.match(r"(?:from|of|at|for|on\s+behalf\s+of)\s+", text, re.IGNORECASE):
        return None, expand(text[match.end() :])
    first, _, others = text.partition(",")
    nouns = [m for m in re.finditer(r"[^\W\d_][\w-]*", first) if m[0].lower() in words("roles")]
    if not nouns and _COMMON_NOUN.fullmatch(first.strip()):
        return first.strip(), expand(others) if others.strip() else None  # a trade, as no body is called
    if not nouns:
        return None, expand(text)
    noun = nouns[-1] if not re.search(r"\b(?:of|at|in|for)\b", first[nouns[0].end() : nouns[-1].start()]) else nouns[0]
    role, rest = first[: noun.end()], first[noun.end() :]
    body = _ROLE_LINK.sub("", rest)
    if not body.strip():
        return role, expand(others) if others.strip() else None
    if others.strip() and not _names_body(body):
        return first, expand(others)
    return role, expand(f"{body},{others}" if others else body)


def _names_body(text: str) -> bool:
    """Whether some word of it is the sort of body it is, or it has a short name in capitals."""
    return any(w.lower() in words("bodies") and w[0].isupper() for w in re.findall(r"[\w'\u2019-]+", text)) or bool(
        _SHORT_NAME.search(text)
    )


def speaks_of_body(text: str) -> bool:
    """Whether a tail reads as an affiliation or a role rather than as more of a sentence."""
    lowered = [w.lower() for w in re.findall(r"[\w'\u2019-]+", text)]
    return _names_body(text) or any(w in _OF_BODIES for w in lowered if len(w) > _SMALL_WORD)


def read_credits(text: str, start: int = 0, *, alone: bool = False) -> Credits | None:
    """A credit that fills `text` from `start` on: names, what is said of them, a date; None if it is anything else."""
    line, date_raw = cut_date(first_sentence(text, start))
    hits, end, brackets = read_names(line, start, alone=alone)
    if not hits:
        return None
    cited = any(b.is_year for b in brackets)
    odd = any(not speaks_of_body(b.said) for b in brackets)
    tail = line[end:]
    if len(tail) > _LONGEST_TAIL or CLAUSE.search(tail):
        return None
    if tail.strip(" .") == "":
        notes = [b for b in brackets if not _NOT_OF_WORK.match(b.said) and not b.is_year]
        others = {note.behind for note in notes if _ONLY_BESIDE.fullmatch(note.said)}
        wrote = [hit for hit in hits if hit not in others]
        return Credits(tuple(_noted(wrote, notes)), date_raw, "", end, cited, odd) if wrote else None
    begin = _TAIL.match(tail)
    if begin is None:
        return None
    people: list[Credit] = []
    group, rest = hits, tail[begin.end() :]
    while True:
        nxt: tuple[int, list[NameHit], int] | None = None
        for link in _NEXT_GROUP.finditer(rest):
            more, stop_at, _ = read_names(rest, link.end(), alone=alone)
            alike = _said_alike(tail, link, rest, stop_at)
            ends = alike or _EDGE.match(rest, stop_at)
            if more and ends and (link["clear"] or _begins_anew(rest, link, more, alike=alike)):
                nxt = (link.start(), more, stop_at)
                break
        beside = rest if nxt is None else rest[: nxt[0]]
        # What stands beside a name behind "and" or "with" is one more who took part, though no person.
        alone = beside.lower().startswith(("and ", "& ", "with ", "as part "))
        role, affiliation = split_role("" if alone else beside)
        people += [Credit(h, role, affiliation) for h in group]
        if nxt is None:
            break
        group, rest = nxt[1], rest[nxt[2] :].lstrip(" ,")
    return Credits(tuple(people), date_raw, tail, end, cited, odd)


def _noted(hits: Sequence[NameHit], notes: Sequence[Bracket]) -> Iterator[Credit]:
    """Names with what their brackets say; where only the last of them has any, it speaks of all."""
    shared = all(note.behind is hits[-1] for note in notes)
    for hit in hits:
        own = [note.said for note in notes if shared or note.behind is hit]
        yield Credit(hit, *split_role(own[-1])) if own else Credit(hit)


def _said_alike(tail: str, link: re.Match[str], rest: str, at: int) -> bool:
    """Whether something is said of the next name as it was of the first: `…, baker and Ann Roe, smith`.

    A list of places is made of commas alone, so that between commas "and" must join the two.
    """
    first, following = _OPENER.match(tail), _OPENER.match(rest, at)
    if first is None or following is None or first["word"] != following["word"]:
        return False
    return bool(first["word"]) or link[0].strip() in {"and", "&"}


def _begins_anew(text: str, link: re.Match[str], more: list[NameHit], *, alike: bool) -> bool:
    """Whether a name behind a bare "and" or comma is one more author, rather than a part of what a body is called.

    `Urban Institute and Ken Law` is two; `School of Law, Quux and Roe` may be one.
    """
    before = text[: link.start()]
    words_before = {w.lower() for w in _CAPITALISED_WORD.findall(before)}
    spoken_of = alike or _SHORT_NAME.search(before) or not words_before.isdisjoint(_OF_PLACES_AND_BODIES)
    return is_sure(more[0]) and bool(spoken_of)


def is_sure(hit: NameHit) -> bool:
    """Whether a name needs nothing else to be believed."""
    return looks_certain(hit) and hit.doubt is Doubt.NONE


def in_company(credit: Credits) -> bool:
    """Whether a name of the credit is sure, or a body stands beside it: then a doubtful name is believed as well."""
    return any(is_sure(p.hit) or (p.affiliation and _names_body(p.affiliation)) for p in credit.people)


_REFUSED = re.compile(r"(?P<said>[^,;&/()]+?)\s*(?:[,;/]\s*(?:(?:and|&)\s+)?|(?:\band\b|&)\s+)")
_SMALL_WORDS = frozenset({"of", "the", "for", "in", "at", "on", "upon", "de", "la", "le"})
_MOST_REFUSED = 4


def read_past_refused(text: str) -> Credits | None:
    """A credit whose first names are no person's: `Jo Cox Foundation and Ann Roe` names one author.

    What is passed over must be capitalised like a name, and who comes behind it must be sure, so that no sentence
    ("By working together, Ann Roe …") names anybody.
    """
    at = 0
    for _ in range(_MOST_REFUSED):
        match = _REFUSED.match(text, at)
        if match is None or not all(w[0].isupper() or w in _SMALL_WORDS for w in match["said"].split()):
            return None
        at = match.end()
        hit = name_at(text, at)
        if hit and is_sure(hit):
            return read_credits(text, at) if _EDGE.match(text, hit.end) else None
    return None


def role_before_name(sentence: str) -> int:
    """How far a role in front of a name goes, as in `GMCA officer Ann Roe reflects`: 0 where there is none."""
    at, best = 0, 0
    for count, match in enumerate(_DESCRIPTOR_WORD.finditer(sentence)):
        if count >= _LONGEST_DESCRIPTOR or sentence[at : match.start()].strip():
            break
        word = match[0]
        if best and (hit := name_at(sentence, match.start())) and is_sure(hit):
            return at if all(between[0].isupper() for between in sentence[best:at].split()) else best
        at = match.end()
        if word.lower() in words("roles"):
            best = at
        elif word.islower() and word not in words("role_small_words"):
            break
    return best


def read_role_before(text: str) -> tuple[str | None, str | None]:
    """`GMCA officer` → (`officer`, the authority's long name); `guests` says nothing of anybody."""
    parts = text.split()
    noun = len(parts) - 1
    if parts and not parts[noun].islower():  # what goes with it has a capital as well: `GMCA Deputy Leader`
        while noun > 0 and parts[noun - 1].lower() in words("roles", "role_small_words", "never_first"):
            noun -= 1
    while noun > 0 and parts[noun - 1].islower():
        noun -= 1
    role_words = parts[noun:]
    while role_words and role_words[0] in {"of", "the", "and", "our", "a", "an"}:
        role_words = role_words[1:]
    role = " ".join(role_words)
    body = " ".join(p for p in parts[:noun] if p.lower() not in {"our", "the", "a", "an", "guest", "guests"})
    return None if role.lower() in {"", "guest", "guests"} else role, expand(body) if body else None


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote a post. `raw` is the line as printed, `date_raw` a date in it; `rule` says which form it has."""

    authors: tuple[Author, ...]
    raw: str
    confidence: str
    date_raw: str | None
    rule: str


def credited(
    people: Iterable[Credit], raw: str, rule: str, *, confidence: str = EXPLICIT, date_raw: str | None = None
) -> Byline:
    """The byline that these people make, each once, in the order printed."""
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
