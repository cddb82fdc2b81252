"""What a case or a campaign knows of the tickets behind it: their numbers, and whom no text of it names."""

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
    return _who_filed(Ticket.objects.filter(case=case))


def complainants_about(body) -> list[Concealed]:
    """Who complained about ``body``, whatever came of it."""
    return _who_filed(Ticket.objects.filter(accused=body))


def _who_filed(tickets) -> list[Concealed]:
    return [Concealed(name, contact) for name, contact in tickets.values_list("complainant_name", "contact").distinct()]
