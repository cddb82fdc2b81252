"""What the portal tells of complaints: counts of ended quarters, from the minimum sample on, and nothing else."""

from __future__ import annotations

import csv
import io
from datetime import date

import psycopg
import pytest
from django.db import connection

from archives.models import Subject
from complaints.law import load_samples
from complaints.models import MinimumSample
from integrity.errors import Refused
from tests import world
from tests.publicity.given import portal_wrapper, reader  # noqa: F401

from .given import SAID, entered, take, ticket_at, with_case

# Accepted on Wednesday 1 July 2026: fifteen working days without a holiday between end on Wednesday 22 July.
FIRST, LAST_IN_TIME, LATE = date(2026, 7, 1), date(2026, 7, 22), date(2026, 7, 23)


def closed(*, accepted=FIRST, answered=LAST_IN_TIME, on=date(2026, 9, 30), outcome="unfounded", **said):
    ticket = entered(today=accepted, received_on=accepted, **said)
    for step in ("accept", "transfer"):
        ticket = take(ticket, step, today=accepted)
    if outcome == "founded":
        ticket = with_case(ticket, today=accepted)
    ticket = take(ticket, "handle", today=accepted, outcome=outcome)
    for step, day in (("feedback", answered), ("satisfied", answered), ("close", on)):
        ticket = take(ticket, step, today=day)
    return ticket


def hospital() -> Subject:
    body = Subject.objects.get(code=world.HOSPITAL)
    if body.superior_id is None:
        body.superior = Subject.objects.get(code=world.MARKET)
        body.save()
    return body


@pytest.fixture
def told(committed):
    """住房和城乡建设局: six closed in the third quarter, two founded, one answered a day late; the hospital: four."""
    for n in range(6):
        closed(outcome="founded" if n < 2 else "unfounded", answered=LATE if n == 5 else LAST_IN_TIME, facts=f"第{n}件未交付")
    closed(on=date(2026, 10, 1), facts="次季度办结")
    ticket_at("transferred", facts="仍在办理")
    for n in range(4):
        closed(accused=hospital(), facts=f"医院第{n}件")


def test_counts_of_an_ended_quarter(told, reader):  # noqa: F811
    page = reader.read("/complaints/quarters/?quarter=2026-Q3")
    assert "2026年第三季度" in page
    row = page[page.index("示范市住房和城乡建设局") :]
    assert [row.split(label, 1)[1].split(">", 1)[1].split("<", 1)[0] for label in ('"已办结"', '"其中属实"', '"其中按期答复"')] == [
        "6",
        "—",  # two founded: fewer than five
        "—",  # five in time, and one that was not: that one would be told
    ]
    assert "第二人民医院" not in page, "four are fewer than five"
    rows = list(csv.reader(io.StringIO(reader.get("/complaints/quarters.csv").content.decode("utf-8-sig"))))
    assert rows[1:] == [["2026-Q3", "示范市住房和城乡建设局", world.HOUSING, "6", "", ""]]


def test_a_part_is_told_where_it_and_the_rest_reach_the_sample_or_where_it_is_all(told, reader):  # noqa: F811
    for n in range(6):
        closed(outcome="founded" if n < 3 else "unfounded", answered=LAST_IN_TIME, facts=f"又一件{n}")
    assert list(reader_rows(reader)) == [["12", "5", ""]], "five and seven; eleven in time and one not"
    for n in range(4):
        closed(outcome="founded", accused=hospital(), facts=f"医院又{n}")
    assert ["8", "", "8"] in list(reader_rows(reader)), "four and four; all in time"


def reader_rows(reader):  # noqa: F811
    rows = list(csv.reader(io.StringIO(reader.get("/complaints/quarters.csv").content.decode("utf-8-sig"))))
    return [row[3:] for row in rows[1:] if row[0] == "2026-Q3"]


def test_a_quarter_that_runs_is_not_told(told, reader):  # noqa: F811
    # The database has its own clock: whatever day it is, the quarter of today has not ended.
    with connection.cursor() as cursor:
        cursor.execute("SELECT date_trunc('quarter', now() AT TIME ZONE 'Asia/Shanghai')::date")
        (running,) = cursor.fetchone()
    for n in range(5):
        closed(accepted=running, answered=running, on=running, accused=hospital(), facts=f"本季度第{n}件")
    page = reader.read(f"/complaints/quarters/?quarter={running.year}-Q{(running.month + 2) // 3}")
    assert "第二人民医院" not in page
    assert "第二人民医院" not in reader.get("/complaints/quarters.csv").content.decode()
    assert "本季度" not in reader.read(f"/subjects/{world.HOSPITAL}/")


def test_the_page_of_the_body_has_them_and_that_of_another_has_not(told, reader):  # noqa: F811
    page = reader.read(f"/subjects/{world.HOUSING}/")
    assert "2026年第三季度" in page
    assert "2026 Q3" in reader.read(f"/en/subjects/{world.HOUSING}/")
    assert "季度" not in reader.read(f"/subjects/{world.HOSPITAL}/")


def test_no_word_of_a_complaint_stands_there(told, reader):  # noqa: F811
    for address in ("/complaints/quarters/", "/complaints/quarters.csv", f"/subjects/{world.HOUSING}/"):
        page = reader.get(address).content.decode()
        for secret in (SAID["complainant_name"], SAID["contact"], "未交付", "示招商", "失信案"):
            assert secret not in page, (address, secret)


@pytest.mark.parametrize("question", ["?quarter=2026", "?quarter=2026-Q5", "?quarter=2026-Q3&x=1", "?x=1", "?quarter=%00"])
def test_a_question_that_means_nothing_is_refused(reader, question):  # noqa: F811
    assert reader.get(f"/complaints/quarters/{question}").status_code == 400
    assert reader.get("/complaints/quarters.csv?quarter=2026-Q3").status_code == 400


def test_a_quarter_without_counts_says_so(reader):  # noqa: F811
    assert "不公布" in reader.read("/complaints/quarters/?quarter=2019-Q1")
    assert "尚无" in reader.read("/complaints/quarters/")


def test_the_portal_reads_counts_and_no_ticket(login, told):
    portal = login("portal")
    assert portal.execute("SELECT count(*) FROM pub.complaint_quarter").fetchone() == (1,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        portal.execute("SELECT count(*) FROM public.complaints_ticket")


def test_the_minimum_sample_is_law_with_a_day(city, tmp_path):
    file = tmp_path / "law.yaml"
    entry = "minimum_samples:\n  - {{n: {n}, valid_from: {day}, document: 某文件, article: '', verified: false}}\n"
    today = date(2026, 11, 2)
    file.write_text(entry.format(n=8, day="2026-11-03"), encoding="utf-8")
    assert load_samples(today, file) == 1
    assert load_samples(today, file) == 0
    file.write_text(entry.format(n=9, day="2026-11-03"), encoding="utf-8")
    with pytest.raises(Refused, match="does not change"):
        load_samples(today, file)
    file.write_text(entry.format(n=8, day="2026-11-02"), encoding="utf-8")
    with pytest.raises(Refused, match="after today"):
        load_samples(today, file)
    assert list(MinimumSample.objects.values_list("n", flat=True)) == [5, 8]
