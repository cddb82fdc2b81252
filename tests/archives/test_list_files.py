"""What the auditor downloads of a list is what the list shows, row by row: searched, filtered and sorted as there."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils.html import strip_tags

from archives.admin import ByRole
from archives.models import Membership, ReadLog, RedactedExport
from tests import world
from tests.archives import officials
from tests.archives.test_exports import filed
from tests.monitoring.found import look, missed, owes
from tests.test_permissions import URLS, VIEWERS, filing_at
from tests.test_permissions import objects as given  # noqa: F401

pytestmark = pytest.mark.django_db
MODELS = sorted(model._meta.label_lower for model, kept in admin.site._registry.items() if isinstance(kept, ByRole))
WORDS = {"True": "是", "False": "否", "-": "", "—": ""}


def shown(page: str) -> list[list[str]]:
    """The rows of an admin list as a person reads them; a mark is read by its words."""
    body = re.search(r'<table id="result_list">.*?<tbody>(.*?)</tbody>', page, re.S)
    if body is None:
        return []
    found = []
    for row in re.findall(r"<tr>(.*?)</tr>", body[1], re.S):
        cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)
        cells = [re.sub(r'<img[^>]*alt="([^"]*)"[^>]*>', r"\1", cell) for cell in cells]
        cells = [unescape(strip_tags(cell.replace("</div><div>", "；"))).strip().replace("\xa0", "") for cell in cells]
        found.append([WORDS.get(cell, cell) for cell in cells])
    return found


def read(answer) -> list[list[str]]:
    assert answer.status_code == 200, answer.status_code
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text))]


def file_of(client, label: str, query: str = "") -> list[list[str]]:
    return read(client.get(reverse("admin:list_csv", args=label.split(".")) + query))


def list_of(client, label: str, query: str = "") -> list[list[str]]:
    page = client.get(reverse(f"admin:{label.replace('.', '_')}_changelist") + query)
    assert page.status_code == 200, (label, query, page.get("Location"))
    return shown(page.content.decode())


@pytest.mark.parametrize("label", MODELS)
def test_each_list_of_the_auditor_leaves_as_it_is_shown(door, given, label):  # noqa: F811
    client = door("audit")
    for query in ("", "?o=-1", "?o=2.-1"):
        (header, *rows), listed = file_of(client, label, query), list_of(client, label, query)
        if label == "archives.readlog":  # the names of persons stay in the register, and the log of exports says so
            assert {row[header.index("人员")] for row in rows} == {"欧阳某某"}
        assert rows[: len(listed)] == listed, query
        assert len(rows) == len(listed) or len(listed) == 50  # a page of the list holds fifty rows
        assert len(listed) > 0, "a list without a row proves nothing"


def test_the_same_under_search_filter_and_sort(door, person):
    filed(person, 4, CF_CFLB="警告", CF_NR_FK="")
    filing_at("checked", person)
    audit = door("audit")
    for label, query, n in (
        ("archives.filing", "?status__exact=checked", 1),
        ("archives.filing", "?status__exact=approved&o=-5", 1),
        ("archives.filing", "?q=三行", 1),
        ("archives.filing", "?q=没有", 0),
        ("archives.subject", "?kind__exact=township", 1),
        ("archives.subject", "?q=管理局&o=-1", 1),
        ("archives.membership", "?role__exact=officer&o=1", 3),
        ("archives.record", "?tier__exact=1&o=-5", 4),
        ("archives.record", "?tier__exact=3", 0),
        ("accounts.user", "?q=lin", 1),
    ):
        (_header, *rows), listed = file_of(audit, label, query), list_of(audit, label, query)
        assert rows == listed, (label, query)
        assert len(rows) == n, (label, query)


def test_all_pages_of_a_list_are_in_the_file(door, person):
    filed(person, 120)
    audit = door("audit")
    (_header, *rows) = file_of(audit, "archives.record", "?o=5.1&p=2")
    assert rows == [row for p in (1, 2, 3) for row in list_of(audit, "archives.record", f"?o=5.1&p={p}")]
    assert len(rows) == 120


def test_a_person_gets_the_rows_of_the_own_list_only(door, person):
    filing_at("checked", person)  # of 市场监督管理局, and still inside it
    assert [len(file_of(door(who), "archives.filing")) - 1 for who in ("lin", "gao", "wu", "zhou", "audit")] == [1, 1, 0, 0, 1]


@pytest.mark.parametrize("label", MODELS)
def test_who_opens_no_list_downloads_none(door, label):
    page, file = f"admin:{label.replace('.', '_')}_changelist", reverse("admin:list_csv", args=label.split("."))
    got = [str(door(None if who == "anon" else who).get(file).status_code) for who in VIEWERS]
    assert got == URLS[page].split()


def test_a_filter_that_is_none_is_refused_and_a_list_that_is_none_is_not_there(door):
    audit = door("audit")
    assert audit.get(reverse("admin:list_csv", args=["accounts", "user"]) + "?password__startswith=p").status_code == 400
    assert audit.get(reverse("admin:list_csv", args=["archives", "record"]) + "?tier__exact=x").status_code == 400
    assert audit.get(reverse("admin:list_csv", args=["archives", "personcard"])).status_code == 404


def test_the_names_in_the_read_log_are_masked_and_that_is_written_down(door, person):
    official = officials.register()
    ReadLog.objects.create(
        by=person("lin"), person=official, what="archive", acting_as="none", purpose="unstated", reason="=1+1", granted=False
    )
    rows = file_of(door("audit"), "archives.readlog", "?granted__exact=0")
    assert official.name not in str(rows)
    assert "'=1+1" in rows[1]
    noted = RedactedExport.objects.get()
    assert (noted.what, noted.rows, noted.about, noted.by) == ("readings", 1, "?granted__exact=0", person("audit"))


def test_a_formula_in_a_list_is_text(door, person):
    person("wu")
    wu = person("wu")
    wu.name = "=HYPERLINK(1)"
    wu.save()
    assert "'=HYPERLINK(1)" in {cell for row in file_of(door("audit"), "accounts.user") for cell in row}


def test_the_words_of_a_file_are_those_of_the_reader(door, person):
    filing_at("checked", person)
    client = door("audit")
    client.cookies["django_language"] = "en"
    header, row = file_of(client, "archives.filing")
    assert header[3] == "Status"
    assert row[3] == "checked"


# ── pages of our own ─────────────────────────────────────────────────────────


def test_warnings_leave_as_they_are_listed(door):
    missed()
    owes(world.HOUSING)
    look("2026-11-20")
    audit, address = door("audit"), reverse("staff_warnings")
    for query, n in (
        ("", 3),
        ("?level=red", 2),
        ("?kind=report&level=red", 2),
        ("?kind=calendar", 1),
        ("?state=closed", 0),
        ("?state=all&page=2", 3),
    ):
        page = audit.get(address + query).context["page"]
        _header, *rows = read(audit.get(reverse("staff_warnings_csv") + query))
        listed = [(w.number, w.label, w.get_level_display(), w.sentence, w.addressee) for w in page.paginator.object_list]
        assert [(row[0], row[1], row[2], row[4], row[6]) for row in rows] == listed, query
        assert len(rows) == n, query
    assert audit.get(reverse("staff_warnings_csv") + "?kind=nothing").status_code == 400
    assert len(read(door("wu").get(reverse("staff_warnings_csv")))) - 1 == 1  # that of the own unit


def test_a_warning_that_was_answered_leaves_with_its_answer(door):
    from monitoring import actions

    warning = missed()
    actions.acknowledge(warning=warning, by=officials.account("lin"), note="本周内补报。")
    header, row = read(door("audit").get(reverse("staff_warnings_csv") + "?kind=report"))
    assert dict(zip(header, row, strict=False))["签收人"] == "林洁"
    assert "本周内补报。" in row


def test_duties_leave_as_they_are_listed(door):
    owes()
    owes(world.HOUSING)
    audit = door("audit")
    page = audit.get(reverse("staff_duties"))
    states = {count["state"]: count["n"] for count in page.context["counts"]}
    assert sum(states.values()) >= 2
    for state in ("", "missed", "due", "open"):
        page = audit.get(reverse("staff_duties") + f"?{urlencode({'state': state})}")
        _header, *rows = read(audit.get(page.context["csv_url"]))
        listed = [
            (str(r["task"].duty.unit), r["task"].first.isoformat(), r["task"].last.isoformat(), str(r["task"].label))
            for r in page.context["tasks"]
        ]
        assert [(row[0], row[3], row[4], row[5]) for row in rows] == listed
        assert state not in states or len(rows) == states[state]
    assert {row[0] for row in read(door("lin").get(reverse("staff_duties_csv")))[1:]} == {world.BODIES[world.MARKET][1]}


def test_clerks_leave_as_they_are_listed(door):
    page = door("audit").get(reverse("staff_clerks"))
    listed = [(str(r["held"].unit), str(r["held"].user), r["held"].from_on.isoformat()) for r in page.context["clerks"]]
    assert [(row[0], row[1], row[3]) for row in read(door("audit").get(page.context["csv_url"]))[1:]] == listed
    assert len(listed) == Membership.objects.held().filter(role="clerk").count() == 2
    assert len(read(door("wu").get(reverse("staff_clerks_csv")))[1:]) == 1


def test_civil_servants_leave_by_masked_name_and_that_is_written_down(door):
    for serial, name in enumerate(("欧阳明远", "王小明", "李达"), 1):
        officials.register(name, serial)
    audit = door("audit")
    for query in ("", "?q=王"):
        page = audit.get(reverse("staff_people") + query)
        rows = read(audit.get(page.context["csv_url"]))[1:]
        assert [row[:2] for row in rows] == [[r["name"], r["person"].address] for r in page.context["rows"]]
        assert rows[0][0] in page.content.decode()
        assert "王小明" not in page.content.decode()
    assert [row[0] for row in rows] == ["王某某"]
    assert RedactedExport.objects.filter(what="people").values_list("rows", flat=True).count() == 2
    assert "csv_url" not in door("ren").get(reverse("staff_people")).context
