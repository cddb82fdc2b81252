"""A citizen, a clerk, an officer and an auditor at work, through the real processes and without any script.

Portal, staff site and worker run as their own database logins on committed data. The sample files are those of
``samples/``, filed by the department of the small world instead of the one of the demo city.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from archives import actions
from archives.demo.city import UNITS
from archives.models import Filing, Record, Subject
from integrity.workflow import advance
from tests import world
from tests.files import row, table

pytestmark = pytest.mark.browser
SAMPLES = Path(__file__).resolve().parents[2] / "samples"
OF_DEMO = "11990100MB900012X1"  # 市场监督管理局 of the demo city, which files the samples
ATOM = "{http://www.w3.org/2005/Atom}"


def persona(name: str) -> User:
    return User.objects.get(username=name)


@pytest.fixture
def bodies(committed):
    """The bodies that the samples speak of; one that is not registered is an error of its row."""
    world.step_aside(but=(world.MARKET,))
    for unit in UNITS:
        if unit.code != OF_DEMO:
            Subject.objects.create(kind=unit.kind, code=unit.code, name=unit.name)


def sample(name: str) -> bytes:
    """A sample file, filed by 市场监督管理局 of the small world."""
    return (SAMPLES / name).read_bytes().replace(OF_DEMO.encode(), world.MARKET.encode())


def approved(content: bytes) -> Filing:
    """What ``lin`` filed and ``zhou`` approved some day before."""
    unit = Subject.objects.get(code=world.MARKET)
    filing = actions.receive_file(unit=unit, by=persona("lin"), stream=io.BytesIO(content), filename="旧.csv")
    filing = advance(actions.check_filing(filing=filing), "submit", by=persona("lin"))
    return advance(filing, "approve", by=persona("zhou"), seen=filing.revision)


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def visit(chromium):
    """``visit()`` is a page of a browser of its own, with script switched off."""
    opened = []

    def enter():
        opened.append(chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}, accept_downloads=True))
        return opened[-1].new_page()

    yield enter
    for context in opened:
        context.close()


@pytest.fixture
def sign_in(visit, staff):
    """``sign_in("lin")`` is the staff site as that persona finds it after the login form."""

    def enter(name):
        page = visit()
        page.goto(staff + "/")
        page.fill("#id_username", name)
        page.fill("#id_password", world.PASSWORD)
        page.click("#login-form input[type=submit]")
        assert page.url == staff + "/"
        return page

    return enter


def figures(page) -> dict[str, str]:
    """The figures above a page, by their words."""
    return {
        one.query_selector("dt").inner_text(): one.query_selector(".figure").inner_text().split("\n")[0].rstrip("行件个条 ")
        for one in page.query_selector_all(".figures > div")
    }


def fetched(page, selector) -> str:
    """The file that a link or a button sends."""
    with page.expect_download() as sent:
        page.click(selector)
    return Path(sent.value.path()).read_text("utf-8-sig")


def upload(page, name: str, content: bytes) -> None:
    """Import a file through the page and wait until the worker has checked it; the page reloads itself meanwhile."""
    page.click("text=按官方模板导入文件")
    page.set_input_files("#id_file", {"name": name, "mimeType": "text/csv", "buffer": content})
    page.click("text=读取并核验文件")
    # The last part of a page that shows no progress: an empty page between two reloads shows none either.
    page.wait_for_selector("html:not(:has(progress)) #taken", timeout=60_000)


# ── the citizen ──────────────────────────────────────────────────────────────


def test_a_citizen_finds_a_record_and_the_sum_behind_a_grade(committed, portal, visit):
    from scoring.actions import load_standard
    from tests.test_permissions import STANDARD

    with STANDARD.open("rb") as stream:
        load_standard(stream=stream)
    hospital = {"CF_XDR_MC": "示范市第二人民医院", "CF_XDR_SHXYM": world.HOSPITAL, "CF_JDRQ": ago(30).isoformat()}
    shop = {"CF_JDRQ": ago(40).isoformat()}
    approved(table([row(1, **hospital), row(2, **shop), row(3, **hospital, CF_CFLB="吊销许可证件", CF_NR="吊销许可证件", CF_NR_FK="")]))
    page = visit()
    page.goto(portal + "/")
    page.fill("#q", "产品质量")
    page.press("#q", "Enter")
    assert page.locator(".hit").count() == 3, page.inner_text("main")
    # One filter: of tier 3 there is one.
    page.click(".facet a:has-text('严重')")
    assert page.locator(".hit").count() == 1
    page.click(".chips a:has-text('严重')")
    assert page.locator(".hit").count() == 3
    rows = list(csv.reader(io.StringIO(fetched(page, ".list-head .files a:has-text('CSV')"))))
    assert len(rows) == 4  # header and what the list shows
    page.click(".facet a:has-text('严重')")
    page.click(".hit h2 a")
    assert "示范市第二人民医院" in page.inner_text("h1")
    # Tier 3 under Order 36: 36 months from the decision.
    start = ago(30)
    end = start.replace(year=start.year + 3, day=28 if (start.month, start.day) == (2, 29) else start.day)
    said = f"{start.year}年{start.month}月{start.day}日 ＋ 36 个月 ＝ {end.year}年{end.month}月{end.day}日"
    assert said in page.inner_text("#period .arithmetic")
    # Why the grade: 1000 − 40 (tier 2) − 80 (tier 3) = 880, which is B (850 to 959).
    page.click("text=看整份档案")
    assert page.url == f"{portal}/subjects/{world.HOSPITAL}/"
    assert page.inner_text(".plate b") == "B"
    total = page.inner_text("#grade tfoot")
    assert "880.0" in total
    points = [cell.inner_text() for cell in page.query_selector_all("#grade tbody td.number")]
    assert sorted(points) == sorted(["1,000.0", "−40.0", "−80.0"])
    feed = ElementTree.fromstring(page.request.get(portal + page.get_attribute("link[type='application/atom+xml']", "href")).body())
    assert len(feed.findall(f"{ATOM}entry")) == 2
    assert len(json.loads(fetched(page, ".contents .files a:has-text('JSON')"))["records"]) == 2
    # And what is not there is said in the words that hold for every reason.
    page.goto(portal + "/search/?q=没有这件事")
    assert page.inner_text("h1") == "没有查到"
    page.goto(portal + "/records/2026-000000000001/")
    assert "不说明" in page.inner_text("main") or "不予说明" in page.inner_text("main")


# ── the clerk ────────────────────────────────────────────────────────────────

# Cell by cell, what the mistakes of penalties-bad.csv should have been: row of the sheet, column, value.
MENDED = {
    (3, "行政相对人代码_1 (统一社会信用代码)"): "91990100MA900002X1",
    (4, "处罚决定日期"): "2026-01-05",
    (5, "处罚决定日期"): "2026-02-28",
    (6, "违法事实"): "当事人经监督抽查，一批次产品的强制性指标不合格。",
    (7, "处罚类别"): "通报批评",
    (8, "公示截止期"): "",
    (9, "数据来源单位统一社会信用代码"): world.MARKET,
    (10, "行政处罚决定书文号"): "示市监处罚〔2026〕159号",
    (12, "备注"): "演示数据",
    (13, "行政相对人代码_3 (组织机构代码)"): "",
    (14, "行政处罚决定书文号"): "示市监处罚〔2026〕163号",
    (16, "罚款金额 (万元)"): "2",
    (17, "处罚机关统一社会信用代码"): world.MARKET,
}


def mended() -> bytes:
    rows = list(csv.reader(io.StringIO(sample("penalties-bad.csv").decode("utf-8-sig"))))
    rows[14] = [*rows[14][:11], rows[14][11] + "，" + rows[14][12], *rows[14][13:]]  # row 15: a comma without quotation marks
    for (number, header), value in MENDED.items():
        rows[number - 1][rows[0].index(header)] = value
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def test_a_clerk_imports_a_file_sees_the_difference_and_submits(bodies, sign_in, worker):
    approved(sample("penalties-good.csv"))
    page = sign_in("lin")
    upload(page, "penalties-to-try.csv", sample("penalties-to-try.csv"))
    assert {words: n for words, n in figures(page).items() if words in ("新增", "变更", "未变", "待改")} == {
        "新增": "3",
        "变更": "1",
        "未变": "1",
        "待改": "0",
    }
    # 示市监处罚〔2026〕106号: the fine was 3 and is 3.5 (ten thousand yuan).
    changes = page.inner_text("#differences")
    assert "106号" in changes
    assert "3.5" in changes
    page.click("#open button:has-text('提交')")
    assert "已办理" in page.inner_text("[role=status]") or page.is_visible("[role=status]")
    assert Filing.objects.get(filename="penalties-to-try.csv").status == "submitted"
    page.click("nav.nav a >> nth=0")
    assert "penalties-to-try" in page.inner_text("#sent") or Filing.objects.get(filename="penalties-to-try.csv").number in page.inner_text(
        "#sent"
    )


def test_a_clerk_mends_a_file_with_faults(bodies, sign_in, worker):
    page = sign_in("lin")
    upload(page, "penalties-bad.csv", sample("penalties-bad.csv"))
    wrong = {cell.inner_text() for cell in page.query_selector_all("#errors tbody th")}
    assert wrong == {f"第 {n} 行" for n in (3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17)}
    assert "990100197902039999" not in page.content()
    told = list(csv.DictReader(io.StringIO(fetched(page, "#errors .part-head a"))))
    assert len(told) == 14
    page.click("nav.nav a >> nth=0")
    assert "14" in page.inner_text("#other")  # it awaits mending, and says how many rows
    upload(page, "penalties-mended.csv", mended())
    assert (figures(page)["新增"], figures(page)["待改"]) == ("17", "0")
    page.click("#open button:has-text('提交')")
    assert Filing.objects.get(filename="penalties-mended.csv").status == "submitted"


# ── the officer ──────────────────────────────────────────────────────────────


def test_an_officer_approves_and_withdraws_and_another_confirms(committed, portal, sign_in, visit):
    unit = Subject.objects.get(code=world.MARKET)
    filing = actions.receive_file(
        unit=unit, by=persona("lin"), stream=io.BytesIO(table([row(1, CF_JDRQ=ago(10).isoformat())])), filename="新.csv"
    )
    filing = advance(actions.check_filing(filing=filing), "submit", by=persona("lin"))
    citizen, zhou, sun = visit(), sign_in("zhou"), sign_in("sun")
    question = portal + "/search/?q=示市监罚[2026]1号"
    citizen.goto(question)
    assert citizen.inner_text("h1") == "没有查到"
    zhou.click(f".duty a[href='{reverse('staff_filing', args=[filing.pk])}'] >> nth=0")
    zhou.click("#open button:has-text('通过')")
    number = Record.objects.get(filing=filing).number
    citizen.goto(question)
    citizen.click(f"a[href='/records/{number}/']")
    assert "违反产品质量管理规定" in citizen.inner_text("h1")
    here = citizen.url
    # Withdrawn: gone at once; who withdrew it is not the one who confirms.
    zhou.click("nav.nav a:has-text('记录')")
    zhou.click(f"a:has-text('{number}')")
    zhou.click("summary:has-text('撤下')")
    zhou.fill("#reason", "重复报送，以另一件为准。")
    zhou.click("button:has-text('撤下该记录')")
    assert "待第二人复核确认" in zhou.inner_text("main")
    assert zhou.locator("button:has-text('复核确认撤下')").count() == 0
    assert citizen.goto(here).status == 404
    citizen.goto(question)
    assert citizen.inner_text("h1") == "没有查到"
    sun.goto(sun.url)
    sun.click(f".duty a[href='{reverse('staff_record', args=[number])}'] >> nth=0")
    sun.click("button:has-text('复核确认撤下')")
    assert "待第二人复核确认" not in sun.inner_text("main")
    record = Record.objects.get(number=number)
    assert (record.withdrawn_by, record.withdrawal_confirmed_by) == (persona("zhou"), persona("sun"))
    assert citizen.goto(here).status == 404


# ── the auditor ──────────────────────────────────────────────────────────────


def test_an_auditor_reads_everything_exports_what_the_list_shows_and_changes_nothing(committed, staff, sign_in):
    filing = approved(table([row(n, CF_JDRQ=ago(20).isoformat()) for n in range(1, 6)]))
    page = sign_in("audit")
    page.goto(staff + reverse("admin:archives_record_changelist"))
    shown = {cell.inner_text() for cell in page.query_selector_all("#result_list tbody .field-doc_no")}
    assert shown == {f"示市监罚〔2026〕{n}号" for n in range(1, 6)}
    page.goto(staff + reverse("staff_exports"))
    page.select_option("#id_item", "CF")
    rows = list(csv.DictReader(io.StringIO(fetched(page, f"form[action='{reverse('staff_export_records')}'] button"))))
    assert {line["文书号"] for line in rows} == shown
    assert len(rows) == 5
    # Nothing anywhere that would change anything: the forms on a page are to log out, to choose the language and to keep the list on the own home page.
    record = Record.objects.filter(filing=filing).first()
    own = reverse("admin:archives_subject_changelist")
    for path in ("/", own, reverse("staff_record", args=[record.number]), reverse("staff_filing", args=[filing.pk]), reverse("staff_calendar"),
                 reverse("admin:archives_periodrule_changelist"), reverse("admin:accounts_user_changelist"), reverse("staff_duties")):  # fmt: skip
        page.goto(staff + path)
        assert page.locator("main form[method=post], #content form[method=post]").evaluate_all(
            "all => all.filter(form => form.id !== 'changelist-form' && !form.action.includes('/saved-lists/')).map(form => form.outerHTML)") == [], path  # fmt: skip
        assert page.locator(".addlink, .deletelink, [name=_save]").count() == 0, path
    assert page.goto(staff + reverse("staff_import")).status == 403
    assert page.goto(staff + reverse("admin:archives_subject_add")).status == 403
