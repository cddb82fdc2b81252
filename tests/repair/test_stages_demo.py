"""The demo from determination to repair and correction: who was told that measures ended or a value was wrong, and who acknowledged it."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from archives.demo import loading, states
from archives.demo.city import CITIZEN, PEOPLE
from archives.models import Document, DocumentKind
from discipline import demo as cases
from discipline import demo_linked, demo_measures
from discipline.models import Execution, Lifting, Paper
from repair import demo as objections
from repair.applications import demo as repairs
from repair.applications import granting
from repair.applications.models import Application
from repair.models import CorrectionNotice, Objection
from tests import world
from tests.conftest import role

SAID: list[str] = []


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """The demo written by hand, committed once for all of these tests."""
    with django_db_blocker.unblock():
        try:
            world.step_aside()
            with role("staff"):
                loading.load(str)
                # The demo has only its own people to decide.
                strangers = list(User.objects.filter(is_active=True).exclude(username__in=[*(p.username for p in (*PEOPLE, CITIZEN)), "system"]))
                User.objects.filter(pk__in=[user.pk for user in strangers]).update(is_active=False)
                for demo in (cases, demo_measures, demo_linked, objections, repairs):
                    assert demo.load(SAID.append)
            yield
        finally:
            world.wipe()
            User.objects.filter(pk__in=[user.pk for user in strangers]).update(is_active=True)
            names = [person.username for person in (*PEOPLE, CITIZEN)] + [cases.reader_of(body) for body in cases.READERS]
            User.objects.filter(username__in=names).delete()
            connection.close()


@pytest.mark.usefixtures("told", "city")
class TestTold:
    def test_no_stage_is_empty_and_the_command_asks_for_each(self, monkeypatch):
        found = list(states.further())
        assert [f"{group}: {state}" for group, state, count in found if not count] == []
        assert {group for group, _state, _count in found} >= {"case", "measure", "lifting", "correction", "application"}
        assert not [line for line in SAID if "only" in line]
        monkeypatch.setattr(states, "table", lambda today: ())
        out = io.StringIO()
        call_command("demo_states", stdout=out)
        assert len(out.getvalue().splitlines()) == len(found)
        monkeypatch.setattr(cases, "stages", lambda: [("lifting", "expired", 0)])
        with pytest.raises(CommandError, match="lifting: expired"):
            call_command("demo_states", stdout=out)

    def test_of_two_repairs_with_measures_one_awaits_a_unit(self):
        granted = Application.objects.filter(status="granted").order_by("pk")
        assert [granting.is_executed(found) for found in granted] == [True, False]
        for found in granted:
            numbers = [record.number for record in granting.facts.records_of(found)]
            notices = Lifting.objects.filter(record_no__in=numbers, ground="repaired")
            assert sorted(notices.values_list("unit__name", flat=True)) == sorted(["示范市市场监督管理局", "示范市生态环境局"])
            held = Execution.objects.filter(liftings__in=notices)
            assert set(held.values_list("status", flat=True)) == {"executed"}
        awaited = granting.open_liftings(granted[1]).get()
        assert awaited.unit.name == "示范市生态环境局"

    def test_who_received_a_wrong_value_was_told_and_one_acknowledged(self):
        corrected = Objection.objects.get(status="decided", outcome="corrected")
        told = CorrectionNotice.objects.filter(objection=corrected)
        assert {(notice.recipient.username, notice.how, notice.acknowledged_at is None) for notice in told} == {
            ("linjie", "export", False), ("zhouwen", "export", True),
        }  # fmt: skip
        assert set(Lifting.objects.filter(ground="corrected").values_list("record_no", "acknowledged_by__username")) == {
            (corrected.record_no, "linjie"), (corrected.record_no, None),
        }  # fmt: skip

    def test_every_decision_has_its_number(self):
        assert not Paper.objects.filter(document=None).exists()
        decided = Application.objects.filter(status__in=["granted", "refused"]).values_list("document_no", flat=True)
        assert set(decided) <= set(Document.objects.filter(kind=DocumentKind.REPAIR_DECISION).values_list("number", flat=True))
        answered = Objection.objects.exclude(decided_on=None).values_list("pk", flat=True)
        letters = Document.objects.filter(about_kind="repair.objection", kind=DocumentKind.OBJECTION_DECISION)
        assert set(letters.values_list("about_id", flat=True)) >= set(answered)
