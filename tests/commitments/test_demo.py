"""Commitments of the demo: in every state and of every kind, by the real doors; fourteen services in each township."""

from __future__ import annotations

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from archives.demo import loading
from archives.demo.city import CITIZEN, PEOPLE
from archives.models import Subject
from commitments import demo, states
from commitments.models import Commitment, Dispute, TownshipService, Wording
from tests import world
from tests.conftest import role


def test_commitments_stand_in_every_state_and_every_township_has_its_services(committed):
    world.step_aside()
    try:
        with role("staff"):
            loading.load(lambda words: None)
            assert demo.load(lambda words: None)
            assert not demo.load(lambda words: None)  # safe to repeat
            assert demo.load_services(lambda words: None)
            assert not demo.load_services(lambda words: None)
        assert set(Commitment.objects.values_list("status", flat=True)) == set(Commitment.Status.values)
        assert set(Dispute.objects.values_list("status", flat=True)) == set(Dispute.Status.values)
        moved = Commitment.objects.filter(status="published").annotate(owners=Count("ownerships")).filter(owners__gt=1)
        assert [one.ownerships.last().note for one in moved if one.ownerships.last().appointment.until_on is None]  # a handover with its day
        left = states.ownerless(Commitment.objects.all(), timezone.localdate())
        assert left.exists()  # and some wait for theirs, on the home page of their unit
        kinds = set(Wording.objects.filter(family="public").values_list("code", flat=True))
        assert kinds - set(Commitment.objects.values_list("wording__code", flat=True)) <= {"time_limit"}  # where no matter is listed
        townships = Subject.objects.filter(kind="township", ceased_on__isnull=True)
        assert townships.count() > 1
        every = set(TownshipService.objects.values_list("code", flat=True))
        assert len(every) == 14
        for township in townships:
            assert set(Commitment.objects.filter(unit=township).values_list("service__code", flat=True)) >= every
    finally:
        world.wipe()
        User.objects.filter(username__in=[person.username for person in (*PEOPLE, CITIZEN)]).delete()
        User.objects.filter(username__startswith="demo-township-").delete()
        connection.close()
