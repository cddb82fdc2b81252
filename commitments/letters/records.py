"""The breach of a letter becomes a record about the enterprise by itself; it is never typed.

Once the breach was made good and that was verified (整改到位), the record still says 违诺, because that it was broken stays true and, by 国办发〔2019〕35号,
on record; beside it stands everywhere where the record is read (its page, its life, the API, exports) that and when it was put right, so
that nobody uses the one without the other (:mod:`archives.remedies`, which says why this is neither a correction nor a repair).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from archives.determined import Held
from archives.life import Event, chapter
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


def _repaired(numbers: set[str]) -> dict[str, SignedLetter]:
    """The letters that were made good, by the numbers of the records that their breaches became."""
    filed = dict(Record.objects.filter(number__in=numbers, item__code=ITEM).values_list("filing_id", "number"))
    found = SignedLetter.objects.filter(status=SignedLetter.Status.REPAIRED, filing__in=filed)
    return {filed[letter.filing_id]: letter for letter in found}


def made_good(numbers: set[str]) -> dict[str, date]:
    """Of these numbers of records, those whose breach was made good, with the day of its verification."""
    return {number: letter.repaired_on for number, letter in _repaired(numbers).items()}


@chapter
def put_right(versions: list[Record], viewer) -> Iterable[Event]:
    """In the life of the record: made good, for whoever reads the record; why, for who may see the letter."""
    letter = _repaired({versions[0].number}).get(versions[0].number) if versions[0].item.code == ITEM else None
    if letter is None:
        return
    taken = letter.taken.filter(step="repair").select_related("by").last()
    seen = SignedLetter.objects.visible_to(viewer).filter(pk=letter.pk).exists()
    yield Event(taken.at, _("Made good, verified"), str(taken.by) if seen else "", taken.reason if seen else "", "turn", "ok")


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
