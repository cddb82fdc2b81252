"""What becomes of a body: who may enter it, what it leaves behind, and what a body that ceased no longer does."""

import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from archives import actions, post_actions, subject_actions
from archives.checks import findings_about
from archives.identifiers import person_code
from archives.models import (
    Appointment,
    Authority,
    Division,
    Filing,
    Identifier,
    Membership,
    Post,
    Record,
    Subject,
    SubjectChange,
    find,
)
from integrity.errors import Refused
from integrity.workflow import advance
from tests import world
from tests.conftest import role
from tests.files import row, table

PAPER = {"document_no": "示政发〔2024〕7号", "basis": "机构改革方案", "reason": "机构改革"}
DAY = date(2024, 3, 15)


def body(code):
    return Subject.objects.get(code=code)


@pytest.fixture
def paper(person):
    return {**PAPER, "by": person("zhou"), "on": DAY}


@pytest.fixture
def servant(city):
    made = Subject.objects.create(kind="civil_servant", code=person_code("T1"), name="某甲")
    Authority.objects.create(person=made, organ=body(world.OFFICE), serves_in=body(world.MARKET), from_on=date(2020, 1, 1))
    return made


def test_a_renaming_keeps_the_old_name_with_its_dates(paper, person):
    change = subject_actions.rename(subject=body(world.HOUSING), name="示范市住房和城市更新局", **paper)
    housing = body(world.HOUSING)
    assert (housing.name, housing.initials) == ("示范市住房和城市更新局", "sfszfhcsgxj")
    assert list(housing.earlier_names.values_list("name", "from_on", "until_on")) == [("示范市住房和城乡建设局", None, DAY)]
    assert (change.before, change.after, change.document_no, change.made_by) == (
        "示范市住房和城乡建设局",
        "示范市住房和城市更新局",
        "示政发〔2024〕7号",
        person("zhou"),
    )
    assert housing.history.count() == 2
    later = {**paper, "on": DAY + timedelta(days=10)}
    subject_actions.rename(subject=housing, name="示范市住建局", **later)
    assert list(housing.earlier_names.values_list("name", "from_on", "until_on")) == [
        ("示范市住房和城市更新局", DAY, DAY + timedelta(days=10)),
        ("示范市住房和城乡建设局", None, DAY),
    ]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "示范市住房和城乡建设局"}, "现用此名"),
        ({"name": " "}, "现用此名"),
        ({"document_no": " "}, "须有文号和理由"),
        ({"reason": ""}, "须有文号和理由"),
        ({"on": timezone.localdate() + timedelta(days=1)}, "尚未到来"),
        ({"reason": "张某11010519491231002X反映"}, "公民身份号码"),
    ],
)
def test_a_renaming_that_is_refused(paper, given, words):
    with pytest.raises(Refused, match=words):
        subject_actions.rename(**{"subject": body(world.HOUSING), "name": "新名", **paper, **given})
    assert body(world.HOUSING).name == "示范市住房和城乡建设局"
    assert not SubjectChange.objects.exists()


def test_two_names_never_lie_on_one_day(paper):
    subject_actions.rename(subject=body(world.HOUSING), name="甲局", **paper)
    for day in (DAY, DAY - timedelta(days=1)):
        with pytest.raises(Refused, match="再次更名须晚于该日"):
            subject_actions.rename(subject=body(world.HOUSING), name="乙局", **{**paper, "on": day})


def test_only_the_office_enters_changes(person):
    housing, market = body(world.HOUSING), body(world.MARKET)
    tries = [
        (subject_actions.rename, {"subject": housing, "name": "新", "on": DAY, **PAPER}),
        (subject_actions.merge, {"subject": housing, "successor": market, "on": DAY, **PAPER}),
        (subject_actions.split, {"subject": housing, "successor": market, "on": DAY, **PAPER}),
        (subject_actions.dissolve, {"subject": housing, "on": DAY, **PAPER}),
        (subject_actions.move, {"subject": housing, "superior": market, "on": DAY, **PAPER}),
        (subject_actions.add_identifier, {"subject": housing, "kind": "tax", "value": "1"}),
    ]
    for name in ("lin", "gao", "audit", "guard", "past", "closed", "nobody", "ren"):
        for action, given in tries:
            with pytest.raises(PermissionDenied):
                action(by=person(name), **given)
    assert not SubjectChange.objects.exists()


def test_a_person_is_not_renamed_and_succeeds_nobody(paper, servant):
    with pytest.raises(Refused, match="自然人"):
        subject_actions.rename(subject=servant, name="某丙", **paper)
    with pytest.raises(Refused, match="自然人"):
        subject_actions.merge(subject=body(world.HOUSING), successor=servant, **paper)
    with pytest.raises(Refused, match="自然人"):
        subject_actions.add_identifier(subject=servant, kind="tax", value="1", by=paper["by"])


# ── a body that ceased ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def merged(paper):
    subject_actions.merge(subject=body(world.HOUSING), successor=body(world.MARKET), **paper)
    return body(world.HOUSING)


def test_a_merged_body_ends_and_names_its_successor(merged):
    assert (merged.ceased_on, merged.successor.code) == (DAY, world.MARKET)
    change = merged.changes.get()
    assert (change.kind, change.successor.code, change.on) == ("merged", world.MARKET, DAY)


def test_it_files_nothing_more_and_the_sentence_names_the_successor(merged, person):
    sentence = f"已于 2024-03-15 终止，由示范市市场监督管理局（{world.MARKET}）承继"
    with pytest.raises(Refused, match=sentence):
        actions.receive_file(unit=merged, by=person("wu"), stream=io.BytesIO(table([row(1)])), filename="a.csv")
    with pytest.raises(Refused, match=sentence):
        actions.file_form(unit=merged, by=person("wu"), item_code="RY", data={})
    assert not Filing.objects.exists()
    with pytest.raises(Refused, match=sentence):
        subject_actions.rename(subject=merged, name="新名", by=person("zhou"), on=DAY, **PAPER)


def test_nobody_gets_a_role_in_it_from_that_day(merged, person):
    member = Membership(user=person("nobody"), unit=merged, role="clerk", from_on=DAY)
    with pytest.raises(ValidationError, match="承继"):
        member.full_clean()
    member.from_on, member.until_on = DAY - timedelta(days=1), DAY  # a role of its last day may be entered later
    member.full_clean()
    assert any("1 项角色" in finding for finding in findings_about(merged, timezone.localdate()))  # wu's is still held


def test_its_records_stay_and_the_successor_may_correct_its_filings(paper, person, city):
    housing, lin, wu, zhou = body(world.HOUSING), person("lin"), person("wu"), person("zhou")

    def file(unit, by, source, **more):
        data = table([row(1, CF_JDRQ="2024-03-14", CF_CFJGDM=world.HOUSING, CF_CFJG="示范市住房和城乡建设局", CF_SJLYDM=source, **more)])
        return actions.check_filing(filing=actions.receive_file(unit=unit, by=by, stream=io.BytesIO(data), filename="a.csv"))

    filing = advance(file(housing, wu, world.HOUSING), "submit", by=wu)
    advance(filing, "approve", by=zhou, seen=filing.revision)
    assert file(body(world.MARKET), lin, world.MARKET, CF_SY="更正").bad == 1  # another unit's decision
    subject_actions.merge(subject=housing, successor=body(world.MARKET), **paper)
    assert Record.objects.get().issuer == housing
    again = file(body(world.MARKET), lin, world.MARKET, CF_SY="再更正")
    assert (again.changed, again.bad) == (1, 0)


def test_what_it_decided_on_its_last_day_is_filed_and_on_the_next_not(merged, person):
    for day, bad in (("2024-03-14", 0), ("2024-03-15", 1)):
        data = table([row(int(day[-2:]), CF_JDRQ=day, CF_CFJGDM=world.HOUSING, CF_CFJG="示范市住房和城乡建设局")])
        filing = actions.receive_file(unit=body(world.MARKET), by=person("lin"), stream=io.BytesIO(data), filename="a.csv")
        assert actions.check_filing(filing=filing).bad == bad, day


def test_what_has_bodies_below_it_ends_only_with_somebody_to_go_on(paper, person):
    market, housing = body(world.MARKET), body(world.HOUSING)
    Subject.objects.create(kind="institution", code=world.code("12990100MB0000088"), name="示范市住房保障中心", superior=housing)
    with pytest.raises(Refused, match="示范市住房保障中心"):
        subject_actions.dissolve(subject=housing, **paper)
    housing.refresh_from_db()
    assert housing.ceased_on is None
    assert subject_actions.dissolve(subject=housing, successor=market, **paper).successor == market


def test_its_terms_of_office_end_with_it(paper, servant):
    housing, by = body(world.HOUSING), paper["by"]
    post = post_actions.add_post(unit=housing, name="局长", is_principal=True, by=by)
    term = post_actions.appoint(post=post, holder=servant, from_on=date(2022, 1, 1), document_no="任1号", by=by)
    with pytest.raises(Refused, match=r"2022-01-01|2022年1月1日"):
        subject_actions.dissolve(subject=housing, **{**paper, "on": date(2022, 1, 1)})
    subject_actions.dissolve(subject=housing, **paper)
    term.refresh_from_db()
    assert (term.until_on, term.end_document_no) == (DAY, "示政发〔2024〕7号")
    with pytest.raises(Refused, match="没有承继单位"):
        post_actions.appoint(post=post, holder=servant, from_on=DAY, document_no="任2号", by=by)
    assert Appointment.objects.count() == Post.objects.count() == 1


@pytest.mark.parametrize("action", [subject_actions.merge, subject_actions.split, subject_actions.dissolve])
def test_nobody_succeeds_himself_nor_is_succeeded_by_a_body_that_ceased(paper, merged, action):
    with pytest.raises(Refused, match="不能承继自身"):
        action(subject=body(world.MARKET), successor=body(world.MARKET), **paper)
    with pytest.raises(Refused, match="已于 2024-03-15 终止"):
        action(subject=body(world.MARKET), successor=merged, **paper)
    assert body(world.MARKET).ceased_on is None


def test_a_split_leaves_both(paper):
    subject_actions.split(subject=body(world.HOUSING), successor=body(world.HOSPITAL), **paper)
    assert body(world.HOUSING).ceased_on is None
    assert body(world.HOSPITAL).succeeded.get().subject == body(world.HOUSING)


# ── moved ────────────────────────────────────────────────────────────────────────────────────────


def test_a_body_moves_under_another_superior_and_into_another_division(paper):
    with role("registry_owner"):
        division = Division.objects.create(code="990102", name="东区", province="示范省", level="county", valid_from=2013)
    change = subject_actions.move(subject=body(world.HOSPITAL), superior=body(world.MARKET), division=division, **paper)
    hospital = body(world.HOSPITAL)
    assert (hospital.superior.code, hospital.division) == (world.MARKET, division)
    assert (change.before, change.after) == ("—；—", "示范市市场监督管理局；990102 示范省东区")
    with pytest.raises(Refused, match="没有变化"):
        subject_actions.move(subject=hospital, superior=body(world.MARKET), **paper)
    with pytest.raises(Refused, match="下级不能成为其上级"):
        subject_actions.move(subject=body(world.MARKET), superior=hospital, **paper)


# ── numbers, and finding by what was ─────────────────────────────────────────────────────────────


def test_one_number_of_one_kind_belongs_to_one_body_on_a_day(person):
    by, old = person("zhou"), world.code("11990100MB0000088")
    add = subject_actions.add_identifier
    add(subject=body(world.HOUSING), kind="organisation", value="mb0000002", until_on=DAY, by=by)
    add(subject=body(world.MARKET), kind="organisation", value="MB0000002", from_on=DAY, by=by)  # passed on
    add(subject=body(world.MARKET), kind="tax", value="MB0000002", by=by)  # another kind
    with pytest.raises(Refused, match="同一编号同一天只属于一个单位"):
        add(subject=body(world.HOSPITAL), kind="organisation", value="MB0000002", from_on=DAY - timedelta(days=1), until_on=DAY, by=by)
    with pytest.raises(Refused, match="早于启用"):
        add(subject=body(world.HOSPITAL), kind="tax", value="1", from_on=DAY, until_on=DAY, by=by)
    with pytest.raises(Refused, match="现行代码"):
        add(subject=body(world.HOSPITAL), kind="uscc", value=world.MARKET, by=by)
    with pytest.raises(Refused, match="校验"):
        add(subject=body(world.HOSPITAL), kind="uscc", value=old[:17] + ("0" if old[17] != "0" else "1"), by=by)
    assert Identifier.objects.count() == 3


def test_a_replaced_code_is_nobodys_own_again(door, person):
    old = world.code("11990100MB0000088")
    subject_actions.add_identifier(subject=body(world.HOUSING), kind="uscc", value=old, by=person("zhou"))
    sent = {"kind": "organ", "code": old, "name": "另一局", "sort_key": "", "initials": "", "superior": "", "division": ""}
    page = door("zhou").post(reverse("admin:archives_subject_add"), sent)
    assert page.status_code == 200
    assert world.HOUSING in page.content.decode()
    assert not Subject.objects.filter(code=old).exists()


def test_a_body_is_found_by_what_it_was(paper):
    old = world.code("11990100MB0000088")
    subject_actions.add_identifier(subject=body(world.HOUSING), kind="uscc", value=old, until_on=DAY, by=paper["by"])
    subject_actions.rename(subject=body(world.HOUSING), name="甲局", **paper)
    before = DAY - timedelta(days=1)
    for words in ("甲局", "示范市住房和城乡建设局", old.lower(), f" {world.HOUSING} "):
        assert find(words).get().code == world.HOUSING, words
    assert find("示范市住房和城乡建设局", before).get().code == world.HOUSING
    assert not find("示范市住房和城乡建设局", DAY).exists()
    assert not find("甲局", before).exists()
    assert find("甲局", DAY).exists()
    assert find(old, before).exists()
    assert not find(old, DAY).exists()
    assert not find("乙局").exists()


def test_two_bodies_may_have_had_one_name(paper):
    subject_actions.rename(subject=body(world.HOUSING), name="甲局", **paper)
    other = Subject.objects.create(kind="organ", code=world.code("11990100MB0000066"), name="示范市住房和城乡建设局")
    assert set(find("示范市住房和城乡建设局")) == {body(world.HOUSING), other}
    assert find("示范市住房和城乡建设局", DAY).get() == other


# ── pages ────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_tells_the_whole_story(door, paper):
    subject_actions.rename(subject=body(world.HOUSING), name="示范市建设局", **paper)
    subject_actions.merge(subject=body(world.HOUSING), successor=body(world.MARKET), **{**paper, "on": date(2025, 1, 1)})
    old, new = (reverse("staff_body", args=[body(code).pk]) for code in (world.HOUSING, world.MARKET))
    page = door("lin").get(old).content.decode()
    for words in ("示范市住房和城乡建设局", "2024年3月14日", "已于", new, "2025年1月1日", "机构改革方案"):
        assert words in page, words
    assert f'href="{old}"' in door("lin").get(new).content.decode()
    assert reverse("staff_body_change", args=[body(world.MARKET).pk, "merge"]) in door("zhou").get(new).content.decode()
    assert reverse("staff_body_change", args=[body(world.MARKET).pk, "merge"]) not in door("lin").get(new).content.decode()
    assert "/merge/" not in door("zhou").get(old).content.decode()  # nothing more becomes of it


def test_persons_have_no_such_page(door, servant):
    assert door("zhou").get(reverse("staff_body", args=[servant.pk])).status_code == 404
    assert door("zhou").get(reverse("staff_body_change", args=[servant.pk, "rename"])).status_code == 404


def test_a_change_through_the_page(door):
    housing = body(world.HOUSING)
    address = reverse("staff_body_change", args=[housing.pk, "merge"])
    sent = {"successor": "示范市市场监督管理局", "on": "2024-03-15", **PAPER}
    assert door("lin").post(address, sent).status_code == 403
    assert door("zhou").post(address, {**sent, "successor": "无此单位"}).status_code == 400
    assert door("zhou").post(address, {**sent, "successor": world.HOUSING}).status_code == 409
    assert body(world.HOUSING).ceased_on is None
    answer = door("zhou").post(address, sent)
    assert (answer.status_code, answer["Location"]) == (302, reverse("staff_body", args=[housing.pk]))
    assert body(world.HOUSING).successor.code == world.MARKET
    assert door("zhou").post(address, sent).status_code == 409
    assert door("zhou").get(reverse("staff_body_change", args=[housing.pk, "sell"])).status_code == 404


def test_the_list_finds_by_an_old_name_and_an_old_number(door, paper):
    subject_actions.add_identifier(subject=body(world.HOUSING), kind="organisation", value="MB0000002", by=paper["by"])
    subject_actions.rename(subject=body(world.HOUSING), name="甲局", **paper)
    for words in ("住房和城乡", "MB0000002"):
        page = door("lin").get(reverse("admin:archives_subject_changelist"), {"q": words}).content.decode()
        assert "甲局" in page
        assert "示范市市场监督管理局" not in page.partition("result_list")[2]


def test_the_page_does_not_dissolve_what_has_bodies_below_it(door):
    market, housing = body(world.MARKET), body(world.HOUSING)
    housing.superior = market
    housing.save()
    address = reverse("staff_body_change", args=[market.pk, "dissolve"])
    sent = {"successor": "", "on": "2024-03-15", **PAPER}
    answer = door("zhou").post(address, sent)
    assert answer.status_code == 409
    assert "示范市住房和城乡建设局" in answer.content.decode() or "下级" in answer.content.decode()
    assert body(world.MARKET).ceased_on is None
    assert door("zhou").post(address, {**sent, "successor": "示范市清河镇人民政府"}).status_code == 302
    assert body(world.MARKET).successor.code == world.TOWNSHIP
