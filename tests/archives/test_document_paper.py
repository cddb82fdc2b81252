"""The PDF of a document, read by another reader: its words, font, pages, and what the font does not have."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date

import pypdfium2.raw as pdfium
import pytest
from pypdfium2 import PdfDocument

from archives.documents.glyphs import LACKING, printable
from archives.documents.paper import Sheet, printed

from .documented import pages_of

SHEET = Sheet(
    body="示范市信用工作办公室",
    number="示信用告〔2026〕3号",
    title="政务失信行为认定事先告知书",
    addressee="示范市市场监督管理局",
    text="一、事实。承诺于六月底兑付的奖补资金至今未兑付。\n二、依据。发改财金〔2023〕1103号。",
    issued_on=date(2026, 11, 22),
)


def test_the_words_on_the_paper_in_their_order():
    assert pages_of(printed(SHEET).content) == [
        "示范市信用工作办公室"
        "示信用告〔2026〕3号"
        "政务失信行为认定事先告知书"
        "示范市市场监督管理局："
        "一、事实。承诺于六月底兑付的奖补资金至今未兑付。"
        "二、依据。发改财金〔2023〕1103号。"
        "示范市信用工作办公室"
        "2026年11月22日"
        "—1—"
    ]


def test_equal_words_give_equal_bytes_and_another_day_others():
    first = printed(SHEET).content
    assert printed(SHEET).content == first
    assert printed(replace(SHEET, issued_on=date(2026, 11, 23))).content != first
    with closing(PdfDocument(first)) as document:
        assert document.get_metadata_value("CreationDate").startswith("D:20261122")
        assert document.get_metadata_value("Title") == "政务失信行为认定事先告知书"


def test_the_font_is_embedded_and_only_the_signs_used():
    content = printed(SHEET).content
    assert len(content) < 200_000  # the whole font has eight million bytes
    assert b"/MPDFAA+NotoSerifSC" in content  # a subset bears six letters and a plus (ISO 32000-1 9.6.4)
    with closing(PdfDocument(content)) as document:
        words = [one for one in document[0].get_objects() if one.type == pdfium.FPDF_PAGEOBJ_TEXT]
        assert len(words) >= 9
        assert all(pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(one.raw)) == 1 for one in words)


def test_a_long_text_runs_over_ten_pages_with_all_its_words_and_numbers():
    paragraphs = [f"第{n}项，" + "逐项核对付款凭证、验收记录和往来函件，结果见附表；" * 6 + f"本项编号{n:04d}。" for n in range(1, 101)]
    long = printed(replace(SHEET, text="\n".join(paragraphs)))
    pages = pages_of(long.content)
    assert len(pages) == long.pages >= 10
    assert [page.endswith(f"—{n}—") for n, page in enumerate(pages, 1)] == [True] * len(pages)
    whole = "".join(page.removesuffix(f"—{n}—") for n, page in enumerate(pages, 1))
    assert "".join(paragraphs) in whole
    assert pages[-1].endswith(f"示范市信用工作办公室2026年11月22日—{len(pages)}—")


@pytest.mark.parametrize("lines", range(10, 18))
def test_the_signature_never_stands_alone_on_a_page(lines):
    for page in pages_of(printed(replace(SHEET, text="\n".join(["一段文字。"] * lines))).content):
        if "2026年11月22日" in page:
            assert "一段文字。" in page


@pytest.mark.parametrize(
    ("signs", "kept"),
    [
        ("㐂", "㐂"),
        ("𫖯", "𫖯"),
        ("ＡＢＣ１２３（全角）", "ＡＢＣ１２３（全角）"),
        ("龘靐齉", "龘靐齉"),
        ("é–—…·", "é–—…·"),
        ("①②㈠", "①②㈠"),
    ],
)
def test_rare_signs_that_the_font_has_are_printed(signs, kept):
    paper = printed(replace(SHEET, text=f"始{signs}终"))
    assert paper.missing == []
    assert f"始{kept}终" in pages_of(paper.content)[0]


@pytest.mark.parametrize(
    ("text", "shown", "missing"),
    [
        ("王😀明", f"王{LACKING}明", ["😀"]),
        ("王\U0002000b\U0002000b明", f"王{LACKING}{LACKING}明", ["\U0002000b"]),  # CJK extension B, told once
        ("王\ue000明", f"王{LACKING}明", ["\ue000"]),  # a sign of private use meant something
        ("王\U0010ffff明", f"王{LACKING}明", ["\U0010ffff"]),
        ("王\x00\x07\x1b\x7f\u202e\u200b\ufeff明", "王明", []),
        ("王\ud800明", "王明", []),  # half a surrogate
        ("葛\U000e0101城", "葛城", []),  # the shape of a sign, of which the font has one
        ("👨\u200d👩", f"{LACKING}{LACKING}", ["👨", "👩"]),
    ],
)
def test_what_the_font_lacks_is_marked_and_told(text, shown, missing):
    assert printable(text) == (shown, missing)
    paper = printed(replace(SHEET, text=text, addressee=text, title=text, body=text))
    assert paper.missing == missing
    assert shown in pages_of(paper.content)[0]


@pytest.mark.parametrize(
    "odd",
    [
        {"addressee": "示范市某某县经济技术开发区管理委员会投资促进与企业服务局" * 7},
        {"body": "示范市" * 60},
        {"title": "关于" * 150},
        {"text": ""},
        {"text": "\n\n\n"},
        {"text": "x" * 5000},
        {"text": "，" * 500},
        {"text": "\t \r\n \u2028甲\u2029乙"},
        {"addressee": "甲\n乙"},
    ],
)
def test_nothing_makes_it_fall_over(odd):
    paper = printed(replace(SHEET, **odd))
    assert paper.pages == len(pages_of(paper.content)) >= 1


def test_everything_stays_on_the_paper():
    """No sign is drawn outside the type area: A4 is 595 points wide; left 27 mm, right 24.9 mm."""
    content = printed(replace(SHEET, body="示范市" * 40, text="ＭＭＭ根据《办法》（2026）执行，" * 60)).content
    with closing(PdfDocument(content)) as document:
        bounds = [one.get_bounds() for page in document for one in page.get_objects() if one.type == pdfium.FPDF_PAGEOBJ_TEXT]
    assert min(left for left, _bottom, _right, _top in bounds) >= 27 / 25.4 * 72 - 1
    assert max(right for _left, _bottom, right, _top in bounds) <= (27 + 28 * 16 * 25.4 / 72) / 25.4 * 72 + 1
    assert min(bottom for _left, bottom, _right, _top in bounds) > 0


def test_a_specimen_says_so_on_every_page():
    pages = pages_of(printed(replace(SHEET, text="一段文字。" * 900, specimen=True)).content)
    assert len(pages) > 1
    assert all("样张，不具有任何效力" in page for page in pages)
    assert "样张" not in pages_of(printed(SHEET).content)[0]


def test_the_log_does_not_spell_the_document(caplog):
    """What subsets the font would log each glyph that it keeps: the words of the document, in another order."""
    with caplog.at_level("INFO"):
        printed(replace(SHEET, text="另一段文字，从未印过。"))
    assert [record.getMessage() for record in caplog.records] == []
