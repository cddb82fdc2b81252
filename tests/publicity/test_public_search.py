"""The plain search: by name, initials, credit code and document number, page by page, whatever is typed."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def city(archive, django_db_blocker):
    with django_db_blocker.unblock():
        today = timezone.localdate()
        bureau = archive.subject("示范市公安局")
        market = archive.subject("示范市市场监督管理局")
        shops = [archive.subject(f"百货{n:02d}有限公司", kind="enterprise", first="91") for n in range(30)]
        for n, shop in enumerate(shops):
            for m in range(2):
                archive.record(
                    shop,
                    item="CF",
                    tier=2,
                    issuer=market,
                    decided_on=today - timedelta(days=(n + m) % 7),
                    doc_no=f"示市监罚〔2026〕{100 + 2 * n + m}号",
                    facts={"violation": "违反产品质量管理规定"},
                )
        odd = archive.subject("百分100%_\\有限公司", kind="enterprise", first="91")
        archive.record(odd, item="CF", tier=2, issuer=market, decided_on=today, facts={"violation": "违规"}, named="旧名称有限公司")
    return {"bureau": bureau, "market": market, "shops": shops, "odd": odd}


def found(reader, words, prefix=""):
    page = reader.read(f"{prefix}/search/?q={quote(words)}")
    return re.findall(r'<h2 lang="zh-Hans"><a href="([^"]+)"', page), page


def subject_of(body):
    return f"/subjects/{body.code}/"


@pytest.mark.parametrize("words", ["公安", "示范市公安局", "gaj", "GAJ", "sfsg", " 公安局 "])
def test_a_body_is_found_by_name_and_initials(city, reader, words):
    assert found(reader, words)[0][0] == subject_of(city["bureau"])


def test_a_body_is_found_by_its_code_with_its_records(city, reader):
    shop = city["shops"][3]
    for words in (shop.code, shop.code.lower(), f" {shop.code[:8]} {shop.code[8:]} "):
        hits, _page = found(reader, words)
        assert hits[0] == subject_of(shop)
        assert len(hits) == 3
    assert found(reader, shop.code[:17])[0] == []


@pytest.mark.parametrize(
    "words", ["示市监罚〔2026〕107号", "示市监罚[2026]107号", "示市监罚（2026）107号", "示市监罚 (2026) 107 号", "【2026】107"]
)
def test_a_document_is_found_in_any_bracket(city, reader, words):
    hits, page = found(reader, words)
    assert len(hits) == 1
    assert "107号" in page


def test_a_former_name_in_the_document_finds_the_record_under_the_name_of_today(city, reader):
    hits, page = found(reader, "旧名称")
    assert len(hits) == 1
    assert city["odd"].name in re.sub("</?mark>", "", page)


@pytest.mark.parametrize(("words", "count"), [("100%_", 2), ("%", 2), ("_", 2), ("\\", 2), ("百货%公司", 0), ("百_00", 0)])
def test_wildcards_are_letters_like_others(city, reader, words, count):
    assert len(found(reader, words)[0]) == count


def test_paging_shows_everything_once_in_order(city, reader):
    address, seen, pages = "/search/?q=" + quote("百货"), [], 0
    while address:
        page = reader.read(address)
        hits = re.findall(r'<h2 lang="zh-Hans"><a href="([^"]+)"', page)
        assert len(hits) <= 20
        seen += hits
        pages += 1
        following = re.search(r'<a rel="next" href="([^"]+)"', page)
        address = following and following[1].replace("&amp;", "&")
    subjects, records = seen[:30], seen[30:]
    assert pages == 5
    assert subjects == [subject_of(shop) for shop in sorted(city["shops"], key=lambda shop: (shop.sort_key, shop.code))]
    assert len(records) == len(set(records)) == 60


def test_the_newest_decision_comes_first(city, reader):
    page = reader.read("/search/?q=" + quote("示市监罚"))
    days = re.findall(r'<time class="d8" datetime="(\d{4}-\d\d-\d\d)">', page.partition("list-head")[2].partition("</ol>")[0])
    assert len(days) == 20
    assert days == sorted(days, reverse=True)


def test_as_many_statements_for_one_hit_as_for_a_page_full(city, reader):
    found(reader, "示市监罚〔2026〕107号")
    few = len(reader.statements)
    found(reader, "示市监罚")
    assert len(reader.statements) == few <= 15
    found(reader, "百货0")
    assert len(reader.statements) <= 15


def test_nothing_is_counted(city, reader):
    found(reader, "百货")
    assert not [sql for sql in reader.statements if "COUNT(" in sql]


@pytest.mark.parametrize(
    "query",
    [
        "q=%ff%fe",
        "q=%00",
        "q=" + "%E5%85%AC" * 101,
        "q=" + "a" * 1_000_000,
        "q=%F0%9F%98%80",
        "q=%E2%80%AE%0d%0a",
        "q=%ED%A0%80",
        "q='%22;DROP%20VIEW%20record--",
        "q[]=1&q=2",
        "q=公安&after=" + "A" * 3000,
        "q=公安&after=e30",
        "q=公安&after=W10",
        "q=公安&after=" + "WzAsIlx1MDAwMCIsIngiXQ",
        "q=公安&after=WyIyMDI2LTk5LTk5IiwieCJd",
        "q=公安&after=WzEsMiwzXQ",
        "q=公安&after=%ff%00",
        "&&&;=%",
        "q=",
    ],
)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_whatever_is_typed_is_answered(city, reader, query, prefix):
    answer = reader.get(f"{prefix}/search/?{query}")
    assert answer.status_code in (200, 400)
    assert len(answer.content) < 60_000


def test_a_stale_place_is_the_first_page(city, reader):
    assert found(reader, "公安&after=x")[0] == []
    page = reader.read("/search/?q=" + quote("公安") + "&after=damaged")
    assert subject_of(city["bureau"]) in page


def test_what_is_typed_comes_back_as_text(city, reader):
    page = reader.read("/search/?q=" + quote('"><script>alert(1)</script>'))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_finding_nothing_says_what_and_why_and_what_next(city, reader):
    hits, page = found(reader, "没有这样的单位", prefix="/en")
    assert hits == []
    for words in ("Nothing found", "Other ways to search", "Not found does not mean it never happened"):
        assert words in page


def test_a_slip_in_a_credit_code_is_named(city, reader):
    code = city["bureau"].code
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    page = found(reader, wrong, prefix="/en")[1]
    assert "This is not a unified social credit code" in page
    assert "check digit" in page
    assert "This is not" not in found(reader, "a very long sequence", prefix="/en")[1]


def test_internal_text_is_not_searched(city, reader):
    assert found(reader, "只供内部")[0] == []
