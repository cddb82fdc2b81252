"""Every address of the portal, in both languages: what it answers, to which method, with which headers."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.publicity.given import through

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def addresses(archive, django_db_blocker):
    with django_db_blocker.unblock():
        government = archive.subject("示范市人民政府")
        bureau = archive.subject("示范市公安局", superior=government)
        shop = archive.subject("示例甲有限公司", kind="enterprise", first="91")
        record = archive.record(
            shop,
            item="CF",
            tier=2,
            issuer=bureau,
            decided_on=timezone.localdate() - timedelta(days=10),
            facts={"violation": "违反管理规定", "findings": "<script>alert(1)</script>", "fine": "1.2"},
        )
        archive.record(bureau)
    return ["/", "/search/", "/search/?q=示例", f"/subjects/{bureau.code}/", f"/subjects/{shop.code}/", f"/records/{record.number}/"]


def test_each_page_answers_in_both_languages(addresses, reader):
    for address in addresses:
        chinese, english = reader.read(address), reader.read("/en" + address)
        assert '<html lang="zh-Hans">' in chinese
        assert '<html lang="en">' in english


def test_no_cookie_no_inline_code_and_a_policy_that_forbids_it(addresses, reader):
    for address in [*addresses, "/records/nothing/"]:
        answer = reader.get(address)
        page = answer.content.decode()
        assert not answer.cookies
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "script-src" not in answer.headers["Content-Security-Policy"]
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", page), address


def test_a_page_names_itself_in_both_languages(addresses, reader):
    for address in addresses:
        for prefix in ("", "/en"):
            page = reader.read(prefix + address)
            path = address.partition("?")[0]
            assert f'<link rel="canonical" href="http://testserver{prefix}{path}">' in page
            assert f'<link rel="alternate" hreflang="zh-Hans" href="http://testserver{path}">' in page
            assert f'<link rel="alternate" hreflang="en" href="http://testserver/en{path}">' in page
            assert re.search(r'<meta name="description" content="[^"]{10,}">', page)
            assert re.search(r"<title>\s*\S.* — ", page)


def test_titles_differ(addresses, reader):
    titles = {re.search("<title>(.*?)</title>", reader.read(address), re.DOTALL)[1] for address in addresses}
    assert len(titles) == len(addresses)


def test_a_record_is_stored_nowhere_and_the_rest_is_asked_for_anew(addresses, reader):
    for address in addresses:
        expected = "no-store" if address.startswith("/records/") else "max-age=0, must-revalidate"
        assert reader.get(address).headers["Cache-Control"] == expected
    assert reader.get("/records/nothing/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_the_portal_is_only_read(addresses, reader, method):
    for address in [*addresses, "/records/nothing/"]:
        assert reader.get(address, method=method).status_code == 405


def test_head_is_answered_like_get_without_a_body(addresses, reader):
    for address in addresses:
        answer = reader.get(address, method="HEAD")
        assert (answer.status_code, answer.content) == (200, b"")


def test_nothing_but_reading_reaches_the_database(addresses, reader):
    for address in addresses:
        reader.read(address)
        assert reader.statements
        assert [sql for sql in reader.statements if not sql.startswith("SELECT")] == []


def test_what_somebody_filed_is_text_and_never_markup(addresses, reader):
    page = reader.read(addresses[-1])
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_home_leads_to_every_kind_of_page(addresses, reader):
    page = reader.read("/")
    assert {*addresses[:2], addresses[3], addresses[5]} <= set(re.findall(r'href="([^"#?]+)', page))


def test_every_link_on_a_page_leads_somewhere(addresses, reader):
    found = set()
    for address in addresses:
        for prefix in ("", "/en"):
            found |= set(re.findall(r'<a [^>]*href="(/[^"]*)"', reader.read(prefix + address)))
    assert len(found) > 10
    for link in found:
        reader.read(link.replace("&amp;", "&"))


def test_what_the_installation_needs_not_say_is_not_said(addresses, reader):
    for address in addresses:
        page = reader.read(address)
        assert "只供内部" not in page
        assert "/admin" not in page


def test_between_two_versions_the_portal_says_so(addresses, reader):
    with through(reader.wrapper), reader.wrapper.cursor() as cursor:
        cursor.execute("SET search_path = nowhere")
    try:
        for address in (addresses[0], addresses[2], addresses[3], addresses[5], "/en" + addresses[5]):
            answer = reader.get(address)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
            assert b"<h1>" in answer.content
    finally:
        with through(reader.wrapper), reader.wrapper.cursor() as cursor:
            cursor.execute("SET search_path = pub")
