"""Strings as a reader sees them: spaces, comparison forms, slugs, counts and contact masks."""

from __future__ import annotations

import re
import unicodedata

# Zero-width characters and the soft hyphen are typesetting, not text.
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_SPACES = re.compile(r"\s+")
_STRAIGHT = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201a": "'",
        "\u201b": "'",
        "\u02bc": "'",
        "\u2032": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u201f": '"',
        "\u2033": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2015": "-",
        "\u2212": "-",
    },
)

_BASE_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "\u0131": "i"})

# Drupal 7 Pathauto's default list, as the site's own aliases show it.
_DROPPED_WORDS = re.compile(
    r"\b(?:a|an|as|at|before|but|by|for|from|is|in|into|like|of|off|on|onto|per|since|than|the|this|that|to|up|via|with)\b",
    re.IGNORECASE,
)
_ASCII_PUNCTUATION = re.compile(r"[!-,./:-@\[-`{-~]")
_ALIAS_LENGTH = 100

_WORD = re.compile(r"[^\W_]+(?:['\u2019\-\u2010\u2011][^\W_]+)*")

_EMAIL = re.compile(
    r"""(?:mailto:)?(?<![\w.+'-])[\w.+'-]+
        (?:\s?[\[(]\s?at\s?[\])]\s?|@)
        [\w-]+(?:(?:\s?[\[(]\s?dot\s?[\])]\s?|\.)[\w-]+)+""",
    re.VERBOSE | re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w/.:+-])(?:\+\d{1,3}[\s.-]?(?:\(0\)[\s.-]?)?|\(0\d{1,4}\)[\s.-]?|0)\d(?:[\s.-]?\d){5,11}(?![\w/])",
)
_PHONE_DIGITS = range(10, 15)
_BOOK_NUMBER = re.compile(r"(?:isbn|issn|doi)\S*[\s:]*$", re.IGNORECASE)


def clean(text: str) -> str:
    """One line in NFC, without invisible characters, every run of white space as one space. Quotes stay as printed."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def normal_form(text: str) -> str:
    """For comparing two printings of one thing: straight quotes, plain hyphens, NFKC, no case. Never for showing."""
    return clean(unicodedata.normalize("NFKC", clean(text).translate(_STRAIGHT)).translate(_STRAIGHT)).casefold()


def plain_letters(text: str) -> str:
    """The comparison form without accents, and with letters that have a base letter as that: `Łukasz` → `lukasz`."""
    decomposed = unicodedata.normalize("NFD", normal_form(text).translate(_BASE_LETTERS))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def pathauto_slug(title: str, prefix: str = "") -> str:
    """The alias that Drupal 7's Pathauto makes of a title, without the `-0` of a name already taken.

    `prefix` (such as `blog/`) counts towards the limit of 100 characters, and is part of what comes back.
    Marks and spaces outside ASCII stay, as they do on the site.
    """
    slug = _ASCII_PUNCTUATION.sub("", unicodedata.normalize("NFC", title))
    slug = _DROPPED_WORDS.sub("", slug)
    slug = re.sub(r"[ \t\r\n\f\v-]+", "-", slug).strip("-").lower()
    alias = prefix + slug
    if len(alias) > _ALIAS_LENGTH:
        head = alias[: _ALIAS_LENGTH + 1]
        cut = head.rfind("-")
        alias = head[:cut] if cut > len(prefix) else head[:_ALIAS_LENGTH]
    return alias


def word_count(text: str | None) -> int:
    """Words joined by an apostrophe or a hyphen are one; a number is a word."""
    return len(_WORD.findall(text)) if text else 0


def mask_contacts(text: str) -> str:
    """E-mail addresses become `[email]`, telephone numbers `[phone]`; dates, years and book numbers stay."""

    def phone(match: re.Match[str]) -> str:
        digits = sum(c.isdigit() for c in match[0])
        if digits not in _PHONE_DIGITS or _BOOK_NUMBER.search(text[: match.start()]):
            return match[0]
        return "[phone]"

    text = _EMAIL.sub("[email]", text)
    return _PHONE.sub(phone, text)
