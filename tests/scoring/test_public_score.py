"""The public score: what the public may see at this moment, and nothing else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from archives.models import Record
from scoring import actions, explain
from tests.conftest import role
from tests.scoring.scored import now

TODAY = timezone.localdate()


def public(query, *arguments):
    with role("portal"), connection.cursor() as cursor:
        cursor.execute(query, arguments)
        return cursor.fetchall()


def score(body):
    return public("SELECT score, lines, standard_code, letter FROM score WHERE subject_code = %s", body.code)


@pytest.fixture
def body(archive):
    return archive.body()


def record(archive, body, **more):
    before = now() - timedelta(seconds=2)
    values = {"decided_on": TODAY - timedelta(days=20), "ends_on": TODAY + timedelta(days=300), "known_from": before}
    return archive.record(body, **(values | more))


def test_a_body_without_any_line_has_the_starting_score(body):
    assert score(body) == [(1000, 0, "test-2020", "A")]


def test_only_what_is_on_display_counts(archive, body):
    shown = record(archive, body, tier=3)
    record(archive, body, tier=2, shown=False)
    record(archive, body, tier=0, item="RY", ends_on=TODAY, decided_on=TODAY - timedelta(days=100))
    assert score(body) == [(920, 1, "test-2020", "B")]
    lines = public(
        "SELECT record_number, item_code, points, decided_on, counts_until, document, article FROM score_line WHERE subject_code = %s",
        body.code,
    )
    assert lines == [(shown.number, "CF", -80, shown.decided_on, shown.ends_on, "测试文件", "第二条")]
    # Staff count everything: that is the score of the register, and it is not published.
    assert explain.lines(body.pk, TODAY, now()).score == 880
    actions.rescore(as_of=TODAY, live=True)
    assert score(body) == [(920, 1, "test-2020", "B")]


def test_a_withdrawn_record_stops_counting_at_once(archive, body):
    gone = record(archive, body)
    assert score(body)[0][0] == 960
    Record.objects.filter(pk=gone.pk).update(withdrawn_at=now(), withdrawn_by=gone.filing.made_by, withdrawn_reason="撤销")
    assert score(body) == [(1000, 0, "test-2020", "A")]


def test_a_line_that_ran_out_by_the_standard_stops_counting(archive, body):
    record(archive, body, tier=1, decided_on=TODAY - timedelta(days=365))
    record(archive, body, tier=1, decided_on=TODAY - timedelta(days=364))
    assert score(body)[0][:2] == (990, 1)
    assert public("SELECT counts_until FROM score_line WHERE subject_code = %s", body.code) == [(TODAY + timedelta(days=1),)]


def test_no_enterprise_is_scored(archive):
    enterprise = archive.body(kind="enterprise")
    record(archive, enterprise)
    assert score(enterprise) == []
    assert public("SELECT * FROM score_line WHERE subject_code = %s", enterprise.code) == []


def test_bands_and_standards_are_public(standard):
    assert public("SELECT code, base, in_force FROM standard") == [("test-2020", 1000, True)]
    assert public("SELECT letter, low FROM band ORDER BY low DESC NULLS LAST") == [("AAA", 1050), ("A", 960), ("B", 850), ("D", None)]
    assert len(public("SELECT * FROM standard_rule")) == 4
