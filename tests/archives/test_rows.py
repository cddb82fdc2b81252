"""Two ways lead a row into staging, a quick one for usual rows and a careful one for any; they never disagree."""

from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from archives.imports.layouts import LAYOUTS, PENALTY_LEGAL_2018
from archives.imports.rows import RowReader
from archives.models import Subject
from tests.files import CODES, RESIDENT, filled, row
from tests.world import MARKET

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
# What may stand in a cell: words as offices write them, and everything that has ever gone wrong.
CELLS = st.one_of(
    st.sampled_from(
        (
            *("", "罚款", "警告", "2", "0.5", "1,000", "１２", "2026-11-02", "2026/1/2", "2026\x1f-11-02", "20261102", "2099-01-01", "2026-13-01"),
            *("示市监罚〔2026〕1号", "示市监罚（2026）第 3 号", "〔2026〕", "罚[2026]１号", "无文号", "x" * 300, "9" * 21, '说"是"', "a\\b", "a\tb", "一\u3000二"),
            *("11010519491231002X", "110105 19491231 002X", "１１０１０５１９４９１２３１００２Ｘ", "91110000600037341L", "911100006000373415", "\x00", "%s%d"),
        )
    ),
    st.text(max_size=20),
)


@pytest.fixture
def reader(city):
    return RowReader(PENALTY_LEGAL_2018, list(range(len(CODES))), {}, filing_id=1, today=TODAY)


def cells(**changes):
    filled = row(1, **changes)
    return [filled.get(code, "") for code in CODES]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(CODES), CELLS, max_size=3))
@example({"CF_YXQ": "2026\x1f-11-02"})
@example({"CF_NR_FK": "9" * 21})
@example({"CF_SY": "当事人11010519491231002X"})
def test_a_usual_row_is_written_as_the_careful_way_writes_it(reader, changes):
    quick = reader.usual(cells(**changes))
    if quick is not None:
        assert quick == reader.careful(cells(**changes))
        assert quick.endswith(b"\t\x01"), "a row with errors is never usual"


# What the other layouts ask for, beside all of the above.
WORDS = (
    *("身份证", "01", "护照", "E12345678", "11010519491231002x", "110105194912310038", "王小明", "王某某", "欧阳明", "0", "1", "3", "7", "有效", "普通"),
    *("其他-备案", "其他11010519491231002X", "9999-12-31", "2026-11-01", "45448", "9.11E+17", "示范市市场监督管理局", "示范市公安局", "(1)", "9" * 70),
)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_both_ways_agree_in_every_layout(city, layout, data):
    codes = [c.code for c in layout.columns]
    reader = RowReader(layout, list(range(len(codes))), {}, filing_id=1, today=TODAY, unit=Subject(code=MARKET, name="示范市市场监督管理局"))
    reader.bad = 0
    whole = filled(layout)
    changes = data.draw(st.dictionaries(st.sampled_from(codes), st.one_of(CELLS, st.sampled_from(WORDS)), max_size=3))
    raw = [(whole | changes).get(code, "") for code in codes]
    quick = reader.usual(list(raw))
    assert quick is None or quick == reader.careful(list(raw))


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
def test_a_good_row_of_every_layout_is_usual(city, layout):
    codes = [c.code for c in layout.columns]
    reader = RowReader(layout, list(range(len(codes))), {}, filing_id=1, today=TODAY, unit=Subject(code=MARKET, name="示范市市场监督管理局"))
    reader.bad = 0
    raw = [filled(layout).get(code, "") for code in codes]
    assert reader.usual(list(raw)) == reader.careful(list(raw))
    assert reader.bad == 0


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
def test_no_column_of_any_layout_lets_a_resident_id_through(city, layout):
    codes = [c.code for c in layout.columns]
    reader = RowReader(layout, list(range(len(codes))), {}, filing_id=1, today=TODAY, unit=Subject(code=MARKET, name="示范市市场监督管理局"))
    reader.rows = reader.bad = 0
    leaks = []
    for code in codes:
        for words in (f"见{RESIDENT}", RESIDENT, f"其他{RESIDENT}"):
            raw = [(filled(layout) | {code: words}).get(c, "") for c in codes]
            if RESIDENT[:16] in reader.line(2, raw).decode():
                leaks.append((code, words))
    assert leaks == []


@pytest.mark.parametrize("changes", [{}, {"CF_YXQ": "2027-11-02"}, {"BZ": "口头警告 1 次"}, {"CF_WSH": "示市监罚【2026】第3号"}, {"CF_CFLB": "警告", "CF_NR_FK": ""}])
def test_such_rows_are_usual(reader, changes):
    assert reader.usual(cells(**changes)) == reader.careful(cells(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"CF_SY": ""},
        {"CF_FR_SFZH": "11010519491231002X"},
        {"BZ": "身份证 110105-19491231-002X"},
        {"CF_XDR_SHXYM": "91110000600037341X"},
        {"CF_JDRQ": "2026-13-01"},
        {"CF_WSH": "无"},
        {"CF_XDR_MC": "长" * 201},
        {"CF_NR_FK": "两万"},
        {"BZ": '"'},
        {"CF_YXQ": "2026年1月2日x"},
    ],
)
def test_such_rows_need_care(reader, changes):
    assert reader.usual(cells(**changes)) is None


@pytest.mark.parametrize(
    "number",
    ["示市监罚〔2026〕13800001111号", "示市监罚〔2026〕5231234号", "示市监罚〔2026〕110105194912310038号", "示市监罚〔2026〕12345678901234567890号"],
)
def test_a_series_known_to_be_plain_hides_no_long_number(reader, number):
    assert reader.usual(cells(CF_WSH="示市监罚〔2026〕12号")) is not None
    assert "示市监罚〔2026〕" in reader._series
    quick = reader.usual(cells(CF_WSH=number))
    assert quick is None or quick == reader.careful(cells(CF_WSH=number))


def test_the_key_of_a_document_number_is_the_same_in_both_ways(reader):
    for number in ("示市监罚〔2026〕12号", "示市监罚[2026]乙12", "市监（2026）第7号", "〔2026〕3号"):
        quick = reader.usual(cells(CF_WSH=number))
        assert quick is not None
        assert quick == reader.careful(cells(CF_WSH=number))
