"""Measures sent on a record and the end of that record, at the same moment on two connections: one waits, and then sees the other."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from django.db import connection, transaction
from django.utils import timezone

from archives.actions import withdraw
from discipline.models import Execution, JointAction, Lifting
from integrity.errors import Refused
from tests import world
from tests.conftest import role
from tests.discipline import measured
from tests.repair.applied import application_at, breach, of_company, shield_at, take
from tests.repair.given import account

TODAY = timezone.localdate
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


class Second(Thread):
    """``act`` as staff on a connection of its own; ``told`` is ``done``, or the sentence of the refusal."""

    def __init__(self, act):
        super().__init__()
        self.act, self.told, self.begun = act, None, Event()
        self.start()
        assert self.begun.wait(10)

    def run(self):
        try:
            with role("staff"):
                self.begun.set()
                self.act()
                self.told = "done"
        except Refused as refusal:
            self.told = str(refusal)
        except Exception as error:
            self.told = repr(error)
        finally:
            connection.close()


def together(first, second) -> str:
    """``first`` is done and not committed when ``second`` begins, and committed once that waits for it; what became of ``second``."""
    with role("staff"), transaction.atomic():
        first()
        other = Second(second)
        until = monotonic() + 20
        with connection.cursor() as cursor:
            while monotonic() < until and other.is_alive():
                cursor.execute(WAITING)
                if cursor.fetchone()[0]:
                    break
                sleep(0.05)
            else:
                pytest.fail(f"The second did not wait: {other.told}")
    other.join()
    return other.told


def long_ago() -> str:
    return (TODAY() - timedelta(150)).isoformat()  # the minimum period of its tier has passed


@contextmanager
def of(record):
    """A draft of a joint action on ``record``; in the end whatever was sent on it is lifted."""
    yield measured.drafted(measured.asked("project", world.OFFICE), on=record, today=TODAY())
    sent = Execution.objects.about(record.number).filter(asked_on__isnull=False)
    assert not sent.unlifted(TODAY()).exists()


def decide(action: JointAction):
    return measured.decided(JointAction.objects.get(pk=action.pk), today=TODAY())


def test_a_grant_lifts_what_was_sent_a_moment_before(committed):
    record = breach(decided_on=long_ago())
    application = application_at("verified", record, today=TODAY())
    with of(record) as action:
        assert together(lambda: decide(action), lambda: take(application, "grant", today=TODAY())) == "done"
        assert Lifting.objects.filter(record_no=record.number, ground="repaired", executions__action=action).exists()


def test_nothing_is_sent_on_what_was_repaired_a_moment_before(committed):
    record = breach(decided_on=long_ago())
    application = application_at("verified", record, today=TODAY())
    with of(record) as action:
        told = together(lambda: take(application, "grant", today=TODAY()), lambda: decide(action))
        assert record.number in told
        assert JointAction.objects.get(pk=action.pk).status == "drafted"


def test_nothing_is_sent_on_what_was_shielded_or_withdrawn_a_moment_before(committed):
    record = of_company(decided_on=long_ago())
    shield = shield_at("entered", record, until_on=TODAY() + timedelta(30), today=TODAY())
    with of(record) as action:
        told = together(lambda: measured.advance(shield, "confirm", by=account("zhou"), seen=shield.revision), lambda: decide(action))
        assert record.number in told
    other = breach(decided_on=long_ago())
    with of(other) as action:
        told = together(lambda: withdraw(number=other.number, by=account("zhou"), reason="认定有误"), lambda: decide(action))
        assert other.number in told


def test_of_two_actions_with_one_measure_one_is_sent(committed):
    record = breach(decided_on=long_ago())
    one, two = (measured.drafted(measured.asked("project", world.OFFICE), on=record, today=TODAY()) for _ in range(2))
    assert record.number not in (told := together(lambda: decide(one), lambda: decide(two)))
    assert one.number in told
    assert set(JointAction.objects.values_list("status", flat=True)) == {"out", "drafted"}
