"""Cases of the demo: one at every stage, by the real doors."""

from __future__ import annotations

from django.db import connection

from accounts.models import User
from archives.demo import loading
from archives.demo.city import CITIZEN, PEOPLE
from discipline import demo, demo_measures
from discipline.models import Case, CaseVote, Execution, JointAction, Lifting, Reply
from tests import world
from tests.conftest import role


def test_a_case_stands_at_every_stage_and_each_was_taken_there_by_its_people(committed):
    world.step_aside()
    try:
        with role("staff"):
            loading.load(lambda words: None)
            assert demo.load(lambda words: None)
            assert not demo.load(lambda words: None)  # safe to repeat
            assert demo_measures.load(lambda words: None)
            assert not demo_measures.load(lambda words: None)
        assert set(Case.objects.values_list("status", flat=True)) == set(Case.Status.values)
        assert set(Reply.objects.values_list("kind", flat=True)) == set(Reply.Kind.values)
        assert set(CaseVote.objects.values_list("question", flat=True)) == set(CaseVote.Question.values)
        for case in Case.objects.all():
            steps = list(case.taken)
            assert [s.source for s in steps] == ["verifying", *[s.target for s in steps]][: len(steps)]
            assert case.decided_by_id != case.made_by_id
            assert case.handler_id != case.accused_id
        filed = Case.objects.get(status="filed")
        assert filed.filing.records.count() == 1
        assert filed.in_charge.holder.name == "邵文清"  # acting on the day of the breach
        assert set(JointAction.objects.values_list("sort", "status")) == {("sanction", "drafted"), ("sanction", "out"), ("incentive", "out")}
        assert set(Execution.objects.values_list("status", flat=True)) == set(Execution.Status.values)
        assert all(action.decided_by_id != action.made_by_id for action in JointAction.objects.all())
        assert set(Lifting.objects.values_list("ground", "acknowledged_on")) == {("wrong", None)}
    finally:
        world.wipe()
        User.objects.filter(username__in=[person.username for person in (*PEOPLE, CITIZEN)]).delete()
        connection.close()
