"""Every page of the portal in a real browser, in both languages; without script; and on paper."""

import re
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import URLPattern, resolve
from django.utils import timezone, translation

import publicity.urls
from accounts.models import User
from archives.models import Subject
from commitments.models import Commitment, Letter, Signatory, Signing, Wording
from tests import permitted_powers
from tests.archives import documented
from tests.browser.eyes import Eyes
from tests.commitments import canaries as of_commitments
from tests.commitments.canaries_letters import certificate
from tests.shifting import taken_for_granted

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(chromium, archive, django_db_blocker):
    """{name: address} of one page of every kind, and of a few states of the search."""
    with django_db_blocker.unblock():
        today = timezone.localdate()
        bureau = archive.subject("示范市人力资源和社会保障局")
        shop = archive.subject("示例戊有限公司", kind="enterprise", first="91")
        town = archive.subject("示范市清河镇人民政府", kind="township", superior=bureau)
        archive.record(bureau, item="PJ", tier=2, facts={"facts": "未按协议支付工程款。", "duty": "付清"})
        archive.record(bureau, facts={"honour": "全省工程建设审批制度改革先进单位"}, decided_on=today - timedelta(days=400))
        record = archive.record(
            shop, item="CF", tier=3, issuer=bureau, decided_on=today - timedelta(days=9), amount=12000,
            facts={"violation": "违反产品质量管理规定", "content": "罚款", "fine": "1.2"},
        )  # fmt: skip
        with archive.committed():
            said = {"signer": "贺兰", "signed_on": today, "records": [record.number], "taken_by": User.objects.get(username="zhou")}
            said_by = {"made_by": said["taken_by"], "confirmed_by": User.objects.get(username="sun"), "confirmed_on": today}
            paper = certificate(documented.marked(), said["taken_by"])
            permitted_powers.around(bureau, User.objects.get(username="zhou"))
            with taken_for_granted():
                event = {"title": "窗口工作人员集体签名承诺", "text": "依法履职，说到做到。", "held_on": today, "place": "政务服务中心"}
                signing = Signing.objects.create(unit=bureau, status="confirmed", document=paper, **event, **said_by)
                Signatory.objects.create(signing=signing, unit=bureau, name="贺兰", by=said["taken_by"])
                signing.refresh_from_db()
                promise = Letter.objects.create(subject=bureau, wording=Wording.objects.first(), text="依法履行，接受监督。", **said)
            person = Subject.objects.create(kind="civil_servant", code="R" + "1" * 31, name="司徒晚晴")
            of_commitments.promised(bureau, User.objects.get(username="zhou"))
            kept = Commitment.objects.get(status="kept").number
            archive.record(person, item="GZ-RY", issuer=bureau, number="2026" + "a1" * 8, doc_no="示政发〔2026〕7701号", named="司徒晚晴")
    return {
        "home": "/",
        "question": "/search/",
        "search": "/search/?q=示",
        "filtered": f"/search/?unit={bureau.code}&tier=3&since=2020-01-01",
        "nothing": "/search/?q=没有",
        "not a day": "/search/?q=示&since=昨天",
        "not a code": f"/search/?q={bureau.code[:-1]}0",
        "subject": f"/subjects/{bureau.code}/",
        "enterprise": f"/subjects/{shop.code}/",
        "record": f"/records/{record.number}/",
        "person": f"/persons/{person.address}/",
        "record of a person": f"/records/2026{'a1' * 8}/",
        "complaint": f"/complaints/?body={bureau.code}",
        "receipt": "/complaints/follow/",
        "counts of complaints": "/complaints/quarters/",
        "objection": f"/objections/?record={record.number}",
        "receipt of an objection": "/objections/follow/",
        "application for repair": f"/repairs/?record={record.number}",
        "receipt of an application": "/repairs/follow/",
        "letter": f"/letters/{promise.address}/",
        "letters": "/letters/",
        "signings": "/signings/",
        "signing": f"/signings/{signing.number}/",
        "commitments": "/commitments/",
        "commitments by a wrong day": "/commitments/?since=昨天",
        "commitment": f"/commitments/{kept}/",
        "dispute": f"/commitments/{kept}/dispute/",
        "commitments by unit": "/commitments/units/",
        "townships": "/townships/",
        "township": f"/townships/{town.code}/",
        "list of powers": f"/subjects/{bureau.code}/powers/",
        "item of a list": f"/subjects/{bureau.code}/powers/X-1/",
        "matters": "/matters/",
        "absent": "/records/nothing/",
    }


FILES = {
    *("commitments_csv", "commitments_feed", "commitment_units_csv", "commitment_feed", "unit_commitments_feed"),
    "matters_csv",
    "powers_csv",
    "complaint_quarters_csv",
    "tolerance_quarters_csv",
    "search_csv",
    "search_json",
    "subjects_csv",
    "subjects_json",
    "feed",
    "sitemap",
    "sitemap_part",
    "subject_feed",
}


def test_a_page_of_every_address_is_looked_at(pages):
    named = {pattern.name for pattern in publicity.urls.urlpatterns if isinstance(pattern, URLPattern)}
    looked_at = {resolve(path.partition("?")[0], urlconf="integrity.portal_urls").url_name for path in pages.values()}
    assert looked_at == named - FILES


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_is_accessible_and_keeps_to_itself(chromium, portal, pages, axe, language):
    context = chromium.new_context(locale="en-GB" if language else "zh-CN")
    eyes = Eyes(context, portal, axe)
    told = [fault for name, path in pages.items() for fault in eyes.look(language + path, 404 if name == "absent" else 200)]
    assert not told, "\n".join(told)
    assert context.cookies() == []
    assert eyes.page.evaluate("document.scripts.length") == 0
    context.close()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_of_a_fault_are_accessible(chromium, portal, axe, language):
    """The pages that stand alone, as they would be sent from this host."""
    context = chromium.new_context()
    eyes, told = Eyes(context, portal, axe), []
    for template in ("500.html", "503.html", "403_csrf.html"):
        with translation.override(language):
            body = render_to_string(template)
        sent = {"body": body, "content_type": "text/html; charset=utf-8"}
        eyes.page.route("**/faulty/", lambda route, request, sent=sent: route.fulfill(**sent))
        told += [f"{template} {fault}" for fault in eyes.look("/faulty/")]
        eyes.page.unroute("**/faulty/")
    assert not told, "\n".join(told)
    context.close()


def test_a_reader_without_script_finds_a_record_from_home(chromium, portal, pages):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(portal + "/en/")
    page.fill("#q", "示例戊")
    page.press("#q", "Enter")
    page.click(f'a[href="/en{pages["record"]}"]')
    assert page.url == portal + "/en" + pages["record"]
    assert "违反产品质量管理规定" in page.inner_text("h1")
    page.click("text=Read the whole archive")
    assert page.url == portal + "/en" + pages["enterprise"]
    context.close()


# ── on paper ─────────────────────────────────────────────────────────────────

ON_SCREEN_ONLY = ("nav.nav", "nav.crumbs", "nav.contents", "a.skip", "aside", "form", "summary", ".pager", ".files")


@pytest.fixture
def sheet(chromium, portal):
    """``sheet(path)`` is the page as it is printed."""
    context = chromium.new_context()
    page = context.new_page()

    def printed(path):
        page.goto(portal + path)
        page.emulate_media(media="print")
        return page

    yield printed
    context.close()


def seen(page, selector) -> int:
    return sum(one.is_visible() for one in page.query_selector_all(selector))


@pytest.mark.parametrize("name", ["record", "subject", "home", "search"])
def test_on_paper_there_is_nothing_to_click(sheet, pages, name):
    page = sheet(pages[name])
    assert {selector: seen(page, selector) for selector in ON_SCREEN_ONLY} == dict.fromkeys(ON_SCREEN_ONLY, 0)
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_the_printed_record_has_its_arithmetic_and_says_when_it_was_printed(sheet, pages):
    page = sheet(pages["record"])
    for part in ("h1", "#period .arithmetic", "#law table", "#how", ".colophon .only-print"):
        assert page.is_visible(part), part
    # CF of tier 3, Order 36: three years from the decision, nine days ago.
    start = timezone.localdate() - timedelta(days=9)
    end = start.replace(year=start.year + 3, day=min(start.day, 28) if start.month == 2 else start.day)
    said = f"{start.year}年{start.month}月{start.day}日 ＋ 36 个月 ＝ {end.year}年{end.month}月{end.day}日"
    assert said in page.inner_text("#period .arithmetic")
    today = timezone.localdate()
    assert f"{today.year}年{today.month}月{today.day}日" in page.inner_text(".colophon .only-print")


def test_what_is_folded_is_open_on_paper(sheet, pages):
    page = sheet(pages["subject"])
    folded = page.query_selector_all("main details")
    assert folded
    assert [one.get_attribute("open") for one in folded] == [None] * len(folded)
    assert all(part.is_visible() for one in folded for part in one.query_selector_all("table"))


def test_the_print_is_a_document_of_few_sheets(sheet, pages):
    content = sheet(pages["record"]).pdf(prefer_css_page_size=True)
    assert content.startswith(b"%PDF")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", content)) <= 3
