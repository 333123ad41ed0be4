"""Who wrote a post, as running prose says it: `Ann Roe reflects on …`, `a guest post by …`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjscrape.normalise.people.credits import (
    PROSE,
    Byline,
    Credit,
    credited,
    first_sentence,
    is_sure,
    read_credits,
    read_names,
    read_role_before,
    role_before_name,
    speaks_of_body,
    split_role,
)
from jjscrape.normalise.people.names import Doubt, looks_certain

if TYPE_CHECKING:
    from collections.abc import Sequence

PIECE = r"(?:blog(?:\s?post)?|post|article|piece|essay|entry)"
_WHICH = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|next|latest|last|new|final"
    r"|\d{1,2}(?:st|nd|rd|th))"
)
_GUEST_POST = re.compile(
    rf"(?:^|(?<=[.!?]\s))(?:(?:A|Our|Another|This(?:\s+is)?(?:\s+an?)?)\s+(?:{_WHICH}\s+)?guest\s+{PIECE}|A\s+blog(?:\s?post)?|This\s+{PIECE}),?\s+"
    r"(?:(?:is|was)\s+)?(?:(?:co-?)?written\s+|contributed\s+|(?:co-?)?authored\s+)?by\s+",
    re.IGNORECASE,
)
_ABOUT_AUTHOR = re.compile(r"^About\s+the\s+authors?\s*[:\u2013-]?\s+", re.IGNORECASE)
_SENTENCE = re.compile(
    r"(?<!\b(?:Dr|Mr|Ms|St)\.)(?<!\b(?:Mrs|Rev)\.)(?<!\b(?:Prof|Cllr)\.)(?<!\b[A-Z]\.)(?<=[.!?])[\"\u201d\u2019]?\s+"
    r"(?=[\"\u201c\u2018A-Z@#])",
)
_IN_THIS = re.compile(
    rf"^(?:In|For)\s+(?:this|our|the)\s+(?:[\w-]+\s+){{0,4}}?{PIECE}\b(?:[^,.:;]{{0,120}}[,:]\s*|\s+)",
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
_ON_WITH_VERB = re.compile(rf"\s*,\s+{_LED_VERB.replace('?P<led>', '?:')}.*", re.DOTALL)
_DOES = re.compile(rf"\b{_LED_VERB.replace('?P<led>', '?:')}")
_SPEAKS = re.compile(rf"\s*,?\s+(?:{_VERB})")
_LED_SPEAKS = re.compile(rf"\s*,?\s+(?:{_VERB}|{_LED_VERB})")
_POST_FIRST = re.compile(r"(?P<post>[^\s,.:;][^,.:;]{2,110}),\s+")
_AFTER_COMMA = re.compile(rf"\s*,\s+(?:{_VERB}|{_LED_VERB})")
_BETWEEN = re.compile(
    r"""\s*(?: ,\s*(?P<aside>[^.;:]{3,160}),
             | (?P<of>(?:from|of|at)\s[^.;:]{2,110})
        )""",
    re.VERBOSE,
)
_CLAUSE = re.compile(r"(?:who|whose|which|where)\s", re.IGNORECASE)
_IS = re.compile(r"\s+(?:is|are)\s+(?!reflected|reported)(?P<what>[^.]+)")
_HE_IS = re.compile(r"(?:^|[.]\s+)(?:He|She|They|\w+)\s+(?:is|are)\s+(?:also\s+)?(?P<what>[A-Z][^.]+|an?\s[^.]+)\.")
_ANNOUNCED = re.compile(
    rf"\bIn\s+this\s+(?:[\w-]+\s+){{0,3}}?{PIECE}\b[^,.:;]{{0,100}},?\s+(?P<who>he|she|they|[A-Z][\w'\u2019-]+)\s+(?:{_LED_VERB})",
)
_DOES_TOO = re.compile(
    r",?\s+(?:and|but|who|where|which)\s+(?:(?:also|now|currently)\s+)?"
    r"(?:is|has|runs|works|leads|teaches|lives|writes|studies|chairs|manages|coordinates|researches|serves|sits)\b.*",
    re.DOTALL,
)
_QUOTED = re.compile(r"^[\"\u201c\u2018'].*[\"\u201d\u2019'](?:\s*\[\d+\])?[.]?$")
_PROSE_LINES = 4


def read_prose(lines: Sequence[str]) -> Byline | None:
    """The first line that says who wrote the post, of those near enough to the top to be about it."""
    for n, line in enumerate(lines[:_PROSE_LINES]):
        after = lines[n + 1] if n + 1 < len(lines) else ""
        for byline in (_guest_post(line), _introduced(line), _reflects(line, after)):
            if byline:
                return byline
    return None


def _guest_post(line: str) -> Byline | None:
    if match := _GUEST_POST.search(line):
        rest = _ON_WITH_VERB.sub("", first_sentence(line[match.end() :]))
        if (credit := read_credits(rest)) and not credit.cited:
            return credited(credit.people, line, "people.guest-post", confidence=PROSE, date_raw=credit.date_raw)
    if match := _ABOUT_AUTHOR.match(line):
        hits, end, _ = read_names(line, match.end())
        if hits and (is_what := _IS.match(line, end)):
            role, affiliation = _post_held(is_what["what"])
            return credited([Credit(h, role, affiliation) for h in hits], line, "people.about-author", confidence=PROSE)
    return None


def _post_held(what: str) -> tuple[str | None, str | None]:
    """Role and affiliation of `Director of X, and works in Y`; what has no name, such as "the project", is neither."""
    role, affiliation = split_role(_DOES_TOO.sub("", what))
    return role, affiliation if affiliation and any(c.isupper() for c in affiliation) else None


def _introduced(line: str) -> Byline | None:
    """`Ann Roe is Director of X. … In this blog, she reflects on …`."""
    hits, end, _ = read_names(line)
    if not hits or not (is_what := _IS.match(line, end)):
        return None
    announced = _ANNOUNCED.search(line, end)
    if announced is None:
        return None
    who = announced["who"]
    if who not in {"he", "she", "they"} and not any(who in h.name.split() for h in hits):
        return None
    later = _HE_IS.search(line, is_what.end(), announced.start())
    role, affiliation = _post_held((later or is_what)["what"])
    return credited([Credit(h, role, affiliation) for h in hits], line, "people.introduced", confidence=PROSE)


def _reflects(line: str, after: str) -> Byline | None:
    if _QUOTED.match(line):
        return None
    for sentence in _SENTENCE.split(line):
        intro = _IN_THIS.match(sentence)
        body = sentence[intro.end() :] if intro else sentence
        speaker = _speaker(body, led=intro is not None) or _role_first(body)
        if speaker is None:
            continue
        people, verb = speaker
        if verb.startswith("write") and after[:1] in {'"', "\u201c", "\u2018", "'"}:
            continue  # what follows is a quotation of them
        return credited(people, line, "people.reflects", confidence=PROSE)
    return None


def _speaker(sentence: str, *, led: bool) -> tuple[list[Credit], str] | None:
    """`ROLE NAME reflects on …` at the start of a sentence: the people, and the verb."""
    stop = role_before_name(sentence)
    for start in dict.fromkeys((stop, 0)):
        at = start + len(sentence[start:]) - len(sentence[start:].lstrip(" :,"))
        hits, end, brackets = read_names(sentence, at)
        if not hits:
            continue
        verb_and_aside = _verb_after(sentence, end, led=led or bool(start))
        if verb_and_aside is None:
            continue
        verb, aside = verb_and_aside
        if aside and not start and (each := _each_with_role(sentence[at : sentence.index(aside, end) + len(aside)])):
            return each, verb
        if aside and _CLAUSE.match(aside):
            aside = None  # what they do there is no name of a body
        aside = aside or next((b.said for b in brackets if speaks_of_body(b.said)), None)
        role, affiliation = split_role(aside) if aside else (None, None)
        if start and not aside:
            role, affiliation = read_role_before(sentence[:start])
        elif start:
            role = role or read_role_before(sentence[:start])[0]
        return [Credit(h, role, affiliation) for h in hits], verb
    return None


def _each_with_role(text: str) -> list[Credit] | None:
    """`NAME, ROLE, and NAME, ROLE` before the verb: two and more people, each with what is said of them."""
    credit = read_credits(text.strip(" ,"))
    if credit is None or len(credit.people) < 2:  # noqa: PLR2004
        return None
    if not all(looks_certain(p.hit) and p.hit.doubt is not Doubt.STREET and p.role for p in credit.people):
        return None
    return list(credit.people)


def _role_first(sentence: str) -> tuple[list[Credit], str] | None:
    """`ROLE of BODY, NAME, reports on …`: the post in front, the name between commas."""
    match = _POST_FIRST.match(sentence)
    if match is None or not role_before_name(match["post"]):
        return None
    hits, end, _ = read_names(sentence, match.end())
    if len(hits) != 1 or not is_sure(hits[0]):
        return None
    verb = _AFTER_COMMA.match(sentence, end)
    role, affiliation = split_role(match["post"])
    if verb is None or role is None:
        return None
    return [Credit(hits[0], role, affiliation)], next(v for v in verb.groupdict().values() if v)


def _verb_after(sentence: str, end: int, *, led: bool) -> tuple[str, str | None] | None:
    """The verb behind the names, and what stands between the two."""
    for match in (_LED_SPEAKS if led else _SPEAKS).finditer(sentence, end):
        between = sentence[end : match.start()]
        if match.start() > end and match[0].startswith(","):
            between += ","
        aside = _BETWEEN.fullmatch(between)
        if between and (aside is None or _DOES.search(aside["of"] or "")):
            continue
        verb = next(v for v in match.groupdict().values() if v)
        return verb, (aside["aside"] or aside["of"]) if aside else None
    return None
