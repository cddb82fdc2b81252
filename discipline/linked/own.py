"""What the pages of others show of linked persons: the page of an enterprise a link, "my archive" the own links and measures."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from archives.models import Role, Subject

from ..measures.eligibility import ends_on
from ..models import Execution, LinkedPerson
from ..models.linked import LINKING
from .views import READERS


def of_enterprise(subject: Subject, user, today: date) -> list[tuple[str, str]]:
    """The address of the linked persons, on the page of an enterprise."""
    if subject.kind not in LINKING or not Role.of(user, today) & READERS:
        return []
    return [(reverse("staff_linked_persons", args=[subject.pk]), _("Linked persons"))]


def of_person(person: Subject, today: date) -> dict | None:
    """To the person itself: where it is entered, in what role, since when, and the measures in force on it."""
    links = LinkedPerson.objects.filter(person=person).select_related("subject", "unit").order_by("-from_on", "-pk")
    rows = []
    for link in links:
        found = Execution.objects.in_force(today).filter(link=link).select_related("item", "unit", "action")
        rows.append({"link": link, "measures": [{"row": row, "ends": ends_on(row)} for row in found]})
    return {"template": "staff/linked_own.html", "rows": rows} if rows else None
