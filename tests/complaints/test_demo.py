"""Complaints of the demo: one at every stage, by the real doors, and those of the portal by its own login."""

from __future__ import annotations

from django.db import connection

from accounts.models import User
from archives.demo import loading
from archives.demo.city import CITIZEN, CODES, PEOPLE
from complaints import demo, intake
from complaints.models import Campaign, Ticket
from integrity import receipts
from tests import world
from tests.conftest import role


def test_a_ticket_stands_at_every_stage_and_each_was_taken_there_by_its_people(committed):
    world.step_aside()
    try:
        with role("staff"):
            loading.load(lambda words: None)
            said: list[str] = []
            assert demo.load(said.append)
            assert not demo.load(said.append)  # safe to repeat
        assert set(Ticket.objects.values_list("status", flat=True)) == set(Ticket.Status.values)
        assert set(Ticket.objects.values_list("channel", flat=True)) == set(Ticket.Channel.values)
        assert set(Ticket.objects.exclude(outcome="").values_list("outcome", flat=True)) == set(Ticket.Outcome.values)
        for ticket in Ticket.objects.all():
            steps = list(ticket.taken)
            assert [s.source for s in steps] == ["received", *[s.target for s in steps]][: len(steps)]
            assert ticket.decided_by_id != ticket.made_by_id
            assert ticket.handler_id != ticket.accused_id
        with connection.cursor() as cursor:  # the quarter before this one has enough to be counted: six, two founded, one answered late
            cursor.execute("SELECT subject_code, closed, founded, in_time FROM pub.complaint_quarter")
            assert cursor.fetchall() == [(CODES["示范市住房和城乡建设局"], 6, None, None)]  # of the six two and five are below the sample, or the rest is
        assert Campaign.objects.get().talks.filter(result="put_right").count() == 1  # the body with three founded tickets
        printed = [line.split() for line in said if "passphrase" in line]
        assert len(printed) == Ticket.objects.filter(channel="portal").count() == 2
        code, passphrase = printed[0][-3].rstrip(","), printed[0][-1]
        stored = bytes(Ticket.objects.get(receipt_code=code).verifier_hash)
        assert stored == intake.hashlib.sha256(receipts.verifier(code, passphrase)).digest()
    finally:
        world.wipe()
        User.objects.filter(username__in=[person.username for person in (*PEOPLE, CITIZEN)]).delete()
        connection.close()
