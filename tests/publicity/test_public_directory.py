"""The directory as files, filters without a word, empty answers with their filters, and ways between bodies."""

import csv
import io
import json
import re
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from archives.models import Subject

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def place(archive, django_db_blocker):
    with django_db_blocker.unblock():
        bureau = archive.subject("示范市渔业局")
        town = archive.subject("示范市滨湖镇", kind="township")
        villages = [archive.subject(f"滨湖镇渔{n}村", kind="village", superior=town, first="54") for n in "一二三"]
        odd = archive.subject("=滨湖渔具有限公司", kind="enterprise", first="91")
        unseen = archive.subject("滨湖无记录有限公司", kind="enterprise", first="91")
        made = [
            archive.record(bureau, item="RY", decided_on=timezone.localdate() - timedelta(days=n), facts={"honour": f"渔政奖{n}"})
            for n in range(25)
        ]
        archive.record(odd, item="CF", tier=2, issuer=bureau, facts={"violation": "违法捕捞"})
        with archive.committed():
            person = Subject.objects.create(kind="civil_servant", code="R" + "8" * 31, name="司徒不在")
            archive.record(person, item="GZ-RY", issuer=bureau, number="2026" + "a7" * 8, named="司徒不在", facts={"honour": "渔政个人奖"})
        return {"bureau": bureau, "town": town, "villages": villages, "odd": odd, "unseen": unseen, "person": person, "records": made}


def rows(reader, address):
    return list(csv.DictReader(io.StringIO(reader.read(address).removeprefix("\ufeff"))))


def test_the_directory_says_of_each_body_what_the_home_page_says(reader, place):
    told = {row["统一代码"]: row for row in rows(reader, "/subjects.csv")}
    assert told[place["bureau"].code]["公示中"] == "25"
    assert told[place["town"].code]["公示中"] == "0"
    assert told[place["villages"][0].code]["上级机关"] == "示范市滨湖镇"
    assert place["unseen"].code not in told  # an organisation is listed while one of its records is
    assert reader.get("/subjects.csv").content.startswith(b"\xef\xbb\xbf")
    same = {one["code"]: one for one in json.loads(reader.read("/subjects.json"))["subjects"]}
    assert set(same) == set(told)
    assert (same[place["bureau"].code]["records_on_display"], same[place["bureau"].code]["kind"]) == (25, "organ")
    home = reader.read("/")
    assert same[place["bureau"].code]["grade"] in re.search(rf'{place["bureau"].code}/".*?class="letter">([^<]+)<', home, re.DOTALL)[1]


def test_the_files_hold_what_the_question_finds_and_no_cell_runs(reader, place):
    found = rows(reader, "/subjects.csv?q=" + quote("滨湖"))
    assert {row["名称"] for row in found} == {"示范市滨湖镇", "滨湖镇渔一村", "滨湖镇渔二村", "滨湖镇渔三村", "'=滨湖渔具有限公司"}
    assert [row["名称"] for row in rows(reader, "/subjects.csv?kind=township&q=" + quote("滨湖"))] == ["示范市滨湖镇"]
    assert {one["kind"] for one in json.loads(reader.read("/subjects.json?kind=village"))["subjects"]} == {"village"}


def test_no_natural_person_is_in_the_directory(reader, place):
    for address in ("/subjects.csv", "/subjects.json", "/subjects.csv?q=" + quote("司徒"), "/en/subjects.json?q=" + quote("司某")):
        page = reader.read(address)
        for token in ("司徒", "司某", place["person"].code, place["person"].address):
            assert token not in page
    for kind in ("civil_servant", "person"):
        assert reader.get(f"/subjects.csv?kind={kind}").status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "/subjects.csv?tier=3",
        "/subjects.json?foo=1",
        "/search.csv?foo=1",
        "/search.json?foo=1",
        "/search.csv?tier=abc",
        "/search.json?kind=x",
        "/search.csv?unit=zzz",
        "/search.json?item=zz",
    ],
)
def test_a_file_refuses_what_it_does_not_know(reader, place, address):
    answer = reader.get(address)
    name, value = address.partition("?")[2].split("=")
    assert answer.status_code == 400
    assert (name if value in {"1", "3"} else value) in answer.content.decode()
    assert reader.get("/search/?" + address.partition("?")[2]).status_code == 200


@pytest.mark.parametrize("wrong", ["tier=abc", "kind=x", "unit=zzz", "item=zz"])
def test_the_api_names_a_filter_that_cannot_be_meant(reader, place, wrong):
    answer = reader.get(f"/api/v1/records/?{wrong}")
    assert (answer.status_code, json.loads(answer.content)["errors"][0]["attr"]) == (400, wrong.partition("=")[0])
    assert reader.get(f"/api/v1/records/?tier=2&kind=enterprise&item=CF&unit={place['bureau'].code}").status_code == 200


def test_links_to_the_files_stand_on_home_and_beside_a_search(reader, place):
    home = reader.read("/")
    for kind in ("organ", "township"):
        assert f'href="/subjects.csv?kind={kind}"' in home
    page = reader.read("/search/?kind=organ&q=" + quote("渔业"))
    assert f'href="/subjects.csv?q={quote("渔业")}&amp;kind=organ"' in page
    assert f'href="/search.csv?q={quote("渔业")}&amp;kind=organ"' in page
    for link in re.findall(r'href="(/(?:subjects|search)\.(?:csv|json)[^"]*)"', home + page):
        assert reader.get(link.replace("&amp;", "&")).status_code == 200


def test_filters_can_be_chosen_before_a_word_is_typed(reader, place):
    page = reader.read("/search/")
    for name in ("kind", "item", "tier", "unit"):
        assert f'<select id="f-{name}" name="{name}">' in page
    assert f'<option value="{place["bureau"].code}">示范市渔业局</option>' in page
    assert f'<option value="{place["bureau"].code}" selected>' in reader.read(f"/search/?unit={place['bureau'].code}")
    assert "渔政奖" in reader.read(f"/search/?unit={place['bureau'].code}")


def test_an_empty_answer_keeps_its_filters_and_says_they_may_be_the_reason(reader, place):
    page = reader.read("/en/search/?tier=3&q=" + quote("渔政奖"))
    assert "one of them may be the reason" in page
    assert f'<a href="/en/search/?q={quote("渔政奖")}">' in page
    assert '<option value="3" selected>' in page
    assert "one of them may be the reason" not in reader.read("/en/search/?q=" + quote("没有这回事"))


def test_a_wrong_day_is_said_at_the_field_and_stays_there(reader, place):
    page = reader.read("/search/?since=2026-02-30&until=2026-05-01&q=" + quote("渔政"))
    assert '<a href="#since">' in page
    assert re.search(r'id="since-error">[^<]*2026-02-30', page)
    assert 'type="text" id="since" name="since" value="2026-02-30" aria-invalid="true"' in page
    assert 'type="date" id="until" name="until" value="2026-05-01"' in page
    assert 'id="q-error"' not in page


def test_subjects_and_records_are_counted_apart_with_a_way_to_the_records(reader, place):
    page = reader.read("/en/search/?q=" + quote("渔"))
    # The bureau, three villages and the shop are called so; of records there are 25 of the bureau and one of the shop.
    assert "Bodies and enterprises: 5" in page
    assert '<a href="#records">26 records</a>' in page
    assert page.count('id="records"') == 1


def test_a_township_leads_to_its_villages_and_they_back(reader, place):
    page = reader.read(f"/subjects/{place['town'].code}/")
    for village in place["villages"]:
        assert f'<a href="/subjects/{village.code}/" lang="zh-Hans">{village.name}</a>' in page
    assert f"/subjects/{place['town'].code}/" in reader.read(f"/subjects/{place['villages'][0].code}/")
    assert 'id="below"' not in reader.read(f"/subjects/{place['bureau'].code}/")


def test_what_changes_next_is_named_in_chinese_too(reader, place):
    page = reader.read(f"/subjects/{place['bureau'].code}/")
    assert re.search(r"起，“[^”]+”一条（[^）]*\d+\.\d[^）]*分）不再计分", page)


def test_the_last_day_and_the_first_day_without_differ_by_one(reader, place):
    one = json.loads(reader.read(f"/api/v1/records/{place['records'][0].number}/"))
    ends = place["records"][0].ends_on  # half-open: the first day without it
    assert one["shown_until"] == f"{ends.isoformat()}T00:00:00+08:00"
    assert one["shown_through"] == (ends - timedelta(days=1)).isoformat()
    line = json.loads(reader.read(f"/api/v1/subjects/{place['bureau'].code}/"))["lines"][0]
    assert date.fromisoformat(line["counts_until"]) - date.fromisoformat(line["counts_through"]) == timedelta(days=1)
    row = next(row for row in rows(reader, "/search.csv?item=RY") if one["number"] in row.values())
    assert row["公示末日"] == one["shown_through"]


def test_the_footer_leads_to_the_description_and_the_feed(reader, place):
    for prefix in ("", "/en"):
        page = reader.read(prefix + "/")
        for address in ("/api/v1/schema/", "/feed.atom"):
            assert f'<a href="{prefix}{address}">' in page
