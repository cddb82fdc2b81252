import pytest
from django.core.cache import cache

from tests.publicity.given import archive, portal_wrapper, reader  # noqa: F401


@pytest.fixture(autouse=True)
def nobody_asked_before():
    """How often an address asked is kept in the cache, beyond one test."""
    cache.clear()
