"""Who enters handling times: clerk and head of the unit that handles; from a file the credit office too, for every unit.

The city's approval system hands its handling times over as one table; the officer who takes it in measures nothing by hand. The timer is
the unit's alone.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q
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


def imports_for(user, today: date):
    """The units whose handling times ``user`` may enter from a file: the own ones; an officer of the credit office those of all that have approval matters."""
    own = units_of(user, today)
    if not (user.is_active and Role.OFFICER in Role.of(user, today)):
        return own
    matters = PowerItem.objects.filter(is_matter=True).values("unit")
    return Subject.objects.bodies().filter(Q(pk__in=own.values("pk")) | Q(pk__in=matters))


def must_import(user, unit: Subject, today: date) -> None:
    """``PermissionDenied`` for whoever is neither clerk nor head of ``unit`` nor an officer of the credit office."""
    if not imports_for(user, today).filter(pk=unit.pk).exists():
        raise PermissionDenied(_("Only clerk and head of %(unit)s, and the credit office, import its handling times.") % {"unit": unit})


def must_handle(user, unit: Subject, today: date) -> None:
    """``PermissionDenied`` for whoever is neither clerk nor head of ``unit``."""
    if not units_of(user, today).filter(pk=unit.pk).exists():
        raise PermissionDenied(_("Only clerk and head of %(unit)s enter its handling times.") % {"unit": unit})
