"""What the page of a case says of the tickets that led to it: their numbers, and nothing of who complained."""

from __future__ import annotations

from django.urls import reverse

from .models import Ticket


def tickets_of(case, user, today) -> list[dict]:
    """The tickets from which ``case`` was opened; with a way to those that ``user`` may see."""
    seen = set(Ticket.objects.visible_to(user, today).filter(case=case).values_list("pk", flat=True))
    found = Ticket.objects.filter(case=case).only("made_at").order_by("pk")
    return [{"title": str(ticket), "url": reverse("staff_ticket", args=[ticket.pk]) if ticket.pk in seen else ""} for ticket in found]
