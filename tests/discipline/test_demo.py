"""Cases of the demo: one at every stage, by the real doors."""

from __future__ import annotations

from django.db import connection

from accounts.models import User
from archives.demo import loading
from archives.demo.city import CITIZEN, CODES, ENVIRONMENT, PEOPLE
from archives.models import DocumentSeries
from discipline import demo, demo_linked, demo_measures
from discipline.models import Case, CaseVote, CourtEntry, CourtNotice, Execution, JointAction, Lifting, LinkedPerson, Paper, Reply
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
            assert demo_linked.load(lambda words: None)
            assert not demo_linked.load(lambda words: None)
        assert set(Case.objects.values_list("status", flat=True)) == set(Case.Status.values)
        assert set(Reply.objects.values_list("kind", flat=True)) == set(Reply.Kind.values)
        assert set(CaseVote.objects.values_list("question", flat=True)) == set(CaseVote.Question.values)
        for case in Case.objects.all():
            steps = list(case.taken)
            assert [s.source for s in steps] == ["verifying", *[s.target for s in steps]][: len(steps)]
            assert case.decided_by_id != case.made_by_id
            assert case.handler_id != case.accused_id
        assert set(CourtNotice.objects.values_list("status", flat=True)) == set(CourtNotice.Status.values)
        assert CourtEntry.objects.count() == Case.objects.filter(source="court").count() == 3
        with connection.cursor() as cursor:  # five tolerated in the quarter before this one are enough to be counted
            cursor.execute("SELECT subject_code, tolerated, jsonb_array_length(grounds) FROM pub.tolerance_quarter")
            assert cursor.fetchall() == [(CODES[ENVIRONMENT], 5, 3)]
        filed = Case.objects.get(status="filed")
        assert filed.filing.records.count() == 1
        assert filed.in_charge.holder.name == "邵文清"  # acting on the day of the breach
        assert set(JointAction.objects.values_list("sort", "status")) == {("sanction", "drafted"), ("sanction", "out"), ("incentive", "out")}
        assert set(Execution.objects.values_list("status", flat=True)) == set(Execution.Status.values)
        assert all(action.decided_by_id != action.made_by_id for action in JointAction.objects.all())
        assert set(LinkedPerson.objects.values_list("role", "executions__item__code", "executions__status")) == {
            ("legal", None, None), ("legal", "honours-person", "asked"), ("legal", "office-ban", "accepted"), ("controller", "honours-person", "asked"),
        }  # fmt: skip
        assert set(Lifting.objects.values_list("ground", "acknowledged_by__username")) == {("wrong", None), ("wrong", "linjie"), ("expired", None)}
        assert [(group, state) for group, state, count in demo.stages() if not count] == []
        assert not Paper.objects.filter(document=None).exists()  # every decision has a number,
        days = list(DocumentSeries.objects.values_list("pk", "documents__issued_on").order_by("pk", "documents__serial"))
        assert days == sorted(days)  # and the numbers run with the days
    finally:
        world.wipe()
        User.objects.filter(username__in=[person.username for person in (*PEOPLE, CITIZEN)] + [demo.reader_of(body) for body in demo.READERS]).delete()
        connection.close()
