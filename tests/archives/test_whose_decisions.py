"""Who produces information answers for it: a row is about a decision of the unit's own, of a body below it, or one it has a charge for."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from archives import actions, subject_actions
from archives.imports.layouts import PENALTY_NATURAL_2018
from archives.life import life_of
from archives.models import Filing, Panel, ReadLog, Record
from integrity import jobs
from integrity.models import Job
from integrity.workflow import advance
from tests import world
from tests.archives.officials import account, filed, register, resident_id, unit
from tests.archives.test_filing_names import sent
from tests.archives.test_import_ladder import bring, charged, found, row  # noqa: F401 - bring is a fixture
from tests.files import filled

HOUSING = {"CF_CFJG": "示范市住房和城乡建设局", "CF_CFJGDM": world.HOUSING}
HONOUR = {
    "subject_code": world.HOSPITAL,
    "issuer_code": world.OFFICE,
    "issuer_name": "示范市信用工作办公室",
    "doc_no": "示信用〔2026〕1号",
    "decided_on": "2026-11-02",
    "basis": "《表彰办法》第一条",
    "honour": "诚信单位",
}


def refused(bring, **changes) -> bool:  # noqa: F811
    result, _code = bring([row(1, **changes)], dry_run=True)
    assert {e["rule"] for e in result["errors"]} <= {"foreign_issuer"}
    assert [e["column"] for e in result["errors"]] in ([], ["CF_CFJGDM"])
    return bool(result["errors"])


# ── whose decisions a unit files ─────────────────────────────────────────────


def test_the_decision_of_another_unit_is_refused_and_locks_nobody_out(bring):  # noqa: F811
    result, code = bring([row(1, **HOUSING)])
    assert (found(result), code) == ([(2, "CF_CFJGDM", "foreign_issuer", world.HOUSING)], 1)
    assert not Record.objects.exists()
    mine = row(1, **HOUSING, CF_SJLYDM=world.HOUSING)
    result, code = bring([mine], unit=world.HOUSING, by="wu", approve_by="zhou")
    assert (found(result), code, Record.objects.count()) == ([], 0, 1)


def test_those_below_the_unit_at_any_depth_and_those_merged_into_it(bring):  # noqa: F811
    housing, township, market = unit(world.HOUSING), unit(world.TOWNSHIP), unit(world.MARKET)
    assert refused(bring, **HOUSING)
    for below, above in ((township, market), (housing, township)):  # market over township over housing
        below.superior = above
        below.save()
    assert not refused(bring, **HOUSING)
    for below in (township, housing):
        below.superior = None
        below.save()
    assert refused(bring, **HOUSING)
    office = account("zhou")
    subject_actions.merge(
        subject=housing, successor=market, on=timezone.localdate(), document_no="示政发〔2026〕9号", reason="机构改革", by=office
    )
    assert not refused(bring, **HOUSING)  # decided before, by what is part of it now


def test_who_stands_above_is_not_filed_for(bring):  # noqa: F811
    market = unit(world.MARKET)
    market.superior = unit(world.HOUSING)
    market.save()
    assert refused(bring, **HOUSING)


@pytest.mark.parametrize(
    ("given", "held"),
    [
        ({}, True),
        ({"for_others": False}, False),
        ({"item": "XK"}, False),
        ({"valid_until": timezone.localdate()}, False),
        ({"code": world.OFFICE}, False),
    ],
)
def test_a_charge_on_record_is_for_its_unit_item_and_time(bring, given, held):  # noqa: F811
    charged(given.pop("code", world.MARKET), **given)
    assert refused(bring, **HOUSING) is not held


def test_a_form_is_refused_at_the_issuer_and_taken_with_a_charge(city):
    entry = {"unit": unit(world.MARKET), "by": account("lin"), "item_code": "RY"}
    with pytest.raises(ValidationError) as refusal:
        actions.file_form(**entry, data=dict(HONOUR))
    assert list(refusal.value.message_dict) == ["issuer_code"]
    assert not Filing.objects.exists()
    charged(world.MARKET, "RY")
    assert actions.file_form(**entry, data=dict(HONOUR)).bad == 0


def test_the_page_of_the_form_names_the_field(door):
    answer = door("lin").post(reverse("staff_enter", args=["RY"]), HONOUR | {"unit": unit(world.MARKET).pk})
    assert answer.status_code == 400
    assert "issuer_code" in answer.context["form"].errors


def test_the_personnel_organ_collects_what_others_decided(city):
    assert filed(register(), "GZ-ZW").issuer == unit(world.HOUSING)


# ── what stays in a unit is not there for others ─────────────────────────────


def inner(by: str, code: str, issuer: str, number: int = 1):
    """An entry of the item that never leaves its unit, by form."""
    data = {
        "subject_code": world.HOSPITAL,
        "issuer_code": issuer,
        "issuer_name": unit(issuer).name,
        "doc_no": f"内〔2026〕{number}号",
        "decided_on": "2026-11-02",
    }
    return actions.file_form(
        unit=unit(code), by=account(by), item_code="NB", data=data | {"basis": "《内部办法》第二条", "matter": "首问负责"}
    )


@pytest.fixture
def stayed(city):
    """One such record of the market regulator."""
    Panel.objects.create(unit=unit(world.MARKET), quorum=2, document="示市监发〔2026〕1号", valid_from="2020-01-01")
    filing = advance(inner("lin", world.MARKET, world.MARKET), "submit", by=account("lin"))
    for member in ("pan", "pei"):
        actions.vote(filing=filing, by=account(member), choice="for")
    filing = advance(filing, "adopt", by=account("ping"), seen=filing.revision)
    advance(filing, "sign", by=account("gao"), seen=filing.revision)
    return Record.objects.get(filing=filing)


def fault_of(by, code, number) -> dict:
    with pytest.raises(ValidationError) as refusal:
        inner(by, code, world.MARKET, number)
    return refusal.value.message_dict


def test_nobody_else_learns_whether_a_unit_recorded_something_for_itself(stayed):
    """The same answer to a number that is taken and to one that is not: also for whom the unit stands below."""
    assert fault_of("wu", world.HOUSING, 1) == fault_of("wu", world.HOUSING, 2)
    market = unit(world.MARKET)
    market.superior = unit(world.HOUSING)
    market.save()
    taken, free = fault_of("wu", world.HOUSING, 1), fault_of("wu", world.HOUSING, 2)
    assert taken == free
    assert list(taken) == ["issuer_code"]


def test_the_unit_itself_meets_its_own_record(stayed):
    again = inner("lin", world.MARKET, world.MARKET)
    assert (again.new, again.changed + again.unchanged) == (0, 1)


def test_what_left_another_unit_is_told_at_the_document_number(city, bring):  # noqa: F811
    charged(world.HOUSING, "RY")
    charged(world.MARKET, "RY")
    filing = actions.file_form(unit=unit(world.HOUSING), by=account("wu"), item_code="RY", data=dict(HONOUR))
    filing = advance(filing, "submit", by=account("wu"))
    advance(filing, "approve", by=account("zhou"), seen=filing.revision)
    with pytest.raises(ValidationError) as refusal:
        actions.file_form(unit=unit(world.MARKET), by=account("lin"), item_code="RY", data=dict(HONOUR))
    assert list(refusal.value.message_dict) == ["doc_no"]


# ── jobs ─────────────────────────────────────────────────────────────────────


def test_a_job_is_seen_by_who_sees_what_it_concerns(city, door):
    inside = sent([filled(PENALTY_NATURAL_2018, 1)])
    left = advance(sent([filled(PENALTY_NATURAL_2018, 2)]), "submit", by=account("lin"))
    made = {name: jobs.ask("check filing", about=about, by=account("lin")) for name, about in (("inside", inside), ("left", left))}

    def seen(name):
        page = door(name).get(reverse("admin:integrity_job_changelist"))
        return {key for key, job in made.items() if str(job.pk) in page.content.decode()}

    assert seen("zhou") == {"left"}
    assert seen("audit") == {"inside", "left"}
    assert door("zhou").get(reverse("admin:integrity_job_change", args=[made["inside"].pk])).status_code in {302, 403, 404}
    assert door("zhou").get(reverse("admin:integrity_job_change", args=[made["left"].pk])).status_code == 200
    assert Job.objects.count() == 2


# ── a penalty tells nobody who serves in public office ───────────────────────


def penalised(serial: int, number: int) -> Filing:
    cells = filled(PENALTY_NATURAL_2018, number, CF_XDR_MC="欧阳明远", CF_XDR_ZJHM=resident_id(serial), CF_CFLB="罚款", CF_NR_FK="2")
    return sent([cells])


def test_a_civil_servant_in_a_file_of_penalties_is_a_natural_person_to_the_unit(city, door):
    official = register(self_="self_")
    one, other = penalised(1, 1), penalised(2, 2)  # the first is a civil servant, the second is not
    pages = []
    for filing in (one, other):
        assert (filing.rows, filing.bad, filing.new) == (1, 0, 1)
        filing = advance(filing, "submit", by=account("lin"))
        advance(filing, "approve", by=account("zhou"), seen=filing.revision)
        record = Record.objects.get(filing=filing)
        page = door("lin").get(reverse("staff_record", args=[record.number]))
        assert page.status_code == 200
        assert "欧阳明远" not in page.content.decode().replace("欧阳明远处", "")
        assert door("lin").get(reverse("staff_person", args=[record.subject.address])).status_code == 403
        pages.append(page.context["subject_name"])
    assert pages == ["欧阳某某", "欧阳某某"]
    record = Record.objects.get(filing=one)
    assert record.subject == official  # it is in the own archive, among the findings
    text = door("self_").get(reverse("staff_my_archive")).content.decode()
    assert record.number in text
    assert ReadLog.objects.filter(person=official, by=account("lin")).count() == 2


def test_that_a_personnel_organ_read_it_is_not_told_to_the_unit(city, door):
    official = register(self_="self_")
    filing = advance(penalised(1, 1), "submit", by=account("lin"))
    advance(filing, "approve", by=account("zhou"), seen=filing.revision)
    number = Record.objects.get(subject=official).number
    for name in ("ren", "self_", "lin"):
        assert door(name).get(reverse("staff_record", args=[number])).status_code == 200
    readers = lambda name: {e.by for e in life_of(number, account(name), opened=True)}  # noqa: E731
    assert {"任敏", "欧阳明远", "林洁"} <= readers("ren")
    assert "林洁" in readers("lin")
    assert not {"任敏", "欧阳明远"} & readers("lin")
