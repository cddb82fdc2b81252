"""The names of natural persons in official files: masked on every page, shown after the read log, refused and noted otherwise."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from archives import actions, filing_names
from archives.filing_names import hidden
from archives.identifiers import person_code
from archives.imports.layouts import PENALTY_LEGAL_2018, PENALTY_NATURAL_2018
from archives.life import life_of
from archives.models import Filing, ReadLog, Record, Subject
from integrity.workflow import advance
from tests import world
from tests.archives.officials import account, register, resident_id, unit
from tests.archives.test_read_log import committed_door, last
from tests.files import filled, table_of

NAME, OTHER, MASKED = "欧阳明远", "王小明", "欧阳某某"
L = PENALTY_NATURAL_2018


def sent(rows, *, layout=L, filename="自然人.csv") -> Filing:
    filing = actions.receive_file(unit=unit(world.MARKET), by=account("lin"), stream=io.BytesIO(table_of(layout, rows)), filename=filename)
    return actions.check_filing(filing=filing)


def rows(**changes):
    """Somebody known here (row 2, below the header), somebody unknown (row 3), and one whose row is faulty (row 4)."""
    text = {"CF_SY": f"{NAME}销售不合格产品。"}
    return [
        filled(L, 1, CF_XDR_MC=NAME, CF_XDR_ZJHM=resident_id(1), **text | changes),
        filled(L, 2, CF_XDR_MC=OTHER, CF_XDR_ZJHM=resident_id(2)),
        filled(L, 3, CF_XDR_MC="诸葛孔明", CF_XDR_ZJHM=resident_id(3), CF_CFLB="不明", CF_NR="诸葛孔明受罚"),
    ]


@pytest.fixture
def known(city):
    """A natural person of whom the archive holds something already; the name is kept as its mask."""
    return known_person()


def known_person() -> Subject:
    return Subject.objects.create(kind="person", code=person_code(resident_id(1)), name=MASKED)


@pytest.fixture
def filing(known):
    return sent(rows())


@pytest.fixture
def submitted(known):
    return advance(sent(rows()[:2]), "submit", by=account("lin"))


def since(before):
    found = ReadLog.objects.filter(pk__gt=before).order_by("pk").select_related("by", "person")
    return [(r.by.username, r.acting_as, r.what, r.about, r.person and r.person.name, r.granted) for r in found]


NAMES = (NAME, OTHER, "诸葛孔明")


def in_text(answer) -> set[str]:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return {name for name in NAMES if name in body.decode()}


@pytest.mark.parametrize("name", ["lin", "gao", "audit"])
def test_pages_lists_and_api_hold_no_name_and_log_nothing(door, filing, name):
    before = last()
    for address in (
        reverse("staff_filing", args=[filing.pk]),
        reverse("staff_filing", args=[filing.pk]) + "?row=2",
        reverse("staff_filing", args=[filing.pk]) + "?row=4",
        reverse("staff_filing_errors", args=[filing.pk]),
        reverse("api:filing-errors", args=[filing.pk]),
        reverse("api:filing-detail", args=[filing.pk]),
        reverse("admin:archives_filing_changelist"),
    ):
        answer = door(name).get(address)
        assert answer.status_code == 200
        assert in_text(answer) == set(), address
    page = door(name).get(reverse("staff_filing", args=[filing.pk])).content.decode()
    assert "欧阳某某" in page
    assert "欧阳某某销售不合格产品" in page  # in the text as well
    assert since(before) == []


def test_the_officer_sees_masks_until_the_log_says_otherwise(door, submitted):
    address = reverse("staff_filing", args=[submitted.pk])
    assert in_text(door("zhou").get(address)) == set()
    before = last()
    answer = door("zhou").post(reverse("staff_filing_names", args=[submitted.pk]))
    assert answer.status_code == 200
    assert in_text(answer) == {NAME, OTHER}
    about = submitted.number
    assert since(before) == [("zhou", "officer", "names", about, None, True), ("zhou", "officer", "names", about, MASKED, True)]
    assert in_text(door("zhou").get(address)) == set()  # once


@pytest.mark.parametrize(("row", "persons"), [("", [None, MASKED]), ("2", [None, MASKED]), ("3", [None]), ("x", [None, MASKED])])
def test_the_log_names_those_whose_rows_are_shown(door, submitted, row, persons):
    before = last()
    answer = door("lin").post(reverse("staff_filing_names", args=[submitted.pk]), {"row": row})
    assert [entry[4] for entry in since(before)] == persons
    assert {entry[1] for entry in since(before)} == {"unit"}
    assert in_text(answer) == ({NAME, OTHER} if row in {"", "x"} else {NAME} if row == "2" else {OTHER})


def test_a_faulty_row_shows_its_name_only_then(door, filing):
    answer = door("gao").post(reverse("staff_filing_names", args=[filing.pk]), {"row": "4"})
    assert "诸葛孔明" in in_text(answer)
    assert f'action="{reverse("staff_filing", args=[filing.pk])}#rows"' in answer.content.decode()  # another row is masked again


@pytest.mark.parametrize(
    ("name", "status"), [("wu", 404), ("zhou", 404), ("pan", 404), ("ren", 404), ("guard", 404), ("nobody", 404), ("past", 404)]
)
def test_to_whom_the_filing_does_not_exist_its_names_do_not_either(door, filing, name, status):
    before = last()
    assert door(name).post(reverse("staff_filing_names", args=[filing.pk])).status_code == status
    assert since(before) == []
    assert door("lin").get(reverse("staff_filing_names", args=[filing.pk])).status_code == 405


def test_an_officer_who_is_not_concerned_is_refused_and_noted(door, submitted):
    advance(submitted, "approve", by=account("zhou"), seen=submitted.revision)
    address, before = reverse("staff_filing_names", args=[submitted.pk]), last()
    answer = door("sun").post(address)
    assert answer.status_code == 403
    assert in_text(answer) == set()
    assert since(before) == [("sun", "none", "names", submitted.number, None, False)]
    assert door("zhou").post(address).status_code == 200  # who decided, while it concerns
    later = timezone.localdate() + timedelta(days=60)
    submitted.refresh_from_db()
    with pytest.raises(PermissionDenied):
        filing_names.reveal(by=account("zhou"), filing=submitted, today=later)
    assert door("audit").post(address).status_code == 200
    assert since(before)[-2][:3] == ("audit", "auditor", "names")


def test_the_changes_of_a_row_are_masked_too(door, submitted):
    advance(submitted, "approve", by=account("zhou"), seen=submitted.revision)
    again = sent([filled(L, 1, CF_XDR_MC="欧阳明远远", CF_XDR_ZJHM=resident_id(1), CF_SY="欧阳明远远再犯。")])
    assert again.changed == 1
    page = door("lin").get(reverse("staff_filing", args=[again.pk]))
    assert in_text(page) == set()
    assert "欧阳某某再犯" in page.content.decode()
    shown = door("lin").post(reverse("staff_filing_names", args=[again.pk])).content.decode()
    assert "欧阳明远远再犯" in shown
    assert f"{NAME}销售不合格产品" in shown


def test_the_sheet_is_logged_before_the_first_byte(door, filing):
    for address, persons in (
        (reverse("staff_filing_sheet", args=[filing.pk, "csv"]), 0),
        (reverse("staff_filing_sheet", args=[filing.pk, "xlsx"]) + "?rows=all", 1),
    ):
        before = last()
        answer = door("lin").get(address)
        assert answer.status_code == 200
        assert [entry[4] for entry in since(before)] == [None] + [MASKED] * persons
    before = last()
    assert door("audit").get(address).status_code == 403
    assert since(before) == [("audit", "none", "names", filing.number, None, False)]


def test_a_civil_servant_reads_who_saw_the_name_in_a_file(door, city):
    """To the unit it is a row like any other; the name in it is shown after the log all the same."""
    register(NAME, 1, self_="self_")
    filing = sent(rows()[:1])
    assert filing.bad == 0
    assert in_text(door("lin").get(reverse("staff_filing", args=[filing.pk]))) == set()
    assert in_text(door("gao").post(reverse("staff_filing_names", args=[filing.pk]), {"row": "2"})) == {NAME}
    own = door("self_").get(reverse("staff_my_archive")).content.decode()
    assert filing.number in own
    assert "高建平" in own


def test_the_sheet_itself_still_holds_what_is_to_be_mended(door, filing):
    body = b"".join(door("lin").get(reverse("staff_filing_sheet", args=[filing.pk, "csv"])).streaming_content).decode("utf-8-sig")
    assert "诸葛孔明" in list(csv.reader(io.StringIO(body)))[1]


def test_a_file_about_organisations_has_no_such_button(city, door):
    data = table_of(PENALTY_LEGAL_2018, [filled(PENALTY_LEGAL_2018)])
    filing = actions.check_filing(
        filing=actions.receive_file(unit=unit(world.MARKET), by=account("lin"), stream=io.BytesIO(data), filename="a.csv")
    )
    before, address = last(), reverse("staff_filing_names", args=[filing.pk])
    assert address not in door("lin").get(reverse("staff_filing", args=[filing.pk])).content.decode()
    assert door("lin").post(address).status_code == 404
    assert door("lin").get(reverse("staff_filing_sheet", args=[filing.pk, "csv"]) + "?rows=all").status_code == 200
    assert since(before) == []


def test_the_life_of_the_record_tells_who_saw_the_name(door, submitted, known):
    door("zhou").post(reverse("staff_filing_names", args=[submitted.pk]))
    filing = advance(submitted, "approve", by=account("zhou"), seen=submitted.revision)
    record = Record.objects.get(filing=filing, subject=known)
    told = [e for e in life_of(record.number, account("audit"), opened=True) if "查阅" in e.label]
    assert [e.by for e in told] == ["周文"]
    unknown = Record.objects.exclude(subject=known).get(filing=filing)
    assert [e for e in life_of(unknown.number, account("audit"), opened=True) if "查阅" in e.label] == []


def test_where_the_log_cannot_be_written_no_name_is_shown(committed):
    known_person()
    filing = sent(rows()[:2])
    ways = [
        ("post", reverse("staff_filing_names", args=[filing.pk])),
        ("get", reverse("staff_filing_sheet", args=[filing.pk, "csv"]) + "?rows=all"),
    ]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE archives_readlog ADD CONSTRAINT shut CHECK (false) NOT VALID")
    try:
        for method, address in ways:
            answer = getattr(committed_door("lin"), method)(address)
            assert answer.status_code == 500
            assert in_text(answer) == set()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE archives_readlog DROP CONSTRAINT shut")
    assert not ReadLog.objects.exists()
    for method, address in ways:
        assert in_text(getattr(committed_door("lin"), method)(address)) == {NAME, OTHER}
    assert ReadLog.objects.filter(person__name=MASKED).count() == 2


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("王明与王明明", "王明", "王某与王某明"),
        ("王 明到场", "王 明", "王某到场"),
        ("王明到场", "王 明", "王某到场"),
        ("王姓", "王", "王姓"),
        ("", "王明", ""),
        ("无", "", "无"),
    ],
)
def test_a_name_in_a_text(text, name, told):
    assert hidden(text, name) == told
