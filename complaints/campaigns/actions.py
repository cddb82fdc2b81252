"""Writes about campaigns: beginning one, the minutes of a talk, and the re-check by another person."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from archives.models import Membership, Role, Subject
from discipline.concealing import refuse_in_letters
from integrity.calendar import EARLIEST
from integrity.errors import Refused
from integrity.identity import refuse_identities

from ..of_case import complainants_about
from .bodies import rows_of
from .models import Campaign, Talk

LONGEST = timedelta(days=731)
SIGNS = 5000


def must_be_officer(by: User, today: date) -> None:
    if not Membership.holds(by, Role.OFFICER, today):
        raise PermissionDenied(_("Only officers of the credit office lead campaigns."))


def officers(today: date):
    """The accounts that may lead a campaign."""
    held = Membership.objects.held(today).filter(role=Role.OFFICER, user__is_active=True)
    return User.objects.filter(pk__in=held.values("user")).order_by("username")


def _written(text: str) -> str:
    text = text.strip()
    refuse_identities(text)
    if not text:
        raise Refused(_("Write what was said or found, in a sentence."))
    if len(text) > SIGNS:
        raise Refused(_("This has more than %(n)d signs; shorten it.") % {"n": SIGNS})
    return text


@transaction.atomic
def begin(*, name: str, ground: str, from_on: date, until_on: date, officer: User, by: User, today: date | None = None) -> Campaign:
    """Begin a campaign of the credit office, two years long at most. Raises ``PermissionDenied`` and :class:`Refused`."""
    today = today or timezone.localdate()
    must_be_officer(by, today)
    if not officers(today).filter(pk=officer.pk).exists():
        raise Refused(_("%(name)s is no officer of the credit office; choose one who is.") % {"name": officer})
    if not EARLIEST <= from_on < until_on <= from_on + LONGEST:
        raise Refused(_("A campaign ends after it begins, within two years; correct the days."))
    return Campaign.objects.create(
        name=_written(name), ground=_written(ground), from_on=from_on, until_on=until_on, officer=officer, made_by=by
    )


@transaction.atomic
def talk(*, campaign: Campaign, body: Subject, held_on: date, minutes: str, by: User, today: date | None = None) -> Talk:
    """Keep the minutes of a talk that ``by`` held with a body of the campaign; the body reads them.

    Raises ``PermissionDenied``, or :class:`Refused` for a body that the campaign is not about, a day outside it, and a talk whose
    re-check is still missing.
    """
    today = today or timezone.localdate()
    must_be_officer(by, today)
    rows = {row.body.pk: row for row in rows_of(campaign, by, today)}
    if body.pk not in rows:
        raise Refused(_("%(body)s is not among the bodies of %(campaign)s.") % {"body": body, "campaign": campaign})
    last = rows[body.pk].talk
    open_still = Refused(_("A talk with %(body)s awaits its re-check in this campaign; that comes first.") % {"body": body})
    if last is not None and last.result is None:
        raise open_still
    if not campaign.from_on <= held_on <= min(today, campaign.until_on):
        raise Refused(_("A talk is held within the campaign and not after today; correct the day."))
    words = _written(minutes)
    refuse_in_letters(words, complainants_about(body), but=(body.name,))
    try:
        with transaction.atomic():
            return Talk.objects.create(campaign=campaign, body=body, held_on=held_on, held_by=by, minutes=words)
    except IntegrityError as error:
        if "talk_one_open" not in str(error):
            raise
        raise open_still from None


@transaction.atomic
def recheck(*, talk: Talk, on: date, result: str, found: str, by: User, today: date | None = None) -> Talk:
    """Write down what the re-check found; by another person than who held the talk, once."""
    today = today or timezone.localdate()
    must_be_officer(by, today)
    talk = Talk.objects.select_for_update(of=("self",)).select_related("body").get(pk=talk.pk)
    if not Talk.objects.visible_to(by, today).filter(pk=talk.pk).exists():
        raise PermissionDenied(_("You work in the body that is re-checked, so a colleague does it."))
    if talk.held_by_id == by.pk:
        raise Refused(_("You held the talk with %(body)s, so a colleague re-checks.") % {"body": talk.body})
    if talk.result is not None:
        raise Refused(_("The re-check of %(body)s is written down already.") % {"body": talk.body})
    if result not in Talk.Result.values:
        raise Refused(_("It was put right or it was not; choose one."))
    if not talk.held_on <= on <= today:
        raise Refused(_("A re-check follows its talk and lies not after today; correct the day."))
    talk.rechecked_on, talk.rechecked_by, talk.result, talk.found = on, by, result, _written(found)
    talk.save(update_fields=["rechecked_on", "rechecked_by", "result", "found"])
    return talk
