"""Objections of the demo: one at every stage, by the real doors, and those of the portal by its own login."""

from __future__ import annotations

from django.db import connection

from accounts.models import User
from archives.demo import loading
from archives.demo.city import CITIZEN, PEOPLE
from archives.models import Record
from repair import demo
from repair.models import Objection, PublicCorrection
from tests import world
from tests.conftest import role


def test_an_objection_stands_at_every_stage_and_each_was_taken_there_by_its_people(committed):
    world.step_aside()
    try:
        with role("staff"):
            loading.load(lambda words: None)
            said: list[str] = []
            assert demo.load(said.append)
            assert not demo.load(said.append)  # safe to repeat
        assert set(Objection.objects.values_list("status", flat=True)) == set(Objection.Status.values)
        assert set(Objection.objects.values_list("channel", flat=True)) == set(Objection.Channel.values)
        assert set(Objection.objects.exclude(outcome="").values_list("outcome", flat=True)) == set(Objection.Outcome.values)
        for found in Objection.objects.select_related("version__filing"):
            steps = list(found.taken)
            assert [s.source for s in steps] == ["filed", *[s.target for s in steps]][: len(steps)]
            if found.verified_by_id:
                filing = found.version.filing
                assert found.verified_by_id not in (found.made_by_id, filing.made_by_id, filing.submitted_by_id, filing.decided_by_id)
        open_ = set(Objection.objects.filter(mark__until_at__isnull=True, mark__isnull=False).values_list("record_no", flat=True))
        assert open_ == set(Record.objects.current().under_objection().values_list("number", flat=True))
        assert len(open_) >= 5
        assert set(PublicCorrection.objects.values_list("kind", flat=True)) == {"corrected", "revoked"}
        assert len([line for line in said if "passphrase" in line]) == 2
    finally:
        world.wipe()
        User.objects.filter(username__in=[person.username for person in (*PEOPLE, CITIZEN)]).delete()
        connection.close()
