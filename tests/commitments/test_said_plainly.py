"""What a stranger stumbled over: each page says beforehand what it asks for, and counts and names things in one way."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from archives.models import Membership, Subject
from commitments.letters import papers
from commitments.models import TownshipService
from tests import world
from tests.archives import powered
from tests.walking import words

from . import lettered
from . import test_sheets as sheet
from .given import account, appointed, drafted, owner, published, reported, step
from .test_pages import page

pytestmark = pytest.mark.usefixtures("city")


def test_no_id_stands_twice_on_the_page_of_a_running_commitment(door):
    shown = page(door, "lin", published()).content.decode()
    assert 'id="id_report_words"' in shown
    ids = re.findall(r'\sid="([^"]+)"', shown)
    assert len(ids) == len(set(ids))
    assert "文件名向社会公开" in shown
    assert "按衡量方式填写" in shown  # the number that a level needs is no choice


def test_all_that_may_be_done_is_counted(door):
    shown = page(door, "lin", published()).content.decode()
    assert re.search(r'现在可以做的</h2><span class="count">4<', shown)  # to report, to tell progress, to change, to hand over


def test_the_term_of_the_office_is_named_by_what_it_ends(door):
    assert "核实截止" in words(page(door, "zhou", reported()).content.decode())


def test_a_draft_that_came_back_says_who_returned_it_and_why(door):
    made = step(step(drafted(), "submit", "lin"), "return", "zhou", "请写明窗口的范围")
    assert "请写明窗口的范围" in door("lin").get("/").content.decode()
    shown = words(page(door, "lin", made).content.decode())
    assert re.search("周文于 .* 退回：", shown)
    assert shown.index("请写明窗口的范围") < shown.index("现在可以做的")
    step(made, "submit", "lin")
    assert "请写明窗口的范围" not in door("lin").get("/").content.decode()


def test_services_that_are_promised_already_are_marked_in_the_bulk_entry(door):
    town = Subject.objects.get(code=world.TOWNSHIP)
    Membership.objects.create(user=account("lin"), unit=town, role="clerk", from_on=timezone.localdate() - timedelta(9))
    appointed(world.TOWNSHIP)
    address = f"{reverse('staff_commitment_services')}?unit={town.pk}"
    made = published(unit=world.TOWNSHIP, kind="township", service=TownshipService.objects.get(code="parking"), title="新增泊位")
    shown = door("lin").get(address).content.decode()
    assert f'href="{reverse("staff_commitment", args=[made.pk])}"' in shown


def test_a_change_of_the_list_from_a_later_day_is_not_in_force_yet(door):
    powered.listed()
    later = timezone.localdate() + timedelta(30)
    made = powered.step(powered.drafted("adjust", starts_on=later, said=powered.said(duty="新的职责")))
    for address in (reverse("staff_power_draft", args=[made.pk]), reverse("admin:archives_powerdraft_changelist")):
        assert f"已审定，自{later.year}年{later.month}月{later.day}日起施行" in door("zhou").get(address).content.decode()


def test_the_recording_form_in_english_has_english_days():
    made = lettered.at("in_force")
    with translation.override("en"):
        said = " ".join(value for _label, value in papers.rows(made))
    assert made.signed_on.isoformat() in said
    assert f"{made.signed_on.year}年" not in said


def test_what_a_cell_takes_begins_with_a_choice():
    owner()
    (error,) = sheet.looked_at(sheet.GOOD | {"scope": "秘密"}).errors
    assert "下列之一：社会公开、" in str(error)
