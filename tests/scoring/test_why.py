"""The page that explains a score to staff: who sees it, for which day, and that it agrees with the stored run."""

from datetime import date

import pytest
from django.urls import reverse

from archives.models import Subject
from scoring import actions
from tests import world
from tests.conftest import role
from tests.scoring.scored import instant

# persona × own unit, another unit
SEES = {
    "lin": (200, 403), "gao": (200, 403), "wu": (403, 200), "zhou": (200, 200), "audit": (200, 200), "guard": (403, 403),
    "past": (403, 403), "nobody": (403, 403), "closed": (302, 302), None: (302, 302),
}  # fmt: skip


@pytest.fixture
def market(archive):
    body = Subject.objects.get(code=world.MARKET)
    archive.record(body, tier=2, decided_on=date(2023, 2, 1), ends_on=date(2024, 2, 1), known_from=instant("2023-04-10"))
    return body


def address(code=world.MARKET, **query):
    return reverse("admin:scoring_why", args=[code], query=query)


@pytest.mark.parametrize("persona", SEES)
def test_who_sees_why(market, door, persona):
    visitor = door(persona)
    assert (visitor.get(address()).status_code, visitor.get(address(world.HOUSING)).status_code) == SEES[persona]


def test_any_day_by_what_was_known_at_any_instant(market, door):
    officer = door("zhou")
    answer = officer.get(address(as_of="2023-07-01", known_at="2023-05-01T12:00"))
    assert answer.context["told"].score == 960
    assert "−40.0" in answer.content.decode()
    assert officer.get(address(as_of="2023-07-01", known_at="2023-04-01T12:00")).context["told"].score == 1000
    assert officer.get(address(as_of="2024-02-01")).context["told"].score == 1000


@pytest.mark.parametrize(
    "query", [{"as_of": "soon"}, {"as_of": "2023-02-30"}, {"known_at": "x"}, {"known_at": "2999-01-01T00:00"}, {"as_of": "2019-01-01"}]
)
def test_a_question_without_an_answer(market, door, query):
    answer = door("zhou").get(address(**query))
    assert answer.status_code == 400
    assert answer.context["errors"]
    assert answer.context["score"] is None


def test_compared_with_a_stored_run(market, door):
    with role("worker"):
        run = actions.rescore(as_of=date(2023, 7, 1), known_at=instant("2023-07-01"))
    answer = door("audit").get(address(run=run.pk))
    assert answer.context["told"].score == answer.context["stored"].score == 960
    assert answer.context["told"].digest == answer.context["stored"].digest
    assert door("audit").get(address(run=99999999)).status_code == 404


def test_no_page_for_an_enterprise(market, door):
    Subject.objects.get_or_create(code=world.ENTERPRISE, defaults={"kind": "enterprise", "name": "某公司"})
    assert door("zhou").get(address(world.ENTERPRISE)).status_code == 404


def test_standards_and_runs_are_there_to_read_and_nothing_else(market, door):
    with role("worker"):
        run = actions.rescore(as_of=date(2023, 7, 1))
    officer = door("zhou")
    for name in ("admin:scoring_standard_changelist", "admin:scoring_run_changelist"):
        assert officer.get(reverse(name)).status_code == 200
        assert door("guard").get(reverse(name)).status_code == 403
    assert officer.get(reverse("admin:scoring_run_change", args=[run.pk])).status_code == 200
    assert officer.get(reverse("admin:scoring_standard_change", args=[run.standard_id])).status_code == 200
    assert officer.get(reverse("admin:scoring_standard_add")).status_code == 403
    assert officer.post(reverse("admin:scoring_standard_change", args=[run.standard_id]), {"base": 1}).status_code == 403
