"""Resident ids however somebody writes them, and the long numbers that are none."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from integrity.identity import identity_ok, mask_identities, may_hold_identity

NUMBER = "990100198203049981"
WITH_X = "99010019820304008X"
GROUPS = (NUMBER[:6], NUMBER[6:14], NUMBER[14:])


def as_digits(signs: str) -> str:
    return "".join(signs[int(digit)] for digit in NUMBER)


SPELLINGS = [
    "/".join(GROUPS), "_".join(GROUPS), "，".join(GROUPS), "、 ".join(GROUPS), "/".join(NUMBER), "—".join(GROUPS), ":".join(GROUPS), "**".join(GROUPS),
    as_digits("〇一二三四五六七八九"), as_digits("零壹贰叁肆伍陆柒捌玖"), as_digits("○一二三四五六七八九"), as_digits("⓪①②③④⑤⑥⑦⑧⑨"), as_digits("𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"),
    as_digits("⁰¹²³⁴⁵⁶⁷⁸⁹"), as_digits("٠١٢٣٤٥٦٧٨٩"), as_digits("〇一二三四五六七八九")[:9] + NUMBER[9:], NUMBER[:14] + "九九八一",
    WITH_X[:-1] + "Х", WITH_X[:-1] + "х", WITH_X[:-1] + "Ⅹ", WITH_X[:-1] + "×",
    f"号1{NUMBER}", f"2026{NUMBER}", f"第一{NUMBER}", f"{NUMBER}1次", f"2026 {' '.join(GROUPS)}",
]  # fmt: skip


@pytest.mark.parametrize("written", SPELLINGS)
def test_an_id_is_masked_however_it_is_spelled(written):
    text = f"当事人{written}，男"
    assert may_hold_identity(text)
    masked, found = mask_identities(text)
    assert found
    assert masked.startswith("当事人")
    assert "**************" in masked
    assert masked.endswith(("9981，男", "008X，男", "99811次，男"))
    assert not re.search("1982|一九八|壹玖捌|①⑨⑧|𝟏𝟗𝟖|¹⁹⁸|١٩٨", masked)


def test_the_words_around_two_of_them_stay():
    text = f"甲{'/'.join(GROUPS)}与乙{as_digits('〇一二三四五六七八九')}，二〇二六年"
    assert mask_identities(text) == ("甲**************9981与乙**************9981，二〇二六年", True)


NONE = [
    "统一编号990100198203049980",  # check digit: 1 for 99010019820304998
    "990100/19821304/9981",  # no thirteenth month
    "990100/19820304，9981",  # two kinds of signs set two things apart
    "2026-1-2，2026-10-12，2026-10-13", "2026/01/02、2026/01/05、2026/01/09", "第13、15、16、17、18、19、20、21、22项", "1,234,567,890,123,456,789.00元",
    "911101051949123123", "二〇二六年十一月二日至二〇二七年十一月一日", "第一百二十四条第一款第（五）项", "卡号6222020200112233446", "JY13799010000123456", "①②③④⑤⑥⑦⑧⑨①②③④⑤⑥⑦⑧⑨",
]  # fmt: skip


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_id_stays_as_it_is(text):
    assert mask_identities(text) == (text, False)


@given(st.text("0123456789", min_size=16, max_size=22))
def test_a_long_number_in_which_no_id_stands_stays(number):
    """A bank card, an account, a serial number: masked only where date and check digit fit at some place in it."""
    assume(not any(identity_ok(number[i : i + 18]) for i in range(len(number) - 17)))
    assert mask_identities(f"编号{number}。") == (f"编号{number}。", False)


@given(st.text("0123456789", max_size=3), st.sampled_from([NUMBER, WITH_X]), st.text("0123456789", max_size=3))
def test_an_id_inside_a_longer_number_is_masked(before, number, after):
    masked, found = mask_identities(f"号{before}{number}{after}。")
    assert found
    assert number[6:14] not in masked
