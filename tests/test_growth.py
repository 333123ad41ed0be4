"""What tells growth with the square of the size from growth with the size."""

from __future__ import annotations

import pytest
from growth import assert_no_square


def test_growth_with_the_square_is_told_from_growth_with_the_size():
    assert_no_square(lambda size: sum(range(size * 1000)), 100, 800)
    with pytest.raises(AssertionError, match="8 times the size"):
        assert_no_square(lambda size: sum(range(size * size)), 800, 6400)
