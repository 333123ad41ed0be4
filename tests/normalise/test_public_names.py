import pytest

from jjscrape.normalise import people
from jjscrape.normalise.dates import published as dates


@pytest.mark.parametrize("module", [dates, people], ids=lambda module: module.__name__)
def test_what_a_module_offers_it_has(module):
    assert [name for name in module.__all__ if not hasattr(module, name)] == []
