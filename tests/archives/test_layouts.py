"""Every layout: told by its header, read to the same fields, with the disclosure and the periods of its item."""

import io
from datetime import date

import pytest
from django.db import connection

from accounts.models import User
from archives import actions
from archives.identifiers import person_code
from archives.imports import reading
from archives.imports.layouts import ACT_LAYOUTS, LAYOUTS, LICENCE_LEGAL_2018, PENALTY_LEGAL_2016, PENALTY_LEGAL_2018, PENALTY_NATURAL_2018
from archives.imports.persons import masked_name
from archives.models import CatalogueItem, FiledRow, Filing, Record, Subject
from integrity.workflow import advance
from tests import world
from tests.conftest import role
from tests.files import RESIDENT, filled, table_of

EVERY = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))


def bring(data: bytes, *, layout: str = "", approve: bool = True) -> Filing:
    lin, zhou = (User.objects.get(username=name) for name in ("lin", "zhou"))
    unit = Subject.objects.get(code=world.MARKET)
    filing = actions.receive_file(unit=unit, by=lin, stream=io.BytesIO(data), filename="报送.csv", layout=layout)
    filing = actions.check_filing(filing=filing)
    if not approve:
        return filing
    filing = advance(filing, "submit", by=lin)
    return advance(filing, "approve", by=zhou, seen=filing.revision)


def recognised(data: bytes) -> str:
    return reading.recognise(reading.rows(io.BytesIO(data), "a.csv"))[0].code


# ── told by the header ───────────────────────────────────────────────────────────────────────────


@EVERY
@pytest.mark.parametrize("header", ["codes", "printed", "both"])
def test_a_layout_is_told_by_its_header(layout, header):
    data = table_of(layout, [filled(layout)], codes=header == "codes", both=header == "both")
    assert recognised(data) == layout.code
    assert recognised(data.decode("utf-8-sig").encode("gb18030")) == layout.code
    assert recognised(data.decode("utf-8-sig").encode()) == layout.code


@EVERY
def test_a_header_without_the_columns_that_may_be_absent_is_told_too(layout):
    needed = [c.code for c in layout.columns if c.required]
    assert recognised((",".join(needed) + "\r\n").encode()) == layout.code


@EVERY
@pytest.mark.parametrize("at", range(3))
def test_a_header_that_lacks_a_column_is_refused_by_naming_the_nearest_and_the_column(layout, at):
    """The last three required columns, each in turn; the others are still more than any other layout has."""
    lacking = [c for c in layout.columns if c.required][-1 - at]
    header = [c.code for c in layout.columns if c.code != lacking.code]
    with pytest.raises(reading.BadFile) as caught:
        recognised((",".join([*header, "处罚幅度"]) + "\r\n").encode())
    assert layout.name in str(caught.value)
    assert f"{lacking.code} {lacking.header}" in str(caught.value)
    assert "处罚幅度" in str(caught.value)


def test_no_header_at_all_is_refused():
    with pytest.raises(reading.BadFile, match=r"模板|templates"):
        recognised("一,二,三,四,五,六\r\n".encode())


def test_a_table_of_both_kinds_of_subject_is_the_one_with_more_of_its_own_columns():
    more = ("CF_XDR_ZJLX", "CF_XDR_ZJHM")
    assert recognised(table_of(PENALTY_LEGAL_2018, [filled(PENALTY_LEGAL_2018)], more=more)) == "penalty-legal-2018"
    assert recognised(table_of(PENALTY_NATURAL_2018, [filled(PENALTY_NATURAL_2018)], more=("CF_XDR_SHXYM",))) == "penalty-natural-2018"


def test_a_header_that_fits_two_layouts_is_for_the_clerk_to_choose(monkeypatch):
    twin = type(PENALTY_LEGAL_2018)("twin", "双生模板", "CF", PENALTY_LEGAL_2018.columns)
    monkeypatch.setitem(LAYOUTS, "twin", twin)
    data = table_of(PENALTY_LEGAL_2018, [filled(PENALTY_LEGAL_2018)])
    with pytest.raises(reading.BadFile, match="双生模板") as caught:
        recognised(data)
    assert PENALTY_LEGAL_2018.name in str(caught.value)


def test_a_chosen_layout_is_the_only_one_tried(city):
    data = table_of(LICENCE_LEGAL_2018, [filled(LICENCE_LEGAL_2018)])
    with pytest.raises(reading.BadFile):
        bring(data, layout="penalty-legal-2018")
    assert not Filing.objects.exists()
    assert bring(data, layout="licence-legal-2018").layout == "licence-legal-2018"


# ── read to records ──────────────────────────────────────────────────────────────────────────────


@EVERY
def test_good_rows_of_every_layout_become_records(city, layout):
    filing = bring(table_of(layout, [filled(layout, 1), filled(layout, 2)]))
    assert (filing.layout, filing.item_code, filing.rows, filing.new, filing.bad) == (layout.code, layout.item_code, 2, 2, 0)
    for record in Record.objects.filter(filing=filing).select_related("subject", "issuer", "content", "item"):
        assert record.item.code == layout.item_code
        assert record.issuer.code == world.MARKET
        assert record.decided_on == date(2026, 11, 2)
        assert record.subject.kind == ("person" if layout.of_persons else "enterprise")


@EVERY
def test_every_column_that_is_filled_is_kept_where_the_catalogue_says(city, layout):
    filing = bring(table_of(layout, [filled(layout)]), approve=False)
    row = filing.filed_rows.get()
    kept = {key for scope in row.facts.values() for key in scope}
    item = CatalogueItem.on(layout.item_code, date(2026, 11, 2))
    scopes = {f.official_code: f.scope for f in item.fields.all()}
    own = [c for c in layout.columns if filled(layout).get(c.code) and (not c.feeds or c.feeds in {"valid_from", "valid_until"})]
    assert len(kept) == len(own) + layout.of_persons  # and the full name of a person
    for column in own:
        value = filled(layout)[column.code]
        shown = "**************002X" if column.type == "person" else value
        assert shown in row.facts[scopes.get(column.known_as, "internal")].values(), column.code


def test_the_acts_are_the_eight_of_the_catalogue_and_their_disclosure_is_unverified(city):
    assert [layout.name for layout in ACT_LAYOUTS] == "行政强制 行政确认 行政征收 行政给付 行政裁决 行政补偿 行政奖励 行政监督检查".split()
    items = CatalogueItem.objects.filter(category="act", edition__code="QG-2024")
    assert set(items.values_list("verified", flat=True)) == {False}
    assert set(items.filter(scope=0).values_list("code", flat=True)) == {"QZ", "QR", "JL", "JC"}


def test_an_act_that_is_only_shared_is_not_shown(city):
    for layout in ACT_LAYOUTS:
        bring(table_of(layout, [filled(layout)]))
    assert set(Record.objects.filter(shown__isnull=False).values_list("item__code", flat=True)) == {"QZ", "QR", "JL", "JC"}


# ── licences ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("until", "ends"),
    [
        ("2029-11-01", date(2029, 11, 2)),  # shown through its last valid day
        ("2026-11-02", date(2026, 11, 3)),  # one day
        ("2126-01-01", date(2126, 1, 2)),  # no maximum stands against what the licence says
        ("9999-12-31", date(9999, 12, 31)),  # the calendar's last day
        ("", date(2031, 11, 2)),  # without an end: sixty months by the local rule
    ],
)
def test_a_licence_is_shown_while_it_is_valid(city, until, ends):
    bring(table_of(LICENCE_LEGAL_2018, [filled(LICENCE_LEGAL_2018, XK_YXQZI=until)]))
    record = Record.objects.get()
    assert record.ends_on == ends
    assert record.shown is not None
    assert (record.period_rule.code, record.period_rule.verified) == ("XK-LOCAL", False)


@pytest.mark.parametrize(("state", "shown"), [("1", True), ("有效", True), ("2", False), ("无效", False)])
def test_a_licence_that_is_not_in_force_is_kept_and_not_shown(city, state, shown):
    bring(table_of(LICENCE_LEGAL_2018, [filled(LICENCE_LEGAL_2018, XK_ZT=state)]))
    assert (Record.objects.get().shown is not None) == shown


@pytest.mark.parametrize(
    ("kind", "bad"), [("普通", 0), ("特许", 0), ("认可", 0), ("核准", 0), ("登记", 0), ("其他", 0), ("其他-备案", 0), ("普通话", 1)]
)
def test_kinds_of_licences(city, kind, bad):
    assert bring(table_of(LICENCE_LEGAL_2018, [filled(LICENCE_LEGAL_2018, XK_XKLB=kind)]), approve=False).bad == bad


# ── 2016 ─────────────────────────────────────────────────────────────────────────────────────────

FINED = {"CF_CFLB1": "罚款", "CF_NR_FK": "2"}  # tier 2, so shown


@pytest.mark.parametrize(
    ("scope", "state", "kept", "shown"),
    [("", "", 0, True), ("0", "0", 0, True), ("1", "0", 1, False), ("2", "0", 2, False), ("0", "1", 0, False)],
)
def test_what_a_row_of_2016_asks_for_narrows_its_disclosure(city, scope, state, kept, shown):
    bring(table_of(PENALTY_LEGAL_2016, [filled(PENALTY_LEGAL_2016, CF_SYFW=scope, CF_ZT=state, **FINED)]))
    record = Record.objects.get()
    assert (record.tier, record.scope, record.shown is not None) == (2, kept, shown)


def test_a_row_never_widens_the_disclosure_of_its_item(city):
    with role("registry_owner"):
        CatalogueItem.objects.filter(code="CF").update(scope=1)
    bring(table_of(PENALTY_LEGAL_2016, [filled(PENALTY_LEGAL_2016, CF_SYFW="0", **FINED)]))
    record = Record.objects.get()
    assert (record.scope, record.shown) == (1, None)


@pytest.mark.parametrize(("severity", "bad"), [("", 0), ("0", 0), ("1", 1), ("2", 0), ("3", 1), ("4", 1)])
def test_the_severity_is_a_hint_that_may_not_contradict(city, severity, bad):
    filing = bring(table_of(PENALTY_LEGAL_2016, [filled(PENALTY_LEGAL_2016, CF_SXYZCD=severity, **FINED)]), approve=False)
    assert filing.bad == bad
    assert filing.filed_rows.get().tier == 2


def test_the_names_of_2016_fill_the_fields_of_2018(city):
    bring(table_of(PENALTY_LEGAL_2016, [filled(PENALTY_LEGAL_2016, CF_CFLB2="没收违法所得", CF_FR="王某", **FINED)]))
    facts = Record.objects.get().content.facts
    assert (facts["public"]["penalty_kind"], facts["public"]["penalty_kind_2"], facts["public"]["content"]) == (
        "罚款",
        "没收违法所得",
        "处罚结果的内容",
    )
    assert facts["authorised"]["representative"] == "王某"


# ── natural persons ──────────────────────────────────────────────────────────────────────────────


def test_a_person_is_known_by_the_number_alone_and_only_the_mask_stays(city):
    rows = [
        filled(PENALTY_NATURAL_2018, 1),
        filled(PENALTY_NATURAL_2018, 2, CF_XDR_ZJHM="110105 19491231 002x", CF_XDR_ZJLX="01", CF_XDR_MC="欧阳明"),
    ]
    bring(table_of(PENALTY_NATURAL_2018, rows))
    person = Subject.objects.get(kind="person")
    assert person.code == person_code(RESIDENT)
    assert len(person.address) == 32
    assert Record.objects.filter(subject=person).count() == 2
    first, second = FiledRow.objects.order_by("row_no")
    assert (first.subject_name, second.subject_name) == ("王某某", "欧阳某")
    assert (first.facts["internal"]["name"], first.facts["internal"]["certificate_no"]) == ("王小明", "**************002X")
    assert "王小明" not in str(first.facts["public"])
    assert person.name == "王某某"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王明", "王某"),
        ("王小明", "王某某"),
        ("欧阳明", "欧阳某"),
        ("欧阳", "欧某"),
        ("买买提·艾力", "买某某"),
        ("王", "王某"),
        ("王某某", "王某某"),
        ("", ""),
    ],
)
def test_masked_names(name, masked):
    assert masked_name(name) == masked


@pytest.mark.parametrize(
    ("kind", "number", "bad"),
    [
        ("身份证", RESIDENT, 0),
        ("01", RESIDENT.lower(), 0),
        ("身份证", RESIDENT[:17] + "1", 1),  # the check digit is X
        ("身份证", "E12345678", 1),
        ("护照", "E12345678", 0),
        ("02", "E１２３４５６７８", 0),
        ("护照", "E1", 1),
        ("学生证", "E12345678", 1),
    ],
)
def test_certificates(city, kind, number, bad):
    assert (
        bring(table_of(PENALTY_NATURAL_2018, [filled(PENALTY_NATURAL_2018, CF_XDR_ZJLX=kind, CF_XDR_ZJHM=number)]), approve=False).bad
        == bad
    )


def test_the_code_says_what_an_organisation_is(city):
    codes = {
        world.code("51990100MJ0000007"): "social",
        world.code("92990100MA0000008"): "trader",
        world.code("91990100MA0000009"): "enterprise",
    }
    rows = [filled(PENALTY_LEGAL_2018, n, CF_XDR_SHXYM=code) for n, code in enumerate(codes, 1)]
    bring(table_of(PENALTY_LEGAL_2018, rows))
    assert dict(Subject.objects.filter(code__in=codes).values_list("code", "kind")) == codes


def test_outside_the_catalogue_the_edition_that_holds_the_item_is_named(city):
    from archives.reports import row_errors

    filing = bring(table_of(ACT_LAYOUTS[0], [filled(ACT_LAYOUTS[0], QZ_JDRQ="2021-12-31")]), approve=False)
    (error,) = row_errors(filing)
    assert error["rule"] == "not_in_catalogue"
    assert "发改财金规〔2021〕1827号" in error["message"]
    assert "2022-01-01" in error["message"]


def search(needle: str) -> list[str]:
    """The tables in any column of which this text stands."""
    hits = []
    with role("registry_owner"), connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        for (name,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {name} t WHERE t::text ILIKE %s", [f"%{needle}%"])
            if cursor.fetchone()[0]:
                hits.append(name)
    return hits


@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS.values() if layout.of_persons], ids=lambda layout: layout.code)
def test_the_number_of_a_person_is_in_no_table_and_the_person_on_no_public_page(city, layout):
    shown = {"CF_CFLB": "罚款", "CF_CFLB1": "罚款", "CF_NR_FK": "2"}
    filing = bring(table_of(layout, [filled(layout, **{k: v for k, v in shown.items() if k in {c.code for c in layout.columns}})]))
    assert Record.objects.get(filing=filing).shown is not None
    assert search(RESIDENT[:17]) == []
    # The control: the search finds what is there. The full name is kept with the row and nowhere else.
    assert search("王小明") == ["archives_filedrow"]
    with role("portal"), connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM pub.record), (SELECT count(*) FROM pub.subject WHERE kind = 'person')")
        assert cursor.fetchone() == (0, 0)
