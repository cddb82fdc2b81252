"""An outcome becomes records by itself: about the unit, and about who answered for the commitment on the day that counts."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from archives import actions as archives
from archives.corrections import file_correction
from archives.determined import Held, came_back
from archives.models import Appointment, Filing, Membership, Record, Role, person_in_charge
from archives.outcomes import file_outcome, organ_of
from integrity.errors import Refused
from integrity.identity import refuse_identities

from .models import Commitment, Dispute

BODY, PERSON = "CN", "GZ-CN"  # items of the catalogue: 公开承诺履行情况, 公职人员承诺履行情况
KEPT, BROKEN = "已践诺", "违诺"


def answering(commitment: Commitment, day: date) -> Appointment | None:
    """Who answered for ``commitment`` on ``day``: its owner then, if still in office; else who held the post after, else who was in charge.

    A change of personnel ends no commitment: it goes on with the successor, handed over or not.
    """
    owned = commitment.owner_on(day) or commitment.ownerships.select_related("appointment__post").first()
    if owned is None:
        return person_in_charge(commitment.unit, day)
    held = owned.appointment
    if held.from_on <= day and (held.until_on is None or day < held.until_on):
        return held
    after = Appointment.objects.filter(post=held.post).on(day).select_related("post__unit", "holder").order_by("is_acting", "-pk").first()
    return after or person_in_charge(commitment.unit, day)


def office_of(by, today: date):
    """The credit office in whose name ``by`` verifies."""
    return Membership.objects.held(today).filter(user=by, role=Role.OFFICER).select_related("unit").order_by("pk").first().unit


def _said(commitment: Commitment, outcome: str, *, by, today: date) -> dict:
    version, office = commitment.version, office_of(by, today)
    again = commitment.disputes.filter(status=Dispute.Status.REOPENED).count()  # what is verified anew is another document
    with translation.override("zh-hans"):
        return {
            "issuer_code": office.code,
            "issuer_name": office.name,
            "doc_no": f"{office.name}诺核〔{today.year}〕{commitment.pk}{f'-{again + 1}' if again else ''}号",
            "decided_on": today.isoformat(),
            "basis": commitment.basis,
            "commitment_no": commitment.number,
            "title": version.title,
            "kind": commitment.wording.name,
            "due": version.due_on.isoformat(),
            "outcome": outcome,
        }


def file_outcomes(commitment: Commitment, outcome: str, *, day: date, by, today: date, anew: bool = False) -> None:
    """File and submit both records; ``day``: the one on which the owner is asked for. The columns are set, not saved.

    Where nobody was in office on that day, or no personnel organ manages the person, there is the record about the unit alone.
    ``anew``: only those of which nothing stands, as of who answered when they were filed first.
    """
    data = _said(commitment, outcome, by=by, today=today)
    refuse_identities(data["title"])
    if not anew:
        commitment.answered = answering(commitment, day)
    if not anew or came_back(commitment.filing):
        commitment.filing = file_outcome(unit=office_of(by, today), subject=commitment.unit, item_code=BODY, data=data, by=by, today=today)
    if not anew or came_back(commitment.person_filing):
        commitment.person_filing = _about_owner(commitment, data, by, today)


def _about_owner(commitment: Commitment, data: dict, by, today: date) -> Filing | None:
    if commitment.answered is None or not (organ := organ_of(commitment.answered.holder, today)):
        return None
    told = {**data, "post": f"{commitment.unit}{commitment.answered.post}"}
    return file_outcome(unit=organ, subject=commitment.answered.holder, item_code=PERSON, data=told, by=by, today=today)


def record_of(filing: Filing | None) -> Record | None:
    """The record that ``filing`` became, in its present version; ``None`` until it is approved, or once it was withdrawn."""
    if filing is None:
        return None
    first = Record.objects.filter(filing=filing).first()
    return first and Record.objects.current().filter(number=first.number, withdrawn_at__isnull=True).first()


@transaction.atomic
def correct_outcomes(commitment: Commitment, outcome: str, *, by, today: date) -> tuple[Filing, Filing | None]:
    """Correct both records to ``outcome``; a second officer approves, and everyone who received the old value is listed there.

    The record about the owner whose filing came back is filed as ``outcome`` (``commitment.person_filing``).
    Raises :class:`Refused` while a filing of the outcome is not decided: nobody approves the old value after the new one.
    """
    record, about_person = standing(commitment)
    changes = {"outcome": outcome}
    made = file_correction(record=record, changes=changes, by=by, today=today, decided_anew=True)
    if about_person is not None:
        return made, file_correction(record=about_person, changes=changes, by=by, today=today, decided_anew=True)
    if commitment.person_filing_id:
        commitment.person_filing = _about_owner(commitment, _said(commitment, outcome, by=by, today=today), by, today)
        commitment.save(update_fields=["person_filing"])
        commitment.refresh_from_db()
    return made, None


def standing(commitment: Commitment) -> tuple[Record, Record | None]:
    """The records of the outcome; :class:`Refused` while a filing of it is not decided. That about the owner may have come back."""
    record, about_person = record_of(commitment.filing), record_of(commitment.person_filing)
    waits = commitment.person_filing_id and about_person is None and not came_back(commitment.person_filing)
    if record is None or waits:
        filing = commitment.person_filing if record is not None else commitment.filing
        raise Refused(
            _("The record of %(commitment)s is not approved, or it was withdrawn, so there is nothing to correct; decide on %(filing)s first.")
            % {"commitment": commitment, "filing": filing}
        )
    return record, about_person


@transaction.atomic
def withdraw_outcomes(commitment: Commitment, *, because, by) -> None:
    """Withdraw both records of an outcome that was none yet, ``because`` of a dispute; a colleague confirms. Raises as :func:`correct_outcomes`."""
    with translation.override("zh-hans"):
        reason = _("%(dispute)s was right: not kept yet, and the day of %(commitment)s lies ahead.") % {"dispute": because, "commitment": commitment}
    for record in filter(None, standing(commitment)):
        archives.withdraw(number=record.number, by=by, reason=reason)


def verified_values(record: Record) -> frozenset[str]:
    """What an objection does not correct: the outcome is verified anew by a dispute, and the commitment says which it is."""
    return frozenset({"outcome", "commitment_no", "due", "title"}) if record.item.code in (BODY, PERSON) else frozenset()


def held_by_commitment(filing: Filing) -> Held | None:
    """Outcomes are filed from their commitment and never typed."""
    if filing.item_code not in (BODY, PERSON):
        return None
    if filing.source in Filing.OF_THE_OFFICE:
        return None
    refusal = _("The outcome of a commitment is filed by its verification, not by hand; report it on the commitment itself.")
    return Held(reverse("admin:commitments_commitment_changelist"), refusal, "国发〔2016〕76号：坚持守信践诺")


def commitment_of(version: Record, user, today: date) -> list[tuple[str, str]]:
    """On the page of a record, the way back to the commitment it came from."""
    if version.item.code not in (BODY, PERSON):
        return []
    first = Record.objects.filter(number=version.number).order_by("version").first()
    found = Commitment.objects.visible_to(user, today).filter(filing=first.filing_id).first()
    if found is None and version.item.code == PERSON:
        found = Commitment.objects.visible_to(user, today).filter(person_filing=first.filing_id).first()
    return (
        [(reverse("staff_commitment", args=[found.pk]), _("The commitment it came from: %(number)s") % {"number": found.number})]
        if found
        else []
    )


def commitment_of_case(case, user, today: date) -> list[dict]:
    """On the page of a case, the commitment that was broken and whose case it is."""
    found = Commitment.objects.filter(case=case).first()
    if found is None:
        return []
    seen = Commitment.objects.visible_to(user, today).filter(pk=found.pk).exists()
    return [{"title": str(found), "url": reverse("staff_commitment", args=[found.pk]) if seen else ""}]
