"""Charts: Vega-Lite draws them as SVG, without a browser; here the SVG is cleaned for use in an HTML page.

Colours are names of the page's style sheet, so that a chart follows it into the dark and onto paper. Sizes are fixed
and no label is measured, so that no font of a machine has a say in the bytes.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from jjscrape.release.report.grid import printable
from jjscrape.release.report.vega import svg_of

SVG = "{http://www.w3.org/2000/svg}"
WIDTH = 740
"""Of every chart, in units of its own; the page scales it."""
SHADES = 5
STRONG = 4
"""The first shade that needs light text upon it."""

_KEPT = {"d", "fill", "fill-opacity", "font-size", "font-weight", "opacity", "stroke", "stroke-dasharray",
         "stroke-width", "text-anchor", "transform", "viewBox", "x", "x2", "y", "y2", "height", "width"}  # fmt: skip
_LONG_NUMBER = re.compile(r"-?[0-9]+\.[0-9]{3,}(e-?[0-9]+)?")
_CONFIG: dict[str, Any] = {
    "axis": {
        "domainColor": "var(--line)",
        "gridColor": "var(--line)",
        "labelColor": "var(--muted)",
        "labelFontSize": 12,
        "labelLimit": 0,
        "labelOverlap": False,
        "labelPadding": 6,
        "ticks": False,
        "title": None,
    },
    "view": {"stroke": None},
}
KEY = "slice(datum.value, 4)"
"""Vega's expression that takes a label out of what `keyed` made."""


def keyed(labels: list[str]) -> list[str]:
    """Number labels, so that two alike stay two and they sort as they stand."""
    return [f"{number:03d}|{text}" for number, text in enumerate(labels)]


def shade(value: int, highest: int) -> int:
    """The shade of a number above nought, from 1 (pale) to `SHADES`."""
    return min(SHADES, 1 + (value * SHADES - 1) // highest) if highest else 1


def columns(
    labels: list[str],
    parts: list[str],
    counts: list[list[int]],
    tooltips: list[list[str]],
    colours: list[str],
    *,
    pale: bool = False,
) -> dict[str, Any]:
    """Stacked columns with their sums above; `counts` and `tooltips` are by label, then part. The last may be pale."""
    keys = keyed(labels)
    values = [
        {
            "x": key,
            "part": part,
            "order": position,
            "n": n,
            "told": words,
            "strength": 0.45 if pale and key == keys[-1] else 1,
        }
        for key, row, texts in zip(keys, counts, tooltips, strict=True)
        for position, (part, n, words) in enumerate(zip(parts, row, texts, strict=True))
        if n
    ]
    sums = [{"x": key, "n": sum(row), "sum": str(sum(row))} for key, row in zip(keys, counts, strict=True)]
    across = {
        "field": "x",
        "type": "ordinal",
        "scale": {"domain": keys, "paddingInner": 0.28, "paddingOuter": 0.14},
        "axis": {"labelExpr": KEY, "labelAngle": 0, "grid": False},
    }
    up = {"field": "n", "type": "quantitative", "axis": {"tickMinStep": 1, "tickCount": 5, "format": "d"}}
    return _spec(
        height=230,
        padding={"left": 36, "right": 4, "top": 20, "bottom": 28},
        layer=[
            {
                "data": {"values": values},
                "mark": {"type": "bar", "stroke": "var(--paper)", "strokeWidth": 1},
                "encoding": {
                    "x": across,
                    "y": up,
                    **_parts(parts, colours),
                    "fillOpacity": {"field": "strength", "type": "quantitative", "scale": None},
                },
            },
            {
                "data": {"values": sums},
                "mark": {"type": "text", "dy": -8, "fontSize": 12, "fontWeight": 600, "color": "var(--ink)"},
                "encoding": {"x": across, "y": up, "text": {"field": "sum"}},
            },
        ],
    )


def bars(
    labels: list[str], parts: list[str], counts: list[list[int]], tooltips: list[list[str]], colours: list[str]
) -> dict[str, Any]:
    """Stacked bars, one below the other, with their sums at the end."""
    keys = keyed(labels)
    values = [
        {"y": key, "part": part, "order": position, "n": n, "told": words}
        for key, row, texts in zip(keys, counts, tooltips, strict=True)
        for position, (part, n, words) in enumerate(zip(parts, row, texts, strict=True))
        if n
    ]
    sums = [{"y": key, "n": sum(row), "sum": f"{sum(row):,}"} for key, row in zip(keys, counts, strict=True)]
    down = {
        "field": "y",
        "type": "ordinal",
        "scale": {"domain": keys, "paddingInner": 0.3, "paddingOuter": 0.15},
        "axis": {"labelExpr": KEY, "labelColor": "var(--ink)", "domain": False, "labelFontSize": 13},
    }
    along = {"field": "n", "type": "quantitative", "axis": None}
    return _spec(
        height=26 * len(labels),
        padding={"left": _room(labels), "right": 52, "top": 2, "bottom": 4},
        layer=[
            {
                "data": {"values": values},
                "mark": {"type": "bar", "stroke": "var(--paper)", "strokeWidth": 1},
                "encoding": {"y": down, "x": along, **_parts(parts, colours)},
            },
            {
                "data": {"values": sums},
                "mark": {
                    "type": "text", "dx": 6, "align": "left", "fontSize": 12, "fontWeight": 600, "color": "var(--ink)",
                },
                "encoding": {"y": down, "x": along, "text": {"field": "sum"}},
            },
        ],
    )  # fmt: skip


def matrix(
    rows: list[str],
    columns: list[str],
    cells: list[tuple[int, int, int, str, str]],
    *,
    step: int = 26,
) -> dict[str, Any]:
    """Shaded cells with a text in each: (row, column, shade, text, tooltip). A cell not given stays empty."""
    down, across = keyed(rows), keyed(columns)
    values = [
        {
            "y": down[row],
            "x": across[column],
            "shade": f"var(--s{shaded})",
            "on": "var(--on-strong)" if shaded >= STRONG else "var(--ink)",
            "text": text,
            "told": tooltip,
        }
        for row, column, shaded, text, tooltip in cells
    ]
    placed = {
        "y": {
            "field": "y",
            "type": "ordinal",
            "scale": {"domain": down, "padding": 0.06},
            "axis": {"labelExpr": KEY, "labelColor": "var(--ink)", "domain": False, "labelFontSize": 13},
        },
        "x": {
            "field": "x",
            "type": "ordinal",
            "scale": {"domain": across, "padding": 0.04},
            "axis": {"labelExpr": KEY, "orient": "top", "labelAngle": 0, "domain": False},
        },
    }
    return _spec(
        height=step * len(rows),
        padding={"left": _room(rows), "right": 4, "top": 24, "bottom": 4},
        data={"values": values},
        layer=[
            {
                "mark": {"type": "rect"},
                "encoding": {
                    **placed,
                    "fill": {"field": "shade", "type": "nominal", "scale": None, "legend": None},
                    "description": {"field": "told"},
                },
            },
            {
                "mark": {"type": "text", "fontSize": 12},
                "encoding": {
                    **placed,
                    "text": {"field": "text"},
                    "color": {"field": "on", "type": "nominal", "scale": None, "legend": None},
                },
            },
        ],
    )


def year_lines(years: list[str], days: list[tuple[int, int, int, str]]) -> dict[str, Any]:
    """One line a year, January to December: (year's place, first day, last day of the year from 1, tooltip)."""
    keys = keyed(years)
    starts = [1, 32, 61, 92, 122, 153, 183, 214, 245, 275, 306, 336]  # of a leap year, so that every year fits
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    values = [
        {"y": keys[row], "from": first, "to": last + 1, "mid": (first + last + 1) / 2, "told": tooltip}
        for row, first, last, tooltip in days
    ]
    down = {
        "field": "y",
        "type": "ordinal",
        "scale": {"domain": keys},
        "axis": {"labelExpr": KEY, "labelColor": "var(--ink)", "domain": False, "grid": True, "labelFontSize": 13},
    }
    along = {
        "type": "quantitative",
        "scale": {"domain": [1, 367], "nice": False},
        "axis": {
            "values": starts,
            "labelExpr": f"{months}[indexof({starts}, datum.value)]",
            "labelAlign": "left",
            "labelPadding": 8,
            "orient": "top",
            "domain": False,
            "grid": True,
        },
    }
    long = {"filter": "datum.to - datum.from > 1"}
    return _spec(
        height=34 * len(years),
        padding={"left": 52, "right": 12, "top": 28, "bottom": 4},
        data={"values": values},
        layer=[
            {
                "mark": {"type": "point", "filled": True, "size": 150, "color": "var(--c3)", "opacity": 0.85},
                "encoding": {"y": down, "x": {"field": "mid", **along}, "description": {"field": "told"}},
            },
            {
                "transform": [long],
                "mark": {"type": "bar", "height": 12, "color": "var(--c3)", "opacity": 0.85, "cornerRadius": 6},
                "encoding": {
                    "y": down,
                    "x": {"field": "from", **along},
                    "x2": {"field": "to"},
                    "description": {"field": "told"},
                },
            },
        ],
    )


def _room(labels: list[str]) -> int:
    """Units that labels need to the left of a chart; by their number of characters, so that no font is asked."""
    return min(310, 20 + round(6.9 * max(map(len, labels), default=0)))


def _parts(parts: list[str], colours: list[str]) -> dict[str, Any]:
    return {
        "color": {"field": "part", "type": "nominal", "scale": {"domain": parts, "range": colours}, "legend": None},
        "order": {"field": "order", "type": "quantitative"},
        "description": {"field": "told"},
    }


def _spec(*, height: int, padding: dict[str, int], **rest: Any) -> dict[str, Any]:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "autosize": {"type": "none"},
        "background": None,
        "config": _CONFIG,
        "height": height,
        "padding": padding,
        "width": WIDTH - padding["left"] - padding["right"],
        **rest,
    }


def draw(spec: dict[str, Any], name: str, title: str, about: str) -> str:
    """Draw a chart as an `svg` element for an HTML page: one image with a title and a description.

    Marks keep what they say as their own title, which browsers show under the pointer. Whatever a strict content
    security policy or a page's other charts could quarrel with (styles, scripts, identifiers) is not in it.
    """
    svg = printable(svg_of(spec))
    drawn = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False))
    for element in list(drawn.iter()):
        _tidy(element)
    width, height = drawn.get("viewBox", "0 0 0 0").split()[2:]
    drawn.attrib.clear()
    drawn.attrib.update(
        {"class": "chart", "viewBox": f"0 0 {width} {height}", "role": "img",
         "aria-labelledby": f"{name}-title {name}-about"}
    )  # fmt: skip
    for position, (tag, text) in enumerate([("title", title), ("desc", about)]):
        described = etree.Element(f"{SVG}{tag}", id=f"{name}-{('title', 'about')[position]}")
        described.text = printable(text)
        drawn.insert(position, described)
    etree.cleanup_namespaces(drawn)
    return etree.tostring(drawn, encoding="unicode")


def _tidy(element: etree._Element) -> None:
    parent = element.getparent()
    empty = element.get("display") == "none" or element.get("class") in {"background", "foreground"}
    if parent is not None and (empty or not isinstance(element.tag, str)):
        parent.remove(element)
        return
    marked = element.tag != f"{SVG}text" and element.get("aria-roledescription") not in {None, "axis"}
    tooltip = element.get("aria-label") if marked else None
    for name in list(element.attrib):
        if name not in _KEPT:
            del element.attrib[name]
        else:
            element.set(name, _LONG_NUMBER.sub(lambda number: f"{float(number[0]):.2f}", element.get(name, "")))
    if tooltip:
        etree.SubElement(element, f"{SVG}title").text = tooltip
