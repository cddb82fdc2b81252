"""The whole review: panel, head of unit, office of district and city; what stays in the unit is known to nobody outside."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archives import actions
from archives.home import filings as home
from archives.life import life_of
from archives.models import CatalogueItem, CreditOffice, Filing, Membership, Panel, Record, ReportingDuty, Subject, Vote
from archives.models.panel import Offices
from integrity.errors import Refused
from integrity.workflow import advance
from tests import world
from tests.conftest import role

from .appraisal import appraised, form, panel

pytestmark = pytest.mark.django_db


def votes(filing, person, *, choice="for", members=("pei", "ping")):
    for member in members:
        actions.vote(filing=filing, by=person(member), choice=choice, reason="理由")


def at_city(person):
    """A KP filing through panel and head, before the office."""
    filing = appraised(person)
    votes(filing, person)
    filing = advance(filing, "adopt", by=person("pei"), seen=filing.revision)
    return advance(filing, "sign", by=person("gao"), seen=filing.revision)


# ── the way of an appraisal ──────────────────────────────────────────────────────────────────────


def test_an_appraisal_goes_through_panel_head_and_office(city, person):
    filing = appraised(person)
    assert (filing.status, filing.stages, filing.left_at) == ("panel", ["panel", "signing", "submitted"], None)
    votes(filing, person)
    filing = advance(filing, "adopt", by=person("pei"), seen=filing.revision)
    assert (filing.status, filing.left_at) == ("signing", None)
    filing = advance(filing, "sign", by=person("gao"), seen=filing.revision)
    assert filing.status == "submitted"
    assert filing.left_at is not None
    assert advance(filing, "approve", by=person("zhou"), seen=filing.revision).status == "approved"
    record = Record.objects.get(filing=filing)
    assert (record.item.code, record.scope, record.shown) == ("KP", 1, None)


def test_what_is_routed_to_the_unit_is_filed_by_its_head_and_never_leaves_it(city, person, door):
    filing = appraised(person, "NB")
    assert filing.stages == ["panel", "signing"]
    votes(filing, person)
    filing = advance(filing, "adopt", by=person("pei"), seen=filing.revision)
    filing = advance(filing, "sign", by=person("gao"), seen=filing.revision)
    assert (filing.status, filing.left_at, filing.decided_by) == ("approved", None, person("gao"))
    record = Record.objects.get(filing=filing)
    sees = {"lin": True, "gao": True, "wu": False, "zhou": False, "sun": False, "audit": True, "guard": False, "nobody": False}
    for viewer, expected in sees.items():
        assert Record.objects.visible_to(person(viewer)).filter(pk=record.pk).exists() is expected, viewer
        assert Filing.objects.visible_to(person(viewer)).filter(pk=filing.pk).exists() is expected, viewer
        if viewer not in {"nobody", "guard"}:
            answer = door(viewer).get(reverse("staff_record", args=[record.number]))
            assert answer.status_code == (200 if expected else 404), viewer
    steps = reverse("admin:integrity_steptaken_changelist")
    rows = {viewer: door(viewer).get(steps).context["cl"].queryset.filter(entry_id=filing.pk).count() for viewer in ("zhou", "audit")}
    assert rows == {"zhou": 0, "audit": 4}


@pytest.mark.parametrize("step", ["approve", "forward", "return"])
def test_the_office_cannot_touch_what_is_inside_a_unit(city, person, step):
    filing = appraised(person, "NB")
    with pytest.raises((Refused, PermissionDenied)):
        advance(filing, step, by=person("zhou"), reason="理由", seen=filing.revision)


def test_a_standard_cannot_count_what_stays_in_a_unit(city):
    from scoring.actions import _catalogued

    with pytest.raises(Refused, match="NB"):
        _catalogued({"rules": [{"item": "NB"}]})
    _catalogued({"rules": [{"item": "KP"}]})


# ── votes ────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_leaves_the_unit_without_a_quorum(city, person):
    filing = appraised(person)
    votes(filing, person, members=("pei",))
    for step in ("adopt", "reject"):
        with pytest.raises(Refused, match=r"2 票.*1 票"):
            advance(filing, step, by=person("pei"), reason="理由", seen=filing.revision)


def test_who_is_recused_does_not_count(city, person):
    filing = appraised(person)
    votes(filing, person, choice="recused", members=("pan",))
    votes(filing, person, members=("pei",))
    with pytest.raises(Refused):
        advance(filing, "adopt", by=person("pei"), seen=filing.revision)
    votes(filing, person, members=("ping",))
    assert advance(filing, "adopt", by=person("pei"), seen=filing.revision).status == "signing"


def test_a_tie_is_no_majority(city, person):
    filing = appraised(person)
    votes(filing, person, members=("pei",))
    votes(filing, person, choice="against", members=("ping",))
    with pytest.raises(Refused):
        advance(filing, "adopt", by=person("pei"), seen=filing.revision)
    assert advance(filing, "reject", by=person("pei"), reason="票数相等", seen=filing.revision).status == "returned"


def test_a_majority_cannot_be_sent_back_by_the_panel(city, person):
    filing = appraised(person)
    votes(filing, person)
    with pytest.raises(Refused):
        advance(filing, "reject", by=person("pei"), reason="改主意", seen=filing.revision)


def test_who_entered_it_is_recused_and_decides_nothing(city, person):
    Membership.objects.create(user=person("lin"), unit=Subject.objects.get(code=world.MARKET), role="panel", from_on="2020-01-01")
    filing = appraised(person)
    for choice in ("for", "against"):
        with pytest.raises(Refused):
            actions.vote(filing=filing, by=person("lin"), choice=choice, reason="理由")
    assert actions.vote(filing=filing, by=person("lin"), choice="recused", reason="本人录入").choice == "recused"
    votes(filing, person)
    with pytest.raises(Refused):
        advance(filing, "adopt", by=person("lin"), seen=filing.revision)


@pytest.mark.parametrize("who", ["wu", "gao", "zhou", "audit", "nobody", "past"])
def test_only_members_of_the_panel_of_that_unit_vote(city, person, who):
    with pytest.raises(PermissionDenied):
        actions.vote(filing=appraised(person), by=person(who), choice="for")


def test_one_vote_each_and_none_is_changed(city, person):
    filing = appraised(person)
    votes(filing, person, members=("pei",))
    with pytest.raises(Refused):
        votes(filing, person, choice="against", members=("pei",))
    assert [(v.member.username, v.choice) for v in filing.votes.all()] == [("pei", "for")]


@pytest.mark.parametrize(("choice", "reason"), [("against", ""), ("against", "  "), ("recused", ""), ("maybe", "理由"), ("", "理由")])
def test_a_vote_that_is_none_or_lacks_its_reason_is_refused(city, person, choice, reason):
    with pytest.raises(Refused):
        actions.vote(filing=appraised(person), by=person("pei"), choice=choice, reason=reason)
    assert not Vote.objects.exists()


def test_a_resident_id_stands_in_no_vote(city, person):
    with pytest.raises(Refused):
        actions.vote(filing=appraised(person), by=person("pei"), choice="against", reason="当事人11010519491231002X")


def test_without_a_panel_the_filing_stays(city, person):
    lin = person("lin")
    filing = actions.file_form(unit=Subject.objects.get(code=world.MARKET), by=lin, item_code="KP", data=form("KP"))
    with pytest.raises(Refused, match="市场监督管理局"):
        advance(filing, "submit", by=lin)


def test_the_head_sends_back_what_the_panel_cannot_decide(city, person):
    filing = appraised(person)
    assert advance(filing, "return", by=person("gao"), reason="评议小组回避过多", seen=filing.revision).status == "returned"


def test_the_page_lets_a_member_vote_and_shows_the_votes_to_the_office(city, person, door):
    filing = appraised(person)
    address = reverse("staff_vote", args=[filing.pk])
    page = door("pan").get(reverse("staff_filing", args=[filing.pk])).content.decode()
    assert 'name="choice"' in page
    assert door("pan").post(address, {"choice": "against", "reason": ""}).status_code == 409
    assert door("pan").post(address, {"choice": "against", "reason": "依据不足"}).status_code == 302
    assert 'name="choice"' not in door("pan").get(reverse("staff_filing", args=[filing.pk])).content.decode()
    assert door("wu").post(address, {"choice": "for"}).status_code == 404
    assert door("gao").post(address, {"choice": "for"}).status_code == 403
    votes(filing, person)
    filing = advance(filing, "adopt", by=person("pei"), seen=filing.revision)
    assert door("zhou").get(reverse("staff_filing", args=[filing.pk])).status_code == 404
    filing = advance(filing, "sign", by=person("gao"), seen=filing.revision)
    assert "依据不足" in door("zhou").get(reverse("staff_filing", args=[filing.pk])).content.decode()


# ── the head of unit, and four eyes all the way ──────────────────────────────────────────────────


def test_a_head_who_entered_it_does_not_sign(city, person):
    gao, unit = person("gao"), Subject.objects.get(code=world.MARKET)
    Membership.objects.create(user=gao, unit=unit, role="clerk", from_on="2020-01-01")
    panel()
    filing = advance(actions.file_form(unit=unit, by=gao, item_code="KP", data=form("KP")), "submit", by=gao)
    votes(filing, person)
    filing = advance(filing, "adopt", by=person("pei"), seen=filing.revision)
    with pytest.raises(Refused):
        advance(filing, "sign", by=gao, seen=filing.revision)


def test_who_signed_does_not_approve(city, person):
    Membership.objects.create(user=person("gao"), unit=Subject.objects.get(code=world.OFFICE), role="officer", from_on="2020-01-01")
    filing = at_city(person)
    with pytest.raises(Refused):
        advance(filing, "approve", by=person("gao"), seen=filing.revision)


# ── district and city ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def offices(city):
    """信用工作办公室 serves the district of 市场监督管理局; the office in 住房和城乡建设局 (wu) is that of the city."""
    at = {code: Subject.objects.get(code=code) for code in (world.OFFICE, world.MARKET, world.HOUSING, world.TOWNSHIP)}
    CreditOffice.objects.create(unit=at[world.OFFICE], level="district", serves=at[world.MARKET])
    CreditOffice.objects.create(unit=at[world.HOUSING], level="city", serves=at[world.TOWNSHIP])
    from accounts.models import User

    Membership.objects.create(user=User.objects.get(username="wu"), unit=at[world.HOUSING], role="officer", from_on="2020-01-01")


def test_what_is_routed_to_the_city_is_endorsed_by_the_district_first(offices, person):
    filing = at_city(person)
    assert filing.stages == ["panel", "signing", "submitted", "forwarded"]
    with pytest.raises(Refused):
        advance(filing, "approve", by=person("zhou"), seen=filing.revision)
    with pytest.raises(PermissionDenied):
        advance(filing, "forward", by=person("wu"), seen=filing.revision)
    filing = advance(filing, "forward", by=person("zhou"), seen=filing.revision)
    assert filing.status == "forwarded"
    for other in ("zhou", "sun"):
        with pytest.raises(PermissionDenied):
            advance(filing, "approve", by=person(other), seen=filing.revision)
    assert advance(filing, "approve", by=person("wu"), seen=filing.revision).status == "approved"


def test_what_is_routed_to_the_district_ends_there(offices, person):
    with role("registry_owner"):
        CatalogueItem.objects.filter(code="KP").update(routing="district")
    filing = at_city(person)
    assert filing.stages == ["panel", "signing", "submitted"]
    with pytest.raises(PermissionDenied):
        advance(filing, "approve", by=person("wu"), seen=filing.revision)
    with pytest.raises(Refused):
        advance(filing, "forward", by=person("zhou"), seen=filing.revision)
    assert advance(filing, "approve", by=person("zhou"), seen=filing.revision).status == "approved"


def test_a_unit_under_no_district_belongs_to_the_city(offices):
    hospital = Subject.objects.get(code=world.HOSPITAL)
    assert Offices().nearest(hospital).level == "city"
    hospital.superior = Subject.objects.get(code=world.MARKET)
    hospital.save()
    assert Offices().nearest(hospital).level == "district"


# ── what awaits whom ─────────────────────────────────────────────────────────────────────────────


def test_home_asks_the_members_then_the_head_then_the_office(city, person, rf):
    def asked(name):
        request = rf.get("/")
        request.user = person(name)
        return [duty["url"] for duty in home(request)["duties"]]

    filing = appraised(person)
    address = reverse("staff_filing", args=[filing.pk])
    assert address in asked("pan")
    assert address not in asked("gao") + asked("zhou")
    votes(filing, person)
    assert address not in asked("pei")
    filing = advance(filing, "adopt", by=person("pei"), seen=filing.revision)
    assert address in asked("gao")
    assert address not in asked("pan") + asked("zhou")
    advance(filing, "sign", by=person("gao"), seen=filing.revision)
    assert address in asked("zhou")
    assert address not in asked("gao")


def test_the_home_page_asks_once_who_is_responsible_however_many_filings_wait(offices, person, rf):
    request = rf.get("/")
    request.user = person("zhou")
    counts = []
    for numbers in (range(1, 3), range(3, 13)):
        for n in numbers:
            honour(person, n)
        with CaptureQueriesContext(connection) as asked:
            told = home(request)["duties"]
        counts.append((len(told), sum("archives_creditoffice" in query["sql"] for query in asked)))
    assert [n for n, _asked in counts] == [2, 12]
    assert [asked for _n, asked in counts] == [1, 1]


# ── batches ──────────────────────────────────────────────────────────────────────────────────────


def honour(person, number):
    data = {
        "subject_code": world.MARKET,
        "issuer_code": world.OFFICE,
        "issuer_name": "示范市信用工作办公室",
        "doc_no": f"示信用〔2026〕{number}号",
        "decided_on": "2026-11-02",
        "basis": "《表彰办法》第一条",
        "honour": "诚信单位",
    }
    unit = Subject.objects.get(code=world.MARKET)
    charge = {"rhythm": "year", "term_code": "report-period", "basis": "示信用办〔2026〕9号", "for_others": True}
    ReportingDuty.objects.get_or_create(unit=unit, item_code="RY", valid_from="2020-01-01", defaults=charge)  # the office decided, the unit files
    filing = actions.file_form(unit=unit, by=person("lin"), item_code="RY", data=data)
    return advance(filing, "submit", by=person("lin"))


def test_a_batch_is_approved_as_it_was_seen_and_no_other_way(city, person, door):
    filings = [honour(person, n) for n in range(1, 23)]
    client, address = door("zhou"), reverse("staff_batch")
    page = client.get(address)
    assert len(page.context["waiting"]) == 20
    assert "诚信单位" in page.content.decode()
    assert client.post(address, {"filing": [f"{f.pk}:{f.revision}" for f in filings[:21]]}).status_code == 409
    assert not Filing.objects.filter(status="approved").exists()
    first, second = filings[:2]
    answer = client.post(address, {"filing": [f"{first.pk}:{first.revision}", f"{second.pk}:{second.revision + 1}"]})
    assert answer.status_code == 409
    assert [Filing.objects.get(pk=f.pk).status for f in (first, second)] == ["approved", "submitted"]
    assert client.post(address, {"filing": ["1;2"]}).status_code == 409
    assert door("lin").post(address, {"filing": [f"{second.pk}:{second.revision}"]}).status_code == 403


# ── the life of one record ───────────────────────────────────────────────────────────────────────


def test_the_life_of_a_record_tells_everything_in_order(city, person):
    filing = at_city(person)
    filing = advance(filing, "approve", by=person("zhou"), seen=filing.revision)
    record = Record.objects.get(filing=filing)
    actions.withdraw(number=record.number, by=person("zhou"), reason="重复报送")
    actions.confirm_withdrawal(number=record.number, by=person("sun"))
    told = [event.by for event in life_of(record.number, person("audit"))]
    expected = "林洁 林洁 裴芸 平安 裴芸 高建平 周文 周文 孙宁".split()  # without the timetable's check
    assert [by.split(" · ")[0] for by in told if by != "定时任务"] == expected
    assert life_of(record.number, person("wu")) == []  # not of the unit, and not public
    assert "裴芸" in " ".join(e.by for e in life_of(record.number, person("zhou")))


def test_a_stranger_learns_of_a_public_record_only_what_is_public(city, person):
    filing = honour(person, 1)
    advance(filing, "approve", by=person("zhou"), seen=filing.revision)
    record = Record.objects.get(filing=filing)
    assert [event.by for event in life_of(record.number, person("wu"))] == [""]  # shown, by nobody in particular


# ── editions compared ────────────────────────────────────────────────────────────────────────────


def test_two_editions_side_by_side(city, door):
    item = CatalogueItem.objects.get(code="RY", edition__code="QG-2024")
    item.article, item.scope = "第九条", 1
    with role("registry_owner"):
        item.save()
        item.fields.filter(key="grounds").delete()
    page = door("wu").get(reverse("staff_compare"), {"old": "QG-2021", "new": "QG-2024"})
    assert [i.code for i in page.context["added"]] == ["SX", "XJ"]
    assert page.context["removed"] == []
    lines = {(line["of"], str(line["old"]), str(line["new"])) for change in page.context["changed"] if change["item"].code == "RY" for line in change["lines"]}
    assert lines == {("", "诚实守信相关荣誉信息", "第九条"), ("", "0", "1"), ("表彰事由", "表彰事由（社会公开）", "—")}


@pytest.mark.parametrize("field", ["result", "grounds"])
def test_a_form_without_a_needed_field_is_refused(city, person, field):
    with pytest.raises(ValidationError):
        actions.file_form(unit=Subject.objects.get(code=world.MARKET), by=person("lin"), item_code="KP", data=form("KP", **{field: ""}))


def test_a_panel_of_one_is_none(city, door):
    unit = Subject.objects.get(code=world.MARKET)
    data = {"unit": unit.pk, "quorum": 1, "document": "文", "valid_from": "2026-01-01", "valid_until": ""}
    assert door("zhou").post(reverse("admin:archives_panel_add"), data).status_code == 200
    assert not Panel.objects.exists()
    assert door("zhou").post(reverse("admin:archives_panel_add"), data | {"quorum": 3}).status_code == 302
    assert door("gao").post(reverse("admin:archives_panel_add"), data | {"quorum": 3, "valid_from": "2030-01-01"}).status_code == 403
    again = door("zhou").post(reverse("admin:archives_panel_add"), data | {"quorum": 3, "valid_from": "2026-06-01"})
    assert again.status_code == 200  # one at a time
    assert Panel.objects.count() == 1
