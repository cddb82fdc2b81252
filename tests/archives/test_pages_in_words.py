"""Pages that one only reads: words instead of codes, nothing to type in, and the way on said where one looks for it."""

import re

import pytest
from django.urls import reverse

from archives.models import Membership, PeriodRule
from integrity import jobs
from tests.archives.appraisal import appraised
from tests.archives.test_words_and_dead_ends import text
from tests.test_permissions import filing_at

pytestmark = pytest.mark.django_db
NEW_RULE = {
    "code": "TEST", "min_months": "3", "max_months": "12", "published": "on", "valid_from": "2031-01-01", "document": "示信用办〔2030〕1号",
}  # fmt: skip


def test_a_period_rule_names_kind_and_tier(city, door):
    rule = PeriodRule.objects.filter(kind="penalty", tier=2).first()
    page = text(door("audit"), "admin:archives_periodrule_change", rule.pk)
    assert '<div class="readonly">行政处罚</div>' in page
    assert '<div class="readonly">一般</div>' in page
    assert "penalty" not in page


def test_a_new_period_rule_is_of_a_kind_that_exists(city, door):
    address = reverse("admin:archives_periodrule_add")
    assert '<option value="penalty">行政处罚</option>' in text(door("zhou"), "admin:archives_periodrule_add")
    refused = door("zhou").post(address, NEW_RULE | {"kind": "penality", "tier": "2"})
    assert refused.status_code == 200
    assert not PeriodRule.objects.filter(code="TEST").exists()
    assert door("zhou").post(address, NEW_RULE | {"kind": "honour", "tier": "3"}).status_code == 302
    assert PeriodRule.objects.get(code="TEST").kind == "honour"


def test_a_job_is_called_by_what_it_does(city, person, door):
    job = jobs.ask("check filing", about=filing_at("received", person), by=person("lin"))
    assert str(job) == f"报送核验 {str(job.pk)[:8]}"
    assert "check filing" not in text(door("audit"), "admin:integrity_job_change", job.pk)


@pytest.mark.parametrize("viewer", ["audit", "guard"])
def test_a_past_state_is_read_and_led_to_in_words(city, person, door, viewer):
    held = Membership.objects.get(user=person("lin"))
    page = text(door(viewer), "admin:archives_membership_simple_history", held.pk, held.history.first().pk)
    assert "until_on" not in re.findall(r'<(?:input|select|textarea)[^>]*name="([^"]+)"', page)
    trail = re.search(r'<div class="breadcrumbs">(.*?)</div>', page)[1]
    assert "诚信档案" in trail
    assert "角色授予" in trail
    assert "Historical" not in page
    assert "Archives" not in page


def test_who_has_only_a_vote_to_give_is_led_to_it(city, person, door):
    filing = appraised(person)
    assert '<a href="#votes">请您表决</a>' in text(door("pei"), "staff_filing", filing.pk)
    page = text(door("audit"), "staff_filing", filing.pk)
    assert "请您表决" not in page
    assert "现在没有要您办的" in page


def test_titles_of_lists_and_forms_have_no_space_inside(city, door):
    assert ">新增公示期限规则<" in text(door("zhou"), "admin:archives_periodrule_add")
    assert ">查看公示期限规则<" in text(door("audit"), "admin:archives_periodrule_change", PeriodRule.objects.first().pk)


def test_a_box_to_tick_stands_before_its_words_and_is_not_called_optional(city, door):
    page = text(door("zhou"), "staff_supplement_new")
    tiered = re.search(r'<div class="check"><label for="id_tiered">(.*?)</div>', page)[1]
    assert tiered.index("<input") < tiered.index("<span>")
    assert "选填" not in tiered


def test_months_are_written_as_months(city, door):
    page = door("zhou").get(reverse("staff_quality") + "?month=2026-10").content.decode()
    assert '<span class="d8">2026年10月</span>' in page
    assert '<a href="?month=2026-09" rel="prev"><span class="d8">2026年9月</span></a>' in page


def test_one_record_is_not_called_records(city, person, door):
    from tests.files import penalties

    filing_at("submitted", person, penalties(1))
    client = door("zhou")
    client.cookies["django_language"] = "en"
    assert "Decide on 1 record of 示范市市场监督管理局" in client.get("/").content.decode()


def test_no_word_of_ours_renames_a_button_of_the_admin():
    """A word that Django uses as well, said otherwise here, stands on every page of the admin: 「办结」 for 「关闭」."""
    from django.utils.translation import gettext, override

    with override("zh-hans"):
        assert gettext("Close") == "关闭"
