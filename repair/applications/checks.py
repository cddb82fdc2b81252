"""What has gone wrong with applications or will soon: a term near its day or past it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.models import Role, Term
from archives.term_checks import NEAR
from integrity import findings
from integrity.findings import Addressee, Check, Finding, level_of, told

from .awaiting import NEXT
from .models import Application
from .terms import ACCEPT, deadlines, running


def late(today: date) -> Iterator[Finding]:
    """Applications whose acceptance or decision is due or late: the head of the finding unit, then the office."""
    waiting = list(Application.objects.filter(status__in=NEXT).order_by("pk"))
    if not waiting:
        return
    near, ends = Term.days_of(NEAR, today), deadlines(waiting)
    for found in waiting:
        if (level := level_of(ends[found.pk], today, near)) is None:
            continue
        code, start = running(found)
        unit = (Addressee(Role.HEAD, found.finder_id),) if found.finder_id else ()
        yield Finding(
            thing=f"application:{found.pk}:{code}",
            level=level,
            addressees=(*unit, Addressee(Role.OFFICER)),
            unit=found.finder_id,
            facts={
                "application": found.pk,
                "number": found.number,
                "term": code,
                "basis": Term.on(code, start).document,
                **told(ends[found.pk]),
            },
        )


def _says(facts: dict, unit: str) -> str:
    words = _("Application for repair %(number)s is to be decided by %(due)s.")
    if facts["term"] == ACCEPT:
        words = _("Application for repair %(number)s is to be accepted or not by %(due)s.")
    return words % {"number": facts["number"], "due": date_format(date.fromisoformat(facts["due"]), "Y-m-d")}


findings.register(
    Check(
        name="application",
        label=gettext_lazy("Term of an application for repair"),
        asks=late,
        says=_says,
        shows=lambda facts: reverse("staff_application", args=[facts["application"]]),
    )
)
