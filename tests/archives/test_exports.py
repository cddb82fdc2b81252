"""What leaves the archive as a file: scoped as the pages are, safe against formulas, and what is missing written down."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import Error, transaction
from django.urls import reverse

from archives import actions, exports
from archives.imports.returned import formula_safe
from archives.models import ReadLog, RedactedExport, Subject
from integrity.workflow import advance
from tests import world
from tests.archives import officials
from tests.files import row, table

NUMBER = "11010519491231002X"


def filed(person, count=2, **cells):
    """Penalties decided and filed by 市场监督管理局, approved."""
    rows = [row(n, **cells) for n in range(1, count + 1)]
    filing = actions.receive_file(
        unit=Subject.objects.get(code=world.MARKET), by=person("lin"), stream=io.BytesIO(table(rows)), filename="a.csv"
    )
    filing = advance(actions.check_filing(filing=filing), "submit", by=person("lin"))
    return advance(filing, "approve", by=person("zhou"), seen=filing.revision)


def read(answer) -> list[dict]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


# ── records ──────────────────────────────────────────────────────────────────


def test_a_colleague_of_another_unit_gets_no_authorised_field_and_it_is_written_down(door, person):
    filed(person, CF_FRDB="法人甲", CF_CFLB="罚款", CF_NR_FK="2")
    address = reverse("staff_export_records") + "?item=CF"
    own = read(door("lin").get(address))
    assert {r["法定代表人"] for r in own} == {"法人甲"}
    noted = RedactedExport.objects.get(by=person("lin"))  # masks of numbers, nothing else
    assert {(f["field"], f["how"], f["rule"], f["rows"]) for f in noted.fields} == {
        (key, "masked", "resident-id", 2) for key in ("certificate_no", "representative_id")
    }
    other = read(door("wu").get(address))
    assert len(other) == 2
    assert {r["法定代表人"] for r in other} == {""}
    noted = RedactedExport.objects.get(by=person("wu"))
    assert ("representative", "left_out", "authorised", 2) in {(f["field"], f["how"], f["rule"], f["rows"]) for f in noted.fields}
    assert (noted.what, noted.rows) == ("records", 2)


def test_an_export_holds_what_the_list_shows_and_nothing_of_persons(door, person):
    filed(person, CF_CFLB="警告", CF_NR_FK="")  # of tier minor: not public
    assert len(read(door("zhou").get(reverse("staff_export_records") + "?item=CF"))) == 2
    assert door("wu").get(reverse("staff_export_records") + "?item=CF").status_code == 409  # no record of it is his to see
    assert len(read(door("zhou").get(reverse("staff_export_records") + "?item=CF&since=2090-01-01"))) == 0
    assert door("zhou").get(reverse("staff_export_records") + "?item=GZ-KH").status_code == 409
    assert door("zhou").get(reverse("staff_export_records") + "?item=CF&since=gestern").status_code == 409


def test_no_number_and_no_hash_of_a_representative_leaves(door, person):
    filed(person, CF_FR_SFZH=NUMBER)
    rows = read(door("audit").get(reverse("staff_export_records") + "?item=CF"))
    told = rows[0]["法定代表人身份证号"]
    assert told == "" or (set(told[:11]) == {"*"} and " " not in told)
    assert NUMBER not in str(rows)


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-3", "'-3"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("1=1", "1=1"),
        ("", ""),
        ("王", "王"),
    ],
)
def test_a_cell_is_no_formula(cell, safe):
    assert formula_safe(cell) == safe


def test_a_formula_in_a_record_and_in_a_reason_is_text(door, person):
    filed(person, CF_SY="=HYPERLINK(1)")
    rows = read(door("zhou").get(reverse("staff_export_records") + "?item=CF"))
    assert {r["违法事实"] for r in rows} == {"'=HYPERLINK(1)"}
    official = officials.register()
    ReadLog.objects.create(
        by=person("ren"), person=official, what="archive", acting_as="personnel", purpose="management", reason="@SUM(A1)", granted=True
    )
    rows = read(door("audit").get(reverse("staff_export_read_log")))
    assert rows[-1]["理由"] == "'@SUM(A1)"


# ── the logs ─────────────────────────────────────────────────────────────────


def test_the_read_log_leaves_with_masked_names_and_the_export_is_noted(door, person):
    official = officials.register()
    ReadLog.objects.create(by=person("lin"), person=official, what="archive", acting_as="none", purpose="unstated", granted=False)
    rows = read(door("audit").get(reverse("staff_export_read_log")))
    assert rows[-1]["查阅人"] == "林洁"
    assert official.name not in str(rows)
    assert rows[-1]["人员"].endswith("某")
    noted = RedactedExport.objects.get(what="readings")
    assert noted.by == person("audit")
    assert [(f["field"], f["how"], f["rule"]) for f in noted.fields] == [("person", "masked", "person-name")]
    assert read(door("audit").get(reverse("staff_export_read_log") + "?until=2020-01-01")) == []


def test_the_read_log_does_not_name_who_read_the_own_archive(door, person):
    """Beside the masked name of the person the name of the reader would say it all."""
    official = officials.register(self_="self_")
    assert door("self_").get(reverse("staff_my_archive")).status_code == 200
    (row,) = read(door("audit").get(reverse("staff_export_read_log")))
    assert (row["查阅人"], row["用户名"], row["档案地址"]) == ("本人", "", official.address)
    assert not [cell for cell in row.values() if official.name in cell or "self_" in cell]
    (row,) = read(door("audit").get(reverse("admin:list_csv", args=["archives", "readlog"])))  # the list as it is shown
    assert "本人" in row.values()
    assert not [cell for cell in row.values() if official.name in cell or "self_" in cell]


def test_the_redaction_log_names_each_field_and_rule(door, person):
    exports.note(
        by=person("lin"),
        what="records",
        about="CF",
        rows=3,
        fields=[("a", "甲", "left_out", "internal", 3), ("b", "乙", "masked", "resident-id", 2)],
    )
    rows = read(door("audit").get(reverse("staff_export_redaction_log")))
    assert [(r["字段"], r["涉及行数"]) for r in rows] == [("a", "3"), ("b", "2")]
    page = door("audit").get(reverse("staff_exports")).content.decode()
    assert "甲" in page
    assert "甲" not in door("zhou").get(reverse("staff_exports")).content.decode()


def test_an_export_that_lacks_nothing_is_not_noted(person):
    assert exports.note(by=person("lin"), what="records", about="X", rows=3, fields=[("a", "甲", "left_out", "internal", 0)]) is None
    assert not RedactedExport.objects.exists()


def test_the_sheet_of_a_filing_is_noted(door, person):
    filing = actions.receive_file(
        unit=Subject.objects.get(code=world.MARKET), by=person("lin"), stream=io.BytesIO(table([row(1, CF_SY="")])), filename="a.csv"
    )
    filing = actions.check_filing(filing=filing)
    door("lin").get(reverse("staff_filing_sheet", args=[filing.pk, "csv"]))
    door("lin").get(reverse("staff_filing_errors", args=[filing.pk]))
    assert sorted(RedactedExport.objects.values_list("what", "rows")) == [("errors", 1), ("sheet", 1)]


def test_the_log_is_never_changed(person):
    entry = exports.note(by=person("lin"), what="records", about="X", rows=3, fields=[("a", "甲", "left_out", "internal", 3)])
    for change in ({"rows": 0}, {"about": "Y"}):
        with pytest.raises(Error), transaction.atomic():
            RedactedExport.objects.filter(pk=entry.pk).update(**change)
