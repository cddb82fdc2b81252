"""Divisions and their past: taken in whole or not at all, and followed to what they are today."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from archives.checks import findings_about
from archives.models import Division, Subject
from tests import world

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "data" / "divisions" / "result.csv"
HEADER = "代码,一级行政区,二级行政区,名称,级别,状态,启用时间,变更/弃用时间,新代码"
# Invented: 甲县 became 甲市 (another code), which was parted into 东区 and 西区; 乙区 kept its code under a new name; 丙地区 ended.
SMALL = [
    "990100,示范省,示范市,示范市,地级,在用,1983,,",
    "990121,示范省,示范市,甲县,县级,弃用,1983,1992,990181",
    "990181,示范省,示范市,甲市,县级,弃用,1992,2013,990102;990103;990105[2001]",
    "990102,示范省,示范市,东区,县级,在用,2013,,",
    "990103,示范省,示范市,西区,县级,在用,2013,,",
    "990105,示范省,示范市,乙郊区,县级,变更,1983,2000,",
    "990105,示范省,示范市,乙区,县级,在用,2000,,",
    "992100,示范省,丙地区,丙地区,地级,弃用,1981,1993,",
]


@pytest.fixture
def load(city, tmp_path):
    """``load(lines)`` runs the command on a file and answers what it said; with ``bom`` as the real one has it."""

    def run(lines, *, header=HEADER, bom=True, encoding="utf-8", **options):
        path, out, err = tmp_path / "divisions.csv", io.StringIO(), io.StringIO()
        path.write_bytes(("\ufeff" if bom else "").encode() + "\n".join([header, *lines]).encode(encoding))
        try:
            call_command("import_divisions", str(path), stdout=out, stderr=err, **options)
        except CommandError as error:
            return f"{err.getvalue()}{error}"
        return out.getvalue()

    return run


def test_it_is_taken_in_once_and_again_changes_nothing(load):
    assert load(SMALL).strip() == "Divisions: 8 rows, 8 new, 0 changed, 0 unchanged."
    before = list(Division.objects.values())
    assert load(SMALL, bom=False).strip() == "Divisions: 8 rows, 0 new, 0 changed, 8 unchanged."
    assert list(Division.objects.values()) == before


def test_a_changed_line_is_changed_and_a_missing_one_stays(load):
    load(SMALL)
    ended = "990103,示范省,示范市,西区,县级,弃用,2013,2020,990102"
    assert load([SMALL[3], ended]).strip() == "Divisions: 2 rows, 0 new, 1 changed, 1 unchanged."
    assert (Division.objects.count(), Division.objects.get(code="990103").valid_until) == (8, 2020)


def test_a_dry_run_keeps_nothing(load):
    assert "8 new" in load(SMALL, dry_run=True)
    assert not Division.objects.exists()


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        ("99012,示范省,示范市,甲县,县级,在用,1983,,", "代码", "99012"),
        ("990121,,示范市,甲县,县级,在用,1983,,", "一级行政区", ""),
        (f"990121,示范省,示范市,{'县' * 61},县级,在用,1983,,", "名称", "县" * 40),
        ("990121,示范省,示范市,甲县,乡级,在用,1983,,", "级别", "乡级"),
        ("990121,示范省,示范市,甲县,县级,停用,1983,1992,", "状态", "停用"),
        ("990121,示范省,示范市,甲县,县级,在用,83,,", "启用时间", "83"),
        ("990121,示范省,示范市,甲县,县级,弃用,1983,1983,", "变更/弃用时间", "1983"),
        ("990121,示范省,示范市,甲县,县级,弃用,1983,,", "变更/弃用时间", ""),
        ("990121,示范省,示范市,甲县,县级,在用,1983,1990,", "变更/弃用时间", "1990"),
        ("990121,示范省,示范市,甲县,县级,弃用,1983,1992,99018", "新代码", "99018"),
        ("990121,示范省,示范市,甲县,县级,弃用,1983,1992,990199", "新代码", "990199"),
        ("990102,示范省,示范市,东区,县级,在用,2013,,", "代码", "990102"),
        ("990102,示范省,示范市,东新区,县级,在用,2015,,", "启用时间", "2015"),
        ("990121,示范省,示范市,甲县,县级,在用,1983,", "—", ""),
    ],
)
def test_a_fault_names_line_and_column_and_nothing_is_kept(load, line, column, value):
    answer = load([SMALL[0], SMALL[3], line])
    assert f"第 4 行，{column}“{value}”" in answer
    assert answer.splitlines()[0].endswith("。")  # how to mend it
    assert answer.endswith("共 1 处错误，未导入任何数据。")
    assert not Division.objects.exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"header": "code,name"}, "首行不是行政区划表的表头"),
        ({"encoding": "gb18030", "bom": False, "header": HEADER}, "不是 UTF-8"),
    ],
)
def test_another_file_is_refused_as_a_whole(load, options, words):
    assert words in load(SMALL, **options)
    assert not Division.objects.exists()


def test_an_unclosed_quotation_is_a_sentence_and_no_fault(load):
    assert "无法按 CSV 读取" in load(['990100,"示范省,示范市'])


def names(units):
    return [unit.name for unit in units]


def test_which_unit_a_code_means_on_a_day_and_what_it_is_today(load):
    load(SMALL)
    assert Division.on("990121", date(1991, 12, 31)).name == "甲县"
    assert Division.on("990181", date(1991, 12, 31)) is None
    assert Division.on("990181", date(1992, 1, 1)).name == "甲市"
    assert Division.on("990181", date(2013, 6, 1)).name == "甲市"  # the list knows years only
    assert Division.on("990181", date(2014, 1, 1)) is None
    assert Division.on("990105", date(1999, 12, 31)).name == "乙郊区"
    assert Division.on("990105", date(2000, 1, 1)).name == "乙区"
    assert names(Division.today("990121")) == ["东区", "西区"]  # through 甲市, without the part ceded in 2001
    assert names(Division.today("990105", date(1990, 1, 1))) == ["乙区"]
    assert names(Division.today("990100")) == ["示范市"]
    assert Division.today("992100") == []
    assert Division.today("999999") == []


@pytest.mark.skipif(not REAL.exists(), reason="the list of divisions is not part of this repository")
def test_the_real_list(city):
    for told in ("6823 new", "6823 unchanged"):
        out = io.StringIO()
        call_command("import_divisions", str(REAL), stdout=out)
        assert told in out.getvalue()
    # By hand from the file: 兖州县 → 兖州市 (1992) → 兖州区 (2013); 文登市 → 环翠区 and 文登区 (2014).
    assert Division.on("370882", date(2000, 1, 1)).full_name == "山东省济宁市兖州市"
    assert [str(d) for d in Division.today("370882")] == ["370812 山东省济宁市兖州区"]
    assert [str(d) for d in Division.today("370822")] == ["370812 山东省济宁市兖州区"]
    assert Division.on("371081", date(2000, 1, 1)).name == "文登市"
    assert [(d.code, d.name) for d in Division.today("371081")] == [("371002", "环翠区"), ("371003", "文登区")]
    assert Division.on("370811", date(1985, 1, 1)).name == "市郊区"
    assert names(Division.today("370811", date(1985, 1, 1))) == ["任城区"]
    assert Division.on("110101", date(1990, 1, 1)).full_name == "北京市东城区"
    # Nothing goes round in circles.
    for division in Division.objects.all()[::50]:
        assert all(unit.valid_until is None for unit in division.now())


def test_the_division_of_a_code_is_a_finding_and_no_error(load):
    market = Subject.objects.get(code=world.MARKET)  # digits 3 to 8: 990100
    today = date(2026, 11, 22)
    assert findings_about(market, today) == []  # without a list nothing is known
    load(SMALL[3:5])
    assert "990100" in findings_about(market, today)[0]
    load(SMALL)
    assert findings_about(market, today) == []
    gone = "990100,示范省,示范市,示范市,地级,弃用,1983,2020,990102"
    load([gone, SMALL[3]])
    assert "990102 示范省示范市东区" in findings_about(market, today)[0]
