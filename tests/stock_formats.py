"""The 35 formats that a Drupal 7 offers for its short, medium and long dates, as strings for PHP's date()."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

SHORT = (
    "Y-m-d H:i", "m/d/Y - H:i", "d/m/Y - H:i", "Y/m/d - H:i", "d.m.Y - H:i", "m/d/Y - g:ia", "d/m/Y - g:ia",
    "Y/m/d - g:ia", "M j Y - H:i", "j M Y - H:i", "Y M j - H:i", "M j Y - g:ia", "j M Y - g:ia", "Y M j - g:ia",
)  # fmt: skip
MEDIUM = (
    "D, Y-m-d H:i", "D, m/d/Y - H:i", "D, d/m/Y - H:i", "D, Y/m/d - H:i", "F j, Y - H:i", "j F, Y - H:i",
    "Y, F j - H:i", "D, m/d/Y - g:ia", "D, d/m/Y - g:ia", "D, Y/m/d - g:ia", "F j, Y - g:ia", "j F Y - g:ia",
    "Y, F j - g:ia", "j. F Y - G:i",
)  # fmt: skip
LONG = (
    "l, F j, Y - H:i", "l, j F, Y - H:i", "l, Y,  F j - H:i", "l, F j, Y - g:ia", "l, j F Y - g:ia",
    "l, Y,  F j - g:ia", "l, j. F Y - G:i",
)  # fmt: skip
STOCK = (*SHORT, *MEDIUM, *LONG)


def php_date(form: str, when: datetime) -> str:
    """Write a time as PHP's date() does in English, for the letters that the stock formats have."""
    letters = {
        "Y": f"{when.year:04}", "m": f"{when:%m}", "d": f"{when:%d}", "j": str(when.day), "M": f"{when:%b}",
        "F": f"{when:%B}", "D": f"{when:%a}", "l": f"{when:%A}", "H": f"{when:%H}", "G": str(when.hour),
        "g": str(when.hour % 12 or 12), "i": f"{when:%M}", "a": "am" if when.hour < 12 else "pm",
    }  # fmt: skip
    return "".join(letters.get(letter, letter) for letter in form)
