"""Applications for repair and shields of the demo: one at every stage, by the real doors, one of the portal by its own login."""

from __future__ import annotations

from django.db import connection

from accounts.models import User
from archives.demo import loading
from archives.demo.city import CITIZEN, PEOPLE
from archives.models import Record, Relief
from repair.applications import demo
from repair.applications.models import Application, Shielding
from tests import world
from tests.conftest import role


def test_an_application_and_a_shield_stand_at_every_stage(committed):
    world.step_aside()
    try:
        with role("staff"):
            loading.load(lambda words: None)
            said: list[str] = []
            assert demo.load(said.append)
            assert not demo.load(said.append)  # safe to repeat
        assert set(Application.objects.values_list("status", flat=True)) == set(Application.Status.values)
        assert set(Application.objects.values_list("channel", flat=True)) == {"window", "portal"}
        assert set(Shielding.objects.values_list("status", flat=True)) == set(Shielding.Status.values)
        assert len([line for line in said if "passphrase" in line]) == 1
        hidden = set(Relief.objects.in_force().values_list("number", flat=True))
        assert len(hidden) == 3  # two granted, one shielded
        assert not Record.objects.public().filter(number__in=hidden).exists()
        for found in Application.objects.exclude(decided_by=None):
            assert len({found.made_by_id, found.verified_by_id, found.decided_by_id}) == 3
    finally:
        world.wipe()
        User.objects.filter(username__in=[person.username for person in (*PEOPLE, CITIZEN)]).delete()
        connection.close()
