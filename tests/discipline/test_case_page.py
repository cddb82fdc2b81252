"""Where the page of a case leads, and what its progress says of stages that it does not show by themselves."""

from __future__ import annotations

import pytest
from django.urls import reverse

from archives.models import Record
from discipline.case_page import rail
from integrity.workflow import advance

from .given import account, case_at, vote

pytestmark = pytest.mark.usefixtures("city")


@pytest.mark.parametrize(("status", "at"), [("refused", 1), ("rectified", 1), ("tolerance", 3)])
def test_a_case_that_goes_on_shows_the_stages_ahead(status, at):
    stops = rail(case_at(status))
    assert [stop["state"] for stop in stops] == ["done"] * at + ["now"] + ["ahead"] * (5 - at)


def test_case_and_record_lead_to_each_other_and_to_the_measures(door):
    case = case_at("filed")
    advance(case.filing, "approve", by=account("zhou"), seen=case.filing.revision)
    record = Record.objects.current().get(filing=case.filing)
    there, back = reverse("staff_case", args=[case.pk]), reverse("staff_record", args=[record.number])
    page = door("lin").get(there).content.decode()
    assert f'href="{back}"' in page
    assert "发起联动奖惩" in page
    assert f'href="{there}"' in door("lin").get(back).content.decode()
    assert f'href="{there}"' not in door("wu").get(back).content.decode()


def test_nothing_is_chosen_before_somebody_chooses(door):
    page = door("lin").get(reverse("staff_case_open")).content.decode()
    assert '<option value="" selected>' in page.split('name="kind"')[1].split("</select>")[0]


def test_the_tier_is_explained_as_thresholds(door):
    case = case_at("panel")  # 320 万元 and considerable impact: the row of 100 万元 and limited impact applies
    for member in ("pan", "pei"):
        vote(case, "for", by=member)
    assert "</span>以上，影响较小以上的，参考等级" in door("gao").get(reverse("staff_case", args=[case.pk])).content.decode()
