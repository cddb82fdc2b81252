"""What the portal tells of tolerances: counts of ended quarters, from the minimum sample on, on which conditions, and nothing else."""

from __future__ import annotations

import csv
import io
from datetime import date

import psycopg
import pytest
from django.db import connection

from archives.models import Subject
from tests import world
from tests.archives.appraisal import panel
from tests.discipline.given import AFTER, case_at, examined, opened, reply, take, vote
from tests.publicity.given import portal_wrapper, reader, untimed  # noqa: F401

FORCE, TRIAL = "因不可抗力不能履行", "在先行先试中出现的失误，法律法规未明令禁止"


def tolerated(*conditions: str, on: date = AFTER, status: str = "tolerated", body: Subject | None = None) -> None:
    """A case that claimed tolerance on these conditions and was tolerated, or is still before the panel."""
    panel()
    case = examined(opened(**({"accused": body} if body else {})))
    for step in ("order", "refuse", "notify"):
        case = take(case, step)
    reply(case, "tolerance", conditions=conditions, by="wu")
    case = take(case, "hear")
    if status == "tolerance":
        return
    for member in ("pan", "pei"):
        vote(case, "for", by=member)
    take(case, "tolerate", today=on)


@pytest.fixture
def told(committed):
    """住房和城乡建设局: six tolerated in the third quarter, five for force, two in a trial; one still runs, one ended a quarter later."""
    for n in range(6):
        tolerated(*(["force"] if n < 5 else []), *(["trial"] if n > 3 else []))
    tolerated("trial", status="tolerance")
    tolerated("trial", on=date(2026, 10, 9))


def csv_rows(reader) -> list:  # noqa: F811
    return list(csv.reader(io.StringIO(reader.get("/complaints/tolerances.csv").content.decode("utf-8-sig"))))[1:]


def test_counts_of_an_ended_quarter_by_condition(told, reader):  # noqa: F811
    name = "示范市住房和城乡建设局"
    assert csv_rows(reader) == [["2026-Q3", name, world.HOUSING, "", "6"], ["2026-Q3", name, world.HOUSING, FORCE, "5"]]
    page = reader.read("/complaints/quarters/?quarter=2026-Q3")
    assert name in page
    assert FORCE in page
    assert TRIAL not in page, "two are fewer than five"
    assert FORCE in reader.read(f"/subjects/{world.HOUSING}/")
    assert "Prevented by force majeure" in reader.read(f"/en/subjects/{world.HOUSING}/")
    assert "容错" not in reader.read(f"/subjects/{world.HOSPITAL}/")


def test_no_word_of_a_case_stands_there(told, reader):  # noqa: F811
    for address in ("/complaints/quarters/", "/complaints/tolerances.csv", f"/subjects/{world.HOUSING}/"):
        page = reader.get(address).content.decode()
        for secret in ("失信案", "厂房", "示招商", "请予考虑", "市场监督管理局失信"):
            assert secret not in page, (address, secret)


def test_no_count_betrays_a_case_that_is_open(committed, reader):  # noqa: F811
    """What is told is the same whether a case is open or not, and nothing until there are five."""
    for _n in range(4):
        tolerated("force")
    before = [untimed(reader.get(address).content) for address in ("/complaints/tolerances.csv", f"/subjects/{world.HOUSING}/")]
    assert csv_rows(reader) == []
    case_at("panel")
    tolerated("force", status="tolerance")
    assert [untimed(reader.get(address).content) for address in ("/complaints/tolerances.csv", f"/subjects/{world.HOUSING}/")] == before
    tolerated("force")
    assert csv_rows(reader)[0][-1] == "5"
    told = csv_rows(reader)
    tolerated("force", status="tolerance")
    case_at("dismissed")
    case_at("determined")
    assert csv_rows(reader) == told


def test_a_quarter_that_runs_is_not_told(committed, reader):  # noqa: F811
    with connection.cursor() as cursor:
        cursor.execute("SELECT (statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date")
        (today,) = cursor.fetchone()
    for _n in range(5):
        tolerated("force", on=today)
    assert csv_rows(reader) == []


def test_the_file_takes_no_parameter_and_the_portal_reads_no_case(login, told, reader):  # noqa: F811
    assert reader.get("/complaints/tolerances.csv?quarter=2026-Q3").status_code == 400
    portal = login("portal")
    assert portal.execute("SELECT count(*) FROM pub.tolerance_quarter").fetchone() == (1,)
    for table in ("discipline_case", "discipline_reply"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            portal.execute(f"SELECT count(*) FROM public.{table}")
