"""What lines say that no class says: dates, labels before a value, headings of what is not the node's own."""

from __future__ import annotations

import re

from jjscrape.normalise.dates.grammar import CLOCK_IN, CLOCK_OR_CLOCKS, DAY, DAY_IN, DAY_OR_DAYS

CLOCK = CLOCK_IN
DATE_IN = DAY_IN
DATE_LINE = re.compile(
    rf"^(?:(?:date|when|time|date and time)\s*:\s*)?(?:from\s+)?(?:{DAY_OR_DAYS}).{{0,120}}$", re.IGNORECASE
)
DATE_ALONE = re.compile(rf"(?:(?:posted|published|date)\s*:?\s*)?{DAY_IN.pattern}", re.IGNORECASE)
TIME_LINE = re.compile(rf"^(?:(?:event )?times?\s*:?\s*)?(?:from\s+)?(?P<time>{CLOCK_OR_CLOCKS})$", re.IGNORECASE)
DATE_LABEL = re.compile(
    r"^(?:event |start )?(?:dates?(?:\s*(?:/|and|&)\s*times?)?|when|time and date)\s*(?::\s*|$)", re.IGNORECASE
)
PLACE_LABEL = re.compile(r"^(?:event )?(?:location|venue|place|where|address)\s*:\s*", re.IGNORECASE)
PLACE_LABEL_ALONE = re.compile(r"^(?:event )?(?:location|venue|place|where|address)\s*:?$", re.IGNORECASE)
UPDATED = re.compile(r"\b(?:updated|modified|changed|edited|revised|expires?|deadline|until)\b", re.IGNORECASE)
UPDATED_LINE = re.compile(
    r"^(?:(?:this )?(?:page|article|post) )?(?:was )?(?:last )?(?:updated|modified|changed|edited)\b"
    rf".{{0,20}}{DAY}.{{0,20}}$",
    re.IGNORECASE,
)
TAG_LABEL = re.compile(
    r"^(?:tags?|themes?|topics?|categor(?:y|ies)|filed under|posted in|tagged(?: with)?|keywords|terms)\s*:?\s*",
    re.IGNORECASE,
)
FILE_LABEL = re.compile(
    r"^(?:attachments?|downloads?|files?|documents?|related (?:files|documents))\s*:?\s*$", re.IGNORECASE
)
REFERENCE_LABEL = re.compile(r"^(?:related projects?\s*:?|projects?\s*:)\s*", re.IGNORECASE)
RELATED_HEADING = re.compile(
    r"^(?:(?:our )?(?:latest |related |recent |more )?news(?:, | and | & |$|:| from| about)|related\b"
    r"|more (?:from|about|on)\b|latest\b|recent\b"
    r"|you (?:may|might) also|see also\b|(?:news|blogs?|events?)(?:,? (?:and|&) (?:news|blogs?|events?))+)",
    re.IGNORECASE,
)
READ_MORE = re.compile(
    r"^(?:read|find out|learn|view|see) more\b|^more\s*(?:…|\.\.\.|\u00bb|\u203a)?$|^continue reading", re.IGNORECASE
)
FURNITURE_HEADING = re.compile(
    r"^(?:contact(?: us)?|follow us|(?:our )?newsletter|sign ?up.*|stay in touch|connect with us"
    r"|(?:our )?(?:partners|funders)|share(?: this)?|search(?: form)?|user login|navigation"
    r"|who's (?:online|new)|upcoming events|popular.*"
    r"|archives?|tweets?(?: by.*)?|twitter.*)$",
    re.IGNORECASE,
)
ABOUT_AUTHORS = re.compile(r"^about (?:the |our )?(?:authors?|writers?|contributors?)\b.{0,40}$", re.IGNORECASE)
COMMENT_HEADING = re.compile(
    r"^(?:(?:view |show |read )?(?:all )?comments(?: \(\d+\))?|add (?:a )?new comment|post new comment"
    r"|leave a (?:comment|reply)|\d+ comments?)$",
    re.IGNORECASE,
)
SUBMITTED_LINE = re.compile(
    r"^(?:submitted|posted|published|created|written)\b:?\s*(?:(?:by|on|at)\b|\d|(?=[A-Z][a-z]+\.?,? \d))"
    r".{0,120}\d{4}\b.{0,60}$",
    re.IGNORECASE,
)
SERVICE_LINE = re.compile(
    r"^(?:log ?in(?: or register)? to post comments|add new comment|printer-friendly version|pdf version"
    r"|send (?:by email|to friend)|email this page|print this page"
    r"|share this(?: page| post| on.*)?:?|share:?|tweet|like"
    r"|back to top|skip to main content"
    r"|you are here|view the discussion thread\.?)$",
    re.IGNORECASE,
)
BACK_LINE = re.compile(r"^(?:back to|view all|see all|all) .{1,30}$", re.IGNORECASE)
COUNT_LINE = re.compile(r"^\d+ ?(?:comments?|views?|reads?|likes?|shares?)?$", re.IGNORECASE)
FILE_ENDING = re.compile(r"\.(pdf|docx?|odt|rtf|xlsx?|ods|csv|pptx?|odp|zip|epub|txt|mp3)$", re.IGNORECASE)
IMAGE_ENDING = re.compile(r"\.(jpe?g|png|gif|svg|webp|bmp|tiff?)$", re.IGNORECASE)
