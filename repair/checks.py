"""What has gone wrong with objections or will soon: a term near its day or past it, a correction that nobody acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.duty_actions import deadlines_of
from archives.models import Role, Term
from archives.term_checks import NEAR
from integrity import findings
from integrity.findings import Addressee, Check, Finding, level_of, told

from .applications import checks as of_applications  # noqa: F401  registers its own
from .models import CorrectionNotice, Objection
from .terms import OF_STAFF, RECEIPT, deadlines, running

S = Objection.Status


def late(today: date) -> Iterator[Finding]:
    """Objections whose acceptance, verification or review is due or late; they are named by their own number alone."""
    waiting = list(Objection.objects.filter(status__in=OF_STAFF).order_by("pk").select_related("version__filing", "version__subject"))
    if not waiting:
        return
    near, ends = Term.days_of(NEAR, today), deadlines(waiting)
    for objection in waiting:
        if (level := level_of(ends[objection.pk], today, near)) is None:
            continue
        code, start = running(objection)
        inside = objection.is_inside
        unit = objection.version.filing.unit_id if inside else None
        yield Finding(
            thing=f"objection:{objection.pk}:{code}",
            level=level,
            addressees=(Addressee(Role.HEAD, unit),) if inside else (Addressee(Role.OFFICER),),
            unit=unit,
            inside=inside,
            facts={
                "objection": objection.pk,
                "number": objection.number,
                "term": code,
                "basis": Term.on(code, start).document,
                **told(ends[objection.pk]),
            },
        )


def unacknowledged(today: date) -> Iterator[Finding]:
    """Correction notices whose recipients did not acknowledge them in the term; the office follows them up."""
    waiting = list(
        CorrectionNotice.objects.filter(acknowledged_at__isnull=True)
        .select_related("objection", "objection__version__filing")
        .order_by("pk")
    )
    if not waiting:
        return
    near = Term.days_of(NEAR, today)
    starts = {notice.pk: timezone.localdate(notice.sent_at) for notice in waiting}
    ends = deadlines_of(CorrectionNotice, RECEIPT, starts)
    for notice in waiting:
        if (level := level_of(ends[notice.pk], today, near)) is None:
            continue
        inside = notice.objection.is_inside
        unit = notice.objection.version.filing.unit_id if inside else None
        yield Finding(
            thing=f"correction:{notice.pk}",
            level=level,
            addressees=(Addressee(Role.HEAD, unit),) if inside else (Addressee(Role.OFFICER),),
            unit=unit,
            inside=inside,
            facts={
                "objection": notice.objection_id,
                "number": notice.objection.number,
                "basis": Term.on(RECEIPT, starts[notice.pk]).document,
                **told(ends[notice.pk]),
            },
        )


def _says(facts: dict, unit: str) -> str:
    sentence = {
        "objection-accept": _("Objection %(number)s is to be accepted or not by %(due)s."),
        "objection-review": _("The complaint about the handling of objection %(number)s is to be decided by %(due)s."),
    }.get(facts["term"], _("Objection %(number)s is to be verified, and the objector told, by %(due)s."))
    return sentence % {"number": facts["number"], "due": date_format(date.fromisoformat(facts["due"]), "Y-m-d")}


def _says_unread(facts: dict, unit: str) -> str:
    words = _("A recipient has to acknowledge the correction upon objection %(number)s by %(due)s.")
    return words % {"number": facts["number"], "due": date_format(date.fromisoformat(facts["due"]), "Y-m-d")}


def _shows(facts: dict) -> str:
    return reverse("staff_objection", args=[facts["objection"]])


findings.register(
    Check(
        name="objection",
        label=gettext_lazy("Term of an objection"),
        asks=late,
        says=_says,
        shows=_shows,
    )
)
findings.register(
    Check(
        name="correction",
        label=gettext_lazy("Correction not acknowledged"),
        asks=unacknowledged,
        says=_says_unread,
        shows=_shows,
    )
)
