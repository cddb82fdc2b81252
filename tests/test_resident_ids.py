"""A resident id put into every upload, form and step is nowhere afterwards: not in any table, session, log or answer."""

from __future__ import annotations

import io
import logging

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from archives.models import CatalogueItem, Filing, Record
from integrity.errors import Refused
from integrity.identity import MaskingFormatter
from integrity.workflow import advance
from tests import world
from tests.archives.officials import account, entered, filed, register, resident_id, unit
from tests.files import CODES, row, table

# One for each door, so that a leak names it; each as typed by somebody careful, and as typed by somebody else.
NUMBERS = ((serial, born) for born in ("19800115", "19810216", "19820317") for serial in range(100, 1000))
USED: dict[str, str] = {}


def number(door: str) -> str:
    if door not in USED:
        USED[door] = resident_id(*next(NUMBERS))
    return USED[door]


def written(number: str) -> list[str]:
    return [number, number.lower(), f"{number[:6]} {number[6:14]} {number[14:]}", f"{number[:6]}-{number[6:14]}-{number[14:]}", number[:17]]


def dump() -> str:
    """Every table of the schema as COPY writes it: what a dump of the database holds."""
    out = []
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1")
        for (name,) in cursor.fetchall():
            with cursor.copy(f"COPY {name} TO STDOUT") as copy:
                out += [f"{name}\t{bytes(block).decode()}" for block in copy]
    return "".join(out)


def leaks(text: str) -> set[str]:
    return {door for door, number in USED.items() if any(form in text for form in written(number))}


@pytest.fixture
def hands(committed):
    """``hands("lin")`` posts as lin and keeps every answer."""
    USED.clear()
    answers = []

    def post(name, address, data):
        client = Client(raise_request_exception=False)
        if name:
            client.force_login(account(name), backend="django.contrib.auth.backends.ModelBackend")
        answer = client.post(address, data)
        answers.append((address, answer))
        return answer

    post.answers = answers
    return post


def upload(post, content: bytes, name: str = "a.csv"):
    stream = io.BytesIO(content)
    stream.name = name
    return post("lin", reverse("staff_import"), {"unit": unit(world.MARKET).pk, "layout": "penalty-legal-2018", "file": stream})


def test_no_resident_id_is_left_anywhere(hands, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    logged = io.StringIO()
    handler = logging.StreamHandler(logged)
    handler.setFormatter(MaskingFormatter("%(message)s"))
    logging.getLogger().addHandler(handler)
    try:
        person = register("欧阳明远", 1)
        filed(person, "GZ-ZW")
        _files(hands)
        _forms(hands, person)
        _steps(hands, person)
        _admin(hands)
        hands(None, reverse("admin:login"), {"username": number("login"), "password": "x"})
        for address in ("/records/{}/", "/people/{}/", "/filings/enter/{}/"):
            Client(raise_request_exception=False).get(address.format(number("address")))
    finally:
        logging.getLogger().removeHandler(handler)
    USED["registering"] = resident_id(1)
    assert len(USED) > 60
    assert leaks(dump()) == set()
    assert leaks("".join(repr(session.get_decoded()) for session in Session.objects.all())) == set()
    assert leaks(logged.getvalue()) == set()
    captured = capfd.readouterr()
    assert leaks(captured.out + captured.err) == set()
    for address, answer in hands.answers:
        assert leaks(answer.content.decode()) == set(), (address, answer.status_code)
        assert answer.status_code < 500, address
    for filing in Filing.objects.filter(bad__gt=0):
        client = Client()
        client.force_login(account("lin"), backend="django.contrib.auth.backends.ModelBackend")
        for page in ("staff_filing", "staff_filing_errors"):
            assert leaks(client.get(reverse(page, args=[filing.pk])).content.decode()) == set()


def _files(post) -> None:
    """In every column of the layout, alone and in running text, and in the name of the file."""
    rows = [row(n, **{code: number(f"column {code}")}) for n, code in enumerate(CODES, 1)]
    rows += [row(n, **{code: f"见{number(f'text in {code}')}号"}) for n, code in enumerate(CODES, 101)]
    upload(post, table(rows), f"{number('file name')}.csv")
    upload(post, number("not a table").encode(), "b.csv")
    upload(post, table([row(1)], [number('header'), *CODES[1:]]), 'c.csv')
    upload(post, b"PK\x03\x04" + number("no workbook").encode(), "d.xlsx")


def _forms(post, person) -> None:
    """In every field of every item's form, and in the forms about persons."""
    common = {"unit": unit(world.MARKET).pk, "subject_code": world.HOUSING, "issuer_code": world.MARKET, "issuer_name": "局", "doc_no": "示〔2026〕1号", "decided_on": "2026-03-02", "basis": "法", "tier": "2"}
    for item in CatalogueItem.objects.filter(edition__valid_until__isnull=True).prefetch_related("fields"):
        keys = [*common, "amount", "stated_end", "person", *(field.key for field in item.fields.all())]
        good = {"person": person.address} | {field.key: (field.options or ["2025"])[0] for field in item.fields.all()}
        for key in keys:
            for value in (number(f"{item.code} {key}"), f"附{number(f'{item.code} text {key}')}"):
                post("ren" if item.is_personal else "lin", reverse("staff_enter", args=[item.code]), common | good | {key: value})
    kept = {"name": "常用", "address": "/archives/record/?q=x"}
    for key in kept:
        post("lin", reverse("staff_save_list"), kept | {key: f"/archives/record/?q={number(f'saved list {key}')}"})
    given = {"organ": unit(world.PARTY).pk, "name": "甲", "resident_id": "1", "serves_in": unit(world.MARKET).pk, "username": ""}
    for key in given:
        post("ren", reverse("staff_person_register"), given | {key: number(f"register {key}")})
    for key in ("purpose", "reason"):
        post("ren", reverse("staff_person", args=[person.address]), {"purpose": "management", "reason": "核对"} | {key: number(f"open {key}")})


def _steps(post, person) -> None:
    """In the reasons of steps and withdrawals, for a filing about a person and by the kernel itself."""
    filing = advance(entered(person, "GZ-WZ"), "submit", by=account("ren"))
    for step in ("return", "approve"):
        post("zhou", reverse("staff_filing", args=[filing.pk]), {"step": step, "revision": filing.revision, "reason": number(f"step {step}")})
    with pytest.raises(Refused):
        advance(filing, "return", by=account("zhou"), reason=number("advance"), seen=filing.revision)
    post("zhou", reverse("staff_withdrawal", args=[Record.objects.filter(subject=person).first().number]), {"reason": number("withdrawal")})


def _admin(post) -> None:
    """In every text of the forms of the admin."""
    for by, model, fields in (
        ("zhou", "archives_subject", {"kind": "organ", "code": world.code("11990100MB0000009"), "name": "新局", "sort_key": "xin", "initials": "x"}),
        ("zhou", "archives_periodrule", {"code": "P", "kind": "x", "tier": "0", "min_months": "1", "max_months": "2", "valid_from": "2026-01-01", "document": "文", "article": "条"}),
        ("guard", "accounts_user", {"username": "xin", "name": "新人", "email": "a@example.org", "is_active": "on", "new_password": ""}),
    ):
        for key in fields:
            post(by, reverse(f"admin:{model}_add"), fields | {key: number(f"{model} {key}")})
            post(by, reverse(f"admin:{model}_add"), fields | {key: f"某{number(f'{model} text {key}')}"})


def test_the_search_for_leaks_finds_one(committed):
    USED.clear()
    from archives.models import Term

    Term.objects.create(code="leak", days=1, valid_from="2026-01-01", document=f"见{number('planted')}")
    try:
        assert leaks(dump()) == {"planted"}
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE registry_owner")
            cursor.execute("DELETE FROM archives_term WHERE code = 'leak'")
