"""Who enters handling times: clerk and head of the unit that handles; others read what their role shows them."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from archives.models import Membership, PowerItem, Role, Subject


def units_of(user, today: date):
    """The units in whose name ``user`` enters handling times."""
    held = Membership.objects.held(today).filter(user=user, user__is_active=True, role__in=[Role.CLERK, Role.HEAD])
    return Subject.objects.bodies().filter(memberships__in=held).distinct()


def matters_of(user, day: date):
    """The approval matters in force on ``day`` of the units of ``user``."""
    return (
        PowerItem.objects.in_force(day).filter(is_matter=True, unit__in=units_of(user, day)).select_related("unit").order_by("unit", "code")
    )


def must_handle(user, unit: Subject, today: date) -> None:
    """``PermissionDenied`` for whoever is neither clerk nor head of ``unit``."""
    if not units_of(user, today).filter(pk=unit.pk).exists():
        raise PermissionDenied(_("Only clerk and head of %(unit)s enter its handling times.") % {"unit": unit})
