"""An entry about a body that was made by mistake is taken back by a further one; what was said stays told."""

import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, connection, transaction
from django.urls import reverse

from archives import actions, post_actions, subject_actions
from archives.models import EarlierName, Subject, SubjectChange, find
from archives.undoing import undo
from integrity.errors import Refused
from integrity.workflow import advance
from tests import world
from tests.archives.test_subject_history import DAY, PAPER, body, paper, servant  # noqa: F401
from tests.files import row, table

MEND = {"document_no": "示政发〔2024〕8号", "reason": "文件所指并非本单位，误录"}
OLD = "示范市住房和城乡建设局"


@pytest.fixture
def take_back(person):
    return lambda change, by="zhou", **given: undo(**{"change": change, "by": person(by), **MEND, **given})


def test_a_renaming_taken_back_never_was(paper, take_back, person):  # noqa: F811
    change = subject_actions.rename(subject=body(world.HOUSING), name="甲局", **paper)
    made = take_back(change, by="sun")
    housing = body(world.HOUSING)
    assert (housing.name, housing.initials) == (OLD, "sfszfhcxjsj")
    assert list(housing.earlier_names.all()) == []
    assert find(OLD, DAY).get() == housing
    assert not find("甲局").exists()
    # What was said, and when we knew better, stays told.
    assert (made.kind, made.undoes, made.on, made.made_by, made.document_no) == ("undone", change, DAY, person("sun"), MEND["document_no"])
    assert [c.kind for c in housing.changes.order_by("pk")] == ["renamed", "undone"]
    assert [h.name for h in housing.history.order_by("history_id")][-2:] == ["甲局", OLD]
    # And the right renaming follows, on an earlier day even.
    subject_actions.rename(subject=housing, name="乙局", **{**paper, "on": DAY - timedelta(days=5)})
    assert list(housing.earlier_names.values_list("name", "until_on")) == [(OLD, DAY - timedelta(days=5))]


def test_a_merger_taken_back_lets_the_body_and_its_terms_run_on(paper, take_back, person, servant):  # noqa: F811
    housing, by = body(world.HOUSING), paper["by"]
    post = post_actions.add_post(unit=housing, name="局长", is_principal=True, by=by)
    term = post_actions.appoint(post=post, holder=servant, from_on=date(2022, 1, 1), until_on=date(2027, 1, 1), document_no="任1号", by=by)
    deputy = post_actions.add_post(unit=housing, name="副局长", by=by)
    gone = post_actions.appoint(
        post=deputy, holder=servant, from_on=date(2020, 1, 1), until_on=date(2021, 1, 1), document_no="任0号", by=by
    )
    change = subject_actions.merge(subject=housing, successor=body(world.MARKET), **paper)
    term.refresh_from_db()
    assert term.until_on == DAY
    take_back(change)
    housing.refresh_from_db()
    assert (housing.ceased_on, housing.successor) == (None, None)
    for one, until in ((term, date(2027, 1, 1)), (gone, date(2021, 1, 1))):
        one.refresh_from_db()
        assert (one.until_on, one.end_document_no, one.end_reason) == (until, "", "")
    filing = actions.receive_file(unit=housing, by=person("wu"), stream=io.BytesIO(table([row(1)])), filename="a.csv")
    assert filing.unit == housing
    assert not hasattr(SubjectChange.objects.get(kind="undone"), "undone")
    # The day after it may be merged in earnest.
    subject_actions.merge(subject=housing, successor=body(world.HOSPITAL), **{**paper, "on": date(2025, 1, 2)})
    housing.refresh_from_db()
    assert (housing.ceased_on, housing.successor) == (date(2025, 1, 2), body(world.HOSPITAL))


def test_a_dissolution_and_a_split_are_taken_back(paper, take_back):  # noqa: F811
    take_back(subject_actions.split(subject=body(world.HOUSING), successor=body(world.HOSPITAL), **paper))
    take_back(subject_actions.dissolve(subject=body(world.HOUSING), **paper))
    assert body(world.HOUSING).ceased_on is None


def test_a_move_taken_back_leads_to_where_the_body_was(paper, take_back):  # noqa: F811
    first = subject_actions.move(subject=body(world.HOSPITAL), superior=body(world.HOUSING), **paper)
    second = subject_actions.move(subject=body(world.HOSPITAL), superior=body(world.MARKET), **paper)
    take_back(second)
    assert body(world.HOSPITAL).superior == body(world.HOUSING)
    take_back(first)
    assert body(world.HOSPITAL).superior is None


# ── refused while something builds on it ─────────────────────────────────────


def refused(take_back, change, words, **given):
    before = SubjectChange.objects.count()
    with pytest.raises(Refused, match=words), transaction.atomic():
        take_back(change, **given)
    assert SubjectChange.objects.count() == before


def test_what_later_changes_build_on_is_refused(paper, take_back):  # noqa: F811
    renamed = subject_actions.rename(subject=body(world.HOUSING), name="甲局", **paper)
    merged = subject_actions.merge(subject=body(world.HOUSING), successor=body(world.MARKET), **{**paper, "on": date(2025, 1, 1)})
    refused(take_back, renamed, "又录入了甲局于 2025年1月1日 并入")
    on_top = subject_actions.merge(subject=body(world.MARKET), successor=body(world.HOSPITAL), **{**paper, "on": date(2025, 6, 1)})
    refused(take_back, merged, "又录入了示范市市场监督管理局于 2025年6月1日 并入")
    for change in (on_top, merged, renamed):  # newest first
        take_back(change)
    assert (body(world.HOUSING).name, body(world.HOUSING).ceased_on, body(world.MARKET).ceased_on) == (OLD, None, None)
    refused(take_back, renamed, "已经撤回")
    refused(take_back, SubjectChange.objects.get(undoes=merged), "其本身即为撤回记载")


def test_a_name_that_somebody_else_bears_since_is_not_taken_back(paper, take_back):  # noqa: F811
    change = subject_actions.rename(subject=body(world.HOUSING), name="甲局", **paper)
    other = Subject.objects.create(kind="organ", code=world.code("11990100MB0000066"), name=OLD)
    refused(take_back, change, f"此后代码为 {other.code} 的单位已使用“{OLD}”")
    housing = body(world.HOUSING)
    housing.name = "丙局"
    housing.save()
    refused(take_back, change, "丙局现已不称“甲局”")


def test_a_move_onto_which_others_built_is_not_taken_back(paper, take_back):  # noqa: F811
    subject_actions.move(subject=body(world.HOSPITAL), superior=body(world.HOUSING), **paper)
    change = subject_actions.move(subject=body(world.HOSPITAL), superior=body(world.MARKET), **paper)
    under = subject_actions.move(subject=body(world.HOUSING), superior=body(world.HOSPITAL), **paper)
    refused(take_back, change, "已划归示范市第二人民医院之下")
    take_back(under)
    subject_actions.dissolve(subject=body(world.HOUSING), **paper)
    refused(take_back, change, "已于 2024-03-15")
    hospital = body(world.HOSPITAL)
    hospital.superior = body(world.OFFICE)
    hospital.save()
    refused(take_back, change, "已不是此条所记的情况")


def test_a_merger_on_whose_ground_the_successor_corrected_is_not_taken_back(paper, take_back, person):  # noqa: F811
    housing, zhou = body(world.HOUSING), person("zhou")

    def file(unit, by, **more):
        data = table([row(1, CF_JDRQ="2024-03-14", CF_CFJGDM=world.HOUSING, CF_CFJG=OLD, CF_SJLYDM=unit.code, **more)])
        filing = actions.check_filing(filing=actions.receive_file(unit=unit, by=by, stream=io.BytesIO(data), filename="a.csv"))
        filing = advance(filing, "submit", by=by)
        return advance(filing, "approve", by=zhou, seen=filing.revision)

    first = file(housing, person("wu"))
    change = subject_actions.merge(subject=housing, successor=body(world.MARKET), **paper)
    take_back(change)  # nothing builds on it yet
    again = subject_actions.merge(subject=housing, successor=body(world.MARKET), **paper)
    file(body(world.MARKET), person("lin"), CF_SY="由承继单位更正")
    refused(take_back, again, first.records.get().number)


@pytest.mark.parametrize(
    ("given", "words"),
    [({"document_no": " "}, "须有文号和理由"), ({"reason": ""}, "须有文号和理由"), ({"reason": "张某11010519491231002X"}, "公民身份号码")],
)
def test_taking_back_needs_document_and_reason(paper, take_back, given, words):  # noqa: F811
    refused(take_back, subject_actions.rename(subject=body(world.HOUSING), name="甲局", **paper), words, **given)


def test_only_the_office_takes_back(paper, take_back):  # noqa: F811
    change = subject_actions.rename(subject=body(world.HOUSING), name="甲局", **paper)
    for name in ("lin", "gao", "audit", "guard", "past", "closed", "nobody", "ren"):
        with pytest.raises(PermissionDenied):
            take_back(change, by=name)
    assert body(world.HOUSING).name == "甲局"


def test_the_end_of_a_body_is_lifted_by_no_other_way(paper, take_back):  # noqa: F811
    subject_actions.merge(subject=body(world.HOUSING), successor=body(world.MARKET), **paper)
    with pytest.raises(Error, match="set once"), transaction.atomic():
        Subject.objects.filter(code=world.HOUSING).update(ceased_on=None, successor=None)
    subject_actions.rename(subject=body(world.HOSPITAL), name="甲院", **paper)
    with pytest.raises(Error, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE archives_earliername SET name = '另'")


# ── pages ────────────────────────────────────────────────────────────────────


def test_through_the_page(door, paper):  # noqa: F811
    subject_actions.merge(subject=body(world.HOUSING), successor=body(world.MARKET), **paper)
    change = SubjectChange.objects.get()
    page, address = reverse("staff_body", args=[change.subject_id]), reverse("staff_change_undo", args=[change.pk])
    assert address in door("zhou").get(page).content.decode()
    assert address not in door("lin").get(page).content.decode()
    assert door("lin").post(address, MEND).status_code == 403
    assert door("zhou").post(address, {"reason": "误录"}).status_code == 400
    assert door("zhou").post(address, MEND).status_code == 302
    text = door("lin").get(page).content.decode()
    assert "已撤回" in text
    assert "误录" in text
    assert "已于" not in text
    assert door("zhou").post(address, MEND).status_code == 409
    assert "已撤回" in door("lin").get(reverse("staff_body", args=[body(world.MARKET).pk])).content.decode()


def test_the_portal_forgets_the_mistake(paper, take_back):  # noqa: F811
    renamed = subject_actions.rename(subject=body(world.HOUSING), name="甲局", **paper)
    merged = subject_actions.merge(subject=body(world.HOUSING), successor=body(world.MARKET), **paper)

    def told():
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute("SELECT (SELECT count(*) FROM pub.subject_name), (SELECT count(*) FROM pub.subject_change)")
            found = cursor.fetchone()
            cursor.execute("SET ROLE staff")
        return found

    assert told() == (1, 1)
    take_back(merged)
    assert told() == (1, 0)
    take_back(renamed)
    assert told() == (0, 0)
    assert EarlierName._base_manager.count() == 1  # what was said
