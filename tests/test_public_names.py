"""A module that lists what it offers has all of it."""

import importlib
import pkgutil

import pytest

import jjscrape

NAMES = [found.name for found in pkgutil.walk_packages(jjscrape.__path__, "jjscrape.") if "__main__" not in found.name]
LISTING = [module for module in map(importlib.import_module, NAMES) if hasattr(module, "__all__")]


@pytest.mark.parametrize("module", LISTING, ids=lambda module: module.__name__)
def test_what_a_module_offers_it_has(module):
    assert [name for name in module.__all__ if not hasattr(module, name)] == []
