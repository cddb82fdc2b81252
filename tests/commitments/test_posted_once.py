"""A form of commitments, letters, signings, templates, powers and the timer makes one entry however often it is sent; a reason and a sheet have bounds."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from archives.imports import sheets as reading
from archives.models import PowerDraft
from archives.powers.flow import draft_change
from commitments import sheets
from commitments.handling import actions as timer
from commitments.models import LetterCheck, MaterialAsked, Report, Signatory, SignedCopy, SignedLetter, Signing, WordingDraft
from integrity.errors import Refused
from integrity.once import one_at_a_time
from integrity.workflow import LONGEST_REASON, advance
from tests import world
from tests.archives import powered

from . import given, lettered
from .given import account
from .test_sheets import GOOD, table

FORM_NO = re.compile(r'name="form_no" value="([0-9a-f-]{36})"')


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.pdf", b"%PDF-1.4 x", content_type="application/pdf")


def entering() -> tuple:
    lettered.firm()
    today = timezone.localdate().isoformat()
    said = {"unit": lettered.unit().pk, "kind": "publication", "code": world.ENTERPRISE, "signer": "王某", "signed_on": today, "valid_until": "2030-01-01"}
    return reverse("staff_letter_enter"), reverse("staff_letter_enter"), said, SignedLetter


def copying() -> tuple:
    page = reverse("staff_letter", args=[(letter := lettered.at("printed")).pk])
    return page, reverse("staff_letter_copy", args=[letter.pk]), {"files": upload}, SignedCopy


def checking() -> tuple:
    letter = lettered.at("in_force")
    said = {"on": timezone.localdate().isoformat(), "result": "passed", "words": "核查"}
    return reverse("staff_letter", args=[letter.pk]), reverse("staff_letter_check", args=[letter.pk]), said, LetterCheck


def signing() -> tuple:
    said = {"unit": lettered.unit().pk, "title": "签名", "held_on": timezone.localdate().isoformat(), "place": "厅", "text": "依法履职。"}
    return reverse("staff_signing_draft"), reverse("staff_signing_draft"), said, Signing


def naming() -> tuple:
    page = reverse("staff_signing", args=[lettered.event(names=()).pk])
    return page, page, {"what": "names", "body": lettered.unit().name, "names": "甲一"}, Signatory


def progress() -> tuple:
    page = reverse("staff_commitment", args=[given.published().pk])
    return page, page, {"step": "progress", "on": timezone.localdate().isoformat(), "words": "过半"}, Report


def power() -> tuple:
    said = powered.said() | {"unit": lettered.unit().pk, "purpose": "list", "code": "CF-001", "authority": "示审改办发〔2024〕1号", "starts_on": "2024-01-01"}
    said.pop("is_matter")
    return reverse("staff_power_new"), reverse("staff_power_new"), said, PowerDraft


def asking() -> tuple:
    taken = timer.take_in(matter=powered.approval(), number="N-1", accepted_on=timezone.localdate(), by=account("lin"))
    return reverse("staff_handling", args=[taken.pk]), reverse("staff_handling_again", args=[taken.pk]), {"materials": ["营业执照"]}, MaterialAsked


WAYS = [entering, copying, checking, signing, naming, progress, power, asking]


@pytest.mark.parametrize("way", WAYS)
def test_the_second_post_of_a_form_is_refused_and_makes_nothing(door, way):
    page, address, said, made = way()
    before, lin = made.objects.count(), door("lin")
    number = FORM_NO.findall(lin.get(page).content.decode())[-1]
    answers = []
    for _twice in range(2):
        answers.append(lin.post(address, {name: value() if callable(value) else value for name, value in said.items()} | {"form_no": number}).status_code)
    assert answers == [302, 409]
    assert made.objects.count() == before + 1


def test_every_posted_form_that_makes_something_bears_a_number(door, city):
    given.owner()
    unit = lettered.unit().pk
    commitment = given.published()
    pages = [
        f"{reverse('staff_commitment_draft')}?unit={unit}&kind=service_quality", reverse("staff_commitment_change", args=[commitment.pk]),
        reverse("staff_commitment_owner", args=[commitment.pk]), reverse("staff_handling_new"), reverse("staff_power_change", args=[powered.listed().pk, "adjust"]),
    ]  # fmt: skip
    powered.approval()
    for page in pages:
        assert FORM_NO.search(door("lin").get(page).content.decode()), page
    assert FORM_NO.search(door("zhou").get(reverse("staff_wording_draft_new", args=["industry"])).content.decode())


def test_what_stands_there_once_is_refused_with_a_sentence(city, monkeypatch):
    """Where a colleague is faster between the question and the writing, the constraint says no, and the sentence is that of the question."""
    said = {"unit": lettered.unit(), "purpose": "list", "code": "CF-001", "authority": "x", "starts_on": powered.SINCE, "said": powered.said(), "by": account("lin")}
    draft_change(**said)
    lettered.template()
    matter = powered.approval(code="XK-009")
    taking = {"matter": matter, "number": "N-1", "accepted_on": timezone.localdate(), "by": account("lin")}
    timer.take_in(**taking)
    faster = {"PowerDraft", "Handling", "WordingDraft"}
    monkeypatch.setattr("django.db.models.query.QuerySet.exists", lambda self: self.model.__name__ not in faster and bool(self[:1]))
    with translation.override("en"):
        for again in (lambda: draft_change(**said), lambda: timer.take_in(**taking), lettered.template):
            with pytest.raises(Refused, match=r"awaits adoption|taken in already"):
                again()
    assert (PowerDraft.objects.filter(status="entered").count(), WordingDraft.objects.count()) == (1, 1)


def test_another_fault_of_the_database_is_none_of_a_colleague(city):
    def fails():
        raise IntegrityError

    with pytest.raises(IntegrityError):
        one_at_a_time(fails, Refused("x"))


def test_a_reason_has_a_bound(city):
    letter = lettered.at("entered")
    with pytest.raises(Refused, match="4000"):
        advance(letter, "discard", by=account("lin"), reason="长" * (LONGEST_REASON + 1), seen=letter.revision)
    assert advance(letter, "discard", by=account("lin"), reason="长" * LONGEST_REASON, seen=letter.revision).status == "discarded"


def test_a_sheet_that_is_too_long_is_refused_before_a_row_is_judged(city, monkeypatch):
    given.owner()
    monkeypatch.setattr(reading.Layout, "_look", lambda *args: pytest.fail("a row was judged"))
    began = time.monotonic()
    with pytest.raises(Refused, match=str(reading.MOST)):
        sheets.looked_at(table(*[GOOD] * 20_000), "a.csv", by=account("lin"), today=timezone.localdate())
    assert time.monotonic() - began < 3


def test_a_sheet_of_as_many_rows_as_it_may_have_is_looked_at(city, monkeypatch):
    given.owner()
    looked = []
    monkeypatch.setattr(reading.Layout, "_look", lambda self, sheet, number, *args: (looked.append(number), sheet.good.append({})))
    assert sheets.looked_at(table(*[GOOD] * reading.MOST), "a.csv", by=account("lin"), today=timezone.localdate()).rows == reading.MOST
    assert len(looked) == reading.MOST


def test_a_sign_that_turns_words_round_is_left_out_of_what_is_published(door):
    commitment = given.published()
    said = {"step": "progress", "on": timezone.localdate().isoformat(), "words": "\u202egnp.exe", "revision": commitment.revision}
    assert door("lin").post(reverse("staff_commitment", args=[commitment.pk]), said).status_code == 302
    assert Report.objects.get().words == "gnp.exe"


def test_three_letters_at_once_are_one(committed):
    _page, address, said, _made = entering()
    said["form_no"] = str(uuid4())

    def post(_n) -> int:
        try:
            client = Client()
            client.force_login(account("lin"), backend="django.contrib.auth.backends.ModelBackend")
            return client.post(address, said).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        assert sorted(threads.map(post, range(3))) == [302, 409, 409]
    assert SignedLetter.objects.count() == 1
