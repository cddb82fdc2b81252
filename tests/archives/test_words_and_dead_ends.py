"""What a person reads: words instead of codes, a next step instead of a dead end."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from archives import actions, post_actions
from archives.imports.reading import BadFile
from archives.models import Filing, PeriodRule, Subject
from integrity import jobs
from integrity.workflow import advance
from tests import world
from tests.archives.appraisal import appraised, form
from tests.test_permissions import filing_at

pytestmark = pytest.mark.django_db


def text(client, name, *args, status=200):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == status
    return answer.content.decode()


def test_the_trail_of_steps_reads_as_the_buttons_do(city, person, door):
    filing = filing_at("submitted", person)
    step = filing.taken.get(step="submit")
    for page in (
        text(door("zhou"), "admin:integrity_steptaken_changelist"),
        text(door("zhou"), "admin:integrity_steptaken_change", step.pk),
    ):
        assert "提交审核" in page
        assert "待审核" in page
        assert "archives.filing" not in page.replace("?kind=archives.filing", "")
    assert str(step).startswith("报送 ")
    listed = door("zhou").get(reverse("admin:integrity_steptaken_changelist") + "?kind=archives.filing")
    assert listed.status_code == 200
    assert "提交审核" in listed.content.decode()


def test_jobs_are_named_in_words(city, person, door):
    filing = filing_at("received", person)
    job = jobs.ask("check filing", about=filing, by=person("lin"))
    for page in (text(door("audit"), "admin:integrity_job_changelist"), text(door("audit"), "admin:integrity_job_change", job.pk)):
        assert "报送核验" in page
        assert ">check filing<" not in page


def test_kinds_of_rules_and_subjects_are_words(city, door):
    from archives.models import CatalogueItem

    page = text(door("zhou"), "admin:archives_periodrule_changelist")
    assert "行政处罚" in page
    assert ">penalty<" not in page
    item = CatalogueItem.objects.filter(code="CF").first()
    page = text(door("zhou"), "admin:archives_catalogueitem_change", item.pk)
    assert "企业" in page
    assert "enterprise" not in page
    assert door("zhou").get(reverse("admin:archives_periodrule_changelist") + "?of=penalty").status_code == 200
    assert PeriodRule.objects.filter(kind="penalty").exists()


def test_the_history_of_an_entry_names_the_fields_in_chinese(city, door, person):
    from archives.models import Panel
    from tests.archives.test_not_by_one_alone import saved

    appraised(person)
    panel = Panel.objects.get()
    assert saved(door("zhou"), "panel", panel, document="示市监发〔2026〕3号").status_code == 302
    page = text(door("zhou"), "admin:archives_panel_history", panel.pk)
    assert "Set up by document" not in page


def test_the_duty_of_the_panel_names_the_item(city, door, person):
    filing = appraised(person)
    page = text(door("pan"), "admin:index")
    assert str(filing) in page
    assert ">KP<" not in page


def test_the_index_of_an_app_is_chinese(city, door):
    page = text(door("zhou"), "admin:app_list", "scoring")
    for word in ("Model name", "Add link", "Change or view list link"):
        assert word not in page


@pytest.mark.parametrize(
    ("name", "content"), [("a.xlsx", b"PK\x03\x04" + b"x" * 400), ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)]
)
def test_a_broken_workbook_is_told_in_chinese(city, person, name, content):
    unit = Subject.objects.get(code=world.MARKET)
    with pytest.raises(BadFile) as refused:
        actions.receive_file(unit=unit, by=person("lin"), stream=io.BytesIO(content), filename=name)
    assert "Cannot" not in str(refused.value)
    assert "detect" not in str(refused.value)


def test_a_cell_beyond_the_limit_is_told_in_chinese(city, person):
    unit = Subject.objects.get(code=world.MARKET)
    with pytest.raises(BadFile) as refused:
        actions.receive_file(unit=unit, by=person("lin"), stream=io.BytesIO(b'a,b\n"' + b"x" * 2_000_000 + b'",1\n'), filename="a.csv")
    assert "field limit" not in str(refused.value)


def test_no_page_and_no_right_are_told_in_the_frame_of_the_staff_site(city, door):
    for client, address, status in ((door("lin"), "/filings/999999/", 404), (door("lin"), reverse("staff_batch"), 403)):
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == status
        assert "退出" in page  # the menu of the staff site
        assert reverse("admin:logout") in page
    assert door("lin").get("/api/v1/nichts/").headers["Content-Type"].startswith("application/json")
    assert reverse("admin:logout") not in door(None).get("/nichts/").content.decode()


def test_a_returned_form_is_entered_anew_with_its_words(city, door, person):
    market = Subject.objects.get(code=world.MARKET)
    filing = actions.file_form(unit=market, by=person("lin"), item_code="KP", data=form("KP", amount="0.5"))
    appraised(person, doc_no="示市监评〔2026〕2号")  # sets the panel up
    filing = advance(filing, "submit", by=person("lin"))
    assert "重新录入" not in text(door("lin"), "staff_filing", filing.pk)
    filing = advance(filing, "return", by=person("gao"), reason="依据不全", seen=filing.revision)
    assert "重新录入" in text(door("lin"), "staff_filing", filing.pk)
    assert "重新录入" not in text(door("gao"), "staff_filing", filing.pk)
    page = door("lin").get(reverse("staff_enter", args=["KP"]) + f"?from={filing.pk}")
    given = page.context["form"].initial
    assert (given["doc_no"], given["grounds"], Decimal(given["amount"])) == ("示市监评〔2026〕1号", "年度考核", Decimal("0.5"))
    assert "示市监评〔2026〕1号" in page.content.decode()
    # Of another unit, another item or no number: nothing of it.
    for client, item, number in (
        (door("wu"), "KP", filing.pk),
        (door("lin"), "RY", filing.pk),
        (door("lin"), "KP", "９"),
        (door("lin"), "KP", "x"),
    ):
        answer = client.get(reverse("staff_enter", args=[item]) + f"?from={number}")
        assert answer.status_code == 200
        assert "示市监评〔2026〕1号" not in answer.content.decode()
    assert Filing.objects.get(pk=filing.pk).status == "returned"


def test_the_own_unit_stands_in_the_form_and_what_is_optional_is_marked(city, door):
    page = door("lin").get(reverse("staff_enter", args=["RY"]))
    assert page.context["form"].initial == {"issuer_code": world.MARKET, "issuer_name": "示范市市场监督管理局"}
    assert page.content.decode().count("（选填）") >= 2


def test_an_internal_item_is_kept_and_not_published(city, door):
    assert "保存至" in text(door("lin"), "staff_enter", "NB")
    assert "公示" not in text(door("lin"), "staff_enter", "NB").partition("<form method=\"post\">")[2]


def test_where_nobody_can_be_appointed_the_page_says_what_to_do(city, door, person):
    post = post_actions.add_post(unit=Subject.objects.get(code=world.MARKET), name="局长", is_principal=True, by=person("ren"))
    assert "请先由组织人事部门" in text(door("ren"), "staff_appoint", post.pk)


def test_the_history_of_a_body_has_a_dash_where_nothing_was_named(city, door):
    unit = Subject.objects.get(code=world.MARKET)
    unit.superior = Subject.objects.get(code=world.OFFICE)
    unit.save()
    page = text(door("zhou"), "admin:archives_subject_history", unit.pk)
    assert "Deleted" not in page
    assert "pk=None" not in page
    assert "示范市信用工作办公室" in page


def test_the_term_of_office_of_another_organs_person_offers_no_step(city, door, person):
    """ren's organ manages the holder, the credit office does not: only ren is offered to end the term."""
    from tests.archives.officials import register

    holder, market = register(), Subject.objects.get(code=world.MARKET)
    post = post_actions.add_post(unit=market, name="局长", is_principal=True, by=person("ren"))
    term = post_actions.appoint(post=post, holder=holder, from_on=date(2026, 11, 2), document_no="示组〔2026〕1号", by=person("ren"))
    ends = reverse("staff_term", args=[term.pk, "end"])
    assert ends in text(door("ren"), "staff_body", market.pk)
    assert ends not in text(door("zhou"), "staff_body", market.pk)


def test_a_page_asked_for_while_the_check_ends_shows_its_end(city, person, rf):
    """The filing is read, the worker finishes, the job is read: no progress any more, and no figure yet either."""
    from archives.filing_views import filing_context
    from tests.files import penalties

    filing = actions.receive_file(unit=Subject.objects.get(code=world.MARKET), by=person("lin"), stream=io.BytesIO(penalties(2)), filename="a.csv")
    read_before = Filing.objects.select_related("unit", "made_by").get(pk=filing.pk)
    actions.check_filing(filing=filing)
    request = rf.get("/")
    request.user = person("lin")
    shown = filing_context(request, read_before)["filing"]
    assert (shown["job"], shown["new"], shown["status"]) == (None, 2, "draft")
