"""A node's body as HTML blocks, and the same as plain text."""

from __future__ import annotations

import random
import re
from html import escape, unescape
from itertools import islice
from typing import TYPE_CHECKING

from jjscrape.demo import filler_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jjscrape.demo.model import Node

SELF = "%SELF%"
"""Stands in composed HTML for the host that the request named."""

WORD_EVERY = 9
LISTED = re.compile(r"</(?:p|li|h2|h3|blockquote|figcaption)>|<br />")
TAG = re.compile(r"<[^>]+>")


def anchor(target: str, text: str) -> str:
    if target.startswith("www:"):
        target = f"http://www.{SELF}{target.removeprefix('www:')}"
    return f'<a href="{escape(target)}">{escape(text, quote=False)}</a>'


def paragraph(text: str) -> str:
    return f"<p>{escape(text, quote=False)}</p>"


def lead(node: Node, series: dict[str, str]) -> list[str]:
    """Return the blocks before the break: context, series paragraph, byline and summary, in the node's own order."""
    blocks = []
    position = node.byline.position if node.byline else None
    byline = [paragraph(node.byline.printed)] if node.byline else []
    if node.context:
        blocks.append(paragraph(node.context))
    if position == "first":
        blocks += byline
    if node.series:
        # The same words are punctuated differently from post to post, so that they can't be cut by comparison alone.
        opening = series[node.series]
        blocks.append(paragraph(opening if node.nid % 2 else opening.replace(", ", " , ", 1)))
    if position == "after-series":
        blocks += byline
    if position == "only":
        return blocks + byline
    blocks.append(paragraph(node.summary))
    if position == "after-summary":
        blocks += byline
    if node.teaser_links:
        blocks.append("<ul>\n" + "\n".join(f"<li>{anchor(*link)}</li>" for link in node.teaser_links) + "\n</ul>")
    return blocks


def rest(node: Node) -> list[str]:
    """Return the blocks after the break."""
    if node.paragraphs is not None:
        return [paragraph(text) for text in node.paragraphs]
    chance = random.Random(f"body {node.nid}")  # noqa: S311  (the same body for the same node, nothing secret)
    lines = filler_text.sentences(chance)
    lengths = [chance.randint(3, 5) for _ in range(chance.randint(2, 4))]
    blocks = [paragraph(" ".join(islice(lines, length))) for length in lengths]
    if node.nid % WORD_EVERY == 0:
        # As text pasted from a word processor arrives.
        blocks[0] = blocks[0].replace("<p>", '<p class="MsoNormal">', 1).replace("</p>", "<o:p></o:p></p>", 1)
        blocks.insert(1, "<p>&nbsp;</p>")
    if node.video and not node.promoted:
        blocks.append(
            f'<p><iframe src="https://www.youtube.com/embed/{node.video}" width="560" height="315"></iframe></p>'
        )
    if node.heading:
        blocks.insert(0, f"<h2>{escape(node.heading, quote=False)}</h2>")
    if node.quote:
        blocks.insert(1, f"<blockquote><p>{escape(node.quote, quote=False)}</p></blockquote>")
        blocks.append(paragraph(node.quote) if not node.quoted else paragraph(f"—{node.quoted}"))
    blocks += [paragraph(f"{speaker} “{next(lines)}”") for speaker in node.says]
    for target, text in node.links:
        blocks.append(f"<p>{escape(next(lines), quote=False)} See {anchor(target, text)}.</p>")
    if node.other_names:
        items = "\n".join(f"<li>{escape(name, quote=False)}</li>" for name in node.other_names)
        blocks.append(f"<ul>\n{items}\n</ul>")
    if node.contact:
        blocks.append(f"<p>To hear more, email our ARC members: {escape(' or '.join(node.contact))}</p>")
    return blocks


def teaser(node: Node, series: dict[str, str]) -> list[str]:
    if node.teaser is not None:
        return [paragraph(node.teaser)]
    return lead(node, series)


def plain(blocks: Iterable[str]) -> str:
    """Return the text of HTML blocks, one line per paragraph, heading or list item."""
    text = unescape(TAG.sub("", LISTED.sub("\n", "\n".join(blocks))))
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
