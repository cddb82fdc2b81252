"""Who answers a warning, who sees it, and that numbers, lists, home page and API say the same."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archives import actions as records
from archives.models import Subject
from integrity.errors import Refused
from integrity.workflow import advance
from monitoring import actions
from monitoring.models import Warning
from tests import world
from tests.archives.appraisal import appraised
from tests.archives.officials import entered, register
from tests.archives.officials import filed as filed_about
from tests.archives.test_hardened_review import internal
from tests.shifting import shift
from tests.test_permissions import PERSONAS, filing_at

from .found import look, missed, owes, unit

pytestmark = pytest.mark.django_db
NOTE = "本周内补报。"

# Y may, 403 has not the role, 409 a rule says no.
ANSWERS = {
    #                       lin gao wu  zhou sun audit guard past closed nobody system pan
    "report of the market": "Y   403 403 403 403 403 403 403 403 403 403 403",
    "calendar":             "403 403 403 Y   Y   403 403 403 403 403 403 403",
    "withdrawn by zhou":    "403 403 403 409 Y   403 403 403 403 403 403 403",
    "before the panel":     "403 Y   403 403 403 403 403 403 403 403 403 403",
}  # fmt: skip


def given(person, what: str) -> Warning:
    if what == "report of the market":
        return missed()
    if what == "withdrawn by zhou":
        return unconfirmed(person)
    if what == "before the panel":
        return before_the_panel(person)
    look("2026-11-20")
    return Warning.objects.get(kind="calendar")


def unconfirmed(person) -> Warning:
    filing = filing_at("submitted", person)
    record = advance(filing, "approve", by=person("zhou"), seen=filing.revision).records.order_by("pk").first()
    records.withdraw(number=record.number, by=person("zhou"), reason="通报对象有误")
    shift("archives_record", "withdrawn_at", record.pk, date(2026, 11, 9))
    look("2026-11-12")
    return Warning.objects.get(kind="unconfirmed")


def before_the_panel(person) -> Warning:
    filing = appraised(person)
    shift("archives_filing", "submitted_at", filing.pk, date(2026, 11, 2))
    look("2026-11-10")
    return Warning.objects.get(kind="deadline")


@pytest.mark.parametrize("what", ANSWERS)
def test_persona_by_answer(city, person, what):
    warning = given(person, what)
    for name, expected in zip(PERSONAS, ANSWERS[what].split(), strict=True):
        with transaction.atomic():
            if expected == "Y":
                done = actions.acknowledge(warning=warning, by=person(name), note=NOTE)
                assert done.acknowledged_by == person(name)
                assert actions.record_outcome(warning=warning, by=person(name), outcome="put_right", note="已补报。").outcome == "put_right"
            else:
                with pytest.raises(PermissionDenied if expected == "403" else Refused):
                    actions.acknowledge(warning=warning, by=person(name), note=NOTE)
            transaction.set_rollback(True)


def test_the_outcome_is_the_addressees_too(city, person):
    warning = missed()
    actions.acknowledge(warning=warning, by=person("lin"), note=NOTE)
    for name in ("gao", "zhou", "audit"):
        with pytest.raises(PermissionDenied):
            actions.record_outcome(warning=warning, by=person(name), outcome="put_right", note="已补报。")


def test_answers_are_given_once_in_order_and_with_words(city, person):
    warning, lin = missed(), person("lin")
    with pytest.raises(Refused, match="尚未签收"):
        actions.record_outcome(warning=warning, by=lin, outcome="put_right", note="x")
    with pytest.raises(Refused, match="简要说明"):
        actions.acknowledge(warning=warning, by=lin, note="  ")
    with pytest.raises(Refused):
        actions.acknowledge(warning=warning, by=lin, note="联系 11010519491231002X")
    actions.acknowledge(warning=warning, by=lin, note=NOTE)
    with pytest.raises(Refused, match="已由林洁签收"):
        actions.acknowledge(warning=warning, by=lin, note=NOTE)
    with pytest.raises(Refused, match="选择一种"):
        actions.record_outcome(warning=warning, by=lin, outcome="gone", note="x")
    actions.record_outcome(warning=warning, by=lin, outcome="explained", note="系统升级，已说明。")
    with pytest.raises(Refused, match="已登记"):
        actions.record_outcome(warning=warning, by=lin, outcome="put_right", note="x")
    warning.refresh_from_db()
    assert warning.is_open  # words put nothing right: the fact stands
    assert [event.what for event in warning.events.all()] == ["raised", "acknowledged", "outcome"]


def test_what_has_closed_is_not_acknowledged_but_gets_its_outcome(city, person):
    first = missed()
    actions.acknowledge(warning=first, by=person("lin"), note=NOTE)
    owed = first.thing.split(":")[1]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO archives_zeroreport (duty_id, period_from, by_id) VALUES (%s, '2026-10-01', %s)", [owed, person("lin").pk]
        )
    look("2026-11-12")
    assert actions.record_outcome(warning=first, by=person("lin"), outcome="put_right", note="已补报。").closed_on == date(2026, 11, 12)
    owes(world.HOUSING)
    look("2026-11-12")
    other = Warning.objects.open().get(kind="report")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO archives_zeroreport (duty_id, period_from, by_id) VALUES (%s, '2026-10-01', %s)",
            [other.thing.split(":")[1], person("wu").pk],
        )
    look("2026-11-13")
    with pytest.raises(Refused, match="情形已消除"):
        actions.acknowledge(warning=other, by=person("wu"), note=NOTE)


# ── who sees ─────────────────────────────────────────────────────────────────────────────────────


def seen_by(person) -> dict[str, set[str]]:
    names = ("lin", "gao", "wu", "zhou", "audit", "guard", "past", "closed", "nobody", "pan", "ren")
    return {name: set(Warning.objects.visible_to(person(name)).values_list("kind", flat=True)) for name in names}


NONE = {name: set() for name in ("guard", "past", "closed", "nobody", "pan")}


def test_a_unit_sees_its_own_the_office_and_the_auditor_all_that_left(city, person):
    missed()
    everybody = {"report", "calendar"}
    assert seen_by(person) == NONE | {
        "lin": {"report"},
        "gao": {"report"},
        "wu": set(),
        "zhou": everybody,
        "audit": everybody,
        "ren": set(),
    }


def test_what_is_inside_a_unit_the_office_does_not_see_anywhere(city, door, person):
    warning = before_the_panel(person)
    own = {"deadline"}
    assert seen_by(person) == NONE | {
        "lin": own,
        "gao": own,
        "wu": set(),
        "zhou": {"calendar"},
        "audit": {"deadline", "calendar"},
        "ren": set(),
    }
    number = warning.facts["number"]
    zhou = door("zhou")
    for address in (
        reverse("staff_warnings"),
        reverse("staff_warnings") + "?state=all",
        reverse("admin:index"),
        reverse("monitoring:warning-list"),
    ):
        assert number not in zhou.get(address).content.decode()
    assert zhou.get(reverse("staff_warning", args=[warning.pk])).status_code == 404
    assert zhou.get(reverse("monitoring:warning-detail", args=[warning.pk])).status_code == 404
    assert number in door("gao").get(reverse("staff_warnings")).content.decode()


def test_a_withdrawal_that_stayed_inside_is_told_to_its_unit_only(city, person):
    record = internal(person).records.get()
    records.withdraw(number=record.number, by=person("gao"), reason="对象有误")
    shift("archives_record", "withdrawn_at", record.pk, date(2026, 11, 9))
    look("2026-11-12")
    assert seen_by(person) == NONE | {
        "lin": {"unconfirmed"},
        "gao": {"unconfirmed"},
        "wu": set(),
        "zhou": {"calendar"},
        "audit": {"unconfirmed", "calendar"},
        "ren": set(),
    }
    warning = Warning.objects.get(kind="unconfirmed")
    assert (warning.role, warning.acts_in, warning.caused_by) == ("clerk", unit(), person("gao"))


def test_what_is_about_a_person_is_a_number_to_whoever_sees_it(city, door, person):
    register(self_="self_")
    other = register("司徒晚晴", 2)
    filing = advance(entered(other, "GZ-KH"), "submit", by=person("ren"))
    record = filed_about(other, "GZ-DJ")
    records.withdraw(number=record.number, by=person("zhou"), reason="对象有误")
    shift("archives_record", "withdrawn_at", record.pk, date(2026, 11, 9))
    look("2027-06-01")
    personal = set(Warning.objects.filter(personal=True).values_list("kind", flat=True))
    assert personal == {"deadline", "unconfirmed"}
    assert seen_by(person)["lin"] == set()
    assert seen_by(person)["ren"] >= personal
    for who in ("zhou", "audit", "ren"):
        page = door(who).get(reverse("staff_warnings")).content.decode()
        assert filing.number in page
        for warning in Warning.objects.filter(personal=True):
            page += door(who).get(reverse("staff_warning", args=[warning.pk])).content.decode()
            page += door(who).get(reverse("monitoring:warning-detail", args=[warning.pk])).content.decode()
        assert not re.search("司徒|晚晴|欧阳|GZ-KH|GZ-DJ|处分|" + other.address, page)


def test_whoever_is_addressed_may_open_it(city, person):
    for what in ANSWERS:
        with transaction.atomic():
            warning = given(person, what)
            for name in PERSONAS:
                if warning.may_answer(person(name), date(2026, 11, 20)):
                    assert Warning.objects.visible_to(person(name)).filter(pk=warning.pk).exists(), (what, name)
            transaction.set_rollback(True)


# ── pages ────────────────────────────────────────────────────────────────────────────────────────


def test_one_page_acknowledges_concludes_and_tells(city, door, person):
    warning = missed()
    address, lin = reverse("staff_warning", args=[warning.pk]), door("lin")
    page = lin.get(address).content.decode()
    assert "2026年11月10日" in page
    assert "示信用办" in page
    assert reverse("staff_duties") in page
    assert lin.post(address, {"do": "acknowledge", "note": ""}).status_code == 409
    assert lin.post(address, {"do": "acknowledge", "note": NOTE}).status_code == 302
    assert lin.post(address, {"do": "outcome", "outcome": "put_right", "note": "已补报。"}).status_code == 302
    page = lin.get(address).content.decode()
    assert page.index("发出") < page.rindex(NOTE) < page.rindex("已补报。")
    assert door("gao").get(address).status_code == 200
    for who, expected in (("gao", 403), ("wu", 404), ("zhou", 403), ("audit", 403), ("guard", 403)):
        assert door(who).post(address, {"do": "acknowledge", "note": NOTE}).status_code == expected, who


def test_a_resident_id_is_neither_kept_nor_echoed(city, door):
    warning = missed()
    answer = door("lin").post(reverse("staff_warning", args=[warning.pk]), {"do": "acknowledge", "note": "联系 11010519491231002X"})
    assert answer.status_code == 409
    assert "11010519491231002X" not in answer.content.decode()


def listed(client, query: str) -> int:
    page = client.get(reverse("staff_warnings") + query)
    assert page.status_code == 200
    return len(page.context["page"].object_list)


def many(person) -> None:
    """Seven units missed October: lin's (acknowledged), wu's, and five without a clerk, of which one said so afterwards."""
    for n in range(1, 6):
        owes(Subject.objects.create(kind="organ", code=world.code(f"11990100MB00001{n:02d}"), name=f"某局{n}").code)
    owes(world.HOUSING)
    owes()
    look("2026-11-11")
    actions.acknowledge(warning=Warning.objects.get(kind="report", acts_in=unit()), by=person("lin"), note=NOTE)
    closed = Warning.objects.get(kind="report", unit__name="某局5")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO archives_zeroreport (duty_id, period_from, by_id) VALUES (%s, '2026-10-01', %s)",
            [closed.thing.split(":")[1], person("wu").pk],
        )
    look("2026-11-11")


@pytest.mark.parametrize(
    ("who", "numbers"),
    [("zhou", (6, 1, 5, 1)), ("audit", (6, 1, 0, 1)), ("lin", (1, 0, 0, 0)), ("wu", (1, 0, 1, 0))],
)
def test_numbers_are_those_of_the_lists_behind_them(city, door, person, who, numbers):
    """Red, yellow, awaiting my acknowledgement, closed: five units without a clerk are the office's, and the calendar."""
    many(person)
    client = door(who)
    counts = client.get(reverse("staff_warnings")).context["counts"]
    assert tuple(count["n"] for count in counts) == numbers
    assert [listed(client, count["url"]) for count in counts] == list(numbers)
    assert listed(client, "") == numbers[0] + numbers[1]
    assert listed(client, "?state=all") == numbers[0] + numbers[1] + numbers[3]


def test_filters_narrow_and_keep_the_numbers(city, door, person):
    many(person)
    client, housing = door("zhou"), unit(world.HOUSING).pk
    assert listed(client, f"?unit={housing}") == 1
    assert listed(client, "?kind=calendar") == 1
    assert listed(client, "?kind=report&level=yellow") == 0
    page = client.get(reverse("staff_warnings") + f"?unit={housing}")
    assert [count["n"] for count in page.context["counts"]] == [1, 0, 0, 0]
    assert [listed(client, count["url"]) for count in page.context["counts"]] == [1, 0, 0, 0]
    assert client.get(reverse("staff_warnings") + "?kind=nothing").status_code == 400
    assert client.get(reverse("staff_warnings") + "?page=99999999999999999999").status_code == 200
    # a unit that the person may not see is no choice
    assert door("lin").get(reverse("staff_warnings") + f"?unit={housing}").status_code == 400


def test_the_home_page_says_the_same(city, door, person):
    many(person)
    client = door("zhou")
    page = client.get(reverse("admin:index"))
    mine = [d for d in page.context["duties"] if "/warnings/" in d["url"]]
    # four red ones are one line that leads to their list; the calendar, the only yellow one, stands by itself
    assert [(d["tone"], d["title"]) for d in mine] == [("red", "4 件红色预警待您签收"), ("yellow", "工作日历即将到期")]
    assert listed(client, mine[0]["url"].partition("/warnings/")[2]) == 4
    standing = [a for a in page.context["attention"] if a["url"] == reverse("staff_warnings")]
    assert [a["title"] for a in standing] == ["现有 7 件预警未消除"]
    (outcome,) = [d for d in door("lin").get(reverse("admin:index")).context["duties"] if "/warnings/" in d["url"]]
    assert (outcome["button"], outcome["tone"]) == ("登记处理结果", "red")
    assert not [d for d in door("gao").get(reverse("admin:index")).context["duties"] if "/warnings/" in d["url"]]


@pytest.mark.parametrize("address", ["staff_warnings", "admin:index", "monitoring:warning-list"])
def test_more_warnings_cost_no_more_queries(city, door, person, address):
    owes(world.HOUSING)
    look("2026-11-11")
    client = door("zhou")
    client.get(reverse(address))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(address))
    for n in range(1, 31):
        owes(Subject.objects.create(kind="organ", code=world.code(f"11990100MB00001{n:02d}"), name=f"某局{n}").code)
    look("2026-11-11")
    with CaptureQueriesContext(connection) as more:
        client.get(reverse(address))
    assert len(more) == len(few)


# ── API ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_api_reads_and_acknowledges_by_the_same_rules(city, door, person):
    warning = missed()
    lin, detail = door("lin"), reverse("monitoring:warning-detail", args=[warning.pk])
    (row,) = lin.get(reverse("monitoring:warning-list"), {"open": "true", "level": "red", "unit": world.MARKET}).json()["results"]
    assert (row["kind"], row["level"], row["unit"], row["addressed_to"], row["facts"]["due"]) == (
        "report",
        "red",
        world.MARKET,
        world.MARKET,
        "2026-11-10",
    )
    assert lin.get(reverse("monitoring:warning-list"), {"open": "false"}).json()["results"] == []
    acknowledge = reverse("monitoring:warning-acknowledgement", args=[warning.pk])

    def post(client, address, **body):
        return client.post(address, body, content_type="application/json")

    assert post(lin, acknowledge).status_code == 400
    assert [post(door(who), acknowledge, note=NOTE).status_code for who in ("gao", "wu", "zhou", "guard")] == [403, 404, 403, 403]
    assert post(lin, acknowledge, note=NOTE).json()["acknowledged_note"] == NOTE
    assert post(lin, acknowledge, note=NOTE).status_code == 409
    conclude = reverse("monitoring:warning-outcome", args=[warning.pk])
    assert post(lin, conclude, outcome="well", note="x").status_code == 400
    assert post(lin, conclude, outcome="put_right", note="已补报。").json()["outcome"] == "put_right"
    assert [(e["what"], e["by"]) for e in lin.get(detail).json()["events"]] == [
        ("raised", ""),
        ("acknowledged", "林洁"),
        ("outcome", "林洁"),
    ]
