"""Which file a smaller copy of a picture was made from, by its address; what only looks like a copy stays."""

import pytest

from jjscrape.pages.node.derivatives import original

FILES = "https://x.org/sites/default/files"


@pytest.mark.parametrize(
    ("url", "of"),
    [
        (f"{FILES}/styles/large/public/field/a.jpg?itok=Ab-9", f"{FILES}/field/a.jpg"),
        (f"{FILES}/styles/large/public/a.jpg", f"{FILES}/a.jpg"),
        (f"{FILES}/styles/large/public/a.jpg?itok=x#top", f"{FILES}/a.jpg"),
        ("https://x.org/system/files/styles/big/private/a.jpg?itok=x", "https://x.org/system/files/a.jpg"),
        ("https://x.org/media/styles/large/public/a.jpg?itok=x", "https://x.org/media/a.jpg"),
    ],
)
def test_a_derivative_names_its_original(url, of):
    assert original(url) == of


@pytest.mark.parametrize(
    "url",
    [
        f"{FILES}/a.jpg",
        f"{FILES}/a.jpg?v=3",
        f"{FILES}/styles/public/a.jpg",
        f"{FILES}/styles/gothic/a.jpg",
        "https://x.org/history/styles/gothic/public/house.jpg",
        f"{FILES}/styles/large/public",
        f"{FILES}/styles/large/publicity/a.jpg",
        "https://x.org/a.jpg?of=/styles/large/public/a.jpg",
    ],
)
def test_any_other_address_stays(url):
    assert original(url) == url
