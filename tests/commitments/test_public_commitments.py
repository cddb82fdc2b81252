"""Commitments as everybody reads them: through the real portal, its settings and its login."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from xml.etree import ElementTree

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from archives.models import Membership, Subject
from commitments import actions, records
from commitments.models import Commitment, TownshipService
from integrity.workflow import advance
from tests import world
from tests.archives import powered
from tests.archives.powered import approval
from tests.publicity.given import portal_wrapper, reader  # noqa: F401
from tests.walking import shift, words

from .given import PDF, POST, account, appointed, drafted, kept, owner, published, reported, said, step
from .handled import entered, promised

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def city_of_promises(committed):
    """One drafted, one published with progress and a changed version, one kept whose record is on display."""
    running = published(title="食品快检室建成十二个", yardstick="quantity", measure="个", target=12)
    actions.tell(commitment=running, kind="progress", words="已建成九个", by=account("lin"), on=timezone.localdate(), value=9, files=[PDF])
    changed = actions.propose(
        commitment=running, by=account("lin"),
        said=said(title="食品快检室建成十五个", yardstick="quantity", measure="个", target=15, reason="群众要求增加", authority="局长办公会2026年第8次"),
    )  # fmt: skip
    step(changed, "adopt", "zhou")
    done = kept(title="开办窗口满意")
    filing = done.filing
    advance(filing, "approve", by=account("sun"), seen=filing.revision)
    return {"draft": drafted(title="尚未公布的打算"), "running": running, "kept": done, "record": records.record_of(done.filing)}


def rows(answer) -> list[dict]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


# ── the list ─────────────────────────────────────────────────────────────────


def test_the_list_shows_what_was_published_and_nothing_else(city_of_promises, reader):  # noqa: F811
    page = words(reader.read("/commitments/"))
    for shown in ("食品快检室建成十五个", "开办窗口满意", "承诺 2 项", "公示中", "已践诺", "不低于 15 个"):
        assert shown in page, shown
    assert "尚未公布的打算" not in page
    assert "2 commitments" in words(reader.read("/en/commitments/"))


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("?state=kept", ["开办窗口满意"]),
        ("?state=displayed", ["食品快检室建成十五个"]),
        ("?state=overdue", []),
        (f"?unit={world.MARKET}", ["食品快检室建成十五个", "开办窗口满意"]),
        (f"?unit={world.HOUSING}", []),
        (f"?township={world.MARKET}", []),
        ("?kind=service_quality&q=快检", ["食品快检室建成十五个"]),
        ("?kind=guarantee", []),
        ("?service=parking", []),
        ("?q=开办窗口满意+市场监督", ["开办窗口满意"]),
        ("?since=2099-01-01", []),
        ("?until=2020-01-01", []),
        ("?since=2020-01-01&until=2099-01-01", ["食品快检室建成十五个", "开办窗口满意"]),
    ],
)
def test_filters_of_the_page_the_file_and_the_api_agree(city_of_promises, reader, question, found):  # noqa: F811
    page = words(reader.read(f"/commitments/{question}"))
    for title in ("食品快检室建成十五个", "开办窗口满意"):
        assert (title in page) == (title in found)
    assert sorted(row["标题"] for row in rows(reader.get(f"/commitments.csv{question}"))) == sorted(found)
    told = json.loads(reader.read(f"/api/v1/commitments/{question}"))
    assert sorted(row["title"] for row in told["results"]) == sorted(found)


@pytest.mark.parametrize(
    "question", ["?state=gone", "?unit=abc", "?since=昨天", "?since=2026-02-01&until=2026-01-01", "?x=1", "?township=%00"]
)
def test_a_question_that_means_nothing_is_refused(reader, question):  # noqa: F811
    assert reader.get(f"/commitments.csv{question}").status_code == 400
    assert reader.get(f"/api/v1/commitments/{question}").status_code == 400


def test_a_wrong_day_is_said_beside_its_field(reader):  # noqa: F811
    page = reader.read("/commitments/?since=昨天")
    assert "不是日期" in page or "“昨天”" in page
    assert 'aria-invalid="true"' in page


def test_counts_stand_beside_the_filters(city_of_promises, reader):  # noqa: F811
    page = reader.read("/commitments/")
    assert '<span>已践诺</span><span class="n">1</span>' in page
    assert '<span>公示中</span><span class="n">1</span>' in page


def test_pages_of_the_list_hold_every_commitment_once(committed, reader):  # noqa: F811
    for n in range(23):
        published(title=f"第{n:02d}号打算")
    address, seen = "/commitments/", []
    for _ in range(3):
        page = reader.read(address)
        seen += [n for n in range(23) if f"第{n:02d}号打算" in page]
        if 'rel="next" href="' not in page:
            break
        address = page.split('rel="next" href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    assert seen.count(5) == 1
    assert sorted(seen) == list(range(23))
    assert len(rows(reader.get("/commitments.csv"))) == 23


# ── one ──────────────────────────────────────────────────────────────────────


def test_the_page_of_one_says_what_by_when_who_and_what_changed(city_of_promises, reader):  # noqa: F811
    one = city_of_promises["running"]
    page = words(reader.read(f"/commitments/{one.number}/"))
    for shown in (
        "食品快检室建成十五个", "食品快检室建成十二个", "不低于 12 个", "不低于 15 个", "群众要求增加", "局长办公会", "局长", "已建成九个", "单位报告：9 个",
        "证明.pdf", "《优化营商环境条例》第三十五条", "还有", "个工作日", "完成 60%",
    ):  # fmt: skip
        assert shown in page, shown
    assert reader.get("/commitments/2026-99999/").status_code == 404
    assert reader.get(f"/commitments/{city_of_promises['draft'].number}/").status_code == 404


def test_who_answers_for_it_is_a_post_and_nobodys_name(city_of_promises, reader):  # noqa: F811
    one, holder = city_of_promises["running"], owner().holder
    actions.hand_over(
        commitment=one, owner=_successor(one), on=timezone.localdate(), note="交接：已建成九个，欧阳明远移交", by=account("lin")
    )
    for address in (
        f"/commitments/{one.number}/",
        f"/commitments/{one.number}/feed.atom",
        "/commitments/",
        "/commitments.csv",
        f"/api/v1/commitments/{one.number}/",
    ):
        told = reader.get(address).content.decode()
        for hidden in (holder.name, "欧阳明远", "移交", "林洁", "周文", "lin", "zhou"):
            assert hidden not in words(told), (address, hidden)
    assert "先后由谁负责" in words(reader.read(f"/commitments/{one.number}/"))
    turned = [entry for entry in entries(reader, f"/commitments/{one.number}/feed.atom") if "责任岗位" in entry.findtext(f"{ATOM}title")]
    assert [(entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}published")[:10]) for entry in turned] == [("责任岗位变更为：副局长", timezone.localdate().isoformat())]
    assert POST in turned[0].findtext(f"{ATOM}summary")


def _successor(one: Commitment):
    """Another post of the unit takes it over; both began before."""
    from archives import post_actions
    from tests.archives import officials

    shift("commitments_ownership", f"commitment_id = {one.pk}", from_on=timezone.localdate() - timedelta(9))
    post = post_actions.add_post(unit=one.unit, name="副局长", is_principal=False, by=account("ren"))
    return post_actions.appoint(
        post=post,
        holder=officials.register(serial=8, name="钱有为"),
        from_on=timezone.localdate() - timedelta(100),
        document_no="任〔2026〕2号",
        by=account("ren"),
    )


def test_a_commitment_and_its_record_lead_to_each_other(city_of_promises, reader):  # noqa: F811
    one, record = city_of_promises["kept"], city_of_promises["record"]
    assert f'href="/records/{record.number}/"' in reader.read(f"/commitments/{one.number}/")
    assert f'href="/commitments/{one.number}/"' in reader.read(f"/records/{record.number}/")


def test_the_page_of_the_body_has_them_with_what_it_kept_over_the_years(city_of_promises, reader):  # noqa: F811
    page = reader.read(f"/subjects/{world.MARKET}/")
    assert 'id="commitments"' in page
    assert "已核实 1 项，践诺 1 项" in words(page)
    assert f'href="/subjects/{world.MARKET}/commitments.atom"' in page
    assert 'id="commitments"' not in reader.read(f"/subjects/{world.HOUSING}/")


def test_what_was_broken_is_told_of_no_longer_than_its_record(committed, reader):  # noqa: F811
    one = published(title="到期没有做到的事")
    shift("commitments_version", f"commitment_id = {one.pk}", valid_from="2025-12-01", due_on="2026-01-05")
    shift("commitments_commitment", f"id = {one.pk}", published_on="2025-12-01")
    one = step(one, "break", "zhou", "到期未完成")
    addresses = ["/commitments/", "/commitments.csv", f"/subjects/{world.MARKET}/", "/commitments/feed.atom", "/api/v1/commitments/"]
    assert reader.get(f"/commitments/{one.number}/").status_code == 200
    filing = one.filing
    advance(filing, "approve", by=account("sun"), seen=filing.revision)
    number = records.record_of(one.filing).number
    assert f'href="/records/{number}/"' in reader.read(f"/commitments/{one.number}/")
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE archives_record SET shown = tstzrange(lower(shown), statement_timestamp()) WHERE number = %s", [number])
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("SET ROLE registry_owner")
    assert reader.get(f"/commitments/{one.number}/").status_code == 404
    assert reader.get(f"/commitments/{one.number}/feed.atom").status_code == 404
    for address in addresses:
        assert "到期没有做到的事" not in reader.get(address).content.decode(), address
    assert json.loads(reader.read("/api/v1/commitments/units/"))["units"] == []


def test_a_case_is_said_and_nothing_of_it(committed, reader):  # noqa: F811
    one = published(title="没有做到的事")
    shift("commitments_version", f"commitment_id = {one.pk}", valid_from="2025-12-01", due_on="2026-01-05")
    shift("commitments_commitment", f"id = {one.pk}", published_on="2025-12-01")
    one = step(one, "break", "zhou", "到期未完成")
    shift("commitments_commitment", f"id = {one.pk}", decided_on="2026-01-09")
    one = step(one, "case", "zhou", "逾期未整改的内情")
    page = words(reader.read(f"/commitments/{one.number}/"))
    assert "已转失信认定" in page
    assert "内情" not in page
    assert one.case.number not in page.replace(one.number, "")


# ── townships ────────────────────────────────────────────────────────────────


def test_a_township_shows_all_its_services_and_says_which_are_missing(committed, reader):  # noqa: F811
    town = Subject.objects.get(code=world.TOWNSHIP)
    Membership.objects.create(user=account("lin"), unit=town, role="clerk", from_on=timezone.localdate() - timedelta(9))
    appointed(world.TOWNSHIP)
    for code in ("parking", "elderly"):
        published(unit=world.TOWNSHIP, kind="township", service=TownshipService.objects.get(code=code), title=f"服务{code}")
    page = reader.read(f"/townships/{town.code}/")
    services = list(TownshipService.objects.order_by("position").values_list("name", flat=True))
    assert len(services) == 14
    table = page[page.index('id="list"') :]
    places = [table.index(name) for name in services]
    assert places == sorted(places)
    said_words = words(page)
    assert said_words.count("未就此项服务作出承诺") == 12
    assert "尚有 12 项服务未作承诺" in said_words
    assert "服务parking" in said_words
    assert "2 / 14" in words(reader.read("/townships/"))
    told = json.loads(reader.read(f"/api/v1/townships/{town.code}/"))
    assert [row["service_name"] for row in told["services"]] == services
    assert sum(row["commitment"] is not None for row in told["services"]) == 2
    assert reader.get(f"/townships/{world.MARKET}/").status_code == 404
    assert reader.get(f"/api/v1/townships/{world.MARKET}/").status_code == 404


def test_a_township_shows_this_year_beside_what_came_of_last_year(committed, reader):  # noqa: F811
    town, year = Subject.objects.get(code=world.TOWNSHIP), timezone.localdate().year
    Membership.objects.create(user=account("lin"), unit=town, role="clerk", from_on=timezone.localdate() - timedelta(9))
    appointed(world.TOWNSHIP)

    def promised(code: str, title: str, make=published):
        return make(unit=world.TOWNSHIP, kind="township", service=TownshipService.objects.get(code=code), title=title)

    def of_last_year(made):
        shift("commitments_version", f"commitment_id = {made.pk}", valid_from=f"{year - 1}-02-02", due_on=f"{year - 1}-11-30")
        days = {"published_on": f"{year - 1}-02-02"} | ({"decided_on": f"{year - 1}-12-05"} if made.decided_on else {})
        shift("commitments_commitment", f"id = {made.pk}", **days)
        return made

    assert "上一年度" not in reader.read(f"/townships/{town.code}/")  # no column for nothing
    of_last_year(promised("parking", "上年泊位", kept))
    promised("parking", "今年泊位")
    broken = of_last_year(promised("elderly", "上年助餐"))
    step(broken, "break", "zhou", "到期未完成")
    running_on = of_last_year(promised("transport", "上年村道"))  # nobody reported it: it is overdue, and stands
    of_last_year(promised("safety", "上年巡查", kept))  # and nothing is promised this year
    page = reader.read(f"/townships/{town.code}/")
    said_words = words(page[page.index('id="list"') :])
    assert "上一年度" in said_words
    assert f"{year - 1}年度承诺并经核实 3 项，其中已践诺 2 项" in said_words
    for shown in ("上年泊位", "今年泊位", "上年助餐", "上年村道", "上年巡查"):
        assert said_words.count(shown) == 1, shown
    assert said_words.count("未就此项服务作出承诺") == 12  # all but parking and transport
    told = {row["service_code"]: row for row in json.loads(reader.read(f"/api/v1/townships/{town.code}/"))["services"]}
    assert told["transport"]["commitment"]["number"] == running_on.number
    assert told["transport"]["last_year"] is None
    assert told["elderly"]["commitment"] is None
    assert [told[code]["last_year"]["state"] for code in ("parking", "elderly", "safety")] == ["kept", "broken", "kept"]
    assert "2 / 14" in words(reader.read("/townships/"))


# ── feeds, API ───────────────────────────────────────────────────────────────


def entries(reader, address: str) -> list[ElementTree.Element]:  # noqa: F811
    tree = ElementTree.fromstring(reader.get(address).content)
    return tree.findall(f"{ATOM}entry")


def test_feeds_of_all_of_a_unit_and_of_one(city_of_promises, reader):  # noqa: F811
    assert len(entries(reader, "/commitments/feed.atom")) == 2
    titles = [entry.findtext(f"{ATOM}title") for entry in entries(reader, f"/subjects/{world.MARKET}/commitments.atom")]
    assert any("已践诺" in title for title in titles)
    one = city_of_promises["running"]
    told = entries(reader, f"/commitments/{one.number}/feed.atom")
    assert any("变更" in entry.findtext(f"{ATOM}title") for entry in told)
    assert len({entry.findtext(f"{ATOM}id") for entry in told}) == len(told) == 3
    assert f'href="/commitments/{one.number}/feed.atom"' in reader.read(f"/commitments/{one.number}/")
    assert reader.get("/subjects/911990100MA0000000/commitments.atom").status_code == 404


def test_the_api_tells_one_commitment_whole(city_of_promises, reader):  # noqa: F811
    one = city_of_promises["running"]
    told = json.loads(reader.read(f"/api/v1/commitments/{one.number}/"))
    assert [version["no"] for version in told["versions"]] == [2, 1]
    assert told["versions"][1]["valid_until"] == told["versions"][0]["valid_from"]
    assert told["reports"][0]["proofs"] == [{"name": "证明.pdf", "kind": "pdf"}]
    assert told["owners"][0]["post"] == POST
    assert reader.get("/api/v1/commitments/2026-99999/").status_code == 404


def test_the_api_tells_the_measured_times_as_the_page_does(committed, reader):  # noqa: F811
    timeless, commitment = published(), promised(approval(), 10, since=date(2026, 1, 5))
    address = f"/api/v1/commitments/{commitment.number}/"
    entered([(f"H-{n}", "XK-001", "2026-03-02", end, int(n == 3)) for n, end in enumerate(["2026-03-06", "2026-03-13", "2026-03-16", "2026-03-17"])])
    told = json.loads(reader.read(address))["measured"]
    assert (told["cases"], told["median"], told["within_percent"], told["minimum_sample"], told["days"]) == (None, None, None, 5, 10)
    entered([("H-9", "XK-001", "2026-03-02", "2026-03-31", 0)])
    told = json.loads(reader.read(address))["measured"]
    assert (told["cases"], told["median"], told["ninetieth"], told["within_percent"]) == (5, "10.0", "21.0", "60.0")
    assert json.loads(reader.read(f"/api/v1/commitments/{timeless.number}/"))["measured"] is None


def test_the_page_of_an_item_shows_the_version_to_come(committed, reader):  # noqa: F811
    later = timezone.localdate() + timedelta(30)
    powered.listed()
    address = f"/subjects/{world.MARKET}/powers/CF-001/"
    assert "起：" not in words(reader.read(address))
    powered.step(powered.drafted("adjust", starts_on=later, said=powered.said(duty="新的职责从下月起")))
    page = words(reader.read(address))
    assert "新的职责从下月起" in page
    assert f"自 {later.year}年{later.month}月{later.day}日 起" in page


def test_one_costs_no_more_statements_with_more_around_it(city_of_promises, reader):  # noqa: F811
    one = city_of_promises["running"]
    reader.read(f"/commitments/{one.number}/")
    before = len(reader.statements)
    for n in range(4):
        actions.tell(commitment=one, kind="progress", words=f"第{n}次", by=account("lin"), on=timezone.localdate(), files=[PDF])
        published(title=f"另一项{n}")
    reader.read(f"/commitments/{one.number}/")
    assert len(reader.statements) == before
    reader.read("/commitments/")
    few = len(reader.statements)
    for n in range(4):
        published(title=f"又一项{n}")
    reader.read("/commitments/")
    assert len(reader.statements) == few <= 12


def test_the_portal_reads_no_table_and_no_file_of_proof(city_of_promises, login):
    portal = login("portal")
    assert portal.execute("SELECT count(*) FROM pub.commitment").fetchone() == (2,)
    for table in ("commitment", "version", "report", "proof", "ownership", "dispute", "disputefile", "minimumsample"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            portal.execute(f"SELECT FROM public.commitments_{table}")
    assert reported().status == "reported"


def test_a_new_promise_of_a_service_hides_no_broken_one(committed, reader):  # noqa: F811
    town, year = Subject.objects.get(code=world.TOWNSHIP), timezone.localdate().year
    Membership.objects.create(user=account("lin"), unit=town, role="clerk", from_on=timezone.localdate() - timedelta(9))
    appointed(world.TOWNSHIP)
    service = TownshipService.objects.get(code="parking")
    old = published(unit=world.TOWNSHIP, kind="township", service=service, title="建成两座")
    shift("commitments_version", f"commitment_id = {old.pk}", valid_from=f"{year}-01-01", due_on=f"{year}-01-02")
    shift("commitments_commitment", f"id = {old.pk}", published_on=f"{year}-01-01")
    step(old, "break", "zhou", "到期未完成")
    published(unit=world.TOWNSHIP, kind="township", service=service, title="另建一座")
    page = words(reader.read(f"/townships/{town.code}/"))
    assert f"本年度此前：{old.number}" in page
    assert "违诺 1" in page
    assert "建成两座" in page
    assert "另建一座" in page
    (row,) = [line for line in reader.read("/townships/").split("<tr") if town.name in line]
    assert [cell for cell in words(row).split() if cell.isdigit()].count("1") == 2  # of 14 promised one, and it counts once: as broken
