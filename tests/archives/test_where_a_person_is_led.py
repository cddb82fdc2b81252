"""What a person of the staff site is led to: words instead of codes, links that open, searches that find what is printed."""

import io
from datetime import date

import pytest
from django.urls import reverse

from archives import actions, post_actions
from archives.imports.reading import BadFile
from archives.models import Membership, RedactedExport, ReportingDuty, Subject
from integrity.workflow import advance
from tests import world
from tests.archives.officials import filed, register
from tests.files import row, table
from tests.test_permissions import filing_at

pytestmark = pytest.mark.django_db


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def found(client, name, asked):
    return list(client.get(reverse(f"admin:archives_{name}_changelist"), {"q": asked}).context["cl"].result_list)


def test_a_filing_is_found_by_its_number(city, person, door):
    first, second = (
        actions.receive_file(
            unit=Subject.objects.get(code=world.MARKET), by=person("lin"), stream=io.BytesIO(table([row(n)])), filename=f"{n}.csv"
        )
        for n in (1, 2)
    )
    assert found(door("lin"), "filing", first.number) == [first]
    assert found(door("lin"), "filing", f" {second.number} ") == [second]
    assert found(door("lin"), "filing", f"{int(first.number[:4]) - 1}{first.number[4:]}") == []
    assert found(door("lin"), "filing", "2026-99999999999") == []
    assert found(door("wu"), "filing", first.number) == []  # of another unit
    assert found(door("lin"), "filing", "2.csv") == [second]


@pytest.mark.parametrize("written", ["{0}〔{1}〕{2}", "{0}[{1}]{2}", "{0}（{1}） {2}", "{0}【{1}】{2}"])
def test_a_record_is_found_by_its_document_number_however_written(city, person, door, written):
    filing = filing_at("submitted", person)
    advance(filing, "approve", by=person("zhou"), seen=filing.revision)
    one = filing.records.select_related("content").order_by("pk").first()
    before, rest = one.content.doc_no.split("〔")
    year, after = rest.split("〕")
    asked = written.format(before, year, after)
    assert [record.pk for record in found(door("zhou"), "record", asked)] == [one.pk]
    assert found(door("zhou"), "record", asked + "0") == []


LISTS = {
    "archives_term": ("report-period", "warn-near", "sign-off", "confirm-withdrawal"),
    "archives_reportingduty": ("report-period",),
    "scoring_standard": ("Label",),
    "archives_division": ("Full name",),
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_in_words(city, door, name):
    unit = Subject.objects.get(code=world.MARKET)
    ReportingDuty.objects.create(unit=unit, item_code="RY", rhythm="month", term_code="report-period", valid_from="2025-11-01", basis="文")
    shown = page(door("zhou"), reverse(f"admin:{name}_changelist"))
    for word in LISTS[name]:
        assert f">{word}<" not in shown, word
    if name == "archives_term":
        assert "期满报送期限" in shown


def test_the_disclosure_of_an_item_is_in_words(city, door):
    client = door("zhou")
    answer = client.get(reverse("admin:archives_catalogueitem_changelist"))
    shown = answer.content.decode()
    assert "社会公开" in shown or "公开" in shown
    assert 'class="field-disclosure">0<' not in shown
    item = answer.context["cl"].result_list[0]
    assert ">0<" not in page(client, reverse("admin:archives_catalogueitem_change", args=[item.pk]))


@pytest.mark.parametrize("about", ["?", "", "–"])
def test_an_export_of_everything_is_called_so(city, person, door, about):
    missing = [{"field": "person", "label": "人员", "how": "masked", "rule": "person-name", "rows": 1}]
    RedactedExport.objects.create(by=person("audit"), what="readings", about=about, rows=1, fields=missing)
    shown = page(door("audit"), reverse("admin:archives_redactedexport_changelist"))
    assert 'class="field-which">全部<' in shown


def test_no_link_of_an_own_record_leads_to_a_refusal(city, person, door):
    official = register("欧阳明远", self_="self_")
    record = filed(official, "GZ-RY")
    shown = page(door("self_"), reverse("staff_record", args=[record.number]))
    assert f'href="{reverse("admin:archives_record_changelist")}"' not in shown
    filing = page(door("self_"), reverse("staff_filing", args=[record.filing_id]))
    assert f'href="{reverse("admin:archives_filing_changelist")}"' not in filing
    # Whoever may open the list is led there.
    assert f'href="{reverse("admin:archives_filing_changelist")}"' in page(door("ren"), reverse("staff_filing", args=[record.filing_id]))


def test_a_unit_is_a_link_only_for_whoever_may_open_it(city, person, door):
    held = Membership.objects.filter(user=person("lin")).first()
    address, unit = (
        reverse("admin:archives_membership_change", args=[held.pk]),
        reverse("admin:archives_subject_change", args=[held.unit_id]),
    )
    guard = page(door("guard"), address)
    assert str(held.unit) in guard
    assert unit not in guard
    assert door("guard").get(unit).status_code == 403
    assert unit in page(door("audit"), address)


@pytest.mark.parametrize("name", ["filing", "record"])
def test_the_history_of_what_has_its_own_page_leads_there(city, person, door, name):
    filing = filing_at("submitted", person)
    advance(filing, "approve", by=person("zhou"), seen=filing.revision)
    kept = filing if name == "filing" else filing.records.first()
    goes = reverse("staff_filing", args=[filing.pk]) if name == "filing" else reverse("staff_record", args=[kept.number])
    answer = door("zhou").get(reverse(f"admin:archives_{name}_history", args=[kept.pk]))
    assert (answer.status_code, answer["Location"]) == (302, goes)


@pytest.mark.parametrize("query", ["on=abc", "state=gone", "unit=x", "foo=1"])
def test_a_wrong_question_to_the_duties_is_said(city, door, query):
    assert "没有这一筛选条件" in page(door("zhou"), f"/duties/?{query}", 400)
    assert "没有这一筛选条件" in page(door("zhou"), f"/duties/list.csv?{query}", 400)
    assert door("zhou").get("/duties/?state=missed").status_code == 200


def test_a_wrong_question_to_the_warnings_is_said(city, door):
    shown = page(door("zhou"), "/warnings/?level=green", 400)
    assert "没有这一筛选条件" in shown
    assert "还不能收录" not in shown


@pytest.mark.parametrize("query", ["open=maybe", "unit=zzz", "kind=nothing", "level=green"])
def test_a_wrong_question_to_the_api_of_warnings_is_said(city, door, query):
    answer = door("zhou").get(f"/api/v1/warnings/?{query}")
    assert answer.status_code == 400
    assert list(answer.json()) == [query.partition("=")[0]]
    assert door("zhou").get(f"/api/v1/warnings/?open=true&unit={world.MARKET}&kind=report&level=red").status_code == 200


def test_the_life_of_a_record_takes_no_parameters(city, person, door):
    filing = filing_at("submitted", person)
    advance(filing, "approve", by=person("zhou"), seen=filing.revision)
    address = f"/api/v1/records/{filing.records.first().number}/life/"
    assert door("zhou").get(address).status_code == 200
    assert door("zhou").get(address + "?foo=1").status_code == 400


def test_a_file_broken_from_its_first_sign_is_told_so(city, person):
    with pytest.raises(BadFile, match="文件开头"):
        actions.receive_file(
            unit=Subject.objects.get(code=world.MARKET), by=person("lin"), stream=io.BytesIO(b"\xff\xff\xff,a\n"), filename="a.csv"
        )


@pytest.fixture
def terms(city, person):
    """局长: 欧阳明远 from 2025-03-01 until (not on) 2026-01-10, 欧阳明理 from 2026-02-01; between them nobody."""
    market, by = Subject.objects.get(code=world.MARKET), person("ren")
    post = post_actions.add_post(unit=market, name="局长", is_principal=True, by=by)
    first, second = register("欧阳明远"), register("欧阳明理", 2)
    held = post_actions.appoint(post=post, holder=first, from_on=date(2025, 3, 1), document_no="示组〔2025〕1号", by=by)
    post_actions.end_appointment(appointment=held, on=date(2026, 1, 10), document_no="示组〔2026〕1号", reason="调离", by=by)
    post_actions.appoint(post=post, holder=second, from_on=date(2026, 2, 1), document_no="示组〔2026〕2号", by=by)
    return market


@pytest.mark.parametrize(
    ("day", "who"),
    [("2025-02-28", None), ("2025-03-01", "欧阳明远"), ("2026-01-09", "欧阳明远"), ("2026-01-10", None), ("2026-02-01", "欧阳明理")],
)
def test_who_answered_for_a_body_on_a_day(terms, door, day, who):
    shown = page(door("zhou"), f"{reverse('staff_body', args=[terms.pk])}?on={day}").partition("data-on>")[2].partition("</dl>")[0]
    assert [name for name in ("欧阳明远", "欧阳明理") if name in shown] == ([who] if who else [])
    assert shown.count(who) == 2 if who else shown.count("当日没有登记") in {0, 2}


@pytest.mark.parametrize("day", ["abc", "2026-02-30", "20260101", "2026-W01-1", "99999-01-01"])
def test_a_day_that_is_none_is_a_sentence(terms, door, day):
    shown = page(door("zhou"), f"{reverse('staff_body', args=[terms.pk])}?on={day}", 400)
    assert "日期填写有误" in shown
    assert "data-on>" not in shown
