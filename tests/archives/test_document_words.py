"""The words of documents: declared names only, filled once, and everything else is plain text."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from archives.documents.kinds import KINDS, allowed, samples
from archives.documents.law import load_templates
from archives.documents.lines import NOT_FIRST, NOT_LAST, broken
from archives.documents.wording import filled, parts, said
from archives.models import DocumentKind, DocumentTemplate
from integrity.errors import Refused
from tests.conftest import role

NAMES = ["主体名称", "失信事实"]
FILE = Path(settings.BASE_DIR) / "standards" / "documents.yaml"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{{主体}}", "1.*1.*主体"),
        ("一\n二{{ 文件 }}", "2.*2.*文件"),  # line 2, sign 2
        ("{{主体名称", "1.*1"),
        ("好{{主体名称\n}}", "1.*2"),
        ("{{主体名称{{失信事实}}", "1.*1"),
        ("主体名称}}", "1.*5"),
        ("{{主体名称}}}}", "1.*9"),
        ("{{}}", "1.*1"),
        ("{{{主体名称}}}", "1.*1"),
        # What a template language would run.
        ("{{主体名称.__class__}}", "__class__"),
        ("{{主体名称|safe}}", "safe"),
        ("{{ settings.SECRET_KEY }}", "SECRET_KEY"),
        ("{{''.__class__.__mro__[1].__subclasses__()}}", "__mro__"),
        ("{{主体名称!r}}", "!r"),
        ("{{0}}", "0"),
        ("{{失信事实:>1000000000}}", "1000000000"),
    ],
)
def test_what_is_no_declared_name_is_refused_with_its_place(text, place):
    with pytest.raises(Refused, match=rf"(?s){place}"):
        parts(text, NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "{% load x %}",
        "{主体名称}",
        "%(主体名称)s",
        "${主体名称}",
        "$主体名称",
        "{0.__class__}",
        "#{主体名称}",
        "<%= 1 %>",
        "{# x #}",
        "\\{\\}",
    ],
)
def test_what_other_languages_run_is_plain_text_here(text):
    assert filled(text + "{{主体名称}}", {"主体名称": "甲局", "失信事实": "事"}) == text + "甲局"


def test_a_value_is_printed_as_it_stands_and_never_looked_at_again():
    attack = "{{失信事实}}{{settings.SECRET_KEY}}{% debug %}{0.__class__}"
    assert filled("甲{{主体名称}}乙", {"主体名称": attack, "失信事实": "不出现"}) == f"甲{attack}乙"
    assert filled("{{主体名称}}{{失信事实}}", {"主体名称": "{{", "失信事实": "主体名称}}"}) == "{{主体名称}}"


def test_a_full_stop_stands_once():
    assert filled("一、{{失信事实}}。二、{{失信事实}}，", {"失信事实": "未付款。"}) == "一、未付款。二、未付款。，"
    assert filled("甲。{{失信事实}}", {"失信事实": "。乙"}) == "甲。。乙"  # what a value begins with is its own


def test_days_and_numbers_as_a_document_says_them():
    assert [said(date(2026, 11, 22)), said(date(2026, 3, 5)), said(7), said(" 甲 ")] == ["2026年11月22日", "2026年3月5日", "7", "甲"]


def test_every_kind_has_its_names_and_a_text_in_the_file_that_uses_no_other():
    assert set(KINDS) == set(DocumentKind.values)
    entries = yaml.safe_load(FILE.read_text(encoding="utf-8"))["templates"]
    assert {entry["kind"] for entry in entries} == set(DocumentKind.values)
    latest = {entry["kind"]: entry for entry in sorted(entries, key=lambda entry: entry["valid_from"])}
    for entry in entries:
        used = {part for text in (entry["title"], entry["body"]) for kind, part in parts(text, allowed(entry["kind"])) if kind == "name"}
        own = {p.name for p in KINDS[entry["kind"]]}
        later = {p.name for p in KINDS[entry["kind"]] if p.optional} if entry is not latest[entry["kind"]] else set()
        assert own - later <= used, (entry["kind"], own - used)  # nothing is asked for in vain
        assert "{{" not in filled(entry["body"], samples(entry["kind"]))


def test_the_file_is_loaded_once_and_never_rewritten(city, tmp_path):
    with role("registry_owner"):
        assert load_templates(date(2026, 11, 22)) == 0
        assert DocumentTemplate.objects.filter(loaded=True).count() == 19
        entries = yaml.safe_load(FILE.read_text(encoding="utf-8"))
        for breach, sentence in (
            ({"body": "另一段文字"}, "another body"),
            ({"body": "{{密码}}"}, "密码"),
            ({"kind": "decree"}, "decree"),
        ):
            spoiled = {"templates": [entries["templates"][0] | breach, *entries["templates"][1:]]}
            (path := tmp_path / "documents.yaml").write_text(yaml.safe_dump(spoiled, allow_unicode=True), encoding="utf-8")
            with pytest.raises(Refused, match=sentence):
                load_templates(date(2026, 11, 22), path)
        (path := tmp_path / "few.yaml").write_text(
            yaml.safe_dump({"templates": [e for e in entries["templates"] if e["kind"] != "reputation"]}, allow_unicode=True),
            encoding="utf-8",
        )
        with pytest.raises(Refused, match="reputation is missing"):
            load_templates(date(2026, 11, 22), path)


def test_the_version_of_the_day_is_the_latest_that_has_begun(city):
    first = DocumentTemplate.objects.get(kind="objection", loaded=True)
    assert DocumentTemplate.objects.in_force("objection", first.valid_from) == first
    assert DocumentTemplate.objects.in_force("objection", first.valid_from - timedelta(1)) is None


# ── lines ────────────────────────────────────────────────────────────────────


def test_lines_hold_all_signs_in_order_and_none_is_too_long():
    text = "根据《关于完善政府诚信履约机制优化民营经济发展环境的通知》（发改财金〔2023〕1103号），现予认定。" * 9
    lines = broken(text, 1.0, 26, 28)
    assert "".join(lines) == text
    assert len(lines[0]) <= 2 * 26
    from archives.documents.glyphs import width

    assert all(width(line, 1.0) <= 28 for line in lines)
    assert all(line[0] not in NOT_FIRST for line in lines)
    assert all(line[-1] not in NOT_LAST for line in lines)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("一二三四五", ["一二三四", "五"]),
        ("一二三四，五", ["一二三", "四，五"]),  # no comma begins a line
        ("一二三《四》", ["一二三", "《四》"]),  # no bracket ends one
        ("", [""]),
        ("，，，，，，，，", ["，，，，", "，，，，"]),  # a row of them is broken all the same
    ],
)
def test_where_a_line_ends(text, lines):
    assert broken(text, 1.0, 4, 4) == lines


def test_a_number_stays_whole():
    assert broken("一二三四五2026年", 1.0, 7, 7) == ["一二三四五", "2026年"]


def test_a_word_longer_than_any_line_is_broken():
    lines = broken("a" * 500, 1.0, 10, 10)
    assert "".join(lines) == "a" * 500
    assert len(lines) > 10
