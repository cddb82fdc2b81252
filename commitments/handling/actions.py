"""The approval timer: an application is taken in, material asked for again is counted, and it is finished on the day of the clock."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from archives.models import PowerItem
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.once import one_at_a_time
from integrity.said import in_words

from ..models import Handling, MaterialAsked
from .rights import must_handle

ONCE = "中华人民共和国行政许可法第三十二条第一款第（四）项"


@transaction.atomic
def take_in(*, matter: PowerItem, number: str, accepted_on: date, by: User, today: date | None = None) -> Handling:
    """Start the timer of one application. ``number``: of the application, nothing of who applies.

    Raises ``PermissionDenied`` for whoever is not of the unit, ``ValidationError`` beside the field, :class:`Refused` for what was taken in before.
    """
    today, number = today or timezone.localdate(), number.strip()
    must_handle(by, matter.unit, today)
    refuse_identities(number)
    faults: dict[str, list] = {}
    if not number or len(number) > 60:
        faults["number"] = [_("An application has a number of at most sixty signs.")]
    if accepted_on > today:
        faults["accepted_on"] = [_("The day lies in the future.")]
    elif not PowerItem.objects.in_force(accepted_on).filter(pk=matter.pk, is_matter=True).exists():
        faults["matter"] = [
            _("%(matter)s was not on the list on %(day)s; choose the version of that day.")
            % {"matter": matter, "day": in_words(accepted_on)}
        ]
    if faults:
        raise ValidationError(faults)
    before = Refused(_("%(number)s was taken in already.") % {"number": number})
    if Handling.objects.filter(unit=matter.unit_id, number=number).exists():
        raise before
    made = Handling(matter=matter, unit=matter.unit, number=number, accepted_on=accepted_on, made_by=by)
    one_at_a_time(made.save, before)
    made.refresh_from_db()
    return made


def _open(handling: Handling, by: User, today: date) -> Handling:
    found = Handling.objects.select_for_update(of=("self",)).select_related("matter", "unit").get(pk=handling.pk)
    must_handle(by, found.unit, today)
    if found.finished_on:
        raise Refused(_("%(number)s was finished on %(day)s.") % {"number": found, "day": in_words(found.finished_on)})
    return found


@transaction.atomic
def ask_again(*, handling: Handling, materials: list[str], by: User, today: date | None = None) -> Handling:
    """Write down that material was asked for after the one-time notification; it is counted, and the count is published."""
    today = today or timezone.localdate()
    found = _open(handling, by, today)
    if not materials:
        raise Refused(_("Choose the material that is asked for again."))
    if unknown := sorted(set(materials) - set(found.matter.materials)):
        raise Refused(
            _("%(material)s is not on the list of the matter, so nobody may ask for it (行政许可法第三十一条).")
            % {"material": unknown[0][:60]}
        )
    MaterialAsked.objects.create(handling=found, on=today, materials=[m for m in found.matter.materials if m in materials], by=by)
    found.asked_again += 1
    found.save(update_fields=["asked_again"])
    return found


@transaction.atomic
def finish(*, handling: Handling, by: User, today: date | None = None) -> Handling:
    """Stop the timer today: a day that somebody types would be claimed, not measured."""
    today = today or timezone.localdate()
    found = _open(handling, by, today)
    found.finished_on, found.finished_by = today, by
    found.save(update_fields=["finished_on", "finished_by"])
    return found
