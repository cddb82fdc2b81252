"""Joint actions: the closed list, four eyes, answers and feedback of each unit, who sees what."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, connection, transaction
from django.urls import reverse
from django.utils import timezone

from archives import actions as filing_actions
from archives.models import Document, Subject
from discipline.measures import checks, terms
from discipline.models import Execution, JointAction, MeasureItem
from integrity.deadlines import arithmetic
from integrity.errors import Refused
from integrity.uploads import File
from tests import world
from tests.archives.documented import marked, words_of
from tests.conftest import role

from .given import DAY, account, unit
from .measured import GROUND, asked, at, decided, drafted, hospital, one, recent, record, take

pytestmark = pytest.mark.usefixtures("city")


# ── the closed list ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("measures", "says"),
    [
        ("beating", "全国失信惩戒措施基础清单"),
        ("market-ban", "招标投标法"),  # for enterprises, and this is a hospital
        ("priority", "全国失信惩戒措施基础清单"),  # an incentive, on a record of dishonesty
    ],
)
def test_a_measure_that_is_not_on_the_list_or_does_not_fit_is_refused_with_its_article(measures, says):
    with pytest.raises(Refused) as refused:
        drafted(asked(measures, months=12 if measures == "market-ban" else None))
    assert says in str(refused.value)
    assert not JointAction.objects.exists()


def test_what_came_into_force_later_or_has_ended_cannot_be_chosen():
    item = MeasureItem.objects.get(code="honours")
    old = record()
    for from_on, until_on in ((date(2026, 9, 22), None), (date(2016, 12, 22), DAY)):
        with role("registry_owner"):
            MeasureItem.objects.create(
                code="trial", name="试", name_en="x", sort="sanction", targets=["body"], executor="units", executing_kinds=["organ"],
                document="文", article="一", valid_from=from_on, valid_until=until_on,
            )  # fmt: skip
        with pytest.raises(Refused):
            drafted(asked("trial"), on=old)
    assert one(drafted(on=old)).item == item


@pytest.mark.parametrize("months", [5, 25])
def test_a_period_lies_within_that_of_the_list(months):
    with pytest.raises(Refused):
        drafted(asked(months=months))


@pytest.mark.parametrize("months", [6, 24])
def test_its_ends_are_within_it(months):
    assert one(drafted(asked(months=months))).months == months


def test_the_unit_must_be_able_to_carry_it_out_and_is_not_the_subject():
    for wrong in (world.TOWNSHIP, world.HOSPITAL):
        with pytest.raises(Refused):
            drafted(asked("honours", wrong))


def test_sanctions_follow_from_dishonesty_and_incentives_from_honours():
    assert drafted().sort == "sanction"
    reward = drafted(asked("priority"), on=record(item="RY"))
    assert reward.sort == "incentive"
    with pytest.raises(Refused):
        drafted(on=record(item="RY"))


def test_what_the_list_itself_says_who_does_it_is_done_by_that_unit():
    action = drafted(asked("explanation", days=5), asked("superior"), asked("criticism"), asked())
    does = {row.item.code: row.unit.code for row in action.executions.select_related("item", "unit")}
    assert does == {"explanation": world.HOSPITAL, "superior": world.MARKET, "criticism": world.MARKET, "honours": world.HOUSING}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("i.code = 'priority'", "outside the list"),  # an incentive on a sanction
        ("i.code = 'market-ban'", "outside the list"),  # for enterprises
        ("i.code = 'criticism'", "such a unit"),  # its list says by whom
    ],
)
def test_the_login_of_the_staff_site_gets_nothing_past_the_list_either(change, words):
    action = drafted()
    with connection.cursor() as cursor, pytest.raises(Error, match=words), transaction.atomic():
        cursor.execute(
            f"""INSERT INTO discipline_execution (revision, made_by_id, action_id, item_id, unit_id, months, status, answer, feedback)
            SELECT 1, %s, %s, i.id, %s, i.min_months, 'asked', '', '' FROM discipline_measureitem i WHERE {change}""",
            [action.made_by_id, action.pk, unit(world.HOUSING).pk],
        )


def test_nor_past_four_eyes_the_arrows_and_what_was_said():
    action = drafted()
    found = one(decided(drafted()))
    with connection.cursor() as cursor:
        for sql, words in (
            (
                f"UPDATE discipline_jointaction SET status = 'out', decided_by_id = made_by_id, decided_on = drafted_on WHERE id = {action.pk}",
                "four_eyes",
            ),
            (f"UPDATE discipline_execution SET until_on = '2999-01-01', asked_on = asked_on WHERE id = {found.pk}", "set once"),
            (f"UPDATE discipline_execution SET answer = '甲' WHERE id = {found.pk}; SET CONSTRAINTS ALL IMMEDIATE", "by its own step"),
            (f"DELETE FROM discipline_execution WHERE id = {found.pk}", "permission denied"),
        ):
            with pytest.raises(Error, match=words), transaction.atomic():
                cursor.execute(sql)


# ── who may ──────────────────────────────────────────────────────────────────────────────────────


def test_the_unit_that_recorded_it_or_the_credit_office_initiates():
    found = record()
    assert drafted(on=found, by="lin")
    assert drafted(on=found, by="zhou", initiator=world.OFFICE)
    for name, code in (("wu", world.HOUSING), ("zhou", world.MARKET), ("lin", world.OFFICE)):
        with pytest.raises(PermissionDenied):
            drafted(on=found, by=name, initiator=code)


def test_who_works_for_the_subject_initiates_nothing():
    hospital()
    from tests.repair.given import held

    held("lin", "林洁", world.HOSPITAL, "clerk")
    with pytest.raises(PermissionDenied):
        drafted()


def test_nobody_decides_on_the_own_draft():
    action = drafted(by="zhou", initiator=world.OFFICE)
    with pytest.raises(Refused):
        decided(action, by="zhou")
    assert decided(action, by="sun").decided_by == account("sun")


def test_a_draft_on_a_record_that_was_withdrawn_is_not_sent():
    action = drafted()
    filing_actions.withdraw(number=action.record_no, by=account("zhou"), reason="误录")
    with pytest.raises(Refused):
        decided(action)


# ── answers and feedback ─────────────────────────────────────────────────────────────────────────


def test_a_unit_answers_first_and_feeds_back_with_proof():
    found = at("asked")
    with pytest.raises(Refused):
        take(found, "execute")
    found = take(found, "accept")
    with pytest.raises(Refused):
        take(found, "execute", reason=" ")
    found = take(found, "execute", reason="已取消二〇二六年度参评资格", files=[File("文.pdf", "pdf", b"%PDF-1.7")])
    assert (found.feedback, found.fed_back_by, found.files.count()) == ("已取消二〇二六年度参评资格", account("wu"), 1)


def test_declining_needs_a_reason_and_puts_nothing_in_force():
    with pytest.raises(Refused):
        take(at("asked"), "decline", reason="")
    found = at("declined")
    assert not Execution.objects.in_force(DAY).filter(pk=found.pk).exists()


def test_what_is_owed_is_done_and_not_declined():
    found = one(decided(drafted(asked("explanation", days=3))), "explanation")
    for step in ("accept", "decline"):
        with pytest.raises(Refused):
            take(found, step, by="han")
    assert take(found, "execute", by="han", reason="因资金计划调整未付，已列入下季度").status == "executed"


def test_the_letters_are_numbered_and_say_what_by_when():
    marked(world.MARKET, "示市监")
    action = decided(drafted(asked(months=12), asked("criticism")))
    letters = {d.kind: d for d in Document.objects.filter(about_kind="discipline.jointaction", about_id=action.pk)}
    assert {kind: d.addressee.code for kind, d in letters.items()} == {"joint_action": world.HOUSING, "criticism": world.HOSPITAL}
    for said in ("取消参评荣誉资格（12个月）", "国发〔2016〕76号", "2026年9月29日", GROUND):
        assert said in words_of(letters["joint_action"]), said
    assert action.version.content.doc_no in words_of(letters["criticism"])
    seen = {name: set(Document.objects.visible_to(account(name)).values_list("kind", flat=True)) for name in ("wu", "lin", "han")}
    assert seen == {"wu": {"joint_action"}, "lin": {"joint_action", "criticism"}, "han": {"criticism"}}


# ── terms, by hand: Monday 21 September 2026; 25 to 27 September and 1 to 7 October are off, Saturday 10 October is worked ──────


def test_terms_run_in_working_days_over_the_holidays():
    found = at("asked")
    # 22 (1), 23 (2), 24 (3), 28 (4), 29 (5).
    assert terms.deadlines([found])[found.pk].due_on == date(2026, 9, 29)
    found = take(found, "accept", today=date(2026, 9, 29))
    # 30 (1), 8 Oct (2), 9 (3), 10 (4), 12-16 (9), 19-23 (14), 26-30 (19), 2 November (20).
    deadline = terms.deadlines([found])[found.pk]
    assert deadline.due_on == date(2026, 11, 2)
    assert arithmetic(deadline)[-1].first == date(2026, 11, 2)
    given = one(decided(drafted(asked("explanation", days=9))), "explanation")
    assert terms.deadlines([given])[given.pk].due_on == date(2026, 10, 10)  # 30 (6), 8 (7), 9 (8), 10 (9)


@pytest.mark.parametrize(
    ("today", "level"),
    [(date(2026, 9, 24), None), (date(2026, 9, 28), "yellow"), (date(2026, 9, 29), "yellow"), (date(2026, 9, 30), "red")],
)
def test_a_unit_that_has_not_answered_is_found(today, level):
    found = at("asked")
    findings = list(checks.late_measures(today))
    assert [f.level for f in findings] == ([level] if level else [])
    if level:
        assert findings[0].unit == found.unit_id


# ── pages ────────────────────────────────────────────────────────────────────────────────────────


def test_each_sees_the_own_part(door):
    found = at("executed", asked(), asked("funds", world.PARTY), today=timezone.localdate())
    other = one(found.action, "funds")
    board = reverse("staff_joint_action", args=[found.action_id])
    for name, expected in (("lin", 200), ("gao", 200), ("zhou", 200), ("audit", 200), ("wu", 404), ("han", 404), ("guard", 404)):
        assert door(name).get(board).status_code == expected, name
    for name, expected in (("wu", 404), ("lin", 200), ("han", 200)):
        assert door(name).get(reverse("staff_measure", args=[other.pk])).status_code == expected, name
    own = reverse("staff_measure", args=[found.pk])
    assert "已按职责办理" in door("wu").get(own).content.decode()
    assert "已按职责办理" not in door("han").get(own).content.decode()  # the subject reads that, not what the unit said


def test_a_draft_is_seen_by_nobody_but_its_unit_and_the_office(door):
    found = one(drafted())
    for name in ("wu", "han"):
        assert door(name).get(reverse("staff_measure", args=[found.pk])).status_code == 404


def test_the_whole_way_through_the_pages(door):
    number = recent().number
    lin, gao, wu = door("lin"), door("gao"), door("wu")
    address = f"{reverse('staff_joint_action_new')}?record={number}"
    assert address in lin.get(reverse("staff_record", args=[number])).content.decode()
    housing = Subject.objects.get(code=world.HOUSING)
    form = {"unit": unit(world.MARKET).pk, "ground": GROUND, "units": housing.name, "use-honours": "on", "months-honours": "3"}
    assert lin.post(address, form).status_code == 400  # less than the list allows
    assert lin.post(address, form | {"months-honours": "12", "ground": "身份证 11010519491231002X"}).status_code == 409
    done = lin.post(address, form | {"months-honours": "12"})
    action = JointAction.objects.get()
    assert done.url == reverse("staff_joint_action", args=[action.pk])
    assert lin.post(done.url, {"step": "decide", "revision": "1"}).status_code == 403
    assert gao.post(done.url, {"step": "decide", "revision": "1"}).status_code == 302
    measure = reverse("staff_measure", args=[action.executions.get().pk])
    assert measure in wu.get(reverse("admin:index")).content.decode()
    assert wu.post(measure, {"step": "execute", "reason": "已办", "revision": "1"}).status_code == 409
    assert wu.post(measure, {"step": "accept", "revision": "1"}).status_code == 302
    hostile = SimpleUploadedFile("证明.pdf", b"<script>alert(1)</script>")
    assert wu.post(measure, {"step": "execute", "reason": "已办", "files": [hostile]}).status_code == 409
    proof = SimpleUploadedFile("证明.pdf", b"%PDF-1.7")
    assert wu.post(measure, {"step": "execute", "reason": "已办", "files": [proof]}).status_code == 302
    file = reverse("staff_measure_file", args=[action.executions.get().pk, action.executions.get().files.get().pk])
    assert lin.get(file)["Content-Disposition"].startswith("attachment")
    assert door("han").get(file).status_code == 403
    assert "已办" in lin.get(done.url).content.decode()


def test_the_api_reads_the_own_part_and_takes_the_same_steps(door):
    found = at("asked", today=timezone.localdate())
    wu, address = door("wu"), reverse("measures:measure-steps", args=[found.pk])
    assert [row["step"] for row in wu.get(address).json()] == ["accept", "decline"]
    assert wu.post(address, {"step": "execute", "reason": "已办"}, content_type="application/json").status_code == 409
    answered = wu.post(address, {"step": "accept"}, content_type="application/json")
    assert (answered.status_code, answered.json()["status"], answered.json()["in_force"]) == (200, "accepted", True)
    assert door("lin").post(address, {"step": "fail", "reason": "不"}, content_type="application/json").status_code == 403
    for name in ("han", "pan"):
        assert door(name).get(reverse("measures:measure-detail", args=[found.pk])).status_code == 404
    assert door("lin").get(reverse("measures:joint-action-list")).json()["results"][0]["record_no"] == found.action.record_no
