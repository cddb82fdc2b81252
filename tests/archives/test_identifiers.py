"""Identifiers against oracles of their own: the unified code, the resident id, document numbers, pinyin."""

import unicodedata
from datetime import date, timedelta

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as stdnum_uscc

from archives import identifiers
from tests.integrity.test_workflow import received

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015, table 1: no I, O, S, V, Z
DEPARTMENTS = "123456789ANY"  # table 2, with the letters for military, rural collectives and others


def gb32100(code):
    """The check of GB 32100-2015 from its formula: weights are the powers of 3 modulo 31."""
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return ALPHABET[-total % 31] == code[17]


def iso7064(number):
    """ISO 7064 MOD 11-2, which GB 11643 prescribes: the weighted sum of all eighteen signs is 1."""
    values = [10 if c in "Xx" else int(c) for c in number]
    return sum(v * pow(2, 17 - i, 11) for i, v in enumerate(values)) % 11 == 1


def resident_id(first17):
    return next(first17 + c for c in "0123456789X" if iso7064(first17 + c))


first17 = st.tuples(st.sampled_from(DEPARTMENTS), st.text(ALPHABET, min_size=16, max_size=16)).map("".join)
births = st.dates(date(1900, 1, 1), date(2030, 12, 31))
ids = st.builds(lambda place, born, serial: resident_id(f"{place}{born:%Y%m%d}{serial:03d}"), st.integers(110000, 829999), births, st.integers(0, 999))


# ── unified social credit code ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "code",
    [
        "91110000600037341L",  # a company, from the documentation of python-stdnum
        "91230500MA1B3N1N2M",  # the company of the real penalty file
        "11230500001755309F",  # the authority of the real penalty file
    ],
)
def test_codes_met_in_the_wild_are_good(code):
    assert identifiers.uscc_ok(code)
    assert identifiers.uscc_fault(code) == ""


@given(first17)
def test_the_check_character_is_that_of_the_standard(first):
    code = first + identifiers.uscc_check_digit(first)
    assert gb32100(code)
    assert identifiers.uscc_ok(code)


@given(first17, st.sampled_from(ALPHABET))
def test_a_code_is_good_exactly_if_its_check_character_is(first, last):
    assert identifiers.uscc_ok(first + last) == gb32100(first + last)


@given(st.from_regex(r"[1-9][0-9]{7}[0-9A-HJ-NPQRTUWXY]{10}", fullmatch=True))
def test_where_python_stdnum_applies_it_says_the_same(code):
    assert identifiers.uscc_ok(code) == stdnum_uscc.is_valid(code)


@pytest.mark.parametrize("department", ["A", "N", "Y"])
def test_departments_with_letters_are_good_which_python_stdnum_refuses(department):
    first = f"{department}2990100MF0000001"
    code = first + identifiers.uscc_check_digit(first)
    assert identifiers.uscc_ok(code)
    assert not stdnum_uscc.is_valid(code)


@given(first17, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(first, place, other):
    code = first + identifiers.uscc_check_digit(first)
    slip = code[:place] + other + code[place + 1 :]
    assert identifiers.uscc_ok(slip) == (slip == code)


@given(first17, st.integers(0, 15))
def test_two_neighbours_swapped_are_always_found(first, place):
    code = first + identifiers.uscc_check_digit(first)
    slip = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert identifiers.uscc_ok(slip) == (slip == code)


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("91230500MA1B3N1N2", "17"),  # too short
        ("91230500MA1B3N1N2MM", "19"),
        ("", "0"),
        ("91230500MA1B3N1N2I", "I"),  # letters that are not used
        ("91230500ma1b3n1n2m", "abmn"),
        ("01230500MA1B3N1N2M", "0"),  # no such department
        ("B1230500MA1B3N1N2M", "B"),
    ],
)
def test_a_fault_names_what_is_wrong(code, names):
    assert not identifiers.uscc_ok(code)
    assert names in identifiers.uscc_fault(code)


def test_a_wrong_check_digit_is_a_sentence():
    assert not identifiers.uscc_ok("91230500MA1B3N1N2N")
    assert len(identifiers.uscc_fault("91230500MA1B3N1N2N")) > 5


@given(st.text(max_size=20))
def test_any_text_is_either_good_or_has_a_fault(text):
    assert identifiers.uscc_ok(text) == (identifiers.uscc_fault(text) == "")


# ── resident id ──────────────────────────────────────────────────────────────────────────────────


def test_the_example_of_the_standard_is_good():
    assert identifiers.identity_ok("11010519491231002X")  # GB 11643-1999, annex
    assert identifiers.identity_ok("11010519491231002x")


@given(ids)
def test_a_resident_id_is_good(number):
    assert identifiers.identity_ok(number)


@given(ids, st.sampled_from("0123456789X"))
def test_a_resident_id_is_good_exactly_if_its_check_digit_is(number, last):
    assert identifiers.identity_ok(number[:17] + last) == iso7064(number[:17] + last)


@pytest.mark.parametrize("born", ["20230229", "20231301", "20230431", "00000101", "20230100"])
def test_a_day_that_never_was_is_refused(born):
    number = resident_id(f"110105{born}002")
    assert iso7064(number)
    assert not identifiers.identity_ok(number)


def test_a_leap_day_is_accepted():
    assert identifiers.identity_ok(resident_id("11010520240229002"))


@pytest.mark.parametrize("number", ["", "11010519491231002", "110105194912310021X", "１１０１０５１９４９１２３１００２X", "1101051949123100 2X"])
def test_other_forms_are_no_resident_id(number):
    assert not identifiers.identity_ok(number)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("11010519491231002X", "**************002X"),
        ("G12345678", "*****5678"),
        ("12345678", "****5678"),
        ("1234567", "*******"),
        ("", ""),
    ],
)
def test_a_mask_shows_the_last_four_at_most(number, shown):
    assert identifiers.identity_mask(number) == shown


def test_the_hash_is_keyed_and_equal_for_equal_persons():
    with override_settings(IDENTITY_KEY="one"):
        first = identifiers.identity_hash("11010519491231002X")
        assert first == identifiers.identity_hash("11010519491231002x")
        assert first != identifiers.identity_hash("110105194912310038")
        assert len(first) == 64
    with override_settings(IDENTITY_KEY="two"):
        assert identifiers.identity_hash("11010519491231002X") != first


WIDE = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in "0123456789Xx"})
around = st.text(st.sampled_from("处罚当事人，。：（）() \n-/证号"), max_size=30)


@given(around, ids, around, st.booleans(), st.booleans())
def test_a_resident_id_is_masked_wherever_it_stands(before, number, after, wide, small):
    written = number.lower() if small else number
    written = written.translate(WIDE) if wide else written
    clean, found = identifiers.mask_identities(before + written + after)
    assert found
    assert written not in clean
    assert number not in clean
    assert clean.startswith(before + "*" * 14)
    assert clean.endswith(after)


def test_two_in_one_text_are_both_masked():
    clean, found = identifiers.mask_identities("甲11010519491231002X、乙110105194912310038")
    assert found
    assert clean == "甲**************002X、乙**************0038"


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310020",  # check digit
        "9110105194912310020X",  # part of a longer number
        "罚款二万元",
        "91230500MA1B3N1N2M",
    ],
)
def test_what_is_no_resident_id_stays(text):
    assert identifiers.mask_identities(text) == (text, False)


# ── document numbers ─────────────────────────────────────────────────────────────────────────────

# What document numbers are written with: brackets met in the wild, blanks of every width, both widths of digits.
SIGNS = "〔〕【】［］[]（）()﹝﹞ 　\t\xa00123456789０１２３４５６７８９示市监罚字第号决AZazＡｚ-—、·"


@pytest.mark.parametrize(
    "written",
    ["示市监罚〔2026〕12号", "示市监罚【2026】12号", "示市监罚[2026]12号", "示市监罚（2026）12号", "示市监罚(2026) 12号", "示市监罚﹝２０２６﹞　12号", "示市监罚［2026］12\xa0号"],
)
def test_brackets_blanks_and_widths_make_no_other_document(written):
    assert identifiers.document_key(written) == "示市监罚(2026)12号"


@pytest.mark.parametrize("other", ["示市监罚〔2026〕13号", "示市监罚〔2025〕12号", "示市监许〔2026〕12号", "示市监罚2026〕12号"])
def test_another_document_has_another_key(other):
    assert identifiers.document_key(other) != identifiers.document_key("示市监罚〔2026〕12号")


def compared(number):
    """A document number as it is compared, sign by sign: one bracket, no blanks, one width."""
    kept = [sign for sign in number if sign not in " \u3000\t\xa0"]
    brackets = {**dict.fromkeys("〔【［（[(﹝", "("), **dict.fromkeys("〕】］）])﹞", ")")}
    return "".join(brackets.get(sign) or unicodedata.normalize("NFKC", sign) for sign in kept)


@given(st.text(SIGNS, max_size=60))
def test_a_document_key_is_that_of_its_signs(number):
    assert identifiers.document_key(number) == compared(number)
    assert identifiers.document_key(identifiers.document_key(number)) == identifiers.document_key(number)


@pytest.mark.django_db
def test_the_key_of_a_filed_row_is_that_of_its_document_number(city):
    """Filed by form or by file, the row carries the key by which the public search and the next import find it."""
    filing = received("示政表【２０２４】　3 号")
    assert filing.filed_rows.get().doc_key == "示政表(2024)3号"


# ── pinyin ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "key", "initials"),
    [
        ("示范市财政局", "shi fan shi cai zheng ju", "sfsczj"),
        ("重庆市", "chong qing shi", "cqs"),
        ("ABC公司", "abc gong si", "abcgs"),
        ("", "", ""),
    ],
)
def test_pinyin(name, key, initials):
    assert identifiers.pinyin_key(name) == (key, initials)


def test_a_long_name_fits_its_columns():
    key, initials = identifiers.pinyin_key("双" * 300)
    assert len(key) == 400
    assert len(initials) == 200


def test_the_masks_of_a_century_of_days():
    """Every day of a century is a possible birthday; none is let through."""
    day, end = date(1950, 1, 1), date(2049, 12, 31)
    while day <= end:
        number = resident_id(f"110105{day:%Y%m%d}123")
        assert identifiers.mask_identities(number)[1], number
        day += timedelta(37)
