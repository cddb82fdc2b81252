"""A standard with round numbers and an archive to fill."""

import pytest
from django.utils import translation
from scored import Archive, load

from archives import law


@pytest.fixture(autouse=True)
def in_english():
    """The tests look for msgids."""
    with translation.override("en"):
        yield


@pytest.fixture
def standard(db):
    law.load()
    return load()


@pytest.fixture
def archive(standard):
    return Archive()
