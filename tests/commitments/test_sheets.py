"""Commitments from a sheet, and the fourteen services of a township at once: looked at, then drafted whole or not at all."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from archives.models import Subject
from commitments import actions, sheets
from commitments.models import Commitment, TownshipService
from tests import world
from tests.shifting import taken_for_granted

from .given import DUE, POST, account, owner, published

GOOD = {
    "unit": "示范市市场监督管理局", "kind": "服务质量承诺", "title": "窗口满意率", "text": "一、服务内容和标准：开办窗口。", "yardstick": "服务水平", "due_on": DUE.isoformat(),
    "target": "90", "measure": "%", "owner": POST, "basis": "《优化营商环境条例》第三十五条",
}  # fmt: skip


def table(*rows: dict) -> io.BytesIO:
    lines = [",".join(sheets.HEADERS.values())]
    lines += [",".join(row.get(code, "") for code in sheets.HEADERS) for row in rows]
    return io.BytesIO("\n".join(lines).encode("utf-8-sig"))


def looked_at(*rows: dict, by: str = "lin"):
    with translation.override("zh-hans"):
        return sheets.looked_at(table(*rows), "a.csv", by=account(by), today=timezone.localdate())


@pytest.fixture(autouse=True)
def somebody_in_office(city):
    owner()


def test_good_rows_become_drafts_and_the_same_sheet_again_nothing():
    seen = looked_at(GOOD, GOOD | {"title": "电话答复率"})
    assert (seen.new, seen.bad) == (2, 0)
    assert not Commitment.objects.exists()  # looking keeps nothing
    with translation.override("zh-hans"):
        made = sheets.enter(seen.good, by=account("lin"), today=timezone.localdate())
    assert made.new == 2
    assert {c.version.title for c in Commitment.objects.all()} == {"窗口满意率", "电话答复率"}
    assert {c.status for c in Commitment.objects.all()} == {"drafted"}
    assert looked_at(GOOD).unchanged == 1


@pytest.mark.parametrize(
    ("otherwise", "column"),
    [
        ({"unit": "没有这个单位"}, "unit"),
        ({"kind": "没有这一类"}, "kind"),
        ({"owner": "没有这个职务"}, "owner"),
        ({"matter": "XK-999"}, "matter"),
        ({"duty": "XK-999"}, "duty"),
        ({"due_on": "后天"}, "due_on"),
        ({"target": "很多"}, "target"),
        ({"basis": ""}, "basis"),
    ],
)
def test_a_bad_cell_is_named_with_its_column(otherwise, column):
    seen = looked_at(GOOD | otherwise)
    assert (seen.new, seen.bad) == (0, 1)
    (error,) = seen.errors
    assert error["row"] == 2
    assert error["column"] == sheets.HEADERS[column]
    assert len(error["message"]) > 4


@pytest.mark.parametrize(
    "otherwise",
    [{"due_on": "2020-01-01"}, {"measure": ""}, {"text": "没有必备内容"}, {"service": "就业"}, {"yardstick": "办理时限"}],
)
def test_a_row_that_no_commitment_is_is_refused_as_on_the_page(otherwise):
    seen = looked_at(GOOD | otherwise)
    assert (seen.new, seen.bad) == (0, 1)


def test_the_same_title_twice_and_another_unit_are_refused():
    seen = looked_at(GOOD, GOOD)
    assert (seen.new, seen.bad) == (1, 1)  # the first is kept
    (error,) = seen.errors
    assert (error["row"], error["message"]) == (3, "第2行是同一单位的同一标题。")
    with pytest.raises(PermissionDenied):
        actions.draft(
            unit=Subject.objects.get(code=world.MARKET), kind="service_quality", owner=owner(), basis="法", by=account("wu"), said={}
        )


def test_through_the_page(door):
    upload = SimpleUploadedFile("a.csv", table(GOOD).getvalue(), "text/csv")
    shown = door("lin").post(reverse("staff_commitment_sheet"), {"file": upload})
    assert shown.status_code == 200
    assert "窗口满意率" in shown.content.decode()
    assert not Commitment.objects.exists()
    sealed = shown.context["sealed"]
    assert door("lin").post(reverse("staff_commitment_sheet"), {"sealed": sealed}).status_code == 302
    assert Commitment.objects.count() == 1


@pytest.fixture
def township(city):
    """The market office as a township, so that lin enters its services."""
    owner()
    with taken_for_granted():
        Subject.objects.filter(code=world.MARKET).update(kind="township")
    return Subject.objects.get(code=world.MARKET)


def test_the_services_of_a_township_are_drafted_at_once_or_not_at_all(door, township):
    address = reverse("staff_commitment_services")
    assert TownshipService.objects.count() == 14
    shown = door("lin").get(address).content.decode()
    assert all(service.name in shown for service in TownshipService.objects.all())
    said = {
        "owner": owner().pk,
        "basis": "为民办实事",
        "due_on": DUE.isoformat(),
        "s1_title": "新增就业一百人",
        "s1_target": "100",
        "s1_measure": "人",
        "s5_title": "建成助餐点",
    }
    assert door("lin").post(address, {**said, "s2_target": "3"}).status_code == 400  # a target without a commitment
    assert door("lin").post(address, {**said, "due_on": "2020-01-01"}).status_code == 409
    assert not Commitment.objects.exists()
    assert (
        door("lin").post(address, {key: value for key, value in said.items() if not key.startswith("s")}).status_code == 400
    )  # nothing filled in
    assert door("lin").post(address, said).status_code == 302
    made = {c.service.code: c.version.yardstick for c in Commitment.objects.all()}
    assert made == {"employment": "level", "elderly": "date"}


def test_only_townships_have_them(door):
    published()
    assert door("lin").get(reverse("staff_commitment_services")).status_code == 403
