"""Whether a summary is only a text's beginning is told from that, and as if the whole text had been looked at."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from jjscrape.normalise.text import fold
from jjscrape.release.tables.record_rows import repeats_opening

WORDS = st.text(st.sampled_from("aé ﬁ\u2019'\u0301\u00ad-ßİΣ\n.\u201c"), max_size=30)


@example("\u00ad" * 29 + "a", 40, 10)
@given(WORDS, st.integers(0, 40), st.integers(0, 30))
def test_a_part_of_the_text_tells_what_all_of_it_would(words, times, shown):
    text = words * times
    folded = fold(text)[:shown]  # of a text with much that folds to nothing, a few characters are a long beginning
    for summary in (text[:shown], f"{text[:shown]}…", f"{text[:shown]}x", words, folded, f"{folded}x"):
        wanted = fold(text).startswith(fold(summary.removesuffix("…")))
        assert repeats_opening(summary, text) == wanted
