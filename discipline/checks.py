"""What has gone wrong with cases or will soon: a term near its day or past it. It names number and day, never the accused body."""

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

from . import duties
from .measures import checks as measures_checks  # noqa: F401
from .models import Case
from .terms import REPLY, deadlines, running

S = Case.Status
CLERKS = (S.VERIFYING, S.RECTIFYING, S.DETERMINED)  # theirs; anything else awaits the head


def late(today: date) -> Iterator[Finding]:
    """Cases with a term that is due or late: yellow one working day before its day, red from the first day late."""
    waiting = list(Case.objects.open().order_by("pk"))
    if not waiting:
        return
    near, ends, offices = Term.days_of(NEAR, today), deadlines(waiting, today), duties.offices(today)
    for case in waiting:
        code, start = running(case, today)
        if code == REPLY or (level := level_of(ends[case.pk], today, near)) is None:  # the accused body may reply or not
            continue
        first = Role.CLERK if case.status in CLERKS else Role.HEAD
        second = Role.HEAD if first == Role.CLERK else Role.CLERK
        office = () if case.accused_id in offices else (Addressee(Role.OFFICER),)
        yield Finding(
            thing=f"case:{case.pk}:{case.status}",
            level=level,
            addressees=(Addressee(first, case.handler_id), Addressee(second, case.handler_id), *office),
            # Of the accused body nothing is said. Where it is a credit office, its officers see no warning either.
            unit=case.handler_id,
            inside=case.accused_id in offices,
            facts={
                "case": case.pk,
                "serial": case.serial,
                "year": case.year,
                "stage": case.status,
                "basis": Term.on(code, start).document,
                **told(ends[case.pk]),
            },
        )


def _says(facts: dict, unit: str) -> str:
    sentence = {
        S.VERIFYING: _("Case %(serial)s of %(year)s is to be verified and decided on by %(due)s."),
        S.RECTIFYING: _("In case %(serial)s of %(year)s the rectification ordered is due on %(due)s."),
        S.RECTIFIED: _("In case %(serial)s of %(year)s the rectification reported is to be checked by %(due)s."),
        S.REFUSED: _("In case %(serial)s of %(year)s rectification was refused; the notice is to be served by %(due)s."),
        S.DETERMINED: _("The determination in case %(serial)s of %(year)s is to be filed by %(due)s."),
    }.get(facts["stage"], _("Case %(serial)s of %(year)s is to be decided by %(due)s."))
    return sentence % {**facts, "due": date_format(date.fromisoformat(facts["due"]), "Y-m-d")}


findings.register(
    Check(
        name="case",
        label=gettext_lazy("Term of a case"),
        asks=late,
        says=_says,
        shows=lambda facts: reverse("staff_case", args=[facts["case"]]),
    )
)
