"""What the holder of an appointment answers for, told to the page on which personnel ends a term or hands it over."""

from __future__ import annotations

from django.utils import timezone

from archives.models import Appointment, Scope

from . import states
from .models import Commitment


def commitments_of(appointment: Appointment) -> list[dict]:
    """The running commitments that are in the name of ``appointment`` today, as facts; not those that never leave their unit."""
    today = timezone.localdate()
    shared = Commitment.objects.filter(scope__in=[Scope.PUBLIC, Scope.SHARED])
    found = states.owned(states.dated(shared), Appointment.objects.filter(pk=appointment.pk), today)
    return [
        {"kind": "commitment", "id": one.pk, "title": one.number, "item": one.version.title, "status": one.status, "due": one.due.isoformat()}
        for one in found.prefetch_related("versions").order_by("due", "pk")
    ]
