"""The breach of a letter becomes a record about the enterprise by itself; it is never typed."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from archives.determined import Held
from archives.models import Filing, Record
from archives.outcomes import file_outcome

from ..models import SignedLetter
from ..records import office_of
from .counter import RECORDED

ITEM, BROKEN = "CN-QY", "违诺"


def about(letter: SignedLetter) -> str:
    """The matter or project as the record names it."""
    if letter.matter_id:
        return letter.matter.name
    return f"{letter.project_no}" if letter.project_no else letter.wording.name


def file_breach(letter: SignedLetter, *, by, today: date) -> Filing:
    """File and submit the record of a breach in the name of the office that verified; a colleague approves it."""
    office = office_of(by, today)
    with translation.override("zh-hans"):
        data = {
            "issuer_code": office.code,
            "issuer_name": office.name,
            "doc_no": f"{office.name}诺书〔{today.year}〕{letter.pk}号",
            "decided_on": today.isoformat(),
            "basis": f"{letter.wording.cited}；{RECORDED}"[:400],
            "letter_no": letter.number,
            "kind": letter.wording.name,
            "matter": about(letter),
            "signed": letter.signed_on.isoformat(),
            "outcome": BROKEN,
        }
    return file_outcome(unit=office, subject=letter.subject, item_code=ITEM, data=data, by=by, today=today)


def verified_values(record: Record) -> frozenset[str]:
    """What an objection does not correct: the letter says it, and its breach was verified."""
    return frozenset({"outcome", "letter_no", "kind", "signed"}) if record.item.code == ITEM else frozenset()


def held_by_letter(filing: Filing) -> Held | None:
    """Breaches are filed from their letter and never typed."""
    if filing.item_code != ITEM or filing.source in Filing.OF_THE_OFFICE:
        return None
    refusal = _("The breach of a letter is filed by its verification, not by hand; report it on the letter itself.")
    return Held(reverse("admin:commitments_signedletter_changelist"), refusal, RECORDED)


def letter_of(version: Record, user, today: date) -> list[tuple[str, str]]:
    """On the page of a record, the way back to the letter that was broken."""
    if version.item.code != ITEM:
        return []
    first = Record.objects.filter(number=version.number).order_by("version").first()
    found = SignedLetter.objects.visible_to(user, today).filter(filing=first.filing_id).first()
    return (
        [(reverse("staff_letter", args=[found.pk]), _("The letter that was broken: %(number)s") % {"number": found.number})]
        if found
        else []
    )
