"""A natural person on the portal: a random address while one public record is there, and as if nothing had been afterwards."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from archives.models import CatalogueItem, FiledRow, Record, Subject
from tests.publicity.given import through

pytestmark = pytest.mark.django_db
NAME = "司徒晚晴"


@pytest.fixture(scope="module")
def people(archive, django_db_blocker):
    """Two persons with an honour each, one with a second record that is not public."""
    with django_db_blocker.unblock(), archive.committed():
        body = archive.subject("示范市公安局")
        made = [Subject.objects.create(kind="civil_servant", code="R" + str(n) * 31, name=name) for n, name in ((1, NAME), (2, "诸葛未名"))]
        archive.record(made[0], item="GZ-RY", issuer=body, number="2026" + "a1" * 8, doc_no="示政发〔2026〕7701号", named=NAME)
        archive.record(made[1], item="GZ-RY", issuer=body, number="2026" + "b2" * 8, doc_no="示政发〔2026〕7702号", named="诸葛未名")
        archive.record(made[0], item="GZ-ZW", issuer=body, number="2026" + "c3" * 8, scope=3, shown=None, doc_no="示监〔2026〕7703号", named=NAME)
        return {"body": body, "first": made[0], "second": made[1]}


def page_of(person) -> str:
    return f"/persons/{person.address}/"


def test_the_page_and_the_record_show_a_masked_name_and_nothing_that_identifies(reader, people):
    person = people["first"]
    for prefix, address in [("", page_of(person)), ("/en", page_of(person)), ("", f"/records/2026{'a1' * 8}/"), ("/en", f"/records/2026{'a1' * 8}/")]:
        page = reader.read(prefix + address)
        assert "司某" in page
        for hidden in (NAME, "司徒", "晚晴", person.code, person.code[1:], "7703", "c3c3", "situ", "诸葛"):
            assert hidden not in page, (address, hidden)


def test_every_page_about_a_person_asks_not_to_be_indexed_or_kept(reader, people):
    for address in (page_of(people["first"]), f"/records/2026{'a1' * 8}/", "/search/?q=示政发〔2026〕7701号"):
        for prefix in ("", "/en"):
            answer = reader.get(prefix + address)
            page = answer.content.decode()
            assert answer.status_code == 200
            assert answer.headers["X-Robots-Tag"] == "noindex, noarchive"
            assert answer.headers["Cache-Control"] == "no-store"
            assert '<meta name="robots" content="noindex">' in page
    for address in (page_of(people["first"]), f"/records/2026{'a1' * 8}/"):
        assert 'rel="canonical"' not in reader.read(address)
    assert "X-Robots-Tag" not in reader.get("/").headers


def test_a_person_is_in_no_list_and_found_by_the_exact_document_number_alone(reader, people):
    number, address = "2026" + "a1" * 8, people["first"].address
    found = reader.read("/search/?q=示政发〔2026〕7701号")
    assert f"/records/{number}/" in found
    assert "司某" in found
    assert "1 条结果" in found
    assert "0 条" not in found
    assert "/search.csv" not in found  # the files hold no persons: they would be empty
    assert f"/records/{number}/" in reader.read("/search/?q=示政发[2026]7701号")  # any bracket
    for q in ("示政发〔2026〕770", "7701", "示政发", "司徒", "司某", "司", NAME, "stwq", "situ", people["first"].code, address, number, "年度先进单位", "示监〔2026〕7703号"):
        page = reader.read(f"/search/?q={q}")
        assert f"/records/{number}/" not in page, q
        assert page_of(people["first"]) not in page, q
        assert "司某" not in page.replace(f'value="{q}"', "").replace(f"{q}", ""), q
    for listed in ("/", f"/subjects/{people['body'].code}/"):
        page = reader.read(listed)
        assert number not in page
        assert address not in page
    assert reader.get(f"/subjects/{people['first'].code}/").status_code == 404
    assert reader.get(f"/subjects/{address}/").status_code == 404
    assert reader.get(f"/persons/{people['first'].code}/").status_code == 404
    assert reader.get(f"/records/2026{'c3' * 8}/").status_code == 404


def test_persons_change_no_figure_of_the_portal(archive, reader, people):
    before = reader.read("/")
    with archive.committed():
        third = Subject.objects.create(kind="person", code="R" + "7" * 31, name="端木无数")
        item = CatalogueItem.objects.get(code="GZ-RY")
        item.subject_kinds = ["civil_servant", "person"]
        item.save()
    archive.record(third, item="GZ-RY", issuer=people["body"], number="2026" + "d4" * 8)
    assert reader.read(page_of(third))
    strip = lambda page: page.partition("<footer")[0]  # noqa: E731 - the footer has the time
    assert strip(reader.read("/")) == strip(before)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("how", ["ended", "withdrawn", "not yet", "never one"])
def test_without_a_public_record_the_address_answers_as_one_that_never_existed(archive, reader, people, prefix, how):
    archive.serial += 1
    serial = archive.serial
    with archive.committed():
        person = Subject.objects.create(kind="civil_servant", code=f"R{serial:031d}", name="慕容来去")
    now = timezone.now()
    if how != "never one":
        shown = {"ended": (now - timedelta(days=9), now - timedelta(seconds=1)), "not yet": (now + timedelta(hours=1), now + timedelta(days=9))}.get(how)
        record = archive.record(person, item="GZ-RY", issuer=people["body"], number=f"2026{serial:016x}", **({"shown": shown} if shown else {}))
        if how == "withdrawn":
            assert reader.get(prefix + page_of(person)).status_code == 200
            with archive.committed():
                Record.objects.filter(pk=record.pk).update(withdrawn_at=now, withdrawn_by=User.objects.system(), withdrawn_reason="撤销")
    never = reader.get(f"{prefix}/persons/{'0' * 32}/")
    gone = [reader.get(prefix + page_of(person)), reader.get(f"{prefix}/records/2026{serial:016x}/"), reader.get(f"{prefix}/nowhere/")]
    assert never.status_code == 404
    for answer in gone:
        assert answer.status_code == 404
        assert answer.content == never.content
        assert dict(answer.headers) == dict(never.headers)


def test_an_item_may_say_that_names_are_shown_and_one_masked_record_masks_all(archive, reader, people):
    with archive.committed():
        open_item = CatalogueItem.objects.get(code="GZ-RY")
        copy = CatalogueItem.objects.get(code="GZ-WZ")
        person = Subject.objects.create(kind="civil_servant", code="R" + "9" * 31, name="夏侯可见")
        CatalogueItem.objects.filter(pk=open_item.pk).update(masks_names=False)
    try:
        archive.record(person, item="GZ-RY", issuer=people["body"], number="2026" + "e5" * 8)
        assert "夏侯可见" in reader.read(page_of(person))
        with archive.committed():
            CatalogueItem.objects.filter(pk=copy.pk).update(scope=0)
        archive.record(person, item="GZ-WZ", issuer=people["body"], number="2026" + "f6" * 8)
        for address in (page_of(person), f"/records/2026{'e5' * 8}/", f"/records/2026{'f6' * 8}/"):
            page = reader.read(address)
            assert "夏侯可见" not in page, address
            assert "夏某" in page
    finally:
        with archive.committed():
            CatalogueItem.objects.filter(pk=open_item.pk).update(masks_names=True)
            CatalogueItem.objects.filter(pk=copy.pk).update(scope=3)


def everything(reader) -> dict[str, str]:
    """Each public view as text, over a connection of the login ``portal``."""
    with through(reader.wrapper), reader.wrapper.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("portal",)
        cursor.execute("SELECT table_name FROM information_schema.views WHERE table_schema = 'pub' AND has_table_privilege('pub.' || table_name, 'SELECT')")
        views = [name for (name,) in cursor.fetchall()]
        texts = {}
        for view in views:
            cursor.execute(f"SELECT coalesce(json_agg(v)::text, '') FROM pub.{view} v")
            texts[view] = cursor.fetchone()[0]
    return texts


def test_over_the_login_of_the_portal_no_name_no_code_no_other_column(reader, people):
    texts = everything(reader)
    assert "司某" in texts["person"]
    assert "司某" in texts["person_record"]
    assert len(texts) >= 10
    for view, text in texts.items():
        for hidden in (NAME, "诸葛未名", people["first"].code, people["second"].code, "c3c3", "只供内部"):
            assert hidden not in text, (view, hidden)
        if not view.startswith("person"):
            assert people["first"].address not in text
    with through(reader.wrapper), reader.wrapper.cursor() as cursor:
        for view in ("person", "person_record"):
            cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_schema = 'pub' AND table_name = %s", [view])
            columns = {name for (name,) in cursor.fetchall()}
            assert not columns & {"code", "subject_code", "subject_name", "name_in_document", "subject_id", "id", "sort_key", "initials", "kind"}, view


def test_who_decided_is_called_by_the_name_it_has_whatever_a_file_says(reader, people, archive):
    """A name typed where the issuer stands reaches nobody: neither a person's nor another authority's."""
    with archive.committed():
        shop = archive.subject("示例诚记有限公司", kind="enterprise", first="91")
    kept = archive.record(people["first"], item="GZ-RY", issuer=people["body"], number="2026" + "d4" * 8, doc_no="示政发〔2026〕7704号", named=NAME)
    other = archive.record(shop, item="CF", tier=2, issuer=people["body"])
    with archive.committed():
        for record in (kept, other):
            FiledRow.objects.filter(filing=record.filing, row_no=record.row_no).update(issuer_name=f"示范市公安局（{NAME}）")
    for address in (f"/records/{kept.number}/", f"/records/{other.number}/", f"/api/v1/records/{other.number}/", page_of(people["first"])):
        page = reader.read(address)
        assert NAME not in page
        assert "示范市公安局" in page or address == page_of(people["first"])
