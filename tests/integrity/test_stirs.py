"""What belongs to an entry raises its revision, so that nobody decides on a page that does not show it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from commitments import actions as commitments
from discipline.models import Case
from tests.commitments.given import account, published
from tests.conftest import role
from tests.discipline import given as judged

pytestmark = pytest.mark.usefixtures("city")


def told():
    made = published()
    return made, lambda: commitments.tell(commitment=made, kind="progress", words="过半", percent=50, by=account("lin"), on=timezone.localdate())


def replied():
    case = judged.case_at("notified")
    return case, lambda: judged.reply(case, "statement")


WAYS = {"commitments_report": told, "discipline_reply": replied}


def raised(make) -> int:
    entry, add = make()
    entry.refresh_from_db()
    before = entry.revision
    add()
    entry.refresh_from_db()
    return entry.revision - before


@pytest.mark.parametrize("table", WAYS)
def test_a_row_of_an_entry_raises_its_revision(table):
    assert raised(WAYS[table]) == 1


@pytest.mark.parametrize("table", WAYS)
def test_without_the_trigger_it_does_not(table):
    with role("registry_owner"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_stirs")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert raised(WAYS[table]) == 0


def test_nobody_raises_a_revision_by_hand():
    case = judged.case_at("verifying")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE discipline_case SET revision = revision + 1 WHERE id = %s", [case.pk])
    assert Case.objects.get(pk=case.pk).revision == case.revision
