"""Which warnings a list shows, and how many there are: page, home and API ask the same questions here."""

from __future__ import annotations

from django import forms
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from archives.models import Subject
from integrity.findings import CHECKS

from .models import Level, Warning, WarningQuerySet

UNANSWERED = Q(closed_on__isnull=True, acknowledged_at__isnull=True)
WITHOUT_OUTCOME = Q(closed_on__isnull=True, acknowledged_at__isnull=False, outcome__isnull=True)


def header() -> list[str]:
    """The heads of the list as a file."""
    return [
        *(_now("Number"), _now("Check"), _now("Level"), _now("Unit"), _now("What was found"), _now("Legal basis"), _now("Addressed to")),
        *(_now("Raised on"), _now("Closed on"), _now("Acknowledged by"), _now("Acknowledged at"), _now("Note"), _now("Outcome"), _now("Note")),
    ]


def told(warning: Warning) -> list:
    """One warning as a row of the file: what the list and its own page say of it."""
    return [
        *(warning.number, warning.label, warning.get_level_display(), warning.unit or "", warning.sentence, warning.basis, warning.addressee),
        *(warning.raised_on, warning.closed_on, warning.acknowledged_by or ""),
        warning.acknowledged_at and timezone.localtime(warning.acknowledged_at),
        *(warning.acknowledged_note, warning.get_outcome_display() if warning.outcome else "", warning.outcome_note),
    ]


class Filters(forms.Form):
    """What narrows the list; nothing chosen: all that stand open."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("open")), ("closed", _("closed")), ("all", _("open and closed"))]
    )
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", _("any")), *Level.choices])
    kind = forms.ChoiceField(label=_("Check"), required=False)
    unit = forms.ModelChoiceField(label=_("Unit"), required=False, queryset=Subject.objects.none(), empty_label=_("all"))
    mine = forms.ChoiceField(
        label=_("Addressed to me"),
        required=False,
        choices=[("", _("any")), ("acknowledge", _("awaits my acknowledgement")), ("outcome", _("awaits my outcome"))],
    )

    def __init__(self, data, *, user, today):
        super().__init__(data)
        self.user, self.today = user, today
        self.seen = Warning.objects.visible_to(user, today)
        self.fields["kind"].choices = [("", _("all")), *((check.name, check.label) for check in CHECKS.values())]
        self.fields["unit"].queryset = Subject.objects.filter(pk__in=self.seen.order_by().values("unit")).order_by("sort_key", "code")

    def _chosen(self, *names) -> dict:
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}

    def about(self) -> WarningQuerySet:
        """Of the chosen check and unit, open or closed."""
        return self.seen.filter(**self._chosen("kind", "unit"))

    def found(self) -> WarningQuerySet:
        """All that the filters let through: red first, the oldest first; what is closed, newest first."""
        rows, state = self.about().filter(**self._chosen("level")), self.cleaned_data["state"]
        if state != "all":
            rows = rows.filter(closed_on__isnull=state != "closed")
        if mine := self.cleaned_data["mine"]:
            rows = rows.filter(
                pk__in=self.seen.addressed_to(self.user, self.today).filter(UNANSWERED if mine == "acknowledge" else WITHOUT_OUTCOME)
            )
        order = ["-closed_at", "-pk"] if state == "closed" else ["level", "raised_on", "pk"]
        return rows.select_related("unit", "acts_in", "acknowledged_by").order_by(*order)

    def counts(self) -> dict[str, int]:
        """How many the list holds under each of its headings, for the chosen check and unit."""
        standing, mine = Q(closed_on__isnull=True), Q(pk__in=Warning.objects.addressed_to(self.user, self.today))
        return self.about().aggregate(
            red=Count("pk", filter=standing & Q(level=Level.RED)),
            yellow=Count("pk", filter=standing & Q(level=Level.YELLOW)),
            acknowledge=Count("pk", filter=UNANSWERED & mine),
            closed=Count("pk", filter=~standing),
        )
