"""What a case knows of the tickets that led to it: their numbers, and whom no text of it names."""

from __future__ import annotations

from django.urls import reverse

from discipline.concealing import Concealed

from .models import Ticket


def tickets_of(case, user, today) -> list[dict]:
    """The tickets from which ``case`` was opened; with a way to those that ``user`` may see."""
    seen = set(Ticket.objects.visible_to(user, today).filter(case=case).values_list("pk", flat=True))
    found = Ticket.objects.filter(case=case).only("made_at").order_by("pk")
    return [{"title": str(ticket), "url": reverse("staff_ticket", args=[ticket.pk]) if ticket.pk in seen else ""} for ticket in found]


def concealed(case) -> list[Concealed]:
    """Who complained in the tickets from which ``case`` was opened."""
    found = Ticket.objects.filter(case=case).values_list("complainant_name", "contact")
    return [Concealed(name, contact) for name, contact in found]
