"""What tells growth with the square of the size from growth with the size."""

from __future__ import annotations

import growth
import pytest


def test_growth_with_the_square_is_told_from_growth_with_the_size(monkeypatch):
    monkeypatch.setattr(growth, "seconds", lambda work, size: work(size))
    growth.assert_no_square(lambda size: size * 0.001, 100, 800)
    growth.assert_no_square(lambda size: size * 0.001 * len(str(size)), 100, 8000)
    with pytest.raises(AssertionError, match="8 times the size took 6400"):
        growth.assert_no_square(lambda size: size**2 * 0.01, 100, 800)


def test_one_slow_measurement_of_several_is_no_growth(monkeypatch):
    taken = iter([900, 1, 1, 900, 8])
    monkeypatch.setattr(growth, "seconds", lambda work, size: next(taken))
    growth.assert_no_square(lambda size: None, 100, 800)
