"""The same lists as files: equal to the pages row by row, safe in a spreadsheet, and without natural persons."""

import csv
import io
import json
import re
from datetime import timedelta
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from archives.models import Subject

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def place(archive, django_db_blocker):
    with django_db_blocker.unblock():
        body = archive.subject("示范市园林局")
        other = archive.subject("示范市林业局")
        for n in range(45):
            archive.record(
                body if n % 3 else other,
                item="RY",
                decided_on=timezone.localdate() - timedelta(days=n % 11),
                facts={"honour": f"园艺奖{n}"},
            )
        odd = archive.record(other, item="RY", facts={"honour": "=cmd|' /C calc'!A0"}, doc_no="=1+1〔2026〕1号", named="@名称")
        with archive.committed():
            person = Subject.objects.create(kind="civil_servant", code="R" + "7" * 31, name="欧阳不在")
            hidden = archive.record(
                person,
                item="GZ-RY",
                issuer=body,
                number="2026" + "e5" * 8,
                doc_no="示园奖〔2026〕77号",
                named="欧阳不在",
                facts={"honour": "园艺奖个人"},
            )
        return {"body": body, "other": other, "odd": odd, "person": person, "hidden": hidden}


def numbers_on_pages(reader, query):
    address, found = f"/search/?{query}", []
    while address:
        page = reader.read(address)
        found += re.findall(r'<h2 lang="zh-Hans"><a href="/records/([^"/]+)/"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    return found


@pytest.mark.parametrize("query", [f"q={quote('园艺奖')}", f"q={quote('园艺')}&tier=&item=RY", "item=RY", f"q={quote('园艺奖1')}"])
def test_the_files_hold_what_the_pages_show_in_the_same_order(reader, place, query):
    shown = numbers_on_pages(reader, query)
    rows = list(csv.reader(io.StringIO(reader.read(f"/search.csv?{query}").lstrip("\ufeff"))))
    told = json.loads(reader.read(f"/search.json?{query}"))["records"]
    assert shown
    assert [row[0] for row in rows[1:]] == shown == [record["number"] for record in told]


def test_only_what_a_filter_leaves(reader, place):
    own = json.loads(reader.read(f"/search.json?unit={place['other'].code}"))["records"]
    assert {record["issuer_code"] for record in own} == {place["other"].code}
    assert len(own) == 16  # 15 of 45, and the odd one


def test_no_cell_runs_as_a_formula(reader, place):
    rows = list(csv.reader(io.StringIO(reader.read("/search.csv?item=RY").lstrip("\ufeff"))))
    odd = next(row for row in rows if row[0] == place["odd"].number)
    assert "'=1+1〔2026〕1号" in odd
    assert "'@名称" in odd
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_wrong_day_is_refused_in_words(reader, place):
    for address in ("/search.csv?since=2026-13-01", "/search.json?since=yesterday", "/search.csv?since=2026-05-02&until=2026-05-01"):
        answer = reader.get(address)
        assert answer.status_code == 400
        assert "2026-05-31" in answer.content.decode() or "对调" in answer.content.decode()
    assert "2026-05-31" in reader.read("/search/?q=园艺&since=2026-13-01")


def test_the_feeds_tell_the_newest_and_point_to_permanent_addresses(reader, place):
    whole, own = (ElementTree.fromstring(reader.read(address)) for address in ("/feed.atom", f"/subjects/{place['other'].code}/feed.atom"))
    for feed in (whole, own):
        ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
        assert ids == [entry.find(f"{ATOM}link").get("href") for entry in feed.iter(f"{ATOM}entry")]
        assert all(reader.get("/" + one.split("/", 3)[3]).status_code == 200 for one in ids)
    assert len(ids) == 16
    assert reader.get("/subjects/11990100MB9999999X/feed.atom").status_code == 404


def test_the_sitemap_leads_to_pages_that_are_there(reader, place):
    parts = re.findall(r"<loc>[^<]*?(/sitemap/[^<]+)</loc>", reader.read("/sitemap.xml"))
    addresses = [found for part in parts for found in re.findall(r"<loc>http://[^/]+([^<]+)</loc>", reader.read(part))]
    assert f"/records/{place['odd'].number}/" in addresses
    assert f"/subjects/{place['body'].code}/" in addresses
    assert len(addresses) == len(set(addresses))
    assert all(reader.get(address).status_code == 200 for address in addresses[:60])
    for part in ("2026-99", "9999-12", "0000-01", "1000000-01", "x", "1999-01"):
        assert reader.get(f"/sitemap/{part}.xml").status_code == 404


def test_no_natural_person_is_in_any_list_feed_or_file(reader, place):
    own = reader.read("/sitemap.xml")
    parts = re.findall(r"<loc>[^<]*?(/sitemap/[^<]+)</loc>", own)
    for address in (
        "/search.csv",
        "/search.json",
        "/search.csv?item=GZ-RY",
        "/search.json?q=园艺奖个人",
        "/feed.atom",
        f"/subjects/{place['body'].code}/feed.atom",
        *parts,
    ):
        page = reader.read(address)
        for token in ("欧阳", "欧某", place["hidden"].number, place["person"].address, "77号", "园艺奖个人"):
            assert token not in page, (address, token)
    assert "欧某" in reader.read("/search/?q=示园奖〔2026〕77号")  # by the exact document number alone


def test_statements_do_not_grow_with_the_rows(reader, place):
    reader.read(f"/search.csv?item=RY&q={quote('园艺奖1')}")
    few = len(reader.statements)
    reader.read("/search.csv?item=RY")
    assert len(reader.statements) == few
