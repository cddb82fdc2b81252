"""Giving a commitment: the wording in force, filled in once, signed and published."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from archives.documents.wording import filled, said
from archives.models import Subject
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.said import in_words

from .models import Commitment, Wording

REPAIR = "repair"  # the kind that a credit repair asks for


def wording_on(day: date, kind: str = REPAIR) -> Wording:
    """The wording of that kind in force on ``day``; without one nothing is signed."""
    found = Wording.objects.in_force(day).filter(code=kind).first()
    if found is None:
        raise Refused(_("No wording of this commitment is in force on %(day)s; load the law first.") % {"day": in_words(day)})
    return found


def text_for(name: str, day: date) -> str:
    """The commitment of a repair as ``name`` signs it on ``day``."""
    return filled(wording_on(day).body, {"主体名称": name, "承诺日期": said(day)})


@transaction.atomic
def give(*, subject: Subject, signer: str, records: list[str], signed_on: date, by: User) -> Commitment:
    """Put the signed commitment on file, and publish it: on the portal for a body or an organisation, nowhere for a person."""
    refuse_identities(signer)
    if not signer.strip():
        raise Refused(_("A commitment is signed by somebody; write who signs it."))
    wording = wording_on(signed_on)
    text = text_for(subject.name, signed_on)
    return Commitment.objects.create(
        subject=subject, wording=wording, text=text, signer=signer.strip(), signed_on=signed_on, records=records, taken_by=by
    )


@transaction.atomic
def end(commitment: Commitment) -> None:
    """What it was signed for came to nothing: from now on the portal does not show it."""
    commitment.ended_at = timezone.now()
    commitment.save(update_fields=["ended_at"])
