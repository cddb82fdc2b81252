"""The terms of an application: acceptance from its submission, decision from its acceptance (国办发〔2025〕22号)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from archives.duty_actions import deadlines_of
from integrity.calendar import Deadline

from .models import Application

S = Application.Status
ACCEPT, DECIDE = "repair-accept", "repair-decide"


def running(application: Application) -> tuple[str, date] | None:
    """The term that runs and its first day."""
    if application.status == S.SUBMITTED:
        return ACCEPT, application.submitted_on
    return (DECIDE, application.accepted_on) if application.status in {S.ACCEPTED, S.VERIFIED} else None


def deadlines(applications: Iterable[Application]) -> dict[int, Deadline]:
    """The deadlines of those whose term runs: application number → deadline."""
    starts: dict[str, dict[int, date]] = {}
    for application in applications:
        if term := running(application):
            starts.setdefault(term[0], {})[application.pk] = term[1]
    return {pk: deadline for code, of in starts.items() for pk, deadline in deadlines_of(Application, code, of).items()}


def deadline(application: Application) -> Deadline | None:
    return deadlines([application]).get(application.pk)
