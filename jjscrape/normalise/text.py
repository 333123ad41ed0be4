"""Strings as a reader sees them: spaces, the form for comparing, slugs, counts and contact masks."""

from __future__ import annotations

import re
import unicodedata
from itertools import takewhile

# Soft hyphens, zero-width spaces and marks of direction are typesetting, not text. Joiners are text (they make one
# emoji of several, and part letters in Persian), but no two printings of a thing differ by them.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
_JOINERS = re.compile("[\u200c\u200d]")
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

_BETWEEN_WORDS = re.compile(r"[\W_]+")

_WORD = re.compile(r"[^\W_]+(?:['\u2019\-\u2010\u2011][^\W_]+)*")

_EMAIL = re.compile(
    r"""(?:mailto:)?(?<![\w.+'-])[\w.+'-]+
        (?:\s?[\[(]\s?at\s?[\])]\s?|@)
        [\w-]+(?:(?:\s?[\[(]\s?dot\s?[\])]\s?|\.)[\w-]+)+""",
    re.VERBOSE | re.IGNORECASE,
)
_AT = re.compile(r"[\[(]\s?at\s?[\])]", re.IGNORECASE)
# On one line, and in one cell of a table.
_PHONE = re.compile(
    r"(?<![\w/.:+-])(?:\+\d{1,3}(?:[^\S\t\n]|[.-])?(?:\(0\)(?:[^\S\t\n]|[.-])?)?|\(0\d{1,4}\)(?:[^\S\t\n]|[.-])?|0)\d"
    r"(?:(?:[^\S\t\n]|[.-])?\d){5,11}(?![\w/])",
)
_SEVEN_DIGITS = re.compile(r"\d(?:[\s.()-]{0,2}\d){6}")
"""Every number that `_PHONE` finds has so many, with no more between two of them."""
_PHONE_DIGITS = range(10, 15)
_BOOK_NUMBER = re.compile(r"(?:isbn|issn|doi)\S*[\s:]*$", re.IGNORECASE)


def clean(text: str | None) -> str:
    """One line in NFC, without invisible characters, every run of white space as one space. Quotes stay as printed."""
    if not text:
        return ""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return " ".join(text.split())


def _straight(text: str) -> str:
    """NFKC without case, with straight quotes and plain hyphens for all their printings."""
    plain = clean(text).translate(_STRAIGHT)
    if plain.isascii():  # most of what is not all ASCII has a few curly quotes
        return plain.casefold()
    plain = _JOINERS.sub("", plain)
    return clean(unicodedata.normalize("NFKC", plain).translate(_STRAIGHT)).casefold()


def plain_letters(text: str) -> str:
    """For finding words: no case, no accents, and letters that have a base letter as that: `Łukasz` → `lukasz`."""
    if text.isascii():
        return clean(text).casefold()
    decomposed = unicodedata.normalize("NFD", _straight(text).translate(_BASE_LETTERS))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def fold(text: str | None) -> str:
    """For comparing two printings of one thing: its words, without case and punctuation. Never for showing.

    An apostrophe is no end of a word (`Women's` is `womens`), and "&" is no word.
    """
    if not text:
        return ""
    plain = (text.lower() if text.isascii() else _straight(text)).replace("'", "")
    # Most lines of most pages, and every page is folded many times: a function for each space is what takes long.
    return _BETWEEN_WORDS.sub(" " if plain.isascii() else _marks_of_letters, plain).strip()


def _marks_of_letters(between: re.Match[str]) -> str:
    """What stands between words as one space; marks right behind a letter, as many scripts are written with, stay."""
    if between[0].isascii():
        return " "
    marks = takewhile(lambda c: unicodedata.category(c).startswith("M"), between[0]) if between.start() else ()
    kept_marks = "".join(marks)
    return kept_marks if kept_marks == between[0] else f"{kept_marks} "


def slug(text: str | None) -> str:
    """A label as the site writes it in an address, and a name in an id: folded words without accents, hyphens between.

    Small words stay, as they do in a theme's address, and "&" goes. What is equal folded has one slug.
    """
    return unicodedata.normalize("NFC", plain_letters(fold(text))).replace(" ", "-")


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

    # Told in a moment; looking for a whole address or number takes long.
    if "@" in text or (("[" in text or "(" in text) and _AT.search(text)):
        text = _EMAIL.sub("[email]", text)
    return _PHONE.sub(phone, text) if _SEVEN_DIGITS.search(text) else text
