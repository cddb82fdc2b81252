"""Posts and terms of office: who answers for a unit on any day, and who may say so."""

import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from archives import actions, post_actions
from archives.identifiers import person_code
from archives.models import Appointment, Authority, Handover, Membership, Post, Record, Subject, person_in_charge
from archives.subject_views import rows_of
from integrity.errors import Refused
from integrity.workflow import advance
from tests import world
from tests.files import penalties

PAPER = {"document_no": "示组任〔2022〕1号"}


def body(code=world.MARKET):
    return Subject.objects.get(code=code)


@pytest.fixture
def servants(city):
    made = [Subject.objects.create(kind="civil_servant", code=person_code(f"T{n}"), name=name) for n, name in enumerate(("甲某", "乙某", "丙某"))]
    for one in made:
        Authority.objects.create(person=one, organ=body(world.PARTY), serves_in=body(), from_on=date(2020, 1, 1))
    return made


@pytest.fixture
def ren(person):
    return person("ren")


@pytest.fixture
def post(ren):
    return post_actions.add_post(unit=body(), name="局长", is_principal=True, level="county", by=ren)


@pytest.fixture
def appoint(ren, post):
    def made(holder, from_on, until_on=None, **more):
        return post_actions.appoint(**{"post": post, "holder": holder, "from_on": from_on, "until_on": until_on, "by": ren, **PAPER, **more})

    return made


def test_the_person_in_charge_on_any_day(appoint, servants):
    a, b, c = servants
    appoint(a, date(2020, 1, 1), date(2022, 1, 1))
    appoint(b, date(2022, 3, 1), date(2022, 6, 1), is_acting=True)
    appoint(c, date(2022, 5, 1))
    appoint(a, date(2023, 1, 1), date(2024, 1, 1), is_acting=True)
    told = {
        date(2019, 12, 31): None,
        date(2020, 1, 1): a,
        date(2021, 12, 31): a,
        date(2022, 1, 1): None,  # a gap
        date(2022, 2, 28): None,
        date(2022, 3, 1): b,
        date(2022, 5, 1): c,  # the holder before whoever acts
        date(2023, 6, 1): c,
        date(2026, 1, 1): c,
    }
    for day, holder in told.items():
        found = person_in_charge(body(), day)
        assert (found and found.holder) == holder, day
    assert person_in_charge(body(world.HOUSING), date(2021, 1, 1)) is None


def test_another_post_does_not_answer_for_the_unit(ren, servants):
    deputy = post_actions.add_post(unit=body(), name="副局长", by=ren)
    for holder in servants[:2]:  # and several may hold it
        post_actions.appoint(post=deputy, holder=holder, from_on=date(2020, 1, 1), by=ren, **PAPER)
    assert person_in_charge(body(), date(2021, 1, 1)) is None


def test_gaps_are_shown(appoint, servants):
    a, b, c = servants
    appoint(a, date(2020, 1, 1), date(2022, 1, 1))
    appoint(b, date(2022, 3, 1), date(2023, 1, 1))
    appoint(c, date(2023, 1, 1), date(2024, 1, 1))

    def rows(ceased_on=None):
        terms = rows_of(list(Appointment.objects.all()), ceased_on)
        return [row["term"].holder.name if "term" in row else (row["from_on"], row["until_on"]) for row in terms]

    assert rows() == [(date(2024, 1, 1), None), "丙某", "乙某", (date(2022, 1, 1), date(2022, 3, 1)), "甲某"]
    assert rows(date(2024, 1, 1)) == ["丙某", "乙某", (date(2022, 1, 1), date(2022, 3, 1)), "甲某"]
    appoint(a, date(2021, 6, 1), None, is_acting=True)  # beside all of them, to this day
    assert rows() == ["丙某", "乙某", "甲某", "甲某"]


@pytest.mark.parametrize(
    ("from_on", "until_on", "clash"),
    [
        (date(2019, 1, 1), date(2020, 1, 1), False),
        (date(2019, 1, 1), date(2020, 1, 2), True),
        (date(2021, 12, 31), None, True),
        (date(2022, 1, 1), None, False),
        (date(2019, 1, 1), None, True),
    ],
)
def test_two_holders_of_a_principal_post_never_on_one_day(appoint, servants, from_on, until_on, clash):
    appoint(servants[0], date(2020, 1, 1), date(2022, 1, 1))
    if clash:
        with pytest.raises(Refused, match="甲某自 2020-01-01 起任局长"):
            appoint(servants[1], from_on, until_on)
        appoint(servants[1], from_on, until_on, is_acting=True)
    else:
        appoint(servants[1], from_on, until_on)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"document_no": " "}, "填写文号"),
        ({"until_on": date(2020, 1, 1)}, "任期的结束须晚于开始"),
        ({"basis": "11010519491231002X"}, "公民身份号码"),
    ],
)
def test_an_appointment_that_is_refused(appoint, servants, given, words):
    with pytest.raises(Refused, match=words):
        appoint(servants[0], date(2020, 1, 1), **given)
    assert not Appointment.objects.exists()


def test_only_a_civil_servant_is_appointed(appoint):
    with pytest.raises(Refused, match="未登记为公务员"):
        appoint(body(world.HOUSING), date(2020, 1, 1))


def test_one_principal_post_and_no_name_twice(ren, post):
    for given, words in (({"name": "主任", "is_principal": True}, "只能有一个"), ({"name": "局长"}, "同名职务"), ({"name": " "}, "同名职务")):
        with pytest.raises(Refused, match=words):
            post_actions.add_post(unit=body(), by=ren, **given)
    shop = Subject.objects.create(kind="enterprise", code=world.ENTERPRISE, name="示例商贸有限公司")
    with pytest.raises(Refused, match="不是机关单位"):
        post_actions.add_post(unit=shop, name="经理", by=ren)
    assert Post.objects.count() == 1


def test_who_appoints(person, post, appoint, servants):
    term = appoint(servants[0], date(2020, 1, 1))
    end = {"on": date(2021, 1, 1), **PAPER}
    tries = [
        lambda by: post_actions.add_post(unit=body(), name="副局长", by=by),
        lambda by: post_actions.appoint(post=post, holder=servants[1], from_on=date(2021, 1, 1), by=by, **PAPER),
        lambda by: post_actions.end_appointment(appointment=term, reason="调任", by=by, **end),
        lambda by: post_actions.hand_over(appointment=term, holder=servants[1], note="移交", by=by, **end),
    ]
    for name in ("lin", "gao", "audit", "guard", "past", "closed", "nobody"):
        for action in tries:
            with pytest.raises(PermissionDenied):
                action(person(name))
    # The office enters posts; who holds one is said by the organ that manages the person.
    for action in tries[1:]:
        with pytest.raises(PermissionDenied, match="干部管理权限"):
            action(person("zhou"))
    assert Appointment.objects.get().until_on is None
    post_actions.end_appointment(appointment=term, reason="调任", by=person("ren"), **end)
    term.refresh_from_db()
    assert (term.until_on, term.end_reason, term.history.count()) == (date(2021, 1, 1), "调任", 2)


@pytest.mark.parametrize(
    ("on", "words"),
    [(date(2020, 1, 1), "不在甲某任局长的任期内"), (timezone.localdate() + timedelta(days=1), "尚未到来")],
)
def test_an_end_that_is_refused(appoint, servants, ren, on, words):
    term = appoint(servants[0], date(2020, 1, 1))
    with pytest.raises(Refused, match=words):
        post_actions.end_appointment(appointment=term, on=on, reason="调任", by=ren, **PAPER)
    with pytest.raises(Refused, match="须写明原因"):
        post_actions.end_appointment(appointment=term, on=date(2021, 1, 1), reason=" ", by=ren, **PAPER)
    post_actions.end_appointment(appointment=term, on=date(2021, 1, 1), reason="调任", by=ren, **PAPER)
    with pytest.raises(Refused, match="已于 2021-01-01 结束"):
        post_actions.end_appointment(appointment=term, on=date(2020, 6, 1), reason="调任", by=ren, **PAPER)


def test_a_handover_lists_what_is_open_and_leaves_no_gap(appoint, servants, ren, person):
    term = appoint(servants[0], date(2020, 1, 1))
    lin, zhou = person("lin"), person("zhou")

    def file(start):
        stream = io.BytesIO(penalties(2, start))
        return actions.check_filing(filing=actions.receive_file(unit=body(), by=lin, stream=stream, filename="a.csv"))

    decided, waiting = advance(file(1), "submit", by=lin), advance(file(11), "submit", by=lin)
    advance(decided, "approve", by=zhou, seen=decided.revision)
    handover = post_actions.hand_over(appointment=term, holder=servants[1], on=date(2026, 9, 1), note="移交清单", by=ren, **PAPER)
    assert handover.open_matters == [
        {"kind": "filing", "id": waiting.pk, "title": waiting.number, "item": "CF", "status": "submitted", "rows": 2}
    ]
    assert person_in_charge(body(), date(2026, 8, 31)).holder == servants[0]
    assert person_in_charge(body(), date(2026, 9, 1)).holder == servants[1]
    advance(waiting, "approve", by=zhou, seen=waiting.revision)
    handover.refresh_from_db()
    assert len(handover.open_matters) == 1  # as it was then


def test_a_handover_that_is_refused_changes_nothing(appoint, servants, ren):
    term = appoint(servants[0], date(2020, 1, 1))
    for given, words in (({"holder": servants[0]}, "不能向本人交接"), ({"note": " "}, "须有说明"), ({"on": date(2019, 1, 1)}, "不在甲某")):
        with pytest.raises(Refused, match=words):
            post_actions.hand_over(**{"appointment": term, "holder": servants[1], "on": date(2021, 1, 1), "note": "移交", "by": ren, **PAPER, **given})
    assert not Handover.objects.exists()
    assert Appointment.objects.get().until_on is None


# ── pages ────────────────────────────────────────────────────────────────────────────────────────


def test_a_record_names_the_term_of_office_on_the_decision_day(door, person, appoint, servants):
    lin, zhou = person("lin"), person("zhou")
    text = penalties(1, CF_XDR_SHXYM=world.MARKET, CF_JDRQ="2025-05-06")
    filing = actions.check_filing(filing=actions.receive_file(unit=body(), by=lin, stream=io.BytesIO(text), filename="a.csv"))
    filing = advance(filing, "submit", by=lin)
    advance(filing, "approve", by=zhou, seen=filing.revision)
    address = reverse("staff_record", args=[Record.objects.get().number])
    assert "该日没有登记的主要负责人" in door("lin").get(address).content.decode()
    term = appoint(servants[0], date(2020, 1, 1), date(2025, 5, 7))
    appoint(servants[1], date(2025, 5, 7))
    page = door("lin").get(address).content.decode()
    assert "局长　甲某" in page
    assert "不随姓名" in page
    assert "乙某" not in page
    assert term.is_principal


def test_everybody_at_work_sees_who_heads_a_unit_and_few_the_other_posts(door, appoint, ren, servants):
    appoint(servants[0], date(2020, 1, 1))
    deputy = post_actions.add_post(unit=body(), name="副局长", by=ren)
    post_actions.appoint(post=deputy, holder=servants[1], from_on=date(2020, 1, 1), by=ren, **PAPER)
    address = reverse("staff_body", args=[body().pk])
    for name, all_posts in (("lin", False), ("wu", False), ("gao", False), ("zhou", True), ("audit", True), ("ren", True)):
        page = door(name).get(address).content.decode()
        assert "甲某" in page, name
        assert ("乙某" in page, "副局长" in page) == (all_posts, all_posts), name


def test_the_personnel_organ_appoints_and_hands_over_through_the_pages(door, post, servants):
    ren, lin = door("ren"), door("lin")
    sent = {"holder": servants[0].pk, "from_on": "2020-01-01", **PAPER}
    address = reverse("staff_appoint", args=[post.pk])
    assert ren.get(address).status_code == 200
    assert lin.post(address, sent).status_code == 403
    assert ren.post(address, {**sent, "holder": body().pk}).status_code == 400
    assert ren.post(address, sent).status_code == 302
    assert ren.post(address, sent).status_code == 409
    term = Appointment.objects.get()
    assert ren.get(reverse("staff_term", args=[term.pk, "sell"])).status_code == 404
    done = ren.post(reverse("staff_term", args=[term.pk, "handover"]), {"holder": servants[1].pk, "on": "2022-01-01", "note": "移交清单", **PAPER})
    assert done.status_code == 302
    handover = reverse("staff_handover", args=[Handover.objects.get().pk])
    assert "移交清单" in ren.get(handover).content.decode()
    assert handover in lin.get(reverse("staff_body", args=[body().pk])).content.decode()
    assert door("wu").get(handover).status_code == 403
    assert ren.post(reverse("staff_post_add", args=[body().pk]), {"name": "副局长", "level": "county_2"}).status_code == 302
    # What is not theirs stays shut.
    assert ren.get(reverse("staff_body_change", args=[body().pk, "rename"])).status_code == 403


# ── whose appointments ───────────────────────────────────────────────────────


@pytest.fixture
def foreign(city):
    """A civil servant whom another organ manages, and one whom nobody manages any more."""
    made = [Subject.objects.create(kind="civil_servant", code=person_code(f"F{n}"), name=name) for n, name in enumerate(("外某", "离某"))]
    Authority.objects.create(person=made[0], organ=body(world.OFFICE), serves_in=body(), from_on=date(2020, 1, 1))
    Authority.objects.create(person=made[1], organ=body(world.PARTY), serves_in=body(), from_on=date(2020, 1, 1), until_on=date(2026, 1, 1))
    return made


def test_nobody_else_stands_in_the_choice_or_is_taken_from_it(door, post, servants, foreign):
    address = reverse("staff_appoint", args=[post.pk])
    page = door("ren").get(address).content.decode()
    assert all(one.name in page for one in servants)
    assert not any(one.name in page for one in foreign)
    for one in foreign:
        assert door("ren").post(address, {"holder": one.pk, "from_on": "2020-01-01", **PAPER}).status_code == 400
    # The office manages one; the officer is offered that one alone.
    page = door("zhou").get(address).content.decode()
    assert foreign[0].name in page
    assert not any(one.name in page for one in (*servants, foreign[1]))
    assert not Appointment.objects.exists()
    assert door("zhou").post(address, {"holder": foreign[0].pk, "from_on": "2020-01-01", **PAPER}).status_code == 302
    term = Appointment.objects.get()
    page = door("ren").get(reverse("staff_term", args=[term.pk, "handover"])).content.decode()
    assert servants[0].name in page
    assert f">{foreign[0].name}" not in page


def test_the_action_refuses_whom_the_unit_does_not_manage(appoint, servants, foreign, ren, person):
    for one in foreign:
        with pytest.raises(PermissionDenied, match="干部管理权限"):
            appoint(one, date(2021, 1, 1))
    assert not Appointment.objects.exists()
    term = appoint(foreign[0], date(2021, 1, 1), by=person("zhou"))
    end = {"on": date(2022, 1, 1), **PAPER}
    with pytest.raises(PermissionDenied):
        post_actions.end_appointment(appointment=term, reason="调任", by=ren, **end)
    with pytest.raises(PermissionDenied):  # whose own person would follow, all the same
        post_actions.hand_over(appointment=term, holder=servants[0], note="移交", by=ren, **end)
    with pytest.raises(PermissionDenied):  # nor is a person of another organ put into the post
        post_actions.hand_over(appointment=term, holder=servants[0], note="移交", by=person("zhou"), **end)
    term.refresh_from_db()
    assert term.until_on is None
    assert Appointment.objects.count() == 1


def test_the_term_of_whom_nobody_manages_any_more_can_end(appoint, servants, ren):
    term = appoint(servants[0], date(2021, 1, 1))
    Authority.objects.filter(person=servants[0]).update(until_on=timezone.localdate())
    with pytest.raises(PermissionDenied):
        appoint(servants[0], date(2025, 1, 1), is_acting=True)
    post_actions.end_appointment(appointment=term, on=date(2024, 1, 1), reason="退休", by=ren, **PAPER)
    term.refresh_from_db()
    assert term.until_on == date(2024, 1, 1)


def test_a_role_that_ended_manages_nobody(appoint, servants, person):
    Membership.objects.filter(user=person("ren")).update(until_on=timezone.localdate())
    assert not post_actions.appointable(person("ren"), timezone.localdate()).exists()
    with pytest.raises(PermissionDenied):
        appoint(servants[0], date(2021, 1, 1))
