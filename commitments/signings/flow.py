"""The flow of a collective signing: drafted → confirmed by another person, and with that public and fixed."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.models import IssuerMark
from integrity.errors import Refused
from integrity.workflow import Flow, Step

from ..models import Signing
from . import papers

S = Signing.Status


def another_person(signing, by, today):
    if by.pk == signing.made_by_id:
        raise Refused(_("You drafted %(signing)s, so a colleague must confirm it.") % {"signing": signing})


def has_signatories(signing, by, today):
    """somebody signed"""
    if not signing.signatories.filter(struck=False).exists():
        raise Refused(_("Nobody stands on the list of %(signing)s; add who signed.") % {"signing": signing})


def was_held(signing, by, today):
    """its day has come"""
    if signing.held_on > today:
        raise Refused(_("%(signing)s lies ahead; it is confirmed once it was held.") % {"signing": signing})


def numbered(signing, by, today):
    """its organising unit has a mark for the number of the certificate"""
    if not IssuerMark.objects.filter(body=signing.unit_id).exists():
        raise Refused(
            _("%(body)s has no mark for its document numbers; the credit office enters one under “marks of issuers”.")
            % {"body": signing.unit}
        )


def confirm(signing, *, by, reason, today):
    """The certificate is issued with its number, and the portal shows units and numbers."""
    signing.confirmed_by, signing.confirmed_on = by, today
    signing.document = papers.certificate(signing, by=by, today=today)


SIGNING = Flow(
    name="collective signing",
    initial=S.DRAFTED,
    steps=(
        Step(
            "confirm",
            (S.DRAFTED,),
            S.CONFIRMED,
            gettext_lazy("Confirm and publish"),
            gettext_lazy(
                "The certificate is issued. Everybody reads title, text, day, and how many of each unit signed; nothing of it changes any more."
            ),
            decides=True,
            rules=(another_person, has_signatories, was_held, numbered),
            effect=confirm,
        ),
        Step(
            "discard",
            (S.DRAFTED,),
            S.DISCARDED,
            gettext_lazy("Discard the draft"),
            gettext_lazy("The draft ends here and was never public."),
            needs_reason=True,
        ),
    ),
)
