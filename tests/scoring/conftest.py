"""A standard with round numbers and an archive to fill."""

import pytest
from django.db import connection
from django.utils import translation

from archives import law
from tests.scoring.scored import Archive, load


@pytest.fixture(autouse=True)
def in_english():
    """The tests look for msgids."""
    with translation.override("en"):
        yield


@pytest.fixture
def law_only(db):
    """The catalogue, and no standard. (What other tests committed comes back when this one is rolled back.)"""
    law.load()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE scoring_standard, scoring_run, archives_tally CASCADE")


@pytest.fixture
def standard(law_only):
    return load()


@pytest.fixture
def archive(standard):
    return Archive()
