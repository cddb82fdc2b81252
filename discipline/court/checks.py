"""A listing by a court comes nearer, or a judgment's day has passed, and nothing was reported as performed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.models import Role, Term
from integrity import findings
from integrity.findings import Addressee, Check, Finding, level_of, told

from .models import CourtNotice
from .notices import AHEAD, NEAR, deadline

S = CourtNotice.Status


def unperformed(today: date) -> Iterator[Finding]:
    """Judgments lost and listings ahead without performance: yellow some working days before the day, red from the first day late."""
    waiting = list(CourtNotice.objects.filter(status__in=[S.LOST, S.AHEAD]).order_by("pk"))
    if not waiting:
        return
    near = Term.days_of(NEAR, today)
    for notice in waiting:
        ends = deadline(notice)
        if (level := level_of(ends, today, near)) is None:
            continue
        yield Finding(
            thing=f"court-notice:{notice.pk}:{notice.status}",
            level=level,
            addressees=(Addressee(Role.OFFICER), Addressee(Role.HEAD, notice.body_id), Addressee(Role.CLERK, notice.body_id)),
            unit=notice.body_id,
            facts={
                "notice": notice.pk,
                "number": notice.number,
                "stage": notice.status,
                "basis": Term.on(AHEAD, notice.told_on).document,
                **told(ends),
            },
        )


def _says(facts: dict, unit: str) -> str:
    sentence = (
        _("By court notice %(number)s, %(unit)s is to be listed on %(due)s, and no performance is reported.")
        if facts["stage"] == S.AHEAD
        else _("By court notice %(number)s, %(unit)s is to perform a judgment by %(due)s, and no performance is reported.")
    )
    return sentence % {"number": facts["number"], "unit": unit, "due": date_format(date.fromisoformat(facts["due"]), "Y-m-d")}


findings.register(
    Check(
        name="court-notice",
        label=gettext_lazy("Performance before a court’s listing"),
        asks=unperformed,
        says=_says,
        shows=lambda facts: reverse("staff_court_notice", args=[facts["notice"]]),
    )
)
