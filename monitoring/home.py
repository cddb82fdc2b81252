"""On the home page: the warnings that ask the person to act, and how many stand open."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archives.duty_views import own_units
from archives.home import duty
from archives.models import Role
from integrity.site import home_panel

from .lists import UNANSWERED, WITHOUT_OUTCOME
from .models import Level, Warning
from .views import READERS

EACH = 3  # so many stand on the home page one by one; more become one line that leads to their list


@home_panel
def warnings(request) -> dict:
    user, today = request.user, timezone.localdate()
    roles = Role.of(user, today)
    if not roles & READERS:
        return {}
    panels = {"duties": _awaiting(user, today), "tools": [{"title": _("Warnings"), "url": reverse("staff_warnings")}]}
    panels["attention"] = _standing(user, today)
    return panels


def _awaiting(user, today) -> list[dict]:
    # A report that is owed stands among the duties already (archives.home_duties): the same matter is counted once.
    owed_already = Q(kind="report", acknowledged_at__isnull=True, unit__in=own_units(user, today))
    listed = Warning.objects.visible_to(user, today).addressed_to(user, today)
    mine = listed.exclude(owed_already)
    asked = [(level, what, which) for level in Level.values for what, which in (("acknowledge", UNANSWERED), ("outcome", WITHOUT_OUTCOME))]
    each = {f"{level}_{what}": Count("pk", filter=which & Q(level=level)) for level, what, which in asked}
    counts, totals = mine.aggregate(**each), listed.aggregate(**each)
    single = Q(pk__in=[])
    for level, what, which in asked:
        if counts[f"{level}_{what}"] <= EACH:
            single |= which & Q(level=level)
    rows = [_row(w, today) for w in mine.filter(single).select_related("unit").order_by("level", "raised_on", "pk")]
    return rows + [
        _rows(level, what, counts[f"{level}_{what}"], totals[f"{level}_{what}"], today) for level, what, _which in asked if counts[f"{level}_{what}"] > EACH
    ]


def _as_duty(title: str, url: str, detail: str, button: str, level: str, today) -> dict:
    words = _("Red warning") if level == Level.RED else _("Yellow warning")
    return duty(title=title, url=url, detail=detail, deadline=None, button=button, today=today) | {"tone": level, "left_text": words}


def _row(warning: Warning, today) -> dict:
    return _as_duty(
        title=_("%(check)s: %(unit)s") % {"check": warning.label, "unit": warning.unit} if warning.unit_id else warning.label,
        url=reverse("staff_warning", args=[warning.pk]),
        detail=_("%(sentence)s Warning since %(day)s.") % {"sentence": warning.sentence, "day": date_format(warning.raised_on, "Y-m-d")},
        button=_("Record the outcome") if warning.acknowledged_at else _("Acknowledge"),
        level=warning.level,
        today=today,
    )


def _rows(level: str, what: str, n: int, total: int, today) -> dict:
    """One row for ``n`` warnings; their list holds ``total``, those too that stand among the duties already."""
    if what == "acknowledge":
        red, yellow = (
            ngettext("%(n)d red warning awaits your acknowledgement", "%(n)d red warnings await your acknowledgement", n),
            ngettext("%(n)d yellow warning awaits your acknowledgement", "%(n)d yellow warnings await your acknowledgement", n),
        )
    else:
        red, yellow = (
            ngettext("The outcome of %(n)d red warning is not recorded", "The outcome of %(n)d red warnings is not recorded", n),
            ngettext("The outcome of %(n)d yellow warning is not recorded", "The outcome of %(n)d yellow warnings is not recorded", n),
        )
    return _as_duty(
        title=(red if level == Level.RED else yellow) % {"n": n},
        url=f"{reverse('staff_warnings')}?mine={what}&level={level}",
        detail=_("Each names its evidence, since when it stands, and its legal basis.")
        if n == total
        else _("The list shows all %(total)d; the others stand here as reports already.") % {"total": total},
        button=_("Look"),
        level=level,
        today=today,
    ) | {"n": n, "total": total}


def _standing(user, today) -> list[dict]:
    counts = Warning.objects.visible_to(user, today).open().aggregate(n=Count("pk"), red=Count("pk", filter=Q(level=Level.RED)))
    if not counts["n"]:
        return []
    title = ngettext("%(n)d warning stands open", "%(n)d warnings stand open", counts["n"]) % {"n": counts["n"]}
    return [{"title": title, "url": reverse("staff_warnings"), "detail": _("Red: %(n)d") % {"n": counts["red"]}, "n": counts["n"]}]
