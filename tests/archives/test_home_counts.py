"""What the home page counts is what its links list, for every role; and each link on it opens."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from archives import actions, people
from archives.models import CreditOffice, Filing, Membership, ReadLog, Record, ReportingDuty, Subject
from integrity import jobs
from integrity.models import Job
from integrity.workflow import advance
from tests import world
from tests.archives import officials
from tests.archives.appraisal import appraised
from tests.conftest import role
from tests.files import row, table
from tests.monitoring.found import look
from tests.test_permissions import notice_2027

pytestmark = pytest.mark.django_db
EVERYBODY = "lin gao wu zhou sun audit guard ren pan self_".split()


def filing(person, n: int, submit: bool = True) -> Filing:
    unit = Subject.objects.get(code=world.MARKET)
    made = actions.check_filing(
        filing=actions.receive_file(unit=unit, by=person("lin"), stream=io.BytesIO(table([row(n)])), filename=f"{n}.csv")
    )
    return advance(made, "submit", by=person("lin")) if submit else made


@pytest.fixture
def busy(person):
    """25 filings before the office, 23 still with the clerk, one each before panel and head, and a matter of every other kind."""
    for n in range(1, 26):
        filing(person, n)
    for n in range(101, 124):
        filing(person, n, submit=False)
    appraised(person)
    signing = appraised(person, doc_no="示市监评〔2026〕2号")
    for member in ("pei", "ping"):
        actions.vote(filing=signing, by=person(member), choice="for", reason="属实")
    advance(signing, "adopt", by=person("pei"), seen=signing.revision)
    decided = filing(person, 201)
    advance(decided, "approve", by=person("zhou"), seen=decided.revision)
    actions.withdraw(number=Record.objects.get(filing=decided).number, by=person("zhou"), reason="通报对象有误")
    notice_2027(person)
    for code, item in ((world.MARKET, "CF"), (world.MARKET, "PJ"), (world.MARKET, "RY"), (world.HOUSING, "CF")):
        ReportingDuty.objects.create(
            unit=Subject.objects.get(code=code), item_code=item, rhythm="month" if item == "RY" else "zero",
            term_code="report-period" if item == "RY" else "report", valid_from="2025-11-01", basis="示信用办〔2026〕5号",
        )  # fmt: skip
    official = officials.register("欧阳明远", self_="self_")
    officials.entered(official, "GZ-RY")
    people.reveal(by=person("ren"), person=official, what="archive", today=timezone.localdate(), purpose="management", reason="年度核对")
    ReadLog.objects.create(by=person("lin"), person=official, what="archive", acting_as="none", purpose="unstated", granted=False)
    Job.objects.filter(pk=jobs.ask("check filing", by=person("lin")).pk).update(
        state="failed", error="无法读取", finished_at=timezone.now()
    )
    held = Membership.objects.get(user=person("wu"))
    held.until_on = timezone.localdate() + timedelta(10)
    held.save()
    with role("worker"):
        look(timezone.localdate().isoformat())


def listed(client, address: str) -> int:
    """How many rows the list at that address has, all its pages together."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    found = answer.context.get("cl")
    return found.result_count if found else answer.context["page"].paginator.count


def home(client) -> dict:
    return client.get(reverse("admin:index")).context


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_count_is_that_of_its_list(busy, door, who):
    client = door(who)
    context = home(client)
    for line in [*context["duties"], *context["sent"], *context["attention"]]:
        if "n" in line:
            assert listed(client, line["url"]) == line.get("total", line["n"]), (who, line["title"])
    counts = context["counts"]
    assert counts["red"] + counts["yellow"] + counts["other"] == sum(d.get("n", 1) for d in context["duties"])
    assert counts["sent"] == sum(s.get("n", 1) for s in context["sent"])


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_link_of_the_home_page_opens(busy, door, who):
    client = door(who)
    page = client.get(reverse("admin:index")).content.decode()
    links = set(re.findall(r'<a [^>]*href="(/[^"#]*)', page))
    assert len(links) > 3
    for link in links:
        assert client.get(link.replace("&amp;", "&")).status_code in {200, 302}, (who, link)
    anchors = set(re.findall(r'href="#([^"]+)"', page))
    assert all(f'id="{anchor}"' in page for anchor in anchors), anchors


def test_more_than_twenty_of_a_kind_are_one_line_that_counts_them_all(busy, door):
    zhou = door("zhou")
    context = home(zhou)
    to_decide = [d for d in context["duties"] if "mine=decide" in d["url"] or re.fullmatch(r"/filings/\d+/", d["url"])]
    assert [d.get("n", 1) for d in to_decide].count(1) == 20
    assert sum(d.get("n", 1) for d in to_decide) == 25
    assert listed(zhou, "/archives/filing/?mine=decide") == 25


def test_what_each_role_finds(busy, door):
    """Worked by hand from ``busy``."""
    lin = home(door("lin"))
    assert sum(s.get("n", 1) for s in lin["sent"]) == 25 + 2  # before the office, the panel and the head
    assert [listed(door("lin"), f"/archives/filing/?mine={word}") for word in ("submit", "sent")] == [23, 27]
    assert [line["title"][-5:] for line in lin["news"]] == ["已通过审查"]
    assert listed(door("gao"), "/archives/filing/?mine=sign") == 1
    assert listed(door("pan"), "/archives/filing/?mine=vote") == 1
    assert home(door("pan"))["counts"]["urgent"] + home(door("pan"))["counts"]["other"] == 1
    zhou, sun = home(door("zhou")), home(door("sun"))
    assert len(zhou["sent"]) == 2  # the withdrawal and the notice, which a colleague confirms
    assert not sun["sent"]
    assert {"确认撤下", "请确认"} & {d["title"][:4] for d in sun["duties"]} or len(sun["duties"]) > len(zhou["duties"]) - 2
    assert [d["url"] for d in home(door("ren"))["duties"] if d["url"].startswith("/filings/")]
    own = home(door("self_"))
    assert sorted(line["title"] for line in own["news"]) == ["一次查阅您档案的请求被拒绝", "您的档案被查阅"]
    assert {line["url"].partition("?")[0] for line in home(door("audit"))["attention"]} == {
        "/archives/readlog/",
        "/integrity/job/",
        "/warnings/",
    }
    assert [line["title"] for line in home(door("guard"))["attention"]] == ["1项角色将在30日内到期"]


def test_a_list_that_awaits_somebody_else_is_no_filter_of_mine(busy, door):
    assert listed(door("wu"), "/archives/filing/?mine=decide") == 0
    assert listed(door("audit"), "/archives/filing/?mine=sign") == 0
    assert listed(door("zhou"), "/archives/filing/?mine=submit") == 0


def test_the_office_of_the_city_finds_what_the_district_forwarded(person, door):
    district = Subject.objects.get(code=world.OFFICE)
    city = Subject.objects.create(kind="organ", code=world.code("11990100MB0000011"), name="示范市信用中心")
    CreditOffice.objects.create(unit=district, level="district", serves=Subject.objects.get(code=world.MARKET))
    Membership.objects.create(user=person("nobody"), unit=city, role="officer", from_on="2020-01-01")
    CreditOffice.objects.create(unit=city, level="city", serves=Subject.objects.get(code=world.HOUSING))
    one = filing(person, 1)
    filing(person, 2)
    assert [listed(door(who), "/archives/filing/?mine=decide") for who in ("zhou", "nobody")] == [2, 0]
    advance(one, "forward", by=person("zhou"), reason="重大", seen=one.revision)
    assert [listed(door(who), "/archives/filing/?mine=decide") for who in ("zhou", "nobody")] == [1, 1]


LISTS = [
    ("audit", "/archives/filing/"), ("audit", "/archives/filing/?mine=decide"), ("zhou", "/archives/filing/?mine=decide"), ("audit", "/archives/record/"),
    ("audit", "/archives/readlog/"), ("audit", "/integrity/steptaken/"), ("audit", "/archives/membership/"), ("audit", "/archives/subject/"), ("audit", "/archives/reportingduty/"),
    ("audit", "/duties/"), ("audit", "/clerks/"), ("audit", "/people/"), ("audit", "/"), ("gao", "/"), ("wu", "/"), ("ren", "/"), ("self_", "/"),
    ("audit", "/lists/archives/record.csv"), ("audit", "/lists/archives/filing.csv"), ("audit", "/duties/list.csv"), ("audit", "/people/list.csv"), ("audit", "/clerks/list.csv"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "address"), LISTS)
def test_more_rows_cost_no_more_queries(person, door, who, address):
    client = door(who)

    def grow(start: int, count: int) -> None:
        for n in range(start, start + count):
            one = filing(person, n)
            advance(one, "approve", by=person("zhou"), seen=one.revision) if n % 2 else None
            unit = Subject.objects.create(kind="organ", code=world.code(f"11990100MB00002{n:02d}"), name=f"某局{n}")
            Membership.objects.create(user=person("wu"), unit=unit, role="clerk", from_on="2020-01-01")
            ReportingDuty.objects.create(unit=unit, item_code="CF", rhythm="zero", term_code="report", valid_from="2026-09-01", basis="文")
            official = officials.register("欧阳明", n, self_="self_" if n == 1 else None)
            ReadLog.objects.create(
                by=person("ren"), person=official, what="archive", acting_as="personnel", purpose="management", reason="核对", granted=True
            )

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            answer = client.get(address)
            assert answer.status_code == 200
            if answer.streaming:
                b"".join(answer.streaming_content)
        return len(found)

    grow(1, 2)
    asked()  # what is asked once in the life of a process
    few = asked()
    grow(3, 8)
    assert asked() == few
