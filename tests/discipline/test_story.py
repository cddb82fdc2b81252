"""From the opening to the records, through the doors of the staff site; the accused body sees what was served and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from archives import post_actions
from archives.models import Filing, ReadLog, Record
from archives.periods import add_months
from discipline.models import Case
from tests.archives import officials
from tests.archives.appraisal import panel

from .given import account, accused

pytestmark = pytest.mark.usefixtures("city")

FACTS = "招商协议约定六月底交付厂房，至今未交付"
BREACHED = "2026-06-30"


def shift(case: Case, **days) -> None:
    """Store other days of a case, past the triggers that would say no: nothing makes the clock settable."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (before,) = cursor.fetchone()
        cursor.execute("SET ROLE NONE")
        cursor.execute("SET session_replication_role = replica")
        for column, day in days.items():
            cursor.execute(f"UPDATE discipline_case SET {column} = %s WHERE id = %s", [day, case.pk])
        cursor.execute("SET session_replication_role = origin")
        cursor.execute(f"SET ROLE {before}")


@pytest.fixture
def office(door):
    """``office("lin", address, …)`` posts as that persona; the revision is the one that stands."""

    def post(name: str, view: str, *args, **given):
        case = Case.objects.first()
        if view == "staff_case":
            given = {"revision": case.revision, **given}
        return door(name).post(reverse(view, args=args), given)

    return post


def test_from_a_broken_commitment_to_the_records(door, office):
    body, today = accused(), timezone.localdate()
    panel()
    then, now = officials.register("欧阳明远", 1), officials.register("司马青", 2)
    post = post_actions.add_post(unit=body, name="局长", is_principal=True, by=account("ren"))
    first = post_actions.appoint(post=post, holder=then, from_on=today - timedelta(2000), document_no="任〔2021〕1号", by=account("ren"))
    post_actions.hand_over(
        appointment=first, holder=now, on=today - timedelta(20), document_no="任〔2026〕9号", note="移交", by=account("ren")
    )

    said = {
        "handler": account("lin").memberships.get().unit_id,
        "accused": body.code,
        "source": "complaint",
        "kind": "investment",
        "contract_no": "示招商〔2025〕8号",
    }
    opened = office("lin", "staff_case_open", **said, matter="承诺的厂房未交付", breached_on=(today - timedelta(21)).isoformat())
    case = Case.objects.get()
    page = reverse("staff_case", args=[case.pk])
    assert opened.status_code == 302
    assert opened.url == page
    assert case.number in door("lin").get(reverse("admin:index")).content.decode()

    found = {
        "found": FACTS,
        "evidence": "协议和现场照片",
        "loss": "320",
        "impact": "2",
        "breached_on": (today - timedelta(21)).isoformat(),
        "revision": "1",
    }
    assert office("lin", "staff_case_examine", case.pk, **found).status_code == 302
    assert case.number in door("gao").get(reverse("admin:index")).content.decode()
    assert office("gao", "staff_case", case.pk, step="order", days="5", reason="限期交付").status_code == 302

    # Before the notice the accused body sees nothing, whichever address it tries.
    for view in ("staff_case", "staff_case_told", "staff_case_examine"):
        assert door("wu").get(reverse(view, args=[case.pk])).status_code == 404
    assert case.number not in door("wu").get(reverse("admin:index")).content.decode()
    assert case.number not in door("wu").get(reverse("staff_case_notices")).content.decode()
    assert case.number not in door("wu").get(reverse("admin:discipline_case_changelist")).content.decode()

    assert office("lin", "staff_case", case.pk, step="refuse", reason="该单位称无力整改").status_code == 409  # not handed over
    assert office("lin", "staff_case_order", case.pk, to="办公室吴某", on=today.isoformat()).status_code == 302
    assert office("lin", "staff_case", case.pk, step="refuse", reason="该单位称无力整改").status_code == 302
    assert office("gao", "staff_case", case.pk, step="notify").status_code == 302
    told = reverse("staff_case_told", args=[case.pk])
    shown = door("wu").get(told).content.decode()
    assert FACTS in shown
    assert "协议和现场照片" in shown
    assert "该单位称无力整改" not in shown  # what the handling unit wrote inside
    assert door("wu").get(page).status_code == 404
    assert case.number in door("wu").get(reverse("admin:index")).content.decode()
    for name in ("lin", "zhou", "ren", "nobody"):
        assert door(name).get(told).status_code in {403, 404}
    notice = case.papers.get(kind="notice")
    assert door("wu").post(told, {"paper": notice.pk}).status_code == 302
    assert door("wu").post(told, {"kind": "tolerance", "words": "请予容错", "conditions": ["force"]}).status_code == 302

    # The period of reply runs; then the panel hears the claim, denies it, and votes on the breach.
    early = office("lin", "staff_case", case.pk, step="hear")
    assert early.status_code == 409
    case.refresh_from_db()
    shift(
        case,
        opened_on=today - timedelta(60),
        ordered_on=today - timedelta(50),
        reported_on=today - timedelta(40),
        noticed_on=today - timedelta(30),
        reply_due_on=today - timedelta(23),
    )
    assert door("wu").post(told, {"kind": "statement", "words": "补充"}).status_code == 409
    assert office("lin", "staff_case", case.pk, step="hear").status_code == 302
    for member in ("pan", "pei"):
        assert case.number in door(member).get(reverse("admin:index")).content.decode()
        assert office(member, "staff_case_vote", case.pk, choice="against", reason="不属不可抗力").status_code == 302
    assert office("ping", "staff_case", case.pk, step="deny", reason="未通过").status_code == 302
    for member in ("pan", "pei"):
        assert office(member, "staff_case_vote", case.pk, choice="for", reason="事实清楚").status_code == 302
    assert office("lin", "staff_case", case.pk, step="determine", tier="2", reason="属实").status_code == 403
    assert office("gao", "staff_case", case.pk, step="determine", tier="2", reason="逾期未履行").status_code == 302
    case.refresh_from_db()
    assert (case.tier, case.proposed_tier, case.in_charge.holder) == (2, 2, then)
    assert "逾期未履行" in door("wu").get(told).content.decode()

    # The record about the body goes the archive's way: the clerk files, an officer approves, it is published with its end.
    assert office("lin", "staff_case", case.pk, step="file").status_code == 302
    filing = Case.objects.get().filing
    assert (filing.item_code, filing.status, filing.made_by) == ("SX", "submitted", account("lin"))
    assert door("zhou").post(reverse("staff_filing", args=[filing.pk]), {"step": "approve", "revision": filing.revision}).status_code == 302
    record = Record.objects.get(filing=filing)
    assert (record.subject, record.tier, record.amount, record.decided_on, record.ends_on) == (
        body,
        2,
        3_200_000,
        today,
        add_months(today, 12),
    )
    assert record.number in door("lin").get(page).content.decode()
    for name in ("lin", "gao", "zhou", "audit"):  # the page says which post; who held it, the organ that manages the person reads
        shown = door(name).get(page).content.decode()
        assert "局长" in shown
        assert "欧阳明远" not in shown, name

    # The record about the person is that of whoever was in charge then, filed by the personnel organ that manages the person.
    person = reverse("staff_case_person", args=[case.pk])
    for name in ("lin", "gao", "wu", "zhou"):
        assert door(name).get(person).status_code == 404
    assert case.number in door("ren").get(reverse("admin:index")).content.decode()
    before = ReadLog.objects.filter(person=then, by=account("ren")).count()
    assert "欧阳明远" in door("ren").get(person).content.decode()
    noted = ReadLog.objects.filter(person=then, by=account("ren")).latest("pk")
    assert ReadLog.objects.filter(person=then, by=account("ren")).count() == before + 1
    assert (noted.acting_as, noted.granted, noted.about) == ("personnel", True, f"失信案〔{case.year}〕1号")
    assert door("ren").post(person).status_code == 302
    about = Filing.objects.get(item_code="GZ-SX")
    assert (about.person, about.status, about.made_by) == (then, "submitted", account("ren"))
    assert door("zhou").post(reverse("staff_filing", args=[about.pk]), {"step": "approve", "revision": about.revision}).status_code == 302
    assert Record.objects.get(filing=about).subject == then
    assert not Record.objects.filter(subject=now).exists()
    assert door("ren").get(person).status_code == 404
    assert Case.objects.get().status == "filed"


def test_where_nobody_is_known_to_have_been_in_charge_the_page_says_so(door):
    from .given import case_at

    case = case_at("determined")
    assert case.in_charge is None
    assert "该日无人在任" in door("gao").get(reverse("staff_case", args=[case.pk])).content.decode()
    assert door("ren").get(reverse("staff_case_person", args=[case.pk])).status_code == 404
