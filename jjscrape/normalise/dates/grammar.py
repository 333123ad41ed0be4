"""Where in a line a day, a time of day or a whole date line stands: the one grammar that pages and bylines look by.

What a day or a time *is* that was found here, `days` and `spans` read.
"""

from __future__ import annotations

import re
from typing import Final

from jjscrape.normalise.dates.days import MONTH, WEEKDAY

_WEEKDAY = rf"(?:{WEEKDAY}\b\.?,?\s*)?"
_NUMBER = r"\d{1,2}(?:st|nd|rd|th|\.(?=\s))?"
_TO = r"\s*(?:[-\u2010-\u2015\u2212]|to\b|until\b)\s*"
_YEAR = r"\d{4}\b"

DAY: Final = (
    rf"(?:{MONTH}\s+{_NUMBER}\s*,?\s+{_YEAR}|{_NUMBER}(?:\s+|-)(?:of\s+)?{MONTH}(?:,?\s+|\s*[-,]\s*){_YEAR}"
    rf"|\d{{4}},?\s+{MONTH}\s+\d{{1,2}}(?![:.]?\d)"
    rf"|\d{{1,2}}[/.-]\d{{1,2}}[/.-]{_YEAR}|\d{{4}}[/.-]\d{{1,2}}[/.-]\d{{1,2}}\b)"
)
"""The pattern of one day with its year and no weekday: `14-March-2018`, `Sept. 3rd, 2018`, `3/9/2018`, `2018-09-03`."""

WHOLE_DAY: Final = rf"{_WEEKDAY}(?:the\s+)?{DAY}"
"""The pattern of a day with its weekday, if there is one: `Weds 14 March 2018`, `Thur., the 15th of March, 2018`."""

CLOCK: Final = r"(?:\d{1,2}(?:[:.]\d{2}(?::\d{2})?(?:\s*[ap]\.?m\b\.?)?|\s*[ap]\.?m\b\.?)|(?:12\s+)?(?:noon|midday)\b)"
"""The pattern of a time of day that can't be taken for another number."""

DAY_OR_DAYS: Final = (
    rf"{_WEEKDAY}(?:the\s+)?(?:{_NUMBER}(?:\s+{MONTH})?{_TO}{_WEEKDAY}(?=\d))?{DAY}"
    rf"|{_WEEKDAY}{MONTH}\s+{_NUMBER}{_TO}{_WEEKDAY}(?:{MONTH}\s+)?{_NUMBER},?\s+{_YEAR}"
)
"""The pattern of a day, or of a first and a last day that name their month or year once."""

CLOCK_IN: Final = re.compile(rf"(?<![\w/.-]){CLOCK}(?![/-])", re.IGNORECASE)
"""A time of day anywhere in a line."""

DAY_IN: Final = re.compile(rf"(?<![\w/.-]){WHOLE_DAY}(?:\s*(?:[-\u2013,@]|at\b)?\s*{CLOCK})?", re.IGNORECASE)
"""A day anywhere in a line, with the time beside it if there is one."""

CLOCK_OR_CLOCKS: Final = rf"{CLOCK}(?:\s*(?:-|\u2013|to|until|till)\s*{CLOCK})?"
"""The pattern of a time of day, or of a first and a last one."""
